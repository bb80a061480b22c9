"""A moderator's evening: ten posts, each with another answer, over real SMTP, in five languages.

Every letter that she and the authors get is kept in tests/golden/evening/LANGUAGE.txt, as a phone
shows it; GOLDEN=write writes them anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy, Post, Standing, State
from listserv.store import held, lists, members, posts, standings
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text.layout import wrap
from tests.support.site import DOMAIN, Running, fill, serving, subject_of, text_of

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parents[1] / "golden" / "evening"
PHONE = 40  # columns
HIFA = f"hifa@{DOMAIN}"
HELEN, JEAN = "helen@team.example.org", "jean@team.example.org"
AUTHORS = {
    "amina@rsr.example.org": ("Amina Kamau", "Kenya"),
    "paul@post.example": ("Paul Ngassa", "Cameroon"),
    "rosa@salud.example": ("Rosa Tzoc", "Guatemala"),
}
AMINA, PAUL, ROSA = AUTHORS

# What she writes, by language: {n} is the number of the post that she means.
ANSWERS: dict[str, dict[str, str]] = {
    "en": {
        "edit": "edit\n{text}",
        "cut": "cut 3\nok",
        "ask": "ask: Which district is it?",
        "note": "public note: A template is in the archive.\nok",
        "no": "no: off purpose",
        "join": "join to {n}\nok",
        "pass": "ok\npass hifa-two",
        "obituary": "ok obituary",
        "recall": "recall {n}",
        "trust": "ok\nno approval needed",
        "ok": "ok",
    },
    "fr": {
        "edit": "modifier\n{text}",
        "cut": "couper 3\nok",
        "ask": "demander : C'est dans quel district ?",
        "note": "note publique : Un modèle est dans les archives.\npublier",
        "no": "non : hors sujet",
        "join": "rattacher à {n}\nok",
        "pass": "oui\ntransmettre hifa-two",
        "obituary": "ok nécrologie",
        "recall": "rappeler {n}",
        "trust": "Oui.\nPublication directe.",
        "ok": "Bonsoir,\n\nOui, merci\n\nHelen",
    },
    "es": {
        "edit": "editar\n{text}",
        "cut": "cortar 3\nok",
        "ask": "preguntar: ¿En qué distrito es?",
        "note": "nota pública: Hay un modelo en el archivo.\npublicar",
        "no": "no: fuera de tema",
        "join": "unir a {n}\nok",
        "pass": "sí\npasar hifa-two",
        "obituary": "ok obituario",
        "recall": "retirar el mensaje {n}",
        "trust": "Sí\npublicación directa",
        "ok": "sí, gracias",
    },
    "pt": {
        "edit": "editar\n{text}",
        "cut": "cortar 3\nok",
        "ask": "perguntar: Em que distrito é?",
        "note": "nota pública: Há um modelo no arquivo.\npublicar",
        "no": "não: fora do tema",
        "join": "juntar a {n}\nok",
        "pass": "sim\npassar hifa-two",
        "obituary": "ok obituário",
        "recall": "recolher {n}",
        "trust": "Sim\npublicação direta",
        "ok": "sim, obrigada",
    },
    "ar": {
        "edit": "عدل\n{text}",
        "cut": "احذف ٣\nنعم",
        "ask": "اسأل: في أي منطقة؟",
        "note": "ملاحظة عامة: يوجد نموذج في الأرشيف.\nنعم",
        "no": "لا: خارج الموضوع",
        "join": "اضمم إلى {n}\nنعم",
        "pass": "نعم\nمرر hifa-two",
        "obituary": "نعم نعي",
        "recall": "اسحب {n}",
        "trust": "نعم\nنشر مباشر",
        "ok": "نعم، شكرا",
    },
}
TEXT = (
    "Dear all,\n\n"
    "We keep our stock cards on the wall of the store, https://forum.example/cards/2026, and the\n"
    "whole team can see at a glance which medicines will run out before the next delivery.\n\n"
    "My number is 0700 111 222.\n\n"
    "How do you do it where the roof leaks?\n\n"
    "Amina"
)


@asynccontextmanager
async def evening(folder: Path, language: str) -> AsyncIterator[Running]:
    people = [
        NewMember(address, name, (language,), country)
        for address, (name, country) in AUTHORS.items()
    ]
    policy = Policy(
        title="Health Forum", language=language, languages=(language,), archive="public"
    )
    moderator = NewMember(HELEN, "Helen Otieno", (language,))
    async with serving(folder, policy, people, [moderator]) as forum:
        second = Policy(title="Second Forum", language=language, languages=(language,))
        fill(folder, "hifa-two", second, people, [NewMember(JEAN, "Jean Traore", (language,))])
        forum.app.wake(frozenset({"door"}))
        yield forum


class Evening:
    """Helen, her mailbox and her answers."""

    def __init__(self, forum: Running, language: str) -> None:
        self.forum = forum
        self.words = ANSWERS[language]

    async def post(self, author: str, subject: str, text: str = TEXT, **headers: str) -> int:
        """Somebody writes, some minutes after the last; gives the post's number."""
        self.forum.clock.advance(300)
        text = text.replace("stock cards", f"stock cards ({subject})")
        await self.forum.send(author, HIFA, text, Subject=subject, **headers)
        await self.forum.quiet()
        found = await self.forum.store.read(_latest)
        return found.number

    async def notice(self, subject: str) -> Message:
        return next(m for m in reversed(self.forum.mails(HELEN)) if subject in subject_of(m))

    async def answer(self, subject: str, key: str, **values: object) -> None:
        words = self.words[key].format(**values)
        await self.forum.answer(await self.notice(subject), HELEN, words)
        await self.forum.quiet()

    async def state(self, number: int) -> Post:
        found = await self.forum.store.read(posts.get, number)
        assert found is not None
        return found

    def copies(self, to: str, subject: str) -> list[str]:
        return [
            text_of(m)
            for m in self.forum.mails(to)
            if subject in subject_of(m) and m["List-Post"] is not None
        ]


def _latest(db: Db) -> Post:
    return posts.where(db, "1 ORDER BY number DESC LIMIT 1")[0]


@pytest.mark.parametrize("language", list(ANSWERS))
async def test_an_evening(tmp_path: Path, language: str) -> None:
    async with evening(tmp_path, language) as forum:
        helen = Evening(forum, language)
        cards = await _edited(helen)
        await _cut(helen)
        await _asked(helen)
        await _noted(helen)
        await _refused(helen)
        await _joined(helen, cards)
        await _passed(helen)
        await _died(helen)
        await _recalled(helen)
        await _trusted(helen)
        assert await forum.store.read(held.queue, 1) == []
        _compare(language, forum.mails())


async def _edited(helen: Evening) -> int:
    """She sends the whole text back as her phone wrapped it, with two words changed."""
    number = await helen.post(AMINA, "Stock cards")
    text = (await helen.state(number)).text
    mine = wrap(text.replace("at a glance ", "").replace("on the wall", "at the door"), PHONE)
    await helen.answer("Stock cards", "edit", text=mine)
    changed = await helen.state(number)
    assert (changed.state, changed.version) == (State.HELD, 2)
    assert changed.text == text.replace("at a glance ", "").replace("on the wall", "at the door")
    echo = helen.forum.mails(HELEN)[-1]
    await helen.forum.answer(echo, HELEN, helen.words["ok"])
    await helen.forum.quiet()
    assert "at the door" in helen.copies(PAUL, "Stock cards")[0]
    difference = next(m for m in helen.forum.mails(AMINA) if "+ " in text_of(m))
    assert "at the door" in text_of(difference)
    return number


async def _cut(helen: Evening) -> None:
    await helen.post(PAUL, "Oxygen")
    await helen.answer("Oxygen", "cut")
    (copy,) = helen.copies(AMINA, "Oxygen")
    assert "0700 111 222" not in copy
    assert "where the roof leaks" in copy


async def _asked(helen: Evening) -> None:
    number = await helen.post(ROSA, "Malaria")
    await helen.answer("Malaria", "ask")
    question = helen.forum.mails(ROSA)[-1]
    helen.forum.clock.advance(300)
    await helen.forum.answer(question, ROSA, "Petén, 2025.")
    await helen.forum.quiet()
    assert (await helen.state(number)).version == 2
    await helen.answer("Malaria", "ok")
    assert "Petén, 2025." in helen.copies(PAUL, "Malaria")[0]


async def _noted(helen: Evening) -> None:
    number = await helen.post(AMINA, "Handover")
    await helen.answer("Handover", "note")
    (note,) = (await helen.state(number)).notes
    assert note.by == "Helen Otieno"
    assert note.text in " ".join(helen.copies(PAUL, "Handover")[0].split())


async def _refused(helen: Evening) -> None:
    number = await helen.post(PAUL, "Shoes")
    await helen.answer("Shoes", "no")
    assert (await helen.state(number)).state is State.REFUSED
    assert helen.copies(AMINA, "Shoes") == []
    assert "stock cards (Shoes)" in text_of(helen.forum.mails(PAUL)[-1])


async def _joined(helen: Evening, cards: int) -> None:
    number = await helen.post(ROSA, "A question")
    await helen.answer("A question", "join", n=cards)
    joined = await helen.state(number)
    assert (joined.thread, joined.position) == (cards, 2)


async def _passed(helen: Evening) -> None:
    await helen.post(AMINA, "Midwives")
    await helen.answer("Midwives", "pass")
    two = await helen.forum.store.read(lists.get, "hifa-two")
    assert two is not None
    (waiting,) = await helen.forum.store.read(held.queue, two.id)
    assert "stock cards (Midwives)" in waiting.text
    assert any("Midwives" in subject_of(m) for m in helen.forum.mails(JEAN))


async def _died(helen: Evening) -> None:
    number = await helen.post(ROSA, "Dr Ana Morales")
    await helen.answer("Dr Ana Morales", "obituary")
    assert (await helen.state(number)).kind == "obituary"
    assert len(helen.copies(PAUL, "Dr Ana Morales")) == 1


async def _recalled(helen: Evening) -> None:
    number = await helen.post(PAUL, "Wrong figures")
    await helen.answer("Wrong figures", "ok")
    await helen.answer("Wrong figures", "recall", n=number)
    assert (await helen.state(number)).state is State.RECALLED


async def _trusted(helen: Evening) -> None:
    await helen.post(AMINA, "Ward rounds")
    await helen.answer("Ward rounds", "trust")
    person = await helen.forum.store.read(members.person_by_address, AMINA)
    assert person is not None
    standing = await helen.forum.store.read(standings.standing, 1, person.id)
    assert standing is Standing.TRUSTED
    number = await helen.post(AMINA, "Night shifts")
    assert (await helen.state(number)).published


# --- the letters, as a phone shows them -----------------------------------------------------------


def _compare(language: str, mails: list[Message]) -> None:
    letters = [m for m in mails if m["Auto-Submitted"]]
    letters.sort(key=lambda m: str(m["Delivered-To"]))  # each mailbox in its order
    said = "".join(map(_shown, letters))
    path = GOLDEN / f"{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def _shown(letter: Message) -> str:
    """A letter as it is read, its tokens taken out: they are other ones in every run."""
    body = re.sub(r"(?<=\+)[a-z2-7]{20,28}(?=@)", "TOKEN", text_of(letter))
    lines = [line if line.startswith("mailto:") else wrap(line, PHONE) for line in body.split("\n")]
    head = f"To: {letter['Delivered-To']}\nSubject: {subject_of(letter)}\n"
    return f"{head}\n" + "\n".join(lines).rstrip() + f"\n\n{'=' * PHONE}\n"
