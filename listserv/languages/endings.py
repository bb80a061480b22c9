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

_INITIALS = 2  # characters of a word with a full stop that ends no sentence: P.


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


def before_hers(
    lines: Sequence[str], names: Names, acts: Callable[[str], bool], *, signs: bool
) -> int:
    """The line before which begins what is surely or perhaps hers, below words that are published;
    else their end. Where she `signs` them, thanks and her bare name stay."""
    end = before_signature(lines, names, acts)
    if not signs:
        end = before_closing(lines[:end], names.known)
    end = doubtful(lines[:end], names, acts, signs=False)
    while signs and end < len(lines) and _is_bare_name(lines[end], names):
        end += 1
    return end


def doubtful(
    lines: Sequence[str], names: Names, acts: Callable[[str], bool], *, signs: bool
) -> int:
    """The line from which on a text may hold her signature, or be the list's own; else its end.

    Below some text of its own: her name right below it, or in a paragraph that begins with two
    words of it. A text that `signs` may end with her bare name, or
    with her work for the list.
    """
    said = [place for place, line in enumerate(lines) if line.strip()]
    for nth in range(max(1, len(said) - LONGEST_SIGNATURE - 1), len(said)):
        place, above = said[nth], lines[said[nth - 1]].strip()
        if above.endswith((":", "：", ",", "،")) or _leads_on(above) or signatures.is_title(above):
            continue
        begins = signatures.begins(lines, place, names.hers, acts)
        if begins or (_begins_with_name(lines[place:], names) and not acts(lines[place])):
            bare = nth == len(said) - 1 and _is_bare_name(lines[place], names)
            hers = not signs or not (bare or _is_of_list(lines[place:], names))
            return place if hers else len(lines)
    return len(lines)


def _begins_with_name(lines: Sequence[str], names: Names) -> bool:
    """`Dra. Lucía Ramírez P.` above short lines, none of which ends a sentence."""
    said = [piece.plain for piece in line_of(lines[0].strip()).pieces]
    hers = {word for name in names.hers for word in folded_words(name)}
    short = all(len(line) <= LONGEST_LINE and not _ends_sentence(line) for line in lines)
    return short and len(hers.intersection(said)) > 1 and len(said) <= 2 * len(hers)


def _ends_sentence(typed: str) -> bool:
    """`She helps you.`, but not `Lucía Ramírez P.` or `M.Sc.`."""
    last = typed.split()[-1] if typed.strip() else ""
    short = len(last.strip(".")) <= _INITIALS or "." in last[:-1]
    return last.endswith((".", "!", "?", "؟")) and not short


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
