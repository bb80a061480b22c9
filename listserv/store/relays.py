"""What must be known of a relay after a restart: what its day has had, and whether it is stopped.

Owns `relay`. Connections, rests and rates are the road's own and begin anew with the server.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.store.base import Db


@dataclass(frozen=True, slots=True)
class Known:
    """One relay, named by its URL."""

    day: int = 0  # of UTC since 1970; which `taken` is about
    taken: int = 0  # copies
    stopped: float | None = None  # since when
    reason: str = ""


def load(db: Db, name: str) -> Known:
    """What is known of a relay; of a new one nothing is."""
    row = db.row("SELECT day, taken, stopped, reason FROM relay WHERE name=?", name)
    return Known(**row) if row else Known()


def count(db: Db, name: str, n: int, day: int) -> None:
    """Count copies that a relay was given on a day."""
    db.execute(
        "INSERT INTO relay (name, day, taken) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET"
        " taken = CASE day WHEN ?2 THEN taken + ?3 ELSE ?3 END, day = ?2",
        (name, day, n),
    )


def stop(db: Db, name: str, reason: str, now: float) -> None:
    """A relay refuses us: it gets nothing until it is resumed."""
    db.execute(
        "INSERT INTO relay (name, stopped, reason) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (name) DO UPDATE SET stopped = coalesce(stopped, ?2), reason = ?3",
        (name, now, reason),
    )


def resume(db: Db, name: str | None = None) -> int:
    """A relay, or all that are stopped, may be asked again; returns how many."""
    db.hint("road")
    return db.execute(
        "UPDATE relay SET stopped = NULL, reason = '' WHERE stopped IS NOT NULL"
        " AND coalesce(?1, name) = name",
        (name,),
    ).rowcount
