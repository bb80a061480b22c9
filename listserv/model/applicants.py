"""Somebody who waits to be let into a list, and somebody who has just joined one; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from listserv.model.people import DeliveryMode

DAY = 86_400.0


class Application(StrEnum):
    """How a request to join stands; the first two are open."""

    WAITING = "waiting"
    ASKED = "asked"  # a facilitator has asked her something
    JOINED = "joined"
    REFUSED = "refused"
    EXPIRED = "expired"  # nobody decided
    WITHDRAWN = "withdrawn"  # by herself


@dataclass(frozen=True, slots=True)
class Applicant:
    """A request to join of an address that is proven."""

    id: int
    list_id: int
    address: str
    name: str
    languages: tuple[str, ...]
    country: str  # a code of ISO 3166; "" where none was said
    delivery: DeliveryMode
    said: str  # her own words
    made: float
    state: Application
    told: float | None  # when the facilitators were told; None: they are to be told
    decided: float | None
    decided_by: int  # person id; 0: nobody
    consent: str  # what proved her address
    question: str  # the last one that a facilitator asked her
    asked_by: int  # person id
    answer: str
    stirred: float  # when she or a facilitator last did something about it
    reminded: float | None

    @property
    def is_open(self) -> bool:
        return self.state in (Application.WAITING, Application.ASKED)

    @property
    def language(self) -> str:
        return self.languages[0] if self.languages else "en"

    @property
    def who(self) -> str:
        return self.name or self.address


class Greeting(StrEnum):
    """A letter of her first days, in their order; `after` she joined, in seconds."""

    READS = "reads"  # can she read us?
    PROFILE = "profile"  # who is she?

    @property
    def after(self) -> float:
        return 7 * DAY if self is Greeting.READS else 10 * DAY


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who has joined by herself, and the letter that is due to her next."""

    list_id: int
    person_id: int
    letter: Greeting
    due: float
