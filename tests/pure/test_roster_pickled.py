"""A pickle is read without running it, whatever it holds."""

from __future__ import annotations

import os
import pickle
import pickletools
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.roster.pickled import HOLE, Hole, PickleError, load
from tests.support.pickled import Instance, dumps

VALUES = [
    None,
    True,
    False,
    *(0, 1, -1, 255, 256, 65_536, -(2**31), 2**31, 2**63, -(2**70)),
    *(0.0, -1.5, 1e300),
    *(b"", b"amina@example.org", b"it's", b"both ' and \"", b"a\\b\n\t\x00"),
    *("", "Amélie", "أمينة", "back\\slash\nand line", "\U0001f600"),
    *((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], [1, [2, (3,)]]),
    {b"a": 1, b"b": {b"c": [b"d"]}},
    b"x" * 300,
    "ü" * 300,
]


def as_text(value: Any) -> Any:
    """A value with its byte strings as text, as the reader gives them."""
    match value:
        case bytes():
            return value.decode()
        case tuple():
            return tuple(map(as_text, value))
        case list():
            return [as_text(one) for one in value]
        case dict():
            return {as_text(key): as_text(one) for key, one in value.items()}
    return value


@pytest.mark.parametrize("protocol", [0, 1, 2])
@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_plain_values_come_out_as_they_went_in(value: object, protocol: int) -> None:
    data = dumps(value, protocol)
    assert pickle.loads(data, encoding="bytes") == value  # what we take for Python 2's is a pickle
    found = load(data)
    assert found == as_text(value)
    assert type(found) is type(as_text(value))


@pytest.mark.parametrize("protocol", [0, 1, 2])
def test_what_stands_twice_is_put_aside_once(protocol: int) -> None:
    language = b"en"
    many = {b"m%d@example.org" % n: language for n in range(400)}  # more than an octet counts
    data = dumps([many, many], protocol)
    assert load(data) == [as_text(many)] * 2
    assert len(data) < 2 * len(dumps(many, protocol))


@pytest.mark.parametrize("protocol", [0, 1, 2])
def test_what_python_3_writes_in_these_protocols_is_read_too(protocol: int) -> None:
    value = {"a": [1, (2.5, None)], "b": {"c": "é" * 300}, "d": -(2**80)}
    assert load(pickle.dumps(value, protocol)) == value


def test_a_byte_string_is_utf_8_or_else_latin_1() -> None:
    names = ["Amélie".encode(), "Amélie".encode("latin-1")]
    assert [load(dumps(name, 1)) for name in names] == ["Amélie", "Amélie"]


# --- what would import, call or build -------------------------------------------------------------

MARKER = "LISTSERV_TEST_PICKLE"


class Evil:
    """Python's own reader would run this; ours must not."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (exec, (f"import os; os.environ[{MARKER!r}] = 'run'",))


class Reduced:
    def __init__(self) -> None:
        self.state = [1]


@pytest.mark.parametrize("protocol", [0, 1, 2])
@pytest.mark.parametrize("value", [Evil(), Reduced(), Path("x"), {1, 2}, os.system, Reduced])
def test_what_would_import_or_call_is_a_hole(value: object, protocol: int) -> None:
    data = pickle.dumps({"before": 1, "x": value, "after": 2}, protocol)
    assert load(data) == {"before": 1, "x": HOLE, "after": 2}
    assert MARKER not in os.environ


@pytest.mark.parametrize("protocol", [0, 1, 2])
def test_an_instance_of_an_old_class_is_a_hole(protocol: int) -> None:
    """Mailman keeps its `_BounceInfo` of who bounces among plain values."""
    info = Instance("Mailman.Bouncer", "_BounceInfo", {b"score": 1.0, b"noticesleft": 3})
    value = {b"bounce_info": {b"a@example.org": info, b"b@example.org": info}, b"volume": 1}
    data = dumps(value, protocol)
    assert b"Mailman.Bouncer" in data
    assert load(data) == {
        "bounce_info": {"a@example.org": HOLE, "b@example.org": HOLE},
        "volume": 1,
    }


@pytest.mark.parametrize(
    "step",
    [
        b"Pname\n",  # persistent ids
        b"NQ",
        b"\x82\x01",  # extensions
        b"\x83\x01\x02",
        b"\x84\x01\x02\x03\x04",
        b"cos\nsystem\n(S'id'\ntR",
        b"(S'id'\nios\nsystem\n",
        b"(cos\nsystem\nS'id'\no",
        b"cos\nsystem\n)\x81}b",
        b"cos\nsystem\nNaNNs(Ne(NNu}b",  # what is put into a hole is gone
    ],
)
def test_every_step_that_acts_leaves_a_hole(step: bytes) -> None:
    assert load(b"\x80\x02(" + step + b"t.") == (HOLE,)
    assert repr(HOLE) == "HOLE"


def test_no_step_of_these_protocols_is_forgotten() -> None:
    """Each is known, or is of a later protocol."""
    for opcode in pickletools.opcodes:
        data = opcode.code.encode("latin-1")
        try:
            load(data)
        except PickleError as error:
            assert ("unknown step" in str(error)) == (opcode.proto > 2), opcode.name


# --- what is no pickle ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cut off"),
        (b"}", "cut off"),
        (b"U\x05abc", "cut off"),
        (b"T" + struct.pack("<i", -5) + b".", "cut off"),
        (b"I12", "not found"),
        (b"I" + b"1" * 5000 + b"\n.", "limit"),
        (b"Ixy\n.", "invalid literal"),
        (b"Sabc\n.", "without quotation marks"),
        (b"h\x01.", "at octet 2: 1"),
        (b"a.", "pop from empty list"),
        (b"\x85.", "what is not there"),
        (b"t.", "pop from empty list"),
        (b"(NNNd.", "zip"),
        (b"\x80\x04.", "its protocol is 4; Mailman 2 writes 0 to 2"),
        (b"\x95.", "unknown step"),
        (b".", "pop from empty list"),
    ],
)
def test_what_is_no_pickle_is_said(data: bytes, said: str) -> None:
    with pytest.raises(PickleError) as error:
        load(data)
    assert said in str(error.value)


def test_a_key_that_is_slow_or_deep_to_compare_is_left_out() -> None:
    """A tuple within a tuple, a million deep, once ended the process that hashed it."""
    deep = b"}(" + b")" + b"\x85" * 1_000_000 + b"NU\x01aK\x01u."
    assert load(deep) == {"a": 1}


@given(st.binary(max_size=200))
def test_any_octets_are_a_value_or_a_complaint(data: bytes) -> None:
    try:
        assert isinstance(load(data), dict | list | tuple | str | int | float | None | Hole)
    except PickleError as error:
        assert str(error)


@given(st.lists(st.integers(0, 400), max_size=6), st.binary(min_size=1, max_size=3))
def test_a_spoilt_pickle_is_a_value_or_a_complaint(places: list[int], octets: bytes) -> None:
    data = bytearray(dumps({b"members": {b"a@example.org": 0}, b"x": [1.5, None, "é"]}, 2))
    for place in places:
        at = place % len(data)
        data[at : at + len(octets)] = octets
    try:
        load(bytes(data))
    except PickleError as error:
        assert str(error)


@pytest.mark.parametrize(
    "data",
    [
        b"\x8b" + struct.pack("<i", 3000) + b"\x7f" * 3000 + b".",
        b"\x8a\x11" + b"\x7f" * 17 + b".",
        b"I" + b"9" * 41 + b"\n.",
        b"L" + b"9" * 41 + b"L\n.",
    ],
)
def test_a_number_that_is_none_of_mailman_is_a_fault_and_no_more(data: bytes) -> None:
    """Python does not print a number of 4,300 digits: an import ended with a traceback."""
    with pytest.raises(PickleError):
        load(data)
