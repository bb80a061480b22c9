"""Who reaches an author through her alias, and which name a reader sees."""

import pytest

from listserv.commands.talk import may_write
from listserv.model import Proof
from listserv.text.addresses import hidden_name

DKIM, RESULTS = (Proof(how, "example.org", signed=True) for how in ("dkim", "results"))
SPF, NETWORK = (Proof(how, "example.org") for how in ("spf", "results"))


@pytest.mark.parametrize(
    ("proof", "is_member", "is_party", "may"),
    [
        (DKIM, True, False, True),
        (SPF, True, False, True),
        (RESULTS, True, False, True),
        (DKIM, False, False, True),
        (RESULTS, False, False, True),
        (SPF, False, False, False),
        (NETWORK, True, False, True),
        (NETWORK, False, False, False),
        (Proof(), True, False, False),
        (Proof(denied=True), True, False, False),
        (Proof(), False, False, False),
        (Proof(), False, True, True),
    ],
)
def test_who_may_write(proof: Proof, is_member: bool, is_party: bool, may: bool) -> None:
    assert may_write(proof, is_member=is_member, is_party=is_party) is may


@pytest.mark.parametrize(
    ("name", "address", "shown"),
    [
        ("Amina Kamau", "amina@example.org", "Amina Kamau"),
        ("amina@example.org", "amina@example.org", "a*** AT example.org"),
        ("Amina <amina@example.org>", "", "Amina <a*** AT example.org>"),
        ("", "amina@example.org", "a*** AT example.org"),
        ("", "", ""),
    ],
)
def test_a_name_shows_no_address(name: str, address: str, shown: str) -> None:
    assert hidden_name(name, address) == shown
