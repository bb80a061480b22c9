"""What somebody missed fits a thin line, however much it is."""

from __future__ import annotations

import pytest

from listserv.bounces.headlines import headline, missed
from listserv.model import Letter, MailingList, Policy, Site
from listserv.press.kinds import Headline, Missed
from listserv.press.letter import Press

SITE = Site("lists.example.org", "Health lists", archive_url="https://lists.example.org/archive")
LISTS = {
    n: MailingList(n, f"forum-{n}", Policy(title=f"Forum {n}", archive="public")) for n in range(60)
}


def letter(found: tuple[Missed, ...], language: str = "en") -> Letter:
    return Press(SITE).letter(
        "reached",
        id=1,
        list=None,
        person_id=7,
        address="amina@example.org",
        name="Amina",
        language=language,
        now=1_800_000_000.0,
        stopped=1_790_000_000.0,
        cause="full",
        missed=found,
    )


def test_the_newest_find_room_and_stand_in_their_order() -> None:
    rows = [(1, Headline(n, f"Topic {n}", "Amina")) for n in range(9000, 0, -1)]
    (found,) = missed(rows, {1: 9000}, LISTS, SITE)
    numbers = [one.number for one in found.headlines]
    assert numbers[-1] == 9000
    assert numbers == sorted(numbers)
    assert found.earlier == 9000 - len(numbers)


@pytest.mark.parametrize(
    "topic", ["Stock cards", "Fiches de santé où ça", "بطاقات المخزون في العيادة" * 3]
)
@pytest.mark.parametrize("lists", [1, 2, 30, 60])
@pytest.mark.parametrize("language", ["en", "pt"])
def test_never_more_than_20_kb(topic: str, lists: int, language: str) -> None:
    rows = [
        (n % lists, headline(n, topic, "A name of some length", "x@example.org"))
        for n in range(5000, 0, -1)
    ]
    made = letter(missed(rows, dict.fromkeys(range(lists), 5000), LISTS, SITE), language)
    assert len(made.head) + len(made.body) + 2 <= 20_000


def test_a_quiet_month_is_shown_whole() -> None:
    rows = [(2, Headline(5, "Five", "Eve")), (1, Headline(4, "Four", "Amina"))]
    assert missed(rows, {1: 1, 2: 1}, LISTS, SITE) == (
        Missed(
            "Forum 1",
            (Headline(4, "Four", "Amina"),),
            0,
            "https://lists.example.org/archive/forum-1/",
        ),
        Missed(
            "Forum 2",
            (Headline(5, "Five", "Eve"),),
            0,
            "https://lists.example.org/archive/forum-2/",
        ),
    )


def test_nothing_missed() -> None:
    assert missed([], {}, LISTS, SITE) == ()


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Amina Kamau", "Amina Kamau"),
        ("", "a***@example.org"),
        ("amina@example.org", "a***@example.org"),
    ],
)
def test_addresses_are_masked(author: str, shown: str) -> None:
    assert headline(1, "x", author, "amina@example.org").author == shown


def test_live_tokens_are_masked() -> None:
    assert "a2a2" not in headline(1, f"hifa-leave+{'a2' * 14}@lists.example.org", "E", "").topic
