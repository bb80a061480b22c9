"""A list's policy: reading it from options and files, and writing it as TOML.

The values are `model.Policy`; here stand the kind (type and bound) of every key; the default and
the sentence of a key stand in `config/list.toml`. The policy itself lives in the database.

A bad value raises `PolicyError`: one line for each error, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from listserv import kinds
from listserv.kinds import BadValueError, Kind
from listserv.model import Policy
from listserv.tomlfile import Entry, TomlError, entries, literal, nearest, shown

# Characters of the texts that facilitators write.
LONGEST = {"rules": 20_000, "footer": 72, "welcome": 20_000, "rota": 4000}
KINDS: Mapping[str, Kind] = {
    "title": kinds.line(100),
    "description": kinds.prose(1000),
    "rules": kinds.prose(LONGEST["rules"]),
    "language": kinds.language(),
    "languages": kinds.many(kinds.language()),
    "family": kinds.name(24),
    "body": kinds.choice("clean", "original"),
    "moderation": kinds.choice("all", "new", "nonmembers", "none"),
    "join": kinds.choice("open", "confirm", "approve"),
    "unproven": kinds.choice("hold", "accept"),
    "archive": kinds.choice("public", "members", "off"),
    "timezone": kinds.zone(),
    "digest_hour": kinds.hour(),
    "subject_prefix": kinds.line(20),
    "reply_to": kinds.choice("list", "author"),
    "dmarc": kinds.choice("always", "policy", "never"),
    "copies": kinds.choice("personal", "shared"),
    "translate": kinds.choice("off", "volunteers", "machine"),
    "translate_hold": kinds.duration("0s", "72h"),
    "translate_within": kinds.duration("1h", "30d"),
    "attachments": kinds.choice("keep", "hold", "list", "drop"),
    "max_size": kinds.size("10K", "1G"),
    "pace": kinds.whole(0, 1000),
    "footer": kinds.line(LONGEST["footer"]),
    "erase": kinds.choice("choice", "anonymous", "posts"),
    "profiles": kinds.yes_no(),
    "welcome": kinds.prose(LONGEST["welcome"]),
    "new_posts": kinds.whole(1, 1000),
    "flood": kinds.whole(0, 1000),
    "emergency": kinds.yes_no(),
    "grace": kinds.duration("0s", "24h"),
    "hours": kinds.many(kinds.hour()),
    "rota": kinds.prose(LONGEST["rota"]),
    "tell_author": kinds.duration("0s", "14d"),
    "remind": kinds.duration("1m", "30d"),
    "escalate": kinds.duration("1m", "60d"),
    "give_back": kinds.duration("1h", "365d"),
}


class PolicyError(Exception):
    """A policy cannot be used; its text has a line for each error."""


@cache
def defaults() -> dict[str, Entry]:
    """Default and sentence of every key, in the order they are shown."""
    text = (resources.files("listserv.config") / "list.toml").read_text(encoding="utf-8")
    return {entry.key: entry for entry in entries(text)}


def default_policy() -> Policy:
    """The policy of a new list."""
    return policy_from({key: entry.value for key, entry in defaults().items()}, Policy())


def policy_from(values: Mapping[str, object], base: Policy) -> Policy:
    """`base` with these keys changed. Raises PolicyError."""
    return _changed([Entry("", 0, key, value, 0) for key, value in values.items()], base, "")


def policy_of_toml(text: str, base: Policy, name: str = "policy") -> Policy:
    """`base` with the keys of a TOML text changed; errors say `name` and line."""
    try:
        return _changed(entries(text), base, name)
    except TomlError as error:
        raise PolicyError(f"{name}:{error.line}: is no TOML here: {error.detail}") from None


def policy_to_toml(policy: Policy) -> str:
    """Every key with its sentence, as `policy_of_toml` reads it."""
    lines: list[str] = []
    for key, value in written(policy).items():
        lines += [f"# {defaults()[key].comment}", f"{key} = {literal(value)}", ""]
    return "\n".join(lines[:-1]) + "\n"


def written(policy: Policy) -> dict[str, object]:
    """Every key with its value as one writes it: `3h`, not seconds."""
    return {key: KINDS[key].write(getattr(policy, key)) for key in defaults()}


def parse_option(key: str, text: str) -> object:
    """The value of `--KEY TEXT` as a policy file would have it, for `policy_from`: numbers are
    digits, lists are split at commas and blanks.

    Raises PolicyError for an unknown key and a bad value.
    """
    kind = KINDS.get(key.replace("-", "_"))
    value: object = text
    if kind and kind.form is int and text.strip().isdecimal():
        value = int(text)
    elif kind and kind.form is list:
        value = text.replace(",", " ").split()
    what = _problem(key.replace("-", "_"), value)
    if what or kind is None:
        raise PolicyError(what)
    return value


def _changed(found: Iterable[Entry], base: Policy, name: str) -> Policy:
    problems = [(entry.line, _problem_of(entry)) for entry in found]
    lines = [_spell(name, line, what) for line, what in problems if what]
    if lines:
        raise PolicyError("\n".join(lines))
    given: dict[str, Any] = {entry.key: KINDS[entry.key].read(entry.value) for entry in found}
    policy = replace(base, **given)
    if policy.language in policy.languages:
        return policy
    if "languages" in given:
        line = next(entry.line for entry in found if entry.key == "languages")
        what = f'languages must hold the list\'s own language, "{policy.language}"'
        raise PolicyError(_spell(name, line, what))
    others = base.languages if base.languages != (base.language,) else ()
    return replace(policy, languages=(policy.language, *others))


def _spell(name: str, line: int, what: str) -> str:
    return f"{name}:{line}: {what}" if line else what


def _problem_of(entry: Entry) -> str:
    if entry.section:
        where = f"[{entry.section}]" if not entry.key else f"{entry.section}.{entry.key}"
        return f"{where}: a list's policy has no sections"
    return _problem(entry.key, entry.value)


def _problem(key: str, value: object) -> str:
    """What is wrong with one key; "" for nothing."""
    if key not in KINDS:
        return f'unknown key "{key}"; {nearest(key, KINDS)}'
    try:
        KINDS[key].read(value)
    except BadValueError as error:
        return f"{key} = {shown(value)} {error}"
    return ""
