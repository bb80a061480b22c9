"""What clamd, the daemon of ClamAV, says of the files of a mail (its command INSTREAM).

Owns the connections to it, a few at a time, each with a bound on time and on what is read of the
answer. A mail without files is not shown. The whole mail is shown first, for what is hidden between
its parts; where something is found, each file alone, so that people learn which one it is.

Nothing is raised. A daemon that does not answer keeps no post: its files are marked as not looked
at, and stay here.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from listserv.model import UNSEEN, VIRUS, Reading

log = logging.getLogger(__name__)

SECONDS = 30.0  # for what is shown at once
AT_ONCE = 4
PIECE = 65536  # octets

# What a daemon does that goes away, or says too much; OSError is also a timeout.
_SILENCE = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
_SIZE = struct.Struct(">I")

Files = Callable[[bytes], Awaitable[Sequence[bytes]]]


class Clamd:
    """A client of clamd at `unix:/path` or `tcp://host:port`; `files` takes a mail apart."""

    def __init__(self, url: str, files: Files, seconds: float = SECONDS) -> None:
        self._url = urlsplit(url)
        self._files = files
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)

    async def look(self, raw: bytes, reading: Reading) -> Reading:
        """The reading, with what was found marked on its attachments."""
        if not reading.attachments:
            return reading
        said = await self._has_virus(raw)
        if said is False:
            return reading
        count = len(reading.attachments)
        marks = [UNSEEN] * count if said is None else await self._which(raw, count)
        marked = zip(reading.attachments, marks, strict=True)
        return replace(reading, attachments=tuple(replace(one, barred=why) for one, why in marked))

    async def _which(self, raw: bytes, count: int) -> list[str]:
        """A mark for each file of a mail with a virus; where none has it, it is between them."""
        parts = await self._files(raw)
        if len(parts) != count:
            return [VIRUS] * count
        found = [await self._has_virus(part) for part in parts]
        if True not in found:
            return [VIRUS] * count
        return [VIRUS if one else UNSEEN if one is None else "" for one in found]

    async def _has_virus(self, octets: bytes) -> bool | None:
        """Whether something is found in these; None where it does not say."""
        async with self._places:
            try:
                async with asyncio.timeout(self._seconds):
                    answer = (await self._ask(octets)).strip(b"\0\r\n ")
            except _SILENCE as error:
                log.warning("clamd has no opinion: %r", error)
                return None
        if answer.endswith(b" FOUND"):
            return True
        if answer == b"stream: OK":
            return False
        log.warning("clamd has no opinion: %r", answer[:100])
        return None

    async def _ask(self, octets: bytes) -> bytes:
        if self._url.scheme == "unix":
            reader, writer = await asyncio.open_unix_connection(self._url.path)
        else:
            host, port = self._url.hostname or "", self._url.port or 3310
            reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(b"zINSTREAM\0")
            for at in range(0, len(octets), PIECE):
                piece = octets[at : at + PIECE]
                writer.write(_SIZE.pack(len(piece)) + piece)
                await writer.drain()
            writer.write(_SIZE.pack(0))
            return await reader.readuntil(b"\0")
        finally:
            writer.close()
