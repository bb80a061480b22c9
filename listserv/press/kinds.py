"""Every letter the robot can write: its template, what it must be told, where answers go.

Pure data. A kind is the name of templates/mail/KIND.txt. This table is what callers read before
they ask for a letter; the tests hold it against the templates, so it cannot be wrong.

Values that every template has without being told: site, domain, list, title, at (Addresses),
name, address, reply_to, now, rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from listserv.model import Note, Post, Standing
from listserv.model.family import Also
from listserv.model.translations import Translation
from listserv.press.lines import Line
from listserv.press.phrases import FOR_GOOD, HINDRANCE
from listserv.press.translates import Translates


class Answers(Enum):
    """Where an answer to a letter goes when the caller names no address."""

    OWNER = "owner"  # a person: no Reply-To is needed, the letter comes from there
    REQUEST = "request"  # the robot: the letter asks for a command
    GIVEN = "given"  # the caller must give the address, it carries a token or is a person's


@dataclass(frozen=True, slots=True)
class Kind:
    values: frozenset[str]
    answers: Answers = Answers.OWNER


@dataclass(frozen=True, slots=True)
class Writer:
    """What a moderator wants to know of an author."""

    is_member: bool
    since: float | None = None  # when she joined
    posts: int = 0  # published so far on this list
    standing: Standing = Standing.ORDINARY


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits, as a moderator is shown it: a notice, or a position of a queue mail."""

    post: Post
    writer: Writer
    text: str  # as much of the post's as she is shown
    whole: int = 0  # bytes of the whole text where `text` is not all of it
    thread: str = ""  # topic of the thread it goes under; "" begins a new one
    place: int = 0  # the number it gets there; 0: none is shown
    by: str = ""  # who made this version, where it is not the first
    by_author: bool = False
    begun: bool = False  # these are its first words, be their version another: no mail holds them
    asked_by: str = ""  # who asked its author, and what, where this version holds her answer
    question: str = ""
    answer: tuple[int, int] = (0, 0)  # the first and last of its paragraphs
    for_all: bool = False  # it looked private, and its author says that it is not
    forums: tuple[Also, ...] = ()  # where it is out already
    along: tuple[Translation, ...] = ()  # what people say of it in other languages


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of the report of what others decided."""

    what: str  # a code of phrases.DECIDED
    who: str  # "" for the command line
    topic: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer did to one post, or why it did nothing."""

    topic: str
    author: str
    did: tuple[tuple[str, str], ...]  # codes of phrases.OUTCOME or HINDRANCE, with a value or ""
    number: int = 0
    reason: str = ""  # a code of reasons.NAMED, or as typed
    told: bool = True  # whether the author reads the reason
    notes: tuple[Note, ...] = ()  # public notes, as they will appear
    text: str = ""  # the post as it would go out, where its words changed and it still waits
    waits: bool = False  # it waits for a decision still

    @property
    def acted(self) -> bool:
        """Whether anything was done."""
        return any(code not in HINDRANCE for code, _ in self.did)

    @property
    def difference(self) -> str:
        """Between the post and a text that came back with too little of it; "" for none."""
        return next((value for code, value in self.did if code == "too-much-lost"), "")

    @property
    def can_undo(self) -> bool:
        """Whether something was done that can be taken back: not words that were taken out."""
        return any(code not in HINDRANCE and code not in FOR_GOOD for code, _ in self.did)


@dataclass(frozen=True, slots=True)
class Membership:
    """Lists of a person that have the same settings, for `status`."""

    names: tuple[str, ...]
    delivery: str
    paused_until: float | None = None
    own_copies: bool = True
    filters: tuple[Line, ...] = ()  # lines that say what she mutes, or wants alone
    more: int = 0  # filters that are not shown


@dataclass(frozen=True, slots=True)
class Changed:
    """What a member's command did; `word` is a case of changed.txt."""

    word: str
    value: str = ""  # a mode, a topic, or as she typed it
    titles: tuple[str, ...] = ()  # of the lists it is about; () for all of her
    until: float | None = None
    values: tuple[str, ...] = ()  # languages, or all words that she wants alone
    undo: tuple[Line, ...] = ()  # the lines that go back
    same: bool = False  # it was so before


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One list of a person, for `my data`."""

    title: str
    delivery: str
    since: float
    consent: str  # on whose word


@dataclass(frozen=True, slots=True)
class Written:
    """One post of a person, for `my data`."""

    number: int
    day: float
    topic: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file that somebody asked for and does not get; `why` is a code of phrases.WITHHELD."""

    place: str  # "811.2"
    name: str
    size: int
    why: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One post that somebody missed."""

    number: int
    topic: str
    author: str


@dataclass(frozen=True, slots=True)
class Missed:
    """What somebody missed of one list, in order; `earlier` posts found no room."""

    title: str
    headlines: tuple[Headline, ...]
    earlier: int = 0
    archive: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who waits to join a list, as its facilitators are shown her."""

    who: str  # her name, else her address
    address: str
    country: str = ""
    languages: tuple[str, ...] = ()
    said: str = ""  # her own words
    namesake: str = ""  # the address of a member or facilitator who has the same name
    moderates: bool = False  # the namesake is a facilitator
    refused: float | None = None  # when this address was refused before
    since: float | None = None  # when she became a member, of somebody who was one before
    left: float | None = None  # and was one no more
    left_herself: bool = False
    banned: bool = False
    question: str = ""  # what she was asked
    asked_by: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Who wrote to a list's facilitators, by her address."""

    name: str = ""
    member: float | None = None  # since when she is one
    since: float | None = None  # when she became a member, of somebody who was one before
    left: float | None = None  # and was one no more
    left_herself: bool = False
    ended_by: str = ""  # the facilitator who took her off
    refused: float | None = None  # when her request to join was refused
    refused_by: str = ""
    question: str = ""  # what she was asked before her request was closed
    asked_by: str = ""
    banned: bool = False
    add: bool = False  # whether a facilitator's line may let her in


@dataclass(frozen=True, slots=True)
class Admission:
    """What an answer did about an applicant; `did` is a case of admitted.txt."""

    who: str
    country: str
    did: str
    by: str = ""  # whose decision stands
    when: float = 0.0
    asked_by: str = ""  # the colleague whose question to her is open
    asked: float = 0.0  # when; 0: a short time ago


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail to a list's people, of many that are told of together."""

    who: str  # a name and an address
    subject: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """A member whose mail comes back; `cause` is a code of phrases.TROUBLE."""

    name: str
    address: str
    since: float
    cause: str
    stopped: float | None = None


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whom a list knows, as its facilitators are shown her."""

    name: str
    address: str
    country: str = ""
    delivery: str = ""  # a DeliveryMode; "" for no member
    since: float = 0.0  # when she joined, or left
    posts: int = 0
    paused_until: float | None = None
    trouble: str = ""  # "stopped" or "bounces": her mail comes back
    standing: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody for whom nothing was done; `why` is a case of people.txt."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of people that could not be read; empty ones do not count."""

    number: int
    typed: str


@dataclass(frozen=True, slots=True)
class Steered:
    """What a facilitator's command did, or what it shows; `word` is a case of steered.txt."""

    word: str
    count: int = 0
    who: str = ""  # a name, with or without an address
    topic: str = ""  # of a thread
    until: float | None = None  # the instant at which it ends; None: no end
    text: str = ""  # as it will be used
    signature: str = ""  # hers, that stood below the text and is no part of it
    settings: tuple[tuple[str, str], ...] = ()  # a key of the policy, its value as one writes it
    times: tuple[str, ...] = ()  # of the day
    duty: tuple[tuple[date, tuple[str, ...]], ...] = ()  # names, by day
    strangers: tuple[str, ...] = ()  # addresses of nobody who could do it
    end: tuple[str, str] = ("", "")  # what ends it: a word of steered.ENDING, and its value
    value: str = ""  # a mode, an address, the number of a post, or as she typed it
    people: tuple[Someone, ...] = ()
    translators: tuple[Translates, ...] = ()
    names: tuple[str, ...] = ()  # of people whom it is about
    more: int = 0  # so many people more
    left_out: tuple[LeftOut, ...] = ()
    bad: tuple[BadLine, ...] = ()
    unread: int = 0  # so many bad lines more


def _kind(values: str, answers: Answers = Answers.OWNER) -> Kind:
    return Kind(frozenset(values.split()), answers)


# Letters that show what waits by positions: the first, one that reminds, one to everybody.
QUEUES = ("queue", "reminder", "escalated")

KINDS: dict[str, Kind] = {
    # to an author
    "held": _kind("number topic", Answers.REQUEST),
    # reason: code of reasons.NAMED, as typed, or ""; so many copies left before it was taken back
    "refused": _kind("topic reason text left"),
    "given-back": _kind("number topic text"),  # nobody decided
    "ask": _kind("topic said by text", Answers.GIVEN),  # a moderator's question
    # other: who she answers, "" where unknown; again: her answer could not be read
    "for-whom": _kind("topic other text again", Answers.GIVEN),
    # Post or None; so many people have it; its page or ""; she took it back before it was out
    "where": _kind("post copies link hers forums", Answers.REQUEST),
    "withdraw-which": _kind("posts", Answers.REQUEST),  # tuple[Post, ...]
    # so many copies had left; tuple[Also, ...] where else it is taken back
    "withdrawn": _kind("topic left text forums"),
    "word": _kind("topic said by text"),  # a moderator's private word
    "moved": _kind("topic before"),  # the title of the list it came from
    "edited": _kind("topic by text"),  # the difference, see text/difference.py
    # is_author: of the post, else she wrote to its author; is_member: the writer is one;
    # tuple[Attachment, ...]
    "author-forward": _kind(
        "is_author is_member number topic writer_name text files", Answers.GIVEN
    ),
    "confirm-private": _kind("topic", Answers.GIVEN),  # to whom wrote to an author
    # to moderators
    "notice": _kind("item decided more", Answers.GIVEN),  # Waiting; the rest as of a queue mail
    # tuple[Waiting, ...], the same of spam; tuple[Decided, ...] and so many more
    **{kind: _kind("waiting spam decided more", Answers.GIVEN) for kind in QUEUES},
    "done": _kind("outcomes", Answers.GIVEN),  # tuple[Outcome, ...]
    "takes-back": _kind("topic author number left stopped said", Answers.GIVEN),
    "pass-refused": _kind("topic author number reason"),  # to who passed it on
    # to the facilitators of a forum that has the twin; home: the title of the list it left
    "recalled-there": _kind("by home topic author number", Answers.GIVEN),
    "failed": _kind("topic author number"),  # an error of ours holds a post up
    "among": _kind("by subject text", Answers.GIVEN),  # a moderator to the others
    "team": _kind("by topic author number text", Answers.GIVEN),
    "raw": _kind("topic author number", Answers.GIVEN),  # the mail itself is `attached`
    # bool, MachineDraft; what of the original the safety gate misses in it
    "second": _kind("topic author number waits draft doubts", Answers.GIVEN),
    # code of phrases.QUESTION; what came, or what was not read of it; lines; tuple[Post, ...];
    # as many letters as today, where it is the last of them, else 0
    "asked-back": _kind(
        "question is_claim said unread understood sender posts example last_of", Answers.GIVEN
    ),
    # tuple[Steered, ...]; whether one of them can be undone
    "steered": _kind("changes undo", Answers.GIVEN),
    # a code of the template; what it is about; tuple[(name, address), ...] to choose from; the
    # lines that were understood; (word of steered.EXAMPLE, its value), ("", a line) or ("", "")
    "not-steered": _kind("problem detail people understood guess last_of", Answers.GIVEN),
    "moderator": _kind(""),  # to a new one
    "already-decided": _kind("topic author outcome by when"),  # code of phrases.OUTCOME
    # tuple[Attachment, ...]
    # Known or None; number, topic: of the post that it is about, or 0; detail: its text, where they
    # need it
    "owner-forward": _kind(
        "writer_name writer_address known subject text files number topic told detail",
        Answers.GIVEN,
    ),
    # tuple[Sent, ...] of the first; all that were put aside, those not named, and what is spam
    "gathered": _kind("mails count more spam"),
    "applicant": _kind("people again", Answers.GIVEN),  # tuple[Applicant, ...]; as a reminder
    # tuple[Admission, ...]; whether one of them changed something; whether it can be undone
    "admitted": _kind("outcomes acted undo", Answers.GIVEN),
    # a moderator's name and address; code of phrases.TROUBLE, the peer's words; nobody else reads
    "bouncing": _kind("who where cause said alone"),
    # tuple[(country, tuple[Unreached, ...]), ...]; so many more; tuple[Unreached, ...]
    "unreached": _kind("countries more complained"),
    # to members and strangers
    # of the lists; whether facilitators decide; whether she may say how she reads; "", or why she
    # is asked once more: "unclear", or "who" she is
    "confirm-join": _kind("titles decide asks_how again", Answers.GIVEN),
    "invitation": _kind("by", Answers.GIVEN),  # a name
    "applied": _kind("", Answers.GIVEN),
    "ask-applicant": _kind("said by", Answers.GIVEN),
    "not-admitted": _kind("reason"),  # the words of one of reasons.NAMED, as typed, or ""
    "not-decided": _kind("asked"),  # whether she was asked something
    "reconsidered": _kind(""),
    "passed-on": _kind(""),  # to somebody whose request to join is closed
    "reads": _kind("", Answers.GIVEN),
    "profile": _kind("", Answers.GIVEN),
    "confirm-leave": _kind("sender", Answers.GIVEN),  # who asked that she leave; masked
    "confirm": _kind("wishes", Answers.GIVEN),  # tuple[Line, ...]
    "other-address": _kind("sender", Answers.GIVEN),  # who answered instead of her
    "not-yet": _kind("wish", Answers.REQUEST),  # Line
    # DeliveryMode; whether somebody added her; what was noted of her consent or ""
    "welcome": _kind("delivery added noted sisters", Answers.REQUEST),  # tuple[MailingList, ...]
    # DeliveryMode; when her pause ends, or None; whether she gets her own posts
    "back": _kind("delivery paused_until own_copies", Answers.REQUEST),
    "stands": _kind("is_member", Answers.REQUEST),
    "left": _kind("titles translated", Answers.GIVEN),  # of the lists; whether she translated there
    "which-list": _kind("lists", Answers.GIVEN),  # tuple[MailingList, ...]
    # by: a facilitator's name
    "removed": _kind("by"),
    "put-back": _kind(""),
    "changed-for-you": _kind("by", Answers.REQUEST),  # what has changed stands below it
    "propose": _kind("by subject text again", Answers.GIVEN),  # again: her answer said nothing
    "proposed-out": _kind("topic number", Answers.REQUEST),
    "proposed-answer": _kind("who topic number outcome said"),  # outcome: yes, words, no
    "declined": _kind(""),  # a question of ours, with a no
    # whether her request to join is taken back; whether we know her
    "not-member-leave": _kind("applied known"),
    # addresses for what a moderator writes, () to others
    "help": _kind("is_member moderates every", Answers.REQUEST),
    # tuple[MailingList, ...], retired ones are not shown; of one list, those of its family
    "lists": _kind("lists sisters", Answers.REQUEST),
    # tuple[Membership, ...]; Person or None; her addresses; lines of what else she has chosen
    # away: until when she is asked for no translations, or None
    "status": _kind("memberships person addresses chosen away later", Answers.REQUEST),
    "changed": _kind("changes", Answers.REQUEST),  # tuple[Changed, ...]
    # name and address of who offers to translate; ("en fr es", …); whether anything is translated
    "offered": _kind("who whose pairs translated", Answers.GIVEN),
    # of press/fetched: tuple[Fetched, ...], tuple[NotIn, ...], tuple[Unsent, ...]; octets a day
    "get": _kind("posts lacking left limit", Answers.REQUEST),
    # to a new address: a name or ""; masked; whether our mail goes there; whether we know its owner
    # by: the facilitator who says so for her, or ""
    "confirm-address": _kind("who sender moves known by", Answers.GIVEN),
    "confirm-merge": _kind("other", Answers.GIVEN),  # an address
    "confirm-also": _kind("other", Answers.GIVEN),  # an address
    "say-yes": _kind("other", Answers.GIVEN),  # an address
    # an address; "asked", "later", "merge", "no" or "there"; with "there" the reader's own address
    "address-asked": _kind("new state mine", Answers.REQUEST),
    "address-how": _kind("", Answers.REQUEST),
    # a case of the template; an address; Line, or ("", "") where an answer goes to a person; the
    # address that goes when it is undone, or ""
    "address-told": _kind("word changed undo drops", Answers.GIVEN),
    # Person or None; her addresses; tuple[Enrolled, ...]; (title, from, into) of what she offered
    # to translate; (title, Standing) of each list that says something; tuple[Written, ...] of so
    # many; counts; mails that are attached, and those not
    "my-data": _kind(
        "person addresses memberships offers standings posts all_posts translated letters failures"
        " mails left",
        Answers.REQUEST,
    ),
    # titles of the lists whose posts stay, go, may do either; whether she translated anything;
    # whether her answer was none
    "confirm-erase": _kind("stay go choice translated again", Answers.GIVEN),
    "cannot-erase": _kind("why lists"),  # a case of the template; titles
    # counts; whether she is banned still; until when backups are kept
    "erased": _kind("lists kept removed translated places banned until"),
    "my-data-today": _kind("", Answers.REQUEST),
    "unreachable": _kind("topic", Answers.REQUEST),  # who wrote a post that she answers
    "contributions": _kind("person lists", Answers.REQUEST),  # Person; tuple[Contributed, ...]
    # Post or None; File of each, Withheld; octets that one person gets in a day
    "attachment": _kind("number post sent left limit", Answers.REQUEST),
    # odd: a word that is no language, and those of here; a post's number; or (). guess: Line, or a
    # line in English; doubt: a case of the template; asks: a "yes" does it
    "did-you-mean": _kind("said odd unread guess doubt asks moderates last_of", Answers.REQUEST),
    # whether it was answered before, or taken back by who had it asked
    "expired": _kind("is_member answered taken_back", Answers.REQUEST),
    "probe": _kind("stopped cause", Answers.GIVEN),  # instant or None; code of phrases.TROUBLE
    "reached": _kind("stopped cause missed"),  # as before; tuple[Missed, ...]
    # tuple[brought.ToTranslate, ...]; posts that she may say in two lines; when the first is due,
    # until when one does not go out without it (0: none), in which time zone; whether her name
    # stands with it
    "translate": _kind("texts others until waits zone credited", Answers.GIVEN),
    "correct": _kind("one", Answers.GIVEN),  # ToTranslate
    "translated": _kind("brought", Answers.GIVEN),  # tuple[Brought, ...]
    # a case of the template; ToTranslate or None; her words; an address, a language or a name;
    # numbers of posts; tuple[Doubt, ...]
    "translation-asked": _kind("question one text other numbers doubts last_of", Answers.GIVEN),
    "translation-corrected": _kind("number target topic by text", Answers.REQUEST),
    # to the postmaster
    "admin": _kind("event detail"),
}
