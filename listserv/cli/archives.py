"""`listserv archive`: the static pages."""

from __future__ import annotations

import click

from listserv.archive.worker import Shelf
from listserv.cli.common import Opened, on_site
from listserv.store import lists


@click.group("archive")
def group() -> None:
    """The static archive."""


@group.command()
@click.argument("name", required=False)
@on_site
def build(at: Opened, name: str | None) -> None:
    """Make all pages of the list NAME, or of all lists, again from the store."""
    directory = at.settings.archive.dir
    shelf = Shelf(at.store, at.site, directory)
    chosen = [at.list(name)] if name else at.store.read_now(lists.every)
    for one in chosen:
        pages = at.run(shelf.build(one))
        click.echo(f"{one.name}: {pages} pages in {directory}")
