"""The archive in its readers' languages: translations on a post's page, threads in other languages.

Golden files in tests/golden/pages are for looking at; `GOLDEN=write` writes them anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

import pytest

from listserv.archive import tongues
from listserv.archive.pages import Pages
from listserv.archive.views import Face, direction
from listserv.model import Post
from listserv.model.translations import Manner, Translation
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words
from tests.pure.test_pages import GOLDEN, long_thread, packed, pages
from tests.support.archived_forum import (
    BITAQAT,
    FICHES,
    LIST,
    SITE,
    SUMMARY,
    THREAD,
    TRANSLATIONS,
)
from tests.support.html_check import Page

EVIL = '"><script>alert(1)</script>'


def threads(language: str = "en", **policy: object) -> dict[str, str]:
    return pages(language, **policy).thread(THREAD, [SUMMARY], TRANSLATIONS)


def post_page(language: str = "en", number: int = 811) -> str:
    one = next(post for post in THREAD if post.number == number)
    return pages(language).post(one, None, 1, TRANSLATIONS[number])


def article(html: str, number: int) -> str:
    return html.partition(f'<article id="p{number}">')[2].partition("</article>")[0]


@pytest.mark.parametrize(
    "name", ["post-translated", "post-in-french", "thread.fr", "thread.ar", "thread-in-french"]
)
def test_golden_pages(name: str) -> None:
    made = {
        "post-translated": post_page(),
        "post-in-french": post_page("fr"),
        "thread-in-french": threads("fr")["t/811.html"],
        "thread.fr": threads()["t/811.fr.html"],
        "thread.ar": threads()["t/811.ar.html"],
    }[name]
    path = GOLDEN / f"{name}.html"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


# --- a post's own page ----------------------------------------------------------------------------


def test_a_post_shows_the_original_then_people_then_programs() -> None:
    html = post_page()
    order = ("Dear colleagues", "الزملاء", "Chères et chers", "<details", "Estimados colegas")
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert "Nunca mostrar isto" not in html, "what the gate refused is shown to nobody"


def test_each_text_says_its_language_its_direction_its_translator_and_its_day() -> None:
    html = post_page()
    french = html.partition('<section id="fr">')[2].partition("</section>")[0]
    assert '<h2 lang="fr">' in french
    assert "3 November 2026 · Translated by Awa Diop." in french
    assert '<div class="text" lang="fr">' in french
    arabic = html.partition('<section id="ar">')[2].partition("</section>")[0]
    assert '<h2 lang="ar" dir="rtl">' in arabic
    assert '<div class="text" lang="ar" dir="rtl">' in arabic


def test_in_the_lists_own_language_a_post_is_read_in_what_people_made_of_it() -> None:
    html = post_page("fr")
    assert f'<h1 dir="auto">{FICHES}</h1>' in html.replace("&#39;", "'")
    assert "· n° 811" in html
    order = (
        "3 novembre 2026 · Traduit par Awa Diop.",
        '<div id="fr" class="text" lang="fr">',
        "Chères et chers",
        "<summary>L&#39;original (anglais)\u00a0:</summary>",
        '<div id="en" class="text" lang="en">',
        "Dear colleagues",
        '<section id="ar">',
        '<div id="es" class="text" lang="es">',
    )
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert html.count("Chères et chers") == 1
    assert '<a href="#en" lang="en" hreflang="en">English</a>' in html
    assert 'href="#fr"' not in html


def test_an_abstract_in_the_lists_own_language_stands_above_an_open_original() -> None:
    html = post_page("fr", 812)
    order = ("En bref, par Awa Diop", "Peter suspend", "L&#39;original (anglais)", "Dear Amina")
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert '<div id="en" class="text" lang="en">' in html and "<details" not in html


def test_a_planned_discussion_keeps_its_prefix_and_its_count_in_every_language() -> None:
    first = replace(THREAD[0], topic="QUALITY (112) Costs")
    known = [replace(TRANSLATIONS[811][0], topic="Coûts")]
    made = pages("fr")
    for html in (
        made.post(first, None, 1, known),
        made.thread([first], (), {811: known})["t/811.html"],
    ):
        assert '<h1 dir="auto">QUALITY (112) Coûts</h1>' in html
        assert "subject=Re%3A%20QUALITY%20%28112%29%20Costs" in html, "else it is no answer"


def test_a_programs_draft_is_folded_below_its_label() -> None:
    draft = post_page().partition("<details")[2].partition("</details>")[0]
    label = "Machine translation, not checked. For doses and figures read the original."
    assert label in draft.partition("<summary>")[2].partition("</summary>")[0]
    assert '<div id="es" class="text" lang="es">' in draft


def test_each_language_has_one_place_on_the_page() -> None:
    """An abstract and a letter in one language: the letter has the name."""
    two = [*TRANSLATIONS[812], replace(TRANSLATIONS[812][0], manner=Manner.HUMAN, text="Cher …")]
    html = pages().post(THREAD[1], None, 1, two)
    assert not Page(html).problems
    assert html.count('id="fr"') == 1
    assert html.index('id="fr"') < html.index("Cher …") < html.index("Peter suspend")


def test_the_permanent_link_is_one_for_all_languages() -> None:
    links = {
        language: post_page(language).partition('<span dir="ltr">')[2][:80]
        for language in ("en", "fr", "ar")
    }
    assert len(set(links.values())) == 1


@pytest.mark.parametrize("language", COMPLETE)
def test_pages_with_translations_are_sound(language: str) -> None:
    found = {"post": post_page(language), **threads(language)}
    for path, html in found.items():
        page = Page(html)
        assert not page.problems, (path, page.problems)
        assert "%(" not in html
        assert "amina@example.org" not in html, path


def test_hostile_translations_are_text() -> None:
    evil = Translation(*(811, 1, "fr", Manner.HUMAN, EVIL, EVIL), translator=EVIL, made=1.0, id=1)
    known = {811: [evil, replace(evil, manner=Manner.MACHINE, language=EVIL)]}
    made = pages()
    for html in (
        made.post(THREAD[0], None, 1, known[811]),
        *made.thread(THREAD, (), known).values(),
    ):
        assert not Page(html).problems
        assert "<script" not in html


# --- a thread in other languages ------------------------------------------------------------------


def test_a_thread_has_a_page_in_each_language_that_people_put_it_into() -> None:
    """Not in a program's, nor in one that the site does not speak; nor a second in the list's."""
    assert list(threads()) == ["t/811.html", "t/811.ar.html", "t/811.fr.html"]
    assert list(pages().thread(THREAD, [SUMMARY])) == ["t/811.html"]
    machine = {811: [replace(TRANSLATIONS[811][0], manner=Manner.MACHINE)]}
    assert list(pages().thread(THREAD, (), machine)) == ["t/811.html"]
    assert list(threads("fr")) == ["t/811.html", "t/811.ar.html", "t/811.en.html"]


def test_the_page_without_translations_is_as_it_was() -> None:
    assert pages().thread(THREAD, [SUMMARY], {}) == pages().thread(THREAD, [SUMMARY])
    assert "canonical" not in pages().thread(THREAD)["t/811.html"]


@pytest.mark.parametrize(
    ("path", "head", "title"),
    [
        ("t/811.html", '<html lang="en">', THREAD[0].topic),
        ("t/811.fr.html", '<html lang="fr">', FICHES),
        ("t/811.ar.html", '<html lang="ar" dir="rtl">', BITAQAT),
    ],
)
def test_each_page_is_in_its_language(path: str, head: str, title: str) -> None:
    html = threads()[path]
    assert head in html
    assert f'<h1 dir="auto">{title}</h1>' in html.replace("&#39;", "'")


def test_all_pages_of_a_thread_name_one_another() -> None:
    base = "https://lists.example.org/archive/hw-en/t/811"
    alternates = [
        f'<link rel="alternate" hreflang="x-default" href="{base}.html">',
        f'<link rel="alternate" hreflang="en" href="{base}.html">',
        f'<link rel="alternate" hreflang="ar" href="{base}.ar.html">',
        f'<link rel="alternate" hreflang="fr" href="{base}.fr.html">',
    ]
    for path, html in threads().items():
        found = [line for line in html.split("\n") if "canonical" in line or "altern" in line]
        own = f"https://lists.example.org/archive/hw-en/{path}"
        assert found == [f'<link rel="canonical" href="{own}">', *alternates], "none is left out"
    french = threads()["t/811.fr.html"]
    assert '<a href="811.html" lang="en" hreflang="en">English</a>' in french
    assert '<a href="811.ar.html" lang="ar" hreflang="ar" dir="rtl">العربية</a>' in french
    assert 'href="811.fr.html" lang' not in french, "not to itself"


def test_without_an_address_on_the_web_links_are_relative() -> None:
    """A folder on a USB stick is an archive too."""
    made = Pages(replace(SITE, archive_url=""), LIST, words("en"))
    html = made.thread(THREAD, (), TRANSLATIONS)["t/811.fr.html"]
    assert '<link rel="alternate" hreflang="ar" href="811.ar.html">' in html


def test_a_post_is_shown_in_what_people_made_of_it_else_as_it_was_written() -> None:
    french = threads()["t/811.fr.html"]
    letter, short = article(french, 811), article(french, 812)
    assert "Traduit par Awa Diop." in letter and "Dear colleagues" not in letter
    assert '<div class="text" lang="fr">' in letter
    assert "L&#39;original (anglais)\u00a0: <a href=" in letter
    assert (
        short.index("Peter suspend")
        < short.index("L&#39;original (anglais)")
        < short.index("Dear Amina")
    )
    assert '<div class="text">\n<p>Bonjour' in article(french, 813), "written in French"
    assert '<div class="text" lang="es">' in article(french, 816), "in Spanish, and marked so"
    assert "Estimados colegas: en nuestro" not in french, "no program's word is passed off"


def test_dates_and_numbers_are_in_the_language_of_the_page() -> None:
    html = threads()["t/811.ar.html"]
    assert "3 نوفمبر 2026" in html and "November" not in html
    assert "<bdi>Peter Okello</bdi>" in html


def test_on_the_lists_own_page_a_foreign_post_has_its_original_folded_below() -> None:
    html = article(threads()["t/811.html"], 813)
    order = (
        "Translated by Joan Mwangi.",
        "Here in Tambacounda",
        "<summary>The original (French):</summary>",
        '<div class="text" lang="fr">',
        "Bonjour",
    )
    places = [html.index(one) for one in order]
    assert places == sorted(places)


def test_what_the_lists_own_page_folds_has_a_page_in_its_own_language() -> None:
    """Not what it shows as it was written: a draft or two lines fold nothing."""
    opening = THREAD[:1]
    french = TRANSLATIONS[811][0]
    found = pages("fr").thread(opening, (), {811: [french]})
    assert list(found) == ["t/811.html", "t/811.en.html"]
    english = article(found["t/811.en.html"], 811)
    assert "Dear colleagues" in english and "Chères" not in english
    assert '<h1 dir="auto">Stock cards that people really fill in</h1>' in found["t/811.en.html"]
    assert 'hreflang="fr" href="https://lists.example.org/archive/hw-en/t/811.html"' in "".join(
        found.values()
    )
    for manner in (Manner.ABSTRACT, Manner.MACHINE):
        known = {811: [replace(french, manner=manner)]}
        assert list(pages("fr").thread(opening, (), known)) == ["t/811.html"]


def test_the_list_speaks_another_language_than_its_pages_can() -> None:
    """The frame is English then; that alone puts no English before what a Swahili list says."""
    first = replace(THREAD[0], language="sw", text="Wenzangu wapendwa", topic="Kadi")
    known = [replace(TRANSLATIONS[811][0], language="en", text="Dear all", topic="Cards")]
    made = Pages(SITE, replace(LIST, policy=replace(LIST.policy, language="sw")), words("sw"))
    page = made.post(first, None, 1, known)
    assert '<html lang="en">' in page and '<h1 lang="sw" dir="auto">Kadi</h1>' in page
    assert page.index("Wenzangu") < page.index('<section id="en">') < page.index("Dear all")
    thread = made.thread([first], (), {811: known})
    assert list(thread) == ["t/811.html"] and '<h1 lang="sw"' in thread["t/811.html"]
    assert "Wenzangu" in thread["t/811.html"] and 'html#en" lang="en"' in thread["t/811.html"]
    english = replace(first, language="en")
    swahili = made.post(english, None, 1, [replace(known[0], language="sw", topic="Kadi zetu")])
    assert '<h1 lang="sw" dir="auto">Kadi zetu</h1>' in swahili
    assert '<div id="sw" class="text" lang="sw">' in swahili


def test_the_original_that_a_post_page_folds_is_opened_by_the_link_to_it() -> None:
    arabic = article(threads("fr")["t/811.ar.html"], 811)
    assert f'<a href="../m/{THREAD[0].permalink}.html#en">' in arabic
    arabic = article(threads()["t/811.ar.html"], 811)
    assert f'<a href="../m/{THREAD[0].permalink}.html">' in arabic


def test_a_language_without_a_page_is_named_at_the_post() -> None:
    for html in threads().values():
        assert '#sw" lang="sw" hreflang="sw"' in article(html, 815)


def test_an_answer_keeps_the_subject_of_the_original() -> None:
    """Else it would begin a thread of its own."""
    for html in threads().values():
        assert "subject=Re%3A%20Stock%20cards%20that%20people%20really" in html


def test_a_changed_subject_is_shown_once_in_its_own_words() -> None:
    pencils = replace(THREAD[1], topic="Pencils")
    crayons = replace(TRANSLATIONS[811][0], number=812, topic="Crayons")
    known = {**TRANSLATIONS, 812: [crayons]}
    found = pages().thread([THREAD[0], pencils], (), known)
    assert re.findall("<h3[^>]*>(.*)</h3>", found["t/811.fr.html"]) == ["Crayons"]
    assert re.findall("<h3[^>]*>(.*)</h3>", found["t/811.html"]) == ["Pencils"]


def test_long_threads_have_the_same_sheets_in_every_language() -> None:
    posts = long_thread(201)
    known = {150: [replace(TRANSLATIONS[811][0], number=150)]}
    found = pages().thread(posts, (), known)
    names = ("1", "1-2", "1-3")
    assert set(found) == {
        *(f"t/{name}.html" for name in names),
        *(f"t/{name}.fr.html" for name in names),
    }
    second = found["t/1-2.fr.html"]
    assert (
        'hreflang="x-default" href="https://lists.example.org/archive/hw-en/t/1-2.html"' in second
    )
    assert '<a href="1.fr.html#p100">' in second, "an answer to the sheet before"
    assert '<a href="1-2.html" lang="en"' in second
    assert 'rel="prev" href="1.fr.html"' in second


def test_the_title_of_a_summary_says_its_language() -> None:
    html = pages().summary(replace(SUMMARY, language="ar", title=BITAQAT), "")
    assert f'<h1 lang="ar" dir="auto">{BITAQAT}</h1>' in html


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("fr", "Français"),
        ("ar", "العربية"),
        ("sw", "Kiswahili"),
        ("pt_BR", "Português"),
        ("x", "x"),
    ],
)
def test_a_language_is_named_in_its_own_words(code: str, name: str) -> None:
    assert tongues.autonym(code) == name


def test_search_engines_stay_out_of_members_archives_in_every_language() -> None:
    for html in threads(archive="members").values():
        assert 'content="noindex"' in html
    for html in threads().values():
        assert "noindex" not in html


def test_a_page_in_another_language_weighs_what_its_words_weigh() -> None:
    def bare(one: Post) -> str:
        made = tongues.by_people(one, TRANSLATIONS, "fr")
        return f"{one.author}\n{made.text if made else one.text}"

    words_ = packed("\n".join(map(bare, THREAD)))
    assert packed(threads()["t/811.fr.html"]) <= 1.3 * words_ + 2600


def test_direction_of_a_face() -> None:
    assert [direction(one) for one in ("ar", "fr", "")] == ["rtl", "ltr", "auto"]
    assert Face(words("ar"), "UTC").foreign("ar") == ""
