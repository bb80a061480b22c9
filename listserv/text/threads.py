"""Which post answers which: threads from Message-IDs, without recursion and proof against loops.

Pure. Owns the one threading of the house, used for a whole history (`places`) and for one post
that is about to be published (`place_one`). The idea is the known one of mail readers: every id
that is only cited stands as a *ghost*, so posts whose common ancestor never arrived still meet
under it; ghosts are left out of the answer.

Real headers lie: ids are used twice, posts answer themselves or one another in a ring, dates run
backwards. A failure here is therefore never an exception and never a lost post: at worst a post
begins a thread of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from listserv.text import subject as subjects
from listserv.text.dates import DAY

SUBJECT_SECONDS = 60 * DAY  # how long a subject alone may tie an answer to a post
_NONE = -1


@dataclass(frozen=True, slots=True)
class Node:
    """What threading must know of a post."""

    number: int
    message_id: str
    references: tuple[str, ...] = ()  # what it answers, oldest first (`ancestry`)
    subject: str = ""
    sent: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands."""

    thread: int  # number of the thread's first post
    parent: int  # number of the post answered; 0: none known
    position: int  # 1 for the first of the thread
    depth: int  # posts between it and the top; 0 for the first


@dataclass(frozen=True, slots=True)
class Known:
    """A published post that an id leads to."""

    number: int
    thread: int


def ancestry(references: Sequence[str], in_reply_to: Sequence[str]) -> tuple[str, ...]:
    """What a mail answers, oldest first, from its two headers (RFC 5322 §3.6.4).

    In-Reply-To only adds what References does not say; of several ids there the first is nearest.
    """
    missing = [one for one in in_reply_to if one not in references]
    return tuple(dict.fromkeys((*references, *reversed(missing))))


def place_one(
    number: int,
    references: Sequence[str],
    known: Mapping[str, Known],
    cited: Mapping[str, int] | None = None,
) -> tuple[int, int]:
    """(thread, parent) of one new post among those already published.

    `known` maps a Message-ID to its published post, `cited` an id that never arrived to the
    thread of a post that cites it too. The nearest known ancestor counts; without one the oldest
    shared missing one; else the post begins its own thread.
    """
    for reference in reversed(references):
        if found := known.get(reference):
            return found.thread, found.number
    for reference in references:
        if thread := (cited or {}).get(reference):
            return thread, 0
    return number, 0


def places(nodes: Iterable[Node], *, by_subject: bool = False) -> dict[int, Place]:
    """The place of every post, by number; linear in posts and references.

    A reused Message-ID belongs to the lowest number: answers go there, the later post stands for
    itself. A ring is cut at its oldest post. Within a thread posts stand by date, but no answer
    stands before what it answers. With `by_subject` an answer ("Re:") that cites nothing at all
    joins the latest earlier post of the same topic within 60 days.
    """
    posts = sorted(nodes, key=lambda node: node.number)
    parents = _links(posts)
    if by_subject:
        _link_subjects(posts, parents)
    _cut_rings(posts, parents)
    return _arrange(posts, parents)


def _links(posts: Sequence[Node]) -> list[int]:
    """Parent index of every post, and behind them of every ghost; -1 is none."""
    index: dict[str, int] = {}
    for i, post in enumerate(posts):
        if post.message_id:
            index.setdefault(post.message_id, i)
    parents = [_NONE] * len(posts)
    for i, post in enumerate(posts):
        nearest = _NONE
        for reference in post.references:
            if reference == post.message_id:
                continue
            at = index.setdefault(reference, len(parents))
            if at == len(parents):
                parents.append(_NONE)
            # Only a ghost takes its parent from others; a post speaks for itself.
            if at >= len(posts) and parents[at] == _NONE and nearest != at:
                parents[at] = nearest
            nearest = at
        parents[i] = nearest
    return parents


def _link_subjects(posts: Sequence[Node], parents: list[int]) -> None:
    loose = [
        i
        for i, post in enumerate(posts)
        if parents[i] == _NONE and not post.references and subjects.is_reply(post.subject)
    ]
    if not loose:
        return
    by_topic: defaultdict[str, list[tuple[float, int, int]]] = defaultdict(list)
    topics = [subjects.topic_key(post.subject) for post in posts]
    for i, post in enumerate(posts):
        by_topic[topics[i]].append((post.sent, post.number, i))
    for group in by_topic.values():
        group.sort()
    for i in loose:
        group = by_topic[topics[i]]
        at = bisect_left(group, (posts[i].sent, posts[i].number, i)) - 1
        if topics[i] and at >= 0 and posts[i].sent - group[at][0] <= SUBJECT_SECONDS:
            parents[i] = group[at][2]


def _cut_rings(posts: Sequence[Node], parents: list[int]) -> None:
    """Free one member of every ring: its oldest post (of ghosts alone, the first seen)."""

    def age(i: int) -> tuple[float, int]:
        return (posts[i].sent, i) if i < len(posts) else (inf, i)

    walk_of = [0] * len(parents)
    for walk, start in enumerate(range(len(parents)), 1):
        path = []
        at = start
        while at != _NONE and not walk_of[at]:
            walk_of[at] = walk
            path.append(at)
            at = parents[at]
        if at != _NONE and walk_of[at] == walk:
            parents[min(path[path.index(at) :], key=age)] = _NONE


def _arrange(posts: Sequence[Node], parents: Sequence[int]) -> dict[int, Place]:
    """Threads and the order in them, from a forest without rings."""
    size = len(parents)
    top = [_NONE] * size  # the root, a ghost perhaps
    nearest = [_NONE] * size  # itself, or the nearest real post above a ghost
    depth = [_NONE] * size
    when = [-inf] * size  # the date, never before that of what is answered
    for start in range(size):
        path = []
        at = start
        while at != _NONE and top[at] == _NONE:
            path.append(at)
            at = parents[at]
        for i in reversed(path):
            above = parents[i]
            top[i] = i if above == _NONE else top[above]
            if above != _NONE:
                nearest[i], depth[i], when[i] = nearest[above], depth[above], when[above]
            if i < len(posts):
                nearest[i], depth[i] = i, depth[i] + 1
                when[i] = max(when[i], posts[i].sent)
    threads: defaultdict[int, list[int]] = defaultdict(list)
    for i in range(len(posts)):
        threads[top[i]].append(i)
    found: dict[int, Place] = {}
    for members in threads.values():
        members.sort(key=lambda i: (when[i], depth[i], i))
        for position, i in enumerate(members, 1):
            above = nearest[parents[i]] if parents[i] != _NONE else _NONE
            parent = posts[above].number if above != _NONE else 0
            found[posts[i].number] = Place(posts[members[0]].number, parent, position, depth[i])
    return found
