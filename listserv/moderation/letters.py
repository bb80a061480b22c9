"""The letters that go with a moderator's orders: to authors, to the other moderators, to herself.

Owns which letter each form sends, and that nobody is written to whom nothing proves, or beyond her
day's budget: then there is no letter, and the echo says so. Writes nothing: a letter is spooled
with what it tells of; only the question that an `ask:` opens is set aside before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from listserv.errand import Brief
from listserv.mailroom import Addressee, Mailroom
from listserv.model import (
    PASSED_ON,
    Letter,
    MachineDraft,
    MailingList,
    Person,
    Post,
    Purpose,
    State,
)
from listserv.moderation.forms import Form, Kind, Order
from listserv.moderation.measures import Written
from listserv.moderation.passed import Passed
from listserv.moderation.plan import Plan, Scene
from listserv.store import members, recalls, rulings, spool, translations
from listserv.store.base import Store
from listserv.store.twins import Sister
from listserv.text import difference
from listserv.text.attached import mail_file
from listserv.translate import gate
from listserv.translate.engines import Drafted, Reason


@dataclass(frozen=True, slots=True)
class Who:
    """Who orders something, on which list, by which mail; `echo` is the letter that will tell."""

    moderator: Person
    list: MailingList
    brief: Brief
    echo: int
    sent_back: str = ""  # the post's text as it stands in her answer, typed or in the quotation


MOST_DOUBTS, LONGEST_DOUBT = 6, 60  # of the safety gate, that a letter names; characters of one
_TO_LOOK_AT = frozenset({gate.Flaw.NUMBER, gate.Flaw.UNIT, gate.Flaw.NEGATION})

# The letter of a form that only makes sense if the author reads it.
_TO_AUTHOR = {Kind.REFUSE: "refused", Kind.ASK: "ask", Kind.TELL: "word"}


# A draft of a text, from a language into another, that keeps names as they are.
Draft = Callable[[str, str, str, Sequence[str]], Awaitable[Drafted]]


class Second(NamedTuple):
    """What came of `second opinion`: a code of phrases.OUTCOME with its value, and the letter."""

    said: tuple[str, str]
    letter: Letter | None = None


class Letters:
    def __init__(self, store: Store, mailroom: Mailroom, admin: str, draft: Draft) -> None:
        self._store = store
        self._mailroom = mailroom
        self._admin = admin
        self._draft = draft
        self._passed = Passed(store, mailroom)

    async def author_reads(self, post: Post, order: Order, who: Who) -> frozenset[Kind]:
        """The forms whose letter may go to the author; her day has counted it already."""
        return frozenset(
            [
                form.kind
                for form in order.forms
                if form.kind in _TO_AUTHOR
                and not (form.kind is Kind.REFUSE and PASSED_ON in post.reasons)
                and await self._mailroom.author_of(_TO_AUTHOR[form.kind], post, who.list)
            ]
        )

    async def of(
        self, post: Post, order: Order, made: Plan, who: Who, scene: Scene
    ) -> list[Letter]:
        """All letters of one order about a held post."""
        letters: list[Letter | None] = []
        for form in order.forms:
            letters += await self._of_form(form, post, who, scene)
        goes_out = (made.state or post.state) is State.APPROVED
        if goes_out and (made.text is not None or post.state is State.HELD):
            letters.append(await self._edited(post, made, who))
        return [letter for letter in letters if letter is not None]

    async def _of_form(
        self, form: Form, post: Post, who: Who, scene: Scene
    ) -> Sequence[Letter | None]:
        by = who.moderator.name
        match form.kind:
            case Kind.REFUSE:
                reason = form.code or form.text
                if PASSED_ON in post.reasons:
                    own = who.moderator.id
                    return (await self._passed.not_published(post, who.list, reason, own),)
                found = await self._store.read(recalls.counted, post.number)
                return (await self.to_author("refused", post, who, reason=reason, left=found.left),)
            case Kind.ASK:
                # Her answer comes back as the post's next version.
                return (await self.to_author("ask", post, who, asks="ask", said=form.text, by=by),)
            case Kind.TELL:
                return (await self.to_author("word", post, who, said=form.text, by=by),)
            case Kind.MOVE:
                return (await self._moved(post, scene.lists[form.code], who),)
            case Kind.TEAM:
                return await self.team(post, form.text, who)
            case Kind.RAW:
                return (await self.raw(post, who),)
        return ()

    async def to_author(self, kind: str, post: Post, who: Who, **values: Any) -> Letter | None:
        """As Mailroom.to_author, about the moderator's list."""
        return await self._mailroom.to_author(kind, post, who.list, **values)

    async def _moved(self, post: Post, target: MailingList, who: Who) -> Letter | None:
        """In the language of the forum that it goes to."""
        to = await self._mailroom.author_of("moved", post, who.list)
        if to is None:
            return None
        return await self._mailroom.letter(
            "moved",
            replace(to, language=target.policy.language),
            target,
            in_reply_to=post.message_id,
            automatic="auto-replied",
            topic=post.topic,
            before=who.list.title,
        )

    async def _edited(self, post: Post, made: Plan, who: Who) -> Letter | None:
        """What other words than hers go out under the author's name, for her to know."""
        text = made.text if made.text is not None else post.text
        before = await self._store.read(rulings.authors_text, post.number)
        if not difference.words_changed(before, text):
            return None
        return await self.to_author(
            "edited",
            post,
            who,
            topic=made.changes.get("topic", post.topic),
            by=who.moderator.name,
            text=difference.shown(before, text),
        )

    async def team(self, post: Post, words: str, who: Who) -> list[Letter]:
        """To every other moderator; their answers go to the team too."""
        readers = await self._store.read(
            members.responsible, who.list.id, self._admin, who.moderator.id
        )
        return [
            await self._mailroom.letter(
                "team",
                Addressee.of(reader),
                who.list,
                reply_to=self._mailroom.team(who.list),
                by=who.moderator.name or who.moderator.address,
                topic=post.topic,
                author=post.who,
                number=post.number,
                text=words,
            )
            for reader in readers
        ]

    async def reversed(self, told: Written, who: Who) -> Letter:
        """To somebody for whom something is undone that she has read of."""
        return await self._mailroom.letter(
            told.kind, told.to, who.list, below=told.below, **told.values
        )

    async def recalled_there(self, sister: Sister, who: Who) -> list[Letter]:
        """To the facilitators of another forum that has the post too."""
        by = who.moderator.name or who.moderator.address
        return await self._passed.recalled(sister, who.list, by, self._admin)

    async def raw(self, post: Post, who: Who) -> Letter:
        """The post as it came, for whoever wants to see all of it."""
        raw = await self._store.read(spool.raw, post.mail_id)
        file = await asyncio.to_thread(mail_file, raw)
        return await self._to_moderator("raw", post, who, attached=(file,))

    async def seconds(self, post: Post, order: Order, who: Who) -> dict[str, Second]:
        """Of each language in which an order asks for a draft."""
        wanted = [form.code for form in order.forms if form.kind is Kind.SECOND]
        return {code: await self.second(post, code, who) for code in wanted}

    async def second(self, post: Post, language: str, who: Who) -> Second:
        """A post in another language by machine, for the moderator's eyes alone."""
        source = post.language or who.list.policy.language
        if source == language:
            return Second(("same-language", source))
        if not await self._store.read(translations.may_be_drafted, post.number):
            return Second(("no-machine", ""))
        made = await self._draft(post.text, source, language, (post.author,))
        if made.draft is None:
            pair = f"{source} {language}"
            if made.reason != Reason.NO_ENGINE:
                return Second(("no-draft", pair))
            if not made.known:
                return Second(("no-translator", pair))
            return Second(("no-translator-known", " ".join((pair, *made.known))))
        waits = post.state is State.HELD
        doubts = await asyncio.to_thread(_doubts, post.text, made.draft)
        letter = await self._to_moderator(
            "second", post, who, waits=waits, draft=made.draft, doubts=doubts
        )
        return Second(("second", ""), letter)

    async def _to_moderator(self, kind: str, post: Post, who: Who, **values: Any) -> Letter:
        """To her who orders, about a post: she may decide by answering it."""
        return await self._mailroom.letter(
            kind,
            Addressee.of(who.moderator),
            who.list,
            answer=Purpose.MODERATE,
            shown=((post.number, post.version),),
            in_reply_to=who.brief.reading.message_id,
            automatic="auto-replied",
            topic=post.topic,
            author=post.who,
            number=post.number,
            **values,
        )


def _doubts(text: str, draft: MachineDraft) -> tuple[str, ...]:
    """What of the original the safety gate misses in a draft, for her to look at."""
    found = gate.check(text, draft.text, draft.source, draft.target)
    said = dict.fromkeys(one.original or one.draft for one in found if one.flaw in _TO_LOOK_AT)
    return tuple(one[:LONGEST_DOUBT] for one in said)[:MOST_DOUBTS]
