"""The three steps of every room that works on its own: gather, decide, apply.

A worker's `step` does one round and says whether it found anything. The loop here calls it until
it finds nothing, then sleeps until a hint or the next tick: a hint that is lost costs a few
seconds, never a post. A step that raises is logged with its traceback and tried again after a
pause; a worker shunts what it cannot digest itself, so that the next thing gets its turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Protocol

log = logging.getLogger("listserv.worker")

PAUSE_SECONDS = 2.0  # after a round that failed


class Worker(Protocol):
    async def step(self) -> bool:
        """One round of gather, decide, apply. True: there may be more at once."""


class Loop:
    """Runs one worker until it is stopped."""

    def __init__(self, name: str, worker: Worker) -> None:
        self.name = name
        self._worker = worker
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=self.name)

    def wake(self) -> None:
        """There may be work: look now."""
        self._wake.set()

    async def stop(self, seconds: float = 1.0) -> None:
        """Let the round in hand end, within bounds; the next start finds what it leaves."""
        self._stopping.set()
        self._wake.set()
        if self._task is None:
            return
        done, _ = await asyncio.wait({self._task}, timeout=seconds)
        if not done:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                more = await self._worker.step()
            except Exception:
                log.exception("%s: a round failed, trying again", self.name)
                await self._pause()
                continue
            if not more and not self._stopping.is_set():
                await self._wake.wait()

    async def _pause(self) -> None:
        """What failed now will fail at once again: hints do not end this, only a stop does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PAUSE_SECONDS):
                await self._stopping.wait()
