"""The archive in a real browser, from the folder alone: phones, wide screens, dark, print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from listserv.archive.pages import ListLine, Pages, root, stylesheet
from listserv.press.speech import words
from listserv.text.permalink import post_page, summary_page
from tests.support.archived_forum import LIST, OXYGEN, SITE, SUMMARY, THREAD, line, write

KINDS = {
    "site": "index.html",
    "list": "hw-en/index.html",
    "month": "hw-en/2026-11.html",
    "thread": "hw-en/t/811.html",
    "post": f"hw-en/{post_page(THREAD[3].permalink)}",
    "summary": "hw-en/s/4.html",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.chromium,
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled forum as files."""
    made = Pages(SITE, LIST, words("en"))
    by_number = {post.number: post for post in THREAD + OXYGEN}
    ours = {
        "index.html": made.home([line(THREAD), line(OXYGEN)], [SUMMARY]),
        "2026-11.html": made.month("2026-11", [line(THREAD), line(OXYGEN)]),
        summary_page(SUMMARY.id): made.summary(SUMMARY, THREAD[0].topic),
        **made.thread(THREAD, [SUMMARY]),
        **made.thread(OXYGEN),
    }
    for post in by_number.values():
        ours[post_page(post.permalink)] = made.post(post, by_number.get(post.parent), 1)
    listed = [ListLine(LIST, len(by_number), OXYGEN[-1].sent)]
    files = {f"hw-en/{path}": text for path, text in ours.items()}
    files |= {"index.html": root(SITE, listed, words("en")), "style.css": stylesheet()}
    folder = tmp_path_factory.mktemp("archive")
    return write(folder, files)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_no_page_is_wider_than_its_screen(
    browser: Any, archive: Path, kind: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((archive / KINDS[kind]).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(asked) == 2, "the page and the stylesheet, nothing else"
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "17px"
    page.close()


def test_reading_by_links_alone(browser: Any, archive: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((archive / "index.html").as_uri())
    page.click("text=Health workers in English")
    page.click("text=Stock cards that people really fill in")
    page.click("nav ~ main details a >> text=João Baptista Machava")
    assert page.url.endswith("t/811.html#p826")
    page.click("#p826 time")
    assert "/m/" in page.url
    page.click("text=The whole discussion")
    assert page.url.endswith("t/811.html#p826")
    page.click("text=Stock cards: experiences from six countries")
    assert page.inner_text("h1") == "Stock cards: experiences from six countries"
    context.close()


def test_arabic_runs_from_right_to_left(browser: Any, archive: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((archive / KINDS["thread"]).as_uri())
    style = "getComputedStyle(document.querySelector('#p823 .text')).direction"
    assert page.evaluate(style) == "rtl"
    page.close()


def test_an_arabic_archive_runs_from_right_to_left(browser: Any) -> None:
    """The whole page, on a phone; what is Latin in it keeps its own direction."""
    made = Pages(SITE, LIST, words("ar")).thread(THREAD, [SUMMARY])["t/811.html"]
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content(made.replace("<body>", f"<style>{stylesheet()}</style><body>"))
    direction = "selector => getComputedStyle(document.querySelector(selector)).direction"
    for selector, expected in (("main", "rtl"), ("#p811 .text", "ltr"), ("#p823 .text", "rtl")):
        assert page.evaluate(direction, selector) == expected, selector
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_dark_and_print(browser: Any, archive: Path) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto((archive / KINDS["thread"]).as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 25, 27)"
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert not page.is_visible("nav.trail")
    assert page.is_visible("#p830")
    page.close()
