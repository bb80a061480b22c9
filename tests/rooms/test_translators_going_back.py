"""What a translator takes back, and what is shown then: `undo` means what its letter told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from listserv.languages import days, translating
from listserv.languages.command import Verb
from listserv.model import Destination, Envelope, Purpose, Token
from listserv.store import confirmations, requested, spool, tasks, translations, volunteers
from listserv.store.base import Store
from tests.rooms.test_translators import (
    FRENCH,
    GRACE_ID,
    MARIE_ID,
    House,
    asked,
)
from tests.support.translating import DAY, HOUR, MARIE, NOW, said

UNPROVEN = "X-Unproven: 1\r\n"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


def last(house: House, kind: str = "translated") -> tuple[int, str]:
    """(the newest letter of a kind to Marie, its text)."""
    letter = [one for one, to in house.letters(kind) if to == MARIE_ID][-1]
    return letter, house.text(letter)


async def at_request(house: House, command: str) -> None:
    """What -request hands on to this room, once she is proven."""
    to = (Destination("hifa-request@x", Purpose.REQUEST, 1),)
    raw = f"From: {MARIE}\r\n\r\n{command}\r\n".encode()
    mail = house.write(spool.keep, Envelope(MARIE, to, "192.0.2.1", True, NOW), raw)
    token = Token(Purpose.TRANSLATE, MARIE_ID, 0)
    house.write(spool.errand, mail, 1, Purpose.TRANSLATE, "", token, command)
    await house.run()


def texts(house: House, number: int) -> list[str]:
    return [one.text for one in house.shown(number)]


# --- proof ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [FRENCH, "undo"])
async def test_after_ten_proven_answers_an_unproven_one_is_asked_about(
    house: House, words: str
) -> None:
    """She had posted nothing, so nothing was known of her: her answers count as well."""
    number, letter = await asked(house)
    for n in range(10):
        await house.answers(letter, f"at most {n + 2} a week")
    await house.answers(letter, FRENCH)
    thanks, _ = last(house)
    other = house.wanted(topic="Nets")
    await house.look(DAY)
    second = house.letters()[-1][0]
    count = len(house.letters("translated"))
    await house.answers(thanks if words == "undo" else second, words, head=UNPROVEN)
    assert (texts(house, number), texts(house, other)) == ([FRENCH], [])
    assert len(house.letters("translated")) == count
    assert len(house.letters("translation-asked")) == 1


# --- texts ----------------------------------------------------------------------------------------


async def test_undo_takes_back_no_more_than_its_letter_told_of(house: House) -> None:
    """Her yes has the same mail read again: `undo` of the second thanks took both texts back."""
    one, two = house.wanted(), house.wanted(topic="Nets")
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, f"{one}:\n{FRENCH}\n\n{two}:\nDu.")
    first, _ = last(house)
    question, _ = last(house, "translation-asked")
    await house.answers(question, "yes")
    second, _ = last(house)
    assert second != first
    await house.answers(second, "undo")
    assert (texts(house, one), texts(house, two)) == ([FRENCH], [])
    await house.answers(first, "undo")
    assert texts(house, one) == []


@pytest.mark.parametrize("where", ["answer", "request"])
async def test_undo_with_a_number_takes_back_that_one(house: House, where: str) -> None:
    one, two = house.wanted(), house.wanted(topic="Nets")
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, f"{one}:\n{FRENCH}\n\n{two}:\nDonnez 5 mg.")
    if where == "answer":
        await house.answers(last(house)[0], f"undo {two}")
    else:
        await at_request(house, f"undo {two}")
    assert (texts(house, one), texts(house, two)) == ([FRENCH], [])


async def test_nobody_takes_back_what_somebody_else_translated(house: House) -> None:
    number, _ = await asked(house)
    house.write(translations.keep, said(number, person_id=GRACE_ID), NOW)
    await at_request(house, f"undo {number}")
    assert texts(house, number) == ["Donnez 5 mg."]
    assert f"Number {number} has no text of yours" in last(house)[1]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (MARIE_ID, "Your earlier one stands again."),
        (GRACE_ID, "The earlier one, by Grace Otieno, stands again."),
    ],
)
async def test_after_a_correction_the_letter_says_what_stands_again(
    house: House, who: int, told: str
) -> None:
    number = house.wanted()
    house.write(
        translations.keep, said(number, text="Ancien 5 mg.", person_id=who), NOW, credited=True
    )
    await at_request(house, f"correct {number}")
    await house.answers(last(house, "correct")[0], FRENCH)
    await house.answers(last(house)[0], "undo")
    assert texts(house, number) == ["Ancien 5 mg."]
    assert told in last(house)[1]


async def test_her_text_comes_back_to_her_and_can_be_sent_again(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, f"Title: Du zinc\n\n{FRENCH}")
    await house.answers(last(house)[0], "undo")
    undone, text = last(house)
    assert "Title: Du zinc" in text
    assert FRENCH in text
    await house.answers(undone, f"Title: Du zinc\n\n{FRENCH}")
    assert texts(house, number) == [FRENCH]


# --- settings -------------------------------------------------------------------------------------


def own(house: House) -> tuple[int, float | None, bool]:
    (mine,) = house.read(volunteers.of_person, MARIE_ID)[1]
    return mine.most, mine.away_until, mine.credited


@pytest.mark.parametrize("line", ["at most 2 a week", "without my name", "away until 20 January"])
async def test_undo_of_a_letter_that_told_of_a_setting(house: House, line: str) -> None:
    number, letter = await asked(house)
    before = own(house)
    await house.answers(letter, line)
    assert own(house) != before
    told, text = last(house)
    assert "\n  undo\n" in f"{text}\n"
    await house.answers(told, "undo")
    assert own(house) == before
    assert house.has(number) == [MARIE_ID]


@pytest.mark.parametrize("line", ["at most 2 a week", "without my name", "away until 20 January"])
async def test_what_a_translators_letter_told_is_undone_in_answer_to_it_alone(
    house: House, line: str
) -> None:
    """At -request `resume` and `away until` are about her mail: `undo` there ended her pause."""
    _, letter = await asked(house)
    await house.answers(letter, line)
    letters = [last(house)[0]]
    assert house.read(confirmations.way_back, MARIE_ID, [], house.clock.now()) is None
    assert house.read(confirmations.way_back, MARIE_ID, letters, house.clock.now()) is None


async def test_an_absence_that_is_over_is_not_gone_back_to(house: House) -> None:
    _, letter = await asked(house)
    await house.answers(letter, "away until 8 January")
    await house.answers(letter, "away until 20 January")
    house.clock.advance(5 * DAY)
    await house.answers(last(house)[0], "undo")
    assert own(house)[1] is None
    assert "You may be asked for translations again." in last(house)[1]


async def test_undo_of_not_now_gives_it_to_her_again(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, "not now")
    assert "somebody else is asked" in last(house)[1]
    assert house.has(number) == [0]
    await house.answers(last(house)[0], "undo")
    assert house.has(number) == [MARIE_ID]
    assert f"Number {number} in French is yours again" in last(house)[1]


async def test_undo_of_not_now_says_what_is_hers_by_now(house: House) -> None:
    """It said "yours again" of what her day was over for, and "taken back before" of what a
    colleague had."""
    number, letter = await asked(house)
    await house.answers(letter, "not now")
    told, _ = last(house)
    await house.answers(told, "undo")
    await house.answers(told, "undo")
    assert f"Number {number} in French is yours again." in last(house)[1]
    await house.answers(letter, "not now")
    await house.look(HOUR)
    assert house.has(number) == [GRACE_ID]
    await house.answers(told, "undo")
    assert f"Number {number} in French: somebody else has it by now." in last(house)[1]
    house.write(volunteers.remove, 1, GRACE_ID, house.clock.now())
    house.clock.advance(3 * DAY)
    await house.answers(told, "undo")
    assert f"Number {number} in French: your day for it is over." in last(house)[1]
    await house.look()
    assert house.has(number) == [MARIE_ID]  # she wants it, and is asked again before a week
    house.write(tasks.drop, number, house.clock.now())
    await house.answers(told, "undo")
    assert f"Number {number} in French is not wanted any more." in last(house)[1]


@pytest.mark.parametrize("how", ["late", "taken back"])
async def test_a_facilitator_who_asks_anew_asks_the_only_volunteer_again(
    house: House, how: str
) -> None:
    """She had had it before, so nobody was asked, and the echo said that it was asked for."""
    house.write(volunteers.remove, 1, GRACE_ID, NOW)
    number, letter = await asked(house)
    if how == "late":
        await house.look(15 * DAY)
    else:
        await house.answers(letter, FRENCH)
        await house.answers(last(house)[0], "undo")
    await house.look(2 * DAY)
    assert (house.has(number), len(house.letters())) == ([], 1)  # nobody nags her
    house.write(requested.ask, number, ["fr"], 1, house.clock.now())
    await house.look()
    assert (house.has(number), len(house.letters())) == ([MARIE_ID], 2)


async def test_a_facilitator_who_asks_anew_passes_over_no_not_now(house: House) -> None:
    house.write(volunteers.remove, 1, GRACE_ID, NOW)
    number, letter = await asked(house)
    await house.answers(letter, "not now")
    house.write(tasks.done, number, 1, "fr", house.clock.now())
    house.write(requested.ask, number, ["fr"], 1, house.clock.now())
    await house.look(2 * DAY)
    assert house.has(number) == [0]


async def test_where_nobody_else_is_the_letter_says_so_and_she_is_asked_after_a_week(
    house: House,
) -> None:
    house.write(volunteers.remove, 1, GRACE_ID, NOW)
    number, letter = await asked(house)
    await house.answers(letter, "not now")
    assert "nobody else can be asked now" in last(house)[1]
    await house.look(6 * DAY)
    assert house.has(number) == [0]
    await house.look(2 * DAY)
    assert house.has(number) == [MARIE_ID]


async def test_who_comes_back_is_asked_again_for_what_she_gave_back(house: House) -> None:
    house.write(volunteers.remove, 1, GRACE_ID, NOW)
    number, letter = await asked(house)
    await house.answers(letter, "away until 8 January")
    assert f"Number {number} in French is free for others." in last(house)[1]
    await house.look(HOUR)
    assert house.has(number) == [0]
    await house.look(4 * DAY)
    assert house.has(number) == [MARIE_ID]


# --- a post that is held again --------------------------------------------------------------------


async def test_what_comes_while_its_post_is_held_again_is_kept_for_it(house: House) -> None:
    """A facilitator took her ok back; the text that came then was thrown away."""
    number, letter = await asked(house)

    def state(name: str) -> None:
        house.write(lambda db: db.execute("UPDATE post SET state = ?", (name,)))

    state("held")
    await house.answers(letter, FRENCH)
    assert "The message waits for its moderators again" in last(house)[1]
    state("approved")
    assert texts(house, number) == [FRENCH]


# --- the letter that asks -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
async def test_the_day_of_the_example_lies_some_weeks_ahead(house: House, language: str) -> None:
    """`away until 3 May`, copied in November, was half a year."""
    house.write(lambda db: db.execute("UPDATE person SET languages = json_array(?)", (language,)))
    _, letter = await asked(house)
    orders = [translating.order(line) for line in house.text(letter).splitlines()]
    (away,) = [one for one in orders if one and one.what == Verb.AWAY]
    until = days.day(away.value, date(2026, 1, 5), day_first=True)
    assert until and 20 <= (until - date(2026, 1, 5)).days <= 40
