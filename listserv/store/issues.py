"""Digest issues: which posts a list's readers have had, up to when.

Owns `issue`, and which posts belong to which period: a day, a week or a month of discussion, a week
of notices, a day of condolences. An issue is closed and its mail spooled in one transaction, or
neither, so a crash never sends a digest twice and never leaves a post out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from listserv.model import NOTICES, Post, Sort
from listserv.model.translations import Translation
from listserv.store import journal, laying, posts, translations, twins
from listserv.store.base import Db
from listserv.store.recalls import WITHDRAWN
from listserv.text.dates import DAY

STANDS = 28 * DAY  # seconds after its publication that a notice stands which names no day

_NOTICE = "post.kind IN ({})".format(", ".join(f"'{kind}'" for kind in NOTICES))
# An answer that went out without copies, as long as the obituary above it is not taken back.
_CONDOLENCE = """
    post.kind = '' AND post.gathered = 1 AND EXISTS (SELECT 1 FROM post AS root
        WHERE root.number = post.thread AND root.published IS NOT NULL)
"""
# Of an announcement all have a copy, however they read.
_READ = f"post.kind != '{Sort.ANNOUNCEMENT}'"
# A notice that went out at once is met in the daily digest: in the weekly notices it comes late.
_IN = {
    "daily": f"NOT ({_NOTICE} AND post.gathered = 1) AND {_READ}",
    "weekly": f"NOT {_NOTICE} AND {_READ}",
    "monthly": f"NOT {_NOTICE} AND {_READ}",
    "notices": _NOTICE,
    "condolences": _CONDOLENCE,
}


class Share(NamedTuple):
    """A mailing of an issue, the posts that are new in it, earlier ones that it names again, which
    of all these each of its editions shows, and the translations that it shows or tells of. One
    without posts tells of translations alone."""

    mailing: int
    numbers: tuple[int, ...]
    again: tuple[int, ...] = ()
    editions: tuple[tuple[int, ...], ...] = ()
    texts: tuple[Translation, ...] = ()


def last_until(db: Db, list_id: int, period: str) -> float | None:
    """Up to when the last issue of a period reached; None before the first."""
    found: float | None = db.value(
        "SELECT max(until) FROM issue WHERE list = ? AND period = ?", list_id, period
    )
    return found


def last_with_posts(db: Db, list_id: int, period: str) -> float:
    """Up to when the last issue reached that had posts; 0 where none had."""
    found: float | None = db.value(
        "SELECT max(until) FROM issue WHERE list = ? AND period = ? AND posts != '[]'",
        list_id,
        period,
    )
    return found or 0.0


def out_before(db: Db, list_id: int, numbers: Sequence[int], since: float) -> list[Post]:
    """Those of these posts that were published up to `since`, in the order of their numbers; what
    was taken back is not among them."""
    return posts.where(
        db,
        "post.list = ? AND published <= ? AND number IN (SELECT value FROM json_each(?))"
        f" AND NOT {WITHDRAWN} ORDER BY number",
        list_id,
        since,
        json.dumps(list(numbers)),
    )


def turn(db: Db, list_id: int, period: str, date: str) -> int:
    """Which issue of its date the next one is: 1, but where the hour of the digests was moved."""
    closed: int = db.value(
        "SELECT count(DISTINCT until) FROM issue"
        " WHERE list = ? AND period = ? AND date = ? AND mailing != 0",
        list_id,
        period,
        date,
    )
    return closed + 1


def published(db: Db, list_id: int, period: str, since: float, until: float) -> list[Post]:
    """Posts for a period, published in (since, until], in order of publication.

    A post that was taken back and came again is not in a second issue of the period. What its
    author took back is in none. Condolences of an obituary that was taken back and came again are
    older, and had no issue yet.
    """
    waits = period == "condolences"
    return posts.where(
        db,
        f"""
        post.list = ? AND published > ? AND published <= ? AND {_IN[period]} AND NOT {WITHDRAWN}
            AND ({"0" if waits else "was_out IS NULL"} OR number NOT IN (SELECT value
                FROM issue, json_each(issue.posts) WHERE issue.list = ? AND issue.period = ?))
        ORDER BY published, number
        """,
        list_id,
        0.0 if waits else since,
        until,
        list_id,
        period,
    )


def standing(db: Db, list_id: int, since: float, until: float) -> list[Post]:
    """Notices published up to `since` that still stand at `until`, the first to end first."""
    return posts.where(
        db,
        f"post.list = ? AND published <= ? AND {_NOTICE} AND NOT {WITHDRAWN}"
        " AND coalesce(post.until, published + ?) >= ?"
        " ORDER BY coalesce(post.until, published + ?), number",
        list_id,
        since,
        STANDS,
        until,
        STANDS,
    )


def copied_since(db: Db, list_id: int, since: float) -> list[float]:
    """When the posts of a list that went out as copies did so after an instant, in order."""
    return [
        row["published"]
        for row in db.rows(
            "SELECT published FROM post"
            " WHERE list = ? AND published > ? AND gathered = 0 ORDER BY published",
            list_id,
            since,
        )
    ]


def close(
    db: Db,
    list_id: int,
    period: str,
    date: str,
    since: float,
    until: float,
    shares: Sequence[Share],
    now: float,
) -> bool:
    """Close an issue and open the mailings laid for it. An empty one only moves the mark.

    `since` must be where the last one ended (0 before the first, which has no posts), else somebody
    closed it meanwhile; and `shares` must have all that was published in it, else one more was
    meanwhile, or one was taken back; of notices also all that stand. What it says in other
    languages must stand still, of posts that are out. Nor may a twin of one have reached somebody
    meanwhile who is to get it here. False then, and nothing changed: compose it again.
    """
    if (last_until(db, list_id, period) or 0.0) != since:
        return False
    numbers = {number for share in shares for number in share.numbers}
    if since and _numbers(published(db, list_id, period, since, until)) != numbers:
        return False
    again = {number for share in shares for number in share.again}
    if numbers and period == "notices" and again != _numbers(standing(db, list_id, since, until)):
        return False
    if not _stand(db, [one for share in shares for one in share.texts]):
        return False
    for share in shares:  # of what is laid and not open yet, and is forgotten where it is not
        twins.write_editions(db, share.mailing, share.editions)
    if any(twins.doubled(db, one, share.mailing) for share in shares for one in share.numbers):
        return False
    for mailing, told, *_ in shares or [Share(0, ())]:
        if mailing:
            laying.open_mailing(db, mailing, now)
        cursor = db.execute(
            "INSERT INTO issue (list, period, date, since, until, mailing, posts)"
            " VALUES (?,?,?,?,?,?,?)",
            (list_id, period, date, since, until, mailing, json.dumps(told)),
        )
        if mailing:
            journal.note(
                db, "issue", int(cursor.lastrowid or 0), "closed", f"{len(told)} posts", now
            )
    return True


def _stand(db: Db, texts: Sequence[Translation]) -> bool:
    """Whether these translations say what they said, and their posts were not taken back."""
    numbers = list(dict.fromkeys(one.number for one in texts))
    is_gone = db.value(
        "SELECT 1 FROM post WHERE number IN (SELECT value FROM json_each(?))"
        f" AND (published IS NULL OR {WITHDRAWN})",
        json.dumps(numbers),
    )
    known = translations.of_posts(db, numbers)
    return not is_gone and all(one in known.get(one.number, ()) for one in texts)


def _numbers(found: Sequence[Post]) -> set[int]:
    return {post.number for post in found}


def awaited_in(db: Db, number: int) -> list[str]:
    """The periods whose next issue is to bring a post that is out."""
    return [
        period
        for period, belongs in _IN.items()
        if db.value(
            f"""
            SELECT 1 FROM post WHERE number = ?2 AND published IS NOT NULL AND {belongs}
                AND NOT {WITHDRAWN} AND NOT EXISTS (SELECT 1 FROM issue
                    WHERE issue.list = post.list AND period = ?1 AND (issue.until >= published
                        OR ?2 IN (SELECT value FROM json_each(issue.posts))))
            """,
            period,
            number,
        )
    ]


def missed(db: Db, number: int) -> bool:
    """Whether an issue that a published post belongs in was closed without it. What was in one of
    a period belongs in no second."""
    return any(
        db.value(
            f"""
            SELECT 1 FROM post JOIN issue ON issue.list = post.list AND period = ?1 AND since > 0
            WHERE number = ?2 AND published > since AND published <= issue.until AND {belongs}
                AND NOT {WITHDRAWN}
                AND NOT EXISTS (SELECT 1 FROM issue AS share, json_each(share.posts)
                    WHERE share.list = post.list AND share.period = ?1 AND value = ?2)
            """,
            period,
            number,
        )
        for period, belongs in _IN.items()
    )
