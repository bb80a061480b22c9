"""Whom a post passes by: what members do not want of a list, or want alone.

Pure. Owns the decision. A thread is named by the number of its first post, in digits; anything else
is folded words (languages.plain), which stand in a topic one after the other, whole but for the
ending of a plural. What must be read by everybody passes by nobody for its topic, but who muted it
has said so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from listserv.model.posts import NOTICES, Post, Sort

_PLURALS = ("s", "es", "x")  # of the languages that have such endings: CHWs, redes, réseaux
_SHORTEST = 3  # letters of a word that has a plural
Filter = tuple[str, str]  # "mute" and a thread's number or words; "only" and words


@dataclass(frozen=True, slots=True)
class Heading:
    """What is looked at of a post."""

    thread: int
    words: tuple[str, ...]  # of its topic, folded
    for_all: bool = False  # it reaches also who wants other words alone

    @classmethod
    def of(cls, post: Post, words: tuple[str, ...]) -> Heading:
        """Of a post that is out."""
        return cls(post.thread or post.number, words, is_for_all(post))

    def meets(self, value: str) -> bool:
        """Whether it is the thread of that number, or the words stand in its topic."""
        if value.isdigit():
            return value == f"{self.thread}"
        said = tuple(value.split())
        starts = range(len(self.words) - len(said) + 1)
        rows = (self.words[start : start + len(said)] for start in starts)
        return any(all(map(is_same, row, said)) for row in rows)


def is_same(one: str, other: str) -> bool:
    """Whether two folded words are the same, but for an ending that makes one of them several."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    return len(short) >= _SHORTEST and any(short + ending == long for ending in _PLURALS)


def is_for_all(post: Post) -> bool:
    """Whether a post is more than a part of the discussion, or a notice in a row of others."""
    return post.urgent or post.kind not in (Sort.ORDINARY, *NOTICES)


def passed_by(said: Mapping[int, Sequence[Filter]], about: Heading) -> frozenset[int]:
    """The persons whom a post passes by; `said` is what each of them said.

    Of 20,000 people many say the same: each value is looked at once.
    """
    values = {value for filters in said.values() for _, value in filters}
    met = {value for value in values if about.meets(value)}
    return frozenset(
        person for person, filters in said.items() if _passes_by(filters, met, about.for_all)
    )


def _passes_by(filters: Sequence[Filter], met: set[str], for_all: bool) -> bool:
    """Whether somebody who said this does not get what meets some of the values."""
    if any(kind == "mute" and value in met for kind, value in filters):
        return True
    only = [value for kind, value in filters if kind == "only"]
    return bool(only) and not for_all and met.isdisjoint(only)
