"""A relay that fails in every way we know of: nobody without a copy, nobody blamed for it.

Each test is one failure. The peer is real (tests/support/sink.py) and misbehaves by its script; the
ledger is real too, and the clock moves on from one retry to the next.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from listserv.delivery import peers
from listserv.delivery.road import Road
from listserv.delivery.smtp import Patience
from listserv.model import Rendition
from listserv.store import queue, relays
from tests.support import certificate
from tests.support.forum import Forum, drain, once, relay_of, until, until_empty
from tests.support.sink import Script, Sink

pytestmark = pytest.mark.usefixtures("no_long_rests")

NAMES = [f"p{n}" for n in range(60)]
SPREAD = [f"p{n}@d{n % 20}.example" for n in range(200)]
OPEN = Rendition("en", b"From: x@lists.example.org\r\n", b"The same for everybody.\r\n")


def replies(forum: Forum, state: str) -> set[object]:
    return {row["reply"] for row in forum.rows(state)}


def tries(forum: Forum, state: str) -> set[object]:
    return {row["tries"] for row in forum.rows(state)}


async def rounds(road: Road, n: int = 5) -> None:
    """Some rests of the relay's."""
    for _ in range(n):
        await drain(road)
        await asyncio.sleep(0.02)


def said_of(forum: Forum, sink: Sink) -> relays.Known:
    return forum.store.read_now(relays.load, str(relay_of(sink)))


# --- single copies ----------------------------------------------------------------------------


@pytest.mark.parametrize("pipelining", [True, False])
async def test_refuses_at_rcpt(forum: Forum, pipelining: bool) -> None:
    forum.send("temperror", *NAMES, "permerror")
    async with Sink(Script(pipelining=pipelining)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert replies(forum, "due") == {"451 4.3.0 Try again later"}
    assert replies(forum, "failed") == {"550 5.1.1 There is 5.1.1 nobody of that name"}


@pytest.mark.parametrize("pipelining", [True, False])
async def test_refuses_at_data(forum: Forum, pipelining: bool) -> None:
    forum.send("tempdata", *NAMES, "permdata")
    async with Sink(Script(pipelining=pipelining)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert replies(forum, "due") == {"451 4.3.0 Not this one, not now"}
    assert replies(forum, "failed") == {"554 5.6.0 Not this one"}


@pytest.mark.parametrize("pipelining", [True, False])
async def test_refuses_the_message(forum: Forum, pipelining: bool) -> None:
    forum.send("tempdot", *NAMES, "permdot")
    async with Sink(Script(pipelining=pipelining)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert replies(forum, "due") == {"452 4.3.1 Disk full"}
    assert replies(forum, "failed") == {"554 5.6.0 Not such a message"}


@pytest.mark.parametrize("pipelining", [True, False])
async def test_drops_the_line_at_rcpt(forum: Forum, pipelining: bool) -> None:
    forum.send(*NAMES[:30], "close", *NAMES[30:])
    async with Sink(Script(pipelining=pipelining)) as sink:
        road = forum.road(sink)
        await rounds(road)
    assert sink.recipients == once(NAMES)
    assert replies(forum, "due") == {"the peer closed the connection"}
    assert tries(forum, "sent") == tries(forum, "due") == {1}


@pytest.mark.parametrize("word", ["closedot", "takendot"])
async def test_drops_the_line_after_the_dot(forum: Forum, word: str) -> None:
    """Whether it was kept nobody knows: a second copy is better than none."""
    forum.send(*NAMES[:30], word, *NAMES[30:])
    async with Sink() as sink:
        await rounds(forum.road(sink))
        assert replies(forum, "due") == {"the peer closed the connection (after the dot)"}
        assert tries(forum, "due") == {1}
        forum.clock.advance(600)
        await rounds(forum.road(sink))
    doubled = sink.recipients - once(NAMES)
    assert doubled == ({f"{word}@example.org": 2} if word == "takendot" else {})
    assert tries(forum, "due") == {2}


async def test_garbles_a_reply(forum: Forum) -> None:
    forum.send(*NAMES[:30], "garbled", *NAMES[30:])
    async with Sink() as sink:
        await rounds(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert replies(forum, "due") == {"the peer does not speak SMTP: HTTP/1.1 400 Bad Request"}
    assert tries(forum, "due") == {1}


async def test_says_half_a_reply(forum: Forum) -> None:
    forum.send(*NAMES[:30], "half", *NAMES[30:])
    async with Sink() as sink:
        await rounds(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert replies(forum, "due") == {"the peer closed the connection"}
    assert tries(forum, "due") == {1}


async def test_never_answers_one_command(forum: Forum) -> None:
    forum.send(*NAMES[:30], "hang", *NAMES[30:])
    async with Sink() as sink:
        await rounds(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert replies(forum, "due") == {"the peer did not answer in time"}
    assert tries(forum, "due") == {1}


@pytest.mark.parametrize("word", ["busy", "busydot", "hangdot"])
async def test_goes_away_over_two_copies(forum: Forum, word: str) -> None:
    forum.send(word, *NAMES[:30], f"{word}+2", *NAMES[30:])
    async with Sink() as sink:
        road = forum.road(sink, connections=3)
        await until(lambda: forum.counts() == {"sent": 60, "due": 2}, road)
    assert sink.recipients == once(NAMES)
    assert tries(forum, "due") == {1}


async def test_takes_no_message_of_that_size(forum: Forum) -> None:
    forum.send("amina")
    forum.send("bola", rendition=Rendition("en", b"From: x@y.example\r\n", b"long\r\n" * 500))
    async with Sink(Script(size=1000)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(["amina"])
    (reply,) = replies(forum, "failed")
    assert str(reply).startswith("552 5.3.4 the relay takes 1000 octets")


@pytest.mark.parametrize("pipelining", [True, False])
async def test_takes_some_of_a_shared_copy_over_lmtp(forum: Forum, pipelining: bool) -> None:
    """One message for many: RCPT and dot are answered for each of them."""
    forum.send("amina", "temperror", "tempdot", "bola", "permerror", "permdot", rendition=OPEN)
    async with Sink(Script(lmtp=True, pipelining=pipelining)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(["amina", "bola"])
    assert replies(forum, "due") == {"451 4.3.0 Try again later", "452 4.3.1 Disk full"}
    assert forum.counts() == {"sent": 2, "due": 2, "failed": 2}


# --- connections ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        Script(greeting=b"421 4.3.2 Too busy"),
        Script(greeting=b"554 5.3.2 No mail here today"),
        Script(greeting=b"HTTP/1.1 400 Bad Request"),
        Script(greeting=b"220-wait"),
        Script(greeting=b"220 " + b"x" * 5000),
        Script(ehlo=False, lmtp=True),
    ],
    ids=["421", "554", "no-smtp", "unfinished", "endless", "no-lhlo"],
)
async def test_does_not_let_us_in(forum: Forum, script: Script) -> None:
    """Nobody had a try, however often we came; it rests between, and is asked when it is back."""
    forum.send(*NAMES)
    async with Sink(script) as sink:
        road = forum.road(sink, patience=Patience(2.0, 0.05, 0.3, 0.3))
        await rounds(road)
        assert sink.lines < 20
        assert tries(forum, "due") == {0}
        sink.script = Script(lmtp=script.lmtp)
        await until_empty(forum, road)
    assert sink.recipients == once(NAMES)
    assert tries(forum, "sent") == {1}


@pytest.mark.parametrize(
    "script", [Script(greeting=b"421 4.3.2 Too busy"), Script(parting=True)], ids=["dial", "batch"]
)
async def test_why_it_is_out_of_reach(
    forum: Forum, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    """`queue show` named the relay and let the reason name it again; the log names it once."""
    forum.send("p1")
    async with Sink(script) as sink:
        name = str(relay_of(sink))
        road = forum.road(sink)
        await rounds(road, 1)
        state, words = road.standing()[name]
        assert (state, "421" in words, name in words) == ("out of reach", True, False), words
    lines = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert lines[0].startswith(f"relay out of reach, rests 0 s: {name}: ")
    assert all(line.count(name) == 1 for line in lines)


async def test_421_in_the_middle(forum: Forum) -> None:
    forum.send(*NAMES)
    async with Sink(Script(per_line=7)) as sink:
        await until_empty(forum, forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert forum.counts() == {"sent": 60}


async def test_says_goodbye_with_its_greeting(forum: Forum) -> None:
    """A 421 in the segment of the answer to EHLO: we dialled it again without end, and the copy in
    hand was neither due nor sent."""
    forum.send(*NAMES)
    async with Sink(Script(parting=True)) as sink:
        road = forum.road(sink)
        await rounds(road)
        assert 1 <= sink.lines <= 40
        assert forum.counts() == {"due": 60}
        assert road.standing()[str(relay_of(sink))].state == "out of reach"
        sink.script = Script()
        await until_empty(forum, road)
    assert sink.recipients == once(NAMES)
    assert tries(forum, "sent") == {1}


async def test_too_many_connections(forum: Forum) -> None:
    """Postfix says 421 to a client's 51st connection: those that are up do the work."""
    forum.send(*SPREAD)
    async with Sink(Script(most=2, slow=0.001)) as sink:
        await rounds(forum.road(sink, batch=10))
    assert sink.recipients == once(SPREAD)
    assert tries(forum, "sent") == {1}
    assert 0 < sink.refused_lines <= 16


async def test_closes_idle_connections(forum: Forum) -> None:
    async with Sink(Script(idle=0.2)) as sink:
        road = forum.road(sink)
        for few in (NAMES[:30], NAMES[30:]):
            forum.send(*few)
            await drain(road)
            await until(lambda: not sink.open_lines)
    assert sink.recipients == once(NAMES)
    assert tries(forum, "sent") == {1}


async def test_hangs_up_on_all_connections_at_once(forum: Forum) -> None:
    forum.send(*SPREAD)
    async with Sink(Script(slow=0.001)) as sink:
        road = forum.road(sink, batch=20)
        await until(lambda: len(sink.messages) >= 60, road)
        sink.hang_up()
        await until_empty(forum, road)
    assert set(sink.recipients) == set(once(SPREAD))
    assert sink.recipients.total() <= len(SPREAD) + 20  # as many as may wait for a dot's answer


# --- manners ----------------------------------------------------------------------------------


async def test_answers_slowly(forum: Forum) -> None:
    forum.send(*NAMES)
    async with Sink(Script(slow=0.01)) as sink:
        await rounds(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert tries(forum, "sent") == {1}


@pytest.mark.parametrize("lmtp", [False, True], ids=["smtp", "lmtp"])
async def test_splits_replies_byte_by_byte(forum: Forum, lmtp: bool) -> None:
    forum.send(*NAMES, "permerror")
    async with Sink(Script(bytewise=True, lmtp=lmtp)) as sink:
        await rounds(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert tries(forum, "sent") == {1}
    assert replies(forum, "failed") == {"550 5.1.1 There is 5.1.1 nobody of that name"}


async def test_does_not_offer_pipelining(forum: Forum) -> None:
    forum.send(*NAMES)
    async with Sink(Script(pipelining=False)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(NAMES)
    assert sink.early == 0


async def test_lies_about_pipelining(forum: Forum) -> None:
    """A firewall in between offers PIPELINING and forgets what came before its own answer."""
    forum.send(*NAMES)
    async with Sink(Script(liar=True)) as sink:
        await until_empty(forum, forum.road(sink, patience=Patience(2.0, 0.5, 0.05, 0.05)))
    assert sink.recipients == once(NAMES)
    assert max(row["tries"] for row in forum.rows("sent")) <= 2


async def test_greylists_everybody(forum: Forum) -> None:
    """A refusal that means "come back" never makes a relay a wrong one."""
    forum.send(*SPREAD)
    async with Sink(Script(greylist=True)) as sink:
        road = forum.road(sink)
        await rounds(road)
        assert forum.counts() == {"due": 200}
        assert said_of(forum, sink).stopped is None
        forum.clock.advance(200)
        await rounds(road)
        assert not sink.messages
        forum.clock.advance(200)
        await rounds(road)
    assert sink.recipients == once(SPREAD)
    assert tries(forum, "sent") == {2}


# --- encryption and login ---------------------------------------------------------------------


async def test_refuses_encryption_that_we_insist_on(forum: Forum, tmp_path: Path) -> None:
    forum.send("amina")
    _, context = certificate.make(tmp_path)
    async with Sink(Script(tls=context, starttls=b"454 4.7.0 Not now")) as sink:
        road = forum.road(replace(relay_of(sink), tls="always"))
        await rounds(road)
        (row,) = forum.rows("due")
        assert row["tries"] == 0
        assert "454 4.7.0 Not now, and we must not speak to it without" in str(row["reply"])
    assert not sink.messages


async def test_shows_a_certificate_that_proves_nothing(forum: Forum, tmp_path: Path) -> None:
    forum.send("amina")
    _, context = certificate.make(tmp_path)
    async with Sink(Script(tls=context)) as sink:
        await rounds(forum.road(replace(relay_of(sink), tls="always")))
        (row,) = forum.rows("due")
        assert row["tries"] == 0
        assert "no encryption" in str(row["reply"])
        assert not sink.messages
        await drain(forum.road(sink))  # where offered any certificate will do
    assert sink.recipients == once(["amina"])


async def test_refuses_our_password(
    forum: Forum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It rests, and the next password that is put into the file is tried without a restart."""
    (tmp_path / "password").write_text("wrong\n")
    forum.send(*NAMES)
    shown, context = certificate.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    script = Script(tls=context, login=("hifa", "secret"))
    async with Sink(script) as sink:
        relay = replace(
            relay_of(sink), username="hifa", password_file=tmp_path / "password", tls="always"
        )
        road = forum.road(relay)
        await rounds(road)
        assert tries(forum, "due") == {0}
        (tmp_path / "password").write_text("secret\n")
        await until_empty(forum, road)
    assert sink.recipients == once(NAMES)


# --- a relay that is set up wrongly -------------------------------------------------------------


DENIED = b"554 5.7.1 Relay access denied"
BLOCKED = b"550 5.7.1 Mail from this host is not taken"
MANY = Patience(2.0, 0.5, 2.0, 2.0)


@pytest.mark.parametrize("reply", [DENIED, BLOCKED, b"454 4.7.1 Relay access denied"])
async def test_relay_denied_for_all(
    forum: Forum, reply: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The postmaster forgot `mynetworks`: no member's copy fails, and the relay is left alone."""
    forum.send(*SPREAD)
    async with Sink(Script(rcpt=reply)) as sink:
        road = forum.road(sink, patience=MANY)
        await rounds(road)
        asked = sink.asked
        forum.clock.advance(4000)
        await rounds(road)
        assert sink.asked == asked
        assert forum.counts() == {"due": 200}
        known = said_of(forum, sink)
        assert known.reason == reply.decode()
        assert "is stopped, it refuses us" in caplog.text
        sink.script = Script()
        forum.store.write_now(relays.resume)
        forum.store.write_now(queue.retry_now, forum.clock.now())
        await until_empty(forum, road)
    assert sink.recipients == once(SPREAD)
    assert said_of(forum, sink).stopped is None


async def test_asked_again_too_early_it_is_stopped_again(forum: Forum) -> None:
    """`queue retry` before anything was mended: the relay was asked with every copy in turn."""
    forum.send(*SPREAD)
    async with Sink(Script(rcpt=DENIED)) as sink:
        road = forum.road(sink, patience=MANY)
        await rounds(road)
        asked = sink.asked
        forum.store.write_now(relays.resume)
        forum.store.write_now(queue.retry_now, forum.clock.now())
        await rounds(road, 20)
        assert asked < sink.asked <= asked + 2
        assert said_of(forum, sink).stopped is not None
    assert forum.counts() == {"due": 200}


async def test_relay_denied_for_all_over_one_domain(forum: Forum) -> None:
    """Every member has an address at one provider, and the relay will not serve us."""
    forum.send(*NAMES)
    async with Sink(Script(rcpt=DENIED)) as sink:
        await rounds(forum.road(sink))
        assert said_of(forum, sink).stopped is not None
    assert forum.counts() == {"due": 60}


async def test_a_stopped_relay_finds_out_by_itself_that_it_is_mended(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one copy after a minute, later every quarter of an hour: nobody has to be awake."""
    monkeypatch.setattr(peers, "STOP_SECONDS", 0.05)
    forum.send(*SPREAD)
    async with Sink(Script(rcpt=DENIED)) as sink:
        road = forum.road(sink)
        await rounds(road, 2)
        sink.script = Script()
        await asyncio.sleep(0.06)
        await until_empty(forum, road)
    assert sink.recipients == once(SPREAD)
    assert said_of(forum, sink).stopped is None


async def test_a_stopped_relay_leaves_the_copies_to_the_next(forum: Forum) -> None:
    forum.send(*SPREAD)
    async with Sink(Script(rcpt=DENIED)) as wrong, Sink() as right:
        await until_empty(forum, forum.road(wrong, right))
    assert right.recipients == once(SPREAD)
    assert forum.counts() == {"sent": 200}


async def test_one_provider_refuses_us(forum: Forum, caplog: pytest.LogCaptureFixture) -> None:
    """Most members are at one large provider, which takes nothing from us: the others go on."""
    large = [f"p{n}@large.example" for n in range(150)]
    others = [f"q{n}@d{n % 10}.example" for n in range(50)]
    mixed = [
        name
        for four in zip(large[::3], large[1::3], large[2::3], others, strict=True)
        for name in four
    ]
    forum.send(*mixed)
    caplog.set_level(logging.ERROR)
    refused = (("large.example", b"550 5.7.26 This mail is not authenticated"),)
    async with Sink(Script(domains=refused)) as sink:
        await rounds(forum.road(sink))
        assert said_of(forum, sink).stopped is None
    assert sink.recipients == once(others)
    assert forum.counts() == {"sent": 50, "failed": 150}
    assert not caplog.text


async def test_its_disk_is_full(forum: Forum) -> None:
    """4xx at MAIL is the relay's own trouble: tried again, never stopped."""
    forum.send(*SPREAD)
    async with Sink(Script(mail=b"452 4.3.1 Insufficient system storage")) as sink:
        road = forum.road(sink)
        await rounds(road)
        assert forum.counts() == {"due": 200}
        assert said_of(forum, sink).stopped is None
        sink.script = Script()
        await until_empty(forum, road)
    assert sink.recipients == once(SPREAD)
