"""What a post is called among those of its thread, and the numbers that go with it; pure.

Owns the practice of moderated forums. The first post of a thread is `Topic`, the second
`Topic (2)`, one that turns to something else `Topic (3) New aspect`. A planned discussion counts
all its posts behind its prefix, `QUALITY (112) Costs`, and each of its topics counts its own where
that says more: `QUALITY (138) Costs (12)`. What went out keeps its name: only the next one is new.

A topic is kept with the numbers that stand in the middle of it, and without the one at its end,
which is the post's position in its thread. A failure here is never worse than a plain name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from listserv.text.subject import FORWARD, Subject, key, read, strip

WORD = 4  # letters from which a word of a subject says what it is about


def name(
    own: Subject,
    heard: Subject,
    known: Sequence[Subject],
    answered: Subject | None = None,
    *,
    joined: bool = False,
) -> Subject:
    """What a post is called; numbers in it are those of others.

    `own` is its subject as it waits, perhaps a moderator's new one; `heard` as its author sent it;
    `known` what the posts of its thread are called, the first one first, none where it begins the
    thread; `answered` what the post is called that it answers; `joined`: a moderator put it there.
    """
    if not known:
        return replace(own, topic=_capital(own.topic) if own.prefix else own.topic)
    if found := _as_before(own, known):
        return found
    if own.title and renamed(own, heard):
        return own
    if heard.was and (found := _as_before(read(heard.was), known)):
        return replace(found, aspect="")
    if joined or heard.answer or heard.forward or heard.was or not own.title:
        return answered or known[0]  # what it answers had that subject once, or never
    return replace(known[0], aspect=own.title)


def renamed(own: Subject, heard: Subject) -> bool:
    """Whether a moderator gave a new subject."""
    return key(own.title) != key(heard.title)


def _as_before(own: Subject, known: Sequence[Subject]) -> Subject | None:
    """The same in the spelling of the thread, or a new aspect of it."""
    wanted = _plain(own)
    for one in known:
        if wanted == _plain(one):
            return one
    for one in known:
        aspect = _beyond(own.title, one.base)
        if aspect is not None:
            return replace(one, aspect=aspect)
    return None


def _plain(one: Subject) -> str:
    """To compare: without the tag of another list either."""
    return key(strip(one.title))


def _beyond(title: str, base: str) -> str | None:
    """What follows `base` in a title that begins with it; None where it does not."""
    begins, rest = title[: len(base)], title[len(base) :].strip()
    parted = rest.startswith((":", "-", "–", "—")) or base.endswith(("?", "!", ".", "…", "؟"))
    if not (base and parted and key(begins) == key(base)):
        return None
    return rest.lstrip(" :-–—")


def turns_away(own: Subject, heard: Subject, known: Sequence[Subject], *, quotes: bool) -> bool:
    """Whether an answer is a new message: people press Reply to begin one.

    So it is where it quotes nothing under a subject that a person typed and that has no word of the
    thread's. In a planned discussion each topic is a thread, also where a moderator names it.
    """
    if _as_before(own, known):
        return False
    marked = heard.answer or heard.forward or heard.was or heard.number
    if own.prefix and (not marked or renamed(own, heard)):
        return True
    if quotes or marked or not own.title or renamed(own, heard):
        return False
    return not any(_words(own.title) & _words(one.title) for one in known)


def _words(title: str) -> set[str]:
    words = set(key(title).split())
    return {word for word in words if len(word) >= WORD} or words


def kept(called: Subject) -> str:
    """A topic as it is kept: with its count, and the thread's number before an aspect."""
    count = f" ({called.count})" if called.count else ":"
    label = f"Q{called.question}: " if called.question else ""
    if not called.prefix:
        front, label = "", label.rstrip(": ")
        aspect = ": ".join(part for part in (label, called.aspect) if part)
    else:
        front, aspect = f"{called.prefix}{count} {label}", called.aspect
    mark = FORWARD if called.forward and not called.prefix else ""
    if not aspect:
        return f"{mark}{front}{called.topic}"
    if called.number < 2:
        return f"{mark}{front}{replace(called, prefix='', aspect=aspect).title}"
    return f"{mark}{front}{called.topic} ({called.number}) {aspect}"


def in_words(topic: str, translated: str) -> str:
    """A kept topic in another language: a planned discussion keeps its prefix and its count."""
    called = read(topic)
    if not called.prefix:
        return translated
    return kept(replace(called, topic=read(translated).topic or translated, aspect="", number=0))


def numbered(topic: str, position: int) -> str:
    """A kept topic as it is sent, with the post's position in its thread, 1 for the first."""
    parts = read(topic)
    if position < 2 or parts.number or position == parts.count:
        return topic
    return f"{topic} ({position})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
