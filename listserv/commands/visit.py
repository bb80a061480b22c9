"""A visit: who asks the clerk for something, about which list, and how sure we are.

Owns what the store knows of the one who asks. A visit is read anew where a command names another
list, or where an answer has proved its sender.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from listserv.commands import proof, wording
from listserv.errand import Brief
from listserv.languages import words
from listserv.languages.command import OF_LISTS, Command, Verb
from listserv.languages.namesakes import is_full_name
from listserv.languages.plain import fold
from listserv.mailroom import Addressee
from listserv.model import MailingList, Member, Person, Site
from listserv.store import lists, members, namesakes
from listserv.store.base import Db
from listserv.store.errands import Change


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is asking, about which list, and how sure we are."""

    brief: Brief
    list: MailingList | None
    person: Person | None
    memberships: tuple[Member, ...]
    proven: bool
    to: Addressee
    confirmed: bool = False  # she has just answered that she wants this very thing
    moderates: tuple[str, ...] = ()  # names: of this list, or of all where it is about none
    ahead: tuple[Change, ...] = ()  # what her mail changes before this is answered

    @property
    def names(self) -> tuple[str, ...]:
        """All that she is known by, her addresses too."""
        reading = self.brief.reading
        own = (self.person.name, self.person.address) if self.person else ()
        return tuple(filter(None, (reading.from_name, reading.from_address, *own)))

    @property
    def cause(self) -> str:
        """What a letter of now is an answer to."""
        return f"errand {self.brief.errand.id}"

    def must_prove(self, command: Command) -> bool:
        """Whether what is asked waits for her answer; a stranger has nothing to change."""
        needs = proof.needs_proof(command.verb, proven=self.proven)
        return needs and self.person is not None

    def spoken_to(self, language: str) -> Visit:
        """A stranger is answered in the language of her command; whom we know, in her own."""
        if self.person is not None or not language:
            return self
        return replace(self, to=replace(self.to, language=language))

    @property
    def namesake(self) -> tuple[Change, ...]:
        """Whoever we do not know may be a member whom her name belongs to: somebody looks."""
        reading = self.brief.reading
        if self.person or not self.brief.proof or not self.list:
            return ()
        if not is_full_name(reading.from_name):
            return ()
        return (
            partial(
                namesakes.note,
                list_id=self.list.id,
                address=reading.from_address,
                name=reading.from_name,
            ),
        )

    @property
    def member(self) -> Member | None:
        """The membership this is about: on the list named, else the only one there is."""
        if self.list is not None:
            return next((one for one in self.memberships if one.list_id == self.list.id), None)
        return self.memberships[0] if len(self.memberships) == 1 else None


def read(
    db: Db,
    brief: Brief,
    site: Site,
    named: MailingList | None = None,
    *,
    confirmed: bool = False,
) -> Visit:
    """Who is asking; what she has `confirmed` by her answer is proven, whatever the mail proves."""
    reading = brief.reading
    person = members.person_by_address(db, reading.from_address)
    mailing_list = named or (
        lists.by_id(db, brief.errand.list_id) if brief.errand.list_id else None
    )
    language = site.language
    about = lists.every(db)
    if mailing_list is not None:
        language = mailing_list.policy.language
        about = [mailing_list]
    return Visit(
        brief,
        mailing_list,
        person,
        tuple(members.memberships(db, person.id)) if person else (),
        brief.proof.signed or confirmed,  # a network speaks for all who use it
        Addressee.writer(
            person,
            reading,
            reading.language or language,
            proven=bool(brief.proof) or confirmed,
        ),
        confirmed,
        moderates=tuple(one.name for one in about if person and _moderates(db, one, person, site)),
    )


def _moderates(db: Db, mailing_list: MailingList, person: Person, site: Site) -> bool:
    if mailing_list.retired is not None:
        return False
    return any(one.id == person.id for one in members.responsible(db, mailing_list.id, site.admin))


def named_list(db: Db, command: Command) -> MailingList | None:
    """The list that a command names among its arguments."""
    found = [lists.get(db, name) for name in _names(command)]
    return next((one for one in found if one is not None and one.retired is None), None)


def names_no_list(db: Db, command: Command) -> bool:
    """Whether a command is about a list that is not there: `stop the war` would end a membership.

    Who wants to join is asked anyway.
    """
    strange = command.verb is not Verb.JOIN and bool(_names(command))
    return strange and named_list(db, command) is None


def _names(command: Command) -> list[str]:
    """The arguments of a command that may be names of lists."""
    if command.verb not in OF_LISTS:
        return []
    every = words.single_words("answers", "all") if command.verb is Verb.LEAVE else ()
    found = [arg for arg in command.args if arg not in wording.NO_LISTS and not arg.isdigit()]
    return [arg for arg in found if fold(arg) not in every]
