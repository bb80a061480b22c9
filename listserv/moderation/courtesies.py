"""What an answer may hold besides its decision: greetings, thanks, names, a smile.

Pure. Owns the line between courtesy and content; the signature below it is read by titles. Names
are taken from what is known of the moderator and the list; a name that is not known counts only
where a name must stand, beside a greeting or after thanks, and only in capitals: "Thanks, wait" is
no courtesy, and after thanks one word alone, as in "Thanks. Postpone", is no name, but for the name
of an author.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.languages import words
from listserv.languages.plain import Piece
from listserv.languages.plain import words as folded_words
from listserv.languages.titles import INSIDE_NAMES, Signatures
from listserv.moderation.verbs import verbs

NEUTRAL = frozenset('.,;!-:()"*_=~🙏🙂😊☺😀😃😄🤗🌷🌸🌹💐❤♥')  # marks that say nothing


class Courtesies:
    def __init__(
        self,
        text: str,
        pieces: Sequence[Piece],
        signatures: Signatures,
        never: frozenset[str],
        thanked: Sequence[str] = (),
    ) -> None:
        """`never` are words that no name has; who is `thanked` may stand behind thanks."""
        self._text = text
        self._pieces = pieces
        self._known = signatures
        others = {word for name in thanked for word in folded_words(name)}
        self._thanked = signatures.names | (others - never - INSIDE_NAMES)

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

    def is_own_name(self, place: int) -> bool:
        """Whether a word may be a known name, not a form's: `ok Domingo` may be signed, `ok
        domingo` puts off."""
        if place >= len(self._pieces) or self._pieces[place].plain not in self._known.all_names:
            return False
        typed = self._text[self._pieces[place].start : self._pieces[place].end]
        return len(typed) > 1 and not typed[0].islower()

    # --- names --------------------------------------------------------------------------------

    def _addressed(self, place: int, closing: bool) -> int:
        """Past the one who is greeted, or who signs: `Dear colleagues`, `Thanks, Neil`."""
        addressees = words.phrases("courtesies", "addressees")
        if found := addressees.at(self._pieces, place):
            return found[1]
        if self._known.plain(place) == "," and (found := addressees.at(self._pieces, place + 1)):
            return place if self._known.plain(found[1]) == ":" else found[1]  # "Hello, team."
        at = place
        if closing:
            while at < len(self._pieces) and self._pieces[at].plain in (",", "!", ".", "-"):
                at += 1
        known, same_line = self._known_name(at), self._known.capitals(at)
        if known > at:
            return known
        thanked = (
            self._known.run(at, self._thanked) if closing and self._known.capitals(at) > at else at
        )
        if thanked > at:
            return thanked
        if self._known.count(at, same_line) >= (2 if closing else 1):  # "Sorry, Mistake" is no name
            return same_line
        if closing and at < len(self._pieces) and self._pieces[at].breaks:
            signed = self._known.capitals(at + 1)
            if self._known.ends_line(signed) and self._known.count(at + 1, signed) >= 2:
                return signed
        return max(self._known_name(place), place)

    def _known_name(self, place: int) -> int:
        """Past a run of known names that a mark or a break ends: `Neil Pakenham-Walsh`.

        A name that is a word of a form as well, such as Domingo or Job, counts alone on its line.
        """
        at = self._known.run(place, self._known.names)
        if at > place:
            return at
        begins_line = place == 0 or self._pieces[place - 1].breaks
        if begins_line and not verbs().at(self._pieces, place):
            for names in (self._known.all_names, self._known.initials):
                at = self._known.run(place, names)
                while (
                    at > place and not self._known.ends_line(at) and self._pieces[at].plain == "."
                ):
                    at += 1
                if at > place and self._known.ends_line(at):
                    return at
        return place
