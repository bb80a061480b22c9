"""What is due: the issue of a list and period that is to be closed, and all that goes into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from listserv.digests.calendar import last_boundary
from listserv.digests.readers import Changes, Filters
from listserv.model import MailingList, Member, Post
from listserv.store import filters, issues, members, shelf
from listserv.store.base import Db


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

    def parts(self) -> Sequence[Sequence[Post]]:
        """The posts of each mail: condolences by thread, anything else in one."""
        if self.period != "condolences":
            return [self.posts] if self.posts else []
        threads = dict.fromkeys(post.thread for post in self.posts)
        return [[post for post in self.posts if post.thread == thread] for thread in threads]


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
    if not posts:
        return Due(mailing_list, period, day, since, until)
    is_notices = period == "notices"
    return Due(
        mailing_list,
        period,
        day,
        since,
        until,
        posts,
        members.members(db, mailing_list.id),
        {} if is_notices else members.changes(db, mailing_list.id, _first(posts, since)),
        issues.standing(db, mailing_list.id, since, until) if is_notices else (),
        _topics(db, posts) if period == "condolences" else {},
        issues.turn(db, mailing_list.id, period, day.isoformat()),
        filters.of_list(db, mailing_list.id),
    )


def _first(posts: Sequence[Post], since: float) -> float:
    """The earliest instant that a reader's mode is asked for."""
    return min([since, *(post.published for post in posts if post.published is not None)])


def _topics(db: Db, posts: Sequence[Post]) -> dict[int, str]:
    """What the first posts of their threads are called, by thread."""
    return {
        post.thread: shelf.topic_of_thread(db, post.list_id, post.number) or post.topic
        for post in posts
    }
