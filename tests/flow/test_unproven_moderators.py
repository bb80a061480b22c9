"""A moderator from a mailbox that signs nothing, and one who answers a colleague's letter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy, State
from listserv.store import spool
from listserv.store.members import NewMember
from tests.support import site
from tests.support.site import Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

GRACE, PETER, AMINA = "grace@example.org", "peter@example.org", "amina@example.org"
LIST, REQUEST = "hifa@lists.example.org", "hifa-request@lists.example.org"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    moderators = [NewMember(GRACE, "Grace Otieno"), NewMember(PETER, "Peter Okello")]
    people = [NewMember(AMINA, "Amina Kamau")]
    async with serving(tmp_path, Policy(title="HIFA"), people, moderators) as running:
        yield running


async def unproven(forum: Running, sender: str, to: str, body: str, **headers: str) -> Message:
    """Send a mail that nothing proves; returns the letter that answers it."""
    headers.setdefault("Message_ID", f"<{len(forum.mails())}.{abs(hash(body))}@example.org>")
    raw = site.mail(sender, to, body, proven=False, **headers)
    await forum.send_raw(sender, [to], raw)
    await forum.quiet()
    return forum.mails(sender)[-1]


async def notices(forum: Running, subject: str) -> tuple[Message, Message]:
    """Those of a new post to both moderators."""
    await forum.send(AMINA, LIST, "How do we clean a filter without chlorine?", Subject=subject)
    await forum.quiet()
    return forum.mails(GRACE)[-1], forum.mails(PETER)[-1]


async def test_a_command_that_nothing_proves_is_done_by_a_yes(forum: Running) -> None:
    """She was asked to write all of it again, below examples about other things."""
    asked = await unproven(forum, GRACE, REQUEST, "pace 8 a day\n\nGrace Otieno\nNurse")
    assert "pace 8 a day" in text_of(asked)
    assert "answer “yes”" in text_of(asked)
    done = await unproven(forum, GRACE, asked["Reply-To"], "Yes\n\nGrace", Subject="Re: One")
    assert "At most 8 messages go out in a day" in text_of(done)
    undone = await unproven(forum, GRACE, done["Reply-To"], "undo\n\nGrace", Subject="Re: Done")
    assert "pace 8 a day" in text_of(undone)


async def test_a_second_yes_does_nothing_more(forum: Running) -> None:
    asked = await unproven(forum, GRACE, REQUEST, "announce: Opening\nWe open at nine.")
    await unproven(forum, GRACE, asked["Reply-To"], "yes", Subject="Re: One")
    await unproven(forum, GRACE, asked["Reply-To"], "Yes.", Subject="Re: One")
    announced = [one for one in forum.mails(AMINA) if "Opening" in subject_of(one)]
    assert len(announced) == 1


async def test_a_yes_is_no_decision_of_its_own(forum: Running) -> None:
    """`yes` below the question whether a refusal was hers published what she had refused."""
    for subject in ("First", "Second"):
        notice, _ = await notices(forum, subject)
        await forum.answer(notice, GRACE, "later")
        await forum.quiet()
    notice, _ = await notices(forum, "Third")
    asked = await unproven(forum, GRACE, notice["Reply-To"], "no: off purpose", Subject="Re: x")
    assert "no: off purpose" in text_of(asked)
    await unproven(forum, GRACE, asked["Reply-To"], "yes", Subject="Re: One question")
    post = await forum.store.read(spool.post, 103)
    assert post is not None and post.state is State.REFUSED


async def test_a_no_does_nothing(forum: Running) -> None:
    asked = await unproven(forum, GRACE, REQUEST, "emergency on")
    before = len(forum.mails())
    await unproven(forum, GRACE, asked["Reply-To"], "no", Subject="Re: One question")
    assert len(forum.mails()) == before


async def test_what_cannot_be_shown_whole_is_done_by_no_yes(forum: Running) -> None:
    """Else a stranger's last lines, which she was never shown, would be hers."""
    many = "add (sign-up sheet)\n" + "\n".join(f"person{n}@clinic.example" for n in range(60))
    asked = await unproven(forum, GRACE, REQUEST, many)
    assert "yes" not in text_of(asked)
    await unproven(forum, GRACE, asked["Reply-To"], "yes", Subject="Re: One question")
    assert not await forum.is_member("person59@clinic.example")
    await unproven(forum, GRACE, asked["Reply-To"], many, Subject="Re: One question")
    assert await forum.is_member("person59@clinic.example")


async def test_who_answers_a_colleagues_letter_speaks_for_herself(forum: Running) -> None:
    """Peter had forwarded his notice; Grace's ok was asked back of Peter, and she heard nothing."""
    _, his = await notices(forum, "Filters")
    await forum.answer(his, GRACE, "ok")
    await forum.quiet()
    assert "published" in text_of(forum.mails(GRACE)[-2]) or "published" in text_of(
        await forum.mail_to(GRACE, "Done")
    )
    post = await forum.store.read(spool.post, 101)
    assert post is not None and post.state is not State.HELD


async def test_unproven_she_does_not(forum: Running) -> None:
    _, his = await notices(forum, "Filters")
    await unproven(forum, GRACE, his["Reply-To"], "ok", Subject="Re: Filters")
    post = await forum.store.read(spool.post, 101)
    assert post is not None and post.state is State.HELD


async def test_an_answer_below_an_unmarked_quotation_is_asked_for(forum: Running) -> None:
    notice, _ = await notices(forum, "Filters")
    frame = "On Monday, 5 January 2026, HIFA <hifa-moderate@lists.example.org> wrote:\n\nlater\n"
    await forum.send(GRACE, notice["Reply-To"], frame, Subject="Re: Filters")
    letter = await forum.mail_to(GRACE, "One question")
    assert "above the quotation" in text_of(letter)
