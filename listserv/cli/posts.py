"""`listserv post`: bring in history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from listserv.archive.importer import import_posts
from listserv.children import Pool
from listserv.cli.common import Opened, json_option, on_site, show


@click.group("post")
def group() -> None:
    """Posts."""


@group.command("import")
@click.argument("name")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@json_option
@on_site
def import_history(at: Opened, name: str, path: Path, as_json: bool) -> None:
    """Bring the history in PATH (mbox, Maildir or a folder of .eml) into the list NAME.

    Nothing is sent. Messages that are there already are counted and left out.
    """
    found = at.list(name)

    async def work() -> Any:
        pool = Pool()
        try:
            return await import_posts(at.store, pool, found, path, at.now, _progress)
        finally:
            await pool.close()

    report = at.run(work())
    if sys.stderr.isatty():
        click.echo("", err=True)
    show(asdict(report), as_json, _lines)


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} messages", nl=False, err=True)


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield f"{report['messages']} messages, {report['imported']} imported"
    for reason, count in report["reasons"].items():
        yield f"{count:8} {reason}"
