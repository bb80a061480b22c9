"""The attic: mailings that ended a fortnight ago become rows of counts.

Owns no table; the work is done a page a step, so that it keeps nobody waiting. What a command line
that was killed left half laid is forgotten here too, after an hour. A failure here leaves rows for
the next round: they cost room, nothing else.
"""

from __future__ import annotations

from listserv.clock import Clock
from listserv.store import laying, queue
from listserv.store.base import Store


class Attic:
    """The worker."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def step(self) -> bool:
        now = self._clock.now()
        if await self._store.read(queue.is_old, now):
            return await self._store.write(queue.collapse, now)
        left = await self._store.read(queue.abandoned, now)
        return left is not None and await self._store.write(laying.forget, left, now)
