"""The road with the real ledger and a real peer: every copy once, whatever breaks."""

from __future__ import annotations

import asyncio
import logging
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from types import ModuleType

import pytest

from listserv.delivery.relay import Relay
from listserv.delivery.smtp import Patience
from listserv.identity import keys
from listserv.model import MARK_LEAVE, Purpose, Rendition, Token
from listserv.store import ledger, members, relays
from listserv.store.base import Db
from listserv.text.tokens import open_
from tests.support import dkimpy
from tests.support.forum import (
    HEAD,
    KEYS,
    POST,
    SITE,
    Forum,
    drain,
    once,
    relay_of,
    seal_token,
    until,
    until_empty,
)
from tests.support.sink import Script, Sink

pytestmark = pytest.mark.usefixtures("no_long_rests")


@pytest.fixture
def names() -> list[str]:
    return [f"p{n}" for n in range(300)]


def replaced(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, verb: str, before: Callable[[], None]
) -> None:
    """From now on something happens before a verb of the store."""
    original = getattr(module, verb)

    def instead(db: Db, *args: object) -> None:
        before()
        original(db, *args)

    monkeypatch.setattr(module, verb, instead)


def failing(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, verb: str, error: str, times: int
) -> list[OSError]:
    """The disk refuses a verb so many times; the failures that are still to come."""
    left = [OSError(error)] * times

    def fail() -> None:
        if left:
            raise left.pop()

    replaced(monkeypatch, module, verb, fail)
    monkeypatch.setattr("listserv.delivery.carrier.REWRITE_SECONDS", 0.01)
    return left


# --- what a copy carries --------------------------------------------------------------------


@pytest.mark.parametrize("lmtp", [False, True], ids=["smtp", "lmtp"])
async def test_each_member_gets_her_own_copy(forum: Forum, lmtp: bool) -> None:
    mailing = forum.send("amina", "bola", "chipo")
    async with Sink(Script(lmtp=lmtp)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(["amina", "bola", "chipo"])
    for sender, recipient, content in sink.messages:
        person = forum.people[recipient.partition("@")[0]]
        local = sender.removesuffix("@lists.example.org")
        bounces = open_(KEYS, local.removeprefix("hifa-bounces+"))
        assert bounces == Token(Purpose.BOUNCES, person, mailing)
        leave = seal_token(Token(Purpose.LEAVE, person, forum.hifa.id)).encode()
        head = HEAD.replace(MARK_LEAVE, leave)
        assert content == head + b"\r\n" + POST.body
    assert [row["reply"] for row in forum.rows("sent")] == ["250 2.0.0 Ok, kept"] * 3
    assert forum.counts() == {"sent": 3}


async def test_a_letter_to_a_stranger(forum: Forum) -> None:
    forum.write("stranger")
    async with Sink() as sink:
        await drain(forum.road(sink))
    ((sender, recipient, _),) = sink.messages
    assert recipient == "stranger@example.org"
    assert sender == ""


async def test_copies_are_signed(forum: Forum) -> None:
    key = keys.new("listserv")
    forum.send("amina", "bola")
    async with Sink() as sink:
        await drain(forum.road(sink, signers=forum.signers(key)))
    record = {f"listserv._domainkey.{SITE.domain}": key.record()}
    found = [dkimpy.signatures(content, record) for _, _, content in sink.messages]
    assert found == [[True]] * 2


async def test_a_maildir(forum: Forum, tmp_path: Path) -> None:
    forum.send("amina", "bola")
    road = forum.road(Relay("maildir", folder=tmp_path / "outbox"))
    await drain(road)
    found = [message_from_bytes(f.read_bytes()) for f in (tmp_path / "outbox/new").iterdir()]
    assert {message["Delivered-To"] for message in found} == set(once(["amina", "bola"]))
    assert {message["X-Original-To"] for message in found} == set(once(["amina", "bola"]))
    assert all(message["Return-Path"].startswith("<hifa-bounces+") for message in found)
    assert found[0].get_payload() == POST.body.decode().replace("\r\n", "\n")
    forum.store.write_now(lambda db: db.execute("UPDATE delivery SET state='trying'"))
    forum.store.write_now(ledger.recover, forum.clock.now())
    await drain(road)  # as after a crash: each copy takes its own place again
    assert len(list((tmp_path / "outbox/new").iterdir())) == 2


async def test_a_maildir_that_cannot_be_written(forum: Forum, tmp_path: Path) -> None:
    forum.send("amina")
    (tmp_path / "outbox").write_text("a file where the folder should be")
    await drain(forum.road(Relay("maildir", folder=tmp_path / "outbox")))
    assert [(row["state"], row["tries"]) for row in forum.rows()] == [("due", 0)]


# --- who goes first -------------------------------------------------------------------------


async def test_a_letter_overtakes_a_fan_out(forum: Forum, names: list[str]) -> None:
    forum.send(*names)
    async with Sink() as sink:
        road = forum.road(sink, connections=2, batch=10)
        await road.step()
        forum.write("moderator")
        await drain(road)
    order = [recipient for _, recipient, _ in sink.messages]
    assert order.index("moderator@example.org") < 45
    assert sink.lines <= 2


async def test_a_peer_that_hangs_holds_up_only_its_own_rows(forum: Forum, names: list[str]) -> None:
    forum.send("hang", *names)
    async with Sink() as sink:
        road = forum.road(sink, connections=4, batch=10, patience=Patience())
        await until(lambda: len(sink.messages) >= 290, road)
        forum.write("moderator")
        await until(lambda: "moderator@example.org" in sink.recipients, road)
    assert sink.recipients.total() >= 291


async def test_a_letter_has_a_connection_when_copies_hang_on_all_others(forum: Forum) -> None:
    forum.send(*(f"hangdot+{n}" for n in range(200)))
    async with Sink() as sink:
        road = forum.road(sink, connections=4, batch=10, patience=Patience())
        await until(lambda: sink.asked >= 3, road)
        forum.write("moderator")
        await until(lambda: sink.messages, road)
        await road.stop(0.0)
    assert sink.recipients == once(["moderator"])
    assert sink.lines == 4


async def test_a_short_queue_uses_few_connections(forum: Forum, names: list[str]) -> None:
    async with Sink() as sink:
        road = forum.road(sink)
        for few in (names[:5], names[5:10]):
            forum.send(*few)
            await drain(road)
    assert sink.lines == 1


async def test_an_idle_connection_is_closed(forum: Forum) -> None:
    forum.send("amina")
    async with Sink() as sink:
        await drain(forum.road(sink, keep=0.01))
        await until(lambda: not sink.open_lines)
    assert sink.recipients == once(["amina"])


# --- what goes wrong ------------------------------------------------------------------------


async def test_retried_after_five_minutes_and_again(forum: Forum) -> None:
    forum.send("amina", "temperror", "permerror")
    async with Sink() as sink:
        road = forum.road(sink)
        await drain(road)
        assert forum.counts() == {"due": 1, "failed": 1, "sent": 1}
        for seconds, tries in ((290, 1), (75, 2), (890, 2), (195, 3)):
            forum.clock.advance(seconds)
            await drain(road)
            (row,) = forum.rows("due")
            assert row["tries"] == tries
    assert (row["tries"], row["reply"]) == (3, "451 4.3.0 Try again later")
    assert forum.rows("failed")[0]["reply"] == "550 5.1.1 There is 5.1.1 nobody of that name"
    assert sink.recipients == once(["amina"])


@pytest.mark.slow
async def test_after_five_days_it_expires(forum: Forum) -> None:
    forum.send("temperror")
    async with Sink() as sink:
        await until_empty(forum, forum.road(sink), 3600)
    (row,) = forum.rows("expired")
    assert 20 < row["tries"] < 40
    assert row["reply"] == "451 4.3.0 Try again later"


async def test_a_relay_out_of_reach_costs_nobody_a_try(forum: Forum, names: list[str]) -> None:
    forum.send(*names)
    async with Sink() as sink:
        relay = relay_of(sink)
    road = forum.road(relay)
    rounds = 0
    for _ in range(5):
        while rounds < 100 and await road.step():
            rounds += 1
        await asyncio.sleep(0.02)
    assert rounds < 30  # it rests, it does not spin
    assert {(row["state"], row["tries"]) for row in forum.rows()} == {("due", 0)}
    sink.port = relay.port
    async with sink:
        await until_empty(forum, road)
    assert sink.recipients == once(names)
    assert {row["tries"] for row in forum.rows("sent")} == {1}


async def test_the_next_relay_takes_over(forum: Forum) -> None:
    forum.send("amina", "bola")
    async with Sink() as gone:
        relay = relay_of(gone)
    async with Sink() as sink:
        await drain(forum.road(relay, sink))
    assert sink.recipients == once(["amina", "bola"])


@pytest.mark.slow
async def test_a_relay_that_hangs_leaves_the_work_to_the_next(forum: Forum) -> None:
    names = [f"p{n}" for n in range(60)]
    forum.send(*names)
    async with Sink(Script(greeting=b"220-wait")) as hung, Sink() as sink:
        road = forum.road(hung, sink, connections=2, batch=10, patience=Patience())
        await until(lambda: len(sink.messages) >= 40, road)
        await road.stop(0.0)
    assert forum.counts()["sent"] == 40


async def test_the_answers_of_a_batch_share_a_transaction(
    forum: Forum, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    replaced(monkeypatch, ledger, "record", lambda: written.append("answers"))
    forum.send(*names)
    async with Sink() as sink:
        await drain(forum.road(sink, batch=50))
    assert forum.counts() == {"sent": 300}
    assert 6 <= len(written) <= 10


async def test_answers_are_not_lost_to_a_full_disk(
    forum: Forum, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, ledger, "record", "disk full", 2)
    forum.send("amina")
    async with Sink() as sink:
        await drain(forum.road(sink))
    assert forum.counts() == {"sent": 1}
    assert caplog.text.count("could not be written") == 2
    assert sink.recipients == once(["amina"])


@pytest.mark.parametrize("verb", ["stop", "count"])
async def test_what_is_learned_of_a_relay_is_written_with_its_answers(
    forum: Forum, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The stop of a relay was written apart from its answers: when the disk refused it, copies that
    had their 250 were due again, and left a second time."""
    failures = failing(monkeypatch, relays, verb, "database is locked", 1)
    good = [f"p{n}@good.example" for n in range(20)]
    bad = [f"p{n}@bad{n % 5}.example" for n in range(30)]
    forum.send(*good, *bad)
    denied = b"550 5.7.1 Client host rejected"
    async with Sink(Script(domains=tuple((f"bad{n}.example", denied) for n in range(5)))) as sink:
        today = datetime.fromtimestamp(forum.clock.now(), UTC).date()
        await drain(forum.road(replace(relay_of(sink), warmup=today), connections=1))
    assert sink.recipients == once(good)
    assert forum.counts() == {"due": 30, "sent": 20}
    assert not failures


async def test_copies_that_a_rate_keeps_back_wait_for_a_disk(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were taken, could not be put back, and stayed `trying` until the next start."""
    failures = failing(monkeypatch, ledger, "release", "disk full", 2)
    forum.send(*(f"p{n}" for n in range(30)))
    async with Sink() as sink:
        road = forum.road(replace(relay_of(sink), domain_rates=(("*", 1.0),)))
        await until(lambda: not failures and "trying" not in forum.counts(), road)


async def test_a_relay_that_is_down_is_not_hammered(forum: Forum) -> None:
    """Each of its connections took the others for proof that it was up: it was dialled at once
    again, a hundred times in a fifth of a second."""
    dials = 0

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal dials
        dials += 1
        writer.close()

    forum.send(*(f"p{n}" for n in range(300)))
    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    road = forum.road(Relay("smtp", "127.0.0.1", port))
    for _ in range(60):
        await road.step()
        await asyncio.sleep(0.002)
    server.close()
    assert 0 < dials <= 20
    assert forum.counts() == {"due": 300}


async def test_a_relay_that_was_lost_is_greeted_before_it_gets_a_letter(forum: Forum) -> None:
    """After each rest it took the first letter that was due, for as long as a greeting may take."""
    forum.write("first")
    async with Sink(Script(greeting=b"554 No")) as away:
        road = forum.road(away)
        await drain(road)
        assert forum.counts() == {"due": 1}
        away.script = Script()

        def is_sent() -> bool:
            (row,) = forum.rows()
            assert row["tries"] in (0, 1)
            return row["state"] == "sent"

        await until(is_sent, road)
    assert away.recipients == once(["first"])


async def test_a_relay_that_refuses_our_login_fails_nobody(forum: Forum) -> None:
    forum.send("amina", "norelay")
    async with Sink(Script(mail=b"530 5.7.0 Authentication required")) as sink:
        await drain(forum.road(sink))
    assert forum.counts() == {"due": 2}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_three_hundred_rows_once_each_through_random_faults(
    forum: Forum, names: list[str], seed: int
) -> None:
    forum.send(*names)
    script = Script(faults=random.Random(seed), pipelining=seed != 1, lmtp=seed == 2)
    async with Sink(script) as sink:
        await until_empty(forum, forum.road(sink, connections=5))
    assert sink.recipients == once(names)
    assert forum.counts() == {"sent": 300}


async def test_connections_that_went_stale(forum: Forum) -> None:
    """The relay closed what we kept: the next copies go out at once, with one try each."""
    async with Sink() as sink:
        road = forum.road(sink)
        forum.send(*(f"p{n}" for n in range(30)))
        await drain(road)
        sink.hang_up()
        forum.send("amina", "bola")
        await drain(road)
    assert forum.counts() == {"sent": 32}
    assert {row["tries"] for row in forum.rows("sent")} == {1}


async def test_who_leaves_meanwhile_gets_nothing_more(forum: Forum, names: list[str]) -> None:
    forum.send(*names)
    now = forum.clock.now()
    async with Sink() as sink:
        road = forum.road(sink, connections=1, batch=10)
        await road.step()
        last = forum.people["p299"]
        await forum.store.write(members.remove, forum.hifa.id, last, "left", now)
        await drain(road)
    assert sink.recipients == once(names[:299])
    assert forum.counts() == {"sent": 299, "withdrawn": 1}


async def test_a_message_that_cannot_go_out_fails_with_the_reason(forum: Forum) -> None:
    forum.send("amina", rendition=Rendition("en", HEAD, b"bare\n"))
    forum.send("bola")
    async with Sink() as sink:
        await drain(forum.road(sink))
    (row,) = forum.rows("failed")
    assert row["reply"] == "cannot be sent: the body does not end with CRLF"
    assert sink.recipients == once(["bola"])


async def test_our_own_fault_is_tried_again_later(
    forum: Forum, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(token: Token) -> str:
        raise RuntimeError("no key")

    forum.send("amina")
    async with Sink() as sink:
        await drain(forum.road(sink, seal=broken))
        (row,) = forum.rows("due")
        assert (row["tries"], row["reply"]) == (1, "our own fault, see the log")
        assert "no key" in caplog.text
        await until_empty(forum, forum.road(sink))
    assert sink.recipients == once(["amina"])


async def test_the_log_names_no_address(forum: Forum, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    forum.send("amina", "norelay", "temperror", "permerror", "closedot")
    async with Sink() as sink:
        await drain(forum.road(sink))
    assert "<n***@example.org>: Relay access denied" in caplog.text
    assert not [name for name in ("amina", "norelay@", "temperror@") if name in caplog.text]


# --- stopping -------------------------------------------------------------------------------


async def test_a_stop_in_the_middle_loses_and_doubles_nothing(
    forum: Forum, names: list[str]
) -> None:
    forum.send(*names)
    async with Sink() as sink:
        road = forum.road(sink, connections=3)
        await road.step()
        await until(lambda: len(sink.messages) >= 20)
        await road.stop()
        assert set(forum.counts()) == {"sent", "due"}
        assert forum.counts()["sent"] == len(sink.messages)
        await drain(forum.road(sink))
    assert sink.recipients == once(names)


async def test_a_batch_that_had_no_connection_yet_is_put_back(forum: Forum) -> None:
    forum.send("amina")
    async with Sink() as sink:
        road = forum.road(sink)
        await road.step()
        await road.stop()
    assert [(row["state"], row["tries"]) for row in forum.rows()] == [("due", 0)]
    assert not sink.messages


async def test_a_stop_does_not_wait_for_a_peer_that_hangs(forum: Forum) -> None:
    forum.send("hang", "amina")
    async with Sink() as sink:
        road = forum.road(sink, patience=Patience())
        await road.step()
        await until(lambda: sink.asked)
        async with asyncio.timeout(1.0):
            await road.stop(0.1)
    assert forum.counts() == {"due": 2}


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 60, 150])
async def test_killed_in_the_middle(forum: Forum, names: list[str], after: int) -> None:
    """kill -9: nobody without a copy, and at most what was being tried twice."""
    forum.send(*names)
    connections, batch = 2, 10
    async with Sink() as sink:
        command = ("-m", "tests.support.road_runner", str(forum.store.path), str(sink.port))
        child = await asyncio.create_subprocess_exec(
            sys.executable, *command, str(connections), str(batch), cwd=Path(__file__).parents[2]
        )
        await until(lambda: len(sink.messages) >= after)
        child.kill()
        await child.wait()
        trying = forum.counts().get("trying", 0)
        assert trying <= connections * batch
        forum.store.write_now(ledger.recover, forum.clock.now())
        await drain(forum.road(sink))
    assert set(sink.recipients) == set(once(names))
    assert sink.recipients.total() <= 300 + trying
    assert forum.counts() == {"sent": 300}
