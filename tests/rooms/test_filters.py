"""What is asked of the filters: a header counts from a trusted front, and from nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listserv.identity.filters import Filters
from listserv.model import Origin, Reading

MARKED, PLAIN = Reading(spam=True), Reading()
FRONT = Origin("x@example.org", "127.0.0.1", True, 1.0)


class Says:
    """A filter of ours, and how often it was asked."""

    def __init__(self, spam: bool) -> None:
        self.asked = 0
        self._spam = spam

    async def spam(self, raw: bytes, origin: Origin) -> bool:
        self.asked += 1
        return self._spam


@pytest.mark.parametrize(
    ("trusted", "reading", "spam"),
    [(True, MARKED, True), (True, PLAIN, False), (False, MARKED, False)],
)
async def test_a_header_counts_where_the_front_is_trusted(
    trusted: bool, reading: Reading, spam: bool
) -> None:
    """Whoever wants somebody's mail held writes `X-Spam-Flag: YES` into it."""
    origin = replace(FRONT, trusted=trusted)
    assert await Filters().spam(b"x", reading, origin) is spam


async def test_what_a_trusted_front_has_marked_is_not_asked_about() -> None:
    ours = Says(spam=False)
    assert await Filters(ours).spam(b"x", MARKED, FRONT)
    assert ours.asked == 0


@pytest.mark.parametrize("says", [True, False])
async def test_our_filter_decides_about_all_others(says: bool) -> None:
    stranger = replace(FRONT, trusted=False)
    assert await Filters(Says(says)).spam(b"x", MARKED, stranger) is says
    assert await Filters(Says(says)).spam(b"x", PLAIN, FRONT) is says
