"""Pickles as Python 2 wrote them, protocols 0 to 2: `str` of Python 2 is `bytes` here.

Octet for octet what pickle.py of Python 2.7 makes of the same values, the numbers of its memo
included. An `Instance` is one of an old-style class, such as Mailman's `_BounceInfo`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Instance:
    """An object of a class that a reader would have to import."""

    module: str
    name: str
    state: dict[bytes, Any] = field(default_factory=dict)


def dumps(value: Any, protocol: int) -> bytes:
    """A whole pickle."""
    begin = b"\x80" + bytes([protocol]) if protocol >= 2 else b""
    return begin + _Writer(protocol).value(value) + b"."


class _Writer:
    def __init__(self, protocol: int) -> None:
        self.protocol = protocol
        self.memo: dict[int, int] = {}
        self.kept: list[Any] = []  # an id is a thing's own while the thing is there

    def value(self, value: Any) -> bytes:
        if id(value) in self.memo and not isinstance(value, int | float | None | tuple):
            return self.get(self.memo[id(value)])
        match value:
            case None:
                return b"N"
            case bool():
                if self.protocol >= 2:
                    return b"\x88" if value else b"\x89"
                return b"I01\n" if value else b"I00\n"
            case int():
                return self.number(value)
            case float():
                return b"G" + struct.pack(">d", value) if self.protocol else b"F%r\n" % value
            case bytes():
                return self.octets(value) + self.put(value)
            case str():
                return self.text(value) + self.put(value)
            case tuple():
                return self.tuple(value)
            case list():
                return self.list(value)
            case dict():
                return self.dict(value)
            case Instance():
                return self.instance(value)
        raise TypeError(type(value))

    def number(self, value: int) -> bytes:
        if self.protocol and 0 <= value < 256:
            return b"K" + bytes([value])
        if self.protocol and 0 <= value < 65536:
            return b"M" + struct.pack("<H", value)
        if self.protocol and -(2**31) <= value < 2**31:
            return b"J" + struct.pack("<i", value)
        if -(2**63) <= value < 2**63:
            return b"I%d\n" % value
        if self.protocol >= 2:
            coded = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
            return b"\x8a" + bytes([len(coded)]) + coded
        return b"L%dL\n" % value

    def octets(self, value: bytes) -> bytes:
        if not self.protocol:
            return b"S" + repr(value)[1:].encode() + b"\n"
        if len(value) < 256:
            return b"U" + bytes([len(value)]) + value
        return b"T" + struct.pack("<i", len(value)) + value

    def text(self, value: str) -> bytes:
        if not self.protocol:
            escaped = value.replace("\\", "\\u005c").replace("\n", "\\u000a")
            return b"V" + escaped.encode("raw-unicode-escape") + b"\n"
        coded = value.encode()
        return b"X" + struct.pack("<I", len(coded)) + coded

    def tuple(self, value: tuple[Any, ...]) -> bytes:
        if not value:
            return b")" if self.protocol else b"(t"
        inner = b"".join(map(self.value, value))
        if self.protocol >= 2 and len(value) < 4:
            return inner + bytes([0x84 + len(value)]) + self.put(value)
        return b"(" + inner + b"t" + self.put(value)

    def list(self, value: list[Any]) -> bytes:
        begin = (b"]" if self.protocol else b"(l") + self.put(value)
        if self.protocol and len(value) > 1:
            return begin + b"(" + b"".join(map(self.value, value)) + b"e"
        return begin + b"".join(self.value(one) + b"a" for one in value)

    def dict(self, value: dict[Any, Any]) -> bytes:
        begin = (b"}" if self.protocol else b"(d") + self.put(value)
        items = [(self.value(key), self.value(one)) for key, one in value.items()]
        if self.protocol and len(items) > 1:
            return begin + b"(" + b"".join(key + one for key, one in items) + b"u"
        return begin + b"".join(key + one + b"s" for key, one in items)

    def instance(self, value: Instance) -> bytes:
        named = f"{value.module}\n{value.name}\n".encode()
        begin = b"(c" + named + b"o" if self.protocol else b"(i" + named
        return begin + self.put(value) + self.value(value.state) + b"b"

    def put(self, value: Any) -> bytes:
        self.kept.append(value)
        place = self.memo[id(value)] = len(self.memo)
        if not self.protocol:
            return b"p%d\n" % place
        return b"q" + bytes([place]) if place < 256 else b"r" + struct.pack("<I", place)

    def get(self, place: int) -> bytes:
        if not self.protocol:
            return b"g%d\n" % place
        return b"h" + bytes([place]) if place < 256 else b"j" + struct.pack("<I", place)
