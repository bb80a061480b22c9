"""History comes in: messages from files become published posts of a list.

Owns the import. Reading happens in the children, writing in short transactions, so that posts
keep coming in meanwhile. Nothing is sent to anybody. Every message is counted: as a post, or
under the reason why it is none. A message that nobody can read is such a reason; an import that
is broken off leaves whole posts behind, and the next one counts them as repeats and goes on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from listserv.archive import mailfiles
from listserv.archive.mailfiles import MailFile
from listserv.children import ChildFailed
from listserv.model import MailingList, Person, Reading
from listserv.store import members, shelf
from listserv.store.base import Store
from listserv.store.shelf import ImportedPost
from listserv.text import spoken
from listserv.text.dates import believable, received_dates
from listserv.text.permalink import permalink
from listserv.text.subject import published
from listserv.text.threads import places

BATCH = 50  # messages read at the same time and written in one transaction
BATCH_BYTES = 4_000_000
PLACED = 2_000  # posts placed in one transaction

REPEAT = "exact repeat"
UNREADABLE = "unreadable"
NO_AUTHOR = "without author"
NO_DATE = "without date"


class Reader(Protocol):
    """The pool of children."""

    async def read(self, raw: bytes) -> Reading: ...


@dataclass(frozen=True, slots=True)
class ImportReport:
    """messages == imported + the sum of all reasons; `lacking` counts among the imported."""

    messages: int
    imported: int
    reasons: Mapping[str, int] = field(default_factory=dict)  # why no post, repeats included
    lacking: Mapping[str, int] = field(default_factory=dict)  # what they came without

    @property
    def repeats(self) -> int:
        return self.reasons.get(REPEAT, 0)


async def import_posts(
    store: Store,
    pool: Reader,
    mailing_list: MailingList,
    source: Path,
    now: float,
    progress: Callable[[int], None],
) -> ImportReport:
    """Bring the messages under `source` into a list and place all its posts in threads anew.

    `progress` is told the number of messages done, now and then. Raises FileNotFoundError where
    there is no `source`.
    """
    memory = await _Memory.open(store, mailing_list, now)
    files = mailfiles.read(source)
    counts: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    messages = imported = 0
    while batch := await asyncio.to_thread(_next_batch, files):
        messages += len(batch)
        counts.update(one.problem for one in batch if one.problem)
        mails = [one for one in batch if not one.problem]
        readings = await asyncio.gather(*(_reading(pool, one.raw) for one in mails))
        rows: list[ImportedPost] = []
        for mail, reading in zip(mails, readings, strict=True):
            if reading is None:
                counts[UNREADABLE] += 1
            elif memory.is_repeat(reading):
                counts[REPEAT] += 1
            else:
                lacking.update(_lacks(reading))
                rows.append(await memory.row(mail.raw, reading))
        if rows:
            await store.write(shelf.import_posts, mailing_list.id, rows, now)
            imported += len(rows)
        progress(messages)
    await place_all(store, mailing_list)
    return ImportReport(messages, imported, dict(counts), dict(lacking))


def _lacks(reading: Reading) -> list[str]:
    """What a message came without; it is imported all the same, and the postmaster may look."""
    return [
        *([NO_AUTHOR] if not (reading.from_address or reading.from_name) else []),
        *([NO_DATE] if reading.date is None else []),
    ]


async def place_all(store: Store, mailing_list: MailingList) -> None:
    """Place every published post of a list in its thread anew, from the headers."""
    nodes = await store.read(shelf.nodes, mailing_list.id)
    found = await asyncio.to_thread(places, nodes, by_subject=True)
    numbers = iter(found.items())
    while chunk := dict(islice(numbers, PLACED)):
        await store.write(shelf.place, mailing_list.id, chunk)


def _next_batch(files: Iterator[MailFile]) -> Sequence[MailFile]:
    batch: list[MailFile] = []
    size = 0
    while len(batch) < BATCH and size < BATCH_BYTES and (one := next(files, None)):
        batch.append(one)
        size += len(one.raw)
    return batch


async def _reading(pool: Reader, raw: bytes) -> Reading | None:
    try:
        return await pool.read(raw)
    except ChildFailed:  # this message killed a child, twice: it is counted, the others go on
        return None


class _Memory:
    """What an import keeps in mind: ids and names that are taken, authors, the last date."""

    def __init__(
        self,
        store: Store,
        mailing_list: MailingList,
        now: float,
        digests: set[tuple[str, str]],
        permalinks: set[str],
    ) -> None:
        self._store = store
        self._list = mailing_list
        self._now = now
        self._digests = digests
        self._permalinks = permalinks
        self._authors: dict[str, Person | None] = {}
        self._before = mailing_list.created or now

    @classmethod
    async def open(cls, store: Store, mailing_list: MailingList, now: float) -> _Memory:
        digests = await store.read(shelf.digests, mailing_list.id)
        permalinks = await store.read(shelf.permalinks, mailing_list.id)
        return cls(store, mailing_list, now, digests, permalinks)

    def is_repeat(self, reading: Reading) -> bool:
        """Whether this very message is in the list; from now on it is."""
        key = (reading.message_id, reading.digest)
        if key in self._digests:
            return True
        self._digests.add(key)
        return False

    async def row(self, raw: bytes, reading: Reading) -> ImportedPost:
        sent = believable(reading.date, received_dates(raw), self._before, self._now)
        self._before = sent
        name = permalink(reading.message_id, self._permalinks.__contains__, reading.digest)
        self._permalinks.add(name)
        # History is whole: what was only a quotation is still all that its author sent.
        text = reading.clean if reading.clean.strip() else reading.text
        author = await self._author(reading.from_address)
        speaks = author.languages if author else ()
        reading = spoken.settled(reading, self._list.policy.languages, speaks)
        return ImportedPost(
            raw=raw,
            reading=replace(reading, clean=text),
            author=author,
            topic=published(reading.subject, self._list),
            sent=sent,
            permalink=name,
        )

    async def _author(self, address: str) -> Person | None:
        if address not in self._authors:
            found = await self._store.read(members.person_by_address, address) if address else None
            self._authors[address] = found
        return self._authors[address]
