"""Which language a post is in, from its text, its list and its author; pure.

The text speaks first (`language.passages`). The languages of the list and of the person lean
towards one where it leaves two open, or is short, and never against a text that is clear. What is
not sure is "": nobody is told a wrong language. All weights are tenths of a nat, as the costs are.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from listserv.model import Passage, Reading
from listserv.text.language import NEAR
from listserv.text.language import passages as read

FEWEST = 20  # letters: below, a text by itself says nothing

SURE = 20  # so much better than the next, at least
CLEAR = 100  # likewise, where nothing but the text speaks
UNREAD = 60  # of the list's languages, one that the author does not read
OUTSIDE = 450  # a language of neither
OPEN = 120  # what the text says by more than this, list and author do not overrule
FOREIGN = 150  # none of ours
SWITCH = 400  # another language than the line before
MISFIT = 88  # for each run of letters: what costs more is none of ours

SHARE = 0.15  # of the letters: a language has at least so many in a text in two languages
LINES, LETTERS = 2, 200  # and so many lines, or letters
PART = 400  # by so much better than the next for these, whatever list and author speak

NONE = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    language: str = NONE  # "": not known; of several, the one with most letters
    languages: tuple[str, ...] = ()  # in order of appearance, where there are several


def decide(
    passages: Sequence[Passage], of_list: Sequence[str] = (), of_person: Sequence[str] = ()
) -> Spoken:
    """The language of a text; each code as people and policies have it."""
    if not passages:
        return Spoken()
    of_list, of_person = _plain(of_list), _plain(of_person)
    passages = [_limited(each, {*of_list, *of_person}) for each in passages]
    letters = _letters(passages)
    if letters < FEWEST:
        return Spoken(_short(passages, of_list, of_person))
    found = _parts(passages)
    parts = [code for code, lines in found.items() if code and _counts(lines, code, letters)]
    if len(parts) > 1:
        return Spoken(max(parts, key=lambda code: _letters(found[code])), tuple(parts))
    most = max(found.values(), key=_letters)
    said = _total(most, dict.fromkeys(_codes(most), 0))
    leaning = _leaning(passages[0], of_list, of_person)
    leant = {code: cost + leaning[code] for code, cost in said.items()}
    best = min(leant, key=leant.__getitem__)
    is_open = said[best] - min(said.values()) <= OPEN
    is_sure = _margin(leant, best) >= (SURE if of_list else CLEAR)
    return Spoken(best if is_open and is_sure else NONE)


def settled(reading: Reading, of_list: Sequence[str], of_person: Sequence[str]) -> Reading:
    """A reading with its languages, told with what its list and its author speak."""
    found = decide(reading.passages, of_list, of_person)
    return replace(reading, language=found.language, languages=found.languages)


def guess(text: str, of_list: Sequence[str] = (), of_person: Sequence[str] = ()) -> Spoken:
    """The language of a text that is not a mail's."""
    return decide(read(text), of_list, of_person)


def _plain(codes: Sequence[str]) -> tuple[str, ...]:
    """`pt` for `pt_BR`."""
    return tuple(code.partition("_")[0].lower() for code in codes)


def _limited(passage: Passage, named: Container[str]) -> Passage:
    """A language that is only near by is none of ours, where list and author do not name it; and
    what costs more than a misfit is none either."""
    costs = {code: cost for code, cost in passage.costs if code in named or code not in NEAR}
    near = (cost for code, cost in passage.costs if code not in costs)
    costs[NONE] = min(costs[NONE], MISFIT * passage.runs, *near)
    return replace(passage, costs=tuple(costs.items()))


def _leaning(passage: Passage, of_list: Sequence[str], of_person: Sequence[str]) -> dict[str, int]:
    """What speaks against each language before the text is read."""
    near = {*of_list, *of_person}
    likely = set(of_list) & set(of_person) or set(of_list)
    found = {code: OUTSIDE if of_list else 0 for code, _ in passage.costs}
    found |= {code: 0 if code in likely else UNREAD for code in found if code in near}
    return found | {NONE: FOREIGN}


def _short(passages: Sequence[Passage], of_list: Sequence[str], of_person: Sequence[str]) -> str:
    """Of a few words: what list and author both speak, if it is one and the words are like it."""
    both = set(of_list) & set(of_person) if of_person else set(of_list)
    code = both.pop() if len(both) == 1 else NONE
    others = {other: UNREAD if of_person else 0 for other, _ in passages[0].costs}
    if code not in others:
        return NONE
    return code if _margin(_total(passages, others | {code: 0}), code) >= SURE else NONE


def _parts(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    """The lines of each language, in order of appearance: the cheapest way through all lines.

    A line that by itself might be anything goes with its neighbours.
    """
    codes = _codes(passages)
    total = dict.fromkeys(codes, 0)
    came_from: list[dict[str, str]] = []
    for passage in passages:
        cheapest = min(codes, key=total.__getitem__)
        turned = total[cheapest] + SWITCH
        came_from.append({code: code if total[code] <= turned else cheapest for code in codes})
        total = {code: min(total[code], turned) + cost for code, cost in passage.costs}
    code = min(codes, key=total.__getitem__)
    path: list[str] = []
    for before in reversed(came_from):
        path.append(code)
        code = before[code]
    found: dict[str, list[Passage]] = {}
    for code, passage in zip(reversed(path), passages, strict=True):
        found.setdefault(code, []).append(passage)
    return found


def _counts(lines: Sequence[Passage], code: str, letters: int) -> bool:
    """Whether these lines make a text one in several languages, by themselves."""
    mine = _letters(lines)
    enough = mine >= SHARE * letters and (len(lines) >= LINES or mine >= LETTERS)
    return enough and _margin(_total(lines, dict.fromkeys(_codes(lines), 0)), code) >= PART


def _codes(lines: Sequence[Passage]) -> list[str]:
    return [code for code, _ in lines[0].costs]


def _total(lines: Sequence[Passage], leaning: dict[str, int]) -> dict[str, int]:
    total = dict(leaning)
    for each in lines:
        for code, cost in each.costs:
            total[code] += cost
    return total


def _margin(total: dict[str, int], code: str) -> int:
    """By how much a language is better than the next."""
    return min(cost for other, cost in total.items() if other != code) - total[code]


def _letters(lines: Sequence[Passage]) -> int:
    return sum(each.letters for each in lines)
