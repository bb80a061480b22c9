"""A post's plain text as HTML: paragraphs, kept quotations, links, masked addresses.

Pure. Owns how text looks on a page, and that nothing of it can be markup: every character goes
through one escape. Addresses of people are spelled out for readers and lost on harvesters
(DESIGN rule 9), also inside links. What is not recognised stays as it was written; a failure
here can at worst be a dull page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby

from markupsafe import Markup

from listserv.text.addresses import spelled
from listserv.text.masks import mask_tokens

DEEPEST = 4  # quotations in quotations; further levels stay on the last

_LOCAL = r"\w.!#$%&'*+/=?^`{|}~-"
_ADDRESS = rf"(?<![{_LOCAL}])[{_LOCAL}]+@[\w-]+(?:\.[\w-]+)*"  # from the start of a word: linear
_MAIL = re.compile(_ADDRESS)
_SPECIAL = re.compile(rf"(?P<url>https?://[^\s<>\"]+)|(?P<mail>{_ADDRESS})", re.IGNORECASE)
_QUERY = re.compile(r"[?#]")
_IN_PATH = re.compile(r"[\w.+-]@(?:[\w-]+\.)+[a-z]{2,}(?![\w-])", re.IGNORECASE)  # not `/@name`
_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_TRAILING = ".,;:!?'*_»”’…،؛؟。，"
_CLOSING = {")": "(", "]": "[", "}": "{"}
_QUOTED = re.compile(r"(?:> ?)+")
_ALIGNED = re.compile(r"\S {3,}\S|\t")
_DIFF = re.compile(r"(?:@@ |diff --git |\+\+\+ |--- [ab]/)")


@lru_cache(256)  # a post stands on its own page and on its thread's
def html(text: str) -> Markup:
    """The whole text as HTML blocks: `p`, `pre` for what is aligned, `blockquote` for `>`."""
    lines = [_split(line.rstrip()) for line in clean(text).split("\n")]
    return Markup("".join(_blocks(lines, 0)))  # noqa: S704 - all of it went through _inline


def line(text: str) -> str:
    """A name, subject or file name on one line, masked; not yet escaped."""
    return _MAIL.sub(lambda found: spelled(found[0]), " ".join(clean(text).split()))


def clean(text: str) -> str:
    """Without what no page may hold: controls, half characters, live tokens of ours."""
    return mask_tokens(_NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _split(text: str) -> tuple[int, str]:
    """(depth of quotation, the words behind the marks)."""
    marks = _QUOTED.match(text)
    if not marks:
        return 0, text
    return min(marks[0].count(">"), DEEPEST), text[marks.end() :]


def _blocks(lines: Sequence[tuple[int, str]], depth: int) -> Iterable[str]:
    for deeper, run in groupby(lines, key=lambda one: one[0] > depth):
        if deeper:
            inner = "".join(_blocks(list(run), depth + 1))
            if inner:
                yield f"<blockquote>{inner}</blockquote>\n"
        else:
            yield from _paragraphs([words for _, words in run])


def _paragraphs(lines: Sequence[str]) -> Iterable[str]:
    for blank, run in groupby(lines, key=lambda one: not one.strip()):
        if not blank:
            block = list(run)
            if _is_aligned(block):
                aligned = "\n".join(block)
                yield f"<pre>{_inline(aligned)}</pre>\n"
            else:
                breaks = "<br>\n".join(_inline(one.strip()) for one in block)
                yield f"<p>{breaks}</p>\n"


def _is_aligned(block: Sequence[str]) -> bool:
    """Whether blanks carry meaning: a table, a program, a difference of two files."""
    if any(_DIFF.match(one) for one in block):
        return True
    shaped = sum(one.startswith(("   ", "\t")) or bool(_ALIGNED.search(one)) for one in block)
    return len(block) > 1 and shaped * 2 >= len(block)


def _inline(text: str) -> str:
    """Escaped words with links made and addresses spelled."""
    if "://" not in text and "@" not in text:
        return escape(text, quote=False)
    parts: list[str] = []
    at = 0
    for found in _SPECIAL.finditer(text):
        parts.append(escape(text[at : found.start()], quote=False))
        if found["mail"]:
            parts.append(escape(spelled(found["mail"]), quote=False))
            at = found.end()
        else:
            url = _trimmed(found["url"])
            parts.append(_link(url))
            at = found.start() + len(url)
    return "".join([*parts, escape(text[at:], quote=False)])


def _trimmed(url: str) -> str:
    """Without the punctuation of the sentence around it; balanced brackets belong to the link."""
    surplus = {close: url.count(close) - url.count(open_) for close, open_ in _CLOSING.items()}
    end = len(url)
    while end > len("https://"):
        last = url[end - 1]
        if last not in _TRAILING and surplus.get(last, 0) <= 0:
            break
        if last in surplus:
            surplus[last] -= 1
        end -= 1
    return url[:end]


def _link(url: str) -> str:
    """A link; one that carries somebody's address is only named, with the address spelled."""
    place, *query = _QUERY.split(url, maxsplit=1)
    host = place.split("/", 3)[2]
    in_path = _IN_PATH.search(place.replace("%40", "@"))
    if "@" in host or in_path or any("@" in part or "%40" in part for part in query):
        return escape(_MAIL.sub(lambda found: spelled(found[0]), url.replace("%40", "@")))
    shown = escape(url)
    return f'<a rel="nofollow" href="{shown}">{shown}</a>'
