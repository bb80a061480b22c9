"""How a letter is laid out for a phone: rows, rules, links to tap.

Pure. Tables and indexes fit 38 columns; prose is one logical line a paragraph and is never folded
here. Links are never cut.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from listserv.text.layout import NARROW, clip, wrap

RULE = "-" * NARROW
LONGEST_TEXT = 600  # characters of a list's rules, in a welcome

# A blank that must not become a line's end: at a French mark, between a figure and its unit.
_SPACED_MARK = re.compile(
    r" (?=[?!:;»])|(?<=«) |(?<=\d) (?=(?:KB|Ko|MB|Mo|bytes|octets|[كم]\.ب|بايت)\b)"
)
_BOUND = "\ue000"  # of the private use area, never in a text of ours
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def row(text: str, later: str = "", first: str = "") -> str:
    """One entry of an index: at most 38 columns, its first line behind `first`, the others behind
    `later`."""
    whole = bound(" ".join(text.split()), _BOUND)
    lines = wrap(whole, NARROW - max(len(first), len(later))).split("\n")
    return "\n".join([first + lines[0], *(later + line for line in lines[1:])]).replace(_BOUND, " ")


def bound(text: str, blank: str) -> str:
    """`text` with `blank` for each blank that must not become a line's end."""
    return _SPACED_MARK.sub(blank, text)


def beginning(text: str) -> str:
    """As many paragraphs of a text of the list's own as a letter beside other things may hold."""
    if len(text) <= LONGEST_TEXT:
        return text
    kept = text[:LONGEST_TEXT].rpartition("\n")[0].strip()
    return kept or clip(text, LONGEST_TEXT)


def mailto(address: str, subject: object, body: str) -> str:
    """A link that opens a ready answer (RFC 6068); the address may hold a token."""
    return (
        f"mailto:{quote(address, safe='@+-._')}"
        f"?subject={quote(str(subject), safe='')}&body={quote(body, safe='')}"
    )


def tidy(text: str) -> str:
    """At most one empty line in a row: what optional parts leave behind in a template."""
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"
