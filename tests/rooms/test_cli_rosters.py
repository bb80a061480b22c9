"""`listserv member import` and `export`: what is reported, what is written, what is left alone."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest

from listserv.cli import rosters
from listserv.model import Standing
from listserv.store import deceased, filters, imports, invitations, members, standings
from listserv.store.base import Db
from listserv.store.fates import Fate
from listserv.store.members import NewMember
from tests.support.pickled import dumps
from tests.support.shell import Shell

HEAD = "address,name,language,country,organisation,delivery,timezone,profile\n"


def take_in(shell: Shell, given: str | bytes, *words: str) -> tuple[str, list[str]]:
    """What an import says on both, whatever its status."""
    result = shell("member", "import", "hifa", "-", *words, given=given)
    return result.stdout.rstrip("\n"), result.stderr.splitlines()


def value(shell: Shell, sql: str) -> Any:
    return shell.store(lambda store: store.read_now(lambda db: db.value(sql)))


# --- CSV ------------------------------------------------------------------------------------------


def test_an_import_reports_bad_lines_and_imports_the_others(hifa: Shell) -> None:
    path = hifa.folder / "members.csv"
    path.write_bytes(
        "\ufeffaddress;name;delivery\r\n"
        'paul@example.org;"Paul\r\nOuedraogo";daily\r\n'
        "nobody;Nobody;\r\n"
        "amina@example.org;Amina;\r\n"
        "dora@example.org;Dora;hourly\r\n".encode()
    )
    result = hifa("member", "import", "hifa", str(path))
    assert result.exit_code == 1
    assert result.stdout == "1 joined, 1 was a member, 2 left out\n"
    first, second = result.stderr.splitlines()
    assert first.startswith(f'{path}:4: "nobody" is no mail address: ')
    assert second.startswith(f'{path}:6: unknown delivery "hourly"; known: each, ')
    assert hifa.json("member", "show", "paul@example.org")["name"] == "Paul Ouedraogo"


def test_an_import_leaves_out_what_is_no_persons_address(hifa: Shell) -> None:
    nobody = "hifa@lists.example.org no-reply@clinic.example MAILER-DAEMON@clinic.example"
    given = "\n".join(
        ("address", *nobody.split(), "postmaster@clinic.example", "eva@clinic.example")
    )
    told, left_out = take_in(hifa, given)
    assert told == "1 joined, 0 were members, 4 left out"
    assert all("is no person's address" in line for line in left_out)
    for command in ("add", "invite"):
        result = hifa("member", command, "hifa", "hifa-request@lists.example.org")
        assert result.exit_code == 1
        assert "is no person's address" in result.stderr


def test_an_import_for_programs(hifa: Shell) -> None:
    result = hifa("member", "import", "hifa", "-", "--json", given="address\nbad\n")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    problem = report["left_out"][0].pop("problem")
    assert report == {
        "format": "csv",
        "joined": 0,
        "known": 0,
        "left_out": [{"place": 2}],
        "noted": [],
        "remarks": [],
    }
    assert result.stderr == f"standard input:2: {problem}\n"


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (b"adress\nx\n", 'standard input: unknown column "adress"; did you mean "address"?'),
        (b"", "standard input: the first line must name the columns: address,name,"),
        (b"address,name\na@example.org,Andr\xe9\n", "standard input:2: is not UTF-8; save it as "),
        (b"}q\x01(U\x07mem", "standard input: is no config.pck that can be read: at octet 6: "),
        (b'{"x": 1}\n', "standard input: holds JSON that is no answer about members; "),
        (b"{\n!", "standard input:1: is no JSON: "),
    ],
)
def test_a_file_that_is_no_list_of_members(hifa: Shell, given: bytes, line: str) -> None:
    said = hifa.fails(1, "member", "import", "hifa", "-", given=given)
    assert said.startswith(f"listserv member import: {line}")


def test_a_file_that_is_too_large_is_not_read(hifa: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosters, "LARGEST", 20)
    said = hifa.fails(1, "member", "import", "hifa", "-", given="address\npaul@example.org\n")
    assert said.endswith("standard input is larger than 20 bytes")


def test_what_is_exported_is_imported_again(hifa: Shell) -> None:
    rows = "paul@example.org,Paul,fr en,Burkina Faso,RSR,weekly,Africa/Lagos,\"Nurse, 'Bobo'\"\n"
    hifa.says("member", "import", "hifa", "-", given=HEAD + rows)
    text = hifa.says("member", "export", "hifa")
    assert text == HEAD + "amina@example.org,Amina Kamau,en,,,each,,\n" + rows
    hifa.says("list", "create", "other")
    hifa.says("member", "import", "other", "-", given=text)
    assert hifa.says("member", "export", "other") == text


# --- other servers --------------------------------------------------------------------------------


def test_a_list_of_mailman_2_moves_in(hifa: Shell) -> None:
    """Nobody who had no mail there gets any here, and each of these is named."""
    keys = [b"paul@example.org", b"eve@example.org", b"dora@example.org", b"nobody"]
    path = hifa.folder / "config.pck"
    whole = {
        b"members": dict.fromkeys(keys, 0),
        b"digest_members": {b"helen@example.org": 0},
        b"usernames": {b"paul@example.org": "Paul Ouédraogo"},
        b"language": {b"paul@example.org": b"fr"},
        b"user_options": {b"paul@example.org": 2 | 16},
        b"delivery_status": {b"eve@example.org": (3, 1.0), b"dora@example.org": (4, 1.0)},
        b"owner": [b"grace@example.org"],
    }
    path.write_bytes(dumps(whole, 1))
    result = hifa("member", "import", "hifa", str(path), "--consent", "the list of before")
    assert result.exit_code == 1
    assert result.stdout == "4 joined, 0 were members, 1 left out, 2 with a note\n"
    assert result.stderr.splitlines() == [
        f'{path}: nobody: "nobody" is no mail address: An email address must have an @-sign.',
        f"{path}: eve@example.org: her mail was stopped by a moderator there:"
        " imported without mail",
        f"{path}: dora@example.org: her mail comes back there: imported as stopped",
        f"{path}: owners and moderators there, not taken over: grace@example.org",
    ]
    kept = {one["address"]: one for one in hifa.json("member", "export", "hifa")}
    paul, dora = kept["paul@example.org"], kept["dora@example.org"]
    assert (paul["languages"], paul["own_copies"], paul["conceal"]) == (["fr"], False, True)
    assert (dora["delivery"], bool(dora["stopped"]), bool(paul["stopped"])) == ("each", True, False)
    assert kept["eve@example.org"]["delivery"] == "none"
    helen = kept["helen@example.org"]
    assert (helen["delivery"], helen["digest_form"]) == ("daily", "mime")
    assert helen["consent"] == "the list of before"
    welcomed = {one["address"] for one in hifa.json("queue", "show")["oldest"]}
    assert welcomed == {"paul@example.org", "eve@example.org", "helen@example.org"}


def test_who_was_stopped_there_is_heard_of_here(hifa: Shell) -> None:
    """Her copies start again with the first sign of life, as for who was stopped here."""
    given = "date 1299628800\nemail paul@example.org\nbounce_score 90\n"
    take_in(hifa, given, "--consent", "the old list")
    shown = hifa.json("member", "show", "paul@example.org")
    assert shown["why"] == "unknown: stopped by the server that she comes from"
    (row,) = [one for one in hifa.json("member", "export", "hifa") if one["stopped"]]
    assert row["consent"] == "the old list; there since 2011-03-09"
    (line,) = [one for one in hifa.json("member", "bouncing", "hifa") if one["stopped"]]
    assert line["address"] == "paul@example.org"
    hifa.says("member", "restart", "paul@example.org")
    person = hifa.json("member", "show", "paul@example.org")["id"]
    assert value(hifa, f"SELECT heard FROM trouble WHERE person = {person}")


def test_a_pause_comes_along(hifa: Shell) -> None:
    end = int(time.time()) + 86_400
    given = f"date 1299628800\nemail paul@example.org\nsuspend 1\nenddate {end}\n"
    said, (note,) = take_in(hifa, given)
    assert said == "1 joined, 0 were members, 0 left out, 1 with a note"
    assert "is suspended there: paused until 20" in note
    (_, paul) = hifa.json("member", "export", "hifa")
    assert paul["paused"] == paul["joined"]
    assert paul["paused_until"].startswith("20")
    assert paul["delivery"] == "each"


def test_who_is_reached_here_is_not_stopped_by_a_file(hifa: Shell) -> None:
    hifa.says("list", "create", "other")
    hifa.says("member", "add", "other", "paul@example.org", "--quiet")
    said, notes = take_in(hifa, "email paul@example.org\nbounce_score 90\n", "--format", "sympa")
    assert said == "1 joined, 0 were members, 0 left out, 1 with a note"
    assert notes == [
        "standard input:1: paul@example.org: her mail comes back there (score 90):"
        " imported as stopped"
    ]
    assert value(hifa, "SELECT count(*) FROM person WHERE stopped IS NOT NULL") == 0


def test_a_format_may_be_named_and_a_delivery_be_given_to_all(hifa: Shell) -> None:
    given = "paul@example.org\nEve <eve@example.org>\n"
    assert hifa.fails(1, "member", "import", "hifa", "-", "--format", "csv", given=given)
    said, _ = take_in(hifa, given, "--delivery", "daily")
    assert said == "2 joined, 0 were members, 0 left out"
    modes = {one["address"]: one["delivery"] for one in hifa.json("member", "export", "hifa")}
    assert modes == {
        "amina@example.org": "each",
        "paul@example.org": "daily",
        "eve@example.org": "daily",
    }
    line = hifa.fails(2, "member", "import", "hifa", "-", "--delivery", "x", given=given)
    assert 'unknown delivery "x"; known: ' in line
    line = hifa.fails(2, "member", "import", "hifa", "-", "--format", "x", given=given)
    assert "'x' is not one of 'csv', 'mailman2', " in line


def test_one_list_of_a_file_is_picked(hifa: Shell) -> None:
    found = [
        {"email": f"{name}@example.org", "list_id": name, "role": "member", "delivery_status": "x"}
        for name in ("ant", "bee")
    ]
    given = json.dumps({"total_size": 2, "entries": found}).replace('"x"', '"enabled"')
    line = hifa.fails(1, "member", "import", "hifa", "-", given=given)
    assert line.endswith("holds the members of several lists, ant, bee; name one with --of")
    assert take_in(hifa, given, "--of", "bee")[0] == "1 joined, 0 were members, 0 left out"
    assert hifa.json("member", "show", "bee@example.org")["lists"] == {"hifa": "each"}


# --- what was said here counts more ---------------------------------------------------------------


def test_a_file_puts_nobody_back_who_is_off_for_a_reason(hifa: Shell) -> None:
    now = time.time()

    def said_here(db: Db) -> None:
        ids = {}
        for name in ("left", "long-ago", "dropped", "banned", "dead"):
            new = NewMember(f"{name}@example.org", name)
            members.add(db, 1, new, "test", now)
            ids[name] = members.ensure_person(db, new, now)[0]
        members.remove(db, 1, ids["left"], "by mail", now)
        members.remove(db, 1, ids["long-ago"], "by mail", now - imports.LATELY - 1)
        members.remove(db, 1, ids["dropped"], "command line", now)
        members.remove(db, 1, ids["banned"], "by person 1", now - imports.LATELY - 1)
        standings.set_standing(db, 1, ids["banned"], Standing.BANNED, 1, now)
        deceased.end(db, ids["dead"], 1, now)
        invitations.decline(db, "no@example.org", now)

    hifa.store(lambda store: store.write_now(said_here))
    names = ("left", "long-ago", "dropped", "banned", "dead", "new", "no")
    given = "address\n" + "".join(f"{name}@example.org\n" for name in names)
    said, problems = take_in(hifa, given)
    assert said == "3 joined, 0 were members, 4 left out"
    assert problems == [
        "standard input:2: left@example.org has left the list; 'member add --consent' puts her"
        " back on her own word",
        "standard input:5: banned@example.org is banned from the list",
        "standard input:6: dead@example.org has died, says a moderator",
        "standard input:8: no@example.org said no when she was invited; 'member add --consent'"
        " adds her on her own word",
    ]
    for name, why in (
        ("left", "left the list by an own wish; say with --consent"),
        ("no", "said no to an invitation; say with --consent"),
        ("banned", "is banned from hifa"),
        ("dead", "has died"),
    ):
        said = hifa.fails(1, "member", "add", "hifa", f"{name}@example.org", "--quiet")
        assert f"{name}@example.org {why}" in said
    asked = ("--consent", "asked by telephone, 5 January")
    hifa.says("member", "add", "hifa", "left@example.org", "--quiet", *asked)
    there = {one["address"].partition("@")[0] for one in hifa.json("member", "export", "hifa")}
    assert there == {"amina", "long-ago", "dropped", "new", "left"}
    assert value(hifa, "SELECT count(*) FROM person WHERE deceased IS NOT NULL") == 1


# --- welcomes and transactions --------------------------------------------------------------------


def test_who_is_imported_gets_a_welcome_that_undoes_it(hifa: Shell) -> None:
    """Nobody finds herself on a list without being told by whom (DESIGN: join)."""
    given = "address,name,language\npaul@example.org,Paul,fr\namina@example.org,Amina,en\n"
    hifa.says("member", "import", "hifa", "-", "--consent", "Neil P", given=given)
    (letter,) = hifa.json("queue", "show")["oldest"]
    assert (letter["kind"], letter["address"]) == ("welcome", "paul@example.org")
    body = value(hifa, "SELECT body FROM rendition").decode()
    assert "Neil P" in body
    assert "paul@example.org" in body
    head = value(hifa, "SELECT head FROM rendition").decode()
    assert "To: Paul <paul@example.org>\r\n" in head


def test_no_welcome_leaves_while_the_import_is_written(hifa: Shell) -> None:
    begun = time.time()
    take_in(hifa, "address\npaul@example.org\n")
    assert value(hifa, "SELECT min(due) FROM mailing") >= begun + imports.WELCOMED
    assert value(hifa, "SELECT min(due) FROM delivery") >= begun + imports.WELCOMED
    take_in(hifa, "address\neve@example.org\n", "--quiet")
    assert value(hifa, "SELECT count(*) FROM delivery") == 1


MANY = "address\n" + "".join(f"m{n}@example.org\n" for n in range(1_000))


def test_a_large_import_is_written_in_short_transactions(
    hifa: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server writes in between: no transaction of the import holds more than a few hundred."""
    sizes: list[int] = []
    whole = imports.bring

    def counted(db: Db, list_id: int, rows: Sequence[NewMember], *rest: Any) -> list[Fate]:
        sizes.append(len(rows))
        return whole(db, list_id, rows, *rest)

    monkeypatch.setattr(imports, "bring", counted)
    assert take_in(hifa, MANY)[0].startswith("1000 joined")
    assert sum(sizes) == 1_000
    assert max(sizes) <= 200


def test_an_import_that_was_broken_off_is_run_again(
    hifa: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is put on the list twice, nobody is welcomed twice, and nobody is forgotten."""
    whole = imports.bring
    rounds: list[int] = []

    def broken(db: Db, list_id: int, rows: Sequence[NewMember], *rest: Any) -> list[Fate]:
        rounds.append(len(rows))
        fates = whole(db, list_id, rows, *rest)
        if len(rounds) == 3:
            raise RuntimeError("the power is gone")
        return fates

    with monkeypatch.context() as patch:
        patch.setattr(imports, "bring", broken)
        with pytest.raises(AssertionError):  # the shell's, about a traceback
            hifa("member", "import", "hifa", "-", given=MANY)
    assert value(hifa, "SELECT count(*) FROM member") == 401
    assert take_in(hifa, MANY)[0] == "600 joined, 400 were members, 0 left out"
    assert take_in(hifa, MANY)[0] == "0 joined, 1000 were members, 0 left out"
    welcomes = "FROM delivery JOIN mailing ON mailing.id = mailing WHERE kind = 'welcome'"
    assert value(hifa, f"SELECT count(*) {welcomes}") == 1_000
    assert value(hifa, f"SELECT count(DISTINCT address) {welcomes}") == 1_000


# --- export ---------------------------------------------------------------------------------------

# Columns that an export shows under another name.
RENAMED = {("member", "list"), ("member", "person")}


def test_an_export_for_programs_has_everything(hifa: Shell) -> None:
    """A column that comes is exported with the others, or named above."""
    given = HEAD + "paul@example.org,Paul,fr en,Kenya,RSR,weekly,Africa/Lagos,Nurse\n"
    take_in(hifa, given, "--consent", "sheet of 5 March")

    def more(db: Db) -> None:
        person = db.value("SELECT person FROM address WHERE address = 'paul@example.org'")
        db.execute(
            "INSERT INTO address (address, person, main) VALUES ('old@example.org', ?, 0)",
            (person,),
        )
        members.pause(db, 1, person, 1_800_000_000.5, time.time())
        filters.add(db, 1, person, ("mute", "811"), time.time())
        standings.set_standing(db, 1, person, Standing.WATCHED, 1, time.time())
        members.add_moderator(db, 1, NewMember("paul@example.org"), time.time())

    hifa.store(lambda store: store.write_now(more))
    amina, paul = hifa.json("member", "export", "hifa")
    tables = {
        (table, row["name"])
        for table in ("person", "member")
        for row in hifa.store(
            lambda store, table=table: store.read_now(
                lambda db: db.rows(f"PRAGMA table_info({table})")
            )
        )
    }
    assert {name for table, name in tables - RENAMED} <= paul.keys()
    assert paul["addresses"] == ["paul@example.org", "old@example.org"]
    assert paul["paused_until"] == "2027-01-15T08:00:00Z"
    assert paul["consent"] == "sheet of 5 March"
    assert paul["filters"] == [["mute", "811"]]
    assert (paul["languages"], paul["timezone"]) == (["fr", "en"], "Africa/Lagos")
    assert (paul["standing"], paul["moderates"], paul["own_copies"]) == ("watched", True, True)
    assert paul["joined"].startswith("20") and paul["joined"].endswith("Z")
    assert (amina["stopped"], amina["moderates"]) == (None, False)


def test_an_export_for_programs_is_read_in_pages(
    hifa: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "PAGE", 3)
    take_in(hifa, "address\n" + "".join(f"m{n}@example.org\n" for n in range(7)), "--quiet")
    assert len(hifa.json("member", "export", "hifa")) == 8
    hifa.says("list", "create", "empty")
    assert hifa.says("member", "export", "empty", "--json") == "[]\n"
    assert hifa.says("member", "export", "empty") == HEAD
