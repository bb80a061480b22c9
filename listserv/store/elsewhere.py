"""Who gets a post in another forum of the family, and so does not get it here.

Owns nothing: the facts for the rule of model/family, as they stand at this instant: when a post
goes out, and when an issue is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial

from listserv.model import MailingList, Member, Post
from listserv.model.family import Twin, awaiting, elsewhere
from listserv.model.wanted import Heading, passed_by
from listserv.store import filters, issues, members, recalls, twins
from listserv.store.base import Db
from listserv.store.twins import Sister

Folded = Callable[[str], tuple[str, ...]]  # the words of a topic as filters have them
Readers = Callable[[int], Sequence[Member]]  # those of another list who are on this one too


def persons(
    db: Db, post: Post, mailing_list: MailingList, folded: Folded, now: float
) -> frozenset[int]:
    """Persons who get no copy of a post of this list, and see it in no digest of it.

    The post is out, or goes out now.
    """
    return of_posts(db, [post], mailing_list, folded, now)[post.number]


def of_posts(
    db: Db, posts: Iterable[Post], mailing_list: MailingList, folded: Folded, now: float
) -> Mapping[int, frozenset[int]]:
    """The same of each of these posts, by number; a list's readers are read once for all."""
    readers: Readers = cache(partial(members.on_both, db, other=mailing_list.id))
    return {post.number: _of_post(db, post, mailing_list, readers, folded, now) for post in posts}


def _of_post(
    db: Db, post: Post, about: MailingList, readers: Readers, folded: Folded, now: float
) -> frozenset[int]:
    sisters = twins.of_post(db, post.number)
    if not sisters:
        return frozenset()
    had = _had(db, post.number)
    sisters = [one for one in sisters if one.post.published is not None]
    here = Twin(post.number, about.policy.language, post.published or now)
    first: dict[int, str] = {}
    others = [_twin(db, one, about.id, readers, folded, now, first) for one in sisters]
    return elsewhere(here, others, first) | had


def _twin(
    db: Db,
    one: Sister,
    here: int,
    readers: Readers,
    folded: Folded,
    now: float,
    first: dict[int, str],
) -> Twin:
    """How a twin stands; notes the first language of who is in both lists, where an issue is to
    bring it."""
    published = one.post.published or 0.0
    will: frozenset[int] = frozenset()
    if periods := issues.awaited_in(db, one.post.number):
        both = readers(one.list.id)
        first |= {reader.person.id: reader.person.language for reader in both}
        changes = members.changes(db, one.list.id, published)
        will = awaiting(both, changes, periods, published, now) - _passed_by(db, one.post, folded)
    has = twins.have(db, one.post.number, here)
    return Twin(one.post.number, one.list.policy.language, published, has, will)


def _had(db: Db, number: int) -> frozenset[int]:
    """Persons who have the words of a post from a twin that is out no more: it was taken back, or
    waits again."""
    gone = [
        one for one in twins.of_post(db, number) if one.post.published is None and one.post.was_out
    ]
    text = db.value(
        "SELECT text FROM version JOIN post ON post.number = post AND n = post.version"
        " WHERE number = ?",
        number,
    )
    found: set[int] = set()
    for one in gone:
        if one.post.text == text:
            found |= recalls.reached(db, one.post.number)
        rows = db.rows(
            "SELECT delivery.person FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
            " JOIN version ON version.post = mailing.post AND version.n = mailing.version"
            " WHERE mailing.post = ? AND kind = 'post' AND state IN ('sent', 'trying')"
            " AND version.text = ?",
            one.post.number,
            text,
        )
        found |= {row["person"] for row in rows}
    return frozenset(found)


def _passed_by(db: Db, post: Post, folded: Folded) -> frozenset[int]:
    said = filters.of_list(db, post.list_id)
    return passed_by(said, Heading.of(post, folded(post.topic))) if said else frozenset()
