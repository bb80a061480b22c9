"""A post on its way from the door to publication; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from listserv.model.envelope import Origin, Purpose, Token
from listserv.model.incoming import Attachment, Proof, Reading, Removed
from listserv.model.people import Person, Policy


class State(StrEnum):
    """The way of a post (docs/ARCHITECTURE.md opens with the table)."""

    RECEIVED = "received"
    HELD = "held"
    APPROVED = "approved"
    REFUSED = "refused"
    DROPPED = "dropped"  # automatic, a repeat, a loop, a command: no post
    OUT = "out"
    DONE = "done"
    RECALLED = "recalled"  # was out; hidden everywhere, no copy leaves any more
    SHUNTED = "shunted"  # no room could digest it; kept for a human


class Sort(StrEnum):
    """What a post is, where a moderator said so: it changes the way it goes out."""

    ORDINARY = ""
    JOB = "job"  # these three go into the weekly notices
    EVENT = "event"
    CALL = "call"
    OBITUARY = "obituary"  # at once, without number, slogan or profile
    ANNOUNCEMENT = "announcement"  # at once, a copy for all who get any mail, however they read


NOTICES = (Sort.JOB, Sort.EVENT, Sort.CALL)

# The author of a post that stays when its author was erased; said in each reader's language.
FORMER = "a former member"


class Standing(StrEnum):
    """What moderators said of a person on a list."""

    ORDINARY = ""
    TRUSTED = "trusted"  # no approval needed
    WATCHED = "watched"  # held whatever the list's moderation says
    BANNED = "banned"  # refused without a word


@dataclass(frozen=True, slots=True)
class Note:
    """A moderator's public note under a post."""

    by: str  # her name, as it is shown
    text: str


@dataclass(frozen=True, slots=True)
class ThreadRule:
    """What moderators said of a thread."""

    each: int = 0  # posts a day by one author, 0: no bound
    closed_until: float | None = None


class Action(StrEnum):
    """What the desk does with a post; the worst action of all reasons wins, last is worst."""

    APPROVE = "approve"
    HOLD = "hold"
    REFUSE = "refuse"
    COMMAND = "command"  # leaves the road of posts, goes on as an errand
    DROP = "drop"


# Reasons for which nobody writes to who seems to be the author.
PASSED_ON = "passed-on"  # the reason of one that another forum's moderator has passed on
HARMLESS = frozenset({"moderator", "trusted"})  # codes of reasons that hold no post
_DOUBT = frozenset({"no-author", "unproven", "denied-by-domain", "marked-spam"})


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    reasons: tuple[str, ...] = ()  # codes of the rules that hit, e.g. "first-post"
    command: str = ""  # for Action.COMMAND: the line to carry out

    @property
    def asks_author(self) -> bool:
        """Whether she is asked for whom it is, before moderators read what may be private."""
        return (
            self.action is Action.HOLD
            and "private" in self.reasons
            and not _DOUBT & set(self.reasons)
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules of the desk may read about one post."""

    reading: Reading
    policy: Policy
    size: int  # of the raw message
    proof: Proof = field(default_factory=Proof)
    author: Person | None = None  # who the From address belongs to, proven or not
    is_member: bool = False
    is_moderator: bool = False
    posts: int = 0  # published by the author on this list
    standing: Standing = Standing.ORDINARY
    rule: ThreadRule = field(default_factory=ThreadRule)  # of the thread it would join
    thread_today: int = 0  # posts of hers in that thread that went out within a day
    lately: int = 0  # posts of hers on the list within a day, whatever became of them
    answers: str = ""  # name of the author of the post it answers, "" when it answers none
    answers_notice: bool = False  # it answers a letter that showed its author what waits
    now: float = 0.0
    repeat_of: int = 0  # a post of this list with the same Message-ID and digest
    same_id: int = 0  # the same Message-ID with another digest
    same_text: int = 0  # identical text by the same author within a week, on any list
    own_trace: bool = False  # our own trace header or our own List-Id
    null_sender: bool = False
    spam: bool = False  # a filter that the site asks or trusts says so


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post on its way from the door to the desk."""

    number: int
    mail_id: int
    list_id: int
    origin: Origin
    size: int
    under: int = 0  # number of the post this answers, from a reply token
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Errand:
    """A mail to any other address of ours: a command, an answer, a bounce."""

    id: int
    mail_id: int
    list_id: int
    purpose: Purpose
    address: str
    token: Token | None
    command: str
    origin: Origin
    tries: int = 0
    size: int = 0  # octets of the mail


@dataclass(frozen=True, slots=True)
class Post:
    """A post after the desk: what notices, copies, digests and pages are made from."""

    number: int
    list_id: int
    state: State
    received: float
    sent: float  # the author's Date, or the arrival where that is missing or absurd
    person_id: int  # 0: nobody we know
    author: str  # the name shown
    address: str  # the From address; never in a public page
    country: str
    proof: str
    subject: str  # as it came, decoded
    topic: str  # the subject as published, without prefix and number
    message_id: str
    references: tuple[str, ...]
    language: str
    text: str  # the current version, clean
    version: int
    reasons: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    removed: Removed = field(default_factory=Removed)
    size: int = 0  # of the raw message
    published: float | None = None
    thread: int = 0  # number of the thread's first post; 0 before publication
    parent: int = 0  # number of the post answered, known early from a reply token; 0: none known
    position: int = 0  # 1 for the first of a thread; given at publication
    permalink: str = ""  # hash, unique in the list; given at publication
    mail_id: int = 0
    profile: str = ""  # the author's profile line
    kind: Sort = Sort.ORDINARY
    until: float | None = None  # the last second of the day that a notice names for its end
    join_to: int | None = None  # None: by its own headers; 0: a thread of its own; N: under post N
    urgent: bool = False  # `ok now`: no pace holds it
    release: float | None = None  # goes out no sooner, said a facilitator
    paced: float | None = None  # its turn at the list's pace
    languages: tuple[str, ...] = ()  # of a text in several, as they appear; () one or unknown
    wanted: tuple[str, ...] = ()  # languages it is to be translated into
    translating: float | None = None  # until when it waits for them; None: nobody has looked yet
    question: int = 0  # of a planned discussion: Q2 is 2
    notes: tuple[Note, ...] = ()
    patient: tuple[str, ...] = ()  # why it may show a patient, for moderators' eyes
    awaits: str = ""  # "author", "private" while its author is asked
    awaits_since: float | None = None
    taken_by: int = 0  # the moderator who said "I take it"
    put_off: float | None = None  # when it was put off or came back: new again at the next hour
    recalled: float | None = None
    withdrawn: float | None = None  # when its author took it back, after it was out

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages that it can be read in as it was written; () where nobody knows."""
        return self.languages or ((self.language,) if self.language else ())

    @property
    def who(self) -> str:
        """Its author, as moderators are shown her: by her address where she gave no name."""
        return self.author or self.address

    @property
    def leaves(self) -> float:
        """Before when it does not go out, once it is approved; 0: at once."""
        waits = max(self.paced or 0.0, self.translating or 0.0)
        return max(self.release or 0.0, 0.0 if self.urgent else waits)

    @property
    def was_out(self) -> bool:
        """It went out and its moderators took it back; copies of it may have left."""
        return self.recalled is not None and self.published is None

    @property
    def author_took_it_back(self) -> bool:
        """Not where its moderators have put it out again since."""
        return self.withdrawn is not None and self.withdrawn >= (self.published or 0.0)


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """A post's text in another language, by a program; nobody has checked it."""

    text: str
    engine: str  # the program's name
    source: str
    target: str
    words: int
    unknown: int  # of the words, that the program does not know and left as they were
    untouched: int = 0  # paragraphs that stand as they were: no sound draft of them came back
    glossary: tuple[str, ...] = ()  # terms of the original whose translation the draft lacks
