"""Threading: who answers whom, from headers as they really are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.threads import Known, Node, Place, ancestry, place_one, places
from tests.support.pace import Pace

DAY = 86_400.0


def post(number: int, *references: str, id: str | None = None, sent: float | None = None) -> Node:
    """A post `p<number>`, sent on its own day, answering `references`."""
    return Node(
        number,
        f"p{number}" if id is None else id,
        references,
        sent=number * DAY if sent is None else sent,
    )


def shape(nodes: list[Node], *, by_subject: bool = False) -> dict[int, tuple[int, ...]]:
    """(thread, parent, position, depth) of every post."""
    found = places(nodes, by_subject=by_subject)
    return {n: (p.thread, p.parent, p.position, p.depth) for n, p in found.items()}


CASES = {
    "alone": ([post(1)], {1: (1, 0, 1, 0)}),
    "an answer and an answer to it": (
        [post(1), post(2, "p1"), post(3, "p1", "p2")],
        {1: (1, 0, 1, 0), 2: (1, 1, 2, 1), 3: (1, 2, 3, 2)},
    ),
    "the answer was stored first": (
        [post(1, "p2", sent=5.0), post(2, sent=1.0)],
        {1: (2, 2, 2, 1), 2: (2, 0, 1, 0)},
    ),
    "a clock that ran backwards: no answer stands before its question": (
        [post(1, sent=100.0), post(2, "p1", sent=1.0), post(3, "p1", sent=200.0)],
        {1: (1, 0, 1, 0), 2: (1, 1, 2, 1), 3: (1, 1, 3, 1)},
    ),
    "the middle is missing: the nearest known ancestor counts": (
        [post(1), post(3, "p1", "p2")],
        {1: (1, 0, 1, 0), 3: (1, 1, 2, 1)},
    ),
    "the common parent never arrived: one thread all the same": (
        [post(2, "lost"), post(3, "lost"), post(4, "lost", "p2")],
        {2: (2, 0, 1, 0), 3: (2, 0, 2, 0), 4: (2, 2, 3, 1)},
    ),
    "two missing ancestors, tied by a post that cites both": (
        [post(2, "lost"), post(3, "lost", "lost too"), post(4, "lost too")],
        {2: (2, 0, 1, 0), 3: (2, 0, 2, 0), 4: (2, 0, 3, 0)},
    ),
    "an id used twice: the answer goes to the first, the second stands for itself": (
        [post(1, id="same"), post(2, id="same"), post(3, "same")],
        {1: (1, 0, 1, 0), 2: (2, 0, 1, 0), 3: (1, 1, 2, 1)},
    ),
    "a copy with the same id that answers something keeps what it answers": (
        [post(1), post(2, "p1", id="same"), post(3, "p1", id="same")],
        {1: (1, 0, 1, 0), 2: (1, 1, 2, 1), 3: (1, 1, 3, 1)},
    ),
    "answers itself": ([post(1, "p1")], {1: (1, 0, 1, 0)}),
    "two that answer one another": (
        [post(1, "p2"), post(2, "p1")],
        {1: (1, 0, 1, 0), 2: (1, 1, 2, 1)},
    ),
    "a ring of three with a tail, cut at the oldest": (
        [post(1, "p3"), post(2, "p1"), post(3, "p2"), post(4, "p3")],
        {1: (1, 0, 1, 0), 2: (1, 1, 2, 1), 3: (1, 2, 3, 2), 4: (1, 3, 4, 3)},
    ),
    "a ring of ghosts": (
        [post(1, "a", "b"), post(2, "b", "a")],
        {1: (1, 0, 1, 0), 2: (1, 0, 2, 0)},
    ),
    "no id at all": (
        [post(1, id=""), post(2, id=""), post(3, "p1", id="")],
        {1: (1, 0, 1, 0), 2: (2, 0, 1, 0), 3: (3, 0, 1, 0)},
    ),
}


@pytest.mark.parametrize(("nodes", "expected"), CASES.values(), ids=CASES)
def test_places(nodes: list[Node], expected: dict[int, tuple[int, ...]]) -> None:
    assert shape(nodes) == expected
    assert shape(nodes[::-1]) == expected, "the order of reading does not matter"


def titled(number: int, subject: str, *references: str, day: float = 0) -> Node:
    return Node(number, f"p{number}", references, subject, (day or number) * DAY)


SUBJECTS = {
    "an answer without any reference": ([titled(1, "Stock"), titled(2, "Re: Stock")], 1),
    "list tags and case do not matter": (
        [titled(1, "[hw-en] Stock cards"), titled(2, "RE: stock cards")],
        1,
    ),
    "no answer mark": ([titled(1, "Stock"), titled(2, "Stock")], 0),
    "another topic": ([titled(1, "Stock"), titled(2, "Re: Oxygen")], 0),
    "too late": ([titled(1, "Stock"), titled(2, "Re: Stock", day=62)], 0),
    "only an earlier post can be answered": (
        [titled(1, "Stock", day=9), titled(2, "Re: Stock", day=3)],
        0,
    ),
    "the latest of several": (
        [titled(1, "Stock"), titled(2, "Stock"), titled(3, "Re: Stock")],
        2,
    ),
    "a reference counts more, even a lost one": (
        [titled(1, "Stock"), titled(2, "Re: Stock", "lost")],
        0,
    ),
    "an empty topic ties nothing": ([titled(1, ""), titled(2, "Re:")], 0),
}


@pytest.mark.parametrize(("nodes", "parent"), SUBJECTS.values(), ids=SUBJECTS)
def test_subjects_tie_only_bare_answers(nodes: list[Node], parent: int) -> None:
    last = max(node.number for node in nodes)
    assert places(nodes, by_subject=True)[last].parent == parent
    assert places(nodes)[last].parent == 0, "only where it was asked for"


@pytest.mark.parametrize(
    ("references", "in_reply_to", "expected"),
    [
        ((), (), ()),
        (("a", "b"), ("b",), ("a", "b")),
        (("a", "b"), ("a",), ("a", "b")),
        (("a",), ("b",), ("a", "b")),
        ((), ("b",), ("b",)),
        ((), ("near", "far"), ("far", "near")),
        (("a", "a"), (), ("a",)),
    ],
)
def test_ancestry(
    references: tuple[str, ...], in_reply_to: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert ancestry(references, in_reply_to) == expected


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ((), (9, 0)),
        (("root", "near"), (1, 3)),
        (("root", "unheard"), (1, 1)),
        (("unheard",), (9, 0)),
        (("lost", "unheard"), (4, 0)),
        (("lost", "root"), (1, 1)),
    ],
)
def test_place_of_one_post(references: tuple[str, ...], expected: tuple[int, int]) -> None:
    known = {"root": Known(1, 1), "near": Known(3, 1)}
    assert place_one(9, references, known, {"lost": 4}) == expected


IDS = st.sampled_from(["", "a", "b", "c", "d", "e", "f"])


@given(
    st.lists(
        st.builds(
            Node,
            number=st.integers(1, 40),
            message_id=IDS,
            references=st.lists(IDS.filter(bool), max_size=4).map(tuple),
            subject=st.sampled_from(["", "Stock", "Re: Stock", "Re: Oxygen"]),
            sent=st.floats(0, 1e9),
        ),
        max_size=20,
        unique_by=lambda node: node.number,
    ),
    st.booleans(),
)
def test_whatever_headers_say_threads_are_sound(nodes: list[Node], by_subject: bool) -> None:
    found = places(nodes, by_subject=by_subject)
    assert found.keys() == {node.number for node in nodes}, "no post is lost"
    threads: dict[int, list[Place]] = {}
    for number, place in found.items():
        threads.setdefault(place.thread, []).append(place)
        if place.position == 1:
            assert place.thread == number
        if place.parent:
            parent = found[place.parent]
            assert parent.thread == place.thread
            assert (parent.position, parent.depth) < (place.position, place.depth)
    for members in threads.values():
        assert sorted(place.position for place in members) == list(range(1, len(members) + 1))


@pytest.mark.parametrize("step", [-1, 1], ids=["a chain", "a ring"])
def test_thirty_thousand_posts_in_a_row(step: int) -> None:
    """Recursion and repeated walks to the root both died of such a thread."""
    n = 30_000
    nodes = [post(i, f"p{(i - 1 + step) % n + 1}") for i in range(1, n + 1)]
    found = places(nodes)
    assert len({place.thread for place in found.values()}) == 1
    assert max(place.depth for place in found.values()) == n - 1


@pytest.mark.slow
def test_thirty_thousand_posts_take_about_a_second() -> None:
    chance = random.Random(2)
    nodes: list[Node] = []
    for i in range(1, 30_001):
        references: tuple[str, ...] = ()
        if nodes and chance.random() < 0.8:
            above = chance.choice(nodes[-60:])
            references = (*above.references[-10:], above.message_id)
        nodes.append(Node(i, f"p{i}", references, f"Re: Topic {i % 4000}", i * 3600.0))
    with Pace() as taken:
        assert len(places(nodes, by_subject=True)) == 30_000
    assert taken.seconds < 5.0
