"""Signatures through the pool, beside bare RSA of all cores in the same run.

    python -m tests.bench.signing [--quick]

One rendition of an ordinary head and 4 KB of body; ten callers ask for fifty copies at a time, as
the road's connections do. Ways: the signer alone on one core, the same in a thread for each core,
the pool, and the pool with an Ed25519 signature beside the RSA one. The CPU is that of our own
process, for each copy: what is left for sockets and ledger.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from listserv.delivery.copy import mould
from listserv.delivery.signer import Signer
from listserv.delivery.signer import plan as planned
from listserv.delivery.signing import SignerPool
from listserv.identity import keys
from listserv.model import MARK_LEAVE, Rendition
from tests.bench import rsa
from tests.bench.report import at_least, show

LEAST = 0.85  # of bare RSA
CALLERS = 10
COLUMNS = ("way", "signatures/s", "of bare RSA", "own CPU µs a copy")
LEAVES = [f"{n:028}" for n in range(50)]
HEAD = b"".join(
    line + b"\r\n"
    for line in (
        b'From: "Amina Kamau via hifa"',
        b" <hifa-author+abcdefghijklmnopqrstuvwxyz23@lists.example.org>",
        b"To: hifa@lists.example.org",
        b"Subject: (12) Stock cards in small clinics",
        b"Date: Fri, 20 Nov 2026 10:00:00 +0000",
        b"Message-ID: <20261120100000.1@example.org>",
        b"References: <20261119090000.7@example.org> <20261119110000.3@example.org>",
        b"List-Id: Health <hifa.lists.example.org>",
        b"List-Post: <mailto:hifa@lists.example.org>",
        b"List-Help: <mailto:hifa-request@lists.example.org?subject=help>",
        b"List-Unsubscribe: <https://lists.example.org/leave/" + MARK_LEAVE + b">,",
        b" <mailto:hifa-leave+" + MARK_LEAVE + b"@lists.example.org>",
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        b"Precedence: list",
        b"MIME-Version: 1.0",
        b"Content-Type: text/plain; charset=us-ascii",
    )
)
POST = mould(Rendition("en", HEAD, b"Who counts the stock in your clinic?\r\n" * 108))

Batch = Callable[[], Awaitable[object]]


async def rate(batch: Batch, seconds: float) -> tuple[float, float]:
    """Signatures a second, and µs of our CPU for each, of `CALLERS` that ask without a pause."""
    await asyncio.gather(*(batch() for _ in range(CALLERS)))  # so that the processes are there
    begun, cpu, done = time.perf_counter(), time.process_time(), 0

    async def caller() -> None:
        nonlocal done
        while time.perf_counter() - begun < seconds:
            await batch()
            done += len(LEAVES)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return done / (time.perf_counter() - begun), (time.process_time() - cpu) / done * 1e6


async def measure(seconds: float) -> list[tuple[str, float, float]]:
    """(way, signatures a second, µs of our CPU a copy)"""
    first, second = keys.new("one"), keys.new("two", "ed25519")
    signer = Signer("lists.example.org", first)
    plan = planned(POST)
    rows = []
    for name, threads in (("one core", 1), ("threads", 0)):
        with ThreadPoolExecutor(threads or os.cpu_count()) as executor:
            run = asyncio.get_running_loop().run_in_executor
            batch = partial(run, executor, signer.sign, plan, LEAVES, 1.0)
            rows.append((name, *await rate(batch, seconds)))
    for name, both in (("pool", signer), ("pool, both", Signer(signer.domain, first, second))):
        pool = SignerPool(both)
        rows.append((name, *await rate(partial(pool.sign, plan, LEAVES, 1.0), seconds)))
        await pool.close()
    return rows


def main() -> int:
    quick = "--quick" in sys.argv
    seconds = 0.3 if quick else 4.0
    bare = rsa.run(seconds)
    found = asyncio.run(measure(seconds))
    rows = [("bare RSA of all cores", f"{bare:,.0f}", "1.00", "")]
    rows += [(name, f"{n:,.0f}", f"{n / bare:.2f}", f"{cpu:,.0f}") for name, n, cpu in found]
    pool = next(n for name, n, _ in found if name == "pool")
    return show(
        "Signatures over one rendition's personal heads (`python -m tests.bench.signing`)",
        COLUMNS,
        rows,
        [at_least("pool, of bare RSA", pool / bare, LEAST)],
        quick=quick,
    )


if __name__ == "__main__":
    raise SystemExit(main())
