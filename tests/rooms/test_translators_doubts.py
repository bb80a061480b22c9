"""What is in doubt in a translator's answer: asked about, changed by one line, or handed on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.mailroom import MEMBER_LETTERS
from listserv.store import confirmations, mailings, spool, tasks, translations
from listserv.store.base import Db, Store
from listserv.translators.pieces import code
from tests.rooms.test_translators import FRENCH, GRACE_ID, MARIE_ID, House, asked
from tests.support.translating import MARIE, NOW, said

ASKED = "translation-asked"
WRONG = "Donnez 50 mg de zinc."
LONG = (
    "Dear all,\n\nIn our ward we write the missing boxes on a red card and give it to the matron on"
    " Friday. She signs it, or she does not. Since then we have lost no box of it.\n\n"
    "What do others do about such a thing in the wards of a small hospital?\n\nHelen Stone"
)
LONG_FR = (
    "Chers tous,\n\nDans notre service nous notons les boîtes manquantes sur une carte rouge, que"
    " nous remettons à l'infirmière-chef le vendredi. Elle la signe, ou elle ne la signe pas."
    " Depuis, nous n'avons perdu aucune boîte.\n\nQue font les autres dans un petit hôpital ?"
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


def lengthen(house: House, number: int) -> None:
    house.write(lambda db: db.execute("UPDATE version SET text = ? WHERE post = ?", (LONG, number)))


async def long_asked(house: House) -> tuple[int, int]:
    number = house.wanted()
    lengthen(house, number)
    await house.look()
    ((letter, _),) = house.letters()
    return number, letter


def question(house: House) -> int:
    return house.letters("translation-asked")[-1][0]


def handed(house: House) -> int:
    ((count,),) = house.rows("SELECT count(*) FROM errand WHERE purpose = 'owner'")
    return int(count)


# --- figures --------------------------------------------------------------------------------------


async def test_a_wrong_figure_is_asked_about_and_the_task_stays_hers(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, WRONG)
    assert (house.shown(number), house.has(number)) == ([], [MARIE_ID])
    text = house.text(question(house))
    assert "some figures are not those of the original" in text
    assert "50 mg" in text
    assert 'change "50 mg" to "5 mg"' in text
    assert house.letters("translated") == []
    await house.answers(question(house), "yes")
    (one,) = house.shown(number)
    assert (one.text, house.has(number)) == (WRONG, [])
    assert "look once more" not in house.text(house.letters("translated")[-1][0])


@pytest.mark.parametrize(
    "line",
    [
        'change "50 mg" to "5 mg"',
        "changer « 50 mg » en « 5 mg »",
        "cambiar “50 mg” por “5 mg”\n\nMarie",
        "mudar '50 mg' para '5 mg'",
        "غير «50 mg» إلى «5 mg»",
    ],
)
async def test_a_figure_is_changed_by_one_line_in_answer_to_the_question(
    house: House, line: str
) -> None:
    number, letter = await asked(house)
    await house.answers(letter, WRONG)
    await house.answers(question(house), line)
    assert [one.text for one in house.shown(number)] == [FRENCH]
    assert len(house.letters("translation-asked")) == 1


async def test_a_change_of_words_that_stand_nowhere_is_asked_again(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, WRONG)
    await house.answers(question(house), 'change "70 mg" to "5 mg"')
    assert house.shown(number) == []
    assert "We did not find “70 mg”" in house.text(question(house))
    await house.answers(question(house), 'change "50 mg" to "5 mg"')
    assert [one.text for one in house.shown(number)] == [FRENCH]


async def test_a_line_changes_what_stands_in_answer_to_the_thanks(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, "Donnez 5 mg de zink.")
    ((thanks, _),) = house.letters("translated")
    await house.answers(thanks, 'change "zink" to "zinc"')
    assert [one.text for one in house.shown(number)] == [FRENCH]
    await house.answers(thanks, 'change "fer" to "cuivre"')
    assert "We did not find “fer”" in house.text(question(house))
    assert [one.text for one in house.shown(number)] == [FRENCH]


async def test_the_right_text_for_one_leaves_no_other_of_the_mail_unasked(house: House) -> None:
    one, two = house.wanted(), house.wanted(topic="Nets")
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, f"{one}:\n{WRONG}\n\n{two}:\nDonnez 15 mg.")
    assert len(house.letters("translation-asked")) == 1
    await house.answers(question(house), FRENCH)
    assert [each.text for each in house.shown(one)] == [FRENCH]
    assert house.shown(two) == []
    assert "15 mg" in house.text(question(house))


async def test_a_correction_with_a_wrong_figure_leaves_what_stands(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, FRENCH)
    ((thanks, _),) = house.letters("translated")
    await house.answers(thanks, f"{number}:\n{WRONG}")
    assert [one.text for one in house.shown(number)] == [FRENCH]
    assert "50 mg" in house.text(question(house))


async def test_no_change_of_nothing_is_proposed(house: House) -> None:
    """The gate saw "5 mg" and "5 mg chaque": who sent our line back was asked the same again."""
    number, letter = await asked(house)
    await house.answers(letter, "Donnez 5 mg chaque jour.")
    assert 'change "5 mg" to "5 mg"' not in house.text(question(house))
    for _ in range(3):
        await house.answers(question(house), 'change "5 mg" to "5 mg"')
    assert "We did not find “5 mg”" in house.text(question(house))
    asked_ = [code(house.read(mailings.asked, one)) for one, _ in house.letters(ASKED)]
    assert all(one.pending and len(one.pending.said) < 60 for one in asked_)
    await house.answers(question(house), "yes")
    assert [one.text for one in house.shown(number)] == ["Donnez 5 mg chaque jour."]


@pytest.mark.parametrize("again", [False, True])
async def test_a_wrong_figure_in_a_text_for_earlier_words_is_asked_about_too(
    house: House, again: bool
) -> None:
    """The edit may be undone: the text was kept without a look, and stood with its figure then."""
    number, letter = await asked(house)

    def edit(db: Db) -> None:
        spool.new_version(db, number, 2, "Give 500 mg, please.", 0, "edit", NOW)
        db.execute("UPDATE post SET version = 2 WHERE number = ?", (number,))

    house.write(edit)
    await house.answers(letter, "Donnez 500 mg de zinc.")
    assert house.letters("translated") == []
    assert "“Give 5 mg.”" in house.text(question(house))
    await house.answers(question(house), 'change "500 mg" to "5 mg"' if again else "yes")
    ((told, _),) = house.letters("translated")
    assert f"Number {number} has other words now" in house.text(told)
    house.write(lambda db: db.execute("UPDATE post SET version = 1 WHERE number = ?", (number,)))
    (one,) = house.shown(number)
    assert (one.text, one.doubted) == (
        (FRENCH, False) if again else ("Donnez 500 mg de zinc.", True)
    )


# --- whose text is replaced -----------------------------------------------------------------------


async def two_asked(house: House) -> tuple[int, int, int]:
    """(two numbers of one letter, the thanks for her text of the first); Grace has done the
    second since."""
    one, two = house.wanted(), house.wanted(topic="Nets")
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, f"{one}:\n{FRENCH}")
    ((thanks, _),) = house.letters("translated")
    theirs = said(two, text=f"{FRENCH} On en parle.", person_id=GRACE_ID)
    house.write(translations.keep, theirs, NOW)
    return one, two, thanks


async def test_a_line_changes_nothing_of_a_colleague_that_she_never_saw(house: House) -> None:
    """The thanks for one text called all of the first letter's hers."""
    one, two, thanks = await two_asked(house)
    await house.answers(thanks, 'change "parle" to "ne parle pas"')
    assert [each.text for each in house.shown(two)] == [f"{FRENCH} On en parle."]
    assert "We did not find “parle”" in house.text(question(house))
    await house.answers(thanks, 'change "Donnez" to "Donnons"')
    assert [each.text for each in house.shown(one)] == ["Donnons 5 mg de zinc."]


async def test_a_colleagues_text_that_she_never_saw_is_asked_about(house: House) -> None:
    _, two, thanks = await two_asked(house)
    await house.answers(thanks, f"{two}:\nIl faut donner 5 mg.")
    assert [each.person_id for each in house.shown(two)] == [GRACE_ID]
    assert "a colleague has translated it too" in house.text(question(house))
    assert house.letters("translation-corrected") == []


async def test_what_she_was_shown_to_correct_stands_no_more(house: House) -> None:
    """Between our letter and her answer a colleague sent another text."""
    number, letter = await asked(house)
    house.write(translations.keep, said(number, text="Ancien texte, 5 mg."), NOW)
    await house.answers(letter, f"correct {number}")
    ((shown, _),) = house.letters("correct")
    newer = said(number, text="Texte tout neuf, 5 mg.", person_id=GRACE_ID)
    house.write(translations.keep, newer, NOW)
    await house.answers(shown, "Vieux texte, 5 mg.")
    assert [one.person_id for one in house.shown(number)] == [GRACE_ID]
    assert "a colleague has translated it too" in house.text(question(house))


async def test_a_colleagues_text_that_she_was_shown_is_hers_to_correct(house: House) -> None:
    number, letter = await asked(house)
    theirs = said(number, text="Donnez 5 mg de zink.", person_id=GRACE_ID)
    house.write(translations.keep, theirs, NOW)
    await house.answers(letter, f"correct {number}")
    ((shown, _),) = house.letters("correct")
    await house.answers(shown, 'change "zink" to "zinc"')
    assert [(one.text, one.person_id) for one in house.shown(number)] == [(FRENCH, MARIE_ID)]
    assert [to for _, to in house.letters("translation-corrected")] == [GRACE_ID]


# --- numbers of other letters ---------------------------------------------------------------------


async def test_the_number_of_another_letter_is_the_other_text(house: House) -> None:
    number, letter = await long_asked(house)
    other = house.wanted(topic="Nets")
    await house.answers(letter, f"{LONG_FR}\n\n{other} :\nTitre : Moustiquaires\n\nDonnez 5 mg !")
    assert [one.text for one in house.shown(number)] == [LONG_FR]
    (one,) = house.shown(other)
    assert (one.topic, one.text) == ("Moustiquaires", "Donnez 5 mg !")


async def test_a_title_beside_the_number_of_another_letter(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, FRENCH)
    ((thanks, _),) = house.letters("translated")
    other = house.wanted(topic="Nets")
    await house.answers(thanks, f"Voici la suite.\n\n{other} : Titre : Nets bis\n\nDonnez 5 mg.")
    assert [one.text for one in house.shown(number)] == [FRENCH]
    (one,) = house.shown(other)
    assert (one.topic, one.text) == ("Nets bis", "Donnez 5 mg.")


async def test_a_number_that_nobody_asked_her_for_is_asked_back(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, f"999 :\n{FRENCH}")
    assert house.shown(number) == []
    assert "Which message does this text translate?" in house.text(question(house))
    await house.answers(question(house), f"{number}")
    assert [one.text for one in house.shown(number)] == [FRENCH]


async def test_a_doubted_text_is_asked_about_also_when_her_letters_of_the_day_are_spent(
    house: House,
) -> None:
    """It was neither kept nor asked about, and nobody was told."""
    number, letter = await asked(house)
    for n in range(MEMBER_LETTERS):
        house.write(confirmations.spend, MARIE, f"{n}", MEMBER_LETTERS, house.clock.now())
    await house.answers(letter, WRONG, who="marie@elsewhere.example")
    assert house.letters(ASKED) == []  # perhaps not hers: nothing is owed
    await house.answers(letter, WRONG)
    await house.answers(question(house), "yes")
    assert [one.text for one in house.shown(number)] == [WRONG]


@pytest.mark.parametrize("word", ["yes", "no"])
async def test_a_bare_word_about_words_that_stand_nowhere_is_answered(
    house: House, word: str
) -> None:
    number, letter = await asked(house)
    await house.answers(letter, FRENCH)
    await house.answers(house.letters("translated")[-1][0], 'change "fer" to "cuivre"')
    before = len(house.letters("translated"))
    await house.answers(question(house), word)
    ((told, _),) = house.letters("translated")[before:]
    assert house.text(told).startswith("Nothing is done with that mail, and nothing of it is shown")
    assert [one.text for one in house.shown(number)] == [FRENCH]


# --- what is no text ------------------------------------------------------------------------------


async def test_small_talk_above_a_title_is_no_text(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, f"J'ai quand même trouvé un moment.\n\nTitre : Du zinc\n\n{FRENCH}")
    (one,) = house.shown(number)
    assert (one.topic, one.text) == ("Du zinc", FRENCH)


@pytest.mark.parametrize(
    "words", ["non, laissez", "Voici.", "Puis-je l'envoyer demain ?", "Can I send it tomorrow?"]
)
async def test_words_to_us_go_to_the_facilitators(house: House, words: str) -> None:
    number, letter = await long_asked(house)
    await house.answers(letter, words)
    assert (house.shown(number), handed(house)) == ([], 1)
    assert house.letters("translation-asked") == []


async def test_a_word_is_no_translation_of_a_long_text_whatever_she_says(house: House) -> None:
    number, letter = await long_asked(house)
    await house.answers(letter, f"{number}:\nVoici la suite.")
    assert (house.shown(number), handed(house)) == ([], 1)


async def test_a_question_in_answer_to_the_thanks(house: House) -> None:
    number, letter = await long_asked(house)
    await house.answers(letter, LONG_FR)
    ((thanks, _),) = house.letters("translated")
    await house.answers(
        thanks, "Est-ce que je peux encore changer un mot demain, quand je serai au bureau ?"
    )
    assert (len(house.shown(number)), handed(house)) == (1, 1)
    assert house.letters("translation-asked") == []


@pytest.mark.parametrize("name", ["Marie", "Marie Ndiaye"])
async def test_her_own_name_alone_signs(house: House, name: str) -> None:
    number, letter = await long_asked(house)
    await house.answers(letter, f"{LONG_FR}\n\n{name}")
    assert [one.text for one in house.shown(number)] == [LONG_FR]


async def test_a_no_is_answered_in_one_line(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, WRONG)
    await house.answers(question(house), "non")
    assert house.shown(number) == []
    ((told, _),) = house.letters("translated")
    assert "nothing is shown. Send the text again whenever you like." in house.text(told)
    await house.answers(told, FRENCH)
    assert [one.text for one in house.shown(number)] == [FRENCH]


# --- titles ---------------------------------------------------------------------------------------


async def test_a_missing_title_is_named_and_comes_alone(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, FRENCH)
    ((thanks, _),) = house.letters("translated")
    assert "Its title is still in English." in house.text(thanks)
    await house.answers(thanks, "Titre : Du zinc")
    (one,) = house.shown(number)
    assert (one.topic, one.text) == ("Du zinc", FRENCH)
    assert "Its title is now “Du zinc”." in house.text(house.letters("translated")[-1][0])


async def test_our_own_example_sets_and_changes_nothing(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, FRENCH)
    ((thanks, _),) = house.letters("translated")
    await house.answers(thanks, "Title: …")
    await house.answers(thanks, 'change "5" to "…"')
    (one,) = house.shown(number)
    assert (one.topic, one.text) == ("", FRENCH)


async def test_a_title_for_one_of_two(house: House) -> None:
    one, two = house.wanted(), house.wanted(topic="Nets")
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, f"{one}:\n{FRENCH}\n\n{two}:\nTitle: Filets\n\n{FRENCH}")
    ((thanks, _),) = house.letters("translated")
    assert f"{one}: Title:" in house.text(thanks)
    await house.answers(thanks, f"{one}: Title: Du zinc")
    assert [each.topic for n in (one, two) for each in house.shown(n)] == ["Du zinc", "Filets"]


async def test_a_colleagues_text_is_changed_by_nobodys_line(house: House) -> None:
    """The line in her old letter reaches what is hers."""
    number, letter = await asked(house)
    house.write(translations.keep, said(number, text=WRONG, person_id=GRACE_ID), NOW)
    house.write(tasks.done, number, 1, "fr", NOW)
    await house.answers(letter, 'change "50 mg" to "5 mg"')
    assert [one.text for one in house.shown(number)] == [WRONG]
