"""Apertium as a program: which pairs it knows, and drafts from it.

Owns its processes, each in a group of its own with bounds on memory and output; the group ends with
its draft, also where whoever asked gives up. No shell sees a word of a post: the text goes in by
the standard input, and the mode is one that the program itself lists.

A program that is not installed knows no pair. One that fails raises OSError or ValueError.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import resource
import shutil
import signal
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from listserv.model import MachineDraft
from listserv.translate.pairs import Pair, pairs
from listserv.translate.shield import Form, draft_of, shield
from listserv.translate.spans import NOTHING, Care

NAME = "Apertium"
MEMORY = 1 << 30  # octets, for each program of the pipe
MOST_SAID = 2_000_000  # octets that are read of an answer
LAST_WORDS = 1.0  # seconds for what stands in the pipe still, once the group is killed

# Its HTML reader (`-f html`) carries empty tags along, in the order that the sentence takes.
FORM = Form('<a id="%d"/>', re.compile(r'<a id="(\d{1,9})"/>'))
_LINE = re.compile(r'<p id="(\d{1,9})"/>')


class Apertium:
    """The program at `path`, or of that name; "" for none."""

    name = NAME

    def __init__(self, path: str) -> None:
        self._path = path
        self._modes: Mapping[Pair, str] | None = None

    async def pairs(self) -> Collection[Pair]:
        """What the program lists; nothing where it is not installed."""
        program = shutil.which(self._path) if self._path else None
        listing = await _ask(program, ["-l"], "") if program else ""
        self._modes = pairs(listing)
        return self._modes.keys()

    async def draft(
        self, text: str, source: str, target: str, care: Care = NOTHING
    ) -> MachineDraft | None:
        """A draft of a text; None where it lists no such pair, or no paragraph came back sound."""
        if self._modes is None:
            await self.pairs()
        mode = (self._modes or {}).get((source, target))
        if mode is None:
            return None
        program = shutil.which(self._path)
        if program is None:
            raise FileNotFoundError(f"{self._path} is no longer there")
        shielded = await asyncio.to_thread(shield, text, FORM, care)
        asked = "\n".join(f'{line}\n<p id="{at}"/>' for at, line in enumerate(shielded.lines))
        said = await _ask(program, ["-f", "html", mode], asked) if shielded.lines else ""
        lines = _by_line(said, len(shielded.lines))
        return await asyncio.to_thread(draft_of, lines, shielded, NAME, source, target)


def _by_line(said: str, count: int) -> Sequence[str]:
    """What stands before the tag of each line; "" where the tags are not in order."""
    found = ["" for _ in range(count)]
    start = 0
    for tag in _LINE.finditer(said):
        place = int(tag[1])
        if place < count:
            found[place] = "" if found[place] else said[start : tag.start()]
        start = tag.end()
    return found


async def _ask(program: str, arguments: Sequence[str], text: str) -> str:
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
        said, _ = await asyncio.gather(_read(stdout), _write(stdin, text.encode()))
        if await process.wait() != 0:
            raise ChildProcessError(f"it ended with {process.returncode}")
        return said.decode()
    except BaseException:
        # The whole group: what a shell started may hang while the shell has ended.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        stdin.close()
        # What left the group may hold the pipe: nobody waits for its end.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                while await stdout.read(65536):
                    pass
                await process.wait()
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
