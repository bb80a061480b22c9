"""Handing a mail to the people behind a list: its moderators, or the site's admin.

Owns the letter that does it, whose answer goes to the writer alone, and its day's budget. Who has
nobody to hand it to says so; the raw mail stays in the store.
"""

from __future__ import annotations

from listserv.errand import Outcome
from listserv.mailroom import Addressee, Mailroom
from listserv.model import MailingList, Post, Reading, Site
from listserv.store import authored, members
from listserv.store.base import Store
from listserv.text.masks import mask_tokens
from listserv.text.threads import ancestry

TEXT_CHARACTERS = 20_000


class Handing:
    def __init__(self, store: Store, mailroom: Mailroom, site: Site) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site

    async def readers(self, mailing_list: MailingList | None) -> list[Addressee]:
        """A list's moderators; the site's admin where it has none, and for the site (None)."""
        found = await self._store.read(
            members.responsible, mailing_list.id if mailing_list else 0, self._site.admin
        )
        if not found and self._site.admin:
            return [Addressee(0, self._site.admin, "", self._site.language)]
        return [Addressee.of(reader) for reader in found]

    async def to_moderators(
        self,
        mailing_list: MailingList | None,
        reading: Reading,
        cause: str,
        post: Post | None = None,
    ) -> Outcome:
        """The letters that hand a mail on; `cause` as for Mailroom.may_write.

        They name the post that it is about, and show `post`, which they need to understand it.
        """
        to = await self.readers(mailing_list)
        if not to:
            return Outcome("no moderator and no admin to hand it to")
        key = f"{reading.from_address} to {mailing_list.name if mailing_list else 'the site'}"
        if not await self._mailroom.may_hand_on(key, cause):
            return Outcome("this writer's mails of the day to the moderators are spent")
        number, topic = (post.number, post.topic) if post else (0, "")
        if mailing_list and not post:
            cited = ancestry(reading.references, reading.in_reply_to)
            domain = self._site.domain
            number, topic = await self._store.read(authored.about, mailing_list.id, cited, domain)
        letters = [
            await self._mailroom.letter(
                "owner-forward",
                reader,
                mailing_list,
                reply_to=reading.from_address,
                in_reply_to=reading.message_id,
                writer_name=reading.from_name or reading.from_address,
                writer_address=reading.from_address,
                subject=reading.subject,
                text=text_of(reading),
                files=reading.attachments,
                number=number,
                topic=topic,
                detail=mask_tokens(post.text[:TEXT_CHARACTERS]) if post else "",
            )
            for reader in to
            if reader.address != reading.from_address
        ]
        return Outcome(f"handed to {len(letters)} moderators", letters)


def text_of(reading: Reading) -> str:
    """What a mail says, as it is handed on: without live tokens of its writer's."""
    return mask_tokens((reading.clean or reading.text)[:TEXT_CHARACTERS])
