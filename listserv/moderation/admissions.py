"""When facilitators are told of who wants to join, and what their letters name; pure.

A request is told of at once, or at the list's hours; many of them share a letter. Nobody decides:
they are reminded once, and in the end the request is closed. Where she was asked something, the
wait is hers. Owns also what a letter's row keeps of the people it showed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import Applicant, Application, Policy
from listserv.moderation.coalesce import SINGLES, WINDOW_SECONDS
from listserv.moderation.timetable import last_hour

PAGE = 20  # people in one letter
MOST_AN_HOUR = 10  # letters; after so many
PAUSE_SECONDS = 2 * WINDOW_SECONDS  # lie between two: nobody waits longer for hers
_MARK = "applicants"  # how the question of such a letter begins


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done now about those who wait to join a list."""

    tell: tuple[Applicant, ...] = ()
    remind: tuple[Applicant, ...] = ()
    give_up: tuple[Applicant, ...] = ()


@dataclass(frozen=True, slots=True)
class Lately:
    """How many letters about such people a facilitator got, in the time that ends now."""

    minute: int = 0  # coalesce.WINDOW_SECONDS
    pause: int = 0  # PAUSE_SECONDS
    hour: int = 0


def due(people: Sequence[Applicant], policy: Policy, now: float, lately: Lately) -> Due:
    """`people` are those whose request is open."""
    until = last_hour(policy.hours, policy.timezone, now) or 0.0 if policy.hours else now
    waiting = [one for one in people if one.state is Application.WAITING]
    fresh = [one for one in waiting if one.told is None]
    ready = [one for one in fresh if one.stirred <= until]
    if not policy.hours and _are_many(fresh, now, lately):
        ready = []
    return Due(
        # What came after the hour goes along with what came before it.
        tuple(fresh if ready else ()),
        tuple(one for one in waiting if _is_forgotten(one, policy, until)),
        tuple(one for one in people if now - _since(one) >= policy.give_back),
    )


def _are_many(fresh: Sequence[Applicant], now: float, lately: Lately) -> bool:
    """Whether the next letter waits for more of them: a minute, and in a flood longer."""
    if lately.hour >= MOST_AN_HOUR:
        return lately.pause > 0
    waited = any(now - one.stirred >= WINDOW_SECONDS for one in fresh)
    return lately.minute >= SINGLES and not waited


def _since(one: Applicant) -> float:
    """Since when nothing has come of it."""
    return max(one.stirred, one.told or 0.0)


def _is_forgotten(one: Applicant, policy: Policy, until: float) -> bool:
    return one.told is not None and one.reminded is None and until - one.told >= policy.remind


# --- what a letter asked --------------------------------------------------------------------------


def asked_of(ids: Sequence[int], code: str = "") -> str:
    """What the row of a letter keeps: whom it showed, and the question it asks back."""
    return " ".join((_MARK, *(f"{one}" for one in ids), *((code,) if code else ())))


def read(asked: str) -> tuple[tuple[int, ...], str]:
    """(ids of the applicants that a letter showed, the question it asked), of any letter."""
    mark, *said = asked.split() or [""]
    if mark != _MARK:
        return (), asked
    ids = tuple(int(one) for one in said if one.isdecimal())
    return ids, next((one for one in said if not one.isdecimal()), "")
