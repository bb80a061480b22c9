"""What each verb needs as proof of its sender: the one table.

Pure. A From address alone is nobody (rule 11 of DESIGN): what it may do without proof is to read,
and to leave, because the letter that answers a leave undoes it. Proof is the person's own token
address, an aligned signature, or the answer to a confirmation that goes to the registered address.
"""

from __future__ import annotations

from enum import Enum

from listserv.languages.command import Verb


class Need(Enum):
    NOTHING = "nothing"  # says nothing about anybody
    UNDO = "undo"  # acts at once; the letter to the registered address undoes it
    LIST = "list"  # the list's `join` policy says
    REGISTERED = "registered"  # answered at the registered address only
    PROVEN = "proven"  # token, aligned signature, or a confirmation by answer
    ASKED = "asked"  # by a letter of its own, whatever proves the mail: it cannot be undone


NEEDS: dict[Verb, Need] = {
    Verb.HELP: Need.NOTHING,
    Verb.LISTS: Need.NOTHING,
    Verb.INFO: Need.NOTHING,
    Verb.JOIN: Need.LIST,
    Verb.LEAVE: Need.UNDO,
    Verb.STATUS: Need.REGISTERED,
    Verb.WHERE: Need.REGISTERED,
    Verb.MY_DATA: Need.REGISTERED,
    Verb.CONTRIBUTIONS: Need.REGISTERED,
    Verb.WITHDRAW: Need.PROVEN,
    # What is sent may cost her money.
    Verb.ATTACHMENT: Need.PROVEN,
    Verb.INDEX: Need.PROVEN,
    Verb.LATEST: Need.PROVEN,
    Verb.GET: Need.PROVEN,
    Verb.THREAD: Need.PROVEN,
    Verb.MORE: Need.PROVEN,
    Verb.SEARCH: Need.PROVEN,
    Verb.SUMMARY: Need.PROVEN,
    Verb.DELIVERY: Need.PROVEN,
    Verb.DIGEST: Need.PROVEN,
    Verb.PAUSE: Need.PROVEN,
    Verb.RESUME: Need.PROVEN,
    Verb.I_READ: Need.PROVEN,
    Verb.TRANSLATION: Need.PROVEN,
    Verb.MACHINE: Need.PROVEN,
    Verb.TIMEZONE: Need.PROVEN,
    Verb.LIMIT: Need.PROVEN,
    Verb.OWN: Need.PROVEN,
    Verb.CONCEAL: Need.PROVEN,
    Verb.MUTE: Need.PROVEN,
    Verb.UNMUTE: Need.PROVEN,
    Verb.ONLY: Need.PROVEN,
    Verb.ADDRESS: Need.PROVEN,  # a new one has to prove itself as well
    Verb.NAME: Need.PROVEN,
    Verb.COUNTRY: Need.PROVEN,
    Verb.ORGANISATION: Need.PROVEN,
    Verb.PROFILE: Need.PROVEN,
    Verb.OFFER: Need.PROVEN,
    Verb.CORRECT: Need.PROVEN,
    Verb.RETRACT: Need.PROVEN,
    Verb.NO_OFFER: Need.PROVEN,
    Verb.MOST: Need.PROVEN,
    Verb.CREDIT: Need.PROVEN,
    Verb.AWAY: Need.PROVEN,
    Verb.ERASE: Need.ASKED,
}


def needs_proof(verb: Verb, *, proven: bool) -> bool:
    """Whether a verb waits for proof of its sender, whose mail is `proven`; one that is not in the
    table does."""
    return NEEDS.get(verb, Need.PROVEN) is Need.PROVEN and not proven
