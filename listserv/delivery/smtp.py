"""An SMTP and LMTP client for batches of copies (RFC 5321, 2033, 2920, 3207, 4954).

Owns one connection to a relay from greeting to QUIT. `Session.dial` greets, encrypts and logs in,
or raises `UnreachableError`: then no copy was tried. `Session.deliver` hands over a batch and
always returns an outcome for each recipient; trouble of the peer is never an exception. After
trouble the session is no longer `alive` and must be replaced by a new one.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from listserv.delivery.copy import Parcel
from listserv.delivery.line import Line, LineError
from listserv.delivery.outcomes import Outcome
from listserv.delivery.relay import Relay
from listserv.delivery.replies import Answer, Features, features
from listserv.delivery.transactions import Transactions

_KNOWS_NO_EHLO = (500, 501, 502, 503, 504, 550)
_SAY_MORE = 334


class UnreachableError(Exception):
    """The relay cannot be used now; the text says why on one line, and not which relay."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait for the peer, in seconds (RFC 5321 §4.5.3.2)."""

    connect: float = 30.0
    greeting: float = 300.0
    command: float = 300.0
    message: float = 600.0  # from the final dot to its answer

    @property
    def shortest(self) -> float:
        return min(self.connect, self.greeting, self.command, self.message)


class Session:
    """A connection that is ready for messages."""

    def __init__(self, relay: Relay, name: str, patience: Patience, pipelining: bool) -> None:
        self._relay = relay
        self._pipelining = pipelining
        self._name = name.encode("ascii")
        self._patience = patience
        self._line = Line(patience.shortest)
        self._offers = Features()
        self._batch: Transactions | None = None
        self._kept = False

    @classmethod
    async def dial(
        cls, relay: Relay, name: str, patience: Patience, *, pipelining: bool = True
    ) -> Session:
        """Connect and introduce ourselves as `name`; `pipelining`: where it is offered.

        Raises UnreachableError.
        """
        session = cls(relay, name, patience, pipelining)
        try:
            await session._connect()
            await session._introduce()
            if relay.username:
                await session._log_in()
        except (OSError, LineError, TimeoutError) as error:
            session._line.drop("given up")
            raise UnreachableError(str(error) or "no connection in time") from error
        except asyncio.CancelledError:
            session._line.drop("stopped")
            raise
        return session

    @property
    def alive(self) -> bool:
        return not self._line.lost

    async def deliver(self, parcels: Sequence[Parcel]) -> list[list[Outcome]]:
        """Hand over a batch; the outcomes of each parcel, in order, one for each recipient."""
        self._batch = Transactions(
            self._line,
            self._offers,
            parcels,
            lmtp=self._relay.scheme == "lmtp",
            kept=self._kept,
            command=self._patience.command,
            message=self._patience.message,
        )
        self._kept = True
        try:
            return await self._batch.run()
        except asyncio.CancelledError:
            self._line.drop("stopped")
            raise

    def finish(self) -> None:
        """Begin no more transactions of the batch under way."""
        if self._batch:
            self._batch.finish()

    def abort(self) -> None:
        """Break off; the batch under way ends with what is known."""
        self._line.drop("stopped before the peer answered")

    def close(self) -> None:
        self._line.hang_up()

    # --- greeting ---

    async def _connect(self) -> None:
        greeting = self._line.hear(self._patience.greeting)  # the peer speaks first
        try:
            async with asyncio.timeout(self._patience.connect):
                await asyncio.get_running_loop().create_connection(
                    lambda: self._line, self._relay.host, self._relay.port
                )
        except (OSError, TimeoutError):
            greeting.cancel()
            raise
        self._want(await greeting)

    async def _introduce(self) -> None:
        """EHLO, and once more under TLS."""
        await self._hello()
        refusal = "it offers no encryption"
        if self._offers.starttls and self._relay.tls != "never":
            answer = await self._ask(b"STARTTLS")
            if answer.ok:
                context = await asyncio.to_thread(_context, verified=self._relay.must_encrypt)
                await self._line.encrypt(context, self._relay.host, self._patience.command)
                await self._hello()
                return
            refusal = f"it offers encryption but says {answer.line()}"
        if self._relay.must_encrypt:
            raise LineError(f"{refusal}, and we must not speak to it without")

    async def _hello(self) -> None:
        if self._relay.scheme == "lmtp":
            answer = await self._ask(b"LHLO " + self._name)
        else:
            answer = await self._ask(b"EHLO " + self._name)
            if answer.code in _KNOWS_NO_EHLO:
                self._want(await self._ask(b"HELO " + self._name))
                return
        self._want(answer)
        offers = features(answer)
        self._offers = replace(offers, pipelining=offers.pipelining and self._pipelining)

    async def _log_in(self) -> None:
        """AUTH PLAIN (RFC 4616), or LOGIN where only that is offered."""
        user, secret = self._relay.username.encode(), await self._password()
        if "PLAIN" in self._offers.auth:
            answer = await self._ask(b"AUTH PLAIN " + _base64(b"\0" + user + b"\0" + secret))
        elif "LOGIN" in self._offers.auth:
            answer = await self._ask(b"AUTH LOGIN")
            for part in (user, secret):
                if answer.code == _SAY_MORE:
                    answer = await self._ask(_base64(part))
        else:
            raise LineError("it offers no way to log in that we know (PLAIN, LOGIN)")
        self._want(answer)

    async def _password(self) -> bytes:
        file = self._relay.password_file or Path()
        return (await asyncio.to_thread(file.read_bytes)).partition(b"\n")[0].rstrip(b"\r")

    async def _ask(self, command: bytes) -> Answer:
        return await self._line.ask(command, self._patience.command)

    def _want(self, answer: Answer) -> None:
        if not answer.ok:
            raise LineError(answer.line())


def _context(*, verified: bool) -> ssl.SSLContext:
    """Verified where we insist on TLS; else any certificate is better than none (RFC 7435)."""
    if verified:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _base64(value: bytes) -> bytes:
    return base64.b64encode(value)
