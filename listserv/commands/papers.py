"""My data: a letter that says what is held about her, and files that hold all of it.

Owns what that letter has: the short form in words, everything as JSON (store/holdings.py), and her
own mails as they came, the newest first, as many as find room. It goes to an address of hers only,
once a day, and is no larger than LARGEST, for somebody else may have asked in her name. The command
line gives the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from listserv.clock import Clock
from listserv.commands.handled import Handled, Handler, Part, Service
from listserv.commands.visit import Visit
from listserv.languages.command import Command, Verb
from listserv.mailroom import Mailroom
from listserv.model import Person
from listserv.press.kinds import Enrolled, Written
from listserv.store import confirmations, holdings, spool
from listserv.store.base import Db, Store
from listserv.store.holdings import Short
from listserv.text import mbox
from listserv.text.attached import File, coded_size
from listserv.text.masks import mask_tokens

LARGEST = 2_000_000  # octets of the letter
FRAME = 8000  # octets of it beside its files
LATEST = 8  # posts that stand in the letter itself
TOO_LARGE = ("version", "journal", "delivery", "translation")  # left out one by one, as needed


class Papers(Service):
    """`largest` is what the site takes, and sends, in one mail, in octets."""

    def __init__(self, store: Store, mailroom: Mailroom, largest: int, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._room = min(largest, LARGEST) - FRAME
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.MY_DATA: self._send}

    async def _send(self, visit: Visit, command: Command) -> Handled:
        if visit.person is None:
            return Handled("my data: nobody we know", (Part("my-data", _NOTHING),))
        now = self._clock.now()
        key = f"data of {visit.person.id}"
        if not await self._store.write(confirmations.spend, key, visit.cause, 1, now):
            return Handled("my data: sent today already", (Part("my-data-today"),))
        if not await self._mailroom.may_write(visit.to, f"{visit.cause}, data"):
            return Handled("my data: the letters of the day are spent")
        values, files = await self._gathered(visit.person, now)
        letter = await self._mailroom.letter(
            "my-data",
            visit.to,
            None,
            in_reply_to=visit.brief.reading.message_id,
            automatic="auto-replied",
            attached=files,
            **values,
        )
        return Handled("my data", (), (letter,))

    async def _gathered(self, person: Person, now: float) -> tuple[dict[str, Any], list[File]]:
        short = await self._store.read(holdings.short, person.id, LATEST, now)
        room = self._room
        everything = File(
            "my-data.json", "application/json", await self._json(person.id, room // 2)
        )
        room -= coded_size(len(everything.data))
        pieces: list[bytes] = []
        for mail in short.mails:
            piece = await self._store.read(mail_of, mail)
            if coded_size(sum(map(len, pieces)) + len(piece)) > room:
                break
            pieces.append(piece)
        files = [everything]
        if pieces:
            files.append(File("my-mails.mbox", "application/mbox", b"".join(pieces)))
        values = {
            **shown(person, short),
            "mails": len(pieces),
            "left": len(short.mails) - len(pieces),
        }
        return values, files

    async def _json(self, person: int, room: int) -> bytes:
        """All of it within so many octets; what finds no room is named."""
        found = await self._store.read(holdings.of, person)
        left: list[str] = []
        for table in (*TOO_LARGE, ""):
            data = in_json({**found, "left_out": left} if left else found)
            if coded_size(len(data)) <= room or not table:
                break
            if found.pop(table, None) is not None:
                left.append(table)
        return data


def in_json(found: Mapping[str, Any]) -> bytes:
    """What `holdings.of` found, instants as people and programs read them."""
    return json.dumps(_told(found), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _told(value: Any) -> Any:
    match value:
        case float():
            return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
        case dict():
            return {f"{name}": _told(one) for name, one in value.items()}
        case list():
            return [_told(one) for one in value]
    return value


def mail_of(db: Db, mail: int) -> bytes:
    """A mail as an mbox has it, tokens in it masked; b"" where its bytes are gone."""
    raw, envelope = spool.raw(db, mail), holdings.envelope(db, mail)
    if not raw or envelope is None:
        return b""
    octets = mask_tokens(raw.decode("latin-1")).encode("latin-1")
    return mbox.separator(envelope["mail_from"], envelope["received"]) + mbox.in_mbox(octets)


def shown(person: Person, short: Short) -> dict[str, Any]:
    """The values of the letter, but for its files."""
    return {
        "person": person,
        "addresses": short.addresses,
        "memberships": tuple(Enrolled(*one) for one in short.memberships),
        "offers": short.offers,
        "standings": short.standings,
        "posts": tuple(Written(*one) for one in short.posts),
        "all_posts": short.all_posts,
        "translated": short.translated,
        "letters": short.letters,
        "failures": short.failures,
    }


_NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(("addresses", "memberships", "offers", "standings", "posts"), ()),
    **dict.fromkeys(("all_posts", "translated", "letters", "failures", "mails", "left"), 0),
    "person": None,
}
