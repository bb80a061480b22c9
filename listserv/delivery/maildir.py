"""A relay that is a folder: copies are written into one Maildir, to be looked at.

Owns `tmp/`, `new/` and `cur/` below its folder. A copy is on the disk before it counts as sent:
written to tmp/, synced, renamed into new/, the folder synced. Its file name is made of the
mailing's time and the ledger's row, so a copy repeated after a crash takes its own place again.
Return-Path, Delivered-To and X-Original-To at the top say whose copy it is. Line ends are LF, as
mail programs expect in a Maildir. A disk that does not take it makes the relay `UnreachableError`.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from pathlib import Path

from listserv.delivery.copy import Parcel
from listserv.delivery.outcomes import Outcome, Trial
from listserv.delivery.smtp import UnreachableError
from listserv.model import DeliveryState


class Maildir:
    """A folder that takes batches as a session does."""

    alive = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._host = socket.gethostname().replace("/", "\\057").replace(":", "\\072")
        self._stopping = False

    @classmethod
    async def dial(cls, folder: Path) -> Maildir:
        """Make the folder. Raises UnreachableError."""
        try:
            for name in ("tmp", "new", "cur"):
                await asyncio.to_thread((folder / name).mkdir, parents=True, exist_ok=True)
        except OSError as error:
            raise UnreachableError(error.strerror) from error
        return cls(folder)

    async def deliver(self, parcels: Sequence[Parcel]) -> list[list[Outcome]]:
        """Write a batch; the outcomes of each parcel, in order, one for each recipient."""
        return await asyncio.to_thread(self._write_all, parcels)

    def finish(self) -> None:
        """Write no more copies of the batch under way."""
        self._stopping = True

    abort = finish

    def close(self) -> None:
        """Nothing is kept open."""

    def _write_all(self, parcels: Sequence[Parcel]) -> list[list[Outcome]]:
        outcomes = [
            [self._written(parcel, place) for place in range(len(parcel.recipients))]
            for parcel in parcels
        ]
        try:
            _sync(self._folder / "new")
        except OSError as error:
            return [[_not_now(error)] * len(one) for one in outcomes]
        return outcomes

    def _written(self, parcel: Parcel, place: int) -> Outcome:
        if self._stopping:
            return Outcome(DeliveryState.DUE, "stopped before its turn", Trial.UNTRIED)
        try:
            self._write(parcel, parcel.deliveries[place], parcel.recipients[place])
        except UnicodeError:
            return Outcome(DeliveryState.FAILED, "553 5.1.3 not an address that mail can use")
        except OSError as error:
            return _not_now(error)
        return Outcome(DeliveryState.SENT, "written")

    def _write(self, parcel: Parcel, delivery: int, recipient: str) -> None:
        name = f"{int(parcel.created)}.D{delivery}.{self._host}"
        top = (
            f"Return-Path: <{parcel.sender}>\r\nDelivered-To: {recipient}\r\n"
            f"X-Original-To: {recipient}\r\n"
        ).encode("ascii")
        message = top + parcel.head + b"\r\n" + parcel.mould.body()
        written = self._folder / "tmp" / name
        with written.open("wb") as file:
            file.write(message.replace(b"\r\n", b"\n"))
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._folder / "new" / name)


def _not_now(error: OSError) -> Outcome:
    return Outcome(DeliveryState.DUE, f"cannot write: {error.strerror}", Trial.UNTRIED)


def _sync(folder: Path) -> None:
    """A rename is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
