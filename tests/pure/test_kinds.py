"""How a post goes out by what it is, and until when a notice stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from listserv.fanout.kinds import has_no_number, is_gathered, stands_until
from listserv.model import Sort
from tests.pure.test_digest_compose import POSTS

POST = POSTS[0]
JOB, EVENT, CALL, SAD, PLAIN = Sort.JOB, Sort.EVENT, Sort.CALL, Sort.OBITUARY, Sort.ORDINARY


@pytest.mark.parametrize(
    ("kind", "root", "urgent", "gathered", "bare"),
    [
        (PLAIN, PLAIN, False, False, False),
        (PLAIN, PLAIN, True, False, False),
        (JOB, JOB, False, True, True),
        (EVENT, EVENT, False, True, True),
        (CALL, PLAIN, False, True, True),
        (EVENT, EVENT, True, False, True),
        (PLAIN, JOB, False, False, False),  # an answer to a job is an ordinary post
        (SAD, SAD, True, False, True),
        (PLAIN, SAD, False, True, True),
        (PLAIN, SAD, True, False, True),
        (SAD, SAD, False, False, True),
        (JOB, SAD, False, True, True),
    ],
)
def test_how_it_goes_out(kind: Sort, root: Sort, urgent: bool, gathered: bool, bare: bool) -> None:
    post = replace(POST, kind=kind, urgent=urgent)
    assert is_gathered(post, root) is gathered
    assert has_no_number(post, root) is bare


@pytest.mark.parametrize(
    ("text", "zone", "until"),
    [
        ("Apply by 30 January.", "Africa/Nairobi", "2027-01-30 23:59:59"),
        ("Apply by 28 March 2027.", "Europe/Lisbon", "2027-03-28 23:59:59"),
        ("Apply by 9 January.", "Pacific/Kiritimati", "2027-01-09 23:59:59"),
        ("Apply by 9 January.", "America/Lima", "2027-01-09 23:59:59"),
        ("Apply soon.", "UTC", ""),
    ],
)
def test_a_notice_stands_to_the_end_of_its_day(text: str, zone: str, until: str) -> None:
    now = datetime(2027, 1, 9, 12, tzinfo=ZoneInfo(zone)).timestamp()
    found = stands_until(replace(POST, kind=JOB, text=text), zone, now)
    wanted = datetime.fromisoformat(until).replace(tzinfo=ZoneInfo(zone)) if until else None
    assert found == (wanted.timestamp() if wanted else None)


def test_a_day_in_the_subject_counts_and_other_posts_have_none() -> None:
    now = datetime(2027, 1, 9, 12, tzinfo=ZoneInfo("UTC")).timestamp()
    dated = replace(POST, topic="Webinar, 12 January", text="Please come.")
    assert stands_until(replace(dated, kind=EVENT), "UTC", now) is not None
    assert stands_until(dated, "UTC", now) is None
    assert stands_until(replace(dated, kind=SAD), "UTC", now) is None
