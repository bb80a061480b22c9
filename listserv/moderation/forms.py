"""Forms: what a moderator can say about a post, or about her list, as values.

Pure data, the meeting point of three files: `reader` makes forms of the words of an answer,
`answers` gives them the posts they are about, `acting` and `steering` carry them out. A form holds
what was typed, never what it does. Nothing here fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a form does; the fields of Form that each uses stand beside it."""

    # One of these decides a held post; two that differ about one post are asked back.
    APPROVE = "approve"  # text: a new subject; when; languages; number: of a question; code: a Sort
    REFUSE = "refuse"  # code: a named reason, or text: as typed
    SPAM = "spam"
    LATER = "later"
    ASK = "ask"  # text: the question to the author
    MOVE = "move"  # code: the name of a list

    # These stand beside a decision, or alone.
    TELL = "tell"  # text: a private word to the author
    NOTE = "note"  # text: the public note
    TEAM = "team"  # text: for moderators alone
    TAKE = "take"
    CUT = "cut"  # first, last: paragraphs
    CHANGE = "change"  # text: the words, other: what they become, first: their paragraph or 0
    ADD = "add"  # text: the words after which, other: what is added, first: their paragraph or 0
    EDIT = "edit"  # text: the whole text
    JOIN = "join"  # number: of any post of the thread
    SPLIT = "split"
    TRUST = "trust"  # no approval needed
    UNTRUST = "untrust"
    RAW = "raw"
    SECOND = "second"  # code: a language
    COPY_TO = "pass"  # code: the name of a list; text: a few words in that list's language
    TRANSLATE = "translate"  # languages: that people are asked for
    LANGUAGE = "language"  # languages: that the post is in; (): nobody knows

    # After publication; `about` names the posts, which need not have been shown.
    UNDO = "undo"  # of a post; of nothing: what the letter that is answered told of
    RECALL = "recall"  # text: a short letter to those who have it, or ""
    REDACT = "redact"  # text: the words


DECIDING = frozenset({Kind.APPROVE, Kind.REFUSE, Kind.SPAM, Kind.LATER, Kind.ASK, Kind.MOVE})
TAKING_BACK = frozenset({Kind.UNDO, Kind.RECALL, Kind.REDACT})
EDITING = frozenset({Kind.CUT, Kind.CHANGE, Kind.ADD, Kind.EDIT})
AFTERWARDS = frozenset(
    {Kind.UNDO, Kind.RECALL, Kind.REDACT, Kind.COPY_TO, Kind.RAW, Kind.NOTE, Kind.LANGUAGE}
    | {Kind.TRANSLATE}
)

WHENS: tuple[str, ...] = (
    *("now", "today", "tomorrow"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)


@dataclass(frozen=True, slots=True)
class Form:
    kind: Kind
    text: str = ""
    other: str = ""
    code: str = ""
    number: int = 0
    first: int = 0
    last: int = 0
    when: str = ""  # of WHENS
    languages: tuple[str, ...] = ()  # codes


@dataclass(frozen=True, slots=True)
class Order:
    """All that an answer says of one post, in its order; `number` 0 is the letter answered."""

    number: int
    version: int  # the one that was shown, a later one is asked back; 0: the post was not shown
    forms: tuple[Form, ...]

    @property
    def takes_words(self) -> bool:
        """Whether the words that were shown are to go out, as they were shown."""
        kinds = {form.kind for form in self.forms}
        return Kind.APPROVE in kinds and kinds.isdisjoint(EDITING)

    @property
    def redacts(self) -> bool:
        return any(form.kind is Kind.REDACT for form in self.forms)


class Problem(StrEnum):
    """Why an answer is asked back, the first that is found; the letters have a sentence each."""

    QUESTION = "question"  # a question mark outside a form's own text
    CONDITION = "condition"  # "ok if Marie agrees"
    UNKNOWN_FORM = "unknown-form"  # words of a form that this server does not have
    UNCLEAR = "unclear"  # other words that are not known
    WHICH_REASON = "which-reason"  # a bare no
    WHICH_SUBJECT = "which-subject"  # `ok SUBJECT` without one
    WHICH_WORDS = "which-words"  # `ask:`, `change`, `edit` … without the words they need
    WHICH_LANGUAGE = "which-language"  # a form that needs a language, without one that we know
    WHICH_LIST = "which-list"  # `move` without a list of this site
    NO_SUCH_POST = "no-such-post"  # a number that was not shown
    POSITION_OR_NUMBER = "position-or-number"  # one post's position, another post's number
    WHICH_POST = "which-post"  # a bare decision on a queue of several
    CONFLICT = "conflict"  # one post, two decisions
