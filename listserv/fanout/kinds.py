"""What a post is, and so how it goes out: a copy each at once, or gathered with others.

Pure. Jobs, events and calls wait for the weekly notices, answers to an obituary for the condolences
of their day; digest readers meet these in their digest. What a moderator sends out at once
(`ok now`, an obituary) goes as a copy all the same.
"""

from __future__ import annotations

from datetime import datetime, time

from listserv.languages import deadlines
from listserv.model import NOTICES, Post, Sort
from listserv.press.days import local_day, zone

_LAST = time(23, 59, 59)


def is_condolence(post: Post, root: Sort) -> bool:
    """Whether a post, in a thread whose first post is a `root`, is an answer to an obituary."""
    return post.kind is Sort.ORDINARY and root is Sort.OBITUARY


def has_no_number(post: Post, root: Sort) -> bool:
    """Whether its subject goes without the number of its place in the thread."""
    return post.kind is not Sort.ORDINARY or is_condolence(post, root)


def is_gathered(post: Post, root: Sort) -> bool:
    """Whether it waits for others, and nobody gets a copy of it alone."""
    return not post.urgent and (post.kind in NOTICES or is_condolence(post, root))


def stands_until(post: Post, zone_name: str, now: float) -> float | None:
    """The last second of the day that ends a notice, in the list's time zone; None for other posts
    and where its words name no day."""
    if post.kind not in NOTICES:
        return None
    said = f"{post.topic}\n\n{post.text}"
    day = deadlines.latest(said, local_day(now, zone_name), post.language)
    return datetime.combine(day, _LAST, zone(zone_name)).timestamp() if day else None
