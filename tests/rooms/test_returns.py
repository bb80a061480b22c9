"""The room of return paths: what a report or a complaint changes, and what it does not."""

from __future__ import annotations

import pytest

from listserv.bounces.classify import Kind
from listserv.model import Bounced, Letter, Purpose, Reading, Token
from listserv.store import journal, ledger, members, queue, troubles
from tests.support.troubled import Forum

A, B = "amina@example.org", "bo@example.org"
DEAD = Bounced(A, "failed", "5.1.1", "550 5.1.1 <amina@example.org> unknown")


def sent(troubled: Forum, *addresses: str) -> tuple[Token, ...]:
    """Copies of a post that left; the tokens of their return paths."""
    people = troubled.join(*addresses)
    mailing = troubled.post()
    troubled.deliver()
    return tuple(Token(Purpose.BOUNCES, person, mailing) for person in people)


async def report(troubled: Forum, token: Token | None, *bounced: Bounced) -> str:
    return await troubled.report(token, Reading(bounced=bounced))


async def test_a_bounce_is_noted_for_its_copy_and_nobody_is_cut_off(troubled: Forum) -> None:
    (token,) = sent(troubled, A)
    text = await report(troubled, token, DEAD)
    assert text == "dead: 550 5.1.1 <a***@example.org> unknown"  # goes into the journal
    assert troubled.store.read_now(queue.counts) == {"failed": 1}
    assert [row["event"] for row in troubled.store.read_now(journal.of, "delivery", 1)] == [
        "bounced"
    ]
    assert len(troubled.store.read_now(members.members, 1)) == 1


@pytest.mark.parametrize(
    "bounced",
    [(), (Bounced(A, "delayed", "4.4.1", "will try again"),)],
    ids=["a note of absence", "a warning"],
)
async def test_what_is_no_failure_changes_nothing(
    troubled: Forum, bounced: tuple[Bounced, ...]
) -> None:
    (token,) = sent(troubled, A)
    await report(troubled, token, *bounced)
    assert troubled.store.read_now(queue.counts) == {"sent": 1}


@pytest.mark.parametrize("token", [None, Token(Purpose.BOUNCES, 99, 1), Token(Purpose.LEAVE, 1, 1)])
async def test_a_report_about_no_copy_of_ours_changes_nothing(
    troubled: Forum, token: Token | None
) -> None:
    sent(troubled, A)
    await report(troubled, token, DEAD)
    assert troubled.store.read_now(queue.counts) == {"sent": 1}
    assert troubled.store.read_now(troubles.between, 0.0, 9e9) == []


async def test_the_token_says_who_whatever_the_report_says(troubled: Forum) -> None:
    _, bo = sent(troubled, A, B)
    await report(troubled, bo, DEAD)
    assert [one.person for one in troubled.store.read_now(troubles.between, 0.0, 9e9)] == [bo.first]


async def test_a_shared_copy_names_her_by_address_and_proves_little(troubled: Forum) -> None:
    """All who got it know its return path: enough for a probe, which is hers alone."""
    amina, _ = sent(troubled, A, B)
    shared = Token(Purpose.BOUNCES, 0, amina.second)
    await report(troubled, shared, DEAD, Bounced("eve@example.org", "failed", "5.1.1", ""))
    (found,) = troubled.store.read_now(troubles.between, 0.0, 9e9)
    assert (found.person, found.kind) == (amina.first, Kind.UNKNOWN)
    assert troubled.store.read_now(queue.counts) == {"failed": 1, "sent": 1}


async def test_a_strangers_confirmation_that_comes_back_is_only_noted(troubled: Forum) -> None:
    letter = Letter(7001, "confirm-join", 1, 0, A, "en", b"Subject: x\r\n", b"x\r\n")
    troubled.store.write_now(ledger.spool_letters, [letter], troubled.clock.now())
    troubled.deliver()
    await report(troubled, Token(Purpose.BOUNCES, 0, 7001), DEAD)
    assert troubled.store.read_now(queue.counts) == {"failed": 1}
    assert troubled.store.read_now(troubles.between, 0.0, 9e9) == []
    await troubled.look()
    assert troubled.kinds() == {"confirm-join": 1}


async def test_a_copy_that_failed_for_nobodys_fault_may_fail_once_more(troubled: Forum) -> None:
    """A relay that refused everybody was mended; what it took then came back for good."""
    troubled.join(A)
    troubled.post()
    troubled.answers[A] = "554 5.7.1 relay access denied"
    troubled.deliver()
    troubled.store.write_now(
        ledger.give_back, [1], "the relay refused us", 0.0, troubled.clock.now()
    )
    await troubled.look()
    troubled.answers[A] = "550 5.1.1 no such user"
    troubled.deliver()
    await troubled.look()
    kinds = [one.kind for one in troubled.store.read_now(troubles.between, 0.0, 9e9)]
    assert kinds == [Kind.DEAD]


async def test_a_report_may_be_quicker_than_the_road(troubled: Forum) -> None:
    """A relay that bounces at once was heard before the copy's row said that it had left; what it
    told was lost, and so was the sight of a whole domain that was down."""
    (amina,) = troubled.join(A)
    mailing = troubled.post()
    now = troubled.clock.now()
    troubled.store.write_now(ledger.take, now, 10, 10, 10)
    await report(troubled, Token(Purpose.BOUNCES, amina, mailing), DEAD)
    found = troubled.store.read_now(troubles.between, 0.0, 9e9)
    assert [one.person for one in found] == [amina]
