"""How many letters a translator's answers cost: no program gets one for each of its own, and what
is done is done without a letter too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv import mailroom
from listserv.store import translations, volunteers
from listserv.store.base import Store
from listserv.translators import answered
from tests.rooms.test_translators import MARIE_ID, House, asked
from tests.support.translating import DAY, HOUR, NOW, said

ENGLISH = "Give 5 mg of zinc every day to each of the {} children, please do it well."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


def thanks(house: House) -> list[int]:
    return [one for one, to in house.letters("translated") if to == MARIE_ID]


async def test_an_out_of_office_that_does_not_say_so_finds_an_end(house: House) -> None:
    """It read as an order, was thanked, and answered the thanks: that one is the last."""
    number, letter = await asked(house)
    for _ in range(5):
        await house.answers(letter, "I am away until 20 January.\n\nMarie")
        letter = thanks(house)[-1]
    assert (len(thanks(house)), house.has(number)) == (2, [0])


async def test_a_program_that_says_it_in_ever_other_words_has_the_letters_of_a_day(
    house: House,
) -> None:
    _, letter = await asked(house)
    for n in range(mailroom.MEMBER_LETTERS + 5):
        await house.answers(letter, f"at most {n + 2} a week")
        letter = thanks(house)[-1]
    assert len(thanks(house)) == mailroom.MEMBER_LETTERS
    (mine,) = house.read(volunteers.of_person, MARIE_ID)[1]
    assert mine.most == mailroom.MEMBER_LETTERS + 6


async def test_a_short_word_is_answered_a_few_times_a_day(house: House) -> None:
    number, letter = await asked(house)
    for _ in range(7):
        await house.answers(letter, "not now")
        letter = thanks(house)[-1]
    assert (len(thanks(house)), house.has(number)) == (1 + mailroom.SHORT_TIMES, [0])


async def test_what_was_taken_back_and_said_again_is_told(house: House) -> None:
    """It was set again, and without a letter nothing could take it back again."""
    _, letter = await asked(house)
    for n in range(2):
        await house.answers(letter, "at most 2 a week")
        assert len(thanks(house)) == 2 * n + 1
        await house.answers(thanks(house)[-1], "undo")
        (mine,) = house.read(volunteers.of_person, MARIE_ID)[1]
        assert (len(thanks(house)), mine.most) == (2 * n + 2, 0)


async def test_a_no_to_each_question_is_answered(house: House) -> None:
    number, letter = await asked(house)
    for n in range(mailroom.SHORT_TIMES + 2):
        await house.answers(letter, f"{number}:\n{ENGLISH.format(n)}")
        await house.answers(house.letters("translation-asked")[-1][0], "no")
        assert len(thanks(house)) == len(house.letters("translation-asked")) == n + 1


async def test_a_diligent_day_is_thanked_text_for_text(house: House) -> None:
    numbers = [house.wanted(topic=f"Zinc {n}") for n in range(mailroom.MEMBER_LETTERS + 5)]
    await house.look()
    letter = house.letters()[0][0]
    for number in numbers:
        await house.answers(letter, f"{number}:\nDonnez 5 mg.")
    assert all(house.shown(number) for number in numbers)
    assert len(thanks(house)) == len(numbers)


async def test_texts_to_be_corrected_come_though_the_day_is_spent(house: House) -> None:
    """She asked for one, and got neither it nor a word."""
    number, letter = await asked(house)
    house.write(translations.keep, said(number), NOW)
    for n in range(mailroom.MEMBER_LETTERS):
        await house.answers(letter, f"at most {n + 2} a week")
    await house.answers(letter, f"correct {number}", head="X-Unproven: yes\r\n")
    assert house.letters("correct") == []
    await house.answers(letter, f"correct {number}")
    assert house.letters("translation-asked") == []
    assert len(house.letters("correct")) == 1


async def test_texts_to_be_corrected_come_within_what_is_owed(house: House) -> None:
    numbers = [house.wanted(topic=f"Zinc {n}") for n in range(8)]
    for number in numbers:
        house.write(translations.keep, said(number), NOW)
    await house.look()
    letter = house.letters()[0][0]
    line = "correct " + " ".join(map(str, numbers))
    await house.answers(letter, line)
    assert len(house.letters("correct")) == len(numbers), "each number that she named"
    most = mailroom.MEMBER_LETTERS + mailroom.OWED
    for n in range(most // len(numbers) + 1):
        await house.answers(letter, line + "\n" * n)
    assert len(house.letters("correct")) == most
    house.clock.advance(DAY)
    await house.answers(letter, line)
    assert len(house.letters("correct")) == most + len(numbers)


async def test_a_crash_costs_no_letter_of_the_day(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, letter = await asked(house)
    real = answered.told

    async def dying(*given: object, **more: object) -> object:
        monkeypatch.setattr(answered, "told", real)
        raise RuntimeError("died")

    monkeypatch.setattr(answered, "told", dying)
    await house.answers(letter, "I am away until 20 January.")
    assert thanks(house) == []
    house.clock.advance(HOUR)
    await house.run()
    assert len(thanks(house)) == 1


async def test_an_answer_too_long_to_be_read_is_said_to_be(house: House) -> None:
    number, letter = await asked(house)
    long = f"{number}:\n" + "Donnez 5 mg de zinc.\n" * (answered.LONGEST // 20)
    for _ in range(3):
        await house.answers(letter, long)
    assert house.shown(number) == []
    ((told, _),) = house.letters("translation-asked")
    assert "This answer is too long for us" in house.text(told)
    assert f"\n  {number}:" in house.text(told)
    await house.answers(told, f"{number}:\nDonnez 5 mg.")
    assert [one.text for one in house.shown(number)] == ["Donnez 5 mg."]


async def test_who_has_her_letter_cannot_fill_her_day_with_long_mails(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asks whose such a mail is: beyond the day's letters it is owed to her alone."""
    _, letter = await asked(house)
    monkeypatch.setattr(answered, "LONGEST", 200)
    long = "Donnez 5 mg de zinc.\n" * 20
    for n in range(mailroom.MEMBER_LETTERS + 2):
        await house.answers(letter, f"{n} {long}", who="Mallory <mallory@elsewhere.example>")
    assert len(house.letters("translation-asked")) == mailroom.MEMBER_LETTERS
    await house.answers(letter, f"a {long}", head="X-Unproven: yes\r\n")
    assert len(house.letters("translation-asked")) == mailroom.MEMBER_LETTERS
    await house.answers(letter, f"b {long}")
    assert len(house.letters("translation-asked")) == mailroom.MEMBER_LETTERS + 1
