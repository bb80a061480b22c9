"""Migrations of a store that is in use."""

from __future__ import annotations

import json
from pathlib import Path

from listserv.store.base import connect
from listserv.store.schema import migrations, statements


def test_what_was_gathered_before_it_was_written_down(tmp_path: Path) -> None:
    """Condolences that an issue had, and those that wait for one; copies never become some."""
    db = connect(tmp_path / "t.db")
    migrations.apply(db, stop_before="m005_gathered")
    db.execute("PRAGMA foreign_keys=OFF")
    posts = [  # number, kind, published, recalled, was_out, thread, urgent
        (1, "obituary", 10.0, None, None, 1, 1),
        (2, "", 11.0, None, None, 1, 0),  # copies: what it answers was called so later
        (3, "", 12.0, None, None, 1, 0),  # an issue had it
        (4, "", 21.0, None, None, 1, 0),
        (5, "", None, 23.0, 22.0, 1, 0),  # taken back while it waited
        (6, "", 22.0, None, None, 1, 1),
        (7, "job", 5.0, None, None, 7, 0),
        (8, "event", 21.0, None, None, 8, 1),
        (9, "", 21.0, None, None, 7, 0),
        (10, "obituary", None, 23.0, 20.5, 10, 1),
        (11, "", 22.0, None, None, 10, 0),
        (12, "", 24.0, None, None, 10, 0),  # copies: the obituary was taken back
        (13, "job", None, None, None, 0, 0),  # held
    ]
    for number, kind, published, recalled, was_out, thread, urgent in posts:
        db.execute(
            "INSERT INTO post (number, mail, list, state, kind, published, recalled, was_out,"
            " thread, urgent) VALUES (?,1,1,'done',?,?,?,?,?,?)",
            (number, kind, published, recalled, was_out, thread, urgent),
        )
    for period, until, told in (("daily", 20.0, [2, 3]), ("condolences", 20.0, [3])):
        db.execute(
            "INSERT INTO issue (list, period, date, since, until, mailing, posts)"
            " VALUES (1,?,'2027-01-09',1.0,?,0,?)",
            (period, until, json.dumps(told)),
        )
    migrations.apply(db)
    rows = db.execute("SELECT number FROM post WHERE gathered = 1 ORDER BY number").fetchall()
    assert [number for (number,) in rows] == [3, 4, 5, 7, 11]
    db.close()


def test_a_migration_is_cut_where_its_statements_end() -> None:
    """A comment whose line ended in a semicolon was taken for a statement."""
    first = "-- What it is for;\n-- and why;\nCREATE TABLE a (b);\n"
    second = "CREATE TRIGGER c AFTER DELETE ON a\n    BEGIN DELETE FROM a;\n  DELETE FROM b; END;\n"
    assert list(statements(f"{first}{second}-- the end;\n")) == [first, second]


def test_summaries_of_before_get_numbers_behind_the_posts(tmp_path: Path) -> None:
    """A draft gets none; the next post comes behind them."""
    db = connect(tmp_path / "t.db")
    migrations.apply(db, stop_before="m022_numbers_of_summaries")
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("INSERT INTO post (number, mail, list, state) VALUES (140, 1, 1, 'done')")
    for published in (10.0, None, 12.0):
        db.execute(
            "INSERT INTO summary (list, thread, language, title, text, made, published)"
            " VALUES (1, 140, 'en', 'x', 'x', 1.0, ?)",
            (published,),
        )
    migrations.apply(db)
    rows = db.execute("SELECT number FROM summary ORDER BY id").fetchall()
    assert rows == [(141,), (None,), (142,)]
    cursor = db.execute("INSERT INTO post (mail, list, state) VALUES (1, 1, 'held')")
    assert cursor.lastrowid == 143
    db.close()


def test_who_has_said_that_she_wants_no_translations_gets_none(tmp_path: Path) -> None:
    """Everybody else was given that wish before it had an effect."""
    db = connect(tmp_path / "t.db")
    migrations.apply(db, stop_before="m018_translations")
    for wish in ("off", "off", "machine"):
        db.execute(
            "INSERT INTO person (name, languages, created, translation) VALUES ('', '[]', 1.0, ?)",
            (wish,),
        )
    for ref, column in ((1, "profile"), (2, "translation"), (3, "translation")):
        db.execute(
            "INSERT INTO journal (at, kind, ref, event, reason)"
            " VALUES (1.0, 'person', ?, 'set', ?)",
            (ref, column),
        )
    migrations.apply(db)
    rows = db.execute("SELECT translation FROM person ORDER BY id").fetchall()
    assert rows == [("human",), ("off",), ("machine",)]
    db.close()
