"""What posts say in other languages: which of it is shown, and what becomes of it with the post."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from listserv.model import State
from listserv.model.translations import Manner
from listserv.store import (
    decisions,
    persons,
    recalls,
    redactions,
    rulings,
    shelf,
    spool,
    tasks,
    translations,
    undoing,
)
from listserv.store.base import Db, Store
from listserv.store.redactions import LookAgainError
from listserv.store.rulings import Ruling
from tests.support.translating import DAY, HOUR, NOW, Forum, said

MACHINE = {"manner": Manner.MACHINE, "person_id": 0, "engine": "apertium"}
ASKED = {**MACHINE, "text": "", "refused": translations.ASKED}


@pytest.fixture
def forum(store: Store) -> Forum:
    return Forum(store)


def kept(forum: Forum, number: int, **more: Any) -> int:
    credited = more.pop("credited", True)
    now = more.pop("now", NOW)
    return int(forum.write(translations.keep, said(number, **more), now, credited=credited))


def shown(forum: Forum, number: int) -> list[tuple[str, str, str]]:
    found = forum.read(translations.of_post, number)
    return [(one.language, one.manner.value, one.text) for one in found]


# --- which is shown -------------------------------------------------------------------------------


def test_of_several_by_people_the_newest_counts(forum: Forum) -> None:
    number = forum.post("out")
    kept(forum, number, text="Donnez 50 mg.")
    kept(forum, number, text="Donnez 5 mg.", person_id=3)
    kept(forum, number, language="sw", text="Toa 5 mg.", manner=Manner.ABSTRACT)
    kept(forum, number, text="Donne 5 mg.", **MACHINE)
    assert shown(forum, number) == [
        ("fr", "human", "Donnez 5 mg."),
        ("sw", "abstract", "Toa 5 mg."),
        ("fr", "machine", "Donne 5 mg."),
    ]


def test_it_is_told_by_its_translator_where_she_wants_to_be_named(forum: Forum) -> None:
    number = forum.post("out")
    first = kept(forum, number)
    assert forum.read(translations.get, first).translator == "Marie Ndiaye"
    second = kept(forum, number, credited=False)
    assert forum.read(translations.get, second).translator == ""
    assert forum.read(translations.get, 999) is None


def test_whom_no_page_may_name_no_translation_names(forum: Forum) -> None:
    one = kept(forum, forum.post("out"))
    forum.write(persons.set_own, 2, "conceal", True, NOW)
    assert forum.read(translations.get, one).translator == ""


@pytest.mark.parametrize(("column", "value"), [("conceal", True), ("name", "Marie Diop")])
def test_pages_that_name_a_translator_change_with_her_name(
    forum: Forum, column: str, value: object
) -> None:
    shown_as = forum.post("out", thread=7)
    kept(forum, shown_as)
    kept(forum, forum.post("out", thread=8), credited=False)
    forum.write(shelf.clear, forum.read(shelf.marks))
    forum.write(persons.set_own, 2, column, value, NOW)
    assert [one.thread for one in forum.read(shelf.marks)] == [7]


def test_a_translation_of_other_words_is_shown_no_more_and_kept(forum: Forum) -> None:
    number = forum.post("held")
    one = kept(forum, number)
    change = Ruling(number, 1, 3, "edit", text="Give 10 mg.")
    assert forum.write(rulings.rule, change, NOW)
    assert shown(forum, number) == []
    assert forum.read(translations.get, one).text == "Donnez 5 mg."


def test_one_that_was_taken_back_is_shown_no_more(forum: Forum) -> None:
    number = forum.post("out")
    one = kept(forum, number)
    assert forum.write(translations.take_back, one, 2, NOW)
    assert not forum.write(translations.take_back, one, 2, NOW)
    assert shown(forum, number) == []
    assert forum.events(number)[-2:] == [
        "translated: human fr",
        "translation gone: fr by person 2",
    ]


@pytest.mark.parametrize(("state", "marks"), [("out", 1), ("approved", 0)])
def test_pages_are_made_again_where_the_post_has_one(forum: Forum, state: str, marks: int) -> None:
    number = forum.post(state)
    for verb in (
        lambda: kept(forum, number),
        lambda: forum.write(translations.take_back, 1, 2, NOW),
    ):
        forum.write(lambda db: db.execute("DELETE FROM archive_mark"))
        verb()
        assert len(forum.read(shelf.marks)) == marks


def test_what_was_made_since_a_digest_is_told_in_the_next(forum: Forum) -> None:
    number, waits = forum.post("out"), forum.post()
    early = kept(forum, number, now=NOW + HOUR)
    late = kept(forum, number, language="pt", now=NOW + 2 * HOUR)
    kept(forum, waits, now=NOW + HOUR)
    kept(forum, number, language="es", now=NOW + HOUR, **MACHINE)
    between = partial(forum.read, translations.made_between, forum.list_id)
    assert [one.id for one in between(NOW, NOW + HOUR)] == [early]
    assert [one.id for one in between(NOW + HOUR, NOW + DAY)] == [late]
    assert between(NOW + DAY, NOW + 2 * DAY) == []


@pytest.mark.parametrize("verb", ["recall", "withdraw"])
def test_no_digest_tells_of_a_post_that_was_taken_back(forum: Forum, verb: str) -> None:
    number = forum.post("out")
    kept(forum, number, now=NOW + HOUR)
    taken = {
        "recall": partial(forum.write, recalls.recall, number, 3, NOW + HOUR),
        "withdraw": partial(forum.write, recalls.withdraw, number, NOW + HOUR),
    }
    taken[verb]()
    assert forum.read(translations.made_between, forum.list_id, NOW, NOW + DAY) == []


def test_with_the_post_its_translations_come_back(forum: Forum) -> None:
    number = forum.post("done")
    kept(forum, number, now=NOW + HOUR)
    forum.write(recalls.recall, number, 3, NOW + HOUR)
    (entry,) = forum.read(decisions.of_post, number)
    assert forum.write(undoing.undo, entry, 3, NOW + 2 * HOUR) is not None
    assert shown(forum, number) == [("fr", "human", "Donnez 5 mg.")]
    assert len(forum.read(translations.made_between, forum.list_id, NOW, NOW + DAY)) == 1


def test_nothing_is_kept_of_a_post_whose_author_was_erased_and_whose_words_went(
    forum: Forum,
) -> None:
    """A translator's answer came after them, and would have said them again."""
    number = forum.post("recalled", person=0, address="")
    assert kept(forum, number) == 0
    assert forum.rows("SELECT * FROM translation") == []


def test_what_came_in_a_mail_of_hers(forum: Forum) -> None:
    """An undo takes that back, and nothing that came otherwise."""
    number = forum.post("out")
    for language, mail, person in (("fr", 50, 2), ("es", 50, 2), ("pt", 51, 2), ("sw", 50, 3)):
        kept(forum, number, language=language, mail_id=mail, person_id=person)
    forum.write(translations.take_back, 2, 2, NOW)
    assert [one.language for one in forum.read(translations.of_mail, 50, 2)] == ["fr"]


def test_all_that_a_post_was_given(forum: Forum) -> None:
    number = forum.post("out")
    kept(forum, number, text="Donnez 50 mg.")
    kept(forum, number)
    kept(forum, number, version=2)
    kept(forum, number, **MACHINE)
    forum.write(translations.take_back, 1, 2, NOW)
    assert [one.id for one in forum.read(translations.ever, number)] == [2, 3, 4]
    assert forum.read(translations.sought, forum.list_id, 9) == [number]


def test_what_nobody_has_said_in_a_language_yet(forum: Forum) -> None:
    done, asked, drafted, bare = (forum.post("out", published=NOW + n) for n in range(1, 5))
    forum.post("held")
    kept(forum, done)
    forum.write(tasks.ask, asked, 1, "en", ("fr",), NOW + DAY, NOW)
    kept(forum, drafted, **MACHINE)
    unread = partial(forum.read, translations.unread, forum.list_id)
    assert unread(["en"], "fr", NOW, 9) == [bare, drafted]
    assert unread(["en"], "fr", NOW, 1) == [bare]
    assert unread(["pt"], "fr", NOW, 9) == []
    assert unread(["en"], "fr", NOW + 4, 9) == []


def test_what_is_counted_is_hers(forum: Forum) -> None:
    number = forum.post("out")
    kept(forum, number)
    kept(forum, number, language="pt")
    kept(forum, number, language="es", **MACHINE)
    counts = [forum.read(translations.count_by, person) for person in (0, 1, 2)]
    assert counts == [0, 0, 2]


# --- programs' drafts -----------------------------------------------------------------------------


def wanted(forum: Forum) -> tuple[int, str] | None:
    found = forum.read(translations.next_draft)
    return (found.number, found.language) if found else None


def test_a_program_is_asked_once_for_a_version_and_a_language(forum: Forum) -> None:
    number = forum.post()
    for languages in (("fr", "es"), ("es",)):
        forum.write(translations.want_drafts, number, 1, languages, NOW)
    assert wanted(forum) == (number, "fr")
    assert len(forum.rows("SELECT * FROM translation")) == 2
    assert forum.read(translations.of_post, number)[0].refused == translations.ASKED


def test_what_came_of_a_draft_is_written_once(forum: Forum) -> None:
    number = forum.post()
    forum.write(translations.want_drafts, number, 1, ("fr",), NOW)
    forum.write(translations.wait, number, NOW + HOUR, NOW)
    asked = forum.read(translations.next_draft)
    made = said(number, text="Donne 5 mg.", **MACHINE, id=asked.id)
    forum.write(translations.drafted, made, NOW)
    forum.write(translations.drafted, said(number, text="Autre", **MACHINE, id=asked.id), NOW)
    assert shown(forum, number) == [("fr", "machine", "Donne 5 mg.")]
    assert wanted(forum) is None
    assert forum.events(number)[-3:] == [
        "waits for translations",
        "translated: machine fr",
        "waits for translations no more",
    ]


def test_a_refused_draft_says_why_in_the_journal(forum: Forum) -> None:
    number = forum.post()
    forum.write(translations.want_drafts, number, 1, ("fr",), NOW)
    asked = forum.read(translations.next_draft)
    made = said(number, **(MACHINE | {"refused": "number"}), id=asked.id)
    forum.write(translations.drafted, made, NOW)
    assert forum.events(number)[-1] == "translated: machine fr: number"


def test_a_draft_made_of_words_that_were_taken_out_is_not_kept(forum: Forum) -> None:
    """The name stood in it, and would have come back by the program."""
    number = forum.post()
    forum.write(translations.want_drafts, number, 1, ("fr",), NOW)
    book = forum.read(redactions.last)
    done = {"mail": 1, "places": 1}
    forum.write(decisions.remember, forum.list_id, 7, 3, "redact", NOW, "", done)
    made = said(number, text="Amina", **MACHINE, id=1)
    with pytest.raises(LookAgainError):
        forum.write(redactions.unless_since, book, translations.drafted, made, NOW)
    assert wanted(forum) == (number, "fr")


@pytest.mark.parametrize("verb", ["recall", "refuse"])
def test_a_draft_of_a_post_that_was_taken_back_comes_to_nothing(forum: Forum, verb: str) -> None:
    number = forum.post("out" if verb == "recall" else "approved")
    forum.write(translations.want_drafts, number, 1, ("fr",), NOW)
    asked = forum.read(translations.next_draft)
    if verb == "recall":
        forum.write(recalls.recall, number, 3, NOW)
    else:
        since = frozenset({State.APPROVED})
        ruling = Ruling(number, 0, 3, "refuse", state=State.REFUSED, since=since)
        forum.write(rulings.rule, ruling, NOW)
    assert wanted(forum) is None
    before = forum.events(number)
    forum.write(translations.drafted, said(number, **MACHINE, id=asked.id), NOW)
    assert shown(forum, number) == []
    assert forum.events(number) == before


# --- waiting --------------------------------------------------------------------------------------


def test_only_an_approved_post_waits(forum: Forum) -> None:
    waits, out = forum.post(), forum.post("out")
    for number in (waits, out):
        forum.write(translations.wait, number, NOW + HOUR, NOW)
    posts = [forum.read(spool.post, number) for number in (waits, out)]
    assert [one.translating for one in posts] == [NOW + HOUR, None]


def test_it_waits_no_longer_when_no_program_is_at_it(forum: Forum) -> None:
    number = forum.post()
    forum.write(translations.wait, number, NOW + HOUR, NOW)
    forum.write(translations.want_drafts, number, 1, ("fr",), NOW)
    forum.write(translations.wait_no_longer, number, NOW)
    assert forum.read(spool.post, number).translating == NOW + HOUR
    forum.write(translations.want_no_drafts, number)
    forum.write(translations.wait_no_longer, number, NOW)
    assert forum.read(spool.post, number).translating == 0


# --- who wants, and who forbids -------------------------------------------------------------------


def test_languages_of_those_who_want_drafts(forum: Forum) -> None:
    def wish(db: Db) -> None:
        persons.set_own(db, 2, "translation", "machine", NOW)
        db.execute('UPDATE person SET languages = \'["fr", "en"]\' WHERE id IN (2, 3)')

    forum.write(wish)
    assert forum.read(translations.machine_readers, forum.list_id) == (("fr", "en"),)
    forum.write(lambda db: db.execute("UPDATE member SET delivery = 'none'"))
    assert forum.read(translations.machine_readers, forum.list_id) == ()


def test_an_author_forbids_programs(forum: Forum) -> None:
    number, nobodys = forum.post(), forum.post(person=0)
    assert forum.read(translations.may_be_drafted, number)
    forum.write(persons.set_own, 1, "machine", False, NOW)
    assert not forum.read(translations.may_be_drafted, number)
    assert forum.read(translations.may_be_drafted, nobodys)
