"""Fifty moderators answer one queue mail at the same moment, and the server is killed in between.

Each post is decided once, by one of them; everybody reads what became of her answer, once for each
time that it was taken in; whoever wrote a post that is not published is told so, once; and every
copy leaves. An answer is taken in twice where the server died between its commit and its 250: its
sender cannot know, and sends it again (RFC 5321, 4.5.3.2 and 6.1).
"""

from __future__ import annotations

import asyncio
import email.utils
import random
from collections import Counter
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail, subject_of, text_of

pytestmark = pytest.mark.slow

HIFA = f"hifa@{DOMAIN}"
AUTHORS = [f"author{n}@post.example" for n in range(8)]
MODERATORS = [f"moderator{n}@team.example" for n in range(50)]
ANSWERS = [
    "1-8 ok",
    "1-4 ok, 5-8 no: private",
    "8 spam\n1-7 oui",
    "1, 3 and 5 no: please give the source\nrest ok",
    "2 cut 1\n2 ok, 4 later",
    "all ok",
]
ECHOES = ("done", "already-decided")


async def test_fifty_answers_at_once(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        people = [NewMember(address, address.partition("@")[0]) for address in AUTHORS]
        team = [NewMember(address, f"Moderator {n}") for n, address in enumerate(MODERATORS)]
        house.fill(Policy(title="HIFA", hours=("08:30",), tell_author=1e6), people, team)
        await house.start()
        await asyncio.gather(*(write(house, n) for n in range(len(AUTHORS))))
        await house.quiet()
        house.clock += 3600.0  # it comes back after the hour of the queue mail
        await house.kill()
        letters = await asyncio.gather(*(house.letter(one, "8") for one in MODERATORS))
        await house.quiet(60)

        answers = [
            asyncio.create_task(answer(house, letter, address, ANSWERS[n % len(ANSWERS)]))
            for n, (letter, address) in enumerate(zip(letters, MODERATORS, strict=True))
        ]
        for pause in (0.3, 0.6, 0.9):
            await asyncio.sleep(pause)
            await house.kill()
        await asyncio.gather(*answers)
        await house.quiet(120)
        await house.stop()
        check(house)


async def write(house: House, n: int) -> None:
    text = f"Question {n} of a long day: how do you keep it?\n\nWe need it in the ward."
    raw = mail(AUTHORS[n], HIFA, text, Subject=f"Question {n}", Message_ID=f"<{n}@post.example>")
    await house.send(AUTHORS[n], HIFA, raw)


async def answer(house: House, letter: Message, address: str, words: str) -> None:
    await asyncio.sleep(random.random())
    to = email.utils.parseaddr(letter["Reply-To"])[1]
    quoted = "\n".join(f"> {line}" for line in text_of(letter).splitlines())
    body = f"{words}\n\nOn Mon, 5 Jan 2026 at 10:00, {to} wrote:\n{quoted}\n"
    named = {"Subject": f"Re: {subject_of(letter)}", "Message_ID": f"<re.{address}>"}
    await house.send(address, to, mail(address, to, body, **named))


def check(house: House) -> None:
    posts = house.rows("SELECT number, state, decided_by, address FROM post")
    assert {row["state"] for row in posts} <= {"done", "refused"}
    decided = Counter(
        row["ref"]
        for row in house.rows(
            "SELECT ref FROM journal WHERE kind = 'post' AND event IN ('approved', 'refused')"
        )
    )
    assert decided == {row["number"]: 1 for row in posts}, "each decided once"
    assert all(row["decided_by"] for row in posts), "by a moderator"
    letters = house.letters()
    told = Counter(at for kind, at in letters.elements() if kind in ECHOES)
    came = Counter(
        row["mail_from"]
        for row in house.rows(
            "SELECT mail_from FROM errand JOIN mail ON mail.id = errand.mail"
            " WHERE errand.purpose = 'moderate'"
        )
    )
    assert set(came) == set(MODERATORS)
    assert told == came, "everybody reads what became of her answer"
    refused = {row["address"] for row in posts if row["state"] == "refused"}
    spam = {
        row["address"]
        for row in house.rows(
            "SELECT address FROM post JOIN decision ON post = number WHERE what = 'spam'"
        )
    }
    sorry = Counter(at for kind, at in letters.elements() if kind == "refused")
    assert sorry == dict.fromkeys(refused - spam, 1)
    errands = Counter(row["state"] for row in house.rows("SELECT state FROM errand"))
    assert set(errands) == {"done"}
    assert house.deaths >= 3
    house.check_copies()
