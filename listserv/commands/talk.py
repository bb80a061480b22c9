"""A talk: who writes to whom about which post, and how sure we are of it.

Owns what the store knows of a mail at a post's alias (`-author+TOKEN@`). The alias of a post leads
to its author. The alias of a mail that was handed on belongs to two: whoever of them writes there
reaches the other. Until then only its writer has seen the alias, in the letter that asks her: what
comes there is hers, from whatever address. Nothing is changed here; an alias that leads nowhere is
no talk.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.errand import Brief
from listserv.mailroom import Addressee
from listserv.model import MailingList, Person, Post, Proof, Site
from listserv.press.links import Addresses
from listserv.store import errands, lists, members, spool
from listserv.store.base import Db
from listserv.store.errands import Private


@dataclass(frozen=True, slots=True)
class Talk:
    """One mail of a talk."""

    post: Post
    list: MailingList
    to: Addressee
    is_for_author: bool  # else for somebody who wrote to her
    is_known: bool  # `to` is registered, or what she wrote was proven: no letter to a forged name
    writer: Person | None  # whom the From belongs to, proven or not
    is_member: bool  # the writer, of this list
    is_party: bool  # the alias was shown to this writer alone
    to_all: bool  # the list has this mail too, and `to` is on it
    asked: Private | None  # the writer's own mail, if this is its alias: this answers our question


def may_write(proof: Proof, *, is_member: bool, is_party: bool) -> bool:
    """Whether a mail is handed on: a signature lets in anybody, any other proof members only."""
    return is_party or (bool(proof) and (is_member or proof.signed))


def read(db: Db, brief: Brief, site: Site) -> Talk | None:
    """What a mail at an alias is; None where it leads nowhere, or to somebody who has died."""
    token, address = brief.errand.token, brief.reading.from_address
    post = spool.post(db, token.first) if token else None
    mailing_list = lists.by_id(db, post.list_id) if post else None
    if token is None or post is None or mailing_list is None:
        return None
    before = errands.private(db, token.second) if token.second else None
    is_asked = before is not None and not before.proof
    writer = members.person_by_address(db, before.sender if before and is_asked else address)
    author = _author(db, post, mailing_list)
    to, other, is_own = (None if token.second else author), None, False
    if before is not None:
        to, other = _sender(db, before, mailing_list), _recipient(db, before, post, mailing_list)
        if is_own := is_asked or _is(writer, address, to):
            to, other = other, to
    if to is None or _has_died(db, to):
        return None
    return Talk(
        post=post,
        list=mailing_list,
        to=to,
        is_for_author=author is not None and to.address == author.address,
        is_known=bool(to.person_id or (before.proof if before and not is_own else post.proof)),
        writer=writer,
        is_member=_is_member(db, mailing_list, writer.id if writer else 0),
        is_party=_is(writer, address, other),
        to_all=_is_public(db, brief, mailing_list, site)
        and _is_member(db, mailing_list, to.person_id),
        asked=before if is_own else None,
    )


def about(db: Db, brief: Brief) -> tuple[Post, MailingList, Person] | None:
    """The post of an alias, its list, and who writes there, where we know her."""
    token = brief.errand.token
    post = spool.post(db, token.first) if token else None
    mailing_list = lists.by_id(db, post.list_id) if post else None
    writer = members.person_by_address(db, brief.reading.from_address)
    return (post, mailing_list, writer) if post and mailing_list and writer else None


# --- the two of a talk ----------------------------------------------------------------------------


def _author(db: Db, post: Post, mailing_list: MailingList) -> Addressee | None:
    """At her main address of today where we know her, else where she wrote from."""
    person = members.person(db, post.person_id)
    if person is not None:
        return Addressee.of(person)
    language = post.language or mailing_list.policy.language
    return Addressee(0, post.address, post.author, language) if post.address else None


def _sender(db: Db, mail: Private, mailing_list: MailingList) -> Addressee:
    person = members.person_by_address(db, mail.sender)
    if person is not None:
        return Addressee.of(person)
    return Addressee(0, mail.sender, "", mailing_list.policy.language)


def _recipient(db: Db, mail: Private, post: Post, mailing_list: MailingList) -> Addressee | None:
    """Whom a mail was for: the sender of the one that it answers, or else the author.

    Under a mail of her own its writer goes on writing to the same person.
    """
    sender = _sender(db, mail, mailing_list)
    while mail.token.second:
        answered = errands.private(db, mail.token.second)
        if answered is None:
            return None
        to = _sender(db, answered, mailing_list)
        if to != sender:
            return to
        mail = answered
    return _author(db, post, mailing_list)


def _is(person: Person | None, address: str, one: Addressee | None) -> bool:
    """Whether a From is one of the two, at any address of hers."""
    if one is None:
        return False
    return one.address == address or (person is not None and person.id == one.person_id)


def _is_member(db: Db, mailing_list: MailingList, person_id: int) -> bool:
    return members.member(db, mailing_list.id, person_id) is not None


def _has_died(db: Db, to: Addressee) -> bool:
    person = members.person(db, to.person_id)
    return person is not None and person.deceased is not None


def _is_public(db: Db, brief: Brief, mailing_list: MailingList, site: Site) -> bool:
    """Whether the mail went to the list as well: it says so, or is there already."""
    if Addresses(site, mailing_list).post in brief.reading.addressed:
        return True
    return spool.has_post(db, mailing_list.id, brief.errand.mail_id, brief.reading.message_id)
