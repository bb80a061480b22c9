"""A copy of a mail as it came: for lists with `body = original`.

Pure. The author's MIME is carried on as text/carried.py read it: plain text gets the footer below
it, anything else becomes the first part of two, the footer the second. The headers are those of
every copy; the author's own are not among them.
"""

from __future__ import annotations

import hashlib

from listserv.fanout.cook import Footer, Order, headers, tail
from listserv.model import Rendition
from listserv.text import encode
from listserv.text.carried import Carried, multipart, text_entity


def cook_original(order: Order, language: str, footer: Footer, carried: Carried) -> Rendition:
    """The copy whose footer speaks `language`; its head is that of a clean copy."""
    if not carried.entity:
        below = tail(order, footer, carried.text)
        text = f"{carried.text}\n\n{below}"
        return Rendition(language, *encode.message(headers(order), text))
    second = text_entity(tail(order, footer, ""), "text/plain; charset=utf-8")
    boundary = _boundary(carried.entity)
    head = b"".join(
        encode.header(name, value)
        for name, value in (
            *headers(order),
            ("MIME-Version", "1.0"),
            ("Content-Type", f'multipart/mixed; boundary="{boundary}"'),
        )
    )
    body = multipart([carried.entity, second], boundary.encode("ascii"))
    return Rendition(language, head, body)


def _boundary(inner: bytes) -> str:
    """A boundary that does not stand in what it bounds; the same for the same mail."""
    made = "=_" + hashlib.sha256(inner).hexdigest()[:24]
    while made.encode("ascii") in inner:
        made = "=_" + hashlib.sha256(made.encode("ascii")).hexdigest()[:24]
    return made
