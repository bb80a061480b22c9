"""What an answer said, told again in the words of its reader, as she may write it once more.

Pure. Owns one line a form: `1-4 ok`, `5 no: private`, `cut 6-9`. Free words are cut short, and the
words of a redaction are not repeated at all: letters are kept. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import NullTranslations

from listserv.languages import words
from listserv.moderation.forms import WHENS, Form, Kind, Order
from listserv.press.reasons import NAMED
from listserv.text.layout import clip

LONGEST = 80  # characters of free words
MOST = 12  # lines
_SPOKEN = (Kind.ASK, Kind.TELL, Kind.NOTE, Kind.TEAM)


def retold(
    orders: Sequence[Order], positions: Mapping[int, int], language: str, say: NullTranslations
) -> tuple[str, ...]:
    """The lines of some orders; `positions` of posts by number, none where one post is meant.

    Posts next to one another of which the same is said share their lines; "…" ends what is long.
    """
    told: list[str] = []
    for first, last, forms in _runs(orders, positions):
        about = f"{first} " if first == last else f"{first}-{last} "
        told += [about * bool(first) + _line(form, language, say) for form in forms]
    return tuple(told) if len(told) <= MOST else (*told[: MOST - 1], "…")


def _runs(
    orders: Sequence[Order], positions: Mapping[int, int]
) -> list[tuple[int, int, tuple[Form, ...]]]:
    """(first place, last place, what is said of all between): place 0 needs no number."""
    placed = [
        (positions.get(order.number, order.number) if positions else 0, order.forms)
        for order in orders
    ]
    runs: list[tuple[int, int, tuple[Form, ...]]] = []
    for place, forms in sorted(placed, key=lambda one: one[0]):
        if runs and place and runs[-1][1:] == (place - 1, forms):
            runs[-1] = (runs[-1][0], place, forms)
        else:
            runs.append((place, place, forms))
    return runs


def _line(form: Form, language: str, say: NullTranslations) -> str:
    text, other = clip(form.text, LONGEST), clip(form.other, LONGEST)
    word = _word(language, "forms", form.kind)
    match form.kind:
        case Kind.APPROVE:
            return _approve(form, language, say)
        case Kind.REFUSE:
            reason = say.pgettext("reason", NAMED[form.code][0]) if form.code in NAMED else text
            return f"{say.pgettext('command', 'no:')} {reason}"
        case Kind.SPAM | Kind.LATER:
            return say.pgettext("command", form.kind.value)
        case Kind.CUT:
            return f"{word} {form.first}" + f"-{form.last}" * (form.last > form.first)
        case Kind.CHANGE:
            return f'{word} "{text}" {_word(language, "around", "into")} "{other}"'
        case Kind.ADD:
            return f'{word} "{other}" {_word(language, "around", "after")} "{text}"'
        case Kind.JOIN:
            return f"{word} {_word(language, 'around', 'toward')} {form.number}"
        case Kind.LANGUAGE:
            unknown = _word(language, "around", "not-known")
            return f"{word} {' '.join(form.languages) or unknown}"
        case Kind.TRANSLATE:
            return f"{word} {' '.join(form.languages)}"
        case Kind.SECOND | Kind.MOVE | Kind.COPY_TO:
            return f"{word} {form.code}"
    return f"{word}: {text}" if form.kind in _SPOKEN else word


def _approve(form: Form, language: str, say: NullTranslations) -> str:
    parts = [say.pgettext("command", "ok")]
    if form.code:
        parts.append(_word(language, "sorts", form.code))
    if form.when in WHENS:
        section = "around" if form.when == "now" else "days"
        parts.append(_word(language, section, form.when))
    parts += form.languages
    if form.number:
        parts.append(f"q{form.number}")
    if form.text:
        parts += [_word(language, "answers", "subject").upper(), clip(form.text, LONGEST)]
    return " ".join(parts)


def _word(language: str, section: str, meaning: str) -> str:
    """The first phrase of a language's table, which is the one that letters and pages teach."""
    tables = words.tables()
    for table in (tables.get(language, {}), tables["en"]):
        if phrases := table.get(section, {}).get(meaning):
            return phrases[0]
    return meaning
