"""Who gets which posts of an issue, and in which form: each post once.

Pure. A post reaches a reader by the mode she had at its publication: who read every message then
has had it, whoever read by this period's digest gets it here, whatever she reads by now. So
somebody who goes over to every message gets the rest of her day in one last digest, and somebody
who comes from there only what was published after her change. What came out while she paused, and
what she does not want, reaches her in none. Condolences are for who had every
message then. Notices are one mail for everybody who reads now in any mode but summaries. Who
stopped all mail gets nothing more. In which language she reads it, says `translations`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from listserv.digests.compose import Form
from listserv.digests.translations import Known, Later, chooser, told_of
from listserv.languages import plain
from listserv.model import Copy, DeliveryMode, Member, Post
from listserv.model.family import Changes, mode_at
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

Filters = Mapping[int, Sequence[Filter]]
"""What persons do not want of the list, or want alone, by person."""
Elsewhere = Mapping[int, frozenset[int]]
"""Whom another forum of the family brings a post, by its number."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is composed once for all who get the same: a form, a language, some of the posts, some
    of the earlier ones that stand still, and the translations, by their ids, in which these are
    shown, those that came later and those that were corrected."""

    form: Form
    language: str
    numbers: tuple[int, ...]
    again: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()
    later: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, whatever the form and the language."""
        return self.numbers, self.again, self.shown, self.later, self.corrected

    @property
    def texts(self) -> tuple[int, ...]:
        """The translations that it shows or tells of."""
        return *self.shown, *self.later, *self.corrected


def choose(
    readers: Sequence[Member],
    changes: Changes,
    posts: Sequence[Post],
    period: str,
    now: float,
    filters: Filters | None = None,
    standing: Sequence[Post] = (),
    elsewhere: Elsewhere | None = None,
    known: Known | None = None,
    later: Sequence[Later] = (),
) -> tuple[list[Edition], list[Copy]]:
    """The editions of an issue, and who gets which of them; nobody gets two. Without `posts`, who
    is to be told of translations that came `later`, or were corrected then."""
    editions: dict[Edition, int] = {}
    copies: list[Copy] = []
    all_posts = (*posts, *standing, *(one.post for one in later))
    passed = _passed_by(all_posts, filters or {}, elsewhere or {})
    shown_to = chooser(all_posts, known or {})
    for reader in readers:
        if reader.delivery is DeliveryMode.NONE or not reader.reads(now):
            continue
        person = reader.person.id
        wanted = [post for post in posts if person not in passed[post.number]]
        form_at = partial(_form_at, reader, changes.get(person, ()), period)
        form, numbers = _share(form_at, wanted)
        news = [one for one in later if person not in passed[one.post.number]]
        shown_in = partial(shown_to, reader.person.languages, reader.person.translation)
        told = told_of(news, shown_in(Form.FULL), form_at)
        form = form or (told.form if told.form is Form.FULL else None)
        if form is None:
            continue
        again = tuple(post.number for post in standing if person not in passed[post.number])
        texts = shown_in(form)
        shown = tuple(texts[number].id for number in (*numbers, *again) if number in texts)
        language = spoken(reader.person.language)
        edition = Edition(form, language, numbers, again, shown, told.came, told.corrected)
        place = editions.setdefault(edition, len(editions))
        copies.append(Copy(reader.person.id, place))
    return list(editions), copies


def _passed_by(
    posts: Sequence[Post], filters: Filters, elsewhere: Elsewhere
) -> dict[int, frozenset[int]]:
    """Whom each post passes by, by its number."""
    found = {post.number: elsewhere.get(post.number, frozenset()) for post in posts}
    if not filters:
        return found
    headings = {post.number: Heading.of(post, plain.words(post.topic)) for post in posts}
    return {
        number: found[number] | passed_by(filters, heading) for number, heading in headings.items()
    }


def _form_at(
    reader: Member, changes: Sequence[tuple[float, DeliveryMode]], period: str, instant: float
) -> Form | None:
    """How a reader read a period at an instant; None: not by it, or not at all."""
    if reader.was_away(instant):
        return None
    return FORMS[period].get(mode_at(instant, reader.delivery, changes))


def _share(
    form_at: Callable[[float], Form | None], posts: Sequence[Post]
) -> tuple[Form | None, tuple[int, ...]]:
    """One reader's posts of an issue; in the form in which the last of them is hers."""
    form: Form | None = None
    numbers: list[int] = []
    for post in posts:
        wanted = form_at(post.published or 0.0)
        if wanted is not None:
            form = wanted
            numbers.append(post.number)
    return form, tuple(numbers)
