"""A line of command that a letter offers is understood when it is sent back as it was shown, in
every language and with the values that people have."""

from __future__ import annotations

import pytest

from listserv.languages import grammar
from listserv.languages.command import Command
from listserv.model import DeliveryMode
from listserv.press import lines
from listserv.press.catalogue import COMPLETE
from listserv.press.lines import Line
from listserv.press.speech import words

VALUES = {
    "pause": ("1", "21", "hifa 5"),
    "i-read": ("fr en", "ar", "pt es fr"),
    "timezone": ("Africa/Nairobi", "UTC+3", "America/Argentina/Buenos_Aires"),
    "limit": ("50", "1000"),
    "mute": ("811", "CHW", "stock cards 2", "santé (Mali)"),
    "unmute": ("811", "CHW", "stock cards 2"),
    "only": ("CHW", "stock cards"),
    "address_add": ("amina.kamau@moh.gov.example",),
    "address_move": ("amina+2@example.org",),
    "address_remove": ("a_b-c@example.org",),
    "name": (
        "Amina Kamau4",
        "Poste de santé 3",
        "Jean-Pierre d'Almeida",
        "Dr. Ana Macuácua",
        "أمينة",
    ),
    "country": ("KE", "Kenya", "Côte d'Ivoire", "Somewhere"),
    "organisation": ("Ministry of Health (Kenya)", "Médecins du Monde & amis", "Hospital 3"),
    "profile": ("Midwife, newborn care", "Nurse: 20 years (Kisumu)", "Works at a clinic"),
    "where": ("811",),
    "withdraw": ("811",),
    "attachment": ("811.2", "811"),
    "get": ("811", "811 fr", "811 812-815 fr en"),
    "thread": ("811",),
    "index": ("2026-03",),
    "search": ("cholera",),
    "summary": ("3",),
    "offer": ("en fr", "en fr es", "fr <-> en", "sw en"),
    "no-offer": ("", "en fr", "pt <-> es"),
    "most": ("5", "1"),
    "correct": ("811", "811 fr"),
    "retract": ("811", "811 fr"),
    "away": ("2027-05-03",),
}
MODES = tuple((mode.value, value) for mode in DeliveryMode for value in ("", "hifa"))
OTHERS = tuple((key, "") for key in lines.LINES if key not in VALUES and key != "pause_1")
ALL: tuple[Line, ...] = (
    *MODES,
    *OTHERS,
    *((key, value) for key, values in VALUES.items() for value in values),
)


def meant(typed: str) -> tuple[Command, ...]:
    parsed = grammar.parse("", typed)
    assert not parsed.asks, typed
    assert not parsed.unknown, typed
    return parsed.commands


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("line", ALL, ids=" ".join)
def test_a_line_says_again_what_it_stands_for(line: Line, language: str) -> None:
    shown = lines.said(line, words(language).translations)
    (command,) = meant(shown)
    key, value = lines.line(command)
    assert (key, value.casefold()) == (line[0], line[1].casefold())
    assert meant(lines.spelled(command)) == (command,)


def test_every_line_is_looked_at() -> None:
    assert set(lines.LINES) == {key for key, _ in ALL if key in lines.LINES} | {"pause_1"}
