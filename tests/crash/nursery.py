"""Programs that are born quickly: forked from one process that has read the whole product before.

To read the product takes two seconds of a small machine, and the crash tests start it some five
hundred times. The programs are real processes, with their own exit status, and die of signals;
only their modules were read by another one. Each process that tests owns one such nursery.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.crash import mortal

_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["tests.crash.mortal"])


class Program:
    """A running program: what it prints, and its end."""

    def __init__(self, process: ForkServerProcess, stdout: asyncio.StreamReader) -> None:
        self.stdout = stdout
        self._process = process
        self._end = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(process.sentinel, self._ended)

    @property
    def returncode(self) -> int | None:
        """Its exit status, or the signal it died of as a negative number; None while it runs."""
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        """The same, once it has ended."""
        return await asyncio.shield(self._end)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def terminate(self) -> None:
        """SIGTERM."""
        self._process.terminate()

    def _ended(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self._end.set_result(self._process.exitcode)


async def start(folder: Path, clock: float, doom: str, *words: str) -> Program:
    """Start tests.crash.mortal on a folder; its errors go to the file `log` there."""
    ours, its = _NURSERY.Pipe(duplex=False)
    process = _NURSERY.Process(target=_live, args=(its, folder, clock, doom, *words))
    process.start()
    its.close()
    reader = asyncio.StreamReader()
    # A copy of the descriptor: a Connection that is forgotten closes its own.
    pipe = os.fdopen(os.dup(ours.fileno()), "rb")
    ours.close()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return Program(process, reader)


def _live(stdout: Connection, folder: Path, clock: float, doom: str, *words: str) -> None:
    """In the new process: its own output, as a program that was started by its name has it."""
    with (folder / "log").open("ab") as log:
        os.dup2(log.fileno(), 2)
    os.dup2(stdout.fileno(), 1)
    stdout.close()
    # Those of the process it was forked from were made for other files.
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    mortal.main(folder, clock, doom, *words)
