"""A quick SMTP peer for benchmarks: it counts who got what, and costs little.

Owns one listening socket on 127.0.0.1 and the counts. Nothing of a message is kept or copied: the
bytes are searched where they arrived, and all that one read brought is answered in one write. A
copy is a sender and a recipient; a copy taken twice is counted as doubled.

    python -m tests.bench.sink [--latency SECONDS] [--faults]

prints its port, serves until its input ends, and prints its `Tally` as JSON. With `--latency` every
flight of replies leaves so much later; flights of one connection keep their order, and those of
others do not wait for them. With `--faults` one recipient in a hundred is told to come again when
he is first named for a copy, and one in two hundred does not exist.

A command that it does not know gets a 502; a line that is longer than its buffer ends the
connection.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from zlib import crc32

ROOT = Path(__file__).parents[2]
ROOM = 128 * 1024  # octets read at a time
DOT = b"\r\n.\r\n"
HELLO = (
    b"250-sink.example\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n"
    b"250 ENHANCEDSTATUSCODES\r\n"
)
LATER = b"451 4.2.1 Not now\r\n"
NOBODY = b"550 5.1.1 There is nobody of that name\r\n"


@dataclass(slots=True)
class Tally:
    """What a sink was given."""

    messages: int = 0
    copies: int = 0  # recipients of messages that were taken
    different: int = 0  # pairs of sender and recipient among them
    deferred: int = 0  # recipients told to come again
    refused: int = 0  # recipients who do not exist
    octets: int = 0
    connections: int = 0
    first: float = 0.0  # when the first message was taken, POSIX seconds
    last: float = 0.0

    @property
    def doubled(self) -> int:
        return self.copies - self.different


def fault(recipient: bytes) -> bytes:
    """What is wrong with a recipient: LATER (one in a hundred), NOBODY (half as many) or b""."""
    place = crc32(recipient) % 200
    return NOBODY if place == 0 else LATER if place < 3 else b""


class Sink:
    """What all connections share."""

    def __init__(self, latency: float, faults: bool) -> None:
        self.latency = latency
        self.faults = faults
        self.port = 0
        self.tally = Tally()
        self.pairs: set[int] = set()  # hashes: 64 bits are enough to tell a million apart
        self.told_later: set[int] = set()

    async def listen(self) -> asyncio.Server:
        """Take connections on a free port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Peer(self), "127.0.0.1", 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def took(self, sender: bytes, recipients: list[bytes], octets: int) -> None:
        tally = self.tally
        tally.messages += 1
        tally.copies += len(recipients)
        tally.octets += octets
        for recipient in recipients:
            self.pairs.add(hash((sender, recipient)))

    def verdict(self, sender: bytes, recipient: bytes) -> bytes:
        """The answer to a recipient of a sink with faults."""
        found = fault(recipient)
        pair = hash((sender, recipient))
        if found == NOBODY:
            self.tally.refused += 1
        elif found == LATER and pair not in self.told_later:
            self.told_later.add(pair)
            self.tally.deferred += 1
        else:
            return b"250 2.1.5 Ok\r\n"
        return found

    def report(self) -> Tally:
        self.tally.different = len(self.pairs)
        return self.tally


class Peer(asyncio.BufferedProtocol):
    """One connection. What came stands in one buffer from its start to `_end`."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._buffer = bytearray(ROOM)
        self._view = memoryview(self._buffer)
        self._end = 0
        self._sender = b""
        self._recipients: list[bytes] = []
        self._in_message = False
        self._octets = 0  # of this message, in reads before this one
        self._late: deque[bytes] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._sink.tally.connections += 1
        self._say(b"220 sink.example ESMTP\r\n")

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._view[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        self._end += nbytes
        replies: list[bytes] = []
        done = self._read(replies)
        left = self._end - done
        if left and done:
            self._buffer[:left] = self._buffer[done : self._end]
        self._end = left
        if replies:
            self._say(b"".join(replies))
        if left == ROOM or b"221 " in replies[-1:]:
            self._transport.close()

    def _say(self, flight: bytes) -> None:
        if not self._sink.latency:
            self._transport.write(flight)
            return
        self._late.append(flight)
        asyncio.get_running_loop().call_later(self._sink.latency, self._say_oldest)

    def _say_oldest(self) -> None:
        self._transport.write(self._late.popleft())

    def _read(self, replies: list[bytes]) -> int:
        """Read what is whole; returns where the rest begins."""
        buffer, end, at = self._buffer, self._end, 0
        while True:
            if self._in_message:
                found = buffer.find(DOT, at, end)
                if found < 0:
                    rest = max(at, end - len(DOT) + 1)
                    self._octets += rest - at
                    return rest
                self._octets += found - at
                replies.append(self._take_message())
                at = found + len(DOT)
            found = buffer.find(b"\r\n", at, end)
            if found < 0:
                return at
            replies.append(self._command(at, found))
            # The CRLF of DATA is the first of the message: an empty one is a dot alone.
            at = found if self._in_message else found + 2

    def _take_message(self) -> bytes:
        sink, tally = self._sink, self._sink.tally
        sink.took(self._sender, self._recipients, self._octets)
        tally.last = time.time()
        tally.first = tally.first or tally.last
        self._recipients, self._in_message = [], False
        return b"250 2.0.0 Ok, counted\r\n"

    def _command(self, at: int, end: int) -> bytes:
        buffer = self._buffer
        word = buffer[at : at + 4].upper()
        if word == b"MAIL":
            self._sender = bytes(buffer[at + 11 : buffer.find(b">", at, end)])
            self._recipients = []
            return b"250 2.1.0 Ok\r\n"
        if word == b"RCPT":
            return self._rcpt(bytes(buffer[at + 9 : buffer.find(b">", at, end)]))
        if word == b"DATA":
            if not self._recipients:
                return b"554 5.5.1 No valid recipients\r\n"
            self._in_message, self._octets = True, 0
            return b"354 Go ahead\r\n"
        return self._other(bytes(word))

    def _rcpt(self, recipient: bytes) -> bytes:
        if self._sink.faults:
            answer = self._sink.verdict(self._sender, recipient)
            if answer[:1] != b"2":
                return answer
        self._recipients.append(recipient)
        return b"250 2.1.5 Ok\r\n"

    def _other(self, word: bytes) -> bytes:
        if word == b"EHLO":
            return HELLO
        if word == b"QUIT":
            return b"221 2.0.0 Bye\r\n"
        if word == b"RSET":
            self._sender, self._recipients = b"", []
        return b"250 2.0.0 Ok\r\n" if word in (b"RSET", b"NOOP", b"HELO") else b"502 5.5.2 What\r\n"


# --- as a program, and its other side ------------------------------------------------------------


class Remote:
    """A sink in a process of its own, as whoever started it sees it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._process = process
        self.port = int(process.stdout.readline())

    def count(self) -> Tally:
        """End it, and hear what it counted."""
        out, _ = self._process.communicate()
        return Tally(**json.loads(out))


@contextmanager
def running(*options: str) -> Iterator[Remote]:
    """A fresh sink; ended at the latest when the block is left."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield Remote(process)
    finally:
        process.kill()
        process.wait()


async def serve(sink: Sink) -> None:
    """Listen until standard input ends."""
    async with await sink.listen():
        print(sink.port, flush=True)
        await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--latency", type=float, default=0.0)
    options.add_argument("--faults", action="store_true")
    asked = options.parse_args()
    sink = Sink(asked.latency, asked.faults)
    asyncio.run(serve(sink))
    print(json.dumps(asdict(sink.report())))


if __name__ == "__main__":
    main()
