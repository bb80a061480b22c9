"""The week's notices and a day's condolences as mails.

Golden files in tests/golden/digests are for reading aloud; `GOLDEN=write` writes them anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from listserv.digests.collect import strands
from listserv.digests.kinds import compose_condolences, compose_notices, notices
from listserv.model import Policy, Post, Sort
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words
from listserv.text import items
from listserv.text.layout import NARROW, columns
from tests.pure.test_digest_compose import GOLDEN, HIFA, POSTS, SITE, answer

MONDAY = date(2027, 1, 11)
UNTIL = datetime(2027, 2, 28, 20, 59, 59, tzinfo=UTC).timestamp()  # 23:59:59 in Nairobi
FRESH = (
    replace(POSTS[0], kind=Sort.CALL, until=UNTIL),
    replace(POSTS[1], kind=Sort.JOB),
    replace(POSTS[2], kind=Sort.EVENT, thread=813, topic="Reading figures aloud: a talk"),
    replace(POSTS[3], kind=Sort.JOB, until=UNTIL),
)
EARLIER = (
    replace(POSTS[2], number=790, kind=Sort.EVENT, topic="A week of midwives", until=UNTIL),
    replace(POSTS[2], number=795, kind=Sort.JOB, topic="Driver for the vaccines, Wajir"),
)
TOPIC = "Dr Grace Otieno (1950-2027)"


def made(
    language: str, fresh: Sequence[Post] = FRESH, earlier: Sequence[Post] = EARLIER
) -> tuple[str, str]:
    shown = [notices(some, answer, HIFA) for some in (fresh, earlier)]
    return compose_notices(shown[0], shown[1], HIFA, SITE, MONDAY, words(language))


def condolences(language: str, posts: Sequence[Post] = POSTS[1:4]) -> tuple[str, str]:
    (strand,) = strands([replace(one, thread=700) for one in posts], answer, profiles=False)
    return compose_condolences(TOPIC, strand.items, HIFA, SITE, words(language))


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("kind", ["notices", "condolences"])
def test_it_reads_as_its_golden_file(kind: str, language: str) -> None:
    subject, text = made(language) if kind == "notices" else condolences(language)
    whole = f"Subject: {subject}\n\n{text}"
    path = GOLDEN / f"{kind}.{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(whole, encoding="utf-8")
    assert whole == path.read_text(encoding="utf-8")


def test_jobs_come_first_then_events_then_calls() -> None:
    assert [one.item.number for one in notices(FRESH, answer, HIFA)] == [812, 814, 813, 811]
    text = made("en")[1]
    places = [text.index(f"\n{number} ") for number in (812, 814, 813, 811)]
    assert places == sorted(places)
    assert [text.count(f"\n{heading}\n") for heading in ("Events", "Calls")] == [1, 1]
    assert text.startswith("Jobs\n 812 ")


def test_the_subject_is_human() -> None:
    assert made("en")[0] == "Health forum: jobs, events, calls, week of 11 January"
    assert condolences("en")[0] == f"{TOPIC}: condolences"


@pytest.mark.parametrize("language", COMPLETE)
def test_indexes_fit_a_phone(language: str) -> None:
    for part in made(language)[1].split("-" * NARROW):
        rows = [line for line in part.split("\n") if line.startswith(" ")]
        assert all(columns(line) <= NARROW for line in rows)
    assert "\u200f" not in made(language)[0]


def test_an_earlier_notice_is_one_line_without_its_text() -> None:
    text = made("en")[1]
    earlier = text.partition("Earlier notices that still stand:\n")[2]
    lines = " 795 Driver for the vaccines, Wajir\n 790 A week of midwives (until 28\n  February)\n"
    assert earlier.startswith(lines)
    assert POSTS[2].text not in earlier
    assert "Earlier" not in made("en", earlier=())[1]


def test_a_notice_without_a_day_shows_none() -> None:
    """Four weeks are our guess; people would take them for a deadline."""
    assert "until" not in made("en", FRESH[1:2], EARLIER[1:])[1]


def test_who_wrote_it_is_said_where_the_list_wants_it() -> None:
    assert "is a pharmacist in Kisumu" in made("en")[1]
    plain = replace(HIFA, policy=Policy(profiles=False))
    assert all(one.item.profile == "" for one in notices(FRESH, answer, plain))
    assert "pharmacist" not in condolences("en", POSTS[:1])[1]


def test_a_digest_has_profiles_where_the_list_wants_them_and_never_with_an_obituary() -> None:
    sad = replace(POSTS[0], kind=Sort.OBITUARY, thread=811)
    (strand,) = strands([sad, POSTS[4]], answer)
    assert [bool(item.profile) for item in strand.items] == [False, True]
    (strand,) = strands([POSTS[0]], answer, profiles=False)
    assert strand.items[0].profile == ""


def test_condolences_have_names_and_words_and_an_address_each() -> None:
    text = condolences("en")[1]
    french, ugandan = answer(812), answer(813)
    assert f"812 Jean-Baptiste Ouédraogo, Burkina Faso\nmailto:{french}\n\nChères et chers" in text
    assert f"813 Peter Okello, Uganda\nmailto:{ugandan}\n\nDear Amina," in text
    assert not any(f" {post.number} " in text for post in POSTS), "no contents above"
    assert HIFA.policy.footer not in text


def sealed(text: str) -> str:
    """With tokens in its addresses as they are."""
    return re.sub(r"[+]abc[a-z0-9]+@", f"+{'a2' * 14}@", text)


def test_a_condolence_that_was_taken_back_is_found_by_its_number() -> None:
    """Another had said the same, and was silenced with it."""
    same = [replace(post, text="Rest in peace.") for post in POSTS[1:4]]
    left = items.without(sealed(condolences("en", same)[1]), {813}, "[taken back]")
    said = [line for line in left.splitlines() if line in ("Rest in peace.", "[taken back]")]
    assert said == ["Rest in peace.", "[taken back]", "Rest in peace."]
    assert left.count("-" * NARROW) == 3


def test_a_notice_that_was_taken_back_is_found_by_its_number() -> None:
    same = [replace(post, text="Write to me.") for post in FRESH]
    left = items.without(sealed(made("en", same)[1]), {FRESH[1].number}, "[taken back]")
    assert (left.count("Write to me."), left.count("[taken back]")) == (len(FRESH) - 1, 1)


def test_live_tokens_do_not_go_out_again() -> None:
    token = "hifa-leave+abcdefghijklmnopqrstuvwxyz23@lists.example.org"
    told = replace(POSTS[2], text=f"It says {token}", kind=Sort.JOB)
    assert token not in made("en", [told])[1] + condolences("en", [told])[1]
    (strand,) = strands([replace(POSTS[1], thread=700)], answer, profiles=False)
    subject, _ = compose_condolences(token, strand.items, HIFA, SITE, words("en"))
    assert subject == "hifa-leave+***@lists.example.org: condolences"
