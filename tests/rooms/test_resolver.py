"""The one way to the DNS: what is asked, what is kept, and what one mail may cost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import dns.asyncresolver
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from listserv.identity import resolver as resolver_module
from listserv.identity.resolver import Budget, Records, Resolver
from tests.support.zone import Zone


class Counted:
    """A lookup that counts; an exception is raised, records are given with their seconds."""

    def __init__(self, answer: Records | Exception, lives: float = 300.0) -> None:
        self.answer = answer
        self.lives = lives
        self.calls = 0

    async def __call__(self, name: str, kind: str) -> tuple[Records, float]:
        self.calls += 1
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, self.lives


@pytest.mark.parametrize(
    ("answer", "said"),
    [((b"x",), (b"x",)), ((), ()), (OSError("no network"), None), (ValueError("odd"), None)],
)
async def test_one_question_for_many_who_ask(answer: Records | Exception, said: object) -> None:
    lookup = Counted(answer)
    resolver = Resolver(lookup)
    names = ["a.example", "A.example.", "a.example"]
    assert await asyncio.gather(*(resolver.txt(name) for name in names)) == [said] * 3
    assert await resolver.txt("a.example") == said
    assert lookup.calls == 1


@pytest.mark.parametrize("answer", [(b"x",), (), OSError("no network")])
async def test_an_answer_is_kept_for_its_time_alone(
    answer: Records | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver_module, "LEAST", 0.0)
    monkeypatch.setattr(resolver_module, "FAILED", 0.0)
    lookup = Counted(answer, lives=0.0)
    resolver = Resolver(lookup)
    for _ in range(2):
        await resolver.txt("a.example")
    assert lookup.calls == 2


async def test_the_answer_that_nobody_wanted_for_longest_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resolver_module, "KEPT", 3)
    lookup = Counted((b"x",))
    resolver = Resolver(lookup)
    for name in "abcd":
        await resolver.txt(f"{name}.example")
    await resolver.txt("d.example")
    assert lookup.calls == 4
    await resolver.txt("a.example")
    assert lookup.calls == 5


async def test_a_slow_name_server_is_no_answer() -> None:
    async def never(name: str, kind: str) -> tuple[Records, float]:
        await asyncio.sleep(60)
        return (), 0.0

    assert await Resolver(never, seconds=0.01).txt("a.example") is None


async def test_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    gate = asyncio.Event()

    async def slow(name: str, kind: str) -> tuple[Records, float]:
        await gate.wait()
        return (b"x",), 60.0

    resolver = Resolver(slow)
    first = asyncio.create_task(resolver.txt("a.example"))
    second = asyncio.create_task(resolver.txt("a.example"))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await second == (b"x",)
    assert first.cancelled()


SAID = {
    "TXT": ['"v=DMARC1;" " p=none"', " ".join(['"' + "x" * 250 + '"'] * 17)],
    "A": ["192.0.2.1", "192.0.2.2"],
    "AAAA": ["2001:db8::1"],
    "MX": ["20 second.example.", "10 first.example."],
}


class NameServer(asyncio.DatagramProtocol):
    """A name server that knows one name, lacks another's records, and fails for the rest."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        name = query.question[0].name.to_text()
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        if name == "known.example.":
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *SAID[kind]))
        elif name == "none.example.":
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif name != "bare.example.":
            answer.set_rcode(dns.rcode.SERVFAIL)
        self.transport.sendto(answer.to_wire(), addr)


@pytest.fixture
async def name_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(NameServer, ("127.0.0.1", 0))
    system = dns.asyncresolver.Resolver(configure=False)
    system.nameservers = ["127.0.0.1"]
    system.port = transport.get_extra_info("sockname")[1]
    monkeypatch.setattr(dns.asyncresolver, "default_resolver", system)
    yield
    transport.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("known.example", (b"v=DMARC1; p=none",)),
        ("none.example", ()),
        ("bare.example", ()),
        ("broken.example", None),
        ("a..example", ()),
        ("x" * 64 + ".example", ()),
        ("a\\999.example", ()),
        (".".join(["a" * 60] * 6), ()),
        ("\ud800.example", ()),
    ],
)
async def test_a_real_question(name_server: None, name: str, said: Records | None) -> None:
    """A name that cannot stand in the DNS has no records, and that is certain."""
    assert await Resolver(seconds=0.5).txt(name) == said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("A", {b"192.0.2.1", b"192.0.2.2"}),
        ("AAAA", {b"2001:db8::1"}),
        ("MX", {b"first.example", b"second.example"}),
        ("TXT", {b"v=DMARC1; p=none"}),  # the other is larger than anything we read
    ],
)
async def test_real_questions_of_every_kind(name_server: None, kind: str, said: set[bytes]) -> None:
    resolver = Resolver(seconds=0.5)
    found = await resolver.ask("known.example", kind)
    assert found is not None
    assert set(found) == said
    assert kind != "MX" or found[0] == b"first.example"
    assert await resolver.ask("none.example", kind) == ()


# --- the budget of one mail -----------------------------------------------------------------------


async def test_the_questions_of_one_mail_are_counted() -> None:
    zone = Zone({"a.example TXT": (b"x",)})
    budget = Budget(zone, questions=2, seconds=5)
    assert await budget.txt("a.example") == (b"x",)
    assert await budget.ask("a.example", "A") == ()
    assert not budget.silent
    assert await budget.txt("a.example") is None
    assert budget.silent
    assert len(zone.asked) == 2


async def test_the_questions_of_one_mail_have_a_time() -> None:
    async def never(name: str, kind: str) -> tuple[Records, float]:
        await asyncio.sleep(60)
        return (), 0.0

    budget = Budget(Resolver(never), questions=9, seconds=0.02)
    assert [await budget.txt(f"{n}.example") for n in range(3)] == [None] * 3


async def test_what_a_mail_waits_for_else_is_not_counted() -> None:
    """A signature waits for a child that is busy with others' mail: the question of SPF behind it
    came too late, and an honest post was held."""
    budget = Budget(Zone({"a.example TXT": (b"x",)}), questions=9, seconds=0.02)
    await budget.txt("a.example")
    await asyncio.sleep(0.03)
    assert await budget.txt("a.example") == (b"x",)
