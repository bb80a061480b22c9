"""A discussion summary: what was asked, who answered, what each said, what was cited.

Pure but for the reading of the template. Every sentence under a name stands in a post of that
name, word for word, and is followed by the post's number; nothing is written that nobody wrote. The
frame (templates/mail/summary.txt) is in the list's language. It is a draft for a facilitator: it
chooses among the words of a discussion and does not understand them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from listserv.digests.said import shown_name
from listserv.digests.sentences import is_question, paragraphs, sentences
from listserv.digests.sources import Source, sources
from listserv.digests.weigh import Extract, weigh
from listserv.model import MailingList, Post, Site
from listserv.press.days import local_day
from listserv.press.letter import split
from listserv.press.links import Addresses
from listserv.press.speech import Words
from listserv.text.masks import mask_tokens

SHORT_QUERY = 700  # letters of a first post that is shown whole
POINTS = 2  # sentences for each contributor
QUESTIONS = 6  # of a long first post
OMITTED = "[…]"


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who wrote in the discussion."""

    name: str
    country: str
    numbers: tuple[int, ...]  # her posts
    points: tuple[tuple[str, int], ...]  # what she said, and where


@dataclass(frozen=True, slots=True)
class Digested:
    """A discussion taken apart, before it is put into words of a frame."""

    topic: str
    first: Post
    query: str
    contributors: tuple[Contributor, ...]
    countries: tuple[str, ...]
    sources: tuple[Source, ...]
    posts: tuple[Post, ...]


def digest(posts: Sequence[Post]) -> Digested:
    """Take a thread apart; `posts` are all of it, at least one, in the order of publication."""
    posts = [replace(post, author=shown_name(post)) for post in posts]
    first = posts[0]
    people = _contributors(posts)
    countries = tuple(dict.fromkeys(one.country for one in people if one.country))
    return Digested(
        topic=first.topic or first.subject,
        first=first,
        query=query(first.text),
        contributors=people,
        countries=countries,
        sources=sources(posts),
        posts=tuple(posts),
    )


def compose_summary(
    posts: Sequence[Post], mailing_list: MailingList, site: Site, words: Words
) -> tuple[str, str]:
    """(title, text) of the summary of a thread, in the language of `words`; live tokens of ours
    are masked."""
    zone = mailing_list.policy.timezone
    taken = digest(posts)
    made = split(
        words.render(
            "summary.txt",
            discussion=taken,
            list=mailing_list,
            title=mailing_list.title,
            at=Addresses(site, mailing_list),
            days={post.number: local_day(post.published or post.sent, zone) for post in posts},
        )
    )
    return mask_tokens(made[0]), mask_tokens(made[1])


def query(text: str) -> str:
    """What was asked: a short post whole; of a longer one how it begins, and its questions.

    What is left out is marked.
    """
    parts = paragraphs(text)
    if sum(map(len, parts)) <= SHORT_QUERY:
        return "\n\n".join(parts)
    lines = [line for part in parts for line in sentences(part)]
    questions = [n for n, line in enumerate(lines) if is_question(line)][:QUESTIONS]
    kept = sorted({0, *questions} if questions else range(min(3, len(lines))))
    said: list[str] = []
    for before, n in pairwise([-1, *kept, len(lines)]):
        said += [OMITTED] if n > before + 1 else []
        said += lines[n : n + 1]
    return " ".join(said)


def _contributors(posts: Sequence[Post]) -> tuple[Contributor, ...]:
    """Everybody who wrote, in order of first appearance; one name from one country is one person,
    whatever address she used.

    The one who asked is listed, and what her first post says stands in the query already.
    """
    extracts = [one for one in weigh(posts) if one.post.number != posts[0].number]
    seen: set[str] = set()
    made: list[Contributor] = []
    for who in dict.fromkeys(map(_who, posts)):
        own = [post for post in posts if _who(post) == who]
        points = _best([one for one in extracts if _who(one.post) == who], seen)
        made.append(
            Contributor(own[0].author, own[0].country, tuple(one.number for one in own), points)
        )
    return tuple(made)


def _who(post: Post) -> tuple[str, str]:
    return (post.author.casefold() or post.address, post.country.casefold())


def _best(extracts: Sequence[Extract], seen: set[str]) -> tuple[tuple[str, int], ...]:
    """The weightiest sentences of one person, in the order she said them, none said twice."""
    fresh = {one.text: one for one in reversed(extracts) if one.text not in seen}
    ranked = sorted(fresh.values(), key=lambda one: (-one.weight, one.post.number, one.place))
    chosen = sorted(ranked[:POINTS], key=lambda one: (one.post.number, one.place))
    seen.update(one.text for one in chosen)
    return tuple((one.text, one.post.number) for one in chosen)
