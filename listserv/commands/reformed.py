"""What is kept of a post whose author was erased.

Owns its two forms. Where it stays, it stands in the words that were published, without her name, as
by somebody, and so do its translations; nothing else is kept of the mail that it came in, no files,
no signature. Where it goes, a mark stands in its place. Each has the day in it.
"""

from __future__ import annotations

from dataclasses import replace

from listserv.model import FORMER, MailingList, Site
from listserv.press.links import Addresses
from listserv.store.erasing import Form, Post, Said
from listserv.text import encode, forgetting
from listserv.text.dates import header_date
from listserv.text.encode import angled, mailbox
from listserv.text.forgetting import Named

_HEADER = "Comments"  # of a mail that was made anew: the mark


def kept(post: Post, about: MailingList, site: Site, who: Named, mark: str) -> Form:
    """A post that stays, by nobody that anybody knows."""
    texts = {n: forgetting.in_own(text, who, mark)[0] for n, text in post.texts.items()}
    topic = forgetting.in_own(post.topic, who, mark)[0]
    translations = tuple(of_hers(one, who, mark) for one in post.translations)
    cited = [one for one in map(angled, post.references) if one]
    named: list[tuple[str, str | bytes]] = [
        ("From", mailbox(FORMER, Addresses(site, about).owner)),
        ("To", Addresses(site, about).post),
        ("Subject", topic),
        ("Date", header_date(post.sent)),
        ("Message-ID", angled(post.message_id)),
        ("In-Reply-To", cited[-1] if cited else ""),
        ("References", " ".join(cited)),
        (_HEADER, mark),
    ]
    text = texts.get(post.version) or mark
    head, body = encode.message([(name, value) for name, value in named if value], text)
    subject = forgetting.in_own(post.subject, who, mark)[0]
    return Form(FORMER, head + b"\r\n" + body, subject, topic, texts, translations)


def of_hers(one: Said, who: Named, mark: str) -> Said:
    """A translation that she made, or one of her words, without her name."""
    topic, text = (forgetting.in_own(said, who, mark)[0] for said in (one.topic, one.text))
    return replace(one, topic=topic, text=text)


def gone(mark: str) -> Form:
    """A post that goes."""
    return Form(FORMER, tombstone(mark), mark=mark)


def tombstone(mark: str) -> bytes:
    """In the place of a mail of hers."""
    head, body = encode.message([(_HEADER, mark)], mark)
    return head + b"\r\n" + body
