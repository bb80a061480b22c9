"""`listserv queue`: what waits and for what, hurried and dropped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from listserv.model import Copy, DeliveryState, Rendition, Reply
from listserv.store import ledger, members, queue, relays
from listserv.store.base import Db
from listserv.text.dates import DAY
from tests.support.outgoing import broadcast
from tests.support.shell import Shell

RELAY = "smtp://127.0.0.1:25"
NOW = 1_800_000_000.0  # 15 January 2027, 08:00 UTC
TODAY = int(NOW // DAY)
LATER = (TODAY + 1) * DAY + 3600.0
DEFERRED = "451 4.3.0 come later"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is NOW for the program: no midnight comes in between."""
    monkeypatch.setattr(time, "time", lambda: NOW)


def on(shell: Shell, verb: Callable[..., Any], *args: Any) -> Any:
    return shell.store(lambda store: store.write_now(verb, *args))


def send(db: Db, *replies: tuple[DeliveryState, str]) -> int:
    """A post of which the first reply is about Amina's copy, each other one about another's."""
    amina = members.person_by_address(db, "amina@example.org")
    assert amina
    others = [Copy(1000 + n, 0) for n in range(1, len(replies))]
    post = [Rendition("en", b"Subject: x\r\n", b"x\r\n")]
    mailing = broadcast(db, "post", 1, post, [Copy(amina.id, 0), *others], 1.0)
    db.execute("UPDATE delivery SET state='trying', tries=1 WHERE mailing=?", (mailing,))
    ids = [row["id"] for row in db.rows("SELECT id FROM delivery WHERE mailing=?", mailing)]
    said = [
        Reply(delivery, mailing, state, text, LATER)
        for delivery, (state, text) in zip(ids, replies, strict=True)
    ]
    ledger.record(db, said, 1.0)
    return mailing


DUE, SENT = DeliveryState.DUE, DeliveryState.SENT


@pytest.fixture
def relay(hifa: Shell) -> Callable[[str], None]:
    """Add lines about the relay to the site's file."""

    def say(lines: str) -> None:
        kept = [
            line for line in hifa.config.read_text().splitlines() if not line.startswith("[relay")
        ]
        site = "\n".join(line for line in kept if not line.startswith("url = "))
        hifa.config.write_text(f'{site}\n[[relay]]\nurl = "{RELAY}"\n{lines}\n')

    return say


# --- show ------------------------------------------------------------------------------------


def test_the_queue_of_a_new_site(hifa: Shell) -> None:
    assert hifa.says("queue", "show").splitlines()[0] == "nothing sent yet"


def test_what_waits_is_shown_with_the_last_words(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (SENT, "250 Ok"))
    said = hifa.says("queue", "show")
    assert said.startswith("1 due, 1 sent\n")
    assert f"amina@example.org  {DEFERRED}\n" in said
    found = hifa.json("queue", "show")
    assert found["counts"] == {"due": 1, "sent": 1}
    assert (found["oldest"][0]["list"], found["oldest"][0]["mailing"]) == ("hifa", 1)


def test_what_a_domain_s_rate_keeps_back_waits_for_quota(hifa: Shell) -> None:
    on(hifa, send, (DUE, ledger.QUOTA), (DUE, ledger.QUOTA), (DUE, DEFERRED))
    until = hifa.json("queue", "show")["waiting_for_domains"]["last"]
    line = f"2 waiting for quota of their domain, the last until {until}\n"
    assert line in hifa.says("queue", "show")


@pytest.mark.parametrize(
    ("lines", "taken", "words"),
    [
        ("", 0, "no server runs"),
        ('rate = "100/s"', 0, "no server runs; at most 100 a second"),
        ('rate = "200000/d"', 0, "no server runs; at most 2.31 a second"),
        ('warmup = "2026-03-01"', 0, "no server runs"),  # long over
        ('warmup = "{today}"', 150, "no server runs; day 1 of its warm-up, 150 of 200 copies"),
        (
            'warmup = "{today}"\nrate = "1/s"',
            200,
            "waiting for quota until {tomorrow} 00:00Z; day 1 of its warm-up, 200 of 200 copies; "
            "at most 1 a second",
        ),
    ],
)
def test_a_relay_s_bounds_are_shown(
    hifa: Shell, relay: Callable[[str], None], lines: str, taken: int, words: str
) -> None:
    days = {
        name: time.strftime("%Y-%m-%d", time.gmtime((TODAY + n) * DAY))
        for n, name in enumerate(("today", "tomorrow"))
    }
    relay(lines.format(**days))
    on(hifa, relays.count, RELAY, taken, TODAY)
    assert f"relay {RELAY}: {words.format(**days)}\n" in hifa.says("queue", "show")


def test_yesterday_s_copies_are_not_of_today(hifa: Shell, relay: Callable[[str], None]) -> None:
    relay(f'warmup = "{time.strftime("%Y-%m-%d", time.gmtime(TODAY * DAY))}"')
    on(hifa, relays.count, RELAY, 200, TODAY - 1)
    (standing,) = hifa.json("queue", "show")["relays"]
    assert standing == {
        "relay": RELAY,
        "state": "no server runs",
        "warmup": {"day": 1, "taken": 0, "limit": 200},
    }


def test_a_stopped_relay_says_since_when_and_why(hifa: Shell, relay: Callable[[str], None]) -> None:
    relay("")
    on(hifa, relays.stop, RELAY, "554 5.7.1 Relay access denied", 1_767_225_600.0)
    line = f"relay {RELAY}: stopped since 2026-01-01 00:00Z: 554 5.7.1 Relay access denied\n"
    assert line in hifa.says("queue", "show")
    assert hifa.says("queue", "retry").splitlines()[1] == "stopped relays asked again: 1"
    assert f"relay {RELAY}: no server runs\n" in hifa.says("queue", "show")


def test_what_became_of_a_mailing_is_known_when_its_copies_are_counts(hifa: Shell) -> None:
    """They were counted, and nobody could read it."""
    on(hifa, send, (SENT, "250 Ok"), (DeliveryState.FAILED, "550 5.1.1 nobody"), (SENT, "250 Ok"))
    said = (
        "mailing 1: post of hifa, of 1970-01-01 00:00Z, ended 1970-01-01 00:00Z\n1 failed, 2 sent\n"
    )
    assert hifa.says("queue", "show", "--mailing", "1") == said
    while on(hifa, queue.collapse, NOW):
        pass
    assert on(hifa, queue.counts) == {}
    assert hifa.says("queue", "show", "--mailing", "1") == said
    found = hifa.json("queue", "show", "--mailing", "1")
    assert (found["mailing"], found["counts"]) == (1, {"failed": 1, "sent": 2})


def test_what_waits_of_a_mailing_is_shown(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (SENT, "250 Ok"))
    said = hifa.says("queue", "show", "--mailing", "1")
    assert said == "mailing 1: post of hifa, of 1970-01-01 00:00Z\n1 due, 1 sent\n"


# --- retry -----------------------------------------------------------------------------------


def test_everything_that_waits_is_hurried(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (DUE, DEFERRED), (SENT, "250 Ok"))
    assert hifa.says("queue", "retry") == "due now: 2 copies\n"
    assert hifa.json("queue", "retry") == {"due": 0, "relays": 0}


def test_one_copy_is_hurried(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (DUE, DEFERRED))
    assert hifa.says("queue", "retry", "2") == "due now: 1 copy\n"
    late = [row["due"] > time.strftime("%Y-%m-%d 23:59Z", time.gmtime(NOW)) for row in rows(hifa)]
    assert late == [True, False]


def test_what_does_not_wait_cannot_be_hurried_nor_dropped(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (SENT, "250 Ok"))
    for verb in ("retry", "drop"):
        for number in ("2", "99"):
            said = hifa.fails(1, "queue", verb, "1", number)
            assert said == (
                f"listserv queue {verb}: copy {number} does not wait; "
                "'listserv queue show' lists what does"
            )
    assert hifa.json("queue", "show")["counts"] == {"due": 1, "sent": 1}


# --- drop ------------------------------------------------------------------------------------


def rows(shell: Shell) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shell.json("queue", "show")["oldest"]
    return found


def test_copies_are_dropped_and_named(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (DUE, DEFERRED))
    assert hifa.says("queue", "drop", "1") == "1 dropped: post of hifa to amina@example.org\n"
    assert [row["id"] for row in rows(hifa)] == [2]
    assert hifa.json("queue", "drop", "2", "2") == {"dropped": [2], "late": []}
    assert hifa.json("queue", "show")["counts"] == {"withdrawn": 2}


def test_a_whole_mailing_is_dropped(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (DUE, DEFERRED), (SENT, "250 Ok"))
    on(hifa, send, (DUE, DEFERRED))
    assert hifa.says("queue", "drop", "--mailing", "1") == "dropped: 2 copies, post of hifa\n"
    assert hifa.json("queue", "drop", "--mailing", "1") == {"dropped": 0, "late": 0}
    assert hifa.json("queue", "show")["counts"] == {"due": 1, "sent": 1, "withdrawn": 2}
    assert "dropped by the postmaster" in on(hifa, replies)


def replies(db: Db) -> set[str]:
    return {row["reply"] for row in db.rows("SELECT reply FROM delivery")}


def test_what_is_being_sent_is_not_dropped(hifa: Shell) -> None:
    on(hifa, send, (DUE, DEFERRED), (DUE, DEFERRED))
    on(hifa, begin, 1)
    result = hifa("queue", "drop", "1", "2")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1] == "1 is being sent"
    assert result.stdout.startswith("2 dropped: post of hifa")
    assert "being sent at this moment: 1 copy\n" in hifa.says("queue", "drop", "--mailing", "1")
    assert on(hifa, queue.counts) == {"trying": 1, "withdrawn": 1}


def begin(db: Db, delivery: int) -> None:
    db.execute("UPDATE delivery SET state='trying' WHERE id=?", (delivery,))


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "name the copies by number, or one --mailing"),
        (["1", "--mailing", "1"], "name the copies by number, or one --mailing"),
        (["--mailing", "x"], '"x" is no number'),
    ],
)
def test_drop_wants_to_know_what(hifa: Shell, words: list[str], complaint: str) -> None:
    assert complaint in hifa.fails(2, "queue", "drop", *words)


@pytest.mark.parametrize("verb", ["show", "drop"])
def test_a_mailing_that_is_none(hifa: Shell, verb: str) -> None:
    said = hifa.fails(1, "queue", verb, "--mailing", "77")
    assert said == (
        f"listserv queue {verb}: there is no mailing 77; 'listserv queue show --json' names them"
    )
