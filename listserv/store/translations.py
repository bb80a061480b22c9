"""What posts, and published summaries, say in other languages.

Owns `translation`, and until when an approved post waits for translations (`post.translating`).
A summary has a number as a post has, one version, and no drafts of programs; else it is translated
as a post is. A translation belongs to one version of its post: after words of a post have changed
it is shown no more, but kept. Of several by people the newest counts; nothing here deletes what
somebody made. Her name stands with it where she wants that, and where pages may name her at all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from listserv.model.translations import Manner, Translation
from listserv.store import journal, reach, shelf, twins
from listserv.store.base import Db, Row
from listserv.store.posts import WITHDRAWN

_SELECT = """
SELECT translation.*, coalesce(person.name, '') AS translator
FROM translation LEFT JOIN post ON post.number = translation.post
LEFT JOIN person ON person.id = translation.person AND credited AND NOT conceal
"""
# A translation, and itself as its post's twins have it (store/twins).
_SAME = """
SELECT other.id FROM translation AS this JOIN post ON post.number = this.post
JOIN post AS sister ON sister.mail = post.mail
JOIN translation AS other ON other.post = sister.number AND other.made = this.made
    AND other.language = this.language AND other.manner = this.manner
    AND other.person = this.person AND other.text = this.text
WHERE this.id = ?1 UNION SELECT ?1
"""
# A program's draft no longer, where its post's author has forbidden it since, or its list wants
# none any more.
_STANDS = """
gone IS NULL AND translation.version = coalesce(post.version, 1)
AND (manner != 'machine' OR NOT EXISTS (SELECT 1 FROM person AS author
    WHERE author.id = post.person AND author.machine = 0)
    AND EXISTS (SELECT 1 FROM list
        WHERE list.id = post.list AND json_extract(policy, '$.translate') = 'machine'))
"""


def of_posts(db: Db, numbers: Sequence[int]) -> dict[int, tuple[Translation, ...]]:
    """What may be read of these posts in other languages, as they stand: one for each language and
    manner, the newest."""
    rows = db.rows(
        f"{_SELECT} WHERE {_STANDS} AND translation.post IN (SELECT value FROM json_each(?))"
        " ORDER BY translation.id",
        json.dumps(list(numbers)),
    )
    found: dict[int, dict[tuple[str, str], Translation]] = {}
    for row in rows:
        found.setdefault(row["post"], {})[row["language"], row["manner"]] = _translation(row)
    return {number: tuple(by_kind.values()) for number, by_kind in found.items()}


def of_post(db: Db, number: int) -> tuple[Translation, ...]:
    """The same of one post."""
    return of_posts(db, [number]).get(number, ())


def by_people(db: Db, number: int) -> tuple[Translation, ...]:
    """The same without what programs say."""
    return tuple(one for one in of_post(db, number) if one.manner is not Manner.MACHINE)


def titles(db: Db, numbers: Sequence[int], language: str) -> dict[int, str]:
    """What people call posts in a language, by number, as `best` chooses; "" where the text that
    counts does not say. Without the texts: a table of contents asks for thousands."""
    rows = db.rows(
        "SELECT translation.post AS number, translation.topic AS topic"
        " FROM translation LEFT JOIN post ON post.number = translation.post"
        f" WHERE {_STANDS} AND translation.post IN (SELECT value FROM json_each(?))"
        " AND translation.language = ? AND manner IN ('human', 'abstract')"
        " ORDER BY manner = 'human', translation.id",
        json.dumps(list(numbers)),
        language,
    )
    return {row["number"]: row["topic"] for row in rows}


def get(db: Db, id_: int) -> Translation | None:
    row = db.row(f"{_SELECT} WHERE translation.id = ?", id_)
    return _translation(row) if row else None


def ever(db: Db, number: int) -> list[Translation]:
    """All that a post was given and nobody took back, oldest first: of other versions too, and the
    drafts that go to nobody."""
    rows = db.rows(
        f"{_SELECT} WHERE translation.post = ? AND gone IS NULL ORDER BY translation.id", number
    )
    return [_translation(row) for row in rows]


def sought(db: Db, list_id: int, most: int) -> list[int]:
    """The newest posts of a list that have translations or wait for them; their numbers."""
    has_some = (
        "(EXISTS (SELECT 1 FROM translation WHERE translation.post = number AND gone IS NULL)"
        " OR EXISTS (SELECT 1 FROM task WHERE task.post = number AND ended IS NULL))"
    )
    rows = db.rows(
        f"SELECT number FROM post WHERE list = ?1 AND {has_some}"
        f" UNION SELECT number FROM summary WHERE list = ?1 AND {has_some}"
        " ORDER BY number DESC LIMIT ?2",
        list_id,
        most,
    )
    return [row["number"] for row in rows]


def of_mail(db: Db, mail_id: int, person_id: int) -> list[Translation]:
    """What somebody sent in one mail, as far as it was not taken back."""
    rows = db.rows(
        f"{_SELECT} WHERE translation.person = ? AND translation.mail = ? AND translation.mail != 0"
        " AND gone IS NULL ORDER BY +translation.id",
        person_id,
        mail_id,
    )
    return [_translation(row) for row in rows]


def unread(
    db: Db, list_id: int, sources: Sequence[str], language: str, since: float, most: int
) -> list[int]:
    """The newest posts of a list, out since then, that are in one of these languages and that
    nobody has said in another, or is asked to; their numbers."""
    rows = db.rows(
        "SELECT number FROM post WHERE list = ?1 AND published > ?2"
        " AND language IN (SELECT value FROM json_each(?3)) AND language != ?4"
        " AND NOT EXISTS (SELECT 1 FROM json_each(post.languages) WHERE value = ?4)"
        " AND NOT EXISTS (SELECT 1 FROM translation WHERE post = number AND gone IS NULL"
        " AND translation.language = ?4 AND manner != 'machine')"
        " AND NOT EXISTS (SELECT 1 FROM task WHERE post = number AND task.language = ?4)"
        " ORDER BY published DESC LIMIT ?5",
        list_id,
        since,
        json.dumps(list(sources)),
        language,
        most,
    )
    return [row["number"] for row in rows]


def keep(db: Db, one: Translation, now: float, *, credited: bool = False) -> int:
    """Keep a translation; returns its id. Pages and copies that wait for it are made. What people
    say of a post is said of its twins too, as long as these have the same words.

    0: nothing is kept of its post, whose author was erased; an answer came late."""
    if _is_erased(db, one.number):
        return 0
    id_ = _insert(db, one, now, credited=credited)
    if one.manner is not Manner.MACHINE:
        for number, version in twins.alike(db, one.number, one.version):
            _insert(db, replace(one, number=number, version=version), now, credited=credited)
    return id_


def _insert(db: Db, one: Translation, now: float, *, credited: bool) -> int:
    cursor = db.execute(
        "INSERT INTO translation (post, version, language, manner, topic, text, person, credited,"
        " engine, refused, mail, made, doubted) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(one.number, one.version, one.language, one.manner.value, one.topic, one.text),
            *(one.person_id, credited, one.engine, one.refused, one.mail_id, now),
            one.doubted,
        ),
    )
    said = f"{one.manner} {one.language}{f': {one.refused}' if one.refused else ''}"
    journal.note(db, "post", one.number, "translated", said, now)
    _shown_anew(db, one.number)
    db.hint("table")
    return int(cursor.lastrowid or 0)


def take_along(db: Db, number: int, born: int) -> None:
    """A post has just been passed on: what people say of its words now is said of the copy too."""
    db.execute(
        "INSERT INTO translation (post, version, language, manner, topic, text, person, credited,"
        " mail, made, doubted) SELECT ?, 1, translation.language, manner, translation.topic, text,"
        " translation.person, credited, translation.mail, made, doubted FROM translation"
        f" JOIN post ON post.number = translation.post WHERE translation.post = ? AND {_STANDS}"
        " AND manner != 'machine' ORDER BY translation.id",
        (born, number),
    )


def _is_erased(db: Db, number: int) -> bool:
    return bool(
        db.value(
            "SELECT 1 FROM post WHERE number = ? AND person = 0 AND address = ''"
            " AND state IN ('recalled', 'refused', 'dropped')",
            number,
        )
    )


def take_back(db: Db, id_: int, by: int, now: float) -> bool:
    """A translation is shown no more; False where it was not."""
    rows = db.rows(
        f"UPDATE translation SET gone = ?2 WHERE id IN ({_SAME}) AND gone IS NULL"
        " RETURNING post, language",
        id_,
        now,
    )
    for row in rows:
        said = f"{row['language']} by person {by}"
        journal.note(db, "post", row["post"], "translation gone", said, now)
        _shown_anew(db, row["post"])
    return bool(rows)


def count_by(db: Db, person_id: int) -> int:
    """How many a person has made."""
    return int(
        db.value("SELECT count(*) FROM translation WHERE person = ? AND person != 0", person_id)
    )


def made_between(db: Db, list_id: int, since: float, until: float) -> list[Translation]:
    """People's translations of a list's posts made in (since, until], of posts that were out by
    then; oldest first."""
    rows = db.rows(  # from what was made, not from all posts of the list
        f"{_SELECT} LEFT JOIN summary ON summary.number = translation.post WHERE {_STANDS}"
        f" AND coalesce(post.list, summary.list) = ? AND NOT {WITHDRAWN}"
        " AND translation.made > ? AND translation.made <= ?"
        " AND coalesce(post.published, summary.published) <= translation.made AND manner = ?"
        " ORDER BY translation.made, translation.id",
        list_id,
        since,
        until,
        Manner.HUMAN.value,
    )
    return [_translation(row) for row in rows]


def changed_between(
    db: Db, list_id: int, since: float, until: float
) -> dict[tuple[int, str], float]:
    """When people's words for each of a list's texts were last given or taken back, in
    (since, until]: by number and language."""
    rows = db.rows(
        "SELECT translation.post, translation.language,"
        " max(max(translation.made, CASE WHEN gone <= ?3 THEN gone ELSE 0 END)) AS at"
        " FROM translation LEFT JOIN post ON post.number = translation.post"
        " LEFT JOIN summary ON summary.number = translation.post"
        " WHERE (translation.made > ?2 AND translation.made <= ?3 OR gone > ?2 AND gone <= ?3)"
        " AND coalesce(post.list, summary.list) = ?1 AND manner = ?4"
        " GROUP BY translation.post, translation.language",
        list_id,
        since,
        until,
        Manner.HUMAN.value,
    )
    return {(row["post"], row["language"]): row["at"] for row in rows}


def stood(db: Db, numbers: Sequence[int], at: float) -> dict[tuple[int, str], Translation]:
    """People's words for these texts as they stood at an instant, by number and language."""
    rows = db.rows(
        f"{_SELECT} WHERE translation.post IN (SELECT value FROM json_each(?1)) AND manner = ?2"
        " AND translation.version = coalesce(post.version, 1)"
        " AND translation.made <= ?3 AND coalesce(gone, ?3 + 1) > ?3 ORDER BY translation.id",
        json.dumps(list(numbers)),
        Manner.HUMAN.value,
        at,
    )
    return {(row["post"], row["language"]): _translation(row) for row in rows}


def named_anew(db: Db, person_id: int) -> None:
    """The pages that name a person as a translator are made again: her name is another, or is told
    no more."""
    rows = db.rows(
        "SELECT DISTINCT post FROM translation WHERE person = ? AND person != 0 AND credited"
        " AND gone IS NULL",
        person_id,
    )
    for row in rows:
        _shown_anew(db, row["post"])


# --- programs' drafts -----------------------------------------------------------------------------

ASKED = "asked"  # why a draft goes to nobody: no program has answered yet


def want_drafts(db: Db, number: int, version: int, languages: Sequence[str], now: float) -> None:
    """Programs are asked for a version of a post in these languages, each once."""
    db.many(
        "INSERT INTO translation (post, version, language, manner, text, refused, made)"
        " SELECT ?1, ?2, ?3, 'machine', '', ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM translation"
        " WHERE post = ?1 AND version = ?2 AND language = ?3 AND manner = 'machine')",
        ((number, version, language, ASKED, now) for language in languages),
    )
    db.hint("drafter")


def want_no_drafts(db: Db, number: int) -> None:
    """What programs have not answered yet is asked of them no more."""
    db.execute("DELETE FROM translation WHERE post = ? AND refused = ?", (number, ASKED))


def next_draft(db: Db) -> Translation | None:
    """What a program is asked for next, the oldest first."""
    row = db.row(f"{_SELECT} WHERE refused = '{ASKED}' ORDER BY +translation.id LIMIT 1")
    return _translation(row) if row else None


def drafted(db: Db, one: Translation, now: float) -> None:
    """What came of it. When nothing else of the post is asked of programs, it waits no longer for
    them; for people it does where its list says so."""
    changed = db.execute(
        "UPDATE translation SET topic = ?, text = ?, engine = ?, refused = ?, made = ?"
        f" WHERE id = ? AND refused = '{ASKED}'",
        (one.topic, one.text, one.engine, one.refused, now, one.id),
    ).rowcount
    if not changed:
        return  # the post was taken back, or has other words now
    said = f"machine {one.language}{f': {one.refused}' if one.refused else ''}"
    journal.note(db, "post", one.number, "translated", said, now)
    _shown_anew(db, one.number)
    holds = db.value(
        "SELECT 1 FROM post JOIN list ON list.id = post.list"
        " WHERE number = ? AND json_extract(policy, '$.translate_hold') > 0",
        one.number,
    )
    if not (holds and reach.is_hoped_for(db, one.number, now)):
        wait_no_longer(db, one.number, now)


# --- waiting for them -----------------------------------------------------------------------------


def wait(db: Db, number: int, until: float, now: float) -> None:
    """An approved post goes out no sooner; 0: it waits for no translation."""
    db.execute(
        "UPDATE post SET translating = ? WHERE number = ? AND state = 'approved'", (until, number)
    )
    if until:
        journal.note(db, "post", number, "waits for translations", "", now)
    for room in ("drafter", "translators", "table"):
        db.hint(room)


def wait_no_longer(db: Db, number: int, now: float) -> None:
    """What people were asked for is there, or nobody comes with it: unless a program is still at
    it, the post goes out."""
    changed = db.execute(
        "UPDATE post SET translating = 0 WHERE number = ? AND state = 'approved'"
        " AND translating != 0 AND NOT EXISTS (SELECT 1 FROM translation"
        f" WHERE translation.post = number AND refused = '{ASKED}')",
        (number,),
    ).rowcount
    if changed:
        journal.note(db, "post", number, "waits for translations no more", "", now)
    db.hint("table")


def machine_readers(db: Db, list_id: int) -> tuple[tuple[str, ...], ...]:
    """The languages, in order, of members who want drafts of programs; each combination once."""
    rows = db.rows(
        "SELECT DISTINCT languages FROM member JOIN person ON person.id = member.person"
        " WHERE list = ? AND translation = 'machine' AND delivery != 'none'",
        list_id,
    )
    return tuple(tuple(json.loads(row["languages"])) for row in rows)


def may_be_drafted(db: Db, number: int) -> bool:
    """Whether the author of a post lets programs translate it. A summary quotes many: no program
    is shown it."""
    return bool(
        db.value(
            "SELECT 1 FROM post LEFT JOIN person ON person.id = post.person"
            " WHERE number = ? AND coalesce(machine, 1) != 0",
            number,
        )
    )


def _shown_anew(db: Db, number: int) -> None:
    row = db.row(
        "SELECT list, thread FROM post WHERE number = ?1 AND published IS NOT NULL"
        " UNION SELECT list, thread FROM summary WHERE number = ?1",
        number,
    )
    if row:
        shelf.mark(db, row["list"], row["thread"])


def _translation(row: Row) -> Translation:
    return Translation(
        number=row["post"],
        version=row["version"],
        language=row["language"],
        manner=Manner(row["manner"]),
        text=row["text"],
        topic=row["topic"],
        person_id=row["person"],
        translator=row["translator"],
        engine=row["engine"],
        refused=row["refused"],
        made=row["made"],
        id=row["id"],
        mail_id=row["mail"],
        doubted=bool(row["doubted"]),
    )
