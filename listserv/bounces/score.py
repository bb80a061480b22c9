"""When somebody whose mail comes back is asked, stopped, and written to again; pure.

Owns the one table of what a failure costs, and the steps. A day costs once, by its gravest
failure. Enough days lead to a probe, a letter that asks nothing; a probe that comes back stops her
copies. Nobody is removed. Into a full mailbox no letter is put: she is stopped at once. While she
is stopped a probe goes out each month for half a year; one that does not come back, a proven mail
of hers, or a mail to an address with her token ends it. Where nothing comes back any more, all is
forgotten.

A probe that fails of what costs nothing (an outage, a block) is no answer, and stops nobody: she is
asked again once as many days with failures have come anew. Where nobody could be reached, or says
why, a day costs little: most of that passes. A host that is gone is found out all the same, for its
mail fails on six days, each time after days of tries, and then the probe does.

| kind | costs a day | so a probe, or the stop, comes after |
|---|---|---|
| dead | 3 | two days with failures |
| unknown, full | 1 | six |
| delayed, policy, content, automatic | nothing | never |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from listserv.bounces.classify import Kind
from listserv.model import Case, DeliveryState, Failure, Trouble
from listserv.text.dates import DAY

COST: Mapping[str, int] = {
    Kind.DEAD: 3,
    Kind.UNKNOWN: 1,
    Kind.FULL: 1,
    Kind.DELAYED: 0,
    Kind.POLICY: 0,
    Kind.CONTENT: 0,
    Kind.AUTOMATIC: 0,
}
ENOUGH = 6
QUIET = 7 * DAY  # a mail that has not come back by then has arrived
MONTH = 30 * DAY
PROBES = 6  # while she is stopped: half a year
FORGOTTEN = 120 * DAY  # since the last failure, where nothing was sent that could tell


class Step(StrEnum):
    """What is to be done about somebody now."""

    WAIT = "wait"
    CLEAR = "clear"  # forget it: she can be reached
    PROBE = "probe"
    STOP = "stop"
    CLOSE = "close"  # the probe told nothing; the next month has another
    LIFT = "lift"  # write to her again


class Answer(StrEnum):
    """What a probe told so far."""

    NONE = "none"
    CAME_BACK = "came back"
    NOTHING = "nothing"  # it came back, but says nothing about her mailbox
    ARRIVED = "arrived"


def counted(before: Trouble | None, failure: Failure) -> Trouble:
    """The trouble of a person with one more failure that counts; failures come in their order."""
    day, cost = int(failure.at // DAY), COST[failure.kind]
    trouble = before or Trouble(failure.person, failure.at, failure.at, "", "", 0, day, 0)
    paid = trouble.cost if day == trouble.day else 0  # this day cost so much already
    dearer = max(cost, paid)
    return replace(
        trouble,
        last=failure.at,
        kind=failure.kind,
        said=failure.said,
        score=trouble.score + dearer - paid,
        day=day,
        cost=dearer,
    )


def step(case: Case, now: float) -> Step:
    """The next step of one case."""
    if not case.is_member:
        return Step.CLEAR
    return _running(case, now) if case.stopped is None else _stopped(case, case.stopped, now)


def _running(case: Case, now: float) -> Step:
    trouble = case.trouble
    if _heard(case, trouble.last):
        return Step.CLEAR
    if trouble.probe:
        return {
            Answer.CAME_BACK: Step.STOP,
            Answer.ARRIVED: Step.CLEAR,
            Answer.NOTHING: Step.CLEAR,
            Answer.NONE: Step.WAIT,
        }[answer(case, now)]
    if trouble.score >= ENOUGH:
        return Step.STOP if trouble.kind == Kind.FULL else Step.PROBE
    return Step.CLEAR if case.arrived or now - trouble.last > FORGOTTEN else Step.WAIT


def _stopped(case: Case, since: float, now: float) -> Step:
    trouble = case.trouble
    if _heard(case, since):
        return Step.LIFT
    if trouble.probe:
        return {
            Answer.CAME_BACK: Step.CLOSE,
            Answer.NOTHING: Step.CLOSE,
            Answer.ARRIVED: Step.LIFT,
            Answer.NONE: Step.WAIT,
        }[answer(case, now)]
    is_due = now >= since + (trouble.probes + 1) * MONTH
    return Step.PROBE if is_due and trouble.probes < PROBES else Step.WAIT


def answer(case: Case, now: float) -> Answer:
    """What the probe told: it is known once it failed and was weighed, or was quiet for long."""
    if case.probe_failed:
        if case.probe_cost is None:
            return Answer.NONE
        return Answer.CAME_BACK if case.probe_cost else Answer.NOTHING
    if case.probe_state == DeliveryState.SENT:
        return Answer.ARRIVED if now - case.probe_tried >= QUIET else Answer.NONE
    is_open = case.probe_state in (DeliveryState.DUE, DeliveryState.TRYING)
    return Answer.NONE if is_open else Answer.NOTHING


def _heard(case: Case, after: float) -> bool:
    return case.trouble.heard is not None and case.trouble.heard >= after
