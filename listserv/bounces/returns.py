"""The returns: what comes to a copy's return path, and complaints about copies.

Owns nothing of its own: it notes for one copy that it did not arrive, and ends the membership of
whoever called it spam. Who it was about says a token alone, the address's or one in the mail that
was complained about; a report or complaint without a valid token changes nothing. No letter ever
answers either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from listserv.bounces.judge import Decision, decide, is_final
from listserv.clock import Clock
from listserv.errand import Brief, Outcome
from listserv.model import Complaint, Purpose, Token
from listserv.store import troubles
from listserv.store.base import Db
from listserv.store.errands import Change
from listserv.text.addresses import mask_text


class Returns:
    purposes: Sequence[Purpose] = (Purpose.BOUNCES,)
    for_robots = True

    def __init__(self, open_token: Callable[[str], Token | None], clock: Clock) -> None:
        self._open = open_token
        self._clock = clock

    async def run(self, brief: Brief) -> Outcome:
        if brief.reading.complaint is not None:
            return self._complained(brief.reading.complaint, brief.errand.token)
        decision = decide(brief.errand.token, brief.reading)
        if decision is None:
            return Outcome("a report about no copy of ours")
        if not decision.failed:
            return Outcome(mask_text(decision.reason))
        return Outcome(mask_text(decision.reason), (), (self._note(decision),))

    def _note(self, found: Decision) -> Change:
        """What is to be written of the copy, with the ledger and her who did not get it."""
        now = self._clock.now()

        def note(db: Db) -> None:
            if found.person:
                kind = found.kind.value
                troubles.reported(db, found.mailing, found.person, kind, found.said, now)
            else:
                kind = found.doubtful.value
                troubles.reported_of(db, found.mailing, found.named, kind, found.said, now)

        return note

    def _complained(self, complaint: Complaint, came_to: Token | None) -> Outcome:
        """The token of the address it came to, or of the mail it is about."""
        said = f"complaint: {complaint.kind}"
        if not is_final(complaint):
            return Outcome(said)
        opened = (came_to, *(self._open(text) for text in complaint.tokens))
        found = [one for one in opened if one and one.purpose in (Purpose.BOUNCES, Purpose.LEAVE)]
        if not found:
            return Outcome(f"{said}, about no copy of ours")
        leave = partial(troubles.complained, token=found[0], now=self._clock.now())
        return Outcome(said, (), (leave,))
