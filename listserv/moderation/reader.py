"""The reader of answers: which words decide, about which numbers, with which text of their own.

Pure. Owns the way from the text of an answer to items such as "1 to 4: publish". It goes through
the text once, from left to right; at every place stands a courtesy, a form, a mark that says
nothing, or something left over. Numbers stand before their form (`1-4 ok`) or right behind it
(`ok 1-4`), but one line keeps to one order. What an item means for which post is told by answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split
from listserv.languages.plain import words as folded_words
from listserv.moderation.courtesies import NEUTRAL, Courtesies

LONGEST = 20_000  # characters of an answer that are read; a longer one is asked back
_BROKEN_LINE = 50  # a line at least so long may have been broken by the mail program
_LEFT_OVER = 200  # characters shown of what was not understood


class Kind(StrEnum):
    """What a moderator may do with a post."""

    APPROVE = "approve"
    REFUSE = "refuse"
    SPAM = "spam"
    LATER = "later"


_FORMS = {
    "publish": Kind.APPROVE,
    "refuse": Kind.REFUSE,
    "spam": Kind.SPAM,
    "later": Kind.LATER,
}


class Problem(StrEnum):
    """Why an answer is asked back, the first that is found; the letters have a sentence each."""

    QUESTION = "question"  # a question mark outside a form's own text
    CONDITION = "condition"  # "ok if Marie agrees"
    UNKNOWN_FORM = "unknown-form"  # words of a form that this server does not have
    UNCLEAR = "unclear"  # other words that are not known
    WHICH_REASON = "which-reason"  # a bare no
    WHICH_SUBJECT = "which-subject"  # `ok SUBJECT` without one
    NO_SUCH_POST = "no-such-post"  # a number that was not shown
    POSITION_OR_NUMBER = "position-or-number"  # one post's position, another post's number
    WHICH_POST = "which-post"  # a bare decision on a queue of several
    CONFLICT = "conflict"  # one post, two decisions


class Mentioned(Enum):
    """Which posts an item speaks of."""

    NUMBERS = "numbers"
    REST = "rest"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Item:
    kind: Kind
    about: Mentioned = Mentioned.NONE
    ranges: tuple[tuple[int, int], ...] = ()  # first and last number
    reason_code: str = ""
    reason_text: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    left_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Posts:
    """Numbers read at a place, and the place after them."""

    about: Mentioned
    ranges: tuple[tuple[int, int], ...]
    end: int


def read_items(text: str, names: Sequence[str], several: bool, reason_asked: bool = False) -> Read:
    """Read the new text of an answer; `several`: the letter showed not just one post.

    `reason_asked`: the letter asked which reason her no has, so a named one alone is a no.
    """
    whole = new_text(text)
    reader = _Reader(whole[:LONGEST], names, several, reason_asked)
    reader.run()
    if len(whole) > LONGEST:
        reader.problems.append(Problem.UNCLEAR)
    return Read(tuple(reader.items), tuple(reader.problems), tuple(reader.left_over))


_MARKED = re.compile(r"\s*>")
_WROTE = re.compile(
    r"(?:wrote|writes|a écrit|escribió|escribio|escreveu|كتب|كتبت)\s*[:：]?\s*$", re.IGNORECASE
)
_ORIGINAL = re.compile(r"\s*(?:-{3,}.*\w.*-{3,}|_{8,})\s*$")
_HEADER = re.compile(r"\s*\*?(?:from|de|von|من)\s*:\*?\s.*@", re.IGNORECASE)


def new_text(text: str) -> str:
    """The text without quoted lines, up to a quotation that is not marked line by line."""
    lines = text.splitlines()
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _MARKED.match(line):
            continue
        if _ORIGINAL.match(line) or _HEADER.match(line) or line.rstrip() == "--":
            break
        if _WROTE.search(line):
            after = next((later for later in lines[number + 1 :] if later.strip()), "")
            if not _MARKED.match(after):
                break
            continue
        kept.append(line)
    return "\n".join(kept)


class _Reader:
    def __init__(self, text: str, names: Sequence[str], several: bool, reason_asked: bool) -> None:
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.left_over: list[str] = []
        self._text = text
        self._pieces = split(text)
        self._polite = Courtesies(text, self._pieces, names)
        self._several = several
        self._reason_asked = reason_asked
        self._numbers_first: bool | None = None  # the order this line keeps to

    def run(self) -> None:
        place = 0
        while place < len(self._pieces):
            place = self._step(place)

    def _step(self, place: int) -> int:
        piece = self._pieces[place]
        if piece.breaks:
            self._numbers_first = None
            return place + 1
        after = self._polite.at(place)
        if after == place:
            after = self._item(place)
        if after > place:
            return after
        if piece.plain in NEUTRAL:
            return place + 1
        return self._leave_over(place)

    # --- items ------------------------------------------------------------------------------

    def _item(self, place: int) -> int:
        """Read an item; the place after it, or `place` when none begins here."""
        posts = self._posts(place)
        if posts:
            at = self._form_place(posts)
            form = self._form(at)
            if not form:
                return place
            self._keep_order(numbers_first=True)
            return self._finish(form[0], form[1], posts)
        form = self._form(place)
        if not form:
            return self._bare_reason(place)
        posts = None if self._numbers_first else self._posts_behind(form)
        if posts or self._several:
            self._keep_order(numbers_first=False)
        return self._finish(form[0], posts.end if posts else form[1], posts)

    def _bare_reason(self, place: int) -> int:
        """Past a named reason that answers "which reason?"; `place` where that was not asked."""
        named = words.phrases("reasons").at(self._pieces, place) if self._reason_asked else None
        if not named or not self._ends_clause(named[1]):
            return place
        self.items.append(Item(Kind.REFUSE, reason_code=named[0]))
        return named[1]

    def _form(self, place: int) -> tuple[Kind, int] | None:
        found = words.phrases("answers", *_FORMS).at(self._pieces, place)
        return (_FORMS[found[0]], found[1]) if found else None

    def _form_place(self, posts: _Posts) -> int:
        """Where the form of some numbers begins: `1: ok`, `1) please publish`."""
        at = self._skip(posts.end, ":-).=,")
        if at < len(self._pieces) and self._pieces[at].kind is PieceKind.LINE:
            at += 1
        return self._past_soft(at)

    def _keep_order(self, numbers_first: bool) -> None:
        if self._numbers_first is None:
            self._numbers_first = numbers_first
        elif self._numbers_first != numbers_first:
            self.problems.append(Problem.UNCLEAR)

    def _finish(self, form: Kind, place: int, posts: _Posts | None) -> int:
        """Read what a form takes after it, and keep the item."""
        about, ranges = (posts.about, posts.ranges) if posts else (Mentioned.NONE, ())
        item = Item(form, about, ranges)
        if form is Kind.APPROVE:
            return self._approve(item, place)
        if form is Kind.REFUSE:
            return self._refuse(item, place)
        self.items.append(item)
        return place

    def _approve(self, item: Item, place: int) -> int:
        while item.about is Mentioned.NONE and (again := self._publish_again(place)):
            place = again
        at = self._skip(place, ",-:")
        if at < len(self._pieces) and self._pieces[at].kind is PieceKind.LINE:
            at += 1
        marker = words.phrases("answers", "subject").at(self._pieces, self._past_soft(at))
        if not marker:
            self.items.append(item)
            return place
        return self._subject(item, self._past_soft(at), marker[1])

    def _publish_again(self, place: int) -> int:
        """The place after a second word of one decision ("yes, publish"); 0 when there is none."""
        again = self._form(self._past_soft(self._skip(place, ",!.")))
        if again and again[0] is Kind.APPROVE and not self._posts_behind(again):
            return again[1]
        return 0

    def _subject(self, item: Item, start: int, place: int) -> int:
        colon = place < len(self._pieces) and self._pieces[place].plain == ":"
        first = self._pieces[start]
        capitals = self._text[first.start : first.end].isupper()
        traps = words.phrases("answers", "subject_traps")
        if not colon and not capitals and traps.at(self._pieces, place):
            return self._leave_over(start)  # "ok subject to Marie's agreement"
        end = self._text_end(place, broken_only=True)
        subject = self._typed(place + colon, end).strip("\"“”«»' ")
        if not any(letter.isalnum() for letter in subject):
            self.problems.append(Problem.WHICH_SUBJECT)
        else:
            self.items.append(replace(item, subject=subject))
        return end

    def _refuse(self, item: Item, place: int) -> int:
        if place < len(self._pieces) and self._pieces[place].plain == ":":
            return self._free_reason(item, place + 1)
        at = self._skip(place, ",")
        while at < len(self._pieces) and self._pieces[at].breaks:
            at += 1
        named = words.phrases("reasons").at(self._pieces, at) if at > place else None
        if not named or not self._ends_clause(named[1]):
            self.problems.append(Problem.WHICH_REASON)
            return place
        self.items.append(replace(item, reason_code=named[0]))
        return named[1]

    def _free_reason(self, item: Item, place: int) -> int:
        """The text after the colon: a named reason, or free to the end of its paragraph."""
        while place < len(self._pieces) and self._pieces[place].breaks:
            place += 1
        end = self._text_end(place, broken_only=self._several)
        typed = self._typed(place, end)
        named = words.phrases("reasons").at(self._pieces, place)
        decides = self._form(place)
        if named and self._only_courtesy(named[1], end):
            self.items.append(replace(item, reason_code=named[0]))
        elif decides and self._only_courtesy(decides[1], end):
            self._unclear(typed)  # "no: publish"
        elif self._several and self._hides_item(place, end):
            self._unclear(typed)
        elif _says_nothing(typed):
            self.problems.append(Problem.WHICH_REASON)
        else:
            self.items.append(replace(item, reason_text=typed))
        return end

    # --- numbers ----------------------------------------------------------------------------

    def _posts_behind(self, form: tuple[Kind, int]) -> _Posts | None:
        """Numbers right behind a form: `ok 1-4`, `spam: 3`; after `no:` stands a reason."""
        at = form[1]
        if form[0] is not Kind.REFUSE:
            at = self._skip(at, ":")
        if self._polite.at(at) > at:  # "ok all the best"
            return None
        return self._posts(at)

    def _posts(self, place: int) -> _Posts | None:
        """`1-4`, `1, 3 and 5`, `post 811`, `the rest`, `all`."""
        found = words.phrases("answers", "rest", "all").at(self._pieces, place)
        if found:
            return _Posts(Mentioned(found[0]), (), found[1])
        ranges: list[tuple[int, int]] = []
        at = self._past_number_word(place)
        while at < len(self._pieces) and self._pieces[at].kind is PieceKind.NUMBER:
            first = last = self._pieces[at].value
            at += 1
            to = self._past_to(at)
            if to < len(self._pieces) and to > at and self._pieces[to].kind is PieceKind.NUMBER:
                last = self._pieces[to].value
                at = to + 1
            ranges.append((first, last))
            end = at
            at = self._past_and(at)
        return _Posts(Mentioned.NUMBERS, tuple(ranges), end) if ranges else None

    def _past_number_word(self, place: int) -> int:
        found = words.phrases("answers", "numbers").at(self._pieces, place)
        return self._skip(found[1] if found else place, "#")

    def _past_to(self, place: int) -> int:
        found = words.phrases("answers", "to").at(self._pieces, place)
        return found[1] if found else self._skip(place, "-")

    def _past_and(self, place: int) -> int:
        at = self._skip(place, ",&")
        found = words.phrases("answers", "and").at(self._pieces, at)
        return self._past_number_word(found[1] if found else at)

    # --- texts of a form ----------------------------------------------------------------------

    def _text_end(self, place: int, broken_only: bool) -> int:
        """Where a reason or subject that begins at `place` ends.

        At an empty line, at a line or, in a queue, at a `, NUMBER` that begins something else; with
        `broken_only` also at a line break that no mail program made.
        """
        at = place
        while at < len(self._pieces):
            piece = self._pieces[at]
            if piece.kind is PieceKind.BLANK:
                return at
            if piece.kind is PieceKind.LINE and (
                self._begins(at + 1) or (broken_only and not self._broken_by_program(at))
            ):
                return at
            if self._several and piece.kind is PieceKind.MARK and self._next_item(at):
                return at
            at += 1
        return at

    def _begins(self, place: int) -> bool:
        """Whether a line begins with a form, an item or is courtesy alone."""
        if self._polite.line_end(place) > place:
            return True
        at = self._past_soft(place)
        posts = self._posts(at)
        return bool(self._form(self._form_place(posts)) if posts else self._form(at))

    def _next_item(self, place: int) -> bool:
        """Whether the mark at `place` parts a text from the next item: `, 6 later`, `. Rest ok`."""
        mark = self._pieces[place]
        if mark.plain not in (",", ";", "."):
            return False
        posts = self._posts(place + 1)
        if posts is None:
            return False
        if mark.plain == "," and posts.about is Mentioned.NUMBERS:
            figure = self._text[mark.start - 1 : mark.start].isdigit()
            return not (figure and self._pieces[place + 1].start == mark.end)  # 1,000
        return self._form(self._form_place(posts)) is not None

    def _broken_by_program(self, place: int) -> bool:
        start = self._text.rfind("\n", 0, self._pieces[place].start) + 1
        return self._pieces[place].start - start >= _BROKEN_LINE

    def _hides_item(self, start: int, end: int) -> bool:
        """Whether an item stands inside a reason: `5 no: off purpose 6 later`."""
        for place in range(start, end):
            posts = self._posts(place)
            form = posts and self._form(self._form_place(posts))
            if form and form[1] <= end:
                return True
        return False

    def _only_courtesy(self, place: int, end: int) -> bool:
        while place < end:
            after = self._polite.at(place)
            if after == place and not (
                self._pieces[place].breaks or self._pieces[place].plain in NEUTRAL
            ):
                return False
            place = max(after, place + 1)
        return True

    def _ends_clause(self, place: int) -> bool:
        return (
            place == len(self._pieces)
            or self._pieces[place].kind is not PieceKind.WORD
            or self._polite.at(place) > place
        )

    def _typed(self, start: int, end: int) -> str:
        """The text as typed, on one line, without the marks that part items."""
        if start >= end:
            return ""
        typed = self._text[self._pieces[start].start : self._pieces[end - 1].end]
        return " ".join(typed.split()).strip(" ,;")

    # --- small steps --------------------------------------------------------------------------

    def _skip(self, place: int, marks: str) -> int:
        while place < len(self._pieces) and self._pieces[place].plain in tuple(marks):
            place += 1
        return place

    def _past_soft(self, place: int) -> int:
        soft = words.phrases("courtesies", "soft")
        while found := soft.at(self._pieces, place):
            place = found[1]
        return place

    def _leave_over(self, place: int) -> int:
        """Note the rest of the line as not understood."""
        end = place
        while end < len(self._pieces) and not self._pieces[end].breaks:
            end += 1
        self.problems.append(self._why(self._pieces[place:end]))
        self.left_over.append(self._typed(place, end)[:_LEFT_OVER])
        return end

    def _unclear(self, typed: str) -> None:
        self.problems.append(Problem.UNCLEAR)
        self.left_over.append(typed[:_LEFT_OVER])

    def _why(self, pieces: Sequence[Piece]) -> Problem:
        said = [piece for piece in pieces if piece.kind is not PieceKind.MARK]
        if any(piece.plain == "?" for piece in pieces):
            return Problem.QUESTION
        if words.phrases("answers", "conditions").at(said, 0):
            return Problem.CONDITION
        codes = said and all(piece.plain in words.tables() for piece in said)
        if codes or words.phrases("answers", "unready").at(said, 0):
            return Problem.UNKNOWN_FORM
        return Problem.UNCLEAR


def _says_nothing(reason: str) -> bool:
    """A smile, or the word `reason` copied from the letter."""
    said = " ".join(folded_words(reason))
    placeholders = {" ".join(folded_words(p)) for p in words.section("answers")["placeholders"]}
    return sum(letter.isalpha() for letter in reason) < 3 or said in placeholders
