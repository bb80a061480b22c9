"""What somebody answers to "shall we erase all we hold about you?".

Pure. Owns the reading of that answer, in every language: keep my posts without my name, take them
away too, or no. It cannot be undone, so a yes counts only where all of it is known words,
courtesies and her own name, perhaps with a signature below it; a no may say why. An empty answer is
none. Anything else is asked back.
"""

from __future__ import annotations

from enum import StrEnum

from listserv.languages import signatures, words
from listserv.languages.courtesies import past_courtesy
from listserv.languages.plain import PieceKind, split
from listserv.languages.plain import words as folded_words

LONGEST = 25  # words of an answer; more of them are prose
_IDLE = frozenset(',.!;-*_>()"')  # marks that say nothing
_ENDS = frozenset(",.!;،؛-–—")  # marks behind which another sentence begins


class Choice(StrEnum):
    KEEP = "keep"  # yes; her posts stay without her name
    REMOVE = "remove"  # yes; her posts go too
    NO = "no"
    UNKNOWN = "unknown"


def read(said: str, name: str = "") -> Choice:
    """What she wants; `name` is her own, which may stand below."""
    said = _unsigned(said, name)
    pieces = [piece for piece in split(said) if not (piece.breaks or piece.plain in _IDLE)]
    if not 0 < len(pieces) <= LONGEST:
        return Choice.UNKNOWN
    if _refuses(said):
        return Choice.NO
    known, own = words.phrases("erasing"), set(folded_words(name))
    found: set[str] = set()
    place = 0
    while place < len(pieces):
        if one := known.at(pieces, place):
            found.add(one[0])
            place = one[1]
        elif (courtesy := past_courtesy(pieces, place)) > place:
            place = courtesy
        elif pieces[place].kind is PieceKind.WORD and pieces[place].plain in own:
            place += 1
        else:
            return Choice.UNKNOWN
    return _CHOICES.get(frozenset(found), Choice.UNKNOWN)


def _refuses(said: str) -> bool:
    """Whether it begins with a no, behind which at most a reason stands: `No gracias, era una
    pregunta`. Who also says yes is not sure."""
    pieces = split(said)
    start = past_courtesy(pieces, 0)
    found = words.phrases("erasing", "no").at(pieces, start)
    if found is None:
        return False
    ends = found[1] == len(pieces) or pieces[found[1]].plain in _ENDS or pieces[found[1]].breaks
    agreed = words.phrases("erasing", "yes", "posts", "keep")
    return ends and not any(agreed.at(pieces, place) for place in range(found[1], len(pieces)))


def _unsigned(said: str, name: str) -> str:
    """What stands above a signature that begins with her name."""
    lines = said.splitlines()
    for place in range(1, len(lines)):
        if lines[place].strip() and signatures.begins(lines, place, [name], _decides):
            return "\n".join(lines[:place])
    return said


def _decides(line: str) -> bool:
    """Whether a line below her name says anything about what is asked."""
    pieces = split(line)
    known = words.phrases("erasing")
    return any(known.at(pieces, place) for place in range(len(pieces)))


_CHOICES = {
    frozenset({"yes"}): Choice.KEEP,
    frozenset({"yes", "keep"}): Choice.KEEP,
    frozenset({"yes", "posts"}): Choice.REMOVE,
    frozenset({"posts"}): Choice.REMOVE,
    frozenset({"no"}): Choice.NO,
}
