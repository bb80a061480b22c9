"""The pool of signing processes: one rendition's plan and many tokens in, signatures out.

Owns the processes. RSA is the dearest part of a copy, and in threads its results wait for the
interpreter that serves the sockets and the ledger; so batches are signed by processes, one for each
core, started when there are batches and ended after some idle seconds. A process has several
batches in its pipe at a time, answers them in order, and is sent a plan once. A few copies, a
letter above all, are signed at once in a thread and wait for no fan-out.

A process that dies, or does not answer in time, costs a line in the log: what it had is signed in
threads, and another is started. Nobody waits for ever. Keys go to a process through its pipe only.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import sys
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from listserv import frames
from listserv.delivery.signer import Plan, Signer
from listserv.delivery.signing_child import Batch, setup
from listserv.frames import frame

log = logging.getLogger("listserv.signing")

COMMAND = (sys.executable, "-P", "-m", "listserv.delivery.signing_child")
FEW = 4  # copies that are not worth the way through a pipe
PLACES = 32  # plans that a process keeps
PAUSE = 5.0  # seconds after a process died in which no other is started

_ANSWER = msgspec.msgpack.Decoder(list[bytes])


class _Gone(Exception):  # noqa: N818 (what happened)
    """The process ended before it answered."""


class SignerPool:
    """At most `size` processes (0: one for each core); each batch has `seconds` of time."""

    def __init__(
        self,
        signer: Signer,
        size: int = 0,
        seconds: float = 10.0,
        idle: float = 30.0,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.signer = signer
        self._size = size or os.cpu_count() or 1
        self._seconds = seconds
        self._idle = idle
        self._command = command
        self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="signer")
        self.children: list[_Child] = []

    async def sign(self, plan: Plan, leaves: Sequence[str], now: float) -> list[bytes]:
        """The DKIM-Signature headers of one copy each, with their CRLFs, in the order of `leaves`.

        `leaves` are the tokens that fill a rendition's marks; any number, tens to hundreds best.
        """
        if len(leaves) > FEW and (child := self._least_busy()):
            with contextlib.suppress(_Gone):
                return await child.sign(plan, leaves, now)
        running = asyncio.get_running_loop()
        return await running.run_in_executor(self._threads, self.signer.sign, plan, leaves, now)

    async def renew(self, signer: Signer) -> None:
        """Sign with other keys from now on; plans know nothing of keys and stay good."""
        self.signer = signer
        former, self.children = self.children, []
        await asyncio.gather(*(child.end() for child in former))

    async def close(self) -> None:
        """End all processes; what is being signed comes to its end in threads."""
        await asyncio.gather(*(child.end() for child in self.children))
        self._threads.shutdown(wait=False)

    def _least_busy(self) -> _Child | None:
        """Another process is started only when all have something to do."""
        now = asyncio.get_running_loop().time()
        self.children = [child for child in self.children if now < child.until]
        living = [child for child in self.children if child.lives]
        if len(self.children) < self._size and all(child.waiting for child in living):
            made = _Child(self._command, frame(setup(self.signer)), self._seconds, self._idle)
            self.children.append(made)
            return made
        return min(living, key=lambda child: len(child.waiting), default=None)


class _Child:
    """One process, from its start to its end; it never comes back."""

    def __init__(self, command: Sequence[str], first: bytes, seconds: float, idle: float) -> None:
        self.waiting: deque[asyncio.Future[list[bytes]]] = deque()  # in the order of the answers
        self.until = math.inf  # when another may take its place
        self._command = command
        self._seconds = seconds
        self._idle = idle
        self._places: OrderedDict[Plan, int] = OrderedDict()
        self._early = [first]  # what was asked before the process ran
        self._pipe: asyncio.StreamWriter | None = None
        self.pid = 0  # 0 until it runs
        self._asked = asyncio.Event()
        self._life = asyncio.create_task(self._live())

    @property
    def lives(self) -> bool:
        return self.until == math.inf

    def sign(self, plan: Plan, leaves: Sequence[str], now: float) -> asyncio.Future[list[bytes]]:
        """The signatures, when they are there; _Gone when they will not be."""
        known = plan in self._places
        request = frame(Batch(self._place(plan), None if known else plan, leaves, now))
        # Not drained: requests are small, and each caller waits for its answer.
        if self._pipe:
            self._pipe.write(request)
        else:
            self._early.append(request)
        answer = asyncio.get_running_loop().create_future()
        self.waiting.append(answer)
        self._asked.set()
        return answer

    async def end(self) -> None:
        self._life.cancel()
        await asyncio.wait([self._life])
        self._forsake(0.0)  # a task that is cancelled before its first step runs no `finally`

    def _place(self, plan: Plan) -> int:
        """Where the process keeps a plan; the one that was used longest ago makes room."""
        if plan not in self._places:
            free = len(self._places)
            if free == PLACES:
                free = self._places.popitem(last=False)[1]
            self._places[plan] = free
        self._places.move_to_end(plan)
        return self._places[plan]

    async def _live(self) -> None:
        process: asyncio.subprocess.Process | None = None
        pause = PAUSE
        try:
            process = await self._started()
            while await self._something():
                async with asyncio.timeout(self._seconds):
                    answer = await _answer(process)
                waiter = self.waiting.popleft()
                if not waiter.done():  # she may have been cancelled meanwhile
                    waiter.set_result(answer)
            pause = 0.0
        except (OSError, EOFError, TimeoutError, msgspec.DecodeError) as error:
            log.warning("a signing process died (%s); we sign ourselves", type(error).__name__)
        finally:
            self._forsake(pause)
            if process is not None:
                await _killed(process)

    def _forsake(self, pause: float) -> None:
        """Take no more; those who wait must have it from others."""
        self.until = asyncio.get_running_loop().time() + pause
        for waiter in self.waiting:
            if not waiter.done():
                waiter.set_exception(_Gone())
        self.waiting.clear()

    async def _started(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
        )
        self._pipe, self.pid = process.stdin, process.pid
        assert self._pipe  # noqa: S101 (it is a pipe)
        self._pipe.writelines(self._early)
        self._early.clear()
        return process

    async def _something(self) -> bool:
        """Wait for a question; False after a while without one."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._idle):
                while not self.waiting:
                    self._asked.clear()
                    await self._asked.wait()
        return bool(self.waiting)


async def _answer(process: asyncio.subprocess.Process) -> list[bytes]:
    assert process.stdout  # noqa: S101 (it is a pipe)
    return _ANSWER.decode(await frames.awaited(process.stdout))


async def _killed(process: asyncio.subprocess.Process) -> None:
    """A signing process has nothing to lose and nothing to finish."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _environment() -> dict[str, str]:
    """The way to the package, and nothing else of ours."""
    package = str(Path(__file__).resolve().parents[2])
    return {"PYTHONPATH": package, "PYTHONDONTWRITEBYTECODE": "1"}
