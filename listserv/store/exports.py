"""Published posts, one after another, as an export takes them.

Owns nothing. What was taken back is not there: a recalled post has no instant of publication, and
one that its author withdrew is nobody's any more, whatever its moderators do with the archive.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.model import Post
from listserv.model.translations import Translation
from listserv.store import posts, translations
from listserv.store.base import Db
from listserv.store.recalls import WITHDRAWN

Place = tuple[float, int]  # when a post was published, and its number

BEGINNING: Place = (float("-inf"), 0)

# Events of the journal after which what was read of posts before may hold what is gone by now.
_TAKEN = "'redacted', 'recalled', 'withdrawn', 'translation gone'"
_OUT = f"published IS NOT NULL AND NOT {WITHDRAWN}"


@dataclass(frozen=True, slots=True)
class Published:
    """A post that is out; `why` is how its first text came to be, as `version` has it."""

    post: Post
    why: str
    conceals: bool = False  # its author wants no page to name her
    translations: tuple[Translation, ...] = ()  # that members may read


def places(db: Db, list_id: int, after: Place, limit: int) -> list[Place]:
    """The next posts of a list in the order of publication."""
    return [
        (published, number)
        for published, number in db.execute(
            f"SELECT published, number FROM post WHERE list = ? AND {_OUT}"
            " AND (published, number) > (?, ?) ORDER BY published, number LIMIT ?",
            (list_id, *after, limit),
        )
    ]


def one(db: Db, number: int) -> Published | None:
    """A post; None where it is not out any more."""
    found = posts.where(db, f"number = ? AND {_OUT}", number)
    if not found:
        return None
    why = db.value("SELECT why FROM version WHERE post = ? AND n = 1", number)
    conceals = db.value("SELECT conceal FROM person WHERE id = ?", found[0].person_id)
    known = tuple(one for one in translations.of_post(db, number) if not one.refused)
    return Published(found[0], why or "", bool(conceals), known)


def taken_since(db: Db, line: int) -> bool:
    """Whether words, posts or people were taken out anywhere behind a line of the journal, or are
    being taken out now."""
    return bool(
        db.value(
            f"SELECT 1 FROM journal WHERE id > ? AND (kind = 'erasure' OR event IN ({_TAKEN}))"
            " UNION ALL SELECT 1 FROM erasure WHERE ended IS NULL LIMIT 1",
            line,
        )
    )
