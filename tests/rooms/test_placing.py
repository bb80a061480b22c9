"""Where posts stand and what they are called, from the mail that came to the name that goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from listserv.model import MailingList
from listserv.store.base import Store
from listserv.text.dates import DAY
from tests.support.mails import mail
from tests.support.placed import Placed

NOW = 1_800_000_000.0
WORDS = "Each ward keeps one card for every medicine, and the matron counts on the first Monday."
OTHER = "Our generator is older than our nurses, and nobody in the district repairs the oxygen."
THIRD = "The library of the school of nursing has lent us forty books, and a bicycle to bring them."


class Forum:
    """One list, to which mails come one after another; posts are named by their Message-ID."""

    def __init__(self, store: Store, **policy: Any) -> None:
        self.house = Placed(store, NOW)
        self.list: MailingList = self.house.new_list("hifa", **policy)
        self.numbers: dict[str, int] = {}

    async def holds(
        self,
        name: str,
        subject: str,
        answers: Sequence[str] = (),
        text: str = WORDS,
        under: int = 0,
        later: float = 60.0,
    ) -> None:
        self.house.clock.advance(later)
        references = " ".join(f"<{one}@example.org>" for one in answers)
        raw = mail(text, Subject=subject, Message_ID=f"<{name}@example.org>", References=references)
        [self.numbers[name]] = await self.house.arrive(raw, [self.list], under)

    def passes(self, name: str, **changes: object) -> str:
        """The subject without the list's tag."""
        said = self.house.let_pass(self.numbers[name], self.list, **changes)
        return said.removeprefix("[hifa] ")

    async def says(self, name: str, subject: str, answers: Sequence[str] = (), **how: Any) -> str:
        await self.holds(name, subject, answers, **how)
        return self.passes(name)

    def thread(self, name: str) -> int:
        return self.house.post(self.numbers[name]).thread

    def together(self, *names: str) -> bool:
        return len({self.thread(name) for name in names}) == 1


@pytest.fixture
def forum(tmp_path: Path) -> Iterator[Forum]:
    store = Store.open(tmp_path / "t.db")
    yield Forum(store)
    store.close()


async def test_a_thread_counts_its_posts(forum: Forum) -> None:
    assert await forum.says("a", "Stock cards") == "Stock cards"
    assert await forum.says("b", "Re: [hifa] Stock cards", ["a"]) == "Stock cards (2)"
    assert await forum.says("c", "RE: STOCK CARDS (2)", ["a", "b"]) == "Stock cards (3)"
    assert await forum.says("d", "AW: [hifa] Stock cards", ["a"]) == "Stock cards (4)"


@pytest.mark.parametrize(
    "subject",
    [
        *("Re:", "", "RES: [hifa] Fichas", "RV: Fichas (2)", "TR : [hifa] Fichas", "ENC: Fichas"),
        *("رد: Fichas", "إعادة توجيه: [hifa] Fichas (١)", "Re: another name that it had once"),
    ],
)
async def test_an_answer_is_called_as_what_it_answers(forum: Forum, subject: str) -> None:
    await forum.says("a", "Fichas")
    assert await forum.says("b", subject, ["a"]) == "Fichas (2)"


async def test_numbers_reach_four_digits(forum: Forum) -> None:
    assert await forum.says("a", "Re: Masks (1463)") == "Masks (1464)"
    assert await forum.says("b", "Re: Masks (1464)") == "Masks (1465)"


async def test_a_thread_from_elsewhere_goes_on_and_our_own_old_one_does_not(forum: Forum) -> None:
    """Equal subjects months apart are two threads, whatever number somebody answers."""
    await forum.says("a", "Masks")
    assert await forum.says("b", "Re: Masks (40)", later=61 * DAY) == "Masks"
    assert not forum.together("a", "b")
    assert await forum.says("c", "Re: Masks") == "Masks (2)"
    assert forum.together("b", "c")


async def test_a_new_aspect_stays_in_its_thread(forum: Forum) -> None:
    await forum.says("a", "Stock cards")
    assert await forum.says("b", "Re: Stock cards (1) Who pays?", ["a"]) == (
        "Stock cards (2) Who pays?"
    )
    assert await forum.says("c", "Re: [hifa] Stock cards (2) Who pays?", ["b"]) == (
        "Stock cards (3) Who pays?"
    )
    assert await forum.says("d", "Re: Stock cards", ["a"]) == "Stock cards (4)"
    assert await forum.says("e", "Who pays? (was: Re: Stock cards (4))", ["d"]) == "Stock cards (5)"
    assert await forum.says("f", "Cards on paper", ["a"]) == "Stock cards (6) Cards on paper"
    assert await forum.says("g", "Who pays? (was: Stock cards)") == "Stock cards (7)"
    assert forum.together(*"abcdefg")


async def test_who_presses_reply_to_begin_a_new_message(forum: Forum) -> None:
    await forum.says("a", "Stock cards")
    quoting = f"{OTHER}\n\n> {WORDS}\n"
    assert await forum.says("b", "Oxygen", ["a"], text=quoting) == "Stock cards (2) Oxygen"
    assert await forum.says("c", "Broken concentrators", ["a"], text=OTHER) == (
        "Broken concentrators"
    )
    assert forum.together("a", "b")
    assert not forum.together("a", "c")


async def test_what_is_handed_on_says_so(forum: Forum) -> None:
    assert await forum.says("a", "TR : Fiches de stock") == "Fwd: Fiches de stock"
    assert await forum.says("b", "Re: [hifa] Fwd: Fiches de stock", ["a"]) == (
        "Fwd: Fiches de stock (2)"
    )
    assert await forum.says("c", "Re: Fiches de stock") == "Fwd: Fiches de stock (3)"


async def test_an_answer_is_found_by_what_it_quotes(forum: Forum) -> None:
    """A digest is no post: what the answer quotes of it tells which one is meant."""
    await forum.says("a", "Stock cards")
    await forum.says("b", "Oxygen", text=OTHER)
    half = "> Our generator is older than our\n> nurses, and nobody in the district\n"
    quoting = f"{THIRD}\n\nOn Monday Amina wrote:\n{half}> repairs the oxygen.\n"
    assert await forum.says("c", "Re: HIFA: Monday 4 May", ["digest"], text=quoting) == "Oxygen (2)"
    assert forum.house.post(forum.numbers["c"]).parent == forum.numbers["b"]
    both = f"Thanks to both.\n\n> {WORDS}\n>\n> {OTHER}\n"
    await forum.says("d", "Re: HIFA: Tuesday", ["another"], text=both)
    assert not forum.together("a", "d")
    assert not forum.together("b", "d")


async def test_a_token_names_the_post_whatever_else_is_cited(forum: Forum) -> None:
    await forum.says("a", "Stock cards")
    await forum.says("b", "Oxygen")
    under = forum.numbers["b"]
    assert await forum.says("c", "Re: HIFA: Monday", ["a"], under=under) == "Oxygen (2)"


async def test_answers_to_one_digest_do_not_gather(forum: Forum) -> None:
    """Both cite the digest; the first two went to different threads, the third is anybody's."""
    await forum.says("a", "Stock cards")
    await forum.says("b", "Oxygen")
    await forum.says("c", "Re: Stock cards", ["digest"])
    await forum.says("d", "Re: Oxygen", ["digest"])
    await forum.says("e", "Re: Books", ["digest"], text=THIRD)
    assert forum.together("a", "c")
    assert not forum.together("a", "e")
    assert not forum.together("b", "e")


async def test_a_planned_discussion_counts_all_its_posts(forum: Forum) -> None:
    assert await forum.says("a", "QUALITY: who is responsible?") == (
        "QUALITY (1) Who is responsible?"
    )
    assert await forum.says("b", "Re: [hifa] QUALITY (1) Who is responsible?", ["a"]) == (
        "QUALITY (2) Who is responsible?"
    )
    await forum.holds("c", "My question", text=OTHER)
    assert forum.passes("c", topic="QUALITY: Feedback that arrives") == (
        "QUALITY (3) Feedback that arrives"
    )
    assert await forum.says("d", "Re: QUALITY (3) Feedback that arrives", ["c"]) == (
        "QUALITY (4) Feedback that arrives (2)"
    )
    doubled = "RE : TR: [hifa] QUALITY (4) Q1: Feedback that arrives (2)"
    assert await forum.says("e", doubled) == "QUALITY (5) Feedback that arrives (3)"
    assert await forum.says("f", "Re: QUALITY (2) Who is responsible?", ["b"]) == (
        "QUALITY (6) Who is responsible? (3)"
    )
    assert await forum.says("g", "Re: [hifa]", ["f"]) == "QUALITY (7) Who is responsible? (4)"
    assert forum.together("a", "b", "f", "g")
    assert forum.together("c", "d", "e")


async def test_a_moderator_names_a_topic_of_the_discussion(forum: Forum) -> None:
    """Also on an answer under another topic: each topic is a thread."""
    await forum.says("a", "QUALITY: who is responsible?")
    await forum.holds("b", "Re: QUALITY (1) Who is responsible?", ["a"])
    assert forum.passes("b", topic="QUALITY (77) Feedback", question=2) == (
        "QUALITY (2) Q2: Feedback"
    )
    assert not forum.together("a", "b")
    assert (
        await forum.says("c", "Re: QUALITY (2) Q2: Feedback", ["b"]) == "QUALITY (3) Feedback (2)"
    )


async def test_a_discussion_that_began_elsewhere_goes_on(forum: Forum) -> None:
    first = "Re: [hifa] LEARN (91) Communities of practice (3)"
    assert await forum.says("a", first) == "LEARN (92) Communities of practice (4)"
    assert await forum.says("b", "", ["a"]) == "LEARN (93) Communities of practice (5)"
    await forum.holds("c", "Hello")
    assert forum.passes("c", topic="CHWs (40) Welcome") == "CHWs (40) Welcome"
    await forum.holds("d", "Hello again", text=OTHER)
    assert forum.passes("d", topic="CHWs (2) Training") == "CHWs (41) Training"


@pytest.mark.parametrize(
    "subject",
    [
        *("WHO: new guideline", "URGENT: blood for Kisumu", "COVID-19: masks", "OXYGEN: WHO PAYS?"),
        *("Oxygen: who repairs it?", "الجودة: من المسؤول؟"),
    ],
)
async def test_what_opens_no_discussion(forum: Forum, subject: str) -> None:
    assert await forum.says("a", subject) == subject
    assert await forum.says("b", f"Re: {subject}", ["a"]) == f"{subject} (2)"


async def test_a_new_subject_is_what_goes_out_and_what_follows(forum: Forum) -> None:
    await forum.says("a", "Help!")
    await forum.holds("b", "Re: Help!", ["a"])
    assert forum.passes("b", topic="Who repairs oxygen concentrators?") == (
        "Who repairs oxygen concentrators? (2)"
    )
    assert await forum.says("c", "Re: Who repairs oxygen concentrators? (2)", ["b"]) == (
        "Who repairs oxygen concentrators? (3)"
    )
    assert await forum.says("d", "Re: Help!", ["a"]) == "Help! (4)"
    assert forum.house.post(forum.numbers["a"]).topic == "Help!"


async def test_a_moderator_gives_the_subject_of_a_thread(forum: Forum) -> None:
    await forum.says("a", "Stock cards")
    await forum.holds("b", "A question")
    assert forum.passes("b", topic="stock cards") == "Stock cards (2)"


async def test_join_and_split_leave_what_was_sent(forum: Forum) -> None:
    await forum.says("a", "Stock cards")
    await forum.says("b", "Oxygen")
    await forum.holds("c", "A small question")
    assert forum.passes("c", join_to=forum.numbers["a"]) == "Stock cards (2)"
    await forum.holds("d", "Re: Stock cards (2)", ["c"])
    assert forum.passes("d", join_to=0, topic="Paper or screen?") == "Paper or screen?"
    assert await forum.says("e", "Re: Paper or screen?", ["c", "d"]) == "Paper or screen? (2)"
    assert await forum.says("f", "Re: Stock cards (2)", ["c"]) == "Stock cards (3)"
    await forum.holds("g", "Re: Oxygen", ["b"])
    assert forum.passes("g", join_to=99) == "Oxygen", "post 99 is none: it begins a thread"
    posts = {name: forum.house.post(number) for name, number in forum.numbers.items()}
    assert [posts[name].position for name in "abcdefg"] == [1, 1, 2, 1, 2, 3, 1]
    assert posts["c"].parent == posts["a"].number


async def test_an_obituary_has_no_number_and_takes_none(forum: Forum) -> None:
    await forum.says("a", "Stock cards")
    await forum.holds("b", "Re: Stock cards", ["a"])
    assert forum.passes("b", kind="obituary", topic="Grace Banda, 1950-2026") == (
        "Grace Banda, 1950-2026"
    )
    assert await forum.says("c", "Re: Stock cards", ["a"]) == "Stock cards (2)"


async def test_what_was_out_before_keeps_its_place(forum: Forum) -> None:
    await forum.says("a", "QUALITY: who is responsible?")
    said = await forum.says("b", "Re: QUALITY (1) Who is responsible?", ["a"])
    await forum.says("c", "Re: QUALITY (2) Who is responsible?", ["b"])
    link = forum.house.post(forum.numbers["b"]).permalink
    assert forum.passes("b", state="held", published=None) == said
    assert forum.house.post(forum.numbers["b"]).permalink == link


async def test_a_count_is_given_once_though_its_post_was_recalled(forum: Forum) -> None:
    await forum.says("a", "QUALITY: who is responsible?")
    await forum.says("b", "Re: QUALITY (1) Who is responsible?", ["a"])
    forum.house.change(forum.numbers["b"], published=None, recalled=NOW, state="recalled")
    assert await forum.says("c", "Re: QUALITY (1) Who is responsible?", ["a"]) == (
        "QUALITY (3) Who is responsible?"
    )


@pytest.mark.parametrize("moderation", ["new", "nonmembers", "none"])
async def test_without_a_moderator_subjects_are_the_authors(
    tmp_path: Path, moderation: str
) -> None:
    store = Store.open(tmp_path / "t.db")
    forum = Forum(store, moderation=moderation)
    assert await forum.says("a", "Re: Stock cards (12)") == "Stock cards"
    assert await forum.says("b", "Re: STOCK cards (2) Who pays?", ["a"]) == "STOCK cards: Who pays?"
    assert await forum.says("c", "Re:", ["b"]) == "STOCK cards: Who pays?"
    store.close()
