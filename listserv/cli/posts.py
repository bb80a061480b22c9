"""`listserv post`: bring in history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from listserv.archive.importer import ImportReport, import_posts
from listserv.children import Pool
from listserv.cli.common import Opened, on_site, progress
from listserv.cli.program import Noun, WrongUsage


@click.group("post", cls=Noun)
def group() -> None:
    """History of the lists."""


@group.command("import")
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path))
@on_site
def import_history(at: Opened, name: str, path: Path) -> None:
    """Bring the history in PATH (mbox, Maildir or a folder of .eml) into the list NAME.

    Nothing is sent. Messages that are there already are counted and left out.
    """
    found = at.list(name)
    if not path.exists():
        raise WrongUsage(f"{path}: no such file or folder")

    async def work() -> ImportReport:
        pool = Pool()
        try:
            with progress("messages") as done:
                return await import_posts(at.store, pool, found, path, at.now, done)
        finally:
            await pool.close()

    report = at.run(work())
    at.show(asdict(report), _lines(report))


def _lines(report: ImportReport) -> Iterator[str]:
    yield f"{report.messages} messages, {report.imported} imported"
    for reason, count in report.reasons.items():
        yield f"{count:8} {reason}"
    for lack, count in report.lacking.items():
        yield f"{count:8} {lack}, imported all the same"
