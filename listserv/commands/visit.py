"""A visit: who asks the clerk for something, about which list, and how sure we are.

Owns what the store knows of the one who asks. A visit is read anew where a command names another
list, or where an answer has proved its sender.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from listserv.commands import wording
from listserv.errand import Brief
from listserv.languages.grammar import Command
from listserv.mailroom import Addressee
from listserv.model import MailingList, Member, Person, Site
from listserv.store import lists, members
from listserv.store.base import Db
from listserv.store.confirmations import Confirmation


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is asking, about which list, and how sure we are."""

    brief: Brief
    list: MailingList | None
    person: Person | None
    memberships: tuple[Member, ...]
    proven: bool
    to: Addressee
    place: int = 0  # of the command in its mail
    moderates: tuple[str, ...] = ()  # names: of this list, or of all where it is about none

    @property
    def cause(self) -> str:
        """What a letter of now is an answer to."""
        return f"errand {self.brief.errand.id}, {self.place}"

    def spoken_to(self, language: str) -> Visit:
        """A stranger is answered in the language of her command; whom we know, in her own."""
        if self.person is not None or not language:
            return self
        return replace(self, to=replace(self.to, language=language))

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
    proven: bool | None = None,
) -> Visit:
    """Who is asking; `proven` overrules what the mail itself proves."""
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
        bool(brief.proof) if proven is None else proven,
        Addressee.writer(person, reading, reading.language or language),
        moderates=tuple(one.name for one in about if person and _moderates(db, one, person, site)),
    )


def _moderates(db: Db, mailing_list: MailingList, person: Person, site: Site) -> bool:
    if mailing_list.retired is not None:
        return False
    return any(one.id == person.id for one in members.responsible(db, mailing_list.id, site.admin))


def named_list(db: Db, command: Command) -> MailingList | None:
    """The list that a command names among its arguments."""
    named = [arg for arg in command.args if arg not in wording.NO_LISTS and not arg.isdigit()]
    found = [lists.get(db, name) for name in named]
    return next((one for one in found if one is not None and one.retired is None), None)


def answers_for(db: Db, visit: Visit, question: Confirmation) -> bool:
    """The answer comes from the address that was asked, or another one of the same person."""
    if visit.brief.reading.from_address == question.address:
        return True
    person = members.person_by_address(db, question.address)
    return person is not None and visit.person is not None and person.id == visit.person.id
