"""What is due: the issue of a list and period that is to be closed, and all that goes into it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from listserv.digests.calendar import last_boundary
from listserv.digests.readers import Elsewhere, Filters
from listserv.digests.translations import Known, Later, is_corrected
from listserv.languages import plain
from listserv.model import MailingList, Member, Post
from listserv.model.family import Changes
from listserv.model.translations import Manner, Translation
from listserv.store import elsewhere, filters, issues, members, shelf, summaries, translations
from listserv.store.base import Db

_TOLD = ("daily", "weekly", "monthly")  # what tells of translations of earlier posts


@dataclass(frozen=True, slots=True)
class Due:
    """An issue that is to be closed: its posts were published in (since, until], or waited for it
    since an earlier one."""

    list: MailingList
    period: str
    day: date  # its name
    since: float
    until: float
    posts: Sequence[Post] = ()
    members: Sequence[Member] = ()
    changes: Changes = field(default_factory=dict)  # of their modes, since the first post
    standing: Sequence[Post] = ()  # notices of earlier issues
    topics: Mapping[int, str] = field(default_factory=dict)  # of condolences, by thread
    turn: int = 1  # among the issues of its day
    filters: Filters = field(default_factory=dict)
    elsewhere: Elsewhere = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    later: Sequence[Later] = ()  # of posts of earlier issues

    def parts(self) -> Sequence[Sequence[Post]]:
        """The posts of each mail: condolences by thread, anything else in one."""
        if self.period != "condolences":
            return [self.posts] if self.posts or self.later else []
        threads = dict.fromkeys(post.thread for post in self.posts)
        return [[post for post in self.posts if post.thread == thread] for thread in threads]

    def texts(self, ids: Collection[int]) -> tuple[Translation, ...]:
        """Those of the translations with these ids."""
        every = (one for of_post in self.known.values() for one in of_post)
        return tuple(one for one in every if one.id in ids)

    def translated(self, ids: Collection[int]) -> Mapping[int, Translation]:
        """The same by the number of their post."""
        return {one.number: one for one in self.texts(ids)}


def gather(db: Db, mailing_list: MailingList, period: str, now: float) -> Due | None:
    """The issue of a list and period that is to be closed now; None when none is."""
    policy = mailing_list.policy
    until, day = last_boundary(period, now, policy.timezone, policy.digest_hour)
    since = issues.last_until(db, mailing_list.id, period)
    if since is None:
        # A new list: what was there before it (an imported history) is no news.
        return Due(mailing_list, period, day, 0.0, mailing_list.created)
    if until <= since:
        return None
    posts = issues.published(db, mailing_list.id, period, since, until)
    later: Sequence[Later] = ()
    if period in _TOLD:
        later = (
            *_later(db, mailing_list.id, period, since, until),
            *_corrected(db, mailing_list.id, period, since, until),
        )
    if not posts and not later:
        return Due(mailing_list, period, day, since, until)
    is_notices = period == "notices"
    standing = issues.standing(db, mailing_list.id, since, until) if is_notices else ()
    told = (*posts, *standing, *(one.post for one in later))
    every = {post.number: post for post in told}
    return Due(
        mailing_list,
        period,
        day,
        since,
        until,
        posts,
        members.members(db, mailing_list.id),
        {} if is_notices else members.changes(db, mailing_list.id, _first(posts, later, since)),
        standing,
        _topics(db, posts) if period == "condolences" else {},
        issues.turn(db, mailing_list.id, period, day.isoformat()),
        filters.of_list(db, mailing_list.id),
        elsewhere.of_posts(db, every.values(), mailing_list, plain.words, now),
        translations.of_posts(db, list(every)),
        later,
    )


def _later(db: Db, list_id: int, period: str, since: float, until: float) -> list[Later]:
    """The languages in which posts of earlier issues, or summaries that are out, can be read by
    now and could not at the last one, or, for readers of titles, at the last one that had posts.
    What came and went between two issues, or said other words of its post, nobody was told of."""
    told = min(since, issues.last_with_posts(db, list_id, period) or since)
    first: dict[tuple[int, str], float] = {}
    for one in translations.made_between(db, list_id, told, until):
        first.setdefault((one.number, one.language), one.made)
    numbers = list(dict.fromkeys(number for number, _ in first))
    posts = issues.out_before(db, list_id, numbers, since)
    posts += summaries.texts_before(db, list_id, numbers, until)
    had, had_long = (translations.stood(db, numbers, at) for at in (since, told))
    return [
        Later(post, key[1], instant, fresh=key not in had)
        for post in posts
        for key, instant in first.items()
        if key[0] == post.number and not (key in had and key in had_long)
    ]


def _corrected(db: Db, list_id: int, period: str, since: float, until: float) -> Iterator[Later]:
    """What readers could have by the last issue and what says something else now, where that may
    do harm; for readers of titles, since the last one that had posts."""
    told = min(since, issues.last_with_posts(db, list_id, period) or since)
    changed = translations.changed_between(db, list_id, told, until)
    numbers = list(dict.fromkeys(number for number, _ in changed))
    posts = issues.out_before(db, list_id, numbers, since)
    posts += summaries.texts_before(db, list_id, numbers, since)
    by_number = {post.number: post for post in posts}
    had, had_long = (translations.stood(db, numbers, at) for at in (since, told))
    for number, known in sorted(translations.of_posts(db, numbers).items()):
        for one in known:
            key = (number, one.language)
            if one.manner is not Manner.HUMAN or key not in changed or number not in by_number:
                continue
            fresh = is_corrected(had.get(key), one)
            if fresh or is_corrected(had_long.get(key), one):
                post, made = by_number[number], changed[key]
                yield Later(post, one.language, made, fresh=fresh, corrected=True)


def _first(posts: Sequence[Post], later: Sequence[Later], since: float) -> float:
    """The earliest instant that a reader's mode is asked for."""
    published = [post.published for post in posts if post.published is not None]
    return min([since, *published, *(one.made for one in later)])


def _topics(db: Db, posts: Sequence[Post]) -> dict[int, str]:
    """What the first posts of their threads are called, by thread."""
    return {
        post.thread: shelf.topic_of_thread(db, post.list_id, post.number) or post.topic
        for post in posts
    }
