"""The roll of who was erased: a file beside the database, which no backup of that overwrites.

Owns `erasures` in the site's folder: a line for each, JSON of fingerprints, so that it says of
nobody that she was here. A database from a backup may be older than its last lines: the server then
erases these people again, before it takes anything in. A line that was made with another secret
cannot be read; it is told in the log at each start, and nothing is changed. A failure to write is
raised: the erasure waits.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from listserv.store import erasures
from listserv.store.base import Db, Store, fingerprint
from listserv.store.erasures import Erasure, Whom

log = logging.getLogger("listserv.erasures")


def new_mark() -> str:
    """What tells an erasure again, in the database and here."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Roll:
    path: Path
    secret: bytes

    def note(self, one: Erasure) -> None:
        """Write a line, once; it is on the disk when this returns."""
        if any(line["mark"] == one.mark for line in self._lines()):
            return
        line = {
            "mark": one.mark,
            "at": datetime.fromtimestamp(one.began, UTC).isoformat(timespec="seconds"),
            "secret": self._secret,
            "posts": one.posts,
            "person": fingerprint(self.secret, _person(one.person, one.created)),
            "addresses": [fingerprint(self.secret, each) for each in one.named.addresses],
        }
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as file:
            begin = "\n" if self._is_broken_off() else ""
            file.write(f"{begin}{json.dumps(line)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self.path.parent, os.O_RDONLY)  # where a new file has its name
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def missing(self, store: Store) -> list[dict[str, Any]]:
        """Lines of whom the database knows nothing."""
        lines = self._lines()
        known = store.read_now(erasures.marks) if lines else frozenset()
        found = [line for line in lines if line["mark"] not in known]
        ours = [line for line in found if line["secret"] == self._secret]
        if len(ours) < len(found):
            log.error(
                "%d erasures cannot be applied again: restore keys/fingerprints from the backup"
                " that has them",
                len(found) - len(ours),
            )
        return ours

    def apply_again(self, store: Store, now: float) -> int:
        """Begin to erase whoever a restored database has again; returns how many."""
        again = 0
        for line in self.missing(store):
            found = store.read_now(self._whom, line)
            again += store.write_now(erasures.begin_again, found, line["posts"], line["mark"], now)
        return again

    @property
    def _secret(self) -> str:
        """Tells which secret made a line."""
        return fingerprint(self.secret, "secret")[:8]

    def _is_broken_off(self) -> bool:
        data = self.path.read_bytes()
        return bool(data) and not data.endswith(b"\n")

    def _lines(self) -> Sequence[dict[str, Any]]:
        try:
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return ()
        return [line for line in map(_read, text.splitlines()) if line]

    def _whom(self, db: Db, line: dict[str, Any]) -> list[Whom]:
        """The people whom a line means, and the address of nobody we know."""
        return erasures.meant(
            db,
            lambda address: fingerprint(self.secret, address) in line["addresses"],
            lambda person, created: (
                fingerprint(self.secret, _person(person, created)) == line["person"]
            ),
        )


def _person(person: int, created: float) -> str:
    """The same number may be somebody else's in another database."""
    return f"person {person} {created!r}" if person else ""


def _read(line: str) -> dict[str, Any] | None:
    """One that was broken off is none: it is written again."""
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return read if isinstance(read, dict) and {"mark", "secret", "posts"} <= read.keys() else None
