"""The documents say what the program does: links, commands, settings, lines of configuration.

What moderators and members may write is held by test_docs_words.py.
"""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest
from babel import Locale
from click.testing import CliRunner

from listserv import policy, settings
from listserv.cli import main
from listserv.press.catalogue import COMPLETE
from tests.support.markdown import ROOT, block, blocks, links, pages, read, section, spans, table

NAMES = [str(path.relative_to(ROOT)) for path in pages()]
PROGRAM = re.compile(r"(?:\S*/)?listserv (?=[a-z])")
# Paths that a reader has, or that the program serves; any other is one of the writer's own.
PATHS = re.compile(
    r"/(?:etc/(?:nginx|postfix|systemd)|opt/listserv|srv/listserv|backup|var/lib/(?:mailman|sympa))\b"
)
SERVED = ("/archive/", "/leave/TOKEN", "/health")
ELSEWHERE = ("/members",)  # what another server serves
SERVICE = "Groups.io"  # a name that looks like a host
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|io|dev|local)\b")


# --- links and names ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    inside = [link for link in links(read(name)) if "://" not in link]
    lost = [link for link in inside if not (folder / link.partition("#")[0]).exists()]
    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_every_file_named_is_there(name: str) -> None:
    """`docs/X.md` and its like; a name in capitals or with a star stands for others."""
    roots = ("docs/", "config/", "tests/", "templates/", "listserv/", "digests/", ".ci/")
    named = [span.rstrip("/") for span in spans(read(name)) if span.startswith(roots)]
    exact = [path for path in named if not re.search(r"[*{}<> ]|[A-Z]{4}", path)]
    assert [path for path in exact if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_hosts_are_examples_and_paths_are_the_readers(name: str) -> None:
    text = read(name)
    hosts = HOST.findall(text.replace(SERVICE, ""))
    assert [host for host in hosts if not host.endswith("example.org")] == []
    code = "\n".join([*spans(text), *blocks(text)])
    paths = re.findall(r"(?<![\w.~:/*)>+-])/[a-z][\w./-]*(?:TOKEN)?", code)
    known = (*SERVED, *ELSEWHERE)
    assert [path for path in paths if not PATHS.match(path) and path not in known] == []


def test_the_picture_is_small() -> None:
    assert 10_000 < (ROOT / "docs" / "pictures" / "archive.png").stat().st_size < 120_000


# --- the command line -----------------------------------------------------------------------------


def commands(name: str) -> list[str]:
    """Every line of a page that calls the program, in a block or within a sentence."""
    text = read(name)
    lines = [line.strip() for found in blocks(text) for line in found.splitlines()]
    return [line for line in dict.fromkeys([*lines, *spans(text)]) if PROGRAM.match(line)]


def words_of(line: str) -> list[str]:
    """The words behind the program's name, without what the shell does with the output."""
    words = shlex.split(line)[1:]
    return words[: words.index(">")] if ">" in words else words


@pytest.mark.parametrize(("name", "line"), [(n, line) for n in NAMES for line in commands(n)])
def test_every_command_line_is_understood(name: str, line: str) -> None:
    words = words_of(line)
    context = click.Context(main, info_name="listserv")
    command: click.Command = main
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words[0])
        assert found, f"{name}: there is no {words[0]}"
        command, words = found, words[1:]
    if not words:
        return  # a verb that is only named
    parser = command.make_parser(click.Context(command))
    given, _, _ = parser.parse_args(list(words))
    missing = [one.name for one in command.params if one.required and not given.get(one.name or "")]
    assert missing == []


def test_what_the_readme_misses_is_not_there() -> None:
    """A verb that has come is taken off the list of what is not there yet."""
    (line,) = re.findall(r"has no (.*?) yet", section(read("README.md"), "What is not there yet"))
    context = click.Context(main)
    for words in (verb.split() for verb in spans(line)):
        group = main.get_command(context, words[0])
        if len(words) > 1:
            assert isinstance(group, click.Group)
            assert group.get_command(context, words[1]) is None
        else:
            assert group is None


def test_the_first_site_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The five commands, word for word, up to the one that does not end."""
    text = section(read("README.md"), "A first site")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "members.csv").write_text(block(text, "address,name"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    *lines, last = block(text, "listserv init").splitlines()
    for line in lines:
        if line.startswith("cd "):
            monkeypatch.chdir(line.removeprefix("cd "))
            continue
        done = CliRunner().invoke(main, words_of(line))
        assert done.exit_code == 0, f"{line}: {done.output}"
    assert last == "listserv serve"
    shown = CliRunner().invoke(main, ["member", "show", "health"])
    assert "amina@example.org" in shown.output
    assert "paul@example.org" in shown.output


def test_make_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    code = [code for name in NAMES for code in (*spans(read(name)), *blocks(read(name)))]
    named = {found for one in code for found in re.findall(r"^make ([a-z]+)", one, re.M)}
    assert named <= targets
    told = {cells[0] for cells in table(read("docs/DEVELOPER.md"), "command", "what it does")}
    assert told == {f"`make {target}`" for target in targets}


# --- settings -------------------------------------------------------------------------------------


def snippets() -> list[tuple[str, str]]:
    return [(n, found) for n in NAMES for found in blocks(read(n)) if re.match(r"\[\w+\]\n", found)]


@pytest.mark.parametrize(("name", "snippet"), snippets())
def test_every_piece_of_listserv_toml_is_right(name: str, snippet: str) -> None:
    needed = '[site]\ndomain = "lists.example.org"\nadmin = "you@example.org"\n'
    assert settings.parse(needed + snippet, Path("listserv.toml")).relay


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_named_exists(name: str) -> None:
    """`[smtp] trusted` of the site; `archive = members` of a list."""
    sections = settings.defaults()
    for span in spans(read(name)):
        if found := re.match(r"\[(\w+)\] (\w+)", span):
            assert found[2] in sections[found[1]], span
        elif found := re.fullmatch(r"([a-z_]+) = ([\w\[\]]+)", span):
            assert policy.policy_from(
                {found[1]: policy.parse_option(found[1], found[2])}, policy.default_policy()
            ), span


def test_the_readme_names_the_settings_without_effect() -> None:
    told = section(read("README.md"), "What is not there yet").partition("do nothing yet:")[2]
    entries = policy.defaults().items()
    assert set(spans(told)) == {key for key, entry in entries if "no effect yet" in entry.comment}


# --- configuration of others, and the table of states ---------------------------------------------


def test_the_readme_has_the_lines_of_postfix() -> None:
    lines = read("config/postfix/main.cf").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    assert block(section(read("README.md"), "Behind Postfix"), "relay_domains").splitlines() == said


def test_the_service_starts_the_program() -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", read("config/systemd/listserv.service"), re.M)
    assert PROGRAM.match(line)
    assert words_of(line) == ["serve", "--config", "/srv/listserv/listserv.toml"]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("README.md", "understood in ", ", from anyone"),
        ("docs/MEMBER.md", "letters are in ", "; other readers"),
        ("docs/TRANSLATOR.md", "Complete are ", "."),
    ],
)
def test_the_languages_of_the_letters_are_named(name: str, before: str, after: str) -> None:
    english = Locale("en").languages
    *most, last = [english[language] for language in COMPLETE]
    told = f"{before}{', '.join(most)} and {last}{after}"
    assert told in " ".join(read(name).split())


def test_the_table_of_states_names_verbs_of_the_store() -> None:
    rows = table(read("docs/ARCHITECTURE.md"), "state after", "store verb")
    named = [verb for row in rows for verb in re.findall(r"`(\w+)\.(\w+)\(", row[1])]
    assert len(named) == len(rows) - 1  # the first state is the peer's
    for room, verb in named:
        assert callable(getattr(import_module(f"listserv.store.{room}"), verb, None)), verb
