"""In which text each reader gets the posts of an issue, and what she can have in it by now.

Pure. A post is shown in a reader's best translation (`model.translations.best`); who reads titles
only is shown none of a program's, which would stand there without its label. What people translate
after a post was out is told of in the issue of that time, as a line for each: to who reads in that
form then and would be shown it. Titles never go out for such lines alone: who pays for each mail is
told of them with the next titles. In the same way readers are told that what they could have had
was corrected: where its figures, units or denials are others now, not where its wording is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from listserv.digests.compose import Form
from listserv.model import Post
from listserv.model.translations import Manner, Translation, Wish, best
from listserv.translate import gate

_HARM = frozenset({gate.Flaw.NUMBER, gate.Flaw.UNIT, gate.Flaw.NEGATION})

Known = Mapping[int, Sequence[Translation]]
"""The translations of posts, by the post's number."""


@dataclass(frozen=True, slots=True)
class Later:
    """A post that readers had before, and the language into which people put it since then."""

    post: Post
    language: str
    made: float
    fresh: bool = True  # since the last issue; else since the last one that had posts
    corrected: bool = False  # she could have had it in that language before, with other figures


class Told(NamedTuple):
    """What one reader is told of, by the ids of the translations."""

    form: Form | None  # in which the last of it was hers
    came: tuple[int, ...]
    corrected: tuple[int, ...]


Choice = Callable[[tuple[str, ...], str, Form], Mapping[int, Translation]]
"""What somebody is shown who reads these languages, with this wish, in this form."""


def chooser(posts: Sequence[Post], known: Known) -> Choice:
    """Which of these posts are shown in which translation, by number."""
    made: dict[tuple[tuple[str, ...], str], Mapping[int, Translation]] = {}

    def of(reads: tuple[str, ...], wish: str, form: Form) -> Mapping[int, Translation]:
        if form is Form.TITLES and wish == Wish.MACHINE:
            wish = Wish.HUMAN
        if (reads, wish) not in made:
            found = {
                post.number: best(reads, wish, post.spoken, known[post.number])
                for post in posts
                if post.number in known
            }
            made[reads, wish] = {n: one for n, one in found.items() if one is not None}
        return made[reads, wish]

    return of


def is_corrected(before: Translation | None, now: Translation) -> bool:
    """Whether somebody who acts by what stood before may do harm: its figures, their units or its
    denials are not those of now. Of other words nobody is told."""
    if before is None or before.id == now.id:
        return False
    own = now.language
    pairs = ((before.text, now.text), (before.topic, now.topic))
    found = (one for pair in pairs for one in gate.check(*pair, own, own))
    return any(one.flaw in _HARM for one in found)


def told_of(
    later: Sequence[Later],
    shown: Mapping[int, Translation],
    form_at: Callable[[float], Form | None],
) -> Told:
    """What one reader is told of; what she hears of for the first time is no correction to her.

    `shown` is what she is shown of the posts, `form_at` how she read this period at an instant,
    None: not at all.
    """
    last: Form | None = None
    came: list[int] = []
    corrected: list[int] = []
    for one in later:
        form, made = form_at(one.made), shown.get(one.post.number)
        if form is None or made is None or not (one.fresh or form is Form.TITLES):
            continue
        if (made.manner, made.language) == (Manner.HUMAN, one.language):
            if made.id in came:
                continue
            last = form
            (corrected if one.corrected else came).append(made.id)
    return Told(last, tuple(came), tuple(corrected))
