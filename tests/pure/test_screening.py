"""Which mail to people goes at once, waits for the letter of the day, or is only counted."""

from __future__ import annotations

import pytest

from listserv.commands import screening
from listserv.commands.screening import FROM_ONE, FROM_STRANGERS, UNPROVEN, Doubts
from listserv.mailroom import DOMAIN_LETTERS, FREEMAIL_LETTERS, VOUCHED, strangers
from listserv.text.addresses import inbox


@pytest.mark.parametrize(
    ("doubts", "is_spam", "waits"),
    [
        (Doubts(), False, False),
        (Doubts(known=True, proven=True), False, False),
        (Doubts(spam=True, known=True, proven=True), True, False),  # her account was stolen
        (Doubts(infected=True), True, False),
        (Doubts(automatic="bulk", proven=True), False, True),
        (Doubts(banned=True, known=True, proven=True), False, True),
    ],
)
def test_what_is_in_doubt(doubts: Doubts, is_spam: bool, waits: bool) -> None:
    assert screening.is_spam(doubts) is is_spam
    assert bool(screening.waits(doubts)) is waits


@pytest.mark.parametrize(
    ("doubts", "together"),
    [
        (Doubts(known=True, proven=True), None),
        (Doubts(proven=True), FROM_STRANGERS),
        (Doubts(), UNPROVEN),
        (Doubts(known=True), UNPROVEN),  # a forged From is nobody
    ],
)
def test_bounds(doubts: Doubts, together: int | None) -> None:
    (own, most), *rest = screening.bounds(doubts, "amina@example.org")
    assert (own, most) == ("from amina@example.org", FROM_ONE)
    assert [limit for _, limit in rest] == ([together] if together else [])


@pytest.mark.parametrize(
    ("address", "proven", "name", "share", "of_site"),
    [
        ("a@clinic.example", False, "clinic.example", DOMAIN_LETTERS, 50),
        ("a@mail.clinic.example", False, "clinic.example", DOMAIN_LETTERS, 50),
        ("a@x.co.uk", False, "x.co.uk", DOMAIN_LETTERS, 50),
        ("a@gmail.com", False, "gmail.com", FREEMAIL_LETTERS, 50),
        ("a@clinic.example", True, "clinic.example", DOMAIN_LETTERS * VOUCHED, 99),
        ("a@yahoo.fr", True, "yahoo.fr", FREEMAIL_LETTERS * VOUCHED, 99),
    ],
)
def test_what_strangers_share(
    address: str, proven: bool, name: str, share: int, of_site: int
) -> None:
    bounds = strangers(address, proven, 99)
    assert bounds == ((f"strangers at {name}", share), ("strangers", of_site))


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("amina@example.org", "amina@example.org"),
        ("amina+lists@example.org", "amina@example.org"),
        ("a.mina@example.org", "a.mina@example.org"),
        ("a.m.i.n.a+x+y@gmail.com", "amina@gmail.com"),
    ],
)
def test_names_of_one_mailbox(address: str, one: str) -> None:
    assert inbox(address) == one
