"""What people are asked to translate, and who has which of it.

Owns `task` and `assignment`. A task is a version of a post, or a published summary, and a language;
one person at a time has it, until her day has come, then somebody else, until the task's own
deadline. A post that waits for its translations goes out when nobody can bring one any more in
time (store/reach).
What was dropped because its post was taken back, or got other words, is taken up again where the
post comes back as it was: whoever had it has it still. Each step is a line in the post's journal.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from listserv.model import Letter
from listserv.model.translations import PutOff, Task
from listserv.store import journal, ledger, reach, translations, twins
from listserv.store.base import Db, Row

_SELECT = """
SELECT task.*, coalesce(assignment.person, 0) AS has, given FROM task
LEFT JOIN assignment ON assignment.task = task.id AND assignment.ended IS NULL
LEFT JOIN post ON post.number = task.post LEFT JOIN summary ON summary.number = task.post
"""
_OF_LIST = "coalesce(post.list, summary.list) = ?"


def ask(
    db: Db,
    number: int,
    version: int,
    source: str,
    languages: Collection[str],
    until: float,
    now: float,
) -> None:
    """People are wanted for a version of a post, for each of these languages; once."""
    wanted = [
        language
        for language in languages
        if _begins(db, (number, version, source, language, now, until))
    ]
    if wanted:
        _take_up(db, number, now)
        journal.note(db, "post", number, "to translate", " ".join(wanted), now)
        db.hint("translators")


def reopen(db: Db, number: int, version: int, languages: Collection[str]) -> None:
    """What ended of these may be asked for again, also of whoever did it, or let its time pass:
    somebody wants it anew. A `not now` counts as long as ever."""
    ended = (
        "SELECT id FROM task WHERE post = ? AND version = ? AND ended IS NOT NULL"
        " AND language IN (SELECT value FROM json_each(?))"
    )
    about = (number, version, json.dumps(list(languages)))
    db.execute(
        "UPDATE assignment SET outcome = 'anew' WHERE outcome IN ('done', 'late')"
        f" AND task IN ({ended})",
        about,
    )
    db.execute(f"UPDATE task SET outcome = 'dropped' WHERE id IN ({ended})", about)


def _begins(db: Db, values: tuple[int, int, str, str, float, float]) -> bool:
    """Whether a task is open now that was not before."""
    return bool(
        db.execute(
            "INSERT INTO task (post, version, source, language, made, until) VALUES (?,?,?,?,?,?)"
            " ON CONFLICT (post, version, language) DO UPDATE SET source = excluded.source,"
            " until = excluded.until, ended = NULL, outcome = '' WHERE outcome = 'dropped'",
            values,
        ).rowcount
    )


def _take_up(db: Db, number: int, now: float) -> None:
    """Who had one of the tasks that are open again has it still, until her day."""
    db.execute(
        "UPDATE assignment SET ended = NULL, outcome = '' WHERE outcome = 'dropped' AND until > ?"
        " AND task IN (SELECT id FROM task WHERE post = ? AND ended IS NULL)",
        (now, number),
    )


def open_on(db: Db, list_id: int) -> list[Task]:
    """What is still wanted on a list, oldest first, by whom it may be had."""
    # From what is open, not from all posts of the list.
    return _tasks(db, f"{_OF_LIST} AND task.ended IS NULL", list_id)


def of_post(db: Db, number: int) -> list[Task]:
    """What is still wanted of a post."""
    return _tasks(db, "task.post = ? AND task.ended IS NULL", number)


def of_letter(db: Db, letter: int) -> list[Task]:
    """All that somebody was asked for in a letter, ended or not, in its order."""
    return _tasks(
        db, "task.id IN (SELECT task FROM assignment WHERE assignment.letter = ?)", letter
    )


def had(db: Db, ids: Sequence[int], now: float) -> dict[int, frozenset[int]]:
    """Persons who were asked before and are not asked again, by task."""
    found: dict[int, set[int]] = {}
    for row in db.rows(
        f"SELECT task, person FROM assignment WHERE {reach.HAD}"
        " AND task IN (SELECT value FROM json_each(?2))",
        now,
        json.dumps(list(ids)),
    ):
        found.setdefault(row["task"], set()).add(row["person"])
    return {task: frozenset(persons) for task, persons in found.items()}


def given_to(db: Db, number: int, person_id: int) -> list[tuple[str, int]]:
    """(language, version) of what somebody was asked for of a post, oldest version first."""
    rows = db.rows(
        "SELECT language, version FROM task JOIN assignment ON assignment.task = task.id"
        " WHERE task.post = ? AND assignment.person = ? ORDER BY version, assignment.given",
        number,
        person_id,
    )
    return [(row["language"], row["version"]) for row in rows]


def told(db: Db, ids: Sequence[int]) -> dict[int, float]:
    """Until when each of these tasks is hers who has it, as her letter says."""
    rows = db.rows(
        "SELECT task, max(until) AS until FROM assignment WHERE ended IS NULL"
        " AND task IN (SELECT value FROM json_each(?)) GROUP BY task",
        json.dumps(list(ids)),
    )
    return {row["task"]: row["until"] for row in rows}


def given_since(db: Db, since: float) -> dict[int, int]:
    """How many texts each translator was asked for since then and did not give back, by person."""
    rows = db.rows(
        f"SELECT person, count(*) AS n FROM assignment WHERE given > ? AND {reach.COUNTS}"
        " GROUP BY +person",  # by instant, not through all that anybody ever had
        since,
    )
    return {row["person"]: row["n"] for row in rows}


def last_given(db: Db) -> dict[int, float]:
    """When each translator was last written to, by person; of those who translate still."""
    rows = db.rows(
        "SELECT person, (SELECT max(given) FROM assignment WHERE assignment.person = one.person)"
        " AS given FROM (SELECT DISTINCT person FROM volunteer) AS one"
    )
    return {row["person"]: row["given"] for row in rows if row["given"] is not None}


def give(db: Db, ids: Sequence[int], person_id: int, letter: int, until: float, now: float) -> None:
    """She is asked for these, in this letter."""
    db.many(
        "INSERT INTO assignment (task, person, letter, given, until) VALUES (?,?,?,?,?)"
        " ON CONFLICT (task, person) DO UPDATE SET letter = excluded.letter,"
        " given = excluded.given, until = excluded.until, ended = NULL, outcome = ''",
        ((task, person_id, letter, now, until) for task in ids),
    )
    _noted(db, ids, "given to translate", f", person {person_id}", now)


def hand_out(
    db: Db, texts: Sequence[tuple[int, float]], person_id: int, letter: Letter, now: float
) -> bool:
    """She has these tasks now, each until an instant, and the letter that asks her is on its way.

    False, and nothing happened, where one of them is ended by now, or somebody has it.
    """
    ids = [task for task, _ in texts]
    taken = db.value(
        "SELECT 1 FROM task WHERE id IN (SELECT value FROM json_each(?)) AND (ended IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM assignment AS has WHERE has.task = task.id"
        " AND has.ended IS NULL))",
        json.dumps(ids),
    )
    if taken:
        return False
    for task, until in texts:
        give(db, [task], person_id, letter.id, until, now)
    ledger.spool_letters(db, [letter], now)
    return True


def put_off(
    db: Db, ids: Sequence[int], person_id: int, now: float, outcome: str = "not now"
) -> int:
    """She does not do these now; somebody else may, and she herself after a week, or where she
    gives them back because she is `away`, when she is there again. Returns how many she had."""
    rows = db.rows(
        "UPDATE assignment SET ended = ?, outcome = ? WHERE person = ? AND ended IS NULL"
        " AND task IN (SELECT value FROM json_each(?)) RETURNING task",
        now,
        outcome,
        person_id,
        json.dumps(list(ids)),
    )
    _noted(db, [row["task"] for row in rows], "put off", f", person {person_id}", now)
    let_go(db, now)
    db.hint("translators")
    return len(rows)


def put_off_by(db: Db, number: int, language: str, person_id: int) -> PutOff | None:
    """What has become of a text that she put off; of several versions, of the last that she was
    asked for."""
    row = db.row(
        "SELECT task.id, task.ended IS NULL AS wanted, mine.ended IS NULL AS hers, mine.until,"
        " EXISTS (SELECT 1 FROM assignment AS other WHERE other.task = task.id"
        "  AND other.ended IS NULL AND other.person != mine.person) AS others"
        " FROM task JOIN assignment AS mine ON mine.task = task.id AND mine.person = ?"
        " WHERE task.post = ? AND task.language = ? ORDER BY task.version DESC LIMIT 1",
        *(person_id, number, language),
    )
    if row is None:
        return None
    wanted, hers, others = (bool(row[name]) for name in ("wanted", "hers", "others"))
    return PutOff(row["id"], number, language, wanted, hers, others, row["until"])


def take_up(db: Db, ids: Sequence[int], person_id: int, now: float) -> int:
    """She does these after all: what nobody else has by now, and has time, is hers as it was; for
    the others she may be asked again. Returns how many are hers."""
    rows = db.rows(
        "UPDATE assignment SET ended = NULL, outcome = '' WHERE person = ?1 AND until > ?2"
        " AND outcome IN ('not now', 'away', 'anew') AND task IN"
        " (SELECT id FROM task WHERE ended IS NULL AND id IN (SELECT value FROM json_each(?3))"
        " AND NOT EXISTS (SELECT 1 FROM assignment AS other WHERE other.task = task.id"
        " AND other.ended IS NULL)) RETURNING task",
        person_id,
        now,
        json.dumps(list(ids)),
    )
    _noted(db, [row["task"] for row in rows], "taken up", f", person {person_id}", now)
    ask_again(db, person_id, now, ids)
    return len(rows)


def has_put_off(db: Db, person_id: int) -> bool:
    """Whether there is something that she put off, and that is still wanted."""
    return bool(
        db.value(
            "SELECT 1 FROM assignment JOIN task ON task.id = assignment.task"
            " WHERE person = ? AND assignment.outcome = 'not now' AND task.ended IS NULL",
            person_id,
        )
    )


def ask_again(db: Db, person_id: int, now: float, ids: Sequence[int] = ()) -> None:
    """She has time again: what she put off she may be asked for, all of it or these."""
    changed = db.execute(
        "UPDATE assignment SET outcome = 'away' WHERE person = ?1 AND outcome = 'not now'"
        " AND task IN (SELECT id FROM task WHERE ended IS NULL)"
        " AND (?2 = '[]' OR task IN (SELECT value FROM json_each(?2)))",
        (person_id, json.dumps(list(ids))),
    ).rowcount
    if changed:
        db.hint("translators")


def put_off_all(
    db: Db, list_id: int, person_id: int, pairs: Sequence[tuple[str, str]], now: float
) -> None:
    """She translates between these languages no more on a list: what she has of it is free."""
    rows = db.rows(
        "SELECT task.id FROM assignment JOIN task ON task.id = assignment.task"
        " LEFT JOIN post ON post.number = task.post"
        " LEFT JOIN summary ON summary.number = task.post"
        f" WHERE assignment.person = ? AND assignment.ended IS NULL AND {_OF_LIST}"
        " AND EXISTS (SELECT 1 FROM json_each(?) AS pair"
        " WHERE json_extract(pair.value, '$[0]') = source"
        " AND json_extract(pair.value, '$[1]') = task.language)",
        person_id,
        list_id,
        json.dumps(pairs),
    )
    if rows:
        put_off(db, [row["id"] for row in rows], person_id, now)


def done(db: Db, number: int, version: int, language: str, now: float) -> None:
    """A version of a post is in that language now, whoever was asked for it; and so are its twins
    that have its words."""
    for post, n in [(number, version), *twins.alike(db, number, version)]:
        rows = db.rows(
            "UPDATE task SET ended = ?, outcome = 'done' WHERE post = ? AND version = ?"
            " AND language = ? AND ended IS NULL RETURNING id",
            now,
            post,
            n,
            language,
        )
        _end_assignments(db, [row["id"] for row in rows], "done", now)
    let_go(db, now)


def drop(db: Db, number: int, now: float) -> None:
    """Nobody is wanted for a post any more: it was taken back, or has other words."""
    rows = db.rows(
        "UPDATE task SET ended = ?, outcome = 'dropped' WHERE post = ? AND ended IS NULL"
        " RETURNING id, language",
        now,
        number,
    )
    _end_assignments(db, [row["id"] for row in rows], "dropped", now)
    translations.want_no_drafts(db, number)
    if rows:
        said = " ".join(row["language"] for row in rows)
        journal.note(db, "post", number, "not to translate", said, now)


def look_anew(db: Db, number: int, now: float) -> None:
    """A post has another fate, or other words: when it is to go out, the table asks anew."""
    drop(db, number, now)
    db.execute("UPDATE post SET translating = NULL WHERE number = ?", (number,))


def resume(db: Db, number: int, now: float) -> None:
    """A post that was taken back is there again: so is what was dropped of it and has time."""
    rows = db.rows(
        "UPDATE task SET ended = NULL, outcome = '' WHERE post = ? AND outcome = 'dropped'"
        " AND until > ? AND version = (SELECT version FROM post WHERE number = task.post)"
        " RETURNING language",
        number,
        now,
    )
    if rows:
        _take_up(db, number, now)
        said = " ".join(row["language"] for row in rows)
        journal.note(db, "post", number, "to translate", said, now)
        db.hint("translators")


def is_late(db: Db, now: float) -> bool:
    """Whether there is something to end."""
    return bool(
        db.value("SELECT 1 FROM task WHERE ended IS NULL AND until <= ?", now)
        or db.value("SELECT 1 FROM assignment WHERE ended IS NULL AND until <= ?", now)
    )


def lapse(db: Db, now: float) -> bool:
    """End what nobody did in time; True: something was."""
    late = db.rows(
        "UPDATE assignment SET ended = ?1, outcome = 'late' WHERE ended IS NULL AND until <= ?1"
        " RETURNING task, person",
        now,
    )
    for row in late:
        _noted(db, [row["task"]], "late", f", person {row['person']}", now)
    rows = db.rows(
        "UPDATE task SET ended = ?1, outcome = 'lapsed' WHERE ended IS NULL AND until <= ?1"
        " RETURNING id, post, language",
        now,
    )
    _end_assignments(db, [row["id"] for row in rows], "late", now)
    for row in rows:
        journal.note(db, "post", row["post"], "not translated", row["language"], now)
    let_go(db, now)
    return bool(late or rows)


def _noted(db: Db, ids: Sequence[int], event: str, more: str, now: float) -> None:
    """A line about each of these tasks, with its post and language."""
    rows = db.rows(
        "SELECT post, language FROM task WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        json.dumps(list(ids)),
    )
    for row in rows:
        journal.note(db, "post", row["post"], event, f"{row['language']}{more}", now)


def _end_assignments(db: Db, ids: Sequence[int], outcome: str, now: float) -> None:
    db.execute(
        "UPDATE assignment SET ended = ?, outcome = ? WHERE ended IS NULL"
        " AND task IN (SELECT value FROM json_each(?))",
        (now, outcome, json.dumps(list(ids))),
    )


def let_go(db: Db, now: float) -> None:
    """Posts wait no longer for what nobody can bring in time."""
    for row in db.rows("SELECT number FROM post WHERE state = 'approved' AND translating > ?", now):
        if not reach.is_hoped_for(db, row["number"], now):
            translations.wait_no_longer(db, row["number"], now)


def _tasks(db: Db, condition: str, value: int) -> list[Task]:
    return [_task(row) for row in db.rows(f"{_SELECT} WHERE {condition} ORDER BY +task.id", value)]


def _task(row: Row) -> Task:
    return Task(
        id=row["id"],
        number=row["post"],
        version=row["version"],
        source=row["source"],
        language=row["language"],
        made=row["made"],
        until=row["until"],
        person_id=row["has"],
        given=row["given"],
    )
