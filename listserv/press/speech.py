"""One language's way of saying things: texts, dates, sizes, countries, whole templates.

Owns the filters that the templates of mail use. Pure but for the reading of catalogues and
templates the first time a language is spoken.

A failure here is a template that asks for a value it was not given: UndefinedError, raised before
anything is sent.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import jinja2
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

from listserv.languages import pairs, zones
from listserv.press import (
    agreed,
    cargo,
    isolates,
    layout,
    lines,
    phrases,
    policywords,
    reasons,
    steered,
)
from listserv.press.catalogue import SOURCE, comma, environment, spoken, translations
from listserv.press.days import local_day, zone
from listserv.text.layout import size_words
from listserv.text.numbered import numbered

_FROM_THE_RIGHT = "\u200f"  # the mark that is a letter of no width (UAX #9)


class Words:
    """One language's way of saying things: texts, dates, countries, and rendered templates."""

    def __init__(self, language: str) -> None:
        """`language` is one that is spoken, see `words`."""
        self.language = language
        self.translations = translations(language)
        self.comma = comma(self.translations)
        self.locale = _locale(self.language)
        self.mail = environment(self.translations, "mail", escape=False)
        self.mail.filters.update(self._filters())
        if self.locale.text_direction == "rtl":
            isolates.isolate(self.mail)
        self.mail.globals["rule"] = layout.RULE

    # The catalogues' own verbs, by their own names: the extractor knows them.
    def gettext(self, message: str) -> str:
        return self.translations.gettext(message)

    def pgettext(self, context: str, message: str) -> str:
        return self.translations.pgettext(context, message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.translations.ngettext(one, many, n)

    def render(self, template: str, **values: Any) -> str:
        """The text of templates/mail/`template`; a value it lacks raises UndefinedError."""
        return self.mail.get_template(template).render(**values)

    def _filters(self) -> dict[str, Callable[..., str]]:
        say = self.translations

        @jinja2.pass_context
        def day(context: jinja2.runtime.Context, instant: float) -> str:
            return self.full_day(local_day(instant, _zone_name(context)))

        @jinja2.pass_context
        def month(context: jinja2.runtime.Context, instant: float) -> str:
            return self.month(local_day(instant, _zone_name(context)))

        return {
            "full_date": self.full_day,
            "short_date": self.short_day,
            "day": day,
            "month": month,
            "size": self.size,
            "setting": lambda one: policywords.setting(one[0], one[1], say, self.locale),
            "country": self.country,
            "tongue": self.tongue,
            "pairs": self.pairs,
            "zone": zones.said,
            "clock": self.clock,
            "local_day": lambda instant, zone: self.day(local_day(instant, zone)),
            "topic": self.topic,
            "author": lambda name: phrases.author(name, say),
            "withheld": lambda why, limit: phrases.withheld(why, self.size(limit), say),
            "named": lambda files, n: "\n".join(cargo.named(n, files, say, self.size)),
            "to_get": self._to_get,
            "attachment": lambda file: f"{file.name}, {self.size(file.size)}",
            "listed": lambda parts: format_list(list(parts), locale=self.locale),
            "about": lambda one: steered.about(one.word, one.who, one.topic, say),
            "row": layout.row,
            "beginning": layout.beginning,
            "numbered": numbered,
            "mailto": layout.mailto,
            "why": lambda reason: reasons.why(reason, say),
            "held": lambda code, address: reasons.held(code, say, address),
            "proven": lambda proof: phrases.proven(proof, say),
            "delivery": lambda mode: phrases.delivery(mode, say),
            "command": lambda code: phrases.command(code, say),
            "line": lambda one: lines.said(one, say),
            "guessed": self._guessed,
            "outcome": self.outcome,
            "note": lambda one: phrases.note(one, say),
            "decided": lambda one: phrases.decided(one.what, one.who, self.topic(one.topic), say),
            "standing": lambda word: phrases.standing(word, say),
            "own_standing": lambda word: phrases.own_standing(word, say),
            "agreed": lambda noted: "\n".join(self.agreed(noted)),
            "kind": lambda word: phrases.sort(word, say),
            "trouble": lambda code: phrases.trouble(code, say),
            "question": lambda code: phrases.question(code, say),
            "weekday": self.day,
            "ending": lambda end: steered.ending(end, say),
            "example": lambda guess: steered.example(guess, say),
            "removed": lambda what: phrases.removed(what, say),
            "answer_example": self.answer_example,
            "answer_all": lambda last, word, first=1: phrases.answer_all(first, last, word, say),
        }

    def _guessed(self, guess: str | lines.Line) -> str:
        if isinstance(guess, str):
            return phrases.command(guess, self.translations)
        return lines.said(guess, self.translations)

    def _to_get(self, items: Iterable[Any], address: str) -> str:
        """How to get a file that one of these names; each has a `number` and `attachments`."""
        say = self.translations
        lines = (cargo.how(one.number, one.attachments, say, address) for one in items)
        return next(filter(None, lines), "")

    def outcome(self, did: tuple[str, str]) -> str:
        """What came of a form; the day on which a post goes out, and languages, in words."""
        code, value = did
        if code == "approved-later":
            value = self.day(date.fromisoformat(value))
        if code == "approved-waits":
            until, zone_name = value.split()
            when = self.day(local_day(float(until), zone_name))
            value = f"{when}{self.comma}{self.clock(float(until), zone_name)}"
        if code == "at-once":
            value = self.pgettext("command", phrases.NOW)
        if code == "no-translator-known":
            source, into, *known = map(self.tongue, value.split())
            text = self.gettext(phrases.HINDRANCE[code])
            return text % {"value": f"{source} → {into}", "known": self.comma.join(known)}
        if code in phrases.OF_TONGUES:
            between = " → " if code in phrases.PAIRS else self.comma
            value = between.join(self.tongue(one) for one in value.split())
        return phrases.outcome((code, value), self.translations)

    def agreed(self, noted: str) -> list[str]:
        """On whose word somebody is on a list, in sentences."""
        rest, day = agreed.since(noted)
        found = agreed.said(rest, self.translations)
        if day:
            text = self.gettext("On the server before this one since %(day)s.")
            found.append(text % {"day": self.full_day(day)})
        return found

    def topic(self, subject: str) -> str:
        """A subject, or words for none."""
        return subject.strip() or self.gettext("(no subject)")

    def answer_example(self, positions: int) -> str:
        """Lines that answer a queue mail of so many positions."""
        return phrases.answer_example(positions, self.translations)

    def day(self, when: date) -> str:
        """`Saturday 9 January`: the name of a digest."""
        # Translators: a CLDR date pattern with weekday, day and month, in your order.
        return _plain(format_date(when, self.gettext("EEEE d MMMM"), locale=self.locale))

    def full_day(self, when: date) -> str:
        """`9 January 2027`"""
        return _plain(format_date(when, self.gettext("d MMMM y"), locale=self.locale))

    def short_day(self, when: date) -> str:
        """`9 January`"""
        return self._apart(self.plain_day(when))

    def plain_day(self, when: date) -> str:
        """The same, also for a Subject."""
        return _plain(format_date(when, self.gettext("d MMMM"), locale=self.locale))

    def month(self, when: date) -> str:
        """`January 2027`"""
        return _plain(format_date(when, self.gettext("MMMM y"), locale=self.locale))

    def clock(self, instant: float, zone_name: str) -> str:
        """`13:05`: what clocks show in a time zone."""
        return f"{datetime.fromtimestamp(instant, zone(zone_name)):%H:%M}"

    def pairs(self, said: Iterable[str]) -> str:
        """`English → French, Spanish` of "en fr es", `French ↔ English` of "fr <-> en"."""
        between = {"ar": "؛ ", "fr": " ; "}.get(self.language, "; ")
        return between.join(map(self._pair, said))

    def _pair(self, codes: str) -> str:
        source, *rest = codes.split()
        into = self.comma.join(self.tongue(one) for one in rest if one != pairs.BOTH)
        both = self.gettext("%(source)s ↔ %(into)s")
        text = both if pairs.BOTH in rest else self.gettext("%(source)s → %(into)s")
        return text % {"source": self.tongue(source), "into": into}

    def country(self, name: str) -> str:
        """The country's name where `name` is a code of two letters; else as it was typed."""
        if len(name) != 2:
            return name
        return str(self.locale.territories.get(name.upper(), name))

    def size(self, n: int) -> str:
        """`12 KB`, rounded up."""
        return self._apart(size_words(n, self.language.partition("_")[0]))

    def _apart(self, text: str) -> str:
        """From right to left, a figure at the head of `text` would run with a Latin name before it:
        a mark parts them. Never in a Subject."""
        return _FROM_THE_RIGHT + text if self.locale.text_direction == "rtl" else text

    def tongue(self, code: str) -> str:
        """`French` for `fr`; "" for an unknown language."""
        return str(self.locale.languages.get(code, code)) if code else ""


def words(language: str) -> Words:
    """The words of a language or of the one it falls back to: one object each, kept for ever."""
    return _words(spoken(language))


@functools.cache
def _words(language: str) -> Words:
    return Words(language)


def _zone_name(context: jinja2.runtime.Context) -> str:
    """Letters tell days by the list's clock; the site's letters by UTC."""
    mailing_list = context.get("list")
    return mailing_list.policy.timezone if mailing_list else "UTC"


def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return Locale(SOURCE)


def _plain(text: str) -> str:
    """Without the invisible marks some locales put into dates; they break Subject headers."""
    return text.replace("\u200f", "").replace("\u200e", "").replace("\u202f", " ")
