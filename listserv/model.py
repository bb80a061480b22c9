"""The nouns of the house.

Frozen values without I/O that the rooms hand to each other through the store. Every instant is a
float of POSIX seconds (UTC); every size is in bytes; every address is lower-case `local@domain`;
every Message-ID stands without its angle brackets; every language is a short code (`en`, `ar`).

A failure here cannot happen: nothing in this file decides or does anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# --- addresses and envelopes -----------------------------------------------------------------


class Purpose(StrEnum):
    """What an address of ours is for (DESIGN: addresses)."""

    POST = "post"  # hifa@
    REPLY = "reply"  # hifa-reply+TOKEN@: to the list, under a post
    AUTHOR = "author"  # hifa-author+TOKEN@: private, to the author of a post
    REQUEST = "request"  # hifa-request@ and the old prefix habits: commands for the list
    SITE = "site"  # listserv@ info@: commands for the site
    JOIN = "join"
    LEAVE = "leave"
    CONFIRM = "confirm"
    OWNER = "owner"  # reaches the moderators
    TEAM = "moderators"  # the same: among themselves
    MODERATE = "moderate"  # a moderator's answer to a notice or queue mail
    TRANSLATE = "translate"
    SUMMARY = "summary"
    BOUNCES = "bounces"  # return path
    ADMIN = "admin"  # postmaster@ abuse@: the site's admin


@dataclass(frozen=True, slots=True)
class Token:
    """What an address token says. The two numbers mean, by purpose:

    author, reply: post number, 0 · leave: person, list · confirm: confirmation, 0 ·
    moderate, translate, summary, bounces: person (0: a stranger), mailing (the letter).
    """

    purpose: Purpose
    first: int
    second: int
    generation: int = 0


@dataclass(frozen=True, slots=True)
class Destination:
    """A recipient the gate let in."""

    address: str
    purpose: Purpose
    list_id: int = 0  # 0: the site
    token: Token | None = None
    command: str = ""  # what the address itself says: "no mail" for nomail.hifa@


@dataclass(frozen=True, slots=True)
class Envelope:
    mail_from: str  # "" is the null return path
    destinations: tuple[Destination, ...]
    peer: str  # address of the client, without port
    trusted: bool  # the peer already said 250 for us: a refusal becomes a state
    received: float


# --- what the reader (a child process) makes of raw bytes ------------------------------------


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    type: str
    size: int  # decoded


@dataclass(frozen=True, slots=True)
class Removed:
    """What cleaning took away, for the notice."""

    quoted_lines: int = 0
    signature: bool = False
    phone_line: bool = False
    disclaimer: bool = False
    footer: bool = False
    html: bool = False  # the text was made from HTML, or an HTML twin was left out


@dataclass(frozen=True, slots=True)
class Reading:
    """An incoming mail as values. Nothing in it is trusted: it is what the bytes claim."""

    subject: str = ""  # decoded, on one line, as it came
    from_name: str = ""
    from_address: str = ""  # "" when there is none that can be read
    reply_to: tuple[str, ...] = ()
    date: float | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # oldest first, without doubles
    language: str = ""  # from evidence in the text alone; "" is unknown
    text: str = ""  # the whole text, paragraphs as logical lines, "\n" line ends
    clean: str = ""  # what the author wrote: without quotation, signature, phone line …
    removed: Removed = Removed()
    attachments: tuple[Attachment, ...] = ()
    automatic: str = ""  # why this is no person's mail ("auto-submitted", "delivery report" …)
    bounced: tuple[tuple[str, str, str], ...] = ()  # address, status "5.1.1", diagnostic
    list_ids: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()  # values of our own trace header
    hops: int = 0  # Received lines
    digest: str = ""  # hex SHA-256 over From, Date, Subject and decoded body: the repeat test
    text_digest: str = ""  # hex SHA-256 over the words of `clean`; "" when it has none
    signatures: tuple[tuple[str, str], ...] = ()  # DKIM-Signature (domain, selector)
    results: tuple[str, ...] = ()  # Authentication-Results values, top first
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Who stands behind a From address (rule 11): `how` is dkim, results or ""."""

    how: str = ""
    domain: str = ""

    def __bool__(self) -> bool:
        return bool(self.how)


# --- site, lists, people ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """What every room may know of the site."""

    domain: str
    name: str
    language: str = "en"
    admin: str = ""  # address of the site's admin
    archive_url: str = ""  # "" when the archive is nowhere on the web
    web_url: str = ""  # base of the small web side; one-click needs https
    separator: str = "+"

    def address(self, local: str) -> str:
        return f"{local}@{self.domain}"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a list behaves: the keys of `list set`; their sentences stand in config/list.toml."""

    title: str = ""
    description: str = ""
    rules: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    family: str = ""  # lists of one family are one community in several languages
    body: str = "clean"  # clean | original
    moderation: str = "all"  # all | new | nonmembers | none
    join: str = "confirm"  # open | confirm | approve
    unproven: str = "hold"  # hold | accept
    archive: str = "members"  # public | members | off
    timezone: str = "UTC"
    digest_hour: str = "06:00"
    subject_prefix: str = ""
    reply_to: str = "list"  # list | author
    dmarc: str = "always"  # always | policy | never
    translate: str = "off"  # off | volunteers | machine
    attachments: str = "list"  # list: named in one line; drop
    max_size: int = 1_000_000  # bytes of a post before it is refused as too large
    pace: int = 0  # posts a day; 0 is off
    footer: str = ""  # one line of the list's own, the slogan


@dataclass(frozen=True, slots=True)
class MailingList:
    id: int
    name: str
    policy: Policy
    created: float = 0.0
    retired: float | None = None

    @property
    def title(self) -> str:
        return self.policy.title or self.name


class DeliveryMode(StrEnum):
    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    TITLES = "titles"
    SUMMARIES = "summaries"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    address: str  # the primary one
    name: str = ""
    languages: tuple[str, ...] = ("en",)  # in order; the first is the language of our letters
    country: str = ""
    organisation: str = ""
    profile: str = ""
    timezone: str = ""

    @property
    def language(self) -> str:
        return self.languages[0] if self.languages else "en"


@dataclass(frozen=True, slots=True)
class Member:
    """A person on a list."""

    person: Person
    list_id: int
    delivery: DeliveryMode = DeliveryMode.EACH
    joined: float = 0.0
    own_copies: bool = True
    paused_until: float | None = None
    posts: int = 0  # published so far on this list


# --- posts ------------------------------------------------------------------------------------


class State(StrEnum):
    """The way of a post (docs/ARCHITECTURE.md opens with the table)."""

    RECEIVED = "received"
    HELD = "held"
    APPROVED = "approved"
    REFUSED = "refused"
    DROPPED = "dropped"  # automatic, a repeat, a loop, a command: no post
    OUT = "out"
    DONE = "done"
    SHUNTED = "shunted"  # no room could digest it; kept for a human


class Action(StrEnum):
    """What the desk does with a post; the worst action of all reasons wins, last is worst."""

    APPROVE = "approve"
    HOLD = "hold"
    REFUSE = "refuse"
    COMMAND = "command"  # leaves the road of posts, goes on as an errand
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    reasons: tuple[str, ...] = ()  # codes of the rules that hit, e.g. "first-post"
    command: str = ""  # for Action.COMMAND: the line to carry out


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules of the desk may read about one post."""

    reading: Reading
    policy: Policy
    size: int  # of the raw message
    proof: Proof = Proof()
    author: Person | None = None  # who the From address belongs to, proven or not
    is_member: bool = False
    is_moderator: bool = False
    posts: int = 0  # published by the author on this list
    repeat_of: int = 0  # a post of this list with the same Message-ID and digest
    same_id: int = 0  # the same Message-ID with another digest
    same_text: int = 0  # identical text by the same author within a week, on any list
    own_trace: bool = False  # our own trace header or our own List-Id
    null_sender: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post on its way from the door to the desk."""

    number: int
    mail_id: int
    list_id: int
    envelope_from: str
    peer: str
    trusted: bool
    received: float
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
    envelope_from: str
    peer: str
    trusted: bool
    received: float
    tries: int = 0


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
    removed: Removed = Removed()
    size: int = 0  # of the raw message
    published: float | None = None
    thread: int = 0  # number of the thread's first post; 0 before publication
    parent: int = 0  # number of the post answered, known early from a reply token; 0: none known
    position: int = 0  # 1 for the first of a thread; given at publication
    permalink: str = ""  # hash, unique in the list; given at publication
    mail_id: int = 0
    profile: str = ""  # the author's profile line


# --- outgoing ---------------------------------------------------------------------------------

# Places in a rendition's head that are filled per recipient when the copy leaves. NUL cannot
# stand in a 7-bit message otherwise, so no text can forge one.
MARK_LEAVE = b"\x00leave\x00"  # the recipient's leave token


@dataclass(frozen=True, slots=True)
class Rendition:
    """A message that goes to many: header block and body, both 7-bit with CRLF line ends.

    `head` ends without the empty line and may hold the marks above; `body` holds none, so that
    its DKIM hash is made once.
    """

    language: str
    head: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """One recipient of a mailing; `rendition` is an index into the mailing's renditions."""

    person_id: int
    address: str
    rendition: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A robot's letter to one person. `id` is reserved before composing: its tokens need it."""

    id: int
    kind: str  # name of its template: "notice", "queue", "held" …
    list_id: int  # 0: the site
    person_id: int  # 0: a stranger
    address: str
    language: str
    head: bytes
    body: bytes
    shown: tuple[tuple[int, int], ...] = ()  # (post number, version) by position
    asked: str = ""  # the question it asks, where its answer depends on that


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a post stands once it is published; decided by the table, written by fan_out."""

    thread: int
    parent: int
    position: int
    topic: str
    subject: str  # as sent, with prefix and number
    permalink: str


class DeliveryState(StrEnum):
    DUE = "due"
    TRYING = "trying"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the ledger as the road sees it."""

    id: int
    mailing: int
    rendition: int
    person_id: int
    address: str
    list_id: int
    tries: int  # this one included
    created: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one delivery: `state` is SENT, DUE (try again at `due`), FAILED, EXPIRED."""

    delivery: int
    state: DeliveryState
    text: str  # the peer's answer or our own reason, one line
    due: float = 0.0


# --- digests and summaries -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issue:
    """A closed digest: the posts of one list published in (since, until]."""

    id: int
    list_id: int
    period: str  # daily | weekly | monthly
    date: str  # ISO date in the list's time zone: its name
    since: float
    until: float
    posts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A discussion summary of a thread; `text` is the letter's body, plain."""

    id: int
    list_id: int
    thread: int
    language: str
    title: str
    text: str
    made: float
    published: float | None = None
    permalink: str = ""
