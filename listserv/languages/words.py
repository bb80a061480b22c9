"""The words people use, one table per language in `words/*.toml`, read once.

Owns the tables; nobody else knows their files. A language is added by adding a file. Any language
is understood from anyone, so what a section says is the union over all tables. The table of a
complete language that lacks a section, or one that gives a phrase two meanings, is a fault of the
build: the tests of the grammar look.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from listserv.languages.plain import Phrases, words

Section = Mapping[str, tuple[str, ...]]  # meaning -> phrases as people write them


@cache
def tables() -> Mapping[str, Mapping[str, Section]]:
    """language -> section -> meaning -> phrases."""
    found: dict[str, Mapping[str, Section]] = {}
    folder = resources.files("listserv.languages") / "words"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        language, _, ending = entry.name.partition(".")
        if ending == "toml":
            table = tomllib.loads(entry.read_text("utf-8"))
            found[language] = {
                section: {meaning: tuple(phrases) for meaning, phrases in meanings.items()}
                for section, meanings in table.items()
            }
    return found


@cache
def section(name: str) -> Section:
    """What all languages together say in one section: meaning -> phrases."""
    union: dict[str, tuple[str, ...]] = {}
    for table in tables().values():
        for meaning, phrases in table.get(name, {}).items():
            union[meaning] = union.get(meaning, ()) + phrases
    return union


@cache
def phrases(name: str, *meanings: str) -> Phrases:
    """The phrases of a section, of some of its meanings or of all."""
    everything = section(name)
    return Phrases({m: everything[m] for m in meanings or everything if m in everything})


@cache
def phrases_in(language: str, name: str) -> Phrases:
    """The phrases of a section in one language alone."""
    return Phrases(tables()[language].get(name, {}))


@cache
def single_words(name: str, meaning: str) -> frozenset[str]:
    """The folded words that make up the phrases of one meaning."""
    return frozenset(word for phrase in section(name)[meaning] for word in words(phrase))
