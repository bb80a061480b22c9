"""Mailman 2 by the `config.pck` of a list, where it keeps the list and its members together.

Owns what stands where in it. It is a pickle, and is read without running it (pickled.py); passwords
in it are never looked at. Source: Mailman/OldStyleMemberships.py, MemberAdaptor.py and Defaults.py
of Mailman 2.1: `members` and `digest_members` by address in small letters, with 0 or the address as
it was typed; what is not as usual in dicts of the same keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from listserv.model import DeliveryMode
from listserv.roster import pickled
from listserv.roster.entries import (
    Entry,
    Roster,
    RosterError,
    good_address,
    known_languages,
    shown_name,
)
from listserv.roster.pickled import PickleError
from listserv.store.members import NewMember

# Bits of `user_options`.
_DISABLED = 1  # of before 2.1; since then delivery_status says it
_NOT_ME = 2
_PLAIN = 8  # a digest in plain text, not MIME
_CONCEALED = 16
_MODERATED = 128
# Values of `delivery_status`: (why, when). What is said of it here; it may be her own wish.
_BY_BOUNCE = 4
_OFF = {
    1: "her mail is stopped there: imported without mail",
    2: "",
    3: "her mail was stopped by a moderator there: imported without mail",
}


def is_pickle(data: bytes) -> bool:
    """Whether a file begins as a dict in a pickle of protocol 0, 1 or 2 does."""
    return data.startswith((b"\x80", b"}q", b"}r", b"}.", b"(dp", b"(d."))


def read(data: bytes) -> Roster:
    """The members of a list. Raises RosterError where it is no list of Mailman 2."""
    try:
        found = pickled.load(data)
    except PickleError as error:
        raise RosterError(f"is no config.pck that can be read: {error}") from None
    if not isinstance(found, dict) or not isinstance(found.get("members"), dict):
        raise RosterError("is a pickle, but not the config.pck of a list of Mailman 2")
    return Roster("mailman2", _read(found), tuple(_remarks(found)))


def _remarks(found: dict[Any, Any]) -> Iterator[str]:
    leading = [one for key in ("owner", "moderator") for one in _texts(found.get(key))]
    if leading:
        yield f"owners and moderators there, not taken over: {', '.join(dict.fromkeys(leading))}"
    if banned := _texts(found.get("ban_list")):
        yield f"{len(banned)} addresses or patterns are banned there, not taken over"


def _texts(value: Any) -> list[str]:
    """Texts in a list, each on one line."""
    found = value if isinstance(value, list | tuple) else [value]
    return [shown_name(one) for one in found if isinstance(one, str) and one.strip()]


def _read(found: dict[Any, Any]) -> Iterator[Entry]:
    """Members by the order of the file, digests behind the others."""
    kept = _Kept(found)
    for key in found["members"]:
        yield kept.entry(str(key), DeliveryMode.EACH)
    for key in kept.digests:
        if key not in found["members"]:
            yield kept.entry(str(key), DeliveryMode.DAILY)


class _Kept:
    """What a list keeps of its members, each dict by their addresses."""

    def __init__(self, found: dict[Any, Any]) -> None:
        self.digests = _dict(found, "digest_members")
        self._names = _dict(found, "usernames")
        self._languages = _dict(found, "language")
        self._options = _dict(found, "user_options")
        self._statuses = _dict(found, "delivery_status")
        self._usual = found.get("preferred_language")
        self._all_moderated = bool(found.get("default_member_moderation"))

    def entry(self, key: str, mode: DeliveryMode) -> Entry:
        place = shown_name(key) or "(empty)"
        try:
            address = good_address(key.strip())
        except ValueError as error:
            return Entry(place, None, str(error))
        options = _int(self._options.get(key))
        status = self._status(key, options)
        if status not in (0, _BY_BOUNCE, *_OFF):
            return Entry(place, None, f"unknown delivery_status {status}")
        language = self._languages.get(key, self._usual)
        name = self._names.get(key)
        member = NewMember(
            address,
            shown_name(name) if isinstance(name, str) else "",
            known_languages(language) if isinstance(language, str) else (),
            delivery=DeliveryMode.NONE if status in _OFF else mode,
            own_copies=not options & _NOT_ME,
            stopped=status == _BY_BOUNCE,
            conceal=bool(options & _CONCEALED),
            digest_form="text" if mode is DeliveryMode.EACH or options & _PLAIN else "mime",
        )
        notes = [
            *([_OFF[status]] if _OFF.get(status) else []),
            *(["her mail comes back there: imported as stopped"] if member.stopped else []),
        ]
        if options & _MODERATED and not self._all_moderated:
            notes.append("her posts are moderated there")
        return Entry(place, member, "; ".join(notes))

    def _status(self, key: str, options: int) -> int:
        """Why she gets no mail, as Mailman counts; 0: she gets it."""
        status = self._statuses.get(key)
        if isinstance(status, tuple | list) and status:
            return _int(status[0], unknown=-1)
        return 1 if options & _DISABLED else 0


def _dict(found: dict[Any, Any], key: str) -> dict[Any, Any]:
    value = found.get(key)
    return value if isinstance(value, dict) else {}


def _int(value: Any, unknown: int = 0) -> int:
    return value if isinstance(value, int) else unknown
