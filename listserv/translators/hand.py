"""Who says something beside her texts, in answer to which letter, and what comes of it.

Values only; own.py and undone.py make them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from listserv.languages.translating import Order
from listserv.model import MailingList, Person
from listserv.press.brought import Brought
from listserv.store.errands import Change
from listserv.translators.pieces import Code, Piece


@dataclass(frozen=True, slots=True)
class Hand:
    """Who says something, about which letter."""

    person: Person
    list: MailingList
    code: Code  # of the letter
    kept: frozenset[Piece]  # what the same answer brought


@dataclass(frozen=True, slots=True)
class Made:
    brought: Sequence[Brought] = field(default=())
    changes: Sequence[Change] = field(default=())
    back: Sequence[Order] = field(default=())  # what sets how she translates as it was
    pieces: Sequence[Piece] = field(default=())  # texts that come back to her
