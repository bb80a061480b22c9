"""`listserv demo`, whole: the real server on loopback, a forum's two days, and the verdict."""

from __future__ import annotations

import asyncio
import mailbox
import shutil
from pathlib import Path

import pytest

from listserv.demo import books, checks
from listserv.demo.forum import load
from listserv.demo.mailboxes import every
from listserv.demo.run import MARK, run
from listserv.store.base import Store


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[str], Path]:
    """The demo played once, for all tests that only look at what it left."""
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
def test_the_judge_finds_what_is_planted_in_real_mailboxes(
    outcome: tuple[int, list[str], Path], tmp_path: Path
) -> None:
    """A lost copy, a doubled digest, and a post in a leaver's box, among 1,700 right ones."""
    folder, forum = outcome[2], load()
    boxes = tmp_path / "mailboxes"
    shutil.copytree(folder / "mailboxes", boxes)
    items = list(every(boxes))
    copy = next(i for i in items if i.message_id == forum.message("luz-1").message_id)
    digest = next(i for i in items if books.is_digest(i))
    shutil.copy(copy.path, boxes / forum.writer("koffi.adjovi").address / "new" / "leak")
    copy.path.unlink()
    shutil.copy(digest.path, digest.path.with_name("twice"))
    store = Store.open(folder / "var" / "listserv.db")
    ledger = store.read_now(books.by_ledger)
    store.close()
    arrived = books.by_mailboxes(every(boxes), forum)
    faults = checks.missing(checks.meant(forum), ledger, arrived)
    assert f"the mailboxes: {copy.address}: a copy of luz-1 is missing" in faults
    assert any("koffi.adjovi" in fault and "was not meant" in fault for fault in faults)
    assert f"the mailboxes: {digest.address}: a digest with stock-1 came 2 times" in faults
    addresses = {fault.split(": ")[1] for fault in faults}
    assert addresses == {copy.address, digest.address, forum.writer("koffi.adjovi").address}


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
