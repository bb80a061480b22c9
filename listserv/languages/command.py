"""What members ask for by mail: the verbs, a command, and what a whole mail says; pure.

Owns the names of the verbs, which are also the keys of the word tables, and what their arguments
are. Reading them is grammar.py; what each needs as proof is commands/proof.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_PAUSE = 366  # days


class Verb(StrEnum):
    """What a member can ask for; its arguments stand beside it, "n" is a post's number."""

    HELP = "help"  # "all", or none
    LISTS = "lists"
    INFO = "info"  # a list, or none
    JOIN = "join"  # a list and languages, or none
    LEAVE = "leave"  # a list, or none
    STATUS = "status"
    DELIVERY = "delivery"  # a DeliveryMode, then a list or none
    DIGEST = "digest"  # "text" or "mime"
    PAUSE = "pause"  # days, then a list or none
    RESUME = "resume"  # a list, or none
    I_READ = "i-read"  # language codes in order
    TRANSLATION = "translation"  # "human", "machine" or "off"
    MACHINE = "machine"  # "on" or "off": whether her posts may be translated by machine
    TIMEZONE = "timezone"  # as typed
    LIMIT = "limit"  # KB a day; "0" is no limit
    OWN = "own"  # "on" or "off": copies of her own posts
    CONCEAL = "conceal"  # "on" or "off"
    MUTE = "mute"  # n of a thread, or words of a subject
    UNMUTE = "unmute"  # as of mute
    ONLY = "only"  # words of a subject; "" ends it
    ADDRESS = "address"  # "add", "move" or "remove", and an address
    NAME = "name"  # as typed
    COUNTRY = "country"  # as typed
    ORGANISATION = "organisation"  # as typed
    PROFILE = "profile"  # its text; "" takes it away
    WHERE = "where"  # n, or none
    WITHDRAW = "withdraw"  # n, or none
    ATTACHMENT = "attachment"  # files, "811.2" each, or "811" for all of a post
    INDEX = "index"  # "2026-03", "03", or none
    LATEST = "latest"
    GET = "get"  # n, ranges "812-815", then languages in order, or none
    THREAD = "thread"  # n
    MORE = "more"
    SEARCH = "search"  # as typed
    SUMMARY = "summary"  # a number, or none
    MY_DATA = "my-data"
    CONTRIBUTIONS = "contributions"  # a language, or none
    ERASE = "erase"
    OFFER = "offer"  # a language, and those into which she offers to translate; see pairs.BOTH
    NO_OFFER = "no-offer"  # the same, or none for all
    MOST = "most"  # translations a week; "0" is no limit
    CORRECT = "correct"  # n of a post, and a language or none: its translation
    RETRACT = "retract"  # the same: her own translation
    CREDIT = "credit"  # "on" or "off": her name with her translations
    AWAY = "away"  # a day as typed


# Those that may name the list that they are about.
OF_LISTS = frozenset({Verb.INFO, Verb.JOIN, Verb.LEAVE, Verb.STATUS, Verb.DELIVERY, Verb.PAUSE})
OF_LISTS |= {Verb.RESUME}


@dataclass(frozen=True, slots=True)
class Command:
    verb: Verb
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a mail asks for, in the order of its lines, each thing once."""

    commands: tuple[Command, ...] = ()
    unknown: str = ""  # the line, as typed, that ended the reading
    asks: tuple[str, ...] = ()  # what must be asked back: a verb that lacks its value, or Doubt
    asked: str = ""  # the line, as typed, that the first of `asks` is about
    language: str = ""  # the one its first command is written in; "" where that tells nothing
    suggestion: str = ""  # the known line nearest to `unknown`, or to `asked` where it was mistyped
    unread: tuple[str, ...] = ()  # commands below `unknown`, as typed
    thanks: bool = False  # it says thanks, or that all is well, and nothing else

    def __bool__(self) -> bool:
        return bool(self.commands or self.asks)


class Doubt(StrEnum):
    """Questions that go back instead of an act, beside the verb whose value is not there."""

    DELIVERY = "delivery"  # which way of delivery?
    DIGEST = "digest"  # one a day, a week, a month?
    SUMMARY = "summary"  # the digest or the discussion summary?
    CANCEL = "cancel"  # leave the list, or take something back?
    CONFLICT = "conflict"  # which of two that exclude each other?
