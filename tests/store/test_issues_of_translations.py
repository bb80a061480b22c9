"""What an issue tells of translations: which are new, and how an issue of them alone is closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listserv.model import Copy, Rendition
from listserv.store import issues, laying, recalls, translations
from listserv.store.base import Store
from listserv.store.issues import Share
from tests.support import outgoing
from tests.support.translating import DAY, HOUR, NOW, Forum, said


@pytest.fixture
def forum(store: Store) -> Forum:
    return Forum(store)


def closed(forum: Forum, since: float, until: float, *shares: Share) -> bool:
    day = f"day {until}"
    return bool(forum.write(issues.close, forum.list_id, "daily", day, since, until, shares, until))


def test_posts_that_were_out_before(forum: Forum) -> None:
    early, late = forum.post("out"), forum.post("out", published=NOW + HOUR)
    held = forum.post("held")
    taken = forum.post("out", withdrawn=NOW + 1)
    every = [late, early, held, taken]
    found = forum.read(issues.out_before, forum.list_id, every, NOW + 60)
    assert [post.number for post in found] == [early]
    assert forum.read(issues.out_before, forum.list_id + 1, every, NOW + 60) == []


def mailing(forum: Forum) -> int:
    rendition = Rendition("fr", b"Subject: x\r\n", b"x\r\n")
    return laying.lay_all(
        forum.store, "digest", forum.list_id, [rendition], [Copy(2, 0)], NOW + DAY
    )


def test_an_issue_of_translations_alone_sends_its_mail(forum: Forum) -> None:
    assert closed(forum, 0.0, NOW)
    laid = mailing(forum)
    assert forum.read(outgoing.due) == []
    assert closed(forum, NOW, NOW + DAY, Share(laid, ()))
    assert [one.mailing for one in forum.read(outgoing.due)] == [laid]
    assert forum.read(issues.last_until, forum.list_id, "daily") == NOW + DAY
    assert forum.read(issues.turn, forum.list_id, "daily", f"day {NOW + DAY}") == 2


def test_a_post_that_came_meanwhile_is_not_left_out_of_it(forum: Forum) -> None:
    closed(forum, 0.0, NOW)
    laid = mailing(forum)
    forum.post("out", published=NOW + HOUR)
    assert not closed(forum, NOW, NOW + DAY, Share(laid, ()))
    assert forum.read(outgoing.due) == []


def test_an_issue_shows_only_what_stands(forum: Forum) -> None:
    """A text that was corrected or taken back since it was composed, or whose post was."""
    closed(forum, 0.0, NOW)
    numbers = [forum.post("out", published=NOW - HOUR) for _ in range(4)]
    for number in numbers:
        forum.write(translations.keep, said(number), NOW + HOUR)
    known = forum.read(translations.of_posts, numbers)
    stands, corrected, gone, recalled = (known[number][0] for number in numbers)
    forum.write(translations.keep, replace(said(corrected.number), text="Mieux."), NOW + 2 * HOUR)
    forum.write(translations.take_back, gone.id, 2, NOW + 2 * HOUR)
    forum.write(recalls.recall, recalled.number, 2, NOW + 2 * HOUR)
    for one in (corrected, gone, recalled):
        share = Share(mailing(forum), (), texts=(stands, one))
        assert not closed(forum, NOW, NOW + DAY, share)
    assert closed(forum, NOW, NOW + DAY, Share(mailing(forum), (), texts=(stands,)))


def test_the_last_issue_with_posts(forum: Forum) -> None:
    assert forum.read(issues.last_with_posts, forum.list_id, "daily") == 0.0
    closed(forum, 0.0, NOW)
    number = forum.post("out", published=NOW + HOUR)
    closed(forum, NOW, NOW + DAY, Share(mailing(forum), (number,)))
    closed(forum, NOW + DAY, NOW + 2 * DAY, Share(mailing(forum), ()))
    closed(forum, NOW + 2 * DAY, NOW + 3 * DAY)
    assert forum.read(issues.last_with_posts, forum.list_id, "daily") == NOW + DAY
    assert forum.read(issues.last_with_posts, forum.list_id, "weekly") == 0.0
