"""What becomes of a text that a translator sent: kept, or asked about first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from listserv.model import Post, State
from listserv.model.translations import Manner, Translation
from listserv.translators.judging import ASKS, KEEPS, Around, Word, judge
from listserv.translators.pieces import Piece
from listserv.translators.returned import Text
from tests.support.asked import NOW, ZINC

MARIE, PAUL = 2, 3
PIECE = Piece(811, 1, "en", "fr")
FRENCH = "Chers tous,\n\nNous donnons 5 mg de zinc pendant dix jours.\n\nQui fait mieux ?\n\nAmina"
POST = Post(
    number=811,
    list_id=7,
    state=State.OUT,
    received=NOW,
    sent=NOW,
    person_id=1,
    author="Amina Kamau",
    address="amina@example.org",
    country="KE",
    proof="dkim example.org",
    subject="Zinc",
    topic="Zinc for children",
    message_id="1@example.org",
    references=(),
    language="en",
    text=ZINC,
    version=1,
    published=NOW,
)
THEIRS = Translation(811, 1, "fr", Manner.HUMAN, "Bonjour à toutes et à tous", "Zinc", PAUL, id=5)
LINES = replace(THEIRS, manner=Manner.ABSTRACT, text="Du zinc.")


def judged(text: Text | None = None, *, sure: bool = False, **around: Any) -> Word:
    known = Around(
        **({"post": POST, "original": ZINC, "standing": None, "lines": None, "hers": True} | around)
    )
    return judge(text or Text(PIECE, FRENCH), known, MARIE, sure=sure)


SHORT = Text(PIECE, "Nous donnons du zinc.")
SPANISH = Text(
    PIECE,
    "Estimados colegas:\n\nDamos 5 mg de zinc durante diez días a todos los niños.\n\nLucía",
)


@pytest.mark.parametrize(
    ("text", "around", "word"),
    [
        (None, {}, Word.KEPT),
        (None, {"post": replace(POST, state=State.APPROVED, published=None)}, Word.KEPT),
        (None, {"post": replace(POST, state=State.HELD, published=None)}, Word.WAITS),
        (None, {"post": None}, Word.GONE),
        (None, {"post": replace(POST, state=State.RECALLED)}, Word.GONE),
        (None, {"post": replace(POST, withdrawn=NOW + 1)}, Word.GONE),
        (None, {"post": replace(POST, version=2)}, Word.CHANGED),
        (None, {"hers": False}, Word.NOT_YOURS),
        (None, {"standing": THEIRS}, Word.TAKEN),
        (None, {"standing": replace(THEIRS, person_id=MARIE)}, Word.CORRECTED),
        (None, {"standing": replace(THEIRS, text=FRENCH)}, Word.SAME),
        (Text(replace(PIECE, stands=5), FRENCH), {"standing": THEIRS}, Word.CORRECTED),
        (Text(replace(PIECE, stands=4), FRENCH), {"standing": THEIRS}, Word.TAKEN),
        (Text(replace(PIECE, again=True), FRENCH), {"standing": THEIRS}, Word.TAKEN),
        (SHORT, {}, Word.SHORT),
        (replace(SHORT, short=True), {}, Word.ABSTRACT),
        (replace(SHORT, piece=replace(PIECE, whole=False)), {}, Word.ABSTRACT),
        (replace(SHORT, short=True), {"standing": THEIRS}, Word.ABSTRACT),
        (replace(SHORT, short=True, text="Du zinc."), {"lines": LINES}, Word.SAME),
        (SPANISH, {}, Word.LANGUAGE),
        (Text(PIECE, ZINC + "\n\nAnd more of the same in English."), {}, Word.LANGUAGE),
        (Text(PIECE, FRENCH, untouched=True), {}, Word.DRAFT),
        (Text(replace(PIECE, whole=False), FRENCH * 8), {}, Word.KEPT),
    ],
)
def test_what_becomes_of_a_text(text: Text | None, around: dict[str, Any], word: Word) -> None:
    assert judged(text, **around) == word


@pytest.mark.parametrize(
    ("text", "around"),
    [
        (SHORT, {}),
        (SPANISH, {}),
        (Text(PIECE, FRENCH, untouched=True), {}),
        (None, {"standing": THEIRS}),
    ],
)
def test_a_yes_keeps_what_was_asked_about(text: Text | None, around: dict[str, Any]) -> None:
    assert judged(text, **around) in ASKS
    assert judged(text, sure=True, **around) in KEEPS


def test_no_yes_gives_a_right_that_she_has_not() -> None:
    assert judged(sure=True, hers=False) is Word.NOT_YOURS
    assert judged(sure=True, post=None) is Word.GONE
