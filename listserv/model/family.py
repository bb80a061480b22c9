"""Linked forums: lists of one family are one community in several languages; pure.

A post that is out in two of them is two posts, twins, from one mail, and nobody gets both. Owns
the decision which of them somebody gets who is in both forums: the one of the forum in her first
language, else the one that went out first, by that forum's own mode. What has reached her stays the
one she got, and what is not out yet takes nothing from anybody: so each step decides alone, as the
post goes out or an issue is closed, and whichever is first, she gets one.

A failure here cannot happen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from listserv.model.people import DeliveryMode, MailingList, Member

# By which modes an issue of a period is read.
READ_IN: Mapping[str, frozenset[DeliveryMode]] = {
    "daily": frozenset({DeliveryMode.DAILY, DeliveryMode.TITLES}),
    "weekly": frozenset({DeliveryMode.WEEKLY}),
    "monthly": frozenset({DeliveryMode.MONTHLY}),
    "notices": frozenset(DeliveryMode) - {DeliveryMode.SUMMARIES, DeliveryMode.NONE},
    "condolences": frozenset({DeliveryMode.EACH}),
}

Changes = Mapping[int, Sequence[tuple[float, DeliveryMode]]]
"""Changes of mode by person, the oldest first: when, and the mode until then."""


@dataclass(frozen=True, slots=True)
class Also:
    """Where a post is out too."""

    list: MailingList
    number: int
    permalink: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A post that is out, as far as readers of another list with the same post are concerned."""

    number: int
    language: str  # of its list
    published: float
    has: frozenset[int] = frozenset()  # persons who got it there, or whose copy is on its way
    will: frozenset[int] = frozenset()  # whom an issue there brings it that is not closed yet


def may_be_linked(here: MailingList, there: MailingList) -> bool:
    """Whether everybody who may read the archive of one list may read that of the other: pages
    for members link to those of other members, pages for everybody only to such ones."""
    open_to = {"public": ("public",), "members": ("public", "members")}
    return there.policy.archive in open_to.get(here.policy.archive, ())


def mode_at(
    instant: float, current: DeliveryMode, changes: Sequence[tuple[float, DeliveryMode]]
) -> DeliveryMode:
    """The mode at an instant: what the first change after it ended, else the current one."""
    return next((before for at, before in changes if at > instant), current)


def awaiting(
    readers: Sequence[Member],
    changes: Changes,
    periods: Collection[str],
    published: float,
    now: float,
) -> frozenset[int]:
    """Persons whom one of these issues, that are still open, brings a post, as far as is known now.

    Notices go by the mode that she has by now, the others by the one that she had at the
    publication. Who pauses now is not counted on: her pause may last longer than the issue.
    """
    then = frozenset[DeliveryMode]().union(*(READ_IN[one] for one in periods if one != "notices"))
    by_now = READ_IN["notices"] if "notices" in periods else frozenset[DeliveryMode]()
    return frozenset(
        reader.person.id
        for reader in readers
        if reader.delivery is not DeliveryMode.NONE
        and reader.reads(now)
        and not reader.was_away(published)
        and (
            reader.delivery in by_now
            or mode_at(published, reader.delivery, changes.get(reader.person.id, ())) in then
        )
    )


def elsewhere(here: Twin, others: Sequence[Twin], first: Mapping[int, str]) -> frozenset[int]:
    """Persons who do not get a post here, since another list brings it to them.

    `first` is the first language of all who are in two of the lists.
    """
    served = frozenset[int]().union(*(twin.has for twin in others))
    waiting = frozenset[int]().union(*(twin.will for twin in others)) - served
    return served | {
        person
        for person in waiting
        if any(
            person in twin.will and _rank(twin, first[person]) < _rank(here, first[person])
            for twin in others
        )
    }


def _rank(twin: Twin, language: str) -> tuple[bool, float, int]:
    """The less, the sooner somebody with this first language is to have it."""
    return twin.language != language, twin.published, twin.number
