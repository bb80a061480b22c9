"""The letters that moderators answer, as plain text: a notice, and a queue mail of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from listserv.model import MailingList, Post, Site
from listserv.press.kinds import Waiting, Writer
from listserv.press.letter import Press
from listserv.text import mime

SEALED = "hifa-moderate+abcdefghijklmnopqrstuvwxyz23@lists.example.org"
NOW = 1_767_600_000.0


def notice_text(site: Site, mailing_list: MailingList, posts: Sequence[Post], language: str) -> str:
    """The notice of the first post."""
    return _text(
        site, mailing_list, "notice", language, item=_waiting(posts[0]), decided=(), more=0
    )


def queue_text(site: Site, mailing_list: MailingList, posts: Sequence[Post], language: str) -> str:
    """A queue mail of all posts."""
    waiting = tuple(map(_waiting, posts))
    return _text(
        site, mailing_list, "queue", language, waiting=waiting, spam=(), decided=(), more=0
    )


def _waiting(post: Post) -> Waiting:
    return Waiting(post, Writer(is_member=True, since=NOW - 1e8, posts=3), post.text)


def _text(site: Site, mailing_list: MailingList, kind: str, language: str, **values: Any) -> str:
    letter = Press(site).letter(
        kind,
        id=1,
        list=mailing_list,
        person_id=2,
        address="maria@example.org",
        name="María Ñuñez",
        language=language,
        now=NOW,
        reply_to=SEALED,
        **values,
    )
    root = mime.parse(letter.head + b"\r\n" + letter.body).root
    return next(part.text() for part in root.walk() if part.type == "text/plain")
