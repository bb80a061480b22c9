"""Outages: when mail fails for many at once, nobody is in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.store import lists, members, troubles
from listserv.store.members import NewMember
from tests.support.troubled import GONE, SILENCE, Forum

B = "bo@school.example"


@pytest.fixture
def forum(tmp_path: Path) -> Iterator[Forum]:
    forum = Forum.open(tmp_path)
    yield forum
    forum.store.close()


async def test_a_ministry_whose_server_is_down_loses_nobody(forum: Forum) -> None:
    people = [f"m{n}@ministry.example" for n in range(8)]
    forum.join(*people, B)
    forum.answers |= dict.fromkeys([*people, B], GONE)
    await forum.days(6)
    assert not any(forum.stopped(one) for one in people)
    assert forum.stopped(B)
    assert [to for to, _ in forum.letters("probe")] == [B]


async def test_a_ministry_that_is_gone_is_found_out(forum: Forum) -> None:
    people = [f"m{n}@ministry.example" for n in range(8)]
    forum.join(*people)
    forum.answers |= dict.fromkeys(people, GONE)
    await forum.days(21)
    assert all(forum.stopped(one) for one in people)


async def test_readers_of_a_monthly_digest_are_no_measure_of_an_outage(forum: Forum) -> None:
    people = [f"m{n}@ministry.example" for n in range(5)]
    rare = [f"r{n}@ministry.example" for n in range(9)]
    forum.join(*people)
    forum.join(*rare, delivery=DeliveryMode.MONTHLY)
    assert forum.store.read_now(troubles.readers, "ministry.example") == 5


# --- our own --------------------------------------------------------------------------------------


def everywhere(n: int) -> list[str]:
    return [f"m{k}@d{k}.example" for k in range(n)]


async def test_a_smarthost_that_reaches_nobody_is_nobodys_trouble(
    forum: Forum, caplog: pytest.LogCaptureFixture
) -> None:
    """Its port 25 was blocked. Each domain had one member, so no domain saw its outage: all were
    asked, the probes came back as the copies had, and the whole forum was stopped."""
    people = everywhere(30)
    forum.join(*people)
    forum.answers |= dict.fromkeys(people, SILENCE)
    await forum.days(25)
    assert not any(forum.stopped(one) for one in people)
    assert forum.kinds() == {}
    assert "an outage here" in caplog.text


async def test_a_provider_that_refuses_all_of_us_is_excused_for_a_fortnight(forum: Forum) -> None:
    """An import of which most are dead looks the same, and must be found out."""
    people = everywhere(30)
    forum.join(*people)
    forum.answers |= dict.fromkeys(people[:20], GONE)
    await forum.days(14)
    assert forum.kinds() == {}
    await forum.days(7)
    assert [forum.stopped(one) for one in people] == [True] * 20 + [False] * 10


async def test_a_host_that_is_gone_is_found_out_though_it_says_nothing(forum: Forum) -> None:
    forum.join(B, *everywhere(30))
    forum.answers[B] = SILENCE
    await forum.days(7)
    assert [to for to, _ in forum.letters("probe")] == [B]
    await forum.days(3)
    assert forum.stopped(B)


async def test_a_probe_that_fails_in_an_outage_is_no_answer(forum: Forum) -> None:
    """It was asked while nothing of ours arrived anywhere, and its silence stopped her. She is
    asked again when the outage is over and her mail still comes back."""
    people = everywhere(30)
    forum.join(B, *people)
    forum.answers[B] = GONE
    await forum.days(2)
    assert forum.kinds() == {"probe": 1}
    forum.answers |= dict.fromkeys(people, SILENCE)
    await forum.days(1)
    for one in people:
        del forum.answers[one]
    await forum.days(6)
    assert not forum.stopped(B)
    assert forum.kinds() == {"probe": 1}
    await forum.days(6)
    assert forum.kinds() == {"probe": 2}
    assert forum.stopped(B)


def test_who_reads_a_list_says_how_far_its_mail_goes(forum: Forum) -> None:
    """Another list, who gets no mail, and who is stopped are no measure."""
    forum.join(*everywhere(5), "again@d1.example")
    forum.join("quiet@home.example", delivery=DeliveryMode.NONE)
    other = forum.store.write_now(lists.create, "other", Policy(), forum.clock.now())
    forum.store.write_now(members.add_many, other.id, [NewMember(B)], "test", forum.clock.now())
    forum.store.write_now(troubles.stop, forum.id_of("m0@d0.example"), forum.clock.now())
    found = [
        forum.store.read_now(troubles.domains, several)
        for several in ([forum.hifa.id], [other.id], [forum.hifa.id, other.id], [])
    ]
    assert found == [4, 1, 5, 0]
