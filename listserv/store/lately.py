"""What came before a post: the thread it would join, and how often its author wrote of late.

Owns nothing; the desk asks, before a verdict. What she wrote from any of her addresses counts. The
thread is the one that its headers or its reply address name, else the one that its subject does; a
post that names none has no rule. By a subject alone it answers nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import Arrival, MailingList, Reading, ThreadRule
from listserv.store import places, shelf, standings
from listserv.store.base import Db
from listserv.store.spool import HERS
from listserv.text.dates import DAY
from listserv.text.threads import Known, ancestry


@dataclass(frozen=True, slots=True)
class Lately:
    rule: ThreadRule = ThreadRule()  # noqa: RUF009 - frozen
    thread_today: int = 0  # posts of hers in that thread that went out within a day
    lately: int = 0  # posts of hers on the list within a day, whatever became of them
    answers: str = ""  # name of the author of the post that it answers


def of(
    db: Db, mailing_list: MailingList, arrival: Arrival, reading: Reading, topic: str, now: float
) -> Lately:
    """What the rules ask of the past; `topic` is the subject as it would be published."""
    lately = _written(db, mailing_list.id, arrival.number, reading.from_address, now)
    cited = ancestry(reading.references, reading.in_reply_to)
    answered = above(db, mailing_list.id, arrival.under, cited)
    thread = (
        answered.thread
        if answered
        else places.by_subject(db, mailing_list.id, topic, reading.subject, now)
    )
    if not thread:
        return Lately(lately=lately)
    today = db.value(
        "SELECT count(*) FROM post WHERE list = ?2 AND thread = ?3 AND thread != 0"
        f" AND published > ?4 AND {HERS}",
        reading.from_address,
        mailing_list.id,
        thread,
        now - DAY,
    )
    number = answered.number if answered else 0
    author = db.value("SELECT author FROM post WHERE number = ?", number)
    rule = standings.thread_rule(db, mailing_list.id, thread)
    return Lately(rule, today, lately, author or "")


def _written(db: Db, list_id: int, number: int, address: str, now: float) -> int:
    if not address:
        return 0
    return int(
        db.value(
            f"SELECT count(*) FROM post JOIN mail ON mail.id = post.mail WHERE {HERS}"
            # `+`: by her addresses, which are few, and not by the list
            " AND +post.list = ?2 AND number != ?3 AND state != 'dropped' AND received > ?4",
            address,
            list_id,
            number,
            now - DAY,
        )
    )


def above(db: Db, list_id: int, under: int, cited: Sequence[str]) -> Known | None:
    """The published post that another answers, as far as its address and its headers say.

    `under` is the number that its reply address names, `cited` what it cites, oldest first.
    """
    if under and (named := shelf.by_number(db, list_id, under)):
        return named
    known = shelf.by_message_ids(db, list_id, cited)
    return next((known[one] for one in reversed(cited) if one in known), None)
