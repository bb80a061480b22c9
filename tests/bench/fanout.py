"""Fan-out: one post to many members, from due rows in the ledger to answers in the ledger.

`python -m tests.bench.fanout [MEMBERS]` starts a sink in a process of its own and measures, one
after the other and each in a fresh process: smtplib over one connection (the baseline), our client
alone on ten connections, and the real road over the real ledger, unsigned and signed. The sink's
own count proves that every copy arrived exactly once.
"""

from __future__ import annotations

import asyncio
import json
import resource
import smtplib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from listserv.clock import SystemClock
from listserv.delivery import signer
from listserv.delivery.copy import Parcel, mould
from listserv.delivery.relay import Relay
from listserv.delivery.road import Road
from listserv.delivery.signer import Signer
from listserv.delivery.smtp import Patience, Session
from listserv.model import MARK_LEAVE, Copy, Policy, Rendition, Site
from listserv.store import ledger, lists, members
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text.tokens import Keys, seal

MEMBERS = 5000
ROOT = Path(__file__).parents[2]
HEAD = b"".join(
    line + b"\r\n"
    for line in (
        b'From: "Amina Kamau via hifa"',
        b" <hifa-author+abcdefghijklmnopqrstuvwxyz23@lists.example.org>",
        b"To: hifa@lists.example.org",
        b"Subject: (12) Stock cards in small clinics",
        b"Date: Fri, 20 Nov 2026 10:00:00 +0000",
        b"Message-ID: <20261120100000.1@example.org>",
        b"List-Id: Health <hifa.lists.example.org>",
        b"List-Post: <mailto:hifa@lists.example.org>",
        b"List-Unsubscribe: <https://lists.example.org/leave/" + MARK_LEAVE + b">,",
        b" <mailto:hifa-leave+" + MARK_LEAVE + b"@lists.example.org>",
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        b"Precedence: list",
        b"MIME-Version: 1.0",
        b"Content-Type: text/plain; charset=us-ascii",
    )
)
POST = Rendition(
    "en", HEAD, b"How do you count the stock in your clinic, and who does it?\r\n" * 55
)
SITE = Site("lists.example.org", "Health lists")
KEYS = Keys(((0, b"k" * 32),))


Taken = tuple[float, float]  # seconds by the wall, seconds of our own CPU


def since(start: Taken) -> Taken:
    return time.perf_counter() - start[0], time.process_time() - start[1]


# --- what is measured, each in its own process --------------------------------------------------


def by_smtplib(port: int, count: int, folder: Path) -> Taken:
    """The baseline: one connection, a transaction per copy, no ledger, no token, no signature."""
    message = HEAD.replace(MARK_LEAVE, b"x" * 28) + b"\r\n" + POST.body
    start = since((0.0, 0.0))
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for n in range(count):
            smtp.sendmail(f"b{n}@lists.example.org", [f"p{n}@example.org"], message)
    return since(start)


def by_client(port: int, count: int, folder: Path) -> Taken:
    """Our client alone: ten connections, no ledger."""
    made = mould(POST)

    def parcel(n: int) -> Parcel:
        sender, recipient = f"b{n}@lists.example.org", f"p{n}@example.org"
        return Parcel(n, 0.0, sender, recipient, made.fill(f"{n:028}"), made)

    async def lane(numbers: range) -> None:
        relay = Relay("smtp", "127.0.0.1", port)
        session = await Session.dial(relay, SITE.domain, Patience())
        await session.deliver([parcel(n) for n in numbers])
        session.close()

    async def run() -> Taken:
        start = since((0.0, 0.0))
        await asyncio.gather(*(lane(range(first, count, 10)) for first in range(10)))
        return since(start)

    return asyncio.run(run())


def unsigned(port: int, count: int, folder: Path) -> Taken:
    """The road over a ledger on the disk."""
    return _road(port, count, folder, None)


def signed(port: int, count: int, folder: Path) -> Taken:
    """The same with an RSA-2048 signature on each copy."""
    signer.generate_key(folder / "dkim.pem")
    return _road(port, count, folder, Signer.load(folder / "dkim.pem", SITE.domain))


def _road(port: int, count: int, folder: Path, key: Signer | None) -> Taken:
    store = Store.open(folder / "bench.db")
    clock = SystemClock()
    store.write_now(_fan_out, count, clock.now())

    async def run() -> Taken:
        relay = Relay("smtp", "127.0.0.1", port)
        road = Road(store, SITE, [relay], lambda token: seal(KEYS, token), key, clock)
        start = since((0.0, 0.0))
        while await road.step():
            pass
        taken = since(start)
        await road.stop()
        return taken

    taken = asyncio.run(run())
    assert store.read_now(ledger.counts) == {"sent": count}
    store.close()
    return taken


def _fan_out(db: Db, count: int, now: float) -> None:
    hifa = lists.create(db, "hifa", Policy(), now)
    copies = []
    for n in range(count):
        new = NewMember(f"p{n}@example.org")
        members.add(db, hifa.id, new, "bench", now)
        copies.append(Copy(members.ensure_person(db, new, now)[0], new.address, 0))
    ledger.broadcast(db, "post", hifa.id, [POST], copies, now)


# --- measuring ------------------------------------------------------------------------------------

WAYS = {way.__name__: way for way in (by_smtplib, by_client, unsigned, signed)}


def _child(name: str, port: int, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        seconds, cpu = WAYS[name](port, count, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": count / seconds, "cpu": cpu / count * 1e6, "peak": peak}))


def measure(name: str, count: int) -> dict[str, float]:
    """Recipients a second, µs of CPU a copy and peak MB of one way, against a fresh sink."""
    command = [sys.executable, "-m", "tests.support.sink"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as sink:
        assert sink.stdin
        assert sink.stdout
        port = int(sink.stdout.readline())
        child = [sys.executable, "-m", "tests.bench.fanout", name, str(port), str(count)]
        found: dict[str, float] = json.loads(subprocess.check_output(child, cwd=ROOT))
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            _, counted = smtp.docmd("XCOUNT")
        sink.stdin.close()
    taken, different, _ = map(int, counted.split())
    assert taken == different == count, f"{name}: {taken} copies, {different} different"
    return found


def main(count: int = MEMBERS) -> dict[str, dict[str, float]]:
    """Measure all ways and print a table; ratios are to smtplib in the same run."""
    print(f"fan-out of one {(len(HEAD) + len(POST.body)) / 1000:.1f} KB post to {count} members")
    print(f"{'way':12} {'recipients/s':>12} {'ratio':>6} {'CPU µs':>7} {'peak MB':>8}")
    found: dict[str, dict[str, float]] = {}
    for name in WAYS:
        found[name] = one = measure(name, count)
        ratio = one["rate"] / found["by_smtplib"]["rate"]
        shown = f"{one['rate']:12.0f} {ratio:6.2f} {one['cpu']:7.0f} {one['peak']:8.0f}"
        print(f"{name:12} {shown}", flush=True)
    return found


if __name__ == "__main__":
    if len(sys.argv) > 3:
        _child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:]))
