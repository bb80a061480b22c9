"""Texts of forms: where a reason, a question, a note ends, and whether it hides something else.

Pure. A text runs to the end of its paragraph. It never takes in a courtesy of its own line, a name,
a signature, the next form or, in a queue mail, the next item; where a line could be a form as well
as the rest of a sentence that a mail program broke, the text is doubtful and the caller asks back.
Nothing here fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from listserv.languages import words
from listserv.languages.plain import PieceKind
from listserv.languages.plain import words as folded_words
from listserv.languages.titles import INSIDE_NAMES, INSIDE_TITLES
from listserv.moderation import numbers
from listserv.moderation.forms import Kind
from listserv.moderation.numbers import Mentioned, Posts
from listserv.moderation.page import Page

SPOKEN = frozenset({Kind.ASK, Kind.TELL, Kind.NOTE, Kind.TEAM})  # a colon and a text
_BARE = frozenset({Kind.APPROVE, Kind.REFUSE, Kind.SPAM, Kind.LATER})  # a word alone decides
_BROKEN_LINE = 50  # a line at least so long may have been broken by the mail program
_FULL_LINE = range(64, 82)  # columns at which mail programs break lines
_SENTENCE = ".!?:;\u2026\u061f\u061b"
_CLAUSE_ENDS = (",", ";", ".", ":", "!", "?", "-", "\n")
_NAME_WORDS = 4
_MOST_BELOW = 8  # lines below a name


@dataclass(frozen=True, slots=True)
class Text:
    typed: str
    start: int
    end: int  # place behind it
    doubtful: bool = False


def text(page: Page, place: int, *, one_line: bool = False) -> Text:
    """The text that begins at `place`; `one_line`: it ends with a line that nobody broke."""
    start = place
    while place < len(page.pieces) and page.pieces[place].breaks:
        place += 1
    if place > start and _signs(page, place):
        return Text("", place, start)  # her name below `no:` is no reason
    if place > start and _looks_signed(page, place - 1):
        return Text("", place, start, doubtful=True)
    end, doubtful = _end(page, place, one_line or page.several)
    doubtful = doubtful or _decides(page, place, end) or _hides_form(page, place, end)
    return Text(page.typed(place, end), place, end, doubtful)


def begins(page: Page, place: int) -> bool:
    """Whether a line that begins at `place` begins with a form or an item, or is courtesy alone."""
    return page.polite.line_end(place) > place or _begins_form(page, place)


def says_nothing(typed: str) -> bool:
    """A smile, or a word such as `reason` copied from the letter."""
    said = sum(letter.isalnum() for letter in typed)
    return said < 3 or not any(letter.isalpha() for letter in typed) or is_example(typed)


def is_example(typed: str) -> bool:
    """Words that stand for others in the letters: `reason`, `new subject`."""
    return " ".join(folded_words(typed)) in _examples()


@cache
def _examples() -> frozenset[str]:
    return frozenset(" ".join(folded_words(p)) for p in words.section("answers")["placeholders"])


# --- where it ends --------------------------------------------------------------------------------


def _end(page: Page, place: int, one_line: bool) -> tuple[int, bool]:
    """Where a text ends, and whether that is in doubt."""
    at = place
    while at < len(page.pieces):
        kind = page.kind(at)
        if kind is PieceKind.BLANK:  # "the speakers are:" may go on below it with her name
            return at, page.plain(at - 1) == ":" and page.signatures.signed(at + 1) > at + 1
        if kind is PieceKind.LINE and (ends := _ends_at_line(page, at, one_line)):
            return at, ends == "doubtful"
        if page.several and kind is PieceKind.MARK and _next_item(page, at):
            return at, False
        at += 1
    return at, False


def _ends_at_line(page: Page, at: int, one_line: bool) -> str:
    """ "" where a text goes on behind a line break, "doubtful" where it may end or go on."""
    if _signs(page, at + 1):  # thanks, or the name in a sentence that was broken
        return "doubtful" if _leads_on(page, at) or _full(page, at) else "ends"
    if _begins_form(page, at + 1):
        if not _full(page, at):
            return "ends"
        return "doubtful" if _can_be_form(page, at + 1) else ""
    if one_line and _columns(page, at) < _BROKEN_LINE:
        return "ends"
    return "ends" if _looks_signed(page, at) else ""


def _leads_on(page: Page, at: int) -> bool:
    """Whether the words before a line break lack a name: `no: please write to`, `they are:`;
    "ask: what her role is" does not, above thanks."""
    if page.past(at - 1, "around", "leads") == at:
        return True
    thanks = page.past(at + 1, "courtesies", "closings") > at + 1
    names = page.plain(at - 1) == ":" or page.past(at - 1, "around", "names") == at
    return names and not thanks


def _signs(page: Page, place: int) -> bool:
    """Whether a line is courtesy alone, or begins a signature."""
    return page.polite.line_end(place) > place or page.signatures.signed(place) > place


def _begins_form(page: Page, place: int) -> bool:
    return _begun(page, place) is not None


def _begun(page: Page, place: int) -> tuple[Kind, int] | None:
    """The form that begins a line, with its posts or without."""
    place = page.past_soft(place)
    named = numbers.posts(page, place)
    return _behind(page, named) if named else page.verb(place)


def _behind(page: Page, named: Posts) -> tuple[Kind, int] | None:
    """The form of some posts; in a queue mail `2 is in French` is one, but "the rest is in French"
    may be the text's own words."""
    at = numbers.before_form(page, named)
    numbered = page.several and named.about is Mentioned.NUMBERS
    return page.form(at) if numbered else page.verb(at)


def _can_be_form(page: Page, place: int) -> bool:
    """Whether the words that begin a line are more than the rest of a broken sentence: `ok to
    publish her name` and `add a source` are none."""
    found = _begun(page, place)
    if found is None:
        return False
    kind, end = found
    behind = numbers.posts(page, end)
    end = behind.end if behind else end
    return page.ends_line(end) or page.kind(end) is PieceKind.MARK or kind is Kind.CUT


def _columns(page: Page, at: int) -> int:
    start = page.text.rfind("\n", 0, page.pieces[at].start) + 1
    return page.pieces[at].start - start


def _full(page: Page, at: int) -> bool:
    """Whether a mail program may have broken a sentence here: the next word found no room."""
    if at + 1 >= len(page.pieces):
        return False
    columns = _columns(page, at)
    if columns >= _FULL_LINE.stop:
        return False
    line = page.text[page.pieces[at].start - columns : page.pieces[at].start].rstrip()
    word = page.pieces[at + 1]
    full = columns + 1 + word.end - word.start >= _FULL_LINE.start
    return full and line[-1:] not in _SENTENCE


def _looks_signed(page: Page, at: int) -> bool:
    """Whether a paragraph ends with lines that can only be a name and what stands below it."""
    end = page.line_end(at + 1)
    if _full(page, at):
        return False
    if page.kind(end) is not PieceKind.LINE or end + 1 == len(page.pieces):
        return _may_be_name(page, at + 1, end)
    if not _may_be_name(page, at + 1, end, capitals=False):
        return False
    for _ in range(_MOST_BELOW):
        start, end = end + 1, page.line_end(end + 1)
        titled = _titled(page, start, end, INSIDE_TITLES)
        if not titled and (start == end or not page.signatures.of_signature(start, end)):
            return False
        if page.kind(end) is not PieceKind.LINE or end + 1 == len(page.pieces):
            return True
    return False


def may_sign(page: Page) -> bool:
    """Whether a page of one line may stand below a letter: thanks, a name, a title, a number."""
    end = len(page.pieces)
    polite = end in (page.polite.line_end(0), page.signatures.signed(0))
    polite = polite or (end > 0 and page.signatures.of_signature(0, end))
    return polite or _may_be_name(page, 0, end, capitals=False)


def _may_be_name(page: Page, start: int, end: int, *, capitals: bool = True) -> bool:
    """`James Brown`, `Dr. James B.`, `Maria da Silva, PhD`; without `capitals` it may be of a
    script that has none."""
    return _titled(page, start, end, INSIDE_NAMES, capitals)


def _titled(page: Page, start: int, end: int, small: frozenset[str], capitals: bool = True) -> bool:
    """A few words with capitals, and `small` ones behind the first."""
    said = page.pieces[start:end]
    typed = [piece for piece in said if piece.kind is PieceKind.WORD]
    named = [piece for piece in typed if piece.plain not in small or piece is typed[0]]
    marks = {piece.plain for piece in said if piece.kind is not PieceKind.WORD}
    initials = [page.text[piece.start] for piece in named]
    return (
        0 < len(named) <= _NAME_WORDS
        and len(typed) <= 2 * _NAME_WORDS
        and marks <= {".", "-", ","}
        and (said[-1].kind is PieceKind.WORD or said[-1].plain == ".")
        and all(letter.isupper() if capitals else not letter.islower() for letter in initials)
    )


def _next_item(page: Page, place: int) -> bool:
    """Whether the mark at `place` parts a text from the next item: `, 6 later`, `. Rest ok`."""
    mark = page.pieces[place]
    if mark.plain not in (",", ";", "."):
        return False
    figure = page.text[mark.start - 1 : mark.start].isdigit()
    if figure and page.number(place + 1) >= 0 and page.pieces[place + 1].start == mark.end:
        return False  # 1,000
    named = numbers.posts(page, place + 1)
    if named is None:
        return False
    if mark.plain == "," and named.about is Mentioned.NUMBERS:
        return True
    return _behind(page, named) is not None


# --- what it hides --------------------------------------------------------------------------------


def _decides(page: Page, start: int, end: int) -> bool:
    """Whether a text is, or ends with, words that decide: `tell: thank you. ok`."""
    for place in range(start, end):
        if place > start and page.plain(place - 1) not in _CLAUSE_ENDS:
            continue
        found = page.verb(page.past_soft(place))
        if found and found[0] in _BARE and found[1] <= end and page.only_courtesy(found[1], end):
            return True
    return False


def _hides_form(page: Page, start: int, end: int) -> bool:
    """Whether another form stands inside: `no: too long, team: she does it each time` would show
    the author what is for the team alone; `5 no: off purpose 6 later` has two items."""
    place = start
    while place < end:
        found = page.verb(place)
        if found and found[0] in SPOKEN and page.plain(found[1]) == ":":
            return True
        begins = place > start and page.pieces[place - 1].breaks
        unready = page.past(place, "answers", "unready") if begins else place
        if unready > place and page.plain(unready) == ":":
            return True  # `Note: she is difficult`: for whom?
        named = numbers.posts(page, place) if page.several else None
        if named:
            form = _behind(page, named)
            if form and form[1] <= end:
                return True
        elif page.several and found and place > start and page.plain(place - 1) in _CLAUSE_ENDS:
            behind = numbers.posts(page, found[1])  # `no 5: off purpose; later 6`
            if behind and behind.end <= end:
                return True
        place = max(named.end if named else place, place + 1)
    return False
