"""What moderators are told of mail that comes back: of each other at once, of members monthly."""

from __future__ import annotations

import pytest

from listserv.bounces import roundup
from listserv.model import Bounced, Complaint, Purpose, Reading, Token
from listserv.store import journal
from listserv.text import tokens
from tests.support.troubled import ADMIN, DAY, FULL, GONE, KEYS, Forum, dead

A, B = "amina@clinic.example", "bo@school.example"


# --- moderators -----------------------------------------------------------------------------------


async def test_a_notice_that_comes_back_is_told_to_the_others_once_a_day(troubled: Forum) -> None:
    neil = troubled.moderator("neil@example.org")
    troubled.moderator("grace@example.org")
    troubled.moderator("ana@example.org", languages=("es",))  # type: ignore[arg-type]
    for mailing in range(7001, 7005):
        troubled.notice(mailing, neil, "neil@example.org")
        await troubled.report(Token(Purpose.BOUNCES, neil, mailing), dead("neil@example.org"))
        await troubled.look()
        troubled.clock.time += 3600
    told = troubled.letters("bouncing")
    assert [to for to, _ in told] == ["grace@example.org", "ana@example.org"]
    assert [str(letter["Subject"]) for _, letter in told] == [
        "Neil does not get our mails",
        "Neil no recibe nuestros mensajes",
    ]
    troubled.clock.time += DAY
    troubled.notice(7010, neil, "neil@example.org")
    await troubled.report(Token(Purpose.BOUNCES, neil, 7010), dead("neil@example.org"))
    await troubled.look()
    assert len(troubled.letters("bouncing")) == 4


async def test_without_others_the_admin_is_told(troubled: Forum) -> None:
    neil = troubled.moderator("neil@example.org")
    troubled.notice(7001, neil, "neil@example.org")
    await troubled.report(Token(Purpose.BOUNCES, neil, 7001), dead("neil@example.org"))
    await troubled.look()
    ((to, letter),) = troubled.letters("bouncing")
    assert to == ADMIN.address
    assert "no other facilitator" in letter.get_content()


async def test_when_the_admin_cannot_be_reached_nobody_is_told(troubled: Forum) -> None:
    admin = troubled.id_of(ADMIN.address)
    troubled.notice(7001, admin, ADMIN.address)
    await troubled.report(Token(Purpose.BOUNCES, admin, 7001), dead(ADMIN.address))
    await troubled.look()
    assert troubled.kinds() == {"notice": 1}
    events = [row["event"] for row in troubled.store.read_now(journal.of, "person", admin)]
    assert "is not reached" in events


async def test_a_delayed_notice_is_no_news(troubled: Forum) -> None:
    neil = troubled.moderator("neil@example.org")
    troubled.notice(7001, neil, "neil@example.org")
    late = Reading(bounced=(Bounced("", "delayed", "4.4.1", ""),))
    await troubled.report(Token(Purpose.BOUNCES, neil, 7001), late)
    await troubled.look()
    assert troubled.kinds() == {"notice": 1}


# --- the monthly list -----------------------------------------------------------------------------


async def test_moderators_get_a_monthly_list_by_country(troubled: Forum) -> None:
    troubled.join(A, country="KE")
    troubled.join(B, "eve@home.example")
    troubled.moderator("neil@example.org", languages=("fr",))  # type: ignore[arg-type]
    troubled.answers |= {A: GONE, B: FULL}
    await troubled.days(20)
    assert troubled.letters("unreached") == []
    eve = troubled.id_of("eve@home.example")
    sealed = tokens.seal(KEYS, Token(Purpose.LEAVE, eve, troubled.hifa.id))
    await troubled.report(None, Reading(complaint=Complaint("abuse", (sealed,))))
    await troubled.days(10, posts=False)
    ((to, letter),) = troubled.letters("unreached")
    assert to == "neil@example.org"
    text = letter.get_content()
    assert str(letter["Subject"]) == "Forum\u00a0: membres dont le courrier nous revient"
    places = [text.index(one) for one in ("Kenya", A, "Pays non connu", B, "eve@home.example")]
    assert places == sorted(places)
    await troubled.days(40, posts=False)
    assert len(troubled.letters("unreached")) == 2
    assert "eve@home.example" not in troubled.letters("unreached")[1][1].get_content()


async def test_every_complaint_is_told_once(
    troubled: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those beyond the letter's room, and those of the first month, were deleted and never told."""
    monkeypatch.setattr(roundup, "SHOWN", 2)
    troubled.moderator("neil@example.org")
    people = [f"m{n}@home.example" for n in range(5)]
    ids = troubled.join(*people)
    for person in ids:
        sealed = tokens.seal(KEYS, Token(Purpose.LEAVE, person, troubled.hifa.id))
        await troubled.report(None, Reading(complaint=Complaint("abuse", (sealed,))))
        troubled.clock.time += 1
    await troubled.look()  # the list's first month: nobody is told
    for _ in range(60):
        troubled.clock.time += DAY
        await troubled.look()
    told = [letter.get_content() for _, letter in troubled.letters("unreached")]
    assert [[one for one in people if one in text] for text in told] == [people[:2], people[2:4]]


async def test_more_people_than_a_letter_shows_are_counted(
    troubled: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number came from reading 5,000 people one by one, and was wrong beyond."""
    monkeypatch.setattr(roundup, "SHOWN", 2)
    troubled.moderator("neil@example.org")
    people = [f"m{n}@h{n}.example" for n in range(5)]
    troubled.join(*people)
    troubled.answers |= dict.fromkeys(people, FULL)
    await troubled.days(30)
    text = troubled.letters("unreached")[0][1].get_content()
    assert sum(one in text for one in people) == 2
    assert "3 more members are not shown" in text


async def test_where_nothing_is_wrong_nobody_is_told(troubled: Forum) -> None:
    troubled.join(A)
    troubled.moderator("neil@example.org")
    await troubled.days(40)
    assert troubled.kinds() == {}
