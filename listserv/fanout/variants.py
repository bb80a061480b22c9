"""In which form each reader gets a post: the language of its frame, and a translation or none.

Pure. Owns what is composed once for all who get the same. Who pays for bytes gets a person's
translation alone, with the line that fetches the original, unless the safety gate saw something in
it. What a program made never stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from listserv.model import Subscriber
from listserv.model.translations import Manner, Translation, best

AS_WRITTEN = -1
_COMBINATIONS = 1000  # of languages and wishes that are kept in mind


class Variant(NamedTuple):
    language: str  # of the frame
    place: int = AS_WRITTEN  # of the translation, among those of the post
    whole: bool = True  # the original stands with it


def chooser(
    spoken: Collection[str], known: Sequence[Translation]
) -> Callable[[Subscriber], Variant]:
    """What each member gets of a post in these languages, with these translations."""

    @lru_cache(_COMBINATIONS)
    def of(reads: tuple[str, ...], wish: str, limited: bool) -> Variant:
        found = best(reads, wish, spoken, known)
        if found is None:
            return Variant(reads[0])
        alone = limited and found.manner is Manner.HUMAN and not found.doubted
        return Variant(reads[0], known.index(found), not alone)

    def chosen(member: Subscriber) -> Variant:
        if not known:
            return Variant(member.language)
        return of(member.reads or (member.language,), member.translation, member.limited)

    return chosen
