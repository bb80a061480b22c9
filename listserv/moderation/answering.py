"""Moderators' answers: a mail to `LIST-moderate+TOKEN@` becomes decisions.

Owns the way from an answer's text to what happens to held posts, and the echo. The token names
the moderator and the letter she answers; the letter's row says what it showed. Nothing here
destroys: an answer that is not wholly understood, comes from another address, or is about a post
that has changed since is asked back and leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.errand import Brief, Outcome
from listserv.mailroom import Addressee, Mailroom
from listserv.model import MailingList, Person, Post, Purpose, State
from listserv.moderation import answers
from listserv.moderation.answers import Answer, Decision, Shown
from listserv.moderation.decisions import Decisions
from listserv.moderation.reader import Kind
from listserv.press import kinds, phrases
from listserv.press.speech import words
from listserv.store import held, ledger, lists, members, spool
from listserv.store.base import Db, Store


@dataclass(frozen=True, slots=True)
class Question:
    """A letter that is answered: who was asked, on which list, about which posts."""

    moderator: Person
    list: MailingList
    letter: int
    shown: tuple[Shown, ...]
    may_decide: bool
    known_address: bool


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
            return await self._ask(question, brief, "other-address", "")
        if await self._forged(brief):
            return await self._ask(question, brief, "unproven", "")
        names = (question.moderator.name, brief.reading.from_name, question.list.title)
        answer = answers.read(brief.reading.clean, question.shown, names)
        return await self._act(question, brief, answer)

    async def _forged(self, brief: Brief) -> bool:
        """Nothing proves an answer whose address was always proven before (DESIGN §4)."""
        if brief.proof:
            return False
        return await self._store.read(held.always_proven, brief.reading.from_address)

    async def _act(self, question: Question, brief: Brief, answer: Answer) -> Outcome:
        if answer.asked_back and not answer.decisions:
            said = " / ".join(answer.left_over)
            return await self._ask(question, brief, answer.asked_back, said)
        if not answer.decisions:
            return Outcome("an answer without a decision")
        echoes = []
        for decision in answer.decisions:
            echoes.append(await self._decide(question, decision))
        letters = [
            await self._mailroom.letter(
                "done",
                Addressee.of(question.moderator),
                question.list,
                in_reply_to=brief.reading.message_id,
                automatic="auto-replied",
                outcomes=tuple(echoes),
            )
        ]
        if answer.asked_back:
            asked = await self._ask(question, brief, answer.asked_back, "")
            letters += asked.letters
        return Outcome(f"{len(echoes)} decisions", letters)

    async def _decide(self, question: Question, decision: Decision) -> kinds.Outcome:
        """Carry out one decision; returns its line in the echo."""
        post = await self._store.read(spool.post, decision.number)
        if post is None:
            return kinds.Outcome("decided", f"{decision.number}", "")
        if post.state is not State.HELD:
            return kinds.Outcome("decided", post.topic, post.author)
        if post.version != decision.version:
            return kinds.Outcome("changed", post.topic, post.author)
        if decision.kind is Kind.LATER:
            return kinds.Outcome("later", post.topic, post.author)
        word, reason = await self._apply(post, decision, question.moderator.id)
        return kinds.Outcome(word, post.topic, post.author, reason)

    async def _apply(self, post: Post, decision: Decision, by: int) -> tuple[str, str]:
        """What became of a held post, and the reason given."""
        if decision.kind is Kind.APPROVE:
            done = await self._decisions.approve(post, by, decision.subject)
            return ("approved" if done else "decided"), ""
        if decision.kind is Kind.SPAM:
            return ("spam" if await self._decisions.spam(post, by) else "decided"), ""
        reason = decision.reason_code or decision.reason_text
        done = await self._decisions.refuse(post, by, reason)
        return ("refused", reason) if done else ("decided", "")

    async def _ask(self, question: Question, brief: Brief, code: str, said: str) -> Outcome:
        """Ask back, at the moderator's registered address; nothing has changed."""
        say = words(question.moderator.language).translations
        letter = await self._mailroom.letter(
            "asked-back",
            Addressee.of(question.moderator),
            question.list,
            answer=Purpose.MODERATE,
            shown=tuple((one.number, one.version) for one in question.shown),
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            question=code,
            said=said,
            example=phrases.answer_example(len(question.shown), say),
        )
        return Outcome(f"asked back: {code}", (letter,))


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
        tuple(Shown(place, *post) for place, post in enumerate(ledger.shown(db, token.second), 1)),
        members.is_moderator(db, mailing_list.id, moderator.id) or moderator.address == admin,
        members.owns(db, moderator.id, brief.reading.from_address),
    )
