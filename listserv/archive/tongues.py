"""Posts in other languages, as pages show them: whose words they are, and which pages there are.

Pure. Owns the order of translations on a page and the languages in which a discussion has a page of
its own. People's words stand open, those of two lines before those of programs, which are folded
below their label. Each says its language and its direction. A failure here cannot happen: what is
not known is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError

from listserv.archive import prose
from listserv.archive.views import Face, TextView, Tongue
from listserv.model import Post
from listserv.model.translations import Manner, Translation, Wish, best
from listserv.press import translated
from listserv.press.catalogue import COMPLETE
from listserv.text import naming

Known = Mapping[int, Sequence[Translation]]
"""The translations of posts, by the post's number."""

_ORDER = (Manner.HUMAN, Manner.ABSTRACT, Manner.MACHINE)


def texts(
    own: str, known: Sequence[Translation], face: Face, taken: Iterable[str] = ()
) -> tuple[TextView, ...]:
    """All that a page shows below an original; `own`: what that is called as it was written;
    `taken`: names of places that other texts of the page have."""
    shown = [one for one in known if one.text.strip() and not one.refused]
    shown.sort(key=lambda one: (_ORDER.index(one.manner), one.language))
    named = set(taken)
    found = []
    for one in shown:
        found.append(text_view(own, one, face, is_named=one.language not in named))
        named.add(one.language)
    return tuple(found)


def text_view(own: str, one: Translation, face: Face, *, is_named: bool = True) -> TextView:
    """One of them; a program's is always folded."""
    return TextView(
        tongue=tongue(one.language, f"#{one.language}", face),
        anchor=one.language if is_named else "",
        label=prose.line(translated.label(one, face.words)),
        when=face.day(one.made),
        topic=topic(own, one.topic),
        body=prose.html(one.text),
        whole=whole(one),
        folded=one.manner is Manner.MACHINE,
    )


def topic(own: str, translated: str) -> str:
    """What a text is called in a translation; "" where that does not say."""
    return prose.line(naming.in_words(own, translated)) if translated else ""


def by_people(post: Post, known: Known, language: str) -> Translation | None:
    """What somebody who reads this language alone is shown of a post; None: the original."""
    made = [one for one in known.get(post.number, ()) if one.text.strip()]
    return best([language], Wish.HUMAN, post.spoken, made)


def whole(one: Translation | None) -> bool:
    """Whether a text stands for the original; two lines stand above it."""
    return one is not None and one.manner is not Manner.ABSTRACT


def languages(posts: Sequence[Post], known: Known, own: str, read: str) -> tuple[str, ...]:
    """The languages besides that of the list's `own` pages in which a discussion has a page: those
    that the site speaks and that people have put something of it into, or that the list's page
    folds away. `read` is the list's language, which its pages may not speak."""
    folded = {post.spoken[0] for post in posts if whole(by_people(post, known, read))}
    return tuple(
        language
        for language in sorted(COMPLETE)
        if language != own
        and (language in folded or any(by_people(post, known, language) for post in posts))
    )


def elsewhere(
    known: Sequence[Translation], seen: Iterable[str], href: str, face: Face
) -> tuple[Tongue, ...]:
    """The languages but those `seen` that people have put a post into, with where it stands on its
    own page at `href`."""
    there = {one.language for one in known if one.manner is not Manner.MACHINE and one.text.strip()}
    return tuple(tongue(one, f"{href}#{one}", face) for one in sorted(there.difference(seen)))


def tongue(language: str, href: str, face: Face) -> Tongue:
    return Tongue(language.replace("_", "-"), autonym(language), href, face.turned(language))


@cache
def autonym(language: str) -> str:
    """`Français`, `العربية`: as its readers look for it."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    name = str(locale.languages.get(locale.language, language))
    return name[:1].upper() + name[1:]
