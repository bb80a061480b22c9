"""Pages and letters in another language than their posts', in a real browser: above all in Arabic.

LISTSERV_SCREENSHOTS=FOLDER keeps what was seen.
"""

from __future__ import annotations

import html
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from listserv.archive.pages import Pages, stylesheet
from listserv.digests.compose import Form
from listserv.press.speech import words
from listserv.text.permalink import post_page
from tests.pure.test_digest_translations import later, made
from tests.support.archived_forum import FICHES, LIST, SITE, SUMMARY, THREAD, TRANSLATIONS, write

POST = f"hw-en/{post_page(THREAD[0].permalink)}"
FORUM = f"hw-fr/{post_page(THREAD[0].permalink)}"
KINDS = {
    "post": POST,
    "arabic": "hw-en/t/811.ar.html",
    "french": "hw-en/t/811.fr.html",
    "forum": "hw-fr/t/811.html",
    "forum-post": FORUM,
}
DIRECTION = "selector => getComputedStyle(document.querySelector(selector)).direction"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.chromium,
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The discussion in its three languages, and the pages of its posts; in a French forum too."""
    folder = tmp_path_factory.mktemp("archive")
    files = {"style.css": stylesheet(), "index.html": "<!doctype html><title>site</title>"}
    by_number = {post.number: post for post in THREAD}
    for language in ("en", "fr"):
        policy = replace(LIST.policy, language=language)
        forum = replace(LIST, name=f"hw-{language}", policy=policy)
        pages = Pages(SITE, forum, words(language))
        made = pages.thread(THREAD, [SUMMARY], TRANSLATIONS)
        for post in THREAD:
            known = TRANSLATIONS.get(post.number, ())
            parent = by_number.get(post.parent)
            made[post_page(post.permalink)] = pages.post(post, parent, 1, known)
        files |= {f"{forum.name}/{path}": text for path, text in made.items()}
    return write(folder, files)


def opened(browser: Any, path: Path, width: int) -> Any:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    return page


def kept(page: Any, name: str) -> None:
    if folder := os.environ.get("LISTSERV_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_its_screen(
    browser: Any, archive: Path, kind: str, width: int
) -> None:
    page = opened(browser, archive / KINDS[kind], width)
    kept(page, f"{kind}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_an_arabic_text_below_an_english_original_runs_from_right_to_left(
    browser: Any, archive: Path
) -> None:
    page = opened(browser, archive / POST, 320)
    for selector, expected in (
        ("main", "ltr"),
        ("article .text", "ltr"),
        ("#ar h2", "rtl"),
        ("#ar .text", "rtl"),
        ("#ar .text p", "rtl"),
        ("#fr .text", "ltr"),
    ):
        assert page.evaluate(DIRECTION, selector) == expected, selector
    assert page.get_attribute("#ar .text a", "href") == (
        "https://journal.example/articles/2023-17?lang=en"
    )
    page.close()


def drawn(page: Any, words_: str, selector: str = "#ar .text") -> list[float]:
    """Where the letters of some words stand, from the left."""
    found = page.evaluate(
        """([selector, words]) => {
            const walker = document.createTreeWalker(document.querySelector(selector), 4);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                return [...words].map((_, n) => {
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at + n);
                    range.setEnd(walker.currentNode, at + n + 1);
                    return range.getBoundingClientRect().left;
                });
            }
        }""",
        [selector, words_],
    )
    return list(found)


@pytest.mark.parametrize(
    "words_", ["Amoxicillin", "125 mg/5 ml", "https://journal.example", "amina AT example.org"]
)
def test_a_dose_a_link_and_an_address_in_arabic_are_read_from_the_left(
    browser: Any, archive: Path, words_: str
) -> None:
    """Letter for letter; a dose that reads the other way round is another dose."""
    page = opened(browser, archive / POST, 1280)
    places = drawn(page, words_)
    assert places == sorted(places) and len(set(places)) > 3
    page.close()


def test_a_page_in_arabic_holds_what_is_not_arabic_the_right_way_round(
    browser: Any, archive: Path
) -> None:
    page = opened(browser, archive / KINDS["arabic"], 320)
    for selector, expected in (
        ("html", "rtl"),
        ("h1", "rtl"),
        ("#p811 .text", "rtl"),
        ("#p812 .text", "ltr"),
        ("#p823 .text", "rtl"),
        ("footer a", "ltr"),
    ):
        assert page.evaluate(DIRECTION, selector) == expected, selector
    page.close()


def test_reading_in_another_language_by_links_alone(browser: Any, archive: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((archive / "hw-en/t/811.html").as_uri())
    page.click("main > p.facts a >> text=Français")
    assert page.url.endswith("t/811.fr.html")
    assert page.inner_text("#p811 .text p") == "Chères et chers collègues,"
    page.click("text=L'original (anglais) >> nth=0 >> a")
    assert "/m/" in page.url
    page.click("article p.facts a >> text=العربية")
    assert page.url.endswith("#ar")
    page.click("text=Machine translation, not checked.")
    assert page.is_visible("text=Estimados colegas: en nuestro dispensario")
    page.close()
    context.close()


def test_a_link_to_a_folded_text_opens_it(browser: Any, archive: Path) -> None:
    page = browser.new_page()
    page.goto((archive / POST).as_uri() + "#es")
    assert page.is_visible("#es")
    page.close()


def test_in_a_french_forum_an_english_letter_is_read_in_french(browser: Any, archive: Path) -> None:
    """By links alone; the original is one tap away, and has a page of its own."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((archive / FORUM).as_uri())
    assert page.inner_text("h1") == FICHES
    assert page.is_visible("#fr") and not page.is_visible("#en")
    page.click("text=L'original (anglais)")
    assert page.is_visible("#en >> text=Dear colleagues")
    page.goto((archive / KINDS["forum"]).as_uri())
    letter = "#p811 details .text"
    assert page.is_visible("#p811 >> text=Chères et chers") and not page.is_visible(letter)
    page.click("main > p.facts a >> text=English")
    assert page.url.endswith("t/811.en.html")
    assert page.is_visible("#p811 >> text=Dear colleagues")
    page.goto((archive / "hw-fr/t/811.ar.html").as_uri())
    page.click("#p811 p.facts a[href$='#en']")
    assert page.is_visible("#en"), "the link to an original opens it"
    context.close()


@pytest.mark.parametrize("kind", ["forum", "arabic"])
def test_an_address_stands_on_one_line_of_a_phone(browser: Any, archive: Path, kind: str) -> None:
    page = opened(browser, archive / KINDS[kind], 360)
    heights = page.evaluate(
        "[...document.querySelectorAll('footer a')].map(a => a.getBoundingClientRect().height)"
    )
    assert len(heights) == 2 and max(heights) < 30
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_an_arabic_digest_as_plain_text(browser: Any, width: int) -> None:
    """As mail programs show text: each line in the direction of its first letter."""
    _, text = made(Form.FULL, "ar", news=later("ar"))
    lines = text.split("\n")
    shown = "".join(
        f"<div id=l{n} dir=auto>{html.escape(line) or '<br>'}</div>" for n, line in enumerate(lines)
    )
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(f"<pre style='font:16px sans-serif;white-space:pre-wrap'>{shown}</pre>")
    kept(page, f"digest-{width}")
    label, fetch = (
        "#l" + next(str(n) for n, line in enumerate(lines) if words_ in line)
        for words_ in ("Marie Ndiaye", "811 en")
    )
    assert page.evaluate(DIRECTION, label) == "rtl"
    name = drawn(page, "Marie Ndiaye", label)
    assert name == sorted(name)
    stop = drawn(page, ".", label)
    assert stop[0] < name[0], "the sentence ends at the left of the name"
    if width > 1000:
        for whole in ("811", "hifa-request@lists.example.org"):
            places = drawn(page, whole, fetch)
            assert places == sorted(places), whole
    page.close()
