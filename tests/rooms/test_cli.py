"""The program as a whole: usage, failures, pipes and terminals; and `listserv init`."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from listserv.cli import PLACES, main
from listserv.cli.common import opened
from listserv.settings import load
from listserv.store import mailings
from tests.support.shell import Shell

# --- the program as a whole ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "listserv: missing command; known: init, serve, demo, list, member, "),
        (("lst",), 'listserv: there is no "lst"; did you mean "list"?'),
        (("list",), "listserv list: missing command; known: create, show, set, retire"),
        (("list", "crate"), 'listserv list: there is no "crate"; did you mean "create"?'),
        (("list", "create"), "listserv list create: missing argument 'NAME'; see 'listserv list "),
        (("list", "show", "a", "b"), "listserv list show: got unexpected extra argument (b); see "),
        (("list", "create", "a", "--title"), "listserv list create: option '--title' requires an "),
        (
            ("list", "create", "a", "--titel", "x"),
            'listserv list create: there is no option --titel; did you mean "--title"?',
        ),
        (("--conf", "x"), 'listserv: there is no option --conf; did you mean "--config"?'),
        (("held", "approve", "one"), "listserv held approve: invalid value for '[NUMBER …]': "),
        (
            ("held", "show", "0"),
            "listserv held show: invalid value for 'NUMBER': \"0\" is no number",
        ),
        (("held", "show", "9" * 30), "listserv held show: invalid value for 'NUMBER': "),
        (("list", "show", "\udcff"), "listserv: the argument '\\udcff' is not UTF-8"),
    ],
)
def test_wrong_usage_is_one_line_and_2(shell: Shell, words: tuple[str, ...], line: str) -> None:
    assert shell.fails(2, *words).startswith(line)


def every_verb() -> list[tuple[str, ...]]:
    context = main.make_context("listserv", ["init"])
    found: list[tuple[str, ...]] = []
    for noun in PLACES:
        command = main.get_command(context, noun)
        verbs = getattr(command, "commands", {})
        found += [(noun, verb) for verb in verbs] or [(noun,)]
    return found


@pytest.mark.parametrize("words", every_verb(), ids=" ".join)
def test_every_verb_explains_itself(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    first = result.output.split("\n\n")[1].strip()
    assert first.endswith((".", ":"))
    if words not in {("init",), ("serve",), ("demo",)}:
        assert "--config" in result.output
    if words not in {("serve",), ("demo",)}:
        assert "--json" in result.output


def test_the_site_is_named_before_or_after_the_verbs_or_by_the_environment(hifa: Shell) -> None:
    other = str(hifa.folder / "other.toml")
    given = str(hifa.config)
    shown = hifa.says("list", "show")
    assert "HIFA" in shown
    hifa.config = Path(other)
    assert hifa.says("--config", given, "list", "show") == shown
    assert hifa.says("list", "show", "--config", given) == shown
    assert hifa.says("--config", other, "list", "show", "--config", given) == shown
    line = hifa.fails(1, "list", "show")
    assert line == f'listserv list show: {other}: no such file; "listserv init" makes a site'


def test_every_error_of_a_settings_file_is_a_line(shell: Shell) -> None:
    with shell.config.open("a") as file:
        file.write("[limits]\nmesage_size = 1\nrecipients = 0\n")
    result = shell("list", "show")
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.endswith('unknown key "mesage_size" in [limits]; did you mean "message_size"?')
    assert "recipients = 0 is out of bounds, 1 to 10000" in second
    assert first.startswith(f"listserv list show: {shell.config}:")


def test_a_folder_without_a_site_is_named(shell: Shell) -> None:
    (shell.folder / "var" / "listserv.db").unlink()
    assert shell.fails(1, "list", "show").endswith(f"run 'listserv init {shell.folder}'")


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda path: path.write_bytes(b"no database " * 1000), "restore it from a backup"),
        (lambda path: (path.unlink(), path.mkdir()), "run this as the user that owns the site's"),
    ],
)
def test_a_database_that_cannot_be_used(
    shell: Shell, spoil: Callable[[Path], object], line: str
) -> None:
    for name in ("listserv.db-wal", "listserv.db-shm"):
        (shell.folder / "var" / name).unlink(missing_ok=True)
    spoil(shell.folder / "var" / "listserv.db")
    said = shell.fails(1, "list", "show")
    assert said.startswith("listserv list show: the database: ")
    assert line in said


def program(shell: Shell, *words: str) -> list[str]:
    return [sys.executable, "-c", "from listserv.cli import main; main()", *words]


def environment(shell: Shell, **more: str) -> dict[str, str]:
    return {**os.environ, "LISTSERV_CONFIG": str(shell.config), **more}


def test_a_closed_pipe_is_no_error_worth_a_word(hifa: Shell) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        program(hifa, "list", "show", "hifa", "--toml"),
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(hifa),
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""


def test_a_terminal_that_cannot_show_a_letter_is_no_failure(hifa: Shell) -> None:
    hifa.says("list", "set", "hifa", "--title", "منتدى")
    done = subprocess.run(
        program(hifa, "list", "show"),
        capture_output=True,
        env=environment(hifa, PYTHONIOENCODING="latin-1"),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u0645" in done.stdout


def test_progress_is_seen_on_a_terminal_alone(hifa: Shell) -> None:
    path = hifa.folder / "m.csv"
    path.write_text("address\npaul@example.org\n")
    assert hifa("member", "import", "hifa", str(path)).stderr == ""
    mine, theirs = pty.openpty()
    command = program(hifa, "member", "import", "hifa", str(path))
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=theirs, env=environment(hifa), check=False
    )
    os.close(theirs)
    assert done.stdout == b"0 joined, 1 was a member, 0 left out\n"
    assert os.read(mine, 1000).strip() == b"1 members"
    os.close(mine)


def test_a_light_verb_loads_no_heavy_room() -> None:
    """`list show` once waited for the archive, the templates and the importer."""
    code = (
        "import sys; from listserv.cli import main\n"
        "main.get_command(None, 'list')\n"
        "heavy = {'jinja2', 'starlette', 'aiosmtpd', 'cryptography', 'email_validator'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_a_port_in_use_is_named(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        text = shell.config.read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}", 1)
        shell.config.write_text(text)
        line = shell.fails(1, "serve")
    assert line.endswith(f"address already in use; change listen in {shell.config}")


def test_ctrl_c_is_one_line(hifa: Shell) -> None:
    fifo = hifa.folder / "members.csv"
    os.mkfifo(fifo)
    importing = program(hifa, "member", "import", "hifa", str(fifo))
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(importing, stdout=pipe, stderr=pipe, env=environment(hifa)) as running,
        fifo.open("wb"),  # from here on the program waits for what we write
    ):
        running.send_signal(signal.SIGINT)
        said, complaint = running.communicate(timeout=60)
    assert (running.returncode, said) == (1, b"")
    assert complaint.strip() == b"listserv: broken off"


# --- init ----------------------------------------------------------------------------------------


GIVEN = ("--domain", "lists.example.org", "--admin", "Postmaster@example.org")


def test_init_makes_a_site_and_says_what_comes_next(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "site")
    said = shell.says("init", str(shell.folder), *GIVEN, "--name", 'The "Forum"')
    assert 'listserv._domainkey.lists.example.org. TXT (\n    "v=DKIM1; k=rsa; p=' in said
    assert '  lists.example.org. TXT "v=spf1 mx -all"\n' in said
    assert max(len(piece) for piece in re.findall(r'"(.*?)"', said)) <= 255
    assert f"cd {shell.folder}\n" in said
    settings = load(shell.config)
    assert settings.site.admin == "postmaster@example.org"
    assert settings.site.name == 'The "Forum"'
    assert "#message_size = " in shell.config.read_text(encoding="utf-8")
    assert (shell.folder / "var" / "keys" / "tokens").stat().st_mode & 0o777 == 0o600
    assert (shell.folder / "var" / "keys" / "dkim.pem").stat().st_mode & 0o777 == 0o600
    assert shell.says("list", "show") == ""


def test_init_for_programs(tmp_path: Path) -> None:
    made = Shell(tmp_path).json("init", str(tmp_path), *GIVEN)
    assert made["settings"] == str(tmp_path / "listserv.toml")
    assert [record["kind"] for record in made["records"]] == ["MX", "TXT", "TXT", "TXT"]
    key = made["records"][-1]
    assert key["name"] == "listserv._domainkey.lists.example.org"
    assert key["value"].startswith("v=DKIM1; ")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "say --domain: the domain of the lists' addresses"),
        (("--domain", "lists.example.org"), "say --admin: the address that reads postmaster@"),
        (("--domain", "a b", "--admin", "a@example.org"), '[site] domain = "a b" '),
        (("--domain", "x.example", "--admin", "nobody"), '"nobody" is no mail address: '),
        ((*GIVEN, "--language", "english"), '[site] language = "english" is no language; '),
        ((*GIVEN, "--name", "x" * 61), f'[site] name = "{"x" * 56}... has 61 characters; '),
    ],
)
def test_a_bad_answer_to_init_leaves_nothing_behind(
    tmp_path: Path, words: tuple[str, ...], line: str
) -> None:
    folder = tmp_path / "new" / "site"
    assert Shell(folder).fails(2, "init", str(folder), *words).startswith(f"listserv init: {line}")
    assert list(tmp_path.iterdir()) == []


def test_init_replaces_nothing(shell: Shell) -> None:
    keys = shell.folder / "var" / "keys"
    before = shell.config.read_bytes(), (keys / "tokens").read_bytes()
    assert "v=DKIM1" in shell.says("init", str(shell.folder)), "the key that was missing is made"
    sealing = (keys / "dkim.pem").read_bytes()
    line = shell.fails(2, "init", str(shell.folder), *GIVEN)
    assert "is there already; change the site there, not by options" in line
    assert "there is a site in" in shell.fails(2, "init", str(shell.folder))
    assert "not --config" in shell.fails(2, "--config", "x", "init", str(shell.folder))
    assert (shell.config.read_bytes(), (keys / "tokens").read_bytes()) == before
    assert (keys / "dkim.pem").read_bytes() == sealing


def test_a_lost_token_key_is_named_with_its_two_remedies(shell: Shell) -> None:
    """`init` once refused a site whose key was gone, while the error about it said to run init."""
    keys = shell.folder / "var" / "keys"
    (keys / "tokens").unlink()
    assert "run 'listserv init', or restore it" in shell.fails(1, "held", "approve", "--all")
    shell.says("init", str(shell.folder))
    assert (keys / "tokens").exists()


def test_init_completes_a_site_whose_settings_were_put_there(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    text = '[site]\ndomain = "x.example"\nadmin = "a@x.example"\ndata_dir = "data"\n'
    shell.config.write_text(text)
    assert "listserv._domainkey.x.example" in shell.says("init", str(tmp_path))
    assert (tmp_path / "data" / "listserv.db").exists()
    assert shell.config.read_text() == text


def test_init_in_a_place_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = Shell(tmp_path).fails(1, "init", str(tmp_path / "file" / "site"), *GIVEN)
    assert line.startswith("listserv init: ")
    assert "Not a directory" in line


def test_a_site_is_closed_also_after_a_failure(hifa: Shell) -> None:
    with pytest.raises(ZeroDivisionError), opened(load(hifa.config), False) as at:
        raise ZeroDivisionError
    with pytest.raises(RuntimeError, match="closed"):
        at.store.write_now(mailings.reserve)
