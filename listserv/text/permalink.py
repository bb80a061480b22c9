"""The permanent name of a post, and where its pages are.

Pure. Owns the spelling of every path in the archive, so that the header of a copy, a digest and
the shelf never disagree. The name comes from the Message-ID alone: whoever has the mail can find
the page, also after the archive was built anew from another database.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from hashlib import sha256

LENGTH = 12  # letters of base32: 60 bits


def permalink(message_id: str, taken: Callable[[str], bool], fallback: str = "") -> str:
    """Twelve letters of base32 from the SHA-256 of a Message-ID (without angle brackets).

    A post without one is named from `fallback`, a text of its own such as its digest. Where the
    name is `taken` by another post of the list (a reused Message-ID) it gets `-2`, `-3` …
    """
    source = message_id or f"\n{fallback}"  # no Message-ID holds a line end
    digest = sha256(source.encode("utf-8", "surrogatepass")).digest()
    name = b32encode(digest).decode("ascii")[:LENGTH].lower()
    found, n = name, 1
    while taken(found):
        n += 1
        found = f"{name}-{n}"
    return found


def post_page(permalink: str) -> str:
    """The permanent page of a post, from the list's own folder."""
    return f"m/{permalink}.html"


def thread_page(thread: int, sheet: int = 1, language: str = "") -> str:
    """A thread's page; a long thread goes on on further sheets. With a `language`, the same posts
    in it: `t/811-2.fr.html`."""
    name = f"{thread}" if sheet == 1 else f"{thread}-{sheet}"
    return f"t/{name}.{language}.html" if language else f"t/{name}.html"


def summary_page(summary_id: int) -> str:
    return f"s/{summary_id}.html"


def month_page(month: str) -> str:
    """The page of a month given as `YYYY-MM`."""
    return f"{month}.html"
