"""The README's lines with the real Postfix, in front of a real site and behind it.

A member somewhere in the world writes to the list, a moderator answers, and both never talk to the
site: they talk to Postfix. What leaves goes through the same Postfix into a sink.
"""

from __future__ import annotations

import asyncio
import email
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import held, members, queue
from listserv.store.members import NewMember
from tests.flow.test_postfix import postfix, settled, told
from tests.support.mails import report
from tests.support.markdown import block, read, section
from tests.support.ports import free_port
from tests.support.sink import Sink
from tests.support.site import (
    DOMAIN,
    Running,
    fill,
    mail,
    make_site,
    started,
    subject_of,
    text_of,
    until,
)

pytestmark = [pytest.mark.slow, pytest.mark.postfix]

HEALTH = f"health@{DOMAIN}"
AMINA = "amina@rsr.example.org"
PAUL = "paul@post.example"
GRACE = "grace@team.example.org"
WORLD = "127.0.0.2"  # outside of Postfix's mynetworks


@dataclass
class World:
    """The site behind its Postfix, and what a mail program far away can do."""

    site: Running
    sink: Sink
    port: int
    root: Path

    async def send(self, sender: str, to: str, raw: bytes) -> None:
        """Hand a mail to Postfix; raises SMTPRecipientsRefused with its answer."""

        def talk() -> None:
            with smtplib.SMTP("127.0.0.1", self.port, "far.example", 20, (WORLD, 0)) as client:
                client.sendmail(sender, [to], raw)

        await asyncio.to_thread(talk)

    async def letter(self, to: str, subject: str) -> Message:
        """The mail to somebody with these words in its subject; waits for it."""
        found: list[Message] = []

        async def there() -> bool:
            read = [
                email.message_from_bytes(raw) for _, to_, raw in self.sink.messages if to_ == to
            ]
            found[:] = [one for one in read if subject in subject_of(one)]
            return bool(found)

        await until(there, 15, f"no mail to {to} about {subject!r}")
        return found[-1]

    def return_path(self, to: str, letter: Message) -> str:
        """The envelope's sender of a mail that the sink took."""
        (sender,) = {
            sender
            for sender, to_, raw in self.sink.messages
            if to_ == to and letter["Message-ID"].encode() in raw
        }
        return sender


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    door = free_port()
    lines = block(section(read("README.md"), "Behind Postfix"), "relay_domains")
    async with Sink() as sink:
        with postfix(
            lines.replace(":8025", f":{door}") + "\n", sink=sink.port, hostname=DOMAIN
        ) as (port, root):
            path = make_site(folder)
            text = path.read_text(encoding="utf-8")
            text = text.replace("127.0.0.1:0", f"127.0.0.1:{door}", 1)
            path.write_text(text.replace("maildir:outbox", f"smtp://127.0.0.1:{port}"))
            fill(
                folder,
                "health",
                Policy(title="Health Forum", languages=("en", "fr"), tell_author=0.0),
                [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa", ("fr",))],
                [NewMember(GRACE, "Grace Oyelaran")],
            )
            site = await started(folder)
            try:
                yield World(site, sink, port, root)
            except BaseException:
                print(told(root))
                raise
            finally:
                await site.app.stop()


async def test_a_post_and_its_copies_go_through_postfix(tmp_path: Path) -> None:
    """One Postfix for the whole story, since starting it takes the longest."""
    async with world(tmp_path) as here:
        await a_post_is_held(here)
        copy = await it_is_approved_and_leaves(here)
        await a_bounce_comes_back(here, here.return_path(PAUL, copy))
        await a_member_leaves(here, copy)
        await an_unknown_address_is_refused(here)
        assert here.sink.recipients.keys() <= {AMINA, PAUL, GRACE}


async def a_post_is_held(here: World) -> None:
    """What a milter of this Postfix would write about the sender stands in the mail already."""
    await here.send(AMINA, HEALTH, mail(AMINA, HEALTH, "Who cleans the filter?", Subject="Oxygen"))
    notice = await here.letter(GRACE, "Oxygen, from Amina Kamau")
    assert "The sender is proven for " in text_of(notice)
    assert len(await here.site.store.read(held.queue)) == 1
    assert "has arrived" in subject_of(await here.letter(AMINA, "Oxygen"))


async def it_is_approved_and_leaves(here: World) -> Message:
    notice = await here.letter(GRACE, "Oxygen, from Amina Kamau")
    to = parseaddr(notice["Reply-To"])[1]
    await here.send(GRACE, to, mail(GRACE, to, "ok\n\nGrace", Subject="Re: Oxygen"))
    await here.letter(GRACE, "Done")
    copy = await here.letter(PAUL, "Oxygen")
    await here.site.quiet()
    await settled(here.root)
    assert "Who cleans the filter?" in text_of(copy)
    copies = [to for _, to, raw in here.sink.messages if b"Subject: Oxygen\r\n" in raw]
    assert sorted(copies) == [AMINA, PAUL]
    return copy


async def a_bounce_comes_back(here: World, returns: str) -> None:
    await here.send("", returns, report(PAUL))
    await settled(here.root)
    await here.site.quiet()
    assert (await here.site.store.read(queue.counts))["failed"] == 1


async def a_member_leaves(here: World, copy: Message) -> None:
    """By the address behind the unsubscribe button of her mail program."""
    leave = copy["List-Unsubscribe"].partition("<mailto:")[2].partition(">")[0]
    await here.send(PAUL, leave, mail(PAUL, leave, ""))
    await here.letter(PAUL, "quitté")
    (member,) = await here.site.store.read(members.members, 1)
    assert member.person.address == AMINA


async def an_unknown_address_is_refused(here: World) -> None:
    nobody = f"nobody@{DOMAIN}"
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await here.send(AMINA, nobody, mail(AMINA, nobody, "Is anybody there?"))
    assert refused.value.recipients[nobody][0] == 550
