"""Robots write to every address that there is: nothing acts, and nobody is answered (RFC 3834)."""

from __future__ import annotations

import email.utils
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy, Purpose, Token
from listserv.store import held
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.support.mails import multipart, part, report
from tests.support.site import DOMAIN, Running, mail, serving, text_of

pytestmark = pytest.mark.slow

AMINA, HELEN = "amina@rsr.example.org", "helen@team.example.org"
ADDRESSES = (
    *("hifa-join", "hifa-subscribe", "hifa-leave", "hifa-unsubscribe", "hifa-request"),
    *("hifa-owner", "hifa-moderators", "listserv", "info", "nomail.hifa", "leave.hifa"),
)
WISH = "leave"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau")]
    team = [NewMember(HELEN, "Helen")]
    async with serving(tmp_path, Policy(title="HIFA"), people, team) as running:
        yield running


def written(to: str, **headers: str) -> bytes:
    return mail(headers.pop("sender", AMINA), to, headers.pop("text", WISH), **headers)


def calendar(to: str) -> bytes:
    answer = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
    parts = part("text/plain", WISH), part("text/calendar; method=REPLY", answer)
    return multipart("alternative", *parts, From=AMINA, To=to, Subject="Accepted: Webinar")


def receipt(to: str) -> bytes:
    kind = 'report; report-type="disposition-notification"'
    fields = "Final-Recipient: rfc822; amina@rsr.example.org\r\nDisposition: manual; displayed\r\n"
    parts = part("text/plain", WISH), part("message/disposition-notification", fields)
    return multipart(kind, *parts, From=AMINA, To=to)


ROBOTS = {
    "auto-replied": (AMINA, lambda to: written(to, Auto_Submitted="auto-replied")),
    "auto-generated": (AMINA, lambda to: written(to, Auto_Submitted="auto-generated; x=y")),
    "bulk": (AMINA, lambda to: written(to, Precedence="bulk")),
    "junk": (AMINA, lambda to: written(to, Precedence="junk")),
    "list": (AMINA, lambda to: written(to, Precedence="list")),
    "another list": (AMINA, lambda to: written(to, List_Id="<nurses.example.org>")),
    "x-autoreply": (AMINA, lambda to: written(to, X_Autoreply="yes")),
    "null path": ("", written),
    "daemon's path": ("MAILER-DAEMON@rsr.example.org", written),
    "owner's path": ("owner-nurses@rsr.example.org", written),
    "bounces' path": ("nurses-bounces+amina=rsr.example.org@rsr.example.org", written),
    "nobody's path": ("noreply@rsr.example.org", written),
    "daemon": (AMINA, lambda to: written(to, From="MAILER-DAEMON@rsr.example.org")),
    "nobody": (AMINA, lambda to: written(to, From="no-reply@rsr.example.org")),
    "vacation": (
        AMINA,
        lambda to: written(to, Subject="Réponse automatique : x", text="Je suis en congé."),
    ),
    "receipt": (AMINA, receipt),
    "calendar": (AMINA, calendar),
    "bounce": ("", lambda to: report(AMINA)),
}


def sealed(forum: Running, purpose: Purpose, first: int, second: int) -> str:
    token = tokens.seal(forum.app.keys, Token(purpose, first, second))
    return f"hifa-{purpose.value}+{token}@{DOMAIN}"


@pytest.mark.parametrize("robot", ROBOTS)
async def test_a_robot_does_nothing_and_hears_nothing(forum: Running, robot: str) -> None:
    """At addresses with tokens, too: of a question, a notice, a post's author, a membership."""
    await forum.send(AMINA, f"hifa@{DOMAIN}", "We keep stock cards.", Subject="Stock cards")
    notice = await forum.mail_to(HELEN, "Stock cards")
    await forum.send("nadia@clinic.example", f"hifa-join@{DOMAIN}", "join")
    question = await forum.mail_to("nadia@clinic.example")
    answers = [email.utils.parseaddr(one["Reply-To"])[1] for one in (notice, question)]
    person = await forum.store.read(lambda db: db.value("SELECT id FROM person WHERE name != ''"))
    tokened = [sealed(forum, Purpose.LEAVE, person, 1), sealed(forum, Purpose.AUTHOR, 101, 0)]
    await forum.quiet()
    before = len(forum.mails())
    path, write = ROBOTS[robot]
    for to in (*(f"{one}@{DOMAIN}" for one in ADDRESSES), *answers, *tokened):
        await forum.send_raw(path, [to], write(to))
    await forum.quiet()
    assert len(forum.mails()) == before
    assert await forum.is_member(AMINA)
    assert not await forum.is_member("nadia@clinic.example")
    assert len(await forum.store.read(held.queue)) == 1


async def test_what_every_letter_says_to_robots(forum: Running) -> None:
    """RFC 3834 §3: of what kind it is, what it answers; where bounces go is in the envelope."""
    await forum.send(AMINA, f"hifa-request@{DOMAIN}", "help", Message_ID="<one@rsr.example.org>")
    letter = await forum.mail_to(AMINA)
    await forum.send(AMINA, f"hifa@{DOMAIN}", "We keep stock cards.", Subject="Stock cards")
    notice = await forum.mail_to(HELEN)
    assert said(letter) == ("auto-replied", "bulk", "All", DOMAIN)
    assert said(notice) == ("auto-generated", "bulk", "All", DOMAIN)
    assert letter["In-Reply-To"] == letter["References"] == "<one@rsr.example.org>"
    assert letter["Return-Path"] == "<>"  # no robot answers an answer
    assert "hifa-bounces+" in notice["Return-Path"]


def said(letter: Message) -> tuple[str, ...]:
    names = ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-Listserv-Trace")
    return tuple(letter[name] for name in names)


@pytest.mark.parametrize("name", ["hifa", "hifa-owner", "hifa-request", "listserv", "nobody"])
async def test_we_do_not_write_to_ourselves(forum: Running, name: str) -> None:
    for to in ("hifa-join", "hifa-request", "listserv", "hifa-leave"):
        await forum.send(f"{name}@{DOMAIN}", f"{to}@{DOMAIN}", "join")
    await forum.quiet()
    assert forum.mails() == []


async def test_who_is_not_understood_is_answered_once(forum: Running) -> None:
    """A program without any mark answered each `did you mean`, forty times a day."""
    text = "Thank you for your message. I am travelling, and read mail again next week."
    to = f"hifa-request@{DOMAIN}"
    await forum.send(AMINA, to, text, Subject="Re: Welcome")
    for n in range(5):
        letter = (await forum.mail_to(AMINA))["Reply-To"]
        await forum.send(AMINA, email.utils.parseaddr(letter)[1], text, Subject=f"Re: {n}")
        await forum.quiet()
    assert len(forum.mails(AMINA)) == 1
    # A person says something else.
    await forum.send(AMINA, to, "status")
    await forum.quiet()
    _, status = forum.mails(AMINA)
    assert "HIFA" in text_of(status)
