"""The gathering: one letter a day of all mail to a list's people that was put aside.

Owns that letter: who wrote and about what, of the first ones, their texts in a file beside it, and
how many more there are. What a filter takes for spam is a number in it. A flood of mail with ever
new names so costs moderators one letter a day, and nobody's mail is lost.

Gather: what was put aside, as the child processes read it. Decide: nothing. Apply: `aside.told`. A
crash before it means that the letter is written again; a mail that cannot be read any more is left
out of it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from listserv.clock import Clock
from listserv.commands.handing import Handing, text_of
from listserv.errand import Reader
from listserv.mailroom import Mailroom
from listserv.model import Reading
from listserv.press import kinds
from listserv.store import aside, lists, spool
from listserv.store.base import Store
from listserv.text.attached import File
from listserv.text.layout import clip

log = logging.getLogger("listserv.gathering")

NAMED = 10  # mails that the letter names
SHOWN = 100  # mails whose text is in the file
TEXT_CHARACTERS = 2_000  # of each
FILE = "mails.txt"
RULE = "-" * 38


class Gathering:
    """The worker."""

    def __init__(
        self, store: Store, reader: Reader, mailroom: Mailroom, handing: Handing, clock: Clock
    ) -> None:
        self._store = store
        self._reader = reader
        self._mailroom = mailroom
        self._handing = handing
        self._clock = clock
        self._failed: Counter[int] = Counter()  # lists, how often each, since the start

    async def step(self) -> bool:
        """A list whose letter fails waits behind the others."""
        due = await self._store.read(aside.due, self._clock.now())
        for list_id in sorted(due, key=lambda one: self._failed[one]):
            try:
                await self._tell(list_id)
            except Exception:
                self._failed[list_id] += 1
                raise
        return bool(due)

    async def _tell(self, list_id: int) -> None:
        """Write to all who read a list's mail."""
        mailing_list = await self._store.read(lists.by_id, list_id) if list_id else None
        heap = await self._store.read(aside.heap, list_id, SHOWN)
        found = [reading for mail in heap.mails if (reading := await self._read(mail))]
        mails = tuple(kinds.Sent(_who(one), clip(one.subject, 60)) for one in found)
        file = File(FILE, "text/plain; charset=utf-8", _texts(found).encode("utf-8", "replace"))
        letters = [
            await self._mailroom.letter(
                aside.KIND,
                reader,
                mailing_list,
                attached=(file,) if found else (),
                mails=mails[:NAMED],
                count=heap.later,
                more=heap.later - len(mails[:NAMED]),
                spam=heap.spam,
            )
            for reader in await self._handing.readers(mailing_list)
        ]
        await self._store.write(aside.told, list_id, heap.last, letters, self._clock.now())

    async def _read(self, mail_id: int) -> Reading | None:
        """What a mail says; None where no child can digest it."""
        try:
            return await self._reader.read(await self._store.read(spool.raw, mail_id))
        except Exception:
            log.exception("mail %d could not be gathered", mail_id)
            return None


def _who(reading: Reading) -> str:
    name, address = reading.from_name, reading.from_address
    return f"{clip(name, 40)} <{address}>" if name and name != address else address


def _texts(found: Sequence[Reading]) -> str:
    """All that these say, for people to read."""
    parts = (
        f"{number}. {_who(one)}\n{one.subject}\n\n{clip_text(text_of(one))}\n"
        for number, one in enumerate(found, 1)
    )
    return f"\n{RULE}\n\n".join(parts)


def clip_text(text: str) -> str:
    return text if len(text) <= TEXT_CHARACTERS else f"{text[:TEXT_CHARACTERS]} …"
