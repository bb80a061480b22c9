"""Arguments: what each form takes behind its word, from `ok tomorrow q2` to `add "x" after "y"`.

Pure. One function for each shape of a form; all give what was Taken. A form that lacks its words
gives a Problem and no form, so that nothing acts. A form that is not complete goes on in the next
line, where that line cannot begin a form of its own: mail programs break long lines. Nothing here
fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from listserv.languages import tongues, words
from listserv.languages.plain import PieceKind
from listserv.moderation import numbers, texts
from listserv.moderation.forms import WHENS, Form, Kind, Problem
from listserv.moderation.numbers import Posts
from listserv.moderation.page import Page
from listserv.moderation.quoted import quoted

_MOST_LANGUAGES = 3
_POSTS_FROM = 100  # a lower number may be a paragraph's
_BESIDE = ',;&/+"'  # marks between the names of two lists
_PUT_ASIDE = (
    *(Problem.UNCLEAR, Problem.WHICH_WORDS),
    *(Problem.WHICH_LIST, Problem.WHICH_LANGUAGE),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What stands at a form: its values, the posts that it names itself, the place behind it."""

    forms: tuple[Form, ...]
    end: int
    posts: Posts | None = None
    problem: Problem | None = None
    typed: str = ""  # what could not be read, for the letter


def take(page: Page, kind: Kind, place: int, given: Posts | None, start: int) -> Taken:
    """Read what a form takes behind its word; `given` are posts that were named before it, `start`
    is where its word stands. Where a form cannot be read its whole line is put aside."""
    posts = None if given else _behind(page, kind, place)
    at = posts.end if posts else place
    if kind is Kind.RECALL and _means_paragraph(page, place, given or posts, start):
        end = page.line_end(at)
        return Taken((), end, posts, Problem.UNCLEAR, page.typed(start, end))
    taken = _SHAPES.get(kind, _plain)(page, kind, at, given or posts)
    if taken.problem in _PUT_ASIDE:
        end = page.line_end(taken.end)
        taken = replace(taken, end=end, typed=taken.typed or page.typed(start, end))
    return replace(taken, posts=taken.posts or posts)


def _behind(page: Page, kind: Kind, place: int) -> Posts | None:
    """Posts right behind a form: `ok 1-4`, `spam: 3`, `tell 3: …`; `cut 4` means a paragraph."""
    if kind in (Kind.CUT, Kind.CHANGE, Kind.ADD, Kind.JOIN):
        return None
    if kind is not Kind.REFUSE and kind not in texts.SPOKEN and kind is not Kind.RECALL:
        place = page.skip(place, ":")
    if page.polite.at(place) > place or _when(page, place):  # ok all the best
        return None
    return numbers.posts(page, place)


def _plain(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    return Taken((Form(kind),), place)


def _on(page: Page, place: int) -> int:
    """Past a line break inside a form that is not complete."""
    if page.kind(place) is PieceKind.LINE and not texts.begins(page, place + 1):
        return place + 1
    return place


# --- publish --------------------------------------------------------------------------------------


def _approve(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`ok` and what may follow it, each once, in any order; a subject is the last."""
    form, posts = Form(kind), None
    end = place if named else _past_again(page, place)
    while True:
        if subject := _subject(page, form, end):
            return replace(subject, posts=posts)
        if more := _modified_further(page, form, end):
            form, end = more
        elif named or posts or form == Form(kind) or numbers.begins_item(page, end):
            return Taken((form,), end, posts)
        elif posts := numbers.posts(page, end):  # `ok tomorrow 1-3`
            end = posts.end
        else:
            return Taken((form,), end)


def _past_again(page: Page, place: int) -> int:
    """Past further words of one decision: `yes, publish`."""
    while True:
        again = page.verb(page.past_soft(page.skip(place, ",!.")))
        if not again or again[0] is not Kind.APPROVE or _behind(page, again[0], again[1]):
            return place
        place = again[1]


def _modified_further(page: Page, form: Form, place: int) -> tuple[Form, int] | None:
    at = page.past_soft(page.skip(place, ",-:("))
    joined = page.past(at, "answers", "and")
    found = _modified(page, form, at)
    if found is None and joined > at:
        found = _modified(page, form, joined)
    return (found[0], page.skip(found[1], ")")) if found else None


def _modified(page: Page, form: Form, place: int) -> tuple[Form, int] | None:
    """The form with one more of: a day, a sort, a question, languages; None where none stands."""
    if page.polite.is_own_name(place):  # `ok Job` from Job Otieno
        return None
    pieces = page.pieces
    if when := _when(page, place):
        return None if form.when else (replace(form, when=when[0]), when[1])
    sort = words.phrases("sorts").at(pieces, page.past(place, "around", "as"))
    if sort:
        return None if form.code else (replace(form, code=sort[0]), sort[1])
    question = page.skip(page.past(place, "around", "question"), "#")
    if question > place and page.number(question) > 0 and page.plain(place) != "#":
        number = page.number(question)
        return None if form.number else (replace(form, number=number), question + 1)
    return _languages(page, form, place)


def _when(page: Page, place: int) -> tuple[str, int] | None:
    """`now`, `today`, `on Monday`; "for now" and "for today" are no days."""
    if found := words.phrases("around", "now").at(page.pieces, place):
        return found
    day = page.past(place, "around", "on")
    found = words.phrases("days", *WHENS).at(page.pieces, day)
    return None if found and day > place and found[0] == "today" else found


def _languages(page: Page, form: Form, place: int) -> tuple[Form, int] | None:
    """`fr es`, `fr, es and pt`, `in French`."""
    codes: list[str] = []
    end, at = place, place
    while found := tongues.of_tables(page.pieces, at):
        codes.append(found[0])
        end = found[1]
        at = page.past(page.skip(end, ",&"), "answers", "and")
    if not codes or form.languages:
        return None
    return replace(form, languages=tuple(dict.fromkeys(codes))), end


def _subject(page: Page, form: Form, place: int) -> Taken | None:
    at = page.skip(place, ",-:")
    if page.kind(at) is PieceKind.LINE:
        at += 1
    start = page.past_soft(at)
    marker = page.past(start, "answers", "subject")
    if marker == start:
        return None
    colon = page.plain(marker) == ":"
    word = page.pieces[marker - 1]
    meant = colon or page.text[word.start : word.end].isupper()
    if not meant and page.past(marker, "answers", "subject_traps") > marker:
        return None  # "ok subject to Marie's agreement"
    found = texts.text(page, marker + colon, one_line=True)
    subject = found.typed.strip("\"\u201c\u201d«»' ")
    meant = meant or subject != found.typed or (at == place and _plain_words(subject))
    said = any(letter.isalnum() for letter in subject) and not texts.is_example(subject)
    if not meant or not said:
        return Taken((), found.end, None, Problem.WHICH_SUBJECT)
    quotes = "\"\u201c\u201d«»'"
    quoted_whole = found.typed[0] in quotes and found.typed[-1] in quotes
    if found.doubtful or (not quoted_whole and _says_more(page, found.start, found.end)):
        return Taken((), found.end, None, Problem.UNCLEAR, found.typed)
    return Taken((replace(form, text=subject),), found.end)


def _says_more(page: Page, start: int, end: int) -> bool:
    """Whether a subject holds what readers should not see: a condition, `…, thanks`, `…, cut 4`."""
    if words.phrases("answers", "conditions").at(page.pieces, start):
        return True
    for place in range(start, end):
        polite = place > start and page.polite.at(place) > place
        if polite and page.only_courtesy(place, end):
            return True
        parted = place > start and page.plain(place - 1) in (",", ".", ";", "!", "-")
        if parted and words.phrases("courtesies", "closings").at(page.pieces, place):
            return True  # "Best wishes, Maria"
        if _is_further_form(page, place, end):
            return True
    return False


def _is_further_form(page: Page, place: int, end: int) -> bool:
    found = page.verb(place)
    if found is None:
        return False
    kind, behind = found
    if kind is Kind.CUT:
        return page.number(numbers.past_paragraph_word(page, page.skip(behind, ":"))) >= 0
    if kind is Kind.JOIN:
        toward = page.past(behind, "around", "thread", "toward")
        return page.number(page.skip(toward, "#")) >= 0
    alone = kind in (Kind.TRUST, Kind.UNTRUST, Kind.SPLIT)
    return alone and page.only_courtesy(behind, end)


def _plain_words(subject: str) -> bool:
    """`ok subject Stock cards` gives a subject; "ok title is good" may not, nor what is written in
    letters that have no capitals."""
    if len(subject.split()) < 2 or subject.upper() == subject.lower():
        return False
    return subject[0].isupper() or subject[0].isdigit()


# --- texts ----------------------------------------------------------------------------------------


def _refuse(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`no: …` as typed, `no, off purpose` by name; a bare no lacks its reason."""
    if page.plain(place) == ":":
        return _free_reason(page, kind, place + 1)
    at = page.skip(place, ",")
    while at < len(page.pieces) and page.pieces[at].breaks:
        at += 1
    known = reason(page, at) if at > place else None
    if known is None:
        return Taken((), place, None, Problem.WHICH_REASON)
    return Taken((Form(kind, code=known[0]),), known[1])


def reason(page: Page, place: int) -> tuple[str, int] | None:
    """A named reason that is the whole of its clause, and the place behind it."""
    named = words.phrases("reasons").at(page.pieces, place)
    if named is None:
        return None
    end = named[1]
    whole = page.kind(end) is not PieceKind.WORD or page.polite.at(end) > end
    return named if whole else None


def _free_reason(page: Page, kind: Kind, place: int) -> Taken:
    """The text behind the colon: a named reason, or free to the end of its paragraph."""
    found = texts.text(page, place)
    named = words.phrases("reasons").at(page.pieces, found.start)
    if named and named[1] <= found.end and page.only_courtesy(named[1], found.end):
        return Taken((Form(kind, code=named[0]),), found.end)
    if found.doubtful:
        return Taken((), found.end, None, Problem.UNCLEAR, found.typed)
    if texts.says_nothing(found.typed) or page.only_courtesy(found.start, found.end):
        return Taken((), found.end, None, Problem.WHICH_REASON)
    return Taken((Form(kind, text=found.typed),), found.end)


def _spoken(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """A colon and a text: `ask: …`, `tell: …`, `public note: …`, `team: …`."""
    if page.plain(place) != ":":
        return Taken((), place, None, Problem.WHICH_WORDS)
    found = texts.text(page, place + 1)
    if texts.says_nothing(found.typed) or _only_greets(page, found.start, found.end):
        return Taken((), found.end, None, Problem.WHICH_WORDS)
    if found.doubtful:
        return Taken((), found.end, None, Problem.UNCLEAR, found.typed)
    return Taken((Form(kind, text=found.typed),), found.end)


def _only_greets(page: Page, start: int, end: int) -> bool:
    """`tell: Dear Amina`, whose further lines were read as courtesy; `Dear Amina, thank you` says
    something."""
    if not words.phrases("courtesies", "greetings").at(page.pieces, start):
        return False
    closings = words.phrases("courtesies", "closings")
    thanks = any(closings.at(page.pieces, place) for place in range(start, end))
    return not thanks and page.only_courtesy(start, end)


def _means_paragraph(page: Page, place: int, named: Posts | None, start: int) -> bool:
    """Whether `retirar 4` may speak of a paragraph; `retirar 812` and `recall 4` cannot."""
    low = named is None or any(first < _POSTS_FROM for first, _ in named.ranges)
    return low and page.past(start, "around", "take-out") == place


def _recall(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`recall 812`, alone or with a letter to those who have it."""
    if page.plain(place) != ":":
        return Taken((Form(kind),), place)
    return _spoken(page, kind, place, named)


# --- edits ----------------------------------------------------------------------------------------


def _cut(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    found = numbers.paragraphs(page, _on(page, page.skip(place, ":")))
    if found is None:
        return Taken((), place, None, Problem.WHICH_WORDS)
    dangling = page.plain(found.end) == "-" and page.ends_line(found.end + 1)
    if not found.clear or dangling or any(not 0 < first <= last for first, last in found.ranges):
        return Taken((), page.line_end(found.end), None, Problem.UNCLEAR)
    return Taken(tuple(Form(kind, first=one, last=last) for one, last in found.ranges), found.end)


def _change(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    return _pair(page, kind, place, "into")


def _add(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    return _pair(page, kind, place, "after")


def _pair(page: Page, kind: Kind, place: int, between: str) -> Taken:
    """`"x" to "y"` and `"x" after "y"`, with a paragraph's number before or behind."""
    lacking = Taken((), place, None, Problem.WHICH_WORDS)
    at = page.skip(place, ":")
    number, first = 0, quoted(page.text, page.offset(at))
    if first is None:
        at = _on(page, numbers.past_paragraph_word(page, at))
        number = page.number(at)
        first = quoted(page.text, page.offset(page.skip(at + 1, "]:,"))) if number > 0 else None
    if first is None:
        return lacking
    middle = _on(page, page.skip(page.at(first.end), ","))
    after = page.past(middle, "around", between)
    if after == middle and kind is Kind.CHANGE:
        after = page.skip(middle, "-=>")  # an arrow
    second = quoted(page.text, page.offset(after)) if after > middle else None
    if second is None:
        return lacking
    end = page.at(second.end)
    inside = page.past(end, "around", "inside")
    if not number and inside > end and page.number(inside) > 0:
        number, end = page.number(inside), inside + 1
    changed, new = (first, second) if kind is Kind.CHANGE else (second, first)
    if not changed.words or (kind is Kind.ADD and not new.words):
        return lacking
    return Taken((Form(kind, text=changed.words, other=new.words, first=number),), end)


def _redact(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`redact 812 "words"`, of several words each in its own marks."""
    forms: list[Form] = []
    end = at = _on(page, page.skip(place, ":"))
    while found := quoted(page.text, page.offset(at)):
        if not found.words:
            break
        forms.append(Form(kind, text=found.words))
        end = page.at(found.end)
        at = page.past(page.skip(end, ",&"), "answers", "and")
    if not forms:
        return Taken((), place, None, Problem.WHICH_WORDS)
    return Taken(tuple(forms), end)


# --- places ---------------------------------------------------------------------------------------


def _to_list(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`move hifa-fr`, `pass 812 to hifa-fr`, `pass hifa-fr: two lines in French`."""
    at = _on(page, page.skip(place, ":"))
    at = page.skip(page.past(at, "around", "toward"), '"')
    found = page.list_name(_on(page, at))
    if found is None:
        return Taken((), page.line_end(place), None, Problem.WHICH_LIST)
    if _further_list(page, found[1]):
        return Taken((), found[1], None, Problem.UNCLEAR)
    if kind is Kind.COPY_TO and page.plain(found[1]) == ":":
        said = _spoken(page, kind, found[1], named)
        return replace(said, forms=tuple(replace(one, code=found[0]) for one in said.forms))
    return Taken((Form(kind, code=found[0]),), found[1])


def _further_list(page: Page, place: int) -> bool:
    """Whether another list is named right behind: `pass hifa-fr and to hifa`."""
    at = page.skip(page.past(page.skip(place, _BESIDE), "answers", "and"), _BESIDE)
    if at > place and page.kind(at) is PieceKind.LINE:
        at = page.past(at + 1, "answers", "and")
    at = page.skip(page.past(page.past_soft(at), "around", "toward"), '"')
    return page.list_name(at) is not None


def _join(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`join to 811`, `join 4 to 811`; a number alone is the thread's."""
    posts = numbers.posts(page, place, spoken=False)
    at = posts.end if posts else place
    toward = page.past(_on(page, at), "around", "thread", "toward")
    thread = page.skip(toward, "#")
    if toward == at and posts and len(posts.ranges) == 1:
        first, last = posts.ranges[0]
        return Taken((Form(kind, number=first),), posts.end) if first == last else _no_words(place)
    number = page.number(_on(page, thread))
    if number <= 0:
        return _no_words(place)
    return Taken((Form(kind, number=number),), _on(page, thread) + 1, posts)


def _second(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`second opinion fr`."""
    found = tongues.of_tables(page.pieces, _on(page, page.skip(place, ":,")))
    if found is None:
        return Taken((), place, None, Problem.WHICH_LANGUAGE)
    return Taken((Form(kind, code=found[0]),), found[1])


def _translate(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`translate fr es`: what `ok fr es` asks for, of a post that may be out."""
    found = _languages(page, Form(kind), _on(page, page.skip(place, ":,")))
    if found is None:
        return Taken((), place, None, Problem.WHICH_LANGUAGE)
    return Taken((found[0],), found[1])


def _language(page: Page, kind: Kind, place: int, named: Posts | None) -> Taken:
    """`language fr`, `language: English and French`, `language unknown`; a post has one, or two or
    three."""
    found: list[str] = []
    end = at = _on(page, page.skip(place, ":,"))
    if (behind := page.past(at, "around", "not-known")) > at:
        return Taken((Form(kind),), behind)
    while one := tongues.at(page.pieces, at):
        found.append(one[0])
        end = one[1]
        at = page.past(page.skip(end, ",&/+"), "answers", "and")
    if not found or len(found) > _MOST_LANGUAGES:
        return Taken((), place, None, Problem.WHICH_LANGUAGE)
    return Taken((Form(kind, languages=tuple(dict.fromkeys(found))),), end)


def _no_words(place: int) -> Taken:
    return Taken((), place, None, Problem.WHICH_WORDS)


_Shape = Callable[[Page, Kind, int, Posts | None], Taken]
_SHAPES: dict[Kind, _Shape] = {
    Kind.APPROVE: _approve,
    Kind.REFUSE: _refuse,
    Kind.RECALL: _recall,
    Kind.CUT: _cut,
    Kind.CHANGE: _change,
    Kind.ADD: _add,
    Kind.REDACT: _redact,
    Kind.MOVE: _to_list,
    Kind.COPY_TO: _to_list,
    Kind.JOIN: _join,
    Kind.SECOND: _second,
    Kind.LANGUAGE: _language,
    Kind.TRANSLATE: _translate,
    **dict.fromkeys(texts.SPOKEN, _spoken),
}
