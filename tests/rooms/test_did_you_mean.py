"""“Did you mean …?” is answered by one word, and by nothing less; one mail gets one letter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.counter import Came, Counter, proven
from tests.support.typed import packed

REQUEST = "hifa-request@lists.example.org"
AMINA, ROSA, FATOU = "amina@example.org", "rosa@example.org", "fatou@example.org"
NADIA = "nadia@elsewhere.example"  # a stranger
NAMES = {AMINA: "Amina Kamau", ROSA: "Rosa Quispe", FATOU: "Fatou Diop", NADIA: "Nadia New"}


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    tongues = {AMINA: ("en",), ROSA: ("es",), FATOU: ("fr",)}
    people = [NewMember(one, NAMES[one], tongue) for one, tongue in tongues.items()]
    async with Counter(tmp_path, people) as made:
        yield made


async def writes(
    counter: Counter, text: str, who: str = AMINA, *, to: str = REQUEST, proof: bool = True
) -> Came:
    extra = proven(who.partition("@")[2]) if proof else ""
    raw = packed("gmail-web", "", text, sender=(NAMES[who], who), extra=extra)
    return await counter.hand_in(raw, to, who)


def lists_of(counter: Counter, who: str) -> list[str]:
    """Her membership of hifa and what she gets, `hifa daily`; [] for none."""
    person = counter.person(who)

    def read(db: Db) -> list[str]:
        rows = db.rows("SELECT delivery FROM member WHERE list = 1 AND person = ?", person)
        return [f"hifa {one['delivery']}" for one in rows]

    return counter.store.read_now(read)


def questions(counter: Counter) -> list[str]:
    """The commands of open guesses."""
    rows = counter.store.read_now(
        lambda db: db.rows("SELECT command FROM confirmation WHERE kind='guess' AND used IS NULL")
    )
    return [one["command"] for one in rows]


@pytest.mark.parametrize(
    ("who", "typed", "answer"),
    [
        (AMINA, "unsuscribe", "yes"),
        (AMINA, "unsuscribe", "Yes please.\n\nThanks\nAmina"),
        (AMINA, "Leav", "leave"),
        (AMINA, "Leav", "unsubscribe"),
        (ROSA, "salri", "sí"),
        (ROSA, "cancelar", "Sí, por favor"),
        (FATOU, "desinscrir", "oui"),
        (FATOU, "quiter", "Oui merci"),
        (AMINA, "stop the war", "yes"),
    ],
)
async def test_one_word_does_it(counter: Counter, who: str, typed: str, answer: str) -> None:
    asked = await writes(counter, typed, who, proof=False)
    (letter,) = asked.letters
    assert letter.kind == "did-you-mean"
    assert lists_of(counter, who) == ["hifa each"]
    came = await writes(counter, answer, who, to=letter.reply_to, proof=False)
    assert lists_of(counter, who) == []
    assert [one.kind for one in came.letters] == ["left"]
    assert questions(counter) == []


@pytest.mark.parametrize("answer", ["", "Thank you", "no", "No, thanks", "👎", "> leave"])
async def test_nothing_less_does_it(counter: Counter, answer: str) -> None:
    """Else who thanks the robot for its question would leave."""
    (letter,) = (await writes(counter, "unsuscribe")).letters
    came = await writes(counter, answer, to=letter.reply_to)
    assert lists_of(counter, AMINA) == ["hifa each"]
    assert came.letters == ()


async def test_another_line_is_done_instead(counter: Counter) -> None:
    (letter,) = (await writes(counter, "unsuscribe")).letters
    came = await writes(counter, "no mail", to=letter.reply_to, proof=False)
    assert lists_of(counter, AMINA) == ["hifa none"]
    assert [one.kind for one in came.letters] == ["changed"]


async def test_a_second_mistake_is_asked_about_again(counter: Counter) -> None:
    (letter,) = (await writes(counter, "unsuscribe")).letters
    (again,) = (await writes(counter, "dayly", to=letter.reply_to)).letters
    assert again.kind == "did-you-mean"
    await writes(counter, "yes", to=again.reply_to)
    assert lists_of(counter, AMINA) == ["hifa daily"]


async def test_somebody_else_cannot_answer(counter: Counter) -> None:
    (letter,) = (await writes(counter, "unsuscribe")).letters
    came = await writes(counter, "yes", ROSA, to=letter.reply_to)
    assert lists_of(counter, AMINA) == ["hifa each"]
    assert {one.kind for one in came.letters} <= {"other-address"}


async def test_a_stranger_joins_by_one_word(counter: Counter) -> None:
    (letter,) = (await writes(counter, "suscribe", NADIA, proof=False)).letters
    assert letter.kind == "did-you-mean"
    assert "suscribe" not in letter.text  # her name may be forged: no word of the mail is sent on
    counter.clock.advance(86_400)
    came = await writes(counter, "yes", NADIA, to=letter.reply_to, proof=False)
    assert lists_of(counter, NADIA) == ["hifa daily"]
    assert [one.kind for one in came.to(NADIA)] == ["welcome"]


async def test_an_example_may_be_what_she_wants(counter: Counter) -> None:
    (letter,) = (await writes(counter, "pause")).letters
    assert "answer “yes”" in letter.text
    came = await writes(counter, "yes", to=letter.reply_to)
    assert "paused" in came.letters[0].text or "26 January" in came.letters[0].text


async def test_an_example_with_somebodys_value_is_no_offer(counter: Counter) -> None:
    (letter,) = (await writes(counter, "mute")).letters
    assert "yes" not in letter.text
    assert letter.reply_to == REQUEST


async def test_erasing_is_never_one_word(counter: Counter) -> None:
    (letter,) = (await writes(counter, "delete my dat")).letters
    assert "“yes”" not in letter.text
    assert questions(counter) == []


async def test_without_a_letter_there_is_no_question(counter: Counter) -> None:
    """The day's letters are spent before the question is opened: nobody could answer it."""
    for n in range(40):
        assert (await writes(counter, f"where {n + 1}")).letters
    came = await writes(counter, "unsuscribe")
    assert came.letters == ()
    assert questions(counter) == []


async def test_what_was_done_is_told_beside_what_was_not_understood(counter: Counter) -> None:
    text = "titles only\nand my friend Lucy wants to be in the group lucy.m@example.org"
    (letter,) = (await writes(counter, text)).letters
    assert letter.kind == "changed"
    assert "titles only" in letter.text
    assert "and my friend Lucy" in letter.text
    assert lists_of(counter, AMINA) == ["hifa titles"]


async def test_one_letter_asks_one_question(counter: Counter) -> None:
    """What needs proof is asked; the answer must not be taken for that to the guess."""
    (letter,) = (await writes(counter, "titles only\nunsuscribe", proof=False)).letters
    assert letter.kind == "confirm"
    assert "unsuscribe" in letter.text
    assert "Then answer “yes”" not in letter.text
    assert questions(counter) == []
    await writes(counter, "yes", to=letter.reply_to, proof=False)
    assert lists_of(counter, AMINA) == ["hifa titles"]


async def test_lines_that_exclude_each_other_do_nothing(counter: Counter) -> None:
    (letter,) = (await writes(counter, "leave\none a day")).letters
    assert "opposite things" in letter.text
    assert lists_of(counter, AMINA) == ["hifa each"]


async def test_thanks_are_answered_by_nobody(counter: Counter) -> None:
    for text in ("Thank you very much!", "Ok thanks 👍", "Well received, best regards\nAmina"):
        came = await writes(counter, text)
        assert (came.outcomes, came.letters) == (("thanks",), ()), text


async def test_a_question_above_thanks_is_answered(counter: Counter) -> None:
    raw = packed("gmail-web", "How do I post?", "Thank you", sender=(NAMES[AMINA], AMINA))
    came = await counter.hand_in(raw, REQUEST, AMINA)
    assert [one.kind for one in came.letters] == ["did-you-mean"]
