"""The robot's writing desk: one way for every room to write a letter.

Owns the giving out of letter ids (a letter's tokens name it, so its id is there before its words)
and the budgets of rule 3: a stranger gets at most one short letter a day from the whole site, a
registered address a bounded number, larger for who moderates a list. Where a mail is surely hers,
what is owed to her (that something was done, or a question without which nothing is) has room
beyond these, so that no `help` of the morning silences the `join` of the evening. What strangers
get together is bounded too, for each domain and for the site: many forged names bring few letters.
Where the domain itself has vouched for the mail (a proof), its people may be many. Writes nothing
itself: a letter is spooled by the store in the same transaction as what it tells of.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from listserv.clock import Clock
from listserv.identity.alignment import domain_of, organisation
from listserv.identity.policy import FREEMAIL
from listserv.model import Letter, MailingList, Person, Post, Purpose, Reading, Site, Token
from listserv.press.kinds import KINDS
from listserv.press.letter import Addressed, Below, Press
from listserv.press.links import Addresses
from listserv.store import confirmations, mailings, members, rulings, twins
from listserv.store.base import Store
from listserv.text import robots
from listserv.text.addresses import inbox
from listserv.text.tokens import Seal

STRANGER_LETTERS = 1  # a day
OWED_STRANGER = 3  # a day in all, where what is owed to one whose mail is proven is counted too
OWED = 100  # a day beside the others, to whom we know
DOMAIN_LETTERS = 20  # a day, to all strangers of a domain together, where nothing proves their mail
FREEMAIL_LETTERS = 100  # the same for a domain where half the world is
VOUCHED = 5  # times as many where the domain has proven it
MEMBER_LETTERS = 40  # a day
MODERATOR_LETTERS = 200  # a day: of any list; silence about a decision that did not act is costly
ASKED_A_DAY = 3  # letters to new addresses that one person causes, or others for her
ASKED_THERE = 1  # of these a day to an address that nobody is known by, whoever causes them
HANDED_ON = 40  # mails a day from all to one person
SHORT_WORDS, SHORT_TIMES = 4, 3  # a text of so few words is heard so often in a day
_BLOCK = 50  # ids taken from the store at once; a crash leaves the rest unused, which harms nobody

Bounds = Sequence[tuple[str, int]]  # names of what many share in a day, and how much of it there is


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who a letter goes to; `person_id` 0 is somebody we do not know, `proven` says that the mail
    which is answered was hers."""

    person_id: int
    address: str
    name: str
    language: str
    proven: bool = False

    @classmethod
    def of(cls, person: Person) -> Addressee:
        return cls(person.id, person.address, person.name, person.language)

    def own(self, text: str) -> str:
        """Her own words, to go back to her; a stranger never reads a message's text (rule 3)."""
        return text if self.person_id else ""

    @classmethod
    def writer(
        cls, person: Person | None, reading: Reading, language: str, *, proven: bool = False
    ) -> Addressee:
        """The author of a mail, at the address she wrote from."""
        if person is None:
            return cls(0, reading.from_address, reading.from_name, language, proven)
        return cls(person.id, reading.from_address, person.name, person.language, proven)


class Mailroom:
    def __init__(self, store: Store, press: Press, site: Site, seal: Seal, clock: Clock) -> None:
        self._press = press
        self._store = store
        self.site = site
        self._seal = seal
        self._clock = clock
        self._next = self._last = 0
        self._reserving = asyncio.Lock()

    async def letter(
        self,
        kind: str,
        to: Addressee,
        mailing_list: MailingList | None,
        *,
        answer: Purpose | None = None,
        about: int = 0,
        shown: tuple[tuple[int, int], ...] = (),
        id: int = 0,
        below: Sequence[Below] = (),
        **values: Any,
    ) -> Letter:
        """Write a letter of templates/mail/`kind`; under an `id` of `new_id`, or a new one.

        `answer` says what its answers are for: their address carries the reader and this letter,
        or for `Purpose.CONFIRM` the question `about`. `below` says more.
        """
        letter_id = id or await self.new_id()
        if answer is not None:
            token = self._seal(_token(answer, to.person_id, letter_id, about))
            values["reply_to"] = Addresses(self.site, mailing_list).sealed(answer, token)
        values |= await self._family(kind, mailing_list, to)
        below = [(one, at, {**said, **await self._family(one, at, to)}) for one, at, said in below]
        # Beside the event loop: a letter may show all of a long post.
        return await asyncio.to_thread(
            self._press.letter,
            kind,
            id=letter_id,
            list=mailing_list,
            person_id=to.person_id,
            address=to.address,
            name=to.name,
            language=to.language,
            now=self._clock.now(),
            shown=shown,
            below=below,
            **values,
        )

    async def letters(
        self,
        kind: str,
        mailing_list: MailingList,
        each: Sequence[tuple[Addressee, Mapping[str, Any]]],
    ) -> list[Letter]:
        """Letters of one kind to many, each with values of its own: their ids are taken at once,
        and all are written in one go beside the event loop."""
        first = await self._store.write(mailings.reserve, len(each))
        more = {to.language: await self._family(kind, mailing_list, to) for to, _ in each}
        readers = [
            Addressed(
                *(id_, to.person_id, to.address, to.name, to.language),
                values={**values, **more[to.language]},
            )
            for id_, (to, values) in enumerate(each, first)
        ]
        made = self._press.letters(kind, list=mailing_list, now=self._clock.now(), each=readers)
        return await asyncio.to_thread(list, made)

    async def _family(
        self, kind: str, mailing_list: MailingList | None, to: Addressee
    ) -> dict[str, Any]:
        """What a welcome says of the other forums of the community, whoever writes it."""
        if kind != "welcome" or mailing_list is None:
            return {}
        sisters = await self._store.read(twins.beside, mailing_list.id, to.language)
        return {"sisters": sisters}

    def team(self, mailing_list: MailingList) -> str:
        """Where moderators talk among themselves."""
        return Addresses(self.site, mailing_list).team

    async def author_of(self, kind: str, post: Post, mailing_list: MailingList) -> Addressee | None:
        """The author of a post, if we may write her a letter of this kind about it today.

        That is if we may write to her at all, and within her day's budget.
        """
        to = await self.known_author(post, mailing_list)
        return to if to and await self.may_write(to, f"{kind} {post.number}") else None

    async def to_author(
        self, kind: str, post: Post, mailing_list: MailingList, *, asks: str = "", **values: Any
    ) -> Letter | None:
        """A letter to a post's author, with her own text where its kind shows one and `values` has
        no other; None where we may not write to her.

        `asks` names the kind of a question about the post that it opens: set aside before, and the
        same one when it is written again after a crash.
        """
        to = await self.author_of(kind, post, mailing_list)
        if to is None:
            return None
        if asks:
            values["about"] = await self._store.write(
                confirmations.ask,
                asks,
                mailing_list.id,
                to.address,
                to.name,
                to.language,
                f"{post.number}",
                self._clock.now(),
            )
            values["answer"] = Purpose.CONFIRM
        if "text" in KINDS[kind].values:
            own = await self._store.read(rulings.authors_text, post.number)
            values.setdefault("text", to.own(own or post.text))
        values.setdefault("topic", post.topic)
        return await self.letter(
            kind,
            to,
            mailing_list,
            in_reply_to=post.message_id,
            automatic="auto-replied",
            **values,
        )

    async def known_author(self, post: Post, mailing_list: MailingList) -> Addressee | None:
        """The author of a post, if she is proven and, as far as we know, alive."""
        if not post.proof:
            return None
        person = await self._store.read(members.person, post.person_id)
        if person and person.deceased:
            return None
        language = person.language if person else post.language or mailing_list.policy.language
        return Addressee(post.person_id, post.address, post.author, language, proven=True)

    async def may_write(self, to: Addressee, cause: str, *, owed: bool = False) -> bool:
        """Count one letter against the day of an address; False when the day's are spent.

        `cause` names what is answered: asked for again after a crash, it is not counted again. What
        is `owed` has more room where the mail is proven.
        """
        if not to.address:
            return False
        owed = owed and to.proven
        if to.person_id:
            limit = await self._limit(to) + (OWED if owed else 0)
            return await self._count(to.address, cause, limit)
        if robots.is_no_persons(to.address, self.site.domain):
            return False  # ourselves, or where nobody reads
        within = strangers(to.address, to.proven, self.site.stranger_letters)
        most = OWED_STRANGER if owed else STRANGER_LETTERS
        return await self._count(inbox(to.address), cause, most, within)

    async def may_ask(self, to: Addressee, person_id: int, cause: str) -> bool:
        """Count one letter that asks whoever reads a new address whether it is this person's.

        Where we know nobody there it has a day of its own: the stranger's letter of that day may
        have been the one that told her to ask for this.
        """
        if not await self._count(f"addresses of {person_id}", cause, ASKED_A_DAY):
            return False
        if to.person_id:
            return await self.may_write(to, cause)
        if robots.is_no_persons(to.address, self.site.domain):
            return False
        within = strangers(to.address, to.proven, self.site.stranger_letters)
        return await self._count(f"asked at {inbox(to.address)}", cause, ASKED_THERE, within)

    async def last_of(self, to: Addressee) -> int:
        """How many letters somebody known had today, where the one just counted was the last."""
        limit = await self._limit(to)
        count = await self._store.read(confirmations.spent, to.address, self._clock.now())
        return limit if to.person_id and count >= limit else 0

    async def _limit(self, to: Addressee) -> int:
        """How many letters an address gets in a day."""
        if not to.person_id:
            return STRANGER_LETTERS
        if await self._store.read(members.looks_after_a_list, to.person_id, self.site.admin):
            return MODERATOR_LETTERS
        return MEMBER_LETTERS

    async def may_hand_on(self, key: str, cause: str, limit: int = HANDED_ON) -> bool:
        """Count one mail that is handed on, apart from answers: a flood of these costs no other."""
        return await self._count(f"handed on {key}", cause, limit)

    async def repeats(self, reading: Reading, to: str, cause: str) -> bool:
        """Whether the very same words came from this address today, to the same people or robot.

        A robot that does not say that it is one answers whatever it gets, in the same words; a
        person may say a short word a few times.
        """
        few = len(reading.clean.split()) <= SHORT_WORDS
        files = (f"{one.name} {one.size}" for one in reading.attachments)
        said = "\n".join((reading.text_digest, *files)).encode("utf-8", "replace")
        key = f"said by {reading.from_address} to {to}: {hashlib.sha256(said).hexdigest()[:20]}"
        return not await self._count(key, cause, SHORT_TIMES if few else 1)

    async def _count(self, key: str, cause: str, limit: int, within: Bounds = ()) -> bool:
        now = self._clock.now()
        return await self._store.write(confirmations.spend, key, cause, limit, now, within)

    async def new_id(self) -> int:
        """Set aside the id of a letter that others name before it is written."""
        async with self._reserving:
            return await self._next_id()

    async def _next_id(self) -> int:
        if self._next == self._last:
            self._next = await self._store.write(mailings.reserve, _BLOCK)
            self._last = self._next + _BLOCK
        self._next += 1
        return self._next - 1


def strangers(address: str, proven: bool, most: int) -> Bounds:
    """What a letter to a stranger counts against beside her own day: (name, letters a day).

    Of the `most` letters of the site those that nothing proves may take half: a flood of forged
    names leaves room for people.
    """
    domain = organisation(domain_of(address))
    share = FREEMAIL_LETTERS if domain in FREEMAIL else DOMAIN_LETTERS
    if proven:
        return ((f"strangers at {domain}", share * VOUCHED), ("strangers", most))
    return ((f"strangers at {domain}", share), ("strangers", (most + 1) // 2))


def _token(answer: Purpose, person_id: int, letter_id: int, about: int) -> Token:
    if answer is Purpose.CONFIRM:
        return Token(answer, about, 0)
    return Token(answer, person_id, letter_id)
