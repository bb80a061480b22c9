"""The digest worker and the publishing of summaries, against a real store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from listserv.digests.due import Due
from listserv.digests.publish import draft_summary, publish_summary
from listserv.digests.worker import Digests
from listserv.model import (
    DeliveryMode,
    MailingList,
    Policy,
    Post,
    Purpose,
    Reading,
    Site,
    Sort,
    Token,
)
from listserv.moderation.digested import retell
from listserv.store import (
    deceased,
    decisions,
    imports,
    issues,
    ledger,
    lists,
    mailings,
    members,
    places,
    recalls,
    shelf,
    summaries,
    undoing,
)
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
        self.store.write_now(imports.bring, mailing_list.id, rows, "test", self.clock.now())

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
        if self.store.read_now(places.kind_of, self.list.id, thread) is Sort.OBITUARY:
            self.change(number, gathered=1)
        return number

    def change(self, number: int, **columns: object) -> int:
        """A published post, as a moderator said it is."""

        def write(db: Db) -> None:
            for name, value in columns.items():
                db.execute(f"UPDATE post SET {name} = ? WHERE number = ?", (value, number))

        self.store.write_now(write)
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
    with pytest.raises(Exception, match="disk full"):
        await house.wake("2027-01-09 06:01")  # what has no copies is closed, before or after
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


async def test_two_issues_of_one_day_are_two_messages(house: House) -> None:
    """The hour was moved from morning to evening, and mailboxes took the second issue for the
    first. Made again after a crash it has the same name."""
    await house.wake("2027-01-08 12:01")
    sad = sad_news(house, "2027-01-08 13:00")
    house.publish("A.", "2027-01-08 14:00", sad)
    await house.wake("2027-01-09 06:01")
    house.publish("B.", "2027-01-09 14:00", sad)
    evening = replace(house.list.policy, digest_hour="18:00")
    house.store.write_now(lists.set_policy, house.list.id, evening, house.clock.now())

    def refuse(db: Db) -> None:
        db.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON issue WHEN new.posts != '[]'"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    house.store.write_now(refuse)
    with pytest.raises(Exception, match="disk full"):
        await house.wake("2027-01-09 18:01")
    house.store.write_now(lambda db: db.execute("DROP TRIGGER broken"))
    await house.wake("2027-01-09 18:02")
    for name, words in (("daily.en", "Saturday"), ("each.en", "condolences")):
        first, second = (mail["Message-ID"] for mail in about(house, words)[name])
        assert second == first.replace("2027-01-09", "2027-01-09.2")


async def test_a_retired_list_has_no_digest(house: House) -> None:
    house.publish("Too late.", "2027-01-08 14:00")
    house.store.write_now(lists.retire, house.list.id, house.clock.now())
    assert await house.wake("2027-01-09 06:01") == 0


# --- notices and condolences ----------------------------------------------------------------------

MAILED = {
    f"{mode.value}.{language}"
    for mode in DeliveryMode
    for language in ("en", "es")
    if mode not in (DeliveryMode.SUMMARIES, DeliveryMode.NONE)
}
FIRST = "2027-01-11 06:01"  # a Monday
SECOND = "2027-01-18 06:01"


def about(house: House, words: str) -> dict[str, list[EmailMessage]]:
    """The mails with these words in their subject, by who gets them."""
    found = {
        address.partition("@")[0]: [mail for mail in mails if words in mail["Subject"]]
        for address, mails in house.sent().items()
    }
    return {address: mails for address, mails in found.items() if mails}


def notice(house: House, text: str, when: str, kind: str = "job", **columns: object) -> int:
    waits = {"gathered": int(not columns.get("urgent"))}
    return house.change(house.publish(text, when), kind=kind, **waits | columns)


async def test_a_week_of_notices_goes_to_all_who_get_mail(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    job = notice(house, "We look for a nurse.", "2027-01-08 14:00")
    await house.wake("2027-01-10 06:01")
    assert house.sent() == {}, "no daily digest has it"
    await house.wake(FIRST)
    got = about(house, "")
    assert set(got) == MAILED
    assert all(len(mails) == 1 for mails in got.values()), "and no weekly digest"
    (mail,) = got["weekly.en"]
    assert mail["Subject"] == "Health forum: jobs, events, calls, week of 11 January"
    assert mail["Message-ID"] == "<digest.notices.2027-01-11.hifa@lists.example.org>"
    text = mail.get_content()
    assert "We look for a nurse." in text
    assert f"mailto:hifa-author+{seal(Token(Purpose.AUTHOR, job, 0))}@" in text
    assert got["each.es"][0]["Content-Language"] == "es"
    await house.wake("2027-02-01 06:01")
    assert all(len(mails) == 1 for mails in about(house, "").values()), "nor a monthly one"


async def test_a_notice_that_went_out_at_once_is_in_the_daily_digest_too(house: House) -> None:
    """A daily reader read of the talk on Monday, when it was over."""
    await house.wake("2027-01-08 12:01")
    notice(house, "A talk tomorrow.", "2027-01-08 14:00", "event", urgent=1)
    await house.wake("2027-01-09 06:01")
    assert set(about(house, "")) == {"daily.en", "daily.es", "titles.en", "titles.es"}
    await house.wake(FIRST)
    assert set(about(house, "11")) == MAILED
    assert all(len(mails) == 1 for mails in about(house, "11").values())


async def test_earlier_notices_stand_until_their_day_or_four_weeks(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    notice(house, "1", "2027-01-08 14:00", topic="Nurse", until=at("2027-01-18 23:59:59"))
    notice(house, "2", "2027-01-08 14:01", topic="Clerk", until=at("2027-01-17 23:59:59"))
    notice(house, "3", "2027-01-08 14:02", "call", topic="Papers")
    await house.wake(FIRST)
    notice(house, "4", "2027-01-12 15:00", "event", topic="A talk")
    await house.wake(SECOND)
    (_, mail) = about(house, "")["each.en"]
    fresh, _, earlier = mail.get_content().partition("Earlier notices")
    names = ("Nurse", "Clerk", "Papers", "A talk")
    assert [name in earlier for name in names] == [True, False, True, False]
    assert [name in fresh for name in names] == [False, False, False, True]
    await house.wake("2027-02-01 06:01")
    notice(house, "5", "2027-02-02 15:00", topic="Driver")
    await house.wake("2027-02-08 06:01")
    text = about(house, "")["each.en"][-1].get_content()
    assert "A talk" in text
    assert "Papers" not in text, "it has stood four weeks"


async def test_a_week_with_nothing_new_sends_nothing(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    notice(house, "Open.", "2027-01-08 15:00", "call")
    await house.wake(FIRST)
    await house.wake(SECOND)
    assert len(about(house, "")["each.en"]) == 1
    reached = house.store.read_now(issues.last_until, house.list.id, "notices")
    assert reached == at("2027-01-18 06:00")


async def test_a_notice_taken_back_is_in_no_mail(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    gone = notice(house, "Gone.", "2027-01-08 15:01", published=None, recalled=at(FIRST))
    kept = notice(house, "Kept.", "2027-01-08 15:02")
    await house.wake(FIRST)
    text = about(house, "")["each.en"][0].get_content()
    assert (f" {kept} " in text, f" {gone} " in text) == (True, False)


@pytest.mark.parametrize("comes_back", [False, True])
async def test_an_earlier_notice_taken_back_while_the_mail_is_made_is_not_in_it(
    house: House, monkeypatch: pytest.MonkeyPatch, comes_back: bool
) -> None:
    """It has only a line there; the mail went out with it. One that came back had none."""
    await house.wake("2027-01-08 12:01")
    old = notice(house, "1", "2027-01-08 14:00", topic="Nurse", state="done")
    await house.wake(FIRST)
    notice(house, "2", "2027-01-12 15:00", topic="A talk", state="done")

    def change() -> None:
        if known := house.store.read_now(decisions.of_post, old):
            house.store.write_now(undoing.undo, known[0], 1, house.clock.now())
        else:
            house.store.write_now(recalls.recall, old, 1, house.clock.now())

    if comes_back:
        change()
    changes = [change]
    lay = Digests._lay

    async def slow(self: Digests, due: Due, posts: Sequence[Post], now: float) -> int:
        mailing = await lay(self, due, posts, now)
        if due.period == "notices" and changes:
            changes.pop()()
        return mailing

    monkeypatch.setattr(Digests, "_lay", slow)
    await house.wake(SECOND)
    await house.wake(SECOND)  # what was made anew
    (mail,) = about(house, "18 January")["each.en"]
    assert ("Nurse" in mail.get_content()) is comes_back


async def test_two_workers_send_the_notices_once(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    notice(house, "A job.", "2027-01-08 15:00")
    house.clock.time = at(FIRST)
    other = Digests(house.store, SITE, seal, house.clock)
    while await other.step():
        pass
    await house.wake(FIRST)
    assert len(about(house, "")["each.en"]) == 1


def sad_news(house: House, when: str, **columns: object) -> int:
    return notice(house, "She has died.", when, "obituary", urgent=1, **columns)


async def test_condolences_are_one_mail_a_day_and_thread(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    one = sad_news(house, "2027-01-08 13:00")
    two = sad_news(house, "2027-01-08 13:30", topic="Dr Otieno")
    for hour, thread, text in ((14, one, "A."), (15, two, "B."), (16, one, "C.")):
        house.publish(text, f"2027-01-08 {hour}:00", thread)
    await house.wake("2027-01-09 06:01")
    gathered = about(house, "ondol")
    assert set(gathered) == {"each.en", "each.es"}
    mails = {mail["Subject"]: mail for mail in gathered["each.en"]}
    assert set(mails) == {"Stock cards: condolences", "Dr Otieno: condolences"}
    assert len({mail["Message-ID"] for mail in mails.values()}) == 2
    first = mails["Stock cards: condolences"]
    said = [line for line in first.get_content().splitlines() if line.endswith(".")]
    assert [line in said for line in ("A.", "B.", "C.", "She has died.")] == [
        *(True, False, True, False)
    ]
    assert first["Reply-To"].startswith(f"hifa-reply+{seal(Token(Purpose.REPLY, one, 0))}@")
    daily = about(house, "Saturday")["daily.en"][0].get_content().splitlines()
    assert {"She has died.", "A.", "B.", "C."} <= set(daily)
    await house.wake("2027-01-10 06:01")
    assert len(about(house, "ondol")["each.en"]) == 2


async def test_who_switches_in_the_middle_of_a_day_reads_each_condolence_once(
    house: House,
) -> None:
    await house.wake("2027-01-08 12:01")
    root = sad_news(house, "2027-01-08 13:00")
    house.publish("Before.", "2027-01-08 14:00", root)
    await switch(house, "each.en", DeliveryMode.DAILY, "2027-01-08 15:00")
    await switch(house, "daily.en", DeliveryMode.EACH, "2027-01-08 15:00")
    house.publish("After.", "2027-01-08 16:00", root)
    await house.wake("2027-01-09 06:01")
    for name in ("each.en", "daily.en"):
        text = "".join(mail.get_content() for mail in house.sent()[f"{name}@example.org"])
        assert (text.count("Before."), text.count("After.")) == (1, 1)
    assert "Before." in about(house, "ondol")["each.en"][0].get_content()
    assert "After." in about(house, "ondol")["daily.en"][0].get_content()


async def test_a_condolence_that_went_out_at_once_is_not_gathered(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    root = sad_news(house, "2027-01-08 13:00")
    number = house.publish("The burial is today.", "2027-01-08 14:00", root)
    house.change(number, urgent=1, gathered=0)
    await house.wake("2027-01-09 06:01")
    assert about(house, "ondol") == {}


async def test_an_obituary_taken_back_has_no_condolences(house: House) -> None:
    """It was an error: she lives."""
    await house.wake("2027-01-08 12:01")
    root = sad_news(house, "2027-01-08 13:00")
    house.publish("We shall miss her.", "2027-01-08 14:00", root)
    house.change(root, published=None, recalled=house.clock.now())
    await house.wake("2027-01-09 06:01")
    assert about(house, "ondol") == {}


def who_read(house: House, words: str) -> dict[str, int]:
    """How often each reader of English was sent these words."""
    return dict(
        Counter(
            to.partition(".")[0]
            for to, mails in house.sent().items()
            for one in mails
            if ".en@" in to and words in one.get_content()
        )
    )


async def test_condolences_wait_for_an_obituary_that_was_taken_back_and_came_again(
    house: House,
) -> None:
    """Taken back over night by an error: who reads every message never saw them."""
    await house.wake("2027-01-08 12:01")
    root = sad_news(house, "2027-01-08 13:00", state="done")
    house.publish("We shall miss her.", "2027-01-08 14:00", root)
    house.store.write_now(recalls.recall, root, 1, at("2027-01-08 15:00"))
    await house.wake("2027-01-09 06:01")
    await switch(house, "each.en", DeliveryMode.TITLES, "2027-01-09 06:30")
    await switch(house, "titles.en", DeliveryMode.EACH, "2027-01-09 06:30")
    assert "each" not in who_read(house, "We shall miss her.")
    (entry,) = house.store.read_now(decisions.of_post, root)
    house.store.write_now(undoing.undo, entry, 1, at("2027-01-10 07:00"))
    for day in range(11, 14):
        await house.wake(f"2027-01-{day} 07:30")
    read = who_read(house, "We shall miss her.")
    assert read == {"each": 1, "daily": 1, "titles": 1, "weekly": 1}


async def test_who_takes_back_a_condolence_silences_nobody_else(house: House) -> None:
    """Two had said the same words; the other's went with the one that was taken back."""

    def like_ours(token: Token) -> str:
        return seal(token).translate(str.maketrans("0189", "abcd"))

    house.worker = Digests(house.store, SITE, like_ours, house.clock)
    await house.wake("2027-01-08 12:01")
    root = sad_news(house, "2027-01-08 13:00")
    for minute in (10, 20):
        answer = house.publish("Rest in peace.", f"2027-01-08 14:{minute}", root)
        house.change(answer, state="done", author=f"Author {answer}")
    await house.wake("2027-01-09 06:01")

    def take_back(db: Db) -> None:
        recalls.recall(db, answer, 1, house.clock.now())
        retell(db, answer)

    house.store.write_now(take_back)
    (mail,) = about(house, "condolences")["each.en"]
    other, _, rest = mail.get_content().partition(f"{answer} Author")
    assert (other.count("Rest in peace."), rest.count("Rest in peace.")) == (1, 0)


async def test_what_went_out_as_copies_is_no_condolence_later(house: House) -> None:
    """The news was called an obituary when its first answers were out: everybody had them."""
    await house.wake("2027-01-08 12:01")
    root = house.publish("She has died.", "2027-01-08 13:00")
    house.publish("We shall miss her.", "2027-01-08 14:00", root)
    house.change(root, kind="obituary")
    house.publish("So shall we.", "2027-01-08 15:00", root)
    await house.wake("2027-01-09 06:01")
    assert "each" not in who_read(house, "We shall miss her.")
    assert who_read(house, "So shall we.")["each"] == 1


async def test_condolences_of_what_is_no_obituary_any_more_are_sent(house: House) -> None:
    """They had no copies: whoever reads every message had them from nowhere."""
    await house.wake("2027-01-08 12:01")
    root = sad_news(house, "2027-01-08 13:00")
    house.publish("We shall miss her.", "2027-01-08 14:00", root)
    house.change(root, kind="")
    await house.wake("2027-01-09 06:01")
    assert who_read(house, "We shall miss her.")["each"] == 1


async def test_a_crash_sends_the_condolences_of_all_threads_or_of_none(house: House) -> None:
    await house.wake("2027-01-08 12:01")
    for minute in (10, 20):
        root = sad_news(house, f"2027-01-08 13:{minute}")
        house.publish("Once.", f"2027-01-08 14:{minute}", root)

    def refuse(db: Db) -> None:
        """The row of the second thread cannot be written."""
        db.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON issue WHEN new.period = 'condolences' AND"
            " EXISTS (SELECT 1 FROM issue WHERE period = 'condolences' AND posts != '[]')"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )

    house.store.write_now(refuse)
    with pytest.raises(Exception, match="disk full"):
        await house.wake("2027-01-09 06:01")
    copies = laid(house)
    assert about(house, "ondol") == {}
    with pytest.raises(Exception, match="disk full"):
        await house.wake("2027-01-09 06:02")
    assert laid(house) == copies, "what could not be closed leaves no copies"
    house.store.write_now(lambda db: db.execute("DROP TRIGGER broken"))
    await house.wake("2027-01-09 06:03")
    assert len(about(house, "ondol")["each.en"]) == 2
    await house.wake("2027-01-09 06:04")
    assert len(about(house, "ondol")["each.en"]) == 2


async def died(house: House, name: str) -> None:
    person = house.store.read_now(members.person_by_address, f"{name}@example.org")
    assert person is not None
    house.store.write_now(deceased.end, person.id, 0, house.clock.now())


async def test_a_person_who_has_died_gets_none_of_it(house: House) -> None:
    """Not even what was laid before anybody knew."""
    await house.wake("2027-01-08 12:01")
    root = sad_news(house, "2027-01-08 13:00")
    house.publish("We shall miss her.", "2027-01-08 14:00", root)
    notice(house, "A job.", "2027-01-08 15:00")
    await died(house, "each.en")
    await house.wake(FIRST)
    assert "each.en" not in about(house, "")
    assert {"each.es", "daily.en"} <= set(about(house, ""))
    await died(house, "daily.en")
    taken = house.store.write_now(ledger.take, house.clock.now(), 99, 99, 99)
    assert "daily.en@example.org" not in {one.address for one in taken}
    assert "daily.es@example.org" in {one.address for one in taken}


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


async def test_an_issue_that_fails_holds_up_no_other_list(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One list whose digest could not be composed, and no list after it had one any more."""
    first, second = house.list, house.new_list("zeta")
    house.read_by(second)
    await house.wake("2027-01-08 12:01")
    house.publish("From the first.", "2027-01-08 13:00")
    house.list = second
    house.publish("From the second.", "2027-01-08 13:00")
    compose = Digests._close

    async def close(self: Digests, due: Due, now: float) -> bool:
        if due.list.id == first.id and due.period == "daily":
            raise ValueError("cannot be composed")
        return await compose(self, due, now)

    monkeypatch.setattr(Digests, "_close", close)
    with pytest.raises(ValueError, match="cannot be composed"):
        await house.wake("2027-01-09 06:01")
    texts = [mail.get_content() for mail in house.sent()["daily.en@example.org"]]
    assert any("From the second." in text for text in texts)


async def test_a_post_that_came_back_stands_in_no_second_digest(house: House) -> None:
    """Read on Sunday, taken back, missed by Monday's weekly digest, brought back: read again on
    Tuesday by those who had it."""
    await house.wake("2027-01-08 12:01")
    number = house.change(house.publish("Only once please.", "2027-01-09 13:00"), state="done")
    await house.wake("2027-01-10 06:01")
    house.store.write_now(recalls.recall, number, 1, at("2027-01-10 15:00"))
    await house.wake("2027-01-11 06:01")
    (entry,) = house.store.read_now(decisions.of_post, number)
    house.store.write_now(undoing.undo, entry, 1, at("2027-01-11 07:00"))
    for day in range(12, 20):
        await house.wake(f"2027-01-{day} 07:30")
    had = Counter(
        to.partition("@")[0]
        for to, mails in house.sent().items()
        for one in mails
        if "Only once please." in one.get_content()
    )
    assert had["daily.en"] == had["weekly.en"] == 1
    assert set(had.values()) == {1}
