"""What a wish to join says: which lists, in which languages, how she wants to read, who she is.

Pure. Owns how the commands of one mail become one wish, and how a mail of prose is read for it. The
words stand in languages/; what comes of a wish is joining.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.commands.consent import Consent
from listserv.languages import countries, grammar, words
from listserv.languages.command import Command, Verb
from listserv.languages.introduced import Introduction, introduced, only_introduces
from listserv.languages.line import joined
from listserv.languages.plain import split
from listserv.model import DeliveryMode, Reading
from listserv.text import sane
from listserv.text.masks import mask_tokens

HOW = frozenset({Verb.JOIN, Verb.DELIVERY, Verb.I_READ})  # what may be said beside a yes
_WHO = frozenset({Verb.NAME, Verb.COUNTRY, Verb.ORGANISATION, Verb.PROFILE})  # and so may this
_PARTS = re.compile(r"[\n,;.!،؛]")
_AFTER_YES = " ,.;:!-–—،"  # `Yes, Nova Diallo, Kenya`
LONGEST = 4_000  # characters of her own words that are kept
LONGEST_KEPT = 1_000  # of those with a question that nobody has answered
_MODES = frozenset(mode.value for mode in DeliveryMode)
_LIST = "#"  # before the id of a further list, in the command of a question


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to read; `lists` are ids of further lists that she was asked about."""

    languages: tuple[str, ...] = ()
    mode: DeliveryMode | None = None
    lists: tuple[int, ...] = ()

    @property
    def spelled(self) -> str:
        """As a question keeps it until she answers."""
        mode = (self.mode.value,) if self.mode else ()
        return " ".join((*self.languages, *mode, *(f"{_LIST}{one}" for one in self.lists)))


def kept(wish: Wish, said: str) -> str:
    """What a question to join keeps: the wish, and what she wrote beside it for facilitators."""
    return f"{wish.spelled}\n{said[:LONGEST_KEPT]}".rstrip()


def asked(command: str) -> tuple[Wish, str]:
    """The wish that a question keeps, and her words beside it."""
    spelled, _, said = command.partition("\n")
    return wish(spelled.split()), said


def wish(words: Sequence[str]) -> Wish:
    """Of the arguments of a join, or of what a question keeps; the first mode counts."""
    mode = next((DeliveryMode(one) for one in words if one in _MODES), None)
    lists = [one.removeprefix(_LIST) for one in words if one.startswith(_LIST)]
    return Wish(
        tuple(dict.fromkeys(one for one in words if grammar.is_language(one))),
        mode,
        tuple(int(one) for one in lists if one.isdecimal()),
    )


def folded(commands: Sequence[Command], *, is_member: bool) -> tuple[Command, ...]:
    """The commands of a mail, with all its wishes to join as one, in the place of the first.

    How she wants to read belongs to it, unless she is a member of the list that she writes to.
    """
    joins = [one for one in commands if one.verb is Verb.JOIN]
    if not joins:
        return tuple(commands)
    hows = [] if is_member else [one for one in commands if one.verb in HOW and one not in joins]
    args = dict.fromkeys(arg for one in (*joins, *hows) for arg in one.args)
    one_join = Command(Verb.JOIN, tuple(args))
    rest = [one_join if one is joins[0] else one for one in commands if one not in hows]
    return tuple(one for one in rest if one is one_join or one.verb is not Verb.JOIN)


def scattered(text: str) -> tuple[str, ...]:
    """Languages and modes that a text names, on lines or between marks, with prose around them:
    `Yes please, every message`."""
    text = joined(text[:LONGEST])
    parts = [_past_yes(part) for part in _PARTS.split(text)]
    said = [*grammar.scattered(text), *grammar.scattered("\n".join(parts))]
    return tuple(dict.fromkeys(arg for one in said if one.verb in HOW for arg in one.args))


def _past_yes(part: str) -> str:
    """What stands behind a yes: `yes every message`."""
    pieces = split(part)
    found = words.phrases("consent", "yes").at(pieces, 0)
    return part[pieces[found[1] - 1].end :] if found else part


def consents(reading: Reading, own: Consent, *, decide: bool) -> Consent:
    """What an answer to "do you want to join?" says; `own` is what its words alone say.

    Who says how she wants to read, or who she is, says yes; a name that is near to a command is a
    name. Where facilitators `decide`, they read what she says of herself, so that may stand in any
    prose; prose without it may be a program's.
    """
    if own is not Consent.OTHER:
        return own
    text = joined(reading.lines[:LONGEST])
    if _yes_and_how(text) or introduces(reading):
        return Consent.YES
    parsed = grammar.parse("", text)
    if parsed.commands and not all(one.verb in HOW | _WHO for one in parsed.commands):
        return own
    if parsed.commands and not parsed.unknown:
        return Consent.YES
    is_question = (bool(parsed.asks) and not parsed.suggestion) or "?" in text or "؟" in text
    said = bool(parsed.commands) or bool(scattered(text)) or _says_who(text)
    return Consent.YES if decide and said and not is_question else own


def introduces(reading: Reading) -> bool:
    """Whether a mail says who its writer is, and asks and says nothing else."""
    if "?" in reading.lines or "؟" in reading.lines:
        return False
    parsed = grammar.parse("", joined(reading.lines[:LONGEST]))
    if parsed.commands and not parsed.unknown and all(one.verb in _WHO for one in parsed.commands):
        return True
    return only_introduces(reading.clean, reading.from_name, reading.from_address)


def _says_who(text: str) -> bool:
    found = introduced(text[:LONGEST], "")
    return bool(found.name or found.country)


def _yes_and_how(text: str) -> bool:
    """Whether a text is a yes and, behind it, how she wants to read, also `yes, no mail`."""
    parts = [part.strip() for part in _PARTS.split(text[:LONGEST]) if part.strip()]
    behind = [_past_yes(part).strip() for part in parts]
    if behind == parts:
        return False
    said = [grammar.parse("", part) for part in behind if part]
    return bool(said) and all(
        one.commands and not one.unknown and all(each.verb in HOW for each in one.commands)
        for one in said
    )


def who(reading: Reading, name: str = "") -> Introduction:
    """Who a mail says that its writer is; `name` is what we knew before. What cannot be a name is
    none: others will read it."""
    found = introduced(_past_yes(reading.clean).lstrip(_AFTER_YES), reading.from_name or name)
    said = [one for one in grammar.scattered(reading.lines) if one.args]
    lands = [countries.code(one.args[0]) for one in said if one.verb is Verb.COUNTRY]
    called = sane.tidy(found.name)
    return Introduction(called if sane.is_name(called) else "", (*lands, "")[0] or found.country)


def own_words(reading: Reading) -> str:
    """What she wrote, for the facilitators: without live tokens."""
    return mask_tokens(reading.clean[:LONGEST]).strip()
