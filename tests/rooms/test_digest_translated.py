"""Digests in their readers' languages, against a real store: items, and what came later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from listserv.digests.worker import Digests
from listserv.model import DeliveryMode
from listserv.model.translations import Manner, Translation
from listserv.moderation.digested import retell
from listserv.store import imports, issues, lists, members, recalls, spool, translations
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from tests.rooms.test_digest_worker import SITE, House, at, seal, switch


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    made = House(store)
    rows = [
        NewMember(f"{mode}.{name}@example.org", "", languages, delivery=mode)
        for mode in (DeliveryMode.DAILY, DeliveryMode.WEEKLY, DeliveryMode.TITLES)
        for name, languages in (("fr", ("fr",)), ("sw", ("sw", "fr")), ("both", ("fr", "en")))
    ]
    store.write_now(imports.bring, made.list.id, rows, "test", made.clock.now())
    yield made
    store.close()


def english(house: House, text: str, when: str, topic: str = "Stock cards") -> int:
    return house.change(house.publish(text, when), language="en", topic=topic, author="Amina")


def translate(
    house: House, number: int, when: str, text: str = "Nous comptons.", **known: object
) -> int:
    """Somebody translates a post into French, or as `known` says."""
    marie = house.store.write_now(
        members.ensure_person, NewMember("marie@example.org", "Marie Ndiaye"), at(when)
    )[0]
    values: dict[str, object] = {
        "version": 1,
        "language": "fr",
        "manner": Manner.HUMAN,
        "topic": "Fiches de stock",
        "person_id": marie,
    }
    one = Translation(number, text=text, **{**values, **known})  # type: ignore[arg-type]
    return house.store.write_now(lambda db: translations.keep(db, one, at(when), credited=True))


def texts(house: House, name: str) -> list[str]:
    found = house.sent().get(f"{name}@example.org", ())
    return [mail.get_content().replace("\r\n", "\n") for mail in found]


async def test_each_reads_the_day_in_a_language_she_reads(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    translate(house, number, "2027-01-08 15:00")
    await house.wake("2027-01-09 06:01")
    (french,) = texts(house, "daily.fr")
    assert "Traduit par Marie Ndiaye.\n\nNous comptons." in french
    assert "We count" not in french
    assert french.startswith("Fiches de stock\n")
    assert "We count every Monday." in texts(house, "daily.both")[0]
    (swahili,) = texts(house, "daily.sw")
    assert "Translated by Marie Ndiaye.\n\nNous comptons." in swahili, "her frame falls back"
    assert "We count every Monday." in texts(house, "daily.es")[0], "nobody made one for her"
    (titles,) = texts(house, "titles.fr")
    assert "Nous comptons." in titles and "Fiches de stock" in titles


async def test_what_is_translated_later_is_told_of_once_in_each_digest(house: House) -> None:
    """And with it no mail goes to who reads titles only, nor to who reads the original."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00")
    for day in ("10", "11", "12", "13"):
        await house.wake(f"2027-01-{day} 06:01")
    subjects = house.subjects()
    assert subjects["daily.fr@example.org"] == [
        "Health forum : samedi 9 janvier, 1 message",
        "Health forum : dimanche 10 janvier, 1 traduction",
    ]
    told = texts(house, "daily.fr")[1]
    assert f"Désormais en français\u00a0:\n {number} Fiches de stock\n  Amina\n" in told
    assert f"écrivez «\u00a0recevoir {number} fr\u00a0» à hifa-request@" in told
    for name in ("daily.both", "daily.en", "daily.es", "titles.fr", "titles.en"):
        assert len(subjects[f"{name}@example.org"]) == 1, name
    (weekly,) = texts(house, "weekly.fr")
    assert "Nous comptons." in weekly and "Désormais" not in weekly, "she had it as an item"


async def test_what_is_translated_after_the_hour_is_told_of_in_the_next_alone(
    house: House,
) -> None:
    """Though the issue tells of the same message in another language, and is made a little late."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00")
    translate(house, number, "2027-01-10 06:10", "Contamos.", language="es", topic="Fichas")
    for day in ("10", "11", "12"):
        await house.wake(f"2027-01-{day} 06:20")
    assert ["Contamos" in text or "Fichas" in text for text in texts(house, "daily.es")] == [
        *(False, True)
    ]


async def test_titles_tell_of_it_when_there_are_titles(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00")
    await house.wake("2027-01-10 06:01")
    english(house, "Who repairs concentrators?", "2027-01-10 14:00", "Oxygen")
    await house.wake("2027-01-11 06:01")
    english(house, "We do.", "2027-01-11 14:00", "Oxygen")
    await house.wake("2027-01-12 06:01")
    assert ["Désormais" in text for text in texts(house, "titles.fr")] == [False, True, False]
    assert ["Désormais" in text for text in texts(house, "daily.fr")] == [
        *(False, True, False, False)
    ]


async def test_a_correction_is_no_news(house: House) -> None:
    """The text that was told of is corrected: who wants it has the line already."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00")
    translate(house, number, "2027-01-09 16:00", topic="Les fiches")
    await house.wake("2027-01-10 06:01")
    translate(house, number, "2027-01-10 15:00", topic="Encore les fiches")
    await house.wake("2027-01-11 06:01")
    assert len(texts(house, "daily.fr")) == 2
    assert f" {number} Les fiches\n  Amina\n" in texts(house, "daily.fr")[1]


async def test_what_nobody_was_told_of_silences_nothing(house: House) -> None:
    """She took her text back before an issue told of it; the one that she sent two days later was
    told of in no issue."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    made = translate(house, number, "2027-01-09 15:00")
    house.store.write_now(translations.take_back, made, 1, at("2027-01-09 15:10"))
    await house.wake("2027-01-10 06:01")
    translate(house, number, "2027-01-10 15:00", "Nous comptons chaque lundi.")
    for day in ("11", "12"):
        await house.wake(f"2027-01-{day} 06:01")
    assert ["Désormais" in text for text in texts(house, "daily.fr")] == [False, True]


async def test_what_was_taken_back_and_sent_anew_between_two_issues_is_no_news(
    house: House,
) -> None:
    """She was told of it; those of the titles, which had none that day, were not."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    made = translate(house, number, "2027-01-09 15:00")
    await house.wake("2027-01-10 06:01")
    house.store.write_now(translations.take_back, made, 1, at("2027-01-10 15:00"))
    translate(house, number, "2027-01-10 15:05", "Nous comptons chaque lundi.")
    english(house, "Who repairs concentrators?", "2027-01-10 16:00", "Oxygen")
    for day in ("11", "12"):
        await house.wake(f"2027-01-{day} 06:01")
    assert ["Désormais" in text for text in texts(house, "daily.fr")] == [False, True, False]
    assert ["Désormais" in text for text in texts(house, "titles.fr")] == [False, True]


async def test_what_said_other_words_of_it_silences_nothing(house: House) -> None:
    """It was translated while it waited, then its moderators changed it, and it went out."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    translate(house, number, "2027-01-08 13:00")

    def edit(db: Db) -> None:
        spool.new_version(db, number, 2, "We count every Tuesday.", 0, "edit", at("2027-01-08"))
        db.execute("UPDATE post SET version = 2 WHERE number = ?", (number,))

    house.store.write_now(edit)
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00", "Nous comptons chaque mardi.", version=2)
    await house.wake("2027-01-10 06:01")
    assert ["Désormais" in text for text in texts(house, "daily.fr")] == [False, True]


DOSE = "Nous avons donné %s mg/kg de gentamicine à 12 enfants."


async def test_another_figure_in_a_translation_is_told_of_once(house: House) -> None:
    """Whether it was an item or a line that she had; and to who reads titles with the next ones."""
    await house.wake("2027-01-08 12:01")
    item = english(house, "We gave 5 mg/kg to 12 children.", "2027-01-08 14:00")
    told = english(house, "We gave 7 mg/kg to 12 children.", "2027-01-08 14:30")
    translate(house, item, "2027-01-08 15:00", DOSE % 50)
    await house.wake("2027-01-09 06:01")
    translate(house, told, "2027-01-09 15:00", DOSE % 70)
    await house.wake("2027-01-10 06:01")
    translate(house, item, "2027-01-10 15:00", DOSE % 5)
    translate(house, told, "2027-01-10 15:00", DOSE % 7)
    for day in ("11", "12"):
        await house.wake(f"2027-01-{day} 06:01")
    assert [mail.count("Corrigé en français") for mail in texts(house, "daily.fr")] == [0, 0, 1]
    last = texts(house, "daily.fr")[2]
    assert f"Corrigé en français\u00a0:\n {item} Fiches de stock\n  Amina\n {told} Fiches" in last
    assert f"écrivez «\u00a0recevoir {item} fr\u00a0» à hifa-request@" in last
    assert "Désormais" not in last
    for name in ("daily.both", "daily.en", "titles.fr"):
        assert not any("Corr" in text for text in texts(house, name)), name
    english(house, "Who repairs concentrators?", "2027-01-12 14:00", "Oxygen")
    await house.wake("2027-01-13 06:01")
    titles = texts(house, "titles.fr")[-1]
    assert f"Corrigé en français\u00a0:\n {item} " in titles
    assert f"Désormais en français\u00a0:\n {told} " in titles, "she hears of it for the first time"


async def test_a_correction_that_is_taken_back_is_told_of_too(house: House) -> None:
    """The earlier figures stand again; what was corrected and put back meanwhile is no news."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We gave 5 mg/kg to 12 children.", "2027-01-08 14:00")
    translate(house, number, "2027-01-08 15:00", DOSE % 5)
    await house.wake("2027-01-09 06:01")
    made = translate(house, number, "2027-01-09 15:00", DOSE % 50)
    await house.wake("2027-01-10 06:01")
    house.store.write_now(translations.take_back, made, 1, at("2027-01-10 15:00"))
    await house.wake("2027-01-11 06:01")
    made = translate(house, number, "2027-01-11 15:00", DOSE % 50)
    house.store.write_now(translations.take_back, made, 1, at("2027-01-11 16:00"))
    await house.wake("2027-01-12 06:01")
    assert ["Corrigé" in text for text in texts(house, "daily.fr")] == [False, True, True]


async def test_a_text_in_doubt_stands_above_its_original(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = english(house, "Never freeze them.", "2027-01-08 14:00")
    translate(house, number, "2027-01-08 15:00", "Congelez-les.", doubted=True)
    await house.wake("2027-01-09 06:01")
    (french,) = texts(house, "daily.fr")
    assert "Traduit par Marie Ndiaye.\n\nCongelez-les.\n\n" in french
    assert "(anglais)\u00a0:\n\nNever freeze them." in french
    assert f"recevoir {number}" not in french


async def test_a_programs_draft_and_an_abstract_are_no_news(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    for manner in (Manner.MACHINE, Manner.ABSTRACT):
        translate(house, number, "2027-01-09 15:00", manner=manner, person_id=0)
    await house.wake("2027-01-10 06:01")
    assert len(texts(house, "daily.fr")) == 1


async def test_of_what_was_taken_back_nothing_is_told(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    numbers = [english(house, f"We count {n}.", f"2027-01-08 14:0{n}") for n in range(2)]
    await house.wake("2027-01-09 06:01")
    made = [translate(house, number, "2027-01-09 15:00") for number in numbers]
    house.store.write_now(translations.take_back, made[0], 1, at("2027-01-09 16:00"))
    house.change(numbers[1], state="done")
    house.store.write_now(recalls.recall, numbers[1], 1, at("2027-01-09 16:00"))
    await house.wake("2027-01-10 06:01")
    assert len(texts(house, "daily.fr")) == 1


async def test_who_changes_her_mode_is_told_by_one_of_them(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00")
    await switch(house, "daily.fr", DeliveryMode.WEEKLY, "2027-01-09 22:00")
    await switch(house, "weekly.fr", DeliveryMode.DAILY, "2027-01-09 14:00")
    for day in ("10", "11", "18"):
        await house.wake(f"2027-01-{day} 06:01")
    assert sum("Désormais" in text for text in texts(house, "daily.fr")) == 1
    assert sum("Désormais" in text for text in texts(house, "weekly.fr")) == 1


async def test_a_translation_goes_out_of_a_digest_with_its_post(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = house.change(
        english(house, "We count every Monday.", "2027-01-08 14:00"), state="done"
    )
    translate(house, number, "2027-01-08 15:00")
    await house.wake("2027-01-09 06:01")

    def take_back(db: Db) -> None:
        recalls.recall(db, number, 1, house.clock.now())
        retell(db, number)

    house.store.write_now(take_back)
    assert "Nous comptons." not in texts(house, "titles.fr")[0]


def withdraw(db: Db, number: int) -> None:
    recalls.recall(db, number, 1, at("2027-01-10 06:01"))
    retell(db, number)


async def test_the_line_of_a_post_that_is_taken_back_says_so(house: House) -> None:
    """Its title and its author left with the copies that waited still."""
    await house.wake("2027-01-08 12:01")
    numbers = [english(house, f"We count {n}.", f"2027-01-08 14:0{n}") for n in range(2)]
    await house.wake("2027-01-09 06:01")
    for number, topic in zip(numbers, ("La maladie d'Amina", "Fiches"), strict=True):
        translate(house, number, "2027-01-09 15:00", topic=topic)
    await house.wake("2027-01-10 06:01")
    house.store.write_now(withdraw, numbers[0])
    told = texts(house, "daily.fr")[1]
    assert f"français\u00a0:\n {numbers[0]} [retiré]\n {numbers[1]} Fiches\n  Amina\n" in told
    assert "maladie" not in told


class Meddled:
    """A store in which something else is written just before an issue with copies is closed."""

    def __init__(self, store: Store, verb: Any, *args: Any) -> None:
        self._store = store
        self._change: tuple[Any, ...] = (verb, *args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def write(self, verb: Any, *args: Any) -> Any:
        laid = issues.close in args and args[-2]
        if laid and self._change:
            change, self._change = self._change, ()
            await self._store.write(*change)
        return await self._store.write(verb, *args)


async def meddled(house: House, when: str, verb: Any, *args: Any) -> None:
    """The issues of an instant are closed, while something else happens."""
    house.clock.time = at(when)
    worker = Digests(Meddled(house.store, verb, *args), SITE, seal, house.clock)  # type: ignore[arg-type]
    while await worker.step():
        pass
    await house.wake(when)


async def test_what_is_taken_back_while_an_issue_is_laid_is_not_told_of(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00", topic="La maladie d'Amina")
    await meddled(house, "2027-01-10 06:01", withdraw, number)
    assert len(texts(house, "daily.fr")) == 1


@pytest.mark.parametrize("anew", ["", "Donnez 5 mg."])
async def test_a_digest_shows_no_text_that_stands_no_more(house: House, anew: str) -> None:
    """Its translator took it back, or corrected it, while the copies were laid."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "Give 5 mg.", "2027-01-08 14:00")
    made = translate(house, number, "2027-01-08 15:00", "Donnez 50 mg.")
    now = at("2027-01-09 06:01")
    right = Translation(number, 1, "fr", Manner.HUMAN, anew)

    def mended(db: Db) -> None:
        if anew:
            translations.keep(db, right, now)
        else:
            translations.take_back(db, made, 1, now)

    await meddled(house, "2027-01-09 06:01", mended)
    (french,) = texts(house, "daily.fr")
    assert "50 mg" not in french
    assert (anew or "Give 5 mg.") in french


async def test_a_crash_tells_of_translations_once(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00")

    def refuse(db: Db) -> None:
        db.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON issue WHEN new.period = 'daily'"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    house.store.write_now(refuse)
    with pytest.raises(Exception, match="disk full"):
        await house.wake("2027-01-10 06:01")
    assert len(texts(house, "daily.fr")) == 1
    house.store.write_now(lambda db: db.execute("DROP TRIGGER broken"))
    await house.wake("2027-01-10 06:02")
    await house.wake("2027-01-10 06:03")
    assert len(texts(house, "daily.fr")) == 2


async def test_two_issues_of_translations_on_one_day_are_two_messages(house: House) -> None:
    """The hour was moved from morning to evening."""
    await house.wake("2027-01-08 12:01")
    number = english(house, "We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    translate(house, number, "2027-01-09 15:00")
    await house.wake("2027-01-10 06:01")
    evening = replace(house.list.policy, digest_hour="18:00")
    house.store.write_now(lists.set_policy, house.list.id, evening, house.clock.now())
    translate(house, number, "2027-01-10 12:00", "Contamos.", language="es", topic="Fichas")
    translate(house, number, "2027-01-10 12:00", "Tunahesabu.", language="sw", topic="Kadi")
    await house.wake("2027-01-10 18:01")
    ids = [mail["Message-ID"] for mail in house.sent()["daily.sw@example.org"]]
    assert len(set(ids)) == len(ids) == 3
