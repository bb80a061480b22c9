"""Who gets a copy of a post now, who does not, and why.

Pure. Only members who chose every message get a copy; the others meet the post in a digest, in a
summary or in the archive. Who leaves or pauses after this decision is taken out when the copy is
about to leave (store.ledger.take).

A failure here cannot happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listserv.model import DeliveryMode, Post, Subscriber

# Why a mode other than "every message" gets no copy now.
_LATER = {
    DeliveryMode.DAILY: "daily digest",
    DeliveryMode.WEEKLY: "weekly digest",
    DeliveryMode.MONTHLY: "monthly digest",
    DeliveryMode.TITLES: "titles only",
    DeliveryMode.SUMMARIES: "summaries only",
    DeliveryMode.NONE: "no mail",
}


@dataclass(frozen=True, slots=True)
class Recipients:
    """The decision about one post: every member is in exactly one of the two."""

    copies_for: tuple[Subscriber, ...]
    skipped: Mapping[int, str]  # person id -> reason


def choose(members: Iterable[Subscriber], post: Post, now: float) -> Recipients:
    """Who of `members` gets a copy of `post`; a person listed twice gets one."""
    copies: dict[int, Subscriber] = {}
    skipped: dict[int, str] = {}
    for member in members:
        reason = _why_not(member, post, now)
        if reason:
            skipped[member.person_id] = reason
        else:
            copies[member.person_id] = member
    return Recipients(
        tuple(member for person, member in copies.items() if person not in skipped), skipped
    )


def _why_not(member: Subscriber, post: Post, now: float) -> str:
    """The reason for no copy; "" when there is none."""
    if member.delivery is not DeliveryMode.EACH:
        return _LATER[member.delivery]
    if member.paused_until is not None and member.paused_until > now:
        return "paused"
    if member.stopped is not None:
        return "her address bounces"
    if member.person_id == post.person_id and not member.own_copies:
        return "own post"
    return ""
