"""Erase me: between the question and its answer she may have become somebody who cannot go yet, the
question may be too old, or closed by a no; and what cannot be read is asked within her day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.model.translations import Manner, Translation
from listserv.store import confirmations, erasures, lists, members, translations
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.counter import Came, Counter, Letter, proven
from tests.support.typed import packed

REQUEST = "hifa-request@lists.example.org"
ROSA = "rosa@example.org"
DAY = 86_400.0


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with Counter(tmp_path, [NewMember(ROSA, "Rosa Quispe")]) as made:
        yield made


async def writes(counter: Counter, text: str, answers: Letter | None = None) -> Came:
    extra, to = proven("example.org"), REQUEST
    if answers is not None:
        extra, to = f"In-Reply-To: <{answers.message_id}>\r\n", answers.reply_to
    raw = packed("gmail-web", "", text, sender=("Rosa Quispe", ROSA), extra=extra)
    came = await counter.hand_in(raw, to, ROSA)
    assert came.details == ("",), came.details
    return came


async def asked(counter: Counter) -> Letter:
    (question,) = (await writes(counter, "erase me")).letters
    assert question.kind == "confirm-erase"
    return question


def is_begun(counter: Counter) -> bool:
    return bool(counter.store.read_now(erasures.open_ones))


async def test_a_yes_begins_it(counter: Counter) -> None:
    await writes(counter, "yes", await asked(counter))
    assert is_begun(counter)


async def test_who_has_translated_knows_before_that_it_stays(counter: Counter) -> None:
    assert "translated" not in (await asked(counter)).text
    counter.store.write_now(translated, counter.person(ROSA))
    counter.clock.advance(2 * DAY)
    assert "What you have translated stays in any case" in (await asked(counter)).text


def translated(db: Db, person: int) -> None:
    db.execute("INSERT INTO mail VALUES (900, 0, '', 0, '', 1, x'00', '', '')")
    db.execute(
        "INSERT INTO post (number, mail, list, state, version) VALUES (900, 900, 1, 'done', 1)"
    )
    said = Translation(900, 1, "fr", Manner.HUMAN, "Oui", person_id=person)
    translations.keep(db, said, 1.0)


async def test_who_alone_moderates_a_list_by_then_is_told(counter: Counter) -> None:
    question = await asked(counter)
    now = counter.clock.now()
    new = counter.store.write_now(lists.create, "malaria", Policy(title="Malaria"), now)
    counter.store.write_now(members.add_moderator, new.id, NewMember(ROSA), now)
    came = await writes(counter, "yes", question)
    assert [one.kind for one in came.letters] == ["cannot-erase"]
    assert not is_begun(counter)


async def test_a_yes_that_comes_too_late_erases_nobody(counter: Counter) -> None:
    question = await asked(counter)
    counter.clock.advance(15 * DAY)
    came = await writes(counter, "yes", question)
    assert [one.kind for one in came.letters] == ["expired"]
    assert not is_begun(counter)


async def test_a_no_closes_the_question(counter: Counter) -> None:
    """Whoever asked in her name cannot have a second look at her mailbox."""
    question = await asked(counter)
    came = await writes(counter, "no gracias, era una pregunta", question)
    assert [one.kind for one in came.letters] == ["declined"]
    await writes(counter, "yes", question)
    assert not is_begun(counter)


async def test_what_cannot_be_read_is_asked_again_within_her_day(counter: Counter) -> None:
    question = await asked(counter)
    came = await writes(counter, "perhaps tomorrow", question)
    assert [one.kind for one in came.letters] == ["confirm-erase"]
    for n in range(200):
        spend = (confirmations.spend, ROSA, f"letter {n}", 200, counter.clock.now())
        counter.store.write_now(*spend)
    assert (await writes(counter, "perhaps next week", question)).letters == ()
    assert not is_begun(counter)
