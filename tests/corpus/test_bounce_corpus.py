"""Real delivery reports: who bounced, as their collection knows, and why, by eye."""

from __future__ import annotations

import json

import pytest

from listserv.bounces.classify import Kind
from listserv.bounces.judge import decide
from listserv.model import Purpose, Token
from listserv.reading import read
from tests.support.mails import CORPORA

FOLDER = CORPORA / "flufl.bounce"
TOKEN = Token(Purpose.BOUNCES, 7, 812)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no corpora beside the project")

# Each file was read; what it says to a person decides. Nothing said of the mailbox: unknown. A
# host that did not answer until the time was up is given up, so it is unknown, not delayed.
BY_EYE = {
    Kind.DEAD: """
        dsn_10 dsn_12 dsn_13 dsn_14 dsn_18 groupwise_01 microsoft_01 microsoft_02 microsoft_04
        postfix_01 qmail_03 qmail_04 simple_04 simple_05 simple_06 simple_08 simple_11 simple_13
        simple_15 simple_19 simple_23 simple_25 simple_27 simple_29 simple_34 simple_37 simple_39
        yahoo_06 yahoo_07 yahoo_09 yahoo_11 yale_01
    """,
    Kind.FULL: "dsn_01 hotpop_01 qmail_02 qmail_06 simple_01 simple_07 yahoo_02 yahoo_04",
    Kind.DELAYED: """
        dsn_05 dsn_06 dsn_08 dsn_17 simple_21 simple_22 simple_28 simple_35 simple_40
    """,
    Kind.POLICY: "aol_01 dsn_09 simple_42",
    Kind.CONTENT: "postfix_05",
    Kind.AUTOMATIC: "groupwise_03 qmail_08",
    Kind.UNKNOWN: """
        bounce_03 caiwireless_01 dumbass_01 microsoft_03 netscape_01 postfix_02 qmail_01 simple_02
        simple_16 simple_17 simple_20 simple_24 simple_31 simple_32 simple_44 sina_01 smtp32_01
        smtp32_02 yahoo_01
    """,
}
CASES = [(name, kind) for kind, names in BY_EYE.items() for name in names.split()]


def test_every_file_was_read_by_eye() -> None:
    names = [name for name, _ in CASES]
    assert sorted(names) == sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_why(name: str, kind: Kind) -> None:
    decision = decide(TOKEN, read((FOLDER / f"{name}.txt").read_bytes()))
    assert decision is not None
    assert decision.kind is kind, decision.reason


@pytest.mark.parametrize("name", [name for name, _ in CASES])
def test_who(name: str) -> None:
    known = json.loads((FOLDER / "expected.json").read_text())[f"{name}.txt"]
    expected = known.get("from_tests") or known["from_run"]
    found = {one.address for one in read((FOLDER / f"{name}.txt").read_bytes()).bounced}
    assert found - {""} == {one.lower() for one in expected["permanent"] + expected["temporary"]}
