"""Who said no, lost our letter, or left, and wants to be a member after all; on the same day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.model import Purpose, Token
from listserv.store import invitations
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.support.counter import Came, Counter, Letter, proven
from tests.support.typed import packed

JOIN, LEAVE = "hifa-join@lists.example.org", "hifa-leave@lists.example.org"
AMINA, NADIA = "amina@example.org", "nadia@elsewhere.example"


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with Counter(tmp_path, [NewMember(AMINA, "Amina Kamau", ("en",))]) as made:
        yield made


async def writes(
    counter: Counter, text: str, to: str = JOIN, *, proof: bool = True, who: str = NADIA
) -> Came:
    extra = proven(who.partition("@")[2]) if proof else ""
    subject = "" if to in (JOIN, LEAVE) else "Re: Do you want to join?"
    raw = packed("gmail-web", subject, text, sender=("Nadia Ochieng", who), extra=extra)
    came = await counter.hand_in(raw, to, who)
    assert all(not one for one in came.details), came.details
    return came


def is_member(counter: Counter) -> bool:
    sql = "SELECT 1 FROM member WHERE person = ? AND list = 1"
    person = counter.person(NADIA)
    return bool(counter.store.read_now(lambda db: db.value(sql, person)))


async def asked(counter: Counter, text: str = "please add me") -> Letter:
    (letter,) = (await writes(counter, text)).letters
    assert letter.kind == "confirm-join"
    return letter


async def test_a_no_that_was_pressed_by_mistake(counter: Counter) -> None:
    letter = await asked(counter)
    await writes(counter, "no", letter.reply_to)
    again = await asked(counter, "I pressed the wrong thing, please add me")
    await writes(counter, "yes", again.reply_to)
    assert is_member(counter)


async def test_a_letter_that_was_not_found(counter: Counter) -> None:
    """An hour later it may be lost; before that a program may be asking."""
    lost = await asked(counter)
    assert not (await writes(counter, "please add me")).letters
    counter.clock.advance(3_601)
    found = await asked(counter, "I did not find your letter, please add me")
    assert found.message_id != lost.message_id
    await writes(counter, "yes", found.reply_to)
    assert is_member(counter)


async def test_who_joined_and_left_joins_again(counter: Counter) -> None:
    letter = await asked(counter)
    await writes(counter, "yes", letter.reply_to)
    await writes(counter, "", LEAVE)
    assert not is_member(counter)
    await writes(counter, "yes", (await asked(counter, "join")).reply_to)
    assert is_member(counter)


async def test_where_nothing_proves_a_mail_it_is_one_letter_a_day(counter: Counter) -> None:
    assert len((await writes(counter, "please add me", proof=False)).letters) == 1
    assert (await writes(counter, "please add me now", proof=False)).letters == ()


# --- an invitation --------------------------------------------------------------------------------


def invited(counter: Counter, folder: Path) -> str:
    now = counter.clock.now()
    question = counter.store.write_now(invitations.ask, 1, NADIA, "Nadia", "en", "Grace", now)
    counter.store.write_now(invitations.made, 1, NADIA, 0, now)
    token = tokens.seal(Home(folder / "var").keys(), Token(Purpose.CONFIRM, question, 0))
    return f"hifa-confirm+{token}@lists.example.org"


@pytest.mark.parametrize("text", ["yes", "oh well, yes"])
async def test_who_said_no_to_an_invitation_may_say_yes(
    counter: Counter, tmp_path: Path, text: str
) -> None:
    to = invited(counter, tmp_path)
    await writes(counter, "no thanks", to)
    assert not is_member(counter)
    assert [one.kind for one in (await writes(counter, text, to)).letters] == ["welcome"]
    assert is_member(counter)


async def test_who_left_is_not_put_back_by_the_old_invitation(
    counter: Counter, tmp_path: Path
) -> None:
    to = invited(counter, tmp_path)
    for said in ("no thanks", "yes"):
        await writes(counter, said, to)
    await writes(counter, "", LEAVE)
    assert [one.kind for one in (await writes(counter, "yes", to)).letters] == ["stands"]
    assert not is_member(counter)
