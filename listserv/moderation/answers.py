"""How a moderator's answer is read: `ok`, `no: REASON`, `1-4 ok, 5 no: off purpose, rest ok`.

Pure. Owns the promise that no answer destroys: an answer acts only if its whole new text is made
of known forms, courtesies and names. Anything else is asked back with what was understood, and
nothing acts; only where one item was named twice differently do the other items act. Words of all
languages are understood at once. Nothing here fails: any text gives an Answer.

The text is read in two steps: `reader` turns it into items ("these numbers: publish"), this file
gives the numbers their posts and decides what acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.moderation.reader import Item, Kind, Mentioned, Problem, read_items


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of the notice or queue mail that is answered."""

    position: int  # 1 for the first
    number: int  # the post's own
    version: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    number: int
    version: int  # the one that was shown: a later one is asked back by the caller
    kind: Kind
    reason_code: str = ""  # of a named reason
    reason_text: str = ""  # of a free one, as typed
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What acts, and what is asked back. Neither: an empty answer, or thanks alone."""

    decisions: tuple[Decision, ...] = ()  # these act
    asked_back: Problem | None = None
    left_over: tuple[str, ...] = ()  # what was not known, as typed
    understood: tuple[Decision, ...] = ()  # what would have acted besides `decisions`
    about: tuple[int, ...] = ()  # numbers the question is about


_Problems = dict[Problem, tuple[int, ...]]  # with the numbers each is about


def read(
    text: str, shown: Sequence[Shown], names: Sequence[str] = (), asked_before: str = ""
) -> Answer:
    """Read the clean new text of an answer to a letter that showed `shown`.

    `names` may stand in greetings and closings: the moderator's own (from the register and from
    the mail), the list's, the site's. `asked_before` is the letter's own question: to "which
    reason?" about one post a named reason alone is an answer.
    """
    several = len(shown) != 1
    reason_asked = asked_before == Problem.WHICH_REASON and not several
    said = read_items(text, names, several, reason_asked)
    problems: _Problems = dict.fromkeys(said.problems, ())
    placed = _place(said.items, shown, problems)
    decisions = _agree(placed, problems)
    asked = next((problem for problem in Problem if problem in problems), None)
    if reason_asked and asked in (Problem.UNCLEAR, Problem.UNKNOWN_FORM):  # words without `no:`
        asked = Problem.WHICH_REASON
        problems.setdefault(asked, ())
    if asked is None or asked is Problem.CONFLICT:
        return Answer(
            decisions, asked, said.left_over, (), problems.get(asked, ()) if asked else ()
        )
    return Answer((), asked, said.left_over, decisions, problems[asked])


def _place(items: Sequence[Item], shown: Sequence[Shown], problems: _Problems) -> list[Decision]:
    """Every item with the posts it means; `problems` gets the numbers that mean none or two."""
    placed: list[Decision] = []
    for item in items:
        if item.about is not Mentioned.REST:
            placed += [_decision(item, post) for post in _posts(item, shown, problems)]
    named = {decision.number for decision in placed}
    for item in items:
        if item.about is Mentioned.REST:
            placed += [_decision(item, post) for post in shown if post.number not in named]
    return placed


def _posts(item: Item, shown: Sequence[Shown], problems: _Problems) -> Sequence[Shown]:
    if item.about is Mentioned.ALL or (item.about is Mentioned.NONE and len(shown) == 1):
        return shown
    if item.about is Mentioned.NONE:
        problems.setdefault(Problem.WHICH_POST, ())
    found: list[Shown] = []
    for first, last in item.ranges:
        posts = _range(first, last, shown)
        if isinstance(posts, Problem):
            numbers = dict.fromkeys((*problems.get(posts, ()), first, last))
            problems[posts] = tuple(numbers)
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
        return posts
    if {first, last} <= set(by_number) and first not in positions:
        return [post for post in shown if first <= post.number <= last]
    return Problem.NO_SUCH_POST


def _decision(item: Item, post: Shown) -> Decision:
    return Decision(
        post.number, post.version, item.kind, item.reason_code, item.reason_text, item.subject
    )


def _agree(placed: Sequence[Decision], problems: _Problems) -> tuple[Decision, ...]:
    """Each post's one decision; `problems` gets the numbers that were given two."""
    by_number: dict[int, set[Decision]] = {}
    for decision in placed:
        by_number.setdefault(decision.number, set()).add(decision)
    conflicts = tuple(number for number, said in by_number.items() if len(said) > 1)
    if conflicts:
        problems[Problem.CONFLICT] = conflicts
    return tuple(said.pop() for said in by_number.values() if len(said) == 1)
