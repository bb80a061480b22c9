"""What waits for moderators, and who of them reads it; pure."""

from __future__ import annotations

from dataclasses import dataclass

from listserv.model.people import Person


@dataclass(frozen=True, slots=True)
class Wait:
    """A held post as the herald sees it; one whose author is asked does not wait."""

    number: int
    version: int
    since: float  # when this version came
    received: float
    noticed: float | None = None  # when moderators read of it, or were reminded
    stirred: float = 0.0  # when a moderator last did something with it, 0: never
    reminded: int = 0  # steps done: 1 reminded, 2 escalated
    put_off: float | None = None  # as Post.put_off
    taken_by: int = 0
    taken: float = 0.0  # when she took it
    spam: bool = False  # a filter says so
    author_told: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads what waits on a list: a moderator, or the site's admin where there is none."""

    person: Person
    addresses: frozenset[str] = frozenset()  # all of hers
    most: int = 0  # characters of a post that she is shown, 0: as many as a letter carries
    letters: str = ""  # "each", "hours", or "" for the list's own way
    away_until: float | None = None

    def is_away(self, now: float) -> bool:
        return (self.away_until or 0.0) > now
