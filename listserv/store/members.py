"""People, their addresses, and who is on which list.

Owns `person`, `address`, `member`, `mode`, `moderator`. A person is one row however many addresses
and lists she has; an address belongs to one person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from listserv.model import DeliveryMode, Member, Person, Subscriber
from listserv.model.translations import Wish
from listserv.store import journal, newcomers, standings, volunteers
from listserv.store.base import Db, Row


@dataclass(frozen=True, slots=True)
class NewMember:
    """What is known of somebody who is put on a list."""

    address: str
    name: str = ""
    languages: tuple[str, ...] = ()
    country: str = ""
    organisation: str = ""
    delivery: DeliveryMode = DeliveryMode.EACH
    timezone: str = ""
    profile: str = ""
    own_copies: bool = True
    paused_until: float | None = None
    conceal: bool = False
    digest_form: str = "text"  # or "mime"
    stopped: bool = False  # the server she comes from has stopped her mail: it came back
    since: str = ""  # when she joined there, as that server says it


_PERSON = """
SELECT person.*, address.address FROM person
JOIN address ON address.person = person.id AND address.main = 1
"""
_MEMBER = """
SELECT person.*, address.address, member.list, member.delivery, member.joined, member.own_copies,
       member.paused_until, member.posts, member.paused
FROM member JOIN person ON person.id = member.person
JOIN address ON address.person = person.id AND address.main = 1
"""


def person(db: Db, person_id: int) -> Person | None:
    row = db.row(f"{_PERSON} WHERE person.id = ?", person_id)
    return _person(row) if row else None


def name_of(db: Db, person_id: int) -> str:
    """A person's name, else her address; "" for nobody."""
    found = person(db, person_id) if person_id else None
    return (found.name or found.address) if found else ""


def person_by_address(db: Db, address: str) -> Person | None:
    """The person an address belongs to, shown with her main address."""
    row = db.row(
        f"{_PERSON} WHERE person.id = (SELECT person FROM address WHERE address = ?)",
        address.lower(),
    )
    return _person(row) if row else None


def owns(db: Db, person_id: int, address: str) -> bool:
    """Is this one of the person's addresses?"""
    return bool(
        db.value(
            "SELECT 1 FROM address WHERE address = ? AND person = ?", address.lower(), person_id
        )
    )


def member(db: Db, list_id: int, person_id: int) -> Member | None:
    row = db.row(f"{_MEMBER} WHERE list = ? AND member.person = ?", list_id, person_id)
    return _member(row) if row else None


def members(db: Db, list_id: int) -> list[Member]:
    """All members of a list, by person id."""
    return [
        _member(row) for row in db.rows(f"{_MEMBER} WHERE list = ? ORDER BY member.person", list_id)
    ]


def on_both(db: Db, list_id: int, other: int) -> list[Member]:
    """The members of a list who are on another one too, by person id."""
    return [
        _member(row)
        for row in db.rows(
            f"{_MEMBER} WHERE list = ? AND EXISTS (SELECT 1 FROM member AS there"
            " WHERE there.list = ? AND there.person = member.person) ORDER BY member.person",
            list_id,
            other,
        )
    ]


def page(db: Db, list_id: int, after: int, limit: int) -> list[Subscriber]:
    """The next `limit` members of a list whose person ids are above `after`, by person id."""
    rows = db.packed(
        "person, languages, delivery, own_copies, paused_until, stopped, translation, limited",
        """
        SELECT person, languages, delivery, own_copies, paused_until, stopped, translation,
               daily_bytes > 0 AS limited
        FROM member JOIN person ON person.id = person
        WHERE list = ? AND person > ? ORDER BY person LIMIT ?
        """,
        list_id,
        after,
        limit,
    )
    return [
        Subscriber(
            *(person_id, _languages(languages)[0], DeliveryMode(mode), bool(own), paused_until),
            *(stopped, _languages(languages), translation, bool(limited)),
        )
        for person_id, languages, mode, own, paused_until, stopped, translation, limited in rows
    ]


@lru_cache(1000)
def _languages(kept: str) -> tuple[str, ...]:
    """As they are kept, in order; there are few combinations."""
    return tuple(json.loads(kept)) or ("en",)


def count(db: Db, list_id: int) -> int:
    """How many members a list has."""
    return int(db.value("SELECT count(*) FROM member WHERE list = ?", list_id))


def memberships(db: Db, person_id: int) -> list[Member]:
    """All lists a person is on."""
    return [
        _member(row)
        for row in db.rows(f"{_MEMBER} WHERE member.person = ? ORDER BY list", person_id)
    ]


def ensure_person(db: Db, new: NewMember, now: float) -> tuple[int, bool]:
    """The person of an address, made when unknown; returns her id and whether she is new."""
    known = db.value("SELECT person FROM address WHERE address = ?", new.address)
    if known:
        return int(known), False
    cursor = db.execute(
        "INSERT INTO person (name, languages, country, organisation, profile, timezone, conceal,"
        " digest_form, translation, created) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            new.name,
            json.dumps(new.languages or ("en",)),
            new.country,
            new.organisation,
            new.profile,
            new.timezone,
            new.conceal,
            new.digest_form,
            Wish.HUMAN.value,
            now,
        ),
    )
    person_id = int(cursor.lastrowid or 0)
    db.execute("INSERT INTO address (address, person) VALUES (?, ?)", (new.address, person_id))
    standings.take_bans_up(db, person_id, new.address)
    return person_id, True


def add(
    db: Db, list_id: int, new: NewMember, consent: str, now: float, *, herself: bool = False
) -> bool:
    """Put somebody on a list; `consent` says on whose word. False: she was on it already.

    Who has asked for it `herself` is greeted in her first days.
    """
    person_id, _ = ensure_person(db, new, now)
    changed = db.execute(
        "INSERT OR IGNORE INTO member (list, person, delivery, joined, consent, own_copies,"
        " paused_until, paused) VALUES (?,?,?,?,?,?,?,?)",
        (
            *(list_id, person_id, new.delivery.value, now, consent, new.own_copies),
            *(new.paused_until, now if new.paused_until else None),
        ),
    ).rowcount
    if changed:
        db.execute(
            "UPDATE person SET deceased = NULL WHERE id = ? AND deceased IS NOT NULL", (person_id,)
        )
        journal.note(db, "person", person_id, "joined", f"list {list_id}: {consent}", now)
        if herself:
            newcomers.begin(db, list_id, person_id, now)
            _complete(db, person_id, new)
    return bool(changed)


def _complete(db: Db, person_id: int, new: NewMember) -> None:
    """What she says of herself, where nothing is known yet."""
    db.execute(
        "UPDATE person SET name = iif(name = '', ?, name), country = iif(country = '', ?, country)"
        " WHERE id = ?",
        (new.name, new.country, person_id),
    )


def consents(db: Db, person_id: int) -> dict[int, tuple[float, str]]:
    """list id -> when a person joined it, and on whose word."""
    rows = db.rows("SELECT list, joined, consent FROM member WHERE person = ?", person_id)
    return {row["list"]: (row["joined"], row["consent"]) for row in rows}


def remove(db: Db, list_id: int, person_id: int, how: str, now: float) -> bool:
    """End a membership, and her translating for the list. False: there was none.

    A copy that waits is withdrawn when its turn comes; who has joined again by then gets it.
    """
    changed = db.execute(
        "DELETE FROM member WHERE list = ? AND person = ?", (list_id, person_id)
    ).rowcount
    if changed:
        journal.note(db, "person", person_id, "left", f"list {list_id}: {how}", now)
        volunteers.remove(db, list_id, person_id, now)
    return bool(changed)


def set_delivery(db: Db, list_id: int, person_id: int, mode: DeliveryMode, now: float) -> None:
    """Change a member's mode; what it was until now is kept, for posts that came out under it."""
    db.execute(
        "INSERT INTO mode (list, person, at, before) SELECT list, person, ?, delivery FROM member"
        " WHERE list = ? AND person = ? AND delivery != ?",
        (now, list_id, person_id, mode.value),
    )
    db.execute(
        "UPDATE member SET delivery = ? WHERE list = ? AND person = ?",
        (mode.value, list_id, person_id),
    )
    journal.note(db, "person", person_id, "delivery", f"list {list_id}: {mode.value}", now)


def changes(db: Db, list_id: int, since: float) -> dict[int, list[tuple[float, DeliveryMode]]]:
    """Changes of mode on a list after an instant, by person: when, and the mode until then."""
    found: dict[int, list[tuple[float, DeliveryMode]]] = {}
    for row in db.rows(
        "SELECT person, at, before FROM mode WHERE list = ? AND at > ? ORDER BY at, id",
        list_id,
        since,
    ):
        found.setdefault(row["person"], []).append((row["at"], DeliveryMode(row["before"])))
    return found


def last_change(db: Db, list_id: int) -> int:
    """The id of the latest change of mode on a list: the same as long as nobody changes hers."""
    return int(db.value("SELECT coalesce(max(id), 0) FROM mode WHERE list = ?", list_id))


def pause(db: Db, list_id: int, person_id: int, until: float | None, now: float) -> None:
    """Send nothing until then; None ends the pause now.

    A pause that is only made longer or shorter began when it began. What came out in it is not sent
    later, so it is known when it is over, too.
    """
    db.execute(
        "UPDATE member SET paused = CASE WHEN paused_until > ?1 THEN paused ELSE ?1 END,"
        " paused_until = ?2 WHERE list = ?3 AND person = ?4 AND (?5 OR paused_until > ?1)",
        (now, until or now, list_id, person_id, until is not None),
    )
    journal.note(db, "person", person_id, "paused" if until else "resumed", f"list {list_id}", now)


def set_languages(db: Db, person_id: int, languages: tuple[str, ...], now: float) -> None:
    db.execute("UPDATE person SET languages = ? WHERE id = ?", (json.dumps(languages), person_id))
    journal.note(db, "person", person_id, "languages", " ".join(languages), now)


def moderators(db: Db, list_id: int) -> list[Person]:
    return [
        _person(row)
        for row in db.rows(
            f"{_PERSON} JOIN moderator ON moderator.person = person.id"
            " WHERE moderator.list = ? ORDER BY person.id",
            list_id,
        )
    ]


def responsible(db: Db, list_id: int, admin: str, but: int = 0) -> list[Person]:
    """Who reads what is for a list's moderators: they, or the site's admin where there is none.

    Without the person `but`, of whom they are told.
    """
    found = [one for one in moderators(db, list_id) if one.id != but]
    if found or not admin:
        return found
    one = person_by_address(db, admin)
    return [one] if one and one.id != but else []


def is_moderator(db: Db, list_id: int, person_id: int) -> bool:
    return bool(
        db.value("SELECT 1 FROM moderator WHERE list = ? AND person = ?", list_id, person_id)
    )


def looks_after_a_list(db: Db, person_id: int, admin: str) -> bool:
    """Whether somebody moderates any list, or is the site's admin."""
    if db.value("SELECT 1 FROM moderator WHERE person = ?", person_id):
        return True
    found = person_by_address(db, admin) if admin else None
    return found is not None and found.id == person_id


def add_moderator(db: Db, list_id: int, new: NewMember, now: float) -> int:
    """Make somebody a moderator of a list, known before or not; returns the person's id."""
    person_id, _ = ensure_person(db, new, now)
    db.execute("INSERT OR IGNORE INTO moderator (list, person) VALUES (?, ?)", (list_id, person_id))
    journal.note(db, "person", person_id, "moderates", f"list {list_id}", now)
    db.hint("herald")
    return person_id


def remove_moderator(db: Db, list_id: int, person_id: int, now: float) -> bool:
    changed = db.execute(
        "DELETE FROM moderator WHERE list = ? AND person = ?", (list_id, person_id)
    ).rowcount
    if changed:
        journal.note(db, "person", person_id, "moderates no more", f"list {list_id}", now)
    return bool(changed)


def _person(row: Row) -> Person:
    return Person(
        id=row["id"],
        address=row["address"],
        name=row["name"],
        languages=tuple(json.loads(row["languages"])),
        country=row["country"],
        organisation=row["organisation"],
        profile=row["profile"],
        timezone=row["timezone"],
        stopped=row["stopped"],
        deceased=row["deceased"],
        conceal=bool(row["conceal"]),
        digest_form=row["digest_form"],
        translation=row["translation"],
        machine=bool(row["machine"]),
        daily_bytes=row["daily_bytes"],
    )


def _member(row: Row) -> Member:
    return Member(
        person=_person(row),
        list_id=row["list"],
        delivery=DeliveryMode(row["delivery"]),
        joined=row["joined"],
        own_copies=bool(row["own_copies"]),
        paused_until=row["paused_until"],
        posts=row["posts"],
        paused=row["paused"],
    )
