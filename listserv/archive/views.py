"""What a page shows of posts and threads: values in the page's language, ready for a template.

Pure. Owns names, dates, directions and the order of things on a page; prose.py owns their text,
the templates own the markup. Views hold only strings that may be public: an address never gets
here unspelled. A failure here cannot happen: what is missing is left out of the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from listserv.archive import prose
from listserv.model import Post
from listserv.press import translated
from listserv.press.days import zone
from listserv.press.phrases import author, note
from listserv.press.speech import Words
from listserv.text.addresses import mask
from listserv.text.permalink import post_page, thread_page

SHEET_POSTS = 100  # posts on one page of a thread at most
SHEET_LETTERS = 60_000  # letters of text on one page of a thread, unless one post has more
DEEPEST = 5  # steps of indentation in an outline: what a phone can show


@dataclass(frozen=True, slots=True)
class Line:
    """A thread in a table of contents."""

    thread: int
    topic: str
    author: str  # of the first post, as shown
    country: str
    posts: int
    first: float  # published
    last: float
    months: Mapping[str, int]  # "2026-11" -> posts published in it


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, and where something can be read in it."""

    lang: str
    name: str  # in its own words
    href: str
    direction: str = ""  # "" where it is the page's


@dataclass(frozen=True, slots=True)
class TextView:
    """A post in another language."""

    tongue: Tongue  # with the place on the post's own page
    anchor: str  # the name of that place; "" where another text has it
    label: str  # whose words
    when: str
    topic: str
    body: Markup
    whole: bool  # it stands for the post; two lines do not
    folded: bool = False


@dataclass(frozen=True, slots=True)
class PostView:
    number: int
    author: str
    country: str
    when: str  # with the zone
    iso: str
    permalink: str
    topic: str  # "" where it is the thread's
    lang: str
    direction: str  # "" where it is the page's
    body: Markup
    parent: Link | None
    orphan: bool  # answers a message that is not in the archive
    files: tuple[str, ...]
    notes: tuple[Markup, ...]  # of moderators
    instead: TextView | None = None  # what people made of it, on a page in that language
    original: str = ""  # the line above the original there, or in its place
    anchor: str = ""  # the name of the original's place on the post's own page, below `instead`
    elsewhere: str = ""  # where the original is, if not here
    texts: tuple[TextView, ...] = ()  # below the original
    also: tuple[Tongue, ...] = ()  # where it can be read in further languages
    forums: tuple[Link, ...] = ()  # where it is out too; "" for an address that may not be shown


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A post in the outline; it `opens` a nested list before it or `closes` some behind it."""

    href: str
    author: str
    country: str
    opens: bool
    closes: int


class Face:
    """How one list's pages say names and dates: its language and its time zone."""

    def __init__(self, words: Words, timezone: str) -> None:
        self.words = words
        self.zone = zone(timezone)
        self._day = lru_cache(4000)(words.full_day)

    def at(self, instant: float) -> datetime:
        """An instant on the list's own clock; what no calendar holds is its first day."""
        try:
            return datetime.fromtimestamp(instant, self.zone)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, UTC)

    def day(self, instant: float) -> str:
        """`21 November 2026`"""
        return self._day(self.at(instant).date())

    def moment(self, instant: float) -> str:
        """`21 November 2026, 14:05 UTC+3`"""
        when = self.at(instant)
        comma = self.words.comma
        return f"{self._day(when.date())}{comma}{when:%H:%M} {offset(when.utcoffset())}"

    def month(self, month: str) -> str:
        """`November 2026` for `2026-11`."""
        year, number = month.split("-")
        return self.words.month(date(int(year), int(number), 1)).capitalize()

    def month_alone(self, month: str) -> str:
        """`November`"""
        names = self.words.locale.months["stand-alone"]["wide"]
        return str(names[int(month.split("-")[1])]).capitalize()

    def span(self, first: float, last: float) -> str:
        """One day, or two with a dash."""
        days = dict.fromkeys((self.day(first), self.day(last)))
        return " – ".join(days)

    def foreign(self, language: str) -> str:
        """The language of a text where it is not that of the page; else ""."""
        return "" if language == self.words.language else language

    def turned(self, language: str) -> str:
        """The direction of a text in a language where it is not that of the page; else ""."""
        own = direction(language)
        return "" if own == direction(self.words.language) else own

    def author(self, name: str, address: str) -> str:
        """The name as people write it; without one the masked address."""
        masked = mask(address) if address else self.words.gettext("Unknown author")
        return author(prose.line(name), self.words.translations) or masked

    def country(self, country: str) -> str:
        return self.words.country(prose.line(country))

    def topic(self, topic: str) -> str:
        return prose.line(topic) or self.words.gettext("(no subject)")


def offset(delta: timedelta | None) -> str:
    """`UTC`, `UTC+3`, `UTC−4`, `UTC+5:30`."""
    minutes = round((delta or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@cache
def direction(language: str) -> str:
    """`rtl`, `ltr`, or `auto` for a language we do not know."""
    try:
        return Locale.parse(language.replace("-", "_")).text_direction if language else "auto"
    except (UnknownLocaleError, ValueError):
        return "auto"


def sheets(posts: Sequence[Post]) -> list[list[Post]]:
    """A thread's posts page by page."""
    found: list[list[Post]] = []
    letters = 0
    for post in posts:
        letters += len(post.text)
        full = not found or len(found[-1]) >= SHEET_POSTS
        if full or (letters > SHEET_LETTERS and found[-1]):
            found.append([])
            letters = len(post.text)
        found[-1].append(post)
    return found


def sheet_of(pages: Sequence[Sequence[Post]]) -> dict[int, int]:
    """Post number -> the page of its thread, from 1."""
    return {post.number: n for n, page in enumerate(pages, 1) for post in page}


def people(posts: Sequence[Post]) -> int:
    """How many different authors."""
    return len({post.person_id or post.address or post.author for post in posts})


def countries(posts: Sequence[Post]) -> int:
    return len({post.country for post in posts if post.country})


def tree(posts: Sequence[Post]) -> list[tuple[Post, int]]:
    """(post, depth) in the order of a conversation: each answer under what it answers."""
    numbers = {post.number for post in posts}
    answers: dict[int, list[Post]] = {}
    for post in posts:
        answers.setdefault(post.parent if post.parent in numbers else 0, []).append(post)
    found: list[tuple[Post, int]] = []
    waiting = [(post, 0) for post in reversed(answers.get(0, ()))]
    while waiting:
        post, depth = waiting.pop()
        found.append((post, depth))
        waiting += [(answer, depth + 1) for answer in reversed(answers.pop(post.number, ()))]
    return found


def outline(posts: Sequence[Post], href: Mapping[int, str], face: Face) -> list[OutlineItem]:
    """Who answered whom, as items of nested lists no deeper than DEEPEST."""
    placed = [(post, min(depth, DEEPEST)) for post, depth in tree(posts)]
    depths = [0, *(depth for _, depth in placed), 0]
    return [
        OutlineItem(
            href[post.number],
            face.author(post.author, post.address),
            face.country(post.country),
            opens=depth > before,
            closes=max(0, depth - after),
        )
        for (post, depth), before, after in zip(placed, depths, depths[2:], strict=False)
    ]


def post_view(
    post: Post,
    parent: Link | None,
    topic: str,
    face: Face,
    *,
    instead: TextView | None = None,
    elsewhere: str = "",
    texts: tuple[TextView, ...] = (),
    also: tuple[Tongue, ...] = (),
    forums: tuple[Link, ...] = (),
) -> PostView:
    """A post as a page shows it. `topic` is what the page's own title says already, in the words of
    the original; `elsewhere`: where that can be read, if not on this page."""
    own = face.topic(post.topic)
    said = instead.topic if instead and instead.topic else own
    return PostView(
        number=post.number,
        author=face.author(post.author, post.address),
        country=face.country(post.country),
        when=face.moment(post.sent),
        iso=face.at(post.sent).isoformat(timespec="minutes"),
        permalink=post_page(post.permalink),
        topic="" if own.casefold() == topic.casefold() else said,
        lang=face.foreign(post.language),
        direction=face.turned(post.language),
        body=prose.html(post.text),
        parent=parent,
        orphan=bool(post.references) and parent is None,
        files=tuple(
            f"{prose.line(item.name)} ({face.words.size(item.size)})" for item in post.attachments
        ),
        notes=tuple(prose.html(note(one, face.words.translations)) for one in post.notes),
        instead=instead,
        original=translated.original(post.spoken[0], face.words) if instead else "",
        anchor=post.spoken[0] if instead and instead.anchor else "",
        elsewhere=elsewhere,
        texts=texts,
        also=also,
        forums=forums,
    )


def anchors(
    posts: Sequence[Post], here: int, where: Mapping[int, int], language: str = ""
) -> dict[int, str]:
    """Post number -> link from sheet `here` of its thread."""
    thread = posts[0].thread
    return {
        post.number: (
            "" if where[post.number] == here else _name(thread, where[post.number], language)
        )
        + f"#p{post.number}"
        for post in posts
    }


def _name(thread: int, sheet: int, language: str) -> str:
    return thread_page(thread, sheet, language).rpartition("/")[2]
