"""What somebody is written in her first days on a list, and what her answers say; pure.

A week after she joined: can she read us? In the second week: where does she work, and on what?
Never both on one day, and neither to who is not to be written to; who has written to us has shown
that she can read. What was not sent in time, for the server was away, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from listserv.languages import grammar
from listserv.languages.command import Verb
from listserv.model import DeliveryMode, Greeting, Member, Newcomer
from listserv.text import sane
from listserv.text.dates import DAY
from listserv.text.layout import clip

LATE = 7 * DAY
_LONGEST_OFFICE = 12  # words of a line that names one


@dataclass(frozen=True, slots=True)
class Step:
    """What is done now: whether the letter that is due goes out, and what comes after it."""

    sends: bool
    following: Newcomer | None = None


def step(one: Newcomer, member: Member | None, now: float, *, has_written: bool) -> Step:
    """`member` is None for who has left; `has_written` since she joined."""
    if member is None or member.person.deceased is not None:
        return Step(sends=False)
    reads = member.reads(now) and member.delivery is not DeliveryMode.NONE
    in_time = now < one.due + LATE
    if one.letter is Greeting.PROFILE:
        is_known = bool(member.person.organisation and member.person.profile)
        return Step(sends=reads and in_time and not is_known)
    sends = reads and in_time and not has_written
    due = max(member.joined + Greeting.PROFILE.after, now + DAY if sends else now)
    return Step(sends, replace(one, letter=Greeting.PROFILE, due=due))


def introduction(text: str) -> tuple[str, str]:
    """(organisation, profile) of her own words: a first line that is no sentence names where she
    works, the rest says on what."""
    said = [line.strip(" \t-–•*") for line in text.splitlines()]
    lines = [line for line in said if line]
    named = [one.args[0] for one in grammar.scattered(text) if one.verb is Verb.ORGANISATION]
    if named and named[0]:
        lines = [line for line in lines if named[0] not in line]
    elif len(lines) > 1 and _is_office(lines[0]):
        named = [lines.pop(0)]
    office = sane.tidy((*named, "")[0])
    profile = clip(sane.tidy(" ".join(lines)), sane.LONGEST_PROFILE)
    return office if sane.is_organisation(office) else "", profile


def _is_office(line: str) -> bool:
    return len(line.split()) <= _LONGEST_OFFICE and not line.endswith((".", "!", "…"))
