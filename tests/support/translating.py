"""Posts in a bare store, and what they say in other languages."""

from __future__ import annotations

from typing import Any

from listserv.model import Destination, Envelope, Policy, Purpose
from listserv.model.translations import Manner, Translation
from listserv.store import lists, members, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember

NOW = 1_767_600_000.0  # Monday 5 January 2026, 08:00 UTC
HOUR, DAY = 3600.0, 86_400.0
AMINA, MARIE, GRACE = "amina@example.org", "marie@example.org", "grace@team.example"


class Forum:
    """The list 1, on which person 1 writes, and 2 and 3 translate."""

    def __init__(self, store: Store) -> None:
        self.store = store
        policy = Policy(title="HIFA", translate="machine")
        self.list_id = store.write_now(lists.create, "hifa", policy, NOW).id
        people = ((AMINA, "Amina Kamau"), (MARIE, "Marie Ndiaye"), (GRACE, "Grace Otieno"))
        for address, name in people:
            store.write_now(members.add, self.list_id, NewMember(address, name), "test", NOW)

    def post(self, state: str = "approved", **columns: Any) -> int:
        """A post in English, in its first version."""
        to = (Destination("hifa@x", Purpose.POST, self.list_id),)
        raw = f"From: {AMINA}\r\n\r\nGive 5 mg.\r\n".encode()
        made = self.store.write_now(spool.accept, Envelope(AMINA, to, "", True, NOW), raw)
        (number,) = made.numbers
        out = {"published": NOW, "thread": number} if state in ("out", "done") else {}
        values = {"state": state, "version": 1, "language": "en", "person": 1, "address": AMINA}

        def write(db: Db) -> None:
            spool.new_version(db, number, 1, "Give 5 mg.", 0, "as read", NOW)
            for name, value in (values | out | columns).items():
                db.execute(f"UPDATE post SET {name} = ? WHERE number = ?", (value, number))

        self.store.write_now(write)
        return int(number)

    def write(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        return self.store.write_now(verb, *args, **kwargs)

    def read(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return self.store.read_now(query, *args, **kwargs)

    def rows(self, sql: str, *values: object) -> list[Any]:
        return self.store.read_now(lambda db: [tuple(row) for row in db.execute(sql, values)])

    def events(self, number: int) -> list[str]:
        """What the journal says of a post: event and reason."""
        rows = self.rows(
            "SELECT event, reason FROM journal WHERE kind = 'post' AND ref = ? ORDER BY id", number
        )
        return [f"{event}: {reason}".removesuffix(": ") for event, reason in rows]


def said(number: int, language: str = "fr", text: str = "Donnez 5 mg.", **more: Any) -> Translation:
    """What somebody, or a program, made of the first version of a post."""
    made: dict[str, Any] = {"version": 1, "manner": Manner.HUMAN, "person_id": 2} | more
    return Translation(number=number, language=language, text=text, **made)
