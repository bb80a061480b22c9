"""What a moderator sees on a phone of 40 columns; the golden files are for reading there.

A phone breaks prose where it likes. What is aligned, or is to be written back, it must not break.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from listserv.press.catalogue import COMPLETE
from listserv.text.layout import columns, wrap
from tests.pure.test_press_letters import (
    AMINA,
    CHANGED,
    PETER,
    SPAM,
    WRITER,
    Decided,
    Writer,
    compose,
    waiting,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "phone"
PHONE = 40  # columns
ROW = re.compile(r"  +\S|- |-{5,}|\d+\. ")  # of an index, or a line to write back

LETTERS = {
    "notice": (
        "notice",
        {
            "item": waiting(CHANGED, WRITER, thread="Stock cards", place=12, by="Grace Otieno"),
            "decided": (),
            "more": 0,
        },
    ),
    "queue": (
        "queue",
        {
            "waiting": (
                replace(waiting(AMINA, WRITER), text="Dear all, […]", whole=12_300),
                waiting(PETER, Writer(False), thread="Supervision by telephone", place=2),
            ),
            "spam": (SPAM,),
            "decided": (Decided("approve", "Grace Otieno", "Stock cards"),),
            "more": 0,
        },
    ),
}


def on_a_phone(text: str) -> str:
    """As a phone breaks it; a link stands on one line, which is tapped and not read."""
    return "\n".join(_broken(line) for line in text.split("\n"))


def _broken(line: str) -> str:
    if line.startswith("mailto:"):
        return "mailto:…"
    return line if columns(line) <= PHONE else wrap(line, PHONE)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_on_a_phone(name: str, language: str) -> None:
    kind, values = LETTERS[name]
    made = compose(kind, language, values).split("\n\n", 1)[1]  # type: ignore[arg-type]
    shown = on_a_phone(made)
    assert all(columns(line) <= PHONE or " " not in line for line in shown.split("\n"))
    rows = [line for line in made.split("\n") if ROW.match(line)]
    assert rows
    assert all(columns(row) <= PHONE for row in rows)
    path = GOLDEN / language / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", COMPLETE)
def test_who_writes_and_what_comes_before_anything_to_tap(language: str) -> None:
    kind, values = LETTERS["notice"]
    shown = on_a_phone(compose(kind, language, values))  # type: ignore[arg-type]
    first = shown.index("[1]")
    assert "Amina Kamau" in shown[:first]
    assert shown.index("mailto:") > shown.index("[4] Amina")
