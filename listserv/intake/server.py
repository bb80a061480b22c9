"""The door itself: where it listens, whom it lets in, and when it says 250.

Owns the listening sockets of SMTP and LMTP in the server's own event loop, the count of
connections, the judgement of each recipient (by the gate) and of each mail (by the screen), and
the order of things at the end of DATA: first kept, then 250 (rule 1). It never parses a mail.
A failure to keep a mail is a 451 to the peer, who comes again; a stop waits for the mails in hand.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from listserv.clock import Clock
from listserv.intake.gate import Gate
from listserv.intake.screen import refusal
from listserv.intake.session import (
    LONGEST_HELO,
    STOPPING,
    Conversation,
    Limits,
    LocalConversation,
    Transaction,
)
from listserv.intake.wire import Refusal
from listserv.model import Envelope

__all__ = ["Accept", "Door", "Limits", "Network"]

log = logging.getLogger(__name__)

Network = IPv4Network | IPv6Network
Accept = Callable[[Envelope, bytes], Awaitable[object]]

TOO_MANY_CONNECTIONS = Refusal(421, "4.7.0", "Too many connections, please try again later")
TOO_MANY_RECIPIENTS = Refusal(452, "4.5.3", "Too many recipients, please send the rest again")

# The library writes whole command lines, addresses too, to its log at the level of information.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


class Door:
    """Takes mail in. `gate` gives the addresses of this instant, at each recipient anew;
    `accept` returns when the mail is durable, or raises when it is not."""

    def __init__(
        self,
        gate: Callable[[], Awaitable[Gate]],
        accept: Accept,
        limits: Limits,
        trusted: frozenset[Network],
        hostname: str,
        clock: Clock,
        proxies: frozenset[Network] = frozenset(),
    ) -> None:
        self.limits = limits
        self.hostname = hostname
        self.stopping = False
        self._gate = gate
        self._accept = accept
        self._trusted = trusted
        self._proxies = proxies
        self._clock = clock
        self._servers: list[asyncio.Server] = []
        self._inside: set[Conversation] = set()
        self._peers: Counter[str] = Counter()

    # --- listening -------------------------------------------------------------------------------

    async def start_smtp(self, host: str, port: int) -> tuple[str, int]:
        """Listen for SMTP; port 0 picks a free one. Gives the address bound."""
        return await self._listen(Conversation, host, port)

    async def start_lmtp(self, host: str, port: int) -> tuple[str, int]:
        """Listen for LMTP; port 0 picks a free one. Gives the address bound."""
        return await self._listen(LocalConversation, host, port)

    async def _listen(self, kind: type[Conversation], host: str, port: int) -> tuple[str, int]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: kind(self, loop), host, port)
        self._servers.append(server)
        bound = server.sockets[0].getsockname()
        return str(bound[0]), int(bound[1])

    async def stop(self, seconds: float = 3.0) -> None:
        """Let nobody in, let the mails in hand be kept, for at most `seconds`; then cut."""
        self.stopping = True
        for server in self._servers:
            server.close()
        talks = [inside.task for inside in self._inside if inside.task]
        for inside in list(self._inside):
            inside.dismiss()
        if talks:
            await asyncio.wait(talks, timeout=seconds)
        # Cut the wires and not the tasks: what the store has in hand must not be torn from it.
        for inside in list(self._inside):
            inside.abort()
        self._servers.clear()

    # --- who comes in ----------------------------------------------------------------------------

    def trusts(self, peer: str) -> bool:
        """Whether this peer already said 250 for us."""
        return _among(peer, self._trusted)

    def is_proxy(self, peer: str) -> bool:
        """Whether this peer only hands connections on, and says whose each is."""
        return _among(peer, self._proxies)

    def enter(self, talk: Conversation) -> Refusal | None:
        """Count a connection in; a refusal when there are too many."""
        if self.stopping:
            return STOPPING
        many = self._peers[talk.peer] >= self.limits.connections_per_peer
        mine = many and not talk.trusted and not self.is_proxy(talk.peer)
        if mine or len(self._inside) >= self.limits.connections:
            return TOO_MANY_CONNECTIONS
        self._inside.add(talk)
        self._peers[talk.peer] += 1
        return None

    def leave(self, talk: Conversation) -> None:
        """Count a connection out, whether it was let in or not."""
        if talk in self._inside:
            self._inside.remove(talk)
            self._peers[talk.peer] -= 1
            if not self._peers[talk.peer]:
                del self._peers[talk.peer]

    def rename(self, talk: Conversation, peer: str) -> Refusal | None:
        """Count and judge a connection as another peer's; a refusal when that one has too many."""
        self.leave(talk)
        talk.belong(peer)
        return self.enter(talk)

    # --- what comes in ---------------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802, the library's name for this hook
        self, talk: Conversation, _session: Any, mail: Transaction, address: str, _options: Any
    ) -> str:
        """Answer one recipient."""
        if len(mail.rcpt_tos) >= self.limits.recipients:
            return str(TOO_MANY_RECIPIENTS)
        found = (await self._gate()).admit(address)
        if isinstance(found, Refusal):
            return str(found)
        mail.rcpt_tos.append(found.address)
        mail.destinations[found.address] = found
        return "250 2.1.5 Yes"

    async def receive(self, talk: Conversation, mail: Transaction, raw: bytes) -> str:
        """Answer DATA: first judged, then kept, then 250."""
        if not talk.trusted:
            refused = refusal(
                raw,
                (await self._gate()).domain,
                size=self.limits.message_size,
                line=self.limits.line_length,
            )
            if refused:
                log.info("refused %d octets from %s: %s", len(raw), talk.peer, refused)
                return str(refused)
        sender = "" if mail.mail_from in (None, "<>") else str(mail.mail_from).lower()
        envelope = Envelope(
            mail_from=sender,
            destinations=tuple(mail.destinations.values()),
            peer=talk.peer,
            trusted=talk.trusted,
            received=self._clock.now(),
            client=mail.client,
            helo=mail.helo if talk.trusted else (talk.session.host_name or "")[:LONGEST_HELO],
        )
        await self._accept(envelope, raw)
        log.info("kept %d octets for %d from %s", len(raw), len(envelope.destinations), talk.peer)
        return "250 2.0.0 Kept"


def _among(peer: str, networks: frozenset[Network]) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in networks)
