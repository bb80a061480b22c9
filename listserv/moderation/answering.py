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

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from listserv.errand import Brief, Outcome
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Post, Purpose, State
from listserv.moderation import answers
from listserv.moderation.answers import Answer, Decision, Shown
from listserv.moderation.decisions import Decisions, Ruling
from listserv.moderation.reader import Kind, new_text
from listserv.press import kinds, phrases
from listserv.press.speech import words
from listserv.store import held, lists, mailings, members, spool
from listserv.store.base import Db, Store
from listserv.text.layout import clip

UNPROVEN = "unproven"  # the question to whoever nothing proves
QUOTED = 200  # columns of an answer that are shown to whoever is asked back


@dataclass(frozen=True, slots=True)
class Question:
    """A letter that is answered: who was asked, on which list, about which posts."""

    moderator: Person
    list: MailingList
    letter: int
    asked: str  # what the letter asked, "" for a notice or a queue mail
    shown: tuple[Shown, ...]
    may_decide: bool
    known_address: bool


class OvertakenError(Exception):
    """A post that was held when we looked is held no more."""


class Answering:
    purposes: Sequence[Purpose] = (Purpose.MODERATE,)
    for_robots = False

    def __init__(self, store: Store, mailroom: Mailroom, decisions: Decisions, admin: str) -> None:
        self._store = store
        self._mailroom = mailroom
        self._decisions = decisions
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
        names = _names(question, brief)
        answer = answers.read(brief.reading.clean, question.shown, names, question.asked)
        return await self._act(question, brief, answer)

    async def _forged(self, question: Question, brief: Brief) -> bool:
        """Nothing proves an answer whose address was always proven before (DESIGN §4).

        Who was asked for that very reason, and answers again, has got our letter at her registered
        address: that is proof enough.
        """
        if brief.proof or question.asked == UNPROVEN:
            return False
        return await self._store.read(held.always_proven, brief.reading.from_address)

    async def _act(self, question: Question, brief: Brief, answer: Answer) -> Outcome:
        if answer.asked_back and not answer.decisions:
            return await self._ask(question, brief, answer.asked_back, answer.left_over)
        if not answer.decisions:
            return Outcome("an answer without a decision")
        decided = [await self._decide(question, decision) for decision in answer.decisions]
        outcomes = [outcome for outcome, _ in decided]
        changes = [partial(_carry_out, ruling) for _, ruling in decided if ruling]
        numbers = [decision.number for decision in answer.decisions]
        letters = [await self._echo(question, brief, numbers, outcomes)]
        if answer.asked_back:
            asked = await self._ask(question, brief, answer.asked_back)
            letters += asked.letters
        return Outcome(f"{len(outcomes)} decisions", letters, changes)

    async def _echo(
        self,
        question: Question,
        brief: Brief,
        numbers: Sequence[int],
        outcomes: Sequence[kinds.Outcome],
    ) -> Letter:
        """What the answer did; who only came too late reads whose decision stands."""
        kind, values = "done", dict[str, Any](outcomes=tuple(outcomes))
        if [one.word for one in outcomes] in (["approved-before"], ["refused-before"]):
            moderator = question.moderator.id
            if earlier := await self._store.read(_by_another, numbers[0], moderator):
                kind, values = "already-decided", earlier
        return await self._mailroom.letter(
            kind,
            Addressee.of(question.moderator),
            question.list,
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            **values,
        )

    async def _decide(
        self, question: Question, decision: Decision
    ) -> tuple[kinds.Outcome, Ruling | None]:
        """One decision: its line in the echo, and what it does, if anything."""
        by = question.moderator.id
        post = await self._store.read(spool.post, decision.number)
        if post is None or post.list_id != question.list.id:  # her letter of another list
            return kinds.Outcome("decided", f"{decision.number}", ""), None
        echo = partial(kinds.Outcome, topic=post.topic, author=post.author)
        if post.state is not State.HELD:
            return echo(_before(post)), None
        if post.version != decision.version:
            return echo("changed"), None
        match decision.kind:
            case Kind.LATER:
                return echo("later"), None
            case Kind.APPROVE:
                return echo("approved"), self._decisions.approve(post, by, decision.subject)
            case Kind.SPAM:
                return echo("spam"), self._decisions.spam(post, by)
        reason = decision.reason_code or decision.reason_text
        ruling = await self._decisions.refuse(post, by, reason)
        return echo("refused", reason=reason, told=bool(post.proof)), ruling

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
        posts = await self._store.read(_posts, question)
        if posts and all(post.state is not State.HELD for post in posts):
            outcomes = [kinds.Outcome(_before(post), post.topic, post.author) for post in posts]
            numbers = [post.number for post in posts]
            letter = await self._echo(question, brief, numbers, outcomes)
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
            said=" / ".join(unread) or clip(new_text(brief.reading.clean), QUOTED),
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


def _before(post: Post) -> str:
    """What became of a post that is held no more, as a code of phrases.OUTCOME."""
    return "refused-before" if post.state is State.REFUSED else "approved-before"


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


def _carry_out(ruling: Ruling, db: Db) -> None:
    if not ruling(db):
        raise OvertakenError


def _question(db: Db, brief: Brief, admin: str) -> Question | None:
    """What an answer is about, from its token."""
    errand = brief.errand
    token = errand.token
    moderator = members.person(db, token.first) if token else None
    mailing_list = lists.by_id(db, errand.list_id)
    if token is None or moderator is None or mailing_list is None:
        return None
    return Question(
        moderator,
        mailing_list,
        token.second,
        mailings.asked(db, token.second),
        tuple(
            Shown(place, *post) for place, post in enumerate(mailings.shown(db, token.second), 1)
        ),
        members.is_moderator(db, mailing_list.id, moderator.id) or moderator.address == admin,
        members.owns(db, moderator.id, brief.reading.from_address),
    )
