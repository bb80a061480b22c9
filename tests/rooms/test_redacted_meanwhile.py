"""Words that are taken out while something is composed of them: it is composed anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from listserv.digests import publish
from listserv.digests.publish import draft_summary, publish_summary
from listserv.errand import Brief, Errands, Outcome
from listserv.model import Action, Destination, Envelope, Proof, Purpose, Reading
from listserv.moderation.asker import Asker
from listserv.moderation.desk import Desk
from listserv.store import decisions, held, laying, redactions, spool, summaries
from listserv.store.base import Db, Store
from tests.rooms.test_digest_worker import SITE, House, at, seal
from tests.rooms.test_herald import ADMIN, AMINA, GRACE, NOW, PETER, Room, room

__all__ = ["room"]

NAME, SAID = "Wanjiru", "Wanjiru asks how you count your stock of medicine."
DAY = "2027-01-09 06:01"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


def redact(store: Store, list_id: int, now: float, mail: int = 1) -> None:
    """A moderator of some list takes the name out wherever it is kept."""

    def write(db: Db) -> None:
        for table, column in (("version", "text"), ("summary", "text"), ("post", "topic")):
            db.execute(f"UPDATE {table} SET {column} = replace({column}, ?, 'Somebody')", (NAME,))
        what = {"mail": mail, "places": 1}
        decisions.remember(db, list_id, 4711, 1, "redact", now, "", what)

    store.write_now(write)


def once(verb: Any, then: Any) -> Any:
    """A function that does something more when it is called first."""
    pending = [then]

    def called(*args: Any, **kwargs: Any) -> Any:
        result = verb(*args, **kwargs)
        while pending:
            pending.pop()()
        return result

    return called


def said(house: House) -> str:
    mails = [one for some in house.sent().values() for one in some]
    return "\n".join(one.get_content() for one in mails)


async def test_a_digest(house: House) -> None:
    """The command came to another list, in the instant in which the digest was begun."""
    other = house.new_list("zeta")
    await house.wake("2027-01-08 12:01")
    house.publish(SAID, "2027-01-08 14:00")
    lay, met = house.worker._lay, 0

    async def slow(*args: Any) -> int:
        nonlocal met
        made = await lay(*args)
        met += 1
        if met == 1:
            redact(house.store, other.id, at(DAY))
        return made

    house.worker._lay = slow  # type: ignore[method-assign]
    await house.wake(DAY)
    assert met == 2
    assert "Somebody asks" in said(house)
    assert NAME not in said(house)


async def test_an_old_redaction_holds_up_nothing(house: House) -> None:
    redact(house.store, house.list.id, at("2027-01-08 12:00"))
    await house.wake("2027-01-08 12:01")
    house.publish(SAID, "2027-01-08 14:00")
    await house.wake(DAY)
    assert NAME in said(house)


def test_a_summary(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would have gone out with the words, and have written them back."""
    first = house.publish(SAID, "2027-01-08 14:00")
    draft = draft_summary(house.store, SITE, house.list.id, first, at(DAY))
    slow = once(laying.lay_all, lambda: redact(house.store, 4711, at(DAY)))
    monkeypatch.setattr(laying, "lay_all", slow)
    assert publish_summary(house.store, SITE, seal, draft, at(DAY))
    (published,) = house.store.read_now(summaries.every, house.list.id)
    assert "Somebody asks" in published.text
    assert "Somebody asks" in said(house)
    assert NAME not in published.text + said(house)


def test_the_draft_of_a_summary(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first = house.publish(SAID, "2027-01-08 14:00")
    slow = once(publish.compose_summary, lambda: redact(house.store, 4711, at(DAY)))
    monkeypatch.setattr(publish, "compose_summary", slow)
    made = draft_summary(house.store, SITE, house.list.id, first, at(DAY))
    found = house.store.read_now(summaries.get, made)
    assert found is not None
    assert "Somebody asks" in found.text


# --- letters --------------------------------------------------------------------------------------


def slow_letters(room: Room) -> None:
    """Somebody takes the name out while the next letter is being written."""
    write, first = room.mailroom.letter, True

    async def letter(*args: Any, **kwargs: Any) -> Any:
        nonlocal first
        made = await write(*args, **kwargs)
        if first:
            first = False
            redact(room.store, 4711, room.clock.now())
        return made

    room.mailroom.letter = letter  # type: ignore[method-assign]


MODERATORS = [GRACE, PETER]


@pytest.mark.parametrize(
    ("days", "to"),
    [(0, MODERATORS), (0.5, MODERATORS), (2, [ADMIN, *MODERATORS]), (14, [AMINA])],
)
async def test_letters_about_what_waits(room: Room, days: float, to: list[str]) -> None:
    """A notice, a reminder, an escalation, what goes back to its author."""
    room.hold(SAID, SAID)
    for hour in range(int(days * 24)):
        await room.look(hour > 0)
    room.new()
    slow_letters(room)
    await room.look(1 if days else 0)
    assert sorted(address for _, address in room.new()) == sorted(to)
    for address in to:
        assert "Somebody asks" in room.letter(address)
        assert NAME not in room.letter(address)


async def test_a_letter_about_what_the_desk_refused(room: Room) -> None:
    room.hold(SAID, SAID, ("not-a-member",), Action.REFUSE)
    slow_letters(room)
    await room.look()
    assert room.new() == [("refused", AMINA)]
    assert "Somebody asks" in room.letter(AMINA)


async def test_a_mail_of_all_that_waits(room: Room) -> None:
    await room.come(SAID, text=SAID)
    room.new()
    room.store.write_now(held.ask_for_queue, room.list.id, room.id_of(GRACE))
    slow_letters(room)
    await room.look()
    assert room.new() == [("queue", GRACE)]
    assert "Somebody asks" in room.letter()
    assert NAME not in room.letter()


async def test_the_question_for_whom_a_post_is(room: Room) -> None:
    number = room.hold(SAID, SAID)
    room.change(awaits="private", awaits_since=room.clock.now())
    slow_letters(room)
    asker = Asker(room.store, room.mailroom, room.clock)
    while await asker.step():
        pass
    assert [address for _, address in room.new()] == [AMINA]
    assert "Somebody asks" in room.letter(AMINA)
    assert NAME not in room.letter(AMINA)
    assert room.post(number).awaits == "private"


# --- errands --------------------------------------------------------------------------------------


OWN, ANOTHER = 1, 2


class Office:
    """A room whose errands tell an author's words, slowly."""

    purposes = (Purpose.OWNER,)
    for_robots = False

    def __init__(self, room: Room, number: int, by: int) -> None:
        self._room, self._number, self._by = room, number, by
        self.runs = 0

    async def read(self, raw: bytes) -> Reading:
        return Reading(from_address=GRACE)

    async def proof(self, *_: object) -> Proof:
        return Proof("dkim", "x.org")

    async def run(self, brief: Brief) -> Outcome:
        self.runs += 1
        if self._by == OWN:
            redact(self._room.store, self._room.list.id, NOW, brief.errand.mail_id)
        post = self._room.post(self._number)
        letter = await self._room.mailroom.to_author("word", post, self._room.list, said="", by="")
        assert letter
        if self._by == ANOTHER and self.runs == 1:
            redact(self._room.store, 4711, NOW, brief.errand.mail_id + 1)
        kept = partial(
            spool.new_version, number=self._number, n=2, text=post.text, by=0, why="", now=NOW
        )
        return Outcome("told", (letter,), (kept,))


@pytest.mark.parametrize(("by", "runs"), [(OWN, 1), (ANOTHER, 2)])
async def test_what_an_errand_says_and_changes(room: Room, by: int, runs: int) -> None:
    """Another moderator's redaction makes it run anew, and costs no try; its own does not."""
    number = room.hold(SAID, SAID)
    to = Destination("hifa-owner@lists.example.org", Purpose.OWNER, room.list.id)
    envelope = Envelope(GRACE, (to,), "192.0.2.1", True, NOW)
    room.store.write_now(spool.accept, envelope, b"Subject: x\r\n\r\nx")
    office = Office(room, number, by)
    worker = Errands(room.store, office, office, room.clock, office)
    for _ in range(runs):  # one that has to look again does so at the next look
        await worker.step()
    assert not await worker.step()
    assert office.runs == runs
    assert room.new() == [("word", AMINA)]
    assert "Somebody asks" in room.letter(AMINA)
    assert NAME not in room.letter(AMINA)
    kept = room.store.read_now(lambda db: db.rows("SELECT text FROM version"))
    assert not any(NAME in row["text"] for row in kept)
    (row,) = room.store.read_now(lambda db: db.rows("SELECT state, tries FROM errand"))
    assert (row["state"], row["tries"]) == ("done", 0)


# --- arrivals -------------------------------------------------------------------------------------


class Slowly:
    """Reads a mail; meanwhile the post that it is on another list loses the name."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.runs = 0

    async def read(self, raw: bytes) -> Reading:
        self.runs += 1
        if self.runs == 1:
            anew = raw.replace(NAME.encode(), b"Somebody")
            self._store.write_now(redactions.forget, 1, anew)
            redact(self._store, 4711, NOW)
        text = raw.partition(b"\r\n\r\n")[2].decode()
        return Reading(from_address=AMINA, message_id="m", text=text, clean=text)

    async def proof(self, *_: object) -> Proof:
        return Proof()


async def test_a_mail_that_was_just_read(room: Room) -> None:
    """What it said before was kept as the text of the post."""
    to = Destination("hifa@lists.example.org", Purpose.POST, room.list.id)
    envelope = Envelope(AMINA, (to,), "192.0.2.1", True, NOW)
    raw = f"Subject: x\r\n\r\n{SAID}\r\n".encode()
    accepted = room.store.write_now(spool.accept, envelope, raw)
    reader = Slowly(room.store)
    desk = Desk(room.store, reader, reader, None, SITE, room.clock)
    while await desk.step():
        assert reader.runs < 5
    assert reader.runs == 2
    post = room.post(accepted.numbers[0])
    assert post.text.startswith("Somebody asks")
    kept = room.store.read_now(lambda db: db.rows("SELECT text FROM version"))
    assert not any(NAME in row["text"] for row in kept)
