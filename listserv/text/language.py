"""What a text speaks for: how well each of its lines fits each language that we know; pure.

Owns the profiles: `profiles/CODE.txt` says what a run of two to four letters costs in a language
(tenths of a nat: minus the logarithm of how often it is met), `CODE-near.txt` likewise, in short,
for one that counts where list or author name it, and keeps its texts from passing for another.
Arabic is known by its script. Here nothing is known of lists and people: what the text leaves open
is decided in `spoken`. A text of any length costs the same at most; nothing raises.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from listserv.model import Passage

PROFILES = resources.files("listserv.text") / "profiles"
SCRIPT = "ar"
LENGTHS = (2, 3, 4)  # of a run, the ends of its word counted

MOST_LINES = 400  # looked at
MOST_IN_LINE = 400  # characters looked at in each
SEEN = 20_000  # in all

FITS = 76  # what a letter of Arabic costs in it, as a run costs elsewhere where it fits well
ARABIC_WEIGHT = 4  # for a letter: its word stands for a text in it, a Latin name for nothing

NEAR_MARK = "-near"
_WORDS = re.compile(r"[^\W\d_]+")
_LINKS = re.compile(r"https?://\S{1,500}|\S{1,64}@\S{1,255}")
# `l'eau` has a French word of one letter; `if (n == s)` has none.
_LONE = re.compile(r"\b[b-df-hj-np-tv-xz]\b(?!['’])", re.IGNORECASE)
_UNLIKE_ARABIC = frozenset("پچژگکیےٹڈڑںہھۆێەڕڵ")  # Persian, Urdu and Kurdish have them


@dataclass(frozen=True, slots=True)
class _Known:
    codes: tuple[str, ...]
    near: frozenset[str]  # of them, those of a short profile
    costs: dict[str, bytes]  # run -> its cost in each; octets, since there are many
    unmet: int  # the cost of a run that a profile lacks


def _load() -> _Known:
    """The profiles; a short one gives way to a whole one of the same language."""
    files = {each.name.removesuffix(".txt"): each.read_text("utf-8") for each in PROFILES.iterdir()}
    whole = {name: text for name, text in files.items() if not name.endswith(NEAR_MARK)}
    short = {
        name.removesuffix(NEAR_MARK): text for name, text in files.items() if name not in whole
    }
    profiles = sorted((short | whole).items())
    lines = [
        (at, int(cost), met.split())
        for at, (_, text) in enumerate(profiles)
        for cost, _, met in (line.partition(" ") for line in text.splitlines())
    ]
    unmet = max(cost for _, cost, _ in lines)
    nowhere = bytes((unmet,)) * len(profiles)
    rows: dict[str, bytearray] = {}
    for at, cost, met in lines:
        for run in met:
            if run not in rows:
                rows[run] = bytearray(nowhere)
            rows[run][at] = cost
    costs = {run: bytes(row) for run, row in rows.items()}
    codes = tuple(code for code, _ in profiles)
    return _Known(codes, frozenset(short.keys() - whole.keys()), costs, unmet)


_KNOWN = _load()  # read at once: the processes that read mail may open nothing later
NEAR = _KNOWN.near


def words(text: str) -> list[str]:
    """Its words as profiles know them; links, addresses and lone consonants are none."""
    return _WORDS.findall(_LONE.sub(" ", _LINKS.sub(" ", text)).casefold())


def runs(word: str) -> Iterator[str]:
    """Runs of letters of a word between its ends; a word that is one by itself tells most."""
    bounded = f"_{word}_"
    for length in LENGTHS:
        for start in range(len(bounded) - length + 1):
            yield bounded[start : start + length]
    if len(bounded) in LENGTHS:
        yield from (bounded, bounded)


def passages(text: str) -> tuple[Passage, ...]:
    """Each line of a text that has words and is no quotation, in order."""
    found: list[Passage] = []
    left = SEEN
    for line in text.split("\n", MOST_LINES)[:MOST_LINES]:
        seen = line[: min(MOST_IN_LINE, left)]
        left -= len(seen)
        if not seen.startswith(">") and (said := words(seen)):
            found.append(_passage(said))
    return tuple(found)


def _passage(said: list[str]) -> Passage:
    met: Counter[str] = Counter()
    arabic = foreign = 0
    for word in said:
        if "\u0620" <= word[0] <= "\u06ff":
            count = ARABIC_WEIGHT * len(word)
            arabic += count
            foreign += 0 if _UNLIKE_ARABIC.isdisjoint(word) else count
        else:
            met.update(runs(word))
    unmet = _KNOWN.unmet
    nowhere = bytes((unmet,)) * len(_KNOWN.codes)
    costs = [arabic * unmet] * len(_KNOWN.codes)
    for run, count in met.items():
        for at, cost in enumerate(_KNOWN.costs.get(run, nowhere)):
            costs[at] += count * cost
    latin = met.total()
    in_script = latin * unmet + (arabic - foreign) * FITS + foreign * unmet
    in_other = latin * unmet + arabic * (FITS + 3)  # of the script and none of ours
    told = {**dict(zip(_KNOWN.codes, costs, strict=True)), SCRIPT: in_script, "": in_other}
    return Passage(sum(map(len, said)), latin + arabic, tuple(told.items()))
