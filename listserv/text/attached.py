"""A mail of a text and files beside it; pure.

Owns how a file stands in a mail: in base64, under its name. So does a whole mail that goes along,
`mail_file`: as it came it may hold octets and lines that no relay passes on, and message/rfc822 may
not be encoded (RFC 2046 §5.2.1).
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from listserv.text import encode
from listserv.text.carried import multipart, text_entity
from listserv.text.masks import mask_tokens

MAIL = "mail.eml"


@dataclass(frozen=True, slots=True)
class File:
    """A file to go along; `number` says which attachment of its post it was, from 1."""

    name: str
    type: str
    data: bytes
    number: int = 0


def with_files(
    headers: Iterable[tuple[str, str | bytes]], text: str, files: Sequence[File]
) -> tuple[bytes, bytes]:
    """(head, body) of a message of a text and files; without files that of the text alone.

    Everything is 7-bit in lines of at most 76, as in encode.message.
    """
    if not files:
        return encode.message(headers, text)
    boundary, body = multipart([text_entity(text), *map(_entity, files)])
    head = b"".join(encode.header(name, value) for name, value in headers)
    head += encode.header("MIME-Version", "1.0")
    head += encode.parametered("Content-Type", "multipart/mixed", {"boundary": boundary})
    return head, body


def mail_file(raw: bytes) -> File:
    """A whole mail as a file, its live tokens masked."""
    octets = mask_tokens(raw.decode("latin-1")).encode("latin-1")
    return File(MAIL, "application/octet-stream", octets)


def coded_size(octets: int) -> int:
    """How many octets of a mail a file of so many takes, its headers with it."""
    return -(-octets // 57) * 78 + _HEADERS


_HEADERS = 1000  # of a file: its type and its name, twice


def _entity(file: File) -> bytes:
    named = encode.parametered("Content-Type", file.type, {"name": file.name})
    named += encode.parametered("Content-Disposition", "attachment", {"filename": file.name})
    coded = base64.encodebytes(file.data).replace(b"\n", b"\r\n")
    return named + b"Content-Transfer-Encoding: base64\r\n\r\n" + coded
