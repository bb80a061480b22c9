"""The kinds of values a setting can have: a type, a bound in words, a reader.

One kind stands beside each key of `settings.py` and `policy.py`; the default and the sentence of a
key stand in `config/*.toml` and nowhere else. Hosts, addresses and URLs are in `places.py`.

Pure. A value out of bounds raises `BadValueError`, whose text says what is wrong and what is right.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from listserv.tomlfile import nearest, shown

_SIZE = re.compile(r"(\d{1,12}) ?([KMG]?)B?", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,9}) ?([smhdw])", re.IGNORECASE)
_RATE = re.compile(r"(\d{1,9}) ?/ ?([smhd])", re.IGNORECASE)
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


class BadValueError(ValueError):
    """Says in words what is wrong with a value and what would be right."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type with its bound.

    `read` takes what TOML gave (`form`: str, int or list), `write` gives it back for a file.
    """

    bound: str
    read: Callable[[object], object]
    form: type = str
    write: Callable[[object], object] = lambda value: value


# --- words --------------------------------------------------------------------------------------


def text_of(value: object) -> str:
    """The text a value is. Raises BadValueError."""
    if not isinstance(value, str):
        raise BadValueError("must be text in quotation marks")
    return value


def prose(longest: int) -> Kind:
    """Text of any number of lines; line ends become "\\n"."""

    def read(value: object) -> str:
        text = text_of(value).replace("\r\n", "\n")
        if any((letter < " " and letter not in "\t\n") or letter == "\x7f" for letter in text):
            raise BadValueError("holds a control character")
        if len(text) > longest:
            raise BadValueError(f"has {len(text)} characters; at most {longest} fit")
        return text

    return Kind(f"text of at most {longest} characters", read)


def line(longest: int) -> Kind:
    """Text on one line."""
    text = prose(longest)

    def read(value: object) -> str:
        if "\n" in text_of(value):
            raise BadValueError("must stand on one line")
        return str(text.read(value))

    return Kind(f"one line of at most {longest} characters", read)


def choice(*words: str) -> Kind:
    """One word of a few."""

    def read(value: object) -> str:
        word = text_of(value)
        if word not in words:
            raise BadValueError(f"is none of {', '.join(words)}{_hint(word, words)}")
        return word

    return Kind(", ".join(words[:-1]) + f" or {words[-1]}", read)


def _hint(word: str, words: tuple[str, ...]) -> str:
    hint = nearest(word, words)
    return "" if hint.startswith("known") else f"; {hint}"


def many(kind: Kind) -> Kind:
    """A list of values of one kind, without doubles; a single value is a list of one."""

    def read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list | tuple):
            return (kind.read(value),)
        return tuple(dict.fromkeys(one(part) for part in value))

    def one(part: object) -> object:
        try:
            return kind.read(part)
        except BadValueError as error:
            raise BadValueError(f"holds {shown(part)}, which {error}") from None

    return Kind(f"a list; each is {kind.bound}", read, list)


# --- numbers ------------------------------------------------------------------------------------


def whole(low: int, high: int) -> Kind:
    """A whole number."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValueError("must be a whole number")
        if not low <= value <= high:
            raise BadValueError(f"is out of bounds, {low} to {high}")
        return value

    return Kind(f"{low} to {high}", read, int)


def yes_no() -> Kind:
    """true or false."""

    def read(value: object) -> bool:
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word not in ("true", "false", "yes", "no", "on", "off"):
            raise BadValueError("is neither true nor false")
        return word in ("true", "yes", "on")

    return Kind("true or false", read)


def size(low: str, high: str) -> Kind:
    """Bytes, as "25M" (K, M, G are powers of 1000) or as a bare number."""

    def read(value: object) -> int:
        number = _bytes(value)
        if not _bytes(low) <= number <= _bytes(high):
            raise BadValueError(f"is out of bounds, {low} to {high}")
        return number

    return Kind(f"a size from {low} to {high}", read, write=_size_words)


def _bytes(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _SIZE.fullmatch(text_of(value).strip())
    if not found:
        raise BadValueError('is no size; write "25M" or "800K"')
    return int(found[1]) * _UNITS[found[2].upper()]


def _size_words(value: object) -> object:
    for unit in ("M", "K"):
        if isinstance(value, int) and value and value % _UNITS[unit] == 0:
            return f"{value // _UNITS[unit]}{unit}"
    return value


def duration(low: str, high: str) -> Kind:
    """A time span, as "10m" (s m h d w); its value is float seconds."""

    def read(value: object) -> float:
        seconds = _seconds(value)
        if not _seconds(low) <= seconds <= _seconds(high):
            raise BadValueError(f"is out of bounds, {low} to {high}")
        return seconds

    return Kind(f"a time from {low} to {high}", read, write=_span_words)


def _span_words(value: object) -> object:
    """`90m` for 5400.0: the largest unit that leaves no rest."""
    seconds = int(value) if isinstance(value, float) else 0
    unit = next((one for one in "wdhm" if seconds and seconds % _SECONDS[one] == 0), "s")
    return f"{seconds // _SECONDS[unit]}{unit}"


def _seconds(value: object) -> float:
    found = _TIME.fullmatch(text_of(value).strip())
    if not found:
        raise BadValueError('is no time span; write "30s", "10m", "12h" or "14d"')
    return float(int(found[1]) * _SECONDS[found[2].lower()])


def rate() -> Kind:
    """So many in a time, as "100/s" or "50000/h"; its value is float a second, 0.0 for ""."""

    def read(value: object) -> float:
        words = text_of(value).strip()
        return per_second(words) if words else 0.0

    return Kind('a rate like "100/s" (s m h d), or "" for none', read)


def per_second(words: str) -> float:
    """What "3000/m" is in a second. Raises BadValueError."""
    found = _RATE.fullmatch(words)
    if not found or not int(found[1]):
        raise BadValueError('is no rate; write "100/s", "3000/m", "50000/h" or "200000/d"')
    return int(found[1]) / _SECONDS[found[2].lower()]


# --- places on this machine, language, time -----------------------------------------------------


def path(needed: bool = False) -> Kind:
    """A path; relative ones count from the folder of the file they stand in. None for ""."""

    def read(value: object) -> Path | None:
        words = text_of(value).strip()
        if "\0" in words or (needed and not words):
            raise BadValueError("is no path")
        return Path(words).expanduser() if words else None

    return Kind("a path" if needed else 'a path, or ""', read)


def language() -> Kind:
    """A language that dates and numbers can be written in (CLDR)."""

    def read(value: object) -> str:
        from babel import localedata  # 30 ms; only whoever reads a policy pays

        code = text_of(value).strip().lower()
        if not _LANGUAGE.fullmatch(code) or not localedata.exists(code):
            raise BadValueError('is no language; write a code like "en", "fr", "es", "pt" or "ar"')
        return code

    return Kind('a code like "en", "fr", "es", "pt" or "ar"', read)


def zone() -> Kind:
    """A time zone of the IANA table."""

    def read(value: object) -> str:
        name = text_of(value).strip()
        try:
            return zoneinfo.ZoneInfo(name).key
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            hint = _hint(name, tuple(zoneinfo.available_timezones()))
            raise BadValueError(f'is no time zone; write one like "Africa/Kampala"{hint}') from None

    return Kind('a time zone like "Africa/Kampala"', read)


def day() -> Kind:
    """A day, as YYYY-MM-DD; its value is a date, or None for ""."""

    def read(value: object) -> date | None:
        words = str(value) if type(value) is date else text_of(value).strip()
        try:
            return date.fromisoformat(words) if words else None
        except ValueError:
            raise BadValueError('is no day; write it like "2026-03-01"') from None

    return Kind('a day like "2026-03-01", or ""', read)


def hour() -> Kind:
    """A time of day, as HH:MM."""

    def read(value: object) -> str:
        words = text_of(value).strip()
        if not _HOUR.fullmatch(words):
            raise BadValueError('is no time of day; write it like "06:00"')
        return words

    return Kind('a time of day like "06:00"', read)


def name(longest: int) -> Kind:
    """A short plain name of letters, digits and hyphens, or ""."""

    def read(value: object) -> str:
        word = text_of(value).strip().lower()
        if len(word) > longest or not re.fullmatch(r"[a-z0-9-]*", word):
            raise BadValueError(f"may hold a-z, 0-9 and hyphens, at most {longest}")
        return word

    return Kind(f"at most {longest} of a-z, 0-9 and hyphens", read)
