"""The site's settings: `listserv.toml` over the defaults in `config/defaults.toml`.

Here stand the sections with the kind (type and bound) of every key; the default and the sentence of
a key stand in `config/defaults.toml`. Only the composition root and the command line read this
file: every room is handed plain values.

A bad file raises `SettingsError`: one line for each error, with file, line and what to write
instead. Nothing is half loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from listserv import kinds, places
from listserv.kinds import BadValueError, Kind
from listserv.places import Listen, Network, RelayUrl
from listserv.tomlfile import Entry, TomlError, entries, literal, nearest, shown


class SettingsError(Exception):
    """The file cannot be used; its text has a line for each error."""


@dataclass(frozen=True, slots=True)
class SiteSection:
    domain: Annotated[str, places.domain()]
    name: Annotated[str, kinds.line(60)]
    language: Annotated[str, kinds.language()]
    data_dir: Annotated[Path, kinds.path(needed=True)]
    admin: Annotated[str, places.address()]
    separator: Annotated[str, kinds.choice("+", "-")]


@dataclass(frozen=True, slots=True)
class SmtpSection:
    listen: Annotated[Listen | None, places.listen()]
    trusted: Annotated[tuple[Network, ...], kinds.many(places.network())]
    trusted_authserv_ids: Annotated[tuple[str, ...], kinds.many(places.hostname())]
    proxies: Annotated[tuple[Network, ...], kinds.many(places.network())]


@dataclass(frozen=True, slots=True)
class LmtpSection:
    listen: Annotated[Listen | None, places.listen()]


@dataclass(frozen=True, slots=True)
class RelaySection:
    """One relay, or several that share all but the address."""

    url: Annotated[tuple[RelayUrl, ...], kinds.many(places.relay_url())]
    username: Annotated[str, kinds.line(200)]
    password_file: Annotated[Path | None, kinds.path()]
    tls: Annotated[str, kinds.choice("offered", "always", "never")]
    connections: Annotated[int, kinds.whole(1, 200)]
    weight: Annotated[int, kinds.whole(0, 1000)]
    rate: Annotated[float, kinds.rate()]  # copies a second, as in domain_rates
    domain_rates: Annotated[tuple[tuple[str, float], ...], kinds.many(places.domain_rate())]
    warmup: Annotated[date | None, kinds.day()]


@dataclass(frozen=True, slots=True)
class WebSection:
    listen: Annotated[Listen | None, places.listen()]
    url: Annotated[str, places.web_url()]


@dataclass(frozen=True, slots=True)
class ArchiveSection:
    dir: Annotated[Path, kinds.path()]
    url: Annotated[str, places.web_url()]


@dataclass(frozen=True, slots=True)
class RspamdSection:
    url: Annotated[str, places.web_url()]


@dataclass(frozen=True, slots=True)
class ClamdSection:
    url: Annotated[str, places.scanner_url()]


@dataclass(frozen=True, slots=True)
class TranslateSection:
    engines: Annotated[tuple[str, ...], kinds.many(kinds.choice("apertium", "service"))]
    apertium: Annotated[str, kinds.line(200)]
    service: Annotated[str, places.service_url()]
    service_key_file: Annotated[Path | None, kinds.path()]
    seconds: Annotated[int, kinds.whole(1, 600)]
    glossaries: Annotated[Path | None, kinds.path()]


@dataclass(frozen=True, slots=True)
class LimitsSection:
    message_size: Annotated[int, kinds.size("64K", "1G")]
    recipients: Annotated[int, kinds.whole(1, 10_000)]
    connections: Annotated[int, kinds.whole(1, 10_000)]
    connections_per_peer: Annotated[int, kinds.whole(1, 10_000)]
    commands: Annotated[int, kinds.whole(10, 1_000_000)]
    errors: Annotated[int, kinds.whole(1, 1000)]
    session: Annotated[float, kinds.duration("1m", "1d")]  # seconds, as the two below
    command_timeout: Annotated[float, kinds.duration("5s", "1h")]
    data_timeout: Annotated[float, kinds.duration("5s", "1h")]
    stranger_letters: Annotated[int, kinds.whole(2, 1_000_000)]
    other_mail: Annotated[float, kinds.duration("1d", "3650d")]
    backups: Annotated[float, kinds.duration("0s", "3650d")]


@dataclass(frozen=True, slots=True)
class LogSection:
    level: Annotated[str, kinds.choice("debug", "info", "warning", "error")]
    format: Annotated[str, kinds.choice("text", "json")]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a site's file says, paths absolute, empty values resolved."""

    path: Path
    site: SiteSection
    smtp: SmtpSection
    lmtp: LmtpSection
    relay: tuple[RelaySection, ...]
    web: WebSection
    archive: ArchiveSection
    rspamd: RspamdSection
    clamd: ClamdSection
    translate: TranslateSection
    limits: LimitsSection
    log: LogSection


SECTIONS: Mapping[str, Any] = {
    "site": SiteSection,
    "smtp": SmtpSection,
    "lmtp": LmtpSection,
    "relay": RelaySection,
    "web": WebSection,
    "archive": ArchiveSection,
    "rspamd": RspamdSection,
    "clamd": ClamdSection,
    "translate": TranslateSection,
    "limits": LimitsSection,
    "log": LogSection,
}
REPEATED = frozenset({"relay"})  # sections that may stand several times, as [[relay]]
REQUIRED = (("site", "domain"), ("site", "admin"))  # keys for which no default can be good


@cache
def kinds_of(section: str) -> dict[str, Kind]:
    """The kind of every key of a section, in order."""
    hints = get_type_hints(SECTIONS[section], include_extras=True)
    return {one.name: hints[one.name].__metadata__[0] for one in fields(SECTIONS[section])}


@cache
def defaults() -> dict[str, dict[str, Entry]]:
    """Default and sentence of every key, section by section."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries(defaults_text()):
        if entry.key:
            found.setdefault(entry.section, {})[entry.key] = entry
    return found


def defaults_text() -> str:
    return (resources.files("listserv.config") / "defaults.toml").read_text(encoding="utf-8")


# --- reading ------------------------------------------------------------------------------------


def load(path: Path) -> Settings:
    """The settings of a site. Raises SettingsError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(f'{path}: no such file; "listserv init" makes a site') from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: is not written in UTF-8") from None
    return parse(text, path)


def parse(text: str, path: Path) -> Settings:
    """The settings a text says; `path` is the file it stands for. Raises SettingsError."""
    try:
        found = entries(text)
    except TomlError as error:
        raise SettingsError(f"{path}:{error.line}: is no TOML here: {error.detail}") from None
    problems = [(entry.line, _problem(entry)) for entry in found]
    tables = _tables(found)
    problems += [(line, _combination(values)) for line, values in tables["relay"]]
    given = {(entry.section, entry.key) for entry in found}
    problems += [
        (0, f"[{section}] {key} is missing: {_sentence(section, key)}")
        for section, key in REQUIRED
        if (section, key) not in given
    ]
    lines = [_spell(path, line, what) for line, what in sorted(problems) if what]
    if lines:
        raise SettingsError("\n".join(lines))
    return _build(tables, path.absolute())


def _spell(path: Path, line: int, what: str) -> str:
    return f"{path}:{line}: {what}" if line else f"{path}: {what}"


def _sentence(section: str, key: str) -> str:
    return defaults()[section][key].comment


def _problem(entry: Entry) -> str:
    """What is wrong with one entry; "" for nothing."""
    if entry.section not in SECTIONS:
        if not entry.section:
            return _unknown_key(entry, "outside a section")
        if entry.key:
            return ""  # said at the header
        return f"unknown section [{entry.section}]; {nearest(entry.section, SECTIONS)}"
    if not entry.key:
        again = entry.section not in REPEATED and (entry.value or entry.table)
        return f"[{entry.section}] stands once, in single brackets" if again else ""
    kind = kinds_of(entry.section).get(entry.key)
    if kind is None:
        return _unknown_key(entry, f"in [{entry.section}]")
    try:
        kind.read(entry.value)
    except BadValueError as error:
        return f"[{entry.section}] {entry.key} = {shown(entry.value)} {error}"
    return ""


def _unknown_key(entry: Entry, where: str) -> str:
    homes = [section for section in SECTIONS if entry.key in kinds_of(section)]
    if homes:
        hint = "it belongs in " + " or ".join(f"[{section}]" for section in homes)
    elif entry.section:
        hint = nearest(entry.key, kinds_of(entry.section))
    else:
        hint = "the sections: " + ", ".join(f"[{section}]" for section in SECTIONS)
    return f'unknown key "{entry.key}" {where}; {hint}'


def _combination(values: Mapping[str, object]) -> str:
    """What is wrong with a relay as a whole."""
    login, secret = bool(values.get("username")), bool(values.get("password_file"))
    if login != secret:
        return "[relay] username and password_file go together; one of them is missing"
    if login and values.get("tls") == "never":
        return '[relay] tls = "never" would send the password in clear'
    named = [str(one).partition(" ")[0].lower() for one in _listed(values.get("domain_rates"))]
    twice = [name for name in named if named.count(name) > 1]
    return f"[relay] domain_rates names {twice[0]} twice" if twice else ""


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


# --- building -----------------------------------------------------------------------------------

Tables = dict[str, list[tuple[int, dict[str, object]]]]


def _tables(found: tuple[Entry, ...]) -> Tables:
    """The raw values of every section's tables, each with the line where it begins."""
    tables: Tables = {section: [] for section in SECTIONS}
    for entry in found:
        known = tables.get(entry.section, [])
        if len(known) <= entry.table:
            known.append((entry.line, {}))
        if entry.key:
            known[-1][1][entry.key] = entry.value
    return tables


def _build(tables: Tables, path: Path) -> Settings:
    made = {section: _sections(section, tables[section], path.parent) for section in SECTIONS}
    relay = tuple(made.pop("relay"))
    settings = Settings(path=path, relay=relay, **{name: some[0] for name, some in made.items()})
    site, archive = settings.site, settings.archive
    return replace(
        settings,
        site=replace(site, name=site.name or site.domain),
        archive=replace(archive, dir=archive.dir or site.data_dir / "archive"),
    )


def _sections(section: str, tables: list[tuple[int, dict[str, object]]], base: Path) -> list[Any]:
    usual = {key: entry.value for key, entry in defaults()[section].items()}
    return [
        SECTIONS[section](
            **{
                key: _rooted(kind.read(values.get(key, usual[key])), base)
                for key, kind in kinds_of(section).items()
            }
        )
        for _, values in tables or [(0, {})]
    ]


def _rooted(value: object, base: Path) -> object:
    """A value whose relative paths count from `base`."""
    if isinstance(value, Path):
        return base / value
    if isinstance(value, RelayUrl) and value.folder:
        return replace(value, folder=base / value.folder)
    if isinstance(value, tuple):
        return tuple(_rooted(one, base) for one in value)
    return value


# --- writing ------------------------------------------------------------------------------------


def example(given: Mapping[tuple[str, str], str] | None = None) -> str:
    """A site file with every key: `given` ones set, all others commented with their default."""
    given = given or {}
    parts = []
    for section, keys in defaults().items():
        parts.append(f"[{section}]\n")
        for key, entry in keys.items():
            value = given.get((section, key), entry.value)
            sign = "" if (section, key) in given else "#"
            parts.append(f"# {entry.comment}\n{sign}{key} = {literal(value)}\n")
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"
