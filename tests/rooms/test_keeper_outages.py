"""Outages: when mail fails for many at once, nobody is in trouble."""

from __future__ import annotations

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.store import imports, lists, troubles
from listserv.store.members import NewMember
from tests.support.troubled import GONE, SILENCE, Forum

B = "bo@school.example"


async def test_a_ministry_whose_server_is_down_loses_nobody(troubled: Forum) -> None:
    people = [f"m{n}@ministry.example" for n in range(8)]
    troubled.join(*people, B)
    troubled.answers |= dict.fromkeys([*people, B], GONE)
    await troubled.days(6)
    assert not any(troubled.stopped(one) for one in people)
    assert troubled.stopped(B)
    assert [to for to, _ in troubled.letters("probe")] == [B]


async def test_a_ministry_that_is_gone_is_found_out(troubled: Forum) -> None:
    people = [f"m{n}@ministry.example" for n in range(8)]
    troubled.join(*people)
    troubled.answers |= dict.fromkeys(people, GONE)
    await troubled.days(21)
    assert all(troubled.stopped(one) for one in people)


async def test_readers_of_a_monthly_digest_are_no_measure_of_an_outage(troubled: Forum) -> None:
    people = [f"m{n}@ministry.example" for n in range(5)]
    rare = [f"r{n}@ministry.example" for n in range(9)]
    troubled.join(*people)
    troubled.join(*rare, delivery=DeliveryMode.MONTHLY)
    assert troubled.store.read_now(troubles.readers, "ministry.example") == 5


# --- our own --------------------------------------------------------------------------------------


def everywhere(n: int) -> list[str]:
    return [f"m{k}@d{k}.example" for k in range(n)]


async def test_a_smarthost_that_reaches_nobody_is_nobodys_trouble(
    troubled: Forum, caplog: pytest.LogCaptureFixture
) -> None:
    """Its port 25 was blocked. Each domain had one member, so no domain saw its outage: all were
    asked, the probes came back as the copies had, and the whole forum was stopped."""
    people = everywhere(30)
    troubled.join(*people)
    troubled.answers |= dict.fromkeys(people, SILENCE)
    await troubled.days(25)
    assert not any(troubled.stopped(one) for one in people)
    assert troubled.kinds() == {}
    assert "an outage here" in caplog.text


async def test_a_provider_that_refuses_all_of_us_is_excused_for_a_fortnight(
    troubled: Forum,
) -> None:
    """An import of which most are dead looks the same, and must be found out."""
    people = everywhere(30)
    troubled.join(*people)
    troubled.answers |= dict.fromkeys(people[:20], GONE)
    await troubled.days(14)
    assert troubled.kinds() == {}
    await troubled.days(7)
    assert [troubled.stopped(one) for one in people] == [True] * 20 + [False] * 10


async def test_a_host_that_is_gone_is_found_out_though_it_says_nothing(troubled: Forum) -> None:
    troubled.join(B, *everywhere(30))
    troubled.answers[B] = SILENCE
    await troubled.days(7)
    assert [to for to, _ in troubled.letters("probe")] == [B]
    await troubled.days(3)
    assert troubled.stopped(B)


async def test_a_probe_that_fails_in_an_outage_is_no_answer(troubled: Forum) -> None:
    """It was asked while nothing of ours arrived anywhere, and its silence stopped her. She is
    asked again when the outage is over and her mail still comes back."""
    people = everywhere(30)
    troubled.join(B, *people)
    troubled.answers[B] = GONE
    await troubled.days(2)
    assert troubled.kinds() == {"probe": 1}
    troubled.answers |= dict.fromkeys(people, SILENCE)
    await troubled.days(1)
    for one in people:
        del troubled.answers[one]
    await troubled.days(6)
    assert not troubled.stopped(B)
    assert troubled.kinds() == {"probe": 1}
    await troubled.days(6)
    assert troubled.kinds() == {"probe": 2}
    assert troubled.stopped(B)


def test_who_reads_a_list_says_how_far_its_mail_goes(troubled: Forum) -> None:
    """Another list, who gets no mail, and who is stopped are no measure."""
    troubled.join(*everywhere(5), "again@d1.example")
    troubled.join("quiet@home.example", delivery=DeliveryMode.NONE)
    other = troubled.store.write_now(lists.create, "other", Policy(), troubled.clock.now())
    troubled.store.write_now(imports.bring, other.id, [NewMember(B)], "test", troubled.clock.now())
    troubled.store.write_now(troubles.stop, troubled.id_of("m0@d0.example"), troubled.clock.now())
    found = [
        troubled.store.read_now(troubles.domains, several)
        for several in ([troubled.hifa.id], [other.id], [troubled.hifa.id, other.id], [])
    ]
    assert found == [4, 1, 5, 0]
