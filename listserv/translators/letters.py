"""The texts of a letter to a translator: an original, and what she may begin with.

Owns where a draft comes from, one that is kept or a program's of now, and what the safety gate says
of it. A program that fails costs a draft and no letter. Writes nothing itself.
"""

from __future__ import annotations

import asyncio

from listserv.model import Post
from listserv.model.translations import Manner, Translation
from listserv.press.brought import Doubt, ToTranslate
from listserv.store import translations
from listserv.store.base import Store
from listserv.translate import gate
from listserv.translators import changing
from listserv.translators.drafter import Draft, drafted
from listserv.translators.pieces import Piece, shielded

MOST_DOUBTS = 6  # of the gate, that a letter names
LONGEST_DOUBT = 60  # characters

# What only programs do, and what says nothing in a letter.
_OF_PROGRAMS = frozenset({gate.Flaw.UNKNOWN, gate.Flaw.LANGUAGE})
_FIGURES = frozenset({gate.Flaw.NUMBER, gate.Flaw.UNIT})


class Texts:
    def __init__(self, store: Store, draft: Draft) -> None:
        self._store = store
        self._draft = draft

    async def asked(self, piece: Piece, post: Post, until: float | None = None) -> ToTranslate:
        """A text that nobody has translated, with a program's draft where there is one."""
        topic, text = await self._drafted(piece, post)
        found = await doubts(piece, post, topic, text) if text else ()
        said = tuple(dict.fromkeys(one.original or one.draft for one in found))
        return _shown(piece, post, until, "machine" if text else "", "", topic, text, said)

    async def standing(self, piece: Piece, post: Post, one: Translation) -> ToTranslate:
        """A text with the translation that stands, to be corrected."""
        return _shown(piece, post, None, "stands", one.translator, one.topic, one.text)

    async def _drafted(self, piece: Piece, post: Post) -> tuple[str, str]:
        """(topic, text) of a program's draft; ("", "") where there is none."""
        for one in await self._store.read(translations.of_post, post.number):
            known = (one.manner, one.language) == (Manner.MACHINE, piece.language)
            if known and one.version == piece.version and one.text:
                return one.topic, one.text
        if not await self._store.read(translations.may_be_drafted, post.number):
            return "", ""
        made = await drafted(self._draft, post, piece.source, piece.language)
        return (made.topic, made.text) if made.draft else ("", "")


def hers(piece: Piece, topic: str, text: str) -> ToTranslate:
    """What a translator sent, to be asked about."""
    return ToTranslate(
        piece.number,
        piece.source,
        piece.language,
        sort="hers",
        topic=topic,
        draft=shielded(text),
    )


async def doubts(piece: Piece, post: Post, topic: str, text: str) -> tuple[Doubt, ...]:
    """What the safety gate finds in a text, figures first, said once each; a topic that is not
    translated is not compared."""

    def found() -> list[gate.Finding]:
        pairs = [(post.text, text), *([(post.topic, topic)] if topic else [])]
        return [one for pair in pairs for one in gate.check(*pair, piece.source, piece.language)]

    told = [
        _doubt(one)
        for one in await asyncio.to_thread(found)
        if one.flaw not in _OF_PROGRAMS and (one.original or one.draft)
    ]
    told.sort(key=lambda one: not one.figures)
    return tuple(dict.fromkeys(told))[:MOST_DOUBTS]


def _doubt(one: gate.Finding) -> Doubt:
    original, hers_ = one.original[:LONGEST_DOUBT], one.draft[:LONGEST_DOUBT]
    if one.flaw not in _FIGURES:
        return Doubt(original, hers_)
    return Doubt(original, hers_, True, *changing.example(original, hers_))


def _shown(
    piece: Piece,
    post: Post,
    until: float | None,
    sort: str,
    by: str,
    topic: str,
    draft: str,
    said: tuple[str, ...] = (),
) -> ToTranslate:
    return ToTranslate(
        piece.number,
        piece.source,
        piece.language,
        post.topic,
        post.author,
        post.country,
        shielded(post.text),
        until,
        sort,
        by,
        topic,
        shielded(draft),
        said,
    )
