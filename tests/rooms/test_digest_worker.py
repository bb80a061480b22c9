"""The digest worker and the publishing of summaries, against a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from listserv.digests.publish import draft_summary, publish_summary
from listserv.digests.worker import Digests
from listserv.model import DeliveryMode, MailingList, Policy, Purpose, Reading, Site, Token
from listserv.store import issues, ledger, lists, mailings, members, shelf, summaries
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.store.shelf import ImportedPost
from listserv.text.threads import Place
from tests.support import outgoing
from tests.support.clock import StillClock

SITE = Site("lists.example.org", "Health lists", archive_url="https://lists.example.org/archive")
ZONE = "Africa/Nairobi"


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


def seal(token: Token) -> str:
    return f"{token.purpose.value}{token.first}".ljust(28, "x")


class House:
    """A list with readers of every kind, its worker, and what the ledger would send."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = StillClock(at("2027-01-08 12:00"))
        self.worker = Digests(store, SITE, seal, self.clock)
        self.list = self.new_list("hifa")
        self.read_by(self.list)

    def new_list(self, name: str) -> MailingList:
        made = Policy(title="Health forum", timezone=ZONE, archive="public")
        return self.store.write_now(lists.create, name, made, self.clock.now())

    def read_by(self, mailing_list: MailingList) -> None:
        rows = [
            NewMember(f"{mode.value}.{language}@example.org", "", (language,), delivery=mode)
            for mode in DeliveryMode
            for language in ("en", "es")
        ]
        self.store.write_now(members.add_many, mailing_list.id, rows, "test", self.clock.now())

    def publish(self, text: str, when: str, thread: int = 0) -> int:
        """A published post, straight into the store."""
        reading = Reading(
            subject="Stock cards",
            from_name="Amina Kamau",
            from_address="amina@example.org",
            message_id=f"{when.replace(' ', '.')}@example.org",
            clean=text,
        )
        row = ImportedPost(b"raw", reading, None, "Stock cards", at(when), when)
        (number,) = self.store.write_now(shelf.import_posts, self.list.id, [row], self.clock.now())
        place = Place(thread or number, thread, 1 if not thread else 2, 0)
        self.store.write_now(shelf.place, self.list.id, {number: place})
        return number

    async def wake(self, when: str) -> int:
        """Let the worker run at an instant until it has nothing to do; returns its rounds."""
        self.clock.time = at(when)
        rounds = 0
        while await self.worker.step():
            rounds += 1
            assert rounds < 50
        return rounds

    def sent(self) -> dict[str, list[EmailMessage]]:
        """What is spooled, by address."""
        found: dict[str, list[EmailMessage]] = {}
        for one in self.store.read_now(outgoing.due):
            made = self.store.read_now(mailings.rendition, one.mailing, one.rendition)
            parsed = message_from_bytes(made.head + b"\r\n" + made.body, policy=policy.default)
            found.setdefault(one.address, []).append(cast(EmailMessage, parsed))
        return found

    def subjects(self) -> dict[str, list[str]]:
        return {
            address: [mail["Subject"] for mail in mails] for address, mails in self.sent().items()
        }


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


async def test_a_day_goes_out_once_in_each_form_and_language(house: House) -> None:
    first = house.publish("We count every Monday.", "2027-01-08 14:00")
    house.publish("So do we.", "2027-01-08 15:00", first)
    await house.wake("2027-01-08 20:00")
    assert house.sent() == {}
    await house.wake("2027-01-09 06:01")
    assert house.subjects() == {
        "daily.en@example.org": ["Health forum: Saturday 9 January, 2 messages"],
        "daily.es@example.org": ["Health forum: sábado 9 de enero, 2 mensajes"],
        "titles.en@example.org": ["Health forum: Saturday 9 January, 2 titles"],
        "titles.es@example.org": ["Health forum: sábado 9 de enero, 2 títulos"],
    }
    assert await house.wake("2027-01-09 06:05") == 0
    assert len(house.sent()["daily.en@example.org"]) == 1


async def test_items_carry_their_own_address(house: House) -> None:
    number = house.publish("We count every Monday.", "2027-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    (mail,) = house.sent()["daily.en@example.org"]
    text = mail.get_content()
    assert f"mailto:hifa-reply+{seal(Token(Purpose.REPLY, number, 0))}@lists.example.org" in text
    assert "We count every Monday." in text


async def test_an_empty_day_sends_nothing_and_moves_on(house: House) -> None:
    await house.wake("2027-01-09 06:01")
    await house.wake("2027-01-10 06:01")
    assert house.sent() == {}
    reached = house.store.read_now(issues.last_until, house.list.id, "daily")
    assert reached == at("2027-01-10 06:00")
    assert house.store.read_now(issues.every, house.list.id) == []


async def test_days_missed_are_joined_into_one(house: House) -> None:
    """Two days down: late rather than never, and one mail, not three."""
    await house.wake("2027-01-08 12:01")
    for day in ("08", "09", "10"):
        house.publish(f"Day {day}.", f"2027-01-{day} 14:00")
    await house.wake("2027-01-11 09:00")
    (mail,) = house.sent()["daily.en@example.org"]
    assert mail["Subject"] == "Health forum: Monday 11 January, 3 messages"


async def test_a_post_after_the_hour_waits_for_the_next_issue(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    house.publish("Before.", "2027-01-09 05:59")
    house.publish("After.", "2027-01-09 06:00:01")
    await house.wake("2027-01-09 06:10")
    (mail,) = house.sent()["daily.en@example.org"]
    assert "After." not in mail.get_content()
    await house.wake("2027-01-10 06:10")
    assert "After." in house.sent()["daily.en@example.org"][1].get_content()


async def test_history_that_was_imported_is_no_news(house: House) -> None:
    house.publish("From ten years ago.", "2017-01-08 14:00")
    await house.wake("2027-01-09 06:01")
    assert house.sent() == {}


async def test_weekly_and_monthly_readers(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    house.publish("Said on Saturday.", "2027-01-09 14:00")
    await house.wake("2027-01-11 06:01")
    assert house.subjects()["weekly.es@example.org"] == [
        "Health forum: lunes 11 de enero, 1 mensaje"
    ]
    assert "monthly.en@example.org" not in house.subjects()
    await house.wake("2027-02-01 06:01")
    assert house.subjects()["monthly.en@example.org"] == [
        "Health forum: Monday 1 February, 1 message"
    ]
    assert len(house.subjects()["weekly.en@example.org"]) == 1


async def switch(house: House, name: str, mode: DeliveryMode, when: str) -> None:
    """A member changes her mode at an instant."""
    person = house.store.read_now(members.person_by_address, f"{name}@example.org")
    assert person is not None
    house.store.write_now(members.set_delivery, house.list.id, person.id, mode, at(when))


async def test_who_goes_over_to_every_message_gets_the_rest_of_her_day(house: House) -> None:
    """Switched five minutes before the digest, she never saw that day's posts."""
    await house.wake("2027-01-08 12:01")
    house.publish("As a daily reader.", "2027-01-08 14:00")
    await switch(house, "daily.en", DeliveryMode.EACH, "2027-01-08 22:00")
    house.publish("As a reader of each.", "2027-01-08 23:00")
    await house.wake("2027-01-09 06:01")
    sent = house.sent()
    (last,) = sent["daily.en@example.org"]
    (whole,) = sent["daily.es@example.org"]
    assert last["Subject"] == "Health forum: Saturday 9 January, 1 message"
    assert "As a daily reader." in last.get_content()
    assert "As a reader of each." not in last.get_content()
    assert "As a reader of each." in whole.get_content()
    assert last["Message-ID"] != whole["Message-ID"]
    taken = house.store.write_now(ledger.take, house.clock.now(), 99, 99, 99)
    assert "daily.en@example.org" in {one.address for one in taken}


async def test_who_comes_from_every_message_gets_what_follows(house: House) -> None:
    """Her first digest repeated the eight posts she had had one by one."""
    await house.wake("2027-01-08 12:01")
    house.publish("Had already.", "2027-01-08 14:00")
    await switch(house, "each.en", DeliveryMode.DAILY, "2027-01-08 22:00")
    await switch(house, "each.es", DeliveryMode.DAILY, "2027-01-08 23:30")
    house.publish("News.", "2027-01-08 23:00")
    await house.wake("2027-01-09 06:01")
    (first,) = house.sent()["each.en@example.org"]
    assert "News." in first.get_content()
    assert "Had already." not in first.get_content()
    assert "each.es@example.org" not in house.sent()


async def test_who_stops_all_mail_gets_no_last_digest(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    house.publish("As a daily reader.", "2027-01-08 14:00")
    await switch(house, "daily.en", DeliveryMode.NONE, "2027-01-08 22:00")
    await house.wake("2027-01-09 06:01")
    assert "daily.en@example.org" not in house.sent()


async def test_two_workers_close_an_issue_once(house: House) -> None:
    """A second process, or a step that raced: the issue that lost changes nothing."""
    house.publish("Once.", "2027-01-08 14:00")
    await house.wake("2027-01-08 14:01")
    other = Digests(house.store, SITE, seal, house.clock)
    house.clock.time = at("2027-01-09 06:01")
    await other.step()
    await house.wake("2027-01-09 06:01")
    assert len(house.sent()["daily.en@example.org"]) == 1


async def test_a_crash_before_the_commit_sends_nothing_and_is_made_good(house: House) -> None:
    house.publish("Once.", "2027-01-08 14:00")
    await house.wake("2027-01-08 14:01")

    def refuse(db: Db) -> None:
        db.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON delivery"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    house.store.write_now(refuse)
    house.clock.time = at("2027-01-09 06:01")
    with pytest.raises(Exception, match="disk full"):
        await house.worker.step()
    assert house.sent() == {}
    house.store.write_now(lambda db: db.execute("DROP TRIGGER broken"))
    await house.wake("2027-01-09 06:02")
    assert len(house.sent()["daily.en@example.org"]) == 1


def laid(house: House) -> int:
    """Copies of mailings that nobody will open."""
    return int(house.store.read_now(lambda db: db.value("SELECT count(*) FROM delivery")))


@pytest.mark.parametrize("what", ["issue", "summary"])
async def test_what_cannot_be_closed_leaves_no_copies(house: House, what: str) -> None:
    """The rows stayed until the next start, once more at every try."""
    first = house.publish("How do you count your stock?", "2027-01-08 14:00")
    draft = draft_summary(house.store, SITE, house.list.id, first, house.clock.now())
    await house.wake("2027-01-08 14:01")

    def refuse(db: Db) -> None:
        db.execute(
            f"CREATE TRIGGER broken BEFORE {'INSERT' if what == 'issue' else 'UPDATE'} ON {what}"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    house.store.write_now(refuse)
    house.clock.time = at("2027-01-09 06:01")
    with pytest.raises(Exception, match="disk full"):
        if what == "issue":
            await house.worker.step()
        else:
            publish_summary(house.store, SITE, seal, draft, house.clock.now())
    assert laid(house) == 0


async def test_a_retired_list_has_no_digest(house: House) -> None:
    house.publish("Too late.", "2027-01-08 14:00")
    house.store.write_now(lists.retire, house.list.id, house.clock.now())
    assert await house.wake("2027-01-09 06:01") == 0


# --- summaries ------------------------------------------------------------------------------------


def thread_of_two(house: House) -> int:
    first = house.publish("How do you count your stock of medicine?", "2027-01-08 14:00")
    house.publish("We count every Monday with two people.", "2027-01-08 15:00", first)
    return first


def test_a_summary_is_drafted_and_published_once(house: House) -> None:
    first = thread_of_two(house)
    made = draft_summary(house.store, SITE, house.list.id, first, house.clock.now())
    assert house.sent() == {}
    assert publish_summary(house.store, SITE, seal, made, house.clock.now())
    assert not publish_summary(house.store, SITE, seal, made, house.clock.now())
    assert set(house.sent()) == {
        f"{mode}.{language}@example.org"
        for mode in ("each", "daily", "titles", "summaries")
        for language in ("en", "es")
    }
    (published,) = house.store.read_now(summaries.every, house.list.id)
    assert "We count every Monday with two people. (" in published.text


def test_an_answer_to_a_summary_goes_under_its_thread(house: House) -> None:
    first = thread_of_two(house)
    made = draft_summary(house.store, SITE, house.list.id, first, house.clock.now())
    publish_summary(house.store, SITE, seal, made, house.clock.now())
    (mail,) = house.sent()["each.es@example.org"]
    assert mail["Subject"] == "Síntesis: Stock cards"
    assert (
        mail["Reply-To"] == f"hifa-reply+{seal(Token(Purpose.REPLY, first, 0))}@lists.example.org"
    )
    assert f"https://lists.example.org/archive/hifa/s/{made}.html" in mail.get_content()


def test_no_summary_of_nothing(house: House) -> None:
    with pytest.raises(LookupError):
        draft_summary(house.store, SITE, house.list.id, 4711, 0.0)
    with pytest.raises(LookupError):
        publish_summary(house.store, SITE, seal, 4711, 0.0)
