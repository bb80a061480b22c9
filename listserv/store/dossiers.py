"""Everything that is kept of the members of a list, row by row, for an export.

Owns nothing. A dossier has all columns of the person and of the membership by their names: a column
that comes is exported with the others. Instants are floats, as everywhere in the store.
"""

from __future__ import annotations

import json

from listserv.store.base import Db, Row

_PAGE = """
SELECT person.*, member.*,
    (SELECT json_group_array(address) FROM
        (SELECT address FROM address WHERE person = person.id ORDER BY main DESC, address))
        AS addresses,
    (SELECT json_group_array(json_array(kind, value)) FROM filter
        WHERE filter.list = member.list AND filter.person = member.person) AS filters,
    coalesce((SELECT word FROM standing WHERE standing.list = member.list
        AND standing.person = member.person), '') AS standing,
    EXISTS (SELECT 1 FROM moderator WHERE moderator.list = member.list
        AND moderator.person = member.person) AS moderates
FROM member JOIN person ON person.id = member.person
WHERE member.list = ? AND member.person > ? ORDER BY member.person LIMIT ?
"""
_JSON = ("languages", "addresses", "filters")
_YES_OR_NO = ("own_copies", "conceal", "machine", "moderates")
_NAMED_ELSEWHERE = ("list", "person")  # the list is the export's, the person is `id`


def page(db: Db, list_id: int, after: int, limit: int) -> list[Row]:
    """The next members whose person ids are above `after`, by person id."""
    return [_dossier(row) for row in db.rows(_PAGE, list_id, after, limit)]


def _dossier(row: Row) -> Row:
    for name in _NAMED_ELSEWHERE:
        del row[name]
    for name in _JSON:
        row[name] = json.loads(row[name])
    for name in _YES_OR_NO:
        row[name] = bool(row[name])
    return {"id": row.pop("id"), "address": row["addresses"][0], **row}
