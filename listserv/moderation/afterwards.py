"""Afterwards: what is done with a post that is held no more, as a moderator's answer says.

Owns undo, recall and redaction, and the forms that need no held post: a copy to another list, a
note in the archive, a word to the author, the original. A recall and a redaction act at once, each
a transaction of its own that a second run finds done, for copies leave by the second; the echo says
how many had left. A decision that comes too late changes nothing: the echo says what stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from listserv.clock import Clock
from listserv.model import Letter, Note, Post, State
from listserv.moderation import steering
from listserv.moderation.acting import Done
from listserv.moderation.forms import DECIDING, TAKING_BACK, Form, Kind, Order
from listserv.moderation.letters import Letters, Who
from listserv.moderation.recalling import Recalling
from listserv.moderation.redacting import Redacting
from listserv.press.kinds import Outcome
from listserv.store import decisions, lists, passing, recalls, spool
from listserv.store.base import Store
from listserv.store.decisions import Entry
from listserv.store.errands import Change

UNDO_SECONDS = 600.0  # after publication; a recall has no such limit


# What came of one form: its line in the echo, a letter, a change.
_Said = tuple[str, str]
_Came = tuple[_Said, Letter | None, Change | None]


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
        for form in order.forms:
            if form.kind in TAKING_BACK:
                said, change = await self._take_back(form, post, who)
                did += said
            else:
                line, letter, change = await self._form(form, post, who)
                did.append(line)
                letters += [letter] if letter else []
            changes += [change] if change else []
        if any(form.kind is Kind.REDACT for form in order.forms):  # its subject too, perhaps
            again = await self._store.read(spool.post, post.number)
            post = again or post
        outcome = Outcome(post.topic, post.author, tuple(did), post.number)
        return Done(outcome, tuple(letters), tuple(changes))

    async def _form(self, form: Form, post: Post, who: Who) -> _Came:
        by, now = who.moderator.id, self._clock.now()
        if form.kind in DECIDING:
            return (before(post), ""), None, None
        match form.kind:
            case Kind.COPY_TO:
                return await self._copy(form, post, who)
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
                return ("noted-archive", ""), None, change
            case Kind.RAW:
                return ("raw", ""), await self._letters.raw(post, who), None
            case Kind.TELL:
                letter = await self._letters.to_author(
                    "word", post, who, said=form.text, by=who.moderator.name
                )
                unread = "not-today" if post.proof else "not-asked"
                return ("told" if letter else unread, ""), letter, None
        return ("too-late", ""), None, None

    # --- taking back ----------------------------------------------------------------------------

    async def undo_letter(self, letter: int, who: Who) -> list[Done]:
        """Take back all that a letter told of, the last first."""
        done = [await self._was_undone(entry) for entry in await self._undone_before(who)]
        told = await self._store.read(decisions.of_letter, letter)
        entries = [entry for entry in told if entry.list_id == who.list.id]
        if not entries and not done:
            return [Done(Outcome("", "", (("nothing-to-undo", ""),)))]
        return [*done, *[await self._undo(entry, who) for entry in entries]]

    async def _undone_before(self, who: Who) -> Sequence[Entry]:
        """What the same mail undid before a crash."""
        return await self._store.read(decisions.undone_by, who.brief.errand.mail_id)

    async def _undo_last(self, post: Post, who: Who) -> Sequence[_Said]:
        """Take back all that the last answer about a post did to it, the last first."""
        undone = [one for one in await self._undone_before(who) if one.post == post.number]
        every = await self._store.read(decisions.of_post, post.number)
        entries = [one for one in every if one.what != Kind.REDACT]
        if not undone and not entries:
            return (("stays-redacted" if every else "nothing-to-undo", ""),)
        last = [*undone, *entries][0]
        done = [await self._was_undone(one) for one in undone]
        for one in entries:
            if one == last or (last.letter and one.letter == last.letter):
                done.append(await self._undo(one, who))
        return tuple(dict.fromkeys(one.outcome.did[0] for one in done))

    async def _undo(self, entry: Entry, who: Who) -> Done:
        now = self._clock.now()
        post = await self._store.read(spool.post, entry.post) if entry.post else None
        if post is None:  # about the list
            done = await self._store.write(steering.undo, entry, now)
            return Done(Outcome("", "", (("undone" if done else "nothing-to-undo", ""),)))
        topic, author = post.topic, post.author
        if entry.what == Kind.REDACT:
            return Done(Outcome(topic, author, (("stays-redacted", ""),), entry.post))
        if entry.what == "withdraw":  # her author's own word
            return Done(Outcome(topic, author, ((before(post), ""),), entry.post))
        out = post.published
        if entry.decided and out is not None and now - out > UNDO_SECONDS:
            return Done(Outcome(topic, author, (("too-late-to-undo", ""),), entry.post))
        left = await self._recalling.undo(entry, who)
        if left is None:
            return Done(Outcome(topic, author, (("not-undone", ""),), entry.post))
        return await self._was_undone(entry)

    async def _was_undone(self, entry: Entry) -> Done:
        """What stands after a decision was taken back."""
        post = await self._store.read(spool.post, entry.post) if entry.post else None
        if post is None:
            return Done(Outcome("", "", (("undone", ""),)))
        found = await self._store.read(recalls.counted, post.number)
        waits = post.state is State.HELD
        said = ("undone", "")
        if waits and entry.decided and found.left:
            said = ("undone-left", f"{found.left}")
        outcome = Outcome(post.topic, post.author, (said,), post.number, waits=waits)
        return Done(outcome, version=post.version)

    async def _take_back(
        self, form: Form, post: Post, who: Who
    ) -> tuple[Sequence[_Said], Change | None]:
        """Done at once; a short letter to those who have the post goes with the echo."""
        if form.kind is Kind.UNDO:
            return await self._undo_last(post, who), None
        if form.kind is Kind.REDACT:
            return await self._redacting.redact(post, form.text, who), None
        found = await self._recalling.recall(post, who)
        if found is None:
            return (("not-out", ""),), None
        did = [("recalled", f"{found.left}")]
        if cited := await self._recalling.cited(post):
            did.append(("cited", f"{cited}"))
        if not form.text:
            return did, None
        letter = await self._recalling.tell(post, form.text, who)
        did.append(("recall-told" if letter else "recall-untold", ""))
        return did, letter

    async def forget(self, orders: Sequence[Order], who: Who) -> Sequence[Change]:
        """What takes the words that were to be redacted out of the moderator's own mail."""
        typed = [form.text for order in orders for form in order.forms if form.kind is Kind.REDACT]
        change = await self._redacting.forget(typed, who) if typed else None
        return (change,) if change else ()

    # --- other lists ----------------------------------------------------------------------------

    async def _copy(self, form: Form, post: Post, who: Who) -> _Came:
        target = await self._store.read(lists.get, form.code)
        if target is None or target.retired is not None:
            return ("no-list", form.code), None, None
        if target.id == who.list.id:
            return ("same-list", form.code), None, None
        if post.published is None:
            return ("not-out", ""), None, None
        change = partial(
            passing.copy,
            number=post.number,
            list_id=target.id,
            by=who.moderator.id,
            now=self._clock.now(),
        )
        return ("copied", target.title), None, change


def before(post: Post) -> str:
    """What became of a post that is held no more, as a code of phrases.OUTCOME."""
    match post.state:
        case State.REFUSED:
            return "refused-before"
        case State.RECALLED:
            return "recalled-before"
    return "approved-before"
