"""A pickle read without running it: plain values come out, anything else is a hole.

Pure. A pickle is a program for a small machine, and Python's own reader lets it import and call
whatever it names. This reader knows the steps that make containers, strings and numbers, of
protocols 0 to 2 (as Python 2 writes them). What a step would import, call or build is `HOLE` in its
place, and nothing was imported, called or built. Byte strings become text: UTF-8, or else Latin-1.

Source: Lib/pickletools.py of Python, which tells what each step takes and leaves. A pickle that is
cut off, or takes what is not there, is a PickleError; no other exception escapes.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Callable
from typing import Any, Final


class PickleError(ValueError):
    """Bytes that are no pickle, or one of a protocol after 2."""


class Hole:
    """What was left out."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "HOLE"


HOLE: Final = Hole()
STOP = b"."
LONGEST_NUMBER = 16  # octets; Mailman has none of more than 8, and Python shows none of thousands
MOST_DIGITS = 40  # as many are in so many octets
_FAULTS = (IndexError, KeyError, ValueError, TypeError, OverflowError, struct.error)


def load(data: bytes) -> Any:
    """The value of a pickle: dict, list, tuple, str, int, float, bool, None, HOLE.

    Of a dict only the items with a key of text or number are kept.
    """
    machine = _Machine(data)
    try:
        return machine.run()
    except _FAULTS as error:
        raise PickleError(f"at octet {machine.at}: {error}") from None


class _Machine:
    """A stack, those below the last mark, and what was put aside by number."""

    def __init__(self, data: bytes) -> None:
        self.at = 0
        self._data = data
        self._stack: list[Any] = []
        self._below: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def run(self) -> Any:
        while True:
            step = self._take(1)
            if step == STOP:
                return self._stack.pop()
            do = _STEPS.get(step)
            if do is None:
                raise ValueError(f"unknown step {step!r}")
            do(self)

    # --- what is read ---

    def _take(self, size: int) -> bytes:
        end = self.at + size
        if size < 0 or end > len(self._data):
            raise ValueError("it is cut off")
        found = self._data[self.at : end]
        self.at = end
        return found

    def _line(self) -> bytes:
        end = self._data.index(b"\n", self.at)
        found = self._data[self.at : end]
        self.at = end + 1
        return found

    def number(self, form: str) -> int:
        (found,) = struct.unpack(form, self._take(struct.calcsize(form)))
        return int(found)

    # --- what is on the stack ---

    def push(self, value: Any) -> None:
        self._stack.append(value)

    def mark(self) -> None:
        self._below.append(self._stack)
        self._stack = []

    def marked(self) -> list[Any]:
        """What was put there since the last mark, which is taken away."""
        found = self._stack
        self._stack = self._below.pop()
        return found

    def hole(
        self, *, lines: int = 0, octets: int = 0, taken: int = 0, marked: bool = False
    ) -> None:
        """A step that would import, call or build: all that it takes goes, and a hole is left."""
        for _ in range(lines):
            self._line()
        self._take(octets)
        for _ in range(taken):
            self._stack.pop()
        if marked:
            self.marked()
        self.push(HOLE)

    # --- steps ---

    def protocol(self) -> None:
        if (version := self.number("<B")) > 2:
            raise ValueError(f"its protocol is {version}; Mailman 2 writes 0 to 2")

    def drop(self) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self.marked()  # of a mark alone

    def drop_marked(self) -> None:
        self.marked()

    def twice(self) -> None:
        self.push(self._stack[-1])

    def keep(self, form: str = "") -> None:
        place = self.number(form) if form else int(self._line())
        self._memo[place] = self._stack[-1]

    def fetch(self, form: str = "") -> None:
        self.push(self._memo[self.number(form) if form else int(self._line())])

    def whole(self) -> None:
        """INT: also how protocols 0 and 1 write True and False."""
        line = self._line()
        self.push(_BOOLS[line] if line in _BOOLS else _number(line))

    def long(self) -> None:
        self.push(_number(self._line().removesuffix(b"L")))

    def long_of(self, form: str) -> None:
        if (size := self.number(form)) > LONGEST_NUMBER:
            raise ValueError("a number beyond the limit")
        self.push(int.from_bytes(self._take(size), "little", signed=True))

    def real(self) -> None:
        self.push(float(self._line()))

    def real_of_8(self) -> None:
        (found,) = struct.unpack(">d", self._take(8))
        self.push(found)

    def quoted(self) -> None:
        self.push(_text(_unescaped(self._line())))

    def octets(self, form: str) -> None:
        self.push(_text(self._take(self.number(form))))

    def raw_text(self) -> None:
        self.push(self._line().decode("raw-unicode-escape"))

    def utf8(self) -> None:
        self.push(self._take(self.number("<I")).decode("utf-8", "replace"))

    def tuple_of(self, size: int) -> None:
        if size > len(self._stack):
            raise ValueError("it takes what is not there")
        found = tuple(self._stack[-size:])
        del self._stack[-size:]
        self.push(found)

    def append(self) -> None:
        self._extend([self._stack.pop()])

    def appends(self) -> None:
        self._extend(self.marked())

    def _extend(self, values: list[Any]) -> None:
        if isinstance(self._stack[-1], list):
            self._stack[-1].extend(values)

    def item(self) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._update([key, value])

    def items(self) -> None:
        self._update(self.marked())

    def _update(self, pairs: list[Any]) -> None:
        if isinstance(self._stack[-1], dict):
            self._stack[-1].update(_kept(pairs))

    def dict_of_marked(self) -> None:
        self.push(_kept(self.marked()))

    def build(self) -> None:
        self._stack.pop()  # the state of what lies below it, which is a hole


_BOOLS = {b"00": False, b"01": True}


def _kept(pairs: list[Any]) -> dict[str | int, Any]:
    """Items by key. A key of another kind could be slow, or deep, to compare: it is left out."""
    items = zip(pairs[::2], pairs[1::2], strict=True)
    return {key: value for key, value in items if isinstance(key, str | int)}


def _number(digits: bytes) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number beyond the limit")
    return int(digits)


def _text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _unescaped(line: bytes) -> bytes:
    """A string as Python 2 prints it, in quotation marks."""
    line = line.strip()
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in (b"'", b'"'):
        raise ValueError("a string without quotation marks")
    found: bytes = codecs.escape_decode(line[1:-1])[0]
    return found


# Every step of protocols 0 to 2, by its octet.
_STEPS: dict[bytes, Callable[[_Machine], None]] = {
    b"\x80": _Machine.protocol,
    b"(": _Machine.mark,
    b"0": _Machine.drop,
    b"1": _Machine.drop_marked,
    b"2": _Machine.twice,
    # numbers, None and bool
    b"I": _Machine.whole,
    b"J": lambda m: m.push(m.number("<i")),
    b"K": lambda m: m.push(m.number("<B")),
    b"M": lambda m: m.push(m.number("<H")),
    b"L": _Machine.long,
    b"\x8a": lambda m: m.long_of("<B"),
    b"\x8b": lambda m: m.long_of("<i"),
    b"F": _Machine.real,
    b"G": _Machine.real_of_8,
    b"N": lambda m: m.push(None),
    b"\x88": lambda m: m.push(True),
    b"\x89": lambda m: m.push(False),
    # strings
    b"S": _Machine.quoted,
    b"T": lambda m: m.octets("<i"),
    b"U": lambda m: m.octets("<B"),
    b"V": _Machine.raw_text,
    b"X": _Machine.utf8,
    # containers
    b")": lambda m: m.push(()),
    b"t": lambda m: m.push(tuple(m.marked())),
    b"\x85": lambda m: m.tuple_of(1),
    b"\x86": lambda m: m.tuple_of(2),
    b"\x87": lambda m: m.tuple_of(3),
    b"]": lambda m: m.push([]),
    b"l": lambda m: m.push(m.marked()),
    b"a": _Machine.append,
    b"e": _Machine.appends,
    b"}": lambda m: m.push({}),
    b"d": _Machine.dict_of_marked,
    b"s": _Machine.item,
    b"u": _Machine.items,
    # what was put aside
    b"p": _Machine.keep,
    b"q": lambda m: m.keep("<B"),
    b"r": lambda m: m.keep("<I"),
    b"g": _Machine.fetch,
    b"h": lambda m: m.fetch("<B"),
    b"j": lambda m: m.fetch("<I"),
    # what would import, call or build
    b"c": lambda m: m.hole(lines=2),
    b"P": lambda m: m.hole(lines=1),
    b"Q": lambda m: m.hole(taken=1),
    b"R": lambda m: m.hole(taken=2),
    b"\x81": lambda m: m.hole(taken=2),
    b"\x82": lambda m: m.hole(octets=1),
    b"\x83": lambda m: m.hole(octets=2),
    b"\x84": lambda m: m.hole(octets=4),
    b"i": lambda m: m.hole(lines=2, marked=True),
    b"o": lambda m: m.hole(marked=True),
    b"b": _Machine.build,
}
