"""A relay that refuses us is stopped: what that costs the others, and how it is asked again."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from listserv.delivery.peers import Peers
from listserv.delivery.relay import Relay
from listserv.delivery.road import Road
from listserv.delivery.smtp import Patience
from listserv.store import queue, relays
from tests.support.forum import Forum, drain, once, relay_of
from tests.support.sink import Script, Sink

pytestmark = pytest.mark.usefixtures("no_long_rests")

SPREAD = [f"p{n}@d{n % 20}.example" for n in range(400)]
DENIED = Script(rcpt=b"554 5.7.1 Relay access denied")
CALM = Patience(2.0, 2.0, 60.0, 60.0)


def stop(forum: Forum, sink: Sink) -> None:
    """As it was found before a restart."""
    forum.store.write_now(relays.stop, str(relay_of(sink)), "550 no relaying", forum.clock.now())


async def steps(road: Road, n: int = 50) -> None:
    for _ in range(n):
        if not await road.step():
            await asyncio.sleep(0.002)


@pytest.mark.parametrize("weight", [0, 1])
async def test_letters_go_through_the_other_one(forum: Forum, weight: int) -> None:
    """The stopped one, which had had the least, took every turn: a confirmation waited for the next
    post."""
    async with Sink() as stopped, Sink() as sound:
        road = forum.road(relay_of(stopped), replace(relay_of(sound), weight=weight))
        stop(forum, stopped)
        forum.write("newcomer")
        await steps(road)
        assert sound.recipients == once(["newcomer"])
        assert not stopped.asked


async def test_a_standby_helps_while_the_stopped_one_is_asked(forum: Forum) -> None:
    """The copy that asks may wait ten minutes for its answer; so long the standby stood idle."""
    async with Sink() as stopped, Sink() as standby:
        road = forum.road(relay_of(stopped), replace(relay_of(standby), weight=0), patience=CALM)
        stop(forum, stopped)
        forum.send("hang", "x1", "x2", "x3")
        for _ in range(100):
            if len(standby.messages) == 3:
                break
            await road.step()
        assert standby.recipients == once(["x1", "x2", "x3"])
        assert forum.counts() == {"trying": 1, "sent": 3}


async def test_asked_by_hand_while_it_is_away(
    forum: Forum, caplog: pytest.LogCaptureFixture
) -> None:
    """`queue retry` took the rest from every round to come: thousands of calls a second."""
    async with Sink(DENIED) as sink:
        forum.send(*SPREAD[:60])
        road = forum.road(sink, keep=0.01)
        await drain(road)
        await asyncio.sleep(0.02)
    forum.store.write_now(relays.resume)
    forum.store.write_now(queue.retry_now, forum.clock.now())
    caplog.set_level(logging.WARNING)
    await steps(road)
    calls = [one for one in caplog.records if "out of reach" in one.message]
    assert 1 <= len(calls) <= 8


async def test_what_is_in_hand_when_it_refuses_is_one_refusal(forum: Forum) -> None:
    """Each batch counted as one more, and the first rest was a quarter of an hour."""
    async with Sink(replace(DENIED, slow=0.02)) as sink:
        forum.send(*SPREAD)
        road = forum.road(sink, patience=CALM)
        await drain(road)
        state, words = road.standing()[str(relay_of(sink))]
    assert state == "stopped"
    (seconds,) = [int(word) for word in words.split() if word.isdecimal()]
    assert 50 < seconds <= 60
    assert forum.counts() == {"due": len(SPREAD)}


async def test_a_relay_may_refuse_us_for_months(monkeypatch: pytest.MonkeyPatch) -> None:
    """After 1,024 times the rest was too large for a number: rows stayed `trying`, one a round."""
    monkeypatch.setattr("listserv.delivery.peers.LONGEST_STOP", 0.0)
    peers = Peers(Relay("smtp", "127.0.0.1", 25), 1, "lists.example.org", CALM, keep=0.0)
    for _ in range(2000):
        peers.stop("554 5.7.1 Relay access denied")
    assert peers.standing() == ("stopped", "asked again in 0 s")
