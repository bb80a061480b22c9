"""Names and signatures in the pieces of a text: titles, organisations, what reaches somebody.

Pure. Owns the line between a signature and words that say something. A signature begins with a name
that is known, stands at the very end, and holds titles, numbers and addresses, never a sentence:
`Moderator Objects` is none, and `Awaiting Consent` stands below no first name alone. Whoever reads
says which words are no names, and which begin no line of a signature. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from listserv.languages import words
from listserv.languages.plain import Phrases, Piece, PieceKind
from listserv.languages.plain import words as folded_words
from listserv.languages.sounds import sound_alike

INSIDE_NAMES = frozenset(
    {"de", "da", "do", "dos", "das", "del", "la", "le", "du", "des", "van", "von", "der", "den"}
    | {"el", "al", "bin", "ben", "ibn", "y", "e"}
)
INSIDE_TITLES = INSIDE_NAMES | {"of", "for", "and", "the", "et", "en", "los", "las", "para"}
INSIDE_TITLES |= {"d", "l"}  # "Infirmière d'État"
LONGEST_SIGNATURE = 8  # lines below the name
LONGEST_LINE = 100  # characters of a line of a signature
PHONE = r"\+?[\d(][\d\s().+-]{5,50}\d"
_LONGEST_NAME = 5  # words
_OTHER_SCRIPT = range(2, 5)  # words of a name in another script than those that are known
_OF = frozenset({"de", "du", "des", "d", "del", "da", "do", "das", "dos", "of"})
_ARABIC_THE = "ال"  # "the hospital has …" begins with it, "Hospital of …" does not
_SAYING = ("answers", "forms", "days", "around")  # tables whose words are no title's
_CONTACT = re.compile(
    rf"{PHONE}|[^\s@|,:]{{1,64}}@[^\s@|,]{{3,}}|(?:https?://|www\.)[^\s|,]+"
    r"|(?<![\w@.-])(?:[\w-]{1,40}\.){1,4}(?:org|com|net|int|edu|gov|info)(?:\.[a-z]{2})?(?![\w@.-])"
)
_PARTS = frozenset({",", "-", "/"})  # marks between the parts of a line of a signature
_IN_SIGNATURES = frozenset({*_PARTS, "&", "(", ")", ".", ":", "*"})


class Signatures:
    """Names and signatures in the pieces of a text. A place is an index into the pieces; a step
    gives the place after what was found, or the same place where nothing was."""

    def __init__(
        self,
        text: str,
        pieces: Sequence[Piece],
        names: Collection[str],
        never: frozenset[str],
        verbs: Phrases,
        *,
        towns: bool = False,
    ) -> None:
        """`never` are words that no name has, `verbs` what no line of a signature begins with.

        `towns`: one word with a capital may stand beside or below a full name.
        """
        self.pieces = pieces
        self._text = text
        self._never = never
        self._verbs = verbs
        self._towns = towns
        self.all_names = {word for name in names for word in folded_words(name)} - INSIDE_NAMES
        self.initials = {word[0] for word in self.all_names}
        self.names = self.all_names - never

    def signature(self, place: int, *, full: bool = False) -> int:
        """Past the lines below a name that end a text; `place` where they are no signature.

        `full`: the line above holds a full name, also where it does not seem so.
        """
        at, lines = place, 0
        vague = False
        firm = full or self._firm_above(place)
        while at < len(self.pieces):
            if self.pieces[at].breaks:
                at += 1
                continue
            end = self.line_end(at)
            lines += 1
            if lines > LONGEST_SIGNATURE or not self.of_signature(at, end, named=firm):
                return place
            vague = vague or self._is_vague(at, end)
            firm = firm or self.is_firm(at, end)
            at = end
        return place if vague and not firm else at

    def signed(self, place: int, names: Collection[str] | None = None) -> int:
        """The end, where a signature that begins with a known name stands on the lines from `place`
        on: `Greg Banda | NGO International | +254 700 111222`; else `place`.

        `names`: these words are the known ones, also where they mean something else.
        """
        names = self.names if names is None else names
        if place and not self.pieces[place - 1].breaks:
            return place
        at = self._past_honorifics(place)
        if self.plain(at) in self.initials and self.plain(at + 1) == ".":
            at += 2  # `C. Diallo`
        known = name = at
        while name < len(self.pieces) and (
            self.pieces[name].plain in names or (name > at and self._joins_names(name))
        ):
            name += 1
            known = name if self.pieces[name - 1].plain in names else known
        if known == at or self._verbs.at(self.pieces, place):
            return place
        return self._beside_and_below(place, known, full=self.count(at, known) >= 2)

    def signed_otherwise(self) -> int:
        """The end, where a signature begins with a name in another script than all that are known,
        as `هدى سليم` below a mail of `Huda Salim`: it sounds alike, or has titles below; else 0."""
        start = known = self._past_honorifics(0)
        while known < len(self.pieces) and self._may_be_name(self.pieces[known]):
            known += 1
        said = [piece.plain for piece in self.pieces[start:known]]
        ascii_names = {name.isascii() for name in self.names}
        if len(said) not in _OTHER_SCRIPT or ascii_names != {not said[0].isascii()}:
            return 0
        if self._verbs.at(self.pieces, start):
            return 0
        if sound_alike(said, self.names):
            return self._beside_and_below(0, known, full=True)
        below = range(self.line_end(known), len(self.pieces))
        titled = any(self.is_firm(at, self.line_end(at)) for at in below if self._begins_line(at))
        return self._beside_and_below(0, known, full=False) if titled else 0

    def of_signature(self, start: int, end: int, *, named: bool = False) -> bool:
        """A title, a telephone number, an address, a known name; `named`: a full name stands above,
        so organisations of common words count too."""
        return self.run(start, self.names) == end or self._titled(start, end, below=named)

    def is_firm(self, start: int, end: int) -> bool:
        """Whether a line holds a number, an address or a title."""
        if start == end:
            return False
        line = self._text[self.pieces[start].start : self.pieces[end - 1].end]
        contact = len(line) <= LONGEST_LINE and _CONTACT.search(line) is not None
        return contact or any(self._stands_alone(piece) for piece in self.pieces[start:end])

    # --- names --------------------------------------------------------------------------------

    def run(self, place: int, names: Collection[str]) -> int:
        """Past a run of names, or `place` where more words follow."""
        at = end = place
        while at < len(self.pieces) and at < end + 3:
            piece = self.pieces[at]
            if piece.kind is PieceKind.WORD and piece.plain in names:
                end = at + 1
            elif end == place or piece.plain not in ("-", ".", *INSIDE_NAMES):
                break
            at += 1
        ended = end == len(self.pieces) or self.pieces[end].kind is not PieceKind.WORD
        return end if ended else place

    def capitals(self, place: int) -> int:
        """Past a run of capitalised words that are no content: most likely a name."""
        at, end, said = place, place, 0
        while at < len(self.pieces) and said < _LONGEST_NAME and at < end + 3:
            piece = self.pieces[at]
            if self._is_capital(piece):
                said, end = said + 1, at + 1
            elif at == place or piece.plain not in ("-", ".", *INSIDE_NAMES):
                break
            at += 1
        return end

    def plain(self, place: int) -> str:
        return self.pieces[place].plain if place < len(self.pieces) else ""

    def count(self, start: int, end: int) -> int:
        return sum(piece.kind is PieceKind.WORD for piece in self.pieces[start:end])

    def ends_line(self, place: int) -> bool:
        return place >= len(self.pieces) or self.pieces[place].breaks

    def line_end(self, place: int) -> int:
        while not self.ends_line(place):
            place += 1
        return place

    def _begins_line(self, place: int) -> bool:
        return place == 0 or self.pieces[place - 1].breaks

    def _past_honorifics(self, place: int) -> int:
        honorific = words.phrases("signatures", "honorifics")
        while found := honorific.at(self.pieces, place):
            place = found[1] + (self.plain(found[1]) == ".")
        return place

    def _joins_names(self, place: int) -> bool:
        """`da`, or `W.` in "Amina W. Kamau"."""
        piece = self.pieces[place]
        initial = len(piece.plain) == 1 and self._text[piece.start].isupper()
        return initial or piece.plain in ("-", ".", *INSIDE_NAMES)

    def _is_capital(self, piece: Piece) -> bool:
        capital = piece.kind is PieceKind.WORD and self._text[piece.start].isupper()
        return capital and piece.plain not in self._never

    def _is_caseless(self, piece: Piece) -> bool:
        """Whether a word that says nothing is of a script without capitals."""
        letter = self._text[piece.start]
        cased = letter.isupper() or letter.islower()
        return piece.kind is PieceKind.WORD and not cased and piece.plain not in self._never

    def _may_be_name(self, piece: Piece) -> bool:
        return self._is_capital(piece) or self._is_caseless(piece)

    # --- lines of a signature -----------------------------------------------------------------

    def _beside_and_below(self, place: int, known: int, *, full: bool) -> int:
        """The end, where a signature goes on behind a name that ends at `known`; else `place`."""
        end = self.line_end(known)
        marked = self.plain(known) in (*_PARTS, "(")
        if known < end and not (marked or self._stands_alone(self.pieces[known])):
            return place
        titled = full or any(self._stands_alone(piece) for piece in self.pieces[known:end])
        if known < end and not (titled and self._titled(known, end, beside=full)):
            return place
        below = self.signature(end, full=full)
        return below if below == len(self.pieces) else place

    def _firm_above(self, place: int) -> bool:
        """Whether the line above a signature holds a full name, or a title beside a name."""
        end = place
        while end and self.pieces[end - 1].breaks:
            end -= 1
        start = end
        while start and not self.pieces[start - 1].breaks:
            start -= 1
        said, at = 0, start
        polite = words.phrases("courtesies")
        while at < end:
            if found := polite.at(self.pieces, at):
                at = found[1]
                continue
            said += self.pieces[at].plain in self.names or self._is_capital(self.pieces[at])
            at += 1
        return said >= 2 or self.is_firm(start, end)

    def _is_vague(self, start: int, end: int) -> bool:
        """Whether a line is but words with capitals: an organisation, or `Awaiting Consent`."""
        said = [one for one in self.pieces[start:end] if one.kind is not PieceKind.MARK]
        known = any(one.plain not in INSIDE_TITLES and self._is_title(one) for one in said)
        boxed = any(one.kind is PieceKind.NUMBER for one in said)
        return not (known or boxed or self.is_firm(start, end))

    def _titled(self, start: int, end: int, *, beside: bool = False, below: bool = False) -> bool:
        """Whether words are titles, organisations and what reaches somebody; a full name stands
        `beside` them on their line, or on one that they stand `below`."""
        line = self._text[self.pieces[start].start : self.pieces[end - 1].end]
        if len(line) > LONGEST_LINE or self._verbs.at(self.pieces, start):
            return False
        reach = [found.span() for found in _CONTACT.finditer(line)]
        first = self.pieces[start].start
        said: list[Piece] = []
        labels = words.phrases("signatures", "contacts")
        at = start
        while at < end:
            piece = self.pieces[at]
            inside = any(one <= piece.start - first < other for one, other in reach)
            label = labels.at(self.pieces, at) if reach else None
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
            elif (box := self._past_box(at)) > at:
                said += self.pieces[at:box]
                at = box
            elif piece.kind is PieceKind.NUMBER and self._in_address(at, start):
                at += 1
            elif self._belongs_to_role(at, start):
                said.append(piece)
                at += 1
            elif (role := self._past_role(at)) > at + 1:  # `sage-femme`
                said += self.pieces[at:role]
                at = role
            elif piece.kind is PieceKind.WORD and self._in_title(piece):
                if not self._is_title(piece) and self._behind_role(at, start):
                    return False  # "Moderator Objects"
                said.append(piece)
                at += 1
                if self._reaches(at, end, first, reach, parted=False):
                    return False  # "Call Marie +254 700 111222"
            elif (beside or below) and (after := self._in_organisation(at, start, end)) > at:
                said += self.pieces[at:after]
                at = after
            else:
                return False
        if not said:
            return bool(reach)
        enough = len(said) >= 2 or (beside and bool(reach))
        enough = enough or (self._towns and (beside or below) and self._is_capital(said[0]))
        return enough or any(self._stands_alone(piece) for piece in said)

    def _in_title(self, piece: Piece) -> bool:
        """`HIFA moderator`, `Coordinator of the Forum`."""
        return self._is_title(piece) or self._is_capital(piece)

    def _is_title(self, piece: Piece) -> bool:
        """Whether a word is known to stand in titles."""
        known = piece.plain in INSIDE_TITLES or piece.plain in self.names
        known = known or piece.plain in words.tables()  # `HIFA-es`
        role = words.phrases("courtesies", "addressees").at((piece,), 0)
        known = known or role is not None
        if known or words.phrases("signatures", "roles", "ranks").at((piece,), 0):
            return True
        body = words.phrases("signatures", "bodies", "degrees").at((piece,), 0)
        return body is not None and not self._text[piece.start].islower()

    def _stands_alone(self, piece: Piece) -> bool:
        """Whether one word is a title: `Moderator`, `MPH`."""
        if words.phrases("signatures", "roles").at((piece,), 0):
            return True
        degree = words.phrases("signatures", "degrees").at((piece,), 0)
        return degree is not None and self._text[piece.start].isupper()

    def _behind_role(self, place: int, start: int) -> bool:
        """Whether a role stands right before a place: `Moderator Objects`, `(Editor) Objects`."""
        while place > start and self.pieces[place - 1].plain == ")":
            place -= 1
        before = self.pieces[start:place][-1:]
        return words.phrases("signatures", "roles").at(before, 0) is not None

    def _past_role(self, place: int) -> int:
        found = words.phrases("signatures", "roles").at(self.pieces, place)
        return found[1] if found else place

    def _belongs_to_role(self, place: int, start: int) -> bool:
        """`programme` in "Chargée de programme": what a role on the line is of."""
        piece = self.pieces[place]
        if piece.kind is not PieceKind.WORD or place < start + 2 or piece.plain in self._never:
            return False
        roles = words.phrases("signatures", "roles")
        led = self.pieces[place - 1].plain in _OF or (
            self.pieces[place - 1].plain in ("'", "’") and self.pieces[place - 2].plain in _OF
        )
        return (
            led
            and any(roles.at((one,), 0) for one in self.pieces[start:place])
            and not any(words.phrases(name).at((piece,), 0) for name in _SAYING)
        )

    def _in_organisation(self, place: int, start: int, end: int) -> int:
        """Past a common word inside the name of an organisation: `pour` in "ONG Santé Pour Tous",
        `réseau` in "Association et réseau", all but the first words of an Arabic one.

        That name begins with a known word of organisations, with a capital where there are any.
        """
        first = place
        while first > start and self.plain(first - 1) not in _PARTS:
            first -= 1
        known = words.phrases("signatures", "bodies", "organisations")
        begun = None if self._is_lower(first) else known.at(self.pieces, first)
        if begun is None or place == first:
            return begun[1] if begun else place
        links = words.phrases("signatures", "links").at(self.pieces, place)
        if links and (links[1] > place + 1 or self._goes_on(links[1], end)):
            return links[1]
        if found := known.at(self.pieces, place):
            return found[1]
        arabic = self._is_caseless(self.pieces[place])
        return place + (arabic and not self.plain(first).startswith(_ARABIC_THE))

    def _is_lower(self, place: int) -> bool:
        return self._text[self.pieces[place].start].islower()

    def _goes_on(self, place: int, end: int) -> bool:
        return place < end and self.pieces[place].kind is PieceKind.WORD

    # --- what reaches somebody ----------------------------------------------------------------

    def _is_label(self, place: int, end: int) -> bool:
        """`Tel` before a number; `T` has a mark behind it, for "e 811" goes on with a list."""
        return len(self.pieces[place].plain) > 1 or self.plain(end) in (":", ".", "/", "-")

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
        while parted and place < end and self.plain(place) in (".", ":", "/", "-", "*"):
            place += 1
        if place >= end:
            return False
        offset = self.pieces[place].start - first
        labelled = parted and words.phrases("signatures", "contacts").at(self.pieces, place)
        if labelled:  # `Tel/WhatsApp: +254 700 111222`
            return self._reaches(labelled[1], end, first, reach)
        return any(one <= offset < other for one, other in reach)

    def _past_box(self, place: int) -> int:
        """Past `P.O. Box 30016`."""
        found = words.phrases("signatures", "boxes").at(self.pieces, place)
        after = found[1] if found else place
        return after + 1 if after > place + 1 and self.plain(after)[:1].isdigit() else place

    def _in_address(self, place: int, start: int) -> bool:
        """Whether a number is that of a letter box."""
        boxes = words.phrases("signatures", "boxes")
        return any(boxes.at(self.pieces, at) for at in range(max(start, place - 2), place))
