"""Verbs: the words that begin a form, in every language at once.

Pure. The tables keep them in two sections: `answers` has the four decisions that are as old as the
tables, `forms` all others by the value of their Kind.
"""

from __future__ import annotations

from functools import cache

from listserv.languages import words
from listserv.languages.plain import Phrases
from listserv.moderation.forms import Kind

_DECISIONS = {
    "publish": Kind.APPROVE,
    "refuse": Kind.REFUSE,
    "spam": Kind.SPAM,
    "later": Kind.LATER,
}


@cache
def verbs() -> Phrases:
    """Every phrase that begins a form; its meaning is the value of a Kind."""
    answers = words.section("answers")
    found = {kind.value: answers[name] for name, kind in _DECISIONS.items()}
    return Phrases({**found, **words.section("forms")})
