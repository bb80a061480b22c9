"""Translators' answers: a mail to `LIST-translate+TOKEN@` becomes translations.

Owns the way from an answer to what is kept of it, and the letter of thanks. The token names the
translator and the letter that she answers; the letter's row says what it showed. What is in doubt
changes nothing: her text comes back to her with one question, and a yes reads the same mail again.
An answer from another address than hers, or one that nothing proves where her mail always was
proven, is asked about in the same way.

Gather is `scene.read`, decide are `returned.read` and `judging.judge`; apply is one transaction,
the end of the errand: texts, tasks, settings, thanks and questions. A crash before it means that
the answer is read again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from listserv.clock import Clock
from listserv.errand import Brief, Outcome
from listserv.languages import grammar, translating
from listserv.languages.command import Verb
from listserv.languages.translating import Order
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, Post, Purpose
from listserv.model.translations import Manner, Translation
from listserv.press.brought import Brought, Doubt
from listserv.store import (
    errands,
    held,
    members,
    spool,
    tasks,
    translations,
)
from listserv.store.base import Store
from listserv.store.errands import Change
from listserv.text import answered, difference
from listserv.translators import changing, judging, returned, scene
from listserv.translators.hand import Hand
from listserv.translators.judging import ASKS, KEEPS, Around, Word
from listserv.translators.letters import Texts, doubts
from listserv.translators.own import Own
from listserv.translators.pieces import KEPT, PUT_OFF, Code, Piece
from listserv.translators.questions import (
    HERS,
    NOT,
    NOT_FOUND,
    SURE,
    TOO_LONG,
    Question,
    Questions,
    alone,
    beside,
    changed,
    said_of,
    told,
)
from listserv.translators.returned import Returned, Text
from listserv.translators.scene import Asked

LONGEST_COMMANDS = 500  # characters of an answer that may be commands and nothing else
LONGEST = 400_000  # characters of an answer, with what it quotes; a letter has a tenth of it
SHOWN = 2000  # characters of a mail that comes back with a question


@dataclass(slots=True)
class Done:
    """What comes of an answer, as it is gathered."""

    brought: list[Brought] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    kept: set[Piece] = field(default_factory=set)
    back: list[Order] = field(default_factory=list)  # what sets how she translates as it was
    shown: list[Piece] = field(default_factory=list)  # texts that come back to her
    talks: bool = False  # what was taken for a text is said to us


class Answers:
    purposes: Sequence[Purpose] = (Purpose.TRANSLATE,)
    for_robots = False

    def __init__(self, store: Store, mailroom: Mailroom, texts: Texts, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._texts = texts
        self._clock = clock
        self._own = Own(store, clock)
        self._questions = Questions(store, mailroom)

    async def run(self, brief: Brief) -> Outcome:
        asked = await self._store.read(scene.read, brief)
        if asked is None:
            return Outcome("a token of nobody we know")
        command = brief.errand.command
        if not asked.letter:  # `correct 811`, `undo 811` at -request, where she was proven
            order, done = translating.order(command), Done()
            if order is not None:
                await self._orders(asked, brief, [order], done)
            return await self._told(asked, brief, done)
        if len(brief.reading.text_lines) > LONGEST:
            letter = await self._questions.letter(asked, brief, Question(TOO_LONG), "")
            return Outcome(f"asked back: {TOO_LONG}", [letter] if letter else [])
        names = (asked.person.name, brief.reading.from_name)
        own = await asyncio.to_thread(answered.own_words, brief.reading, asked.text)
        pending = asked.code.pending
        if not (asked.known_address or command):
            return await self._questions.whose(asked, brief, own.words, errands.ELSEWHERE)
        if not (command or pending) and await self._is_doubtful(brief):
            return await self._questions.whose(asked, brief, own.words, "whose")
        if pending and not command:
            again = await self._questions.again(asked, pending, own.words, names)
            if again and again.left:
                return await self._told(asked, brief, Done([again.left], changes=[*again.changes]))
            if again:
                return Outcome(again.outcome, (), again.changes)
        if not command and _is_for_the_clerk(own.words, names):
            return _to_the_clerk(asked, brief)
        return await self._act(asked, brief, await self._read(asked, brief, names))

    async def _read(self, asked: Asked, brief: Brief, names: Sequence[str]) -> Returned:
        """Her texts, with what is known of those that the letter did not show."""
        shown = asked.code.pieces
        numbers = await asyncio.to_thread(returned.named, brief.reading, shown)
        return await asyncio.to_thread(
            partial(
                returned.read,
                *(brief.reading, asked.text, shown, names),
                others=await self._store.read(scene.others, asked, numbers),
                originals=await self._store.read(scene.originals, shown),
                alone=alone(asked, brief.errand.command),
            )
        )

    async def _is_doubtful(self, brief: Brief) -> bool:
        """Nothing proves an answer whose address was always proven before (DESIGN §4)."""
        if brief.proof:
            return False
        return await self._store.read(held.always_proven, brief.reading.from_address)

    # --- what is done ---------------------------------------------------------------------------

    async def _act(self, asked: Asked, brief: Brief, said: Returned) -> Outcome:
        done = Done()
        command = brief.errand.command
        is_first = command in ("", HERS)
        credited = _credited(said.orders, asked.credited) if is_first else asked.credited
        texts, question = said.texts, None
        if is_first and (said.changes or said.topics):
            again, question = await self._again(asked, said)
            texts = (*texts, *again)
        question = await self._keep(asked, brief, texts, credited, done) or question
        if is_first:
            await self._orders(asked, brief, said.orders, done)
        if question is None and said.loose and is_first:
            question = Question("which")
        talks = said.talk or done.talks
        has_done = bool(said.orders or texts or said.polite or talks)
        if question is None and not has_done and is_first:
            question = Question("no-words")
        if question is not None:
            words = said.loose or said.words
            letter = await self._questions.letter(asked, brief, question, words)
            done.letters += [letter] if letter else []
        if talks and is_first:
            done.changes.append(_handed(asked, brief, Purpose.OWNER))
        if is_first and texts and not done.talks:
            done.changes += await self._questions.rest(asked)
        return await self._told(asked, brief, done)

    async def _orders(
        self, asked: Asked, brief: Brief, orders: Sequence[Order], done: Done
    ) -> None:
        for order in orders:
            if order.what == Verb.CORRECT:
                await self._correct(asked, order, brief, done)
            else:
                made = await self._own.of(order, _hand(asked, done))
                done.brought += made.brought
                done.back += made.back
                done.shown += made.pieces
                done.changes += made.changes

    async def _again(self, asked: Asked, said: Returned) -> tuple[list[Text], Question | None]:
        """What stands of hers, with the changes or the topic that she sent alone; or the question
        about words that stand nowhere in it."""
        standing: dict[Piece, Translation] = {}
        for piece in asked.code.pieces:
            one = (await self._store.read(scene.around, asked, piece)).standing
            if one and judging.may_replace(piece, one, asked.person.id):
                standing[piece] = one
        return await asyncio.to_thread(_with_changes, said, standing)

    async def _keep(
        self, asked: Asked, brief: Brief, texts: Sequence[Text], credited: bool, done: Done
    ) -> Question | None:
        """Keep what needs no question; returns the first that does."""
        question = None
        command = brief.errand.command
        for one in texts:
            text, lost = await asyncio.to_thread(changed, one, command)
            piece = text.piece
            key = (piece.number, piece.language)
            if key in asked.kept or said_of(command, NOT, piece):
                continue
            around = await self._store.read(scene.around, asked, piece)
            sure = said_of(command, SURE, piece)
            found = await _doubts(text, around)
            figures = any(each.figures for each in found) and not _is_retitled(text, around)
            judge = partial(judging.judge, text, around, asked.person.id)
            word = await asyncio.to_thread(judge, sure=sure, figures=figures)
            if word is Word.TOO_LITTLE:
                done.talks = True
            elif lost:
                question = question or Question(NOT_FOUND, text, lost, found)
            elif word in ASKS:
                other = "" if question else await asyncio.to_thread(beside, word, text, around)
                question = question or Question(word.value, text, other, found)
            elif word in KEEPS and around.post:
                told = () if sure else found
                await self._kept(asked, brief, text, around, word, credited, found, told, done)
            elif sure or command in ("", HERS):
                topic = around.post.topic if around.post else ""
                done.brought.append(Brought(word, piece.number, topic, piece.language))
        return question

    async def _kept(
        self,
        asked: Asked,
        brief: Brief,
        text: Text,
        around: Around,
        word: Word,
        credited: bool,
        found: Sequence[Doubt],
        told: Sequence[Doubt],
        done: Done,
    ) -> None:
        """`found` by the gate, and what of it she is `told` now."""
        piece, post = text.piece, around.post
        if post is None:
            return
        now = self._clock.now()
        abstract = judging.is_abstract(text)
        made = Translation(
            piece.number,
            piece.version,
            piece.language,
            Manner.ABSTRACT if abstract else Manner.HUMAN,
            text.text,
            text.topic or (around.standing.topic if around.standing and not abstract else ""),
            asked.person.id,
            mail_id=brief.errand.mail_id,
            doubted=bool(found),
        )
        done.changes.append(partial(translations.keep, one=made, now=now, credited=credited))
        if not abstract:
            done.changes.append(
                partial(
                    tasks.done,
                    number=piece.number,
                    version=piece.version,
                    language=piece.language,
                    now=now,
                )
            )
        done.kept.add(piece)
        done.brought.append(
            Brought(
                "titled" if _is_retitled(text, around) else word,
                piece.number,
                post.topic,
                piece.language,
                out=post.published is not None,
                untitled=bool(post.topic) and not made.topic and not abstract,
                title=made.topic,
                value=piece.source,
                doubts=tuple(told),
            )
        )
        if word is Word.CORRECTED and around.standing and not abstract:
            done.letters += await self._tell_earlier(asked, brief, text, around.standing, post)

    async def _tell_earlier(
        self, asked: Asked, brief: Brief, text: Text, before: Translation, post: Post
    ) -> list[Letter]:
        """To whoever had translated it, where that is somebody else: what she reads now."""
        person = await self._store.read(members.person, before.person_id)
        if person is None or person.id == asked.person.id or person.deceased or person.stopped:
            return []
        to = Addressee.of(person)
        if not await self._mailroom.may_write(to, f"corrected by errand {brief.errand.id}"):
            return []
        letter = await self._mailroom.letter(
            "translation-corrected",
            to,
            asked.list,
            number=post.number,
            target=before.language,
            topic=before.topic or post.topic,
            by=asked.person.name if asked.credited else "",
            text=difference.shown(before.text, text.text, SHOWN),
        )
        return [letter]

    # --- corrections ----------------------------------------------------------------------------

    async def _correct(self, asked: Asked, order: Order, brief: Brief, done: Done) -> None:
        """Send her translations as they stand, each in a letter of its own: what she asked for is
        owed to her, since nothing else would tell her that it did not come."""
        for number in order.numbers:
            found = await self._store.read(scene.standing, asked, number, order.language)
            if found is None:
                done.brought.append(Brought("no-translation", number))
                continue
            post, one = found
            cause = f"correct {number} {one.language} of errand {brief.errand.id}"
            if not await self._mailroom.may_write(_to(asked, brief), cause, owed=True):
                return
            source = scene.source(post, asked)
            piece = Piece(number, post.version, source, one.language, again=True, stands=one.id)
            standing = await self._texts.standing(piece, post, one)
            letter = await told(self._mailroom, "correct", asked, brief, (piece,), one=standing)
            done.letters.append(replace(letter, asked=Code((piece,)).text))

    # --- letters --------------------------------------------------------------------------------

    async def _told(self, asked: Asked, brief: Brief, done: Done) -> Outcome:
        """The end of an errand, with thanks where there is something to say."""
        letters = list(done.letters)
        text = ", ".join(f"{one.word} {one.number or ''}".strip() for one in done.brought)
        if done.brought and not await self._may_tell(asked, brief, done):
            text += ": not told, she had letters enough today"
        elif done.brought:
            known = {(one.number, one.language) for one in asked.code.pieces}
            others = {(one.number, one.language): one for one in (*done.kept, *done.shown)}
            beside_ = (one for key, one in others.items() if key not in known)
            shown, brought = (*asked.code.pieces, *beside_), tuple(done.brought)
            letter = await told(self._mailroom, "translated", asked, brief, shown, brought=brought)
            mine = tuple(
                replace(one, again=one.again or (one.number, one.language) in others)
                for one in shown
            )
            kept = brief.errand.mail_id if done.kept else 0
            code = Code(mine, kept=kept, told=_undoable(done))
            letters.insert(0, replace(letter, asked=code.text))
        return Outcome(text or "an answer of a translator", letters, done.changes)

    async def _may_tell(self, asked: Asked, brief: Brief, done: Done) -> bool:
        """Whether a letter may tell of what was done, within her day's budget.

        Of a text it is owed to her. Of anything else, in answer to such a letter, it comes once
        for the same words: a program that says `I am away until 20 January` answers that too.
        """
        of_text = bool(done.kept or done.shown)
        cause = f"thanks for errand {brief.errand.id}"
        said = f"translations, done{brief.errand.command}"
        may_go_round = asked.told and not of_text
        if may_go_round and await self._mailroom.repeats(brief.reading, said, cause):
            return False
        return await self._mailroom.may_write(_to(asked, brief), cause, owed=of_text)


# --- what is no answer ----------------------------------------------------------------------------


def _is_for_the_clerk(words: str, names: Sequence[str]) -> bool:
    """Whether all of her words are commands of members, such as `stop translating` or `leave`."""
    if not words.strip() or len(words) > LONGEST_COMMANDS:
        return False
    said = grammar.parse("", words, names)
    mine = any(one.verb in translating.OWN for one in said.commands)
    ours = any(map(translating.order, words.splitlines()))
    return bool(said.commands) and not (said.unknown or said.asks or mine or ours)


def _to_the_clerk(asked: Asked, brief: Brief) -> Outcome:
    """The same mail, as if it had come to -request."""
    again = _handed(asked, brief, Purpose.REQUEST)
    return Outcome("a member's command, for the clerk", (), (again,))


def _handed(asked: Asked, brief: Brief, purpose: Purpose) -> Change:
    """The same mail for another room; `OWNER`: people read it."""
    return partial(
        spool.errand,
        mail_id=brief.errand.mail_id,
        list_id=asked.list.id,
        purpose=purpose,
        address="",
        token=None,
        command="",
    )


# --- what the texts are ---------------------------------------------------------------------------


def _with_changes(
    said: Returned, standing: Mapping[Piece, Translation]
) -> tuple[list[Text], Question | None]:
    """What stands, with each change in the one place that it fits; or the question about it."""
    found: list[Text] = []
    for change in said.changes:
        fits = [
            (piece, text, made)
            for piece, one in standing.items()
            if change.number in (0, piece.number)
            and (
                text := next((each for each in found if each.piece == piece), None)
                or Text(piece, one.text, one.topic)
            )
            and (made := changing.made(text.text, [change])) is not None
        ]
        if len(fits) != 1:
            return [], Question(NOT_FOUND, other=change.before)
        piece, text, made = fits[0]
        found = [one for one in found if one.piece != piece] + [replace(text, text=made)]
    found += [
        Text(piece, standing[piece].text, topic)
        for piece, topic in said.topics
        if piece in standing
    ]
    return found, None


async def _doubts(text: Text, around: Around) -> tuple[Doubt, ...]:
    """What the gate finds in a whole text, beside the words that it translates: those of before
    too, since an edit may be undone."""
    if around.post is None or judging.is_abstract(text):
        return ()
    asked_for = replace(around.post, text=around.original)
    return await doubts(text.piece, asked_for, text.topic, text.text)


def _is_retitled(text: Text, around: Around) -> bool:
    """Whether what stands gets another topic, and nothing else."""
    before = around.standing
    return bool(before and before.text == text.text and text.topic not in ("", before.topic))


def _credited(orders: Sequence[Order], before: bool) -> bool:
    """Whether her name stands with what she sends, as she says in the same mail."""
    said = [one.value for one in orders if one.what == Verb.CREDIT]
    return said[-1] == "on" if said else before


def _to(asked: Asked, brief: Brief) -> Addressee:
    """The translator; what is owed to her is owed where the mail is surely hers."""
    return replace(Addressee.of(asked.person), proven=bool(brief.proof))


def _hand(asked: Asked, done: Done) -> Hand:
    return Hand(asked.person, asked.list, asked.code, frozenset(done.kept))


def _undoable(done: Done) -> tuple[tuple[str, int, str], ...]:
    """What a letter tells that an `undo` goes back from."""
    kept = [(KEPT, one.number, one.language) for one in done.kept]
    given = [one for one in done.brought if one.word in ("put-off", "given-back")]
    put_off = [(PUT_OFF, one.number, one.language) for one in given]
    return (*kept, *put_off, *((one.what, 0, one.value) for one in done.back))
