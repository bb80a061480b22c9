"""The drafter: what a program says is judged, and a program that says nothing costs nobody more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from listserv.clock import OffsetClock
from listserv.model import MachineDraft, Post
from listserv.model.translations import Translation
from listserv.store import lists, persons, posts, translations
from listserv.store.base import Db, Store
from listserv.translate.engines import Drafted
from listserv.translators.drafter import Drafter
from tests.rooms.test_table import NOW, a_list, approved, publish
from tests.rooms.test_table_translations import PEOPLE, copies, is_out, wants_drafts

ORIGINAL = "Dear colleagues,\n\nPlease give 5 mg of zinc each day, and never more than 20 mg."
GOOD = "Estimados colegas:\n\nPor favor, den 5 mg de zinc cada día, y nunca más de 20 mg."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "t.db")
    yield store
    store.close()


@pytest.fixture
async def number(store: Store) -> int:
    """An English post that waits for its Spanish draft."""
    hifa = a_list(store, PEOPLE, translate="machine")
    store.write_now(wants_drafts)
    (number,) = approved(store, hifa)

    def english(db: Db) -> None:
        db.execute(
            "UPDATE post SET language = 'en', version = 1, topic = 'Zinc', author = 'Amina Kamau'"
            " WHERE number = ?",
            (number,),
        )
        db.execute("DELETE FROM version WHERE post = ?", (number,))
        db.execute(
            "INSERT INTO version (post, n, text, made) VALUES (?, 1, ?, 0)", (number, ORIGINAL)
        )

    store.write_now(english)
    await publish(store)
    assert not is_out(store, number)
    return number


class Program:
    """Says what it was told to say, and remembers what it was asked."""

    def __init__(
        self,
        text: str = "",
        reason: str = "",
        *,
        topic: str = "Zinc",
        words: int = 18,
        unknown: int = 0,
        **known: Any,
    ) -> None:
        self.text, self.reason, self.words, self.unknown = text, reason, words, unknown
        self.said, self.known = f"{topic}\n\n{text}".strip(), known
        self.asked: list[tuple[str, str, str, tuple[str, ...]]] = []

    async def __call__(self, text: str, source: str, target: str, keep: Sequence[str]) -> Drafted:
        self.asked.append((text, source, target, tuple(keep)))
        if not self.text:
            return Drafted(None, self.reason)
        counts = (self.words, self.unknown)
        return Drafted(MachineDraft(self.said, "Test", source, target, *counts, **self.known))


async def draft(store: Store, program: Program) -> None:
    room = Drafter(store, program, OffsetClock(NOW + 20))
    while await room.step():
        pass


def kept(store: Store, number: int) -> Translation:
    (one,) = store.read_now(translations.of_post, number)
    return one


async def test_a_draft_that_keeps_every_dose_is_sent(store: Store, number: int) -> None:
    program = Program(GOOD)
    await draft(store, program)
    assert program.asked == [(f"Zinc\n\n{ORIGINAL}", "en", "es", ("Amina Kamau",))]
    one = kept(store, number)
    assert (one.text, one.topic, one.engine, one.refused) == (GOOD, "Zinc", "Test", "")
    await publish(store)
    assert "sin revisar" in copies(store)["pedro"]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (GOOD.replace("5 mg", "50 mg"), "number"),
        (GOOD.replace("20 mg", "20 g"), "unit"),
        (GOOD.replace("y nunca más", "y más"), "negation"),
    ],
)
async def test_a_draft_with_another_dose_goes_to_nobody(
    store: Store, number: int, text: str, refused: str
) -> None:
    await draft(store, Program(text))
    assert refused in kept(store, number).refused.split()
    await publish(store)
    assert is_out(store, number)
    assert "sin revisar" not in copies(store)["pedro"]


async def test_a_draft_with_too_many_unknown_words_goes_to_nobody(
    store: Store, number: int
) -> None:
    await draft(store, Program(GOOD, words=18, unknown=9))
    assert "unknown" in kept(store, number).refused.split()


@pytest.mark.parametrize(
    ("known", "refused"), [({"glossary": ("zinc",)}, "glossary"), ({"untouched": 1}, "untouched")]
)
async def test_a_draft_that_is_not_what_was_asked_for_goes_to_nobody(
    store: Store, number: int, known: dict[str, Any], refused: str
) -> None:
    await draft(store, Program(GOOD, **known))
    assert kept(store, number).refused == refused


async def test_a_message_without_a_topic_keeps_its_first_paragraph(
    store: Store, number: int
) -> None:
    def untitled(db: Db) -> None:
        db.execute("UPDATE post SET topic = '' WHERE number = ?", (number,))

    store.write_now(untitled)
    await draft(store, Program(GOOD, topic=""))
    assert (kept(store, number).topic, kept(store, number).text) == ("", GOOD)


@pytest.mark.parametrize("reason", ["no-engine", "slow", "nonsense"])
async def test_a_program_that_makes_none_is_named_with_its_reason(
    store: Store, number: int, reason: str
) -> None:
    await draft(store, Program(reason=reason))
    one = kept(store, number)
    assert (one.text, one.refused) == ("", reason)
    await publish(store)
    assert is_out(store, number)


async def test_what_the_gate_would_not_read_is_shown_to_no_program(
    store: Store, number: int
) -> None:
    long = ORIGINAL + "\n\nZinc for all." * 3_000
    store.write_now(lambda db: db.execute("UPDATE version SET text = ?", (long,)))
    program = Program(GOOD)
    await draft(store, program)
    assert program.asked == []
    assert kept(store, number).refused == "too-long"
    await publish(store)
    assert is_out(store, number)


async def test_what_breaks_while_it_is_judged_holds_up_no_other(
    store: Store, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> tuple[str, ...]:
        raise RecursionError

    monkeypatch.setattr("listserv.translators.drafter.judged", breaks)
    await draft(store, Program(GOOD))
    assert kept(store, number).refused == "failed"


def _author_forbids(db: Db) -> None:
    db.execute("UPDATE post SET person = 1")
    persons.set_own(db, 1, "machine", 0, NOW)


def _list_wants_none(db: Db) -> None:
    (hifa,) = lists.every(db)
    lists.set_policy(db, hifa.id, replace(hifa.policy, translate="volunteers"), NOW)


def _held_again(db: Db) -> None:
    db.execute("UPDATE post SET state = 'held'")


@pytest.mark.parametrize("happens", [_author_forbids, _list_wants_none, _held_again])
async def test_what_nobody_wants_drafted_any_more_is_shown_to_no_program(
    store: Store, number: int, happens: Callable[[Db], None]
) -> None:
    store.write_now(happens)
    program = Program(GOOD)
    await draft(store, program)
    assert program.asked == []
    assert store.read_now(translations.next_draft) is None


async def test_words_that_changed_meanwhile_are_not_drafted(store: Store, number: int) -> None:
    def edited(db: Db) -> None:
        db.execute("UPDATE post SET version = 2 WHERE number = ?", (number,))
        db.execute("INSERT INTO version (post, n, text, made) VALUES (?, 2, 'No.', 0)", (number,))

    store.write_now(edited)
    program = Program(GOOD)
    await draft(store, program)
    assert program.asked == []
    post = store.read_now(posts.get, number)
    assert isinstance(post, Post)
    assert store.read_now(translations.of_post, number) == ()
