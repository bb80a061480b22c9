"""`correct 811` and `undo 811` at -request: handed to the room that writes to translators.

Owns nothing but the way there: the mail becomes an errand of that room, in her name, once she is
proven. Who may correct what, and the letter that she corrects it in, are that room's. What is no
post that she knows of is said at once; so is to who offers no translations how she can help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from listserv.commands import fetching
from listserv.commands.handled import Handled, Handler, Part, Service
from listserv.commands.visit import Visit
from listserv.languages.command import Command, Verb
from listserv.model import Person, Post, Purpose, Token
from listserv.press import lines
from listserv.press.kinds import Changed
from listserv.store import lists, members, spool, summaries, translations, twins, volunteers
from listserv.store.base import Db, Store


class Correcting(Service):
    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.CORRECT: self._correct, Verb.RETRACT: self._correct}

    async def _correct(self, visit: Visit, command: Command) -> Handled:
        if visit.person is None:
            return Handled("correct: a stranger", (fetching.none_sent(visit, "stranger"),))
        meant, place = await self._store.read(_hers, command, visit.person.id)
        about = (visit.list.id if visit.list and meant == command else 0) or place
        if not about:
            numbers = [arg for arg in command.args if arg[:1].isdigit()]
            part = fetching.none_sent(visit, fetching.MISSING, *numbers)
            return Handled("correct: no such post", (part,))
        offer = await self._store.read(_offer, meant, visit.person, about)
        if offer:
            told = Changed("correct-no-translator", values=(offer,), same=True)
            where = await self._store.read(lists.by_id, about)
            part = Part("changed", {"changes": (told,)}, where)
            return Handled("correct: no translator", (part,))
        errand = partial(
            spool.errand,
            mail_id=visit.brief.errand.mail_id,
            list_id=about,
            purpose=Purpose.TRANSLATE,
            address="",
            token=Token(Purpose.TRANSLATE, visit.person.id, 0),
            command=lines.spelled(meant),
        )
        return Handled(f"correct {' '.join(command.args)}", (), (), (errand,))


def _offer(db: Db, command: Command, person: Person, list_id: int) -> str:
    """The languages that she may offer where she translates nothing for the list: `en fr`; "" where
    she does, or may have done."""
    if volunteers.pairs(db, list_id, person.id) or translations.count_by(db, person.id):
        return ""
    post, about = _post(db, command), lists.by_id(db, list_id)
    written = post.spoken if post else ()
    source = next(iter(written), about.policy.language if about else "en")
    known = (*person.languages, *(about.policy.languages if about else ()), "en", "fr")
    return f"{source} {next(one for one in known if one != source)}"


def _post(db: Db, command: Command) -> Post | None:
    """The first post that is named."""
    number = command.args[0].partition("-")[0] if command.args else ""
    return summaries.text(db, int(number)) if number.isdigit() else None


def _hers(db: Db, command: Command, person_id: int) -> tuple[Command, int]:
    """The line, and the list of the first post that it names; 0 for none, and for one that is
    nothing to her: of a post that she may not read, nobody learns where it is. What she made in
    one forum stands in another that she may not know: there it is the post of her own forum."""
    post = _post(db, command)
    if post is None or _is_hers(db, post.list_id, person_id):
        return command, post.list_id if post else 0
    for one in twins.of_post(db, post.number):
        if _is_hers(db, one.list.id, person_id):
            return replace(command, args=(f"{one.post.number}", *command.args[1:])), one.list.id
    return command, 0


def _is_hers(db: Db, list_id: int, person_id: int) -> bool:
    return bool(
        members.member(db, list_id, person_id)
        or volunteers.pairs(db, list_id, person_id)
        or members.is_moderator(db, list_id, person_id)
    )
