"""What the door's 250 takes while a post goes out to 20,000 members.

    python -m tests.bench.intake [--quick]

A client in this process hands in a hundred posts a second to a moderated list, on ten connections,
at fixed instants whether or not the ones before were answered in time; measured is the time from
the final dot to its answer, which is sent after the post is on the disk. First the server is idle
otherwise; then posts to a list of 20,000 are approved, and what is handed in between an approval
and the last copy's answer counts. The sink, the client and the server share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from listserv.model import Policy
from tests.bench import report, server, sink

CONNECTIONS = 10
RATE = 100.0  # posts a second, of all connections
IDLE_SECONDS = 10.0
FAN_OUTS = 3
MEMBERS = 20_000
COLUMNS = ("way", "posts", "p50 ms", "p99 ms", "worst ms", "fan-out copies/s")


@dataclass(slots=True)
class Times:
    """What answers took, in seconds, and when they were asked for."""

    begun: list[float]
    taken: list[float]

    def within(self, first: float, last: float) -> list[float]:
        pairs = zip(self.begun, self.taken, strict=True)
        return sorted(taken for begun, taken in pairs if first <= begun <= last)


class Talk:
    """A conversation with the door, each command after the reply to the one before."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Talk:
        talk = cls(*await asyncio.open_connection("127.0.0.1", port))
        await talk._say(b"")
        await talk._say(b"EHLO bench.example.org\r\n")
        return talk

    async def begin(self, sender: str, name: str) -> None:
        """A mail to a list, up to the 354."""
        await self._say(b"MAIL FROM:<%b>\r\n" % sender.encode())
        await self._say(b"RCPT TO:<%b@lists.example.org>\r\n" % name.encode())
        await self._say(b"DATA\r\n")

    async def end(self, raw: bytes) -> None:
        """The mail itself, up to the 250."""
        await self._say(raw + b".\r\n")

    def close(self) -> None:
        self._writer.close()

    async def _say(self, line: bytes) -> None:
        self._writer.write(line)
        answer = await self._reader.readline()
        while answer[3:4] == b"-":
            answer = await self._reader.readline()
        if answer[:1] not in b"23":
            raise RuntimeError(answer.decode())


class Client:
    """Posts at a steady rate until told to stop."""

    def __init__(self, port: int, rate: float = RATE) -> None:
        self.times = Times([], [])
        self._port = port
        self._rate = rate
        self._over = False

    async def run(self) -> None:
        start = time.perf_counter()
        await asyncio.gather(*(self._lane(start, lane) for lane in range(CONNECTIONS)))

    def stop(self) -> None:
        self._over = True

    async def _lane(self, start: float, lane: int) -> None:
        """Every so many-th post, each at its instant."""
        talk = await Talk.open(self._port)
        n = lane
        while not self._over:
            await asyncio.sleep(max(0.0, start + n / self._rate - time.perf_counter()))
            sender = f"p{n}@rsr.example.org"
            raw = server.post(n, "small", sender)
            await talk.begin(sender, "small")
            begun = time.perf_counter()
            await talk.end(raw)
            self.times.begun.append(begun)
            self.times.taken.append(time.perf_counter() - begun)
            n += CONNECTIONS
        talk.close()


async def measure(
    folder: Path, members: int, idle: float, posts: int
) -> tuple[list[float], list[float], float]:
    """Sorted times of an idle server, of one that fans out, and the fan-out's copies a second."""
    with sink.running() as peer, server.serving(folder, f"smtp://127.0.0.1:{peer.port}") as ours:
        client = Client(ours.port)
        posting = asyncio.create_task(client.run())
        await asyncio.sleep(min(1.0, idle))  # the first post waits for a child process
        first = time.perf_counter()
        await asyncio.sleep(idle)
        second = time.perf_counter()
        for _ in range(posts):
            await asyncio.to_thread(ours.fan_out, "big", 0.05)
        third = time.perf_counter()
        client.stop()
        await posting
        sent = ours.value(
            "SELECT count(*) FROM delivery JOIN mailing ON mailing.id = delivery.mailing"
            " WHERE kind = 'post' AND state = 'sent'"
        )
        counted = peer.count()
        assert sent == members * posts, f"{sent} copies"
        assert counted.doubled == 0, f"{counted}"
    times = client.times
    return times.within(first, second), times.within(second, third), sent / (third - second)


def centile(times: list[float], share: float) -> float:
    """The value that this share of sorted times does not exceed."""
    return times[min(len(times) - 1, int(len(times) * share))]


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few copies")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    members, idle, posts = (100, 0.5, 1) if asked.quick else (MEMBERS, IDLE_SECONDS, FAN_OUTS)
    rows, goals = [], []
    for way, signed in (("unsigned", False), ("signed", True)):
        with tempfile.TemporaryDirectory(dir=asked.dir) as name:
            folder = Path(name) / "site"
            server.make(folder)
            if not signed:
                server.sign_nothing(folder)
            lists = [("big", Policy(title="Big"), members), ("small", Policy(title="Small"), 1)]
            server.crowd(folder, lists)
            server.hold(folder, ["big"] * posts)
            quiet, busy, rate = asyncio.run(measure(folder, members, idle, posts))
        rows.append(row("idle", quiet, ""))
        rows.append(row(f"during {way} fan-out", busy, f"{rate:,.0f}"))
        bound = max(50.0, 5000 * centile(quiet, 0.99))
        goals.append(
            report.at_most(f"p99 ms, {way} fan-out", 1000 * centile(busy, 0.99), bound, ".0f")
        )
    title = "DATA's answer while a post goes out to 20,000 (`python -m tests.bench.intake`)"
    return report.show(title, COLUMNS, rows, goals, quick=asked.quick)


def row(way: str, times: list[float], rate: str) -> tuple[str, ...]:
    marks = (centile(times, 0.5), centile(times, 0.99), times[-1])
    return (way, f"{len(times):,}", *(f"{1000 * mark:.1f}" for mark in marks), rate)


if __name__ == "__main__":
    sys.exit(main())
