"""Private mail between the author of a post and whoever answers her: addresses hidden both ways.

Owns the alias in the From of copies (`-author+TOKEN@`). A mail there is handed on as a letter of
ours, whose answer goes to an alias of the same kind: its token names the post and the errand of the
mail that it answers. So neither sees the other's address unless she writes it herself.

Who may: a member whose mail is proven, anybody with a signature of her own domain, and whoever
holds an alias that was shown to her alone; and the author of a post who said, when we asked her,
that it was for one person. A member whose mail nothing proves is asked at her
registered address; her yes hands it on, once, and what she writes after it is mail like any other.
A stranger's mail that nothing proves ends here, and so does what no person wrote. A reply to all
that goes to the list too is the moderated post, and nothing else. A crash before the errand's end
runs it again; the day's counts know it by its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from listserv.commands import consent, talk
from listserv.commands.authors import PRIVATE
from listserv.commands.consent import Consent
from listserv.commands.handing import Handing, text_of
from listserv.commands.talk import Talk
from listserv.errand import Brief, Outcome, Reader
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Purpose, Reading, Site, Token
from listserv.press.links import Addresses
from listserv.store import errands, spool
from listserv.store.base import Store
from listserv.store.errands import Private
from listserv.text.addresses import hidden_name
from listserv.text.tokens import Seal

FROM_ONE = 20  # mails a day from one writer, to all authors together
FROM_STRANGERS = 5  # mails a day to one person from all who are no members


class Correspondence:
    purposes: Sequence[Purpose] = (Purpose.AUTHOR,)
    for_robots = False

    def __init__(
        self,
        store: Store,
        reader: Reader,
        mailroom: Mailroom,
        handing: Handing,
        site: Site,
        seal: Seal,
    ) -> None:
        self._store = store
        self._reader = reader
        self._mailroom = mailroom
        self._handing = handing
        self._site = site
        self._seal = seal

    async def run(self, brief: Brief) -> Outcome:
        if self._site.domain in brief.reading.traces:
            return Outcome("our own mail came back")
        if not brief.reading.from_address:
            return Outcome("without an address to answer to")
        found = await self._store.read(talk.read, brief, self._site)
        if found is None:
            return await self._nobody(brief)
        if found.asked is not None:
            said = consent.read(brief.reading.clean, "private", brief.reading.from_name)
            if not found.asked.proof:
                return await self._answered(brief, found, found.asked, said)
            if said is Consent.YES:
                return Outcome("handed on already")
        # Its author said in answer to our letter that it is private: that proves her.
        may = brief.errand.command == PRIVATE
        if found.to_all and not may:
            return Outcome("goes to the list too, as a post")
        may = may or talk.may_write(brief.proof, is_member=found.is_member, is_party=found.is_party)
        if may:
            return await self._hand_on(brief, found, brief.reading, brief.errand.id)
        return await self._unproven(brief, found)

    async def _nobody(self, brief: Brief) -> Outcome:
        """Who was reached there has gone; whom we know, and who is proven, is told of it."""
        about = await self._store.read(talk.about, brief)
        if about is None or not brief.proof:
            return Outcome("nobody to reach there")
        post, mailing_list, writer = about
        to = Addressee.writer(writer, brief.reading, writer.language, proven=True)
        if not await self._mailroom.may_write(to, _cause(brief)):
            return Outcome("nobody to reach there: the writer's letters of the day are spent")
        letter = await self._mailroom.letter(
            "unreachable",
            to,
            mailing_list,
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            topic=post.topic,
        )
        return Outcome("nobody to reach there, its writer is told", (letter,))

    async def _hand_on(self, brief: Brief, found: Talk, reading: Reading, errand: int) -> Outcome:
        """Hand on what `reading` says; the alias for its answer names what brought it, `errand`."""
        about = f"{found.to.address} about {found.post.number}"
        if await self._mailroom.repeats(reading, about, _cause(brief)):
            return Outcome("the same words again")
        if not await self._within_bounds(brief, found):
            return Outcome("too many of these today")
        name = found.writer.name if found.writer else ""
        letter = await self._mailroom.letter(
            "author-forward",
            found.to,
            found.list,
            reply_to=self._alias(found, errand),
            in_reply_to=found.post.message_id,
            is_author=found.is_for_author,
            is_member=found.is_member,
            number=found.post.number,
            topic=found.post.topic,
            writer_name=hidden_name(name or reading.from_name, reading.from_address),
            text=text_of(reading),
            files=reading.attachments,
        )
        confirm = partial(errands.confirm, errand_id=errand)
        text = f"{errands.HANDED_ON}, about post {found.post.number}"
        return Outcome(text, (letter,), (confirm,))

    async def _within_bounds(self, brief: Brief, found: Talk) -> bool:
        """Her alias stands in every copy: what it brings must not cost the answers to her."""
        cause, to = _cause(brief), found.to
        writer = found.writer.address if found.writer else brief.reading.from_address
        bounds = [(f"from {writer}", FROM_ONE)]
        if not (found.is_member or found.is_party):
            bounds.append((f"from strangers to {to.address}", FROM_STRANGERS))
        for key, limit in bounds:
            if not await self._mailroom.may_hand_on(key, cause, limit):
                return False
        if found.is_known:
            return await self._mailroom.may_hand_on(f"to {to.address}", cause)
        return await self._mailroom.may_write(to, cause)

    # --- mail that nothing proves ---

    async def _unproven(self, brief: Brief, found: Talk) -> Outcome:
        """Ask whom we know at her registered address; nothing is said to a stranger (rule 3)."""
        if found.writer is None:
            return Outcome("a stranger's, and unproven: not handed on")
        writer = Addressee.of(found.writer)
        if not await self._mailroom.may_write(writer, _cause(brief)):
            return Outcome("unproven: the writer's letters of the day are spent")
        letter = await self._mailroom.letter(
            "confirm-private",
            writer,
            found.list,
            reply_to=self._alias(found, brief.errand.id),
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            topic=found.post.topic,
        )
        doubt = partial(errands.doubt, errand_id=brief.errand.id)
        return Outcome(errands.ASKED, (letter,), (doubt,))

    async def _answered(self, brief: Brief, found: Talk, asked: Private, said: Consent) -> Outcome:
        """The answer of a writer who was asked whether her mail was hers."""
        token = brief.errand.token
        if said is Consent.NO:
            return Outcome("the writer says no: not handed on")
        if said is Consent.OTHER or token is None:
            return await self._handing.to_moderators(found.list, brief)
        raw = await self._store.read(spool.raw, asked.mail_id)
        if not raw:
            return Outcome("the writer says yes, and her mail is too old")
        return await self._hand_on(brief, found, await self._reader.read(raw), token.second)

    def _alias(self, found: Talk, errand: int) -> str:
        token = self._seal(Token(Purpose.AUTHOR, found.post.number, errand))
        return Addresses(self._site, found.list).sealed(Purpose.AUTHOR, token)


def _cause(brief: Brief) -> str:
    return f"errand {brief.errand.id}"
