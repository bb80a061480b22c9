"""What authors ask about their posts, and what they answer when they are asked.

Owns `where` and `withdraw`, the answer to a moderator's question, and the answer to "for everyone,
or only for Amina?". An answer to a moderator becomes the next version of the same post, which
waits again: a text that is most of the old one replaces it, any other stands below it, so that
nothing is lost. An answer that nobody can read goes to the moderators, and so does one with files,
which no version keeps; nothing is dropped. What a moderator, or the table, does to the post between
our look and our commit makes the errand run again, on what stands then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.commands import audience
from listserv.commands.audience import Audience
from listserv.commands.handing import Handing
from listserv.commands.handled import Answerer, Handled, Handler, Part, Service
from listserv.commands.visit import Visit
from listserv.languages import words as tables
from listserv.languages.command import Command, Verb
from listserv.languages.greeted import greeted
from listserv.languages.plain import PieceKind, split
from listserv.languages.plain import words as folded_words
from listserv.mailroom import Addressee, Mailroom
from listserv.model import HARMLESS, Letter, Post, Purpose, State, Token
from listserv.model.family import Also
from listserv.press.links import page
from listserv.store import authored, confirmations, lists, members, recalls, rulings, spool, twins
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation
from listserv.store.errands import Change
from listserv.store.rulings import Ruling
from listserv.text import answered, difference, numbered
from listserv.text.dates import DAY

ASK, PRIVATE = "ask", "private"  # kinds of open questions
KINDS = frozenset({ASK, PRIVATE})
MOST_SHOWN = 4  # posts that she may take back, where she does not say which
KEPT = 0.6  # of the old words: from there on an answer is the text itself, corrected
IN_A_ROW = 3  # words and marks, or all there are: fewer are no sign of the old text


# Makes digests on their way say that a post was taken back.
Retell = Callable[[Db, int], None]


class Authors(Service):
    def __init__(
        self, store: Store, mailroom: Mailroom, handing: Handing, retell: Retell, clock: Clock
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._retell = retell
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.WHERE: self._where, Verb.WITHDRAW: self._withdraw}

    @property
    def listens(self) -> Mapping[str, Answerer]:
        return dict.fromkeys(KINDS, self._answered)

    # --- answers to questions -------------------------------------------------------------------

    async def _answered(self, visit: Visit, question: Confirmation) -> Handled:
        """The author answers a moderator's question, or says whom her post is for."""
        post = await self._store.read(spool.post, int(question.command))
        waits = post is not None and post.state is State.HELD and bool(post.awaits)
        said = await asyncio.to_thread(answered.own_words, visit.brief.reading)
        words = said.words.strip()
        if post is None or not waits or question.used is not None or not words:
            return await self._to_people(visit, question)
        if question.kind == ASK:
            return await self._next_version(visit, question, post, words)
        return await self._for_whom(visit, question, post, words)

    async def _next_version(
        self, visit: Visit, question: Confirmation, post: Post, words: str
    ) -> Handled:
        _, asked = await self._store.read(authored.question, post.number)
        if audience.takes_back(words, post.author, asked) and not visit.brief.reading.attachments:
            ruling = _ended(post, authored.WITHDRAWN)
            parts = await self._withdrawn(post)
            told, close = await self._to_asker(post), self._close(question, ruling)
            return Handled("its author takes it back", parts, told, close)
        # It may be long.
        text = await asyncio.to_thread(next_text, post.text, words, post.author)
        ruling = Ruling(
            post.number,
            post.version,
            post.person_id,
            "author" if text == words else authored.ANSWER,
            text=text,
            changes=_AGAIN,
            mail=visit.brief.errand.mail_id,
        )
        done = f"post {post.number}: its author answered"
        close = self._close(question, ruling)
        if not visit.brief.reading.attachments:
            return Handled(done, (), (), close)
        handed = await self._to_people(visit, question)
        done = f"{done}, with files: {handed.text}"
        return Handled(done, (), handed.letters, (*close, *handed.changes))

    async def _for_whom(
        self, visit: Visit, question: Confirmation, post: Post, words: str
    ) -> Handled:
        above, name = await self._store.read(authored.answered_author, post.number)
        name = name or greeted(post.text)
        match audience.read(words, name, post.author):
            case Audience.EVERYONE:
                return await self._for_everyone(question, post)
            case Audience.ONE if above:
                return self._for_one(question, post, above)
            case Audience.ONE | Audience.NOBODY:
                ruling = _ended(post, authored.WITHDRAWN)
                parts = await self._withdrawn(post)
                return Handled("for no one here", parts, (), self._close(question, ruling))
        handed = await self._to_people(visit, question, post)
        if not handed.letters:
            return handed
        values = {"topic": post.topic, "other": name, "text": "", "again": True}
        again = Part("for-whom", values, visit.list, Purpose.CONFIRM, question.id)
        return replace(handed, text=f"{handed.text}, and asked again", parts=(again,))

    async def _for_everyone(self, question: Confirmation, post: Post) -> Handled:
        """It goes the way it would have gone, and would go now: to the moderators, or out."""
        found = tuple(one for one in post.reasons if one != "private")
        since = await self._store.read(authored.stopped_since, post, self._clock.now())
        reasons = tuple(dict.fromkeys((*found, *since)))
        changes = {**_AGAIN, "reasons": reasons}
        state = State.APPROVED if HARMLESS.issuperset(reasons) else None
        ruling = Ruling(
            post.number, post.version, post.person_id, "audience", state=state, changes=changes
        )
        return Handled("for everyone", (), (), self._close(question, ruling))

    def _for_one(self, question: Confirmation, post: Post, above: int) -> Handled:
        """To the author of the post that it answers, by her alias, as if it had gone there."""
        errand = partial(
            spool.errand,
            mail_id=post.mail_id,
            list_id=post.list_id,
            purpose=Purpose.AUTHOR,
            address="",
            token=Token(Purpose.AUTHOR, above, 0),
            command=PRIVATE,
        )
        close = self._close(question, _ended(post, "private"))
        return Handled("for one person", (), (), [*close, errand])

    def _close(self, question: Confirmation, ruling: Ruling) -> tuple[Change, ...]:
        now = self._clock.now()
        use = partial(confirmations.use, confirmation_id=question.id, now=now)
        return (use, partial(rulings.carry_out, ruling=ruling, now=now))

    async def _to_people(
        self, visit: Visit, question: Confirmation, post: Post | None = None
    ) -> Handled:
        about = await self._store.read(lists.by_id, question.list)
        return Handled.of(await self._handing.to_moderators(about, visit.brief, post))

    # --- where, withdraw ------------------------------------------------------------------------

    async def _where(self, visit: Visit, command: Command) -> Handled:
        """What became of a post: the one named, else the last."""
        return Handled("where", (await self._became(visit, await self._named(visit, command)),))

    async def _became(self, visit: Visit, post: Post | None) -> Part:
        about = await self._store.read(lists.by_id, post.list_id) if post else visit.list
        link = ""
        if post and about and about.policy.archive == "public" and post.published:
            link = page(self._mailroom.site, about, post.permalink)
        copies = await self._store.read(_had, post) if post else 0
        hers = bool(post and await self._store.read(authored.taken_back, post.number))
        also = await self._store.read(twins.also, [post.number]) if post else {}
        forums = also.get(post.number, ()) if post else ()
        values = {"post": post, "copies": copies, "link": link, "hers": hers, "forums": forums}
        return Part("where", values, about)

    async def _withdraw(self, visit: Visit, command: Command) -> Handled:
        if not command.args and (several := await self._which(visit)):
            return Handled("withdraw: which?", (several,))
        post = await self._named(visit, command)
        posts = await self._store.read(_with_twins, post.number) if post else []
        if not posts:
            return Handled("withdraw: nothing to take back", (await self._became(visit, post),))
        now = self._clock.now()
        told: list[Letter] = []
        changes: list[Change] = []
        for one in posts:
            if one.state in _NOT_OUT:
                ruling = _ended(one, authored.WITHDRAWN, _NOT_OUT)
                changes.append(partial(rulings.carry_out, ruling=ruling, now=now))
            else:
                await self._store.write(recalls.stop, one.number, now, recalls.AUTHORS)
                told += await self._to_moderators(one)
                changes.append(partial(self._taken_back, number=one.number, now=now))
        parts = await self._withdrawn(*posts)
        numbers = ", ".join(f"{one.number}" for one in posts)
        return Handled(f"withdrawn by its author: {numbers}", parts, told, tuple(changes))

    async def _which(self, visit: Visit) -> Part | None:
        """The question which post she means; None where her last one is of today and alone."""
        person, now = visit.person.id if visit.person else 0, self._clock.now()
        where = visit.list.id if visit.list else 0
        recent = await self._store.read(authored.recent, person, where, MOST_SHOWN)
        of_today = [one for one in recent if now - one.received < DAY]
        if not recent or len(of_today) == 1:
            return None
        return Part("withdraw-which", {"posts": tuple(of_today or recent)}, visit.list)

    def _taken_back(self, db: Db, number: int, now: float) -> None:
        recalls.withdraw(db, number, now)
        self._retell(db, number)

    async def _named(self, visit: Visit, command: Command) -> Post | None:
        number = int(command.args[0]) if command.args else 0
        person = visit.person.id if visit.person else 0
        where = visit.list.id if visit.list and not number else 0
        return await self._store.read(authored.post, person, where, number)

    async def _withdrawn(self, post: Post, *others: Post) -> tuple[Part]:
        about = await self._store.read(lists.by_id, post.list_id)
        left = 0
        forums: list[Also] = []
        for one in (post, *others):
            left += (await self._store.read(recalls.counted, one.number)).left
            there = await self._store.read(lists.by_id, one.list_id)
            if there and one is not post:
                forums.append(Also(there, one.number, ""))
        values = {"topic": post.topic, "left": left, "text": post.text, "forums": tuple(forums)}
        return (Part("withdrawn", values, about),)

    async def _to_asker(self, post: Post) -> list[Letter]:
        """Who asked her reads that she takes it back instead."""
        by, said = await self._store.read(authored.question, post.number)
        return await self._to_moderators(post, by, said)

    async def _to_moderators(self, post: Post, by: int = 0, said: str = "") -> list[Letter]:
        """The archive is theirs to decide about; their answer is an answer about this post.

        To the one who asked her (`by`), where that is known, and what was `said`.
        """
        mailing_list = await self._store.read(lists.by_id, post.list_id)
        found = await self._store.read(recalls.counted, post.number)
        team: Sequence[Addressee] = await self._handing.readers(mailing_list)
        readers = [one for one in team if by and one.person_id == by] or team
        return [
            await self._mailroom.letter(
                "takes-back",
                reader,
                mailing_list,
                answer=Purpose.MODERATE,
                shown=((post.number, post.version),),
                topic=post.topic,
                author=post.who,
                number=post.number,
                left=found.left,
                stopped=found.stopped,
                said=said,
            )
            for reader in readers
        ]


def _with_twins(db: Db, number: int) -> list[Post]:
    """A post and its twins, as many as may be taken back; the post itself first."""
    post = spool.post(db, number)
    found = [*([post] if post else []), *(one.post for one in twins.of_post(db, number))]
    return [
        one
        for one in found
        if one.state in _NOT_OUT or (one.state in _OUT and not one.author_took_it_back)
    ]


_HELD = frozenset({State.HELD})
_NOT_OUT = frozenset({State.HELD, State.APPROVED})
_OUT = frozenset({State.OUT, State.DONE})
# The post is shown to its moderators again.
_AGAIN = {"awaits": "", "awaits_since": None, "noticed": None, "reminded": 0, "put_off": None}


def _ended(post: Post, why: str, since: frozenset[State] = _HELD) -> Ruling:
    """The author herself ends it."""
    return Ruling(
        post.number,
        0,
        post.person_id,
        "withdraw",
        why,
        state=State.REFUSED,
        changes={"awaits": "", "awaits_since": None},
        since=since,
    )


def next_text(before: str, words: str, author: str = "") -> str:
    """The next version of a post, of its text and what its author wrote when she was asked.

    Words of the old text count where some stand in a row in both: an answer has many of them, one
    here and one there. What does not replace the text stands below it, above the greeting and name
    that end it.
    """
    old = difference.read(before)
    kept = run = 0
    last = (-2, -2)
    shortest = min(IN_A_ROW, len(old))
    for place in difference.same_words(old, difference.read(words)):
        run = run + 1 if place == (last[0] + 1, last[1] + 1) else 1
        kept += shortest if run == shortest else run > shortest
        last = place
    if kept and kept >= KEPT * len(old):
        return words
    names = set(folded_words(author))
    end = _closing(before, names)
    closing = before[end:].rstrip()
    if not closing:
        return f"{before.rstrip()}\n\n{words}"
    own = _without_closing(words, closing, names)
    return f"{before[:end].rstrip()}\n\n{own}\n\n{closing}"


def _without_closing(words: str, closing: str, names: set[str]) -> str:
    """What she wrote without its own closing: one is enough.

    A word of her name may be what she answers: `The country is:`, `Kenya`. It signs where the
    closing has the name that it begins with.
    """
    end = _closing(words, names)
    own = words[:end].rstrip()
    hers = [one for one in folded_words(words[end:]) if one in names]
    above = [one for one in folded_words(closing) if one in names]
    signs = not own.endswith(":") and (not hers or hers[:1] == above[:1])
    return own if signs else words.rstrip()


def _closing(text: str, names: set[str]) -> int:
    """Where the last paragraphs begin that hold a closing and its author's name, nothing else."""
    end, closing = len(text), tables.phrases("courtesies", "closings")
    for start, stop in reversed(numbered.spans(text)[1:]):
        said = [one for one in split(text[start:stop]) if one.kind is not PieceKind.LINE]
        said = [one for one in said if one.kind is not PieceKind.MARK or one.plain not in ",.!"]
        place = 0
        while place < len(said):
            if known := closing.at(said, place):
                place = known[1]
            elif said[place].plain in names:
                place += 1
            else:
                return end
        end = start
    return end


def _had(db: Db, post: Post) -> int:
    """How many people have a post as a copy; when it is taken back, those of digests too."""
    copies = recalls.people(db, post.number)
    if not post.author_took_it_back:
        return copies
    return max(copies, len(recalls.reached(db, post.number)))


def answers_for(db: Db, visit: Visit, question: Confirmation) -> bool:
    """Whether the author of the post writes, from whatever address of hers."""
    address = visit.brief.reading.from_address
    person = members.person_by_address(db, address)
    return authored.is_author(db, int(question.command), person.id if person else 0, address)
