"""Texts that several forums of a family want: one text is asked of one person.

Reads only. A post that is in two forums has a task in each; what is made of one counts for both.
So only one of them asks: the one where somebody has it, else the one that wanted it first, as long
as anybody there may bring it. Once that has ended without a text, the other asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.model.translations import Task
from listserv.store import posts, reach, tasks, twins
from listserv.store.base import Db


def asked_elsewhere(db: Db, open_: Sequence[Task], now: float) -> frozenset[int]:
    """Of the open tasks of a list those that another forum asks its people for, by their ids."""
    free = [task for task in open_ if not task.person_id]
    numbers = dict.fromkeys(task.number for task in free)
    others = {number: _of_twins(db, number, now) for number in numbers}
    return frozenset(
        task.id
        for task in free
        if any(
            other.language == task.language and (other.person_id or other.id < task.id)
            for other in others[task.number]
        )
    )


def _of_twins(db: Db, number: int, now: float) -> list[Task]:
    """What is open of the twins that say the same, and somebody there has, or may be asked for."""
    sisters, found = twins.of_post(db, number), []
    mine = posts.get(db, number) if sisters else None
    for one in sisters:
        asks = one.list.retired is None and one.list.policy.translate != "off"
        if mine is None or not asks or one.post.text != mine.text:
            continue
        hoped = reach.languages(db, one.post.number, now)
        found += [task for task in tasks.of_post(db, one.post.number) if task.language in hoped]
    return found
