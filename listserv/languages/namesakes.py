"""Whether two names are one: the same words, whatever their case and accents.

Pure. Owns what is enough of a name to take somebody for another, and who of many has it. To ask
somebody whether a mail was hers, the order of the words counts, and nobody else may have them; a
hint for people who decide, and see her address beside it, finds them in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
        self._words: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for one in people:
            self._by_first.setdefault(_first(one[1][:1]), []).append(one)

    def only(self, name: str) -> int:
        """The one person who has this name, in this order of its words; 0 for none, or several."""
        said = plain.words(name)
        found = {person for has, person in self._near(said[:1]) if has == said}
        return found.pop() if len(found) == 1 and len(said) >= FULL else 0

    def first(self, name: str) -> int:
        """The first person who has this name, in whatever order of its words; 0 for nobody."""
        said = plain.words(name)
        same = (person for has, person in self._near(said) if sorted(has) == sorted(said))
        return min(same, default=0) if len(said) >= FULL else 0

    def _near(self, said: Sequence[str]) -> Iterator[tuple[tuple[str, ...], int]]:
        """The words of the names that begin like one of these words, or with a mark, and whose they
        are."""
        for first in {"", *(word[:1] for word in said)}:
            if first not in self._words:
                named = self._by_first.get(first, ())
                self._words[first] = [(plain.words(name), person) for person, name in named]
            yield from self._words[first]


@lru_cache(maxsize=4096)
def _first(letter: str) -> str:
    """A letter without case and accents, "" for a mark."""
    return plain.fold(letter)[:1] if letter.isalpha() else ""
