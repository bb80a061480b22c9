"""A forum whose mail comes back: a real store, the keeper, a relay that answers by a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from listserv.bounces.keeper import Keeper
from listserv.bounces.returns import Returns
from listserv.errand import Brief
from listserv.mailroom import Mailroom
from listserv.model import (
    Bounced,
    Copy,
    Delivery,
    DeliveryState,
    Errand,
    MailingList,
    Origin,
    Policy,
    Proof,
    Purpose,
    Reading,
    Rendition,
    Reply,
    Site,
    Token,
)
from listserv.press.letter import Press
from listserv.store import imports, ledger, lists, members
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.support.clock import StillClock
from tests.support.outgoing import broadcast

DAY = 86_400.0
NOW = 20_000 * DAY + 43_200  # noon of 4 October 2024 (UTC)
SITE = Site("lists.example.org", "Lists", admin="admin@example.org")
KEYS = tokens.Keys(((0, b"k" * 32),))
ADMIN = NewMember("admin@example.org", "The admin")
MESSAGE = [Rendition("en", b"Subject: x\r\n", b"x\r\n")]
OK = "250 2.0.0 queued"
GONE = "550 5.1.1 no such user"
FULL = "552 5.2.2 mailbox full"
SILENCE = "451 4.4.1 connection timed out"


def dead(address: str) -> Reading:
    """A report that an address is none."""
    return Reading(automatic="delivery report", bounced=(Bounced(address, "failed", "5.1.1", ""),))


@dataclass
class Forum:
    """One list, its people, and a relay: `answers` says what it tells whom; others are taken."""

    store: Store
    clock: StillClock = field(default_factory=lambda: StillClock(NOW))
    answers: dict[str, str] = field(default_factory=dict)
    sent: list[Delivery] = field(default_factory=list)
    hifa: MailingList = field(init=False)

    def __post_init__(self) -> None:
        self.hifa = self.store.write_now(lists.create, "hifa", Policy(title="Forum"), NOW)
        self.store.write_now(members.ensure_person, ADMIN, NOW)
        self.start()

    @classmethod
    def open(cls, folder: Path) -> Forum:
        return cls(Store.open(folder / "t.db"))

    def start(self) -> None:
        """A server that has just started: what it knows stands in the database."""
        mailroom = Mailroom(
            self.store, Press(SITE), SITE, lambda token: tokens.seal(KEYS, token), self.clock
        )
        self.keeper = Keeper(self.store, mailroom, SITE, self.clock)
        self.returns = Returns(lambda text: tokens.open_(KEYS, text), self.clock)

    # --- people ---

    def join(self, *addresses: str, **more: str) -> list[int]:
        """Make members; returns their ids."""
        rows = [NewMember(one, one.partition("@")[0].title(), **more) for one in addresses]  # type: ignore[arg-type]
        self.store.write_now(imports.bring, self.hifa.id, rows, "test", self.clock.now())
        return [self.id_of(one) for one in addresses]

    def moderator(self, address: str, **more: str) -> int:
        new = NewMember(address, address.partition("@")[0].title(), **more)  # type: ignore[arg-type]
        return self.store.write_now(members.add_moderator, self.hifa.id, new, NOW)

    def id_of(self, address: str) -> int:
        found = self.store.read_now(members.person_by_address, address)
        assert found is not None
        return found.id

    def stopped(self, address: str) -> bool:
        found = self.store.read_now(members.person_by_address, address)
        assert found is not None
        return found.stopped is not None

    # --- mail ---

    def post(self) -> int:
        """A broadcast to all members; returns its mailing."""
        people = self.store.read_now(members.members, self.hifa.id)
        copies = [Copy(one.person.id, 0) for one in people]
        return self.store.write_now(
            broadcast, "post", self.hifa.id, MESSAGE, copies, self.clock.now()
        )

    def notice(self, mailing: int, person: int, address: str, kind: str = "notice") -> None:
        """A notice for a moderator that left, or another letter of hers."""
        now = self.clock.now()

        def write(db: Db) -> None:
            db.execute(
                "INSERT INTO mailing (id, kind, list, person, urgent, created)"
                " VALUES (?,?,?,?,1,?)",
                (mailing, kind, self.hifa.id, person, now),
            )
            db.execute(
                "INSERT INTO delivery (mailing, rendition, person, address, state, due)"
                " VALUES (?,0,?,?,'sent',0)",
                (mailing, person, address),
            )

        self.store.write_now(write)

    def deliver(self) -> int:
        """Everything that is due meets the relay; returns how much."""
        now = self.clock.now()
        taken = self.store.write_now(ledger.take, now, 10_000, 10_000, 10_000)
        replies = [self._reply(one) for one in taken]
        self.store.write_now(ledger.record, replies, now)
        self.sent += taken
        return len(taken)

    def _reply(self, one: Delivery) -> Reply:
        said = self.answers.get(one.address, OK)
        state = {"2": DeliveryState.SENT, "5": DeliveryState.FAILED}.get(
            said[:1], DeliveryState.EXPIRED
        )
        return Reply(one.id, one.mailing, state, said)

    async def report(self, token: Token | None, reading: Reading) -> str:
        """A mail comes to a return path."""
        now = self.clock.now()
        errand = Errand(1, 1, 1, Purpose.BOUNCES, "", token, "", Origin("", "192.0.2.1", True, now))
        outcome = await self.returns.run(Brief(errand, reading, Proof(), b""))
        for change in outcome.changes:
            await self.store.write(change)
        assert not outcome.letters
        return outcome.text

    def letters(self, kind: str) -> list[tuple[str, EmailMessage]]:
        """The letters of a kind so far: to whom, and what."""
        rows = self.store.read_now(
            lambda db: db.execute(
                "SELECT delivery.address, head || x'0d0a' || body FROM mailing"
                " JOIN rendition ON rendition.mailing = mailing.id"
                " JOIN delivery ON delivery.mailing = mailing.id WHERE kind=? ORDER BY mailing.id",
                (kind,),
            ).fetchall()
        )
        return [(to, _parsed(raw)) for to, raw in rows]

    def kinds(self) -> Mapping[str, int]:
        """How many letters there are of each kind."""
        return dict(
            self.store.read_now(
                lambda db: db.execute(
                    "SELECT kind, count(*) FROM mailing WHERE urgent=1 GROUP BY kind"
                ).fetchall()
            )
        )

    # --- time ---

    async def look(self) -> None:
        """The keeper does all that is due now."""
        while await self.keeper.step():
            pass

    async def days(self, n: int, posts: bool = True) -> None:
        """So many days go by, with a post each."""
        for _ in range(n):
            if posts:
                self.post()
            self.deliver()
            await self.look()
            self.clock.time += DAY
        self.deliver()
        await self.look()


def _parsed(raw: bytes | str) -> EmailMessage:
    data = raw.encode() if isinstance(raw, str) else raw
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found
