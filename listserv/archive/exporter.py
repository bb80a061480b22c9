"""History goes out: the published posts of a list as an mbox, or as JSON for programs.

Owns what an export shows of a post: what members could read, and no more. Its mail goes out as it
came where that says nothing else than what was published; else a mail is made of what was. Of what
was recalled, withdrawn or taken out nothing is there. Memory holds one post. Where something is
taken out while posts are being read, the export fails, and is made again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from listserv.model import MailingList, Post, Removed, Site
from listserv.model.translations import Translation
from listserv.press import cargo
from listserv.press.links import Addresses
from listserv.press.listheaders import list_id
from listserv.store import exports, journal, spool
from listserv.store.base import Store
from listserv.store.exports import Published
from listserv.text import subject as subjects
from listserv.text.addresses import hidden_name, mask, mask_text
from listserv.text.attached import File, with_files
from listserv.text.dates import header_date
from listserv.text.encode import angled, mailbox
from listserv.text.files import Taken
from listserv.text.masks import mask_tokens
from listserv.text.mbox import in_mbox, separator

PAGE = 1000  # posts that are looked up at once
ROOM = 100_000_000  # octets of a post's files

Take = Callable[[bytes, Sequence[int], int], Awaitable[Taken]]


class TakenMeanwhileError(Exception):
    """Something was taken out of posts while they were being read."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """The posts of one list. `masked`: nobody's address is shown, and no name of who hides hers."""

    store: Store
    take: Take  # files out of a mail, in a child
    site: Site
    mailing_list: MailingList
    masked: bool = False

    async def mbox(self) -> AsyncIterator[bytes]:
        """Each post as an mbox has it (RFC 4155, `>From ` as in mboxrd), in order."""
        async for one in self._posts():
            when = one.post.published or one.post.sent
            yield separator(self._address(one.post), when) + in_mbox(await self._mail(one))

    async def facts(self) -> AsyncIterator[dict[str, Any]]:
        """Each post by its parts, in the same order; instants as POSIX seconds."""
        async for one in self._posts():
            yield self._facts(one)

    async def _posts(self) -> AsyncIterator[Published]:
        line = await self.store.read(journal.last)
        last = exports.BEGINNING
        while page := await self.store.read(exports.places, self.mailing_list.id, last, PAGE):
            for last in page:
                if one := await self.store.read(exports.one, last[1]):
                    yield one
        if await self.store.read(exports.taken_since, line):
            raise TakenMeanwhileError

    # --- a post as a mail ---

    async def _mail(self, one: Published) -> bytes:
        post = one.post
        if not self.masked and said_as_it_came(one, self.mailing_list):
            raw = await self.store.read(spool.raw, post.mail_id)
            return mask_tokens(raw.decode("latin-1")).encode("latin-1")
        files = () if self.masked else await self._files(post)
        head, body = with_files(self._headers(one), self._words(post.text), files)
        return head + b"\r\n" + body

    async def _files(self, post: Post) -> Sequence[File]:
        """What members could have of its files."""
        may = [n for n, one in enumerate(post.attachments, 1) if cargo.may_go(one)]
        if not may or self.mailing_list.policy.attachments == "drop":
            return ()
        raw = await self.store.read(spool.raw, post.mail_id)
        return (await self.take(raw, may, ROOM)).files

    def _headers(self, one: Published) -> list[tuple[str, str | bytes]]:
        post = one.post
        own = angled(post.message_id) or f"<post-{post.number}@{self.site.domain}>"
        cited = [cited for cited in map(angled, post.references) if cited not in ("", own)]
        named: list[tuple[str, str | bytes]] = [
            ("From", mailbox(self._author(one), self._address(post) or self._owner())),
            ("To", Addresses(self.site, self.mailing_list).post),
            ("Subject", self._words(post.topic or post.subject)),
            ("Date", header_date(post.sent)),
            ("Message-ID", own),
            ("In-Reply-To", cited[-1] if cited else ""),
            ("References", " ".join(cited)),
            ("List-Id", list_id(self.site, self.mailing_list)),
            ("Content-Language", ", ".join(post.spoken)),
        ]
        return [(name, value) for name, value in named if value]

    # --- a post by its parts ---

    def _facts(self, one: Published) -> dict[str, Any]:
        post = one.post
        return {
            "number": post.number,
            "thread": post.thread,
            "parent": post.parent,
            "position": post.position,
            "published": post.published,
            "sent": post.sent,
            "author": self._author(one),
            "address": self._address(post),
            "country": post.country,
            "subject": self._words(post.subject),
            "topic": self._words(post.topic),
            "message_id": post.message_id,
            "references": list(post.references),
            "language": post.language,
            "kind": post.kind.value,
            "permalink": post.permalink,
            "text": self._words(post.text),
            "notes": [self._words(note.text) for note in post.notes],
            "translations": [self._translation(known) for known in one.translations],
            "attachments": [
                {"name": one.name, "type": one.type, "size": one.size} for one in post.attachments
            ],
        }

    def _translation(self, one: Translation) -> dict[str, Any]:
        name = mask_tokens(one.translator)
        return {
            "language": one.language,
            "kind": one.manner.value,
            "translator": hidden_name(name) if self.masked else name,
            "engine": one.engine,
            "made": one.made,
            "topic": self._words(one.topic),
            "text": self._words(one.text),
        }

    # --- who and what, as far as it is shown ---

    def _author(self, one: Published) -> str:
        name = mask_tokens(one.post.author)
        if not self.masked:
            return name
        return hidden_name("" if one.conceals else name, one.post.address)

    def _address(self, post: Post) -> str:
        return mask(post.address) if self.masked and post.address else post.address

    def _owner(self) -> str:
        """In the place of an author who has no address that mail can carry."""
        return Addresses(self.site, self.mailing_list).owner

    def _words(self, text: str) -> str:
        text = mask_tokens(text)
        return mask_text(text) if self.masked else text


def said_as_it_came(one: Published, mailing_list: MailingList) -> bool:
    """Whether a post's mail says what was published, and nothing else.

    History was public as it came. Of a mail that a reader of ours took quotations or a signature
    from, that was published under another subject or in other words, or with a file that members
    do not get, the rest was for nobody.
    """
    post = one.post
    if post.version != 1:
        return False
    if one.why == "imported":
        return True
    keeps_files = mailing_list.policy.attachments != "drop" and all(
        map(cargo.may_go, post.attachments)
    )
    return (
        one.why == "as read"
        and post.removed == Removed()
        and subjects.topic_key(post.subject) == subjects.topic_key(post.topic)
        and (keeps_files or not post.attachments)
    )
