"""Apertium as a program: the real one where it is installed, and strange ones made for the test."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from listserv.translate import apertium
from listserv.translate.apertium import Apertium

SPANISH = (
    "Estimados colegas:\n\nDamos 500 mg dos veces al día, no 5 mg. Vea https://example.org/a?b=1"
)


@pytest.mark.apertium
async def test_the_real_program_translates() -> None:
    made = await Apertium("apertium").draft(SPANISH, "es", "pt")
    assert made is not None
    assert "colegas" in made.text
    assert "500 mg duas vezes ao dia" in made.text
    assert made.text.endswith("https://example.org/a?b=1")
    assert (made.engine, made.source, made.target) == ("Apertium", "es", "pt")
    assert made.words > 5


@pytest.mark.apertium
async def test_words_that_it_does_not_know_are_counted_and_stay() -> None:
    made = await Apertium("apertium").draft("Damos Zzqwxin a los niños.", "es", "pt")
    assert made is not None
    assert "Zzqwxin" in made.text
    assert "*" not in made.text
    assert made.unknown == 1


@pytest.mark.apertium
async def test_a_pair_that_it_does_not_list_gives_none() -> None:
    assert await Apertium("apertium").draft(SPANISH, "es", "sw") is None


@pytest.mark.apertium
async def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    """Neither a shell nor the program's own marks see anything in it."""
    text = f'Hola $(touch {tmp_path}/x) `touch {tmp_path}/y`; [<b>^no$\\] *\x00\x1b[2J <a id="3"/>'
    made = await Apertium("apertium").draft(text, "es", "pt")
    assert made is not None
    assert list(tmp_path.iterdir()) == []
    assert "$(touch" in made.text


def program(folder: Path, lines: str) -> str:
    path = folder / "apertium"
    path.write_text(f'#!/bin/sh\n[ "$1" = -l ] && echo es-pt && exit 0\n{lines}\n')
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    "lines",
    [
        "exit 3",  # it fails
        "cat; exit 1",  # it fails after an answer
        "printf '\\377\\376'",  # no UTF-8
        "echo no tags at all",
        "true",  # reads nothing, says nothing
        "yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",  # never stops talking
        "sleep 60",  # says nothing for ever
        "sleep 60 & exit 0",  # ends, and what it started holds the pipe
    ],
)
async def test_a_program_that_fails_gives_no_draft(
    tmp_path: Path, lines: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apertium, "MOST_SAID", 100_000)
    there = Apertium(program(tmp_path, lines), seconds=1.0)
    assert await there.draft(SPANISH, "es", "pt") is None


async def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    """A program of the pipe that hangs must not stay for ever behind a draft that was given up."""
    lines = f'sh -c "echo \\$\\$ > {tmp_path}/pid; exec sleep 60" & wait'
    assert await Apertium(program(tmp_path, lines), seconds=0.5).draft(SPANISH, "es", "pt") is None
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it still runs")


async def test_it_is_asked_for_its_pairs_once(tmp_path: Path) -> None:
    listing = Path(program(tmp_path, "cat"))
    asked = tmp_path / "asked"
    listing.write_text(listing.read_text().replace("&& echo", f"&& echo x >> {asked} && echo"))
    there = Apertium(str(listing))
    for _ in range(3):
        made = await there.draft("Gracias.", "es", "pt")
        assert made is not None
        assert made.text == "Gracias."
    assert asked.read_text() == "x\n"


@pytest.mark.parametrize("path", ["", "no-such-program-anywhere", "/nonexistent/apertium"])
async def test_a_program_that_is_not_there_gives_none(path: str) -> None:
    assert await Apertium(path).draft(SPANISH, "es", "pt") is None


async def test_a_text_beyond_the_bound_gives_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apertium, "MOST_TEXT", 20)
    there = Apertium(program(tmp_path, "cat"))
    assert await there.draft("Gracias a todos los colegas.", "es", "pt") is None
    assert await there.draft("Gracias.", "es", "pt") is not None
