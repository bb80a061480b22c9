"""The attic: what ended a fortnight ago becomes counts, what nobody opened is forgotten."""

from __future__ import annotations

import pytest

from listserv.delivery.attic import Attic
from listserv.model import Copy, DeliveryState, Reply
from listserv.store import laying, ledger, queue
from tests.support.clock import StillClock
from tests.support.forum import POST, Forum

NOW = 1_800_000_000.0
DAY = 86_400.0


@pytest.fixture
def clock(forum: Forum) -> StillClock:
    forum.clock = StillClock(NOW)
    return forum.clock


async def after(forum: Forum, clock: StillClock, seconds: float) -> None:
    """So long after the beginning, the attic does all that is due."""
    clock.time = NOW + seconds
    attic = Attic(forum.store, clock)
    while await attic.step():
        pass


async def test_a_mailing_that_ended_a_fortnight_ago_becomes_counts(
    forum: Forum, clock: StillClock
) -> None:
    mailing = forum.send("amina", "bola")
    taken = forum.store.write_now(ledger.take, NOW, 10, 10, 10)
    said = [Reply(one.id, mailing, DeliveryState.SENT, "250 Ok") for one in taken]
    forum.store.write_now(ledger.record, said, NOW)
    await after(forum, clock, 14 * DAY - 1)
    assert forum.counts() == {"sent": 2}
    await after(forum, clock, 14 * DAY + 1)
    assert forum.counts() == {}
    known = forum.store.read_now(queue.of_mailing, mailing)
    assert known is not None
    assert known["counts"] == {"sent": 2}


async def test_what_nobody_opened_is_forgotten_after_an_hour(
    forum: Forum, clock: StillClock
) -> None:
    copies = [Copy(n, 0) for n in range(laying.PAGE + 1)]
    laying.lay_all(forum.store, "summary", forum.hifa.id, [POST], copies, NOW)
    await after(forum, clock, 3599)
    assert len(forum.rows()) == laying.PAGE + 1
    await after(forum, clock, 3601)
    assert forum.rows() == []
    assert forum.store.read_now(queue.abandoned, NOW + 3601) is None
