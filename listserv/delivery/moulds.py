"""Moulds of the renditions in use, as few as memory allows.

Owns a cache bounded in octets, so that memory does not grow with the list, the number of letters
or the number of posts under way. What is dropped is read again from the store, and so is what was
rewritten since. A rendition that cannot go out (copy.mould) is kept as its reason, and its copies
fail with it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from listserv.delivery.copy import Mould, mould
from listserv.delivery.signer import Plan, plan
from listserv.model import Delivery, Rendition
from listserv.store import mailings
from listserv.store.base import Store

OCTETS = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ready:
    """A rendition prepared for copying and, where the site signs, for signing."""

    mould: Mould
    plan: Plan | None


class Moulds:
    """The cache. `most` is in octets of bodies."""

    def __init__(self, store: Store, *, signs: bool, most: int = OCTETS) -> None:
        self._store = store
        self._signs = signs
        self._most = most
        self._octets = 0
        self._ready: OrderedDict[tuple[int, int, int], Ready | str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ready)

    async def of(self, row: Delivery) -> Ready | str:
        """What a row's copy is made from, or why it cannot be made."""
        key = (row.mailing, row.rendition, row.rewritten)
        if key not in self._ready:
            try:
                rendition = await self._store.read(mailings.rendition, row.mailing, row.rendition)
            except LookupError as error:
                return _unfit(error)
            if key not in self._ready:  # another batch may have read it meanwhile
                self._keep(key, self._prepared(rendition))
        self._ready.move_to_end(key)
        return self._ready[key]

    def _prepared(self, rendition: Rendition) -> Ready | str:
        try:
            made = mould(rendition)
            return Ready(made, plan(made) if self._signs else None)
        except ValueError as error:
            return _unfit(error)

    def _keep(self, key: tuple[int, int, int], ready: Ready | str) -> None:
        """Keep one more; what was used longest ago makes room."""
        self._ready[key] = ready
        self._octets += _octets(ready)
        while self._octets > self._most and len(self._ready) > 1:
            _, oldest = self._ready.popitem(last=False)
            self._octets -= _octets(oldest)


def _unfit(error: Exception) -> str:
    return f"cannot be sent: {error}"


def _octets(ready: Ready | str) -> int:
    return len(ready) if isinstance(ready, str) else len(ready.mould.stuffed) + 4096
