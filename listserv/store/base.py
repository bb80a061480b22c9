"""The database file: connections, the single writer, group commit.

Owns the SQLite file and the only thread that writes it. Verbs from many tasks that wait at the
same moment share one transaction and one fsync; each still stands or falls alone, behind its own
savepoint. A caller is answered after the COMMIT, never before: that is what makes 250 mean kept.

A verb that raises is undone and its caller gets the exception; the others in the group go on. A
COMMIT that fails (a full disk) is the failure of every caller in the group, and nothing happened.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from listserv.store.schema import migrations

P = ParamSpec("P")
R = TypeVar("R")
Row = dict[str, Any]

CHECKPOINT_PAGES = 4000  # 16 MB of log; each checkpoint writes and syncs what a fan-out changed
GROUP = 500  # verbs in one transaction at most
WIPE_SECONDS = 0.5  # between attempts to empty the log, while somebody reads from it
BUSY_SECONDS = 15.0  # how long we wait for another process that writes (the command line)


class Db(Database):
    """A sqlite-utils database with the three short reads that the verbs use all day."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.hints: set[str] = set()
        self.wipes = False  # what was overwritten is to leave the log as well

    def rows(self, sql: str, *values: object) -> list[Row]:
        cursor = self.execute(sql, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, *values: object) -> Row | None:
        found = self.rows(sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: object) -> Any:
        found = self.execute(sql, values).fetchone()
        return found[0] if found else None

    def packed(self, columns: str, query: str, *values: object) -> list[list[Any]]:
        """Many rows in one step. SQLite gives the interpreter away at every row that it hands over,
        and has to win it back from a busy event loop; `columns` are those that `query` names."""
        found = self.value(
            f"SELECT json_group_array(json_array({columns})) FROM ({query})", *values
        )
        rows: list[list[Any]] = json.loads(found)
        return rows

    def many(self, sql: str, values: Iterable[tuple[object, ...]]) -> None:
        """The same statement for many rows (sqlite-utils has bulk inserts, not bulk updates)."""
        self.conn.executemany(sql, values)

    def hint(self, room: str) -> None:
        """Wake a room once this transaction is committed. Only a hint: every room also polls."""
        self.hints.add(room)


def connect(path: Path, *, read_only: bool = False, secret: bytes = b"") -> Db:
    """Open a connection with the promises of the house (WAL, FULL, foreign keys).

    In its SQL `keyed(text)` is a fingerprint of a text, made with the site's `secret`.
    """
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.create_function("keyed", 1, partial(fingerprint, secret), deterministic=True)
    db = Db(connection)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA foreign_keys=ON")
    db.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten: redactions rely on it
    db.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    if read_only:
        db.execute("PRAGMA query_only=ON")
    return db


def fingerprint(secret: bytes, text: str) -> str:
    """What tells a text again from whoever has the secret, and says nothing else of it."""
    return hashlib.blake2b(text.encode(), key=secret, digest_size=16).hexdigest()


@dataclass(slots=True)
class _Job:
    run: Callable[[Db], Any]
    answer: Future[Any]


class Store:
    """The open database. Safe to use from any thread and from one event loop."""

    def __init__(self, path: Path, secret: bytes = b"") -> None:
        self.path = path
        self._secret = secret
        self.on_commit: Callable[[frozenset[str]], None] = lambda rooms: None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_for_ever, name="writer", daemon=True)
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._local = threading.local()
        self._open_readers: list[Db] = []
        self._closed = False

    @classmethod
    def open(cls, path: Path, secret: bytes = b"") -> Store:
        """Open or make the database and bring its schema up to date; `secret` is as in `connect`.

        It holds people's mail: only its owner may read it (SQLite gives its other files the same
        mode).
        """
        path.touch(mode=0o600)
        db = connect(path)
        migrations.apply(db)
        db.close()
        store = cls(path, secret)
        store._writer.start()
        return store

    def close(self) -> None:
        """Finish what is queued, then close. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown(wait=True)
        for db in self._open_readers:
            db.close()

    # --- writing ---

    def write_now(
        self, verb: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a verb and wait for its commit (command line and tests)."""
        return self._submit(verb, *args, **kwargs).result()

    async def write(
        self, verb: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a verb; returns when it is on the disk."""
        return await asyncio.wrap_future(self._submit(verb, *args, **kwargs))

    def _submit(
        self, verb: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> Future[R]:
        if self._closed:
            raise RuntimeError("the store is closed")
        job = _Job(lambda db: verb(db, *args, **kwargs), Future())
        self._jobs.put(job)
        return job.answer

    def _write_for_ever(self) -> None:
        db = connect(self.path, secret=self._secret)
        while True:
            try:
                job = self._jobs.get(timeout=WIPE_SECONDS if db.wipes else None)
            except queue.Empty:
                _wipe(db)
                continue
            if job is None:
                break
            group = [job]
            while len(group) < GROUP and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    self._jobs.put(None)
                    break
                group.append(following)
            self._commit(db, group)
            if db.wipes:
                _wipe(db)
        db.close()

    def _commit(self, db: Db, group: list[_Job]) -> None:
        # A caller that gave up waiting has no answer to give to, and its verb is not run.
        group = [job for job in group if job.answer.set_running_or_notify_cancel()]
        db.hints = set()
        results: list[tuple[_Job, Any, BaseException | None]] = []
        try:
            db.execute("BEGIN IMMEDIATE")
            for job in group:
                results.append((job, *_alone(db, job)))
            db.execute("COMMIT")
        except BaseException as error:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            results = [(job, None, error) for job in group]
        hints = frozenset(db.hints)
        for job, result, problem in results:
            if problem is not None:
                job.answer.set_exception(problem)
            else:
                job.answer.set_result(result)
        if hints:
            self.on_commit(hints)

    # --- reading ---

    def read_now(
        self, query: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a query on this thread's own read-only connection; all it reads is of one moment."""
        db: Db | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = connect(self.path, read_only=True, secret=self._secret)
            self._open_readers.append(db)
        db.execute("BEGIN")
        try:
            return query(db, *args, **kwargs)
        finally:
            db.execute("ROLLBACK")

    async def read(
        self, query: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a query beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._readers, lambda: self.read_now(query, *args, **kwargs)
        )


def _wipe(db: Db) -> None:
    """Empty the log, where old pages stand before it is written over: nobody may be reading."""
    with contextlib.suppress(sqlite3.Error):  # a disk that fails now is asked again
        db.execute("PRAGMA busy_timeout=100")
        db.wipes = bool(db.value("PRAGMA wal_checkpoint(TRUNCATE)"))
    db.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def _alone(db: Db, job: _Job) -> tuple[Any, BaseException | None]:
    """Run one verb behind a savepoint, so that its failure is nobody else's."""
    hints = set(db.hints)
    db.execute("SAVEPOINT verb")
    try:
        result = job.run(db)
    except Exception as error:
        if not db.conn.in_transaction:
            raise  # a full disk ends the whole transaction: nobody's verb has happened
        db.execute("ROLLBACK TO verb")
        db.execute("RELEASE verb")
        db.hints = hints
        return None, error
    db.execute("RELEASE verb")
    return result, None
