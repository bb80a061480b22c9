"""Complaints: who calls a mail of ours spam gets no more of that list, and no letter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.model import Complaint, Purpose, Reading, Token
from listserv.store import journal, members
from listserv.store.failures import MODERATORS
from listserv.text import tokens
from tests.support.troubled import KEYS, Forum

A = "amina@clinic.example"


@pytest.fixture
def forum(tmp_path: Path) -> Iterator[Forum]:
    forum = Forum.open(tmp_path)
    yield forum
    forum.store.close()


@pytest.mark.parametrize("purpose", [Purpose.BOUNCES, Purpose.LEAVE])
async def test_a_complaint_with_a_token_ends_the_membership_without_a_letter(
    forum: Forum, purpose: Purpose
) -> None:
    (amina,) = forum.join(A)
    mailing = forum.post()
    second = mailing if purpose is Purpose.BOUNCES else forum.hifa.id
    sealed = tokens.seal(KEYS, Token(purpose, amina, second))
    said = await forum.report(None, Reading(complaint=Complaint("abuse", ("x" * 28, sealed))))
    assert said == "complaint: abuse"
    assert forum.store.read_now(members.members, forum.hifa.id) == []
    assert forum.kinds() == {}
    events = [row["reason"] for row in forum.store.read_now(journal.of, "person", amina)]
    assert events[-1] == f"list {forum.hifa.id}: complaint"


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
    forum: Forum, kind: str, token: Token | None
) -> None:
    forum.join(A)
    forum.post()
    sealed = (tokens.seal(KEYS, token),) if token else ("a2" * 14,)
    await forum.report(None, Reading(complaint=Complaint(kind, sealed)))
    assert len(forum.store.read_now(members.members, forum.hifa.id)) == 1


@pytest.mark.parametrize("kind", MODERATORS)
async def test_a_complaint_about_a_moderators_letter_ends_no_membership(
    forum: Forum, kind: str
) -> None:
    """The letter that another moderator is not reached was no such letter: she lost the list."""
    (amina,) = forum.join(A)
    forum.moderator(A)
    forum.notice(7001, amina, A, kind)
    await forum.report(
        Token(Purpose.BOUNCES, amina, 7001), Reading(complaint=Complaint("abuse", ()))
    )
    assert len(forum.store.read_now(members.members, forum.hifa.id)) == 1
