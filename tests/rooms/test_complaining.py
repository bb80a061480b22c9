"""Complaints: who calls a mail of ours spam gets no more of that list, and no letter."""

from __future__ import annotations

import pytest

from listserv.model import Complaint, Purpose, Reading, Token
from listserv.store import journal, members
from listserv.store.failures import MODERATORS
from listserv.text import tokens
from tests.support.troubled import KEYS, Forum

A = "amina@clinic.example"


@pytest.mark.parametrize("purpose", [Purpose.BOUNCES, Purpose.LEAVE])
async def test_a_complaint_with_a_token_ends_the_membership_without_a_letter(
    troubled: Forum, purpose: Purpose
) -> None:
    (amina,) = troubled.join(A)
    mailing = troubled.post()
    second = mailing if purpose is Purpose.BOUNCES else troubled.hifa.id
    sealed = tokens.seal(KEYS, Token(purpose, amina, second))
    said = await troubled.report(None, Reading(complaint=Complaint("abuse", ("x" * 28, sealed))))
    assert said == "complaint: abuse"
    assert troubled.store.read_now(members.members, troubled.hifa.id) == []
    assert troubled.kinds() == {}
    events = [row["reason"] for row in troubled.store.read_now(journal.of, "person", amina)]
    assert events[-1] == f"list {troubled.hifa.id}: complaint"


@pytest.mark.parametrize(
    ("kind", "token"),
    [
        ("not-spam", Token(Purpose.BOUNCES, 2, 1)),
        ("auth-failure", Token(Purpose.BOUNCES, 2, 1)),
        ("abuse", Token(Purpose.REPLY, 2, 1)),
        ("abuse", Token(Purpose.BOUNCES, 2, 99)),  # of no mailing of ours
        ("abuse", None),
    ],
)
async def test_other_complaints_change_nothing(
    troubled: Forum, kind: str, token: Token | None
) -> None:
    troubled.join(A)
    troubled.post()
    sealed = (tokens.seal(KEYS, token),) if token else ("a2" * 14,)
    await troubled.report(None, Reading(complaint=Complaint(kind, sealed)))
    assert len(troubled.store.read_now(members.members, troubled.hifa.id)) == 1


@pytest.mark.parametrize("kind", MODERATORS)
async def test_a_complaint_about_a_moderators_letter_ends_no_membership(
    troubled: Forum, kind: str
) -> None:
    """The letter that another moderator is not reached was no such letter: she lost the list."""
    (amina,) = troubled.join(A)
    troubled.moderator(A)
    troubled.notice(7001, amina, A, kind)
    await troubled.report(
        Token(Purpose.BOUNCES, amina, 7001), Reading(complaint=Complaint("abuse", ()))
    )
    assert len(troubled.store.read_now(members.members, troubled.hifa.id)) == 1
