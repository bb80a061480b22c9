"""The validation vectors of the ARC test suite: which chains hold, as far as dkimpy goes.

It goes all the way: of 175 vectors none is judged differently. A chain that "fails" and one that is
not there are the same for us, no chain to build upon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from listserv.child import arc_holds
from listserv.text import arcsets
from tests.support.mails import CORPORA

VECTORS = CORPORA / "arc-test-suite" / "tests__arc-draft-validation-tests.yml"
DIFFERENT: dict[str, str] = {}  # name of a vector: why it is judged differently here

_RECORD = re.compile(r"^  (\S+): >-\n(.*?)(?=^  \S+:|\Z)", re.M | re.S)
_VECTOR = re.compile(r"^  (\w+): *\n(.*?)(?=^  \w+: *\n|\Z)", re.M | re.S)
_INSIDE = re.compile(r"^    message: +\|\n(.*?)^    cv: *(\w*)", re.M | re.S)

Vector = tuple[str, bytes, bool, Mapping[str, bytes]]  # name, mail, does it hold, key records


def vectors() -> Iterator[Vector]:
    """The file is YAML of one simple kind, several documents; names may stand twice."""
    if not VECTORS.exists():
        return
    for document in re.split(r"^--- *$", VECTORS.read_text(encoding="utf-8"), flags=re.M):
        tests, _, records = document.partition("\ntxt-records:\n")
        keys = {name: " ".join(text.split()).encode() for name, text in _RECORD.findall(records)}
        for name, text in _VECTOR.findall(tests):
            found = _INSIDE.search(text)
            assert found, name
            lines = [line[6:] for line in found[1].splitlines()]
            yield name, "\r\n".join([*lines, ""]).encode(), found[2] == "Pass", keys


ALL = list(vectors())


@pytest.mark.skipif(not ALL, reason="the corpora are not here")
def test_all_vectors_are_read() -> None:
    assert len(ALL) == 175
    assert sum(holds for _, _, holds, _ in ALL) == 58


@pytest.mark.parametrize("vector", ALL, ids=[vector[0] for vector in ALL])
def test_a_chain_holds_or_not(vector: Vector) -> None:
    name, raw, holds, keys = vector
    chain = arcsets.sets(raw)
    known = {key: keys[key] for key in arcsets.key_names(chain or ()) if key in keys}
    assert (bool(chain) and arc_holds(raw, known)) == (holds and name not in DIFFERENT)
