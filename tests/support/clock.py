"""A clock that stands still, and goes on when a test tells it."""

from __future__ import annotations


class StillClock:
    """`time`, in POSIX seconds, is what it says."""

    def __init__(self, time: float) -> None:
        self.time = time

    def now(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds
