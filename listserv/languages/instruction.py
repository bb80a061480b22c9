"""Instructions: what a facilitator can say of her list and its people, as values.

Pure data, the meeting point of the readers of her words (facilitator, people) and of the rooms that
carry them out. An instruction holds what was typed, never what it does. Nothing here fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from listserv.languages.days import Day


class Verb(StrEnum):
    """What a facilitator can say; the fields of Instruction that each uses stand beside it."""

    EMERGENCY = "emergency"  # on, or off
    PACE = "pace"  # number: posts a day, 0 is off
    SLOW = "slow"  # thread, number: posts a day of each author, 0 is off
    CLOSE = "close"  # thread, until (None: until it is opened)
    OPEN = "open"  # thread
    WATCH = "watch"  # who: an address
    UNWATCH = "unwatch"  # who
    BAN = "ban"  # who
    UNBAN = "unban"  # who
    TRUST = "trust"  # who
    UNTRUST = "untrust"  # who
    SET = "set"  # key of TEXTS; on: text, for `hours` times
    SHOW = "show"  # key of TEXTS or "policy"
    AWAY = "away"  # until
    BACK = "back"
    DECEASED = "deceased"  # who: a name or an address
    LETTERS = "letters"  # on: one for each post; else at the list's hours
    MOST = "most"  # number: characters of a post in her letters, 0: all
    HELD = "held"
    TRANSLATORS = "translators"
    DISMISS = "dismiss"  # who: a translator's address or name
    FIND = "find"  # who: a name, an address, an organisation, a country, or a part of one
    ADD = "add"  # text: a person a line; other: how they agreed, where the line says so
    INVITE = "invite"  # text: a person a line
    REMOVE = "remove"  # who: an address or a name; without: text, an address a line
    PAUSE = "pause"  # who; number: days, or until
    RESUME = "resume"  # who
    DELIVERY = "delivery"  # who; key: a DeliveryMode
    ADDRESS = "address"  # who; other: the new address
    DETAIL = "detail"  # who; key of DETAILS, other: its value
    BOUNCING = "bouncing"
    RETRY = "retry"  # who
    ANNOUNCE = "announce"  # other: the subject; text
    PROPOSE = "propose"  # who: an address or a name; text, whose first line is the subject


TEXTS = ("welcome", "rules", "footer", "hours", "rota")
DETAILS = ("name", "country", "organisation", "profile")


class Problem(StrEnum):
    """Why nothing acts."""

    QUESTION = "question"  # a line with a question mark
    UNCLEAR = "unclear"  # a line that is not known
    LACKING = "lacking"  # a command without the value it needs; `lacks` says which
    SIGNATURE = "signature"  # a text whose last lines may be her signature
    NO_TEXT = "no-text"  # `set rules` with nothing below


@dataclass(frozen=True, slots=True)
class Instruction:
    verb: Verb
    on: bool = True
    number: int = 0
    thread: int = 0  # the number of any of its posts
    who: str = ""
    key: str = ""
    text: str = ""
    times: tuple[str, ...] = ()  # "07:00"
    until: Day | None = None
    other: str = ""
    cut: str = ""  # what stood below a text, and is no part of it: her signature
    said: str = ""  # the line as typed


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a mail says. It is for the list when it holds commands, and acts without a problem."""

    commands: tuple[Instruction, ...] = ()
    unknown: str = ""  # the line as typed that the problem is about
    problem: Problem | None = None
    lacks: Verb | None = None

    def __bool__(self) -> bool:
        return bool(self.commands)
