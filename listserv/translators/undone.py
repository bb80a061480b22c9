"""What `undo` goes back from: texts that are kept, texts that were put off, how she translates.

Owns what the word means in answer to each letter: what that letter tells of and nothing else; with
a number her own text of that post, whichever letter it answers. Her text comes back to her, and of
an earlier one that stands again she reads whose it is. What she put off is hers again unless her
day is over, or somebody else has it by now; the letter's row says how she translated before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from listserv.clock import Clock
from listserv.languages.command import Verb
from listserv.languages.translating import Order
from listserv.model.translations import Manner, PutOff, Translation
from listserv.press.brought import Brought
from listserv.store import summaries, tasks, translations
from listserv.store.base import Db, Store
from listserv.store.errands import Change
from listserv.translators.hand import Hand, Made
from listserv.translators.letters import hers
from listserv.translators.pieces import KEPT, PUT_OFF, Piece

_SETTINGS = frozenset({Verb.MOST, Verb.CREDIT, Verb.AWAY, Verb.RESUME})


@dataclass(frozen=True, slots=True)
class _Found:
    """What an `undo` goes back from."""

    kept: Sequence[tuple[Translation, Translation | None, Piece]] = ()  # with what stands again
    put_off: Sequence[PutOff] = ()


class Undone:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, order: Order, hand: Hand) -> tuple[Made, Sequence[Order]]:
        """What an `undo` changes, and the orders that set how she translates as it was before."""
        now = self._clock.now()
        found = await self._store.read(_found, order, hand)
        brought = [_taken_back(one, before, hand) for one, before, _ in found.kept]
        brought += [
            Brought(_taken_up(one, now), one.number, language=one.language) for one in found.put_off
        ]
        changes: list[Change] = [
            partial(translations.take_back, id_=one.id, by=hand.person.id, now=now)
            for one, _, _ in found.kept
        ]
        if found.put_off:
            ids = [one.id for one in found.put_off]
            take_up = partial(tasks.take_up, ids=ids, person_id=hand.person.id, now=now)
            changes.append(take_up)
        told = () if order.numbers else hand.code.told
        orders = [Order(word, value=value) for word, _, value in told if word in _SETTINGS]
        if not brought and not orders:
            brought.append(Brought("nothing", order.numbers[0] if order.numbers else 0))
        return Made(brought, changes, pieces=[piece for _, _, piece in found.kept]), orders


def _taken_back(one: Translation, before: Translation | None, hand: Hand) -> Brought:
    piece = Piece(one.number, one.version, "", one.language)
    stands = "" if before is None else "hers" if before.person_id == hand.person.id else "other"
    return Brought(
        "taken-back",
        one.number,
        language=one.language,
        value=before.translator if before else "",
        stands=stands,
        mine=hers(piece, one.topic, one.text),
    )


def _taken_up(one: PutOff, now: float) -> str:
    """What becomes of a text that she does after all, by what `tasks.take_up` makes of it."""
    if not one.wanted:
        return "not-wanted"
    if one.others:
        return "others"
    return "taken-up" if one.hers or one.until > now else "day-over"


def _found(db: Db, order: Order, hand: Hand) -> _Found:
    if order.numbers:
        texts = [one for number in order.numbers for one in _last(db, number, hand)]
        texts = [one for one in texts if order.language in ("", one.language)]
        return _Found(_with_before(db, texts))
    told = hand.code.told
    kept = {(number, language) for word, number, language in told if word == KEPT}
    texts = translations.of_mail(db, hand.code.kept, hand.person.id) if hand.code.kept else []
    texts = [one for one in texts if (one.number, one.language) in kept]
    put_off = [
        tasks.put_off_by(db, number, language, hand.person.id)
        for word, number, language in told
        if word == PUT_OFF
    ]
    return _Found(_with_before(db, texts), [one for one in put_off if one])


def _last(db: Db, number: int, hand: Hand) -> list[Translation]:
    """Her own of a post of the list, as they are shown: one for each language and manner."""
    post = summaries.text(db, number)
    if post is None or post.list_id != hand.list.id:
        return []
    return [one for one in translations.by_people(db, number) if one.person_id == hand.person.id]


def _with_before(
    db: Db, texts: Sequence[Translation]
) -> list[tuple[Translation, Translation | None, Piece]]:
    found = []
    for one in texts:
        post = summaries.text(db, one.number)
        source = post.spoken[0] if post and post.spoken else ""
        whole = one.manner is not Manner.ABSTRACT
        piece = Piece(one.number, one.version, source, one.language, whole, again=True)
        found.append((one, _before(db, one, texts), piece))
    return found


def _before(db: Db, one: Translation, gone: Sequence[Translation]) -> Translation | None:
    """What people read of a post, in its language, once these are gone."""
    ids = {each.id for each in gone}
    same = [
        each
        for each in translations.ever(db, one.number)
        if each.id not in ids
        and (each.language, each.manner, each.version) == (one.language, one.manner, one.version)
        and each.manner is not Manner.MACHINE
    ]
    return same[-1] if same else None
