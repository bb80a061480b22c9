"""The keeper: from the first mail that comes back to the last probe, day by day."""

from __future__ import annotations

from typing import Any

import pytest

from listserv.bounces.keeper import LOOK_SECONDS
from listserv.model import Bounced, Letter, Purpose, Reading, Token
from listserv.store import decisions, failures, members, tidings, troubles
from listserv.store.base import Db
from listserv.text import tokens
from tests.support.troubled import DAY, FULL, GONE, KEYS, Forum, dead

A, B = "amina@clinic.example", "bo@school.example"


# --- the way down ---------------------------------------------------------------------------------


async def test_dead_for_two_days_then_asked_then_stopped(troubled: Forum) -> None:
    troubled.join(A, B)
    troubled.answers[A] = GONE
    await troubled.days(3)
    ((to, letter),) = troubled.letters("probe")
    assert to == A
    assert "no such mailbox" in letter.get_content()
    assert not troubled.stopped(A)
    await troubled.days(2)
    assert troubled.stopped(A)
    assert not troubled.stopped(B)
    assert troubled.kinds() == {"probe": 1}


async def test_who_is_stopped_gets_no_copies_and_stays_a_member(troubled: Forum) -> None:
    troubled.join(A, B)
    troubled.answers[A] = GONE
    await troubled.days(6)
    troubled.sent.clear()
    await troubled.days(3)
    assert {one.address for one in troubled.sent} == {B}
    assert len(troubled.store.read_now(members.members, troubled.hifa.id)) == 2


async def test_no_letter_into_a_full_mailbox(troubled: Forum) -> None:
    troubled.join(A)
    troubled.answers[A] = FULL
    await troubled.days(5)
    assert not troubled.stopped(A)
    await troubled.days(1)
    assert troubled.stopped(A)
    assert troubled.kinds() == {}


@pytest.mark.parametrize(
    "said",
    [
        "550 5.7.1 we do not want you",
        "552 5.3.4 too big",
        "connection refused",
        "451 4.7.1 greylisted",
    ],
)
async def test_what_is_not_about_her_mailbox_never_counts(troubled: Forum, said: str) -> None:
    troubled.join(A)
    troubled.answers[A] = said
    await troubled.days(20)
    assert not troubled.stopped(A)
    assert troubled.store.read_now(troubles.cases, troubled.clock.now()) == []
    assert troubled.kinds() == {}


async def test_many_failures_of_one_day_are_one(troubled: Forum) -> None:
    (amina,) = troubled.join(A)
    troubled.answers[A] = GONE
    for _ in range(5):
        troubled.post()
    await troubled.days(1, posts=False)
    await troubled.days(1, posts=False)
    trouble = troubled.store.read_now(troubles.of, amina)
    assert trouble is not None
    assert trouble.score == 3


async def test_a_probe_that_arrives_ends_it(troubled: Forum) -> None:
    (amina,) = troubled.join(A)
    troubled.answers[A] = GONE
    await troubled.days(2)
    del troubled.answers[A]
    await troubled.days(9, posts=False)
    assert troubled.kinds() == {"probe": 1}
    assert troubled.store.read_now(troubles.of, amina) is None
    assert not troubled.stopped(A)


async def test_a_copy_that_arrives_after_one_failure_ends_it_too(troubled: Forum) -> None:
    (amina,) = troubled.join(A)
    troubled.answers[A] = GONE
    await troubled.days(1)
    del troubled.answers[A]
    await troubled.days(2)
    assert troubled.store.read_now(troubles.of, amina)
    await troubled.days(7)
    assert troubled.store.read_now(troubles.of, amina) is None


async def test_a_report_counts_as_a_refusal_does_and_once(troubled: Forum) -> None:
    (amina,) = troubled.join(A)
    for _ in range(2):
        mailing = troubled.post()
        troubled.deliver()
        token = Token(Purpose.BOUNCES, amina, mailing)
        for _ in range(3):
            await troubled.report(token, dead("somebody@else.example"))
        await troubled.days(1, posts=False)
    await troubled.days(1, posts=False)
    trouble = troubled.store.read_now(troubles.of, amina)
    assert trouble is not None
    assert (trouble.score, trouble.probe > 0) == (6, True)


async def test_a_letter_to_another_address_of_hers_says_nothing_of_her_mailbox(
    troubled: Forum,
) -> None:
    (amina,) = troubled.join(A)
    mailing = troubled.post()
    troubled.store.write_now(
        lambda db: db.execute("UPDATE delivery SET address='old@clinic.example'")
    )
    troubled.store.write_now(lambda db: db.execute("UPDATE delivery SET state='sent'"))
    await troubled.report(Token(Purpose.BOUNCES, amina, mailing), dead("old@clinic.example"))
    await troubled.days(1, posts=False)
    assert troubled.store.read_now(troubles.of, amina) is None


async def test_six_reports_of_a_full_mailbox_on_a_shared_copy_lead_to_a_probe(
    troubled: Forum,
) -> None:
    """They counted double there, and asked after three days who is asked after six. As they are,
    they stop nobody: whoever got the copy could have written them, with her address in it."""
    troubled.join(A, B)
    for _ in range(5):
        await full_on_a_shared_copy(troubled, A)
    await troubled.days(2, posts=False)
    assert troubled.kinds() == {}
    await full_on_a_shared_copy(troubled, A)
    await troubled.days(2, posts=False)
    assert [to for to, _ in troubled.letters("probe")] == [A]
    await troubled.days(10, posts=False)
    assert not troubled.stopped(A)


async def full_on_a_shared_copy(troubled: Forum, address: str) -> None:
    mailing = troubled.post()
    troubled.deliver()
    full = Reading(bounced=(Bounced(address, "failed", "5.2.2", "mailbox full"),))
    await troubled.report(Token(Purpose.BOUNCES, 0, mailing), full)
    troubled.clock.time += DAY


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(troubled: Forum) -> None:
    """A server started with its clock a year ahead, and time was set right: the next look at
    everybody was due in a year, and until a restart nobody was asked, stopped or written to."""
    troubled.join(A)
    troubled.clock.time += 365 * DAY
    await troubled.look()
    troubled.clock.time -= 365 * DAY
    troubled.answers[A] = GONE
    await troubled.days(3)
    assert [to for to, _ in troubled.letters("probe")] == [A]


async def test_between_two_looks_nobody_is_looked_at(
    troubled: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    cases = troubles.cases

    def counted(db: Db, now: float, heard: bool = False) -> object:
        looks.extend([] if heard else [now])
        return cases(db, now, heard)

    monkeypatch.setattr(troubles, "cases", counted)
    for _ in range(4):
        await troubled.look()
        troubled.clock.time += LOOK_SECONDS / 2
    assert len(looks) == 2


# --- the way back ---------------------------------------------------------------------------------


async def stop(troubled: Forum, address: str = A) -> None:
    troubled.answers[address] = FULL
    await troubled.days(7)
    assert troubled.stopped(address)


def published(db: Db, n: int, at: float) -> None:
    """So many posts on the list's record."""
    mail = db.execute(
        "INSERT INTO mail (received, peer, trusted, mail_from, size, raw) VALUES (?,'',1,'',1,x'')",
        (at,),
    ).lastrowid
    for k in range(n):
        db.execute(
            "INSERT INTO post (mail, list, state, author, topic, published, permalink)"
            " VALUES (?, 1, 'done', 'Eve', ?, ?, ?)",
            (mail, f"Topic {k}", at + k, f"p{at}-{k}"),
        )


async def test_a_monthly_probe_that_arrives_brings_her_back_with_headlines(troubled: Forum) -> None:
    troubled.join(A)
    await stop(troubled)
    troubled.store.write_now(published, 3, troubled.clock.now() + 60)
    await troubled.days(30, posts=False)
    ((to, probe),) = troubled.letters("probe")
    assert to == A
    assert "stopped" in probe.get_content()
    assert troubled.stopped(A)
    del troubled.answers[A]
    troubled.store.write_now(published, 1, troubled.clock.now() + 60)
    await troubled.days(38, posts=False)
    assert not troubled.stopped(A)
    ((to, back),) = troubled.letters("reached")
    text = back.get_content()
    assert to == A
    assert [f"Topic {n}" in text for n in (0, 1, 2)] == [True] * 3
    troubled.sent.clear()
    await troubled.days(1)
    assert A in {one.address for one in troubled.sent}


async def test_headlines_lose_the_words_that_are_taken_out_meanwhile(
    troubled: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubled.join(A)
    await stop(troubled)
    troubled.store.write_now(published, 3, troubled.clock.now() + 60)
    del troubled.answers[A]
    room = troubled.keeper._mailroom
    write, kinds = room.letter, []

    def redact(db: Db) -> None:
        db.execute("UPDATE post SET topic = replace(topic, 'Topic', 'Mark')")
        decisions.remember(db, 1, 4711, 1, "redact", 0.0, "", {"mail": 1, "places": 1})

    async def slow(kind: str, *args: Any, **values: Any) -> Letter:
        made = await write(kind, *args, **values)
        if kind == "reached" and kind not in kinds:
            troubled.store.write_now(redact)
        kinds.append(kind)
        return made

    monkeypatch.setattr(room, "letter", slow)
    await troubled.days(38, posts=False)
    assert not troubled.stopped(A)
    ((_, back),) = troubled.letters("reached")
    assert "Mark 0" in back.get_content()
    assert "Topic 0" not in back.get_content()


async def test_half_a_year_of_probes_and_no_more(troubled: Forum) -> None:
    troubled.join(A)
    await stop(troubled)
    troubled.answers[A] = GONE
    await troubled.days(300, posts=False)
    assert troubled.kinds()["probe"] == 6
    assert troubled.stopped(A)
    (case,) = troubled.store.read_now(troubles.cases, troubled.clock.now())
    assert case.trouble.probes == 6


async def test_any_proven_mail_of_hers_brings_her_back_at_once(troubled: Forum) -> None:
    troubled.join(A)
    await stop(troubled)
    troubled.store.write_now(failures.heard, A, None, troubled.clock.now())
    await troubled.look()
    assert not troubled.stopped(A)
    assert [to for to, _ in troubled.letters("reached")] == [A]


async def test_so_does_an_answer_to_the_probe(troubled: Forum) -> None:
    """Its answer address carries her token, so nothing else need prove her."""
    (amina,) = troubled.join(A)
    await stop(troubled)
    await troubled.days(30, posts=False)
    ((_, probe),) = troubled.letters("probe")
    sealed = str(probe["Reply-To"]).partition("+")[2].partition("@")[0]
    token = tokens.open_(KEYS, sealed)
    assert token is not None
    assert (token.purpose, token.first) == (Purpose.BOUNCES, amina)
    troubled.store.write_now(failures.heard, "", token, troubled.clock.now())
    await troubled.look()
    assert not troubled.stopped(A)


async def test_a_word_from_her_after_half_a_year_still_does(troubled: Forum) -> None:
    troubled.join(A)
    await stop(troubled)
    await troubled.days(250, posts=False)
    troubled.store.write_now(failures.heard, A, None, troubled.clock.now())
    await troubled.look()
    assert not troubled.stopped(A)


async def test_who_left_is_forgotten_without_a_letter(troubled: Forum) -> None:
    (amina,) = troubled.join(A)
    await stop(troubled)
    troubled.store.write_now(
        members.remove, troubled.hifa.id, amina, "by mail", troubled.clock.now()
    )
    await troubled.days(1, posts=False)
    assert not troubled.stopped(A)
    assert troubled.kinds() == {}


# --- crashes --------------------------------------------------------------------------------------


async def test_a_server_that_starts_anew_each_day_does_the_same(troubled: Forum) -> None:
    troubled.join(A, B)
    troubled.answers |= {A: GONE, B: FULL}
    for _ in range(40):
        troubled.start()
        await troubled.days(1)
        troubled.start()
        await troubled.look()
    assert troubled.stopped(A)
    assert troubled.stopped(B)
    # Amina's first, and one to each after a month; the admin reads of them on the first.
    assert troubled.kinds() == {"probe": 3, "unreached": 1}


class TornError(Exception):
    """What a verb meets before its commit."""


@pytest.mark.parametrize("verb", ["probe", "stop", "clear", "weigh", "rounded", "judge"])
async def test_a_verb_that_fails_leaves_nothing_half_done(
    troubled: Forum, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is one transaction: it fails, and is done whole the next time."""
    troubled.join(A)
    troubled.moderator("neil@example.org")
    troubled.answers[A] = GONE
    room = tidings if verb == "rounded" else troubles
    whole = getattr(room, verb)
    torn: list[str] = []

    def fail_once(db: Db, *args: object, **named: object) -> object:
        made = whole(db, *args, **named)
        if not torn:
            torn.append(verb)
            raise TornError
        return made

    monkeypatch.setattr(room, verb, fail_once)
    for _ in range(45):
        try:
            await troubled.days(1)
        except TornError:  # of what concerns all: the room's loop tries again
            troubled.clock.time += DAY
    troubled.store.write_now(failures.heard, A, None, troubled.clock.now())
    await troubled.look()
    await troubled.look()
    assert torn == [verb]
    assert not troubled.stopped(A)
    assert troubled.kinds() == {"probe": 2, "unreached": 1, "reached": 1}


async def test_one_who_cannot_be_helped_keeps_nobody_waiting(troubled: Forum) -> None:
    """A row that names no address must not stop the others behind it."""
    (amina, _) = troubled.join(A, B)
    troubled.answers |= {A: GONE, B: GONE}
    await troubled.days(1)
    troubled.post()
    troubled.deliver()
    troubled.store.write_now(lambda db: db.execute("DELETE FROM address WHERE person=?", (amina,)))
    await troubled.days(2, posts=False)
    assert [to for to, _ in troubled.letters("probe")] == [B]


def test_what_a_token_proves(troubled: Forum) -> None:
    """A post's token says nothing about who holds it; a person's does."""
    (amina,) = troubled.join(A)
    troubled.store.write_now(
        lambda db: db.execute(
            "INSERT INTO trouble (person, since, last, kind, said, score, day, cost)"
            " VALUES (?, 0, 0, 'dead', '', 6, 0, 3)",
            (amina,),
        )
    )
    heard = []
    for purpose in (Purpose.REPLY, Purpose.AUTHOR, Purpose.LEAVE):
        troubled.store.write_now(failures.heard, "", Token(purpose, amina, 0), 5.0)
        trouble = troubled.store.read_now(troubles.of, amina)
        assert trouble is not None
        heard.append(trouble.heard)
    assert heard == [None, None, 5.0]
