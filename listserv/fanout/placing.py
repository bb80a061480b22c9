"""Where a post stands, what it is called there, and its numbers.

Owns the place of a post at the instant of its publication. It is looked up anew then, since what
it answers may have gone out only just before. Places and names once given stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from listserv.fanout import cook, kinds
from listserv.model import PASSED_ON, MailingList, Post, Publication, Sort
from listserv.store import places, shelf, spool
from listserv.store.base import Db
from listserv.text import naming, permalink, subject
from listserv.text.subject import Subject


def place(db: Db, post: Post, mailing_list: MailingList, now: float) -> Publication:
    """The place of a post that goes out now.

    One that was out before has the same again, but where a moderator has put it elsewhere since.
    """
    policy = mailing_list.policy
    until = kinds.stands_until(post, policy.timezone, now)
    thread, parent = _under(db, post, now)
    if post.thread and (post.join_to is None or thread == post.thread):
        root = places.kind_of(db, post.list_id, post.thread)
        shown = 1 if kinds.has_no_number(post, root) else post.position
        said = cook.subject(post.topic, shown, policy)
        return Publication(
            post.thread,
            post.parent,
            post.position,
            post.topic,
            said,
            post.permalink,
            until,
            kinds.is_gathered(post, root),
            shown,
        )
    last = shelf.last_position(db, post.list_id, thread)
    topic, position, shown = _numbered(db, post, mailing_list, thread, parent, last)
    link = post.permalink or permalink.permalink(
        post.message_id,
        lambda hashed: shelf.permalink_taken(db, post.list_id, hashed),
        fallback=f"post {post.number}",
    )
    said = cook.subject(topic, shown, policy)
    gathered = kinds.is_gathered(post, places.kind_of(db, post.list_id, thread))
    return Publication(thread, parent, position, topic, said, link, until, gathered, shown)


def _under(db: Db, post: Post, now: float) -> tuple[int, int]:
    """(thread, parent): what a moderator called a job or an obituary begins a thread, whatever its
    author answered, but where a moderator has put it elsewhere."""
    if post.kind is not Sort.ORDINARY and post.join_to is None:
        return post.number, 0
    return places.under(db, post, now)


def _numbered(
    db: Db, post: Post, mailing_list: MailingList, thread: int, parent: int, last: int
) -> tuple[str, int, int]:
    """(topic, position, number shown behind it); `last` is the thread's last position.

    Names are made one, and numbers stand, only where every post is moderated: elsewhere posts
    cross, and numbers would be out of order. An obituary, its condolences and notices have none
    and take none from the next.
    """
    known = places.topics_of(db, post.list_id, thread)
    if mailing_list.policy.moderation != "all":
        return post.topic or next(iter(known), ""), last + 1, 1
    tags = subject.tags(mailing_list)
    own, heard = subject.read(post.topic, tags), subject.read(post.subject, tags)
    above = spool.post(db, parent) if known and parent else None
    called = naming.name(
        own,
        heard,
        [subject.read(one, tags) for one in known],
        subject.read(above.topic, tags) if above else None,
        joined=post.join_to is not None,
    )
    if kinds.has_no_number(post, places.kind_of(db, post.list_id, thread)):
        return called.title, max(1, last), 1
    position = last + 1 if last else _first(db, post, own, heard)
    called = replace(
        called,
        number=position,
        count=_count(db, post, called.prefix, own, heard) if called.prefix else 0,
        question=post.question or own.question,
    )
    return naming.kept(called), position, position


def _first(db: Db, post: Post, own: Subject, heard: Subject) -> int:
    """The position of a thread's first post: an answer to `Topic (40)`, whose thread never was on
    this list, is the forty-first."""
    is_answer = (heard.answer or heard.forward) and PASSED_ON not in post.reasons
    goes_on = heard.number and is_answer and post.join_to is None
    if not goes_on or naming.renamed(own, heard):
        return 1
    known = places.was_called(db, post.list_id, subject.key(own.base))
    return 1 if known else heard.number + 1


def _count(db: Db, post: Post, prefix: str, own: Subject, heard: Subject) -> int:
    """The next count of a planned discussion; its first is what a moderator wrote, or goes on.

    What another forum has passed on has the count of its discussion there, and here one of ours.
    """
    if last := places.last_count(db, post.list_id, prefix):
        return last + 1
    if PASSED_ON in post.reasons:
        return 1
    if own.count:
        return own.count
    if heard.count and heard.prefix == prefix:
        return heard.count + (heard.answer or heard.forward)
    return 1
