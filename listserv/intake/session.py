"""One peer's talk at the door: SMTP by aiosmtpd, made safe for strangers and quick for friends.

Owns a connection from greeting to goodbye: whose it is, its bounds (time, commands, errors,
octets), the reading of commands and of DATA, and the form of every reply. aiosmtpd keeps what it
does well, the syntax and order of the commands; replaced here is what it does not: DATA by lines, a
reply of its own text for our faults, cancelling a mail in hand when a peer half-closes, addresses
in its log.
What is decided about a recipient or a mail is the handler's (`server.Door`).

A failure of ours in any command is answered 451 4.3.0, so the peer keeps the mail and comes again;
the cause goes to our log without any address. A failure of the peer ends its connection alone.
"""

# ruff: noqa: N802 - the library finds commands by names like smtp_DATA.
from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiosmtpd.proxy_protocol import AF, V2_CMD, get_proxy
from aiosmtpd.smtp import SMTP, Envelope, Session

from listserv.intake.screen import TOO_LARGE
from listserv.intake.wire import Data, Refusal, read_address, read_attributes, read_path
from listserv.model import Destination

if TYPE_CHECKING:
    from listserv.intake.server import Door

log = logging.getLogger(__name__)

COMMAND_LENGTH = 2048  # octets; RFC 5321 §4.5.3.1.4 asks for 512 and more for extensions
BLOCK = 65536  # octets read at once
PROXY_SECONDS = 10.0  # for the line or block with which a proxy opens a connection
LONGEST_HELO = 255  # characters of a client's name that are kept

OUR_FAULT = Refusal(451, "4.3.0", "Our fault, please try again later")
STOPPING = Refusal(421, "4.3.2", "Service is shutting down, please try again later")
TOO_MANY_COMMANDS = Refusal(421, "4.7.0", "Too many commands in one session")
TOO_MANY_ERRORS = Refusal(421, "4.7.0", "Too many errors")
TOO_SLOW = Refusal(421, "4.4.2", "Timeout, closing the connection")
TOO_LONG = Refusal(500, "5.5.2", "Line too long")
BAD_LINE = Refusal(500, "5.5.2", "Syntax error")
NOT_KNOWN = Refusal(500, "5.5.1", "Command not recognised")
BAD_ATTRIBUTES = Refusal(501, "5.5.4", "Syntax: NAME=value NAME=value")
IN_TRANSACTION = Refusal(503, "5.5.1", "Not within a mail")

# RFC 2034: having said ENHANCEDSTATUSCODES, each reply but those to a greeting carries a code.
# These are for the replies that the library words.
_STATUS = {
    "214": "2.0.0",
    "250": "2.0.0",
    "252": "2.5.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "504": "5.5.4",
    "552": "5.3.4",
    "555": "5.5.4",
}
_HAS_STATUS = re.compile(r"\d\d\d [245]\.\d{1,3}\.\d{1,3} ")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of the door; sizes in octets, times in seconds."""

    message_size: int = 25_000_000
    recipients: int = 100  # of one mail
    line_length: int = 10_000
    connections: int = 200
    connections_per_peer: int = 20  # a trusted peer may have them all
    commands: int = 10_000  # of one session
    errors: int = 20  # of one session; a trusted peer's do not count
    session: float = 3600.0
    command_timeout: float = 300.0  # RFC 5321 §4.5.3.2.7
    data_timeout: float = 180.0  # for each block, RFC 5321 §4.5.3.2.5

    @property
    def trusted_size(self) -> int:
        """What even a trusted peer may not send: a refusal there may become a bounce."""
        return 4 * self.message_size


class Transaction(Envelope):
    """One mail on its way in: the library's envelope, what the gate made of its recipients, and
    what a trusted front says of the client that it has the mail from."""

    def __init__(self) -> None:
        super().__init__()
        self.client = ""
        self.helo = ""
        self.destinations: dict[str, Destination] = {}  # by address: a repeated one counts once


class Hangup(Exception):  # noqa: N818, no error: every talk ends with it
    """The connection is over: closed by the peer, or by us after a last reply."""


class Conversation(SMTP):
    """One SMTP connection."""

    # What the library's reader holds before it asks the peer to wait; `screen` judges lines.
    line_length_limit = BLOCK

    session: Session
    transaction: Transaction

    def __init__(self, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            door, enable_SMTPUTF8=True, hostname=door.hostname, ident="listserv", loop=loop
        )
        self.door = door
        self.limits = door.limits
        self.peer = ""
        self.trusted = False
        self.in_data = False  # a mail is in hand: do not close now
        self.task: asyncio.Task[None] | None = None
        self._pending = b""  # octets read and not yet used
        self._replies: list[bytes] = []
        self._commands = 0
        self._errors = 0
        self._end: asyncio.TimerHandle | None = None

    # --- the connection --------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        asyncio.StreamReaderProtocol.connection_made(self, transport)
        self.transport = transport
        self.session = self._create_session()
        self._set_post_data_state()
        self.belong(str((transport.get_extra_info("peername") or ("",))[0]))
        self._end = self.loop.call_later(self.limits.session, self.abort)
        refused = self.door.enter(self)
        self.task = self.loop.create_task(self._talk(refused))

    def belong(self, peer: str) -> None:
        """From now on the connection is this peer's; "" is one whose address nobody knows."""
        self.peer = peer
        self.trusted = self.door.trusts(peer)
        self.data_size_limit = (
            self.limits.trusted_size if self.trusted else self.limits.message_size
        )

    def connection_lost(self, error: Exception | None) -> None:
        # Not the library's: it would cancel a mail that is just being kept.
        asyncio.StreamReaderProtocol.connection_lost(self, error)
        self.transport = None
        if self._end is not None:
            self._end.cancel()
        self.door.leave(self)

    def eof_received(self) -> bool | None:
        # A peer may send all it has and close its side; the mail in hand is still kept.
        return asyncio.StreamReaderProtocol.eof_received(self)

    def abort(self) -> None:
        """Cut the connection at once; a mail being kept is kept all the same."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def dismiss(self) -> None:
        """Say 421 and close, unless a mail is in hand; then it happens after that."""
        if not self.in_data and isinstance(self.transport, asyncio.WriteTransport):
            self.transport.write(f"{STOPPING}\r\n".encode())
            self.transport.close()

    def _set_post_data_state(self) -> None:
        self.envelope = self.transaction = Transaction()

    # --- the talk --------------------------------------------------------------------------------

    async def _talk(self, refused: Refusal | None) -> None:
        try:
            if not refused and self.door.is_proxy(self.peer):
                refused = await self._introduced()
            if refused:
                await self._hang_up(refused)
            self._say_hello()
            while True:
                await self._obey(await self._line())
        except (Hangup, OSError):
            pass
        except Exception as error:
            log.error("talk with %s ended: %s", self.peer, place(error))
            log.debug("the error in full", exc_info=error)
        finally:
            if isinstance(self.transport, asyncio.WriteTransport):
                self.transport.close()

    async def _introduced(self) -> Refusal | None:
        """Read whose connection a proxy hands on (the PROXY protocol of HAProxy, 1 and 2)."""
        try:
            async with asyncio.timeout(PROXY_SECONDS):
                said = await get_proxy(self._reader)
        except (TimeoutError, EOFError):
            raise Hangup from None
        if not said.valid:
            raise Hangup
        # LOCAL is the proxy itself, which looks whether we live; UNKNOWN may be anybody.
        known = said.family in (AF.INET, AF.INET6) and said.command != V2_CMD.LOCAL
        return self.door.rename(self, str(said.src_addr) if known else "")

    def _say_hello(self) -> None:
        self._say(f"220 {self.hostname} ESMTP listserv")

    async def _obey(self, line: bytes) -> None:
        self._commands += 1
        if self._commands > self.limits.commands:
            await self._hang_up(TOO_MANY_COMMANDS)
        text = _text(line)
        verb, _, argument = (text or "").partition(" ")
        command = self._smtp_methods.get(verb.upper())
        if len(line) > COMMAND_LENGTH:
            await self.push(str(TOO_LONG))
        elif text is None:
            await self.push(str(BAD_LINE))
        elif command is None:
            await self.push(str(NOT_KNOWN))
        else:
            await self._carry_out(command, argument.strip() or None)

    async def _carry_out(
        self, command: Callable[[str | None], Awaitable[None]], argument: str | None
    ) -> None:
        try:
            await command(argument)
        except (Hangup, ConnectionError):
            raise
        except Exception as error:
            await self.push(await self.handle_exception(error))

    async def handle_exception(self, error: Exception) -> str:
        """Our fault, whatever it was: the peer learns nothing and keeps the mail."""
        log.error("a command failed: %s", place(error))
        log.debug("the error in full", exc_info=error)
        return str(OUR_FAULT)

    async def push(self, status: str | bytes) -> None:
        """Say one reply; it leaves together with others before the next wait (RFC 2920 §3.2)."""
        text = status if isinstance(status, str) else status.decode()
        code = text[:3]
        if code in _STATUS and not _HAS_STATUS.match(text):
            text = f"{code} {_STATUS[code]}{text[3:]}"
        self._say(text)
        if code >= "4" and not self.trusted:
            self._errors += 1
            if self._errors > self.limits.errors:
                await self._hang_up(TOO_MANY_ERRORS)

    def _say(self, text: str) -> None:
        self._replies.append(text.encode() + b"\r\n")

    async def _flush(self) -> None:
        if self._replies:
            replies, self._replies = self._replies, []
            self._writer.write(b"".join(replies))
            await self._writer.drain()

    async def _hang_up(self, reply: Refusal | None = None) -> None:
        if reply:
            self._say(str(reply))
        await self._flush()
        raise Hangup

    # --- reading ---------------------------------------------------------------------------------

    async def _line(self) -> bytes:
        """One command without its line end; of a longer one no more than the limit is kept."""
        kept = b""
        while True:
            head, end, rest = self._pending.partition(b"\n")
            kept = (kept + head)[: COMMAND_LENGTH + 2]
            if end:
                self._pending = rest
                return kept.removesuffix(b"\r")
            self._pending = await self._more(self.limits.command_timeout)

    async def _more(self, seconds: float) -> bytes:
        """Say what is to be said and wait for octets."""
        await self._flush()
        if self.door.stopping and not self.in_data:
            await self._hang_up(STOPPING)
        try:
            async with asyncio.timeout(seconds):
                octets: bytes = await self._reader.read(BLOCK)
        except TimeoutError:
            await self._hang_up(TOO_SLOW)
        if not octets:
            raise Hangup
        return octets

    async def _message(self) -> bytes | None:
        """The octets of DATA; None when there were too many."""
        data = Data(self.data_size_limit or 0)
        while (rest := data.feed(self._pending)) is None:
            self._pending = await self._more(self.limits.data_timeout)
        self._pending = rest
        return data.content()

    # --- commands --------------------------------------------------------------------------------

    @staticmethod
    def _getaddr(arg: str) -> tuple[str | None, str | None]:
        # The library's parser is e-mail's own: slow, and it raises for some of what peers send.
        found = read_path(arg)
        if found is None:
            return None, None
        return found[0] or "<>", found[1]

    async def smtp_EHLO(self, hostname: str | None) -> None:
        if not hostname:
            await self.push("501 Syntax: EHLO hostname")
            return
        self._greet(hostname, extended=True)
        self._say(f"250-{self.hostname}")
        self._say(f"250-SIZE {self.data_size_limit}")
        for keyword in ("PIPELINING", "8BITMIME", "SMTPUTF8"):
            self._say(f"250-{keyword}")
        if self.trusted:
            self._say("250-XCLIENT ADDR")
            self._say("250-XFORWARD ADDR HELO SOURCE")
        self._say("250 ENHANCEDSTATUSCODES")

    async def smtp_HELO(self, hostname: str | None) -> None:
        if not hostname:
            await self.push("501 Syntax: HELO hostname")
            return
        self._greet(hostname, extended=False)
        self._say(f"250 {self.hostname}")

    def _greet(self, hostname: str, *, extended: bool) -> None:
        self._set_post_data_state()
        self.session.extended_smtp = extended
        self.session.host_name = hostname

    async def smtp_XCLIENT(self, arg: str | None) -> None:
        """A trusted front hands the connection on: it is that client's, and begins anew.

        The client is trusted or not by its own address; so it cannot say this again.
        """
        said = await self._said_of_client(arg)
        if said is None:
            return
        refused = self.door.rename(self, read_address(said.get("ADDR", "")))
        if refused:
            await self._hang_up(refused)
        self.session = self._create_session()
        self._set_post_data_state()
        self._say_hello()

    async def smtp_XFORWARD(self, arg: str | None) -> None:
        """A trusted front says whom it has the next mail from; it may do so in several lines."""
        said = await self._said_of_client(arg)
        if said is None:
            return
        mail = self.transaction
        if "ADDR" in said:
            mail.client = read_address(said["ADDR"])
        if said.get("SOURCE", "").upper() == "LOCAL":  # written on the front's own machine
            mail.client = ""
        mail.helo = said.get("HELO", mail.helo)[:LONGEST_HELO]
        await self.push("250 2.0.0 Noted")

    async def _said_of_client(self, arg: str | None) -> dict[str, str] | None:
        """The attributes of XCLIENT or XFORWARD; None after a refusal was said."""
        said = read_attributes(arg or "")
        if not self.trusted:
            await self.push(str(NOT_KNOWN))
        elif self.transaction.mail_from:
            await self.push(str(IN_TRANSACTION))
        elif said is None:
            await self.push(str(BAD_ATTRIBUTES))
        else:
            return said
        return None

    async def smtp_DATA(self, arg: str | None) -> None:
        if arg:
            await self.push("501 Syntax: DATA")
        elif not self.transaction.rcpt_tos:
            await self.push("503 Error: need RCPT command")
        else:
            self.in_data = True
            try:
                await self._receive(self.transaction)
            finally:
                self.in_data = False
                self._set_post_data_state()
            if self.door.stopping:
                await self._hang_up(STOPPING)

    async def _receive(self, transaction: Transaction) -> None:
        self._say("354 End data with <CR><LF>.<CR><LF>")
        raw = await self._message()
        try:
            reply = (
                str(TOO_LARGE) if raw is None else await self.door.receive(self, transaction, raw)
            )
        except Exception as error:
            reply = await self.handle_exception(error)
        for _ in range(self.replies_due(transaction) - 1):
            self._say(reply)
        await self.push(reply)  # last, as it may be one error too many

    def replies_due(self, transaction: Transaction) -> int:
        """SMTP answers DATA once, whatever the number of recipients."""
        return 1

    async def smtp_VRFY(self, arg: str | None) -> None:
        await self.push("252 Send some mail, we will try" if arg else "501 Syntax: VRFY address")

    async def smtp_EXPN(self, arg: str | None) -> None:
        await self.push("502 We do not tell who is on a list")

    async def smtp_HELP(self, arg: str | None) -> None:
        await self.push("214 RFC 5321; for people: a mail to listserv with the word help")

    async def smtp_AUTH(self, arg: str | None) -> None:
        await self.push("502 We take mail for our own addresses only: no need to log in")

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        await self.push("502 Not here")

    async def smtp_QUIT(self, arg: str | None) -> None:
        await self._hang_up(Refusal(221, "2.0.0", "Bye"))


class LocalConversation(Conversation):
    """One LMTP connection (RFC 2033): another greeting, and a reply for each recipient."""

    async def smtp_LHLO(self, hostname: str | None) -> None:
        await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str | None) -> None:
        await self.push(str(NOT_KNOWN))

    async def smtp_EHLO(self, hostname: str | None) -> None:
        await self.push(str(NOT_KNOWN))

    def replies_due(self, transaction: Transaction) -> int:
        """One for each RCPT that was answered 250, a repeated one too (RFC 2033 §4.2)."""
        return len(transaction.rcpt_tos)


def _text(line: bytes) -> str | None:
    """A command as text; None when it is none."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def place(error: BaseException) -> str:
    """Name an error for the log: its type and place, not its text, which may hold an address."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"
