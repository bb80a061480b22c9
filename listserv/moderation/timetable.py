"""When moderators and authors are written to about what waits: hours, reminders, the end of it.

Pure. Owns the clock's part in moderation. Every step counts from the last time that moderators read
of the post or did something with it, so that a server that was down for two days reminds once, and
a post that came back from its author has its time again. A post that a moderator put off is hers to
see at the next hour; one that she took is hers alone for as long as a reminder waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from listserv.model import Policy, Reader, Wait
from listserv.press.days import clock, zone

SETTLE = 30.0  # seconds behind an hour: a post that came just before it is held by then
AUTHOR_SECONDS = 7 * 86400.0  # how long a moderator's question waits for its author
PRIVATE_SECONDS = 3 * 86400.0  # how long "for everyone, or for one?" waits for her
HOURS = ("07:00", "16:00")  # of a moderator who wants hours on a list that has none
_SHORTEST = 60.0  # seconds between two steps, whatever the policy says

# (number of a post, version) -> when a reader was last shown it
Shown = Mapping[tuple[int, int], float]


class Step(IntEnum):
    """What is done about a post that nobody decides; its value is what `reminded` becomes."""

    REMIND = 1  # those on duty
    ESCALATE = 2  # every moderator and the site's admin
    GIVE_BACK = 3  # to its author


def hours_of(reader: Reader, policy: Policy) -> tuple[str, ...]:
    """The times of day at which a reader gets her queue mail; none: a notice for each post."""
    if reader.letters == "each":
        return ()
    return policy.hours or (HOURS if reader.letters == "hours" else ())


@lru_cache(maxsize=64)  # asked once for each post that waits, at one instant
def last_hour(hours: tuple[str, ...], zone_name: str, now: float) -> float | None:
    """The latest of these times of day that lies SETTLE seconds behind `now`."""
    place = zone(zone_name)
    today = datetime.fromtimestamp(now, place).date()
    instants = (
        datetime.combine(today - timedelta(days=back), clock(hour), place).timestamp()
        for back in (-1, 0, 1, 2)  # tomorrow: a zone's date line
        for hour in hours
    )
    return max((one for one in instants if one + SETTLE <= now), default=None)


def to_show(
    waits: Sequence[Wait], shown: Shown, reader: Reader, hour: float, policy: Policy, now: float
) -> list[Wait]:
    """What a reader's queue mail of this hour shows; nothing where nothing in it is new to her.

    New is what she was not shown in this version, and what was put off since she was shown it. All
    of it goes along once some of it had come by that hour. Spam alone makes one mail an hour: what
    does not fit into it waits for the next one.
    """
    new = [
        one
        for one in waits
        if _is_new(one, shown) and not is_hers(one, policy, now, but=reader.person.id)
    ]
    is_served = any(at >= hour for at in shown.values())
    pressing = (
        one for one in new if not one.spam or (one.since <= hour - policy.remind and not is_served)
    )
    return new if any(max(one.since, one.put_off or 0.0) <= hour for one in pressing) else []


def _is_new(one: Wait, shown: Shown) -> bool:
    at = shown.get((one.number, one.version))
    return at is None or at < (one.put_off or 0.0)


def is_hers(one: Wait, policy: Policy, now: float, but: int = 0) -> bool:
    """Whether somebody, not the person `but`, took this post and has it still."""
    return one.taken_by not in (0, but) and now - one.taken < policy.remind


def step(one: Wait, policy: Policy, now: float) -> Step | None:
    """The step that is due for a post, None for none. Spam is only given up at the end."""
    if one.noticed is None:
        return None
    if one.spam:
        spent = _waited(one, Step.GIVE_BACK, policy, now) >= policy.give_back
        return Step.GIVE_BACK if spent else None
    following = Step(min(one.reminded + 1, Step.GIVE_BACK))
    return following if _waited(one, following, policy, now) >= _delay(following, policy) else None


def goes_along(one: Wait, following: Step, policy: Policy, now: float) -> bool:
    """Whether a post that is not due yet is told of with another that is: one letter for both."""
    if one.noticed is None or one.spam or one.reminded + 1 != following:
        return False
    return _waited(one, following, policy, now) >= _delay(following, policy) / 2


def _waited(one: Wait, following: Step, policy: Policy, now: float) -> float:
    """Seconds since moderators last read of it or did something with it; to a reminder those until
    the last hour of a list that has hours, for it keeps to them."""
    if following is Step.REMIND and policy.hours:
        now = last_hour(policy.hours, policy.timezone, now) or 0.0
    return now - max(one.noticed or 0.0, one.stirred, one.put_off or 0.0)


def _delay(following: Step, policy: Policy) -> float:
    """Seconds between the step before and this one."""
    match following:
        case Step.REMIND:
            return policy.remind
        case Step.ESCALATE:
            return max(policy.escalate - policy.remind, _SHORTEST)
        case Step.GIVE_BACK:
            return max(policy.give_back - max(policy.escalate, policy.remind), _SHORTEST)


def author_due(one: Wait, policy: Policy, now: float) -> bool:
    """Whether the author is told now that her post waits; who sent spam never is."""
    return not one.author_told and not one.spam and now - one.received >= policy.tell_author
