"""What a discussion cites: links, DOIs and CITATION blocks, whole and once, with who gave them.

Pure. Two spellings of one link (with or without a slash at its end, http or https, a DOI bare or as
a link) are one source. A citation that this does not recognise is still in its post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.digests.sentences import is_citation, paragraphs
from listserv.model import Post

_URL = re.compile(r"https?://[^\s<>\"“”«»]+|(?<![\w@./])www\.[^\s<>\"“”«»]+", re.IGNORECASE)
_DOI = re.compile(r"(?<![\w/])(?:doi:\s*)?(10\.\d{4,9}/[^\s<>\"“”«»]+)", re.IGNORECASE)
_TRAILING = ".,;:!?'’*_"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Source:
    text: str  # as it was first given
    givers: tuple[tuple[str, tuple[int, ...]], ...]  # who cited it, with the numbers of the posts


def links(text: str) -> list[str]:
    """Links and DOIs of a text in order, without the punctuation of the sentence around them."""
    found = [(match.start(), match.end(), _whole(match.group())) for match in _URL.finditer(text)]
    inside = [(start, end) for start, end, _ in found]
    for match in _DOI.finditer(text):
        if not any(start <= match.start() < end for start, end in inside):
            found.append((match.start(), match.end(), "https://doi.org/" + _whole(match[1])))
    return [link for _, _, link in sorted(found)]


def without_links(text: str) -> str:
    """What a text says beside its links and DOIs."""
    return _DOI.sub("", _URL.sub("", text))


def sources(posts: Sequence[Post]) -> tuple[Source, ...]:
    """All that the posts cite, in order of first mention."""
    texts: dict[str, str] = {}
    cited: dict[str, dict[str, list[int]]] = {}
    for post in posts:
        for text in _of(post):
            key = _key(text)
            texts.setdefault(key, text)
            numbers = cited.setdefault(key, {}).setdefault(post.author, [])
            if post.number not in numbers:
                numbers.append(post.number)
    return tuple(
        Source(text, tuple((name, tuple(numbers)) for name, numbers in cited[key].items()))
        for key, text in texts.items()
    )


def _of(post: Post) -> list[str]:
    """A post's sources: a CITATION block whole, with its own links; every other link alone."""
    found: list[str] = []
    for paragraph in paragraphs(post.text):
        if is_citation(paragraph):
            found.append(paragraph.partition(":")[2].strip())
        else:
            found += links(paragraph)
    return [text for text in found if text]


def _key(text: str) -> str:
    """The same for two spellings of one source: its first link, else its words."""
    inner = links(text)
    key = inner[0] if inner else " ".join(text.split())
    key = re.sub(r"^(?:https?://)?(?:www\.|dx\.)?", "", key.lower())
    return key.partition("#")[0].rstrip("/")


def _whole(link: str) -> str:
    """Without the full stop or bracket that belongs to the sentence; balanced ones stay."""
    while link:
        last = link[-1]
        if last in _TRAILING or (last in _PAIRS and link.count(last) > link.count(_PAIRS[last])):
            link = link[:-1]
        else:
            break
    return link
