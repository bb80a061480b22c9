"""`listserv post`: history in and out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from listserv.archive.exporter import Exporter, TakenMeanwhileError
from listserv.archive.importer import ImportReport, import_posts
from listserv.children import Pool
from listserv.cli.common import Opened, moment, on_site, progress
from listserv.cli.program import Failure, Noun, WrongUsage


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


@group.command("export")
@click.argument("name")
@click.argument("file", default="-")
@click.option("--masked", is_flag=True, help="Show nobody's address.")
@on_site
def export_history(at: Opened, name: str, file: str, masked: bool) -> None:
    """Write the published posts of the list NAME to FILE (- for standard output) as an mbox.

    With --json a line for each post. What was recalled, withdrawn or taken out is not there.
    'post import' reads the mbox back, and so does any mail program.
    """
    found = at.list(name)

    async def work(sink: BinaryIO) -> int:
        pool = Pool()
        try:
            exporter = Exporter(at.store, pool.files, at.site, found, masked)
            return await _write(_lines_of(exporter) if at.as_json else exporter.mbox(), sink)
        finally:
            await pool.close()

    try:
        if file == "-":
            at.run(work(sys.stdout.buffer))
            sys.stdout.buffer.flush()
        else:
            count = _into(Path(file), lambda sink: at.run(work(sink)))
            at.show({"posts": count, "file": file}, [f"{count} posts in {file}"])
    except TakenMeanwhileError:
        said = "something was taken out of posts meanwhile, or is being taken out; export again"
        raise Failure(said) from None


async def _lines_of(exporter: Exporter) -> AsyncIterator[bytes]:
    async for facts in exporter.facts():
        instants = {key: moment(facts[key]) for key in ("published", "sent")}
        for one in facts["translations"]:
            one["made"] = moment(one["made"])
        yield f"{json.dumps({**facts, **instants}, ensure_ascii=False)}\n".encode()


async def _write(pieces: AsyncIterator[bytes], sink: BinaryIO) -> int:
    """How many were written."""
    count = 0
    with progress("posts") as done:
        async for piece in pieces:
            sink.write(piece)
            count += 1
            done(count)
    return count


def _into(path: Path, work: Callable[[BinaryIO], int]) -> int:
    """Write a new file that only its owner may read; what is written by halves goes."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise WrongUsage(f"{path} is there already; name another file") from None
    try:
        with os.fdopen(number, "wb") as sink:
            return work(sink)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
