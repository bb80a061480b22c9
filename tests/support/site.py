"""A whole site on loopback for flow tests: a real server, a Maildir as the relay, plain smtplib."""

from __future__ import annotations

import asyncio
import email
import mailbox
import re
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from listserv.app import App
from listserv.clock import OffsetClock
from listserv.home import Home
from listserv.model import MailingList, Policy, State
from listserv.settings import parse
from listserv.store import held, imports, lists, members
from listserv.store.base import Store
from listserv.store.members import NewMember

DOMAIN = "lists.example.org"
FRONT = "mx.example.org"
START = 1_767_600_000.0  # Monday 5 January 2026, 08:00 UTC
SETTINGS = f"""
[site]
domain = "{DOMAIN}"
name = "Health lists"
admin = "admin@example.org"
[smtp]
listen = "127.0.0.1:0"
trusted_authserv_ids = ["{FRONT}"]
[lmtp]
listen = "127.0.0.1:0"
[relay]
url = "maildir:outbox"
[web]
listen = "127.0.0.1:0"
url = "https://{DOMAIN}"
[archive]
url = "https://{DOMAIN}/archive"
"""


@dataclass
class Running:
    """A running server and what a person can do with it."""

    app: App
    folder: Path
    clock: OffsetClock

    def _port(self, kind: str) -> int:
        return int(getattr(self.app.ready, kind).rpartition(":")[2])

    @property
    def store(self) -> Store:
        return self.app.store

    async def send(self, sender: str, to: str, body: str, **headers: str) -> None:
        """Send a plain mail that the front has proven; headers by name, `_` for `-`."""
        await self.send_raw(sender, [to], mail(sender, to, body, **headers))

    async def send_raw(self, sender: str, to: list[str], raw: bytes) -> None:
        def talk() -> None:
            with smtplib.SMTP("127.0.0.1", self._port("smtp"), timeout=10) as client:
                client.sendmail(sender, to, raw)

        await asyncio.to_thread(talk)

    def mails(self, to: str = "") -> list[Message]:
        """What the relay took, in order; only the copies to one address if it is given."""
        read = [email.message_from_bytes(raw) for raw in self._outbox()]
        return [one for one in read if not to or one["Delivered-To"] == to]

    def octets(self, to: str) -> list[bytes]:
        """The same as it came, for who verifies signatures."""
        return [raw for raw in self._outbox() if f"Delivered-To: {to}\n".encode() in raw]

    def _outbox(self) -> list[bytes]:
        for one in ("tmp", "new", "cur"):  # the server may be making them at this moment
            (self.folder / "outbox" / one).mkdir(parents=True, exist_ok=True)
        box = mailbox.Maildir(self.folder / "outbox")
        keys = sorted(box.iterkeys(), key=lambda key: [*map(int, re.findall(r"\d+", str(key)))])
        return [box.get_bytes(key) for key in keys]

    async def mail_to(self, to: str, subject: str = "", seconds: float = 10.0) -> Message:
        """The newest mail to an address whose subject has these words; waits for it."""
        found: list[Message] = []

        async def there() -> bool:
            found[:] = [one for one in self.mails(to) if subject in subject_of(one)]
            return bool(found)

        await until(there, seconds, f"no mail to {to} about {subject!r}")
        return found[-1]

    async def quiet(self, seconds: float = 10.0) -> None:
        """Wait until nothing is on its way in or out."""
        still = 0

        async def idle() -> bool:
            nonlocal still
            still = 0 if await self.store.read(busy, self.clock.now()) else still + 1
            return still >= 3

        await until(idle, seconds, "the server does not come to rest")

    async def until_held(self, n: int, seconds: float = 10.0) -> None:
        """Wait until so many posts are held, told or not."""

        async def there() -> bool:
            return len(await self.store.read(held.queue)) >= n

        await until(there, seconds, f"fewer than {n} posts are held")

    async def publish(self) -> None:
        """Approve all that is held, as the command line does, and wait until it is out."""
        for post in await self.store.read(held.queue):
            now = self.clock.now()
            await self.store.write(held.decide, post.number, State.APPROVED, 0, "ok", now)
        self.app.wake()
        await self.quiet()

    async def is_member(self, address: str) -> bool:
        """Is somebody, known or not, on the site's first list?"""
        person = await self.store.read(members.person_by_address, address)
        return person is not None and bool(await self.store.read(members.member, 1, person.id))

    async def told_for(
        self, sender: str, to: str, body: str, *, proven: bool = True, **headers: str
    ) -> list[Message]:
        """What somebody gets for a mail that she sends."""
        before = len(self.mails(sender))
        raw = mail(sender, to, body, proven=proven, **headers)
        await self.send_raw(sender, [to], raw)
        await self.quiet()
        return self.mails(sender)[before:]

    async def told_for_answer(self, letter: Message, sender: str, body: str) -> list[Message]:
        """What somebody gets for an answer to a letter."""
        before = len(self.mails(sender))
        await self.answer(letter, sender, body)
        await self.quiet()
        return self.mails(sender)[before:]

    async def answer(self, letter: Message, sender: str, body: str) -> None:
        """Answer a letter as a mail program does: Reply-To or From, with the quotation below."""
        to = letter["Reply-To"] or letter["From"]
        address = email.utils.parseaddr(to)[1]
        quoted = "\r\n".join(f"> {line}" for line in text_of(letter).splitlines()[:12])
        full = f"{body}\r\n\r\nOn Mon, 5 Jan 2026 at 10:00, {to} wrote:\r\n{quoted}\r\n"
        await self.send(
            sender,
            address,
            full,
            Subject="Re: " + subject_of(letter),
            In_Reply_To=letter["Message-ID"],
        )


def mail(sender: str, to: str, body: str, proven: bool = True, **headers: str) -> bytes:
    """Raw bytes of a plain mail; the Message-ID is made from what it says unless given."""
    domain = sender.rpartition("@")[2]
    named = {
        "From": headers.pop("From", sender),
        "To": to,
        "Subject": headers.pop("Subject", "Hello"),
        "Date": headers.pop("Date", "Mon, 05 Jan 2026 10:00:00 +0000"),
        "Message-ID": headers.pop("Message_ID", f"<{abs(hash((sender, to, body)))}@{domain}>"),
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if proven:
        named = {
            "Authentication-Results": f"{FRONT}; dkim=pass header.d={domain}",
            **named,
        }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return (head + "\r\n" + body.replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n").encode()


async def until(
    ready: Callable[[], Awaitable[bool]], seconds: float, complaint: str, pause: float = 0.03
) -> None:
    """Wait for something to become true, or fail with a complaint."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await ready():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(complaint)
        await asyncio.sleep(pause)


def subject_of(message: Message) -> str:
    return str(email.header.make_header(email.header.decode_header(message["Subject"] or "")))


def text_of(message: Message) -> str:
    """The decoded text of a one-part mail."""
    raw = message.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode("utf-8").replace("\r\n", "\n")


def busy(db: object, now: float = 0.0) -> int:
    """How many things are on their way in or out; a post that waits for its translations longer
    than `now` is not."""
    value = db.value  # type: ignore[attr-defined]
    return int(
        value(
            "SELECT count(*) FROM post"
            " WHERE state = 'received' OR (state = 'approved'"
            " AND coalesce(release, paced) IS NULL AND coalesce(translating, 0) <= ?)",
            now,
        )
        + value("SELECT count(*) FROM translation WHERE refused = 'asked'")
        + value("SELECT count(*) FROM post WHERE state = 'refused' AND noticed IS NULL")
        + value("SELECT count(*) FROM post WHERE awaits = 'private' AND author_told IS NULL")
        + value(
            "SELECT count(*) FROM post JOIN list ON list.id = list WHERE state = 'held'"
            " AND noticed IS NULL AND awaits = '' AND instr(reasons, 'marked-spam') = 0"
            " AND coalesce(json_array_length(policy, '$.hours'), 0) = 0"
        )
        + value("SELECT count(*) FROM errand WHERE state = 'received'")
        + value(
            "SELECT count(*) FROM delivery JOIN mailing ON mailing.id = mailing"
            " WHERE state IN ('due', 'trying') AND laid = 0"
        )
        + value("SELECT count(*) FROM archive_mark")
        + value("SELECT count(*) FROM namesake")
        + value("SELECT count(*) FROM queue_wish")
    )


def make_site(folder: Path, extra: str = "") -> Path:
    """A site's folder with keys and an empty database; returns its listserv.toml."""
    path = folder / "listserv.toml"
    path.write_text(SETTINGS + extra, encoding="utf-8")
    home = Home(folder / "var")
    home.make()
    Store.open(home.database).close()
    return path


def fill(
    folder: Path, name: str, policy: Policy, people: list[NewMember], moderators: list[NewMember]
) -> MailingList:
    """A list with its people, written beside the server."""
    store = Store.open(Home(folder / "var").database)
    try:
        made = store.write_now(lists.create, name, policy, 1_700_000_000.0)
        store.write_now(imports.bring, made.id, people, "test", 1_700_000_000.0)
        for one in moderators:
            store.write_now(members.add_moderator, made.id, one, 1_700_000_000.0)
        store.write_now(members.ensure_person, NewMember("admin@example.org"), 0.0)
    finally:
        store.close()
    return made


async def started(folder: Path, start: float | None = None) -> Running:
    """Start the server of a folder made by make_site; the caller stops it."""
    clock = OffsetClock(start)
    path = folder / "listserv.toml"
    app = App(parse(path.read_text(encoding="utf-8"), path), clock)
    await app.start()
    return Running(app, folder, clock)


@asynccontextmanager
async def serving(
    folder: Path,
    policy: Policy,
    people: Sequence[NewMember],
    moderators: Sequence[NewMember] = (),
    *,
    start: float | None = START,
    extra: str = "",
) -> AsyncIterator[Running]:
    """A server with one list, hifa; `extra` are lines for its listserv.toml."""
    make_site(folder, extra)
    fill(folder, "hifa", policy, list(people), list(moderators))
    running = await started(folder, start)
    try:
        yield running
    finally:
        await running.app.stop()
