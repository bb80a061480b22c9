"""Is a relay set up wrongly? What its last answers say, all together; pure.

One refusal is about one copy. When most of a relay's last answers, for different domains, say that
it does not relay for us, wants another login, or takes nothing from us, then it is not the members
who are wrong: the relay has to be stopped, and the refused copies are due again. Ten refusals in a
row say the same of a relay that has few mails.

One large provider that refuses us is no such relay: its answers are all for its own domain. A relay
that says only of itself that it will not serve us (no relaying, a login) needs no second domain to
be believed. A temporary refusal counts only where it says that the relay does not relay for us; any
other (greylisting) is an answer, and no refusal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from listserv.delivery.outcomes import Blame, Outcome

WINDOW = 50  # answers
STREAK = 10  # refusals without anything between them are enough, on a relay of few mails
MOST = 5000  # refusals that are remembered
LATELY = 3600.0  # seconds; what was refused before, was refused by another relay, so to speak
DOMAINS = 3  # at least, for which it refuses


class Health:
    """The last answers of one relay. Every instant is in seconds, of any one clock."""

    def __init__(self) -> None:
        self._answers: deque[tuple[str, Outcome]] = deque(maxlen=WINDOW)
        self._refused: deque[tuple[float, int]] = deque(maxlen=MOST)

    def note(self, delivery: int, domain: str, outcome: Outcome, now: float) -> None:
        """An answer to the copy of a delivery, for a recipient of `domain`."""
        self._answers.append((domain, outcome))
        if outcome.refuses_us:
            self._refused.append((now, delivery))

    def clear(self) -> None:
        """The relay begins anew."""
        self._answers.clear()
        self._refused.clear()

    def misconfigured(self) -> bool:
        """Is it most of the window that it refuses, or each of its very last answers?"""
        last = list(self._answers)[-STREAK:]
        if len(last) == STREAK and all(one.refuses_us for _, one in last) and _is_ours(last):
            return True
        window = list(self._answers)
        refusals = sum(one.refuses_us for _, one in window)
        return len(window) == WINDOW and refusals * 2 > WINDOW and _is_ours(window)

    def refused(self, now: float) -> tuple[int, ...]:
        """The deliveries that it refused of late: they are to be due again."""
        return tuple(delivery for at, delivery in self._refused if now - at <= LATELY)

    def words(self) -> str:
        """The relay's last refusal."""
        return next((one.text for _, one in reversed(self._answers) if one.refuses_us), "")


def _is_ours(answers: Sequence[tuple[str, Outcome]]) -> bool:
    """Do these refusals mean us? It says so itself, or it is several domains, and most of them,
    whose last answer was one."""
    refused = [one for _, one in answers if one.refuses_us]
    if all(one.blame is Blame.RELAY for one in refused):
        return True
    last = {domain: one.refuses_us for domain, one in answers}
    return sum(last.values()) >= DOMAINS and sum(last.values()) * 2 > len(last)
