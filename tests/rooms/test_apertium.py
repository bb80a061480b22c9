"""Apertium as a program: the real one where it is installed, and strange ones made for the test."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from listserv.translate import apertium
from listserv.translate.apertium import Apertium
from listserv.translate.engines import Engines
from listserv.translate.glossaries import Glossaries

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
    made = await Apertium("apertium").draft("Damos zzqwxin a los niños.", "es", "pt")
    assert made is not None
    assert "zzqwxin" in made.text
    assert "*" not in made.text
    assert made.unknown == 1


@pytest.mark.apertium
async def test_only_pairs_that_it_lists() -> None:
    there = Engines([Apertium("apertium")])
    assert ("es", "pt") in await Apertium("apertium").pairs()
    assert (await there.draft(SPANISH, "es", "sw")).reason == "no-engine"
    assert await Apertium("apertium").draft(SPANISH, "es", "sw") is None


LETTER = """Estimados colegas:

La Dra. Rosa Flores Blanca, del Ministerio de Salud, escribe que la OMS dio 1.514 vacunas.

- Los colegas trabajan mucho.
  2. Los niños tienen bronquitis aguda.

Distrito | Casos | Semana
Norte    | 12    | 3

> Texto citado de otra persona

CITATION: Flores R, Blanca S. El agua y la salud. Lancet 2019;393(10181):123-34.

Rosa Flores
"""


@pytest.mark.apertium
async def test_the_layout_and_the_names_of_a_letter_stay(tmp_path: Path) -> None:
    (tmp_path / "es-pt.csv").write_text("es,pt\nbronquitis aguda,bronquite aguda grave\n")
    there = Engines([Apertium("apertium")], Glossaries(tmp_path))
    made = (await there.draft(LETTER, "es", "pt", ["Rosa Flores"])).draft
    assert made
    assert (made.untouched, made.glossary) == (0, ())
    lines = made.text.split("\n")
    assert "Dra. Rosa Flores Blanca" in lines[2]
    assert "a OMS deu 1.514 vacinas." in lines[2]
    assert lines[4:6] == [
        "- Os colegas trabalham muito.",
        "  2. Os meninos têm bronquite aguda grave.",
    ]
    assert lines[7:] == [
        "Distrito | Casos | Semana",
        "Norte    | 12    | 3",
        *LETTER.rstrip().split("\n")[9:],
    ]


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
    ("lines", "reason"),
    [
        ("exit 3", "failed"),  # it fails
        ("cat; exit 1", "failed"),  # it fails after an answer
        ("printf '\\377\\376'", "nonsense"),  # no UTF-8
        ("echo no tags at all", "nonsense"),
        ("true", "nonsense"),  # reads nothing, says nothing
        ("yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "nonsense"),  # never stops talking
        ("sleep 60", "slow"),  # says nothing for ever
        ("sleep 60 & exit 0", "slow"),  # ends, and what it started holds the pipe
    ],
)
async def test_a_program_that_fails_gives_no_draft(
    tmp_path: Path, lines: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apertium, "MOST_SAID", 100_000)
    there = Engines([Apertium(program(tmp_path, lines))], seconds=1.0)
    made = await there.draft(SPANISH, "es", "pt")
    assert (made.draft, made.reason) == (None, reason)


async def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    """A program of the pipe that hangs must not stay for ever behind a draft that was given up."""
    lines = f'sh -c "echo \\$\\$ > {tmp_path}/pid; exec sleep 60" & wait'
    there = Engines([Apertium(program(tmp_path, lines))], seconds=0.5)
    assert (await there.draft(SPANISH, "es", "pt")).reason == "slow"
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it still runs")


@pytest.mark.slow
async def test_a_program_that_leaves_its_group_holds_nobody(tmp_path: Path) -> None:
    """It kept the pipe open behind the draft, and who had asked waited for it without end."""
    there = Engines([Apertium(program(tmp_path, "setsid sleep 3 &\nsleep 60"))], seconds=0.5)
    begun = asyncio.get_running_loop().time()
    assert (await there.draft(SPANISH, "es", "pt")).reason == "slow"
    assert asyncio.get_running_loop().time() - begun < 2.5
    await asyncio.sleep(2.0)  # until it ends, and its pipe


async def test_it_is_asked_for_its_pairs_once(tmp_path: Path) -> None:
    listing = Path(program(tmp_path, "cat"))
    asked = tmp_path / "asked"
    listing.write_text(listing.read_text().replace("&& echo", f"&& echo x >> {asked} && echo"))
    there = Engines([Apertium(str(listing))])
    for _ in range(3):
        made = await there.draft("Gracias.", "es", "pt")
        assert made.draft
        assert made.draft.text == "Gracias."
    assert asked.read_text() == "x\n"


@pytest.mark.parametrize("path", ["", "no-such-program-anywhere", "/nonexistent/apertium"])
async def test_a_program_that_is_not_there_knows_no_pair(path: str) -> None:
    there = Engines([Apertium(path)])
    assert (await there.draft(SPANISH, "es", "pt")).reason == "no-engine"
    assert there.states()["Apertium"].failures == 0


async def test_a_program_that_is_taken_away(tmp_path: Path) -> None:
    path = program(tmp_path, "cat")
    there = Engines([Apertium(path)])
    assert (await there.draft("Gracias.", "es", "pt")).draft
    Path(path).unlink()
    assert (await there.draft("Gracias.", "es", "pt")).reason == "failed"


async def test_a_text_that_has_no_words_needs_no_program(tmp_path: Path) -> None:
    there = Engines([Apertium(program(tmp_path, "exit 3"))])
    made = (await there.draft("https://example.org/x\n\n500 mg", "es", "pt")).draft
    assert made
    assert made.text == "https://example.org/x\n\n500 mg"
