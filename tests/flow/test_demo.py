"""`listserv demo`, whole: the real server on loopback, a forum's two days, and the verdict."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from listserv.demo.run import MARK, run


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[str], Path]:
    """The demo played once, for all tests that only look at what it left."""
    import asyncio

    folder = tmp_path_factory.mktemp("demo") / "site"
    said: list[str] = []
    status = asyncio.run(run(folder, False, said.append))
    return status, said, folder


@pytest.mark.slow
def test_everybody_gets_everything_once(outcome: tuple[int, list[str], Path]) -> None:
    status, said, _ = outcome
    assert status == 0, "\n".join(said)
    assert said[-1] == "Every subscriber got every post meant for her, exactly once."


@pytest.mark.slow
def test_the_report_names_figures_and_paths_that_exist(
    outcome: tuple[int, list[str], Path],
) -> None:
    _, said, _ = outcome
    heads = [line.split()[0] for line in said]
    for head in ("in", "held", "published", "refused", "copies", "saved", "took"):
        assert head in heads
    paths = [Path(line.split()[-1]) for line in said if line.startswith("  ")]
    assert len(paths) == 5
    assert all(path.exists() for path in paths)


@pytest.mark.slow
def test_the_folder_says_what_it_is_and_the_mailboxes_are_maildirs(
    outcome: tuple[int, list[str], Path],
) -> None:
    _, _, folder = outcome
    assert "listserv demo" in (folder / MARK).read_text(encoding="utf-8")
    boxes = [path for path in (folder / "mailboxes").iterdir() if path.name.startswith("amina")]
    (box,) = boxes
    assert len(mailbox.Maildir(str(box), create=False)) > 70


@pytest.mark.slow
async def test_a_folder_in_use_is_refused_in_one_line(
    outcome: tuple[int, list[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, folder = outcome
    assert await run(folder, False, print) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "is not empty" in said.err


async def test_a_file_in_the_place_of_the_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert await run(tmp_path / "file", False, print) == 2
    assert "cannot be used" in capsys.readouterr().err
