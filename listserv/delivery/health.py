"""Is a relay set up wrongly? What its last answers say, all together; pure.

One refusal is about one copy. When most of a relay's last answers, for different domains, say that
it does not relay for us, wants another login, or takes nothing from us, then it is not the members
who are wrong: the relay has to be stopped, and the refused copies are due again.

One large provider that refuses us is no such relay: its answers are all for its own domain. A relay
that says only of itself that it will not serve us (no relaying, a login) needs no second domain to
be believed. Temporary refusals (greylisting) never count as refusals, only as answers.
"""

from __future__ import annotations

from collections import deque

from listserv.delivery.backoff import Blame, Outcome

WINDOW = 50  # answers
YOUNG = 10  # answers that are enough when all of them are refusals
DOMAINS = 3  # at least, for which it refuses


class Health:
    """The last answers of one relay."""

    def __init__(self) -> None:
        self._answers: deque[tuple[int, str, Outcome]] = deque(maxlen=WINDOW)

    def note(self, delivery: int, domain: str, outcome: Outcome) -> None:
        """An answer to the copy of a delivery, for a recipient of `domain`."""
        self._answers.append((delivery, domain, outcome))

    def clear(self) -> None:
        """The relay begins anew."""
        self._answers.clear()

    def misconfigured(self) -> bool:
        refused = [outcome for _, _, outcome in self._answers if outcome.refuses_us]
        answers, refusals = len(self._answers), len(refused)
        if answers < YOUNG or refusals * 2 <= answers:
            return False
        if answers < WINDOW and refusals < answers:
            return False
        return all(outcome.blame is Blame.RELAY for outcome in refused) or self._spread()

    def _spread(self) -> bool:
        """Is it several domains, and most of them, that are refused by their last answers?"""
        last = {domain: outcome.refuses_us for _, domain, outcome in self._answers}
        refused = sum(last.values())
        return refused >= DOMAINS and refused * 2 > len(last)

    def refused(self) -> tuple[int, ...]:
        """The deliveries whose refusals are in the window: they are to be due again."""
        return tuple(delivery for delivery, _, one in self._answers if one.refuses_us)

    def words(self) -> str:
        """The relay's last refusal."""
        return next((one.text for _, _, one in reversed(self._answers) if one.refuses_us), "")
