"""The lists that a wish to join is about, and how each of them stands to who wishes.

Owns the reads of joining.py. A list that has ended is none; one that has shut her out takes no wish
of hers, but where facilitators decide anyway: they are told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.commands.entry import Wish
from listserv.commands.visit import Visit
from listserv.languages.command import Command
from listserv.model import MailingList, Standing
from listserv.store import applicants, invitations, lists, memberships, standings
from listserv.store.base import Db
from listserv.text.dates import DAY


@dataclass(frozen=True, slots=True)
class Sought:
    """What a wish to join is about."""

    lists: Sequence[MailingList]  # those that are named; else the one she writes to
    banned: frozenset[int]  # ids of those that have shut her out
    applied: frozenset[int]  # of those whose facilitators have her request
    refused: frozenset[int]  # of those whose facilitators have refused it in the last day
    declined: bool  # nothing proves the mail, and she said no a short time ago
    left: frozenset[int]  # ids of those that she left lately


def sought(db: Db, visit: Visit, command: Command, now: float) -> Sought:
    named = (lists.get(db, one) for one in command.args)
    found = [one for one in named if one is not None] or ([visit.list] if visit.list else [])
    about = [one for one in dict.fromkeys(found) if one.retired is None]
    address, person = visit.brief.reading.from_address, visit.person
    ids = [one.id for one in about]
    return Sought(
        about,
        frozenset(one.id for one in about if _is_banned(db, visit, one)),
        frozenset(one for one in ids if applicants.open_one(db, one, address)),
        frozenset(one for one in ids if applicants.was_refused(db, one, address, now - DAY)),
        not visit.proven and invitations.has_declined(db, address, now - invitations.QUIET),
        frozenset(
            one for one in ids if person and memberships.left_lately(db, one, person.id, now)
        ),
    )


def still(db: Db, visit: Visit, asked: Wish) -> list[MailingList]:
    """The lists of a question, but for those that she is banned from since."""
    return free(db, visit, [*([visit.list.id] if visit.list else []), *asked.lists])


def free(db: Db, visit: Visit, list_ids: Sequence[int]) -> list[MailingList]:
    """Those of these lists that are there, and have not shut her out."""
    found = (lists.by_id(db, one) for one in dict.fromkeys(list_ids))
    kept = [one for one in found if one is not None and one.retired is None]
    return [one for one in kept if not _is_banned(db, visit, one)]


def _is_banned(db: Db, visit: Visit, about: MailingList) -> bool:
    """Where facilitators decide, they are told of it instead."""
    return about.policy.join != "approve" and is_shut_out(db, visit, about)


def is_shut_out(db: Db, visit: Visit, about: MailingList) -> bool:
    if visit.person is None:
        return False
    return standings.standing(db, about.id, visit.person.id) is Standing.BANNED
