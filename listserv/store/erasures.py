"""Erasures: somebody is taken out of everything that is kept.

Owns `erasure`, and the order of its steps; what each of them changes is in erasing.py. The first
transaction ends all that brings her mail and makes her nobody: her number is nobody's any more. The
steps that follow look through all that is kept, a piece a transaction, so that nobody waits; a
crash between two of them goes on where it was. Until the end the row keeps her names and addresses,
to look for them; then it keeps none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from listserv.store import (
    errands,
    journal,
    ledger,
    lists,
    members,
    persons,
    redactions,
    scrubbing,
    standings,
)
from listserv.store.base import Db, Row
from listserv.text import redaction
from listserv.text.addresses import inbox
from listserv.text.forgetting import Named, in_rota

KEEP, REMOVE = "keep", "remove"  # her posts stay without her name, or go
# The steps in their order: she is noted in the file of erasures; her posts are out of sight; mails,
# what was read from them, and what copies are made from are looked through; her posts get their
# last form; leftovers are written over; she is told; her receipt has left.
NOTE, POSTS, MAILS, TEXTS, RENDITIONS, FORMS, LEFTOVERS, TELL, TOLD, DONE = (
    *("note", "posts", "mails", "texts", "renditions", "forms", "leftovers", "tell", "told"),
    "done",
)
MOST_NAMES = 20

# Tables of which rows name her by her number, and by an address; they go.
OF_PERSON = (
    *("filter", "newcomer", "member", "mode", "moderator", "failure", "trouble", "complaint"),
    *("standing", "queue_wish", "applicant_wish", "likeness", "merged", "spelling"),
    *("volunteer", "translator", "assignment"),
)
OF_ADDRESS = ("applicant", "confirmation", "namesake", "likeness", "invitation", "declined")
# Where the address of somebody may stand whom we do not know.
_HELD = (("post", "address"), ("errand", "sender"), *((table, "address") for table in OF_ADDRESS))


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is to be erased. `named.addresses` has first the one that she is written to."""

    person: int  # 0: nobody we know, but for what came from her address
    created: float
    named: Named
    language: str
    moderates: tuple[str, ...] = ()  # lists that she alone moderates


@dataclass(frozen=True, slots=True)
class Erasure:
    """One row, as far as it has come."""

    id: int
    mark: str
    began: float
    person: int  # that nobody has any more
    created: float
    named: Named
    language: str
    posts: str  # KEEP or REMOVE, where a list lets her choose
    tell: bool  # whether she gets a receipt
    step: str
    part: int
    place: int
    counts: Mapping[str, int]
    letter: int

    def goes(self, allowed: str) -> bool:
        """Whether her posts go from a list with this policy (`erase`)."""
        return self.posts == REMOVE if allowed == "choice" else allowed == "posts"

    def on(self, step: str, part: int = 0, place: int = 0) -> Erasure:
        return replace(self, step=step, part=part, place=place)

    def counted(self, **more: int) -> Erasure:
        counts = {**self.counts}
        for name, count in more.items():
            counts[name] = counts.get(name, 0) + count
        return replace(self, counts=counts)


# --- who ------------------------------------------------------------------------------------------


def whom(db: Db, person_id: int, address: str = "") -> Whom | None:
    """All that names somebody: a person, or whoever wrote from an address that is nobody's. None
    where nothing is kept of her. Scans tables: never in the writer."""
    person = members.person(db, person_id)
    if person is None:
        return _stranger(db, address) if _is_held(db, address) else None
    own = persons.addresses(db, person.id)
    first = [address] if address in own else []
    addresses = tuple(dict.fromkeys((*first, *own, *_hers_once(db, person.id))))
    names = [person.name, *_names(db, person.id, addresses)]
    created = db.value("SELECT created FROM person WHERE id = ?", person.id)
    alone = [
        one.title
        for one in lists.every(db)
        if [found.id for found in members.moderators(db, one.id)] == [person.id]
    ]
    named = replace(_named(db, person.id, addresses, names), profile=person.profile)
    return Whom(person.id, created, named, person.language, tuple(alone))


def _hers_once(db: Db, person_id: int) -> list[str]:
    """Addresses that she wrote from, and that are nobody's now: where her posts came from, and her
    answers to letters that name her. What came from elsewhere with her token is somebody else's."""
    rows = db.rows(
        """
        SELECT address FROM post WHERE person = ?1 AND address != ''
        UNION SELECT sender FROM errand
            WHERE purpose = 'moderate' AND sender != '' AND proof != '' AND state = 'done'
            AND json_extract(token, '$[1]') IN
                (SELECT ?1 UNION SELECT person FROM merged WHERE is_now = ?1)
            AND instr(outcome, ?2) = 0 AND outcome NOT LIKE 'automatic:%'
            AND outcome NOT LIKE '% moderates this list no more'
        """,
        person_id,
        errands.ELSEWHERE,
    )
    return [row["address"] for row in rows if not members.person_by_address(db, row["address"])]


def of_address(db: Db, address: str) -> Whom | None:
    """The same of whoever has an address."""
    person = members.person_by_address(db, address)
    return whom(db, person.id if person else 0, address)


def meant(
    db: Db, is_hers: Callable[[str], bool], is_she: Callable[[int, float], bool]
) -> list[Whom]:
    """Whoever has an address that is hers, or is told to be her by number and instant of being
    made; and the addresses of nobody we know that are hers. Scans tables: never in the writer."""
    own = dict(db.execute("SELECT address, person FROM address").fetchall())
    people = {person for address, person in own.items() if is_hers(address)}
    made = db.execute("SELECT id, created FROM person").fetchall()
    people |= {person for person, created in made if is_she(person, created)}
    found = [one for person in sorted(people) if (one := whom(db, person))]
    theirs = {address for one in found for address in one.named.addresses}
    every = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in _HELD)
    strangers = {address for (address,) in db.execute(every) if address} - own.keys() - theirs
    found += [_stranger(db, address) for address in sorted(filter(is_hers, strangers))]
    return found


def _is_held(db: Db, address: str) -> bool:
    return any(
        db.value(f"SELECT 1 FROM {table} WHERE {column} = ? AND {column} != '' LIMIT 1", address)
        for table, column in _HELD
    )


def _stranger(db: Db, address: str) -> Whom:
    named = _named(db, 0, (address,), _names(db, 0, (address,)))
    return Whom(0, 0.0, named, "")


def _names(db: Db, person: int, addresses: Sequence[str]) -> list[str]:
    """What she was called: in her posts, her questions, her applications."""
    named = json.dumps(list(addresses))
    rows = db.rows(
        """
        SELECT author AS name FROM post WHERE person = ?1 AND person != 0
        UNION SELECT author FROM post
            WHERE address != '' AND address IN (SELECT value FROM json_each(?2))
        UNION SELECT name FROM confirmation WHERE address IN (SELECT value FROM json_each(?2))
        UNION SELECT name FROM applicant WHERE address IN (SELECT value FROM json_each(?2))
        """,
        person,
        named,
    )
    return [row["name"] for row in rows]


def _named(db: Db, person: int, addresses: tuple[str, ...], names: Sequence[str]) -> Named:
    """Her names, apart from those that are not hers alone."""
    tidy = [" ".join(one.split()) for one in names]
    found = [
        one for one in dict.fromkeys(tidy) if sum(map(str.isalnum, one)) >= 3 and "@" not in one
    ]
    found = found[:MOST_NAMES]
    others = {_same(one.title) for one in lists.ever(db)}
    rows = db.execute(
        "SELECT name FROM person WHERE id != ?1 AND name != '' UNION SELECT author FROM post"
        " WHERE (person != ?1 OR person = 0) AND author != ''"
        " AND address NOT IN (SELECT value FROM json_each(?2))",
        (person, json.dumps(addresses)),
    )
    wanted = {_same(one) for one in found}
    others |= {one for (name,) in rows if (one := _same(name)) in wanted}
    shared = [one for one in found if len(one.split()) < 2 or _same(one) in others]
    alone = [one for one in found if one not in shared]
    return Named(addresses, tuple(alone), tuple(shared))


def _same(name: str) -> str:
    return " ".join(redaction.folded(name).split())


# --- beginning ------------------------------------------------------------------------------------


def begin(db: Db, one: Whom, posts: str, mark: str, now: float, *, tell: bool = True) -> int:
    """Somebody becomes nobody, and gets no more mail; returns the erasure's id. Raises
    LookAgainError where she is nobody by now: she was erased, or made one with somebody."""
    if one.person and members.person(db, one.person) is None:
        raise redactions.LookAgainError
    bans = standings.keep_bans(db, one.person, one.named.addresses)
    counts = {"lists": len(members.memberships(db, one.person)), "bans": bans}
    for mailing_list in lists.ever(db):
        _off_the_rota(db, mailing_list.id, one.named, now)
    _no_more_mail(db, one, now)
    _remove(db, one)
    who = {
        "created": one.created,
        "addresses": one.named.addresses,
        "names": one.named.names,
        "shared": one.named.shared,
        "profile": one.named.profile,
        "language": one.language,
        "tell": tell,
    }
    cursor = db.execute(
        "INSERT INTO erasure (mark, began, person, who, posts, step, counts)"
        " VALUES (?,?,?,?,?,?,?)",
        (mark, now, one.person, json.dumps(who), posts, NOTE, json.dumps(counts)),
    )
    erasure = int(cursor.lastrowid or 0)
    journal.note(db, "erasure", erasure, "began", f"person {one.person}", now)
    redactions.erased(db, now)
    db.wipes = True
    db.hint("eraser")
    return erasure


def begin_again(db: Db, found: Sequence[Whom], posts: str, mark: str, now: float) -> int:
    """Begin to erase all whom a line of the roll means, at once, since its mark says that they are
    begun; returns how many. They had their receipt."""
    for n, one in enumerate(found):
        begin(db, one, posts, f"{mark}.{n}" if n else mark, now, tell=False)
    if not found:
        _nobody(db, mark, now)
    return len(found)


def _off_the_rota(db: Db, list_id: int, named: Named, now: float) -> None:
    found = lists.by_id(db, list_id)
    if found is not None and (rota := in_rota(found.policy.rota, named)) != found.policy.rota:
        lists.set_policy(db, list_id, replace(found.policy, rota=rota), now)


def _no_more_mail(db: Db, one: Whom, now: float) -> None:
    """Letters that wait are not sent, and what waits for the desk is no post any more."""
    waiting = db.rows(
        "SELECT delivery.id FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " WHERE mailing.person = ? AND mailing.person != 0 AND state = 'due'",
        one.person,
    )
    ledger.withdraw(db, [row["id"] for row in waiting], "erased", now)
    db.execute(
        "UPDATE post SET state = 'dropped', decided = ?, person = ?, address = ?"
        " WHERE state = 'received'"
        " AND mail IN (SELECT mail.id FROM post JOIN mail ON mail.id = post.mail"
        " WHERE state = 'received' AND lower(mail_from) IN (SELECT value FROM json_each(?)))",
        (now, one.person, one.named.addresses[0], json.dumps(one.named.addresses)),
    )


def _remove(db: Db, one: Whom) -> None:
    """Every row that says something of her, and her own."""
    addresses = json.dumps(one.named.addresses)
    for table in OF_ADDRESS:
        _delete(db, table, "address IN (SELECT value FROM json_each(?))", addresses)
    forget_counts(db, one.named.addresses)
    if not one.person:
        return
    db.execute("DELETE FROM merged WHERE is_now = ?", (one.person,))
    for table in (*OF_PERSON, "confirmation", "address"):
        _delete(db, table, "person = ?", one.person)
    _delete(db, "journal", "kind = 'person' AND ref = ?", one.person)
    _delete(db, "person", "id = ?", one.person)
    # Rows of it moved when others came and went: a page that loses all of them is written over.
    db.execute("DELETE FROM spelling")
    db.hint("translators")  # what she had to translate is free


def forget_counts(db: Db, addresses: Sequence[str]) -> None:
    """What counts letters is counted by a mailbox, however its address is written, or by both."""
    for address in {*addresses, *map(inbox, addresses)}:
        db.execute("DELETE FROM budget WHERE instr(address || cause, ?) > 0", (address,))


_NUMBERED = frozenset({"applicant", "confirmation", "failure", "journal", "person"})  # of words


def _delete(db: Db, table: str, which: str, *values: object) -> None:
    numbered = table in _NUMBERED
    if numbered:
        rows = db.rows(f"SELECT id FROM {table} WHERE {which}", *values)
        scrubbing.later(db, table, [row["id"] for row in rows])
    db.execute(f"DELETE FROM {table} WHERE {which}", values)


# --- going on -------------------------------------------------------------------------------------


def open_ones(db: Db) -> list[Erasure]:
    """Those that are not ended, the oldest first."""
    return [
        _erasure(row) for row in db.rows("SELECT * FROM erasure WHERE ended IS NULL ORDER BY id")
    ]


def get(db: Db, erasure_id: int) -> Row | None:
    """`step` and `counts` (JSON) of one, for who waits for it."""
    return db.row("SELECT step, counts FROM erasure WHERE id = ?", erasure_id)


def marks(db: Db) -> set[str]:
    """Of all that this database knows of."""
    return {row["mark"] for row in db.rows("SELECT mark FROM erasure")}


def advance(db: Db, before: Erasure, after: Erasure) -> bool:
    """It has come so far. False: another process was quicker, and nothing is to be changed."""
    changed = db.execute(
        "UPDATE erasure SET step = ?, part = ?, place = ?, counts = ?"
        " WHERE id = ? AND (step, part, place) = (?, ?, ?)",
        (
            *(after.step, after.part, after.place, json.dumps(dict(after.counts)), before.id),
            *(before.step, before.part, before.place),
        ),
    ).rowcount
    db.wipes = True
    return bool(changed)


def enter(db: Db, before: Erasure, step: str, now: float) -> bool:
    """The next step begins. What is composed of what was read before it is composed again, so that
    nothing comes behind a place that was looked at."""
    if not advance(db, before, before.on(step)):
        return False
    redactions.erased(db, now)
    return True


def _nobody(db: Db, mark: str, now: float) -> None:
    """This database has nothing of somebody who was erased: it is not looked for again."""
    db.execute(
        "INSERT INTO erasure (mark, began, person, who, posts, step, ended)"
        " VALUES (?,?,0,'{}','',?,?)",
        (mark, now, DONE, now),
    )


def tell(db: Db, one: Erasure, letter: int) -> None:
    """The receipt is this letter: it alone has her address now."""
    _forget(db, one)
    db.execute("UPDATE erasure SET letter = ? WHERE id = ?", (letter, one.id))


def end(db: Db, one: Erasure, now: float) -> None:
    """Nothing names her any more."""
    _forget(db, one)
    db.execute("UPDATE erasure SET step = ?, ended = ? WHERE id = ?", (DONE, now, one.id))
    journal.note(db, "erasure", one.id, "done", "", now)


def _forget(db: Db, one: Erasure) -> None:
    db.execute("UPDATE erasure SET who = '{}' WHERE id = ?", (one.id,))
    scrubbing.around(db, "erasure", [one.id])
    db.wipes = True


def _erasure(row: Row) -> Erasure:
    who: dict[str, Any] = json.loads(row["who"])
    named = Named(
        tuple(who.get("addresses", ())),
        tuple(who.get("names", ())),
        tuple(who.get("shared", ())),
        who.get("profile", ""),
    )
    return Erasure(
        id=row["id"],
        mark=row["mark"],
        began=row["began"],
        person=row["person"],
        created=who.get("created", 0.0),
        named=named,
        language=who.get("language", ""),
        posts=row["posts"],
        tell=who.get("tell", False),
        step=row["step"],
        part=row["part"],
        place=row["place"],
        counts=json.loads(row["counts"]),
        letter=row["letter"],
    )
