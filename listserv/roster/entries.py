"""What every format is read into, and what may stand in it.

Owns `Entry` and the checks of single values. A value that cannot be used is a ValueError with a
sentence, for the entry it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache

from email_validator import EmailNotValidError, validate_email

from listserv import kinds
from listserv.kinds import BadValueError, Kind
from listserv.model import DeliveryMode
from listserv.store.members import NewMember
from listserv.text.addresses import normalise

FORMULA = tuple("=+-@")  # what a spreadsheet runs
FIELD_CHARACTERS = 1000

LANGUAGE = kinds.language()
ZONE = kinds.zone()

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")  # right before any domain


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a file; `member` None: she cannot be imported, and `said` is why.

    Beside a member `said` is what somebody should know: that she is imported other than as an
    ordinary member, or that something of hers was not taken over.
    """

    place: int | str  # the line, as an editor counts, or the key that she stands under
    member: NewMember | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A file that is being read."""

    form: str  # one of FORMATS
    entries: Iterator[Entry]
    remarks: tuple[str, ...] = ()  # what is to be known of the file as a whole


class RosterError(ValueError):
    """The file as a whole cannot be read; `line` is where, 0 for nowhere."""

    def __init__(self, said: str, line: int = 0) -> None:
        super().__init__(said)
        self.line = line


def new_member(fields: Mapping[str, str]) -> NewMember:
    """A member from named fields, those of our own CSV. Raises ValueError with a sentence."""
    values = {name: _unquoted(" ".join(text.split())) for name, text in fields.items()}
    for name, text in values.items():
        if len(text) > FIELD_CHARACTERS:
            raise ValueError(f"{name} is longer than {FIELD_CHARACTERS} characters")
        if _CONTROL.search(text):
            raise ValueError(f"{name} holds a control character")
    return NewMember(
        address=good_address(values.get("address", "")),
        name=values.get("name", ""),
        languages=languages_of(values.get("language", "")),
        country=values.get("country", ""),
        organisation=values.get("organisation", ""),
        delivery=delivery_of(values.get("delivery", "")),
        timezone=_checked(ZONE, values.get("timezone", "")),
        profile=values.get("profile", ""),
    )


def _unquoted(text: str) -> str:
    """Without the quote that `write` puts before what a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def good_address(text: str) -> str:
    """An address we can write to, as `text.addresses` spells it. Raises ValueError."""
    if not text:
        raise ValueError("has no address")
    local, _, domain = text.rpartition("@")
    plain = len(local) <= 64 and len(text) <= 254 and _PLAIN_LOCAL.fullmatch(local)
    if problem := _problem_of_domain(domain) if plain else _problem(text):
        raise ValueError(f'"{text}" is no mail address: {problem}')
    if address := normalise(text):
        return address
    raise ValueError(f'"{text}" is no mail address that every server can carry')


def _problem(text: str) -> str:
    """What is wrong with an address; "" for nothing."""
    try:
        validate_email(
            text, allow_smtputf8=False, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as error:
        return str(error)
    return ""


@lru_cache(maxsize=4096)
def _problem_of_domain(domain: str) -> str:
    """What is wrong with every address there; a file says the same few domains again and again."""
    return _problem(f"x@{domain}")


def languages_of(text: str) -> tuple[str, ...]:
    """Languages in order, from `fr en` or `fr,en`; none from "". Raises ValueError."""
    words = text.replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(_checked(LANGUAGE, word) for word in words))


def known_languages(code: str) -> tuple[str, ...]:
    """The language of another server's code, `pt_BR` too; none where it is none of ours."""
    found, problem = _known(LANGUAGE, re.split("[-_]", code.strip(), maxsplit=1)[0])
    return (found,) if found and not problem else ()


def delivery_of(text: str) -> DeliveryMode:
    """A delivery mode by its word; "" is every message. Raises ValueError."""
    known = [mode.value for mode in DeliveryMode]
    word = text.strip().lower() or DeliveryMode.EACH.value
    if word not in known:
        raise ValueError(f'unknown delivery "{text}"; known: {", ".join(known)}')
    return DeliveryMode(word)


def shown_name(text: str) -> str:
    """A person's name from another server, as a line of ours can have it."""
    return " ".join(_CONTROL.sub(" ", text).split())[:FIELD_CHARACTERS]


def day_of(instant: float) -> str:
    """`2011-03-09`, in UTC; "" for what is no day since 1970."""
    try:
        return datetime.fromtimestamp(instant, UTC).date().isoformat() if instant > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _checked(kind: Kind, text: str) -> str:
    value, problem = _known(kind, text) if text else ("", "")
    if problem:
        raise ValueError(problem)
    return value


@cache
def _known(kind: Kind, text: str) -> tuple[str, str]:
    """A value and what is wrong with it; a file says the same few thousands of times."""
    try:
        return str(kind.read(text)), ""
    except BadValueError as error:
        return "", f'"{text}" {error}'
