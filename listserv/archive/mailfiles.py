"""History as files: mbox, Maildir, folders of .eml; one message at a time.

Owns the reading of mail from disk for an import, byte for byte as it was sent: `From ` lines and
the escapes of mbox are taken off, line ends stay. Memory holds one message. What is no mail is
named with its reason, so that the counts add up; a failure of one file is the reason of that
file, and the next one is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LARGEST = 100_000_000  # bytes of one message; more is named, not read
_PEEK = 64 * 1024
_LINE = 1024 * 1024  # bytes read at once; a longer line comes in pieces

EMPTY = "empty file"
NO_MAIL = "not a mail"
TOO_LARGE = "too large"
UNREADABLE = "cannot be read"

_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_KNOWN = re.compile(
    rb"(?:From|To|Cc|Date|Subject|Message-ID|Received|Return-Path|Delivered-To|MIME-Version"
    rb"|Content-Type|Sender|Reply-To|In-Reply-To|References)[ \t]*:",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(rb"From .*\d{1,2}:\d\d(?::\d\d)?\b.*\d{4}")
_ESCAPED = re.compile(rb"(>+)From ")
_NUMBERS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class MailFile:
    """One message, or one thing found where a message was looked for."""

    name: str  # where it is: the file, in an mbox with the message's place
    raw: bytes = b""
    problem: str = ""  # why it is no message


def read(source: Path) -> Iterator[MailFile]:
    """Every message under `source`, in the order of names, within an mbox as it stands there.

    A folder is read with all below it, but for the unfinished deliveries of a Maildir (`tmp`); a
    symbolic link in it is not followed: what it points to was not given to us to publish.
    Raises FileNotFoundError where there is no `source`; anything later is a MailFile's problem.
    """
    if not source.exists():
        raise FileNotFoundError(f"there is no {source}")
    if source.is_file():
        yield from _file(source, source.name)
        return
    for folder, folders, names in os.walk(source):
        if "cur" in folders and "tmp" in folders:
            folders.remove("tmp")
        folders.sort(key=_natural)
        for name in sorted(names, key=_natural):
            path = Path(folder, name)
            label = str(path.relative_to(source))
            if path.is_symlink():
                yield MailFile(label, problem=NO_MAIL)
            else:
                yield from _file(path, label)


def _natural(name: str) -> list[tuple[int, str]]:
    """2.eml comes before 10.eml."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in _NUMBERS.split(name)]


def _file(path: Path, name: str) -> Iterator[MailFile]:
    try:
        if not path.is_file():
            yield MailFile(name, problem=NO_MAIL)
            return
        sure = path.suffix.lower() == ".eml" or path.parent.name in ("cur", "new")
        with path.open("rb") as file:
            yield from _mails(file, name, sure)
    except OSError:
        yield MailFile(name, problem=UNREADABLE)


def _mails(file: BinaryIO, name: str, sure: bool) -> Iterator[MailFile]:
    """What one file holds; `sure`: its name says that it is a mail, however broken."""
    head = file.read(_PEEK)
    if not head.strip():
        yield MailFile(name, problem=EMPTY)
    elif _begins_mbox(head):
        yield from _mbox(file, name)
    elif not sure and not looks_like_mail(head):
        yield MailFile(name, problem=NO_MAIL)
    else:
        raw = head + file.read(LARGEST)
        yield MailFile(name, raw) if len(raw) <= LARGEST else MailFile(name, problem=TOO_LARGE)


def looks_like_mail(head: bytes) -> bool:
    """Whether bytes begin with a header block that has at least one header of mail."""
    for line in head.lstrip(b"\r\n").splitlines():
        if _KNOWN.match(line):
            return True
        if not (_HEADER.match(line) or line[:1] in (b" ", b"\t") or line.startswith(b"From ")):
            return False
    return False


def _begins_mbox(head: bytes) -> bool:
    """A `From ` line with a date, or one without it that a header follows."""
    first, _, rest = head.partition(b"\n")
    following = bool(_HEADER.match(rest))
    return first.startswith(b"From ") and (following or bool(_FROM_LINE.match(first)))


def _mbox(file: BinaryIO, name: str) -> Iterator[MailFile]:
    """The messages of an mbox (RFC 4155 and its older forms).

    A separator is a `From ` line with a date, behind an empty line and before a header; where
    already the first has no date, any `From ` line in such a place.
    """
    file.seek(0)
    escaped_twice = _is_mboxrd(file)
    file.seek(0)
    dated = bool(_FROM_LINE.match(file.readline(_LINE)))
    lines: list[bytes] = []
    n, size = 1, 0
    for line, separates in _separated(file, dated):
        if separates:
            yield _message(lines, size, f"{name}:{n}")
            lines, size, n = [], 0, n + 1
            continue
        size += len(line)
        if size <= LARGEST:
            lines.append(_unescape(line, escaped_twice))
    yield _message(lines, size, f"{name}:{n}")


def _separated(file: BinaryIO, dated: bool) -> Iterator[tuple[bytes, bool]]:
    """Each line behind the first, and whether it separates two messages."""
    line = file.readline(_LINE)
    after_empty = False
    while line:
        following = file.readline(_LINE)
        separates = (
            after_empty
            and line.startswith(b"From ")
            and bool(_HEADER.match(following) or _ESCAPED.match(following))
            and (not dated or bool(_FROM_LINE.match(line)))
        )
        yield line, separates
        after_empty = not line.strip(b"\r\n")
        line = following


def _message(lines: list[bytes], size: int, name: str) -> MailFile:
    if size > LARGEST:
        return MailFile(name, problem=TOO_LARGE)
    if lines and not lines[-1].strip(b"\r\n"):
        lines = lines[:-1]  # the empty line before a separator belongs to the mbox
    raw = b"".join(lines)
    if not raw.strip():
        return MailFile(name, problem=EMPTY)
    return MailFile(name, raw) if looks_like_mail(raw[:_PEEK]) else MailFile(name, problem=NO_MAIL)


def _unescape(line: bytes, escaped_twice: bool) -> bytes:
    """`>From ` is `From `; in an mboxrd `>>From ` is `>From ` too."""
    mark = _ESCAPED.match(line)
    return line[1:] if mark and (escaped_twice or len(mark[1]) == 1) else line


def _is_mboxrd(file: BinaryIO) -> bool:
    """Whether `>>From ` was escaped (mboxrd) or stands in a quotation (mboxo).

    In a quotation the line before is quoted as deep; a writer of mboxrd leaves one mark more.
    """
    quoted = escaped = 0
    depth = 0
    while line := file.readline(_LINE):
        if line.startswith(b">>") and (mark := _ESCAPED.match(line)):
            if depth >= len(mark[1]):
                quoted += 1
            else:
                escaped += 1
        depth = len(line) - len(line.lstrip(b">"))
    return escaped >= quoted
