"""An item in the reader's language: what stands under its head, and which translations came later.

Pure. Owns the order of original and translation in what is gathered. What people translated stands
in the place of the original, with the line that fetches it: a digest is for who pays for bytes.
Where the safety gate saw something in it, the original stands below it. Two lines of an abstract
stand above the original, a program's draft below it; it is never shown without both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from listserv.model import Post
from listserv.model.translations import Manner, Translation
from listserv.press import lines, translated
from listserv.press.speech import Words
from listserv.text import naming
from listserv.text.addresses import mask
from listserv.text.masks import mask_tokens

Shown = Mapping[int, Translation]
"""The translation in which a post is shown, by the post's number; the others are as written."""


@dataclass(frozen=True, slots=True)
class Text:
    """A post's words and, where it is shown in one, its translation; tokens of ours are masked."""

    number: int
    original: str
    language: str = ""  # of the original, where the post is shown in a translation
    translation: Translation | None = None

    @property
    def replaced(self) -> bool:
        """Whether the translation stands in the place of the original."""
        made = self.translation
        return made is not None and made.manner is Manner.HUMAN and not made.doubted

    @property
    def by_people(self) -> bool:
        return self.translation is not None and self.translation.manner is not Manner.MACHINE

    @property
    def first(self) -> str:
        """What a reader sees first of it."""
        made = self.translation
        return made.text if made is not None and self.by_people else self.original

    @property
    def size(self) -> int:
        """Bytes of what stands there."""
        parts = [] if self.replaced else [self.original]
        if self.translation is not None:
            parts.append(self.translation.text)
        return sum(len(part.encode("utf-8")) for part in parts)


@dataclass(frozen=True, slots=True)
class Line:
    """A post that readers had before and can have in another language now."""

    number: int
    topic: str
    author: str


@dataclass(frozen=True, slots=True)
class Now:
    """What has come in one language, or been corrected in it."""

    language: str
    lines: tuple[Line, ...]
    corrected: bool = False


def text_of(post: Post, shown: Shown) -> Text:
    original, made = _words(post.text), shown.get(post.number)
    if made is None:
        return Text(post.number, original)
    return Text(post.number, original, post.spoken[0], _masked(made))


def topic_in(posts: Sequence[Post], shown: Shown) -> str:
    """What people called the first of these posts that is shown in their words; "" for none."""
    for post in posts:
        made = shown.get(post.number)
        if made is not None and made.topic and made.manner is not Manner.MACHINE:
            return mask_tokens(naming.in_words(post.topic or post.subject, made.topic))
    return ""


def came_later(posts: Sequence[Post], shown: Shown, *, corrected: bool = False) -> tuple[Now, ...]:
    """A line for each of these posts that is shown in people's words, under their language."""
    found: dict[str, list[Line]] = {}
    for post in {post.number: post for post in posts if post.number in shown}.values():
        topic = topic_in([post], shown) or mask_tokens(post.topic or post.subject)
        author = mask_tokens(shown_name(post))
        found.setdefault(shown[post.number].language, []).append(Line(post.number, topic, author))
    return tuple(Now(language, tuple(lines), corrected) for language, lines in found.items())


def in_full(text: Text, request: str, say: Words) -> str:
    """The whole item but for its head; `request` is where the original can be had."""
    made = text.translation
    if made is None:
        return text.original
    label = translated.label(made, say)
    if made.manner is Manner.MACHINE:
        return f"{text.original}\n\n{label}\n\n{made.text}"
    if not text.replaced:
        above = translated.original(text.language, say)
        return f"{label}\n\n{made.text}\n\n{above}\n\n{text.original}"
    below = translated.fetching(text.number, text.language, request, say)
    return f"{label}\n\n{made.text}\n\n{below}"


def to_fetch(now: Now, say: Words) -> str:
    """The line that fetches the first of them: `get 811 fr`."""
    return lines.said(("get", f"{now.lines[0].number} {now.language}"), say.translations)


def shown_name(post: Post) -> str:
    """The author's name; an address in its place is masked, everybody would read it."""
    name = post.author.strip()
    return mask(post.address or name) if not name or "@" in name else name


def _masked(made: Translation) -> Translation:
    return replace(made, text=_words(made.text), translator=mask_tokens(made.translator))


def _words(text: str) -> str:
    return mask_tokens(text.strip("\n"))
