"""A day's posts in reading order: by thread, the oldest first in each.

Pure. Owns what an item of a digest is made of. It never leaves a post out: what comes in goes out
once, with live tokens of ours masked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from listserv.digests.said import Shown, Text, shown_name, text_of, topic_in
from listserv.digests.sentences import first_sentence
from listserv.model import Attachment, Note, Post, Sort
from listserv.text.layout import clip
from listserv.text.masks import mask_tokens

OPENING = 180  # letters of a first sentence under a title; a longer one is clipped

AnswerAddress = Callable[[int], str]  # post number -> address whose mail goes under that post


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    author: str
    country: str
    size: int  # bytes of the new text
    text: Text
    opening: str  # its first sentence
    answer: str
    profile: str  # "" where this author's line stands under an earlier item
    attachments: tuple[Attachment, ...]
    notes: tuple[Note, ...] = ()  # of moderators


@dataclass(frozen=True, slots=True)
class Strand:
    """The new posts of one thread."""

    topic: str
    items: tuple[Item, ...]


def strands(
    posts: Sequence[Post],
    answer: AnswerAddress,
    *,
    profiles: bool = True,
    shown: Shown | None = None,
) -> tuple[Strand, ...]:
    """Posts by thread; threads in the order of their first post here, posts by their number.

    `profiles`: whether the list wants it said who the authors are; no obituary says it. `shown`:
    the posts that are shown in translation.
    """
    shown = shown or {}
    by_thread: dict[int, list[Post]] = {}
    for post in sorted(posts, key=lambda post: (post.published or 0.0, post.number)):
        by_thread.setdefault(post.thread or post.number, []).append(post)
    introduced: set[str] = set()
    made: list[Strand] = []
    for members in by_thread.values():
        items = tuple(_item(post, answer, introduced, profiles, shown) for post in members)
        own = mask_tokens(members[0].topic or members[0].subject)
        made.append(Strand(topic_in(members, shown) or own, items))
    return tuple(made)


def _item(
    post: Post, answer: AnswerAddress, introduced: set[str], profiles: bool, shown: Shown
) -> Item:
    is_said = profiles and post.kind is not Sort.OBITUARY and post.address not in introduced
    if is_said:
        introduced.add(post.address)
    text = text_of(post, shown)
    return Item(
        number=post.number,
        author=mask_tokens(shown_name(post)),
        country=post.country,
        size=text.size,
        text=text,
        opening=clip(first_sentence(text.first), OPENING),
        answer=answer(post.number),
        profile=mask_tokens(post.profile) if is_said else "",
        attachments=post.attachments,
        notes=tuple(replace(note, text=mask_tokens(note.text)) for note in post.notes),
    )
