"""Who gets which posts of an issue, and in which form: each post once.

Pure. A post reaches a reader by the mode she had at its publication: who read every message then
has had it, whoever read by this period's digest gets it here, whatever she reads by now. So
somebody who goes over to every message gets the rest of her day in one last digest, and somebody
who comes from there only what was published after her change. What came out while she paused, and
what she does not want, reaches her in none. Condolences are for who had every
message then. Notices are one mail for everybody who reads now in any mode but summaries. Who
stopped all mail gets nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from listserv.digests.compose import Form
from listserv.languages import plain
from listserv.model import Copy, DeliveryMode, Member, Post
from listserv.model.wanted import Filter, Heading, passed_by
from listserv.press.catalogue import spoken

FORMS: dict[str, dict[DeliveryMode, Form]] = {
    "daily": {DeliveryMode.DAILY: Form.FULL, DeliveryMode.TITLES: Form.TITLES},
    "weekly": {DeliveryMode.WEEKLY: Form.FULL},
    "monthly": {DeliveryMode.MONTHLY: Form.FULL},
    "notices": {
        mode: Form.FULL
        for mode in DeliveryMode
        if mode not in (DeliveryMode.SUMMARIES, DeliveryMode.NONE)
    },
    "condolences": {DeliveryMode.EACH: Form.FULL},
}

Changes = Mapping[int, Sequence[tuple[float, DeliveryMode]]]
"""Changes of mode by person, the oldest first: when, and the mode until then."""
Filters = Mapping[int, Sequence[Filter]]
"""What persons do not want of the list, or want alone, by person."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is composed once for all who get the same: a form, a language, some of the posts, and
    some of the earlier ones that stand still."""

    form: Form
    language: str
    numbers: tuple[int, ...]
    again: tuple[int, ...] = ()


def choose(
    readers: Sequence[Member],
    changes: Changes,
    posts: Sequence[Post],
    period: str,
    now: float,
    filters: Filters | None = None,
    standing: Sequence[Post] = (),
) -> tuple[list[Edition], list[Copy]]:
    """The editions of an issue, and who gets which of them; nobody gets two."""
    editions: dict[Edition, int] = {}
    copies: list[Copy] = []
    passed = _passed_by((*posts, *standing), filters or {})
    for reader in readers:
        if reader.delivery is DeliveryMode.NONE or not reader.reads(now):
            continue
        person = reader.person.id
        wanted = [post for post in posts if person not in passed[post.number]]
        form, numbers = _share(reader, changes.get(person, ()), wanted, period)
        if form is None:
            continue
        again = tuple(post.number for post in standing if person not in passed[post.number])
        edition = Edition(form, spoken(reader.person.language), numbers, again)
        place = editions.setdefault(edition, len(editions))
        copies.append(Copy(reader.person.id, place))
    return list(editions), copies


def mode_at(
    instant: float, current: DeliveryMode, changes: Sequence[tuple[float, DeliveryMode]]
) -> DeliveryMode:
    """The mode at an instant: what the first change after it ended, else the current one."""
    return next((before for at, before in changes if at > instant), current)


def _passed_by(posts: Sequence[Post], filters: Filters) -> dict[int, frozenset[int]]:
    """Whom each post passes by, by its number."""
    if not filters:
        return {post.number: frozenset() for post in posts}
    headings = {post.number: Heading.of(post, plain.words(post.topic)) for post in posts}
    return {number: passed_by(filters, heading) for number, heading in headings.items()}


def _share(
    reader: Member,
    changes: Sequence[tuple[float, DeliveryMode]],
    posts: Sequence[Post],
    period: str,
) -> tuple[Form | None, tuple[int, ...]]:
    """One reader's posts of an issue; in the form in which the last of them is hers."""
    form: Form | None = None
    numbers: list[int] = []
    for post in posts:
        published = post.published or 0.0
        wanted = FORMS[period].get(mode_at(published, reader.delivery, changes))
        if wanted is not None and not reader.was_away(published):
            form = wanted
            numbers.append(post.number)
    return form, tuple(numbers)
