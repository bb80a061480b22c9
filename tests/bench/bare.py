"""The bare pipelining client: what a fan-out costs at least, when nothing has to be kept.

Ten connections; the end of a message, and MAIL, RCPT and DATA of the next, leave in one write. Each
copy has a sender and an unsubscribe link of its own, and as many octets as it is told, so that it
writes what the server writes. No ledger, no signature, no second try: an answer that is not the
one it waits for ends the run.

    python -m tests.bench.bare PORT COPIES OCTETS [CONNECTIONS]

prints seconds by the wall and seconds of its own CPU.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.sink import ROOT

CONNECTIONS = 10
HEAD = (
    b'From: "Amina Kamau via hifa"\r\n'
    b" <hifa-author+abcdefghijklmnopqrstuvwxyz23@lists.example.org>\r\n"
    b"To: hifa@lists.example.org\r\nSubject: Stock cards in small clinics\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
    b"List-Id: <hifa.lists.example.org>\r\nList-Post: <mailto:hifa@lists.example.org>\r\n"
    b"List-Unsubscribe: <mailto:hifa-leave+%b@lists.example.org>,\r\n"
    b" <https://lists.example.org/leave/%b>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nPrecedence: list\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
)
LINE = b"How do you count the stock in your clinic, and who does it?\r\n"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run took, in seconds."""

    wall: float
    cpu: float


class Client(asyncio.Protocol):
    """One connection that sends the copies `numbers`; `over` is set after the last answer."""

    def __init__(self, numbers: Iterator[int], octets: int) -> None:
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._flights = _flights(numbers, octets)
        self._awaited = b"220"
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        heard = self._heard = self._heard + data
        if b"\n4" in heard or b"\n5" in heard or heard[:1] in b"45":
            self._transport.abort()
            self.over.set_exception(RuntimeError(heard.decode("ascii", "replace")))
            return
        start = heard.rfind(b"\n", 0, -1) + 1
        if heard[start : start + 4] != self._awaited + b" " or heard[-1:] != b"\n":
            return
        self._heard = b""
        flight = next(self._flights, None)
        if flight:
            self._transport.write(flight[0])
            self._awaited = flight[1]
        else:
            self._transport.close()
            self.over.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(RuntimeError(f"the peer hung up: {error}"))


def _flights(numbers: Iterator[int], octets: int) -> Iterator[tuple[bytes, bytes]]:
    """What to write, and the code of the last reply to it."""
    yield b"EHLO lists.example.org\r\n", b"250"
    body = _body(octets)
    content = b""
    for n in numbers:
        token = b"%028d" % n
        opening = (
            b"MAIL FROM:<hifa-bounces+%b@lists.example.org> SIZE=%d\r\n"
            b"RCPT TO:<member%d@example.org>\r\nDATA\r\n" % (token, octets, n)
        )
        yield content + opening, b"354"
        content = HEAD % (token, token) + body
    if content:
        yield content, b"250"


def _body(octets: int) -> bytes:
    """Lines up to a whole size, and the final dot."""
    left = octets - len(HEAD % (b"0" * 28, b"0" * 28))
    return (LINE * (left // len(LINE) + 1))[: max(left - 2, 0)] + b"\r\n.\r\n"


async def send(port: int, copies: int, octets: int, connections: int = CONNECTIONS) -> Taken:
    """Send so many copies over so many connections."""
    loop = asyncio.get_running_loop()
    numbers = iter(range(copies))
    wall, cpu = time.perf_counter(), time.process_time()
    clients = [
        (await loop.create_connection(lambda: Client(numbers, octets), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.over for client in clients))
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


def run(port: int, copies: int, octets: int, connections: int = CONNECTIONS) -> Taken:
    """The same in a process of its own."""
    numbers = map(str, (port, copies, octets, connections))
    command = [sys.executable, "-m", "tests.bench.bare", *numbers]
    return Taken(*json.loads(subprocess.check_output(command, cwd=ROOT)))


if __name__ == "__main__":
    taken = asyncio.run(send(*map(int, sys.argv[1:])))
    print(json.dumps([taken.wall, taken.cpu]))
