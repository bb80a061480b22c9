"""Which relay takes the next copies; pure.

Relays share the copies by their weights: each has connections in proportion, and of those that are
free the turn is that of the one which has had the least. Nobody waits for a busy one, which may be
hanging. One that was busy or away makes up for nothing. A relay of weight 0 stands by: it is asked
only while all others are out of reach.
"""

from __future__ import annotations

from collections.abc import Sequence


class Turns:
    """Whose turn it is. A relay is named by its place in `weights`."""

    def __init__(self, weights: Sequence[int]) -> None:
        self._weights = tuple(weights)
        self._had = [0.0] * len(self._weights)  # copies by weight

    def pick(self, room: Sequence[int | None]) -> int | None:
        """The relay that is next, or None where all are busy or away.

        `room`: how much each can take now; None: it is out of reach.
        """
        reached = [n for n, free in enumerate(room) if free is not None]
        sharing = [n for n in reached if self._weights[n]] or reached
        free = [n for n in sharing if room[n]]
        if not free:
            return None
        chosen = min(free, key=lambda n: self._had[n])
        for n in range(len(room)):
            if n not in free:
                self._had[n] = max(self._had[n], self._had[chosen])
        return chosen

    def connections(self, relay: int, most: int) -> int:
        """How many of its `most` connections a relay may use, for its share; at least one."""
        heaviest = max(self._weights)
        weight = self._weights[relay] or heaviest  # who stands by works alone
        return max(1, round(most * weight / heaviest)) if heaviest else most

    def gave(self, relay: int, copies: int) -> None:
        """So many went to a relay."""
        self._had[relay] += copies / (self._weights[relay] or 1)
