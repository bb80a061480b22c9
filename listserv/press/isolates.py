"""Isolates: what is written from the left inside a text that is read from the right.

Pure. A name, a title or a place in Latin letters would draw the stops and figures beside it to its
own side of an Arabic line. It is set between two marks of no width, FSI and PDI (UAX #9, 2.4.2), so
that the line around it is ordered as if it were one word. An address and a link have no mark beside
them: a mail program that makes them a link would take it for a part of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, cast

import jinja2

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_ADDRESSES = ("@", "://")


def isolated(value: str) -> str:
    """A value as it stands in a sentence that is read from the right."""
    if any(one in value for one in (*_ADDRESSES, _FIRST_STRONG)):
        return value
    if not any(unicodedata.bidirectional(letter) == "L" for letter in value):
        return value
    return f"{_FIRST_STRONG}{value}{_POP}"


def without(text: str) -> str:
    return text.replace(_FIRST_STRONG, "").replace(_POP, "")


def isolate(environment: jinja2.Environment) -> None:
    """Have every {% trans %} of an environment set its values apart."""
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        say = cast("Callable[..., str]", environment.globals[name])
        environment.globals[name] = _isolating(say)


def _isolating(say: Callable[..., str]) -> Callable[..., str]:
    @jinja2.pass_context
    def said(context: jinja2.runtime.Context, *messages: Any, **values: Any) -> str:
        apart = {
            name: isolated(value) if isinstance(value, str) else value
            for name, value in values.items()
        }
        return say(context, *messages, **apart)

    return said
