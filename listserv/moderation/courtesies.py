"""What an answer may hold besides its decision: greetings, thanks, names, a smile.

Pure. Owns the line between courtesy and content. Names are taken from what is known of the
moderator and the list; a name that is not known counts only where a name must stand, beside a
greeting or after thanks, and only in capitals: "Thanks, wait" is no courtesy.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind
from listserv.languages.plain import words as folded_words

NEUTRAL = frozenset('.,;!-:()"*_=~🙏🙂😊')  # marks that say nothing
_LONGEST_NAME = 5  # words


class Courtesies:
    def __init__(self, text: str, pieces: Sequence[Piece], names: Sequence[str]) -> None:
        self._text = text
        self._pieces = pieces
        content = _content_words()
        self._names = {word for name in names for word in folded_words(name)} - content
        self._never = content

    def at(self, place: int) -> int:
        """The place after the courtesy or known name that begins here; `place` when none does."""
        kind = words.phrases("courtesies", "greetings", "closings", "soft").at(self._pieces, place)
        if not kind:
            return self._known_name(place)
        meaning, end = kind
        return end if meaning == "soft" else self._addressed(end, meaning == "closings")

    def line_end(self, place: int) -> int:
        """The end of a line that is nothing but courtesy from `place` on, or `place`."""
        at = place
        said = False
        while at < len(self._pieces) and not self._pieces[at].breaks:
            after = self.at(at)
            said = said or after > at
            if after == at and self._pieces[at].plain not in NEUTRAL:
                return place
            at = max(after, at + 1)
        return at if said else place

    def _addressed(self, place: int, closing: bool) -> int:
        """Past the one who is greeted, or who signs: `Dear colleagues`, `Thanks, Neil`."""
        if found := words.phrases("courtesies", "addressees").at(self._pieces, place):
            return found[1]
        at = place
        if closing:
            while at < len(self._pieces) and self._pieces[at].plain in (",", "!", ".", "-"):
                at += 1
        same_line = self._capitals(at)
        if same_line > at:
            return same_line
        if closing and at < len(self._pieces) and self._pieces[at].breaks:
            signed = self._capitals(at + 1)
            alone = signed == len(self._pieces) or self._pieces[signed].breaks
            if alone and self._count(at + 1, signed) >= 2:
                return signed
        return self._known_name(place) if self._known_name(place) > place else place

    def _known_name(self, place: int) -> int:
        """Past a run of known names that a mark or a break ends: `Neil Pakenham-Walsh`."""
        at = place
        while at < len(self._pieces) and self._in_name(at):
            at += 1
        ended = at == len(self._pieces) or self._pieces[at].kind is not PieceKind.WORD
        return at if ended else place

    def _in_name(self, at: int) -> bool:
        piece = self._pieces[at]
        joined = piece.plain in ("-", ".") and at + 1 < len(self._pieces)
        if joined:
            return (
                self._is_name(self._pieces[at + 1])
                and at > 0
                and self._is_name(self._pieces[at - 1])
            )
        return self._is_name(piece)

    def _is_name(self, piece: Piece) -> bool:
        return piece.kind is PieceKind.WORD and piece.plain in self._names

    def _capitals(self, place: int) -> int:
        """Past a run of capitalised words that are no content: most likely a name."""
        at = place
        while at < len(self._pieces) and self._count(place, at) < _LONGEST_NAME:
            piece = self._pieces[at]
            initial = self._text[piece.start]
            named = (
                piece.kind is PieceKind.WORD
                and initial.isupper()
                and piece.plain not in self._never
            )
            if not named and not (piece.plain in ("-", ".") and at > place):
                break
            at += 1
        while at > place and self._pieces[at - 1].kind is PieceKind.MARK:
            at -= 1
        return at

    def _count(self, start: int, end: int) -> int:
        return sum(piece.kind is PieceKind.WORD for piece in self._pieces[start:end])


def _content_words() -> frozenset[str]:
    """Words that decide, hinder or explain something: none of them is read as a name."""
    found = set(words.single_words("names_never", "words"))
    for meaning in words.section("answers"):
        found |= words.single_words("answers", meaning)
    for meaning in words.section("reasons"):
        found |= words.single_words("reasons", meaning)
    return frozenset(found)
