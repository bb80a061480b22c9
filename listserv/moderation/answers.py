"""How a moderator's answer is read: `ok`, `no: REASON`, `1-4 ok, 5 no: off purpose, rest ok`.

Pure. Owns the promise that nothing acts by mistake: an answer acts only if its whole text is made
of known forms, courtesies and names. Anything else is asked back with what was understood, and
nothing acts; only where one item was named twice differently do the other items act. Words of all
languages are understood at once. Nothing here fails: any text gives an Answer.

The text is read in two steps: `reader` turns it into items ("these numbers: publish"), this file
gives the numbers their posts and gathers what is said of each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from listserv.moderation.forms import (
    AFTERWARDS,
    DECIDING,
    TAKING_BACK,
    Form,
    Kind,
    Order,
    Problem,
)
from listserv.moderation.numbers import Mentioned
from listserv.moderation.reader import Item, read_items

# Forms that cannot both be said of one post: neither of a pair acts, as with two decisions.
_CONTRARY = (
    {Kind.JOIN, Kind.SPLIT},
    {Kind.TRUST, Kind.UNTRUST},
    {Kind.EDIT, Kind.CUT},
    {Kind.EDIT, Kind.CHANGE},
    {Kind.EDIT, Kind.ADD},
)
_ONCE = frozenset({Kind.JOIN, Kind.EDIT})
# To "which reason?": words without `no:`, such as "please add the year".
_NO_REASON = (Problem.UNCLEAR, Problem.UNKNOWN_FORM, Problem.WHICH_WORDS)


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of the notice or queue mail that is answered."""

    position: int  # 1 for the first
    number: int  # the post's own
    version: int = 1
    spam: bool = False  # shown in one line as such: "rest ok" does not mean it
    taken: bool = False  # somebody said "I take it": "the rest" does not mean it

    def is_among_all(self, form: Form) -> bool:
        """Whether it is meant where a form is said of all, or of the rest."""
        return not self.spam or form.kind in (Kind.SPAM, Kind.REFUSE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What acts, and what is asked back. Neither: an empty answer, or thanks alone."""

    orders: tuple[Order, ...] = ()  # these act
    asked_back: Problem | None = None
    left_over: tuple[str, ...] = ()  # what was not known, as typed
    understood: tuple[Order, ...] = ()  # what would have acted besides `orders`
    kinds: frozenset[Kind] = frozenset()  # of all forms, also of those that lack their words

    @property
    def can_still_be(self) -> bool:
        """Whether something was said that can be done about a post that is decided."""
        return not self.kinds.isdisjoint(AFTERWARDS | {Kind.TELL, Kind.SECOND})


_Placed = tuple[Shown, Form]


def read(
    text: str,
    shown: Sequence[Shown],
    names: Sequence[str] = (),
    asked_before: str = "",
    lists: Collection[str] = (),
    anywhere: bool = False,
    thanked: Sequence[str] = (),
) -> Answer:
    """Read what a moderator wrote in her answer to a letter that showed `shown`.

    `names` may stand in greetings and closings: the moderator's own (from the register and from
    the mail), the list's, the site's; `lists` are the names of the site's lists. `asked_before` is
    the letter's own question: to "which reason?" about one post a named reason alone is an answer.
    `anywhere`: no letter is answered, so that any number may be a post's. `thanked`: names of
    others, such as the posts' authors, which may stand behind thanks alone.
    """
    several = len(shown) != 1
    reason_asked = asked_before == Problem.WHICH_REASON and not several
    said = read_items(text, names, several, reason_asked, lists, thanked)
    problems = set(said.problems)
    orders = _agree(_place(said.items, shown, anywhere, problems), problems)
    asked = next((problem for problem in Problem if problem in problems), None)
    if reason_asked and asked in _NO_REASON:
        asked = Problem.WHICH_REASON
    if asked is None or asked is Problem.CONFLICT:
        return Answer(orders, asked, said.left_over, (), said.kinds)
    return Answer((), asked, said.left_over, orders, said.kinds)


def _place(
    items: Sequence[Item], shown: Sequence[Shown], anywhere: bool, problems: set[Problem]
) -> list[_Placed]:
    """Every item with the posts it means; `problems` gets why one means none."""
    placed: list[_Placed] = []
    for item in items:
        if item.about is not Mentioned.REST:
            placed += [(post, item.form) for post in _posts(item, shown, anywhere, problems)]
    named = {post.number for post, _ in placed}
    if _rest_is_doubtful(items, shown, named):
        problems.add(Problem.UNCLEAR)
    for item in items:
        if item.about is Mentioned.REST:
            rest = [post for post in shown if post.number not in named and not post.taken]
            placed += [(post, item.form) for post in rest if post.is_among_all(item.form)]
    if items and not placed:
        problems.add(Problem.WHICH_POST)
    return placed


def _rest_is_doubtful(items: Sequence[Item], shown: Sequence[Shown], named: set[int]) -> bool:
    """Whether words may speak of a post that "the rest" means: `3 no: too long, and 4 also, rest
    ok`."""
    if all(item.about is not Mentioned.REST for item in items):
        return False
    worded = [item.form for item in items if item.about is not Mentioned.REST]
    said = " ".join(form.text for form in worded if form.kind in (Kind.REFUSE, Kind.ASK))
    numbers = {int(figures) for figures in re.findall(r"(?<!\d)\d{1,9}(?!\d)", said)}
    rest = [post for post in shown if post.number not in named]
    return any(not numbers.isdisjoint((post.position, post.number)) for post in rest)


def _posts(
    item: Item, shown: Sequence[Shown], anywhere: bool, problems: set[Problem]
) -> Sequence[Shown]:
    if item.about is Mentioned.NONE and item.form.kind is Kind.UNDO:
        return [Shown(0, 0, 0)]  # all that the letter told of
    if item.about is Mentioned.NONE and len(shown) == 1:
        return shown
    if item.about is Mentioned.ALL:
        return [post for post in shown if post.is_among_all(item.form)]
    if item.about is Mentioned.NONE:
        problems.add(Problem.WHICH_POST)
    found: list[Shown] = []
    for first, last in item.ranges:
        posts = _range(first, last, shown)
        other = anywhere or item.form.kind in AFTERWARDS
        if posts is Problem.NO_SUCH_POST and first == last and other:
            posts = [Shown(0, first, 0)]  # a post of another day
        if isinstance(posts, Problem):
            problems.add(posts)
        else:
            found += posts
    return found


def _range(first: int, last: int, shown: Sequence[Shown]) -> list[Shown] | Problem:
    """The posts from one number to another: positions, else the posts' own numbers."""
    if first > last:
        return Problem.NO_SUCH_POST
    positions = range(1, len(shown) + 1)
    by_number = {post.number: post for post in shown}
    if first in positions and last in positions:
        posts = [post for post in shown if first <= post.position <= last]
        if any(by_number.get(post.position, post) is not post for post in posts):
            return Problem.POSITION_OR_NUMBER
        return posts or Problem.NO_SUCH_POST
    if {first, last} <= set(by_number) and first not in positions:
        return [post for post in shown if first <= post.number <= last]
    return Problem.NO_SUCH_POST


def _agree(placed: Sequence[_Placed], problems: set[Problem]) -> tuple[Order, ...]:
    """Each post with all that is said of it, but where it is told two things."""
    by_post: dict[Shown, dict[Form, None]] = {}
    for post, form in placed:
        by_post.setdefault(post, {})[form] = None
    conflicts = {post.number for post, forms in by_post.items() if _contradict(forms)}
    if conflicts:
        problems.add(Problem.CONFLICT)
    return tuple(
        Order(post.number, post.version, tuple(forms))
        for post, forms in by_post.items()
        if post.number not in conflicts
    )


def _contradict(forms: Collection[Form]) -> bool:
    kinds = [form.kind for form in forms]
    deciding = [kind for kind in kinds if kind in DECIDING or kind in TAKING_BACK]
    if len(deciding) > 1 and set(deciding) != {Kind.REDACT}:
        return True
    if any(kinds.count(kind) > 1 for kind in _ONCE):
        return True
    return any(pair.issubset(kinds) for pair in _CONTRARY)
