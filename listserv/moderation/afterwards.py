"""Afterwards: what is done with a post that is held no more, as a moderator's answer says.

Owns undo, recall and redaction, and the forms that need no held post: a copy to another list, a
note in the archive, a word to the author or to the team, whether the author needs approval, the
original, a machine's draft. A recall, an undo and a redaction act at
once, each a transaction of its own that a second run finds done, for copies leave by the second;
the echo says how many had left. A decision that comes too late changes nothing: the echo says what
stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.model import Letter, Note, Post, Standing, State
from listserv.moderation import reversals, wanting
from listserv.moderation.acting import Done, pass_on, stand
from listserv.moderation.forms import DECIDING, TAKING_BACK, Form, Kind, Order
from listserv.moderation.letters import Letters, Who
from listserv.moderation.plan import Did, Hindrance, as_said, copied, in_list, tongue_said
from listserv.moderation.recalling import Recalling
from listserv.moderation.redacting import Redacting
from listserv.press.days import local_day
from listserv.press.kinds import Outcome
from listserv.store import (
    decisions,
    lists,
    mailings,
    passing,
    recalls,
    requested,
    rulings,
    spoken,
    spool,
    twins,
)
from listserv.store.base import Db, Store
from listserv.store.decisions import Entry
from listserv.store.errands import Change
from listserv.store.rulings import Ruling
from listserv.store.undoing import AUTHORS_WORDS

UNDO_SECONDS = 600.0  # after publication; a recall has no such limit
WORDS_TOO = "undone-words"
ECHO = "done"  # the kind of letter that tells what was done
_SEEKING = (Kind.TRANSLATE, Kind.APPROVE)  # with languages
_STANDING = {
    Kind.TRUST: (Did.TRUSTED, Standing.TRUSTED),
    Kind.UNTRUST: (Did.UNTRUSTED, Standing.ORDINARY),
}


# What came of one form: its line in the echo, a letter, a change.
_Said = tuple[str, str]
_Came = tuple[_Said, Sequence[Letter | None], Change | None]


class Afterwards:
    def __init__(
        self,
        store: Store,
        letters: Letters,
        recalling: Recalling,
        redacting: Redacting,
        clock: Clock,
    ) -> None:
        self._recalling = recalling
        self._redacting = redacting
        self._store = store
        self._letters = letters
        self._clock = clock

    async def act(self, post: Post, order: Order, who: Who) -> Done:
        """Carry out an order about a post that is held no more."""
        did: list[_Said] = []
        letters: list[Letter] = []
        changes: list[Change] = []
        # Words are taken out at first: what else is said is made of what is left.
        typed = [form.text for form in order.forms if form.kind is Kind.REDACT]
        for nth, one in enumerate(typed):
            did += await self._redacting.redact(post, one, who, nth)
        if typed:  # its subject too, perhaps
            again = await self._store.read(spool.post, post.number)
            post = again or post
        # Which language it is in comes first: a copy for another list is made of what is told.
        post = as_said(post, order.forms)
        for form in sorted(order.forms, key=lambda one: one.kind is not Kind.LANGUAGE):
            if form.kind is Kind.REDACT:
                continue
            if form.kind in TAKING_BACK:
                said, others, change = await self._take_back(form, post, who)
                did += said
                letters += others
            elif form.languages and form.kind in _SEEKING and is_going(post):
                said, change = await self._seek(form, post, who)
                did += said
            else:
                line, sent, change = await self._form(form, post, who)
                did.append(line)
                letters += [letter for letter in sent if letter]
            changes += [change] if change else []
        if any(form.kind is Kind.UNDO for form in order.forms):
            again = await self._store.read(spool.post, post.number)
            post = again or post
        return _stands_now(post, did, letters, changes)

    async def _form(self, form: Form, post: Post, who: Who) -> _Came:
        by, now = who.moderator.id, self._clock.now()
        if form.kind in DECIDING or form.kind is Kind.TRANSLATE:
            return (before(post), ""), (), None
        match form.kind:
            case Kind.COPY_TO:
                return await self._copy(form, post, who)
            case Kind.TRUST | Kind.UNTRUST if not post.person_id:
                return (Hindrance.NOBODY, ""), (), None
            case Kind.TRUST | Kind.UNTRUST:
                did, word = _STANDING[form.kind]
                change = partial(stand, post=post, word=word, by=by, now=now, letter=who.echo)
                return (did, ""), (), change
            case Kind.TEAM:
                return (Did.TEAM, ""), await self._letters.team(post, form.text, who), None
            case Kind.NOTE:
                note = Note(who.moderator.name, form.text)
                change = partial(
                    recalls.annotate,
                    number=post.number,
                    note=note,
                    by=by,
                    now=now,
                    letter=who.echo,
                )
                return ("noted-archive", ""), (), change
            case Kind.LANGUAGE:
                change = partial(
                    spoken.correct,
                    number=post.number,
                    languages=form.languages,
                    by=by,
                    now=now,
                    letter=who.echo,
                )
                return tongue_said(form), (), change
            case Kind.RAW:
                return (Did.RAW, ""), (await self._letters.raw(post, who),), None
            case Kind.SECOND:
                second = await self._letters.second(post, form.code, who)
                return second.said, (second.letter,), None
            case Kind.TELL:
                letter = await self._letters.to_author(
                    "word", post, who, said=form.text, by=who.moderator.name
                )
                unread = "not-today" if post.proof else "not-asked"
                return ("told" if letter else unread, ""), (letter,), None
        return ("too-late", ""), (), None

    async def _seek(self, form: Form, post: Post, who: Who) -> tuple[Sequence[_Said], Change]:
        """`ok fr es`, or `translate fr es`, about a decided post: people are asked."""
        found = await self._store.read(requested.look, post.number, form.languages)
        now, by = self._clock.now(), who.moderator.id
        ask = partial(requested.ask, by=by, now=now, letter=who.echo)
        return wanting.said(found), partial(ask, number=post.number, languages=form.languages)

    # --- taking back ----------------------------------------------------------------------------

    async def undo_letter(self, letter: int, shown: Sequence[int], who: Who) -> list[Done]:
        """Take back all that a letter told of, the last first; below one that only showed posts,
        what the moderator's last answer did to them."""
        undone = await self._undone_before(who)
        told = await self._store.read(_told_of, letter, shown, who.moderator.id, undone)
        entries = [entry for entry in told if entry.list_id == who.list.id]
        if not entries and not undone:
            before = await self._store.read(decisions.told, letter)
            said = reversals.UNDONE_BEFORE if before else ("nothing-to-undo", "")
            return [Done(Outcome("", "", (said,)))]
        done = [await self._was_undone(entry, who) for entry in undone]
        return _by_post([*done, *[await self._undo(entry, who) for entry in entries]])

    async def _undone_before(self, who: Who) -> Sequence[Entry]:
        """What the same mail undid before a crash."""
        return await self._store.read(decisions.undone_by, who.brief.errand.mail_id)

    async def _undo_last(
        self, post: Post, who: Who
    ) -> tuple[Sequence[_Said], Sequence[Letter], None]:
        """Take back all that the last answer about a post did to it, the last first."""
        undone = [one for one in await self._undone_before(who) if one.post == post.number]
        every = await self._store.read(decisions.of_post, post.number)
        entries = [one for one in every if one.what != Kind.REDACT]
        if not undone and not entries:
            return (("stays-redacted" if every else "nothing-to-undo", ""),), (), None
        last = [*undone, *entries][0]
        done = [await self._was_undone(one, who) for one in undone]
        for one in entries:
            if one == last or (last.letter and one.letter == last.letter):
                done.append(await self._undo(one, who))
        said = tuple(dict.fromkeys(said for one in done for said in one.outcome.did))
        return said, [letter for one in done for letter in one.letters], None

    async def _undo(self, entry: Entry, who: Who) -> Done:
        now = self._clock.now()
        post = await self._store.read(spool.post, entry.post) if entry.post else None
        if post is None:  # about the list
            mail = who.brief.errand.mail_id
            came = await self._store.write(reversals.undo, entry, now, mail)
            if came == reversals.done(entry):
                return await self._was_undone(entry, who)
            return Done(Outcome("", "", (came,)))
        topic, author = post.topic, post.who
        if entry.what == Kind.REDACT:
            return Done(Outcome(topic, author, (("stays-redacted", ""),), entry.post))
        out = post.published
        if entry.what == passing.PASS:
            return await self._undo_pass(entry, post, who)
        if entry.what in AUTHORS_WORDS:
            said = "not-undone" if post.state is State.HELD else before(post)
            return Done(Outcome(topic, author, ((said, ""),), entry.post))
        if out is not None and entry.rewords and not entry.decided:
            return Done(Outcome(topic, author, ((before(post), ""),), entry.post))
        if entry.decided and out is not None and now - out > UNDO_SECONDS:
            return Done(Outcome(topic, author, (("too-late-to-undo", ""),), entry.post))
        left = await self._recalling.undo(entry, who)
        if left is None:
            return Done(Outcome(topic, author, (("not-undone", ""),), entry.post))
        return await self._was_undone(entry, who)

    async def _undo_pass(self, entry: Entry, post: Post, who: Who) -> Done:
        """Take a copy back from another list while it waits there."""
        if await self._recalling.undo(entry, who) is not None:
            return await self._was_undone(entry, who)
        there = await self._store.read(passing.place, entry)
        said = ("not-undone", "")
        if there and there[1].published is not None:
            said = ("pass-out", f"{there[1].number} {there[0].title}")
        elif there:
            said = ("pass-decided", there[0].title)
        return Done(Outcome(post.topic, post.who, (said,), entry.post))

    async def _was_undone(self, entry: Entry, who: Who) -> Done:
        """What stands after a decision was taken back."""
        post = await self._store.read(spool.post, entry.post) if entry.post else None
        if post is None:  # about the list
            now, by = self._clock.now(), who.moderator
            told = await self._store.read(reversals.letter, entry, who.list, by, now)
            letters = (await self._letters.reversed(told, who),) if told else ()
            return Done(Outcome("", "", (reversals.done(entry),)), letters)
        if entry.what == passing.PASS:
            there = await self._store.read(passing.place, entry)
            code = "pass-undone" if entry.before["born"] else "short-undone"
            where = in_list(there[0], there[1].number) if there else ""
            return _stands_now(post, [(code, where)])
        found = await self._store.read(recalls.counted, post.number)
        waits = post.state is State.HELD
        said = [("undone", "")]
        others: Sequence[Letter] = ()
        if waits and entry.decided and found.left:
            said = [("undone-left", f"{found.left}")]
        if waits and entry.decided and (post.recalled or 0.0) >= entry.at:  # it was out by then
            elsewhere, others = await self._tell_there(post, who)
            said += elsewhere
        if entry.rewords:
            said.append((WORDS_TOO, ""))
        kept = await self._store.read(requested.still, entry)
        if entry.what == requested.WHAT and kept:
            said.append(("still-translated", " ".join(kept)))
        if post.state is State.APPROVED and post.release:
            day = local_day(post.release, who.list.policy.timezone)
            said.append((Did.APPROVED_LATER, day.isoformat()))
        return _stands_now(post, said, others)

    async def _tell_there(self, post: Post, who: Who) -> tuple[list[_Said], list[Letter]]:
        """The facilitators of other forums that have a post read that it is taken back here."""
        said: list[_Said] = []
        letters: list[Letter] = []
        for one in await self._store.read(twins.out, post.number):
            said.append(("told-there", in_list(one.list, one.post.number)))
            letters += await self._letters.recalled_there(one, who)
        return said, letters

    async def _take_back(
        self, form: Form, post: Post, who: Who
    ) -> tuple[Sequence[_Said], Sequence[Letter], Change | None]:
        """Done at once; a short letter to those who have the post goes with the echo."""
        if form.kind is Kind.UNDO:
            return await self._undo_last(post, who)
        if post.state is State.APPROVED:
            return (
                (("stopped", ""),),
                (),
                partial(rulings.carry_out, ruling=_back(post, who), now=self._clock.now()),
            )
        found = await self._recalling.recall(post, who)
        if found is None and post.was_out:
            back, change = await self._tell_again(form, post, who)
            return back, (), change
        if found is None:
            return (("not-out", ""),), (), None
        there, others = await self._tell_there(post, who)
        did: list[_Said] = [("recalled", f"{found.left}"), *there]
        if cited := await self._recalling.cited(post):
            did.append(("cited", f"{cited}"))
        if not form.text:
            return did, others, None
        letter = await self._recalling.tell(post, form.text, who)
        did.append(("recall-told" if letter else "recall-untold", ""))
        return did, others, letter

    async def _tell_again(
        self, form: Form, post: Post, who: Who
    ) -> tuple[Sequence[_Said], Change | None]:
        """It waits again, for what let it out was undone; those who had it by then may be told."""
        back: _Said = (before(replace(post, state=State.RECALLED)), "")
        if not form.text:
            return (back,), None
        letter = await self._recalling.tell(post, form.text, who)
        return (("recall-told" if letter else "recall-untold", ""), back), letter

    async def forget(self, orders: Sequence[Order], who: Who) -> Sequence[Change]:
        """What takes the words that were to be redacted out of the moderator's own mail."""
        typed = [form.text for order in orders for form in order.forms if form.kind is Kind.REDACT]
        change = await self._redacting.forget(typed, who) if typed else None
        return (change,) if change else ()

    # --- other lists ----------------------------------------------------------------------------

    async def _copy(self, form: Form, post: Post, who: Who) -> _Came:
        target = await self._store.read(lists.get, form.code)
        if target is None or target.retired is not None:
            return ("no-list", form.code), (), None
        if target.id == who.list.id:
            return ("same-list", form.code), (), None
        if post.published is None:
            return ("not-out", ""), (), None
        there = await self._store.read(passing.there, post.number, target.id)
        change = pass_on(post, form, target, there, who, self._clock.now())
        return copied(post, form, target, there), (), change


def _told_of(
    db: Db, letter: int, shown: Sequence[int], by: int, undone: Sequence[Entry]
) -> list[Entry]:
    """What an `undo` below a letter means; `undone` is what the same mail undid before a crash."""
    if undone:
        return decisions.of_letter(db, undone[0].letter)
    if mailings.kind(db, letter) == ECHO:
        return decisions.of_letter(db, letter)
    return decisions.of_letter(db, letter) or decisions.last_about(db, shown, by)


def _by_post(done: Sequence[Done]) -> list[Done]:
    """What was done, once for each post, and once for the list, with all that is said of it."""
    joined: dict[int, Done] = {}
    for one in done:
        before = joined.get(one.outcome.number)
        said = before.outcome.did if before else ()
        told = tuple(dict.fromkeys((*said, *one.outcome.did)))
        letters = (*(before.letters if before else ()), *one.letters)
        joined[one.outcome.number] = replace(
            one, outcome=replace(one.outcome, did=told), letters=letters
        )
    return list(joined.values())


def _stands_now(
    post: Post,
    said: Sequence[_Said],
    letters: Sequence[Letter] = (),
    changes: Sequence[Change] = (),
) -> Done:
    """What was done, with the words that would go out now where they are the older ones again."""
    waits = post.state is State.HELD
    text = post.text if waits and (WORDS_TOO, "") in said else ""
    outcome = Outcome(post.topic, post.who, tuple(said), post.number, text=text, waits=waits)
    may_change = waits or post.state is State.APPROVED
    return Done(outcome, tuple(letters), tuple(changes), post.version if may_change else 0)


def _back(post: Post, who: Who) -> Ruling:
    """A post that was to go out on another day waits for a decision again."""
    return Ruling(
        post.number,
        0,
        who.moderator.id,
        "stopped",
        state=State.HELD,
        letter=who.echo,
        since=frozenset({post.state}),
    )


def is_going(post: Post) -> bool:
    """Whether a post is out, or about to go out."""
    return post.state in (State.APPROVED, State.OUT, State.DONE)


def before(post: Post) -> str:
    """What became of a post that is held no more, as a code of phrases.HINDRANCE."""
    match post.state:
        case State.REFUSED:
            return "refused-before"
        case State.RECALLED:
            return "recalled-before"
    return "approved-before"
