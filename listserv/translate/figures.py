"""Figures as people of a language write them: decimal signs, thousands, fractions; pure.

Owns what "1,514" may mean. Where a text shows by other figures which sign it uses for decimals,
that counts; else the custom of its language. Nothing is raised; a figure that is too long to be a
number stands for itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction

from listserv.translate.tokens import Token

Value = Fraction | str

_MOST = 30  # digits of a number; more of them are a word
_SPACE = re.compile("[ \u00a0\u202f\u2009'\u2019\u066c]")
_SEPARATED = re.compile(r"[.,\u066b\u00b7]")


def decimal_sign(tokens: Iterable[Token], custom: str) -> str:
    """The decimal sign of a text: "." or ",", by its own figures where they are of one mind."""
    shown = {_shows(one.raw) for one in tokens if one.kind == "digits"} - {""}
    return shown.pop() if len(shown) == 1 else custom


def values(raw: str, decimal: str) -> Sequence[Value]:
    """The numbers a figure stands for: one, or several for a version, a date or a list."""
    bare = _SPACE.sub("", raw)
    if len(bare) > _MOST:
        return [bare]
    parts = _SEPARATED.split(bare)
    signs = _SEPARATED.findall(bare)
    if not signs:
        return [Fraction(int(bare))]
    if _grouped(parts) and len(set(signs)) == 1 and (len(signs) > 1 or signs[0] in _other(decimal)):
        return [Fraction(int("".join(parts)))]
    if len(signs) == 1 or (
        _grouped(parts[:-1]) and len(set(signs)) == 2 and signs[-2] != signs[-1]
    ):
        whole = "".join(parts[:-1]) or "0"
        return [Fraction(int(whole + parts[-1]), 10 ** len(parts[-1]))]
    return [Fraction(int(one)) for one in parts if one]


def fraction(raw: str) -> Fraction | None:
    """What a sign such as "½" stands for."""
    if len(raw) != 1 or unicodedata.category(raw) != "No":
        return None
    value = unicodedata.numeric(raw, -1.0)
    return Fraction(value).limit_denominator(10) if 0 < value < 1 else None


def _other(decimal: str) -> str:
    return "," if decimal == "." else "."


def _grouped(parts: Sequence[str]) -> bool:
    """Whether these are groups of thousands."""
    return (
        len(parts[0]) in (1, 2, 3)
        and not (parts[0].startswith("0") and len(parts) > 1)
        and all(len(one) == 3 for one in parts[1:])
    )


def _shows(raw: str) -> str:
    """Which decimal sign a figure shows beyond doubt; "" for none."""
    if len(raw) > _MOST:
        return ""
    signs = [one for one in raw if one in ".,"]
    parts = re.split("[.,]", _SPACE.sub("", raw))
    if not signs or (len(set(signs)) == 1 and len(signs) > 1 and not _grouped(parts)):
        return ""
    if len(signs) > 1 and len(set(signs)) == 1:
        return _other(signs[0])
    if len(signs) == 1 and _grouped(parts):
        return signs[0] if _SPACE.search(raw) else ""
    return signs[-1]
