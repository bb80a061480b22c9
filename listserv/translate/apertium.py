"""Apertium as a program: which pairs it knows, and drafts from it.

Owns its processes, at most two at a time, each in a group of its own with bounds on time, memory
and output; the group ends with its draft. No shell sees a word of a post: the text goes in by the
standard input, and the mode is one that the program itself lists.

Nothing is raised. A program that is not installed, fails, or takes too long gives None.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import shutil
import signal
from collections.abc import Mapping, Sequence
from typing import cast

from listserv.model import MachineDraft
from listserv.translate.pairs import Pair, pairs
from listserv.translate.shield import shield, unshield

log = logging.getLogger(__name__)

NAME = "Apertium"
SECONDS = 30.0
MEMORY = 1 << 30  # octets, for each program of the pipe
MOST_TEXT = 200_000  # characters; a longer one gets no draft
MOST_SAID = 8 * MOST_TEXT  # octets that are read of an answer
AT_ONCE = 2


class Apertium:
    """The program at `path`, or of that name; "" for none."""

    def __init__(self, path: str, seconds: float = SECONDS) -> None:
        self._path = path
        self._seconds = seconds
        self._modes: Mapping[Pair, str] | None = None
        self._places = asyncio.Semaphore(AT_ONCE)

    async def draft(self, text: str, source: str, target: str) -> MachineDraft | None:
        """A draft of a text in another language; None where the program has none."""
        mode = (await self._known()).get((source, target))
        if mode is None or len(text) > MOST_TEXT:
            return None
        shielded = await asyncio.to_thread(shield, text)
        said = await self._run(["-f", "html", mode], shielded.text)
        if said is None:
            return None
        found = await asyncio.to_thread(unshield, said, shielded)
        if found.untouched == len(shielded.paragraphs):
            log.warning("apertium %s gave no paragraph back as it was asked", mode)
            return None
        return MachineDraft(found.text, NAME, source, target, found.words, found.unknown)

    async def _known(self) -> Mapping[Pair, str]:
        """Asked once; a program that did not answer is asked again the next time."""
        if self._modes is None:
            listing = await self._run(["-l"], "")
            if listing is None:
                return {}
            self._modes = pairs(listing)
        return self._modes

    async def _run(self, arguments: Sequence[str], text: str) -> str | None:
        """What the program says to a text; None where it does not end well."""
        program = shutil.which(self._path) if self._path else None
        if program is None:
            return None
        async with self._places:
            try:
                async with asyncio.timeout(self._seconds):
                    return await _ask(program, arguments, text.encode())
            except (OSError, ValueError) as error:  # a timeout is an OSError
                log.warning("apertium gave no draft: %r", error)
                return None


async def _ask(program: str, arguments: Sequence[str], text: bytes) -> str:
    """Raises ValueError for a program that says too much, fails or writes no UTF-8."""
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    stdin = cast(asyncio.StreamWriter, process.stdin)
    stdout = cast(asyncio.StreamReader, process.stdout)
    try:
        with contextlib.suppress(ProcessLookupError):  # it has ended
            resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        said, _ = await asyncio.gather(_read(stdout), _write(stdin, text))
        if await process.wait() != 0:
            raise ValueError(f"it ended with {process.returncode}")
        return said.decode()
    except BaseException:
        # The whole group: what a shell started may hang while the shell has ended.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        stdin.close()
        while await stdout.read(65536):  # what stands in the pipe still, so that it closes
            pass
        raise


async def _read(stream: asyncio.StreamReader) -> bytes:
    said = b""
    while piece := await stream.read(65536):
        said += piece
        if len(said) > MOST_SAID:
            raise ValueError(f"it says more than {MOST_SAID} octets")
    return said


async def _write(stream: asyncio.StreamWriter, text: bytes) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its end says why
        stream.write(text)
        await stream.drain()
    stream.close()
