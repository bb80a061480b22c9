"""Digests: what is in them, how they read, when they are due.

Golden files in tests/golden/digests are for reading aloud; `GOLDEN=write` writes them anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.digests.calendar import PERIODS, SETTLE, last_boundary
from listserv.digests.collect import Strand, strands
from listserv.digests.compose import Form, compose_digest
from listserv.digests.mail import rendition
from listserv.digests.readers import Edition, choose
from listserv.digests.worker import message_name
from listserv.model import (
    FORMER,
    MARK_LEAVE,
    Attachment,
    DeliveryMode,
    MailingList,
    Member,
    Person,
    Policy,
    Post,
    Site,
    State,
)
from listserv.press.catalogue import COMPLETE
from listserv.press.days import clock
from listserv.press.speech import words
from listserv.text.layout import NARROW, columns

GOLDEN = Path(__file__).parents[1] / "golden" / "digests"
SITE = Site("lists.example.org", "Health lists", archive_url="https://lists.example.org/archive")
HIFA = MailingList(
    7,
    "hifa",
    Policy(
        title="Health forum",
        archive="public",
        timezone="Africa/Nairobi",
        footer="Health information for all who need it",
    ),
)
DAY = date(2027, 1, 9)
NOW = datetime(2027, 1, 9, 3, 0, tzinfo=UTC).timestamp()


def post(number: int, thread: int, author: str, country: str, topic: str, text: str) -> Post:
    return Post(
        number=number,
        list_id=7,
        state=State.OUT,
        received=NOW - 90_000 + number,
        sent=NOW - 90_000 + number,
        person_id=number,
        author=author,
        address=f"{author.split()[0].lower()}@example.org",
        country=country,
        proof="dkim",
        subject=f"Re: {topic}",
        topic=topic,
        message_id=f"{number}@example.org",
        references=(),
        language="en",
        text=text,
        version=1,
        published=NOW - 80_000 + number,
        thread=thread,
    )


POSTS = (
    replace(
        post(
            811,
            811,
            "Amina Kamau",
            "KE",
            "Stock cards that nobody reads",
            "Dear all,\n\nWe count every Monday, but the district never answers. The cards fill a"
            " cupboard.\n\nHow do others close the circle?\n\nBest wishes,\nAmina",
        ),
        profile="Amina Kamau is a pharmacist in Kisumu, Kenya. Interests: supply, training.",
        attachments=(
            Attachment("stock-card.pdf", "application/pdf", 118_432),
            Attachment("photo of the cupboard.jpg", "image/jpeg", 1_400_000),
        ),
    ),
    post(
        812,
        790,
        "Jean-Baptiste Ouédraogo",
        "BF",
        "Paludisme : que disent les familles ?",
        "Chères et chers collègues,\n\nDans notre district, 42 familles sur 60 achètent d'abord au"
        " marché.\n\nCordialement,\nJean-Baptiste",
    ),
    post(
        813,
        811,
        "Peter Okello",
        "UG",
        "Stock cards that nobody reads",
        "Dear Amina,\n\nWe read the figures aloud every Monday at eight. After three months the"
        " district began to telephone.\n\nPeter",
    ),
    post(
        814,
        814,
        "Lucía Fernández Quispe",
        "PE",
        "Supervisión por radio en comunidades sin camino",
        "Estimados colegas:\n\nLlamamos a cada puesto los jueves. ¿Alguien lo hace por teléfono?"
        "\n\nSaludos,\nLucía",
    ),
    replace(
        post(
            815,
            811,
            "Amina Kamau",
            "KE",
            "Stock cards that nobody reads",
            "Thank you, Peter. We shall try it from next week.",
        ),
        profile="Amina Kamau is a pharmacist in Kisumu, Kenya. Interests: supply, training.",
    ),
)


def answer(number: int) -> str:
    return f"hifa-reply+abcdefghijklmnopqrstuvwx{number}@lists.example.org"


def gathered(posts: Sequence[Post] = POSTS) -> tuple[Strand, ...]:
    return strands(posts, answer)


def made(form: Form, language: str, posts: Sequence[Post] = POSTS) -> tuple[str, str]:
    return compose_digest(form, gathered(posts), HIFA, SITE, DAY, words(language))


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("form", Form)
def test_digest_reads_as_its_golden_file(form: Form, language: str) -> None:
    subject, text = made(form, language)
    whole = f"Subject: {subject}\n\n{text}"
    path = GOLDEN / f"{form}.{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(whole, encoding="utf-8")
    assert whole == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("form", Form)
def test_who_was_erased_is_named_in_the_readers_language(form: Form, language: str) -> None:
    """The list's language is another one, perhaps: what is kept is no language's."""
    posts = [replace(POSTS[0], author=FORMER, address="", person_id=0, country=""), *POSTS[1:]]
    _, text = made(form, language, posts)
    assert words(language).gettext(FORMER) in " ".join(text.split())
    assert (FORMER in text) == (language == "en")


# --- what is in it --------------------------------------------------------------------------------


def test_items_stand_by_thread_oldest_first() -> None:
    found = [(strand.topic, [item.number for item in strand.items]) for strand in gathered()]
    assert found == [
        ("Stock cards that nobody reads", [811, 813, 815]),
        ("Paludisme : que disent les familles ?", [812]),
        ("Supervisión por radio en comunidades sin camino", [814]),
    ]


def test_a_profile_stands_once() -> None:
    profiles = [item.profile for strand in gathered() for item in strand.items]
    assert sum(map(bool, profiles)) == 1
    assert made(Form.FULL, "en")[1].count("is a pharmacist in Kisumu") == 1


@given(st.lists(st.integers(1, 40), unique=True), st.data())
def test_no_post_is_lost_or_doubled(numbers: list[int], data: st.DataObject) -> None:
    some = [
        post(n, data.draw(st.sampled_from([1, 2, 3, 0])), "A B", "KE", "Topic", "Text.")
        for n in numbers
    ]
    items = [item.number for strand in gathered(some) for item in strand.items]
    assert sorted(items) == sorted(numbers)


def test_live_tokens_do_not_go_out_again() -> None:
    """People quote their own copies, leave address and all."""
    token = "hifa-leave+abcdefghijklmnopqrstuvwxyz23@lists.example.org"
    text = made(Form.FULL, "en", [replace(POSTS[2], text=f"Write to {token}, it says.")])[1]
    assert token not in text
    assert "hifa-leave+***@lists.example.org" in text


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("form", Form)
def test_contents_and_rules_fit_a_phone(form: Form, language: str) -> None:
    contents = made(form, language)[1].split("-" * NARROW)[0].split("\n")
    rows = [line for line in contents if line.startswith(" ")]
    assert len(rows) >= len(POSTS)
    assert all(columns(line) <= NARROW for line in rows)


def test_a_text_digest_costs_little_beside_its_new_text() -> None:
    """The aim: 200 bytes a post and 600 bytes, as encoded; titles 260 a post and 600."""
    for form, per_post, new in (
        (Form.FULL, 200, sum(len(one.text.encode()) for one in POSTS)),
        (Form.TITLES, 260, 0),
    ):
        subject, text = made(form, "en")
        encoded = rendition(
            SITE, HIFA, language="en", name="x", subject=subject, text=text, now=NOW
        )
        slack = len(encoded.body) - len(text.encode())  # what encoding adds
        profile = len(POSTS[0].profile) + 1
        assert len(encoded.body) <= new + slack + profile + per_post * len(POSTS) + 600


def test_a_thread_without_a_subject_says_so() -> None:
    bare = [replace(POSTS[0], topic="", subject="")]
    assert made(Form.FULL, "fr", bare)[1].startswith("(sans objet)\n 811 Amina Kamau")


def test_an_empty_text_is_an_item_all_the_same() -> None:
    assert "811 Amina Kamau" in made(Form.FULL, "en", [replace(POSTS[0], text="")])[1]
    assert "811 Amina Kamau" in made(Form.TITLES, "en", [replace(POSTS[0], text="")])[1]


@pytest.mark.parametrize(("letters", "shown"), [(1999, False), (2000, True)])
def test_only_a_long_text_has_its_size_in_the_index(letters: int, shown: bool) -> None:
    """`1 KB` on every line said nothing and cost bytes."""
    index = made(Form.FULL, "en", [replace(POSTS[0], text="x" * letters)])[1].split("-----")[0]
    assert ("2 KB" in index) is shown
    assert "1 KB" not in index


# --- the mail -------------------------------------------------------------------------------------


def test_head_of_a_digest() -> None:
    """An answer to the whole, or to all, never posts the pile to the list."""
    one = rendition(
        SITE,
        HIFA,
        language="es",
        name="digest.daily.2027-01-09",
        subject="Health forum: sábado",
        text="x",
        now=NOW,
    )
    parsed = message_from_bytes(one.head + b"\r\n" + one.body, policy=policy.default)
    assert (parsed["From"], parsed["To"]) == ("Health forum <hifa-owner@lists.example.org>",) * 2
    assert "Reply-To" not in parsed
    assert parsed["Message-ID"] == "<digest.daily.2027-01-09.hifa@lists.example.org>"
    assert (parsed["Precedence"], parsed["Auto-Submitted"]) == ("list", "auto-generated")
    assert one.head.count(MARK_LEAVE) == 1
    assert MARK_LEAVE not in one.body


@pytest.mark.parametrize(("copies", "tokens", "one_click"), [("personal", 2, 1), ("shared", 0, 0)])
def test_a_digest_is_left_as_a_post_is(copies: str, tokens: int, one_click: int) -> None:
    shared = replace(HIFA, policy=replace(HIFA.policy, copies=copies))
    site = replace(SITE, web_url="https://lists.example.org")
    one = rendition(site, shared, language="en", name="x", subject="x", text="x", now=NOW)
    assert one.head.count(MARK_LEAVE) == tokens
    assert one.head.count(b"List-Unsubscribe:") == 1
    assert one.head.count(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click") == one_click


def reader(n: int, mode: DeliveryMode, language: str, paused: float | None = None) -> Member:
    person = Person(n, f"reader{n}@example.org", languages=(language,))
    return Member(person, 7, mode, paused_until=paused)


@pytest.mark.parametrize(
    ("period", "readers", "forms", "got"),
    [
        ("daily", [], [], []),
        (
            "daily",
            [
                reader(1, DeliveryMode.DAILY, "en"),
                reader(2, DeliveryMode.TITLES, "fr"),
                reader(3, DeliveryMode.EACH, "en"),
                reader(4, DeliveryMode.DAILY, "sw"),
                reader(5, DeliveryMode.DAILY, "pt_BR"),
                reader(6, DeliveryMode.WEEKLY, "en"),
                reader(7, DeliveryMode.NONE, "en"),
                reader(8, DeliveryMode.DAILY, "en", NOW + 1),
                reader(9, DeliveryMode.DAILY, "en", NOW - 1),
            ],
            ["en", "fr", "pt"],
            [(1, 0), (2, 1), (4, 0), (5, 2), (9, 0)],
        ),
        ("weekly", [reader(6, DeliveryMode.WEEKLY, "en")], ["en"], [(6, 0)]),
        ("monthly", [reader(6, DeliveryMode.MONTHLY, "es")], ["es"], [(6, 0)]),
    ],
)
def test_who_gets_which_rendition(
    period: str, readers: list[Member], forms: list[str], got: list[tuple[int, int]]
) -> None:
    wanted, copies = choose(readers, {}, POSTS, period, NOW)
    assert [edition.language for edition in wanted] == forms
    assert all(edition.numbers == tuple(post.number for post in POSTS) for edition in wanted)
    assert [(copy.person_id, copy.rendition) for copy in copies] == got


@pytest.mark.parametrize(
    ("form", "name"),
    [(Form.FULL, "digest.daily.2027-01-09"), (Form.TITLES, "digest.daily.2027-01-09.titles")],
)
def test_an_issue_keeps_its_message_id(form: Form, name: str) -> None:
    assert message_name(Edition(form, "en", (1, 2)), "daily", DAY, whole=True) == name


def test_some_posts_of_an_issue_are_another_message() -> None:
    names = {
        message_name(Edition(Form.FULL, "en", numbers), "daily", DAY, whole=False)
        for numbers in ((1,), (2,), (2,))
    }
    assert len(names) == 2
    assert all(re.fullmatch(r"digest\.daily\.2027-01-09\.[0-9a-f]{8}", name) for name in names)


# --- when it is due -------------------------------------------------------------------------------


def at(text: str, zone: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("period", "now", "zone", "boundary"),
    [
        ("daily", "2027-01-09 06:01", "Africa/Nairobi", "2027-01-09 06:00"),
        ("daily", "2027-01-09 06:00:10", "Africa/Nairobi", "2027-01-08 06:00"),  # not settled
        ("daily", "2027-01-09 05:59", "Africa/Nairobi", "2027-01-08 06:00"),
        ("daily", "2027-01-09 23:59", "Pacific/Nauru", "2027-01-09 06:00"),
        ("weekly", "2027-01-09 12:00", "Asia/Kolkata", "2027-01-04 06:00"),  # Monday
        ("weekly", "2027-01-11 06:01", "Asia/Kolkata", "2027-01-11 06:00"),
        ("notices", "2027-01-10 23:00", "Asia/Kolkata", "2027-01-04 06:00"),
        ("notices", "2027-01-11 06:01", "Asia/Kolkata", "2027-01-11 06:00"),
        ("condolences", "2027-01-09 06:01", "Africa/Nairobi", "2027-01-09 06:00"),
        ("monthly", "2027-01-31 12:00", "UTC", "2027-01-01 06:00"),
        ("monthly", "2027-02-01 05:00", "UTC", "2027-01-01 06:00"),
    ],
)
def test_last_boundary(period: str, now: str, zone: str, boundary: str) -> None:
    instant, day = last_boundary(period, at(now, zone), zone, "06:00")
    assert (instant, day.isoformat()) == (at(boundary, zone), boundary[:10])


@pytest.mark.parametrize("digest_hour", ["02:30", "01:30", "03:00"])
@pytest.mark.parametrize(
    ("first", "zone"), [("2026-03-28", "Europe/Lisbon"), ("2026-10-24", "Europe/Lisbon")]
)
def test_daylight_saving_gives_one_boundary_a_day(first: str, zone: str, digest_hour: str) -> None:
    """An hour that does not exist, or exists twice, makes neither no digest nor two."""
    start = at(f"{first} 00:00", zone)
    ticks = [start + 600 * n for n in range(4 * 144)]
    seen = {last_boundary("daily", tick, zone, digest_hour) for tick in ticks}
    days = sorted(day for _, day in seen)
    assert len(seen) == len(set(days)) == 5
    assert days == [days[0] + timedelta(days=n) for n in range(5)]


@pytest.mark.parametrize("first", ["2026-03-20", "2026-10-16"])
def test_notices_have_one_boundary_a_week_over_daylight_saving(first: str) -> None:
    start = at(f"{first} 00:00", "Europe/Lisbon")
    ticks = [start + 1800 * n for n in range(15 * 48)]
    seen = {last_boundary("notices", tick, "Europe/Lisbon", "01:30") for tick in ticks}
    days = sorted(day for _, day in seen)
    assert all(day.weekday() == 0 for day in days)
    assert days == [days[0] + timedelta(weeks=n) for n in range(3)]


@given(
    st.sampled_from(PERIODS),
    st.floats(0, 4e9),
    st.floats(0, 4e6),
    st.sampled_from(["UTC", "Pacific/Kiritimati", "America/St_Johns", "nowhere"]),
    st.sampled_from(["00:00", "06:00", "23:59", "rubbish"]),
)
def test_boundaries_never_go_back(
    period: str, now: float, more: float, zone: str, digest_hour: str
) -> None:
    before, _ = last_boundary(period, now, zone, digest_hour)
    after, _ = last_boundary(period, now + more, zone, digest_hour)
    assert before <= after
    assert before + SETTLE <= now


@pytest.mark.parametrize(
    ("text", "found"),
    [("06:00", time(6)), ("6:30", time(6, 30)), ("24:00", time(6)), ("", time(6))],
)
def test_hour(text: str, found: time) -> None:
    assert clock(text) == found
