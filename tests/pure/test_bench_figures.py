"""What the benchmarks say: tables, goals, the sizes of a day; and the page that holds it."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.bench import report
from tests.bench.__main__ import BENCHES
from tests.bench.bare import HEAD, _body
from tests.bench.day import COPIES, LARGEST, LISTS, MEDIAN, MEMBERS, posts, sizes
from tests.bench.intake import centile
from tests.support.markdown import ROOT, read, section

PAGE = "docs/PERFORMANCE.md"


# --- how figures are shown ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        (report.at_least("copies/s", 15_000, 15_000), True),
        (report.at_least("copies/s", 14_999.9, 15_000), False),
        (report.at_most("MB", 200, 200), True),
        (report.at_most("MB", 200.1, 200), False),
    ],
)
def test_a_goal_is_met_at_its_bound(goal: report.Goal, met: bool) -> None:
    assert goal.met is met


def test_a_missed_goal_is_said_and_is_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    rows, goals = [("unsigned", "7")], [report.at_least("copies/s", 7, 8, ".0f")]
    assert report.show("Fan-out", ("way", "copies/s"), rows, goals) == 1
    out = capsys.readouterr().out
    assert "### Fan-out\n\n| way | copies/s |\n| --- | ---: |\n| unsigned | 7 |\n" in out
    assert "| copies/s ≥ 8 | 7 | **no** |" in out
    assert report.show("Fan-out", ("way", "copies/s"), rows, goals, quick=True) == 0
    assert "≥" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("times", "share", "found"),
    [([1.0], 0.99, 1.0), ([1.0, 2.0, 3.0, 4.0], 0.5, 3.0), (list(range(100)), 0.99, 99)],
)
def test_centile(times: list[float], share: float, found: float) -> None:
    assert centile(times, share) == found


def test_the_bare_clients_copy_is_as_large_as_told() -> None:
    for octets in (1000, 1001, 4096, 5200):
        copy = HEAD % (b"t" * 28, b"t" * 28) + _body(octets)
        assert len(copy) - len(b".\r\n") == octets
        assert copy.endswith(b"\r\n.\r\n")


# --- the day --------------------------------------------------------------------------------------


def test_the_lists_of_the_day() -> None:
    found = sizes(LISTS, MEMBERS, LARGEST)
    assert len(found) == LISTS
    assert sum(found) == MEMBERS
    assert abs(found[0] - LARGEST) < 100
    assert abs(found[LISTS // 2] - MEDIAN) < 10
    assert min(found) >= 1
    assert found == sorted(found, reverse=True)


def test_the_posts_of_the_day() -> None:
    members = sizes(LISTS, MEMBERS, LARGEST)
    found = posts(members, COPIES)
    copies = sum(members[place] for place in found)
    assert COPIES <= copies < COPIES + LARGEST + 100
    assert found == posts(members, COPIES)  # the same day at each run
    assert len(set(found)) > LISTS / 4


# --- the page -------------------------------------------------------------------------------------


def test_the_page_holds_every_benchmark_in_its_present_form() -> None:
    """A table of the page whose columns the program no longer prints is an old one."""
    text = section(read(PAGE), "Figures")
    for name in BENCHES:
        (found,) = re.findall(rf"^### .*`python -m tests\.bench\.{name}`.*\n\n(.+)$", text, re.M)
        columns = import_module(f"tests.bench.{name}").COLUMNS
        assert found == report.table(columns, []).splitlines()[0]


def test_the_page_names_files_that_are_there() -> None:
    named = set(re.findall(r"tests\.bench\.(\w+)", read(PAGE)))
    assert set(BENCHES) <= named
    assert [name for name in named if not (ROOT / f"tests/bench/{name}.py").exists()] == []
