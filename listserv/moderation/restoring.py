"""A whole text that a moderator sends back: her words, in the author's lines and typography.

Pure. Between the notice and her answer, programs break lines anew, cut links, double empty lines,
and make curly quotation marks; the numbers of the paragraphs may still stand there. Owns what of
that is undone: wherever the words are the author's, the author's own characters stand, line breaks
and all; only where her words are new, hers do. So a list, a table or a citation keeps its lines.

A failure cannot happen: what is not recognised stays as she sent it. The work is linear but for
what text/difference needs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from listserv.text import numbered
from listserv.text.comparable import LINK, is_word, pieces
from listserv.text.difference import Text, read, same_words
from listserv.text.paragraphs import logical

_NUMBER = re.compile(r"^[ \t]*\[(\d{1,6})\][ \t\xa0]*", re.MULTILINE)
_BLANK = re.compile(r"[\s<>]")
_CHUNK = re.compile(r"\s{1,20}([^\s<>]{1,2000})")
_LONGEST_LINK = 4000  # characters; a longer one is not mended
_BEHIND_LINK = 8  # marks of a sentence that may stand behind a link
_SEEN = 200  # characters of a line by which a paragraph is known
_BEGINS = 2  # words by which a paragraph is known where empty lines were lost


def restored(original: str, returned: str) -> str:
    """The text that the moderator means, of what she sent back."""
    text = returned.replace("\r\n", "\n").replace("\r", "\n")
    text = _with_links(text, sorted(set(LINK.findall(original))))
    return _patched(read(original), read(logical(_without_numbers(text, original))))


def share_lost(original: str, text: str) -> float:
    """Which part of the original's words is gone, 0.0 to 1.0; moved words are not."""
    was, now = Counter(pieces(original).keys), Counter(pieces(text).keys)
    return _words(was - now) / (_words(was) or 1)


def _words(counted: Counter[str]) -> int:
    return sum(times for key, times in counted.items() if is_word(key))


# --- links ----------------------------------------------------------------------------------------


def _with_links(text: str, links: Sequence[str]) -> str:
    """`text` with the links whole that stand in `links`, sorted, and were broken over lines."""
    out: list[str] = []
    at = 0
    for found in LINK.finditer(text):
        if found.start() >= at and (whole := _whole_link(text, found, links)):
            link, end = whole
            out += [text[at : found.start()], link]
            at = end
    return "".join(out) + text[at:]


def _whole_link(text: str, found: re.Match[str], links: Sequence[str]) -> tuple[str, int] | None:
    """The link that goes on in the next lines, and where it ends there; None where none does."""
    if _stands_in(found[0], links):
        return None
    blank = _BLANK.search(text, found.end())
    end = blank.start() if blank else len(text)
    link = text[found.start() : end]
    while len(link) < _LONGEST_LINK and (chunk := _CHUNK.match(text, end)):
        for behind in range(min(_BEHIND_LINK, len(chunk[1]))):
            whole = link + chunk[1][: len(chunk[1]) - behind]
            if _stands_in(whole, links):
                return whole, chunk.end() - behind
        link, end = link + chunk[1], chunk.end()
        place = bisect_left(links, link)
        if place == len(links) or not links[place].startswith(link):
            break
    return None


def _stands_in(link: str, links: Sequence[str]) -> bool:
    place = bisect_left(links, link)
    return place < len(links) and links[place] == link


# --- numbers --------------------------------------------------------------------------------------


def _without_numbers(text: str, original: str) -> str:
    """`text` without the numbers of paragraphs that the notice put there.

    The author may have written such numbers too: they count as the notice's where more paragraphs
    are the author's without them than with them.
    """
    known = [pieces(part).keys for part in numbered.paragraphs(original)]
    marks = _marks(text, len(known))
    if not marks:
        return text
    own = {" ".join(keys) for keys in known}
    blocks = numbered.spans(text)
    as_it_is = {start: " ".join(pieces(text, start, end).keys) in own for start, end in blocks}
    alike = {
        start: _alike(pieces(text, marks[start][1], end).keys, known[marks[start][0] - 1])
        for start, end in blocks
        if start in marks
    }
    all_numbered = sum(alike.values()) > sum(as_it_is.values())
    used = {marks[start][0] for start in alike}
    authors = {keys[1] for keys in known if keys[::2][:2] == ["[", "]"]}  # [1] begins a paragraph
    all_new = not any(as_it_is.values())
    out: list[str] = []
    at = 0
    for start, (number, end) in marks.items():
        if start in alike:
            likely = alike[start] and not as_it_is[start]
            ours = all_numbered or likely or (all_new and f"{number}" not in authors)
        else:  # inside a paragraph: a program has lost the empty line before it
            lost = all_numbered and number not in used
            ours = lost and _begins_alike(text, end, known[number - 1])
        if ours:
            out += [text[at:start], "" if start in alike else "\n"]
            at = end
    return "".join(out) + text[at:]


def _marks(text: str, count: int) -> dict[int, tuple[int, int]]:
    """Where a line begins with the number of a paragraph: that number, and where the mark ends."""
    found = {match.start(1) - 1: (int(match[1]), match.end()) for match in _NUMBER.finditer(text)}
    return {start: mark for start, mark in found.items() if 0 < mark[0] <= count}


def _alike(keys: Sequence[str], known: Sequence[str]) -> bool:
    """Whether half of what a paragraph was, or more, is still there."""
    return (Counter(keys) & Counter(known)).total() * 2 >= len(known)


def _begins_alike(text: str, start: int, known: Sequence[str]) -> bool:
    return pieces(text, start, start + _SEEN).keys[:_BEGINS] == list(known[:_BEGINS])


# --- words ----------------------------------------------------------------------------------------


def _patched(old: Text, new: Text) -> str:
    """The words of `new`; those that stand in `old` as they stand there, with what parts them."""
    out: list[str] = []
    i = j = 0  # what comes next in the old text and in the new
    for same, place in [*same_words(old, new), (len(old), len(new))]:
        if j < place:
            words = new.text[new.pieces.starts[j] : new.pieces.ends[place - 1]]
            words = "\n\n".join(numbered.paragraphs(words))
            before, behind = _edges(old, i, same, (new.gap(j), words, new.gap(place)))
            out += [before, words, behind]
        else:
            out.append(_closed(old, i, same, new.gap(place)))
        if same < len(old):
            out.append(old.text[old.pieces.starts[same] : old.pieces.ends[same]])
        i, j = same + 1, place + 1
    return "".join(out)


def _edges(old: Text, first: int, last: int, hers: tuple[str, str, str]) -> tuple[str, str]:
    """What parts new words from the old ones before and behind them.

    They take the place of the pieces from `first` to `last`, without the latter; `hers` is what
    parts them in her text before them, the words, and what parts them behind.
    """
    above, below = old.gap(first), old.gap(last)
    before, words, behind = hers
    if first == last and 0 < first < len(old):
        # The author's one break, if there is any, stands where hers is the strongest.
        inside, upper, lower = _breaks(words), _breaks(before), _breaks(behind)
        broken = _breaks(below) and max(upper, lower) >= inside
        above = above if broken and upper > lower else ""
        below = below if broken and upper <= lower else ""
    return (
        above if first == 0 else _chosen("" if first == len(old) else above, before),
        below if last == len(old) else _chosen("" if last == 0 else below, behind),
    )


def _closed(old: Text, first: int, last: int, hers: str) -> str:
    """What stands where the pieces from `first` to `last`, without the latter, are gone."""
    above, below = old.gap(first), old.gap(last)
    if first == last or last == len(old):
        return below
    if first == 0:
        return below[below.rfind("\n") + 1 :] if "\n" in below else above
    for gap in (below, above):
        if _breaks(gap) == _breaks(hers) > 0:
            return gap
    return _chosen(above if _breaks(above) > _breaks(below) else below, hers)


def _chosen(authors: str, hers: str) -> str:
    """The author's gap or hers: a new paragraph is hers, a line break of a program is nobody's."""
    if _breaks(hers) > 1 and not _breaks(authors):
        return "\n\n"
    parts = any(letter.isspace() for letter in authors)  # some letters are not seen
    return authors if parts and hers else hers


def _breaks(gap: str) -> int:
    """0 in a line, 1 between lines, 2 between paragraphs."""
    return min(gap.count("\n"), 2)
