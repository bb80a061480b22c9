"""What an answer may hold besides its decision: greetings, thanks, names, a signature, a smile.

Pure. Owns the line between courtesy and content. Names are taken from what is known of the
moderator and the list; a name that is not known counts only where a name must stand, beside a
greeting or after thanks, and only in capitals: "Thanks, wait" is no courtesy, and after thanks one
word alone, as in "Thanks. Postpone", is no name, but for the name of an author. A signature stands
at the very end, below a name or thanks, or begins with a known name on its first line, and holds
titles, numbers and addresses, never a sentence: `Moderator Objects` is none, and `Awaiting Consent`
stands below no first name alone.
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
INSIDE_NAMES = frozenset(
    {"de", "da", "do", "dos", "das", "del", "la", "le", "du", "des", "van", "von", "der", "den"}
    | {"el", "al", "bin", "ben", "ibn", "y", "e"}
)
INSIDE_TITLES = INSIDE_NAMES | {"of", "for", "and", "the", "et", "en", "los", "las", "para"}
_OF = frozenset({"de", "du", "des", "d", "del", "da", "do", "das", "dos", "of"})
_SAYING = ("answers", "forms", "days", "around")  # tables whose words are no title's
_CONTACT = re.compile(
    r"\+?[\d(][\d\s().+-]{5,50}\d|[^\s@|,:]{1,64}@[^\s@|,]{3,}|(?:https?://|www\.)[^\s|,]+"
    r"|(?<![\w@.-])(?:[\w-]{1,40}\.){1,4}(?:org|com|net|int|edu|gov|info)(?:\.[a-z]{2})?(?![\w@.-])"
)
_PARTS = frozenset({",", "-", "/"})  # marks between the parts of a line of a signature
_IN_SIGNATURES = frozenset({*_PARTS, "&", "(", ")", ".", ":", "*"})


class Courtesies:
    def __init__(
        self,
        text: str,
        pieces: Sequence[Piece],
        names: Sequence[str],
        thanked: Sequence[str] = (),
    ) -> None:
        self._text = text
        self._pieces = pieces
        self._never = _content_words()
        self._all_names = {word for name in names for word in folded_words(name)} - INSIDE_NAMES
        self._initials = {word[0] for word in self._all_names}
        self._names = self._all_names - self._never
        others = {word for name in thanked for word in folded_words(name)}
        self._thanked = self._names | (others - self._never - INSIDE_NAMES)

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
        vague = False
        firm = self._firm_above(place)
        while at < len(self._pieces):
            if self._pieces[at].breaks:
                at += 1
                continue
            end = self._line_end(at)
            lines += 1
            if lines > _LONGEST_SIGNATURE or not self.of_signature(at, end):
                return place
            vague = vague or self._is_vague(at, end)
            firm = firm or self._is_firm(at, end)
            at = end
        return place if vague and not firm else at

    def signed(self, place: int) -> int:
        """The end, where a signature that begins with a known name stands on the lines from `place`
        on: `Greg Banda | NGO International | +254 700 111222`; else `place`."""
        if place and not self._pieces[place - 1].breaks:
            return place
        honorific = words.phrases("signatures", "honorifics")
        at = place
        while found := honorific.at(self._pieces, at):
            at = found[1] + (self._plain(found[1]) == ".")
        if self._plain(at) in self._initials and self._plain(at + 1) == ".":
            at += 2  # `C. Diallo`
        known = name = at
        while name < len(self._pieces) and (
            self._pieces[name].plain in self._names
            or (name > at and self._pieces[name].plain in ("-", ".", *INSIDE_NAMES))
        ):
            name += 1
            known = name if self._pieces[name - 1].plain in self._names else known
        end = self._line_end(known)
        if known == at or verbs().at(self._pieces, place):
            return place
        marked = self._plain(known) in (*_PARTS, "(")
        if known < end and not (marked or self._stands_alone(self._pieces[known])):
            return place
        full = self._count(at, known) >= 2
        titled = full or any(self._stands_alone(piece) for piece in self._pieces[known:end])
        if known < end and not (titled and self._titled(known, end, full)):
            return place
        below = self.signature(end)
        return below if below == len(self._pieces) else place

    def _firm_above(self, place: int) -> bool:
        """Whether the line above a signature holds a full name, or a title beside a name."""
        end = place
        while end and self._pieces[end - 1].breaks:
            end -= 1
        start = end
        while start and not self._pieces[start - 1].breaks:
            start -= 1
        said, at = 0, start
        polite = words.phrases("courtesies")
        while at < end:
            if found := polite.at(self._pieces, at):
                at = found[1]
                continue
            said += self._pieces[at].plain in self._names or self._is_capital(self._pieces[at])
            at += 1
        return said >= 2 or self._is_firm(start, end)

    def _is_firm(self, start: int, end: int) -> bool:
        """Whether a line holds a number, an address or a title."""
        if start == end:
            return False
        line = self._text[self._pieces[start].start : self._pieces[end - 1].end]
        contact = len(line) <= _LONGEST_LINE and _CONTACT.search(line) is not None
        return contact or any(self._stands_alone(piece) for piece in self._pieces[start:end])

    def _is_vague(self, start: int, end: int) -> bool:
        """Whether a line is but words with capitals: an organisation, or `Awaiting Consent`."""
        said = [one for one in self._pieces[start:end] if one.kind is not PieceKind.MARK]
        known = any(one.plain not in INSIDE_TITLES and self._is_title(one) for one in said)
        boxed = any(one.kind is PieceKind.NUMBER for one in said)
        return not (known or boxed or self._is_firm(start, end))

    def of_signature(self, start: int, end: int) -> bool:
        """A title, a telephone number, an address, a known name."""
        return self._run(start, self._names) == end or self._titled(start, end)

    def _titled(self, start: int, end: int, named: bool = False) -> bool:
        """Whether words are titles, organisations and what reaches somebody; `named`: a full name
        stands before them."""
        line = self._text[self._pieces[start].start : self._pieces[end - 1].end]
        if len(line) > _LONGEST_LINE or verbs().at(self._pieces, start):
            return False
        reach = [found.span() for found in _CONTACT.finditer(line)]
        first = self._pieces[start].start
        said: list[Piece] = []
        labels = words.phrases("signatures", "contacts")
        at = start
        while at < end:
            piece = self._pieces[at]
            inside = any(one <= piece.start - first < other for one, other in reach)
            label = labels.at(self._pieces, at) if reach else None
            if inside or (piece.kind is PieceKind.MARK and piece.plain in _IN_SIGNATURES):
                if piece.plain == ":" and not reach:
                    return False
                at += 1
            elif (
                label
                and self._is_label(at, label[1])
                and (self._reaches(label[1], end, first, reach))
            ):
                at = label[1]
            elif piece.kind is PieceKind.NUMBER and self._in_address(at, start):
                at += 1
            elif self._belongs_to_role(at, start):
                said.append(piece)
                at += 1
            elif piece.kind is PieceKind.WORD and self._in_title(piece):
                if not self._is_title(piece) and self._behind_role(at, start):
                    return False  # "Moderator Objects"
                said.append(piece)
                at += 1
                if self._reaches(at, end, first, reach, parted=False):
                    return False  # "Call Marie +254 700 111222"
            else:
                return False
        if not said:
            return bool(reach)
        enough = len(said) >= 2 or (named and bool(reach))
        return enough or any(self._stands_alone(piece) for piece in said)

    def _belongs_to_role(self, place: int, start: int) -> bool:
        """`programme` in "Chargée de programme": what a role on the line is of."""
        piece = self._pieces[place]
        if piece.kind is not PieceKind.WORD or place < start + 2 or piece.plain in self._never:
            return False
        roles = words.phrases("signatures", "roles")
        led = self._pieces[place - 1].plain in _OF or (
            self._pieces[place - 1].plain in ("'", "’") and self._pieces[place - 2].plain in _OF
        )
        return (
            led
            and any(roles.at((one,), 0) for one in self._pieces[start:place])
            and not any(words.phrases(name).at((piece,), 0) for name in _SAYING)
        )

    def _is_label(self, place: int, end: int) -> bool:
        """`Tel` before a number; `T` has a mark behind it, for "e 811" goes on with a list."""
        return len(self._pieces[place].plain) > 1 or self._plain(end) in (":", ".", "/", "-")

    def _reaches(
        self,
        place: int,
        end: int,
        first: int,
        reach: Sequence[tuple[int, int]],
        *,
        parted: bool = True,
    ) -> bool:
        """Whether a number or address stands at `place`, behind marks where it may be `parted`."""
        while parted and place < end and self._plain(place) in (".", ":", "/", "-", "*"):
            place += 1
        if place >= end:
            return False
        offset = self._pieces[place].start - first
        labelled = parted and words.phrases("signatures", "contacts").at(self._pieces, place)
        if labelled:  # `Tel/WhatsApp: +254 700 111222`
            return self._reaches(labelled[1], end, first, reach)
        return any(one <= offset < other for one, other in reach)

    def _in_address(self, place: int, start: int) -> bool:
        """Whether a number is that of a letter box."""
        boxes = words.phrases("signatures", "boxes")
        return any(boxes.at(self._pieces, at) for at in range(max(start, place - 2), place))

    def _stands_alone(self, piece: Piece) -> bool:
        """Whether one word is a title: `Moderator`, `MPH`."""
        if words.phrases("signatures", "roles").at((piece,), 0):
            return True
        degree = words.phrases("signatures", "degrees").at((piece,), 0)
        return degree is not None and self._text[piece.start].isupper()

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
        thanked = self._run(at, self._thanked) if closing and self._capitals(at) > at else at
        if thanked > at:
            return thanked
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
            elif end == place or piece.plain not in ("-", ".", *INSIDE_NAMES):
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
            elif at == place or piece.plain not in ("-", ".", *INSIDE_NAMES):
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

    def _in_title(self, piece: Piece) -> bool:
        """`HIFA moderator`, `Coordinator of the Forum`."""
        return self._is_title(piece) or self._is_capital(piece)

    def _is_title(self, piece: Piece) -> bool:
        """Whether a word is known to stand in titles."""
        known = piece.plain in INSIDE_TITLES or piece.plain in self._names
        known = known or piece.plain in words.tables()  # `HIFA-es`
        role = words.phrases("courtesies", "addressees").at((piece,), 0)
        known = known or role is not None
        if known or words.phrases("signatures", "roles", "ranks").at((piece,), 0):
            return True
        body = words.phrases("signatures", "bodies", "degrees").at((piece,), 0)
        return body is not None and not self._text[piece.start].islower()

    def _behind_role(self, place: int, start: int) -> bool:
        """Whether a role stands right before a place: `Moderator Objects`, `(Editor) Objects`."""
        while place > start and self._pieces[place - 1].plain == ")":
            place -= 1
        before = self._pieces[start:place][-1:]
        return words.phrases("signatures", "roles").at(before, 0) is not None

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
