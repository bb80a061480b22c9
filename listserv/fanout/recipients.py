"""Who gets a copy of a post now, and who does not.

Pure. Only members who chose every message get a copy, and of an announcement all who get any mail;
the others meet the post in a digest, in a summary or in the archive, and whom it passes by
(model.wanted) there alone. Who leaves or pauses after this decision is taken out when the copy is
about to leave (store.ledger.take).

A failure here cannot happen.
"""

from __future__ import annotations

from collections.abc import Iterable

from listserv.model import DeliveryMode, Post, Sort, Subscriber


def choose(
    members: Iterable[Subscriber],
    post: Post,
    now: float,
    without: frozenset[int] = frozenset(),
) -> tuple[Subscriber, ...]:
    """Who of `members` gets a copy of `post`; persons in `without` do not want it, or have these
    very words already, from before it was taken back."""
    return tuple(
        member
        for member in members
        if member.person_id not in without and _gets_it(member, post, now)
    )


def _gets_it(member: Subscriber, post: Post, now: float) -> bool:
    for_all = post.kind is Sort.ANNOUNCEMENT and member.delivery is not DeliveryMode.NONE
    return (
        (for_all or member.delivery is DeliveryMode.EACH)
        and (member.paused_until or 0.0) <= now
        and member.stopped is None
        and (member.own_copies or member.person_id != post.person_id)
    )
