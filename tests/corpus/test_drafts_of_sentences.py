"""Sentences about health through glossaries, the shield, Apertium; skips where they are not.

The terms and sentences are those of TICO-19 (CC0), beside the project.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from listserv.translate.apertium import Apertium
from listserv.translate.engines import Engines
from listserv.translate.glossaries import Glossaries
from listserv.translate.service import FORM
from listserv.translate.shield import draft_of, shield
from listserv.translate.spans import Care

FOLDER = Path(__file__).parents[2].parent / "shared" / "corpora" / "health_sentences"
PAIRS = ["en-ar", "en-es", "en-fr", "en-pt", "en-sw"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="no corpora beside the project"),
]


def sentences(language: str) -> list[str]:
    with (FOLDER / "sentences.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line)[language] for line in lines]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for pair in PAIRS:
        shutil.copy(FOLDER / f"terms_{pair}.csv", tmp_path / f"{pair}.csv")
    return tmp_path


def test_terminologies_are_read(folder: Path) -> None:
    for looked in Glossaries(folder).look():
        assert looked.terms > 300, looked
        # "COVID 19" and "COVID-19" are one term, with two translations.
        assert [problem.line for problem in looked.problems] in ([], [68]), looked


@pytest.mark.parametrize("pair", PAIRS)
def test_terms_and_figures_come_back_from_an_engine_that_changes_nothing(
    folder: Path, pair: str
) -> None:
    source, target = pair.split("-")
    glossary = Glossaries(folder).of(source, target)
    text = "\n\n".join(sentences("en"))
    shielded = shield(text, FORM, Care(glossary=glossary))
    draft = draft_of(shielded.lines, shielded, "echo", source, target)
    assert draft
    assert (draft.untouched, draft.glossary) == (0, ())
    shown = FORM.read.sub("", "\n".join(shielded.lines))
    assert not any(letter.isdigit() for letter in shown)


@pytest.mark.apertium
@pytest.mark.parametrize(("source", "target"), [("es", "pt"), ("es", "fr"), ("en", "es")])
async def test_apertium_keeps_almost_every_paragraph(source: str, target: str) -> None:
    text = "\n\n".join(sentences(source)[::7][:200])
    made = (await Engines([Apertium("apertium")]).draft(text, source, target)).draft
    assert made
    print(f"{source}-{target}: {made.words} words, {made.unknown} unknown, {made.untouched} kept")
    assert made.untouched <= 6
    assert made.unknown <= 0.07 * made.words
