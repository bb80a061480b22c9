"""The site, its lists and the people on them; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


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
    stranger_letters: int = 1000  # a day, to all who are not registered together

    def address(self, local: str) -> str:
        return f"{local}@{self.domain}"


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whose a leave link is, as the page behind it may show her."""

    title: str  # of the list
    language: str = ""  # of the person, if known
    who: str = ""  # her address, masked
    is_member: bool = True  # now


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
    copies: str = "personal"  # personal | shared: the same octets for all who share a language
    translate: str = "off"  # off | volunteers | machine
    translate_hold: float = 0.0  # seconds that a marked post waits for its translations
    translate_within: float = 48 * 3600.0  # … that a translator has for them
    attachments: str = "list"  # list: named in one line; drop
    max_size: int = 1_000_000  # bytes of a post before it is refused as too large
    pace: int = 0  # posts a day; 0 is off
    footer: str = ""  # one line of the list's own, the slogan
    erase: str = "choice"  # choice | anonymous | posts: what becomes of posts of who is erased
    profiles: bool = True  # whether the author's profile line stands under her post
    welcome: str = ""  # the list's own words to a new member
    new_posts: int = 1  # moderation "new": so many posts of a member are held
    flood: int = 10  # posts a day by one author before the next is held; 0 is off
    emergency: bool = False  # everything is held, whoever writes
    grace: float = 0.0  # seconds between a moderator's yes and the first copy
    hours: tuple[str, ...] = ()  # when queue mails go out; none: a notice for each post
    rota: str = ""  # who is on duty when, a line for each: "Mon-Fri grace@example.org"
    tell_author: float = 3 * 3600.0  # seconds a post waits before its author is told
    remind: float = 12 * 3600.0  # … before the moderators on duty are reminded
    escalate: float = 48 * 3600.0  # … before all moderators and the admin are asked
    give_back: float = 14 * 86400.0  # … before it goes back to its author


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
    stopped: float | None = None  # since when her address is not written to: it bounced
    deceased: float | None = None  # since when no letter goes to her: a moderator says so
    conceal: bool = False  # no list of members names her
    digest_form: str = "text"  # text | mime
    translation: str = "human"  # human | machine | off
    machine: bool = True  # whether her posts may be translated by machine
    daily_bytes: int = 0  # she is sent at most so many in a day; 0: no limit

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
    paused_until: float | None = None  # or was, until then
    posts: int = 0  # published so far on this list
    paused: float | None = None  # since when: the beginning of the last pause

    def reads(self, now: float) -> bool:
        """Is she written to: neither on a pause nor behind an address that bounces?"""
        return (self.paused_until or 0.0) <= now and self.person.stopped is None

    def was_away(self, instant: float) -> bool:
        """Whether it lies in her last pause; of one whose beginning is not known, nothing does."""
        return self.paused is not None and self.paused < instant <= (self.paused_until or 0.0)


class Subscriber(NamedTuple):
    """What a fan-out must know of a member, by the thousand."""

    person_id: int
    language: str
    delivery: DeliveryMode = DeliveryMode.EACH
    own_copies: bool = True
    paused_until: float | None = None
    stopped: float | None = None  # as Person.stopped
    reads: tuple[str, ...] = ()  # her languages, in order
    translation: str = "human"  # as Person.translation
    limited: bool = False  # she is sent so many bytes a day at most
