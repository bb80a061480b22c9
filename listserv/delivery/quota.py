"""How fast copies may leave: from a relay as a whole, and to each recipient domain; pure.

A bucket fills with the rate and holds two seconds of it; a copy takes one out. A letter takes one
out even where none is left, and never waits: what it took is missing for the copies after it.

A copy that must wait for its domain is told when to come again: the next slot of its mailing. Slots
are a plan, in which the mailings that wait at a domain take turns, whatever their size: a small one
beside a large one gets every second turn. The buckets alone decide. When a newcomer makes the plan
too dense, the mailing that is ahead of its share gives way, and its copy gets a slot behind the
others of its mailing. So a copy is put off once, seldom twice, however many wait.

Nothing is kept over a restart: the slots stand in the ledger as the hours at which copies are due,
and what comes then is judged by a full bucket. What a recalled mailing leaves of its turns is lost.
"""

from __future__ import annotations

from collections.abc import Mapping

BURST_SECONDS = 2.0  # of the rate may leave at once
SMALLEST_BURST = 2.0  # copies
LONGEST_DEBT = 60.0  # seconds; letters, or a clock set back, hold copies up no longer
MANY = 1_000_000_000  # what is allowed where there is no bound
OTHERS = "*"  # the rate of each domain that has none of its own
AHEAD_SECONDS = 1.0  # a mailing may be ahead of its share: copies come in clumps
GRACE_SECONDS = 1.0  # how late the road may come back to a copy whose slot has come
LONGEST_PLAN = 1.25  # of what the waiting copies need; if it is longer, they were called back early
SWEEP = 1000  # copies put off, and new domains, between two looks for what can be forgotten

_EPSILON = 1e-3  # copies; instants near the year 2030 are exact to 2e-7 seconds


class Bucket:
    """Holds `burst` copies, and fills with `rate` copies a second."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.burst = max(SMALLEST_BURST, rate * BURST_SECONDS)
        self._full_at = 0.0

    def level(self, now: float) -> float:
        """Copies that may leave now; below 0 when letters took more than there was."""
        return self.burst - max(0.0, self._full_at - now) * self.rate + _EPSILON

    def take(self, copies: int, now: float) -> None:
        longest = now + self.burst / self.rate + LONGEST_DEBT
        self._full_at = min(max(self._full_at, now) + copies / self.rate, longest)

    def next(self, now: float) -> float:
        """The instant from which one copy may leave."""
        return now + max(0.0, 1.0 - self.level(now)) / self.rate

    def full(self, now: float) -> bool:
        return self._full_at <= now


class Quota:
    """The rate of a relay, in copies a second; 0 is no bound. Every instant is POSIX seconds."""

    def __init__(self, rate: float) -> None:
        self._bucket = Bucket(rate) if rate else None

    def allowed(self, now: float) -> int:
        """How many copies may start now."""
        return max(0, int(self._bucket.level(now))) if self._bucket else MANY

    def took(self, copies: int, now: float) -> None:
        """So many have started, letters among them."""
        if self._bucket:
            self._bucket.take(copies, now)

    def again(self, now: float) -> float:
        """The instant from which `allowed` is at least 1."""
        return self._bucket.next(now) if self._bucket else now


class Domains:
    """The rates of recipient domains, in copies a second; `*` is that of each other domain."""

    def __init__(self, rates: Mapping[str, float]) -> None:
        self._rates = rates
        self._domains: dict[str, _Domain] = {}
        self._until_sweep = SWEEP

    def admit(self, domain: str, mailing: int, now: float, returning: bool) -> float:
        """0.0: this copy may leave now, and is counted. Else the instant at which to come again.

        `returning`: it was put off before, by this or by an earlier run.
        """
        found = self._find(domain, now)
        slot = found.admit(mailing, now, returning) if found else 0.0
        if slot:
            self._sweep(now)
        return slot

    def count(self, domain: str, now: float) -> None:
        """A letter leaves: it is counted and never waits."""
        found = self._find(domain, now)
        if found:
            found.bucket.take(1, now)

    def _find(self, domain: str, now: float) -> _Domain | None:
        found = self._domains.get(domain)
        if found is None:
            rate = self._rates.get(domain) or self._rates.get(OTHERS)
            if rate:
                self._sweep(now)
                found = self._domains[domain] = _Domain(rate)
        return found

    def _sweep(self, now: float) -> None:
        """Forget, now and then, the domains and mailings that wait for nothing."""
        self._until_sweep -= 1
        if self._until_sweep <= 0:
            self._domains = {name: one for name, one in self._domains.items() if one.busy(now)}
            self._until_sweep = max(SWEEP, len(self._domains))


class _Share:
    """What one mailing has had of a domain, and where its slots end."""

    __slots__ = ("last_slot", "used_until", "waiting")

    def __init__(self) -> None:
        self.waiting = 0  # copies that were given a slot and did not come yet
        self.last_slot = 0.0
        self.used_until = 0.0  # its share of the rate is used up to this instant


class _Domain:
    """One domain: its bucket, and the mailings that wait there."""

    def __init__(self, rate: float) -> None:
        self.bucket = Bucket(rate)
        self._gap = 1 / rate
        self._grace = GRACE_SECONDS + 2 * self._gap
        self._shares: dict[int, _Share] = {}

    def admit(self, mailing: int, now: float, returning: bool) -> float:
        share = self._shares.get(mailing) or _Share()
        share.waiting = max(0, share.waiting - returning)
        others = self._with_slots_after(now - self._grace, share)
        ahead = bool(others) and share.used_until > now + AHEAD_SECONDS
        if self.bucket.level(now) < 1.0 + self.bucket.burst / 2 * ahead:
            self._shares[mailing] = share
            share.waiting += 1
            share.last_slot = self._later(share, now) if returning else self._first(share, now)
            return share.last_slot
        self.bucket.take(1, now)
        if others:
            self._shares[mailing] = share
            share.used_until = max(share.used_until, now) + (1 + others) * self._gap
        return 0.0

    def _first(self, share: _Share, now: float) -> float:
        """The slot of a copy that comes the first time: its turn, when all mailings take turns."""
        return max(share.last_slot + self._gap, now + self._needed(share))

    def _later(self, share: _Share, now: float) -> float:
        """The slot of one that gave way: behind its mailing, among those that wait so long."""
        start = max(share.last_slot, now)
        if start > now + LONGEST_PLAN * self._needed(share) + self._grace:
            start = now
        return start + (1 + self._with_slots_after(start, share)) * self._gap

    def _needed(self, share: _Share) -> float:
        """Seconds until the last copy of a mailing has its turn."""
        turns = sum(min(one.waiting, share.waiting) for one in self._shares.values())
        return turns * self._gap

    def _with_slots_after(self, instant: float, share: _Share) -> int:
        """How many other mailings have slots after an instant."""
        return sum(one.last_slot > instant for one in self._shares.values() if one is not share)

    def busy(self, now: float) -> bool:
        """Is there anything to remember? Forgets the mailings that are through."""
        self._shares = {
            mailing: share
            for mailing, share in self._shares.items()
            if max(share.last_slot + self._grace, share.used_until) > now
        }
        return bool(self._shares) or not self.bucket.full(now)
