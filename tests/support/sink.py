"""A real SMTP or LMTP peer for tests: counts what it takes, and misbehaves on command.

Owns a listening socket on 127.0.0.1. It counts each pair of sender and recipient that it took over
with a 250 to the final dot, and nothing else, so "exactly once" is a look at its counter. The local
part of a recipient, up to a `+`, says what goes wrong (MAGIC); a Script says how the peer is made.

As a program (`python -m tests.support.sink`) it prints its port and serves until its input ends;
`XCOUNT` answers with messages taken, different pairs, and octets.
"""

from __future__ import annotations

import asyncio
import base64
import random
import ssl
import sys
from collections import Counter, deque
from dataclasses import dataclass

MAGIC = {
    # local part: (the command whose answer goes wrong, what happens)
    "temperror": ("RCPT", b"451 4.3.0 Try again later"),
    "permerror": ("RCPT", b"550-5.1.1 There is\r\n550 5.1.1 nobody of that name"),
    "policy": ("RCPT", b"550 5.7.1 We do not like you"),
    "norelay": ("RCPT", b"554 5.7.1 <norelay@example.org>: Relay access denied"),
    "busy": ("RCPT", b"421 4.3.2 Going down"),
    "garbled": ("RCPT", b"HTTP/1.1 400 Bad Request"),
    "close": ("RCPT", "close"),
    "half": ("RCPT", "half"),  # half a reply, then the end of the stream
    "hang": ("RCPT", "hang"),
    "wantsdata": ("RCPT", b"550 5.1.1 No, but go on"),  # and DATA gets 354 all the same
    "tempdata": ("DATA", b"451 4.3.0 Not this one, not now"),
    "permdata": ("DATA", b"554 5.6.0 Not this one"),
    "tempdot": ("DOT", b"452 4.3.1 Disk full"),
    "permdot": ("DOT", b"554 5.6.0 Not such a message"),
    "busydot": ("DOT", b"421 4.3.2 Going down"),
    "closedot": ("DOT", "close"),
    "takendot": ("DOT", "taken"),  # it is kept, and the line breaks before the 250
    "hangdot": ("DOT", "hang"),
}


@dataclass(frozen=True, slots=True)
class Script:
    """How the peer is made."""

    lmtp: bool = False
    pipelining: bool = True
    ehlo: bool = True
    greeting: bytes = b"220 sink.example ESMTP"
    size: int | None = None
    mail: bytes = b"250 2.1.0 Ok"
    tls: ssl.SSLContext | None = None
    starttls: bytes = b"220 2.0.0 Go ahead"
    login: tuple[str, str] | None = None
    mechanisms: bytes = b"PLAIN LOGIN"
    per_line: int = 0  # messages before a 421 at MAIL; 0: no bound
    most: int = 0  # connections at the same time, 421 to the next; 0: no bound
    rcpt: bytes = b""  # what it says to each recipient it would take
    domains: tuple[tuple[str, bytes], ...] = ()  # … or to those of a domain
    greylist: bool = False  # who comes the first time comes too early
    liar: bool = False  # it offers PIPELINING, and forgets what came before its answer
    slow: float = 0.0  # seconds before each piece of an answer
    bytewise: bool = False  # an answer comes in pieces of one octet
    parting: bool = False  # its answer to EHLO has a 421 behind it
    idle: float = 0.0  # seconds of silence after which it closes the line; 0: never
    faults: random.Random | None = None  # one step in ten goes wrong
    keep: bool = True  # the messages themselves


class Sink:
    """`async with Sink(Script()) as sink:` listens at `sink.port`."""

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.messages: list[tuple[str, str, bytes]] = []
        self.octets = 0
        self.transactions = 0  # messages taken, whoever they were for
        self.lines = 0  # connections so far
        self.refused_lines = 0
        self.asked = 0  # RCPT so far
        self.early = 0  # commands that came before the answer to the one before
        self.behind = 0  # messages with the next MAIL in the segment of their dot
        self.mail = b""  # the last MAIL
        self.port = 0
        self._open: set[_Peer] = set()
        self._seen: set[tuple[str, str]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Sink:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Peer(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        self.hang_up()

    @property
    def recipients(self) -> Counter[str]:
        return Counter(recipient for _, recipient in self.pairs.elements())

    @property
    def open_lines(self) -> int:
        return len(self._open)

    def hang_up(self) -> None:
        """Close all connections without a word."""
        for peer in list(self._open):
            peer.close()

    def greylisted(self, sender: str, recipient: str) -> bool:
        """Does this pair come the first time?"""
        known = (sender, recipient) in self._seen
        self._seen.add((sender, recipient))
        return not known

    def took(self, sender: str, recipient: str, content: bytes) -> None:
        self.pairs[sender, recipient] += 1
        self.octets += len(content)
        if self.script.keep:
            self.messages.append((sender, recipient, content))


class _Peer(asyncio.Protocol):
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._buffer = b""
        self._scanned = 0
        self._out: list[bytes] = []
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._in_data = False
        self._deaf = False
        self._login: list[str] | None = None
        self._secure = False
        self._upgrading = False
        self._known = False
        self._taken = 0
        self._stage = ""  # at which something goes wrong with the last recipient
        self._magic: object = ""
        self._unsaid: deque[bytes] = deque()
        self._speech: asyncio.Task[None] | None = None
        self._silence: asyncio.TimerHandle | None = None

    @property
    def _script(self) -> Script:
        return self._sink.script

    # --- the wire ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if 0 < self._script.most <= self._sink.open_lines:
            self._sink.refused_lines += 1
            self._say(b"421 4.7.0 Too many connections")
            self.close()
            return
        self._sink.lines += 1
        self._sink._open.add(self)
        self._say(self._script.greeting)
        self._flush()

    def connection_lost(self, error: Exception | None) -> None:
        self._sink._open.discard(self)
        if self._silence:
            self._silence.cancel()

    def close(self) -> None:
        self._flush()
        self._deaf = True
        if not self._speech:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._script.idle:
            self._listen()
        if not self._upgrading:
            self._work()

    def _work(self) -> None:
        while not self._deaf and (self._content() if self._in_data else self._command()):
            pass
        self._flush()

    def _listen(self) -> None:
        if self._silence:
            self._silence.cancel()
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(self._script.idle, self._transport.close)

    def _flush(self) -> None:
        said = b"".join(self._out)
        self._out.clear()
        if not (self._script.slow or self._script.bytewise):
            self._transport.write(said)
            return
        pieces = [said[n : n + 1] for n in range(len(said))] if self._script.bytewise else [said]
        self._unsaid.extend(piece for piece in pieces if piece)
        if self._unsaid and not self._speech:
            self._speech = asyncio.ensure_future(self._speak())

    async def _speak(self) -> None:
        while self._unsaid:
            await asyncio.sleep(self._script.slow)
            self._transport.write(self._unsaid.popleft())
        self._speech = None
        if self._deaf:
            self._transport.close()

    def _say(self, reply: bytes) -> None:
        self._out.append(reply + b"\r\n")

    # --- commands ---

    def _command(self) -> bool:
        line, end, rest = self._buffer.partition(b"\r\n")
        if not end:
            return False
        self._buffer = b"" if self._script.liar else rest
        if rest and not self._script.pipelining:
            self._sink.early += 1
        if self._login is not None:
            self._log_in(line)
            return True
        word = line[:4].upper()
        handler = getattr(self, "_" + word.decode("ascii", "replace").lower(), None)
        if word in _WORDS and handler:
            handler(line)
        else:
            self._say(b"502 5.5.2 What?")
        return True

    def _ehlo(self, line: bytes) -> None:
        script = self._script
        if not script.ehlo or script.lmtp == (line[:1].upper() == b"E"):
            self._say(b"502 5.5.1 Not here")
            return
        offers = [b"sink.example at your service", b"8BITMIME", b"ENHANCEDSTATUSCODES"]
        offers += [b"PIPELINING"] if script.pipelining else []
        offers += [b"SIZE %d" % script.size] if script.size is not None else []
        offers += [b"STARTTLS"] if script.tls and not self._secure else []
        offers += [b"AUTH " + script.mechanisms] if script.login else []
        self._say(b"\r\n".join(b"250-" + offer for offer in offers) + b"\r\n250 HELP")
        if script.parting:
            self._say(b"421 4.3.2 Going down")
            self.close()

    _lhlo = _ehlo

    def _helo(self, line: bytes) -> None:
        self._say(b"502 5.5.1 Not here" if self._script.lmtp else b"250 sink.example")

    def _star(self, line: bytes) -> None:
        if self._script.tls is None:
            self._say(b"502 5.5.1 Not here")
            return
        self._say(self._script.starttls)
        if self._script.starttls[:1] != b"2":
            return
        self._flush()
        self._upgrading = True
        self._upgrade = asyncio.ensure_future(self._encrypt(self._script.tls))

    async def _encrypt(self, context: ssl.SSLContext) -> None:
        loop = asyncio.get_running_loop()
        try:
            upgraded = await loop.start_tls(self._transport, self, context, server_side=True)
        except OSError:
            return
        assert upgraded is not None
        self._transport = upgraded
        self._secure = True
        self._upgrading = False
        self._work()

    def _auth(self, line: bytes) -> None:
        _, mechanism, *initial = line.split()
        if mechanism.upper() == b"PLAIN":
            _, user, secret = base64.b64decode(initial[0]).decode().split("\0")
            self._judge_login(user, secret)
        else:
            self._login = []
            self._say(b"334 VXNlcm5hbWU6")

    def _log_in(self, line: bytes) -> None:
        assert self._login is not None
        self._login.append(base64.b64decode(line).decode())
        if len(self._login) == 1:
            self._say(b"334 UGFzc3dvcmQ6")
        else:
            user, secret = self._login
            self._login = None
            self._judge_login(user, secret)

    def _judge_login(self, user: str, secret: str) -> None:
        self._known = (user, secret) == self._script.login
        self._say(b"235 2.7.0 Welcome" if self._known else b"535 5.7.8 Who are you")

    def _mail(self, line: bytes) -> None:
        self._sink.mail = line
        if self._script.login and not self._known:
            self._say(b"530 5.7.0 Authentication required")
        elif self._sender is not None:
            self._say(b"503 5.5.1 Nested MAIL")
        elif self._script.per_line and self._taken >= self._script.per_line:
            self._say(b"421 4.7.0 Enough for now")
            self.close()
        elif self._script.mail[:1] != b"2":
            self._say(self._script.mail)
        elif self._goes_well("MAIL"):
            self._sender = _path(line)
            self._say(self._script.mail)

    def _rcpt(self, line: bytes) -> None:
        if self._sender is None:
            self._say(b"503 5.5.1 MAIL first")
            return
        self._sink.asked += 1
        recipient = _path(line)
        word = _word(recipient)
        self._stage, self._magic = MAGIC.get(word, ("", ""))
        refusal = dict(self._script.domains).get(recipient.partition("@")[2], self._script.rcpt)
        if self._stage == "RCPT":
            self._misbehave(self._magic)
            self._magic = "wantsdata" if word == "wantsdata" else ""
        elif refusal:
            self._say(refusal)
        elif self._script.greylist and self._sink.greylisted(self._sender, recipient):
            self._say(b"451 4.7.1 Greylisted, come back later")
        elif self._goes_well("RCPT"):
            self._recipients.append(recipient)
            self._say(b"250 2.1.5 Ok")

    def _data(self, line: bytes) -> None:
        if not self._recipients and self._magic != "wantsdata":
            self._say(b"554 5.5.1 No valid recipients")
        elif self._stage == "DATA":
            self._misbehave(self._magic)
        elif self._goes_well("DATA"):
            self._say(b"354 Go ahead")
            self._in_data, self._scanned = True, 0
            self._buffer = b"\r\n" + self._buffer

    def _rset(self, line: bytes) -> None:
        self._sender, self._recipients = None, []
        self._say(b"250 2.0.0 Ok")

    def _noop(self, line: bytes) -> None:
        self._say(b"250 2.0.0 Ok")

    def _quit(self, line: bytes) -> None:
        self._say(b"221 2.0.0 Bye")
        self.close()

    def _xcou(self, line: bytes) -> None:
        pairs = self._sink.pairs
        self._say(b"250 %d %d %d" % (pairs.total(), len(pairs), self._sink.octets))

    # --- messages ---

    def _content(self) -> bool:
        end = self._buffer.find(b"\r\n.\r\n", max(self._scanned - 4, 0))
        if end < 0:
            self._scanned = len(self._buffer)
            return False
        content, self._buffer = self._buffer[2 : end + 2], self._buffer[end + 5 :]
        if self._buffer and not self._script.pipelining:
            self._sink.early += 1
        self._sink.behind += self._buffer.startswith(b"MAIL")
        self._in_data = False
        sender, recipients = self._sender or "", self._recipients
        self._sender, self._recipients = None, []
        if not recipients:
            if not self._script.lmtp:
                self._say(b"554 5.5.1 For nobody")
            return True
        content = content.replace(b"\r\n..", b"\r\n.")
        if self._script.lmtp:  # an answer for each recipient
            for recipient in recipients:
                self._stage, self._magic = MAGIC.get(_word(recipient), ("", ""))
                self._keep(sender, [recipient], content)
        else:
            self._keep(sender, recipients, content)
        return True

    def _keep(self, sender: str, recipients: list[str], content: bytes) -> None:
        if self._stage == "DOT" and self._magic != "taken":
            self._misbehave(self._magic)
        elif self._goes_well("DOT"):
            self._taken += 1
            self._sink.transactions += 1
            for recipient in recipients:
                self._sink.took(sender, recipient, content)
            if self._stage == "DOT":
                self.close()
            else:
                self._say(b"250 2.0.0 Ok, kept")

    # --- misbehaviour ---

    def _goes_well(self, stage: str) -> bool:
        faults = self._script.faults
        if faults is None or faults.random() > 0.05:
            return True
        self._misbehave(faults.choice([b"451 4.3.0 Not now", b"421 4.3.2 Not now", "close"]))
        if stage != "DOT":
            self._magic = ""
        return False

    def _misbehave(self, how: object) -> None:
        if isinstance(how, bytes):
            self._say(how)
            if how[:3] == b"421":
                self.close()
        elif how == "close":
            self.close()
        elif how == "half":
            self._out.append(b"250-2.1")
            self.close()
        elif how == "hang":
            self._flush()
            self._deaf = True


_WORDS = frozenset(b"EHLO LHLO HELO STAR AUTH MAIL RCPT DATA RSET NOOP QUIT XCOU".split())


def _word(recipient: str) -> str:
    return recipient.partition("@")[0].partition("+")[0]


def _path(line: bytes) -> str:
    return line.partition(b"<")[2].partition(b">")[0].decode("ascii")


async def _serve() -> None:
    async with Sink(Script(keep=False)) as sink:
        print(sink.port, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
