"""Moderators' answers: a mail to `LIST-moderate+TOKEN@` becomes decisions.

Owns the way from an answer's text to what happens to held posts, and the echo. The token names
the moderator and the letter she answers; the letter's row says what it showed. Nothing here
destroys: an answer that is not wholly understood, or comes from another address, is asked back and
leaves everything as it was; so does a decision about a post that has changed or was decided since.

Gather is `_question`, decide is `answers.read`; apply is one transaction, the end of the errand:
all decisions of the answer, their letters and the echo. A crash before it means that the answer is
read again. So does somebody else's decision in the moment between our look and our commit: the
echo would not be true, so the transaction is given up and the answer gets another try.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from listserv.errand import Brief, Outcome
from listserv.languages import facilitator
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Post, Purpose, State
from listserv.moderation import answers
from listserv.moderation.acting import Acting, Done
from listserv.moderation.afterwards import Afterwards, before
from listserv.moderation.answers import Answer, Shown
from listserv.moderation.forms import TAKING_BACK, Order, Problem
from listserv.moderation.letters import Who
from listserv.moderation.steering import Steering
from listserv.press import kinds, phrases
from listserv.press.speech import words
from listserv.store import held, lists, mailings, members, spool
from listserv.store.base import Db, Store
from listserv.text import answered
from listserv.text import subject as subjects
from listserv.text.answered import Answered
from listserv.text.layout import clip

UNPROVEN = "unproven"  # the question to whoever nothing proves
BEFORE = ("approved-before", "refused-before")  # what an echo says of who came too late
QUOTED = 200  # columns of an answer that are shown to whoever is asked back


@dataclass(frozen=True, slots=True)
class Question:
    """A letter that is answered: who was asked, on which list, about which posts."""

    moderator: Person
    list: MailingList
    letter: int  # 0: none, she wrote by herself
    text: str  # of the letter, as it was sent; "" where it is not kept any more
    asked: str  # what the letter asked, "" for a notice or a queue mail
    shown: tuple[Shown, ...]
    lists: tuple[str, ...]  # the names of the site's lists
    may_decide: bool
    known_address: bool


class Answering:
    purposes: Sequence[Purpose] = (Purpose.MODERATE,)
    for_robots = False

    def __init__(
        self,
        store: Store,
        mailroom: Mailroom,
        acting: Acting,
        afterwards: Afterwards,
        steering: Steering,
        admin: str,
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._acting = acting
        self._afterwards = afterwards
        self._steering = steering
        self._admin = admin

    async def run(self, brief: Brief) -> Outcome:
        question = await self._store.read(_question, brief, self._admin)
        if question is None:
            return Outcome("a token of nobody we know")
        if not question.may_decide:
            return Outcome(f"person {question.moderator.id} moderates this list no more")
        if not question.known_address:
            return await self._ask(question, brief, "other-address")
        if await self._forged(question, brief):
            return await self._ask(question, brief, UNPROVEN)
        # Beside the event loop: a letter may show all of a long post.
        said = await asyncio.to_thread(answered.own_words, brief.reading, question.text)
        title = "" if question.letter else brief.reading.subject
        steered = facilitator.read(title, said.words)
        positions = range(1, len(question.shown) + 1)
        if any(one.thread in positions for one in steered.commands):
            return await self._ask(question, brief, Problem.POSITION_OR_NUMBER)
        if steered or (not question.letter and steered.lacks):
            return await self._steering.run(question.list, question.moderator, steered, brief)
        names = _names(question, brief)
        answer = answers.read(
            said.words or subjects.strip(title),
            question.shown,
            names,
            question.asked,
            question.lists,
            anywhere=not question.letter or not question.shown,
        )
        return await self._act(question, brief, answer, said)

    async def _forged(self, question: Question, brief: Brief) -> bool:
        """Nothing proves an answer whose address was always proven before (DESIGN §4).

        Who was asked for that very reason, and answers again, has got our letter at her registered
        address: that is proof enough.
        """
        if brief.proof or question.asked == UNPROVEN:
            return False
        if not question.letter:  # no letter of ours is answered, so no token speaks for her
            return True
        return await self._store.read(held.always_proven, brief.reading.from_address)

    async def _act(
        self, question: Question, brief: Brief, answer: Answer, said: Answered
    ) -> Outcome:
        if answer.asked_back and not answer.orders:
            return await self._ask(question, brief, answer.asked_back, answer.left_over)
        if not answer.orders:
            return Outcome("an answer without a decision")
        echo = await self._mailroom.new_id()
        sent_back = said.below if len(question.shown) == 1 else ""
        who = Who(question.moderator, question.list, brief, echo, sent_back)
        done = [one for order in answer.orders for one in await self._one(question, order, who)]
        letters = [await self._echo(done, who), *(letter for one in done for letter in one.letters)]
        if answer.asked_back:
            asked = await self._ask(question, brief, answer.asked_back)
            letters += asked.letters
        changes = [change for one in done for change in one.changes]
        changes += await self._afterwards.forget(answer.orders, who)
        return Outcome(f"{len(done)} posts", letters, changes)

    async def _one(self, question: Question, order: Order, who: Who) -> Sequence[Done]:
        """Carry out what is said of one post, or of the letter that is answered."""
        if not order.number:
            return await self._afterwards.undo_letter(question.letter, who)
        post = await self._store.read(spool.post, order.number)
        if post is None or post.list_id != question.list.id:
            was_here = any(one.number == order.number for one in question.shown)
            code = "moved-before" if was_here else "no-such-post"
            gone = kinds.Outcome("", "", ((code, f"{order.number}"),), order.number)
            return (Done(gone),)
        taking_back = any(form.kind in TAKING_BACK for form in order.forms)
        if post.state is not State.HELD or taking_back:
            return (await self._afterwards.act(post, order, who),)
        if order.version not in (0, post.version):
            told = (("changed", ""),)
            changed = kinds.Outcome(
                post.topic, post.author, told, post.number, text=post.text, waits=True
            )
            return (Done(changed, version=post.version),)
        return (await self._acting.act(post, order, who),)

    async def _echo(self, done: Sequence[Done], who: Who) -> Letter:
        """What the answer did; who only came too late reads whose decision stands."""
        outcomes = tuple(one.outcome for one in done)
        if len(outcomes) == 1 and outcomes[0].did[0][0] in BEFORE:
            earlier = await self._store.read(_by_another, outcomes[0].number, who.moderator.id)
            if earlier:
                return await self._answer(who, "already-decided", (), **earlier)
        shown = tuple((one.outcome.number, one.version) for one in done if one.outcome.waits)
        return await self._answer(who, "done", shown, outcomes=outcomes)

    async def _answer(
        self, who: Who, kind: str, shown: tuple[tuple[int, int], ...], **values: Any
    ) -> Letter:
        return await self._mailroom.letter(
            kind,
            Addressee.of(who.moderator),
            who.list,
            id=who.echo,
            answer=Purpose.MODERATE,
            shown=shown,
            in_reply_to=who.brief.reading.message_id,
            automatic="auto-replied",
            **values,
        )

    async def _ask(
        self, question: Question, brief: Brief, code: str, unread: Sequence[str] = ()
    ) -> Outcome:
        """Ask back, at the moderator's registered address; nothing has changed.

        `unread` is what was not understood; without it she reads what came. Where all posts of the
        letter are decided there is nothing to ask, and she learns that instead.

        Within her day's budget: a robot at her address that answers every letter, and does not say
        that it is one, would be asked back for ever.
        """
        to = Addressee.of(question.moderator)
        if not await self._mailroom.may_write(to, f"errand {brief.errand.id}"):
            return Outcome(f"not asked back, {code}: the letters of the day are spent")
        said = (await asyncio.to_thread(answered.own_words, brief.reading, question.text)).words
        posts = await self._store.read(_posts, question)
        if posts and all(post.state is not State.HELD for post in posts):
            who = Who(question.moderator, question.list, brief, await self._mailroom.new_id())
            letter = await self._echo([Done(_stands(post)) for post in posts], who)
            return Outcome(f"decided before, not asked back: {code}", (letter,))
        say = words(question.moderator.language).translations
        letter = await self._mailroom.letter(
            "asked-back",
            to,
            question.list,
            answer=Purpose.MODERATE,
            shown=tuple((one.number, one.version) for one in question.shown),
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            question=code,
            said=" / ".join(unread) or clip(said, QUOTED),
            unread=bool(unread),
            sender=brief.reading.from_address if code == "other-address" else "",
            posts=tuple(posts),
            example=phrases.answer_to(code, len(question.shown), say),
        )
        return Outcome(f"asked back: {code}", (letter,))


def _names(question: Question, brief: Brief) -> tuple[str, ...]:
    """What may stand under an answer; who has no name in the register signs like her address."""
    address = question.moderator.address.partition("@")[0]
    local = " ".join(re.findall(r"[^\W\d_]+", address))
    return (question.moderator.name, brief.reading.from_name, question.list.title, local)


def _posts(db: Db, question: Question) -> list[Post]:
    """The posts that a letter showed, by position."""
    found = (spool.post(db, one.number) for one in question.shown)
    return [post for post in found if post is not None]


def _stands(post: Post) -> kinds.Outcome:
    return kinds.Outcome(post.topic, post.author, ((before(post), ""),), post.number)


def _by_another(db: Db, number: int, moderator: int) -> dict[str, Any]:
    """What another moderator decided about a post before; empty when nobody else did."""
    by, when = held.decision(db, number)
    post, person = spool.post(db, number), members.person(db, by)
    if post is None or person is None or person.id == moderator:
        return {}
    return {
        "topic": post.topic,
        "author": post.author,
        "outcome": "refused" if post.state is State.REFUSED else "approved",
        "by": person.name or person.address,
        "when": when,
    }


def _shown(db: Db, letter: int) -> tuple[Shown, ...]:
    """What a letter showed, by position."""
    found = mailings.shown(db, letter)
    spam = held.marked_spam(db, [number for number, _ in found])
    return tuple(Shown(place, *one, one[0] in spam) for place, one in enumerate(found, 1))


def _question(db: Db, brief: Brief, admin: str) -> Question | None:
    """What an answer is about, from its token."""
    errand = brief.errand
    token = errand.token
    moderator = members.person(db, token.first) if token else None
    mailing_list = lists.by_id(db, errand.list_id)
    if token is None or moderator is None or mailing_list is None:
        return None
    letter = token.second
    return Question(
        moderator,
        mailing_list,
        letter,
        mailings.text(db, letter),
        mailings.asked(db, letter),
        _shown(db, letter),
        tuple(one.name for one in lists.every(db)),
        members.is_moderator(db, mailing_list.id, moderator.id) or moderator.address == admin,
        members.owns(db, moderator.id, brief.reading.from_address),
    )
