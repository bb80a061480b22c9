"""`listserv member invite`, and on whose word somebody is a member."""

from __future__ import annotations

from listserv.store.base import Db
from tests.support.shell import Shell


def invitations(db: Db) -> list[tuple[str, str]]:
    rows = db.rows(
        "SELECT kind, delivery.address AS address FROM mailing"
        " JOIN delivery ON delivery.mailing = mailing.id ORDER BY mailing.id"
    )
    return [(row["kind"], row["address"]) for row in rows]


def test_several_are_invited_and_the_others_named(hifa: Shell) -> None:
    """One letter each; who is a member, or wrote no address, is told of on stderr."""
    done = hifa("member", "invite", "hifa", "new@example.org", "amina@example.org", "nobody")
    assert (done.exit_code, done.stdout) == (1, "new@example.org is invited\n")
    assert done.stderr == "amina@example.org is on the list already\nnobody is no address\n"
    assert hifa.store(lambda store: store.read_now(invitations)) == [
        ("invitation", "new@example.org")
    ]
    again = hifa.fails(1, "member", "invite", "hifa", "new@example.org")
    assert "new@example.org was invited less than 30 days ago" in again
    assert hifa.says("member", "invite", "hifa", "two@example.org", "--by", "Grace") == (
        "two@example.org is invited\n"
    )


def test_the_letter_of_the_day_is_the_only_one(hifa: Shell) -> None:
    """Two lists invite a stranger on one day: the second waits for tomorrow."""
    hifa.says("list", "create", "chw")
    hifa.says("member", "invite", "hifa", "new@example.org")
    said = hifa.fails(1, "member", "invite", "chw", "new@example.org")
    assert "new@example.org has had a letter today" in said


def test_on_whose_word_somebody_is_a_member(hifa: Shell) -> None:
    hifa.says("member", "add", "hifa", "paul@example.org", "--consent", "sheet of 5 March")
    shown = hifa.json("member", "show", "paul@example.org")
    assert shown["consent"]["hifa"].endswith(": sheet of 5 March")
    assert "hifa: 20" in hifa.says("member", "show", "paul@example.org").split("consent")[1]
