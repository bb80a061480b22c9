"""The files of a mail as they go on to members: taken out, looked at, made small; children only.

Owns what of an attachment leaves: what text/filetypes.py allows, photographs as text/pictures.py
draws them, text without live tokens of ours. What does not go is told with a code, and named to the
members in a line. The numbers are those of `Body.attachments`, from 1.

A failure here cannot happen: an attachment that nobody can read is one that does not go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from listserv.text import body, filetypes, mime
from listserv.text.attached import File, coded_size
from listserv.text.filetypes import JPEG, PICTURE, TEXT, Kind
from listserv.text.masks import mask_tokens

KIND = "kind"  # of a kind that is never sent
UNREAD = "unread"  # a picture that cannot be made small
ROOM = "room"  # larger than what is left

MOST_PICTURES = 12  # that are drawn of one mail; others of its files count for nothing


@dataclass(frozen=True, slots=True)
class Taken:
    """What could be had of a mail's attachments."""

    files: tuple[File, ...] = ()
    left: tuple[tuple[int, str], ...] = ()  # (number, code) of those that do not go


def take(raw: bytes, numbers: Sequence[int], room: int) -> Taken:
    """The attachments of `raw` with these numbers, or all where there are none.

    Together they take at most `room` octets of a mail; what does not fit is left, what comes after
    it may still fit.
    """
    attached = body.attached(mime.parse(raw).root)
    wanted = sorted(set(numbers)) or range(1, len(attached) + 1)
    files: list[File] = []
    left: list[tuple[int, str]] = []
    pictures = 0
    for number in (n for n in wanted if 0 < n <= len(attached)):
        part = attached[number - 1]
        came = File(body.shown_name(part, number), part.type, part.decoded(), number)
        kind = filetypes.of(came.name, came.type, came.data)
        pictures += kind is not None and kind.group == PICTURE
        found = _taken(came, kind, draws=pictures <= MOST_PICTURES)
        if isinstance(found, File) and coded_size(len(found.data)) > room:
            found = ROOM
        if isinstance(found, File):
            files.append(found)
            room -= coded_size(len(found.data))
        else:
            left.append((number, found))
    return Taken(tuple(files), tuple(left))


def parts(raw: bytes) -> tuple[bytes, ...]:
    """The octets of every attachment as it came."""
    return tuple(part.decoded() for part in body.attached(mime.parse(raw).root))


def _taken(came: File, kind: Kind | None, *, draws: bool) -> File | str:
    """A file as it goes, or the code why it does not; no more pictures unless it `draws`."""
    if kind is None:
        return KIND
    if kind.group == TEXT:
        data = mask_tokens(came.data.decode("latin-1")).encode("latin-1")
        return replace(came, type=kind.type, data=data)
    if kind.group != PICTURE:
        return replace(came, type=kind.type)
    from listserv.text import pictures  # heavy: only where there is one

    small = pictures.shrunk(came.data) if draws else None
    if small is None:
        return UNREAD
    return File(f"{came.name.rpartition('.')[0]}.jpg", JPEG, small, came.number)
