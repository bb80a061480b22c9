"""What rspamd says of a mail: one question over HTTP (`POST /checkv2`, rspamd's own protocol).

Owns the connections to it: a few at a time, each with a bound on time and on the octets of the
answer, a rest when it fails so that a dead filter does not slow every post. One mail that it fails
at may be the mail's doing; a second in a row, or nobody who listens, is not.

A failure is no opinion. Nothing is raised.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

import msgspec

from listserv.model import Origin

log = logging.getLogger(__name__)

SECONDS = 5.0  # for one mail
REST = 30.0  # seconds without a question
AT_ONCE = 8
LARGEST_MAIL = 10_000_000  # octets; a larger one is not shown
LARGEST_ANSWER = 1_000_000
SPAM = frozenset({"reject", "quarantine", "rewrite subject", "add header"})  # of its actions


class UnreachableError(OSError):
    """Nobody listens there."""


class Answer(msgspec.Struct):
    """What we read of the answer; `soft reject` and `greylist` mean "not now", which is no spam."""

    action: str


class Rspamd:
    """A client of rspamd's normal worker or its proxy, at `url`."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._path = f"{parts.path}/checkv2"
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._rests_until = 0.0
        self._failed = 0  # mails in a row

    async def spam(self, raw: bytes, origin: Origin) -> bool:
        """Whether it takes this mail for spam; False also where it does not say."""
        if len(raw) > LARGEST_MAIL:
            return False
        async with self._places:
            clock = asyncio.get_running_loop().time
            if clock() < self._rests_until:
                return False
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await self._ask(self._request(raw, origin))
                action = _action(answer)
            except (OSError, ValueError, msgspec.MsgspecError) as error:
                self._failed += 1
                log.warning("rspamd has no opinion: %r", error)
                if self._failed > 1 or isinstance(error, UnreachableError):
                    self._rests_until = clock() + REST
                    log.warning("rspamd is left alone for %g s", REST)
                return False
            self._failed = 0
            return action in SPAM

    async def _ask(self, request: bytes) -> bytes:
        """The whole answer, head and body; a server of HTTP/1.0 closes after it."""
        try:
            reader, writer = await asyncio.open_connection(
                self._host, self._port, ssl=True if self._tls else None
            )
        except OSError as error:
            raise UnreachableError(str(error)) from error
        try:
            writer.write(request)
            await writer.drain()
            answer = b""
            while piece := await reader.read(65536):
                answer += piece
                if len(answer) > LARGEST_ANSWER:
                    raise ValueError("its answer is too large")
            return answer
        finally:
            writer.close()

    def _request(self, raw: bytes, origin: Origin) -> bytes:
        told = {"Ip": origin.sender, "Helo": origin.helo, "From": origin.mail_from}
        lines = [
            f"POST {self._path} HTTP/1.0",
            f"Host: {self._host}",
            f"Content-Length: {len(raw)}",
            *(f"{name}: {value}" for name, value in told.items() if value),
        ]
        return "\r\n".join((*lines, "", "")).encode("utf-8", "replace") + raw


def _action(answer: bytes) -> str:
    """The action that an answer names. Raises ValueError or msgspec's errors."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if head.split(b" ")[1:2] != [b"200"]:
        raise ValueError("it did not answer 200")
    return msgspec.json.decode(body, type=Answer).action
