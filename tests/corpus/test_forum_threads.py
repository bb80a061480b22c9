"""Threads and numbers of a made-up forum whose truth is known; skips where it is not there.

Every mail goes through the reader, the desk and its placing as it arrived, and a careful moderator
lets the genuine ones pass. What members would see is compared with what they should see.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from listserv.archive import mailfiles
from listserv.model import DeliveryMode, Post, State
from listserv.store import imports
from listserv.store.base import Store
from listserv.store.members import NewMember
from tests.support.mails import CORPORA
from tests.support.placed import Placed

FORUM = CORPORA / "forum_mail"
LABEL = re.compile(r"\bQ\d: ")  # the facilitators' choice
REPEATS = {"repeat", "same-id", "same-text"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FORUM.is_dir(), reason="no corpora beside the project"),
]


@dataclass(frozen=True, slots=True)
class Seen:
    """A mail, its truth, and what became of it on the forum it was for."""

    truth: dict[str, Any]
    post: Post
    said: str  # the subject of its copies, "" where it was not let pass

    @property
    def label(self) -> str:
        return f"{self.truth['index']} {self.truth['subject']!r}"


async def play(store: Store) -> list[Seen]:
    """All mails in the order of their arrival."""
    house = Placed(store, 0.0)
    people = json.loads((FORUM / "members.json").read_text())
    forums = {name: house.new_list(name, language=name[-2:]) for name in ("hw-en", "hw-fr")}
    for name, forum in forums.items():
        new = [
            NewMember(one["address"], one["name"], delivery=DeliveryMode.NONE)
            for one in people
            if name in one["forums"]
        ]
        store.write_now(imports.bring, forum.id, new, "test", 0.0)
    seen = []
    truths = map(json.loads, (FORUM / "truth.jsonl").read_text().splitlines())
    for truth, mail in zip(truths, mailfiles.read(FORUM / "posts.mbox"), strict=True):
        house.clock.time = datetime.fromisoformat(truth["arrived"]).timestamp()
        to = [forums[name] for name in (truth["forum"], *truth["also_to"])]
        numbers = await house.arrive(mail.raw, to)
        said = [""]
        if truth["group"] == "genuine":
            said = [house.let_pass(n, one) for n, one in zip(numbers, to, strict=True)]
        seen.append(Seen(truth, house.post(numbers[0]), said[0]))
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    store = Store.open(tmp_path_factory.mktemp("forum") / "t.db")
    try:
        return asyncio.run(play(store))
    finally:
        store.close()


def of(seen: Sequence[Seen], group: str) -> list[Seen]:
    return [one for one in seen if one.truth["group"] == group]


def test_threads_and_numbers_are_those_of_the_truth(seen: list[Seen]) -> None:
    """So they are for all 259; 97 % was asked for."""
    threads: dict[str, int] = {}
    wrong = []
    for one in of(seen, "genuine"):
        thread = threads.setdefault(one.truth["thread_id"], one.post.thread)
        subject = f"[{one.truth['forum']}] {LABEL.sub('', one.truth['published_subject'])}"
        if one.post.thread != thread or one.said != subject:
            wrong.append(f"{one.label}: {one.said!r} in {one.post.thread}, not {subject!r}")
    assert not wrong, "\n".join(wrong)
    assert len(set(threads.values())) == len(threads), "no thread took in another"


def test_no_genuine_post_is_lost(seen: list[Seen]) -> None:
    assert [one.label for one in of(seen, "genuine") if one.post.published is None] == []


def test_what_is_for_nobody_stays_away_from_members(seen: list[Seen]) -> None:
    """Two automatic answers have no mark but their words: a moderator may have to see them."""
    for one in of(seen, "auto"):
        unmarked = "auto_without_headers" in one.truth["quirks"]
        allowed = {State.DROPPED, State.HELD} if unmarked else {State.DROPPED}
        assert one.post.state in allowed, one.label


def test_what_was_sent_twice_stays_away_from_members(seen: list[Seen]) -> None:
    """The moderator is told, but where an excuse stands before the same words."""
    for one in of(seen, "duplicate"):
        assert one.post.state in (State.DROPPED, State.HELD), one.label
        if one.truth["duplicate_kind"] != "resend_note":
            assert REPEATS & set(one.post.reasons), one.label


def test_commands_sent_to_everybody_are_carried_out(seen: list[Seen]) -> None:
    for one in of(seen, "command"):
        assert (one.post.state, one.post.reasons[0]) == (State.DROPPED, "command-only"), one.label


def test_nothing_else_goes_out(seen: list[Seen]) -> None:
    waiting = {State.HELD, State.REFUSED, State.DROPPED}
    for group in ("spam", "off_topic", "private", "empty"):
        assert {one.post.state for one in of(seen, group)} <= waiting, group
