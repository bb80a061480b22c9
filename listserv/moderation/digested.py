"""Digests on their way that hold a post which was taken back, or was put there again.

Owns what their copies say then: one line in the place of the post's words. It works inside of the
transaction that takes a post back, on text that we composed ourselves; a copy that is being tried
leaves as it is, every other one as it is made here. What they were made from first stays, so that
undoing brings the words back.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from listserv.model import Rendition
from listserv.press import phrases
from listserv.press.speech import words
from listserv.store import recalls
from listserv.store.base import Db
from listserv.text import items, rewriting


def retell(db: Db, number: int) -> None:
    """Make the copies of digests that hold a post say what stands of it now."""
    under_way = recalls.digests_under_way(db, number)
    gone = recalls.taken_back(db, number) if under_way else frozenset()
    for mailing in under_way:
        recalls.retell(db, mailing, partial(_retold, gone=gone))


def _retold(made: Rendition, gone: Collection[int]) -> Rendition:
    said = phrases.taken_back(words(made.language).translations)
    head, body = rewriting.retold(
        made.head, made.body, lambda text: items.without(text, gone, said)
    )
    return Rendition(made.language, head, body)
