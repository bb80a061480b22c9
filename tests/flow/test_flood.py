"""The flood: forged requests to join, for people who never wrote, from a thousand machines.

`FLOOD=10000` sends the whole of it and prints its figures (`pytest -s`); without it a part of the
same shape is sent. What is behind each bound stands in docs/POSTMASTER.md.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.mailroom import DOMAIN_LETTERS
from listserv.model import Policy
from listserv.store import leftovers, queue
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.memory import tree_pss
from tests.support.peer import Peer
from tests.support.site import DOMAIN, Running, mail, serving, until

pytestmark = pytest.mark.slow

MAILS = int(os.environ.get("FLOOD", "1500"))
VICTIMS, CLIENTS, DOMAINS = 100, 1000, 7  # people; machines; domains of the people
AT_ONCE = 40  # connections
PATIENCE = 8.0  # seconds for what a member asks in the middle of it, on a busy machine
AMINA = "amina@rsr.example.org"
STRANGER = "nadia@clinic.example"
JOIN = f"hifa-join@{DOMAIN}"
HOUR, DAY = 3600.0, 86_400.0
WORDS = ("join", "subscribe", "inscription", "darme de alta", "quero participar")


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau")]
    async with serving(tmp_path, Policy(title="HIFA"), people) as running:
        yield running


def victim(n: int) -> str:
    """One of few, each at one of fewer domains."""
    n %= VICTIMS
    return f"victim{n}@v{n % DOMAINS}.example"


def forged(n: int, sender: str) -> bytes:
    """Mail number `n` in somebody's name: in many words, by subject, by text or by neither."""
    subject, text = WORDS[n % len(WORDS)], WORDS[n // 7 % len(WORDS)] if n % 3 else ""
    return mail(sender, JOIN, text, proven=False, Subject=subject, Message_ID=f"<{n}@b.example>")


async def machine(forum: Running, n: int, numbers: range) -> None:
    """One machine sends its share on a connection that the front hands on to us (XCLIENT)."""
    host, _, port = forum.app.ready.smtp.rpartition(":")
    peer = Peer(*await asyncio.open_connection(host, int(port)))
    await peer.greet("EHLO front.example.org")
    assert (await peer.say(f"XCLIENT ADDR=198.18.{n // 250}.{n % 250 + 1}")).startswith("220")
    await peer.say("EHLO bot.example")
    for number in numbers:
        await peer.begin(JOIN, sender=f"s{number}@bot{number % 50}.example")
        await peer.say("DATA")
        peer.send(forged(number, victim(number)) + b".\r\n")
        assert (await peer.reply()).startswith("250")
    await peer.close()


async def flood(forum: Running, mails: int) -> float:
    """Send it all; returns how long that took."""
    began, places = time.monotonic(), asyncio.Semaphore(AT_ONCE)
    each = max(mails // CLIENTS, 1)

    async def one(n: int) -> None:
        async with places:
            await machine(forum, n, range(n * each, (n + 1) * each))

    async with asyncio.TaskGroup() as group:
        for n in range(mails // each):
            group.create_task(one(n))
    return time.monotonic() - began


async def answered(forum: Running, sender: str, to: str, said: str, letters: int = 1) -> float:
    """Seconds until somebody real, who is proven, has an answer."""
    began = time.monotonic()
    await forum.send(sender, to, said, Subject="")
    while len(forum.mails(sender)) < letters:
        assert time.monotonic() < began + 60, f"{sender} is not answered"
        await asyncio.sleep(0.05)
    return time.monotonic() - began


def rows(db: Db) -> Counter[str]:
    tables = ("mail", "errand", "confirmation", "budget", "tally", "mailing", "journal")
    return Counter({name: db.value(f"SELECT count(*) FROM {name}") for name in tables})


def octets(db: Db) -> int:
    """Of the database that hold something."""
    used = db.value("PRAGMA page_count") - db.value("PRAGMA freelist_count")
    return int(used * db.value("PRAGMA page_size"))


async def test_the_flood(forum: Running) -> None:
    request = f"hifa-request@{DOMAIN}"
    await answered(forum, AMINA, request, "help")  # the child that reads mail is there
    calm = await answered(forum, AMINA, request, "status", 2)
    memory = tree_pss(os.getpid())
    before = await forum.store.read(octets)
    began = time.monotonic()
    flooding = asyncio.create_task(flood(forum, MAILS))
    await asyncio.sleep(min(1.0, MAILS / 5000))
    waited = [await answered(forum, AMINA, request, "status", 3)]
    waited.append(await answered(forum, AMINA, request, "help", 4))
    sent_in = await flooding
    waited.append(await answered(forum, STRANGER, JOIN, "join"))
    await forum.quiet(300)
    all_in = time.monotonic() - began
    more = tree_pss(os.getpid()) - memory

    got = Counter(one["Delivered-To"] for one in forum.mails())
    assert got.pop(AMINA) == 4
    assert got.pop(STRANGER) == 1  # a real one comes through, after thousands of forged ones
    assert got == {victim(n): 1 for n in range(VICTIMS)}
    assert max(waited) < PATIENCE

    left = await forum.store.read(rows)
    assert left["errand"] == MAILS + 5  # what it did stands in the book for a while
    assert left["confirmation"] == VICTIMS + 1  # an open question for each address and list
    assert left["budget"] <= 2 * (VICTIMS + 5)  # her letter, and that she was asked
    assert left["tally"] <= DOMAINS + 2
    grown = await forum.store.read(octets) - before
    print(
        f"\n{MAILS} mails taken in {sent_in:.1f} s ({MAILS / sent_in:.0f}/s),"
        f" all done after {all_in:.1f} s ({MAILS / all_in:.0f}/s);\na member answered in"
        f" {waited[0]:.2f} and {waited[1]:.2f} s, {calm:.2f} s before the flood;"
        f" a stranger after it in {waited[2]:.2f} s;\n{dict(left)};"
        f"\nthe database grew by {grown / 1e6:.1f} MB, memory by {more / 1e6:.0f} MB (PSS)"
    )

    await forum.quiet()
    forum.clock.advance(DAY)
    await flood(forum, VICTIMS)  # the next day brings one letter more, to the same question
    await forum.quiet(60)
    got = Counter(one["Delivered-To"] for one in forum.mails())
    assert max(got[victim(n)] for n in range(VICTIMS)) == 2
    assert (await forum.store.read(rows))["confirmation"] == VICTIMS + 1

    for _ in range(2):  # a month later nothing is left of it
        forum.clock.advance(40 * DAY)
        await gone(forum)
    left = await forum.store.read(rows)
    assert left["errand"] == left["mail"] == left["confirmation"] == 0
    assert left["mailing"] <= 4  # letters to whom we know, as rows of counts
    assert left["journal"] < 20
    assert await forum.store.read(octets) - before < 200_000
    await answered(forum, AMINA, request, "status", 5)


async def gone(forum: Running) -> None:
    """Wait until the attic has nothing more to do."""

    async def idle() -> bool:
        forum.app.wake(["attic"])
        now = forum.clock.now()
        old = await forum.store.read(queue.is_old, now)
        return not old and not await forum.store.read(leftovers.is_any, now - 30 * DAY)

    await until(idle, 120, "old mail is there still", pause=0.5)


async def test_ten_thousand_names_at_one_domain_are_few_letters(forum: Running) -> None:
    """Each name is somebody else, or nobody: their mail server would see our spam."""
    to = f"listserv@{DOMAIN}"
    for n in range(60):
        sender = f"name{n}@mail{n}.university.example"
        raw = mail(sender, to, "help", proven=False, Subject="help")
        await forum.send_raw(sender, [to], raw)
    await forum.quiet(60)
    assert len(forum.mails()) == DOMAIN_LETTERS
    # Who is proven to be there is answered all the same.
    await answered(forum, "rector@university.example", to, "help")


async def test_the_site_has_a_ceiling_for_strangers(tmp_path: Path) -> None:
    """Forged names may take half of it."""
    people = [NewMember(AMINA, "Amina Kamau")]
    extra = "[limits]\nstranger_letters = 20\n"
    async with serving(tmp_path, Policy(title="HIFA"), people, extra=extra) as forum:
        for n in range(40):
            sender = f"name@domain{n}.example"
            raw = mail(sender, JOIN, "join", proven=n >= 20)
            await forum.send_raw(sender, [JOIN], raw)
        await forum.quiet(60)
        forged = {f"name@domain{n}.example" for n in range(20)}
        got = [one["Delivered-To"] in forged for one in forum.mails()]
        assert (got.count(True), got.count(False)) == (10, 10)
        await answered(forum, AMINA, JOIN, "status")
        forum.clock.advance(DAY)
        await forum.send("name@domain39.example", JOIN, "join")
        await forum.mail_to("name@domain39.example")
