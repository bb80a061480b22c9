"""The herald and time: who is told of what waits, when, and what becomes of what nobody decides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from listserv.mailroom import MEMBER_LETTERS, Mailroom
from listserv.model import (
    Action,
    Destination,
    Envelope,
    MailingList,
    Policy,
    Post,
    Proof,
    Purpose,
    Reading,
    Site,
    Standing,
    State,
    Verdict,
)
from listserv.moderation import herald_letters
from listserv.moderation.herald import Herald
from listserv.press.letter import Press
from listserv.store import (
    confirmations,
    deceased,
    decisions,
    held,
    journal,
    lists,
    members,
    rulings,
    spool,
    standings,
    undoing,
    wishes,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.store.rulings import Ruling
from listserv.text import tokens
from tests.support.clock import StillClock

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
NOW = 1_767_596_400.0  # Monday 5 January 2026, 07:00 UTC
SITE = Site("lists.example.org", "Lists", admin="admin@example.org")
KEYS = tokens.Keys(((0, b"k" * 32),))
AMINA = "amina@rsr.example.org"
GRACE, PETER, ADMIN = "grace@x.org", "peter@x.org", "admin@example.org"
TO_MODERATORS = ("notice", "queue", "reminder", "escalated")


@dataclass
class Room:
    """A moderated list, its herald, and the letters that it writes."""

    store: Store
    list: MailingList
    clock: StillClock
    mailroom: Mailroom
    herald: Herald
    posts: int = 0
    read_before: int = 0

    async def come(self, topic: str, hours: float = 0.0, **more: Any) -> int:
        """A post of Amina's is held after so many hours; the herald looks. Returns its number."""
        self.clock.advance(hours * HOUR)
        number = self.hold(topic, **more)
        await self.look()
        return number

    def hold(
        self,
        topic: str,
        text: str = "We count every Monday.",
        reasons: tuple[str, ...] = ("moderated",),
        action: Action = Action.HOLD,
        proven: bool = True,
    ) -> int:
        self.posts += 1
        now = self.clock.now()
        destination = Destination(SITE.address(self.list.name), Purpose.POST, self.list.id)
        envelope = Envelope(AMINA, (destination,), "192.0.2.1", True, now)
        (number,) = self.store.write_now(spool.accept, envelope, b"Subject: x\r\n\r\nx").numbers
        (arrival,) = self.store.read_now(spool.arrivals, now, 9)
        reading = Reading(
            subject=topic,
            from_name="Amina Kamau",
            from_address=AMINA,
            message_id=f"{self.posts}@rsr.example.org",
            text=text,
            clean=text,
        )
        proof = Proof("dkim", "rsr.example.org") if proven else Proof()
        author = self.store.read_now(members.person_by_address, AMINA)
        verdict = Verdict(action, reasons)
        self.store.write_now(
            spool.settle, arrival, verdict, reading, proof, author, topic, now, now
        )
        return number

    async def look(self, hours: float = 0.0) -> None:
        """Time goes on, and the herald does what is due by then."""
        self.clock.advance(hours * HOUR)
        while await self.herald.step():
            pass

    def change(self, **columns: Any) -> None:
        """Every post that is held now is so."""
        assigned = ", ".join(f"{name} = ?" for name in columns)
        self.store.write_now(_execute, f"UPDATE post SET {assigned} WHERE state = 'held'", columns)

    def rule(self, number: int, what: str, by: int = 0, **more: Any) -> None:
        ruling = Ruling(number, 0, by or self.id_of(GRACE), what, **more)
        assert self.store.write_now(rulings.rule, ruling, self.clock.now())

    def policy(self, **more: Any) -> None:
        """The list behaves so; its authors hear nothing, where nothing else is said."""
        policy_ = Policy(**({"title": "Forum", "tell_author": 365 * DAY} | more))
        self.store.write_now(lists.set_policy, self.list.id, policy_, self.clock.now())

    def id_of(self, address: str) -> int:
        found = self.store.read_now(members.person_by_address, address)
        assert found is not None
        return found.id

    def post(self, number: int) -> Post:
        found = self.store.read_now(spool.post, number)
        assert found is not None
        return found

    # --- letters ---

    def new(self) -> list[tuple[str, str]]:
        """(kind, address) of the letters written since this was asked before."""
        rows = self._rows()
        fresh = [(row["kind"], row["address"]) for row in rows[self.read_before :]]
        self.read_before = len(rows)
        return fresh

    def letter(self, address: str = GRACE) -> str:
        """The text of the last letter to somebody, as a reader sees it: one line of blanks."""
        return " ".join(self.mail(address).get_content().split())

    def mail(self, address: str) -> EmailMessage:
        row = [row for row in self._rows() if row["address"] == address][-1]
        whole = row["head"] + b"\r\n" + row["body"]
        return message_from_bytes(whole, policy=policy.default)  # type: ignore[return-value]

    def shown(self, address: str = GRACE) -> list[int]:
        """The numbers that somebody's last letter showed, by position."""
        row = [row for row in self._rows() if row["address"] == address][-1]
        return [number for number, _ in json.loads(row["shown"])]

    def _rows(self) -> list[dict[str, Any]]:
        return self.store.read_now(
            lambda db: db.rows(
                "SELECT kind, address, shown, head, body FROM mailing"
                " JOIN rendition ON rendition.mailing = mailing.id"
                " JOIN delivery ON delivery.mailing = mailing.id ORDER BY mailing.id"
            )
        )


def _execute(db: Db, sql: str, values: dict[str, Any]) -> None:
    db.execute(sql, list(values.values()))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    store = Store.open(tmp_path / "t.db")
    made = store.write_now(lists.create, "hifa", Policy(title="Forum"), NOW)
    store.write_now(members.ensure_person, NewMember(ADMIN), NOW)
    amina = NewMember(AMINA, "Amina Kamau", country="KE")
    store.write_now(members.add, made.id, amina, "test", NOW - 90 * DAY)
    for address, name in ((GRACE, "Grace Otieno"), (PETER, "Peter Okello")):
        store.write_now(members.add_moderator, made.id, NewMember(address, name), NOW)
    clock = StillClock(NOW + MINUTE)
    mailroom = Mailroom(store, Press(SITE), SITE, lambda token: tokens.seal(KEYS, token), clock)
    yield Room(store, made, clock, mailroom, Herald(store, mailroom, SITE, clock))
    store.close()


BOTH = [("notice", GRACE), ("notice", PETER)]
REMINDED = [("reminder", GRACE), ("reminder", PETER)]


# --- at once --------------------------------------------------------------------------------------


async def test_each_moderator_gets_a_notice_once(room: Room) -> None:
    await room.come("Stock cards")
    await room.look()
    assert room.new() == BOTH
    assert room.mail(GRACE)["Subject"] == "To read: Stock cards, from Amina Kamau"


async def test_many_at_once_are_a_few_letters(room: Room) -> None:
    for n in range(50):
        room.hold(f"Topic {n}")
    await room.look()
    await room.look(0.02)
    letters = Counter(room.new())
    assert letters == {("notice", GRACE): 3, ("queue", GRACE): 2} | {
        ("notice", PETER): 3,
        ("queue", PETER): 2,
    }


async def test_who_comes_back_brings_the_others_no_more_notices(room: Room) -> None:
    """The window of a burst counts the letters of whoever got most."""
    back = room.clock.now() + 20
    room.store.write_now(wishes.set_away, room.id_of(PETER), back, NOW)
    for n in range(3):
        await room.come(f"Topic {n}")
    assert room.new() == [("notice", GRACE)] * 3
    room.clock.advance(30)
    await room.come("Topic 3")
    assert room.new() == []


async def test_only_those_on_duty_are_told(room: Room) -> None:
    room.policy(rota=f"Mon-Fri {GRACE}\nSat,Sun {PETER}")
    await room.come("Stock cards")
    assert room.new() == [("notice", GRACE)]
    await room.come("Oxygen", hours=5 * 24)
    assert ("notice", PETER) in room.new()


async def test_who_is_away_is_not_told(room: Room) -> None:
    room.store.write_now(wishes.set_away, room.id_of(GRACE), NOW + DAY, NOW)
    await room.come("Stock cards")
    assert room.new() == [("notice", PETER)]
    await room.come("Oxygen", hours=25)
    assert {address for kind, address in room.new() if kind == "notice"} == {GRACE, PETER}


async def test_a_list_without_moderators_is_the_admins(room: Room) -> None:
    for address in (GRACE, PETER):
        room.store.write_now(members.remove_moderator, room.list.id, room.id_of(address), NOW)
    await room.come("Stock cards")
    assert room.new() == [("notice", ADMIN)]


async def test_a_notice_says_what_others_made_of_it(room: Room) -> None:
    number = room.hold("Stock cards")
    text = "We count every Monday and Friday."
    room.rule(number, "edit", text=text)
    room.change(kind="event", patient=json.dumps(["name and age"]))
    watched = (room.list.id, room.id_of(AMINA), Standing.WATCHED)
    room.store.write_now(standings.set_standing, *watched, 1, NOW)
    await room.look()
    said = room.letter()
    assert "Version 2, changed by Grace Otieno." in said
    assert "A moderator wants to read all that comes from this person." in said
    assert "A patient may be recognised by this: - name and age" in said
    assert "under events" in said
    assert f"[1] {text}" in said


async def test_a_corrected_text_says_whose_it_is(room: Room) -> None:
    number = await room.come("Stock cards")
    back = {"awaits": "", "noticed": None}
    room.rule(number, "author", by=room.id_of(AMINA), text="We count daily.", changes=back)
    await room.look(1)
    assert room.new()[2:] == BOTH
    assert "Version 2, corrected by its author." in room.letter()


async def test_who_moderates_and_changes_her_own_post_is_its_author(room: Room) -> None:
    room.store.write_now(members.add_moderator, room.list.id, NewMember(AMINA), NOW)
    number = room.hold("Stock cards")
    room.rule(number, "edit", by=room.id_of(AMINA), text="We count daily.")
    await room.look()
    assert "Version 2, corrected by its author." in room.letter()


@pytest.mark.parametrize("most", [0, 40])
async def test_a_moderator_is_shown_as_much_as_she_wants(room: Room, most: int) -> None:
    room.store.write_now(wishes.set_own, room.list.id, room.id_of(GRACE), "most", most, NOW)
    await room.come("Stock cards", text="The first paragraph of it.\n\nThe second paragraph.")
    assert ("[2] The second paragraph." in room.letter()) is (most == 0)
    assert ("the whole text has" in room.letter()) is (most == 40)
    assert "[1] The first paragraph of it." in room.letter()
    assert "[2] The second paragraph." in room.letter(PETER)


SAID = "We count every Monday."


async def test_a_queue_mail_shows_less_of_each_than_a_notice(room: Room) -> None:
    room.policy(hours=("16:00",))
    who = room.id_of(PETER)
    room.store.write_now(wishes.set_own, room.list.id, who, "letters", "each", NOW)
    for topic in ("Stock cards", "Oxygen"):
        await room.come(topic, text="\n\n".join([SAID] * 600))
    assert room.letter(PETER).count(SAID) == 600
    await room.look(9)
    assert room.new()[-1] == ("queue", GRACE)
    whole = herald_letters.QUEUE_CHARACTERS // len(f"{SAID}\n\n")
    assert room.letter(GRACE).count(SAID) == 2 * whole


def test_a_text_is_cut_between_paragraphs_or_anywhere() -> None:
    item = herald_letters.Waiting(None, None, "aaaa\n\nbbbb")  # type: ignore[arg-type]
    assert herald_letters._cut(item, 7).text == "aaaa […]"
    assert herald_letters._cut(item, 3).text == "aaa […]"
    assert herald_letters._cut(item, 10) is item


# --- spam -----------------------------------------------------------------------------------------

SPAM = ("marked-spam", "moderated")


async def test_spam_makes_no_notice(room: Room) -> None:
    await room.come("Cheap pills", reasons=SPAM)
    await room.look(11)
    assert room.new() == []
    await room.look(1)
    assert room.new() == [("queue", GRACE), ("queue", PETER)]
    assert "1. Cheap pills, Amina Kamau" in room.letter()
    assert "We count every Monday" not in room.letter()


async def test_spam_goes_along_at_the_end_and_is_never_pressed(room: Room) -> None:
    spam = room.hold("Cheap pills", reasons=SPAM)
    numbers = [room.hold(f"Topic {n}") for n in range(5)]
    await room.look(0.02)
    assert room.shown() == [*numbers, spam]
    assert "6 spam" in room.letter()
    for number in numbers:
        room.rule(number, "approve", state=State.APPROVED)
    room.new()
    await room.look(13 * 24)
    assert room.new() == []
    await room.look(24)
    assert room.new() == []
    assert room.post(spam).state is State.REFUSED


@pytest.mark.parametrize("hours", [(), ("07:00", "19:00")])
async def test_a_flood_of_spam_makes_one_mail_each_half_day(
    room: Room, hours: tuple[str, ...]
) -> None:
    """A night's spam came in letters of sixty lines, one behind the other."""
    room.policy(hours=hours)
    for n in range(130):
        room.hold(f"Cheap pills {n}", reasons=SPAM)
    queues = [("queue", GRACE), ("queue", PETER)]
    await room.look(24.1)
    assert room.new() == queues
    await room.look(11)
    assert room.new() == []
    await room.look(1.1)
    assert room.new() == queues


# --- hours ----------------------------------------------------------------------------------------


async def test_at_its_hour_one_mail_shows_all_that_waits(room: Room) -> None:
    room.policy(hours=("07:00", "16:00"))
    first = await room.come("Stock cards")
    second = await room.come("Oxygen", hours=1)
    assert room.new() == []
    await room.look(8)
    assert room.new() == [("queue", GRACE), ("queue", PETER)]
    assert room.shown() == [first, second]
    assert room.mail(GRACE)["Subject"] == "To read: 2 messages for Forum"
    await room.look(1)
    assert room.new() == []


async def test_what_was_put_off_comes_again_at_the_next_hour(room: Room) -> None:
    room.policy(hours=("07:00", "16:00"), remind=30 * DAY)
    first = await room.come("Stock cards")
    await room.look(9)
    room.clock.advance(MINUTE)
    room.rule(first, "later", changes={"put_off": room.clock.now()})
    second = await room.come("Oxygen", hours=1)
    room.new()
    await room.look(14)
    assert room.new() == [("queue", GRACE), ("queue", PETER)]
    assert room.shown() == [first, second]
    await room.look(24)
    assert room.new() == []


async def test_each_moderator_reads_as_she_wishes(room: Room) -> None:
    room.policy(hours=("16:00",))
    who = room.id_of(GRACE)
    room.store.write_now(wishes.set_own, room.list.id, who, "letters", "each", NOW)
    await room.come("Stock cards")
    assert room.new() == [("notice", GRACE)]
    await room.look(9)
    assert room.new() == [("queue", PETER)]


async def test_whose_turn_begins_at_midnight_is_written_to_at_her_hour(room: Room) -> None:
    room.policy(hours=("16:00",), rota=f"Mon {GRACE}\nTue {PETER}", remind=30 * DAY)
    await room.come("Stock cards")
    await room.look(9)
    assert room.new() == [("queue", GRACE)]
    await room.look(8)
    assert room.new() == []
    await room.look(16)
    assert room.new() == [("queue", PETER)]


async def test_a_queue_mail_reports_what_others_decided(room: Room) -> None:
    room.policy(hours=("07:00", "16:00"), remind=30 * DAY)
    first = await room.come("Stock cards")
    second = await room.come("Oxygen")
    third = await room.come("Beds")
    await room.look(9)
    room.clock.advance(MINUTE)
    room.rule(first, "approve", state=State.APPROVED)
    room.rule(second, "refuse", by=room.id_of(PETER), state=State.REFUSED)
    await room.come("Filters", hours=1)
    await room.look(14)
    assert "Grace Otieno" not in room.letter(GRACE)
    assert "Peter Okello did not publish “Oxygen”." in room.letter(GRACE)
    assert "Grace Otieno published “Stock cards”." in room.letter(PETER)
    room.clock.advance(MINUTE)
    room.rule(third, "spam", state=State.REFUSED)
    await room.come("Pumps")
    await room.look(9)
    assert "Grace Otieno removed “Beds” as spam." in room.letter(PETER)
    assert "Stock cards" not in room.letter(PETER), "a report comes once"


async def test_all_that_waits_is_shown_to_whoever_asked(room: Room) -> None:
    numbers = [await room.come(topic) for topic in ("Stock cards", "Oxygen")]
    room.new()
    room.store.write_now(held.ask_for_queue, room.list.id, room.id_of(PETER))
    await room.look()
    assert room.new() == [("queue", PETER)]
    assert room.shown(PETER) == numbers
    await room.look()
    assert room.new() == []


async def test_the_admin_reads_once_what_others_decided(room: Room) -> None:
    """On a list without moderators every queue mail told a week of decisions again."""
    room.policy(hours=("07:00", "16:00"), remind=30 * DAY)
    by = room.id_of(GRACE)
    for address in (GRACE, PETER):
        room.store.write_now(members.remove_moderator, room.list.id, room.id_of(address), NOW)
    first = await room.come("Stock cards")
    room.rule(first, "approve", by=by, state=State.APPROVED)
    await room.come("Oxygen")
    await room.look(9)
    assert "Grace Otieno published “Stock cards”." in room.letter(ADMIN)
    await room.come("Beds", hours=1)
    await room.look(14)
    assert "Stock cards" not in room.letter(ADMIN)


async def test_a_post_that_one_has_taken_is_not_shown_to_the_other(room: Room) -> None:
    room.policy(hours=("16:00",), remind=12 * HOUR)
    number = await room.come("Stock cards", hours=1)
    room.clock.advance(HOUR)
    room.rule(number, "take", changes={"taken_by": room.id_of(GRACE)})
    await room.look(7)
    assert room.new() == [("queue", GRACE)]
    await room.look(24)
    assert ("queue", PETER) in room.new()


# --- steps ----------------------------------------------------------------------------------------


async def test_nobody_decides(room: Room) -> None:
    """Reminded, escalated, given back: each step once, and kindly."""
    number = await room.come("Stock cards")
    await room.look(3)
    assert room.new() == [*BOTH, ("held", AMINA)]
    await room.look(9)
    assert room.new() == REMINDED
    assert room.mail(GRACE)["Subject"] == "Still waiting: Stock cards, from Amina Kamau"
    assert room.shown() == [number]
    await room.look(1)
    await room.look(35)
    assert room.new() == [("escalated", GRACE), ("escalated", PETER), ("escalated", ADMIN)]
    await room.look(11 * 24)
    assert room.new() == []
    await room.look(24)
    assert room.new() == [("given-back", AMINA)]
    assert "We count every Monday." in room.letter(AMINA)
    assert room.post(number).state is State.REFUSED
    await room.look(100 * 24)
    assert room.new() == []


async def test_a_reminder_keeps_to_the_hours_of_the_list(room: Room) -> None:
    room.policy(hours=("07:00", "16:00"))
    await room.come("Stock cards")
    await room.look(9)
    assert room.new() == [("queue", GRACE), ("queue", PETER)]
    await room.look(14.9)
    assert room.new() == []
    await room.look(0.1)
    assert room.new() == REMINDED


async def test_a_reminder_counts_from_when_the_first_of_them_read_of_it(room: Room) -> None:
    room.policy(hours=("07:00", "16:00"), remind=20 * HOUR)
    who = room.id_of(GRACE)
    room.store.write_now(wishes.set_own, room.list.id, who, "letters", "each", NOW)
    await room.come("Stock cards")
    assert room.new() == [("notice", GRACE)]
    await room.look(9)
    assert room.new() == [("queue", PETER)]
    await room.look(15)
    assert room.new() == REMINDED


async def test_one_reminder_for_all_that_wait(room: Room) -> None:
    first = await room.come("Stock cards")
    second = await room.come("Oxygen", hours=5)
    await room.come("Beds", hours=5)
    room.new()
    await room.look(2)
    assert [one for one in room.new() if one[0] == "reminder"] == REMINDED
    assert room.shown() == [first, second]
    await room.look(10)
    assert [one for one in room.new() if one[0] == "reminder"] == REMINDED
    assert len(room.shown()) == 1


async def test_two_days_of_downtime_remind_once(room: Room) -> None:
    await room.come("Stock cards")
    room.policy()
    room.new()
    await room.look(60 * 24)
    assert room.new() == REMINDED
    await room.look(35)
    assert room.new() == []
    await room.look(1)
    assert {kind for kind, _ in room.new()} == {"escalated"}


async def test_only_those_on_duty_are_reminded(room: Room) -> None:
    room.policy(rota=f"Mon {GRACE}\nTue {PETER}", remind=20 * HOUR)
    await room.come("Stock cards")
    await room.look(20)
    assert room.new() == [("notice", GRACE), ("reminder", PETER)]


async def test_what_may_show_a_patient_is_for_those_on_duty(room: Room) -> None:
    room.policy(rota=f"every day {GRACE}")
    await room.come("Stock cards")
    room.change(patient=json.dumps(["name and age"]), reminded=1)
    await room.look(36)
    assert "A patient may be recognised" in room.letter(GRACE)
    assert "A patient may be recognised" not in room.letter(PETER)
    for address, shown in ((GRACE, True), (PETER, False)):
        room.new()
        room.store.write_now(held.ask_for_queue, room.list.id, room.id_of(address))
        await room.look()
        assert room.new() == [("queue", address)]
        assert ("A patient may be recognised" in room.letter(address)) is shown


async def test_whoever_does_something_gives_it_time_again(room: Room) -> None:
    number = await room.come("Stock cards")
    room.clock.advance(11 * HOUR)
    room.rule(number, "take", changes={"taken_by": room.id_of(GRACE)})
    room.policy()
    room.new()
    await room.look(11)
    assert room.new() == []
    await room.look(1)
    assert room.new() == REMINDED


async def test_whoever_takes_back_what_she_did_gives_it_time_again(room: Room) -> None:
    number = await room.come("Stock cards")
    room.rule(number, "take", changes={"taken_by": room.id_of(GRACE)})
    room.clock.advance(11 * HOUR)
    (entry,) = room.store.read_now(decisions.of_post, number)
    undone = room.store.write_now(undoing.undo, entry, room.id_of(GRACE), room.clock.now())
    assert (undone, room.post(number).taken_by) == (0, 0)
    room.policy()
    room.new()
    await room.look(11)
    assert room.new() == []
    await room.look(1)
    assert room.new() == REMINDED


async def test_an_unproven_senders_post_is_put_aside(room: Room) -> None:
    number = await room.come("Stock cards", proven=False)
    room.change(reminded=2)
    room.new()
    await room.look(12 * 24)
    assert room.new() == []
    assert room.post(number).state is State.REFUSED
    assert room.store.write_now(held.reopen, number, 1, room.clock.now())
    assert not room.store.write_now(held.reopen, number, 1, room.clock.now())
    await room.look()
    assert room.new() == BOTH
    assert room.post(number).state is State.HELD


async def test_an_author_whose_letters_are_spent_has_her_post_back_tomorrow(room: Room) -> None:
    """It was noted as given back, and she never had the letter."""
    room.policy()
    number = await room.come("Stock cards")
    room.change(reminded=2)
    room.clock.advance(12 * DAY)
    for n in range(MEMBER_LETTERS):
        spent = (AMINA, f"letter {n}", MEMBER_LETTERS, room.clock.now())
        room.store.write_now(confirmations.spend, *spent)
    room.new()
    await room.look()
    assert (room.new(), room.post(number).state) == ([], State.HELD)
    await room.look(24)
    assert (room.new(), room.post(number).state) == ([("given-back", AMINA)], State.REFUSED)


async def test_who_has_died_is_not_written_to(room: Room) -> None:
    """Letters about a post of hers went on to her address, and to whoever reads it now."""
    await room.come("Stock cards")
    room.store.write_now(deceased.end, room.id_of(AMINA), 0, NOW)
    room.change(reminded=2)
    room.new()
    await room.look(12 * 24)
    assert room.new() == []
    assert room.store.read_now(_last_reason) == "expired"
    await room.come("Oxygen", reasons=("empty",), action=Action.REFUSE)
    assert room.new() == []
    room.store.write_now(members.add, room.list.id, NewMember(AMINA), "test", NOW)
    await room.come("Beds", reasons=("empty",), action=Action.REFUSE)
    assert room.new() == [("refused", AMINA)], "she joined again: it was an error"


def _last_reason(db: Db) -> str:
    return str(db.value("SELECT what FROM decision ORDER BY id DESC LIMIT 1"))


async def test_what_was_reminded_of_already_is_not_noted_again(room: Room) -> None:
    number = await room.come("Stock cards")
    for _ in range(2):
        room.store.write_now(held.stepped, [number], 1, (), room.clock.now())
    events = [row["event"] for row in room.store.read_now(journal.of, "post", number)]
    assert events.count("reminded") == 1


async def test_only_what_was_given_back_is_reopened(room: Room) -> None:
    number = await room.come("Stock cards")
    assert not room.store.write_now(held.reopen, number, 1, NOW)
    room.rule(number, "refuse", state=State.REFUSED)
    assert not room.store.write_now(held.reopen, number, 1, NOW)
    assert room.post(number).state is State.REFUSED


async def test_a_decision_in_the_last_moment_counts(room: Room) -> None:
    number = await room.come("Stock cards")
    room.rule(number, "approve", state=State.APPROVED)
    assert not room.store.write_now(held.give_back, number, "gave-back", (), NOW)
    assert room.post(number).state is State.APPROVED


async def test_nobody_is_reminded_of_what_was_decided_in_the_last_moment(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await room.come("Stock cards")
    second = await room.come("Oxygen")
    real = Herald._press

    async def press(self: Herald, *args: Any) -> int:
        room.rule(first, "approve", state=State.APPROVED)
        return await real(self, *args)

    monkeypatch.setattr(Herald, "_press", press)
    room.policy()
    room.new()
    await room.look(12)
    assert room.new() == REMINDED
    assert room.shown() == [second]
    assert "Stock cards" not in room.letter()


# --- whose author is asked ------------------------------------------------------------------------


async def test_nothing_is_told_of_what_waits_for_its_author_alone(room: Room) -> None:
    room.policy(hours=("07:00",))
    room.hold("Stock cards")
    room.change(awaits="author", awaits_since=room.clock.now())
    await room.look(48)
    assert room.new() == []


async def test_what_comes_back_keeps_to_the_hours_of_the_list(room: Room) -> None:
    room.policy(hours=("07:00", "16:00"))
    number = await room.come("Stock cards")
    await room.look(9)
    room.change(awaits="author", awaits_since=room.clock.now())
    room.new()
    await room.look(7 * 24)
    assert room.new() == []
    await room.look(15)
    assert room.new() == [("queue", GRACE), ("queue", PETER)]
    assert room.shown() == [number]


@pytest.mark.parametrize(("awaits", "days"), [("author", 7), ("private", 3)])
async def test_what_waits_for_its_author_comes_back(room: Room, awaits: str, days: int) -> None:
    number = room.hold("Stock cards")
    room.change(awaits=awaits, awaits_since=room.clock.now())
    await room.look(days * 24 - 1)
    assert room.new() == []
    await room.look(1)
    assert room.new() == BOTH
    assert "its author was asked, and has not answered" in room.letter()
    await room.look(3)
    assert room.new() == [], "she knows: she was asked"
    await room.look(9)
    assert room.new() == REMINDED
    assert room.post(number).awaits == ""


async def test_what_was_decided_or_answered_meanwhile_does_not_come_back(room: Room) -> None:
    numbers = [await room.come(topic) for topic in ("Stock cards", "Oxygen")]
    room.change(awaits="author", awaits_since=room.clock.now())
    room.rule(numbers[0], "approve", state=State.APPROVED)
    room.rule(numbers[1], "author", text="We count daily.", changes={"awaits": ""})
    before = [room.post(number) for number in numbers]
    for number in numbers:
        room.store.write_now(held.come_back, number, room.clock.now())
    assert [room.post(number) for number in numbers] == before
    room.new()
    await room.look()
    assert room.new() == []


async def test_what_comes_back_is_reminded_of_again(room: Room) -> None:
    """A post of which they were reminded before its author was asked went to everybody next."""
    room.policy()
    await room.come("Stock cards")
    await room.look(12)
    room.change(awaits="author", awaits_since=room.clock.now())
    await room.look(7 * 24)
    room.new()
    await room.look(12)
    assert room.new() == REMINDED


# --- authors --------------------------------------------------------------------------------------


async def test_an_author_is_told_when_it_takes_longer(room: Room) -> None:
    number = await room.come("Stock cards")
    await room.look(2.9)
    assert room.new() == BOTH
    await room.look(0.1)
    await room.look(1)
    assert room.new() == [("held", AMINA)]
    assert f"where {number}" in room.letter(AMINA)
    assert f"withdraw {number}" in room.letter(AMINA)


async def test_an_author_hears_nothing_where_it_was_decided_before(room: Room) -> None:
    number = await room.come("Stock cards")
    room.rule(number, "approve", state=State.APPROVED)
    await room.look(3)
    assert room.new() == BOTH


async def test_a_list_may_tell_its_authors_at_once(room: Room) -> None:
    room.policy(tell_author=0.0)
    await room.come("Stock cards")
    assert room.new() == [("held", AMINA), *BOTH]


@pytest.mark.parametrize("more", [{"reasons": SPAM}, {"proven": False}])
async def test_authors_of_spam_and_nobody_knows_whom_hear_nothing(
    room: Room, more: dict[str, Any]
) -> None:
    await room.come("Stock cards", **more)
    await room.look(4)
    assert ("held", AMINA) not in room.new()


async def test_who_is_banned_hears_nothing(room: Room) -> None:
    await room.come("Stock cards", reasons=("banned",), action=Action.REFUSE)
    assert room.new() == []
    await room.come("Oxygen", reasons=("empty",), action=Action.REFUSE)
    assert room.new() == [("refused", AMINA)]


async def test_what_is_empty_is_refused_as_empty_however_large_it_is(room: Room) -> None:
    """Its author was asked to send it again "with the text alone"."""
    await room.come("Oxygen", reasons=("empty", "too-large"), action=Action.REFUSE)
    assert room.new() == [("refused", AMINA)]


# --- what fails -----------------------------------------------------------------------------------


async def test_a_list_that_fails_holds_up_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = room.store.write_now(lists.create, "chifa", Policy(title="Other"), NOW)
    room.hold("Stock cards")
    hifa, room.list = room.list, other
    room.hold("Oxygen")
    room.list = hifa
    real = herald_letters.gather

    def gather(db: Db, mailing_list: MailingList, *rest: Any) -> Any:
        if mailing_list.id == hifa.id:
            raise ValueError("a post that cannot be shown")
        return real(db, mailing_list, *rest)

    monkeypatch.setattr("listserv.moderation.herald.gather", gather)
    await room.look()
    assert room.new() == [("notice", ADMIN)]
    monkeypatch.undo()
    await room.look()
    assert room.new() == BOTH


@pytest.mark.parametrize("failing", ["refused", "come_back", "queue_sent"])
async def test_one_thing_that_fails_holds_up_no_list(
    room: Room, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """A refusal that could not be written, and no moderator was told of anything any more."""
    match failing:
        case "refused":
            room.hold("Beds", reasons=("empty",), action=Action.REFUSE)
            monkeypatch.setattr(Mailroom, "author_of", _fail)
        case "come_back":
            room.hold("Beds")
            room.change(awaits="author", awaits_since=0.0)
            monkeypatch.setattr(held, failing, _fail)
        case _:
            asked = (room.list.id, room.id_of(GRACE))
            room.store.write_now(held.ask_for_queue, *asked)
            monkeypatch.setattr(held, failing, _fail)
    room.policy()
    await room.come("Stock cards")
    assert room.new() == BOTH


def _fail(*_: Any) -> None:
    raise ValueError("cannot be done")


async def test_an_error_of_ours_is_told_at_once(room: Room) -> None:
    """A post could not be cooked after its ok: nobody knew but the log, and it never went out."""
    room.policy()
    number = await room.come("Stock cards")
    room.rule(number, "approve", state=State.APPROVED)
    room.new()
    for _ in range(spool.TRIES):
        room.store.write_now(spool.shunt, number, "Traceback\nValueError: x", room.clock.now())
        await room.look()
    assert sorted(room.new()) == [("failed", ADMIN), ("failed", GRACE), ("failed", PETER)]
    assert f"Number {number}, “Stock cards”, from Amina Kamau" in room.letter()
    await room.look(hours=48)
    assert room.new() == []


async def test_where_nobody_reads_nothing_is_written_at_each_look(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty transaction every five seconds."""
    room.policy()
    for address in (GRACE, PETER):
        room.store.write_now(members.remove_moderator, room.list.id, room.id_of(address), NOW)
    site = Site("lists.example.org", "Lists")
    room.herald = Herald(room.store, room.mailroom, site, room.clock)
    await room.come("Stock cards")
    marked: list[Any] = []
    monkeypatch.setattr(held, "noticed", lambda *given: marked.append(given))
    await room.look(1)
    assert marked == []
