"""The room of return paths: what a report or a complaint changes, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.bounces.classify import Kind
from listserv.model import Bounced, Letter, Purpose, Reading, Token
from listserv.store import journal, ledger, members, queue, troubles
from tests.support.troubled import Forum

A, B = "amina@example.org", "bo@example.org"
DEAD = Bounced(A, "failed", "5.1.1", "550 5.1.1 <amina@example.org> unknown")


@pytest.fixture
def forum(tmp_path: Path) -> Iterator[Forum]:
    forum = Forum.open(tmp_path)
    yield forum
    forum.store.close()


def sent(forum: Forum, *addresses: str) -> tuple[Token, ...]:
    """Copies of a post that left; the tokens of their return paths."""
    people = forum.join(*addresses)
    mailing = forum.post()
    forum.deliver()
    return tuple(Token(Purpose.BOUNCES, person, mailing) for person in people)


async def report(forum: Forum, token: Token | None, *bounced: Bounced) -> str:
    return await forum.report(token, Reading(bounced=bounced))


async def test_a_bounce_is_noted_for_its_copy_and_nobody_is_cut_off(forum: Forum) -> None:
    (token,) = sent(forum, A)
    text = await report(forum, token, DEAD)
    assert text == "dead: 550 5.1.1 <a***@example.org> unknown"  # goes into the journal
    assert forum.store.read_now(queue.counts) == {"failed": 1}
    assert [row["event"] for row in forum.store.read_now(journal.of, "delivery", 1)] == ["bounced"]
    assert len(forum.store.read_now(members.members, 1)) == 1


@pytest.mark.parametrize(
    "bounced",
    [(), (Bounced(A, "delayed", "4.4.1", "will try again"),)],
    ids=["a note of absence", "a warning"],
)
async def test_what_is_no_failure_changes_nothing(
    forum: Forum, bounced: tuple[Bounced, ...]
) -> None:
    (token,) = sent(forum, A)
    await report(forum, token, *bounced)
    assert forum.store.read_now(queue.counts) == {"sent": 1}


@pytest.mark.parametrize("token", [None, Token(Purpose.BOUNCES, 99, 1), Token(Purpose.LEAVE, 1, 1)])
async def test_a_report_about_no_copy_of_ours_changes_nothing(
    forum: Forum, token: Token | None
) -> None:
    sent(forum, A)
    await report(forum, token, DEAD)
    assert forum.store.read_now(queue.counts) == {"sent": 1}
    assert forum.store.read_now(troubles.between, 0.0, 9e9) == []


async def test_the_token_says_who_whatever_the_report_says(forum: Forum) -> None:
    _, bo = sent(forum, A, B)
    await report(forum, bo, DEAD)
    assert [one.person for one in forum.store.read_now(troubles.between, 0.0, 9e9)] == [bo.first]


async def test_a_shared_copy_names_her_by_address_and_proves_little(forum: Forum) -> None:
    """All who got it know its return path: enough for a probe, which is hers alone."""
    amina, _ = sent(forum, A, B)
    shared = Token(Purpose.BOUNCES, 0, amina.second)
    await report(forum, shared, DEAD, Bounced("eve@example.org", "failed", "5.1.1", ""))
    (found,) = forum.store.read_now(troubles.between, 0.0, 9e9)
    assert (found.person, found.kind) == (amina.first, Kind.UNKNOWN)
    assert forum.store.read_now(queue.counts) == {"failed": 1, "sent": 1}


async def test_a_strangers_confirmation_that_comes_back_is_only_noted(forum: Forum) -> None:
    letter = Letter(7001, "confirm-join", 1, 0, A, "en", b"Subject: x\r\n", b"x\r\n")
    forum.store.write_now(ledger.spool_letters, [letter], forum.clock.now())
    forum.deliver()
    await report(forum, Token(Purpose.BOUNCES, 0, 7001), DEAD)
    assert forum.store.read_now(queue.counts) == {"failed": 1}
    assert forum.store.read_now(troubles.between, 0.0, 9e9) == []
    await forum.look()
    assert forum.kinds() == {"confirm-join": 1}


async def test_a_copy_that_failed_for_nobodys_fault_may_fail_once_more(forum: Forum) -> None:
    """A relay that refused everybody was mended; what it took then came back for good."""
    forum.join(A)
    forum.post()
    forum.answers[A] = "554 5.7.1 relay access denied"
    forum.deliver()
    forum.store.write_now(ledger.give_back, [1], "the relay refused us", 0.0, forum.clock.now())
    await forum.look()
    forum.answers[A] = "550 5.1.1 no such user"
    forum.deliver()
    await forum.look()
    kinds = [one.kind for one in forum.store.read_now(troubles.between, 0.0, 9e9)]
    assert kinds == [Kind.DEAD]


async def test_a_report_may_be_quicker_than_the_road(forum: Forum) -> None:
    """A relay that bounces at once was heard before the copy's row said that it had left; what it
    told was lost, and so was the sight of a whole domain that was down."""
    (amina,) = forum.join(A)
    mailing = forum.post()
    now = forum.clock.now()
    forum.store.write_now(ledger.take, now, 10, 10, 10)
    await report(forum, Token(Purpose.BOUNCES, amina, mailing), DEAD)
    found = forum.store.read_now(troubles.between, 0.0, 9e9)
    assert [one.person for one in found] == [amina]
