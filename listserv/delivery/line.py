"""The wire: one connection on which commands go out and answers come back in order.

Owns the transport and the deadline. Whoever sends a command says who hears its answer
(`expect`), so several commands may be under way; what is sent while answers are handled leaves in
one segment afterwards. A line that goes down, whether by the peer, a deadline, a 421 or bytes that
are no SMTP, goes down once: the reason is kept, and all who wait are told by `on_lost`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable

from listserv.delivery.replies import Answer, Replies, ReplyError

Hearer = Callable[[Answer], None]

SERVICE_CLOSES = 421
SILENCE = "the peer did not answer in time"


class LineError(Exception):
    """The line went down; the text says why."""


class Line(asyncio.Protocol):
    """A connection to a peer. `shortest` is the shortest deadline that will be asked for."""

    def __init__(self, shortest: float) -> None:
        self.lost = ""  # why the line is down; "" while it is up
        self.on_lost: Callable[[str], None] = lambda reason: None
        self._loop = asyncio.get_running_loop()
        self._replies = Replies()
        self._expected: deque[tuple[Hearer, float]] = deque()
        self._out: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._shortest = shortest
        self._deadline = 0.0
        self._watch: asyncio.TimerHandle | None = None

    # --- sending ---

    def send(self, data: bytes) -> None:
        """Put bytes behind what already waits to leave; `flush` sends them."""
        self._out.append(data)

    def flush(self) -> None:
        if self._out and self._transport and not self.lost:
            self._transport.write(b"".join(self._out))
        self._out.clear()

    def expect(self, hearer: Hearer, seconds: float) -> None:
        """`hearer` gets the next answer that nobody waits for yet, within `seconds`."""
        if not self._expected:
            self._deadline = self._loop.time() + seconds
            if self._watch is None:
                self._watch = self._loop.call_later(self._shortest, self._look)
        self._expected.append((hearer, seconds))

    def hear(self, seconds: float) -> asyncio.Future[Answer]:
        """The next answer as a future; LineError when the line goes down before."""
        future: asyncio.Future[Answer] = self._loop.create_future()

        def answered(answer: Answer) -> None:
            if not future.done():
                future.set_result(answer)

        def lost(reason: str) -> None:
            if not future.done():
                future.set_exception(LineError(reason))

        self.on_lost = lost
        self.expect(answered, seconds)
        return future

    async def ask(self, command: bytes, seconds: float) -> Answer:
        """Send one command and wait for its answer. Raises LineError."""
        if self.lost:
            raise LineError(self.lost)
        self.send(command + b"\r\n")
        self.flush()
        return await self.hear(seconds)

    @property
    def waiting(self) -> bool:
        """Is an answer still to come?"""
        return bool(self._expected)

    # --- what asyncio calls ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP connection
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            for answer in self._replies.feed(data):
                self._hand(answer)
                if self.lost:
                    return
        except ReplyError as error:
            self.drop(str(error))
            return
        if self._expected:
            self._deadline = self._loop.time() + self._expected[0][1]
        self.flush()

    def _hand(self, answer: Answer) -> None:
        if answer.code == SERVICE_CLOSES or not self._expected:
            self.drop(answer.line())
        else:
            hearer, _ = self._expected.popleft()
            hearer(answer)

    def connection_lost(self, error: Exception | None) -> None:
        self.drop(f"the connection broke: {error}" if error else "the peer closed the connection")

    # --- going down ---

    def drop(self, reason: str) -> None:
        """Take the line down, once; everything unsent is forgotten."""
        if self.lost:
            return
        self.lost = reason
        self._expected.clear()
        self._out.clear()
        if self._watch:
            self._watch.cancel()
        if self._transport:
            self._transport.abort()
        self.on_lost(reason)

    def hang_up(self) -> None:
        """End politely: QUIT, without waiting for the answer."""
        if not self.lost and self._transport:
            self._transport.write(b"QUIT\r\n")
            self._transport.close()
            self.lost = "closed"
            if self._watch:
                self._watch.cancel()

    def _look(self) -> None:
        """Is the answer overdue? A line that waits for nothing is not watched."""
        self._watch = None
        if self.lost or not self._expected:
            return
        left = self._deadline - self._loop.time()
        if left <= 0:
            self.drop(SILENCE)
            return
        self._watch = self._loop.call_later(min(left, self._shortest), self._look)

    # --- encryption ---

    async def encrypt(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Go on under TLS (RFC 3207). Raises LineError, also when the certificate is refused."""
        if self._transport is None or self._replies.pending or self._expected:
            self.drop("the peer spoke before the encryption began")
        if self._transport is None or self.lost:
            raise LineError(self.lost)
        try:
            async with asyncio.timeout(seconds):
                upgraded = await self._loop.start_tls(
                    self._transport, self, context, server_hostname=host
                )
        except (OSError, TimeoutError) as error:
            self.drop(f"no encryption: {error or SILENCE}")
            raise LineError(self.lost) from error
        if upgraded is None:
            self.drop("no encryption: the connection broke")
            raise LineError(self.lost)
        self._transport = upgraded
