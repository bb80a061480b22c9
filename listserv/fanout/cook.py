"""One post as it goes out: a rendition for all who share a language of the footer.

Pure. Owns what a copy looks like (DESIGN: what a copy looks like): its headers by an allowlist,
whose address stands in From, where replies go, and the order of what follows the author's words.
It decides nothing about the post: thread, position and subject come with the Publication.

A failure here cannot happen: what cannot be said in a header is left out by text.encode.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import Attachment, MailingList, Policy, Post, Publication, Rendition, Site
from listserv.press.links import Addresses, page
from listserv.press.listheaders import list_headers
from listserv.text import encode
from listserv.text.dates import header_date
from listserv.text.layout import clip, size_words
from listserv.text.masks import mask_tokens

MOST_REFERENCES = 10  # beside the root
REFERENCES_OCTETS = 600  # so that a head stays under 1.8 KB, whatever ids a program makes
MOST_ATTACHMENTS = 6  # named one by one
NAME_WIDTH = 30  # columns of an attachment's name
AUTHOR_WIDTH = 60  # columns of an author's name in From


@dataclass(frozen=True, slots=True)
class Order:
    """What all renditions of one post share."""

    post: Post
    publication: Publication
    list: MailingList
    site: Site
    alias: str  # hifa-author+TOKEN@…: reaches the author alone
    has_policy: bool = True  # her domain has a DMARC policy, or nobody could find out


@dataclass(frozen=True, slots=True)
class Footer:
    """What a copy says in the reader's language beside the post."""

    lines: tuple[str, ...]  # at most three short ones, from the press
    not_sent: str  # follows an attachment's name and size


def subject(topic: str, position: int, policy: Policy) -> str:
    """The subject as sent: `[hifa] Stock cards (2)`.

    `position` counts from 1 for the first of a thread, which has no number. Numbers stand only
    where every post is moderated: elsewhere posts cross, and numbers would be out of order.
    """
    numbered = f"{topic} ({position})" if position > 1 and policy.moderation == "all" else topic
    return mask_tokens(f"{policy.subject_prefix} {numbered}".strip())


def cook(order: Order, language: str, footer: Footer) -> Rendition:
    """A clean copy: one text/plain part in UTF-8, 7-bit, paragraphs as logical lines."""
    head, body = encode.message(headers(order), text(order, language, footer))
    return Rendition(language, head, body)


# --- headers ------------------------------------------------------------------------------------


def headers(order: Order) -> list[tuple[str, str | bytes]]:
    """Every header of a copy but those of MIME, in order."""
    post, at = order.post, Addresses(order.site, order.list)
    language = [("Content-Language", post.language)] if post.language else []
    return [
        *_from(order),
        ("To", at.post),
        ("Subject", order.publication.subject),
        ("Date", header_date(post.sent)),
        *_ids(post, order.site),
        *list_headers(order.site, order.list, permalink(order)),
        *language,
    ]


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
    post, policy = order.post, order.list.policy
    name = clip(mask_tokens(post.author), AUTHOR_WIDTH)
    if post.address and keeps_address(policy, order.has_policy):
        sender = encode.mailbox(name, post.address)
    else:
        via = f"{name} via {order.list.name}" if name else order.list.name
        sender = encode.mailbox(via, order.alias)
    if policy.reply_to == "author":
        return [("From", sender)]
    return [("From", sender), ("Reply-To", Addresses(order.site, order.list).post)]


def _ids(post: Post, site: Site) -> list[tuple[str, str | bytes]]:
    """Message-ID as it came, In-Reply-To, and References as far as they go."""
    own = encode.angled(post.message_id) or f"<post-{post.number}@{site.domain}>"
    kept = references([one for one in map(encode.angled, post.references) if one not in ("", own)])
    ids: list[tuple[str, str | bytes]] = [("Message-ID", own)]
    if kept:
        ids.append(("In-Reply-To", kept[-1]))
        ids.append(("References", " ".join(kept)))
    return ids


def references(found: Sequence[str]) -> list[str]:
    """The root and the last ten, oldest first; fewer of very long ones, but always the parent."""
    kept: list[str] = []
    octets = sum(len(one) + 1 for one in found[:1])
    for one in reversed(found[1:][-MOST_REFERENCES:]):
        octets += len(one) + 1
        if kept and octets > REFERENCES_OCTETS:
            break
        kept.append(one)
    return [*found[:1], *reversed(kept)]


# --- text ---------------------------------------------------------------------------------------


def text(order: Order, language: str, footer: Footer) -> str:
    """The author's words, what she is, what came with them, and the footer under `-- `."""
    said = mask_tokens(order.post.text).strip("\n")
    files: list[str] = []
    if order.list.policy.attachments == "list":
        files = attachment_lines(order.post.attachments, language, footer.not_sent)
    return "\n\n".join(part for part in (said, tail(order, footer, said, files)) if part)


def tail(order: Order, footer: Footer, said: str, files: Sequence[str] = ()) -> str:
    """What stands below the author's words `said`; `files` name what was not sent."""
    link = page(order.site, order.list, permalink(order))
    paragraphs = [
        _once(encode.one_line(order.post.profile), said),
        _once(order.list.policy.footer, said),
        "\n".join(line for line in (*files, link) if line and line not in footer.lines),
        "\n".join(["-- ", *footer.lines]),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _once(line: str, said: str) -> str:
    """A line that the author has not already put under her text."""
    return "" if line in said else line


def attachment_lines(attachments: Sequence[Attachment], language: str, not_sent: str) -> list[str]:
    """`[stock-card.pdf, 240 KB, not sent]`, a line each; of many the last line says how many."""
    lines = [
        f"[{clip(one.name or one.type, NAME_WIDTH)}, {size_words(one.size, language)}, {not_sent}]"
        for one in attachments[:MOST_ATTACHMENTS]
    ]
    more = len(attachments) - len(lines)
    return [*lines, f"[+ {more}]"] if more else lines
