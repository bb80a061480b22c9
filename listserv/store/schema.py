"""The schema, as migrations that are applied in order and never edited once released.

Owns the shape of the file: each `migrations/mNNN_name.sql` is one step, applied whole. A migration
that fails is rolled back and the program does not start.

Reading guide: `mail` keeps raw bytes and the envelope; a mail addressed to two lists has two rows
in `post`; a mail to any other address of ours is an `errand`. Outgoing mail is a `mailing` with
its `rendition`s and one `delivery` per recipient: the ledger.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import resources

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("listserv")


def _register(name: str, sql: str) -> None:
    @migrations(name=name)
    def apply(db: Database) -> None:
        """One by one: `executescript` would commit what came before."""
        for statement in statements(sql):
            db.execute(statement)


def statements(sql: str) -> Iterator[str]:
    """Each with the comments above it; what follows the last one is no more than a comment."""
    held = ""
    for line in sql.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


for _step in sorted(
    (resources.files("listserv.store") / "migrations").iterdir(), key=lambda entry: entry.name
):
    _register(_step.name.removesuffix(".sql"), _step.read_text("utf-8"))
