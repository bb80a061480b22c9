"""The attic: what is old shrinks or goes.

Owns no table; the work is done a page a step, so that it keeps nobody waiting. Mailings that ended
a fortnight ago become rows of counts; what is no post goes after its time; what a command line that
was killed left half laid is forgotten after an hour. A failure here leaves rows for the next round:
they cost room, nothing else.
"""

from __future__ import annotations

from listserv.clock import Clock
from listserv.store import laying, leftovers, queue
from listserv.store.base import Store
from listserv.text.dates import DAY

MONTH = 30 * DAY


class Attic:
    """The worker."""

    def __init__(self, store: Store, clock: Clock, kept: float = MONTH) -> None:
        """`kept`: for how many seconds mail is kept that is no post."""
        self._store = store
        self._clock = clock
        self._kept = kept

    async def step(self) -> bool:
        now = self._clock.now()
        if await self._store.read(queue.is_old, now):
            return await self._store.write(queue.collapse, now)
        left = await self._store.read(queue.abandoned, now)
        if left is not None:
            return await self._store.write(laying.forget, left, now)
        before = now - self._kept
        if await self._store.read(leftovers.is_any, before):
            return await self._store.write(leftovers.remove, before)
        return False
