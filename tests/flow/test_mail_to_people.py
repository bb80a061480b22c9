"""Mail to the facilitators and to the postmaster: nobody floods them, and nothing is lost."""

from __future__ import annotations

import email.utils
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import aside
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, START, Running, mail, serving, subject_of, until

pytestmark = pytest.mark.slow

AMINA = "amina@rsr.example.org"
MODS = ("helen@team.example.org", "joao@team.example.org")
ADMIN = "admin@example.org"
OWNER = f"hifa-owner@{DOMAIN}"
HOUR, DAY = 3600.0, 86_400.0


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau")]
    team = [NewMember(MODS[0], "Helen"), NewMember(MODS[1], "João", ("pt",))]
    async with serving(tmp_path, Policy(title="HIFA"), people, team) as running:
        yield running


async def forged(forum: Running, n: int, to: str = OWNER, **headers: str) -> None:
    """A mail with a name of its own, which nothing proves."""
    sender = f"s{n}@shop{n}.example"
    named = {"Subject": f"Offer {n}", "From": f"Shop {n} <{sender}>", **headers}
    raw = mail(sender, to, f"We have number {n} for you.", proven=False, **named)
    await forum.send_raw(sender, [to], raw)


async def after(forum: Running, seconds: float) -> None:
    await forum.quiet()
    forum.clock.advance(seconds)
    forum.app.wake()

    async def told() -> bool:
        return not await forum.store.read(aside.due, forum.clock.now())

    await until(told, 20, "the letter of the day is not written")
    await forum.quiet()


def gathered(forum: Running, to: str) -> list[Message]:
    return [one for one in forum.mails(to) if one.is_multipart()]


def parts(letter: Message) -> list[str]:
    """The text of a letter, and of the file beside it."""
    texts = [one.get_payload(decode=True) for one in letter.get_payload()]  # type: ignore[union-attr]
    return [text.decode().replace("\r\n", "\n") for text in texts]


def outcomes(db: Db) -> list[str]:
    return [row["outcome"] for row in db.rows("SELECT outcome FROM errand ORDER BY id")]


async def test_a_flood_of_forged_names_is_one_letter_a_day(forum: Running) -> None:
    for n in range(47):
        await forged(forum, n)
    await forum.send(AMINA, OWNER, "May I post a vacancy?", Subject="A question")
    await forum.quiet()
    assert [len(forum.mails(one)) for one in MODS] == [11, 11]  # ten of them, and Amina's
    await after(forum, HOUR - 60)
    assert gathered(forum, MODS[0]) == []
    await after(forum, 120)
    (letter,), (carta,) = (gathered(forum, one) for one in MODS)
    assert subject_of(letter) == "HIFA: 37 more mails for the facilitators"
    said, file = parts(letter)
    assert "- Shop 10 <s10@shop10.example>\n  Offer 10\n" in said
    assert "27 more are not named here" in said
    assert all(f"We have number {n} for you." in file for n in range(10, 47))
    assert "We have number 9 for you." not in file
    assert carta["Content-Language"] == "pt"
    await after(forum, 60)
    for n in range(60, 80):
        await forged(forum, n)
    await after(forum, 20 * HOUR)
    assert len(gathered(forum, MODS[0])) == 1  # once a day; ten of the next day went at once
    await after(forum, 4 * HOUR)
    _, second = gathered(forum, MODS[0])
    assert "HIFA: 20 more mails" in subject_of(second)


async def test_what_a_filter_takes_for_spam_is_a_number(forum: Running) -> None:
    for n in range(5):
        await forged(forum, n, X_Spam_Flag="YES")
    await after(forum, 2 * DAY)
    assert forum.mails(MODS[0]) == []  # no letter for spam alone
    for n in range(10, 21):
        await forged(forum, n)
    await after(forum, 2 * HOUR)
    (letter,) = gathered(forum, MODS[0])
    said, file = parts(letter)
    assert "5 other mails look like spam." in said
    assert "Offer 3" not in said + file
    assert (await forum.store.read(outcomes)).count("put aside: spam, or a virus") == 5


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Subject": "Automatic reply: To read", "X_Auto_Response_Suppress": "All"},
        {"From": "MAILER-DAEMON@post.example"},
        {"X_Listserv_Trace": "lists.example.org"},
        {"List_Id": "<hifa.lists.example.org>", "X_Listserv_Trace": "x"},
    ],
)
async def test_robots_and_our_own_mail_reach_no_facilitator(
    forum: Running, headers: dict[str, str]
) -> None:
    await forged(forum, 1, **headers)
    await after(forum, 2 * DAY)
    assert forum.mails() == []


async def test_mail_of_another_list_waits_for_the_letter(forum: Running) -> None:
    """A person wrote it, perhaps, and it answers nobody if it is answered."""
    await forged(forum, 1, List_Id="<nurses.example.org>")
    await forum.quiet()
    assert forum.mails() == []
    await after(forum, 2 * HOUR)
    assert "Offer 1" in parts(gathered(forum, MODS[0])[0])[1]


async def test_the_same_words_again_go_to_nobody(forum: Running) -> None:
    """A vacation program that bears no mark answers each letter that it gets."""
    for n in range(5):
        text = "Thank you for your mail. I am travelling and read it next week."
        await forum.send(AMINA, OWNER, text, Subject=f"Re: To read {n}")
    await after(forum, 2 * HOUR)
    assert len(forum.mails(MODS[0])) == 1
    await after(forum, DAY)
    await forum.send(AMINA, OWNER, text, Subject="Re: To read")
    await forum.quiet()
    assert len(forum.mails(MODS[0])) == 2


async def test_who_is_banned_waits_for_the_letter(forum: Running) -> None:
    await forum.send(MODS[0], f"hifa-request@{DOMAIN}", f"ban {AMINA}", Subject="ban")
    await forum.quiet()
    await forum.send(AMINA, OWNER, "Why was I banned?")
    await forum.quiet()
    assert not [one for one in forum.mails(MODS[1]) if one["Reply-To"] == AMINA]
    await after(forum, 2 * HOUR)
    assert "Why was I banned?" in parts(gathered(forum, MODS[1])[0])[1]


@pytest.mark.parametrize("box", ["postmaster", "abuse"])
async def test_the_postmaster_is_not_flooded_either(forum: Running, box: str) -> None:
    to = f"{box}@{DOMAIN}"
    for n in range(30):
        await forged(forum, n, to)
    for n in range(30, 40):
        await forged(forum, n, to, Auto_Submitted="auto-generated", Subject=f"Cron {n}")
    await forum.send(AMINA, to, "Your mail is late.", Subject="Late")
    await forum.quiet()
    answered = [email.utils.parseaddr(one["Reply-To"])[1] for one in forum.mails(ADMIN)]
    assert len(answered) == 11
    assert AMINA in answered
    await after(forum, 2 * HOUR)
    (letter,) = gathered(forum, ADMIN)
    assert "30 more mails for the postmaster" in subject_of(letter)
    assert "Cron 39" in parts(letter)[1]
    assert letter["Auto-Submitted"] == "auto-generated"


async def test_prose_to_the_robot_is_no_way_round_the_bounds(forum: Running) -> None:
    """Who names a letter of ours, which anybody can, writes to the facilitators too."""
    for n in range(20):
        words = f"I do not understand what you want of me, and this is number {n}."
        sender = f"s{n}@shop{n}.example"
        to = f"hifa-request@{DOMAIN}"
        ours = f"<letter.{n + 1}.{int(START)}@{DOMAIN}>"
        raw = mail(sender, to, words, proven=False, In_Reply_To=ours, Subject="Re: Welcome")
        await forum.send_raw(sender, [to], raw)
    await forum.quiet()
    assert len(forum.mails(MODS[0])) == 10
    await after(forum, 2 * HOUR)
    assert "HIFA: 10 more mails" in subject_of(gathered(forum, MODS[0])[0])
