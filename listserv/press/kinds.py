"""Every letter the robot can write: its template, what it must be told, where answers go.

Pure data. A kind is the name of templates/mail/KIND.txt. This table is what callers read before
they ask for a letter; the tests hold it against the templates, so it cannot be wrong.

Values that every template has without being told: site, domain, list, title, at (Addresses),
name, address, reply_to, now, rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from listserv.model import Post


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """One position of a queue mail."""

    post: Post
    writer: Writer
    thread: str = ""  # topic of the thread it goes under; "" begins a new one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer did to one post; `word` is a code of phrases.OUTCOME."""

    word: str
    topic: str
    author: str
    reason: str = ""  # a code of reasons.NAMED, or as typed
    told: bool = True  # whether the author reads the reason


@dataclass(frozen=True, slots=True)
class Membership:
    """One list of a person, for `status`."""

    title: str
    delivery: str
    since: float = 0.0
    paused_until: float | None = None


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
class Unreached:
    """A member whose mail comes back; `cause` is a code of phrases.TROUBLE."""

    name: str
    address: str
    since: float
    cause: str
    stopped: float | None = None


def _kind(values: str, answers: Answers = Answers.OWNER) -> Kind:
    return Kind(frozenset(values.split()), answers)


KINDS: dict[str, Kind] = {
    # to an author
    "held": _kind("number topic"),
    "refused": _kind("topic reason text"),  # reason: code of reasons.NAMED, as typed, or ""
    "too-large": _kind("topic size limit"),
    # is_author: of the post, else she wrote to its author; is_member: the writer is one;
    # tuple[Attachment, ...]
    "author-forward": _kind(
        "is_author is_member number topic writer_name text files", Answers.GIVEN
    ),
    "confirm-private": _kind("topic", Answers.GIVEN),  # to whom wrote to an author
    # to moderators
    "notice": _kind("post writer thread", Answers.GIVEN),  # Post, Writer, topic of its thread or ""
    "queue": _kind("waiting", Answers.GIVEN),  # tuple[Waiting, ...]
    "done": _kind("outcomes"),  # tuple[Outcome, ...]
    # code of phrases.QUESTION; what came, or what was not read of it; tuple[Post, ...]
    "asked-back": _kind("question said unread sender posts example", Answers.GIVEN),
    "moderator": _kind(""),  # to a new one
    "already-decided": _kind("topic author outcome by when"),  # code of phrases.OUTCOME
    "owner-forward": _kind("writer_name writer_address subject text", Answers.GIVEN),
    # a moderator's name and address; code of phrases.TROUBLE, the peer's words; nobody else reads
    "bouncing": _kind("who where cause said alone"),
    # tuple[(country, tuple[Unreached, ...]), ...]; so many more; tuple[Unreached, ...]
    "unreached": _kind("countries more complained"),
    # to members and strangers
    "confirm-join": _kind("", Answers.GIVEN),
    "confirm": _kind("wish", Answers.GIVEN),  # a line of command, as in phrases.command
    # DeliveryMode; whether somebody added her; what was noted of her consent or ""
    "welcome": _kind("delivery added noted", Answers.REQUEST),
    "left": _kind("", Answers.GIVEN),
    "not-member-leave": _kind(""),
    "help": _kind("is_member", Answers.REQUEST),
    "lists": _kind("lists"),  # tuple[MailingList, ...]; retired ones are not shown
    "status": _kind("memberships languages", Answers.REQUEST),  # tuple[Membership, ...], codes
    # DeliveryMode; instant or None; codes read or (); what undoes it (phrases.command) or ""
    "settings-changed": _kind("delivery paused_until languages undo", Answers.REQUEST),
    # guess: as undo; doubt: "unknown", "lacking" or "two meanings"
    "did-you-mean": _kind("said guess doubt is_member", Answers.REQUEST),
    "expired": _kind("is_member", Answers.REQUEST),
    "probe": _kind("stopped cause", Answers.GIVEN),  # instant or None; code of phrases.TROUBLE
    "reached": _kind("stopped cause missed"),  # as before; tuple[Missed, ...]
    # to the postmaster
    "admin": _kind("event detail"),
}
