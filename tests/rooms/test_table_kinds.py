"""Jobs and obituaries find their place; what is gathered takes no turn from the copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.fanout.placing import place
from listserv.fanout.table import Table
from listserv.model import MailingList, Sort, State
from listserv.store import held, issues, members, recalls
from listserv.store.base import Store
from listserv.store.members import NewMember
from listserv.text.dates import DAY
from tests.rooms.test_digest_worker import SITE, seal
from tests.rooms.test_table import never, no_files, no_set, nothing
from tests.support import outgoing
from tests.support.mails import mail
from tests.support.placed import Placed

NOW = 1_800_000_000.0


class Forum:
    def __init__(self, store: Store) -> None:
        self.house = Placed(store, NOW)
        self.list: MailingList = self.house.new_list("hifa")

    async def says(self, name: str, subject: str, answers: str = "", **changes: object) -> int:
        """A post comes and goes out as a moderator changed its columns; gives its number."""
        number = await self.holds(name, subject, answers)
        self.subject = self.house.let_pass(number, self.list, **changes)
        return number

    async def holds(self, name: str, subject: str, answers: str = "") -> int:
        self.house.clock.advance(60)
        references = f"<{answers}@x.example>" if answers else ""
        raw = mail(name, Subject=subject, Message_ID=f"<{name}@x.example>", References=references)
        (number,) = await self.house.arrive(raw, [self.list])
        return number


@pytest.fixture
def forum(tmp_path: Path) -> Iterator[Forum]:
    store = Store.open(tmp_path / "t.db")
    yield Forum(store)
    store.close()


@pytest.mark.parametrize("kind", [Sort.JOB, Sort.EVENT, Sort.CALL, Sort.OBITUARY])
async def test_it_begins_a_thread_and_takes_no_number(forum: Forum, kind: Sort) -> None:
    """Her job was an answer to somebody, and the next post of that thread was the third."""
    first = await forum.says("a", "Stock cards")
    number = await forum.says("b", "Re: Stock cards", "a", kind=kind)
    assert forum.house.post(number).thread == number
    assert forum.subject == "[hifa] Stock cards"
    await forum.says("c", "Re: Stock cards", "a")
    assert forum.subject == "[hifa] Stock cards (2)"
    joined = await forum.says("d", "Nurse wanted", kind=kind, join_to=first)
    assert forum.house.post(joined).thread == first
    await forum.says("e", "Re: Stock cards", "a")
    assert forum.subject == "[hifa] Stock cards (3)"


async def test_an_answer_to_a_job_is_an_ordinary_post(forum: Forum) -> None:
    await forum.says("a", "Nurse wanted", kind=Sort.JOB)
    await forum.says("b", "Re: Nurse wanted", "a")
    assert forum.subject == "[hifa] Nurse wanted (2)"


async def test_condolences_have_no_number_also_when_they_go_out_again(forum: Forum) -> None:
    sad = await forum.says("a", "Grace Wanjiru", kind=Sort.OBITUARY)
    await forum.says("b", "Re: Grace Wanjiru", "a")
    number = await forum.says("c", "Re: Grace Wanjiru (2)", "a")
    assert forum.subject == "[hifa] Grace Wanjiru"
    assert forum.house.post(number).thread == sad
    store, now = forum.house.store, forum.house.clock.now()
    forum.house.change(number, state=State.HELD.value, published=None)
    store.write_now(held.decide, number, State.APPROVED, 0, "ok", now)
    again = store.read_now(place, forum.house.post(number), forum.list, now)
    assert (again.thread, again.subject) == (sad, "[hifa] Grace Wanjiru")


async def test_answers_to_an_obituary_that_was_an_error_are_ordinary(forum: Forum) -> None:
    sad = await forum.says("a", "Grace Wanjiru", kind=Sort.OBITUARY)
    forum.house.store.write_now(recalls.recall, sad, 0, NOW)
    await forum.says("b", "Re: Grace Wanjiru", "a")
    assert forum.subject == "[hifa] Grace Wanjiru (2)"


async def test_how_it_went_out_is_written_down_with_it(forum: Forum) -> None:
    """Approved while the obituary was taken back, it went out as copies, and came again in the
    condolences when that was undone."""

    def gathered(number: int) -> bool:
        return bool(
            forum.house.store.read_now(
                lambda db: db.value("SELECT gathered FROM post WHERE number = ?", number)
            )
        )

    sad = await forum.says("a", "Grace Wanjiru", kind=Sort.OBITUARY, urgent=1)
    waits = await forum.says("b", "Re: Grace Wanjiru", "a")
    forum.house.store.write_now(recalls.recall, sad, 0, NOW)
    copied = await forum.says("c", "Re: Grace Wanjiru", "a")
    job = await forum.says("d", "Nurse wanted", kind=Sort.JOB)
    assert [gathered(n) for n in (sad, waits, copied, job)] == [False, True, False, True]
    forum.house.store.write_now(recalls.recall, waits, 0, NOW)
    forum.house.change(waits, state=State.HELD.value)
    forum.house.let_pass(waits, forum.list, urgent=1)
    assert not gathered(waits), "out again, by itself"


async def test_what_is_gathered_takes_no_turn_of_a_pace(forum: Forum) -> None:
    """Five condolences, and the discussion stood still for a day."""
    await forum.says("a", "Grace Wanjiru", kind=Sort.OBITUARY, urgent=1)
    await forum.says("b", "Re: Grace Wanjiru", "a")
    await forum.says("c", "Nurse wanted", kind=Sort.JOB)
    await forum.says("d", "A talk now", kind=Sort.EVENT, urgent=1)
    await forum.says("e", "Stock cards")
    counted = forum.house.store.read_now(issues.copied_since, forum.list.id, NOW - DAY)
    assert [(one - NOW) / 60 for one in counted] == [1, 4, 5]


async def test_what_is_gathered_waits_for_no_pace_and_has_no_copies(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "t.db")
    house = Placed(store, NOW)
    where = house.new_list("hifa", pace=1)
    store.write_now(members.add, where.id, NewMember("paul@example.org"), "test", NOW)
    table = Table(store, SITE, seal, never, nothing, no_files, no_set, house.clock)
    released: list[bool] = []
    copies: list[int] = []
    for kind in (Sort.ORDINARY, Sort.JOB, Sort.ORDINARY):
        raw = mail(f"{kind} {len(copies)}", Message_ID=f"<{len(copies)}@x.example>")
        (number,) = await house.arrive(raw, [where])
        house.change(number, kind=kind.value)
        store.write_now(held.decide, number, State.APPROVED, 0, "ok", house.clock.now())
        while await table.step():
            pass
        released.append(house.post(number).published is not None)
        copies.append(len(store.read_now(outgoing.due)))
    store.close()
    assert released == [True, True, False]
    assert copies == [1, 1, 1]


async def test_the_day_of_a_notice_is_found_when_it_goes_out(forum: Forum) -> None:
    number = await forum.holds("Apply by 30 January 2027 please", "Nurse wanted")
    forum.house.let_pass(number, forum.list, kind=Sort.JOB)
    until = forum.house.post(number).until
    assert until is not None
    assert 0 < until - NOW < 20 * DAY
    other = await forum.says("Come on 30 January 2027", "A talk")
    assert forum.house.post(other).until is None
