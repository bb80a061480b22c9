"""What the store knows around a translator's answer: who answers which letter, and what stands.

Reads only. A translator acts on the list of her letter alone, and between the languages that she
offered there; a moderator of the list between all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from listserv.errand import Brief
from listserv.model import MailingList, Person, Post
from listserv.model.translations import Manner, Translation, Volunteer
from listserv.store import (
    lists,
    mailings,
    members,
    spool,
    summaries,
    tasks,
    translations,
    volunteers,
)
from listserv.store.base import Db
from listserv.translators import pieces
from listserv.translators.judging import Around
from listserv.translators.pieces import Code, Piece

MOST_OTHERS = 40  # texts that a letter did not show, in one answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter that is answered: who was asked, on which list, for which texts."""

    person: Person
    list: MailingList
    letter: int  # 0: none, she wrote to -request
    told: bool  # it only tells what was done, or nobody knows what it was: answers may go round
    text: str  # of the letter, as it was sent; "" where it is not kept any more
    code: Code
    volunteer: tuple[Volunteer, ...]  # what she offered on this list
    moderates: bool
    credited: bool  # her name stands with what she translates
    known_address: bool
    kept: frozenset[tuple[int, str]]  # (number, language) of what is kept of this mail

    def translates(self, source: str, language: str) -> bool:
        pairs = {(one.source, one.language) for one in self.volunteer}
        return self.moderates or (source, language) in pairs


def read(db: Db, brief: Brief) -> Asked | None:
    """What an answer is about, from its token."""
    errand = brief.errand
    token = errand.token
    person = members.person(db, token.first) if token else None
    mailing_list = lists.by_id(db, errand.list_id)
    if token is None or person is None or mailing_list is None:
        return None
    letter = token.second
    kept = translations.of_mail(db, errand.mail_id, person.id)
    return Asked(
        person,
        mailing_list,
        letter,
        mailings.kind(db, letter) in ("", "translated"),
        mailings.text(db, letter),
        pieces.code(mailings.asked(db, letter)),
        volunteers.of_person(db, person.id).get(mailing_list.id, ()),
        members.is_moderator(db, mailing_list.id, person.id),
        volunteers.is_credited(db, person.id),
        members.owns(db, person.id, brief.reading.from_address),
        frozenset((one.number, one.language) for one in kept),
    )


def around(db: Db, asked: Asked, piece: Piece) -> Around:
    post = summaries.text(db, piece.number)
    before = spool.words_of(db, piece.number, piece.version) if post else None
    found = {
        one.manner: one
        for one in translations.of_post(db, piece.number)
        if one.language == piece.language
    }
    return Around(
        post if post and post.list_id == asked.list.id else None,
        before if before is not None else post.text if post else "",
        found.get(Manner.HUMAN),
        found.get(Manner.ABSTRACT),
        asked.translates(piece.source, piece.language),
    )


def others(db: Db, asked: Asked, numbers: Collection[int]) -> list[Piece]:
    """What she may send of texts that a letter did not show: she has them, had them, or translates
    between these languages; first what she was asked for, in the version that she was shown."""
    found: list[Piece] = []
    for number in sorted(numbers)[:MOST_OTHERS]:
        post = summaries.text(db, number)
        if post is None or post.list_id != asked.list.id:
            continue
        had = dict(tasks.given_to(db, number, asked.person.id))
        offers = {one.language for one in asked.volunteer if one.source in post.spoken}
        for language in (*had, *sorted(offers - had.keys() - set(post.spoken))):
            version = had.get(language, post.version)
            found.append(Piece(number, version, source(post, asked), language))
    return found


def originals(db: Db, pieces: Sequence[Piece]) -> dict[int, str]:
    """The posts of a letter's texts, by number."""
    found = {one.number: summaries.text(db, one.number) for one in pieces}
    return {number: post.text for number, post in found.items() if post}


def standing(db: Db, asked: Asked, number: int, language: str) -> tuple[Post, Translation] | None:
    """What people made of a post, in a language that she translates into; with hers before."""
    post = summaries.text(db, number)
    if post is None or post.list_id != asked.list.id or post.author_took_it_back:
        return None
    found = [
        one
        for one in translations.of_post(db, number)
        if one.manner is Manner.HUMAN
        and language in ("", one.language)
        and asked.translates(source(post, asked), one.language)
    ]
    own = [one for one in found if one.person_id == asked.person.id]
    return (post, (own or found)[0]) if found else None


def source(post: Post, asked: Asked) -> str:
    """The language that a post is translated from."""
    offered = [one.source for one in asked.volunteer if one.source in post.spoken]
    return (offered or [*post.spoken, asked.list.policy.language])[0]
