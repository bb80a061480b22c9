"""Digests in the reader's language: each item in her best translation, and what came later.

Golden files in tests/golden/digests are for reading aloud; `GOLDEN=write` writes them anew.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.digests.collect import strands
from listserv.digests.compose import Form, compose_digest
from listserv.digests.kinds import compose_condolences, compose_notices, notices
from listserv.digests.readers import Edition, choose
from listserv.digests.said import Now, came_later, topic_in
from listserv.digests.translations import Later
from listserv.model import DeliveryMode, Member, Person, Post, Sort
from listserv.model.translations import Manner, Translation, Wish, best
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words
from listserv.text import items
from listserv.text.layout import NARROW, columns
from tests.pure.test_digest_compose import DAY, GOLDEN, HIFA, NOW, POSTS, SITE, answer
from tests.pure.test_digest_kinds import EARLIER, FRESH, MONDAY, sealed
from tests.support.digested import TOPICS, draft, human, of_day, short

OLD = (
    replace(POSTS[0], number=790, thread=790, topic="Oxygen: who repairs the concentrators?"),
    replace(POSTS[2], number=795, thread=795, topic="Bed nets", language="en"),
)


def later(language: str) -> tuple[Now, ...]:
    made = {
        790: human(790, language, "…", "" if language == "en" else TOPICS[language]),
        795: human(795, language, "…"),
    }
    return came_later(OLD, made)


def made(
    form: Form,
    language: str,
    shown: Mapping[int, Translation] | None = None,
    posts: Sequence[Post] = POSTS,
    news: Sequence[Now] = (),
) -> tuple[str, str]:
    shown = of_day(language) if shown is None else shown
    gathered = strands(posts, answer, shown=shown)
    return compose_digest(form, gathered, HIFA, SITE, DAY, words(language), news)


def whole(subject: str, text: str) -> str:
    return f"Subject: {subject}\n\n{text}"


def golden(name: str, language: str, said: str) -> str:
    """What its golden file holds; written anew from what is `said` where that is asked for."""
    path = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(said, encoding="utf-8")
    return path.read_text(encoding="utf-8")


# --- how it reads ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("form", Form)
def test_a_day_in_translation_reads_as_its_golden_file(form: Form, language: str) -> None:
    said = whole(*made(form, language, news=later(language)))
    assert said == golden(f"{form}-translated", language, said)


@pytest.mark.parametrize("language", COMPLETE)
def test_translations_alone_read_as_their_golden_file(language: str) -> None:
    said = whole(*made(Form.FULL, language, {}, (), later(language)))
    assert said == golden("later", language, said)


@pytest.mark.parametrize("language", COMPLETE)
def test_notices_in_translation_read_as_their_golden_file(language: str) -> None:
    shown = of_day(language) | {790: human(790, language, "…", TOPICS.get(language, ""))}
    shown = {n: one for n, one in shown.items() if n in (790, 811, 812)}
    fresh, standing = (notices(some, answer, HIFA, shown) for some in (FRESH, EARLIER))
    said = whole(*compose_notices(fresh, standing, HIFA, SITE, MONDAY, words(language)))
    assert said == golden("notices-translated", language, said)


@pytest.mark.parametrize("language", COMPLETE)
def test_a_condolence_is_read_in_translation(language: str) -> None:
    number = 812 if language == "en" else 811
    shown = {number: replace(of_day(language)[number], topic="")}
    posts = [replace(one, thread=700) for one in POSTS[:2]]
    (strand,) = strands(posts, answer, profiles=False, shown=shown)
    _, text = compose_condolences("Dr Otieno", strand.items, HIFA, SITE, words(language))
    assert shown[number].text in text
    assert "Marie Ndiaye" in text


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("form", Form)
def test_indexes_fit_a_phone(form: Form, language: str) -> None:
    text = made(form, language, news=later(language))[1]
    rows = [line for line in text.split("\n") if line.startswith(" ")]
    assert len(rows) >= len(POSTS) + len(OLD)
    assert all(columns(line) <= NARROW for line in rows)


def test_a_persons_text_stands_in_place_of_the_original_and_says_how_to_get_it() -> None:
    text = made(Form.FULL, "fr")[1]
    item = text.partition("\n811 Amina")[2].partition("\n813 Peter")[0]
    assert "Traduit par Marie Ndiaye." in item
    assert "Nous comptons chaque lundi" in item
    assert "We count every Monday" not in text
    assert "écrivez «\u00a0recevoir 811 en\u00a0» à hifa-request@lists.example.org" in item
    assert "Amina Kamau is a pharmacist" in item, "her profile stays below"


def test_an_abstract_stands_above_the_original() -> None:
    item = made(Form.FULL, "fr")[1].partition("\n813 Peter")[2].partition("\n815 Amina")[0]
    order = ("En bref", "Lire les chiffres", "L'original (anglais)", "We read the figures aloud")
    places = [item.index(one) for one in order]
    assert places == sorted(places)


def test_a_programs_draft_stands_below_the_original_with_its_label() -> None:
    item = made(Form.FULL, "fr")[1].partition("\n815 Amina")[2].partition("-----")[0]
    order = ("We shall try it", "Traduction automatique, non relue.", "Nous l'essaierons")
    places = [item.index(one) for one in order]
    assert places == sorted(places)


def test_a_programs_words_never_stand_without_their_label() -> None:
    """In an index and in a list of titles there is no room for it."""
    robot = replace(draft(811, "fr", "Nous comptons lundi."), topic="Cartes de provision")
    text = made(Form.TITLES, "fr", {811: robot})[1]
    assert "Nous comptons" not in text and "We count every Monday" in text
    for form in Form:
        assert "Cartes de provision" not in made(form, "fr", {811: robot})[1]
    assert "Traduits" not in text


def test_titles_say_which_are_translated() -> None:
    text = made(Form.TITLES, "fr")[1]
    assert "Traduits\u00a0: 811, 813\n" in text
    assert "Nous comptons chaque lundi, mais le district ne répond jamais." in text
    assert "Traduits" not in made(Form.TITLES, "fr", {})[1]


def test_a_thread_is_called_as_its_first_translated_item_calls_it() -> None:
    shown = {
        813: human(813, "fr", "…", "Fiches"),
        815: human(815, "fr", "…", "Autre nom"),
        814: short(814, "fr", "…"),
    }
    text = made(Form.FULL, "fr", shown)[1]
    assert text.startswith("Fiches\n 811 Amina Kamau")
    assert "Autre nom" not in text
    assert "Supervisión por radio" in text, "two lines have no title of their own"


def test_a_planned_discussion_keeps_its_prefix() -> None:
    one = replace(POSTS[0], topic="QUALITY (138) Costs")
    assert topic_in([one], {811: human(811, "fr", "…", "Coûts")}).startswith("QUALITY")


def test_live_tokens_in_a_translation_do_not_go_out() -> None:
    token = "hifa-leave+abcdefghijklmnopqrstuvwxyz23@lists.example.org"
    shown = {811: human(811, "fr", f"Voir {token}", f"Fiche {token}", translator=token)}
    for form in Form:
        assert token not in "".join(made(form, "fr", shown))


def test_the_size_is_that_of_what_stands_there() -> None:
    long = replace(POSTS[0], text="x" * 5000)
    index = made(Form.FULL, "fr", {811: human(811, "fr", "bref")}, [long])[1].split("-----")[0]
    assert "Ko" not in index
    index = made(Form.FULL, "fr", {811: draft(811, "fr", "y" * 3000)}, [long])[1].split("-----")[0]
    assert "8 Ko" in index


# --- taken back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", Form)
def test_a_translation_goes_with_its_post(form: Form) -> None:
    text = sealed(made(form, "fr", news=later("fr"))[1])
    left = items.without(text, {811}, "[retiré]")
    assert (text.count("Nous comptons"), left.count("Nous comptons")) == (1, 0)
    assert left.count("[retiré]") == 1
    assert left.count("Lire les chiffres") == text.count("Lire les chiffres") == 1


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("gone", [815, 4711])
def test_what_came_later_stays_readable_when_a_post_goes(form: Form, gone: int) -> None:
    """The line that says how to read one stood in the place of a first sentence."""
    text = sealed(made(form, "fr", news=later("fr"))[1])
    left = items.without(text, {gone}, "[retiré]")
    assert "écrivez «\u00a0recevoir 790 fr\u00a0» à hifa-request@lists.example.org" in left
    assert "Désormais en français" in left


@pytest.mark.parametrize("posts", [POSTS, ()])
@pytest.mark.parametrize("form", Form)
def test_the_line_of_a_post_that_came_later_says_that_it_was_taken_back(
    form: Form, posts: Sequence[Post]
) -> None:
    """Title and author went on to leave with each copy that waited. Undone, they stand again."""
    text = sealed(made(form, "fr", posts=posts, news=later("fr"))[1])
    row = " 790 Des fiches de stock que personne\n  ne lit\n  Amina Kamau\n"
    assert row in text
    left = items.without(text, {790}, "[retiré]")
    assert left == text.replace(row, " 790 [retiré]\n")
    assert items.without(left, {790}, "[retiré]") == left
    both = items.without(text, {790, 795}, "[retiré]")
    assert " 790 [retiré]\n 795 [retiré]\n\n" in both
    assert "Bed nets\n  Peter" not in both


def test_an_earlier_notice_that_is_taken_back_is_named_no_more() -> None:
    fresh, standing = (notices(some, answer, HIFA, {}) for some in (FRESH, EARLIER))
    text = sealed(compose_notices(fresh, standing, HIFA, SITE, MONDAY, words("en"))[1])
    row = " 790 A week of midwives (until 28\n  February)\n"
    assert items.without(text, {790}, "[taken back]") == text.replace(row, " 790 [taken back]\n")


# --- from right to left ---------------------------------------------------------------------------


def test_latin_names_in_arabic_lines_are_set_apart() -> None:
    """Each opened isolate is closed on its own line, and no address or number is inside of one."""
    text = made(Form.FULL, "ar", news=later("ar"))[1]
    assert "\u2068Marie Ndiaye\u2069" in text
    for line in text.split("\n"):
        assert line.count("\u2068") == line.count("\u2069"), line
    for word in text.split():
        if "@" in word or "://" in word:
            assert not any(unicodedata.category(letter) == "Cf" for letter in word), word


# --- who gets which -------------------------------------------------------------------------------


def reader(n: int, mode: DeliveryMode, *reads: str, wish: str = Wish.HUMAN) -> Member:
    person = Person(n, f"r{n}@example.org", languages=reads, translation=wish)
    return Member(person, 7, mode)


DAILY, TITLES, EACH = DeliveryMode.DAILY, DeliveryMode.TITLES, DeliveryMode.EACH
KNOWN = {
    811: [human(811, "fr", "…"), human(811, "es", "…", id=8111), draft(811, "pt", "…")],
    812: [human(812, "en", "…")],
}
SPOKEN = [replace(one, language="fr" if one.number == 812 else "en") for one in POSTS]


def chosen(
    *readers: Member, known: Mapping[int, Sequence[Translation]] = KNOWN, **more: object
) -> tuple[list[Edition], list[int]]:
    posts = more.pop("posts", SPOKEN)
    editions, copies = choose(readers, {}, posts, "daily", NOW, known=known, **more)  # type: ignore[arg-type]
    return editions, [copy.rendition for copy in copies]


def test_who_sees_the_same_shares_one_composition() -> None:
    editions, got = chosen(
        reader(1, DAILY, "fr"),
        reader(2, DAILY, "fr", "sw"),
        reader(3, DAILY, "fr", "en"),  # reads 811 as it is
        reader(4, DAILY, "en"),
        reader(5, DAILY, "en", "fr"),
        reader(6, DAILY, "fr", wish=Wish.OFF),
        reader(7, DAILY, "en", wish=Wish.OFF),
    )
    assert [(one.language, one.shown) for one in editions] == [
        ("fr", (8110,)),
        ("fr", ()),
        ("en", (8120,)),
        ("en", ()),
    ]
    assert got == [0, 0, 1, 2, 3, 1, 3]


def test_a_programs_draft_is_for_who_asked_and_in_no_list_of_titles() -> None:
    editions, got = chosen(
        reader(1, DAILY, "pt"),
        reader(2, DAILY, "pt", wish=Wish.MACHINE),
        reader(3, TITLES, "pt"),
        reader(4, TITLES, "pt", wish=Wish.MACHINE),
    )
    assert [(one.form, one.shown) for one in editions] == [
        (Form.FULL, ()),
        (Form.FULL, (8112,)),
        (Form.TITLES, ()),
    ]
    assert got == [0, 1, 2, 2]


def test_a_refused_draft_is_for_nobody() -> None:
    refused = {811: [draft(811, "pt", "…", refused="number")]}
    editions, _ = chosen(reader(1, DAILY, "pt", wish=Wish.MACHINE), known=refused)
    assert editions[0].shown == ()


def test_earlier_notices_are_named_in_translation_too() -> None:
    standing = [replace(OLD[0], kind=Sort.EVENT, language="en")]
    editions, _ = choose(
        [reader(1, EACH, "fr")],
        {},
        SPOKEN[:1],
        "notices",
        NOW,
        standing=standing,
        known={790: [human(790, "fr", "…", "Oxygène")]},
    )
    assert editions[0].shown == (7900,)


NEWS = [
    Later(replace(OLD[0], language="en"), "fr", NOW - 50),
    Later(replace(OLD[1], language="en"), "fr", NOW - 90_000, fresh=False),
]
NEWS_KNOWN = {n: [human(n, "fr", "…")] for n in (790, 795)}


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (reader(1, DAILY, "fr"), (7900,)),
        (reader(1, DAILY, "fr", "en"), None),
        (reader(1, DAILY, "es"), None),
        (reader(1, DAILY, "fr", wish=Wish.OFF), None),
        (reader(1, TITLES, "fr"), None),
        (reader(1, EACH, "fr"), None),
        (reader(1, DeliveryMode.NONE, "fr"), None),
        (replace(reader(1, DAILY, "fr"), paused=NOW - 60, paused_until=NOW - 40), None),
    ],
)
def test_translations_alone_go_to_who_reads_them(who: Member, told: tuple[int, ...] | None) -> None:
    """And never to who asked for titles only: each mail costs her."""
    editions, got = chosen(who, known=NEWS_KNOWN, posts=[], later=NEWS)
    assert [one.later for one in editions] == ([] if told is None else [told])
    assert len(got) == (told is not None)


def test_titles_tell_of_them_with_the_next_titles() -> None:
    """Also of those that came on days without titles, which readers of whole digests know of."""
    editions, _ = chosen(
        reader(1, TITLES, "fr"), reader(2, DAILY, "fr"), known=NEWS_KNOWN, later=NEWS
    )
    assert [(one.form, one.later) for one in editions] == [
        (Form.TITLES, (7900, 7950)),
        (Form.FULL, (7900,)),
    ]


def test_who_does_not_want_a_thread_is_not_told_of_it() -> None:
    editions, _ = chosen(
        reader(1, DAILY, "fr"),
        known=NEWS_KNOWN,
        posts=[],
        later=NEWS,
        filters={1: [("mute", "790")]},
    )
    assert editions == []


def test_she_is_told_in_the_mode_of_that_time() -> None:
    """Who went over to a digest a week after it was made is told by that one, and only once."""
    changes = {1: [(NOW - 10, DAILY)]}
    one = reader(1, DeliveryMode.WEEKLY, "fr")
    got = {}
    for period in ("daily", "weekly"):
        editions, _ = choose([one], changes, [], period, NOW, known=NEWS_KNOWN, later=NEWS[:1])
        got[period] = [edition.later for edition in editions]
    assert got == {"daily": [(7900,)], "weekly": []}


LANGUAGES = ("en", "fr", "es", "sw")


@given(st.data())
def test_each_reader_is_shown_what_is_best_for_her(data: st.DataObject) -> None:
    """Whatever is known of the posts, and whoever shares her edition."""
    manners = st.sampled_from(list(Manner))
    known: dict[int, list[Translation]] = {}
    for post in SPOKEN:
        kinds = data.draw(
            st.sets(st.tuples(manners, st.sampled_from(LANGUAGES)), max_size=4), label="kinds"
        )
        known[post.number] = [
            replace(human(post.number, language, "…"), manner=manner, id=post.number * 100 + n)
            for n, (manner, language) in enumerate(sorted(kinds))
        ]
    readers = [
        reader(
            n,
            DAILY,
            *data.draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True)),
            wish=data.draw(st.sampled_from(list(Wish))),
        )
        for n in range(1, 6)
    ]
    editions, got = chosen(*readers, known=known)
    for one, place in zip(readers, got, strict=True):
        person = one.person
        expected = [
            best(person.languages, person.translation, post.spoken, known[post.number])
            for post in SPOKEN
        ]
        assert editions[place].shown == tuple(made.id for made in expected if made)
