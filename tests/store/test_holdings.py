"""What is told of everything held about a person: no column is forgotten."""

from __future__ import annotations

import json

import pytest

from listserv.model import Policy, Standing
from listserv.model.translations import Manner, Translation
from listserv.store import (
    confirmations,
    holdings,
    lists,
    members,
    standings,
    tasks,
    translations,
    volunteers,
)
from listserv.store.base import Db, Store
from listserv.store.holdings import TOLD, UNTOLD
from listserv.store.members import NewMember


def columns(db: Db) -> set[tuple[str, str]]:
    return {
        (table, row["name"])
        for table in db.table_names()
        for row in db.rows(f"PRAGMA table_info({table})")
    }


def test_every_column_is_told_or_has_a_reason_why_not(store: Store) -> None:
    told = {(table, name) for table, one in TOLD.items() for name in one.columns.split()}
    every = store.read_now(columns)
    missing = {
        f"{table}.{name}"
        for table, name in every - told
        if table not in UNTOLD and f"{table}.{name}" not in UNTOLD
    }
    assert missing == set(), "tell it in holdings.TOLD, or say in UNTOLD why not"
    assert told <= every
    tables = {table for table, _ in every}
    both = {f"{table}.{name}" for table, name in told} & UNTOLD.keys()
    assert both == set()
    assert UNTOLD.keys() <= tables | {f"{table}.{name}" for table, name in every}


def test_a_table_that_names_a_person_is_told(store: Store) -> None:
    """By a number or an address; where one is not told, the reason says that it is nobody's."""

    def naming(db: Db) -> set[str]:
        return {table for table, name in columns(db) if name in ("person", "address", "sender")}

    assert store.read_now(naming) - TOLD.keys() == {"budget", "erasure"}


@pytest.fixture
def amina(store: Store) -> int:
    hifa = store.write_now(lists.create, "hifa", Policy(title="HIFA"), 1.0).id
    new = NewMember("amina@example.org", "Amina Kamau", ("sw", "en"), country="KE")
    store.write_now(members.add, hifa, new, "sign-up sheet", 2.0)
    store.write_now(members.add, hifa, NewMember("paul@example.org", "Paul"), "test", 3.0)
    store.write_now(standings.set_standing, hifa, 1, Standing.WATCHED, 2, 4.0)
    store.write_now(
        confirmations.ask, "command", 0, "amina@example.org", "Amina", "en", "pause 3 weeks", 5.0
    )
    return 1


def test_everything_of_hers_and_nothing_of_others(store: Store, amina: int) -> None:
    found = store.read_now(holdings.of, amina)
    assert [row["list"] for row in found["member"]] == ["hifa"]
    assert found["person"][0]["languages"] == ["sw", "en"]
    assert found["member"][0]["consent"] == "sign-up sheet"
    assert found["standing"] == [{"list": "hifa", "person": 1, "word": "watched"}]
    assert found["confirmation"][0]["command"] == "pause 3 weeks"
    assert "paul" not in json.dumps(found).lower()


def translated(store: Store) -> None:
    """Amina has put a message of Paul's into Swahili, and somebody one of hers into French."""

    def write(db: Db) -> None:
        for number, person in ((900, 1), (901, 2)):
            db.execute("INSERT INTO mail VALUES (?, 0, '', 0, '', 1, x'00', '', '')", (number,))
            db.execute(
                "INSERT INTO post (number, mail, list, state, version, person)"
                " VALUES (?, ?, 1, 'done', 1, ?)",
                (number, number, person),
            )
        hers = Translation(901, 1, "sw", Manner.HUMAN, "Ndiyo", "Dozi", 1, mail_id=901)
        others = Translation(900, 1, "fr", Manner.HUMAN, "Oui", person_id=2)
        foreign = Translation(901, 1, "fr", Manner.HUMAN, "Non", person_id=2)
        for one in (hers, others, foreign):
            translations.keep(db, one, 7.0, credited=True)
        volunteers.add(db, 1, 1, "en", "sw", 8.0)
        volunteers.set_own(db, 1, "most", 3, 8.0)
        tasks.ask(db, 901, 1, "en", ("pt",), 99.0, 8.0)
        tasks.give(db, [1], 1, 77, 50.0, 9.0)

    store.write_now(write)


def test_what_she_translated_is_hers_and_what_others_made_of_her_words(
    store: Store, amina: int
) -> None:
    translated(store)
    found = store.read_now(holdings.of, amina)
    assert [(row["post"], row["text"]) for row in found["translation"]] == [
        (901, "Ndiyo"),
        (900, "Oui"),
    ]
    assert found["translation"][0]["topic"] == "Dozi"
    (offer,) = found["volunteer"]
    assert (offer["list"], offer["source"], offer["language"]) == ("hifa", "en", "sw")
    (translator,) = found["translator"]
    assert (translator["most"], translator["credited"], translator["ended"]) == (3, True, [])
    (given,) = found["assignment"]
    assert (given["given"], given["until"], given["ended"]) == (9.0, 50.0, None)
    short = store.read_now(holdings.short, amina, 5, 9.0)
    assert (short.offers, short.translated) == ((("HIFA", "en", "sw"),), 1)


def test_what_never_was_has_no_date_and_a_switch_is_on_or_off(store: Store, amina: int) -> None:
    """Her only address was hers since 1970, it said; what is asked of the site has no list."""
    found = store.read_now(holdings.of, amina)
    (address,) = found["address"]
    assert (address["since"], address["was_main"], address["main"]) == (None, None, True)
    assert found["person"][0]["conceal"] is False
    assert found["confirmation"][0]["list"] == ""


def test_the_short_form(store: Store, amina: int) -> None:
    short = store.read_now(holdings.short, amina, 5, 9.0)
    assert short.addresses == ("amina@example.org",)
    assert short.memberships == (("HIFA", "each", 2.0, "sign-up sheet"),)
    assert short.standings == (("HIFA", Standing.WATCHED),)
    assert (short.all_posts, short.letters, short.failures, short.mails) == (0, 0, 0, ())
