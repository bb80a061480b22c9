"""The ring: two servers of ours, programs that answer whatever they get, an address that bounces.

All mail goes over SMTP through one router, which hands it to the other server, to a robot or back
as a bounce, and vouches for every sender: that is the worst case, for what is proven may be
answered. Each pair exchanges one letter at most, and then there is silence, for days.
"""

from __future__ import annotations

import asyncio
import email
import email.utils
import smtplib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from email.message import Message
from functools import partial
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.model import Policy, State
from listserv.store import held
from listserv.store.base import Store
from listserv.store.members import NewMember
from listserv.text.loops import TRACE
from tests.support.mails import report
from tests.support.sink import Sink
from tests.support.site import (
    DOMAIN,
    FRONT,
    SETTINGS,
    START,
    Running,
    busy,
    fill,
    mail,
    started,
    subject_of,
    until,
)

pytestmark = pytest.mark.slow

A, B = DOMAIN, "lists.example.net"
AMINA, HELEN = "amina@people.example", "helen@people.example"  # a member, a facilitator; of both
ADMIN = "admin@example.org"
POLITE, RUDE, RUDER = (f"{name}@away.example" for name in ("polite", "rude", "ruder"))
GONE = "gone@nowhere.example"
MOST = 300  # mails; more of them are a storm
HOUR, DAY = 3600.0, 86_400.0


def vacation(to: str, got: Message, **headers: str) -> bytes:
    """What a program says for somebody; like a person's answer but for the headers given."""
    text = "Dear friend,\n\nThank you for writing. I am in the field and read mail next week.\n"
    return mail("", to, text, proven=False, Subject=f"Re: {subject_of(got)}", **headers)


class Router(Sink):
    """The relay of both servers. `took` counts each mail that a server, a robot or a test sends."""

    def __init__(self) -> None:
        super().__init__()
        self.homes: dict[str, str] = {}  # host:port of the server of a domain
        self.letters: Counter[tuple[str, str]] = Counter()  # (server, recipient)
        self.mailboxes: dict[str, list[Message]] = {}
        self._queue: asyncio.Queue[tuple[str, str, bytes]] = asyncio.Queue()
        self._robots: dict[str, Callable[[str, Message], None]] = {
            POLITE: self._polite,
            RUDE: partial(self._rude, RUDE),
            RUDER: partial(self._rude, RUDER),
            GONE: self._gone,
        }
        self._busy = False

    def took(self, sender: str, recipient: str, content: bytes) -> None:
        super().took(sender, recipient, content)
        found = email.message_from_bytes(content)
        if found[TRACE] and not found["List-Post"]:  # a copy of a post is no letter
            self.letters[found[TRACE], recipient] += 1
        self._queue.put_nowait((sender, recipient, content))

    async def run(self) -> None:
        """Hand on what comes, one after the other, until cancelled."""
        while True:
            sender, recipient, content = await self._queue.get()
            self._busy = True
            assert self.transactions < MOST, "a storm"
            got = email.message_from_bytes(content)
            self.mailboxes.setdefault(recipient, []).append(got)
            home = self.homes.get(recipient.rpartition("@")[2])
            if home is not None:
                await self._hand_in(home, sender, recipient, content)
            elif recipient in self._robots:
                self._robots[recipient](sender, got)
            self._busy = False

    async def _hand_in(self, home: str, sender: str, recipient: str, content: bytes) -> None:
        author = email.utils.parseaddr(email.message_from_bytes(content)["From"] or "")[1]
        vouched = f"Authentication-Results: {FRONT}; dkim=pass header.d={author.partition('@')[2]}"
        host, _, port = home.rpartition(":")

        def talk() -> None:
            with smtplib.SMTP(host, int(port), timeout=10) as client:
                client.sendmail(sender, [recipient], f"{vouched}\r\n".encode() + content)

        try:
            await asyncio.to_thread(talk)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            if sender:
                self.took("", sender, report(recipient))

    def is_idle(self) -> bool:
        return self._queue.empty() and not self._busy

    # --- who answers ---

    def _polite(self, path: str, got: Message) -> None:
        """Says what it is, and answers where RFC 3834 wants it; but everything."""
        if path:
            marks = {"Auto_Submitted": "auto-replied", "In_Reply_To": got["Message-ID"] or ""}
            self.took("", path, vacation(path, got, From=POLITE, **marks))

    def _rude(self, name: str, path: str, got: Message) -> None:
        """Says nothing of itself, and answers everybody whom a mail names."""
        to = got["Reply-To"] or got["From"]
        for one in dict.fromkeys((email.utils.parseaddr(to)[1], path)):
            if one:
                self.took(name, one, vacation(one, got, From=name))

    def _gone(self, path: str, got: Message) -> None:
        if path:
            self.took("", path, report(GONE))


class Ring:
    def __init__(self, router: Router, servers: dict[str, Running]) -> None:
        self.router, self.servers = router, servers
        self.task = asyncio.create_task(router.run())

    def send(self, sender: str, to: str, text: str, **headers: str) -> None:
        """A mail that its sender wrote, or somebody in her name."""
        self.router.took(sender, to, mail(sender, to, text, proven=False, **headers))

    async def rest(self) -> None:
        """Wait until nothing moves anywhere."""
        still = 0

        async def quiet() -> bool:
            nonlocal still
            assert not self.task.done(), self.task.exception()
            counts = [await one.store.read(busy) for one in self.servers.values()]
            still = 0 if any(counts) or not self.router.is_idle() else still + 1
            return still >= 10

        await until(quiet, 60, "the ring does not come to rest")

    async def days(self, n: int) -> None:
        """Time passes for both servers, with all that they do by themselves."""
        for _ in range(n * 4):
            for one in self.servers.values():
                one.clock.advance(DAY / 4)
                one.app.wake()
            await self.rest()

    def to_others(self) -> dict[tuple[str, str], int]:
        """How many letters each got from each server, but those who read what others write."""
        return {pair: n for pair, n in self.router.letters.items() if pair[1] not in (HELEN, ADMIN)}

    def told(self, to: str) -> str:
        """All letters to somebody, for a test that fails."""
        letters = [one for one in self.router.mailboxes.get(to, []) if not one["List-Post"]]
        return "\n\n".join(f"{subject_of(one)}\n{one.get_payload()}" for one in letters)

    async def publish(self, author: str) -> None:
        """Approve what somebody wrote, and nothing else."""
        for one in self.servers.values():
            for post in await one.store.read(held.queue):
                if post.address == author:
                    now = one.clock.now()
                    await one.store.write(held.decide, post.number, State.APPROVED, 0, "ok", now)
            one.app.wake()
        await self.rest()


Members = dict[str, list[str]]  # addresses by domain
BOTH: Members = {A: [AMINA], B: [AMINA]}


async def ring(
    stack: AsyncExitStack,
    folder: Path,
    members: Members,
    moderators: Members,
    policy: Policy,
    admins: Members | None = None,
) -> Ring:
    router = await stack.enter_async_context(Router())
    running: dict[str, Running] = {}
    for domain in (A, B):
        home = folder / domain
        home.mkdir()
        settings = SETTINGS.replace(DOMAIN, domain)
        settings = settings.replace(ADMIN, (admins or {}).get(domain, [ADMIN])[0])
        settings = settings.replace("maildir:outbox", f"smtp://127.0.0.1:{router.port}")
        (home / "listserv.toml").write_text(settings, encoding="utf-8")
        Home(home / "var").make()
        Store.open(Home(home / "var").database).close()
        people = [NewMember(one) for one in members[domain]]
        fill(home, "hifa", policy, people, [NewMember(one) for one in moderators[domain]])
        running[domain] = await started(home, START)
        stack.push_async_callback(running[domain].app.stop)
        router.homes[domain] = running[domain].app.ready.smtp
    made = Ring(router, running)
    stack.callback(made.task.cancel)
    return made


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


PEOPLE: Members = {A: [HELEN], B: [HELEN]}


async def test_each_list_asks_the_other_to_join(stack: AsyncExitStack, tmp_path: Path) -> None:
    """Forged crosswise, in the name of every address that the other server has."""
    here = await ring(stack, tmp_path, BOTH, PEOPLE, Policy(title="HIFA"))
    words = ("hifa", "hifa-request", "hifa-owner", "hifa-join", "hifa-leave", "listserv")
    for one, other in ((A, B), (B, A)):
        for name in (*words, "postmaster", "info"):
            for to in (*words[1:], "postmaster"):
                self_made = f"{name} writes to {to}"
                here.send(f"{name}@{one}", f"{to}@{other}", f"join\n\n{self_made}")
    await here.rest()
    await here.days(3)
    assert max(here.to_others().values()) == 1
    for address in ("hifa", "hifa-request", "listserv"):
        for one in (A, B):
            assert not await here.servers[one].is_member(f"{address}@{A}")
            assert not await here.servers[one].is_member(f"{address}@{B}")


async def test_the_facilitators_of_each_are_those_of_the_other(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    """`-owner` to `-owner`, and to the postmasters."""
    owners = {A: [f"hifa-owner@{B}"], B: [f"hifa-owner@{A}"]}
    admins = {A: [f"postmaster@{B}"], B: [f"postmaster@{A}"]}
    here = await ring(stack, tmp_path, BOTH, owners, Policy(title="HIFA"), admins)
    here.send(AMINA, f"hifa-owner@{A}", "Who is there?")
    here.send(f"hifa-owner@{A}", f"hifa-owner@{B}", "Who are you?")
    here.send(AMINA, f"postmaster@{A}", "Is your clock right?")
    here.send(f"postmaster@{A}", f"postmaster@{B}", "Who are you?")
    here.send(POLITE, f"postmaster@{B}", "A disk is full.", Auto_Submitted="auto-generated")
    await here.rest()
    await here.days(4)
    assert here.to_others() == {
        (A, f"hifa-owner@{B}"): 1,  # what Amina wrote
        (B, f"hifa-owner@{A}"): 1,  # the letter of the day
        (A, f"postmaster@{B}"): 1,
        (B, f"postmaster@{A}"): 2,  # what a postmaster wrote; the letter of the day
    }


async def test_robots_that_never_asked_to_join(stack: AsyncExitStack, tmp_path: Path) -> None:
    """Somebody forged their wish; the letter that asks is answered by a program. What the rude one
    says sounds like a person, so it is asked once more, and no facilitator reads it."""
    here = await ring(stack, tmp_path, BOTH, PEOPLE, Policy(title="HIFA"))
    for robot in (POLITE, RUDE, GONE):
        for domain in (A, B):
            for to in ("hifa-join", "hifa-leave", "hifa-request", "listserv", "hifa-owner"):
                here.send(robot, f"{to}@{domain}", f"join\n\nfor {to}")
    await here.rest()
    await here.days(2)
    letters = here.to_others()
    for domain in (A, B):
        assert [letters.get((domain, one), 0) for one in (POLITE, RUDE, GONE)] == [1, 2, 1]
        for robot in (POLITE, RUDE, GONE):
            assert not await here.servers[domain].is_member(robot)


@pytest.mark.parametrize("moderation", ["all", "none"])
async def test_members_that_are_robots_and_lists(
    stack: AsyncExitStack, tmp_path: Path, moderation: str
) -> None:
    """A post goes to the other list, to programs, and to nobody; each of them answers."""
    lists = {A: [f"hifa@{B}", f"hifa-request@{B}"], B: [f"hifa@{A}", f"hifa-request@{A}"]}
    members = {one: [AMINA, POLITE, RUDE, GONE, *lists[one]] for one in (A, B)}
    policy = Policy(title="HIFA", moderation=moderation, unproven="accept")
    here = await ring(stack, tmp_path, members, PEOPLE, policy)
    here.send(AMINA, f"hifa@{A}", "We keep stock cards on the wall.", Subject="Stock cards")
    here.send(AMINA, f"hifa@{B}", "We count children at the gate.", Subject="Counting")
    await here.rest()
    await here.publish(AMINA)
    await here.days(1)
    assert set(here.to_others().values()) == {1}, here.told(RUDE)


async def test_two_rude_members_and_a_private_word(stack: AsyncExitStack, tmp_path: Path) -> None:
    """A robot's answer to a copy goes to its author; who is a robot too, and answers it."""
    policy = Policy(title="HIFA", moderation="none", unproven="accept", reply_to="author")
    members = {A: [RUDE, POLITE, AMINA], B: []}
    here = await ring(stack, tmp_path, members, PEOPLE, policy)
    here.send(RUDE, f"hifa@{A}", "I am new here, and glad to be.", Subject="Hello")
    here.send(AMINA, f"hifa@{A}", "Welcome, all of you.", Subject="Welcome")
    await here.rest()
    await here.days(2)
    private = [one for one in here.router.mailboxes.get(AMINA, []) if not one["List-Post"]]
    assert len(private) <= 2  # what each of the two said, once
    assert max(here.router.letters[A, one] for one in (RUDE, POLITE)) <= 1


async def test_a_facilitator_who_is_a_rude_robot(stack: AsyncExitStack, tmp_path: Path) -> None:
    """Each letter to her is asked back once, and not for ever."""
    here = await ring(stack, tmp_path, BOTH, {A: [RUDE, HELEN], B: [HELEN]}, Policy(title="HIFA"))
    here.send(AMINA, f"hifa@{A}", "We keep stock cards on the wall.", Subject="Stock cards")
    await here.rest()
    # The notice, and the question what she meant.
    assert here.router.letters[A, RUDE] == 2, here.told(RUDE)
    here.send(AMINA, f"hifa-owner@{A}", "Did my message come?")
    await here.rest()
    assert here.router.letters[A, RUDE] == 3, here.told(RUDE)


async def test_two_facilitators_who_are_away(stack: AsyncExitStack, tmp_path: Path) -> None:
    """Each reads what the other writes to the team, and so do their programs."""
    team = {A: [RUDE, RUDER, HELEN], B: [HELEN]}
    here = await ring(stack, tmp_path, BOTH, team, Policy(title="HIFA"))
    here.send(HELEN, f"hifa-moderators@{A}", "Who is here in August?")
    await here.rest()
    await here.days(2)
    assert here.router.letters[A, RUDE] <= 3, here.told(
        RUDE
    )  # Helen's word, and Ruder's; once more
    assert here.router.letters[A, RUDER] <= 3, here.told(RUDER)
