"""How often the language of a text is found, on corpora that are for measuring alone.

Prints the tables of docs/TRANSLATION.md (`pytest -s`). The profiles were tuned on every other
sentence; both halves are held to the same figures. Skips where the corpora are not there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from listserv.reading import read
from listserv.text import spoken
from listserv.text.language import passages
from tests.corpus.test_reading_corpora import of_mbox
from tests.support.mails import CORPORA

SENTENCES = CORPORA / "health_sentences" / "sentences.jsonl"
FORUM = CORPORA / "forum_mail"
LANGUAGES = ("en", "fr", "es", "pt", "ar", "sw")
CUTS = (None, 80, 40)  # characters
RIGHT = 0.97
HALVES = {"seen": 0, "unseen": 1}
NO_POST = ("command", "empty")  # mails without a post's text

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SENTENCES.is_file(), reason="no corpora beside the project"),
]


def half(name: str) -> list[dict[str, str]]:
    lines = SENTENCES.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines[HALVES[name] :: 2]]


def letters(text: str) -> int:
    return sum(each.letters for each in passages(text))


def said(text: str, of_list: Sequence[str] = LANGUAGES, of_person: Sequence[str] = ()) -> str:
    return spoken.guess(text, of_list, of_person).language


def beginning(text: str) -> str:
    """Its first words, of fewer than twenty letters in all."""
    kept: list[str] = []
    for word in text.split():
        if letters(" ".join((*kept, word))) >= spoken.FEWEST:
            break
        kept.append(word)
    return " ".join(kept)


@pytest.mark.parametrize("name", HALVES)
@pytest.mark.parametrize("cut", CUTS)
def test_a_sentence_among_the_languages_of_a_list(name: str, cut: int | None) -> None:
    """All six are the list's; nothing is known of the author."""
    rows, parts = half(name), []
    for code in LANGUAGES:
        texts = [text for text in (row[code][:cut] for row in rows) if letters(text) >= 20]
        found = Counter(said(text) for text in texts)
        right, unknown = found[code] / len(texts), found[""] / len(texts)
        parts.append(f"{code} {right:.1%} (unknown {unknown:.1%})")
        assert right >= RIGHT, (code, found)
        assert 1 - right - unknown <= 0.015, (code, found)
    print(f"\n{name} half, {cut or 'all'} characters: {' | '.join(parts)}")


@pytest.mark.parametrize("name", HALVES)
def test_a_few_words_are_never_called_wrongly_on_a_list_in_many_languages(name: str) -> None:
    """By themselves they are not known; by what their author speaks they mostly are."""
    known: Counter[str] = Counter()
    for row in half(name):
        for code in LANGUAGES:
            words = beginning(row[code])
            assert said(words) == ""
            by_author = said(words, LANGUAGES, (code,))
            assert by_author in ("", code)
            known[code] += by_author == code
    total = len(half(name))
    print(f"\n{name} half, under 20 letters: {[f'{c} {known[c] / total:.0%}' for c in LANGUAGES]}")


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("of_list", [("en",), ("pt",), ("en", "fr")])
def test_another_language_is_not_called_the_lists(
    cut: int | None, of_list: tuple[str, ...]
) -> None:
    """A member who reads the list's language writes in another: it is said, or not known."""
    found: Counter[str] = Counter()
    for row in half("unseen"):
        for code in set(LANGUAGES) - set(of_list):
            if letters(row[code][:cut]) < spoken.FEWEST:
                continue
            mine = said(row[code][:cut], of_list, of_list[:1])
            found["right" if mine == code else "wrong" if mine else "unknown"] += 1
    total = found.total()
    print(f"\non a list in {of_list}, {cut or 'all'} characters: {found}")
    assert found["wrong"] <= total * 0.006
    assert found["right"] >= total * (0.97 if cut != 40 else 0.9)


def test_few_words_in_another_language_are_seldom_called_the_lists() -> None:
    """The worst case: a list and a member of one language, and three words in another."""
    wrong: Counter[str] = Counter()
    rows = half("unseen")
    for row in rows:
        for code in LANGUAGES[1:]:
            wrong[code] += said(beginning(row[code]), ("en",), ("en",)) != ""
    print(f"\ncalled English: {wrong} of {len(rows)} each")
    assert all(count <= len(rows) * 0.02 for count in wrong.values())


@pytest.mark.parametrize("knows_author", [True, False])
def test_posts_of_a_forum(knows_author: bool) -> None:
    """Each forum has its own language alone; two posts in a hundred are in another, or in two."""
    people: dict[str, str] = {}
    for one in json.loads((FORUM / "members.json").read_text()):
        people |= {one[name]: one["language"] for name in ("address", "other_address") if one[name]}
    found: Counter[str] = Counter()
    for truth, raw in zip(_truths(), of_mbox(FORUM / "posts.mbox"), strict=True):
        reading = read(raw)
        if truth["group"] in NO_POST:
            continue
        speaks = people.get(truth["from_addr"], "") if knows_author else ""
        one = spoken.settled(reading, (truth["forum"][-2:],), (speaks,) if speaks else ())
        found[_outcome(one.language, truth["language"])] += 1
        both = set(truth["languages"]) if len(truth["languages"]) > 1 else set()
        found["parts right" if set(one.languages) == both else "parts wrong"] += 1
    print(f"\nforum, author {'known' if knows_author else 'not known'}: {found}")
    assert found["right"] == found["parts right"] == found.total() / 2


def _truths() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FORUM / "truth.jsonl").read_text().splitlines()]


def _outcome(mine: str, code: str) -> str:
    return "right" if mine == code else "wrong" if mine else "unknown"
