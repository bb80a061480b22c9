"""A person taken out of texts: what names her, and the words of hers that others quote.

Pure; linear in the text for each phrase. What names her are her addresses, in the ways in which
people write them, and her names; a name that others have too, or one word alone, counts only beside
an address of hers. In a text of her own each word of her name goes that is written as a name. A
quotation of hers is a run of words which stands so in a text of hers; where somebody else writes
the same in his own words, it is his. Nothing fails; what is not found stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from listserv.text import redaction

RUN = 5  # words in a row that make a quotation
PIECES = (1500, 250, 60)  # characters looked for at once: the next where a program changed some
FEWEST = 3  # letters of a word of a name
LEAST = 3  # words of a profile that nobody else has

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[ \t]{0,3}[>|]")

Word = tuple[str, int, int]  # folded, where it begins, where it ends


@dataclass(frozen=True, slots=True)
class Named:
    """What names somebody."""

    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()  # hers alone
    shared: tuple[str, ...] = ()  # others may have them too
    profile: str = ""  # the line that stands under her posts

    @property
    def phrases(self) -> tuple[str, ...]:
        """What is looked for in texts of others, the longest first of what begins alike."""
        found = [self.profile] if len(self.profile.split()) >= LEAST else []
        for name in self.shared:
            for address in self.addresses:
                found += [f"{name} {address}", f"{name} mailto {address}"]
        for address in self.addresses:
            local, _, domain = address.partition("@")
            found += [f"<{address}>", f"{local} at {domain}"]
        for name in self.names:
            first, _, last = name.rpartition(" ")
            found += [name, f"{last} {first}"]
        return tuple(dict.fromkeys(found))

    @property
    def words(self) -> tuple[str, ...]:
        """The words of her names, as they are written."""
        found = (word for name in (*self.names, *self.shared) for word in _WORD.findall(name))
        return tuple(dict.fromkeys(word for word in found if len(word) >= FEWEST))


def in_text(text: str, phrases: Iterable[str], mark: str) -> tuple[str, int]:
    """(a text of somebody else with a mark in the place of each, how many places)."""
    places = 0
    for one in phrases:
        text, found = redaction.in_text(text, one, mark)
        places += found
    return text, places


def in_own(text: str, who: Named, mark: str) -> tuple[str, int]:
    """The same of a text of her own."""
    whole = (one for one in who.shared if " " in one)
    text, places = in_text(text, (*who.phrases, *whole), mark)
    for word in who.words:
        spelled = {word, word.upper(), word[:1].upper() + word[1:]}
        either = "|".join(map(re.escape, sorted(spelled)))
        text, found = re.subn(rf"(?<![^\W_])(?:{either})(?![^\W_])", mark, text)
        places += found
    return text, places


def in_rota(text: str, who: Named) -> str:
    """A list's rota without her: of others on duty on the same days the line stays."""
    names = "|".join(re.escape(one) for one in (*who.names, *who.shared)) or r"(?!)"
    hers = "|".join(re.escape(one) for one in who.addresses)
    entry = re.compile(
        rf"(?:(?:{names})\s{{0,9}})?<?(?<![\w.+%-])(?:{hers})(?![\w.-])>?\s{{0,9}},?", re.IGNORECASE
    )
    lines = ((line, entry.sub("", line)) for line in text.split("\n"))
    return "\n".join(left.rstrip(" ,") for line, left in lines if left == line or "@" in left)


# --- what others quote ----------------------------------------------------------------------------


def own_words(text: str) -> str:
    """What of a text is its author's: quoted lines in it are somebody else's."""
    return "\n".join(line for line in text.split("\n") if not _QUOTED.match(line))


def quoted_from(text: str, clean: str, hers: Sequence[str]) -> tuple[str, ...]:
    """Runs of a mail's text that are not its author's own (`clean`) and stand in one of `hers`."""
    own = {line.strip() for line in clean.split("\n")}
    lines = (line.strip() for line in text.split("\n"))
    others = [line for line in lines if _QUOTED.match(line) or line not in own]
    return runs("\n".join(line.lstrip("> |") for line in others), hers) if others else ()


def unquoted(text: str, clean: str, hers: Sequence[str], mark: str) -> tuple[str, int]:
    """(a text with a mark in the place of each such run, how many places)."""
    own = {line.strip() for line in clean.split("\n")}
    words: list[Word] = []
    begins = 0
    for line in text.split("\n"):
        if _QUOTED.match(line.strip()) or line.strip() not in own:
            words += ((word, begins + at, begins + end) for word, at, end in _words(line))
        elif line.strip():
            words.append(("", begins, begins))  # no quotation goes on behind his own words
        begins += len(line) + 1
    out: list[str] = []
    at = 0
    spans = _spans(words, hers)
    for start, end in spans:
        out += [text[at:start], mark]
        at = end
    return "".join([*out, text[at:]]), len(spans)


def runs(text: str, hers: Sequence[str]) -> tuple[str, ...]:
    """The longest stretches of a text whose every RUN words stand so in one of `hers`."""
    spans = _spans(_words(text), hers)
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))


def _spans(words: Sequence[Word], hers: Sequence[str]) -> list[tuple[int, int]]:
    """Where these stretches begin and end, in order."""
    known = _known(tuple(hers))
    folded = [word for word, _, _ in words]
    stretches: list[list[int]] = []  # first and last word of each
    for at in range(len(words) - RUN + 1):
        if tuple(folded[at : at + RUN]) not in known:
            continue
        if not stretches or at > stretches[-1][1] + 1:
            stretches.append([at, at])
        stretches[-1][1] = at + RUN - 1
    return [(words[first][1], words[last][2]) for first, last in stretches]


@lru_cache(2)  # many mails may quote the same texts
def _known(hers: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Every RUN words in a row."""
    found: set[tuple[str, ...]] = set()
    for one in hers:
        said = [word for word, _, _ in _words(one)]
        found.update(tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1))
    return frozenset(found)


def in_pieces(found: Iterable[str], longest: int) -> tuple[str, ...]:
    """The same cut where words end, so that each can be looked for."""
    pieces: list[str] = []
    for one in found:
        piece = ""
        for word in _WORD.findall(one):
            if piece and len(piece) + len(word) >= longest:
                pieces.append(piece)
                piece = ""
            piece = f"{piece} {word}".strip()
        pieces.append(piece)
    return tuple(dict.fromkeys(pieces))


def _words(text: str) -> list[Word]:
    folded = redaction.folded(text)
    return [(match[0], match.start(), match.end()) for match in _WORD.finditer(folded)]
