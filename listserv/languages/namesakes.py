"""Whether two names are one: the same words in the same order, whatever their case and accents.

Pure. Owns what is enough of a name to ask somebody whether a mail was hers, and who of many has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from listserv.languages import plain

FULL = 2  # words: a first name alone is many people's


def is_full_name(name: str) -> bool:
    return len(plain.words(name)) >= FULL


class Called:
    """People by their names. A name is taken apart only when somebody asks for one like it: twenty
    thousand of them are a quarter of a second."""

    def __init__(self, people: Iterable[tuple[int, str]]) -> None:
        """`people` are (person, name) each."""
        self._by_first: dict[str, list[tuple[int, str]]] = {}
        self._words: dict[str, dict[tuple[str, ...], set[int]]] = {}
        for one in people:
            self._by_first.setdefault(_first(one[1][:1]), []).append(one)

    def only(self, name: str) -> int:
        """The one person who has this name; 0 for none, or several."""
        said = plain.words(name)
        if len(said) < FULL:
            return 0
        found = {one for first in ("", said[0][:1]) for one in self._named(first).get(said, ())}
        return found.pop() if len(found) == 1 else 0

    def _named(self, first: str) -> dict[tuple[str, ...], set[int]]:
        """Persons by the words of their names, of those that begin with a letter."""
        if first not in self._words:
            made: dict[tuple[str, ...], set[int]] = {}
            for person, name in self._by_first.get(first, ()):
                made.setdefault(plain.words(name), set()).add(person)
            self._words[first] = made
        return self._words[first]


@lru_cache(maxsize=4096)
def _first(letter: str) -> str:
    """A letter without case and accents, "" for a mark."""
    return plain.fold(letter)[:1] if letter.isalpha() else ""
