"""Text to mail: header lines and bodies that every relay passes on unchanged; pure.

Everything that leaves is 7-bit with CRLF line ends and lines of at most 76, so that a
signature made over it survives. Header injection is impossible: line ends and controls are
dropped from every value. Encoded words (RFC 2047) stand only in free text and display names,
never in an address or a List-* header, where programs would not read them.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

from listserv.model import MARK_LEAVE
from listserv.text import tokens
from listserv.text.addresses import parse

LINE = 76  # octets of a line without CRLF
_TOKEN_GROWTH = tokens.LENGTH - len(MARK_LEAVE)  # a leave mark is filled with a token

_ADDRESSES = frozenset({"from", "to", "cc", "bcc", "reply-to", "sender"})
_FREE = frozenset({"subject", "comments", "keywords", "organization", "content-description"})
_BAD_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_BAD_BYTES = bytes(b for b in range(0x20) if b) + b"\x7f"  # NUL is in our own marks
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_PLAIN_Q = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_TABS = re.compile(r"[ \t\r\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ID = re.compile(r"[!-;=?-~]{3,900}")
_PARAMETER = re.compile(r"[a-z0-9-]{1,40}")
_UNIT = re.compile(r"%[0-9A-F]{2}|[^%]")  # of a percent-encoded value
_MOST_PARAMETERS = 20


# --- headers -----------------------------------------------------------------------------------


@lru_cache(maxsize=256)  # most of a letter's headers are those of the one before
def header(name: str, value: str | bytes) -> bytes:
    """One header, folded, with its CRLF: `Subject: …\\r\\n`.

    A `str` is free text (encoded where it must be), an address list for From, To and the like,
    or a structured value that stays ASCII. `bytes` are taken as they are but for line ends and
    controls; they may hold a leave mark (model.MARK_LEAVE), for whose token room is left.
    """
    lower = name.lower()
    if isinstance(value, bytes):
        words = value.translate(None, b"\r\n").translate(None, _BAD_BYTES).split()
        words = [bytes(b & 0x7F for b in word) for word in words]
    elif lower in _ADDRESSES:
        boxes = [mailbox(*pair) for pair in parse(one_line(value))]
        words = b", ".join(boxes).split()
    elif lower in _FREE:
        return _fold(name, _words(one_line(value), len(name) + 2, _fits_text))
    else:
        words = [word.encode("ascii") for word in _ascii(one_line(value)).split()]
    return _fold(name, words)


def octets(headers: Iterable[tuple[str, str | bytes]]) -> int:
    """How many octets header lines have, with their CRLF and with tokens in the place of marks."""
    return sum(_width(header(name, value)) for name, value in headers)


def parametered(name: str, kind: str, parameters: Mapping[str, str]) -> bytes:
    """A header such as Content-Type, each parameter on a line of its own, with its CRLF.

    A value that is not ASCII or too long for a line is written in pieces (RFC 2231 §3 and §4).
    """
    lines = [header(name, kind).removesuffix(b"\r\n")]
    for key, value in list(parameters.items())[:_MOST_PARAMETERS]:
        if _PARAMETER.fullmatch(key):
            lines += _parameter(key, _BAD_TEXT.sub("", re.sub(r"[\t\r\n]", " ", value)))
    return b";\r\n ".join(lines) + b"\r\n"


def _parameter(key: str, value: str) -> list[bytes]:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    if value.isascii() and "=?" not in value and len(key) + len(quoted) <= LINE - 5:
        return [f'{key}="{quoted}"'.encode("ascii")]
    units = _UNIT.findall("utf-8''" + quote(value, safe=""))
    fitting = (LINE - len(key) - len("; *99*=")) // 3
    pieces = ["".join(units[at : at + fitting]) for at in range(0, len(units), fitting)]
    if len(pieces) == 1:
        return [f"{key}*={pieces[0]}".encode("ascii")]
    return [f"{key}*{n}*={piece}".encode("ascii") for n, piece in enumerate(pieces)]


def mailbox(name: str, address: str) -> bytes:
    """`"Kamau, Amina" <amina@example.org>`: the value of an address header, not yet folded."""
    plain = re.sub(r"[^!-;=?-~]", "", _ascii(address)).replace(",", "").encode("ascii")
    name = one_line(name)
    if not name:
        return plain
    # A word too long for a line cannot be folded, unless it is cut into encoded ones.
    has_long_word = any(len(word) > LINE - 10 for word in name.split(" "))
    if not name.isascii() or "=?" in name or has_long_word:
        shown = b" ".join(_words(name, 10, _fits_phrase))
    elif _ATOMS.fullmatch(name):
        shown = name.encode("ascii")
    else:
        shown = b'"' + name.replace("\\", "\\\\").replace('"', '\\"').encode("ascii") + b'"'
    return shown + b" <" + plain + b">"


def angled(message_id: str) -> str:
    """`<id>` as Message-ID and References have it; "" for an id that no header can carry."""
    return f"<{message_id}>" if _ID.fullmatch(message_id) else ""


def one_line(value: str) -> str:
    """A value without line ends, controls and lone surrogates, blanks collapsed."""
    return _TABS.sub(" ", _BAD_TEXT.sub("", _TABS.sub(" ", value))).strip()


def _ascii(value: str) -> str:
    """What ASCII can say of a structured value: accents off, other scripts left out."""
    if value.isascii():
        return value
    return unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode("ascii")


def _fits_text(word: str) -> bool:
    return word.isascii() and "=?" not in word and len(word) <= LINE - 1


def _fits_phrase(word: str) -> bool:
    """A name's words stand as they are where they are atoms (RFC 5322 §3.2.3)."""
    return _fits_text(word) and len(word) <= LINE - 10 and bool(_ATOMS.fullmatch(word))


def _words(value: str, used: int, fits: Callable[[str], bool]) -> list[bytes]:
    """Words of a text; neighbours that do not fit as they are share encoded words, with blanks."""
    out: list[bytes] = []
    run: list[str] = []
    for word in [*value.split(" "), ""]:
        if not fits(word):
            run.append(word)
            continue
        if run:
            out += _encoded_words(" ".join(run), LINE - 1 - (0 if out else used))
            run = []
        if word:
            out.append(word.encode("ascii"))
    return out


def _encoded_words(text: str, first: int) -> list[bytes]:
    """RFC 2047 words of at most 75 octets, whole characters each; the first at most `first`."""
    data = text.encode("utf-8")
    in_q = sum(1 if b in _PLAIN_Q or b == 0x20 else 3 for b in data)
    make = _q_word if in_q <= -(-len(data) // 3) * 4 else _b_word
    words: list[bytes] = []
    chunk, room = "", max(first, 30)
    for letter in text:
        if chunk and len(make(chunk + letter)) > min(room, 75):
            words.append(make(chunk))
            chunk, room = "", 75
        chunk += letter
    return [*words, make(chunk)] if chunk else words


def _q_word(text: str) -> bytes:
    coded = "".join(
        chr(b) if b in _PLAIN_Q else "_" if b == 0x20 else f"={b:02X}" for b in text.encode()
    )
    return f"=?utf-8?q?{coded}?=".encode("ascii")


def _b_word(text: str) -> bytes:
    return b"=?utf-8?b?" + base64.b64encode(text.encode()) + b"?="


def _fold(name: str, words: Sequence[bytes]) -> bytes:
    lines: list[bytes] = []
    current = name.encode("ascii", "ignore") + b":"
    for word in words:
        # A word too long for any line is not helped by an empty line before it.
        alone = current[-1:] == b":" and not lines and _width(word) >= LINE
        if alone or _width(current) + 1 + _width(word) <= LINE:
            current += b" " + word
        else:
            lines.append(current)
            current = b" " + word
    return b"\r\n".join([*lines, current]) + b"\r\n"


def _width(part: bytes) -> int:
    return len(part) + part.count(MARK_LEAVE) * _TOKEN_GROWTH


# --- bodies ------------------------------------------------------------------------------------


def body(text: str) -> tuple[str, bytes]:
    """(Content-Transfer-Encoding, octets) of a text in UTF-8.

    "7bit" where the text is ASCII in short lines, else quoted-printable or base64, whichever
    is shorter. Lines end with CRLF; a line of the text is a logical line, cut by soft breaks
    only. A line that begins with `From ` is never sent as such: mail stores would alter it.
    """
    text = _BAD_TEXT.sub("", _LINE_ENDS.sub("\n", text)).rstrip("\n") + "\n"
    data = text.encode("utf-8").replace(b"\n", b"\r\n")
    if text.isascii() and _is_plain(text):
        return "7bit", data
    return transfer(data)


def transfer(data: bytes) -> tuple[str, bytes]:
    """(Content-Transfer-Encoding, octets) of octets of a text with CRLF line ends."""
    coded = quoted_printable(data)
    if len(coded) <= len(data) * 4 // 3:
        return "quoted-printable", coded
    in_64 = binascii.b2a_base64(data, newline=False)
    in_64 = b"".join(in_64[at : at + LINE] + b"\r\n" for at in range(0, len(in_64), LINE))
    if len(coded) <= len(in_64):
        return "quoted-printable", coded
    return "base64", in_64


def _is_plain(text: str) -> bool:
    return not any(
        len(line) > LINE or line.startswith("From ") or line[-1:] in (" ", "\t")
        for line in text.split("\n")
    )


def quoted_printable(data: bytes) -> bytes:
    """RFC 2045 §6.7 of text with CRLF line ends, lines of at most 76 octets."""
    lines = binascii.b2a_qp(data, istext=True).split(b"\r\n")
    return b"\r\n".join(_safe_line(line) for line in lines)


def _safe_line(line: bytes) -> bytes:
    """A coded line that no mail store marks, cut where it (or the encoder) made it too long."""
    if line.startswith(b"From "):
        line = b"=46" + line[1:]
    if len(line) <= LINE:
        return line
    cut = LINE - 4 if b"=" not in line[LINE - 6 : LINE - 1] else line.index(b"=", LINE - 6)
    return line[:cut] + b"=\r\n" + _safe_line(line[cut:])


# --- whole messages ------------------------------------------------------------------------------


def message(headers: Iterable[tuple[str, str | bytes]], text: str) -> tuple[bytes, bytes]:
    """(head, body) of one text/plain message; the MIME headers are added at the end of the head.

    The head has no empty line at its end; each of its lines ends with CRLF.
    """
    encoding, octets = body(text)
    charset = "us-ascii" if encoding == "7bit" else "utf-8"
    mime = (
        ("MIME-Version", "1.0"),
        ("Content-Type", f"text/plain; charset={charset}"),
        ("Content-Transfer-Encoding", encoding),
    )
    return b"".join(header(name, value) for name, value in (*headers, *mime)), octets
