"""The benchmarks' own sink: a figure is worth what its counter is worth."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.bench import bare
from tests.bench.sink import LATER, NOBODY, Sink, fault


@asynccontextmanager
async def listening(latency: float = 0.0, *, faults: bool = False) -> AsyncIterator[Sink]:
    """A sink in this process."""
    sink = Sink(latency, faults)
    async with await sink.listen():
        yield sink


async def talk(port: int, *writes: bytes, replies: int) -> list[bytes]:
    """Write in these pieces, each a segment; the lines of the replies after the greeting."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    for one in writes:
        writer.write(one)
        await writer.drain()
        await asyncio.sleep(0.002)
    lines = [await reader.readline() for _ in range(replies)]
    writer.close()
    return lines


def codes(lines: list[bytes]) -> list[str]:
    return [line[:3].decode() for line in lines]


def transaction(sender: str, *recipients: str, text: str = "Hello\r\n") -> bytes:
    names = "".join(f"RCPT TO:<{one}>\r\n" for one in recipients)
    return f"MAIL FROM:<{sender}> SIZE=9\r\n{names}DATA\r\n{text}.\r\n".encode()


async def test_a_flight_is_answered_whole_and_copies_are_counted() -> None:
    async with listening() as sink:
        flight = transaction("a@example.org", "p@example.org", "q@example.org")
        lines = await talk(
            sink.port, flight + transaction("b@example.org", "p@example.org"), replies=9
        )
    assert codes(lines) == ["250", "250", "250", "354", "250", "250", "250", "354", "250"]
    found = sink.report()
    assert (found.messages, found.copies, found.different, found.doubled) == (2, 3, 3, 0)
    assert found.octets == 2 * len("Hello\r\n")


async def test_a_copy_that_came_twice_is_counted_as_doubled() -> None:
    async with listening() as sink:
        again = transaction("a@example.org", "p@example.org")
        await talk(sink.port, again + again, replies=8)
    assert sink.report().doubled == 1


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 40])
async def test_segments_end_anywhere(size: int) -> None:
    text = "..\r\n.a\r\n\r\nlast\r\n"
    whole = transaction("a@example.org", "p@example.org", text=text) + b"QUIT\r\n"
    async with listening() as sink:
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        lines = await talk(sink.port, *pieces, replies=5)
    assert codes(lines) == ["250", "250", "354", "250", "221"]
    assert sink.report().copies == 1
    assert sink.tally.octets == len(text)


async def test_a_message_larger_than_the_buffer_and_an_empty_one() -> None:
    large = "x" * 70 + "\r\n"
    async with listening() as sink:
        big = transaction("a@example.org", "p@example.org", text=large * 5000)
        lines = await talk(sink.port, big, transaction("", "q@example.org", text=""), replies=8)
    assert codes(lines) == ["250", "250", "354", "250"] * 2
    assert sink.report().octets == len(large) * 5000
    assert sink.tally.copies == 2


async def test_who_does_not_exist_and_who_comes_again() -> None:
    """A temporary refusal is over at the second try, a permanent one stays; few are refused."""
    names = [f"p{n}@example.org" for n in range(1000)]
    nobody = next(one for one in names if fault(one.encode()) == NOBODY)
    later = next(one for one in names if fault(one.encode()) == LATER)
    async with listening(faults=True) as sink:
        tried = [transaction("a@example.org", one, text="") for one in (nobody, later, later)]
        tried[0] = tried[0].removesuffix(b".\r\n")
        tried[1] = tried[1].removesuffix(b".\r\n")
        lines = await talk(sink.port, b"".join(tried), replies=10)
    assert codes(lines) == ["250", "550", "554", "250", "451", "554", "250", "250", "354", "250"]
    found = sink.report()
    assert (found.copies, found.refused, found.deferred) == (1, 1, 1)
    shares = [fault(f"p{n}@example.org".encode()) for n in range(20_000)]
    assert 150 < shares.count(LATER) < 250
    assert 70 < shares.count(NOBODY) < 130


async def test_latency_delays_each_flight_and_connections_do_not_wait_for_one_another() -> None:
    loop = asyncio.get_running_loop()
    async with listening(0.05) as sink:
        begun = loop.time()
        await asyncio.gather(*(talk(sink.port, b"NOOP\r\n", replies=1) for _ in range(200)))
        assert 0.1 <= loop.time() - begun < 10.0  # the greeting and the reply: not 200 times both


async def test_an_ordinary_client_is_served() -> None:
    async with listening() as sink:

        def send() -> None:
            with smtplib.SMTP("127.0.0.1", sink.port) as client:
                client.sendmail("a@example.org", ["p@example.org", "q@example.org"], "Hello\n.\n")

        await asyncio.to_thread(send)
    assert sink.report().copies == 2


@pytest.mark.parametrize(("copies", "connections"), [(0, 2), (1, 3), (50, 4)])
async def test_the_bare_client_sends_every_copy_once_and_as_large_as_told(
    copies: int, connections: int
) -> None:
    async with listening() as sink:
        await bare.send(sink.port, copies, 4321, connections)
    found = sink.report()
    assert (found.copies, found.different, found.octets) == (copies, copies, copies * 4321)


async def test_the_bare_client_ends_at_a_refusal() -> None:
    async with listening(faults=True) as sink:
        with pytest.raises(RuntimeError, match=r"451|550"):
            await bare.send(sink.port, 2000, 1000, 1)
