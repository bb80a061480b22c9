"""The stage: the real server, the relay behind it, the front before it, and a clock to move.

It owns what runs during the demo and the few things people do with it: send mail, read and answer
letters. It waits for the server by looking at what the store has still to do, never by sleeping a
guessed time. A server that stands still for STILL_SECONDS raises StuckError, with what it has left
undone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from listserv.app import App
from listserv.clock import OffsetClock
from listserv.demo import clients, front, people, site
from listserv.demo.drafts import Draft, Quoted, received
from listserv.demo.forum import LIST, SECOND, Fate, Forum, Message, Round, Writer
from listserv.demo.mailboxes import Item, PostOffice
from listserv.digests import publish
from listserv.digests.calendar import last_boundary
from listserv.model import DeliveryMode, MailingList, Purpose
from listserv.store import errands, held, issues, lists, queue, shelf, spool
from listserv.store.base import Db
from listserv.text import tokens

FIRST_DAY = datetime(2026, 3, 3, tzinfo=UTC)  # a Tuesday
STILL_SECONDS = 15.0
LOOK_SECONDS = 0.02
WAIT_SECONDS = 0.15  # how long only posts to tell of must be left, before the minute is moved on
WINDOW = 61.0  # a notice that waits for others goes out within a minute of the server's clock
FUTURE = 3600.0  # an errand that failed is due again within the hour: it counts as undone


class StuckError(Exception):
    """The server does nothing more, and something is left to do."""


class Stage:
    def __init__(self, forum: Forum, clock: OffsetClock, office: PostOffice, app: App) -> None:
        self.forum = forum
        self.clock = clock
        self.office = office
        self.app = app
        self.sizes: dict[str, int] = {}  # bytes of each mail as its author's program wrote it
        self.seen: set[str] = set()  # keys of the posts that facilitators were shown
        self.codes: dict[str, int] = {}  # key of a mail -> the door's answer
        self._read: dict[str, int] = {}  # how far somebody has read her letters
        self._answers = 0

    # --- time ---

    async def move_to(self, day: int, hour: int, minute: int) -> None:
        """Move the server's clock on, and let it do what is due by then."""
        self.clock.advance(instant(day, hour, minute) - self.clock.now())
        self.app.wake()
        await self.settle()

    async def settle(self) -> None:
        """Return when the server has nothing left to do. Raises StuckError."""
        store, since = self.app.store, time.monotonic()
        before: dict[str, int] = {}
        while left := await store.read(_left, self.clock.now()):
            still = time.monotonic() - since
            if left != before:
                before, since = left, time.monotonic()
            elif list(left) == ["posts to tell of"] and still > WAIT_SECONDS:
                self.clock.advance(WINDOW)
                self.app.wake()
                since = time.monotonic()
            elif still > STILL_SECONDS:
                what = ", ".join(f"{name}: {count}" for name, count in left.items())
                raise StuckError(f"the server stands still with this undone: {what}")
            await asyncio.sleep(LOOK_SECONDS)

    # --- members ---

    async def send(self, messages: Sequence[Message]) -> None:
        """Members write and answer; every mail goes in over SMTP, through the front."""
        drafts = [self._draft(message) for message in messages]
        codes = await self._deliver(drafts, [message.proven for message in messages])
        for message, code in zip(messages, codes, strict=True):
            self.codes[message.key] = code
        await self.settle()

    def _draft(self, message: Message) -> Draft:
        writer = self.forum.writer(message.author)
        when = datetime.fromtimestamp(instant(message.day, message.hour, message.minute), UTC)
        if message.repeats:
            again = self.forum.message(message.repeats)
            when = datetime.fromtimestamp(instant(again.day, again.hour, again.minute), UTC)
        to, answered = f"{message.to}@{site.DOMAIN}", None
        if message.answers:
            to, answered = self._answered(writer, self.forum.message(message.answers), to)
        return people.draft(writer, message, to, when, answered)

    def _answered(self, writer: Writer, parent: Message, to: str) -> tuple[str, Quoted | None]:
        """What a member answers, and where: her copy, or the item of her digest."""
        for item in self._items(writer.address):
            if item.message_id == parent.message_id:
                return to, received(item.raw)
            if writer.delivery is DeliveryMode.DAILY:
                address = people.item_address(item.text, parent.text)
                if address:
                    return address, received(item.raw)
        return to, None

    async def confirm(self, author: str, text: str) -> None:
        """A newcomer answers the letter that asks whether it is really her."""
        writer = self.forum.writer(author)
        letters = [i for i in self._unread(writer) if "-confirm+" in i.answer_to]
        await self._deliver([self._reply(writer, item, text) for item in letters[:1]])
        await self.settle()

    # --- facilitators ---

    async def moderate(self, round_: Round, facilitator: Writer) -> int:
        """A facilitator reads her letters and answers; returns how many answers she wrote."""
        waiting = [
            (message, self.forum.writer(message.author))
            for message in round_.messages
            if message.fate in (Fate.PUBLISH, Fate.REFUSE)
        ]
        written = 0
        while replies := self._decisions(facilitator, waiting):
            written += len(replies)
            await self._deliver(replies)
            await self.settle()
        return written

    def _decisions(
        self, facilitator: Writer, waiting: Sequence[tuple[Message, Writer]]
    ) -> list[Draft]:
        replies = []
        for item in self._unread(facilitator):
            shown = people.recognise(item.text, waiting) if _decides(item) else []
            if shown:
                self.seen |= {one.message.key for one in shown}
                text = people.decision(facilitator, shown)
                replies.append(self._reply(facilitator, item, text))
        return replies

    async def pass_on(self, message: Message, facilitator: Writer, text: str) -> None:
        """A facilitator of both forums passes a message on, with a few words, and lets it out."""
        number = await self.app.store.read(_number, message.message_id)
        letters = [item for item in self._items(facilitator.address) if _decides(item)]
        said = f"{number} pass {SECOND}: {text}"
        await self._deliver([self._reply(facilitator, letters[-1], said)])
        await self.settle()
        await self.moderate(Round(message.day, message.hour, (message,)), facilitator)

    async def summarise(self, root: Message) -> None:
        """Draft and publish the discussion summary of a thread, as the command line does."""
        app, now = self.app, self.clock.now()
        mailing_list, threads = await app.store.read(_threads)
        thread = next((one.number for one in threads if one.topic == root.subject), 0)

        def both() -> None:
            draft = publish.draft_summary(app.store, app.site, mailing_list.id, thread, now)
            publish.publish_summary(
                app.store, app.site, lambda token: tokens.seal(app.keys, token), draft, now
            )

        await asyncio.to_thread(both)
        await self.settle()

    async def shelve(self) -> None:
        """Return when the archive is up to date. Raises StuckError."""
        since = time.monotonic()
        while await self.app.store.read(shelf.marks, 1):
            self.app.wake()
            if time.monotonic() - since > STILL_SECONDS:
                raise StuckError("the archive is not finished")
            await asyncio.sleep(LOOK_SECONDS)

    # --- mail ---

    async def _deliver(self, drafts: Sequence[Draft], proven: Sequence[bool] = ()) -> list[int]:
        now = datetime.fromtimestamp(self.clock.now(), UTC)
        mails = []
        for draft, known in zip(drafts, proven or [True] * len(drafts), strict=True):
            raw = clients.write(draft)
            self.sizes.setdefault(draft.message_id, len(raw))
            mails.append(front.stamp(raw, draft.address, draft.to, known, now))
        host, _, port = self.app.ready.smtp.rpartition(":")
        return await asyncio.to_thread(front.deliver, host, int(port), mails)

    def _reply(self, writer: Writer, item: Item, text: str) -> Draft:
        self._answers += 1
        now = datetime.fromtimestamp(self.clock.now(), UTC)
        letter = received(item.raw)
        return people.answer(writer, letter, item.answer_to, text, now, self._answers)

    def _items(self, address: str) -> list[Item]:
        return [item for item in self.office.received if item.address == address]

    def _unread(self, writer: Writer) -> list[Item]:
        items = self._items(writer.address)
        fresh = items[self._read.get(writer.key, 0) :]
        self._read[writer.key] = len(items)
        return fresh


@asynccontextmanager
async def opened(folder: Path, forum: Forum) -> AsyncIterator[Stage]:
    """The stage with everything running; stopped in reverse order, whatever happens."""
    clock = OffsetClock(instant(1, 6, 30))
    office = PostOffice(folder / "mailboxes")
    port = await office.start()
    try:
        app = App(site.make(folder, forum, port, clock.now()), clock=clock)
        await app.start()
        try:
            yield Stage(forum, clock, office, app)
        finally:
            await app.stop()
    finally:
        await office.stop()


def instant(day: int, hour: int, minute: int) -> float:
    """A moment of the forum's days as POSIX seconds."""
    return FIRST_DAY.timestamp() + (day - 1) * 86400.0 + hour * 3600.0 + minute * 60.0


def _decides(item: Item) -> bool:
    return "-moderate+" in item.answer_to


def _left(db: Db, now: float) -> dict[str, int]:
    """What the server has still to do, without what is zero."""
    posts = spool.counts(db)
    left = {
        "posts to judge": posts.get("received", 0),
        "posts to publish": posts.get("approved", 0),
        "posts to tell of": held.untold(db),
        "refusals to tell": len(held.refused_untold(db, 1)),
        "errands": len(errands.due(db, now + FUTURE, tuple(Purpose), 1)),
        "digests to close": _digests_due(db, now),
        "copies": queue.waiting(db),
    }
    return {name: count for name, count in left.items() if count}


def _digests_due(db: Db, now: float) -> int:
    """1 when the day's digest is due: until it is closed no row says that there is work."""
    mailing_list = lists.get(db, LIST)
    if mailing_list is None:
        return 0
    policy = mailing_list.policy
    until, _ = last_boundary("daily", now, policy.timezone, policy.digest_hour)
    return int((issues.last_until(db, mailing_list.id, "daily") or 0.0) < until)


def _number(db: Db, message_id: str) -> int:
    """The number of a published post of the first forum."""
    mailing_list = lists.get(db, LIST)
    found = shelf.by_message_ids(db, mailing_list.id, [message_id]) if mailing_list else {}
    return found[message_id].number


def _threads(db: Db) -> tuple[MailingList, list[shelf.Thread]]:
    mailing_list = lists.get(db, LIST)
    if mailing_list is None:
        raise LookupError(f"the list {LIST} is gone")
    return mailing_list, shelf.threads(db, mailing_list.id)
