"""The verbs about posts and mail: held, queue, post, archive, digest, summary."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from listserv.mailroom import Mailroom
from listserv.model import (
    Action,
    Destination,
    Envelope,
    Letter,
    MailingList,
    Proof,
    Purpose,
    Reading,
    State,
    Verdict,
)
from listserv.model.translations import Manner, Translation
from listserv.store import decisions, held, lists, members, spool, translations
from listserv.store.base import Db, Store
from tests.support.shell import Shell

HISTORY = """\
From: Amina Kamau <amina@example.org>
Date: Mon, 05 Jan 2026 10:00:00 +0000
Subject: Oxygen cylinders
Message-ID: <one@example.org>

How do you know that a cylinder is full?
"""
ANSWER = """\
From: Paul <paul@example.org>
Date: Mon, 05 Jan 2026 12:00:00 +0000
Subject: Re: Oxygen cylinders
Message-ID: <two@example.org>
In-Reply-To: <one@example.org>

We weigh them, and write the weight on the wall.
"""


def hold(shell: Shell, *subjects: str) -> list[int]:
    """Posts of Amina's that the desk has held; returns their numbers."""

    def work(store: Store) -> list[int]:
        found = store.read_now(lists.get, "hifa")
        assert found
        return [store.write_now(_held, found, subject) for subject in subjects]

    return shell.store(work)


def _held(db: Db, found: MailingList, subject: str) -> int:
    to = Destination("hifa@lists.example.org", Purpose.POST, found.id)
    envelope = Envelope("amina@example.org", (to,), "127.0.0.1", True, time.time())
    spool.accept(db, envelope, f"Subject: {subject}\r\n\r\nDear all\r\n".encode())
    (arrival,) = spool.arrivals(db, time.time(), 10)
    reading = Reading(
        subject=subject,
        from_name="Amina Kamau",
        from_address="amina@example.org",
        message_id=f"<{subject}@example.org>",
        clean="Dear all, eleven cases.",
    )
    author = members.person_by_address(db, "amina@example.org")
    proof = Proof("dkim", "example.org")
    verdict = Verdict(Action.HOLD, ("moderated",))
    spool.settle(db, arrival, verdict, reading, proof, author, subject, 1.0, time.time())
    return arrival.number


def bring(shell: Shell) -> None:
    """History of one thread with two posts."""
    folder = shell.folder / "history"
    folder.mkdir()
    (folder / "1.eml").write_text(HISTORY, encoding="utf-8")
    (folder / "2.eml").write_text(ANSWER, encoding="utf-8")
    assert "2 messages, 2 imported" in shell.says("post", "import", "hifa", str(folder))


# --- held ----------------------------------------------------------------------------------------


def test_held_posts_are_listed_and_shown(hifa: Shell) -> None:
    one, two = hold(hifa, "Measles", "Oxygen")
    assert [row["number"] for row in hifa.json("held", "list", "hifa")] == [one, two]
    assert hifa.says("held", "list").splitlines()[0].split() == [
        str(one),
        "hifa",
        "Amina",
        "Kamau",
        "Measles",
    ]
    said = hifa.says("held", "show", str(two))
    assert "reasons   moderated\n" in said
    assert said.endswith("\n\nDear all, eleven cases.\n")
    assert "there is no post 99; " in hifa.fails(1, "held", "show", "99")


def test_what_a_post_says_in_other_languages_is_named(hifa: Shell) -> None:
    hifa.says("list", "set", "hifa", "--translate", "machine")
    (number,) = hold(hifa, "Oxygen")
    for one in (
        Translation(number, 1, "fr", Manner.HUMAN, "Oxygène"),
        Translation(number, 1, "pt", Manner.MACHINE, "Oxigénio", refused="number"),
    ):
        hifa.store(lambda store, one=one: store.write_now(translations.keep, one, time.time()))
    facts = hifa.json("held", "show", str(number))
    assert facts["translations"] == ["fr human", "pt machine, refused: number"]
    assert "fr human, pt machine, refused: number" in hifa.says("held", "show", str(number))


def test_words_taken_out_while_a_rejection_is_written_are_not_in_its_letter(
    hifa: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = hold(hifa, "One")
    write, mails = Mailroom.letter, []

    def redact(db: Db) -> None:
        db.execute("UPDATE version SET text = 'Dear all, some cases.'")
        decisions.remember(db, 1, number, 1, "redact", 0.0, "", {"mail": 1, "places": 1})

    async def slow(self: Mailroom, *args: Any, **values: Any) -> Letter:
        mails.append(await write(self, *args, **values))
        if len(mails) == 1:
            hifa.store(lambda store: store.write_now(redact))
        return mails[-1]

    monkeypatch.setattr(Mailroom, "letter", slow)
    hifa.says("held", "reject", str(number), "--reason", "off purpose")
    bodies = hifa.store(
        lambda store: store.read_now(lambda db: db.rows("SELECT body FROM rendition"))
    )
    assert len(mails) == 2
    assert [b"some cases" in row["body"] for row in bodies] == [True]


def test_held_posts_are_approved_and_rejected(hifa: Shell) -> None:
    one, two, three, four, five = hold(hifa, "a", "b", "c", "d", "e")
    assert hifa.says("held", "approve", str(one), str(one)) == f"{one} approved\n"
    assert hifa.fails(1, "held", "approve", str(two), str(one)).endswith(
        f"post {one} is not held, it is approved"
    )
    said = hifa.json("held", "reject", str(two), "--reason", "off purpose")
    assert said == {"decided": [two], "late": []}
    assert hifa.says("held", "reject", str(three), "--spam") == f"{three} not published\n"
    assert hifa.says("held", "approve", "--all") == f"{four} approved\n{five} approved\n"
    assert hifa.says("held", "list") == ""
    assert hifa.says("held", "approve", "--all") == ""
    state = {n: hifa.json("held", "show", str(n))["state"] for n in (one, two, three, four)}
    assert list(state.values()) == ["approved", "refused", "refused", "approved"]
    (letter,) = hifa.json("queue", "show")["oldest"]
    assert (letter["kind"], letter["address"]) == ("refused", "amina@example.org")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("approve",), "name the posts by number, or say --all"),
        (("approve", "1", "--all"), "name the posts by number, or say --all"),
        (("reject", "1"), "give a --reason for the author, or say --spam"),
        (
            ("reject", "1", "--reason", "offpurpose"),
            "'offpurpose' is no named reason; did you mean 'off-purpose'?",
        ),
        (
            ("reject", "1", "--reason", "Copyrigth"),
            "'Copyrigth' is no named reason; did you mean 'copyright'?",
        ),
        (("reject", "1", "--spam", "--reason", "x"), "give a --reason for the author, or say"),
    ],
)
def test_held_verbs_want_to_know_what(hifa: Shell, words: tuple[str, ...], line: str) -> None:
    hold(hifa, "Measles")
    said = hifa.fails(2, "held", *words)
    assert said.startswith(f"listserv held {words[0]}: {line}")
    assert len(hifa.json("held", "list")) == 1


def test_of_two_decisions_the_first_counts(hifa: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A moderator answers by mail between our look at the post and our decision."""
    (number,) = hold(hifa, "Measles")
    decide = held.decide

    def late(db: Db, **ours: Any) -> bool:
        decide(db, ours["number"], State.REFUSED, 7, "no", time.time())
        return decide(db, **ours)

    monkeypatch.setattr(held, "decide", late)
    result = hifa("held", "approve", str(number))
    assert (result.exit_code, result.stdout) == (1, f"{number} was decided meanwhile\n")
    assert hifa.json("held", "show", str(number))["state"] == "refused"


# --- history, digest, summary, archive -----------------------------------------------------------


def test_history_comes_in_and_is_made_into_pages(hifa: Shell) -> None:
    bring(hifa)
    again = hifa.json("post", "import", "hifa", str(hifa.folder / "history"))
    assert again == {"messages": 2, "imported": 0, "reasons": {"exact repeat": 2}, "lacking": {}}
    built = hifa.json("archive", "build")
    folder = Path(built["directory"])
    assert built["pages"]["hifa"] >= 5
    assert (folder / "members" / "hifa" / "index.html").exists()
    assert hifa.says("archive", "build", "hifa").startswith("hifa: ")
    assert "there is no list nope" in hifa.fails(1, "archive", "build", "nope")
    line = hifa.fails(2, "post", "import", "hifa", "/no/such")
    assert line == "listserv post import: /no/such: no such file or folder"


def test_a_digest_is_looked_at_before_it_goes_out(hifa: Shell) -> None:
    result = hifa("digest", "preview", "hifa")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing new since the last digest" in result.stderr
    (number,) = hold(hifa, "Oxygen cylinders")
    hifa.says("held", "approve", str(number))
    hifa.store(lambda store: store.write_now(_published, number))
    said = hifa.says("digest", "preview", "hifa")
    assert said.startswith("Subject: ")
    assert "Dear all, eleven cases." in said
    assert "Dear all" not in hifa.says("digest", "preview", "hifa", "--titles")
    french = hifa.json("digest", "preview", "hifa", "--language", "fr")
    assert french["subject"] not in said
    hifa.store(lambda store: store.write_now(_translated, number))
    french = hifa.json("digest", "preview", "hifa", "--language", "fr")
    assert "Onze cas." in french["text"] and "eleven cases" not in french["text"]
    assert hifa.says("digest", "preview", "hifa") == said
    assert "is no language" in hifa.fails(2, "digest", "preview", "hifa", "--language", "xx")


def _published(db: Db, number: int) -> None:
    db.execute(
        "UPDATE post SET state='done', published=?, thread=?, position=1 WHERE number=?",
        (time.time(), number, number),
    )


def _translated(db: Db, number: int) -> None:
    db.execute("UPDATE post SET language = 'en' WHERE number = ?", (number,))
    one = Translation(number, 1, "fr", Manner.HUMAN, "Onze cas.")
    translations.keep(db, one, time.time())


def _first(db: Db) -> int:
    return int(db.value("SELECT min(number) FROM post"))


def test_a_summary_is_drafted_edited_and_published_once(hifa: Shell) -> None:
    bring(hifa)
    number = hifa.store(lambda store: store.read_now(_first))
    drafted = hifa.json("summary", "draft", str(number))
    assert "Oxygen cylinders" in drafted["title"]
    assert "weigh them" in drafted["text"]
    draft = str(drafted["draft"])
    path = hifa.folder / "summary.txt"
    path.write_text("Weigh the cylinders.\n", encoding="utf-8")
    assert hifa.says("summary", "edit", draft, str(path)) == f"draft {draft} has the new text\n"
    assert "is empty" in hifa.fails(2, "summary", "edit", draft, "-", given=" \n")
    assert hifa.says("summary", "publish", draft).startswith(f"summary {draft} is on its way")
    (mail,) = hifa.json("queue", "show")["oldest"]
    assert (mail["kind"], mail["address"]) == ("summary", "amina@example.org")
    assert hifa.fails(1, "summary", "publish", draft).endswith("is published already")
    assert hifa.fails(1, "summary", "edit", draft, str(path)).endswith("is published already")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("draft", "99"), "there is no published post 99"),
        (("edit", "99", "-"), "there is no draft 99; 'listserv summary draft NUMBER' makes one"),
        (("publish", "99"), "there is no draft 99; 'listserv summary draft NUMBER' makes one"),
    ],
)
def test_summaries_that_are_not_there(hifa: Shell, words: tuple[str, ...], line: str) -> None:
    assert hifa.fails(1, "summary", *words) == f"listserv summary {words[0]}: {line}"


def test_a_server_beside_us_is_told_only_of_changes(
    hifa: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("listserv.control.ask", lambda path, verb: asked.append(verb))
    hifa.says("list", "show")
    assert asked == []
    hifa.says("list", "set", "hifa", "--pace", "3")
    assert asked == ["wake"]
