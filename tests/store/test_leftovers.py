"""What is no post goes after its time, and nothing that somebody may still need."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listserv.model import Destination, Envelope, Letter, Policy, Purpose, Token
from listserv.model.translations import Manner, Translation
from listserv.store import (
    confirmations,
    errands,
    invitations,
    ledger,
    leftovers,
    lists,
    mailings,
    members,
    spool,
    tasks,
    translations,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember

NOW = 1_800_000_000.0
DAY = 86_400.0
RAW = b"From: amina@example.org\r\nSubject: x\r\n\r\nhello\r\n"
HERE = Envelope("amina@example.org", (), "127.0.0.1", True, NOW)
TABLES = ("errand", "post", "version", "mail", "confirmation", "mailing")


@pytest.fixture
def list_id(store: Store) -> int:
    return store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW).id


def came(store: Store, *purposes: Purpose, at: float = NOW) -> spool.Accepted:
    """A mail to addresses of these purposes."""
    to = tuple(Destination(f"{one}@x", one, 1, Token(one, 7, 3)) for one in purposes)
    return store.write_now(spool.accept, replace(HERE, destinations=to, received=at), RAW)


def done(store: Store, accepted: spool.Accepted, outcome: str) -> None:
    for errand in accepted.errands:
        store.write_now(errands.finish, errand, outcome, NOW, (), (), "amina@example.org", "dkim")


def ended(db: Db, number: int, state: str, published: float | None = None) -> None:
    db.execute(
        "UPDATE post SET state = ?, decided = ?, published = ? WHERE number = ?",
        (state, NOW, published, number),
    )
    db.execute("INSERT INTO version (post, n, text, made) VALUES (?, 1, 'x', ?)", (number, NOW))


def sweep(store: Store, before: float) -> dict[str, int]:
    """Remove all that came before then; the rows that are left."""
    while store.read_now(leftovers.is_any, before):
        store.write_now(leftovers.remove, before)
    return store.read_now(
        lambda db: {name: db.value(f"SELECT count(*) FROM {name}") for name in TABLES}
    )


@pytest.mark.parametrize(
    "purpose", [Purpose.REQUEST, Purpose.JOIN, Purpose.BOUNCES, Purpose.OWNER, Purpose.ADMIN]
)
def test_a_mail_that_is_done_goes_with_its_bytes(
    store: Store, list_id: int, purpose: Purpose
) -> None:
    done(store, came(store, purpose), "done")
    assert sweep(store, NOW)["errand"] == 1  # not before its time
    left = sweep(store, NOW + 1)
    assert (left["errand"], left["mail"]) == (0, 0)
    assert store.read_now(lambda db: db.rows("SELECT * FROM journal WHERE kind = 'errand'")) == []


def test_more_than_a_page_goes(store: Store, list_id: int) -> None:
    for n in range(2 * leftovers.PAGE + 3):
        done(store, came(store, Purpose.JOIN, at=NOW + n), "done")
    left = sweep(store, NOW + 2 * leftovers.PAGE)
    assert left["errand"] == left["mail"] == 3


def test_what_waits_stays(store: Store, list_id: int) -> None:
    came(store, Purpose.REQUEST)
    left = sweep(store, NOW + 1)
    assert (left["errand"], left["mail"]) == (1, 1)


@pytest.mark.parametrize(
    ("purpose", "outcome", "stays"),
    [
        (Purpose.MODERATE, "2 posts", True),  # it is known whether she was proven
        (Purpose.MODERATE, "automatic: auto-replied", False),
        (Purpose.AUTHOR, f"{errands.HANDED_ON}, about post 811", True),  # an alias names it
        (Purpose.AUTHOR, errands.ASKED, True),
        (Purpose.AUTHOR, "a stranger's, and unproven: not handed on", False),
    ],
)
def test_what_it_proves_stays_without_its_bytes(
    store: Store, list_id: int, purpose: Purpose, outcome: str, stays: bool
) -> None:
    accepted = came(store, purpose)
    done(store, accepted, outcome)
    left = sweep(store, NOW + 1)
    assert (left["errand"], left["mail"]) == (int(stays), int(stays))
    if stays:
        assert store.read_now(spool.raw, accepted.mail_id) == b""
    if purpose is Purpose.AUTHOR and stays:
        assert store.read_now(errands.private, accepted.errands[0]) is not None


@pytest.mark.parametrize(
    ("state", "published", "goes"),
    [
        ("dropped", None, True),
        ("refused", None, True),
        ("refused", NOW, False),
        ("held", None, False),
        ("done", NOW, False),
        ("recalled", None, False),
        ("shunted", None, False),
    ],
)
def test_refused_mail_goes_and_posts_stay(
    store: Store, list_id: int, state: str, published: float | None, goes: bool
) -> None:
    (number,) = came(store, Purpose.POST).numbers
    store.write_now(ended, number, state, published)
    left = sweep(store, NOW + 1)
    assert (left["post"], left["version"], left["mail"]) == ((0, 0, 0) if goes else (1, 1, 1))


def test_a_mail_that_is_a_post_too_stays(store: Store, list_id: int) -> None:
    """She wrote to the list and to its facilitators."""
    accepted = came(store, Purpose.POST, Purpose.OWNER)
    store.write_now(ended, accepted.numbers[0], "done", NOW)
    done(store, accepted, "handed to 1 moderators")
    left = sweep(store, NOW + 1)
    assert (left["errand"], left["post"], left["mail"]) == (0, 1, 1)
    assert store.read_now(spool.raw, accepted.mail_id) == RAW


def test_the_mail_of_a_later_version_stays_with_its_post(store: Store, list_id: int) -> None:
    (number,) = came(store, Purpose.POST).numbers
    store.write_now(ended, number, "held")
    answer = came(store, Purpose.CONFIRM)
    done(store, answer, "its author answered")

    def keep(db: Db) -> None:
        db.execute("UPDATE version SET mail = ? WHERE post = ?", (answer.mail_id, number))

    store.write_now(keep)
    assert sweep(store, NOW + 1)["mail"] == 2
    store.write_now(lambda db: db.execute("UPDATE post SET state = 'refused'"))
    assert sweep(store, NOW + 1)["mail"] == 0


def test_a_translation_outlives_the_mail_that_it_came_in(store: Store, list_id: int) -> None:
    """That held what we had sent to be translated, and is no post's."""
    (number,) = came(store, Purpose.POST).numbers
    store.write_now(ended, number, "done", NOW)
    answer = came(store, Purpose.TRANSLATE)
    said = Translation(number, 1, "fr", Manner.HUMAN, "Bonjour", mail_id=answer.mail_id)
    for one in (said, replace(said, mail_id=0)):
        store.write_now(translations.keep, one, NOW)
    done(store, answer, "811 translated")
    left = sweep(store, NOW + 1)
    assert (left["errand"], left["mail"]) == (0, 1)
    rows = store.read_now(lambda db: db.rows("SELECT text, mail FROM translation"))
    assert rows == [{"text": "Bonjour", "mail": 0}] * 2


def test_what_was_asked_and_said_of_a_refused_post_goes_with_it(store: Store, list_id: int) -> None:
    """It had been approved once; a row that named it would keep it for ever."""
    (number,) = came(store, Purpose.POST).numbers
    store.write_now(ended, number, "refused")
    person, _ = store.write_now(members.ensure_person, NewMember("m@example.org"), NOW)
    store.write_now(tasks.ask, number, 1, "en", ("fr",), NOW + DAY, NOW)
    store.write_now(tasks.give, [1], person, 7, NOW + DAY, NOW)
    store.write_now(translations.keep, Translation(number, 1, "fr", Manner.HUMAN, "Oui"), NOW)
    assert sweep(store, NOW + 1)["post"] == 0
    tables = ("translation", "task", "assignment")
    rows = [store.read_now(Db.rows, f"SELECT * FROM {table}") for table in tables]
    assert rows == [[], [], []]


def test_old_questions_and_letters_to_strangers_go(store: Store, list_id: int) -> None:
    asked = store.write_now(
        confirmations.ask, "join", list_id, "x@example.org", "", "en", "", NOW - 20 * DAY
    )
    to = (("known", 7), ("stranger", 0))
    for kind, person in to:
        number = store.write_now(mailings.reserve)
        letter = Letter(number, kind, 1, person, "x@example.org", "en", b"From: x\r\n", b"hi\r\n")
        store.write_now(ledger.spool_letters, [letter], NOW)

    def over(db: Db) -> None:
        db.execute("DELETE FROM rendition")
        db.execute("DELETE FROM delivery")
        db.execute("UPDATE mailing SET finished = ?, collapsed = 1", (NOW,))

    store.write_now(over)
    assert store.read_now(confirmations.get, asked) is not None
    left = sweep(store, NOW + 1)
    assert (left["confirmation"], left["mailing"]) == (0, 1)


def test_an_invitation_goes_when_it_hinders_nobody_and_a_no_with_its_year(
    store: Store, list_id: int
) -> None:
    """They stayed for ever, though nobody asks for them any more."""
    for n in range(leftovers.PAGE + 1):
        store.write_now(invitations.made, list_id, f"{n}@example.org", 3, NOW)
    store.write_now(invitations.decline, "no@example.org", NOW)

    def left(before: float) -> tuple[int, int]:
        sweep(store, before)
        count = "SELECT (SELECT count(*) FROM invitation), (SELECT count(*) FROM declined)"
        found: tuple[int, int] = store.read_now(lambda db: db.execute(count).fetchone())
        return found

    assert left(NOW + invitations.LATELY) == (leftovers.PAGE + 1, 1)
    assert left(NOW + invitations.LATELY + 1) == (0, 1)
    assert left(NOW + invitations.REST) == (0, 1)
    assert left(NOW + invitations.REST + 1) == (0, 0)


def test_a_post_that_was_out_stays_whatever_became_of_it(store: Store, list_id: int) -> None:
    """Taken back, or refused after it came back to the queue: people have it."""
    (number,) = came(store, Purpose.POST).numbers
    store.write_now(ended, number, "refused")
    store.write_now(lambda db: db.execute("UPDATE post SET was_out = ?", (NOW,)))
    left = sweep(store, NOW + 1)
    assert (left["post"], left["version"], left["mail"]) == (1, 1, 1)


@pytest.mark.parametrize(("state", "kept"), [("refused", 1), ("dropped", 0)])
def test_the_journal_goes_on_telling_what_people_decided(
    store: Store, list_id: int, state: str, kept: int
) -> None:
    (number,) = came(store, Purpose.POST).numbers
    store.write_now(ended, number, state)
    note = "INSERT INTO journal (at, kind, ref, event, reason) VALUES (?, 'post', ?, ?, '')"
    store.write_now(lambda db: db.execute("DELETE FROM journal WHERE kind = 'post'"))
    store.write_now(lambda db: db.execute(note, (NOW, number, state)))
    sweep(store, NOW + 1)
    rows = store.read_now(lambda db: db.rows("SELECT * FROM journal WHERE kind = 'post'"))
    assert len(rows) == kept


def test_a_letter_that_showed_posts_stays(store: Store, list_id: int) -> None:
    """Its numbers say what an answer to it means."""
    number = store.write_now(mailings.reserve)
    letter = Letter(
        number, "notice", 1, 0, "x@example.org", "en", b"From: x\r\n", b"hi\r\n", ((7, 1),)
    )
    store.write_now(ledger.spool_letters, [letter], NOW)

    def over(db: Db) -> None:
        db.execute("DELETE FROM rendition")
        db.execute("DELETE FROM delivery")
        db.execute("UPDATE mailing SET finished = ?, collapsed = 1", (NOW,))

    store.write_now(over)
    assert sweep(store, NOW + 1)["mailing"] == 1
