"""Which languages a post is in, as a moderator corrects it once it is held no more.

Owns that one change; while a post is held it is part of a ruling. Its thread's pages are made
again, and `undo` brings back what was told before. One that is not out yet is asked for anew in
other languages.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from listserv.store import decisions, journal, posts, shelf, tasks
from listserv.store.base import Db


def correct(
    db: Db, number: int, languages: Sequence[str], by: int, now: float, letter: int = 0
) -> None:
    """A post is in these languages, the first where one must count; in none: nobody knows."""
    post = posts.get(db, number)
    if post is None:
        return
    several = languages if len(languages) > 1 else ()
    db.execute(
        "UPDATE post SET language = ?, languages = ? WHERE number = ?",
        (next(iter(languages), ""), json.dumps(several), number),
    )
    said = " ".join(languages)
    before = {"language": post.language, "languages": json.dumps(post.languages)}
    decisions.remember(db, post.list_id, number, by, "language", now, said, before, letter)
    journal.note(db, "post", number, "language", f"by person {by}: {said or 'not known'}", now)
    if post.published is not None:
        shelf.mark(db, post.list_id, post.thread)
    else:
        tasks.look_anew(db, number, now)
