"""History on disk: mbox in its dialects, Maildir, folders; and when each message was sent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.archive import mailfiles
from listserv.archive.mailfiles import EMPTY, NO_MAIL, TOO_LARGE, UNREADABLE, MailFile, read
from listserv.text.dates import DAY, believable, instant, received_dates

SEPARATOR = b"From amina@example.org Mon Jan  5 14:53:49 2026\n"
HEAD = b"From: Amina <amina@example.org>\nSubject: Stock\n\n"


def found(path: Path) -> list[tuple[bytes, str]]:
    return [(one.raw, one.problem) for one in read(path)]


def mbox(tmp_path: Path, content: bytes) -> list[bytes]:
    path = tmp_path / "history.mbox"
    path.write_bytes(content)
    results = list(read(path))
    assert not [one for one in results if one.problem]
    return [one.raw for one in results]


def test_an_mbox(tmp_path: Path) -> None:
    content = SEPARATOR + HEAD + b"One.\n\n" + SEPARATOR + HEAD + b"Two.\n"
    assert mbox(tmp_path, content) == [HEAD + b"One.\n", HEAD + b"Two.\n"]


def test_line_ends_stay(tmp_path: Path) -> None:
    content = (SEPARATOR + HEAD + b"One.\n\n" + SEPARATOR + HEAD + b"Two.\n").replace(
        b"\n", b"\r\n"
    )
    crlf = HEAD.replace(b"\n", b"\r\n")
    assert mbox(tmp_path, content) == [crlf + b"One.\r\n", crlf + b"Two.\r\n"]


@pytest.mark.parametrize(
    "body",
    [
        b"From the north we hear nothing.\n",
        b"\nFrom the north we hear nothing.\n",
        b"\nFrom 10:30 on, 3 June 2026\nwe met.\n",
        b"\nFrom now on:\nSubject: this\n",
        b"\n From amina@example.org Mon Jan  5 14:53:49 2026\nSubject: quoted\n",
        b"Forwarded:\nFrom amina@example.org Mon Jan  5 14:53:49 2026\nSubject: x\n",
    ],
)
def test_a_body_is_not_cut(tmp_path: Path, body: bytes) -> None:
    """A body that begins a line with "From " was two messages to looser readers."""
    content = SEPARATOR + HEAD + body + b"\n" + SEPARATOR + HEAD + b"Two.\n"
    assert mbox(tmp_path, content) == [HEAD + body, HEAD + b"Two.\n"]


@pytest.mark.parametrize(
    "separator",
    [
        b"From mboxrd@z Wed May  8 12:02:37 2019\n",
        b"From - Mon Jan 05 14:53:49 2026\n",
        b"From amina at example.org  Mon Jan  5 14:53:49 2026\n",
        b"From MAILER-DAEMON Mon Jan  5 14:53 EST 2026\n",
        b"From nobody\n",
    ],
)
def test_separators_of_many_programs(tmp_path: Path, separator: bytes) -> None:
    content = separator + HEAD + b"One.\n\n" + separator + HEAD + b"Two.\n"
    assert len(mbox(tmp_path, content)) == 2


ESCAPES = {
    "both dialects": (b">From the north\n", b"From the north\n"),
    "mboxrd takes one mark off": (b">>From the north\n", b">From the north\n"),
    "mboxo left a quotation alone": (
        b">> She wrote:\n>>From the north\n>> and south\n",
        b">> She wrote:\n>>From the north\n>> and south\n",
    ),
    "other quotations": (b"> From the north\n>Fromage\n", b"> From the north\n>Fromage\n"),
}


@pytest.mark.parametrize(("written", "sent"), ESCAPES.values(), ids=ESCAPES)
def test_escapes(tmp_path: Path, written: bytes, sent: bytes) -> None:
    assert mbox(tmp_path, SEPARATOR + HEAD + written) == [HEAD + sent]


def test_an_empty_place_in_an_mbox_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "m"
    path.write_bytes(SEPARATOR + b"\n" + SEPARATOR + HEAD + b"Two.\n")
    assert found(path)[-1] == (HEAD + b"Two.\n", "")
    path.write_bytes(SEPARATOR + HEAD + b"One.\n\n" + SEPARATOR + b"X: y\n\nno header of mail\n")
    assert [problem for _, problem in found(path)] == ["", NO_MAIL]


def test_a_maildir(tmp_path: Path) -> None:
    for folder in ("cur", "new", "tmp"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1700000000.M1.host:2,S").write_bytes(HEAD + folder.encode())
    assert [raw for raw, _ in found(tmp_path)] == [HEAD + b"cur", HEAD + b"new"]


def test_a_folder_with_all_sorts(tmp_path: Path) -> None:
    (tmp_path / "2025").mkdir()
    files = {
        "2.eml": HEAD + b"two",
        "10.eml": HEAD + b"ten",
        "2025/old.txt": HEAD + b"old",
        "2025/broken.eml": b"no header at all",
        "2025/two.mbox": SEPARATOR + HEAD + b"a\n\n" + SEPARATOR + HEAD + b"b\n",
        "empty.eml": b"\n\n",
        "notes.md": b"# Notes\n",
        "truth.json": b'{"subject": "no"}',
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    results = {one.name: (one.raw, one.problem) for one in read(tmp_path)}
    assert list(results)[:2] == ["2.eml", "10.eml"], "as people count"
    assert {name: problem for name, (_, problem) in results.items() if problem} == {
        "empty.eml": EMPTY,
        "notes.md": NO_MAIL,
        "truth.json": NO_MAIL,
    }
    assert results["2025/two.mbox:2"] == (HEAD + b"b\n", "")
    assert results["2025/broken.eml"] == (b"no header at all", "")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A folder that somebody sent had `shadow.eml -> /etc/shadow`: it was published."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "secret").write_bytes(b"root:x\n")
    (tmp_path / "theirs" / "shadow.eml").symlink_to(tmp_path / "secret")
    assert found(tmp_path / "theirs") == [(b"", NO_MAIL)]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere")
    assert {one.name: one.problem for one in read(tmp_path)} == {
        "pipe": NO_MAIL,
        "gone.eml": NO_MAIL,
    }
    assert UNREADABLE != NO_MAIL
    with pytest.raises(FileNotFoundError):
        list(read(tmp_path / "nowhere"))


def test_a_huge_message_is_named_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailfiles, "LARGEST", 1000)
    path = tmp_path / "m"
    path.write_bytes(SEPARATOR + HEAD + b"x" * 2000 + b"\n\n" + SEPARATOR + HEAD + b"b\n")
    assert [problem for _, problem in found(path)] == [TOO_LARGE, ""]
    (tmp_path / "m").write_bytes(HEAD + b"x" * 2000)
    assert [problem for _, problem in found(path)] == [TOO_LARGE]


@given(st.lists(st.sampled_from([SEPARATOR, HEAD, b"\n", b"From x\n", b">From y\n", b"a\r\n"])))
def test_any_bytes_end_in_known_states(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("any") / "m"
    path.write_bytes(b"".join(parts))
    results = list(read(path))
    assert results
    assert all(isinstance(one, MailFile) and bool(one.raw) != bool(one.problem) for one in results)


# --- dates ------------------------------------------------------------------------------------

NOW = 1_770_000_000.0  # 2026-02-02
SENT = NOW - 100 * DAY
BEFORE = NOW - 200 * DAY
DATES = {
    "vouched for": (SENT, [SENT + 60], SENT),
    "no Received line to ask": (SENT, [], SENT),
    "held for a week on the way": (SENT, [SENT + 7 * DAY], SENT),
    "a clock an hour ahead": (SENT + 3600, [SENT], SENT + 3600),
    "moved to another server years later: an inner line vouches": (
        SENT,
        [NOW, SENT + 60],
        SENT,
    ),
    "thirteen years slow": (SENT - 13 * 365 * DAY, [SENT + 9, SENT], SENT + 9),
    "in the next century": (4e9, [SENT], SENT),
    "two days ahead of the server": (SENT + 2 * DAY, [SENT], SENT),
    "before mail began": (0.0, [], BEFORE),
    "no date at all": (None, [SENT], SENT),
    "nothing to go by": (None, [], BEFORE),
    "servers lie too": (None, [9e9, SENT], SENT),
}


@pytest.mark.parametrize(("claimed", "received", "expected"), DATES.values(), ids=DATES)
def test_believable_dates(claimed: float | None, received: list[float], expected: float) -> None:
    assert believable(claimed, received, BEFORE, NOW) == expected


def test_received_dates() -> None:
    raw = (
        b"Received: from a.example by b.example;\n Mon, 5 Jan 2026 15:00:00 +0100 (CET)\n"
        b"Received: by a.example; rubbish\n"
        b"Received: (qmail 1 invoked); 5 Jan 2026 13:59:58 -0000\n"
        b"Subject: x\n\nReceived: not me; 5 Jan 2026 13:59:58 -0000\n"
    )
    assert received_dates(raw) == (1_767_621_600.0, 1_767_621_598.0)


@given(st.text(max_size=60) | st.sampled_from(["1 Jan 99999999 0:0:0 +9999", "31 Feb 2026 1:1:1"]))
def test_any_date_is_an_instant_or_none(text: str) -> None:
    assert instant(text) is None or isinstance(instant(text), float)
