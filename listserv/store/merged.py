"""Who turned out to be somebody else whom we know: the names under which she is still called.

Owns the reading of `merged`, which merging writes. Tokens are in letters and copies for years, and
name a person by her number: whatever is read from one goes through here.
"""

from __future__ import annotations

from listserv.model import Token
from listserv.store import failures
from listserv.store.base import Db


def is_now(db: Db, person_id: int) -> int:
    """The person that one is by now: herself, or the one that she was made one with."""
    found: int | None = db.value("SELECT is_now FROM merged WHERE person = ?", person_id)
    return found or person_id


def token(db: Db, found: Token) -> Token:
    """A token that names the person of today."""
    if found.purpose not in failures.PERSONAL:
        return found
    return found._replace(first=is_now(db, found.first))
