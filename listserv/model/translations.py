"""A post in other languages, who puts it into them, and which of them a reader gets; pure.

A post has its original and any number of translations, each into one language. People's are of one
sort, abstracts of two lines and programs' drafts of others, and each says which it is. The words of
a translation are its translator's: nothing here passes a program's off as a person's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

ASKED_FOR = 14 * 86400.0  # seconds that people are asked for a text, one after the other
APART_HELD = 30 * 60.0  # … between two letters to a translator, where a post waits for her


class Manner(StrEnum):
    """How a translation came about."""

    HUMAN = "human"
    ABSTRACT = "abstract"  # two lines by a person, above the original
    MACHINE = "machine"  # nobody has checked it


class Wish(StrEnum):
    """What a person wants of posts in languages that she does not read."""

    HUMAN = "human"  # what people have translated
    MACHINE = "machine"  # and, where nobody has, what a program makes of it
    OFF = "off"  # everything as it was written


@dataclass(frozen=True, slots=True)
class Translation:
    """The text of one version of a post in another language."""

    number: int  # of the post
    version: int  # of the post, that it says
    language: str
    manner: Manner
    text: str
    topic: str = ""  # "" where nobody has put it into this language
    person_id: int = 0  # who translated, 0: a program, or somebody who was erased
    translator: str = ""  # her name, where she wants it to be said
    engine: str = ""  # the program's name
    refused: str = ""  # why a program's draft goes to no member; "" where it may
    made: float = 0.0
    id: int = 0  # 0 before it is kept
    mail_id: int = 0  # in which it came
    doubted: bool = False  # the safety gate saw something in it that its translator was told of


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who translates for a list from one language into another."""

    person_id: int
    source: str
    language: str
    most: int = 0  # texts in a week, 0: no bound
    away_until: float | None = None
    credited: bool = True  # whether her name stands with what she translates


@dataclass(frozen=True, slots=True)
class Task:
    """A version of a post that people are to put into a language."""

    id: int
    number: int
    version: int
    source: str
    language: str
    made: float
    until: float  # nobody is asked for it after that
    person_id: int = 0  # who has it now, 0: nobody
    given: float | None = None  # since when


@dataclass(frozen=True, slots=True)
class PutOff:
    """What became of a task that somebody put off."""

    id: int
    number: int
    language: str
    wanted: bool  # still
    hers: bool  # again
    others: bool  # somebody else has it
    until: float  # her day, as she was asked for it


@dataclass(frozen=True, slots=True)
class Requested:
    """Languages that were asked for, parted by what comes of it."""

    asked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()  # asked for before, and not there yet
    done: tuple[str, ...] = ()  # it is written, or translated, in them
    nobody: tuple[str, ...] = ()  # of `asked`: nobody here translates into them
    known: bool = True  # False: nobody knows in which language the post is
    translates: bool = True  # False: nothing is translated on its list


def best(
    reads: Sequence[str], wish: str, spoken: Collection[str], known: Sequence[Translation]
) -> Translation | None:
    """What a reader gets of a post; None: as it was written.

    `reads` are her languages in order, `spoken` those of the post (none: not known), `known` its
    translations. An original that she reads is not replaced.
    """
    if wish == Wish.OFF or not spoken or not set(reads).isdisjoint(spoken):
        return None
    manners = [Manner.HUMAN, Manner.ABSTRACT, *([Manner.MACHINE] if wish == Wish.MACHINE else [])]
    for manner in manners:
        for language in reads:
            for one in known:
                if (one.manner, one.language) == (manner, language) and not one.refused:
                    return one
    return None
