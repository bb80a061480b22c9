"""Mailman 3 by its REST interface: `/lists/LIST/roster/member`, or pages of `/members`.

Owns what a resource of a member means. A file holds one answer of the server or several, one behind
the other; each has its members under `entries`. Source: rest/members.py and interfaces/member.py of
Mailman 3.3, whose roster names no language. Versions before 3.3.10 do not say whose delivery is
stopped: a remark says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from listserv.model import DeliveryMode
from listserv.roster.entries import Entry, Roster, RosterError, good_address, shown_name
from listserv.store.members import NewMember

DELIVERY = {
    "regular": DeliveryMode.EACH,
    "plaintext_digests": DeliveryMode.DAILY,
    "mime_digests": DeliveryMode.DAILY,
    "summary_digests": DeliveryMode.TITLES,
}
# Whose mail is stopped there, and what is said of it here; it may be her own wish.
_OFF = {
    "by_user": "",
    "by_moderator": "her mail was stopped by a moderator there: imported without mail",
    "unknown": "her mail is stopped there: imported without mail",
}
_BOUNCED = "by_bounces"
_LEADING = ("owner", "moderator")
_HELD = ("hold", "reject", "discard")  # what became of her posts there, other than of others'

Resource = dict[str, Any]


def read(text: str, of: str = "") -> Roster:
    """The members of one list; `of` is its list id where the file has several."""
    answers = _answers(text)
    resources = [one for answer in answers for one in _entries(answer)]
    lists = sorted({_said(one, "list_id") for one in resources} - {""})
    if of and of not in lists:
        raise RosterError(f"holds no members of {of}; it has {', '.join(lists) or 'no list ids'}")
    if not of and len(lists) > 1:
        raise RosterError(
            f"holds the members of several lists, {', '.join(lists)}; name one with --of"
        )
    own = [one for one in resources if not of or _said(one, "list_id") == of]
    members = [one for one in own if _said(one, "role") in ("member", "")]
    return Roster("mailman3", _read(members), tuple(_remarks(answers, own, members)))


def _answers(text: str) -> list[Any]:
    """The JSON values of a text, one behind the other."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, at) + 1
            raise RosterError(f"is no JSON: {error}", line) from None
        found.append(value)
    return found


def _entries(answer: Any) -> Iterator[Resource]:
    """The resources of an answer, of a list of answers, or of a list of resources."""
    if isinstance(answer, list):
        for one in answer:
            yield from _entries(one)
    elif isinstance(answer, dict) and isinstance(answer.get("entries"), list):
        yield from (one for one in answer["entries"] if isinstance(one, dict))
    elif isinstance(answer, dict) and "email" in answer:
        yield answer
    elif not (isinstance(answer, dict) and "total_size" in answer):  # else a page without entries
        raise RosterError("holds JSON that is no answer about members; they stand under entries")


def _remarks(
    answers: Sequence[Any], own: Sequence[Resource], members: Sequence[Resource]
) -> Iterator[str]:
    total = max((_total(one) for one in answers), default=0)
    read_of_all = sum(1 for answer in answers for _ in _entries(answer))
    if read_of_all < total:
        yield f"holds {read_of_all} of {total}; get the other pages too"
    leading = sorted({_said(one, "email") for one in own if _said(one, "role") in _LEADING})
    if leading:
        yield f"owners and moderators there, not taken over: {', '.join(leading)}"
    if members and not any("delivery_status" in one for one in members):
        yield "does not say whose mail is stopped there; see 'mailman members --nomail any'"


def _total(answer: Any) -> int:
    size = answer.get("total_size") if isinstance(answer, dict) else 0
    return size if isinstance(size, int) else 0


def _read(members: Sequence[Resource]) -> Iterator[Entry]:
    for number, one in enumerate(members, 1):
        try:
            yield _entry(f"entry {number}", one)
        except ValueError as error:
            yield Entry(f"entry {number}", None, str(error))


def _entry(place: str, one: Resource) -> Entry:
    mode = _said(one, "delivery_mode") or "regular"
    if mode not in DELIVERY:
        raise ValueError(f'unknown delivery_mode "{mode}"; known: {", ".join(DELIVERY)}')
    status = _said(one, "delivery_status") or "enabled"
    if status not in ("enabled", _BOUNCED, *_OFF):
        raise ValueError(f'unknown delivery_status "{status}"')
    held = _said(one, "moderation_action")
    member = NewMember(
        good_address(_said(one, "email").strip()),
        shown_name(_said(one, "display_name")),
        delivery=DeliveryMode.NONE if status in _OFF else DELIVERY[mode],
        stopped=status == _BOUNCED,
        digest_form="mime" if mode == "mime_digests" else "text",
    )
    notes = [
        *([_OFF[status]] if _OFF.get(status) else []),
        *(["her mail comes back there: imported as stopped"] if member.stopped else []),
        *([f"her posts are moderated there ({held})"] if held in _HELD else []),
    ]
    return Entry(place, member, "; ".join(notes))


def _said(one: Resource, key: str) -> str:
    value = one.get(key)
    return value if isinstance(value, str) else ""
