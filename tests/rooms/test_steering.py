"""Facilitators run their list by mail: what a command changes, what the echo says, and its undo."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from listserv.commands import facilitating
from listserv.commands import visit as visits
from listserv.errand import Brief, Outcome
from listserv.languages import facilitator, grammar
from listserv.mailroom import Mailroom
from listserv.model import (
    DeliveryMode,
    Errand,
    Letter,
    MailingList,
    Origin,
    Person,
    Policy,
    Proof,
    Purpose,
    Reading,
    Site,
    Standing,
    ThreadRule,
    Token,
)
from listserv.moderation import reversals
from listserv.moderation.measures import NO_END
from listserv.moderation.steering import Steering
from listserv.press.letter import Press
from listserv.store import (
    decisions,
    errands,
    held,
    imports,
    lists,
    members,
    readers,
    standings,
    wishes,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text import answered, tokens
from tests.support.clock import StillClock
from tests.support.site import START

SITE = Site("lists.example.org", "Health lists", admin="admin@example.org")
KEYS = tokens.Keys(((0, b"k" * 32),))
GRACE, PETER = "grace@example.org", "peter@example.org"
CARD = "Grace Otieno\nNurse, Ministry of Health\nTel +254 722 123456"
AMINA, BO = "amina@clinic.example", "bo@school.example"
DAY = 86_400.0
MIDNIGHT = START - 11 * 3600  # Monday 5 January 2026 in Nairobi (UTC+3); START is 11:00 there


@dataclass
class Desk:
    """A list in Nairobi with two moderators and two members, and what they are written."""

    store: Store
    clock: StillClock = field(default_factory=lambda: StillClock(START))
    last: Outcome = field(default_factory=lambda: Outcome(""))

    def __post_init__(self) -> None:
        policy_ = Policy(title="HIFA", timezone="Africa/Nairobi", rules="Be brief.")
        self.hifa = self.store.write_now(lists.create, "hifa", policy_, START)
        for one in (NewMember(GRACE, "Grace Otieno"), NewMember(PETER, "Peter Okello")):
            self.store.write_now(members.add_moderator, self.hifa.id, one, START)
        people = [NewMember(AMINA, "Amina Kamau"), NewMember(BO, "Bo Amina Kamau")]
        self.store.write_now(imports.bring, self.hifa.id, people, "test", START)
        self.store.write_now(members.ensure_person, NewMember(SITE.admin), START)
        mailroom = Mailroom(
            self.store, Press(SITE), SITE, lambda token: tokens.seal(KEYS, token), self.clock
        )
        self.steering = Steering(self.store, mailroom, self.clock, SITE.admin)

    async def says(self, text: str, who: str = GRACE, where: MailingList | None = None) -> str:
        """A moderator writes commands; returns the letter that she gets, "" for none."""
        said = facilitator.read("", text)
        mailing_list = self.store.read_now(lists.by_id, (where or self.hifa).id)
        assert mailing_list
        self.last = await self.steering.run(mailing_list, self.person(who), said, brief(who))
        self.store.write_now(_carry_out, self.last)
        return text_of(self.last.letters[0]) if self.last.letters else ""

    def undo(self) -> list[bool]:
        """Her answer `undo` to the last letter, as the answers' room carries it out."""
        entries = self.store.read_now(decisions.of_letter, self.last.letters[0].id)
        now = self.clock.now()
        came = [self.store.write_now(reversals.undo, entry, now) for entry in entries]
        return [said == reversals.done(one) for said, one in zip(came, entries, strict=True)]

    @property
    def policy(self) -> Policy:
        found = self.store.read_now(lists.by_id, self.hifa.id)
        assert found
        return found.policy

    def person(self, address: str) -> Person:
        found = self.store.read_now(members.person_by_address, address)
        assert found
        return found

    def standing(self, address: str) -> Standing:
        return self.store.read_now(standings.standing, self.hifa.id, self.person(address).id)

    def rule(self, thread: int = 811) -> ThreadRule:
        return self.store.read_now(standings.thread_rule, self.hifa.id, thread)

    def readers(self) -> list[Any]:
        return self.store.read_now(readers.of_list, self.hifa.id, SITE.admin)

    def reader(self, address: str) -> Any:
        return next(one for one in self.readers() if one.person.address == address)

    def everything(self) -> list[Any]:
        """All rows that a command may change."""
        return self.store.read_now(_rows)

    def published(self, number: int, thread: int, topic: str, list_id: int = 0) -> None:
        self.store.write_now(_post, list_id or self.hifa.id, number, thread, topic, START)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open(tmp_path / "t.db")
    made = Desk(store)
    made.published(811, 811, "Stock cards")
    made.published(815, 811, "Stock cards")
    yield made
    store.close()


def brief(sender: str, **reading: Any) -> Brief:
    token = Token(Purpose.MODERATE, 1, 0)
    errand = Errand(7, 1, 1, Purpose.MODERATE, "", token, "", Origin(sender, "x", True, START))
    return Brief(errand, Reading(from_address=sender, **reading), Proof("dkim", "example.org"), b"")


def text_of(letter: Letter) -> str:
    parsed = message_from_bytes(letter.head + b"\r\n" + letter.body, policy=policy.default)
    return str(parsed.get_content()).replace("\r\n", "\n")


def _carry_out(db: Db, outcome: Outcome) -> None:
    for change in outcome.changes:
        change(db)


def _post(
    db: Db, list_id: int, number: int, thread: int, topic: str, published: float | None
) -> None:
    db.execute(
        "INSERT INTO mail (received, peer, trusted, mail_from, size, raw) VALUES (0,'x',1,'',0,'')"
    )
    db.execute(
        "INSERT INTO post (number, mail, list, state, thread, topic, published, version)"
        " VALUES (?, 1, ?, ?, ?, ?, ?, 1)",
        (number, list_id, "done" if published else "held", thread, topic, published),
    )
    db.execute("INSERT INTO version (post, n, text, made) VALUES (?, 1, 'x', 0)", (number,))


def _rows(db: Db) -> list[Any]:
    tables = ("list", "member", "moderator", "standing", "thread_rule")
    found = [db.rows(f"SELECT * FROM {table}") for table in tables]
    return [*found, db.rows("SELECT id, deceased FROM person WHERE id <= 5")]


# --- the list's policy ----------------------------------------------------------------------------


async def test_an_emergency_on_and_off(desk: Desk) -> None:
    letter = await desk.says("emergency on")
    assert desk.policy.emergency
    assert "every message waits for a moderator" in letter
    assert "\n  emergency off\n" in letter
    assert "\n  undo\n" in letter
    letter = await desk.says("emergency off")
    assert not desk.policy.emergency
    assert "over" in letter


async def test_a_pace(desk: Desk) -> None:
    letter = await desk.says("pace 8 a day")
    assert desk.policy.pace == 8
    assert "At most 8 messages go out in a day" in letter
    await desk.says("pace off")
    assert desk.policy.pace == 0


async def test_a_text_is_shown_as_it_will_be_used(desk: Desk) -> None:
    letter = await desk.says("set rules\nBe kind.\n\nSay where it happened.\n-- \nGrace")
    assert desk.policy.rules == "Be kind.\n\nSay where it happened."
    assert "\n\nBe kind.\n\nSay where it happened.\n\n" in letter
    assert desk.undo() == [True]
    assert desk.policy.rules == "Be brief."


async def test_a_footer_is_one_line_however_a_phone_broke_it(desk: Desk) -> None:
    await desk.says("set footer\nTogether for\nhealth")
    assert desk.policy.footer == "Together for health"
    letter = await desk.says("set footer off")
    assert desk.policy.footer == ""
    assert "No line of the list's own" in letter


async def test_hours(desk: Desk) -> None:
    letter = await desk.says("set hours 7h and 13:30")
    assert desk.policy.hours == ("07:00", "13:30")
    assert "at 07:00 and 13:30." in letter
    await desk.says("set hours off")
    assert desk.policy.hours == ()
    assert desk.undo() == [True]
    assert desk.policy.hours == ("07:00", "13:30")


async def test_a_rota_shows_who_is_on_duty_in_the_next_seven_days(desk: Desk) -> None:
    letter = await desk.says(f"set rota\nMon-Fri {GRACE}\nSat, Sun {PETER}, lost@example.org")
    assert desk.policy.rota.startswith(f"Mon-Fri {GRACE}")
    days = [line for line in letter.splitlines() if line.startswith("- ")]
    assert len(days) == 7
    assert days[0] == "- Monday 5 January: Grace Otieno"
    assert days[5] == "- Saturday 10 January: Peter Okello"
    assert "No moderator of this list has one of these addresses:\n\n  lost@example.org" in letter


async def test_what_is_shown_changes_nothing(desk: Desk) -> None:
    before = desk.everything()
    letter = await desk.says("show rules\nshow hours\nshow rota\nshow policy\nshow footer")
    assert "Be brief." in letter
    assert "time zone: Africa/Nairobi" in letter
    assert "undo" not in letter
    assert desk.everything() == before


async def test_how_a_list_is_set_reads_on_a_phone(desk: Desk) -> None:
    """It was a file of settings, with stumps such as `rules = \"""`."""
    await desk.says(
        "set rules\nBe brief and name nobody.\n\nOne topic a message, please, so that\n"
        "others find it again."
    )
    letter = await desk.says("show policy")
    assert "- rules: Be brief and name nobody. One\n  topic a message, please, so t…\n" in letter
    assert "- hour of digests: 06:00\n- before each subject: -\n" in letter
    assert "- languages of members: English\n" in letter
    assert "- emergency: no\n" in letter
    assert "- it goes back to its author after: 14\n  days\n" in letter
    assert not {'"', "="} & set(letter)
    assert "\n  show rules\n  set rules\n" in letter


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("pace 5000 a day", "This number is too high for one day"),
        ("set hours 25:00", '"25:00"'),
        (f"set footer\n{'long ' * 30}", "The text is too long. The most that fits"),
        ("set rota\nMon-Fri grace@example.org\nsometimes peter", "sometimes peter"),
        ("set rules", "The new text is missing"),
        ("slow 811 5000 a day each", "5000"),
        ("slow 900 2 a day each", "published no message with this number"),
        ("close 811 until 1 January 2026", "We find no future day"),
        ("close 811 until today", "We find no future day"),
        ("away until 2026-01-05", "We find no future day"),
        (f"ban {PETER}", "because this person moderates the list:\n\n  Peter Okello"),
        (f"watch {SITE.admin}", "because this person moderates the list"),
        (f"unban {AMINA}", "This address is not banned:\n\n  Amina Kamau"),
        ("unwatch nobody@example.org", "Nobody watches"),
        (f"no longer trust {AMINA}", "need approval already"),
        ("deceased Zoe Zulu", "No member of your forums has this name"),
        ("deceased Grace Otieno", "No member of your forums has this name"),
        ("pace 8 a day\nemergency on if Marie agrees", "emergency on if Marie agrees"),
        ("pace 8 a day\nemergency on?", "holds a question"),
        ("pace 8 a day\nclose", "Something is missing in this line:\n\n  close\n"),
    ],
)
async def test_what_cannot_be_done_changes_nothing(desk: Desk, said: str, why: str) -> None:
    before = desk.everything()
    letter = await desk.says(f"emergency on\n{said}")
    assert why in letter
    assert "This we understood:\n\n  emergency on" in letter
    assert "Nothing has changed." in letter
    assert desk.last.changes == ()
    assert desk.everything() == before


async def test_who_is_asked_back_reads_what_to_write(desk: Desk) -> None:
    letter = await desk.says("close")
    assert "  close 811 until Monday" in letter


async def test_all_commands_of_a_mail_are_one_letter_and_one_undo(desk: Desk) -> None:
    before = desk.everything()
    letter = await desk.says(f"emergency on\npace 8 a day\nwatch {AMINA}\nclose 811")
    assert len(desk.last.letters) == 1
    assert letter.count("\n  undo\n") == 1
    assert (desk.policy.emergency, desk.policy.pace) == (True, 8)
    assert desk.undo() == [True] * 4
    assert desk.everything() == before
    assert desk.undo() == []


async def test_what_another_command_changed_meanwhile_stays(desk: Desk) -> None:
    await desk.says("pace 8 a day")
    first = desk.last
    await desk.says("emergency on", who=PETER)
    desk.last = first
    assert desk.undo() == [True]
    assert (desk.policy.pace, desk.policy.emergency) == (0, True)


async def test_what_was_said_of_a_thread_meanwhile_stays(desk: Desk) -> None:
    await desk.says("slow 815 2 a day each")
    first = desk.last
    await desk.says("close 815", who=PETER)
    desk.last = first
    assert desk.undo() == [True]
    assert desk.rule() == ThreadRule(0, NO_END)


async def test_the_book_holds_who_said_what(desk: Desk) -> None:
    await desk.says("Emergency ON, please")
    (entry,) = desk.store.read_now(decisions.of_list, desk.hifa.id, START - 1, START)
    assert (entry.by, entry.what, entry.post) == (desk.person(GRACE).id, "emergency", 0)
    assert entry.said == "Emergency ON, please"
    assert entry.before == {"policy": {"emergency": False}, "to": {"emergency": True}}
    now = desk.clock.now()
    assert desk.store.write_now(reversals.undo, entry, now) == reversals.done(entry)
    assert desk.store.write_now(reversals.undo, entry, now) == ("undone-before", "")


# --- threads --------------------------------------------------------------------------------------


async def test_a_thread_is_slowed_and_closed_by_the_number_of_any_post(desk: Desk) -> None:
    letter = await desk.says("slow 815 2 a day each")
    assert desk.rule() == ThreadRule(each=2)
    assert "In “Stock cards” each author has 2 messages a day" in letter
    letter = await desk.says("close 815 until Monday")
    assert desk.rule() == ThreadRule(2, MIDNIGHT + 7 * DAY)
    assert "opens again on 12 January 2026" in letter
    assert "\n  open 815\n" in letter
    assert desk.undo() == [True]
    assert desk.rule() == ThreadRule(each=2)
    await desk.says("close 811")
    assert desk.rule() == ThreadRule(2, NO_END)
    await desk.says("open 811\nslow 811 off")
    assert desk.rule() == ThreadRule()


async def test_a_thread_of_another_list_and_a_post_that_waits_are_none(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    desk.published(900, 900, "Secrets", other.id)
    desk.store.write_now(_post, desk.hifa.id, 901, 0, "Waits", None)
    for number in (900, 901):
        letter = await desk.says(f"close {number}")
        assert f"published no message with this number:\n\n  {number}" in letter
        assert "Secrets" not in letter


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "word", "ends"),
    [
        ("watch", Standing.WATCHED, "unwatch"),
        ("ban", Standing.BANNED, "unban"),
        ("no approval needed", Standing.TRUSTED, "approval needed"),
    ],
)
async def test_a_standing_and_its_end(desk: Desk, said: str, word: Standing, ends: str) -> None:
    letter = await desk.says(f"{said} {AMINA}")
    assert desk.standing(AMINA) is word
    assert f"Amina Kamau ({AMINA})" in letter
    await desk.says(f"{ends} {AMINA}")
    assert desk.standing(AMINA) is Standing.ORDINARY
    assert desk.undo() == [True]
    assert desk.standing(AMINA) is word


async def test_a_standing_is_of_one_list(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    desk.store.write_now(members.add_moderator, other.id, NewMember(GRACE), START)
    amina = desk.person(AMINA).id
    await desk.says(f"ban {AMINA}")
    assert desk.store.read_now(standings.standing, other.id, amina) is Standing.ORDINARY
    await desk.says(f"ban {AMINA}", where=other)
    assert desk.standing(AMINA) is Standing.BANNED
    await desk.says(f"unban {AMINA}")
    assert desk.standing(AMINA) is Standing.ORDINARY
    assert desk.store.read_now(standings.standing, other.id, amina) is Standing.BANNED


async def test_who_is_banned_before_she_ever_wrote_is_a_person(desk: Desk) -> None:
    await desk.says("ban seller@shop.example")
    assert desk.standing("seller@shop.example") is Standing.BANNED
    assert desk.store.read_now(members.memberships, desk.person("seller@shop.example").id) == []


async def test_who_has_died_gets_no_more_mail_and_nobody_is_told(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    amina = desk.person(AMINA).id
    desk.store.write_now(
        members.add, other.id, NewMember(AMINA, delivery=DeliveryMode.DAILY), "test", START
    )
    desk.store.write_now(members.pause, desk.hifa.id, amina, START + 5, START)
    before = desk.everything()
    letter = await desk.says("deceased amina kamau")
    assert "Amina Kamau (amina@clinic.example) gets no more mail from us" in letter
    assert [one.person_id for one in desk.last.letters] == [desk.person(GRACE).id]
    assert desk.store.read_now(members.memberships, amina) == []
    assert desk.store.read_now(_deceased, amina) == START
    desk.clock.advance(DAY)
    assert desk.undo() == [True]
    assert desk.everything() == before


async def test_a_moderator_who_has_died_gets_no_more_notices(desk: Desk) -> None:
    peter = desk.person(PETER).id
    desk.store.write_now(members.add, desk.hifa.id, NewMember(PETER), "test", START)
    for column, value in (("most", 3000), ("letters", "each")):
        desk.store.write_now(wishes.set_own, desk.hifa.id, peter, column, value, START)
    desk.store.write_now(wishes.set_away, peter, START - DAY, START)
    before = desk.everything()
    await desk.says("deceased Peter Okello")
    assert not desk.store.read_now(members.is_moderator, desk.hifa.id, peter)
    assert PETER not in {one.person.address for one in desk.readers()}
    assert desk.undo() == [True]
    assert desk.everything() == before


async def test_who_joined_again_meanwhile_keeps_what_she_chose(desk: Desk) -> None:
    amina = desk.person(AMINA).id
    await desk.says("deceased Amina Kamau")
    again = NewMember(AMINA, delivery=DeliveryMode.DAILY)
    desk.store.write_now(members.add, desk.hifa.id, again, "test", START + DAY)
    assert desk.undo() == [True]
    member = desk.store.read_now(members.member, desk.hifa.id, amina)
    assert member
    assert (member.delivery, member.joined) == (DeliveryMode.DAILY, START + DAY)


@pytest.mark.parametrize("said", ["Grace Otieno", GRACE])
async def test_nobody_says_of_herself_that_she_has_died(desk: Desk, said: str) -> None:
    desk.store.write_now(members.add, desk.hifa.id, NewMember(GRACE), "test", START)
    before = desk.everything()
    letter = await desk.says(f"deceased {said}")
    assert "No member of your forums has this name" in letter
    assert desk.last.changes == ()
    assert desk.everything() == before


def _deceased(db: Db, person: int) -> float | None:
    found: float | None = db.value("SELECT deceased FROM person WHERE id = ?", person)
    return found


async def test_several_of_one_name_are_a_question(desk: Desk) -> None:
    twin = NewMember("amina2@clinic.example", "Kamau, Amina")
    desk.store.write_now(members.add, desk.hifa.id, twin, "test", START)
    letter = await desk.says("deceased Amina Kamau")
    assert f"- Amina Kamau\n  {AMINA}\n- Kamau, Amina\n  {twin.address}\n" in letter
    assert f"\n  deceased {AMINA}\n" in letter
    assert desk.last.changes == ()
    letter = await desk.says(f"deceased {AMINA}")
    assert "Amina Kamau (amina@clinic.example) gets no more mail" in letter


async def test_a_part_of_a_name_is_a_question_too(desk: Desk) -> None:
    letter = await desk.says("deceased Bo Kamau")
    assert f"- Bo Amina Kamau\n  {BO}\n" in letter
    assert desk.last.changes == ()


async def test_nobody_learns_of_people_of_a_list_that_she_does_not_moderate(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    desk.store.write_now(
        members.add, other.id, NewMember("zoe@x.example", "Zoe Zulu"), "test", START
    )
    for said in ("deceased Zoe Zulu", "deceased zoe@x.example"):
        assert "No member of your forums" in await desk.says(said)
    desk.store.write_now(members.add_moderator, other.id, NewMember(GRACE), START)
    assert "Zoe Zulu (zoe@x.example) gets no more mail" in await desk.says("deceased Zoe Zulu")


# --- a moderator's own letters --------------------------------------------------------------------


async def test_a_holiday_on_all_her_lists(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    desk.store.write_now(members.add_moderator, other.id, NewMember(GRACE), START)
    before = desk.everything()
    letter = await desk.says("away until 3 May")
    assert "You are away until 3 May 2026" in letter
    assert desk.reader(GRACE).is_away(START)
    until = {row["away_until"] for row in desk.store.read_now(_moderator_rows, GRACE)}
    assert until == {MIDNIGHT + 118 * DAY}
    away = desk.last
    await desk.says("I am back")
    assert not desk.reader(GRACE).is_away(START)
    assert desk.undo() == [True]
    desk.last = away
    assert desk.undo() == [True]
    assert desk.everything() == before


def _moderator_rows(db: Db, address: str) -> list[dict[str, Any]]:
    person = members.person_by_address(db, address)
    assert person
    return db.rows("SELECT * FROM moderator WHERE person = ?", person.id)


async def test_who_is_back_ends_her_pause_too(desk: Desk) -> None:
    desk.store.write_now(members.add, desk.hifa.id, NewMember(GRACE), "test", START)
    grace = desk.person(GRACE).id
    desk.store.write_now(members.pause, desk.hifa.id, grace, START + DAY, START)
    await desk.says("I'm back")
    member = desk.store.read_now(members.member, desk.hifa.id, grace)
    assert member
    assert member.reads(START)
    assert desk.undo() == [True]
    member = desk.store.read_now(members.member, desk.hifa.id, grace)
    assert member
    assert member.paused_until == START + DAY


async def test_how_many_letters_and_how_long(desk: Desk) -> None:
    letter = await desk.says("notices each\nshow at most 3000 letters")
    assert (desk.reader(GRACE).letters, desk.reader(GRACE).most) == ("each", 3000)
    assert (desk.reader(PETER).letters, desk.reader(PETER).most) == ("", 0)
    assert "as soon as it comes" in letter
    assert "at most 3000 characters of a message" in letter
    assert desk.undo() == [True, True]
    assert (desk.reader(GRACE).letters, desk.reader(GRACE).most) == ("", 0)
    letter = await desk.says("notices at list hours")
    assert desk.reader(GRACE).letters == "hours"
    assert "You get one mail of all that waits, at 07:00" in letter


async def test_what_she_wants_of_one_list_changes_no_other(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    desk.store.write_now(members.add_moderator, other.id, NewMember(GRACE), START)
    await desk.says("notices each\nshow at most 3000 letters")
    (there,) = desk.store.read_now(readers.of_list, other.id, SITE.admin)
    assert (there.letters, there.most) == ("", 0)


async def test_the_admin_of_a_list_without_moderators_has_no_holiday(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    assert "Only a moderator" in await desk.says("away until 3 May", SITE.admin, other)
    assert "every message waits" in await desk.says("emergency on", SITE.admin, other)


async def test_what_is_held_is_asked_of_the_herald(desk: Desk) -> None:
    assert "Nothing waits for you." in await desk.says("held")
    assert desk.store.read_now(held.asked_for) == []
    desk.store.write_now(_post, desk.hifa.id, 901, 0, "Waits", None)
    assert await desk.says("held") == ""
    assert desk.store.read_now(held.asked_for) == [(desk.hifa.id, desk.person(GRACE).id)]
    desk.store.write_now(held.queue_sent, desk.hifa.id, desk.person(GRACE).id, (), START)
    assert desk.store.read_now(held.asked_for) == []


async def test_a_robot_at_her_address_is_not_asked_back_for_ever(desk: Desk) -> None:
    assert len(await _asked_back(desk, GRACE, 250)) == 200


async def test_the_last_letter_before_silence_says_so(desk: Desk) -> None:
    """A moderator of six forums wrote forty unclear answers in a day. From then on they got no
    letter, and she believed them done."""
    letters = await _asked_back(desk, SITE.admin, 250)
    said = "We have answered 200 of your mails today. If we cannot read another one today"
    assert [place for place, one in enumerate(letters, 1) if said in text_of(one)] == [200]


async def test_who_moderates_nothing_has_a_members_day(desk: Desk) -> None:
    letters = await _asked_back(desk, AMINA, 50)
    assert len(letters) == 40
    assert "We have answered 40 of your mails today." in text_of(letters[-1])


async def _asked_back(desk: Desk, who: str, mails: int) -> list[Letter]:
    """The letters that so many mails of a day get that nobody can read."""
    said = facilitator.read("", "emergency on\nor not")
    letters: list[Letter] = []
    for number in range(mails):
        made = brief(who)
        one = Brief(Errand(**{**_fields(made.errand), "id": number}), made.reading, made.proof, b"")
        outcome = await desk.steering.run(desk.hifa, desk.person(who), said, one)
        letters += outcome.letters
    return letters


def _fields(errand: Errand) -> dict[str, Any]:
    return {name: getattr(errand, name) for name in Errand.__dataclass_fields__}


# --- which mail gets there ------------------------------------------------------------------------


async def to_answers(desk: Desk, sender: str, text: str, subject: str = "", **more: Any) -> bool:
    """Whether the clerk gives a mail to hifa-request@ to the moderators' room."""
    to = "hifa-request@lists.example.org"
    errand = Errand(
        7, 1, desk.hifa.id, Purpose.REQUEST, to, None, "", Origin(sender, "x", True, START)
    )
    errand = Errand(**(_fields(errand) | more))
    reading = Reading(subject=subject, from_address=sender, text=text, clean=text)
    made = Brief(errand, reading, Proof(), b"")
    visit = await desk.store.read(visits.read, made, SITE)
    parsed = grammar.parse(subject, text)
    desk.last = Outcome("")
    found = await facilitating.to_answers(desk.store, visit, parsed, SITE)
    if found is not None:
        desk.last = found
        desk.store.write_now(_carry_out, found)
    return found is not None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("", "emergency on"),
        ("emergency on", ""),
        ("Hello", "811 ok"),
        ("Re: 811 ok", ""),
        ("", "recall 812"),
        ("", "held"),
        ("", "close"),
        ("", "pace 8 a day\nhelp"),
        ("set footer", "Unsubscribe me from this list, says nobody"),
        ("", "set rules\nleave"),
        ("", "I am back"),
    ],
)
async def test_a_moderators_commands_go_to_the_answers(desk: Desk, subject: str, text: str) -> None:
    assert await to_answers(desk, GRACE, text, subject)
    (errand,) = desk.store.read_now(errands.due, START, (Purpose.MODERATE,), 10)
    assert (errand.mail_id, errand.list_id) == (1, desk.hifa.id)
    assert errand.token == Token(Purpose.MODERATE, desk.person(GRACE).id, 0)
    assert not await to_answers(desk, AMINA, text, subject)
    assert not await to_answers(desk, "nobody@example.org", text, subject)


async def test_only_a_moderators_mail_is_taken_apart_and_beside_the_loop(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's 500 KB of short lines stopped every room for seconds."""
    threads: list[int] = []

    def taken_apart(reading: Reading, letter: str = "") -> answered.Answered:
        threads.append(threading.get_ident())
        return answered.Answered(reading.clean)

    monkeypatch.setattr(answered, "own_words", taken_apart)
    assert not await to_answers(desk, AMINA, "emergency on")
    assert not threads
    assert await to_answers(desk, GRACE, "emergency on")
    assert threads and threading.get_ident() not in threads


@pytest.mark.parametrize("text", ["help", "one a day", "leave", "pause 3 weeks", "hello", "", "hi"])
async def test_what_a_moderator_writes_as_a_member_stays_hers(desk: Desk, text: str) -> None:
    assert not await to_answers(desk, GRACE, text)


async def test_what_the_desk_took_from_the_list_is_for_the_answers(desk: Desk) -> None:
    """`ok` to the list: the desk gives it on without an address, for it was nobody's post."""
    assert await to_answers(desk, GRACE, "ok", address="")
    assert not await to_answers(desk, AMINA, "ok", address="")


@pytest.mark.parametrize(
    "text",
    [
        f"pause {BO}",
        f"pausar {BO}",
        f"pausar a {BO} por favor",
        f"mettre {BO} en pause",
        f"إيقاف مؤقت {BO}",
        f"leave {BO}",
        f"one a day {BO}",
        f"resume please {BO}",
        f"stauts {BO}",
        "pasar 811 a parteras",
        "pass 811 to midwives",
        f"Please take Bo off the list: {BO}",
        BO,
    ],
)
async def test_a_line_that_names_somebody_else_never_acts_on_herself(desk: Desk, text: str) -> None:
    """`pausar` with a member's address offered to pause the moderator's own mail."""
    assert await to_answers(desk, GRACE, text)


@pytest.mark.parametrize("text", [f"leave {GRACE}", "leave hifa@lists.example.org"])
async def test_her_own_address_and_a_lists_are_nobody_elses(desk: Desk, text: str) -> None:
    assert not await to_answers(desk, GRACE, text)


async def test_people_above_a_signature_are_for_the_answers(desk: Desk) -> None:
    """Three lines of her own below two people looked like more prose than people."""
    said = f"add (sign-up sheet)\nana@z.example (Ana Ríos, Perú)\n\n{CARD}"
    assert await to_answers(desk, GRACE, said)


async def test_at_the_sites_address_the_only_list_is_meant(desk: Desk) -> None:
    """`emergency on` to listserv@ was offered again to the same address, for ever."""
    said: dict[str, Any] = {"list_id": 0, "purpose": Purpose.SITE}
    assert await to_answers(desk, GRACE, "emergency on", **said)
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    desk.store.write_now(members.add_moderator, other.id, NewMember(GRACE), START)
    assert not await to_answers(desk, GRACE, "emergency on", **said)


async def test_a_bare_ok_is_a_decision_where_no_letter_of_a_members_is_answered(
    desk: Desk,
) -> None:
    assert await to_answers(desk, GRACE, "ok")
    assert not await to_answers(desk, GRACE, "Thank you")
    assert not await to_answers(desk, AMINA, "ok")


async def test_other_addresses_and_lists_are_no_way_in(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "other", Policy(), START)
    said = "emergency on"
    assert not await to_answers(desk, GRACE, said, list_id=other.id)
    assert not await to_answers(desk, GRACE, said, list_id=0)
    assert not await to_answers(desk, GRACE, said, command="no mail")
    assert not await to_answers(desk, SITE.admin, said)
    assert await to_answers(desk, SITE.admin, said, list_id=other.id)
