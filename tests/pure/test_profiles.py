"""What languages are known by, as files: their bounds, and how they are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from listserv.press.catalogue import COMPLETE
from listserv.text.language import NEAR_MARK, PROFILES, SCRIPT, runs, words
from tests.support.profiles import SAMPLES, main, profile

FILES = sorted(Path(str(PROFILES)).glob("*.txt"))
LARGEST = 40_000  # octets


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_profile_is_small_and_its_costs_go_into_an_octet(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    costs = [int(line.partition(" ")[0]) for line in lines]
    assert path.stat().st_size < LARGEST
    assert costs == sorted(set(costs))
    assert 0 < costs[0] < costs[-1] < 256
    met = [run for line in lines for run in line.split()[1:]]
    assert len(met) == len(set(met))
    assert all(2 <= len(run) <= 4 for run in met)


def test_every_complete_language_has_one_or_a_script_of_its_own() -> None:
    assert set(COMPLETE) <= {path.stem for path in FILES} | {SCRIPT}


def test_sentences_stand_beside_each_that_is_no_neighbour() -> None:
    whole = {path.name for path in FILES if not path.stem.endswith(NEAR_MARK)}
    assert whole == {path.name for path in SAMPLES.glob("*.txt")}


def test_a_run_is_cheap_where_it_is_met_often() -> None:
    made = profile({"the then there": 1, "other": 3}, 50)
    costs = {
        run: int(cost) for line in made.splitlines() for cost, *met in [line.split()] for run in met
    }
    assert costs["th"] < costs["_th"]  # also within `other`
    assert costs["_o"] < costs["_t"] or costs["_o"] == costs["_t"]
    assert "zz" not in costs


def test_a_short_word_by_itself_tells_most() -> None:
    assert list(runs("o")).count("_o_") == 3
    assert list(runs("os")).count("_os_") == 3
    assert list(runs("casa")).count("_cas") == 1
    assert words("l'eau if (n == s) x@example.org https://a.example/the") == ["l", "eau", "if"]


def test_a_folder_of_texts_becomes_a_folder_of_profiles(tmp_path: Path) -> None:
    texts, made = tmp_path / "texts", tmp_path / "made"
    texts.mkdir()
    made.mkdir()
    (texts / "xx.txt").write_text("ala bala portokala " * 20, "utf-8")
    (texts / "yy-near.txt").write_text("unu doi trei " * 20, "utf-8")
    main(texts, made)
    assert {path.name for path in made.iterdir()} == {"xx.txt", "yy-near.txt"}
    assert " al" in (made / "xx.txt").read_text("utf-8")
