"""What each verb needs as proof of its sender: the one table.

Pure. A From address alone is nobody (rule 11 of DESIGN): what it may do without proof is to read,
and to leave, because the letter that answers a leave undoes it. Proof is the person's own token
address, an aligned signature, or the answer to a confirmation that goes to the registered address.
"""

from __future__ import annotations

from enum import Enum

from listserv.languages import grammar


class Need(Enum):
    NOTHING = "nothing"  # says nothing about anybody
    UNDO = "undo"  # acts at once; the letter to the registered address undoes it
    LIST = "list"  # the list's `join` policy says
    REGISTERED = "registered"  # answered at the registered address only
    PROVEN = "proven"  # token, aligned signature, or a confirmation by answer


NEEDS: dict[str, Need] = {
    grammar.HELP: Need.NOTHING,
    grammar.LISTS: Need.NOTHING,
    grammar.INFO: Need.NOTHING,
    grammar.JOIN: Need.LIST,
    grammar.LEAVE: Need.UNDO,
    grammar.STATUS: Need.REGISTERED,
    grammar.WHERE: Need.REGISTERED,
    grammar.WITHDRAW: Need.PROVEN,
    grammar.ATTACHMENT: Need.PROVEN,  # what it sends may cost her money
    grammar.DELIVERY: Need.PROVEN,
    grammar.PAUSE: Need.PROVEN,
    grammar.RESUME: Need.PROVEN,
    grammar.I_READ: Need.PROVEN,
}


def needs_proof(verb: str) -> bool:
    """Whether a verb waits for proof of its sender; one that is not in the table does."""
    return NEEDS.get(verb, Need.PROVEN) is Need.PROVEN
