"""The reader of answers: which words are forms, about which posts, with which text of their own.

Pure. Owns the way from a moderator's own words to items such as "1 to 4: publish". It goes through
the text once, from left to right; at every place stands a courtesy, a form, a word that joins two
forms, a mark that says nothing, or something left over. Numbers stand before their forms (`1-4
ok`, `3 cut 4 and ok`) or right behind one (`ok 1-4`), but one line keeps to one order. What an
item means for which post is told by answers. Nothing here fails: any text gives a Read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind
from listserv.moderation import numbers, texts
from listserv.moderation.arguments import Taken, reason, take
from listserv.moderation.courtesies import NEUTRAL
from listserv.moderation.forms import DECIDING, EDITING, Form, Kind, Problem
from listserv.moderation.numbers import Mentioned, Posts, Ranges
from listserv.moderation.page import Page

LONGEST = 20_000  # characters of an answer that are read; a longer one is asked back
LONGEST_EDIT = 1_000_000  # characters of a text below `edit`
_AGREES = frozenset("👍👌✅✔🏻🏼🏽🏾🏿")  # beside an ok; alone they are asked back
_LEFT_OVER = 200  # characters shown of what was not understood
_NEAR = 12  # lines at either end of a text below `edit` that are looked at
_LONGEST_ASTRAY = 2_000  # characters of such a line

# Beside `ok` these may answer "shall I …?" as well: "ok, I take it" publishes nothing.
_NOT_WITH_OK = frozenset(
    {Kind.TAKE, Kind.UNTRUST, Kind.RAW, Kind.SECOND, Kind.UNDO, Kind.RECALL, Kind.REDACT}
)


@dataclass(frozen=True, slots=True)
class Item:
    form: Form
    about: Mentioned = Mentioned.NONE
    ranges: Ranges = ()


@dataclass(frozen=True, slots=True)
class Read:
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    left_over: tuple[str, ...]
    kinds: frozenset[Kind]  # of all forms, also of those that lack their words


def read_items(
    text: str,
    names: Sequence[str],
    several: bool,
    reason_asked: bool = False,
    lists: Collection[str] = (),
    thanked: Sequence[str] = (),
) -> Read:
    """Read a moderator's own words; `several`: the letter showed not just one post.

    `reason_asked`: the letter asked which reason her no has, so a named one alone is a no. `lists`
    are the names of the site's lists; `thanked` may stand behind thanks.
    """
    page = Page(text[:LONGEST], names, several, lists, thanked)
    reader = _Reader(page, reason_asked)
    reader.run()
    if reader.editing is not None:
        reader.edit(text[reader.editing : reader.editing + LONGEST_EDIT])
        too_long = len(text) > reader.editing + LONGEST_EDIT
    else:
        too_long = len(text) > LONGEST
    if too_long:
        reader.problems.append(Problem.UNCLEAR)
    return Read(
        tuple(reader.items),
        tuple(reader.problems),
        tuple(reader.left_over),
        frozenset(reader.kinds),
    )


class _Reader:
    def __init__(self, page: Page, reason_asked: bool) -> None:
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.left_over: list[str] = []
        self.kinds: set[Kind] = set()
        self.editing: int | None = None  # offset of the text below `edit`
        self._page = page
        self._reason_asked = reason_asked
        self._signed = False  # a closing or a name has been read
        self._article = False  # the first post was named as "o 1"
        self._texted = False  # the form before has a text or a reason
        self._said: dict[tuple[Mentioned, Ranges], set[Kind]] = {}  # the forms about some posts
        self._new_line()

    def _new_line(self) -> None:
        self._numbers_first: bool | None = None  # the order this line keeps to
        self._named: Posts | None = None  # the posts that this line speaks of
        self._kinds: set[Kind] = set()  # the forms of this line about those posts
        self._last: Kind | None = None  # the last of them
        self._edits = False  # `edit` stands on this line: what follows is its text

    def run(self) -> None:
        place = 0
        while place < len(self._page.pieces) and self.editing is None:
            place = self._step(place)

    def _step(self, place: int) -> int:
        page = self._page
        piece = page.pieces[place]
        if piece.breaks:
            return self._break(place)
        # A greeting behind `edit` is the beginning of the text, and it belongs on the next line.
        polite = page.polite
        after = page.past_soft(place) if self._edits else page.signatures.signed(place)
        if after == place and not self._edits:
            after = polite.at(place)
        if after > place:
            self._signed = polite.signs(place)
            return after
        after = self._joined(place) or self._item(place)
        if after > place:
            self._signed = False
            return after
        if piece.plain in NEUTRAL or (piece.plain in _AGREES and self._last is Kind.APPROVE):
            return place + 1
        return self._leave_over(place)

    def _break(self, place: int) -> int:
        """Past a line break, and past the lines of a signature behind it."""
        if self._edits:
            self.editing = self._page.pieces[place].start
        self._new_line()
        return self._page.signatures.signature(place + 1) if self._signed else place + 1

    def _joined(self, place: int) -> int:
        """Past `and`, `then`, `/`, `+` between two forms; 0 where none stands."""
        page = self._page
        then = page.past(place, "around", "then")
        after = then if then > place else page.past(place, "answers", "and")
        if after == place:
            after = page.skip(place, "/+&")
        if after == place or not self.items:
            return 0
        if then > place and self._last is Kind.APPROVE:
            return 0  # "ok then, cut 4"
        if page.polite.at(after) > after or self._begun(page.past_soft(after)):
            return after
        return after if numbers.begins_item(page, after) else 0

    # --- items ------------------------------------------------------------------------------

    def _item(self, place: int) -> int:
        """Read an item; the place after it, or `place` when none begins here."""
        page = self._page
        if self._may_mean_or(place):
            return place
        named = numbers.posts(page, place)
        if named is None:
            found = self._begun(place)
            return self._form(found, None, place) if found else self._bare_reason(place)
        at = numbers.before_form(page, named)
        # The number of a post at the beginning of its line says of which post "is in French" is.
        numbered = named.about is Mentioned.NUMBERS and self._last is None
        found = page.form(at) if numbered else self._begun(at)
        if found is None:
            return place
        self._keep_order(numbers_first=True)
        self._named, self._kinds = named, set()
        return self._form(found, named, at)

    def _begun(self, place: int) -> tuple[Kind, int] | None:
        """The form that begins at a place; "it is in French" may be the rest of a text above."""
        return self._page.verb(place) if self._texted else self._page.form(place)

    def _may_mean_or(self, place: int) -> bool:
        """Whether the `o` of "1 ok o 2 ok" stands there; "o 1 ok, o 2 ok" names two posts."""
        if not numbers.is_the_or_or(self._page, place):
            return False
        if not self.items:
            self._article = True
        listed = place > 0 and self._page.past(place - 1, "answers", "and") == place
        return not (self._article or listed)

    def _bare_reason(self, place: int) -> int:
        """Past a named reason that answers "which reason?"; `place` where that was not asked."""
        named = reason(self._page, place) if self._reason_asked else None
        if not named:
            return place
        self.items.append(Item(Form(Kind.REFUSE, code=named[0])))
        return named[1]

    def _form(self, found: tuple[Kind, int], named: Posts | None, start: int) -> int:
        """Read a form and what it takes, and keep it as items."""
        kind, place = found
        if named is None and self._numbers_first:
            named = self._inherited(kind)
        taken = take(self._page, kind, place, named, start)
        if named is None and (taken.posts or self._page.several):
            self._keep_order(numbers_first=False)
        if named and taken.posts:
            self.problems.append(Problem.UNCLEAR)  # `4 join 5 to 811`
        posts = named or taken.posts
        self._check(kind, posts)
        self._last = kind
        self._kinds.add(kind)
        self.kinds.add(kind)
        self._edits = self._edits or kind is Kind.EDIT
        self._keep(taken, posts)
        return taken.end

    def _inherited(self, kind: Kind) -> Posts | None:
        """The posts of the form before on this line: `3 cut 4 and ok`; it has one decision."""
        if kind in DECIDING and not DECIDING.isdisjoint(self._kinds):
            self.problems.append(Problem.UNCLEAR)  # "1 ok, spam 2"
        return self._named

    def _keep_order(self, numbers_first: bool) -> None:
        if self._numbers_first is None:
            self._numbers_first = numbers_first
        elif self._numbers_first != numbers_first:
            self.problems.append(Problem.UNCLEAR)

    def _check(self, kind: Kind, posts: Posts | None) -> None:
        """Whether an `ok` may only be a word of agreement: "ok, I take it", "ok, undo"."""
        spoken_of = (posts.about, posts.ranges) if posts else (Mentioned.NONE, ())
        same = self._said.setdefault(spoken_of, set())
        beside = same if self._numbers_first else same | self._kinds
        if (kind in _NOT_WITH_OK and Kind.APPROVE in beside) or (
            kind is Kind.APPROVE and not _NOT_WITH_OK.isdisjoint(beside)
        ):
            self.problems.append(Problem.UNCLEAR)
        same.add(kind)

    def _keep(self, taken: Taken, posts: Posts | None) -> None:
        if taken.problem:
            self.problems.append(taken.problem)
            if taken.typed:
                self.left_over.append(taken.typed[:_LEFT_OVER])
        about, ranges = (posts.about, posts.ranges) if posts else (Mentioned.NONE, ())
        self.items += [Item(form, about, ranges) for form in taken.forms]
        own = (form for form in taken.forms if form.kind not in EDITING)
        self._texted = any(form.text or form.kind is Kind.REFUSE for form in own)

    # --- the text below `edit` ----------------------------------------------------------------

    def edit(self, below: str) -> None:
        """Give `edit` its text, as typed, without the empty lines around it."""
        first = len(below) - len(below.lstrip())
        typed = below[below.rfind("\n", 0, first) + 1 :].rstrip()
        if self._decides(typed):
            self.problems.append(Problem.UNCLEAR)
            self.left_over.append(" ".join(typed.split())[-_LEFT_OVER:])
        self.items = [
            replace(item, form=replace(item.form, text=typed))
            if item.form.kind is Kind.EDIT
            else item
            for item in self.items
        ]
        if sum(item.form.kind is Kind.EDIT for item in self.items) > 1:
            self.problems.append(Problem.UNCLEAR)

    def _decides(self, typed: str) -> bool:
        """Whether a form that went astray stands at the beginning of the text, or at its end, above
        a closing and a name."""
        lines = [line for line in typed.splitlines() if any(map(str.isalnum, line))]
        if self._adds(typed):
            return True
        for near in (lines[:_NEAR], lines[: -_NEAR - 1 : -1]):
            for line in near:
                if len(line) >= _LONGEST_ASTRAY:
                    break
                if self._is_form(line):
                    return True
                if not texts.may_sign(Page(line, self._page.names, False, ())):
                    break
        return False

    def _is_form(self, line: str) -> bool:
        """Whether a line is wholly a form or a bare no, also with a question mark or behind `but`,
        or begins with `tell:` or `ok if`; `no: REASON`, `raw` and "it is in French" may be
        the text's own words."""
        page = self._page
        line, typed = line.strip(" \t¿?؟"), line
        alone = Page(line, page.names, page.several, ())
        start = alone.past_soft(0)
        named = numbers.posts(alone, start)
        found = alone.verb(numbers.before_form(alone, named) if named else start)
        own = {Kind.RAW} if found else {Kind.RAW, Kind.LANGUAGE}
        said = read_items(line, page.names, page.several, False, page.lists)
        forms = [item.form for item in said.items if item.form.kind not in own]
        if not said.problems and any(one.kind is not Kind.REFUSE or one.code for one in forms):
            return True
        if found is None:
            behind = alone.past_soft(_past_condition(alone, start))
            cuts = alone.verb(behind)
            if behind == start or cuts is None:
                return False
            rest = line[alone.pieces[behind].start :]
            return cuts[0] is Kind.CUT or self._is_form(rest)  # "but cut the phone number"
        kind, end = found
        if kind in texts.SPOKEN and alone.plain(end) in (":", "-"):
            return True
        if kind is Kind.APPROVE or (kind in DECIDING and typed.lstrip()[:1].islower()):
            at = alone.skip(end, ",;.-")
            if _past_condition(alone, at) > at:
                return True
        return kind in DECIDING and alone.only_courtesy(end, len(alone.pieces))

    def _adds(self, typed: str) -> bool:
        """Whether a text begins, or ends above her name, with a title, a note or a condition."""
        lines = typed.splitlines()
        for _ in range(_NEAR):
            last = Page(lines[-1][:_LONGEST_ASTRAY] if lines else "", self._page.names, False, ())
            polite = last.polite.line_end(0) or last.signatures.signed(0)
            if not lines or polite < len(last.pieces):
                break
            lines.pop()
        said = [line for line in lines if line.strip()]
        if any(self._is_label(line) for line in {*said[:1], *said[-1:]}):
            return True
        apart = "\n".join(lines).split("\n\n")
        return any(self._is_condition(one) for one in {apart[0], apart[-1]})

    def _is_label(self, line: str) -> bool:
        """Whether the first or last line of a text begins with `Subject:` or `note:`."""
        if len(line) >= _LONGEST_ASTRAY:
            return False
        alone = Page(line, self._page.names, False, ())
        end = alone.past(0, "answers", "subject", "unready")
        return end > 0 and alone.plain(end) == ":"

    def _is_condition(self, paragraph: str) -> bool:
        """Whether a paragraph is one line such as `only if she agrees`."""
        line = paragraph.strip()
        if "\n" in line or len(line) >= _LONGEST_ASTRAY or not line[:1].islower():
            return False
        return _past_condition(Page(line, self._page.names, False, ()), 0) > 0

    # --- what is left over --------------------------------------------------------------------

    def _leave_over(self, place: int) -> int:
        """Note the rest of the line as not understood."""
        page = self._page
        end = page.line_end(place)
        self.problems.append(self._why(page.pieces[place:end]))
        self.left_over.append(page.typed(place, end)[:_LEFT_OVER])
        return end

    def _why(self, pieces: Sequence[Piece]) -> Problem:
        said = [piece for piece in pieces if piece.kind is not PieceKind.MARK]
        if any(piece.plain == "?" for piece in pieces):
            return Problem.QUESTION
        if words.phrases("answers", "conditions").at(said, 0):
            return Problem.CONDITION
        if words.phrases("answers", "unready").at(said, 0):
            return Problem.UNKNOWN_FORM
        return Problem.UNCLEAR


def _past_condition(page: Page, place: int) -> int:
    return page.past(place, "answers", "conditions")
