"""The road keeps within its relays' bounds: rates, a warm-up, weights; and letters never wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from listserv.delivery import road as road_module
from listserv.delivery.road import Road
from listserv.delivery.warmup import next_day
from listserv.store import ledger, relays
from tests.support.clock import StillClock
from tests.support.forum import Forum, drain, once, relay_of, until, until_empty
from tests.support.sink import Script, Sink

pytestmark = pytest.mark.usefixtures("no_long_rests")

LARGE = [f"p{n}@large.example" for n in range(100)]
SMALL = [f"q{n}@large.example" for n in range(10)]
OTHERS = [f"r{n}@d{n % 10}.example" for n in range(50)]


@pytest.fixture
def timed(forum: Forum, monkeypatch: pytest.MonkeyPatch) -> Forum:
    """A forum whose road does not wait for the real time."""
    forum.clock = StillClock(forum.clock.now())
    monkeypatch.setattr(road_module, "GLANCE_SECONDS", 0.002)
    return forum


async def settled(forum: Forum, road: Road) -> None:
    """Until nothing is under way any more, and nothing may leave at this instant."""
    for _ in range(3):
        await road.step()
        await until(lambda: not forum.counts().get("trying"), road)


async def seconds(forum: Forum, road: Road, n: int) -> None:
    """The clock goes on by `n` seconds, and the road looks twice in each."""
    for _ in range(2 * n):
        forum.clock.advance(0.5)
        await settled(forum, road)


async def test_a_domain_s_rate_keeps_back_its_own_copies_only(timed: Forum) -> None:
    timed.send(*LARGE, *OTHERS)
    async with Sink() as sink:
        relay = replace(relay_of(sink), domain_rates=(("large.example", 10.0),))
        road = timed.road(relay)
        await settled(timed, road)
        assert not once(OTHERS) - sink.recipients
        assert len(sink.messages) == len(OTHERS) + 20
        kept = timed.rows("due")
        assert {(row["reply"], row["tries"]) for row in kept} == {(ledger.QUOTA, 0)}
        await seconds(timed, road, 4)
        assert len(sink.messages) == len(OTHERS) + 60
        await seconds(timed, road, 5)
    assert sink.recipients == once([*LARGE, *OTHERS])
    assert {row["tries"] for row in timed.rows("sent")} == {1}


async def test_a_small_list_is_not_behind_a_large_one_at_a_domain(timed: Forum) -> None:
    timed.send(*LARGE)
    async with Sink() as sink:
        road = timed.road(replace(relay_of(sink), domain_rates=(("*", 5.0),)))
        await settled(timed, road)
        timed.send(*SMALL)
        await seconds(timed, road, 5)
        assert not once(SMALL) - sink.recipients
        assert len(sink.messages) <= 10 + 5 * 5
        await seconds(timed, road, 16)
    assert sink.recipients == once([*LARGE, *SMALL])


async def test_a_relay_s_rate_and_a_letter_that_does_not_wait_for_it(timed: Forum) -> None:
    timed.send(*LARGE)
    async with Sink() as sink:
        road = timed.road(replace(relay_of(sink), rate=10.0))
        await settled(timed, road)
        assert len(sink.messages) == 20
        timed.write("moderator")
        await settled(timed, road)
        assert len(sink.messages) == 21
        assert "moderator@example.org" in sink.recipients
        await seconds(timed, road, 4)
        assert len(sink.messages) == 60
        await seconds(timed, road, 5)
    assert sink.recipients == once([*LARGE, "moderator"])


async def test_a_new_host_sends_two_hundred_on_its_first_day(timed: Forum) -> None:
    """The count is kept over a restart, letters do not wait, and the next day allows more."""
    names = [f"p{n}@d{n % 20}.example" for n in range(300)]
    began = datetime.fromtimestamp(timed.clock.now(), UTC).date()
    timed.send(*names)
    async with Sink() as sink:
        relay = replace(relay_of(sink), warmup=began)
        first = timed.road(relay)
        await until(lambda: len(sink.messages) >= 100, first)
        await first.stop()
        second = timed.road(relay)
        await settled(timed, second)
        await drain(second)
        assert len(sink.messages) == 200
        timed.write("moderator")
        await settled(timed, second)
        assert len(sink.messages) == 201
        known = timed.store.read_now(relays.load, str(relay))
        assert known.taken == 201
        timed.clock.advance(next_day(timed.clock.now()) - timed.clock.now() + 1)
        await until_empty(timed, second, 1.0)
    assert sink.recipients == once([*names, "moderator"])
    assert timed.store.read_now(relays.load, str(relay)).taken == 100


async def test_a_warm_host_is_not_bounded(forum: Forum) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=30)).date()
    forum.send(*[f"p{n}" for n in range(300)])
    async with Sink() as sink:
        await drain(forum.road(replace(relay_of(sink), warmup=long_ago)))
    assert len(sink.messages) == 300


async def test_relays_share_by_weight(forum: Forum) -> None:
    names = [f"p{n}" for n in range(600)]
    forum.send(*names)
    slow = Script(slow=0.002)
    async with Sink(slow) as heavy, Sink(slow) as light, Sink(slow) as standby:
        road = forum.road(
            replace(relay_of(heavy), weight=3),
            replace(relay_of(light), weight=1),
            replace(relay_of(standby), weight=0),
            batch=5,
            connections=4,
        )
        await drain(road)
    assert heavy.recipients + light.recipients == once(names)
    assert len(heavy.messages) > 2 * len(light.messages) > 0
    assert not standby.messages


async def test_a_relay_that_stands_by_helps_when_the_other_is_away(forum: Forum) -> None:
    forum.send("amina", "bola")
    async with Sink() as gone:
        away = relay_of(gone)
    async with Sink() as standby:
        await until_empty(forum, forum.road(away, replace(relay_of(standby), weight=0)))
    assert standby.recipients == once(["amina", "bola"])


async def test_who_stands_by_does_not_take_over_for_a_rate(timed: Forum) -> None:
    """The main relay had used its rate, and the one that stands by took four copies of five: a
    warm-up was no warm-up."""
    timed.send(*[f"p{n}" for n in range(100)])
    async with Sink() as main, Sink() as standby:
        road = timed.road(replace(relay_of(main), rate=10.0), replace(relay_of(standby), weight=0))
        await settled(timed, road)
        assert (len(main.messages), len(standby.messages)) == (20, 0)
        await seconds(timed, road, 9)
    assert not standby.messages
    assert len(main.messages) == 100
