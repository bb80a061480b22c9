"""Members' mails by command, language, client and noise, by people who saw only the letters.

The files tests/pure/commands/*.toml hold them: what somebody types, in which mail program, and what
she means by it. Whoever wrote them had WORDS.md and the letters, not the code. Each is sent as its
program sends it, read as the server reads it, and must be understood as meant.

    [[mail]]
    client = "outlook"       # tests/support/typed.py
    language = "fr"
    subject = "RE: …"
    text = "…"               # all that her program sends, with quotation and signature
    means = [["delivery", "daily"]]
    or = [["unknown"]]       # a second reading that is as good
    profile_text = "…"       # of ["profile"]

A reading is a list of [verb, arguments…]; ["ask", X] is asked back, ["guess", X] asked by "did you
mean X?", ["unknown"] reported as a line that is not known; ["nothing"] says nothing.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from listserv.commands import wording
from listserv.languages import grammar
from listserv.languages.command import Doubt, Parsed, Verb
from listserv.model import Reading
from listserv.reading import read
from listserv.text import robots
from tests.support.typed import PACKINGS, packed

FOLDER = Path(__file__).parent / "commands"
NOTHING = [["nothing"]]
OTHERS = ("hotmail", "webmail", "thunderbird")  # programs that pack a mail in other ways


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.toml")):
        for n, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["mail"], 1):
            found.append({"id": f"{path.stem}-{n}", **row})
    return found


ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_mail_is_understood_as_it_is_meant(row: dict[str, Any]) -> None:
    reading = read(packed(row["client"], row["subject"], row["text"]))
    wanted = [row["means"], row.get("or", row["means"])]
    if NOTHING in wanted and robots.why(reading, "maria@example.org"):
        return  # a robot's mail goes no further
    assert understood(row, reading) in wanted


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_mail_program_makes_no_difference(row: dict[str, Any]) -> None:
    own = understood(row, read(packed(row["client"], row["subject"], row["text"])))
    for client in OTHERS:
        reading = read(packed(client, row["subject"], row["text"]))
        assert understood(row, reading) == own, client


def test_the_table_is_as_large_and_as_wide_as_promised() -> None:
    assert len(ROWS) >= 360
    languages = Counter(row["language"] for row in ROWS)
    assert min(languages[code] for code in ("en", "fr", "es", "pt", "ar")) >= 30
    assert {row["client"] for row in ROWS} <= set(PACKINGS)
    verbs = {said[0] for row in ROWS for said in row["means"]}
    assert set(Verb) <= verbs


def understood(row: dict[str, Any], reading: Reading) -> list[list[str]]:
    names = (reading.from_name, reading.from_address)
    parsed = grammar.parse(reading.subject, reading.clean, names)
    profile = " ".join(row.get("profile_text", "").split())
    told = spelled(parsed)
    return [["profile"] if profile and one == ["profile", profile] else one for one in told]


def spelled(parsed: Parsed) -> list[list[str]]:
    """A reading as the files spell it."""
    told = [[one.verb.value, *filter(None, one.args)] for one in parsed.commands]
    told += [["ask", ask] if ask != Doubt.CONFLICT else ["unknown"] for ask in parsed.asks]
    if parsed.unknown:
        guess = wording.meant(parsed.suggestion)
        told.append(["guess", guess.verb.value] if guess else ["unknown"])
    return told or NOTHING
