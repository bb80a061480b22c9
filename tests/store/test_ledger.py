"""The ledger: a row per copy, taken fairly, recorded once, recovered by one UPDATE."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from listserv.model import (
    Copy,
    Delivery,
    DeliveryMode,
    DeliveryState,
    Letter,
    MailingList,
    Policy,
    Publication,
    Rendition,
    Reply,
    State,
)
from listserv.store import imports, journal, laying, ledger, lists, mailings, members, queue, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember

NOW = 1_800_000_000.0
LATER = NOW + 300
DAY = 86_400.0
MESSAGE = [Rendition("en", b"Subject: x\r\n", b"x\r\n")]


class Books:
    """A store with one list of `n` members."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.hifa: MailingList = store.write_now(lists.create, "hifa", Policy(), NOW)

    def people(self, n: int) -> list[int]:
        rows = [NewMember(f"m{k}@example.org", f"M {k}") for k in range(n)]
        self.store.write_now(imports.bring, self.hifa.id, rows, "test", NOW)
        return [one.person.id for one in self.store.read_now(members.members, self.hifa.id)][:n]

    def mail(self, people: list[int], now: float = NOW) -> int:
        copies = [Copy(person, 0) for person in people]
        mailing = laying.lay_all(self.store, "post", self.hifa.id, MESSAGE, copies, now)
        self.store.write_now(laying.open_mailing, mailing, now)
        return mailing

    def letter(self, address: str, now: float = NOW) -> int:
        mailing = self.store.write_now(mailings.reserve)
        letter = Letter(mailing, "help", 0, 0, address, "en", b"Subject: x\r\n", b"x\r\n")
        self.store.write_now(ledger.spool_letters, [letter], now)
        return mailing

    def welcomes(self, people: list[int], now: float = NOW) -> None:
        """Those of a batch of an import."""
        letters = [
            Letter(
                0, "welcome", self.hifa.id, person, f"w{person}@example.org", "en", b"S: x\r\n", b""
            )
            for person in people
        ]
        self.store.write_now(ledger.spool_in_turn, letters, now)

    def take(self, room: int, now: float = NOW, copies: int = 10_000) -> list[Delivery]:
        return self.store.write_now(ledger.take, now, room, room, copies)

    def answer(self, rows: list[Delivery], state: DeliveryState, due: float = 0.0) -> None:
        replies = [Reply(row.id, row.mailing, state, "said", due) for row in rows]
        self.store.write_now(ledger.record, replies, NOW)

    @property
    def counts(self) -> dict[str, int]:
        return self.store.read_now(queue.counts)

    def mailing(self, mailing: int) -> dict[str, object]:
        found = self.store.read_now(lambda db: db.row("SELECT * FROM mailing WHERE id=?", mailing))
        assert found
        return found


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


# --- laying -----------------------------------------------------------------------------------


def test_what_is_being_laid_is_taken_by_nobody(books: Books) -> None:
    people = books.people(2)
    mailing = laying.lay_all(books.store, "post", books.hifa.id, MESSAGE, [Copy(people[0], 0)], NOW)
    assert books.take(10) == []
    books.store.write_now(laying.open_mailing, mailing, NOW)
    assert [row.address for row in books.take(10)] == ["m0@example.org"]


def test_a_crash_before_the_opening_forgets_what_was_laid(books: Books) -> None:
    people = books.people(3)
    copies = [Copy(person, 0) for person in people]
    mailing = laying.lay_all(books.store, "post", books.hifa.id, MESSAGE, copies, NOW)
    books.store.write_now(ledger.recover, NOW)
    assert books.counts == {}
    with pytest.raises(LookupError):  # who laid it beside the server does not open half of it
        books.store.write_now(laying.open_mailing, mailing, NOW)


def test_nobody_gets_a_second_row(books: Books) -> None:
    person = books.people(1)[0]
    with pytest.raises(Exception, match="UNIQUE"):
        laying.lay_all(
            books.store, "post", books.hifa.id, MESSAGE, [Copy(person, 0), Copy(person, 0)], NOW
        )


def test_a_mailing_to_nobody_is_finished(books: Books) -> None:
    assert books.mailing(books.mail([]))["finished"] == NOW


def test_a_post_goes_out_once(books: Books) -> None:
    """And its laid copies with it; whoever comes second opens nothing."""
    people = books.people(5)
    number = _approved(books)
    place = Publication(number, 0, 1, "x", "x", "q")
    copies = [Copy(person, 0) for person in people]
    first, second = (
        laying.lay_all(books.store, "post", books.hifa.id, MESSAGE, copies, NOW) for _ in range(2)
    )
    assert books.store.write_now(ledger.fan_out, number, place, first, NOW) is True
    assert books.store.write_now(ledger.fan_out, number, place, second, NOW) is False
    laying.forget_all(books.store, second, NOW)
    assert books.counts == {"due": 5}


def _approved(books: Books) -> int:
    def write(db: Db) -> int:
        db.execute(
            "INSERT INTO mail (received, peer, trusted, mail_from, size, raw)"
            " VALUES (0, '', 0, '', 0, '')"
        )
        return int(
            db.execute(
                "INSERT INTO post (mail, list, state) VALUES (1, ?, 'approved')", (books.hifa.id,)
            ).lastrowid
            or 0
        )

    return books.store.write_now(write)


def test_forgetting_goes_page_by_page(books: Books) -> None:
    people = books.people(laying.PAGE + 1)
    copies = [Copy(person, 0) for person in people]
    mailing = laying.lay_all(books.store, "post", books.hifa.id, MESSAGE, copies, NOW)
    assert books.store.write_now(laying.forget, mailing, NOW) is True
    assert books.counts == {"due": 1}
    assert books.store.write_now(laying.forget, mailing, NOW) is False
    assert books.counts == {}


# --- taking -----------------------------------------------------------------------------------


def test_letters_come_before_any_copy(books: Books) -> None:
    books.mail(books.people(50))
    letter = books.letter("eve@example.org", NOW + 1)
    taken = books.take(10, NOW + 2)
    assert taken[0].mailing == letter
    assert taken[0].urgent
    assert not taken[1].urgent


def test_where_no_copy_may_leave_letters_do(books: Books) -> None:
    books.mail(books.people(3))
    assert books.take(10, copies=0) == []
    books.letter("eve@example.org")
    assert len(books.take(10, copies=0)) == 1


def test_the_welcomes_of_an_import_take_their_turn(books: Books) -> None:
    """An import of thousands to a host that warms up sent them all on its first day, and a notice
    written meanwhile was the last of them."""
    people = books.people(90)
    books.welcomes(people)
    assert books.take(10, copies=0) == []
    notice = books.letter("moderator@example.org", NOW + 1)
    taken = books.take(60, NOW + 2)
    assert taken[0].mailing == notice
    assert [row.address for row in taken[1:]] == [
        f"w{person}@example.org" for person in people[:59]
    ]


def test_a_post_is_not_behind_the_welcomes_of_an_import(books: Books) -> None:
    """Each welcome was a mailing that had waited longer: the post left after all of them."""
    people = books.people(300)
    for first in range(0, 300, 100):
        books.welcomes(people[first : first + 100], NOW + first / 100)
    post = books.mail(people[:30], NOW + 5)
    taken = books.take(100, NOW + 6)
    assert Counter(row.kind for row in taken) == {"post": 30, "welcome": 50}
    assert {row.mailing for row in taken if row.kind == "post"} == {post}
    assert len({row.rendition for row in taken if row.kind == "welcome"}) == 50


def test_who_waits_for_a_welcome_gets_no_second_one(books: Books) -> None:
    """She was imported, left, and was imported again before the first one went out."""
    (person,) = books.people(1)
    books.welcomes([person])
    books.welcomes([person], NOW + 10)
    assert [row.person_id for row in books.take(10, NOW + 11)] == [person]
    books.welcomes([person], NOW + 20)
    assert [row.kind for row in books.take(10, NOW + 21)] == ["welcome"]


def test_welcomes_that_are_late_are_a_mailing_of_their_own(books: Books) -> None:
    """A copy expires by the age of its mailing."""
    first, second = books.people(2)
    books.welcomes([first])
    books.welcomes([second], NOW + 2 * 3600)
    assert len({row.mailing for row in books.take(10, NOW + 3 * 3600)}) == 2


def test_a_flood_of_letters_leaves_room_to_copies(books: Books) -> None:
    books.mail(books.people(50))
    for n in range(200):
        books.letter(f"stranger{n}@example.org")
    assert Counter(row.urgent for row in books.take(100)) == {True: 75, False: 25}


def test_a_small_mailing_does_not_wait_for_a_large_one(books: Books) -> None:
    people = books.people(400)
    large = books.mail(people)
    assert {row.mailing for row in books.take(100)} == {large}
    small = books.mail(people[:20], NOW + 1)
    assert Counter(row.mailing for row in books.take(100, NOW + 2)) == {large: 50, small: 20}


def test_many_mailings_are_served_in_turn(books: Books) -> None:
    """With room for four shares and twelve mailings, each has been served after three rounds."""
    people = books.people(60)
    mailings = {books.mail(people) for _ in range(12)}
    rounds = [books.take(4 * ledger.SHARE, NOW + n) for n in range(1, 4)]
    served = Counter(row.mailing for row in itertools.chain(*rounds))
    assert served == dict.fromkeys(mailings, ledger.SHARE)


def test_a_row_is_taken_once(books: Books) -> None:
    books.mail(books.people(30))
    first, second = books.take(20), books.take(20)
    assert len(first) == 20
    assert len(second) == 10
    assert not {row.id for row in first} & {row.id for row in second}
    assert books.take(20) == []


@pytest.mark.parametrize("how", ["left", "paused", "no mail", "stopped", "erased"])
def test_who_is_gone_meanwhile_gets_no_copy(books: Books, how: str) -> None:
    first, second = books.people(2)
    books.mail([first, second])
    store, hifa = books.store, books.hifa.id
    if how == "left":
        store.write_now(members.remove, hifa, first, "by mail", NOW)
    elif how == "paused":
        store.write_now(members.pause, hifa, first, NOW + 999, NOW)
    elif how == "no mail":
        store.write_now(members.set_delivery, hifa, first, DeliveryMode.NONE, NOW)
    elif how == "stopped":
        store.write_now(lambda db: db.execute("UPDATE person SET stopped=1 WHERE id=?", [first]))
    else:
        store.write_now(lambda db: db.execute("DELETE FROM address WHERE person=?", [first]))
    assert [row.person_id for row in books.take(10)] == [second]
    assert books.counts == {"trying": 1, "withdrawn": 1}


def test_who_moved_meanwhile_gets_it_at_the_new_address(books: Books) -> None:
    books.mail(books.people(1))
    books.store.write_now(lambda db: db.execute("UPDATE address SET address='new@example.org'"))
    assert [row.address for row in books.take(10)] == ["new@example.org"]


def test_when_all_have_left_the_mailing_is_finished(books: Books) -> None:
    person = books.people(1)[0]
    mailing = books.mail([person])
    books.store.write_now(members.remove, books.hifa.id, person, "by mail", NOW)
    assert books.take(10) == []
    assert books.mailing(mailing)["finished"] == NOW


# --- answers ----------------------------------------------------------------------------------


def test_a_crash_makes_only_trying_rows_due_again(books: Books) -> None:
    mailing = books.mail(books.people(5))
    taken = books.take(3)
    assert [row.tries for row in taken] == [1, 1, 1]
    books.answer(taken[:1], DeliveryState.SENT)
    assert books.store.write_now(ledger.recover, NOW) == 2
    assert books.counts == {"due": 4, "sent": 1}
    books.answer(books.take(10), DeliveryState.SENT)
    assert books.mailing(mailing)["finished"] == NOW


def test_a_crash_while_the_last_rows_are_tried_leaves_the_mailing_open(books: Books) -> None:
    books.mail(books.people(2))
    assert len(books.take(10)) == 2
    books.store.write_now(ledger.recover, NOW)
    assert len(books.take(10)) == 2


def test_a_copy_put_off_is_taken_at_its_hour(books: Books) -> None:
    mailing = books.mail(books.people(3))
    taken = books.take(10)
    books.answer(taken[:2], DeliveryState.SENT)
    books.answer(taken[2:], DeliveryState.DUE, due=LATER)
    assert books.take(10, LATER - 1) == []
    assert [(row.id, row.tries) for row in books.take(10, LATER)] == [(taken[2].id, 2)]
    assert books.mailing(mailing)["finished"] is None


def test_a_copy_put_off_does_not_hide_those_that_are_due(books: Books) -> None:
    books.mail(books.people(4))
    books.answer(books.take(2), DeliveryState.DUE, due=LATER)
    assert len(books.take(10)) == 2
    assert len(books.take(10, LATER)) == 2


def test_a_released_copy_had_no_try(books: Books) -> None:
    books.mail(books.people(1))
    (row,) = books.take(1)
    reply = Reply(row.id, row.mailing, DeliveryState.DUE, ledger.QUOTA, LATER)
    books.store.write_now(ledger.release, [reply])
    assert [waiting["reply"] for waiting in books.store.read_now(queue.oldest, 9)] == [ledger.QUOTA]
    assert books.take(1) == []
    assert [one.tries for one in books.take(1, LATER)] == [1]


def test_what_a_sick_relay_refused_is_due_again(books: Books) -> None:
    """Its mailing was finished already; it is open again, and ends a second time."""
    mailing = books.mail(books.people(2))
    taken = books.take(2)
    books.answer(taken, DeliveryState.FAILED)
    assert books.mailing(mailing)["finished"] == NOW
    ids = [row.id for row in taken]
    assert books.store.write_now(ledger.give_back, ids, "the relay was stopped", LATER, NOW) == 2
    assert books.take(10, LATER - 1) == []
    books.answer(books.take(10, LATER), DeliveryState.SENT)
    assert books.counts == {"sent": 2}
    assert books.mailing(mailing)["finished"] is not None


def test_a_post_is_done_when_its_last_copy_is(books: Books) -> None:
    number = _approved(books)
    copies = [Copy(person, 0) for person in books.people(2)]
    mailing = books.store.write_now(laying.lay, "post", books.hifa.id, NOW, number)
    books.store.write_now(laying.lay_page, mailing, MESSAGE, 0, copies, NOW)
    place = Publication(number, 0, 1, "x", "x", "q")
    assert books.store.write_now(ledger.fan_out, number, place, mailing, NOW)
    books.answer(books.take(1), DeliveryState.SENT)
    assert _state(books, number) is State.OUT
    books.answer(books.take(1), DeliveryState.FAILED)
    assert _state(books, number) is State.DONE


def test_a_post_whose_copies_wait_again_is_done_once_more(books: Books) -> None:
    """It was done while its copies waited, and done once more when they had left."""
    number = _approved(books)
    (person,) = books.people(1)
    mailing = books.store.write_now(laying.lay, "post", books.hifa.id, NOW, number)
    books.store.write_now(laying.lay_page, mailing, MESSAGE, 0, [Copy(person, 0)], NOW)
    place = Publication(number, 0, 1, "x", "x", "q")
    assert books.store.write_now(ledger.fan_out, number, place, mailing, NOW)
    taken = books.take(1)
    books.answer(taken, DeliveryState.FAILED)
    books.store.write_now(ledger.give_back, [taken[0].id], "the relay refused us", NOW, NOW)
    assert _state(books, number) is State.OUT
    books.answer(books.take(1), DeliveryState.SENT)
    assert _state(books, number) is State.DONE
    lines = books.store.read_now(journal.of, "post", number)
    assert [line["event"] for line in lines] == ["out", "done", "out", "done"]


def test_only_a_post_that_is_out_can_be_done(books: Books) -> None:
    """Of others it was said in the journal, although nothing changed."""
    number = _approved(books)
    books.store.write_now(spool.retire, number, NOW)
    assert _state(books, number) is State.APPROVED
    assert books.store.read_now(journal.of, "post", number) == []


def _state(books: Books, number: int) -> State:
    post = books.store.read_now(spool.post, number)
    assert post
    return post.state


# --- the postmaster, and age --------------------------------------------------------------------


def test_the_postmaster_drops_what_waits(books: Books) -> None:
    mailing = books.mail(books.people(3))
    taken = books.take(1)
    books.answer(taken, DeliveryState.DUE, due=LATER)
    assert books.store.write_now(queue.drop, [taken[0].id], NOW) == 1
    assert books.store.write_now(queue.drop_mailing, mailing, NOW) == 2
    assert books.counts == {"withdrawn": 3}
    assert books.mailing(mailing)["finished"] == NOW


def test_what_is_being_laid_cannot_be_dropped(books: Books) -> None:
    """Its rows were withdrawn, then it was opened without any, and its post stayed out for ever."""
    copies = [Copy(person, 0) for person in books.people(2)]
    mailing = laying.lay_all(books.store, "post", books.hifa.id, MESSAGE, copies, NOW)
    assert books.store.read_now(queue.oldest, 9) == []
    assert books.store.write_now(queue.drop_mailing, mailing, NOW) == 0
    books.store.write_now(laying.open_mailing, mailing, NOW)
    assert len(books.take(9)) == 2


def test_what_was_laid_and_left_is_forgotten_after_an_hour(books: Books) -> None:
    copies = [Copy(person, 0) for person in books.people(2)]
    mailing = laying.lay_all(books.store, "summary", books.hifa.id, MESSAGE, copies, NOW)
    assert books.store.read_now(queue.abandoned, NOW + 3599) is None
    assert books.store.read_now(queue.abandoned, NOW + 3601) == mailing
    laying.forget_all(books.store, mailing, NOW + 3601)
    assert books.store.read_now(queue.abandoned, NOW + 3601) is None


def test_the_postmaster_does_not_wait_for_an_hour(books: Books) -> None:
    books.mail(books.people(3))
    taken = books.take(3)
    books.answer(taken, DeliveryState.DUE, due=LATER)
    assert books.store.write_now(queue.retry_now, NOW, [taken[0].id]) == 1
    assert [row.id for row in books.take(10)] == [taken[0].id]
    assert books.store.write_now(queue.retry_now, NOW) == 2
    assert len(books.take(10)) == 2


def test_after_a_fortnight_rows_are_counts(books: Books) -> None:
    mailing = books.mail(books.people(laying.PAGE + 10))
    taken = books.take(10_000)
    books.answer(taken[:7], DeliveryState.FAILED)
    books.answer(taken[7:], DeliveryState.SENT)
    young = books.letter("eve@example.org")
    collapse = books.store.write_now
    assert collapse(queue.collapse, NOW + 14 * DAY - 1) is False
    pages = 0
    ended = {"failed": 7, "sent": laying.PAGE + 3}
    assert _counts(books, mailing) == ended
    while collapse(queue.collapse, NOW + 14 * DAY + 1):
        pages += 1
        assert _counts(books, mailing) == ended
    assert pages == 2
    assert books.counts == {"due": 1}
    assert books.mailing(mailing)["collapsed"] == 1
    with pytest.raises(LookupError):
        books.store.read_now(mailings.rendition, mailing, 0)
    assert books.store.read_now(mailings.rendition, young, 0)


def _counts(books: Books, mailing: int) -> object:
    found = books.store.read_now(queue.of_mailing, mailing)
    assert found
    return found["counts"]
