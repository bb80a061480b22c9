"""`listserv archive`: the static pages."""

from __future__ import annotations

import click

from listserv.archive.worker import Shelf
from listserv.cli.common import Opened, on_site, progress
from listserv.cli.program import Noun
from listserv.store import lists


@click.group("archive", cls=Noun)
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
    pages: dict[str, int] = {}
    with progress("lists") as done:
        for one in chosen:
            pages[one.name] = at.run(shelf.build(one))
            done(len(pages))
    at.show(
        {"directory": str(directory), "pages": pages},
        (f"{name}: {n} pages in {directory}" for name, n in pages.items()),
    )
