"""One post as it goes out: a rendition for all who share a language of the footer.

Pure. Owns what a copy looks like (DESIGN: what a copy looks like): its headers by an allowlist,
whose address stands in From, where replies go, and the order of what follows the author's words.
In another language it is the same post: number, thread, Message-ID and page are the original's.
It decides nothing about the post: thread, position and subject come with the Publication.

A failure here cannot happen: what cannot be said in a header is left out by text.encode.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from listserv.model import (
    MailingList,
    Policy,
    Post,
    Publication,
    Rendition,
    Site,
    Sort,
)
from listserv.model.translations import Manner, Translation
from listserv.press.links import Addresses, page
from listserv.press.listheaders import list_headers
from listserv.text import encode, naming
from listserv.text.addresses import hidden_name
from listserv.text.attached import File, with_files
from listserv.text.dates import header_date
from listserv.text.layout import clip
from listserv.text.masks import mask_tokens

HEAD_OCTETS = 1800  # of a copy's head, the reader's leave token in it; signatures apart
MIME_OCTETS = 120  # of its MIME headers, which whoever makes the body adds
MOST_REFERENCES = 10  # beside the root
_FOLD = 3  # octets between two ids that stand on lines of their own
AUTHOR = (60, 64)  # columns and octets of an author's name in From
TOPIC = (120, 135)  # of a topic in Subject: three encoded words


@dataclass(frozen=True, slots=True)
class Order:
    """What all renditions of one post share."""

    post: Post
    publication: Publication
    list: MailingList
    site: Site
    alias: str  # hifa-author+TOKEN@…: reaches the author alone
    has_policy: bool = True  # her domain has a DMARC policy, or nobody could find out
    files: tuple[File, ...] = ()  # that go along


@dataclass(frozen=True, slots=True)
class Translated:
    """The post in the reader's language, and the lines that say whose words are which."""

    one: Translation
    label: str
    original: str  # the line above the original, or in its place
    whole: bool = True  # the original stands with it


@dataclass(frozen=True, slots=True)
class Footer:
    """What a copy says in the reader's language beside the author's own words."""

    lines: tuple[str, ...]  # at most three short ones, from the press
    files: tuple[str, ...] = ()  # name what came with it and does not go along
    notes: tuple[str, ...] = ()  # of moderators, as they stand under the post
    translated: Translated | None = None


def subject(topic: str, position: int, policy: Policy) -> str:
    """The subject as sent: `[hifa] Stock cards (2)`.

    `position` counts from 1 for the first of a thread, which has no number. Numbers stand only
    where every post is moderated: elsewhere posts cross, and numbers would be out of order.
    """
    topic = _short(mask_tokens(topic), *TOPIC)
    said = naming.numbered(topic, position) if policy.moderation == "all" else topic
    return f"{policy.subject_prefix} {said}".strip()


def cook(order: Order, language: str, footer: Footer) -> Rendition:
    """A clean copy: a text/plain part in UTF-8, 7-bit, paragraphs as logical lines; then files."""
    head, body = with_files(headers(order, footer.translated), text(order, footer), order.files)
    return Rendition(language, head, body)


# --- headers ------------------------------------------------------------------------------------


def headers(order: Order, translated: Translated | None = None) -> list[tuple[str, str | bytes]]:
    """Every header of a copy but those of MIME, in order."""
    post, at, domain = order.post, Addresses(order.site, order.list), order.site.domain
    spoken = ", ".join(_spoken(post, translated))
    language = [("Content-Language", spoken)] if spoken else []
    named: list[tuple[str, str | bytes]] = [
        *_from(order),
        ("To", at.post),
        ("Subject", _subject(order, translated)),
        ("Date", header_date(post.sent)),
        ("Message-ID", encode.angled(post.message_id) or f"<post-{post.number}@{domain}>"),
    ]
    listed = [*list_headers(order.site, order.list, permalink(order)), *language]
    room = HEAD_OCTETS - MIME_OCTETS - encode.octets([*named, *listed])
    return [*named, *_ancestors(post, room), *listed]


def _subject(order: Order, translated: Translated | None) -> str:
    """In a person's words where there are such; a program's never stand for the author's."""
    publication = order.publication
    by_machine = translated is not None and translated.one.manner is Manner.MACHINE
    if translated is None or by_machine or not translated.one.topic:
        return publication.subject
    topic = naming.in_words(publication.topic, translated.one.topic)
    return subject(topic, publication.shown, order.list.policy)


def _spoken(post: Post, translated: Translated | None) -> tuple[str, ...]:
    """The languages of what it holds, in order (RFC 3282)."""
    if translated is None:
        return post.spoken
    own = (translated.one.language,)
    if translated.one.manner is Manner.MACHINE:
        return (*post.spoken, *own)
    return (*own, *post.spoken) if translated.whole else own


def keeps_address(policy: Policy, has_policy: bool) -> bool:
    """Whether From stays the author's own address (RFC 7489: else her domain disowns the copy)."""
    return policy.dmarc == "never" or (policy.dmarc == "policy" and not has_policy)


def permalink(order: Order) -> str:
    """The post's page, by its hash; "" where not everybody may read it."""
    return order.publication.permalink if order.list.policy.archive == "public" else ""


def _from(order: Order) -> list[tuple[str, str | bytes]]:
    """From, and Reply-To where the answer would not go by the list's `reply_to` without it.

    The alias leads to the author alone, so that a private and a public answer never share an
    address, and `reply_to = author` needs no header of its own.
    """
    post, policy, at = order.post, order.list.policy, Addresses(order.site, order.list)
    name = mask_tokens(post.author)
    if post.address and keeps_address(policy, order.has_policy):
        sender = encode.mailbox(_short(name, *AUTHOR), post.address)
    else:
        # Some programs write the address for a name: it would show what the alias hides.
        name = _short(hidden_name(name), *AUTHOR)
        via = f"{name} via {order.list.name}" if name else order.list.name
        # An author whose address no 7-bit mail can have (RFC 6531) is reached through people.
        sender = encode.mailbox(via, order.alias if post.address else at.owner)
    if policy.reply_to == "author":
        return [("From", sender)]
    return [("From", sender), ("Reply-To", at.post)]


def _ancestors(post: Post, room: int) -> list[tuple[str, str | bytes]]:
    """In-Reply-To, and References as far as `room` octets go."""
    own = encode.angled(post.message_id)
    found = [one for one in map(encode.angled, post.references) if one not in ("", own)]
    if not found:
        return []
    answered: list[tuple[str, str | bytes]] = [("In-Reply-To", found[-1])]
    kept = references(found, room - encode.octets([*answered, ("References", "")]))
    return [*answered, ("References", " ".join(kept))] if kept else answered


def references(found: Sequence[str], room: int) -> list[str]:
    """The root and the last ten, oldest first; where `room` octets end, the parent goes last."""
    wanted = [*found[-1:], *found[:-1][:1], *reversed(found[1:-1][1 - MOST_REFERENCES :])]
    ends = accumulate(len(one) + _FOLD for one in wanted)
    kept = {one for one, end in zip(wanted, ends, strict=True) if end <= room}
    return [one for one in found if one in kept]


def _short(text: str, columns: int, most: int) -> str:
    """On one line of so many columns and octets: Arabic has two a column, marks have no column."""
    text = clip(encode.one_line(text), columns)
    octets = text.encode("utf-8")
    return text if len(octets) <= most else octets[: most - 3].decode("utf-8", "ignore") + "…"


# --- text ---------------------------------------------------------------------------------------


def text(order: Order, footer: Footer) -> str:
    """The author's words, what she is, what came with them, and the footer under `-- `."""
    said = mask_tokens(order.post.text).strip("\n")
    if footer.translated is not None:
        said = "\n\n".join(part for part in _in_both(said, footer.translated) if part)
    return "\n\n".join(part for part in (said, tail(order, footer, said)) if part)


def _in_both(said: str, translated: Translated) -> tuple[str, ...]:
    """What people made stands before the original, what a program made behind it."""
    own = mask_tokens(translated.one.text).strip("\n")
    if translated.one.manner is Manner.MACHINE:
        return said, translated.label, own
    return translated.label, own, translated.original, said if translated.whole else ""


def tail(order: Order, footer: Footer, said: str) -> str:
    """What stands below the author's words `said`."""
    link = page(order.site, order.list, permalink(order))
    paragraphs = [
        *(_once(line, said) for line in _about(order)),
        *map(mask_tokens, footer.notes),
        "\n".join(line for line in (*footer.files, link) if line and line not in footer.lines),
        "\n".join(["-- ", *footer.lines]),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _about(order: Order) -> list[str]:
    """Who the author is, where the list wants it said, and the slogan; no obituary has either."""
    policy, post = order.list.policy, order.post
    if post.kind is Sort.OBITUARY:
        return []
    return [encode.one_line(post.profile) if policy.profiles else "", policy.footer]


def _once(line: str, said: str) -> str:
    """A line that the author has not already put under her text."""
    return "" if line in said else line
