"""What time it is.

Owns nothing. The clock of a site cannot be moved by configuration: only the demo and tests
compose the server with an OffsetClock.
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """POSIX seconds."""


class SystemClock:
    def now(self) -> float:
        return time.time()


class OffsetClock:
    """The system's clock, moved on by hand; it never goes back."""

    def __init__(self, start: float | None = None) -> None:
        self._offset = 0.0 if start is None else start - time.time()

    def now(self) -> float:
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        self._offset += max(0.0, seconds)
