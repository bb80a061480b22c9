"""What comes back for what went out: failures, and what they say of a person; pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail of ours to a person that did not arrive; told to nobody but her list's moderators."""

    id: int
    at: float
    person: int
    domain: str  # of the address it went to
    list_id: int
    mailing: int
    about: str  # the kind of the mailing
    kind: str  # a bounces.classify.Kind; "" until somebody judged what was said
    said: str
    counted: int | None = None  # what it cost her; None until it is weighed


@dataclass(frozen=True, slots=True)
class Trouble:
    """A person whose mail comes back, and what we did to find out."""

    person: int
    since: float
    last: float  # the latest failure that counted
    kind: str  # of that one
    said: str
    score: int
    day: int  # of that one, in days since 1970 (UTC)
    cost: int  # what that day cost
    probe: int = 0  # the mailing that asks whether she can be reached; 0: none is under way
    probes: int = 0  # so many since she was stopped
    heard: float | None = None  # a mail came that is surely hers


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of a person whose mail came back."""

    trouble: Trouble
    is_member: bool = True  # of any list
    stopped: float | None = None
    probe_state: str = ""  # a DeliveryState; "" where the row is gone
    probe_tried: float = 0.0
    probe_failed: bool = False
    probe_cost: int | None = None  # None until it is weighed
    arrived: bool = False  # a copy sent since has not come back in a week
