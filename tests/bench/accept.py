"""How many posts a second the door keeps.

    python -m tests.bench.accept [--quick]

Sends 5,000 posts of about 3 KB from 10 connections, each command after the reply to the one before,
first to a bare aiosmtpd handler that stores nothing, then to our door with the durable store; each
server is a process of its own. Rounds alternate, so that a busy machine is busy for both. Rates
are medians of the rounds. At the end our store has every post.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import report
from tests.bench.sink import ROOT

CONNECTIONS = 10
POSTS = 5000
ROUNDS = 5
RATIO = 0.5
COLUMNS = ("server", "posts/s", "from-to", "CPU µs a post", "peak MB")
LINE = "Dear colleagues, our health post has seen eleven cases of measles since Monday.\r\n"


def post(number: int) -> bytes:
    """A post of about 3 KB with the headers that a mail from a phone has when it arrives."""
    head = (
        "Received: from mx.example.org (mx.example.org [192.0.2.7])\r\n"
        f"\tby lists.example.org with ESMTPS id {number:08x}; Mon, 2 Mar 2026 08:00:00 +0000\r\n"
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=a;\r\n"
        f"\th=from:to:subject:date:message-id; bh=;\r\n\tb={'A' * 60}\r\n"
        f"From: Amina <amina{number}@example.org>\r\nTo: hifa@lists.example.org\r\n"
        f"Subject: Measles in our district ({number})\r\n"
        f"Date: Mon, 2 Mar 2026 08:00:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return (head + LINE * 29).encode()


# --- the two servers -----------------------------------------------------------------------------


async def serve_bare() -> None:
    """The baseline: aiosmtpd as it comes, storing nothing."""
    from aiosmtpd.smtp import SMTP

    class Nothing:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            return "250 OK"

    handler = Nothing()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="bare.example.org", loop=loop), "127.0.0.1", 0
    )
    await until_stdin_closes(server.sockets[0].getsockname()[1])


async def serve_ours(folder: Path) -> None:
    """Our door with the real gate and the real store."""
    from listserv.clock import SystemClock
    from listserv.intake.gate import Gate
    from listserv.intake.server import Door, Limits
    from listserv.model import Policy, Site
    from listserv.store import lists, spool
    from listserv.store.base import Store

    store = Store.open(folder / "listserv.db")
    made = store.write_now(lists.create, "hifa", Policy(), 0.0)
    gate = Gate({"hifa": made.id}, Site("lists.example.org", "Forum"), lambda text: None)

    async def current() -> Gate:
        return gate

    async def accept(envelope, raw):
        return await store.write(spool.accept, envelope, raw)

    door = Door(current, accept, Limits(), frozenset(), "lists.example.org", SystemClock())
    _, port = await door.start_smtp("127.0.0.1", 0)
    await until_stdin_closes(port)
    await door.stop()
    kept = store.read_now(lambda db: db.value("SELECT count(*) FROM post"))
    store.close()
    print(json.dumps({"kept": kept}), flush=True)


async def until_stdin_closes(port: int) -> None:
    print(json.dumps({"port": port}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    print(json.dumps({"peak": usage.ru_maxrss, "cpu": cpu}), flush=True)


# --- the client -----------------------------------------------------------------------------------


async def send(port: int, numbers: range) -> None:
    """Send these posts over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def expect(code: bytes) -> None:
        while True:
            line = await reader.readline()
            if line[:3] != code:
                raise RuntimeError(f"expected {code!r}, got {line!r}")
            if line[3:4] != b"-":
                return

    async def say(text: bytes, code: bytes) -> None:
        writer.write(text)
        await expect(code)

    await expect(b"220")
    await say(b"EHLO bench.example.org\r\n", b"250")
    for number in numbers:
        await say(b"MAIL FROM:<amina%d@example.org> SIZE=3072\r\n" % number, b"250")
        await say(b"RCPT TO:<hifa@lists.example.org>\r\n", b"250")
        await say(b"DATA\r\n", b"354")
        await say(post(number) + b".\r\n", b"250")
    await say(b"QUIT\r\n", b"221")
    writer.close()


async def load(port: int, first: int, count: int) -> float:
    """Send `count` posts over all connections; returns posts a second."""
    share = count // CONNECTIONS
    begun = time.perf_counter()
    await asyncio.gather(
        *(
            send(port, range(first + share * part, first + share * (part + 1)))
            for part in range(CONNECTIONS)
        )
    )
    return share * CONNECTIONS / (time.perf_counter() - begun)


class Server:
    """One of the two servers in a process of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.rates: list[float] = []
        self.sent = 0

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.accept"),
            *("--serve", self.name, "--folder", str(self.folder)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        self.port = (await self.answer())["port"]

    async def answer(self) -> dict[str, float]:
        return json.loads(await self.process.stdout.readline())

    async def round(self, count: int) -> None:
        self.rates.append(await load(self.port, self.sent, count))
        self.sent += count // CONNECTIONS * CONNECTIONS

    async def stop(self) -> dict[str, float]:
        self.process.stdin.close()
        figures = await self.answer()
        if self.name == "ours":
            figures |= await self.answer()
        await self.process.wait()
        return figures


async def measure(posts: int, folder: Path, *, quick: bool) -> int:
    """Load both in turn, and show what came of it; returns the exit status."""
    bare, ours = Server("bare", folder), Server("ours", folder)
    for server in (bare, ours):
        await server.start()
        await server.round(CONNECTIONS * 5)  # warm
        server.rates.clear()
    for _ in range(ROUNDS):
        for server in (bare, ours):
            await server.round(posts // ROUNDS)
    rows, kept = [], 0.0
    for server in (bare, ours):
        figures = await server.stop()
        kept = figures.get("kept", 0.0)
        rows.append(
            (
                "bare aiosmtpd" if server is bare else "the door",
                f"{statistics.median(server.rates):,.0f}",
                f"{min(server.rates):,.0f}-{max(server.rates):,.0f}",
                f"{figures['cpu'] / server.sent * 1e6:,.0f}",
                f"{figures['peak'] / 1024:.0f}",
            )
        )
    assert kept == ours.sent, f"{kept:.0f} of {ours.sent} posts are kept"
    ratio = statistics.median(ours.rates) / statistics.median(bare.rates)
    goals = [report.at_least("of bare aiosmtpd's rate", ratio, RATIO)]
    title = "Posts over ten connections to the door (`python -m tests.bench.accept`)"
    return report.show(title, COLUMNS, rows, goals, quick=quick)


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few posts")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    options.add_argument("--serve", choices=("bare", "ours"), help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.serve:
        asyncio.run(serve_bare() if asked.serve == "bare" else serve_ours(asked.folder))
        return 0
    posts = 100 if asked.quick else POSTS
    with tempfile.TemporaryDirectory(dir=asked.dir) as folder:
        return asyncio.run(measure(posts, Path(folder), quick=asked.quick))


if __name__ == "__main__":
    sys.exit(main())
