"""Who is asked to translate what, and until when; pure.

One person at a time has a text: somebody who offered the pair, is not away, has not had her fill of
the week and was not asked for this one before; of several whoever was asked for least. A translator
gets one letter for many texts and not one for each: what comes within a few minutes goes into the
same letter, and the next one leaves her in peace for most of a day, for less on a list whose posts
wait for their translations, and for half an hour where one waits for her. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from listserv.model import Policy
from listserv.model.translations import APART_HELD, Task, Volunteer

SETTLE = 5 * 60.0  # seconds from the oldest text of a letter to the letter
APART = 20 * 3600.0  # … between two letters to a translator
APART_HOLDING = 2 * 3600.0  # … on a list that holds posts for their translations
WEEK = 7 * 86400.0
MOST_TEXTS = 6
MOST_LETTERS = 20_000  # characters of the originals; one text may be longer


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that nobody has, or somebody, with what its post says of it."""

    task: Task
    letters: int  # of the original
    waits: float = 0.0  # until when its post does not go out without it; 0: it is out


@dataclass(frozen=True, slots=True)
class Load:
    """What translators were asked for so far, each by person or task."""

    had: Mapping[int, frozenset[int]] = field(default_factory=dict)  # persons, by task
    given: Mapping[int, int] = field(default_factory=dict)  # texts in the last week, by person
    last: Mapping[int, float] = field(default_factory=dict)  # when she was written to


@dataclass(frozen=True, slots=True)
class Batch:
    """One letter: its texts in order, each with the instant until which she has it."""

    person_id: int
    texts: tuple[tuple[Wanted, float], ...]

    @property
    def until(self) -> float:
        """When the first of them is due."""
        return min(until for _, until in self.texts)


def plan(
    wanted: Sequence[Wanted],
    volunteers: Sequence[Volunteer],
    load: Load,
    policy: Policy,
    now: float,
) -> list[Batch]:
    """The letters to write now; `wanted` oldest first, `volunteers` in the order of their offers.

    Whoever was asked for least in the week comes first, and gets all that fits into a letter: so
    the others are free for what comes next.
    """
    free = [one for one in wanted if not one.task.person_id and one.task.until > now]
    batches: list[Batch] = []
    people = list(dict.fromkeys(one.person_id for one in volunteers))
    for person_id in sorted(people, key=lambda one: _turn(load, one)):
        hers = [one for one in volunteers if one.person_id == person_id]
        texts = _texts(free, hers, load, policy, now)
        if texts:
            batches.append(
                Batch(person_id, tuple((one, _deadline(one, policy, now)) for one in texts))
            )
            free = [one for one in free if one not in texts]
    return batches


def _turn(load: Load, person_id: int) -> tuple[int, float]:
    return load.given.get(person_id, 0), load.last.get(person_id, 0.0)


def _deadline(one: Wanted, policy: Policy, now: float) -> float:
    return min(now + policy.translate_within, one.task.until)


def _texts(
    free: Sequence[Wanted],
    hers: Sequence[Volunteer],
    load: Load,
    policy: Policy,
    now: float,
) -> list[Wanted]:
    """What one translator is asked for now; [] where nothing, or not yet."""
    her = hers[0]
    if (her.away_until or 0.0) > now:
        return []
    pairs = {(one.source, one.language) for one in hers}
    able = [
        one
        for one in free
        if (one.task.source, one.task.language) in pairs
        and her.person_id not in load.had.get(one.task.id, frozenset())
    ]
    held = any(one.waits for one in able)
    settled = held or any(now - one.task.made >= SETTLE for one in able)
    apart = APART_HELD if held else APART_HOLDING if policy.translate_hold else APART
    if not settled or now < load.last.get(her.person_id, 0.0) + apart:
        return []
    room = her.most - load.given.get(her.person_id, 0) if her.most else MOST_TEXTS
    able.sort(key=lambda one: not one.waits)
    return _fitting(able, min(room, MOST_TEXTS))


def _fitting(able: Sequence[Wanted], most: int) -> list[Wanted]:
    """As many as a letter holds, one at least where she takes any."""
    found: list[Wanted] = []
    letters = 0
    for one in able:
        letters += one.letters
        if len(found) >= most or (found and letters > MOST_LETTERS):
            break
        found.append(one)
    return found
