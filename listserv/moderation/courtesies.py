"""What an answer may hold besides its decision: greetings, thanks, names, a signature, a smile.

Pure. Owns the line between courtesy and content. Names are taken from what is known of the
moderator and the list; a name that is not known counts only where a name must stand, beside a
greeting or after thanks, and only in capitals: "Thanks, wait" is no courtesy, and after thanks one
word alone, as in "Thanks. Postpone", is no name. A signature stands
below a name, at the very end, and holds titles, numbers and addresses, never a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind
from listserv.languages.plain import words as folded_words
from listserv.moderation.verbs import verbs

NEUTRAL = frozenset('.,;!-:()"*_=~🙏🙂😊☺😀😃😄🤗🌷🌸🌹💐❤♥')  # marks that say nothing
_LONGEST_NAME = 5  # words
_LONGEST_SIGNATURE = 8  # lines below the name
_LONGEST_LINE = 100  # characters of a line of a signature
_INSIDE_NAMES = frozenset(
    {"de", "da", "do", "dos", "das", "del", "la", "le", "du", "des", "van", "von", "der", "den"}
    | {"el", "al", "bin", "ben", "ibn", "y", "e"}
)
_INSIDE_TITLES = _INSIDE_NAMES | {"of", "for", "and", "the", "et", "en", "los", "las", "para"}
_CONTACT = re.compile(
    r"[\w\s.:*-]{0,20}(?:\+?[\d(][\d\s().+-]{5,}\d|\S{1,64}@\S{3,}|(?:https?://|www\.)\S+)\W{0,3}$"
)


class Courtesies:
    def __init__(self, text: str, pieces: Sequence[Piece], names: Sequence[str]) -> None:
        self._text = text
        self._pieces = pieces
        self._never = _content_words()
        self._all_names = {word for name in names for word in folded_words(name)} - _INSIDE_NAMES
        self._initials = {word[0] for word in self._all_names}
        self._names = self._all_names - self._never

    def at(self, place: int) -> int:
        """The place after the courtesy or known name that begins here; `place` when none does."""
        kind = words.phrases("courtesies", "greetings", "closings", "soft").at(self._pieces, place)
        if not kind:
            return self._known_name(place)
        meaning, end = kind
        return end if meaning == "soft" else self._addressed(end, meaning == "closings")

    def signs(self, place: int) -> bool:
        """Whether the courtesy at `place` may end a letter: thanks, or a name."""
        polite = words.phrases("courtesies", "greetings", "soft").at(self._pieces, place)
        return polite is None

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

    def signature(self, place: int) -> int:
        """Past the lines below a name that end an answer; `place` where they are no signature."""
        at, lines = place, 0
        while at < len(self._pieces):
            if self._pieces[at].breaks:
                at += 1
                continue
            end = self._line_end(at)
            lines += 1
            if lines > _LONGEST_SIGNATURE or not self._of_signature(at, end):
                return place
            at = end
        return at

    def is_own_name(self, place: int) -> bool:
        """Whether a word may be a known name, not a form's: `ok Domingo` may be signed, `ok
        domingo` puts off."""
        if place >= len(self._pieces) or self._pieces[place].plain not in self._all_names:
            return False
        typed = self._text[self._pieces[place].start : self._pieces[place].end]
        return len(typed) > 1 and not typed[0].islower()

    # --- names --------------------------------------------------------------------------------

    def _addressed(self, place: int, closing: bool) -> int:
        """Past the one who is greeted, or who signs: `Dear colleagues`, `Thanks, Neil`."""
        addressees = words.phrases("courtesies", "addressees")
        if found := addressees.at(self._pieces, place):
            return found[1]
        if self._plain(place) == "," and (found := addressees.at(self._pieces, place + 1)):
            return place if self._plain(found[1]) == ":" else found[1]  # "Hello, team."
        at = place
        if closing:
            while at < len(self._pieces) and self._pieces[at].plain in (",", "!", ".", "-"):
                at += 1
        known, same_line = self._known_name(at), self._capitals(at)
        if known > at:
            return known
        if self._count(at, same_line) >= (2 if closing else 1):  # "Sorry, Mistake" is no name
            return same_line
        if closing and at < len(self._pieces) and self._pieces[at].breaks:
            signed = self._capitals(at + 1)
            if self._ends_line(signed) and self._count(at + 1, signed) >= 2:
                return signed
        return max(self._known_name(place), place)

    def _known_name(self, place: int) -> int:
        """Past a run of known names that a mark or a break ends: `Neil Pakenham-Walsh`.

        A name that is a word of a form as well, such as Domingo or Job, counts alone on its line.
        """
        at = self._run(place, self._names)
        if at > place:
            return at
        begins_line = place == 0 or self._pieces[place - 1].breaks
        if begins_line and not verbs().at(self._pieces, place):
            for names in (self._all_names, self._initials):
                at = self._run(place, names)
                while at > place and not self._ends_line(at) and self._pieces[at].plain == ".":
                    at += 1
                if at > place and self._ends_line(at):
                    return at
        return place

    def _run(self, place: int, names: set[str]) -> int:
        """Past a run of names, or `place` where more words follow."""
        at = end = place
        while at < len(self._pieces) and at < end + 3:
            piece = self._pieces[at]
            if piece.kind is PieceKind.WORD and piece.plain in names:
                end = at + 1
            elif end == place or piece.plain not in ("-", ".", *_INSIDE_NAMES):
                break
            at += 1
        ended = end == len(self._pieces) or self._pieces[end].kind is not PieceKind.WORD
        return end if ended else place

    def _capitals(self, place: int) -> int:
        """Past a run of capitalised words that are no content: most likely a name."""
        at, end, said = place, place, 0
        while at < len(self._pieces) and said < _LONGEST_NAME and at < end + 3:
            piece = self._pieces[at]
            if self._is_capital(piece):
                said, end = said + 1, at + 1
            elif at == place or piece.plain not in ("-", ".", *_INSIDE_NAMES):
                break
            at += 1
        return end

    def _is_capital(self, piece: Piece) -> bool:
        capital = piece.kind is PieceKind.WORD and self._text[piece.start].isupper()
        return capital and piece.plain not in self._never

    def _plain(self, place: int) -> str:
        return self._pieces[place].plain if place < len(self._pieces) else ""

    def _count(self, start: int, end: int) -> int:
        return sum(piece.kind is PieceKind.WORD for piece in self._pieces[start:end])

    # --- signatures ---------------------------------------------------------------------------

    def _of_signature(self, start: int, end: int) -> bool:
        """A title, a telephone number, an address, a known name."""
        line = self._text[self._pieces[start].start : self._pieces[end - 1].end].strip()
        if len(line) > _LONGEST_LINE:
            return False
        if _CONTACT.match(line) or self._run(start, self._names) == end:
            return True
        said = self._pieces[start:end]
        named = [piece for piece in said if piece.kind is PieceKind.WORD]
        marks = {piece.plain for piece in said if piece.kind is not PieceKind.WORD}
        return (
            len(named) >= 2
            and marks <= {",", "-", "&", "(", ")", "."}
            and all(self._in_title(one) for one in named)
        )

    def _in_title(self, piece: Piece) -> bool:
        """`HIFA moderator`, `Coordinator of the Forum`."""
        known = piece.plain in _INSIDE_TITLES or piece.plain in self._names
        known = known or piece.plain in words.tables()  # `HIFA-es`
        role = words.phrases("courtesies", "addressees").at((piece,), 0)
        return known or role is not None or self._is_capital(piece)

    def _ends_line(self, place: int) -> bool:
        return place >= len(self._pieces) or self._pieces[place].breaks

    def _line_end(self, place: int) -> int:
        while place < len(self._pieces) and not self._pieces[place].breaks:
            place += 1
        return place


@cache
def _content_words() -> frozenset[str]:
    """Words that decide, hinder or explain something: none of them is read as a name."""
    found = set(words.single_words("names_never", "words"))
    found |= words.single_words("around", "now")
    for section in ("answers", "reasons", "forms", "sorts", "days"):
        for meaning in words.section(section):
            found |= words.single_words(section, meaning)
    return frozenset(found)
