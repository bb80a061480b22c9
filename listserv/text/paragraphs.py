"""Hard-wrapped text to logical lines; pure, linear.

A paragraph that a mail program broke at column 72 becomes one line, so that a phone can break
it anew. What is laid out on purpose stays: tables, lists, verse, addresses, quoted lines,
code, citations and links. When in doubt, a line break stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from listserv.text.marks import CITATION, HEADER_LABEL

WIDEST = 100  # a text with lines longer than this was not wrapped by a mail program
SEEN = 80  # characters of a line that a pattern of a header looks at
NARROWEST = 45  # a text whose lines all stay under this is verse or addresses

_LIST = re.compile(
    r"(?:[-*•·–—+o▪●◦]|\(?[0-9٠-٩]{1,3}[.):]|\(?[ivxIVX]{1,4}[.)]|\(?[a-zA-Z][.)]|[QqR][0-9]{1,2}[.:)])\s"
)
_STAYS = re.compile(r"[ \t]{2,}|\t|[>|]|https?://\S+$|<https?://|[=_~*#-]{4,}|\[\*|```")
_TABLE = re.compile(r"\S(?:[ ]{3,}|\t+)\S|\s\|\s")
_OPEN_LINK = re.compile(r"<(?:https?|ftp)://[^\s<>]{8,}$")
_LINK_REST = re.compile(r"[^\s<>]{1,500}>")


def unstuffed(text: str) -> str:
    """`text` with its lines as they were typed: without the blank that programs put before them,
    and with links whole."""
    return "\n".join(_lines(text)).strip("\n")


def _goes_on(line: str) -> bool:
    return False


def logical(text: str, alone: Callable[[str], bool] = _goes_on) -> str:
    """`text` with the hard-wrapped lines of each paragraph joined.

    `alone` says of a line that it begins something of its own, such as a command, and is no rest
    of the line above; it is asked only where a program may have broken that line.
    """
    lines = _lines(text)
    width = _width(lines)
    out: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
            continue
        out += [*_joined(block, width, alone), ""]
        block = []
    return "\n".join(out).strip("\n")


def _lines(text: str) -> list[str]:
    return [_unstuffed(line.rstrip()) for line in _mended_links(text.split("\n"))]


def _unstuffed(line: str) -> str:
    """Without the one blank that Yahoo and RFC 3676 put before a line; more blanks are layout."""
    return line[1:] if line[:1] == " " and not line[1:2].isspace() else line


def _mended_links(lines: list[str]) -> list[str]:
    """A link that a program cut over two lines is made whole, without its angle brackets."""
    out = lines[:1]
    for line in lines[1:]:
        opened = _OPEN_LINK.search(out[-1][-1000:])
        rest = _LINK_REST.match(line)
        if opened and rest:
            before = out[-1][: len(out[-1]) - len(opened[0])]
            out[-1] = before + opened[0][1:] + rest[0][:-1] + line[rest.end() :]
        else:
            out.append(line)
    return out


def _width(lines: list[str]) -> int:
    """The column at which the author's program breaks lines; 0 if it does not."""
    # The last line of a paragraph says nothing about the width.
    sizes = [len(a) for a, b in pairwise(lines) if a and b.strip() and not _STAYS.match(a)]
    if sum(1 for size in sizes if size > WIDEST) * 8 > len(sizes):
        return 0
    sizes = sorted((size for size in sizes if size <= WIDEST), reverse=True)
    # One or two lines may stand out: a link, a title.
    width = sizes[min(2, len(sizes) // 6)] if sizes else 0
    return width if width >= NARROWEST else 0


def _joined(block: list[str], width: int, alone: Callable[[str], bool]) -> list[str]:
    """One paragraph: its lines joined where they were broken by a program."""
    if not width or len(block) < 2 or CITATION.match(block[0]):
        return block
    if any(_TABLE.search(line[:300]) for line in block):
        return block
    out = [block[0]]
    for before, line in pairwise(block):
        if _was_wrapped(before, line, width) and not alone(line):
            out[-1] = _glued(out[-1], line)
        else:
            out.append(line)
    return out


def _was_wrapped(before: str, line: str, width: int) -> bool:
    """Whether a program broke here: the next word did not fit in the line before."""
    if (
        _STAYS.match(line)
        or _STAYS.match(before)
        or _LIST.match(line)
        or HEADER_LABEL.match(line[:SEEN])
    ):
        return False
    word = line.split(None, 1)[0]
    return len(before) <= WIDEST and len(before) + 1 + len(word) > width


def _glued(before: str, line: str) -> str:
    # A word with a hyphen of its own may be broken after it.
    if before[-1:] == "-" and before[-2:-1].isalpha() and line[:1].islower():
        return before + line
    return f"{before} {line.lstrip()}"
