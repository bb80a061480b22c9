"""The pool of signing processes: the same signatures as one signer makes, whatever dies."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from listserv.delivery import signing
from listserv.delivery.copy import mould
from listserv.delivery.signer import Plan, Signer, plan
from listserv.delivery.signing import COMMAND, FEW, PLACES, SignerPool
from listserv.delivery.signing_child import Batch, setup
from listserv.frames import frame
from listserv.identity import keys
from listserv.model import MARK_LEAVE, Rendition

NOW = 1_763_000_000.0
LEAVES = [f"{n:028}" for n in range(50)]
SIGNER = Signer("lists.example.org", keys.new("one"), keys.new("two", "ed25519"))

# A child that misbehaves at a word in a token: nothing a real child knows of.
UNSTEADY = """
import os, time
from listserv.delivery import signing_child
from listserv.delivery.signer import Signer
real = Signer.sign
def sign(self, plan, leaves, now):
    if "DIE" in leaves:
        os._exit(3)
    if "HANG" in leaves:
        time.sleep(60)
    if "NOISE" in leaves:
        os.write(1, b"\\x00\\x00\\x00\\x01\\xc1")
    return real(self, plan, leaves, now)
Signer.sign = sign
signing_child.main()
"""


def planned(subject: str) -> Plan:
    head = f"From: a@example.org\r\nSubject: {subject}\r\n".encode()
    head += b"List-Unsubscribe: <https://example.org/" + MARK_LEAVE + b">\r\n"
    return plan(mould(Rendition("en", head, b"Hello.\r\n")))


PLAN = planned("Hello")


@asynccontextmanager
async def pool_of(size: int = 1, idle: float = 30.0, script: str = "") -> AsyncIterator[SignerPool]:
    command = (sys.executable, "-P", "-c", script) if script else COMMAND
    pool = SignerPool(SIGNER, size, idle=idle, command=command)
    try:
        yield pool
    finally:
        await pool.close()


def pids(pool: SignerPool) -> list[int]:
    return [child.pid for child in pool.children if child.lives]


async def ended(pid: int) -> None:
    """Wait until a process is gone."""
    async with asyncio.timeout(10):
        while Path(f"/proc/{pid}").exists():
            await asyncio.sleep(0.01)


async def test_a_process_makes_the_signatures_that_the_signer_makes() -> None:
    async with pool_of() as pool:
        made = await pool.sign(PLAN, LEAVES, NOW)
        assert made == SIGNER.sign(PLAN, LEAVES, NOW)
        assert [one.count(b"DKIM-Signature:") for one in made] == [2] * 50
        assert pids(pool)


async def test_a_few_copies_start_no_process() -> None:
    async with pool_of() as pool:
        made = await pool.sign(PLAN, LEAVES[:FEW], NOW)
        assert made == SIGNER.sign(PLAN, LEAVES[:FEW], NOW)
        assert await pool.sign(PLAN, [], NOW) == []
        assert not pids(pool)


async def test_answers_come_back_to_those_who_asked() -> None:
    """More renditions than a process keeps plans, several of each under way at a time."""
    plans = [planned(f"Post {n}") for n in range(PLACES + 8)]
    asked = [(plan, LEAVES[n : n + FEW + 1]) for n in range(3) for plan in plans]
    async with pool_of(2) as pool:
        made = await asyncio.gather(*(pool.sign(plan, leaves, NOW) for plan, leaves in asked))
        assert len(pids(pool)) == 2
    assert made == [SIGNER.sign(plan, leaves, NOW) for plan, leaves in asked]


@pytest.mark.parametrize("word", ["DIE", "NOISE"])
async def test_a_process_that_dies_costs_nobody_a_signature(
    word: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with pool_of(script=UNSTEADY) as pool:
        first = await pool.sign(PLAN, LEAVES, NOW)
        fatal = [word, *LEAVES]
        asked = (fatal, LEAVES, LEAVES)
        made = await asyncio.gather(*(pool.sign(PLAN, leaves, NOW) for leaves in asked))
        assert made == [SIGNER.sign(PLAN, fatal, NOW), first, first]
        assert "a signing process died" in caplog.text
        assert not pids(pool)


async def test_another_process_is_started_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "PAUSE", 60.0)
    async with pool_of() as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        (old,) = pids(pool)
        os.kill(old, signal.SIGKILL)
        await ended(old)
        await pool.sign(PLAN, LEAVES, NOW)
        assert not pids(pool)
        (dead,) = pool.children
        dead.until = 0.0  # as after the pause
        assert await pool.sign(PLAN, LEAVES, NOW) == SIGNER.sign(PLAN, LEAVES, NOW)
        assert pids(pool) not in ([], [old])


async def test_a_process_that_hangs_is_ended() -> None:
    async with pool_of(script=UNSTEADY) as pool:
        await pool.sign(PLAN, LEAVES, NOW)  # not within half a second on a busy machine
        (old,) = pids(pool)
        pool.children[0]._seconds = 0.5
        stuck = ["HANG", *LEAVES]
        assert await pool.sign(PLAN, stuck, NOW) == SIGNER.sign(PLAN, stuck, NOW)
        await ended(old)


async def test_a_program_that_cannot_be_started_is_not_needed() -> None:
    pool = SignerPool(SIGNER, 1, command=("/nonexistent",))
    assert await pool.sign(PLAN, LEAVES, NOW) == SIGNER.sign(PLAN, LEAVES, NOW)
    await pool.close()


async def test_who_stops_waiting_shifts_no_answers() -> None:
    async with pool_of() as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        (pid,) = pids(pool)
        left = asyncio.create_task(pool.sign(PLAN, LEAVES * 4, NOW))
        await asyncio.sleep(0)
        left.cancel()
        assert await pool.sign(PLAN, LEAVES, NOW) == SIGNER.sign(PLAN, LEAVES, NOW)
        assert pids(pool) == [pid]


async def test_an_idle_process_ends_and_another_comes_at_once() -> None:
    async with pool_of(idle=0.05) as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        (old,) = pids(pool)
        await ended(old)
        await pool.sign(PLAN, LEAVES, NOW)
        assert pids(pool) not in ([], [old])


async def test_closing_ends_the_processes_and_leaves_nobody_waiting() -> None:
    async with pool_of() as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        (pid,) = pids(pool)
        waiting = asyncio.create_task(pool.sign(PLAN, LEAVES * 10, NOW))
        await asyncio.sleep(0)
    assert len(await waiting) == 500
    await ended(pid)


async def test_who_asked_a_process_that_never_began_is_served() -> None:
    """Its task was cancelled before its first step, and once nobody told those who waited."""
    pool = SignerPool(SIGNER, 1)
    waiting = asyncio.create_task(pool.sign(PLAN, LEAVES, NOW))
    ending = asyncio.create_task(pool.renew(SIGNER))
    assert await asyncio.wait_for(waiting, 5) == SIGNER.sign(PLAN, LEAVES, NOW)
    await ending
    await pool.close()


async def test_new_keys_sign_from_now_on() -> None:
    fresh = Signer("lists.example.org", keys.new("three"))
    async with pool_of() as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        (old,) = pids(pool)
        under_way = asyncio.create_task(pool.sign(PLAN, LEAVES, NOW))
        await asyncio.sleep(0)
        await pool.renew(fresh)
        assert await under_way == fresh.sign(PLAN, LEAVES, NOW)
        assert await pool.sign(PLAN, LEAVES, NOW) == fresh.sign(PLAN, LEAVES, NOW)
        await ended(old)


def test_a_process_ends_with_its_parent() -> None:
    """The end of its input is the end of a child, also in the middle of an answer."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        child.stdin.write(frame(setup(SIGNER)) + frame(Batch(0, PLAN, LEAVES, NOW)))
        child.stdin.close()
        assert child.wait(timeout=10) == 0


PARENT = """
import asyncio, os, sys
from listserv.delivery.signing import SignerPool
from tests.rooms.test_signing_pool import LEAVES, NOW, PLAN, SIGNER
async def main():
    pool = SignerPool(SIGNER, 2)
    work = [asyncio.create_task(pool.sign(PLAN, LEAVES * 10, NOW)) for _ in range(20)]
    await pool.sign(PLAN, LEAVES, NOW)
    print(*(child.pid for child in pool.children), flush=True)
    await asyncio.gather(*work)
asyncio.run(main())
"""


@pytest.mark.slow
async def test_no_process_outlives_a_server_that_is_killed() -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        found = [int(word) for word in server.stdout.readline().split()]
        server.kill()
        server.wait()
    assert len(found) == 2
    for pid in found:
        await ended(pid)


async def test_a_process_is_told_nothing_but_its_work() -> None:
    """Its environment and its command line are for everybody on the machine to read."""
    async with pool_of() as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        (pid,) = pids(pool)
        names = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        assert {name.partition(b"=")[0] for name in names if name} <= {
            b"PYTHONPATH",
            b"PYTHONDONTWRITEBYTECODE",
            b"LC_CTYPE",  # Python's own, where none is set
        }
        assert b"PRIVATE" not in Path(f"/proc/{pid}/cmdline").read_bytes()


async def test_the_end_of_the_service_is_the_parents_affair() -> None:
    """systemd sends SIGTERM to every process of a service, and the parent still has copies."""
    async with pool_of() as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        (pid,) = pids(pool)
        os.kill(pid, signal.SIGTERM)
        await pool.sign(PLAN, LEAVES, NOW)
        assert pids(pool) == [pid]


async def test_the_loop_is_free_while_others_sign() -> None:
    async with pool_of() as pool:
        await pool.sign(PLAN, LEAVES, NOW)
        work = asyncio.create_task(pool.sign(PLAN, LEAVES * 4, NOW))
        turns = 0
        while not work.done():
            await asyncio.sleep(0)
            turns += 1
        assert turns > 50
