"""The packer: from rows of the ledger to parcels that a relay can be given.

Owns what is personal in a copy: the leave token, the return path, the signature over both. Copies
of a rendition that has no place for anything personal become one parcel for all their recipients.
A rendition that cannot go out is the failure of its copies, with the reason; a row is never lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from listserv.clock import Clock
from listserv.delivery.copy import Parcel
from listserv.delivery.moulds import Moulds, Ready
from listserv.delivery.outcomes import Outcome
from listserv.delivery.signing import SignerPool
from listserv.delivery.verp import return_path
from listserv.model import BROADCASTS, Delivery, DeliveryState, Purpose, Site, Token
from listserv.store import lists
from listserv.store.base import Store
from listserv.text.tokens import Seal

log = logging.getLogger("listserv.delivery")


@dataclass(frozen=True, slots=True)
class Packed:
    """Parcels in the order of their rows, and what became of the rows that are in none."""

    parcels: list[Parcel] = field(default_factory=list)
    unfit: dict[int, Outcome] = field(default_factory=dict)  # by the row's id


class Packer:
    """Packs for one site; `signers` None is a site that does not sign."""

    def __init__(
        self, store: Store, site: Site, seal: Seal, signers: SignerPool | None, clock: Clock
    ) -> None:
        self._store = store
        self._site = site
        self._seal = seal
        self._signers = signers
        self._clock = clock
        self._moulds = Moulds(store, signs=signers is not None)
        self._names: dict[int, str] = {0: ""}

    async def pack(self, rows: Sequence[Delivery]) -> Packed:
        """The parcels of a batch."""
        lots: dict[tuple[int, int], list[Delivery]] = {}
        for row in rows:
            lots.setdefault((row.mailing, row.rendition), []).append(row)
        packed = Packed()
        for found in await asyncio.gather(*(self._lot(lot) for lot in lots.values())):
            packed.parcels.extend(found.parcels)
            packed.unfit.update(found.unfit)
        return packed

    async def _lot(self, rows: Sequence[Delivery]) -> Packed:
        """Copies of one rendition."""
        ready = await self._moulds.of(rows[0])
        if isinstance(ready, str):
            log.error("mailing %d %s", rows[0].mailing, ready)
            unfit = Outcome(DeliveryState.FAILED, ready)
            return Packed(unfit={row.id: unfit for row in rows})
        name = await self._name(rows[0].list_id)
        if rows[0].kind in BROADCASTS and not ready.mould.personal:
            (head,) = await self._heads(ready, [""])
            return Packed([self._parcel(rows, name, head, ready)])
        heads = await self._heads(ready, self._leaves(rows, ready))
        return Packed(
            [self._parcel((row,), name, head, ready) for row, head in zip(rows, heads, strict=True)]
        )

    def _leaves(self, rows: Sequence[Delivery], ready: Ready) -> list[str]:
        """The leave token of each recipient, where the rendition has a place for it."""
        if not ready.mould.personal:
            return [""] * len(rows)
        return [self._seal(Token(Purpose.LEAVE, row.person_id, row.list_id)) for row in rows]

    async def _heads(self, ready: Ready, leaves: Sequence[str]) -> list[bytes]:
        """The head of each copy, signed where the site signs."""
        heads = [ready.mould.fill(leave) for leave in leaves]
        if self._signers is None or ready.plan is None:
            return heads
        signatures = await self._signers.sign(ready.plan, leaves, self._clock.now())
        return [signature + head for signature, head in zip(signatures, heads, strict=True)]

    def _parcel(self, rows: Sequence[Delivery], name: str, head: bytes, ready: Ready) -> Parcel:
        first = rows[0]
        person = first.person_id if len(rows) == 1 else 0
        sender = return_path(self._site, name, self._seal, first.kind, person, first.mailing)
        return Parcel(
            tuple([row.id for row in rows]),
            tuple([row.address for row in rows]),
            first.created,
            sender,
            head,
            ready.mould,
        )

    async def _name(self, list_id: int) -> str:
        """A list's name never changes; it is looked up once."""
        if list_id not in self._names:
            found = await self._store.read(lists.by_id, list_id)
            self._names[list_id] = found.name if found else ""
        return self._names[list_id]
