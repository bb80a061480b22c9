"""Who wants to join, who has just joined, who was invited: the store's verbs."""

from __future__ import annotations

import pytest

from listserv.model import Application, DeliveryMode, Greeting, Letter, Newcomer, Policy, Standing
from listserv.store import (
    applicants,
    confirmations,
    fates,
    invitations,
    ledger,
    lists,
    members,
    newcomers,
    standings,
)
from listserv.store.base import Store
from listserv.store.fates import Hindrance
from listserv.store.members import NewMember

NOW = 1_800_000_000.0
DAY = 86_400.0
AMINA = "amina@example.org"
NEW = NewMember(AMINA, "Amina Kamau", ("fr", "en"), "KE", delivery=DeliveryMode.TITLES)


@pytest.fixture
def list_id(store: Store) -> int:
    return int(store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW).id)


def apply(store: Store, list_id: int) -> int:
    return int(store.write_now(applicants.apply, list_id, NEW, "I am a nurse.", "mail 7", NOW))


def letter(store: Store, kind: str = "reads") -> Letter:
    number = store.write_now(lambda db: db.value("SELECT next FROM sequence WHERE name='mailing'"))
    return Letter(int(number), kind, 1, 1, AMINA, "en", b"Subject: x\r\n", b"x\r\n")


# --- who wants to join ----------------------------------------------------------------------------


def test_a_request_is_kept_once_and_as_it_was_said(store: Store, list_id: int) -> None:
    one = apply(store, list_id)
    assert apply(store, list_id) == one
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert (found.name, found.country, found.languages) == ("Amina Kamau", "KE", ("fr", "en"))
    assert (found.said, found.consent, found.delivery) == ("I am a nurse.", "mail 7", "titles")
    assert store.read_now(applicants.lists) == [list_id]
    assert store.read_now(applicants.open_one, list_id, AMINA) == found


def test_the_first_decision_counts(store: Store, list_id: int) -> None:
    one = apply(store, list_id)
    assert store.write_now(applicants.admit, one, 5, "mail 7; let in by Grace", NOW)
    assert not store.write_now(applicants.refuse, one, 6, NOW)
    assert not store.write_now(applicants.admit, one, 6, "again", NOW)
    assert not store.write_now(applicants.give_up, one, [], NOW)
    person = store.read_now(members.person_by_address, AMINA)
    assert person is not None
    assert person.country == "KE"
    found = store.read_now(members.member, list_id, person.id)
    assert found is not None
    assert found.delivery is DeliveryMode.TITLES
    assert store.read_now(members.consents, person.id)[list_id] == (NOW, "mail 7; let in by Grace")
    assert store.read_now(newcomers.due, NOW + 8 * DAY, 9) == [
        Newcomer(list_id, person.id, Greeting.READS, NOW + 7 * DAY)
    ]


def test_an_admission_is_taken_back_unless_she_has_left(store: Store, list_id: int) -> None:
    one = apply(store, list_id)
    store.write_now(applicants.admit, one, 5, "", NOW)
    assert not store.write_now(applicants.reopen, one, NOW - 1, NOW)  # another decision
    assert store.write_now(applicants.reopen, one, NOW, NOW + 5)
    person = store.read_now(members.person_by_address, AMINA)
    assert person is not None
    assert store.read_now(members.member, list_id, person.id) is None
    store.write_now(applicants.admit, one, 5, "", NOW + 6)
    store.write_now(members.remove, list_id, person.id, "herself", NOW + 7)
    assert not store.write_now(applicants.reopen, one, NOW + 6, NOW + 8)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert found.state is Application.JOINED


def test_her_answer_is_told_of_again(store: Store, list_id: int) -> None:
    one = apply(store, list_id)
    store.write_now(applicants.told, [one], [], NOW + 1)
    store.write_now(applicants.ask, one, "Where do you work?", 5, NOW + 2)
    store.write_now(applicants.answered, one, "In Kisumu.", NOW + 3)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert (found.state, found.told) == (Application.WAITING, None)
    assert (found.question, found.asked_by, found.answer) == ("Where do you work?", 5, "In Kisumu.")


def test_a_letter_that_lacks_her_answer_does_not_count(store: Store, list_id: int) -> None:
    """She answered while the letter about her was written."""
    one = apply(store, list_id)
    store.write_now(applicants.answered, one, "And I am a midwife.", NOW + 3)
    store.write_now(applicants.told, [one], [], NOW + 2)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert found.told is None


def test_after_a_refusal_she_may_ask_again(store: Store, list_id: int) -> None:
    one = apply(store, list_id)
    store.write_now(applicants.refuse, one, 5, NOW + 1)
    assert store.read_now(applicants.refused_before, list_id, AMINA) == NOW + 1
    assert apply(store, list_id) != one
    assert not store.write_now(applicants.reopen, one, NOW + 1, NOW + 2)  # two would be open


def test_she_takes_her_request_back(store: Store, list_id: int) -> None:
    one = apply(store, list_id)
    assert store.write_now(applicants.withdraw, one, NOW)
    assert store.read_now(applicants.of_list, list_id) == []
    assert not store.write_now(applicants.withdraw, one, NOW)


def test_what_she_said_goes_when_it_is_over(store: Store, list_id: int) -> None:
    """Of a refusal the address and the day stay, for who asks again."""
    one = apply(store, list_id)
    assert store.write_now(applicants.forget, NOW + 99 * DAY, 50) == 0  # it is open
    store.write_now(applicants.refuse, one, 5, NOW)
    store.write_now(applicants.forget, NOW + DAY, 50)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert (found.name, found.said, found.address) == ("", "", AMINA)
    assert store.write_now(applicants.forget, NOW + DAY, 50) == 0
    other = apply(store, list_id)
    store.write_now(applicants.admit, other, 5, "", NOW)
    store.write_now(applicants.forget, NOW + DAY, 50)
    assert store.read_now(applicants.get, other) is None
    assert store.read_now(applicants.refused_before, list_id, AMINA) == NOW


def test_of_a_refusal_the_address_and_the_day_alone_stay(store: Store, list_id: int) -> None:
    """Her country, her languages, her consent and who refused her stayed for ever."""
    one = apply(store, list_id)
    store.write_now(applicants.ask, one, "Where do you work?", 5, NOW)
    store.write_now(applicants.refuse, one, 5, NOW)
    assert store.write_now(applicants.forget, NOW + DAY, 50) == 1
    assert store.write_now(applicants.forget, NOW + DAY, 50) == 0
    (row,) = store.read_now(lambda db: db.rows("SELECT * FROM applicant"))
    kept = {"id", "list", "address", "state", "made", "told", "decided", "stirred", "reminded"}
    usual = {"languages": "[]", "delivery": "each", "asked_by": 0, "decided_by": None}
    assert {name: row[name] for name in row if name not in kept} == {
        **dict.fromkeys(("name", "country", "said", "consent", "question", "answer"), ""),
        **usual,
    }


def test_who_asks_for_them_is_shown_them_once(store: Store, list_id: int) -> None:
    person, _ = store.write_now(members.ensure_person, NewMember("mod@example.org"), NOW)
    store.write_now(applicants.ask_for, list_id, person)
    store.write_now(applicants.ask_for, list_id, person)
    assert store.read_now(applicants.asked_for) == [(list_id, person)]
    store.write_now(applicants.shown, list_id, person, [], NOW)
    assert store.read_now(applicants.asked_for) == []


# --- who has just joined --------------------------------------------------------------------------


def test_only_who_joins_by_herself_is_a_newcomer(store: Store, list_id: int) -> None:
    store.write_now(members.add, list_id, NEW, "sheet", NOW)
    assert store.read_now(newcomers.due, NOW + 30 * DAY, 9) == []
    herself = NewMember("paul@example.org")
    store.write_now(lambda db: members.add(db, list_id, herself, "mail 8", NOW, herself=True))
    (one,) = store.read_now(newcomers.due, NOW + 7 * DAY, 9)
    assert store.read_now(newcomers.due, NOW + 6 * DAY, 9) == []
    assert one.letter is Greeting.READS


def test_a_letter_goes_out_once(store: Store, list_id: int) -> None:
    store.write_now(lambda db: members.add(db, list_id, NEW, "mail 8", NOW, herself=True))
    (one,) = store.read_now(newcomers.due, NOW + 7 * DAY, 9)
    following = Newcomer(list_id, one.person_id, Greeting.PROFILE, NOW + 10 * DAY)
    sent = letter(store)
    assert store.write_now(newcomers.move, one, following, [sent], NOW + 7 * DAY)
    assert not store.write_now(newcomers.move, one, following, [letter(store)], NOW + 7 * DAY)
    count = store.read_now(lambda db: db.value("SELECT count(*) FROM mailing"))
    assert count == 1
    (then,) = store.read_now(newcomers.due, NOW + 10 * DAY, 9)
    assert then == following
    assert store.write_now(newcomers.move, then, None, [], NOW + 10 * DAY)
    assert store.read_now(newcomers.due, NOW + 99 * DAY, 9) == []


def test_what_is_known_of_her_is_kept_and_completed(store: Store, list_id: int) -> None:
    store.write_now(members.ensure_person, NewMember(AMINA, "Amina A. Kamau"), NOW)
    store.write_now(lambda db: members.add(db, list_id, NEW, "mail 8", NOW, herself=True))
    person = store.read_now(members.person_by_address, AMINA)
    assert person is not None
    assert (person.name, person.country) == ("Amina A. Kamau", "KE")


# --- who is invited -------------------------------------------------------------------------------


def test_who_may_be_invited(store: Store, list_id: int) -> None:
    def hindrance(address: str, now: float = NOW) -> Hindrance | None:
        return store.read_now(fates.hindrance, list_id, address, now)

    store.write_now(members.add, list_id, NEW, "sheet", NOW)
    assert hindrance(AMINA) is Hindrance.MEMBER
    assert hindrance("new@example.org") is None
    store.write_now(invitations.made, list_id, "new@example.org", 0, NOW)
    assert hindrance("new@example.org", NOW + 29 * DAY) is Hindrance.LATELY
    assert hindrance("new@example.org", NOW + 31 * DAY) is None
    store.write_now(invitations.decline, "no@example.org", NOW)
    assert hindrance("no@example.org", NOW + 364 * DAY) is Hindrance.DECLINED
    assert hindrance("no@example.org", NOW + 366 * DAY) is None
    banned, _ = store.write_now(members.ensure_person, NewMember("b@example.org"), NOW)
    store.write_now(standings.set_standing, list_id, banned, Standing.BANNED, 0, NOW)
    assert hindrance("b@example.org") is Hindrance.BANNED


def test_an_invitation_asks_one_question(store: Store, list_id: int) -> None:
    ask = (invitations.ask, list_id, "new@example.org", "", "en", "Neil Patel", NOW)
    assert store.write_now(*ask) == store.write_now(*ask)


def test_who_is_a_member_by_any_way_waits_no_more(store: Store, list_id: int) -> None:
    one = apply(store, list_id)
    store.write_now(members.add, list_id, NEW, "by hand", NOW + 5)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert (found.state, found.decided, found.decided_by) == (Application.JOINED, NOW + 5, 0)
    assert not store.write_now(applicants.refuse, one, 1, NOW + 6)


def test_the_welcome_of_a_mistaken_admission_is_not_sent(store: Store, list_id: int) -> None:
    """It waited still, and came after the letter that they look at her request once more."""
    one = apply(store, list_id)
    store.write_now(applicants.admit, one, 5, "", NOW)
    welcome = letter(store, "welcome")
    store.write_now(ledger.spool_letters, [welcome], NOW)
    assert store.write_now(applicants.reopen, one, NOW, NOW + 5)
    states = store.read_now(lambda db: db.rows("SELECT state FROM delivery"))
    assert [row["state"] for row in states] == ["withdrawn"]


def test_an_invitation_is_the_letter_of_a_strangers_day(store: Store, list_id: int) -> None:
    other = int(store.write_now(lists.create, "chw", Policy(title="CHW"), NOW).id)
    assert store.read_now(fates.hindrance, other, AMINA, NOW) is None
    store.write_now(invitations.made, list_id, AMINA, 5, NOW)
    assert store.read_now(fates.hindrance, other, AMINA, NOW) is Hindrance.TODAY
    assert store.read_now(fates.hindrance, other, AMINA, NOW + DAY) is None


def test_two_spellings_of_a_mailbox_have_one_letter_a_day(store: Store, list_id: int) -> None:
    """A facilitator who writes to `amina+a` and `amina+b` writes to one stranger."""
    other = int(store.write_now(lists.create, "chw", Policy(title="CHW"), NOW).id)
    store.write_now(invitations.made, list_id, "amina+a@example.org", 5, NOW)
    found = store.read_now(fates.hindrance, other, "amina+b@example.org", NOW)
    assert found is Hindrance.TODAY


def test_whom_we_know_may_be_invited_on_a_day_with_letters(store: Store, list_id: int) -> None:
    other = int(store.write_now(lists.create, "chw", Policy(title="CHW"), NOW).id)
    store.write_now(members.add, other, NEW, "sheet", NOW)
    assert store.write_now(confirmations.spend, AMINA, "errand 7", 40, NOW)
    assert store.read_now(fates.hindrance, list_id, AMINA, NOW) is None


def test_who_is_let_in_has_said_no_to_nothing_any_more(store: Store, list_id: int) -> None:
    store.write_now(invitations.decline, AMINA, NOW)
    assert store.write_now(applicants.admit, apply(store, list_id), 5, "", NOW)
    assert not store.read_now(invitations.has_declined, AMINA, 0.0)


def test_a_new_question_waits_for_its_own_answer(store: Store, list_id: int) -> None:
    """The facilitators read below it what she said to the one before."""
    one = apply(store, list_id)
    store.write_now(applicants.ask, one, "Where do you work?", 5, NOW)
    store.write_now(applicants.answered, one, "In Kisumu.", NOW)
    store.write_now(applicants.ask, one, "Since when?", 5, NOW)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert (found.question, found.answer) == ("Since when?", "")
