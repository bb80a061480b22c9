"""Young addresses: what came to a person lately, and may not take everything of hers at once.

Owns the rule that an address of the last fortnight, which is not where our
mail goes, neither gets what we hold about her, nor changes her addresses, nor erases her: what asks
for that from there is asked about at the main address. A single "yes", given by mistake to
somebody with her name, so hands over no more than posting and reading; and who did it herself has
the other mailbox. No I/O.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.languages.command import Command, Verb
from listserv.store.persons import Own
from listserv.text.dates import DAY

YOUNG = 14 * DAY
_ELDERS = frozenset({Verb.MY_DATA, Verb.CONTRIBUTIONS, Verb.ERASE, Verb.ADDRESS})


def elder(own: Sequence[Own], address: str, now: float) -> str:
    """The main address, which is asked in place of `address`; "" where that one is not young.

    `own` are hers, the main one first.
    """
    here = next((one for one in own if one.address == address), None)
    if here is None or here.main or here.since <= max(now - YOUNG, own[0].since):
        return ""
    return own[0].address


def waits(command: Command, address: str) -> bool:
    """Whether a command from a young address waits for the main one; it may give itself up."""
    return command.verb in _ELDERS and command.args != ("remove", address)
