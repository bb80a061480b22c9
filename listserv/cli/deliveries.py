"""`listserv queue`: outgoing mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from listserv.cli.common import Opened, day, json_option, on_site, show
from listserv.store import ledger


@click.group("queue")
def group() -> None:
    """Outgoing mail."""


@group.command("show")
@json_option
@on_site
def show_queue(at: Opened, as_json: bool) -> None:
    """Show how many copies wait, and the oldest of them with the relay's last words."""
    counts = at.store.read_now(ledger.counts)
    oldest = [
        {**row, "due": day(row["due"]), "created": day(row["created"])}
        for row in at.store.read_now(ledger.oldest, 20)
    ]
    show({"counts": counts, "oldest": oldest}, as_json, _lines)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield ", ".join(f"{n} {state}" for state, n in found["counts"].items()) or "nothing sent yet"
    for row in found["oldest"]:
        tried = f"due {row['due']}  tries {row['tries']}"
        yield f"{row['id']:8} {tried}  {row['address']}  {row['reply']}"


@group.command()
@on_site
def retry(at: Opened) -> None:
    """Try everything that waits now, not at its hour."""
    click.echo(f"{at.store.write_now(ledger.retry_now, at.now)} copies are due now")
