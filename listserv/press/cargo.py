"""The lines that stand for the files of a post, where a copy does not carry them.

Pure. Owns how a file is named, and the one line that says how to get it: by its number, `811.2`,
which is the post's and its place there. A file that never goes to members is named all the same,
so that nobody asks her colleague for it in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from gettext import NullTranslations

from listserv.model import Attachment
from listserv.press.catalogue import msg, msg_in
from listserv.text import filetypes
from listserv.text.layout import clip

MOST = 6  # named one by one
NAME_WIDTH = 30  # columns of a name

COMMAND = msg_in("command", "attachment %(value)s")
HOW = msg("To get a file, write %(command)s to %(address)s")


def may_go(one: Attachment) -> bool:
    """Whether members can get a file, as far as its name tells."""
    return not one.barred and filetypes.by_name(one.name, one.type) is not None


def named(
    number: int,
    files: Sequence[Attachment],
    say: NullTranslations,
    size: Callable[[int], str],
    sent: Container[int] = (),
) -> tuple[str, ...]:
    """`[811.1 card.pdf, 240 KB]`, a line for each file of post `number` that was not `sent`.

    Of many the last line says how many more there are.
    """
    left = [(n, one) for n, one in enumerate(files, 1) if n not in sent]
    lines = [_line(f"{number}.{n}", one, say, size) for n, one in left[:MOST]]
    return (*lines, f"[+ {len(left) - MOST}]") if len(left) > MOST else tuple(lines)


def how(
    number: int,
    files: Sequence[Attachment],
    say: NullTranslations,
    address: str,
    sent: Container[int] = (),
) -> str:
    """The line that says how to get one of them, "" where none can be had."""
    left = (n for n, one in enumerate(files, 1) if n not in sent and may_go(one))
    first = next(left, 0)
    if not first:
        return ""
    command = say.pgettext("command", COMMAND) % {"value": f"{number}.{first}"}
    return say.gettext(HOW) % {"command": command, "address": address}


def _line(place: str, one: Attachment, say: NullTranslations, size: Callable[[int], str]) -> str:
    name = clip(one.name or one.type, NAME_WIDTH)
    if may_go(one):
        return f"[{place} {name}, {size(one.size)}]"
    return f"[{name}, {size(one.size)}, {say.gettext('not sent')}]"
