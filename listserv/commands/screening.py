"""Which mail people are handed at once, and which they read of later with others; pure.

Owns the bounds of what reaches a list's moderators, or the site's admin: the same doubts as about a
post (a filter's word, viruses, who wrote it), and so many a day. What is over a bound is not lost:
it is gathered into one letter a day. A failure here cannot happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FROM_ONE = 40  # mails a day from one writer
FROM_STRANGERS = 40  # from all together who are not registered, and are who they say
UNPROVEN = 10  # from all together where nothing proves who wrote


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is known of a mail to people."""

    spam: bool = False  # by a filter
    infected: bool = False
    automatic: str = ""  # why nobody wrote it, or not to us alone
    banned: bool = False
    known: bool = False  # the writer is registered
    proven: bool = False  # and is who she says


def is_spam(doubts: Doubts) -> bool:
    """Whether people are told of a mail by a number alone."""
    return doubts.spam or doubts.infected


def waits(doubts: Doubts) -> str:
    """Why a mail is not handed on at once, however few there are; "" where it may be."""
    if doubts.automatic:
        return f"automatic, {doubts.automatic}"
    return "from somebody who is banned" if doubts.banned else ""


def bounds(doubts: Doubts, writer: str) -> Sequence[tuple[str, int]]:
    """What a mail counts against in a day, each with how many it has."""
    one = (f"from {writer}", FROM_ONE)
    if not doubts.proven:
        return (one, ("of unproven", UNPROVEN))
    return (one,) if doubts.known else (one, ("of strangers", FROM_STRANGERS))
