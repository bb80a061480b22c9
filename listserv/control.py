"""The control socket: how the command line talks to a running server.

Owns `control.sock` in the site's folder: one JSON line asks, one JSON line answers. The command
line writes the database itself, in short transactions, and then says `wake`, so that what it
changed takes effect at once instead of at the next tick. Without a server there is nobody to
tell, and nothing is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger("listserv.control")

LINE_BYTES = 4096
SECONDS = 5.0

Verb = Callable[[], Awaitable[dict[str, Any]]]


class Control:
    """The server's end."""

    def __init__(self, path: Path, verbs: Mapping[str, Verb]) -> None:
        self._path = path
        self._verbs = verbs
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            with _short(self._path) as path:
                self._server = await asyncio.start_unix_server(self._talk, path, limit=LINE_BYTES)
        finally:
            os.umask(before)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._answer(reader)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError) as error:
            log.info("control: %s", error)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> dict[str, Any]:
        """Whatever was said has an answer: who asks must not take a busy server for none."""
        try:
            asked = json.loads(await reader.readline())
        except (ValueError, RecursionError):
            return {"error": "say one line of JSON"}
        said = asked.get("do") if isinstance(asked, dict) else None
        if not isinstance(said, str) or said not in self._verbs:
            return {"error": f"unknown verb; there are {', '.join(sorted(self._verbs))}"}
        try:
            return await self._verbs[said]()
        except Exception:
            log.exception("control: %s failed", said)
            return {"error": f"{said} failed, see the server's log"}


def ask(path: Path, verb: str) -> dict[str, Any] | None:
    """Ask the running server; None when there is none."""
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as line:
        line.settimeout(SECONDS)
        try:
            with _short(path) as short:
                line.connect(short)
            line.sendall(json.dumps({"do": verb}).encode() + b"\n")
            answer = line.makefile("rb").readline(LINE_BYTES)
            found = json.loads(answer)
        except (OSError, ValueError):
            return None
    return found if isinstance(found, dict) else None


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of the socket within the 107 bytes that a unix address may have."""
    if len(os.fsencode(path)) < 100:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
