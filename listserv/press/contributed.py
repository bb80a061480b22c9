"""What `my contributions` shows: what somebody has given to each list.

Pure values of templates/mail/contributions.txt; the kinds of letters stand in press/kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Published:
    """A post of hers, for `my contributions`."""

    day: date
    topic: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Contributed:
    """What she has given to a list."""

    title: str
    since: float | None  # when she joined; None: she is on it no more
    years: tuple[tuple[int, int], ...]  # how many posts in each
    begun: int  # threads
    posts: tuple[Published, ...]
    earlier: int  # posts that are not named

    @property
    def count(self) -> int:
        return sum(count for _, count in self.years)
