"""All that is held about one person, table by table: what `my data` tells her.

Owns the list of what is told (TOLD) and of what is not, each with the reason (UNTOLD); a test holds
that every column of every table stands in one of them. What other people are numbered or called is
theirs, and is not told.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from listserv.model import Standing
from listserv.store import lists, persons, translations
from listserv.store.base import Db, Row
from listserv.text.dates import DAY

LATELY = 14 * DAY  # a copy's row is kept for as long (store/queue.py)
_PERSON = re.compile(r"\bperson \d+\b")
_YES_OR_NO = ("main", "conceal", "machine", "own_copies", "urgent", "gathered", "credited")

_HERS = "(person = :person)"
_ADDRESSED = "address IN (SELECT address FROM address WHERE person = :person)"
_POSTS = f"""
    SELECT number FROM post WHERE {_HERS} AND person != 0
    UNION SELECT number FROM post WHERE address != '' AND {_ADDRESSED}
"""
_SENT = "sender != '' AND sender IN (SELECT address FROM address WHERE person = :person)"
_MAILS = f"""
    SELECT mail FROM post WHERE number IN ({_POSTS})
    UNION SELECT mail FROM errand WHERE {_SENT}
    UNION SELECT mail FROM version WHERE mail != 0 AND post IN ({_POSTS})
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Which rows of a table are hers, and which columns she reads."""

    where: str
    columns: str


TOLD: Mapping[str, Told] = {
    "person": Told(
        "id = :person",
        "id name languages country organisation profile timezone created stopped deceased conceal"
        " digest_form translation machine daily_bytes",
    ),
    "address": Told(_HERS, "address person main since was_main"),
    "member": Told(
        _HERS, "list person delivery joined consent own_copies paused_until posts paused"
    ),
    "mode": Told(_HERS, "id list person at before"),
    "moderator": Told(_HERS, "list person most letters away_until"),
    "filter": Told(_HERS, "list person kind value"),
    "newcomer": Told(_HERS, "list person letter due"),
    "applicant": Told(
        _ADDRESSED,
        "id list address name languages country delivery said made state decided consent question"
        " answer",
    ),
    "applicant_wish": Told(_HERS, "list person"),
    "queue_wish": Told(_HERS, "list person"),
    "standing": Told(_HERS, "list person word"),
    "failure": Told(_HERS, "id at person domain list mailing about kind said counted"),
    "trouble": Told(_HERS, "person since last kind said score probe probes heard"),
    "complaint": Told(_HERS, "id at person list"),
    "confirmation": Told(
        f"{_ADDRESSED} OR {_HERS}",
        "id kind list person address name language command made expires used",
    ),
    "merged": Told("is_now = :person", "person is_now"),
    "namesake": Told(_ADDRESSED, "list address name"),
    "likeness": Told(f"{_HERS} OR {_ADDRESSED}", "person address"),
    "invitation": Told(_ADDRESSED, "list address made"),
    "declined": Told(_ADDRESSED, "address at"),
    "spelling": Told(_HERS, "person text"),
    "volunteer": Told(_HERS, "list person source language since"),
    "translator": Told(_HERS, "person most away_until credited ended"),
    "assignment": Told(_HERS, "task person given until ended outcome"),
    "translation": Told(
        f"({_HERS} AND person != 0) OR post IN ({_POSTS})",
        "id post version language manner topic text credited engine mail made gone",
    ),
    "post": Told(
        f"number IN ({_POSTS})",
        "number mail list state reasons under person author address proof subject topic message_id"
        " refs sent language attachments removed version noticed decided published thread parent"
        " position permalink kind until join_to urgent release paced wanted question notes patient"
        " awaits awaits_since put_off author_told recalled was_out gathered withdrawn languages",
    ),
    "version": Told(f"post IN ({_POSTS})", "post n text made why mail"),
    "decision": Told(f"post IN ({_POSTS})", "id at list post what said undone"),
    "errand": Told(
        _SENT,
        "id mail list purpose address command state outcome sender proof aside",
    ),
    "mail": Told(f"id IN ({_MAILS})", "id received peer mail_from size client helo"),
    "mailing": Told(f"{_HERS} AND person != 0", "id kind list post person asked created finished"),
    "delivery": Told(_HERS, "id mailing person address state tries due tried reply"),
    "journal": Told(
        f"(kind = 'person' AND ref = :person) OR (kind = 'post' AND ref IN ({_POSTS}))",
        "id at kind ref event reason",
    ),
}

_WORK = "how the work on it stands, for the program alone"
_OTHERS = "who did it is told to nobody but the moderators"
_SAME = "tells equal mails apart; says nothing of her"
UNTOLD: Mapping[str, str] = {
    "post.tries": _WORK,
    "post.due": _WORK,
    "post.detail": _WORK,
    "post.digest": _SAME,
    "post.text_digest": _SAME,
    "post.decided_by": _OTHERS,
    "post.taken_by": _OTHERS,
    "post.reminded": "how often its moderators were reminded",
    "version.by": _OTHERS,
    "decision.by": _OTHERS,
    "decision.before": "what it was before stands in the versions of the post",
    "decision.letter": "a letter to a moderator",
    "decision.undone_mail": "a mail of a moderator",
    "applicant.decided_by": _OTHERS,
    "applicant.asked_by": _OTHERS,
    "applicant.stirred": _WORK,
    "applicant.told": "when the facilitators were told",
    "applicant.reminded": "when the facilitators were told",
    "invitation.by": "who invited her is in the invitation",
    "failure.told": "when moderators were told",
    "mail.raw": "goes along as she sent it, in a file of its own",
    "mail.trusted": _WORK,
    "confirmation.letter": _WORK,
    "trouble.day": _WORK,
    "trouble.cost": _WORK,
    "mailing.shown": _WORK,
    "mailing.urgent": _WORK,
    "mailing.laid": _WORK,
    "mailing.due": _WORK,
    "mailing.counts": _WORK,
    "mailing.collapsed": _WORK,
    "mailing.version": _WORK,
    "mailing.rewritten": _WORK,
    "delivery.rendition": _WORK,
    "errand.token": _WORK,
    "errand.tries": _WORK,
    "errand.due": _WORK,
    "errand.detail": _WORK,
    "errand.known": _WORK,
    "errand.network": "a part of the mail's client, which is told",
    "errand.turn": _WORK,
    "errand.swept": _WORK,
    "rendition": "letters and copies as she got them: they are in her mailbox",
    "list": "says nothing of her, unless its rota names her, which every moderator sees",
    "summary": "is about a discussion",
    "issue": "which posts stood in which digest",
    "budget": "counts letters of two days, so that nobody can flood her in another's name",
    "tally": "counts letters to strangers, by domain",
    "thread_rule": "is about a discussion",
    "task": "is about a message",
    "assignment.letter": "it is in her mailbox",
    "translation.person": _OTHERS,
    "translation.refused": _WORK,
    "translation.doubted": "what the gate saw in it, she was told of at once",
    "post.translating": _WORK,
    "archive_mark": "which pages are to be made again",
    "outage": "is about a domain",
    "roundup": "is about a list",
    "relay": "is about a relay",
    "sequence": "numbers",
    "sqlite_sequence": "numbers",
    "_sqlite_migrations": "the shape of the database",
    "erasure": "whom it names is being erased, and is nobody any more",
    "banned": "fingerprints of who was erased",
    "scrub": "numbers of rows",
}


def of(db: Db, person_id: int) -> dict[str, Any]:
    """Everything of TOLD by table, lists by their names, instants as floats; None: never."""
    names = {one.id: one.name for one in lists.ever(db)}
    found = {table: _rows(db, table, person_id) for table in TOLD}
    for row in itertools.chain.from_iterable(found.values()):
        if "list" in row:
            row["list"] = names.get(row["list"], "")  # none: it is the site's
        row.update({name: bool(row[name]) for name in _YES_OR_NO if name in row})
    return {table: rows for table, rows in found.items() if rows}


def _rows(db: Db, table: str, person_id: int) -> list[Row]:
    told = TOLD[table]
    columns = ", ".join(f'"{one}"' for one in told.columns.split())
    cursor = db.execute(f"SELECT {columns} FROM {table} WHERE {told.where}", {"person": person_id})
    names = [column[0] for column in cursor.description]
    return [
        {name: _told(table, value) for name, value in zip(names, row, strict=True)}
        for row in cursor
    ]


def _told(table: str, value: Any) -> Any:
    """JSON that a column keeps as what it says; no instant is none; who else did something is
    somebody."""
    if isinstance(value, float) and not value:
        return None
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with contextlib.suppress(ValueError, RecursionError):
            return json.loads(value)
    if isinstance(value, str) and table == "journal":
        return _PERSON.sub("somebody", value)
    return value


# --- in short -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Short:
    """What stands in the letter itself."""

    addresses: tuple[str, ...]
    memberships: tuple[tuple[str, str, float, str], ...]  # title, mode, since, on whose word
    offers: tuple[tuple[str, str, str], ...]  # title; from which language, into which
    standings: tuple[tuple[str, Standing], ...]  # title of the list
    posts: tuple[tuple[int, float, str], ...]  # number, day, topic of the latest
    all_posts: int
    translated: int
    letters: int  # of LATELY
    failures: int
    mails: tuple[int, ...]  # all of hers, the newest first


def short(db: Db, person_id: int, latest: int, now: float) -> Short:
    titles = {one.id: one.title for one in lists.ever(db)}
    standings = db.rows("SELECT list, word FROM standing WHERE person = ?", person_id)
    memberships = db.rows(
        "SELECT list, delivery, joined, consent FROM member WHERE person = ? ORDER BY list",
        person_id,
    )
    offers = db.rows(
        "SELECT list, source, language FROM volunteer WHERE person = ? ORDER BY 1, 2, 3", person_id
    )
    written = db.execute(
        f"SELECT number, sent, topic FROM post WHERE number IN ({_POSTS})"
        " AND state NOT IN ('dropped', 'received') ORDER BY number DESC",
        {"person": person_id},
    ).fetchall()
    letters = db.value(
        "SELECT count(*) FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " WHERE created > ? AND delivery.person = ? AND state = 'sent'",
        now - LATELY,
        person_id,
    )
    failures = db.value("SELECT count(*) FROM failure WHERE person = ?", person_id)
    mails = db.execute(
        f"SELECT id FROM mail WHERE id IN ({_MAILS}) ORDER BY id DESC", {"person": person_id}
    )
    return Short(
        persons.addresses(db, person_id),
        tuple((titles[one.pop("list")], *one.values()) for one in memberships),
        tuple((titles[row["list"]], row["source"], row["language"]) for row in offers),
        tuple((titles[row["list"]], Standing(row["word"])) for row in standings),
        tuple(written[:latest]),
        len(written),
        translations.count_by(db, person_id),
        letters,
        failures,
        tuple(id_ for (id_,) in mails),
    )


def envelope(db: Db, mail: int) -> Row | None:
    """Who sent a mail, and when."""
    return db.row("SELECT mail_from, received FROM mail WHERE id = ?", mail)
