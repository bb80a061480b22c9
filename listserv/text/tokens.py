"""Address tokens: the part after `+` in `hifa-leave+TOKEN@`, sealed and opened.

Pure. Owns the layout of a token and the keys that sign it; where the keys are kept belongs to
others. A token is 17 bytes: one of key generation (3 bits) and purpose (5 bits), four for each of
its two numbers, eight of a keyed BLAKE2b (RFC 7693) over the nine before. As base32 (RFC 4648, no
padding) that is 28 lower-case characters, read whatever the case, and the longest local part stays
within the 64 octets of RFC 5321, 4.5.3.1.1. A text that is not exactly what `seal` would write
opens as None: a stranger learns nothing but that.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass

from listserv.model import Purpose, Token

Seal = Callable[[Token], str]  # `seal` with the keys of a site

LENGTH = 28  # characters of a token
SECRET_BYTES = 32
GENERATIONS = 8  # three bits

# A code once given is never given again: tokens live for years in people's mailboxes.
_CODES = {
    Purpose.AUTHOR: 1,
    Purpose.REPLY: 2,
    Purpose.LEAVE: 3,
    Purpose.CONFIRM: 4,
    Purpose.MODERATE: 5,
    Purpose.TRANSLATE: 6,
    Purpose.SUMMARY: 7,
    Purpose.BOUNCES: 8,
}
_PURPOSES = {code: purpose for purpose, code in _CODES.items()}
SEALED = frozenset(_CODES)  # the purposes whose addresses carry a token

_NUMBERS = struct.Struct(">BII")
_MAC_BYTES = 8
_DOMAIN = b"listserv address token 2\x00"
_MESSAGES = {purpose: _DOMAIN + purpose.value.encode() + b"\x00" for purpose in _CODES}
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_PADDING = 4  # bits, of 28 characters for 17 bytes
_SHIFTS = range(130, -1, -10)  # two characters at a time
_SHAPE = re.compile(r"[a-z2-7]{28}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of a site as (generation, secret), oldest first: the last signs, all open."""

    secrets: tuple[tuple[int, bytes], ...]

    def __post_init__(self) -> None:
        generations = [generation for generation, _ in self.secrets]
        if not generations:
            raise ValueError("no key")
        if len(set(generations)) != len(generations):
            raise ValueError("a key generation stands twice")
        if not all(0 <= generation < GENERATIONS for generation in generations):
            raise ValueError(f"a key generation is not in 0..{GENERATIONS - 1}")
        if any(len(secret) < SECRET_BYTES for _, secret in self.secrets):
            raise ValueError(f"a secret has less than {SECRET_BYTES} bytes")

    @classmethod
    def parse(cls, text: str) -> Keys:
        """Read what `dump` wrote: a line `GENERATION SECRET` per key, `#` begins a comment.

        Raises ValueError with the number of the line, never with what stands there.
        """
        found: list[tuple[int, bytes]] = []
        for number, line in enumerate(text.splitlines(), 1):
            words = line.partition("#")[0].split()
            if not words:
                continue
            try:
                generation, secret = words
                found.append((int(generation), bytes.fromhex(secret)))
            except ValueError:
                raise ValueError(f"line {number}: not a generation and a secret") from None
        return cls(tuple(found))

    def dump(self) -> str:
        lines = [f"{generation} {secret.hex()}\n" for generation, secret in self.secrets]
        return "# Keys of the address tokens, oldest first; the last one signs.\n" + "".join(lines)

    def renewed(self, secret: bytes) -> Keys:
        """The same keys and a new one that signs; the ninth takes the place of the first."""
        generation = (self.secrets[-1][0] + 1) % GENERATIONS
        kept = tuple(key for key in self.secrets if key[0] != generation)
        return Keys((*kept, (generation, secret)))

    def __repr__(self) -> str:  # secrets stay out of tracebacks and logs
        return f"Keys(generations={[generation for generation, _ in self.secrets]})"


def new_secret() -> bytes:
    """Fresh random bytes for a key."""
    return secrets.token_bytes(SECRET_BYTES)


def seal(keys: Keys, token: Token) -> str:
    """The token as 28 characters, signed by the newest key; `token.generation` is not looked at.

    Raises ValueError for a purpose that has no tokens and for a number out of 32 bits.
    """
    generation, secret = keys.secrets[-1]
    return _write(token, generation, secret)


def open_(keys: Keys, text: str) -> Token | None:
    """What the token says, or None: wrong length, letters, purpose, generation or signature."""
    text = text.lower()
    if not _SHAPE.fullmatch(text):
        return None
    token = _unpack(text)
    secret = dict(keys.secrets).get(token.generation) if token else None
    if token is None or secret is None:
        return None
    # Writing it again and comparing also rejects set bits in the padding of the last character.
    expected = _write(token, token.generation, secret)
    return token if hmac.compare_digest(expected.encode(), text.encode()) else None


def _unpack(text: str) -> Token | None:
    raw = base64.b32decode(text.upper() + "====")
    head, first, second = _NUMBERS.unpack_from(raw)
    purpose = _PURPOSES.get(head & 0x1F)
    return Token(purpose, first, second, head >> 5) if purpose else None


def _write(token: Token, generation: int, secret: bytes) -> str:
    code = _CODES.get(token.purpose)
    if code is None:
        raise ValueError(f"addresses for {token.purpose} carry no token")
    try:
        said = _NUMBERS.pack(generation << 5 | code, token.first, token.second)
    except struct.error:
        raise ValueError(f"numbers out of 32 bits: {token.first}, {token.second}") from None
    # The purpose's name is signed too, so that a code given twice by mistake still opens nothing.
    message = _MESSAGES[token.purpose] + said
    return _base32(said + hashlib.blake2b(message, digest_size=_MAC_BYTES, key=secret).digest())


def _base32(raw: bytes) -> str:
    """17 bytes in the small letters of RFC 4648 §6; two are written for each copy of a post."""
    number = int.from_bytes(raw) << _PADDING
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
