"""`listserv queue`: outgoing mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from listserv.cli.common import Opened, day, on_site
from listserv.cli.program import Noun
from listserv.store import ledger

SHOWN = 20


@click.group("queue", cls=Noun)
def group() -> None:
    """Outgoing mail."""


@group.command("show")
@on_site
def show_queue(at: Opened) -> None:
    """Show how many copies wait, and the oldest of them with the relay's last words."""
    counts = at.store.read_now(ledger.counts)
    oldest = [
        {**row, "due": day(row["due"]), "created": day(row["created"])}
        for row in at.store.read_now(ledger.oldest, SHOWN)
    ]
    at.show({"counts": counts, "oldest": oldest}, _lines(counts, oldest))


def _lines(counts: dict[str, int], oldest: list[dict[str, Any]]) -> Iterator[str]:
    yield ", ".join(f"{n} {state}" for state, n in counts.items()) or "nothing sent yet"
    for row in oldest:
        tried = f"due {row['due']}  tries {row['tries']}"
        yield f"{row['id']:8} {tried}  {row['address']}  {row['reply']}".rstrip()


@group.command()
@on_site
def retry(at: Opened) -> None:
    """Try everything that waits now, not at its hour."""
    n = at.store.write_now(ledger.retry_now, at.now)
    at.show({"due": n}, [f"{n} copies are due now"])
