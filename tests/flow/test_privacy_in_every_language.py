"""`my data` and `erase me` in five languages: every word of the letters is the reader's, and each
line that they offer is understood as she sends it back. Her list speaks another language.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy, Standing
from listserv.press.catalogue import COMPLETE, SOURCE
from listserv.press.speech import words
from listserv.press.wanted import wanted
from listserv.store import erasures, held, members, standings
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, mail, serving, subject_of, until

pytestmark = pytest.mark.slow

AMINA, HELEN = "amina@rsr.example.org", "helen@team.example.org"
HIFA, JOIN, REQUEST = (f"hifa{word}@{DOMAIN}" for word in ("", "-join", "-request"))


@pytest.fixture(params=COMPLETE)
async def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def forum(tmp_path: Path, language: str) -> AsyncIterator[Running]:
    other = "fr" if language == SOURCE else SOURCE
    policy = Policy(title="HIFA", language=other, languages=(other,), archive="public", join="open")
    async with serving(tmp_path, policy, [], [NewMember(HELEN, "Helen")]) as running:
        yield running


def plain(letter: Message) -> str:
    """Its text, without the marks that keep a Latin line apart in Arabic."""
    part = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", octets.decode()).replace("\r\n", "\n")


def foreign(letter: Message, language: str) -> list[str]:
    """English of ours that stands in a letter of another language."""
    text = f"{subject_of(letter)}\n{' '.join(plain(letter).split())}"
    pieces = {
        piece.strip()
        for one in wanted()["mail"]
        for whole in (one.id if isinstance(one.id, tuple) else (one.id,))
        for piece in re.split(r"%\(\w+\)s", whole)
    }
    said = {" ".join(one.split()) for one in pieces if len(one) > 14}
    return sorted(one for one in said if one in text) if language != SOURCE else []


def offered(letter: Message) -> list[str]:
    """The lines that stand apart, to be sent back."""
    lines = plain(letter).split("\n")
    return [line[2:] for line in lines if re.match(r"  \S", line)]


async def joined(forum: Running, language: str) -> None:
    """By a mail of hers; she writes once, and her post is out."""
    say = words(language).translations
    raw = mail(AMINA, JOIN, say.pgettext("command", "join"), From=f"Amina Kamau <{AMINA}>")
    await forum.send_raw(AMINA, [JOIN], raw)
    await forum.quiet()
    if not await forum.is_member(AMINA):
        yes = say.pgettext("command", "yes")
        await forum.answer(forum.mails(AMINA)[-1], AMINA, yes)
        await forum.quiet()
    assert await forum.is_member(AMINA)
    i_read = {"en": "I read", "fr": "je lis", "es": "leo", "pt": "leio", "ar": "أقرأ"}[language]
    await forum.send(AMINA, REQUEST, f"{i_read} {language}")
    await forum.send(AMINA, HIFA, "We boil the filters every Monday.", Subject="Filters")
    await forum.until_held(1)
    await forum.publish()
    await forum.quiet()


async def test_every_word_is_hers_and_every_line_works(forum: Running, language: str) -> None:
    await joined(forum, language)
    amina = await forum.store.read(members.person_by_address, AMINA)
    assert amina is not None
    now = forum.clock.now()
    await forum.store.write(standings.set_standing, 1, amina.id, Standing.WATCHED, 2, now)
    say = words(language).translations
    await forum.send(AMINA, REQUEST, say.pgettext("command", "my data"))
    data = await forum.mail_to(AMINA, say.gettext("What we hold about you"))
    assert foreign(data, language) == []

    line = say.pgettext("command", "erase me")
    await forum.send(AMINA, data["Reply-To"], line, In_Reply_To=data["Message-ID"])
    asked = say.gettext("Shall we erase all we hold about you?").rstrip(" \u00a0?؟")
    question = await forum.mail_to(AMINA, asked)
    assert say.pgettext("command", "erase me") in plain(data)
    assert foreign(question, language) == []
    yes, also = offered(question)
    assert yes == say.pgettext("command", "yes")

    await forum.answer(question, AMINA, also)
    receipt = await forum.mail_to(AMINA, say.gettext("Your data has been erased"), seconds=60)
    assert foreign(receipt, language) == []
    taken = say.gettext("Messages of yours that were taken away: %(count)s") % {"count": 1}
    assert " ".join(taken.split()) in " ".join(plain(receipt).split())

    async def done() -> bool:
        return not await forum.store.read(erasures.open_ones)

    await until(done, 20, "the erasure does not end")
    assert await forum.store.read(held.queue) == []
