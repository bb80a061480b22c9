"""The shelf and translations: pages come with the first one in a language and go with the last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.archive.worker import Shelf
from listserv.model.translations import Manner, Translation
from listserv.store import members, recalls, shelf, translations
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.rooms.test_shelf_worker import FORUM, NOW, House
from tests.support.html_check import crawl


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    await made.bring(*FORUM)
    made.store.write_now(lambda db: db.execute("UPDATE post SET language = 'en'"))
    await made.shelve()
    yield made
    made.store.close()


def first(house: House) -> int:
    """The number of the post that opens the long thread, which is the thread's too."""
    return house.store.read_now(shelf.threads, house.list.id)[0].number


def translate(house: House, number: int, language: str = "fr", **known: object) -> int:
    def write(db: Db) -> int:
        person, _ = members.ensure_person(db, NewMember("marie@example.org", "Marie Ndiaye"), NOW)
        values: dict[str, object] = {
            "manner": Manner.HUMAN,
            "text": "Tout va bien.",
            "topic": "Fiches",
            "person_id": person,
        }
        one = Translation(number, 1, language, **{**values, **known})  # type: ignore[arg-type]
        return translations.keep(db, one, NOW, credited=True)

    return house.store.write_now(write)


def names(house: House) -> set[str]:
    return {path.rpartition("/")[2] for path in house.pages() if "/t/" in path}


async def test_a_translation_brings_a_page_that_everything_leads_to(house: House) -> None:
    number, before = first(house), house.pages()
    translate(house, number)
    await house.shelve()
    after = house.pages()
    assert set(after) - set(before) == {f"hw-en/t/{number}.fr.html"}
    assert len([path for path in before if before[path] != after[path]]) == 2, "thread and post"
    assert b"Traduit par Marie Ndiaye." in after[f"hw-en/t/{number}.fr.html"][0]
    found, dead = crawl(house.archive / "public" / "index.html")
    assert not dead
    assert not [problem for page in found.values() for problem in page.problems]
    reached = {path.relative_to(house.archive / "public").as_posix() for path in found}
    assert reached | {"style.css"} == after.keys(), "every page is linked to"


async def test_what_is_taken_back_vanishes(house: House) -> None:
    number = first(house)
    before = house.pages()
    made = translate(house, number)
    await house.shelve()
    assert house.pages().keys() != before.keys()
    house.store.write_now(translations.take_back, made, 1, NOW)
    await house.shelve()
    assert {path: text for path, (text, _) in house.pages().items()} == {
        path: text for path, (text, _) in before.items()
    }


async def test_of_two_languages_one_stays(house: House) -> None:
    number = first(house)
    french, _ = translate(house, number), translate(house, number, "ar", topic="")
    await house.shelve()
    assert {f"{number}.fr.html", f"{number}.ar.html"} <= names(house)
    house.store.write_now(translations.take_back, french, 1, NOW)
    await house.shelve()
    assert f"{number}.ar.html" in names(house) and f"{number}.fr.html" not in names(house)


async def test_a_programs_draft_is_on_the_posts_own_page_alone(house: House) -> None:
    await house.set_policy(translate="machine")
    number = first(house)
    before = names(house)
    translate(house, number, manner=Manner.MACHINE, person_id=0, engine="apertium")
    translate(house, number, "es", manner=Manner.MACHINE, text="Mal.", refused="number")
    await house.shelve()
    assert names(house) == before
    showing = {path for path, (text, _) in house.pages().items() if b"Tout va bien." in text}
    assert len(showing) == 1 and "/m/" in showing.pop()
    assert not any(b"Mal." in text for text, _ in house.pages().values())


async def test_pages_go_with_a_post_that_is_taken_back(house: House) -> None:
    number = first(house)
    translate(house, number)
    await house.shelve()
    house.store.write_now(recalls.recall, number, 1, NOW)
    await house.shelve()
    assert not any(b"Tout va bien." in text for text, _ in house.pages().values())
    assert f"{number}.fr.html" not in names(house)


async def test_a_build_makes_the_same_pages(house: House) -> None:
    translate(house, first(house))
    await house.shelve()
    before = house.pages()
    stale = house.archive / "public" / "hw-en" / "t" / f"{first(house)}.es.html"
    stale.write_text("of a translation that is gone")
    house.shelf = Shelf(house.store, house.shelf._site, house.archive)
    await house.shelf.build(house.list)
    assert house.pages() == before


async def test_another_language_of_the_list_moves_the_pages(house: House) -> None:
    """What was the page in French is the list's own now."""
    number = first(house)
    translate(house, number)
    await house.shelve()
    await house.set_policy(language="fr")
    await house.shelve()
    assert f"{number}.fr.html" not in names(house)
    page = house.pages()[f"hw-en/t/{number}.html"][0]
    assert b'<html lang="fr">' in page and b'<h1 dir="auto">Fiches</h1>' in page
    assert page.index(b"Tout va bien.") < page.index(b"<summary>L&#39;original (anglais)")


async def test_a_french_forum_shows_an_english_post_in_french_on_all_its_pages(
    house: House,
) -> None:
    number = first(house)
    await house.set_policy(language="fr")
    await house.shelve()
    assert f"{number}.en.html" not in names(house)
    before = house.pages()
    listing = {path for path in before if b"Stock cards" in before[path][0]}
    months = {path for path in listing if path.startswith("hw-en/20")}
    assert months and "hw-en/index.html" in listing
    made = translate(house, number)
    await house.shelve()
    after = {path: text for path, (text, _) in house.pages().items()}
    for path in {"hw-en/index.html", *months}:
        assert b">Fiches</a>" in after[path] and b">Stock cards</a>" not in after[path], path
    english = after[f"hw-en/t/{number}.en.html"]
    assert b'<html lang="en">' in english and b'<h1 dir="auto">Stock cards</h1>' in english
    found, dead = crawl(house.archive / "public" / "index.html")
    assert not dead
    assert not [problem for page in found.values() for problem in page.problems]
    house.store.write_now(translations.take_back, made, 1, NOW)
    await house.shelve()
    assert {path: text for path, (text, _) in house.pages().items()} == {
        path: text for path, (text, _) in before.items()
    }


async def test_a_discussion_is_listed_by_what_people_call_it_first_in_whole_texts(
    house: House,
) -> None:
    """As its own page is: the newest whole text counts, then two lines; no program's, nor one
    without a title; nor in a language that the post is in as well."""
    number = first(house)
    await house.set_policy(language="fr", translate="machine")

    async def listed(**known: object) -> str:
        if known:
            translate(house, number, "fr", **known)
        await house.shelve()
        home, page = (
            house.pages()[f"hw-en/{name}"][0].decode()
            for name in ("index.html", f"t/{number}.html")
        )
        heading = page.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]
        assert f'<a href="t/{number}.html" dir="auto">{heading}</a>' in home
        return heading

    program = {"manner": Manner.MACHINE, "person_id": 0, "engine": "apertium"}
    assert await listed(**program, topic="Bouillon") == "Stock cards"
    assert await listed(manner=Manner.ABSTRACT, topic="En bref") == "En bref"
    assert await listed(topic="Fiches") == "Fiches"
    assert await listed(manner=Manner.ABSTRACT, topic="Plus bref") == "Fiches"
    assert await listed(topic="Fiches de stock") == "Fiches de stock"
    assert await listed(topic="") == "Stock cards"
    assert await listed(topic="COURS (3) Fiches") == "COURS (3) Fiches"
    house.store.write_now(
        lambda db: db.execute("""UPDATE post SET languages = '["fr", "en"]', language = 'fr'""")
    )
    house.store.write_now(shelf.mark, house.list.id, number)
    assert await listed() == "Stock cards"


async def test_members_pages_in_other_languages_are_for_members(house: House) -> None:
    translate(house, first(house))
    await house.set_policy(archive="members")
    await house.shelve()
    assert not names(house)
    page = house.pages("members")[f"hw-en/t/{first(house)}.fr.html"][0]
    assert b'content="noindex"' in page
