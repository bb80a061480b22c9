"""The clerk's counter: the real rooms of errands over a real store, without sockets or children.

`Counter(folder)` is a site with two lists and its people; `hand_in` gives it one mail, as the door
does, and lets every room of errands do what is due. What came of it is told by `Came`: the state of
the errand, the letters by kind and address, and whose rows changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from types import TracebackType
from typing import Any

from listserv import reading
from listserv.app import App
from listserv.children import Pool
from listserv.errand import Errands
from listserv.home import Home
from listserv.intake.gate import Gate
from listserv.model import Destination, Envelope, Policy, Reading, Token
from listserv.settings import parse
from listserv.store import lists, members, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.support.clock import StillClock
from tests.support.site import FRONT, START, fill, make_site

ROOMS = ("clerk", "confirming", "answers", "porter", "correspondence")
# What is a person's, by the column that says whose it is.
OWNED = {
    "person": "id",
    "address": "person",
    "member": "person",
    "moderator": "person",
    "standing": "person",
    "filter": "person",
    "newcomer": "person",
}
MODERATOR = NewMember("mod@example.org", "Grace Otieno")


class ReadsHere(Pool):
    """Children that are never started for what only reads."""

    async def read(self, raw: bytes) -> Reading:
        return reading.read(raw)


@dataclass(frozen=True, slots=True)
class Letter:
    """One that was written: its kind, to whom, where answers go, its text."""

    kind: str
    to: str
    reply_to: str
    text: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one mail."""

    states: tuple[str, ...]  # of its errands; () where the gate refused the address
    outcomes: tuple[str, ...]
    details: tuple[str, ...]  # a traceback where a room failed
    letters: tuple[Letter, ...]
    changed: frozenset[int]  # persons whose rows are others now

    def to(self, address: str) -> list[Letter]:
        return [one for one in self.letters if one.to == address]


class Counter:
    """Use it as `async with Counter(folder, people) as counter`."""

    def __init__(self, folder: Path, people: Sequence[NewMember], *, join: str = "confirm") -> None:
        path = make_site(folder)
        fill(folder, "hifa", Policy(title="Health forum", join=join), list(people), [MODERATOR])
        fill(folder, "chw", Policy(title="CHW forum"), list(people)[::2], [MODERATOR])
        self.clock = StillClock(START)
        self._app = App(parse(path.read_text(encoding="utf-8"), path), self.clock)
        self._home = Home(folder / "var")
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Counter:
        self.store = self._app.store = Store.open(self._home.database)
        self._stack.callback(self.store.close)
        self._stack.push_async_callback(self._app.stop)
        keys = self._app.keys = self._home.keys()
        workers = dict(self._app._workers(self.store, ReadsHere(), keys))
        self._rooms = [one for name in ROOMS if isinstance(one := workers[name], Errands)]
        found = {one.name: one.id for one in self.store.read_now(lists.every)}
        self._gate = Gate(found, self._app.site, lambda text: tokens.open_(keys, text))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def hand_in(self, raw: bytes, to: str, sender: str) -> Came:
        """One mail to one address, from a peer that has looked at its signatures."""
        destination = self._gate.admit(to)
        if not isinstance(destination, Destination):
            return Came((), (), (), (), frozenset())
        before = self.store.read_now(owned)
        last = self.store.read_now(_last_letter)
        envelope = Envelope(sender, (destination,), "127.0.0.1", True, self.clock.now())
        mail = self.store.write_now(spool.accept, envelope, raw).mail_id
        for _ in range(8):
            if not any([await room.step() for room in self._rooms]):
                break
        errands = self.store.read_now(_errands, mail)
        return Came(
            tuple(one["state"] if not one["tries"] else "tried again" for one in errands),
            tuple(one["outcome"] for one in errands),
            tuple(one["detail"] for one in errands),
            self.store.read_now(_letters, last),
            _differing(before, self.store.read_now(owned)),
        )

    def token(self, address: str) -> Token | None:
        """What the token of an address says."""
        found = self._gate.admit(address)
        return found.token if isinstance(found, Destination) else None

    def person(self, address: str) -> int:
        """The id of whom an address belongs to, 0 for a stranger."""
        found = self.store.read_now(members.person_by_address, address)
        return found.id if found else 0


def proven(domain: str) -> str:
    """The header of a front that has seen a signature of a domain hold."""
    return f"Authentication-Results: {FRONT}; dkim=pass header.d={domain}\r\n"


def owned(db: Db) -> dict[int, list[str]]:
    """All rows that are a person's, by her id."""
    found: dict[int, list[str]] = {}
    for table, column in OWNED.items():
        for row in db.rows(f"SELECT * FROM {table}"):
            values = json.dumps({"table": table, **row}, sort_keys=True, default=str)
            found.setdefault(row[column], []).append(values)
    return {person: sorted(rows) for person, rows in found.items()}


def _differing(before: dict[int, list[str]], after: dict[int, list[str]]) -> frozenset[int]:
    both = before.keys() | after.keys()
    return frozenset(one for one in both if before.get(one) != after.get(one))


def _last_letter(db: Db) -> int:
    return int(db.value("SELECT coalesce(max(id), 0) FROM delivery"))


def _errands(db: Db, mail: int) -> list[Any]:
    return db.rows("SELECT state, outcome, detail, tries FROM errand WHERE mail = ?", mail)


def _letters(db: Db, last: int) -> tuple[Letter, ...]:
    rows = db.rows(
        "SELECT kind, delivery.address, head, body FROM delivery"
        " JOIN mailing ON mailing.id = delivery.mailing"
        " JOIN rendition ON rendition.mailing = mailing.id AND rendition.n = delivery.rendition"
        " WHERE delivery.id > ? ORDER BY delivery.id",
        last,
    )
    return tuple(_letter(row) for row in rows)


def _letter(row: Any) -> Letter:
    parsed = message_from_bytes(row["head"] + b"\r\n" + row["body"], policy=policy.default)
    body = parsed.get_body()
    text = str(body.get_content()).replace("\r\n", "\n") if body else ""
    own = str(parsed["Message-ID"] or "").strip("<> ")
    return Letter(row["kind"], row["address"], str(parsed["Reply-To"] or ""), text, own)
