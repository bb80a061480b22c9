"""Yes or no: what somebody's own words say to a question of ours; pure.

Only a word says yes, with courtesies and her name beside it: an empty answer, a question or a
sentence that goes on says neither. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from listserv.languages import signatures, words
from listserv.languages.courtesies import past_courtesies
from listserv.languages.plain import Piece, spoken

LINES = 40  # of an answer that are looked at


def answered(text: str, names: Collection[str]) -> str:
    """What her own words say to the question: "yes", "no", or "" for anything else."""
    lines = [line for line in text.splitlines()[:LINES] if line.strip()]
    said = [spoken(line) for line in lines]
    first = next((at for at, one in enumerate(said) if past_courtesies(one) < len(one)), -1)
    if first < 0 or "?" in text or "؟" in text or not _only_signed(lines, first + 1, names):
        return ""
    own = said[first][past_courtesies(said[first]) :]
    return next((word for word in ("yes", "no") if _is_whole(own, word)), "")


def _is_whole(said: Sequence[Piece], meaning: str) -> bool:
    """Whether words say this, with courtesies behind it: `yes please`, `sí, soy yo, gracias`."""
    known = words.phrases("consent", meaning)
    decided = words.phrases("answers", "publish" if meaning == "yes" else "refuse")
    place = 0
    while found := known.at(said, place) or decided.at(said, place):
        place = past_courtesies(said, found[1])
    return 0 < place == len(said)


def _only_signed(lines: Sequence[str], place: int, names: Collection[str]) -> bool:
    """Whether nothing but courtesies, a name and what stands with it is left."""
    known = {piece.plain for name in names for piece in spoken(name)}
    for at in range(place, len(lines)):
        said = spoken(lines[at])
        rest = said[past_courtesies(said) :]
        if all(piece.plain in known for piece in rest):
            continue
        return signatures.begins(lines, at, names, _never) or signatures.begins(
            lines, at - 1, names, _never
        )
    return True


def _never(line: str) -> bool:
    return False
