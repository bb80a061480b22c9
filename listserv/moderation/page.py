"""The page: an answer in pieces, with what the reader knows around it, and small steps over it.

Pure. A place is an index into the pieces; a step gives the place after it, or the same place where
there is nothing to step over. Nothing here fails: beyond the last piece stands the empty word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from listserv.languages import tongues, words
from listserv.languages.plain import Piece, PieceKind, split
from listserv.languages.signatures import content_words
from listserv.languages.titles import Signatures
from listserv.moderation.courtesies import NEUTRAL, Courtesies
from listserv.moderation.forms import Kind
from listserv.moderation.verbs import verbs

_OTHER_DASHES = "\u2010\u2011\u2013\u2014\u2212"  # what phones make of a hyphen
_LIST = re.compile(rf"[a-z0-9][a-z0-9{_OTHER_DASHES}-]{{0,23}}(?![\w@-])", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys(_OTHER_DASHES, "-"))


class Page:
    def __init__(
        self,
        text: str,
        names: Sequence[str],
        several: bool,
        lists: Collection[str],
        thanked: Sequence[str] = (),
    ) -> None:
        self.text = text
        self.names = names  # that may stand in greetings and closings
        self.several = several  # the letter showed not just one post
        self.pieces: Sequence[Piece] = split(text)
        self.signatures = Signatures(text, self.pieces, names, content_words(), verbs(), towns=True)
        self.polite = Courtesies(text, self.pieces, self.signatures, content_words(), thanked)
        self.lists = lists
        self._starts = [piece.start for piece in self.pieces]

    # --- what stands at a place ---------------------------------------------------------------

    def plain(self, place: int) -> str:
        return self.pieces[place].plain if place < len(self.pieces) else ""

    def kind(self, place: int) -> PieceKind | None:
        return self.pieces[place].kind if place < len(self.pieces) else None

    def number(self, place: int) -> int:
        """The number at a place, -1 where there is none."""
        return self.pieces[place].value if place < len(self.pieces) else -1

    def ends_line(self, place: int) -> bool:
        return place >= len(self.pieces) or self.pieces[place].breaks

    def line_end(self, place: int) -> int:
        while not self.ends_line(place):
            place += 1
        return place

    def verb(self, place: int) -> tuple[Kind, int] | None:
        """The form whose words begin at `place`, and the place after them."""
        found = verbs().at(self.pieces, place)
        return (Kind(found[0]), found[1]) if found else None

    def form(self, place: int) -> tuple[Kind, int] | None:
        """The same, or a sentence that says the language of a post: `it is in French`. It begins no
        line inside a text: there it may be about anything."""
        end = self.past(place, "around", "is-in")
        says = end > place and self._tongue_alone(end)
        return self.verb(place) or ((Kind.LANGUAGE, end) if says else None)

    def _tongue_alone(self, place: int) -> bool:
        """Whether a language ends its clause: `it is in French`, but "it is in French schools"."""
        found = tongues.at(self.pieces, place)
        if found is None or self.number(place) >= 0:
            return False
        end = found[1]
        if self.ends_line(end) or self.kind(end) is PieceKind.MARK:
            return self.plain(end) != "?"
        joined = self.past(end, "answers", "and")
        return self.polite.at(end) > end or (joined > end and self._goes_on(joined))

    def _goes_on(self, place: int) -> bool:
        """Whether another language or form begins there."""
        return tongues.at(self.pieces, place) is not None or self.verb(place) is not None

    def list_name(self, place: int) -> tuple[str, int] | None:
        """The name of a list of this site that stands at `place`, and the place after it."""
        if place >= len(self.pieces):
            return None
        found = _LIST.match(self.text, self.pieces[place].start)
        name = found[0].translate(_DASHES).lower() if found else ""
        return (name, self.at(found.end())) if found and name in self.lists else None

    # --- steps --------------------------------------------------------------------------------

    def at(self, offset: int) -> int:
        """The first place that stands at or behind an offset of the text."""
        return bisect_left(self._starts, offset)

    def offset(self, place: int) -> int:
        """The offset of the text right behind the piece before a place."""
        return self.pieces[min(place, len(self.pieces)) - 1].end if place else 0

    def skip(self, place: int, marks: str) -> int:
        while place < len(self.pieces) and self.pieces[place].plain in tuple(marks):
            place += 1
        return place

    def past(self, place: int, section: str, *meanings: str) -> int:
        """Past a phrase of a section."""
        found = words.phrases(section, *meanings).at(self.pieces, place)
        return found[1] if found else place

    def past_soft(self, place: int) -> int:
        """Past `please` and its like."""
        while (after := self.past(place, "courtesies", "soft")) > place:
            place = after
        return place

    def only_courtesy(self, place: int, end: int) -> bool:
        """Whether nothing but courtesy and marks that say nothing stands up to `end`."""
        while place < end:
            after = self.polite.at(place)
            if after == place and not (
                self.pieces[place].breaks or self.pieces[place].plain in NEUTRAL
            ):
                return False
            place = max(after, place + 1)
        return True

    def typed(self, start: int, end: int) -> str:
        """The text as typed, on one line, without the marks that part items."""
        if start >= end:
            return ""
        typed = self.text[self.pieces[start].start : self.pieces[end - 1].end]
        return " ".join(typed.split()).strip(" ,;،؛")
