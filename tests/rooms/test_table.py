"""The table: how copies are laid and sealed, and somebody who changes her mail meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from listserv.clock import OffsetClock
from listserv.fanout import table
from listserv.fanout.table import Table
from listserv.identity.arc import Sealer
from listserv.model import DeliveryMode, Destination, Envelope, Policy, Purpose, Site
from listserv.store import decisions, imports, laying, lists, members, queue, shelf, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text import tokens
from listserv.text.carried import Carried
from listserv.text.files import Taken

NOW = 1_800_000_000.0
SITE = Site("lists.example.org", "Lists")
KEYS = tokens.Keys(((0, b"k" * 32),))


class Meddled:
    """A store in which something else is written just before the first copies are."""

    def __init__(self, store: Store, verb: Any, *args: Any) -> None:
        self._store = store
        self._change: tuple[Any, ...] = (verb, *args)
        self.read = store.read

    async def write(self, verb: Any, *args: Any) -> Any:
        if verb is table._apply and self._change:
            change, self._change = self._change, ()
            await self._store.write(*change)
        return await self._store.write(verb, *args)


class Noted:
    """A store that notes what is written."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.verbs: list[Any] = []
        self.read = store.read

    async def write(self, verb: Any, *args: Any) -> Any:
        self.verbs.append(verb)
        return await self._store.write(verb, *args)


class Counting:
    """Makes ARC sets, and keeps the heads that it made one for."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []

    def seal(self, head: bytes, body: bytes, now: float) -> bytes:
        self.heads.append(head)
        return b"ARC-Seal: x\r\n"


async def no_set(raw: bytes, proof: str) -> Sealer | None:
    return None


async def never(address: str) -> bool:
    raise AssertionError(address)


async def nothing(raw: bytes) -> Carried:
    raise AssertionError(raw)


async def no_files(raw: bytes, numbers: Sequence[int], room: int) -> Taken:
    raise AssertionError(numbers)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "t.db")
    yield store
    store.close()


def a_list(store: Store, people: list[NewMember], **policy: str) -> int:
    hifa = store.write_now(lists.create, "hifa", Policy(**policy), NOW)  # type: ignore[arg-type]
    store.write_now(imports.bring, hifa.id, people, "test", NOW)
    return hifa.id


async def publish(
    store: object,
    sealer: Callable[[bytes, str], Awaitable[Sealer | None]] = no_set,
    now: float = NOW + 10,
    files: Callable[[bytes, Sequence[int], int], Awaitable[Taken]] = no_files,
) -> None:
    """The table does all that is due."""
    room = Table(
        store,  # type: ignore[arg-type]
        SITE,
        lambda token: tokens.seal(KEYS, token),
        never,
        nothing,
        files,
        sealer,
        OffsetClock(now),
    )
    while await room.step():
        pass


def approved(store: Store, list_id: int, answers: int = 0) -> list[int]:
    """A question and its answers, approved in this order at the same moment."""
    envelope = Envelope("", (Destination("hifa@x", Purpose.POST, list_id),), "127.0.0.1", True, NOW)
    count = 1 + answers
    numbers = [store.write_now(spool.accept, envelope, b"x").numbers[0] for _ in range(count)]

    def approve(db: Db) -> None:
        db.execute(
            "UPDATE post SET state='approved', decided=?, topic='Oxygen', subject='Oxygen',"
            " message_id='m' || number, refs='[]', sent=?",
            (NOW, NOW),
        )
        db.execute(
            "UPDATE post SET topic='', subject='', refs=json_array('m' || ?1) WHERE number > ?1",
            (numbers[0],),
        )

    store.write_now(approve)
    return numbers


async def test_an_answer_never_overtakes_its_question(store: Store) -> None:
    """A question whose copies had to be made again was overtaken by its answer, which so began a
    thread of its own; one demo in five showed it."""
    hifa = a_list(store, [NewMember(f"m{n}@example.org") for n in range(2)])
    question, answer = approved(store, hifa, answers=1)
    leaver = store.read_now(members.members, hifa)[0].person.id
    change = (members.set_delivery, hifa, leaver, DeliveryMode.NONE, NOW + 1)
    await publish(Meddled(store, *change))
    posts = store.read_now(shelf.thread_posts, hifa, question)
    assert [post.number for post in posts] == [question, answer]
    copies = store.read_now(lambda db: db.rows("SELECT person FROM delivery"))
    assert leaver not in {copy["person"] for copy in copies}


async def test_what_is_urgent_goes_out_before_all_others(store: Store) -> None:
    hifa = a_list(store, [NewMember("m@example.org")])
    ((first,), (second,), (urgent,)) = (approved(store, hifa) for _ in range(3))

    def hurry(db: Db) -> None:
        db.execute("UPDATE post SET urgent = 1, decided = ? WHERE number = ?", (NOW + 1, urgent))

    store.write_now(hurry)
    await publish(store)
    mailings = store.read_now(lambda db: db.rows("SELECT post FROM mailing ORDER BY id"))
    assert [mailing["post"] for mailing in mailings] == [urgent, first, second]


async def test_words_that_are_changed_while_copies_are_laid_are_not_sent(store: Store) -> None:
    """On a large list it was taken back, cut and approved before its copies were opened: they went
    out with what had been cut."""
    (number,) = approved(store, a_list(store, [NewMember("m@example.org")]))

    def cut(db: Db) -> None:
        spool.new_version(db, number, 2, "Who has oxygen?", 1, "cut", NOW)
        db.execute("UPDATE post SET version = 2 WHERE number = ?", (number,))

    await publish(Meddled(store, cut))
    bodies = store.read_now(lambda db: db.rows("SELECT body FROM rendition"))
    assert [b"Who has oxygen?" in row["body"] for row in bodies] == [True]


MANY = [
    NewMember(f"m{n}@example.org", languages=("fr",) if n % 2 else ("en",))
    for n in range(laying.PAGE + 1)
]


async def test_a_large_list_is_laid_a_page_at_a_time(store: Store) -> None:
    """All its copies in one transaction keep the door waiting until the last is written."""
    approved(store, a_list(store, MANY))
    noted = Noted(store)
    await publish(noted)
    assert noted.verbs.count(laying.lay_page) == 2
    assert store.read_now(queue.counts) == {"due": laying.PAGE + 1}


async def test_an_arc_set_is_made_once_for_a_language(store: Store) -> None:
    made, asked = Counting(), []

    async def sealer(raw: bytes, proof: str) -> Any:
        asked.append(raw)
        return made

    approved(store, a_list(store, MANY, dmarc="never"))
    await publish(store, sealer)
    assert len(asked) == 1
    assert len(made.heads) == 2
    heads = store.read_now(lambda db: db.rows("SELECT head FROM rendition ORDER BY n"))
    assert [row["head"] for row in heads] == [b"ARC-Seal: x\r\n" + head for head in made.heads]


async def test_words_taken_out_by_another_list_while_copies_are_laid_are_not_sent(
    store: Store,
) -> None:
    """Only a redaction of the same list was seen, and only one of a later instant."""
    hifa = a_list(store, [NewMember("m@example.org")])
    other = store.write_now(lists.create, "other", Policy(), NOW).id
    (number,) = approved(store, hifa)
    store.write_now(spool.new_version, number, 1, "Wanjiru asks for oxygen.", 0, "", NOW)
    store.write_now(lambda db: db.execute("UPDATE post SET version = 1").rowcount)

    def redact(db: Db) -> None:
        db.execute("UPDATE version SET text = 'Somebody asks for oxygen.'")
        decisions.remember(db, other, 4711, 1, "redact", NOW, "", {"mail": 1, "places": 1})

    await publish(Meddled(store, redact))
    bodies = store.read_now(lambda db: db.rows("SELECT body FROM rendition"))
    assert [b"Somebody asks" in row["body"] for row in bodies] == [True]
