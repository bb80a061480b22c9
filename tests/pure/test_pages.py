"""The archive's pages: safe, small, in five languages, readable in anything."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.archive import prose, views
from listserv.archive.pages import ListLine, Pages, root, stylesheet
from listserv.model import FORMER, Post
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words
from tests.support.archived_forum import (
    AMINA,
    LIST,
    OXYGEN,
    PETER,
    SITE,
    SUMMARY,
    THREAD,
    line,
    post,
)
from tests.support.html_check import Page

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"


def pages(language: str = "en", **policy: object) -> Pages:
    changed = replace(LIST.policy, language=language, **policy)  # type: ignore[arg-type]
    return Pages(SITE, replace(LIST, policy=changed), words(language))


def every_page(made: Pages) -> dict[str, str]:
    """One page of each kind."""
    lines = [line(THREAD), line(OXYGEN)]
    return {
        "root": root(SITE, [ListLine(LIST, 12, OXYGEN[-1].sent)], words("en")),
        "list": made.home(lines, [SUMMARY]),
        "month": made.month("2026-11", lines, before="2026-10", after="2026-12"),
        "thread": made.thread(THREAD, [SUMMARY])["t/811.html"],
        "post": made.post(THREAD[1], THREAD[0], 1),
        "summary": made.summary(SUMMARY, THREAD[0].topic),
    }


# --- text -------------------------------------------------------------------------------------

PROSE = {
    "paragraphs": ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"),
    "lines that belong together": ("Best,\nAmina", "<p>Best,<br>\nAmina</p>\n"),
    "nothing": ("\n \n", ""),
    "markup is text": ("<b>&amp;", "<p>&lt;b&gt;&amp;amp;</p>\n"),
    "a quotation": (
        "> asked\n\nanswered",
        "<blockquote><p>asked</p>\n</blockquote>\n<p>answered</p>\n",
    ),
    "a quotation in a quotation": (
        ">> one\n> two",
        "<blockquote><blockquote><p>one</p>\n</blockquote>\n<p>two</p>\n</blockquote>\n",
    ),
    "marks without words": (">\n>\n", ""),
    "a table keeps its columns": (
        "item   min\nzinc   500",
        "<pre>item   min\nzinc   500</pre>\n",
    ),
    "a patch keeps its lines": ("@@ -1 +1 @@\n-a\n+b", "<pre>@@ -1 +1 @@\n-a\n+b</pre>\n"),
    "an address is spelled": ("to amina@example.org.", "<p>to amina AT example.org.</p>\n"),
    "an address with odd letters": ("o'brien+x@example.org", "<p>o'brien+x AT example.org</p>\n"),
    "two addresses in one word": ("a@b@c.example", "<p>a AT b@c.example</p>\n"),
    "a live token is masked": (
        f"hifa-leave+{'a' * 28} https://x.example/leave/{'b' * 28}",
        '<p>hifa-leave+*** <a rel="nofollow" href="https://x.example/leave/">'
        "https://x.example/leave/</a>***</p>\n",
    ),
    "controls vanish": ("a\x00\x0b\x1b[1mb\ud800", "<p>a[1mb</p>\n"),
}


@pytest.mark.parametrize(("text", "expected"), PROSE.values(), ids=PROSE)
def test_text_as_html(text: str, expected: str) -> None:
    assert prose.html(text) == expected


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see https://x.example/a.", "https://x.example/a"),
        ("(https://x.example/a)", "https://x.example/a"),
        ("https://x.example/a_(b), c", "https://x.example/a_(b)"),
        ("<https://x.example/?q=1&r=2>", "https://x.example/?q=1&amp;r=2"),
        ("« http://x.example »", "http://x.example"),
        ("https://x.example/@amina/1", "https://x.example/@amina/1"),
        ("ftp://x.example javascript:alert(1)", None),
        ("https://x.example/leave?who=amina@example.org", None),
        ("https://x.example/leave?who=amina%40example.org", None),
        ("https://amina:secret@x.example/", None),
        ("https://x.example/people/amina@example.org/", None),
        ("https://x.example/people/amina%40example.org", None),
        ("https://x.example/pkg@1.2/a", "https://x.example/pkg@1.2/a"),
    ],
)
def test_links(text: str, href: str | None) -> None:
    html = prose.html(text)
    assert Page(f"<!doctype html>{html}").links == (
        [href.replace("&amp;", "&")] if href is not None else []
    )
    assert "amina@" not in html and "%40" not in html
    if href:
        assert f'<a rel="nofollow" href="{href}">{href}</a>' in html


@given(st.text(st.sampled_from(">@ab.:/htps<&\"'()?\n \t\u202e"), max_size=80))
def test_any_text_is_harmless(text: str) -> None:
    page = Page(f"<!doctype html>{prose.html(text)}")
    assert not page.problems
    assert all(link.startswith(("http://", "https://")) for link in page.links)


@pytest.mark.parametrize(
    "text",
    ["a@" * 50_000, "https://x/" + ")" * 50_000, "@ " + "-.-." * 25_000, "> " * 50_000],
    ids=["addresses", "brackets", "dots", "quotations"],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    """Each of these once took seconds: a mail must not stop the shelf."""
    assert prose.html(text) is not None


# --- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Africa/Nairobi", "3 November 2026, 11:12 UTC+3"),
        ("America/New_York", "3 November 2026, 03:12 UTC−5"),
        ("Asia/Kathmandu", "3 November 2026, 13:57 UTC+5:45"),
        ("UTC", "3 November 2026, 08:12 UTC"),
        ("Nowhere/At_All", "3 November 2026, 08:12 UTC"),
    ],
)
def test_moments_state_their_zone(zone: str, expected: str) -> None:
    assert views.Face(words("en"), zone).moment(THREAD[0].sent) == expected


def test_a_date_beyond_calendars_is_no_failure() -> None:
    assert views.Face(words("en"), "UTC").day(1e18) == "1 January 1970"


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("Amina Kamau", "amina@example.org", "Amina Kamau"),
        ("amina@example.org", "amina@example.org", "amina AT example.org"),
        ("", "amina@example.org", "a***@example.org"),
        ("", "", "Unknown author"),
    ],
)
def test_authors(name: str, address: str, expected: str) -> None:
    assert views.Face(words("en"), "UTC").author(name, address) == expected


def test_outline_is_the_conversation() -> None:
    order = [(item.number, depth) for item, depth in views.tree(THREAD)]
    assert order[:5] == [(811, 0), (812, 1), (813, 2), (815, 3), (816, 1)]
    assert order[-1] == (823, 1)
    items = views.outline(THREAD, {item.number: "" for item in THREAD}, views.Face(words("en"), ""))
    assert sum(item.opens for item in items) == sum(item.closes for item in items)


def long_thread(n: int, text: str = "Thanks.") -> list[Post]:
    return [
        post(i, PETER, "2026-11-03 08:12", text, thread=1, parent=i - 1, position=i)
        for i in range(1, n + 1)
    ]


@pytest.mark.parametrize(
    ("posts", "sizes"),
    [
        (long_thread(100), [100]),
        (long_thread(201), [100, 100, 1]),
        (long_thread(5, "x" * 25_000), [2, 2, 1]),
        (long_thread(2, "x" * 90_000), [1, 1]),
    ],
    ids=["full", "three", "long posts", "endless posts"],
)
def test_long_threads_are_split(posts: list[Post], sizes: list[int]) -> None:
    assert [len(sheet) for sheet in views.sheets(posts)] == sizes
    made = pages().thread(posts)
    assert list(made) == ["t/1.html", *(f"t/1-{n}.html" for n in range(2, len(sizes) + 1))]
    for (path, html), size in zip(made.items(), sizes, strict=True):
        page = Page(html)
        assert not page.problems, path
        assert sum(identity.startswith("p") for identity in page.ids) == size


def test_indentation_stays_on_a_phone() -> None:
    html = pages().thread(long_thread(60))["t/1.html"]
    assert html.count("<ul>") == views.DEEPEST


# --- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", COMPLETE)
def test_every_page_is_sound(language: str) -> None:
    for kind, html in every_page(pages(language)).items():
        page = Page(html)
        assert not page.problems, kind
        assert '<meta name="viewport"' in html
        assert "%(" not in html
        if kind != "root":
            turned = ' dir="rtl"' if language == "ar" else ""
            assert f'<html lang="{language}"{turned}>' in html


@pytest.mark.parametrize("kind", ["list", "month", "thread", "post", "summary", "root"])
def test_golden_pages(kind: str) -> None:
    """To accept a change, look at NAME.failed in a browser and put it in the place of NAME."""
    html = every_page(pages())[kind]
    golden = GOLDEN / f"{kind}.html"
    if not golden.exists() or golden.read_text("utf-8") != html:
        golden.with_suffix(".failed").write_text(html, "utf-8")
        pytest.fail(f"{golden} differs: look at {golden.with_suffix('.failed').name}")


def test_no_address_of_a_person_is_anywhere() -> None:
    ours = {f"{LIST.name}{suffix}@{SITE.domain}" for suffix in ("", "-join", "-leave")}
    for kind, html in every_page(pages()).items():
        without_ids = re.sub(r"In-Reply-To=[^\"]*", "", html)
        assert set(re.findall(r"[\w.+-]+@[\w.-]+", without_ids)) <= ours, kind


def test_hostile_values_are_text() -> None:
    evil = '"><script>alert(1)</script>'
    attacked = replace(THREAD[0], author=evil, topic=evil, country=evil, text=evil, language=evil)
    lists = replace(LIST, policy=replace(LIST.policy, title=evil, description=evil))
    made = Pages(SITE, lists, words("en"))
    for html in (
        made.thread([attacked])["t/811.html"],
        made.post(attacked, attacked, 1),
        made.home([line([attacked])], [replace(SUMMARY, title=evil, text=evil)]),
        made.summary(replace(SUMMARY, title=evil, text=evil, language=evil), evil),
        root(SITE, [ListLine(lists, 1, 0.0)], words("en")),
    ):
        assert not Page(html).problems


def test_a_post_says_all_that_is_known() -> None:
    made = pages()
    html = made.thread(THREAD)["t/811.html"]
    text = Page(html).text
    assert "Lucía Fernández Quispe, Peru" in text
    assert "4 November 2026, 08:55 UTC+3 · no. 815 · in reply to Marie-Claire Ndiaye" in text
    assert "Attachment: friday-count.pdf (49 KB)" in text
    assert '<article id="p823">' in html
    assert '<div class="text" lang="ar" dir="rtl">' in html
    assert '<div class="text" lang="fr">' in html
    lost = post(9, AMINA, "2026-11-03 08:12", "Yes.", thread=9, references=("gone@example.org",))
    assert "in reply to a message that is not here" in made.post(lost, None, 1)


def test_a_changed_subject_is_shown_once() -> None:
    other = replace(THREAD[1], topic="Pencils")
    html = pages().thread([THREAD[0], other])["t/811.html"]
    assert html.count('<h3 dir="auto">') == 1
    assert '<h3 dir="auto">Pencils</h3>' in html


@pytest.mark.parametrize(("archive", "hidden"), [("public", False), ("members", True)])
def test_search_engines_stay_out_of_members_archives(archive: str, hidden: bool) -> None:
    html = pages(archive=archive).post(THREAD[0], None, 1)
    assert ('content="noindex"' in html) is hidden


@pytest.mark.parametrize(
    ("language", "head", "latin", "arabic", "back", "on"),
    [
        ("en", '<html lang="en">', "", ' lang="ar" dir="rtl"', "←", "→"),
        ("ar", '<html lang="ar" dir="rtl">', ' lang="en" dir="ltr"', "", "→", "←"),
        ("fa", '<html lang="en">', "", ' lang="ar" dir="rtl"', "←", "→"),
    ],
)
def test_direction_is_that_of_the_words(
    language: str, head: str, latin: str, arabic: str, back: str, on: str
) -> None:
    """A list in a language without a catalogue speaks English, from left to right."""
    made = every_page(pages(language))
    assert head in made["month"]
    assert f'<div class="text"{latin}>' in made["thread"]
    assert f'<div class="text"{arabic}>' in made["thread"]
    assert f'href="2026-10.html">{back} ' in made["month"]
    assert f" {on}</a>" in made["month"]


@pytest.mark.parametrize("language", COMPLETE)
def test_who_was_erased_is_named_in_the_language_of_the_page(language: str) -> None:
    opening, *rest = THREAD
    thread = [replace(opening, author=FORMER, address="", person_id=0), *rest]
    html = pages(language).thread(thread)["t/811.html"]
    said = words(language).gettext(FORMER)
    assert said in html
    assert (FORMER in html) == (language == "en")


def test_the_answer_link_names_the_message() -> None:
    html = pages().post(THREAD[0], None, 1)
    assert (
        "mailto:hw-en@lists.example.org?subject=Re%3A%20Stock%20cards%20that%20people%20really"
        "%20fill%20in&amp;In-Reply-To=%3C811.post%40mail.example.org%3E" in html
    )
    retired = Pages(SITE, replace(LIST, retired=1.0), words("en"))
    assert "Answer by e-mail" not in retired.post(THREAD[0], None, 1)


# --- weight and looks -------------------------------------------------------------------------


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def test_a_thread_of_ten_is_light() -> None:
    """Page and stylesheet together; MHonArc and hypermail need 35 KB for ten posts."""
    assert len(THREAD) == 10
    html = pages().thread(THREAD)["t/811.html"]
    bare = packed("\n".join(f"{one.author}\n{one.text}" for one in THREAD))
    assert packed(html) <= 1.3 * bare + 2048
    assert packed(html) + packed(stylesheet()) <= 8 * 1024
    assert packed(stylesheet()) <= 2 * 1024


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("ink", ["ink", "soft", "link"])
def test_contrast(scheme: int, ground: str, ink: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text."""
    palette = re.findall(r":root\{([^}]*)\}", stylesheet())[scheme]
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", palette))
    light, dark = sorted((_luminance(colours[ground]), _luminance(colours[ink])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
