"""A copy of a mail as it came: for lists with `body = original`.

Pure. The author's MIME is carried on as text/carried.py read it. Plain text gets the footer below
it; what is closed (encrypted) goes without one, since it must be the whole mail; anything else,
also signed, becomes the first part of two, the footer the second. The headers are those of every
copy; the author's own are not among them.
"""

from __future__ import annotations

from listserv.fanout.cook import Footer, Order, headers, tail
from listserv.model import Rendition
from listserv.text import encode
from listserv.text.carried import Carried, multipart, text_entity

MIME_VERSION = encode.header("MIME-Version", "1.0")


def cook_original(order: Order, language: str, footer: Footer, carried: Carried) -> Rendition:
    """The copy whose footer speaks `language`; its head is that of a clean copy."""
    if not carried.entity:
        text = f"{carried.text}\n\n{tail(order, footer, carried.text)}"
        return Rendition(language, *encode.message(headers(order), text))
    head = b"".join(encode.header(name, value) for name, value in headers(order)) + MIME_VERSION
    if carried.closed:
        mime, _, body = carried.entity.partition(b"\r\n\r\n")
        return Rendition(language, head + mime + b"\r\n", body)
    below = text_entity(tail(order, footer, order.post.text))
    boundary, body = multipart([carried.entity, below])
    head += encode.parametered("Content-Type", "multipart/mixed", {"boundary": boundary})
    return Rendition(language, head, body)
