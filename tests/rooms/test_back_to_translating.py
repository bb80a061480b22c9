"""`resume` of a translator who has put something off: she may be asked for it again."""

from __future__ import annotations

from listserv.store import tasks
from listserv.store.base import Db
from tests.rooms.test_offering import FATOU, Counter, counter, hands_in, letter, translates

__all__ = ["counter"]


async def test_who_writes_resume_may_be_asked_for_what_she_put_off(counter: Counter) -> None:
    translates(counter, "hifa")
    await hands_in(counter, "I offer to translate en fr", FATOU)
    her = counter.person(FATOU)

    def put_off(db: Db) -> None:
        tasks.ask(db, 101, 1, "en", ["fr"], 9e9, 1.0)
        tasks.give(db, [1], her, 70, 9e9, 1.0)
        tasks.put_off(db, [1], her, counter.clock.now())

    counter.store.write_now(put_off)
    assert counter.store.read_now(tasks.had, [1], counter.clock.now()) == {1: {her}}
    back = await letter(counter, "resume", FATOU)
    assert counter.store.read_now(tasks.had, [1], counter.clock.now()) == {}
    assert "de nouveau" in back.text
