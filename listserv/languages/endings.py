"""Where the text of a list ends that a facilitator sends: above the closing or signature below it.

Pure. Owns what of a mail's last lines is hers and no part of the rules or the welcome that she set.
The list's own last paragraph is never cut: in doubt all stays, and the letter that answers shows
it. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from listserv.languages import signatures, words
from listserv.languages.courtesies import past_courtesies
from listserv.languages.patterns import line_of
from listserv.languages.plain import split
from listserv.languages.plain import words as folded_words
from listserv.languages.titles import INSIDE_TITLES, LONGEST_LINE, LONGEST_SIGNATURE


@dataclass(frozen=True, slots=True)
class Names:
    """The names that may stand below what a facilitator writes."""

    hers: tuple[str, ...]
    of_list: frozenset[str]  # words that name it
    known: frozenset[str]  # words of both


def names_of(hers: Collection[str], of_list: Collection[str], never: Collection[str]) -> Names:
    """What she and her list are known by; a word of `never` says something else."""
    her_words, its_words = _words(hers), _words(of_list)
    naming = its_words - her_words - INSIDE_TITLES
    return Names(tuple(hers), naming, frozenset(her_words | its_words) - frozenset(never))


def _words(names: Collection[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in folded_words(name))


def before_closing(lines: Sequence[str], names: frozenset[str]) -> int:
    """The line before which a closing and her name begin: `Thanks` / `Grace`; else their end."""
    named = False
    for place in range(len(lines) - 1, -1, -1):
        line = line_of(lines[place].strip())
        if not line.text:
            continue
        closes = words.phrases("courtesies", "closings").at(line.pieces, 0) is not None
        start = past_courtesies(line.pieces) if closes else 0
        if line.odd or line.asks or any(one.plain not in names for one in line.pieces[start:]):
            break
        named = named or start < len(line.pieces)
        if closes:
            return place if named else len(lines)
    return len(lines)


def before_signature(lines: Sequence[str], names: Names, acts: Callable[[str], bool]) -> int:
    """The line before which her signature begins: her name, and titles, telephone numbers and the
    like; else their end.

    A text may end with such lines of its own. Without thanks above them they are hers in a
    paragraph of their own, below no words that lead to it and no other person's title; and
    where they name the list, or the work for it, only with a telephone number.
    """
    said = [place for place, line in enumerate(lines) if line.strip()]
    for nth in range(len(said) - 1, max(-1, len(said) - LONGEST_SIGNATURE - 2), -1):
        place = said[nth]
        if len(lines[place]) > LONGEST_LINE:
            break
        if not signatures.begins(lines, place, names.hers, acts):
            continue
        if nth == len(said) - 1 and _is_bare_name(lines[place], names):
            break
        above = lines[said[nth - 1]].strip() if nth else ""
        if above and signatures.past_closing(above[:LONGEST_LINE]) == len(above):
            return said[nth - 1]
        if signatures.past_closing(lines[place]):
            return place
        apart = not place or not lines[place - 1].strip()
        led = above.endswith((":", "：", ",", "،")) or _leads_on(above)
        stays = led or signatures.is_title(above) or _is_of_list(lines[place:], names)
        return place if apart and not stays else len(lines)
    return len(lines)


def _is_bare_name(typed: str, names: Names) -> bool:
    line = line_of(typed[signatures.past_closing(typed) :].strip())
    return all(piece.plain in names.known for piece in line.pieces)


def _leads_on(typed: str) -> bool:
    """Whether a line lacks a name behind it: `Please write to`."""
    last = line_of(typed).pieces[-1:]
    return words.phrases("around", "leads").at(last, 0) is not None


def _is_of_list(lines: Sequence[str], names: Names) -> bool:
    """Whether a signature is perhaps the list's: `Grace Otieno` / `Moderator, HIFA`."""
    if any(map(signatures.holds_number, lines)):
        return False
    pieces = [piece for line in lines for piece in split(line)]
    team = words.phrases("courtesies", "addressees")
    roles = words.phrases("signatures", "roles")
    return any(
        piece.plain in names.of_list or (team.at((piece,), 0) and roles.at((piece,), 0))
        for piece in pieces
    )
