"""Summaries in other languages: translators are asked, readers are told, words can be taken out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from listserv.digests.publish import draft_summary, publish_summary, wanted
from listserv.model import DeliveryMode, Letter, Policy
from listserv.model.translations import Manner, Translation
from listserv.store import (
    erasures,
    holdings,
    imports,
    ledger,
    lists,
    mailings,
    redactions,
    summaries,
    tasks,
    translations,
)
from listserv.store import shelf as shelf_store
from listserv.store.base import Store
from listserv.store.members import NewMember
from tests.rooms import test_digest_worker as digests
from tests.rooms import test_erased_everywhere as erased
from tests.rooms import test_redacted_everywhere as redacted
from tests.rooms import test_shelf_worker as shelved
from tests.rooms import test_translators as translators
from tests.support.html_check import crawl
from tests.support.summarised import TEXT, TITLE, summarise
from tests.support.translating import HOUR, NOW

FRENCH = "Amina donne 5 mg de zinc. Paul donne 10 mg."
TITLED = f"Titre : Le zinc en bref\n\n{FRENCH}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "t.db", b"s" * 32)
    yield made
    made.close()


# --- translators ----------------------------------------------------------------------------------


@pytest.fixture
def house(store: Store) -> translators.House:
    return translators.House(store)


@pytest.fixture
def number(house: translators.House) -> int:
    """Of a summary that is wanted in French."""
    return summarise(house.store, 1, house.post("out"), NOW)


async def asked(house: translators.House) -> int:
    """The letter that asks Marie."""
    await house.look()
    ((letter, to),) = house.letters()
    assert to == translators.MARIE_ID
    return letter


async def test_the_letter_shows_it_as_a_text_by_its_list(
    house: translators.House, number: int
) -> None:
    text = house.text(await asked(house))
    assert f"=== {number} · " in text
    assert f"{TITLE}\nHIFA\n" in text
    assert TEXT in text
    assert house.has(number) == [translators.MARIE_ID]


async def test_no_program_is_shown_what_quotes_many(house: translators.House, number: int) -> None:
    """One of them may have forbidden it: the letter asked a program for a draft all the same."""
    house.draft = "Le zinc\n\nAmina donne 5 mg."
    text = house.text(await asked(house))
    assert f"=== {number} · " in text and "Amina donne" not in text


async def test_the_answer_is_kept_and_thanked_for(house: translators.House, number: int) -> None:
    await house.answers(await asked(house), TITLED)
    (one,) = house.shown(number)
    assert (one.topic, one.text, one.manner) == ("Le zinc en bref", FRENCH, Manner.HUMAN)
    assert one.person_id == translators.MARIE_ID
    assert house.has(number) == []
    ((thanks, _),) = house.letters("translated")
    assert f"{number}" in house.text(thanks)


async def test_the_gate_has_its_word_and_undo_takes_it_back(
    house: translators.House, number: int
) -> None:
    await house.answers(await asked(house), TITLED.replace("10 mg", "100 mg"))
    ((question, _),) = house.letters("translation-asked")
    assert "100 mg" in house.text(question)
    await house.answers(question, "yes")
    ((thanks, _),) = house.letters("translated")
    await house.answers(thanks, "undo")
    assert house.shown(number) == []


async def test_somebody_corrects_what_stands(house: translators.House, number: int) -> None:
    letter = await asked(house)
    await house.answers(letter, TITLED)
    await house.answers(letter, TITLED.replace("Paul donne", "Paul en donne"))
    (one,) = house.shown(number)
    assert one.text.endswith("Paul en donne 10 mg.")
    await house.answers(letter, f"correct {number}")
    ((copy, _),) = house.letters("correct")
    assert one.text in house.text(copy)
    assert TEXT in house.text(copy)


async def test_not_now_gives_it_to_the_other(house: translators.House, number: int) -> None:
    await house.answers(await asked(house), "not now")
    assert house.has(number) == [0]
    await house.look()
    assert house.has(number) == [translators.GRACE_ID]


async def test_a_summary_with_words_taken_out_meanwhile_is_in_no_letter(
    house: translators.House, number: int
) -> None:
    def cut() -> None:
        house.write(
            lambda db: db.execute(
                "UPDATE summary SET text = 'Give [cut].' WHERE number = ?", (number,)
            )
        )
        house.write(redactions.erased, NOW)

    house.wanted()  # in the same letter, and a program is at it
    house.meanwhile.append(cut)
    text = house.text(await asked(house))
    assert "Give [cut]." in text and "10 mg" not in text


# --- publication and digests ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("translate", "written", "asked_for"),
    [
        ("off", "en", ()),
        ("volunteers", "en", ("fr", "es")),
        ("machine", "en", ("fr", "es")),
        ("machine", "fr", ("en", "es")),
        ("volunteers", "pt", ("en", "fr", "es")),
    ],
)
def test_into_which_languages(translate: str, written: str, asked_for: tuple[str, ...]) -> None:
    policy = Policy(languages=("en", "fr", "es"), translate=translate)
    assert wanted(policy, written) == asked_for


@pytest.fixture
def digest(store: Store) -> digests.House:
    """The forum of the digests, with French readers, that wants French."""
    made = digests.House(store)
    policy = replace(made.list.policy, languages=("en", "fr"), translate="volunteers")
    store.write_now(lists.set_policy, made.list.id, policy, made.clock.now())
    rows = [
        NewMember(f"{mode}.fr@example.org", "", ("fr",), delivery=mode)
        for mode in (DeliveryMode.DAILY, DeliveryMode.WEEKLY, DeliveryMode.TITLES)
    ]
    store.write_now(imports.bring, made.list.id, rows, "test", made.clock.now())
    return made


def publish(house: digests.House) -> int:
    """A discussion and its summary, as facilitators publish it; its number."""
    first = house.publish("How do you count your stock of medicine?", "2027-01-08 12:30")
    house.publish("We count every Monday.", "2027-01-08 12:40", first)
    now = house.clock.now()
    made = draft_summary(house.store, digests.SITE, house.list.id, first, now)
    assert publish_summary(house.store, digests.SITE, digests.seal, made, now)
    (published,) = house.store.read_now(summaries.every, house.list.id)
    return published.number


def translate(house: digests.House, number: int, when: str) -> None:
    one = Translation(
        number, 1, "fr", Manner.HUMAN, "Nous comptons.", "Fiches en bref", person_id=1
    )
    house.store.write_now(translations.keep, one, digests.at(when))


def told(house: digests.House, name: str) -> list[str]:
    found = house.sent().get(f"{name}@example.org", ())
    return [mail.get_content().replace("\r\n", "\n") for mail in found]


async def test_a_published_summary_is_wanted_in_the_lists_other_languages(
    digest: digests.House,
) -> None:
    number = publish(digest)
    (task,) = digest.store.read_now(tasks.open_on, digest.list.id)
    assert (task.number, task.source, task.language) == (number, "en", "fr")


async def test_readers_of_digests_are_told_once_that_it_is_there_in_french(
    digest: digests.House,
) -> None:
    """Who reads it as it was written, or by another digest, is not, or not yet."""
    await digest.wake("2027-01-08 12:01")
    number = publish(digest)
    await digest.wake("2027-01-09 06:01")
    translate(digest, number, "2027-01-09 15:00")
    for day in ("10", "11", "12"):
        await digest.wake(f"2027-01-{day} 06:01")
    line = f" {number} Fiches en bref\n  Health forum\n"
    assert [line in one for one in told(digest, "daily.fr")] == [False, False, True]
    assert f"recevoir {number} fr" in told(digest, "daily.fr")[2]
    assert [line in one for one in told(digest, "weekly.fr")] == [True]
    assert not any("Fiches en bref" in one for one in told(digest, "daily.en"))
    assert not any("Fiches en bref" in one for one in told(digest, "each.en"))


async def test_what_was_translated_before_the_next_digest_is_told_with_it(
    digest: digests.House,
) -> None:
    """The digest itself never brings the summary."""
    await digest.wake("2027-01-08 12:01")
    number = publish(digest)
    translate(digest, number, "2027-01-08 15:00")
    await digest.wake("2027-01-09 06:01")
    issue = told(digest, "daily.fr")[-1]
    assert "Fiches en bref" in issue and "We count every Monday." in issue
    assert "Fiches en bref" in told(digest, "titles.fr")[-1]


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[shelved.House]:
    made = shelved.House(tmp_path)
    await made.bring(*shelved.FORUM)
    yield made
    made.store.close()


async def test_its_page_shows_what_people_made_of_it(shelf: shelved.House) -> None:
    (thread, *_) = shelf.store.read_now(shelved.shelf.threads, shelf.list.id)
    number = summarise(shelf.store, shelf.list.id, thread.number, shelved.NOW)
    await shelf.shelve()
    before = shelf.pages()
    ids = []
    for language, text in (("fr", FRENCH), ("ar", "أمينة تعطي 5 mg")):
        one = Translation(number, 1, language, Manner.HUMAN, text, "", person_id=1)
        ids.append(shelf.store.write_now(translations.keep, one, shelved.NOW))
    await shelf.shelve()
    after = shelf.pages()
    (path,) = [one for one in after if after[one][0] != before[one][0]]
    assert path.startswith("hw-en/s/")
    page = after[path][0].decode()
    assert f"no. {number}" in page
    assert '<section id="fr">\n<h2 lang="fr">Français</h2>' in page
    assert FRENCH in page
    assert '<a href="#ar" lang="ar" hreflang="ar" dir="rtl">' in page
    assert '<div class="text" lang="ar" dir="rtl">' in page
    found, dead = crawl(shelf.archive / "public" / "index.html")
    assert not dead
    assert not [problem for page in found.values() for problem in page.problems]
    for one in ids:
        shelf.store.write_now(translations.take_back, one, 1, shelved.NOW)
    await shelf.shelve()
    assert shelf.pages()[path][0] == before[path][0]


# --- duties ---------------------------------------------------------------------------------------


async def test_words_taken_out_of_a_message_leave_the_translations_of_its_summary(
    store: Store,
) -> None:
    """And the letter that asked for it; the facilitator reads where else to look."""
    house = redacted.House(store)
    number = house.held(f"About {redacted.NAME}.")
    house.publish(number)
    of_it = summarise(store, house.hifa, number, redacted.NOW, f"Amina: {redacted.NAME}.")
    (task,) = store.read_now(tasks.open_on, house.hifa)
    store.write_now(tasks.give, [task.id], 2, letter(store, redacted.NAME), NOW + HOUR, NOW)
    for language, text in (("fr", f"Selon {redacted.NAME}."), ("ar", "عن وانجيرو")):
        one = Translation(of_it, 1, language, Manner.HUMAN, text)
        store.write_now(translations.keep, one, redacted.NOW)
    said = await house.redact(number)
    assert house.places() == []
    assert [one.text for one in store.read_now(translations.of_post, of_it)] == [
        f"Selon {redacted.MARK}.",
        "عن وانجيرو",
    ]
    assert said[1] == ("says-the-same", "ar")


def letter(store: Store, name: str) -> int:
    """To a translator, with that name in it."""
    made = store.write_now(mailings.reserve)
    body = f"=== 102 ===\r\n{name}\r\n".encode()
    one = Letter(made, "translate", 1, 2, "x@example.org", "fr", b"Subject: x\r\n", body)
    store.write_now(ledger.spool_letters, [one], redacted.NOW)
    return made


@pytest.mark.parametrize("posts", [erasures.KEEP, erasures.REMOVE])
async def test_somebody_erased_leaves_the_translations_of_summaries(
    store: Store, tmp_path: Path, posts: str
) -> None:
    """Where her words go from a summary, what it says of them in other languages goes too; one
    that has no words of hers stays, without her name."""
    house = erased.House(store, tmp_path, 1)
    house.hers()
    thread = house.own[0]
    hers = summarise(store, house.hifa, thread, NOW, f"{erased.NAME}: {erased.HERS}.")
    named = summarise(store, house.hifa, thread, NOW, f"Thanks to {erased.NAME}.")
    for number, text in (
        (thread, f"{erased.FRENCH}."),
        (hers, f"{erased.NAME} : les filtres sont bouillis."),
        (named, f"Merci à {erased.NAME}. {erased.FRENCH}."),
    ):
        one = Translation(number, 1, "fr", Manner.HUMAN, text, f"De {erased.NAME}", person_id=2)
        store.write_now(translations.keep, one, NOW)
    await house.erase(posts)
    assert house.places((erased.NAME, *erased.WORDS)) == []
    stay = posts == erasures.KEEP
    assert len(store.read_now(translations.of_post, hers)) == int(stay)
    assert len(store.read_now(tasks.of_post, hers)) == int(stay)
    (left,) = store.read_now(translations.of_post, named)
    assert left.text.startswith("Merci à […")
    assert (erased.FRENCH in left.text) == stay, "it quotes what her post said in French"


def test_it_is_nobodys_who_asks_for_her_data(store: Store) -> None:
    """What she translated is hers to read; the summary is about a discussion."""
    house = translators.House(store)
    of_it = summarise(store, 1, house.post("out"), NOW)
    one = Translation(of_it, 1, "fr", Manner.HUMAN, FRENCH, person_id=2)
    store.write_now(translations.keep, one, NOW)
    found = store.read_now(holdings.of, 2)
    assert [row["post"] for row in found["translation"]] == [of_it]
    assert "translation" not in store.read_now(holdings.of, 1)


async def test_what_somebody_erased_made_of_a_summary_stays_without_her_name_on_its_page(
    store: Store, tmp_path: Path
) -> None:
    house = erased.House(store, tmp_path, 1)
    thread = house.post(erased.PAUL, "Paul Ngassa", "We do.", "Subject: x\r\n\r\nWe do.")
    number = summarise(store, house.hifa, thread, NOW)
    one = Translation(number, 1, "fr", Manner.HUMAN, FRENCH, person_id=1)
    store.write_now(translations.keep, one, NOW, credited=True)
    store.write_now(shelf_store.clear, store.read_now(shelf_store.marks))
    await house.erase(erasures.REMOVE)
    (left,) = store.read_now(translations.of_post, number)
    assert (left.text, left.person_id, left.translator) == (FRENCH, 0, "")
    assert [mark.thread for mark in store.read_now(shelf_store.marks)] == [thread]
