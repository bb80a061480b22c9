"""Twins: posts of lists of one family that came from the same mail.

Owns nothing: which posts are twins, and who has one of them, is asked here. A mail becomes two
posts when its author wrote to both lists, or when a moderator passed it on. Lists are of one family
where their policies name the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from listserv.model import DeliveryState, MailingList, Post
from listserv.model.family import Also
from listserv.store import lists, posts, shelf
from listserv.store.base import Db
from listserv.store.mailings import RETOLD

_ON_THE_WAY = ", ".join(
    f"'{state}'" for state in (DeliveryState.DUE, DeliveryState.TRYING, DeliveryState.SENT)
)


@dataclass(frozen=True, slots=True)
class Sister:
    """A twin, and the list that it is in."""

    list: MailingList
    post: Post


def forums(db: Db, list_id: int) -> list[MailingList]:
    """The other lists of a list's family, by name."""
    every = lists.every(db)
    family = next((one.policy.family for one in every if one.id == list_id), "")
    return [one for one in every if family and one.policy.family == family and one.id != list_id]


def beside(db: Db, list_id: int, language: str) -> tuple[MailingList, ...]:
    """The same for somebody who is to choose: first the one in her language."""
    return tuple(sorted(forums(db, list_id), key=lambda one: one.policy.language != language))


def of_post(db: Db, number: int) -> list[Sister]:
    """The twins of a post, whatever became of them, in the order of their numbers."""
    found = posts.where(
        db,
        "post.mail = (SELECT mail FROM post WHERE number = ?1) AND post.number != ?1"
        " AND post.list != (SELECT list FROM post WHERE number = ?1) ORDER BY post.number",
        number,
    )
    if not found:
        return []
    list_id = db.value("SELECT list FROM post WHERE number = ?", number)
    family = {one.id: one for one in forums(db, list_id)}
    return [Sister(family[post.list_id], post) for post in found if post.list_id in family]


def out(db: Db, number: int) -> list[Sister]:
    """Those of them that are out."""
    return [one for one in of_post(db, number) if one.post.published is not None]


def also(db: Db, numbers: Sequence[int], *, coming: bool = False) -> dict[int, tuple[Also, ...]]:
    """Where these posts are out too, or `coming`, by their numbers."""
    rows = db.rows(
        "SELECT post.number AS of, post.list AS here, sister.list AS there, sister.number,"
        " sister.permalink FROM post JOIN post AS sister ON sister.mail = post.mail"
        " WHERE post.number IN (SELECT value FROM json_each(?)) AND sister.list != post.list"
        " AND (sister.published IS NOT NULL OR (? AND sister.state = 'approved'))"
        " ORDER BY sister.number",
        json.dumps(list(numbers)),
        coming,
    )
    found: dict[int, tuple[Also, ...]] = {}
    every = {one.id: one for one in lists.ever(db)} if rows else {}
    for row in rows:
        here, there = every[row["here"]], every[row["there"]]
        if here.policy.family and here.policy.family == there.policy.family:
            one = Also(there, row["number"], row["permalink"])
            found[row["of"]] = (*found.get(row["of"], ()), one)
    return found


def mark(db: Db, number: int) -> None:
    """The pages that name a post as a twin of theirs are to be written again."""
    for one in out(db, number):
        shelf.mark(db, one.post.list_id, one.post.thread)


def alike(db: Db, number: int, version: int) -> list[tuple[int, int]]:
    """(number, version) of the twins of a post that say what this version of it says."""
    sisters = of_post(db, number)
    if not sisters:
        return []
    text = db.value("SELECT text FROM version WHERE post = ? AND n = ?", number, version)
    return [(one.post.number, one.post.version) for one in sisters if one.post.text == text]


def have(db: Db, number: int, among: int) -> frozenset[int]:
    """Members of the list `among` who have a post that is out in another: as a copy, or in a
    digest; or whose copy is on its way. Of what left long ago, whoever read by it then."""
    copies = db.rows(
        f"""
        SELECT delivery.person FROM mailing JOIN delivery ON delivery.mailing = mailing.id
        JOIN member ON member.list = ? AND member.person = delivery.person
        WHERE mailing.post = ? AND kind = 'post' AND laid = 0 AND state IN ({_ON_THE_WAY})
        """,
        among,
        number,
    )
    # The few editions that show it first, then who has one of them.
    digests = db.rows(
        f"""
        WITH showing AS MATERIALIZED (SELECT rendition.mailing, rendition.n
            FROM issue JOIN rendition ON rendition.mailing = issue.mailing
            WHERE issue.list = (SELECT list FROM post WHERE number = ?2)
                AND issue.until >= (SELECT published FROM post WHERE number = ?2)
                AND EXISTS (SELECT 1 FROM json_each(issue.posts) WHERE value = ?2)
                AND rendition.posts != ''
                AND EXISTS (SELECT 1 FROM json_each(rendition.posts) WHERE value = ?2))
        SELECT delivery.person FROM delivery
        JOIN member ON member.list = ?1 AND member.person = delivery.person
        WHERE delivery.mailing IN (SELECT mailing FROM showing)
            AND (delivery.mailing, delivery.rendition % {RETOLD})
                IN (SELECT mailing, n FROM showing)
            AND state IN ({_ON_THE_WAY})
        """,
        among,
        number,
    )
    return frozenset(row["person"] for row in (*copies, *digests)) | _long_ago(db, number, among)


def _long_ago(db: Db, number: int, among: int) -> frozenset[int]:
    """Of copies and digests of which only counts are left: who was in both lists at that time and
    had mail of the other one."""
    rows = db.rows(
        """
        SELECT there.person FROM post
        JOIN member AS there ON there.list = post.list AND there.joined <= post.published
        JOIN member AS here ON here.list = ? AND here.person = there.person
        WHERE post.number = ?2 AND there.delivery NOT IN ('none', 'summaries') AND (
            EXISTS (SELECT 1 FROM mailing
                WHERE mailing.post = ?2 AND kind = 'post' AND counts != '')
            OR EXISTS (SELECT 1 FROM issue, json_each(issue.posts) AS told
                JOIN mailing ON mailing.id = issue.mailing
                WHERE issue.list = post.list AND issue.until >= post.published
                    AND told.value = ?2 AND counts != ''))
        """,
        among,
        number,
    )
    return frozenset(row["person"] for row in rows)


# --- whoever decided first ------------------------------------------------------------------------


def doubled(db: Db, number: int, mailing: int) -> bool:
    """Whether a post that is laid would come twice to somebody: its twin went out meanwhile."""
    sisters = out(db, number)
    if not sisters:
        return False
    list_id = db.value("SELECT list FROM post WHERE number = ?", number)
    brought = _persons(db, mailing, number)
    return any(not brought.isdisjoint(have(db, one.post.number, list_id)) for one in sisters)


def write_editions(db: Db, mailing: int, shown: Sequence[Iterable[int]]) -> None:
    """Write down which posts the editions of a digest show, in their order."""
    db.many(
        "UPDATE rendition SET posts = ? WHERE mailing = ? AND n = ?",
        ((json.dumps(list(numbers)), mailing, n) for n, numbers in enumerate(shown)),
    )


def _persons(db: Db, mailing: int, number: int) -> frozenset[int]:
    """Whom a mailing that is laid brings a post: all, or who has an edition that shows it."""
    rows = db.rows(
        "SELECT person FROM delivery WHERE mailing = ?1 AND rendition IN (SELECT n FROM rendition"
        " WHERE rendition.mailing = ?1 AND (posts = ''"
        " OR EXISTS (SELECT 1 FROM json_each(posts) WHERE value = ?2)))",
        mailing,
        number,
    )
    return frozenset(row["person"] for row in rows)
