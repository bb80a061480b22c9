"""Moderators' answers: a mail to `LIST-moderate+TOKEN@` becomes decisions.

Owns the way from an answer's text to what happens to held posts, and the echo. The token names
the moderator and the letter she answers; the letter's row says what it showed. An answer that is
not wholly understood, or comes from another address, is asked back and leaves everything as it was;
a decision about a post that has changed or was decided since leaves that post so.

Gather is `_question`, decide is `answers.read`; apply is one transaction, the end of the errand:
all decisions of the answer, their letters and the echo; only recall, undo and redaction come before
it, as `afterwards` says. A crash before the end means that the answer is read again. So does
somebody else's decision in the moment between our look and our commit: the echo would not be true,
so the transaction is given up and the answer gets another try.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from listserv.clock import Clock
from listserv.errand import Brief, Outcome
from listserv.languages import agreement, facilitator
from listserv.languages.instruction import Instructions
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Post, Purpose, State, Token
from listserv.moderation import admissions, answers, claims
from listserv.moderation.acting import Acting, Done
from listserv.moderation.admitting import ABOUT_PEOPLE, Admitting, Asked
from listserv.moderation.afterwards import Afterwards, before
from listserv.moderation.answers import Answer, Shown
from listserv.moderation.claims import Claim
from listserv.moderation.forms import EDITING, TAKING_BACK, Kind, Order, Problem
from listserv.moderation.letters import Who
from listserv.moderation.passed import became
from listserv.moderation.plan import is_open
from listserv.moderation.retold import retold
from listserv.moderation.steering import QUOTED, Steering
from listserv.press import kinds, phrases
from listserv.press.speech import words
from listserv.store import errands, held, lists, mailings, members, rulings, spool
from listserv.store.base import Db, Store
from listserv.text import answered
from listserv.text import subject as subjects
from listserv.text.addresses import mask_text
from listserv.text.answered import Answered
from listserv.text.layout import clip

_NOTHING = Answer()
MOST_DRAFTS = 5  # by machine, for one answer: each takes its time
SHOWN_WHOLE = 600  # characters of a mail that a "yes" carries out
BEFORE = ("approved-before", "refused-before")  # what an echo says of who came too late


@dataclass(frozen=True, slots=True)
class Question:
    """A letter that is answered: who was asked, on which list, about which posts."""

    moderator: Person
    list: MailingList
    letter: int  # 0: none, she wrote by herself
    text: str  # of the letter, as it was sent; "" where it is not kept any more
    asked: str  # what the letter asked, "" for a notice or a queue mail
    about: int  # the letter that an `undo` means: this one, or the one that it asked about
    applicants: tuple[int, ...]  # ids of who wants to join, where the letter showed such
    shown: tuple[Shown, ...]
    lists: tuple[str, ...]  # the names of the site's lists
    others: tuple[str, ...]  # whom she may thank: the posts' authors, the other moderators
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
        admitting: Admitting,
        admin: str,
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._store = store
        self._mailroom = mailroom
        self._acting = acting
        self._afterwards = afterwards
        self._steering = steering
        self._admitting = admitting
        self._admin = admin

    async def run(self, brief: Brief) -> Outcome:
        question = await self._store.read(_question, brief, self._admin)
        if question is None:
            return Outcome("a token of nobody we know")
        if not question.may_decide:
            return Outcome(f"person {question.moderator.id} moderates this list no more")
        # Beside the event loop: a letter may show all of a long post.
        said = await asyncio.to_thread(answered.own_words, brief.reading, question.text)
        if not (question.known_address or claims.is_hers(brief.errand.command)):
            return await self._ask_whose(question, brief, said, errands.ELSEWHERE)
        if await self._forged(question, brief):
            return await self._ask_whose(question, brief, said)
        title = "" if question.letter else brief.reading.subject
        hers, of_list = _names(question.moderator, brief), (question.list.title, question.list.name)
        steered = facilitator.read(title, said.words, hers, of_list)
        claim = claims.of(question.asked)
        if claim and not steered and (found := await self._claimed(question, claim, said, hers)):
            return found
        steered = claims.agreed(steered, claims.agreed_in(brief.errand.command))
        positions = range(1, len(question.shown) + 1)
        if any(one.thread in positions for one in steered.commands):
            return await self._ask(question, brief, said, Problem.POSITION_OR_NUMBER)
        if steered or (steered.lacks and (not question.letter or "@" in steered.unknown)):
            return await self._steer(question, steered, brief)
        if question.applicants:
            done = await self._admitting.run(_who_asks(question, hers), brief, said)
            if isinstance(done, Outcome):
                return done
            return await self._ask(question, brief, said, *done)
        answer = answers.read(
            said.words or subjects.strip(title),
            question.shown,
            (*hers, question.list.title),
            question.asked,
            question.lists,
            anywhere=not question.letter or not question.shown,
            thanked=question.others,
        )
        is_unknown = steered.problem and not (question.letter or answer.orders)
        if is_unknown and not facilitator.begins_with_decision(said.words or title):
            return await self._steer(question, steered, brief)
        return await self._act(question, brief, answer, said)

    async def _steer(self, question: Question, said: Instructions, brief: Brief) -> Outcome:
        shows = bool(question.shown)
        outcome = await self._steering.run(
            question.list, question.moderator, said, brief, shows_posts=shows
        )
        letters = [
            replace(one, asked=claims.below(one.asked, question.about))
            if one.kind == "not-steered"
            else one
            for one in outcome.letters
        ]
        return replace(outcome, letters=letters)

    async def _forged(self, question: Question, brief: Brief) -> bool:
        """Nothing proves an answer whose address was always proven before (DESIGN §4).

        Who was asked for that very reason, and answers again, has got our letter at her registered
        address: that is proof enough.
        """
        claim = claims.of(question.asked)
        asked = question.asked == claims.UNPROVEN or (claim and claim.asks == claims.WHOSE)
        if asked or claims.is_hers(brief.errand.command):
            return False
        if not question.letter:  # no letter of ours is answered, so no token speaks for her
            return not brief.proof.signed
        if brief.proof:
            return False
        return await self._store.read(held.always_proven, brief.reading.from_address)

    async def _ask_whose(
        self, question: Question, brief: Brief, said: Answered, code: str = claims.WHOSE
    ) -> Outcome:
        """Ask whether a mail is hers; her yes does what it says.

        Where it is too long to be shown whole, she has to say again what she wants.
        """
        title = "" if question.letter else subjects.strip(brief.reading.subject)
        whole = " / ".join(filter(str.strip, (title, *said.words.splitlines())))
        if len(whole) > SHOWN_WHOLE:
            long = code if code == errands.ELSEWHERE else claims.UNPROVEN
            return await self._ask(question, brief, said, long)
        outcome = await self._ask(question, brief, said, code, quoted=whole)
        asked = Claim(brief.errand.mail_id, question.letter).code
        if question.applicants:
            asked = admissions.asked_of(question.applicants, asked)
        asked = claims.below(asked, question.about)
        letters = [replace(one, asked=asked) if one.asked else one for one in outcome.letters]
        return replace(outcome, letters=letters)

    async def _claimed(
        self, question: Question, claim: Claim, said: Answered, names: Sequence[str]
    ) -> Outcome | None:
        """Her answer to such a question: the mail is read again, as hers, once, or with how its
        people agreed; or nothing is done. None where it is no answer to that."""
        if claim.asks == claims.CONSENT:
            consent = mask_text(claims.consent(said.words))
            command = claims.again(consent) if consent else ""
        else:
            mine = agreement.answered(said.words, names)
            if mine == "no":
                return Outcome("not hers, nothing done")
            command = claims.CONFIRMED if mine else ""
        if not command:
            return None
        if await self._store.read(errands.commanded, claim.mail, command):
            return Outcome("hers: read again before")
        again = partial(
            spool.errand,
            mail_id=claim.mail,
            list_id=question.list.id,
            purpose=Purpose.MODERATE,
            address="",
            token=Token(Purpose.MODERATE, question.moderator.id, claim.letter),
            command=command,
        )
        return Outcome("hers: read again", (), (again,))

    async def _act(
        self, question: Question, brief: Brief, answer: Answer, said: Answered
    ) -> Outcome:
        if answer.asked_back and not answer.orders:
            return await self._ask(question, brief, said, answer.asked_back, answer)
        if not answer.orders and said.hidden:  # perhaps below a quotation that nothing marks
            return await self._ask(question, brief, said, "no-words")
        if not answer.orders:
            return Outcome("an answer without a decision")
        if _drafts(answer.orders) > MOST_DRAFTS:
            return await self._ask(question, brief, said, Problem.WHICH_POST, answer)
        echo = await self._mailroom.new_id()
        sent_back = said.below if len(question.shown) == 1 else ""
        who = Who(question.moderator, question.list, brief, echo, sent_back)
        done = await self._all(question, answer.orders, who)
        letters = [await self._echo(done, who), *(letter for one in done for letter in one.letters)]
        if answer.asked_back:
            asked = await self._ask(question, brief, said, answer.asked_back)
            letters += asked.letters
        changes = [change for one in done for change in one.changes]
        changes += await self._afterwards.forget(answer.orders, who)
        return Outcome(f"{len(done)} posts", letters, changes)

    async def _all(self, question: Question, orders: Sequence[Order], who: Who) -> list[Done]:
        """Carry out what is said, words that are taken out at first: what else is said, of the
        same thread perhaps, is made of what is left."""
        done: dict[Order, Sequence[Done]] = {}
        for order in sorted(orders, key=lambda one: not one.redacts):
            done[order] = await self._one(question, order, who)
        return [one for order in orders for one in done[order]]

    async def _one(self, question: Question, order: Order, who: Who) -> Sequence[Done]:
        """Carry out what is said of one post, or of the letter that is answered."""
        if not order.number:
            shown = [one.number for one in question.shown]
            return await self._afterwards.undo_letter(question.about, shown, who)
        post = await self._store.read(spool.post, order.number)
        if post is None or post.list_id != question.list.id:
            was_here = any(one.number == order.number for one in question.shown)
            code = "moved-before" if was_here else "no-such-post"
            gone = kinds.Outcome("", "", ((code, f"{order.number}"),), order.number)
            return (Done(gone),)
        taking_back = any(form.kind in TAKING_BACK for form in order.forms)
        if taking_back or not await self._store.read(_is_open_to, post, who, self._clock.now()):
            return (await self._afterwards.act(post, order, who),)
        by = who.moderator.id
        if why := await self._store.read(_not_meant, post, order, by, question.letter):
            told = ((why, ""),)
            as_it_is = kinds.Outcome(
                post.topic, post.who, told, post.number, text=post.text, waits=True
            )
            return (Done(as_it_is, version=post.version),)
        return (await self._acting.act(post, order, who),)

    async def _echo(self, done: Sequence[Done], who: Who) -> Letter:
        """What the answer did; who only came too late reads whose decision stands."""
        outcomes = tuple(one.outcome for one in done)
        if len(outcomes) == 1 and outcomes[0].did[0][0] in BEFORE:
            earlier = await self._store.read(_by_another, outcomes[0].number, who.moderator.id)
            if earlier:
                return await self._answer(who, "already-decided", (), **earlier)
        shown = dict.fromkeys((one.outcome.number, one.version) for one in done if one.version)
        return await self._answer(who, "done", tuple(shown), outcomes=outcomes)

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
        self,
        question: Question,
        brief: Brief,
        said: Answered,
        code: str,
        answer: Answer = _NOTHING,
        quoted: str = "",
    ) -> Outcome:
        """Ask back, at the moderator's registered address; nothing has changed.

        She reads what of her answer was understood, and what was left over, or all that came. Where
        all that the letter showed is decided, and she said nothing that can still be done, there is
        nothing to ask, and she learns that instead.

        Within her day's budget, and not twice in the same words about a question: a robot at her
        address that answers every letter, and does not say that it is one, would be asked back for
        ever.
        """
        if code == Problem.WHICH_POST and not (question.shown or question.applicants):
            code = "which-number"
        to = Addressee.of(question.moderator)
        cause = f"errand {brief.errand.id}"
        again = await self._mailroom.repeats(brief.reading, "a letter to decide", cause)
        if again and question.asked:
            return Outcome(f"not asked back, {code}: the same words again")
        if not await self._mailroom.may_write(to, cause):
            return Outcome(f"not asked back, {code}: the letters of the day are spent")
        is_late = _is_too_late(said.words, question.shown)
        if is_late and (stands := await self._stand(question, brief)):
            return Outcome(f"decided before, not asked back: {code}", (stands,))
        posts = await self._store.read(_posts, question)
        language, people = question.moderator.language, len(question.applicants)
        say = words(language).translations
        places = _places(question) if max(len(posts), people) > 1 else {}
        about = phrases.answer_about(people, say)
        example = about if people else phrases.answer_to(code, len(question.shown), say)
        letter = await self._mailroom.letter(
            "asked-back",
            to,
            question.list,
            answer=Purpose.MODERATE,
            shown=tuple((one.number, one.version) for one in question.shown),
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            question=ABOUT_PEOPLE.get(code, code) if people else code,
            is_claim=bool(quoted),
            said=" / ".join(answer.left_over) or quoted or clip(said.words, QUOTED),
            unread=bool(answer.left_over),
            understood=retold(answer.understood, places, language, say),
            sender=brief.reading.from_address if code == errands.ELSEWHERE else "",
            posts=tuple(posts),
            example=example,
            last_of=await self._mailroom.last_of(to),
        )
        asked = admissions.asked_of(question.applicants, code) if people else letter.asked
        letter = replace(letter, asked=claims.below(asked, question.about))
        return Outcome(f"asked back: {code}", (letter,))

    async def _stand(self, question: Question, brief: Brief) -> Letter | None:
        """What became of all that a letter showed; None where something of it waits still."""
        if question.applicants:
            asked = _who_asks(question, _names(question.moderator, brief))
            return await self._admitting.stands(asked, brief)
        posts, now = await self._store.read(_posts, question), self._clock.now()
        if not posts or any(is_open(post, now) for post in posts):
            return None
        who = Who(question.moderator, question.list, brief, await self._mailroom.new_id())
        return await self._echo([Done(_stands(post)) for post in posts], who)


def _drafts(orders: Sequence[Order]) -> int:
    return sum(form.kind is Kind.SECOND for order in orders for form in order.forms)


def _is_open_to(db: Db, post: Post, who: Who, now: float) -> bool:
    """Whether her decision counts: the day on which another moderator lets a post out is hers to
    stop, by `recall`, and not to change."""
    decided_by, _ = held.decision(db, post.number)
    return is_open(post, now) and (post.state is State.HELD or decided_by == who.moderator.id)


def _not_meant(db: Db, post: Post, order: Order, by: int, letter: int) -> str:
    """Why an order does not mean the words that the post has now, as a code of the echo; "" where
    it does.

    It does where nobody else has changed them since she was shown them, and her own changes moved
    no paragraph that the order names; or where it means a text of hers that she was asked about.
    An ok to an older letter while that question stands may mean either text.
    """
    if order.version in (0, post.version):
        asked = rulings.asked_since(db, post, by, mailings.created(db, letter))
        return "not-confirmed" if asked and order.takes_words else ""
    if rulings.proposed(db, post.number, order.version, by):
        return "" if order.version > post.version else "changed"
    edits = any(form.kind in EDITING for form in order.forms)
    if edits or order.version > post.version:
        return "changed"
    return "" if rulings.only_by(db, post.number, order.version, by) else "changed"


def _is_too_late(said: str, shown: Sequence[Shown]) -> bool:
    """Whether nothing of an answer can be done about posts that are decided."""
    return not (facilitator.read("", said) or answers.read(said, shown).can_still_be)


def _who_asks(question: Question, names: tuple[str, ...]) -> Asked:
    return Asked(
        question.moderator,
        question.list,
        question.letter,
        question.applicants,
        question.asked,
        names,
    )


def _names(moderator: Person, brief: Brief) -> tuple[str, ...]:
    """What she is known by; who has no name in the register signs like her address."""
    local = " ".join(re.findall(r"[^\W\d_]+", moderator.address.partition("@")[0]))
    return (moderator.name, brief.reading.from_name, local)


def _posts(db: Db, question: Question) -> list[Post]:
    """The posts that a letter showed, by position."""
    found = (spool.post(db, one.number) for one in question.shown)
    return [post for post in found if post is not None]


def _places(question: Question) -> dict[int, int]:
    """The positions in a letter, as orders name what it showed: posts by number, people by -id."""
    people = {-one: place for place, one in enumerate(question.applicants, 1)}
    return {one.number: one.position for one in question.shown} | people


def _stands(post: Post) -> kinds.Outcome:
    return kinds.Outcome(post.topic, post.who, ((before(post), ""),), post.number)


def _by_another(db: Db, number: int, moderator: int) -> dict[str, Any]:
    """What another moderator decided about a post before; empty when none did, but its author."""
    by, when = held.decision(db, number)
    post, person = spool.post(db, number), members.person(db, by)
    if post is None or person is None or person.id in (moderator, post.person_id):
        return {}
    return {
        "topic": post.topic,
        "author": post.who,
        "outcome": became(db, post),
        "by": person.name or person.address,
        "when": when,
    }


def _shown(db: Db, letter: int) -> tuple[Shown, ...]:
    """What a letter showed, by position."""
    found = mailings.shown(db, letter)
    numbers = [number for number, _ in found]
    spam, taken = held.marked_spam(db, numbers), held.taken(db, numbers)
    return tuple(
        Shown(place, *one, one[0] in spam, one[0] in taken) for place, one in enumerate(found, 1)
    )


def _others(db: Db, list_id: int, letter: int) -> tuple[str, ...]:
    posts = (spool.post(db, number) for number, _ in mailings.shown(db, letter))
    team = (one.name for one in members.moderators(db, list_id))
    return tuple(dict.fromkeys((*(post.author for post in posts if post), *team)))


def _question(db: Db, brief: Brief, admin: str) -> Question | None:
    """What an answer is about, from its token.

    Another moderator of the list who is proven to answer a colleague's letter speaks for herself.
    """
    errand = brief.errand
    token = errand.token
    moderator = members.person(db, token.first) if token else None
    mailing_list = lists.by_id(db, errand.list_id)
    if token is None or moderator is None or mailing_list is None:
        return None
    if brief.proof and not members.owns(db, moderator.id, brief.reading.from_address):
        writer = members.person_by_address(db, brief.reading.from_address)
        if writer and members.is_moderator(db, mailing_list.id, writer.id):
            moderator = writer
    letter = token.second
    kept, about = claims.parted(mailings.asked(db, letter))
    ids, asked = admissions.read(kept)
    return Question(
        moderator,
        mailing_list,
        letter,
        mailings.text(db, letter),
        asked,
        about or letter,
        ids,
        _shown(db, letter),
        tuple(one.name for one in lists.every(db)),
        _others(db, mailing_list.id, letter),
        members.is_moderator(db, mailing_list.id, moderator.id) or moderator.address == admin,
        members.owns(db, moderator.id, brief.reading.from_address),
    )
