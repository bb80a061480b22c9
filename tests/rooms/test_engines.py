"""Engines behind one object: their order, bounds and rest; and nothing that they do hurts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path

import pytest

from listserv.model import MachineDraft
from listserv.translate import engines as bounds
from listserv.translate.engines import EngineError, Engines, Reason
from listserv.translate.glossaries import Glossaries
from listserv.translate.pairs import Pair
from listserv.translate.spans import NOTHING, Care
from listserv.webverbs import WebVerbs

ES_PT = ("es", "pt")


class Fake:
    """An engine that does what it is told."""

    def __init__(self, name: str, *known: Pair) -> None:
        self.name = name
        self.known = known
        self.asked: list[Care] = []
        self.listed = 0
        self.fault: Callable[[], Awaitable[None]] | None = None
        self.says = "Olá."

    async def pairs(self) -> Collection[Pair]:
        self.listed += 1
        if self.fault and not self.known:
            await self.fault()
        return self.known

    async def draft(
        self, text: str, source: str, target: str, care: Care = NOTHING
    ) -> MachineDraft | None:
        self.asked.append(care)
        if self.fault:
            await self.fault()
        return MachineDraft(self.says, self.name, source, target, 1, 0) if self.says else None


async def dead() -> None:
    raise ConnectionRefusedError("nobody there")


async def hangs() -> None:
    await asyncio.sleep(60)


async def nonsense() -> None:
    raise ValueError("no JSON")


async def errs() -> None:
    raise KeyError("an error of our own")


async def overrun() -> None:
    raise EngineError(Reason.BUSY, "it answers 429")


async def test_the_first_that_knows_the_pair_is_asked() -> None:
    one, two = Fake("one", ES_PT), Fake("two", ES_PT, ("en", "sw"))
    there = Engines([one, two])
    made = [await there.draft("Hola.", "es", "pt"), await there.draft("Hello.", "en", "sw")]
    assert [drafted.draft and drafted.draft.engine for drafted in made] == ["one", "two"]
    assert (await there.draft("Jambo.", "sw", "en")).reason == "no-engine"
    assert (await there.draft("Hola.", "es", "es")).reason == "no-engine"
    assert (await Engines([]).draft("Hola.", "es", "pt")).reason == "no-engine"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (dead, "failed"),
        (hangs, "slow"),
        (nonsense, "nonsense"),
        (overrun, "busy"),
        (errs, "failed"),
    ],
)
async def test_why_there_is_no_draft(fault: Callable[[], Awaitable[None]], reason: str) -> None:
    one = Fake("one", ES_PT)
    one.fault = fault
    there = Engines([one], seconds=0.05)
    assert await there.draft("Hola.", "es", "pt") == bounds.Drafted(None, reason)
    lists_nothing = Fake("one")
    lists_nothing.fault = fault
    there = Engines([lists_nothing], seconds=0.05)
    assert (await there.draft("Hola.", "es", "pt")).reason == reason


async def test_the_next_one_helps_where_the_first_fails() -> None:
    one, two = Fake("one", ES_PT), Fake("two", ES_PT)
    one.fault = dead
    there = Engines([one, two])
    made = await there.draft("Hola.", "es", "pt")
    assert made.draft
    assert made.draft.engine == "two"
    two.fault = nonsense
    assert (await there.draft("Hola.", "es", "pt")).reason == "failed", "the first one's reason"


async def test_a_text_beyond_the_bound_is_shown_to_nobody() -> None:
    one = Fake("one", ES_PT)
    assert (await Engines([one]).draft("x" * 200_001, "es", "pt")).reason == "too-long"
    assert one.asked == []


async def test_after_three_failures_it_rests_and_works_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 1000.0
    monkeypatch.setattr(bounds, "_now", lambda: now)
    caplog.set_level(logging.WARNING)
    one = Fake("one", ES_PT)
    there = Engines([one])
    one.fault = dead
    for _ in range(2):
        await there.draft("Hola.", "es", "pt")
    assert str(there.states()["one"]) == "ok"
    assert "left alone" not in caplog.text
    for _ in range(10):
        assert (await there.draft("Hola.", "es", "pt")).reason == "failed"
    assert len(one.asked) == 3
    assert caplog.text.count("one is left alone for 300 s, failed") == 1
    state = there.states()["one"]
    assert (str(state), state.failures, state.rests) == ("rests: failed", 3, 300.0)
    now += 301
    await there.draft("Hola.", "es", "pt")
    await there.draft("Hola.", "es", "pt")
    assert len(one.asked) == 4, "one failure more, and it rests again"
    now += 301
    one.fault = None
    assert (await there.draft("Hola.", "es", "pt")).draft
    assert caplog.text.count("one works again") == 1
    assert there.states()["one"] == bounds.State(0, "", 0.0)


async def test_two_failures_and_a_draft_are_no_three(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Fake("one", ES_PT)
    there = Engines([one])
    for fault in (dead, dead, None) * 3:
        one.fault = fault
        await there.draft("Hola.", "es", "pt")
    assert len(one.asked) == 9
    assert there.states()["one"].failures == 0


async def test_an_engine_that_is_away_at_its_list_rests_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr(bounds, "_now", lambda: now)
    one = Fake("one")
    one.fault = dead
    there = Engines([one])
    for _ in range(20):
        assert (await there.draft("Hola.", "es", "pt")).reason == "failed"
    assert one.listed == 3
    one.fault, one.known = None, (ES_PT,)
    now += 301
    assert (await there.draft("Hola.", "es", "pt")).draft


async def test_its_list_is_asked_for_once_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(bounds, "_now", lambda: now)
    one = Fake("one", ES_PT)
    there = Engines([one])
    for _ in range(5):
        await there.draft("Hola.", "es", "pt")
    assert one.listed == 1
    one.known = ()
    now += 3601
    assert (await there.draft("Hola.", "es", "pt")).reason == "no-engine"


async def test_two_texts_at_once_and_a_third_waits_no_longer_than_its_time() -> None:
    one = Fake("one", ES_PT)
    running = 0
    most = 0

    async def counts() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            await asyncio.sleep(0.3)
        finally:
            running -= 1

    one.fault = counts
    there = Engines([one], seconds=0.4)
    made = await asyncio.gather(*(there.draft("Hola.", "es", "pt") for _ in range(6)))
    assert most == 2
    reasons = [drafted.reason for drafted in made]
    assert reasons.count("") == 4
    assert reasons.count("busy") == 2
    assert there.states()["one"].failures == 0, "to be asked much is no failure"


async def test_nothing_waits_for_a_dead_engine() -> None:
    """Thirty texts meet an engine that hangs: after three of them, nobody waits."""
    one = Fake("one", ES_PT)
    one.fault = hangs
    there = Engines([one], seconds=0.1)
    begun = asyncio.get_running_loop().time()
    for _ in range(30):
        assert (await there.draft("Hola.", "es", "pt")).reason == "slow"
    assert asyncio.get_running_loop().time() - begun < 1.0
    assert len(one.asked) == 3


async def test_no_sound_paragraph_is_no_failure() -> None:
    one = Fake("one", ES_PT)
    one.says = ""
    there = Engines([one])
    for _ in range(5):
        assert (await there.draft("Hola.", "es", "pt")).reason == "nonsense"
    assert len(one.asked) == 5


async def test_who_gives_up_waiting_leaves_its_place() -> None:
    one = Fake("one", ES_PT)
    one.fault = hangs
    there = Engines([one], seconds=30.0)
    for _ in range(4):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(there.draft("Hola.", "es", "pt"), 0.02)
    one.fault = None
    assert (await there.draft("Hola.", "es", "pt")).draft


class NoPosts:
    """A store in which nothing waits."""

    async def read(self, verb: object) -> int:
        return 0


async def test_a_resting_engine_is_told_to_monitors_and_is_no_alarm() -> None:
    """Posts go out without drafts: nobody is woken at night for one."""
    states = {"one": bounds.State(3, "slow", 60.0), "two": bounds.State(0, "", 0.0)}
    verbs = WebVerbs(None, lambda text: None, NoPosts(), dict, lambda: states)
    report = await verbs.health()
    assert (report["ok"], report["engines"]) == (True, {"resting": 1, "ok": 1})


async def test_an_engine_is_told_of_names_and_terms(tmp_path: Path) -> None:
    (tmp_path / "pt-es.csv").write_text("pt,es\ncólera,cólera morbo\n")
    one = Fake("one", ES_PT)
    there = Engines([one], Glossaries(tmp_path))
    await there.draft("Hola.", "es", "pt", ["Lucía Pérez"])
    assert one.asked[0].names == ["Lucía Pérez"]
    assert [placed.term.target for placed in one.asked[0].glossary.find("Cólera morbo")] == [
        "cólera"
    ]
