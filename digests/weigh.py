"""Which sentences of a discussion are worth a reader's bytes.

Pure, deterministic, the same for every language: a sentence weighs more the more of its words
other people of the discussion use too, more with figures or a source, more at the start of what
somebody says; greetings, thanks, questions and citations weigh nothing. It chooses sentences, it
never writes one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.digests.sentences import (
    is_citation,
    is_courtesy,
    is_question,
    paragraphs,
    sentences,
    word_count,
)
from listserv.digests.sources import without_links
from listserv.model import Post
from listserv.text.accents import unaccented

FEWEST_WORDS = 6  # beside links: “The full text is here:” tells nothing
LONGEST = 400  # letters; a longer sentence is no extract
STEM = 6  # letters: enough to hold word endings together in our languages

_WORD = re.compile(r"[^\W\d_]{4,}")
_NOTE = re.compile(r"\[\d+\]\s")  # of a list of references
_FIGURE = re.compile(r"\d")
# Words of four letters and more that say nothing, by their stem and without accents.
_EMPTY_WORDS = """
that this with have from they their there which were been will would about also more when what some
other than them then into only over such very your where because should could
dans avec pour nous vous mais plus cette sont leur etre fait comme tout tous meme aussi
para como pero este esta estos tambie cuando donde desde sobre entre porque nuestr tiene hemos
muito pela pelo isso mais quando onde nossa nosso tambem temos foram seus suas ainda
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Extract:
    """A sentence and the post it stands in, word for word."""

    post: Post
    place: int  # of the sentence in its post
    text: str
    weight: float


def weigh(posts: Sequence[Post]) -> list[Extract]:
    """Every sentence that may stand for its post, in the order of the discussion."""
    told = [(post, _telling(post)) for post in posts]
    spread = Counter(
        stem for post, lines in told for stem in {s for _, line in lines for s in _stems(line)}
    )
    heard: set[str] = set()
    extracts: list[Extract] = []
    for post, lines in told:
        for nth, (place, line) in enumerate(lines):
            weight = _substance(line, spread, len(posts))
            weight *= 1.0 if nth else 1.1
            weight *= 1.0 if post.address in heard else 1.2
            extracts.append(Extract(post, place, line, weight))
        heard.add(post.address)
    return extracts


def _telling(post: Post) -> list[tuple[int, str]]:
    """The sentences of a post that say something, each with its place."""
    found: list[tuple[int, str]] = []
    place = 0
    for paragraph in paragraphs(post.text):
        for sentence in sentences(paragraph):
            place += 1
            if not is_citation(paragraph) and _tells(sentence):
                found.append((place, sentence))
    return found


def _tells(sentence: str) -> bool:
    return (
        word_count(without_links(sentence)) >= FEWEST_WORDS
        and len(sentence) <= LONGEST
        and not is_question(sentence)
        and not is_courtesy(sentence)
        and not sentence.endswith(":")
        and not _NOTE.match(sentence)
    )


def _substance(sentence: str, spread: Counter[str], posts: int) -> float:
    """How much of what others speak of is in it, per word; figures and sources add."""
    stems = set(_stems(sentence))
    if not stems:
        return 0.0
    shared = sum(math.log1p(spread[stem]) for stem in stems) / math.log1p(posts)
    weight = shared / math.sqrt(len(stems) + 3)
    bare = without_links(sentence)
    if _FIGURE.search(bare):
        weight *= 1.35
    if bare != sentence:
        weight *= 1.1
    return weight


def _stems(text: str) -> list[str]:
    stems = (word[:STEM] for word in _WORD.findall(unaccented(text.lower())))
    return [stem for stem in stems if stem not in _EMPTY]
