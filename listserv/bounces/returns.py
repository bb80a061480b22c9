"""The returns: reports that come to a copy's return path.

Owns nothing of its own: it notes for one copy that it did not arrive. Who it was about says the
token of the address alone; a report without a valid token never got past the door.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from listserv.bounces.judge import decide
from listserv.clock import Clock
from listserv.errand import Brief, Outcome
from listserv.model import Purpose
from listserv.store import ledger
from listserv.text.addresses import mask_text


class Returns:
    purposes: Sequence[Purpose] = (Purpose.BOUNCES,)
    for_robots = True

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def run(self, brief: Brief) -> Outcome:
        decision = decide(brief.errand.token, brief.reading.bounced)
        if decision is None:
            return Outcome("a report about no copy of ours")
        if not decision.failed:
            return Outcome(mask_text(decision.reason))
        note = partial(
            ledger.bounced,
            mailing=decision.mailing,
            person=decision.person,
            text=decision.reason,
            now=self._clock.now(),
        )
        return Outcome(mask_text(decision.reason), (), (note,))
