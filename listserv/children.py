"""The pool of child processes that read hostile mail.

Owns the processes: they are started when there is work, ended after some idle seconds, killed
when one message takes too long. The server itself never parses a mail: bytes go in, values
come out (listserv.child is the other side). A child that dies or overruns costs its message
one retry in a fresh child; after that `ChildFailed` is raised, and the caller shunts the
message. The other messages notice nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from listserv import frames
from listserv.child import Answer, Task
from listserv.frames import frame
from listserv.model import Reading
from listserv.text.carried import Carried
from listserv.text.files import Taken
from listserv.text.rewriting import Rewritten

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-P", "-m", "listserv.child")
TRIES = 2
_FAREWELL = 2.0  # seconds a child has to end by itself


class ChildFailed(Exception):  # noqa: N818 (what happened, as callers say it)
    """A message that no child could digest; its text says how they ended."""


class Pool:
    """At most `size` children; a message has `seconds` of time in each try."""

    def __init__(
        self,
        size: int = 2,
        seconds: float = 20.0,
        idle: float = 30.0,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._seconds = seconds
        self._idle = idle
        # Last in, first out: under light load one child works and the others may end.
        self._free: asyncio.LifoQueue[_Child] = asyncio.LifoQueue()
        self._all = tuple(_Child(command) for _ in range(size))
        for child in self._all:
            self._free.put_nowait(child)

    async def read(self, raw: bytes) -> Reading:
        """The Reading of a message. Raises ChildFailed."""
        answer = await self._ask(Task(raw, cpu_seconds=self._cpu()))
        if answer.reading is None:
            raise ChildFailed(answer.error or "no answer")
        return answer.reading

    async def verify(self, raw: bytes, keys: Mapping[str, bytes]) -> tuple[str, ...]:
        """The domains whose DKIM signature holds. Raises ChildFailed.

        `keys` maps `selector._domainkey.domain`, lower-case, to the octets of its TXT record.
        """
        answer = await self._ask(Task(raw, "verify", dict(keys), cpu_seconds=self._cpu()))
        if answer.error:
            raise ChildFailed(answer.error)
        return answer.domains

    async def arc_holds(self, raw: bytes, keys: Mapping[str, bytes]) -> bool:
        """Whether the message has an ARC chain that holds; `keys` as above. Raises ChildFailed."""
        answer = await self._ask(Task(raw, "arc", dict(keys), cpu_seconds=self._cpu()))
        if answer.error:
            raise ChildFailed(answer.error)
        return answer.holds

    async def carry(self, raw: bytes) -> Carried:
        """What of a message is carried on unchanged. Raises ChildFailed."""
        answer = await self._ask(Task(raw, "carry", cpu_seconds=self._cpu()))
        if answer.carried is None:
            raise ChildFailed(answer.error or "no answer")
        return answer.carried

    async def redact(self, raw: bytes, words: Sequence[str], mark: str) -> Rewritten:
        """A message with a mark in each place where one of these stood. Raises ChildFailed."""
        task = Task(raw, "redact", words=tuple(words), mark=mark, cpu_seconds=self._cpu())
        answer = await self._ask(task)
        if answer.rewritten is None:
            raise ChildFailed(answer.error or "no answer")
        return answer.rewritten

    async def forget(
        self, raw: bytes, words: Sequence[str], hers: Sequence[str], mark: str, *, whole: bool
    ) -> Rewritten:
        """A message without these words, which name somebody, nor what it quotes from texts of
        hers; `whole`: or shows of them. Raises ChildFailed."""
        cpu, named, texts = self._cpu(), tuple(words), tuple(hers)
        task = Task(raw, "forget", words=named, hers=texts, whole=whole, mark=mark, cpu_seconds=cpu)
        answer = await self._ask(task)
        if answer.rewritten is None:
            raise ChildFailed(answer.error or "no answer")
        return answer.rewritten

    async def files(self, raw: bytes, numbers: Sequence[int], room: int) -> Taken:
        """The files of a message as they go on, see text/files.py; none where children fail at it.

        A picture that no program can open costs the message its files, and nothing else.
        """
        try:
            cpu = self._cpu()
            task = Task(raw, "files", numbers=tuple(numbers), room=room, cpu_seconds=cpu)
            return (await self._ask(task)).taken or Taken()
        except ChildFailed as error:
            log.warning("files of a mail could not be taken out: %s", error)
            return Taken()

    async def parts(self, raw: bytes) -> tuple[bytes, ...]:
        """The octets of every attachment of a message as it came. Raises ChildFailed."""
        answer = await self._ask(Task(raw, "parts", cpu_seconds=self._cpu()))
        if answer.error:
            raise ChildFailed(answer.error)
        return answer.parts

    async def close(self) -> None:
        """End all children; a later call starts new ones."""
        await asyncio.gather(*(child.end() for child in self._all))

    def _cpu(self) -> int:
        return max(1, int(self._seconds))

    async def _ask(self, task: Task) -> Answer:
        child = await self._free.get()
        try:
            return await self._ask_with_retry(child, frame(task))
        finally:
            child.rest(self._idle)
            self._free.put_nowait(child)

    async def _ask_with_retry(self, child: _Child, request: bytes) -> Answer:
        reason = ""
        for _ in range(TRIES):
            try:
                async with asyncio.timeout(self._seconds):
                    return await child.ask(request)
            except TimeoutError:
                reason = f"took longer than {self._seconds:g} s"
            except (OSError, EOFError, msgspec.DecodeError) as error:
                reason = f"died ({type(error).__name__})"
        raise ChildFailed(f"child {reason}")


class _Child:
    """One place in the pool, with a process or without."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._process: asyncio.subprocess.Process | None = None
        self._ending: asyncio.TimerHandle | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send one task and wait for its answer; whatever fails, the process is gone after it."""
        if self._ending:
            self._ending.cancel()
        try:
            process = await self._running()
            assert process.stdin and process.stdout  # noqa: S101 (both are pipes)
            process.stdin.write(request)
            await process.stdin.drain()
            payload = await frames.awaited(process.stdout)
            return msgspec.msgpack.decode(payload, type=Answer)
        except BaseException:
            # Also when cancelled: an answer still on its way would be taken for the next one's.
            await self._kill()
            raise

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # a traceback may quote the mail
                env=_environment(),
            )
        return self._process

    def rest(self, idle: float) -> None:
        """Let the process end unless it is asked again within `idle` seconds."""
        if self._process is not None:
            self._ending = asyncio.get_running_loop().call_later(idle, self._hang_up)

    def _hang_up(self) -> None:
        # The end of its input is how a child learns that it may go.
        if self._process is not None and self._process.stdin:
            self._process.stdin.close()
        self._process = None

    async def end(self) -> None:
        """End the process, kindly at first."""
        if self._ending:
            self._ending.cancel()
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            async with asyncio.timeout(_FAREWELL):
                await process.wait()
        except TimeoutError:
            await _killed(process)

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await _killed(process)


async def _killed(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _environment() -> dict[str, str]:
    """Nothing of ours but the way to the package: a child has no use for secrets."""
    package = str(Path(__file__).resolve().parent.parent)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {"PYTHONPATH": package, "PYTHONDONTWRITEBYTECODE": "1"}
