"""The forum the demo plays: its people and what they write in two days, as values.

It owns the files in `forum/`: `members.csv` (as `member import` takes it), `second.csv` (the same
of the second forum, in French, linked to the first), `newcomers.csv` (who are no members yet),
`programs.csv` (who writes with which mail program), `day1.txt` and `day2.txt`. A day is a row of
records, each opened by a line `== KEY`, where KEY is a thread's name and a running number; header
lines follow, an empty line, and the text as its author types it, one line a paragraph. Lines before
the first record are comments. The headers of a record:

    Author      local part of the author's address      Time     HH:MM, UTC
    Subject     of a new thread                          Answers  key of the record answered
    Language    what it is written in                    To       local part, if not the list's
    Fate        publish (default), refuse, drop, command or door: what must become of it
    Decision    what the moderator answers when the fate is refuse
    Effect      what a command must do: join, leave, none (no mail)
    Proof       `none`: nothing in front of the server vouches for the sender
    Automatic   `vacation`: written by a robot           Repeats  key of a record sent once more
    Attachment  size in bytes of a photograph            Stranger `Name <address>`, no member

A record that breaks these rules raises FormatError with file and line: a fault of the package,
found by the tests.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources

from listserv.model import DeliveryMode

LIST = "health-forum"
SECOND = "forum-sante"  # of the same family, in French
PASSED = "stock-1"  # the message that is passed on to it, with a few words in French
SHORT = (
    "Amina Kamau, pharmacienne au Kenya, demande ce qui aide vraiment à tenir les fiches de stock à"
    " jour : moins de fiches, un jour fixe, quelqu'un qui les regarde ?"
)
DAYS = ("day1.txt", "day2.txt")
HEADERS = frozenset(
    {"Author", "Time", "Subject", "Answers", "Language", "To", "Fate", "Decision", "Effect"}
    | {"Proof", "Automatic", "Repeats", "Attachment", "Stranger"}
)


class FormatError(ValueError):
    """A record of a day that cannot be understood; the message names file and line."""


class Fate(StrEnum):
    PUBLISH = "publish"  # a moderator lets it through
    REFUSE = "refuse"  # a rule or a moderator refuses it
    DROP = "drop"  # no post at all: automatic, a repeat
    COMMAND = "command"  # carried out, never shown
    DOOR = "door"  # 550 at RCPT


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes: a member, a newcomer or a stranger."""

    key: str  # local part of the address
    address: str
    name: str
    languages: tuple[str, ...] = ("en",)
    country: str = ""
    organisation: str = ""
    delivery: DeliveryMode = DeliveryMode.EACH
    timezone: str = "UTC"
    program: str = "gmail"

    @property
    def language(self) -> str:
        return self.languages[0]


@dataclass(frozen=True, slots=True)
class Message:
    """One mail of the forum's days, as its author means it."""

    key: str
    day: int  # 1, 2
    hour: int  # UTC
    minute: int
    author: str  # key of a Writer
    to: str  # local part at the site
    subject: str  # "" when it answers: mail programs make that one
    answers: str  # key of the message answered
    language: str
    text: str
    fate: Fate = Fate.PUBLISH
    decision: str = ""
    effect: str = ""
    proven: bool = True
    automatic: str = ""
    repeats: str = ""
    attachment: int = 0

    @property
    def thread(self) -> str:
        return self.key.rpartition("-")[0]

    @property
    def message_id(self) -> str:
        """The Message-ID, without brackets; a repeat carries the one of what it repeats."""
        return f"{self.repeats or self.key}.{self.language}@mail.example.org"


@dataclass(frozen=True, slots=True)
class Round:
    """The mails of one hour: sent together, then read by the moderators."""

    day: int
    hour: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Forum:
    members: tuple[Writer, ...]  # on the list from the start
    others: tuple[Writer, ...]  # newcomers and strangers
    messages: tuple[Message, ...]  # in the order of time
    members_csv: str  # what `member import` gets
    second: tuple[Writer, ...] = ()  # in the second forum, some of them in both
    second_csv: str = ""

    def writer(self, key: str) -> Writer:
        """KeyError when nobody has that key."""
        return next(w for w in (*self.members, *self.others) if w.key == key)

    def message(self, key: str) -> Message:
        """KeyError when there is no such message."""
        return next(m for m in self.messages if m.key == key)

    def root(self, message: Message) -> Message:
        """The first message of the thread."""
        while message.answers:
            message = self.message(message.answers)
        return message

    def rounds(self) -> tuple[Round, ...]:
        """All mails by day and hour, in order."""
        hours = dict.fromkeys((m.day, m.hour) for m in self.messages)
        return tuple(
            Round(day, hour, tuple(m for m in self.messages if (m.day, m.hour) == (day, hour)))
            for day, hour in hours
        )

    @property
    def published(self) -> tuple[Message, ...]:
        return tuple(m for m in self.messages if m.fate is Fate.PUBLISH)


def load() -> Forum:
    """The bundled forum."""
    programs = {row["author"]: row["program"] for row in _rows(_file("programs.csv"))}
    members_csv = _file("members.csv")
    members = _writers(members_csv, programs)
    others = list(_writers(_file("newcomers.csv"), programs))
    messages: list[Message] = []
    for day, name in enumerate(DAYS, start=1):
        for message, stranger in parse_day(day, name, _file(name)):
            messages.append(message)
            others += [stranger] if stranger else []
    messages.sort(key=lambda m: (m.day, m.hour, m.minute))
    second_csv = _file("second.csv")
    second = _writers(second_csv, programs)
    posts = tuple(_repeated(messages))
    return Forum(members, tuple(others), posts, members_csv, second, second_csv)


def parse_day(day: int, name: str, text: str) -> list[tuple[Message, Writer | None]]:
    """The records of one day with the stranger each one brings along, if any."""
    found = []
    key, start, lines = "", 0, list[str]()
    for number, line in enumerate([*text.splitlines(), "== "], start=1):
        if not line.startswith("== "):
            lines.append(line)
            continue
        if key:
            found.append(_record(day, key, lines, f"{name}, line {start}"))
        key, start, lines = line.removeprefix("== ").strip(), number, []
    return found


def _record(day: int, key: str, lines: list[str], place: str) -> tuple[Message, Writer | None]:
    head, _, body = "\n".join(lines).partition("\n\n")
    fields: dict[str, str] = {}
    for line in filter(None, head.splitlines()):
        header, colon, value = line.partition(": ")
        if not colon or header not in HEADERS:
            raise FormatError(f"{place}: {key}: not a header: {line}")
        fields[header] = value.strip()
    stranger = _stranger(fields["Stranger"]) if "Stranger" in fields else None
    try:
        hour, minute = (int(part) for part in fields["Time"].split(":"))
        message = Message(
            key=key,
            day=day,
            hour=hour,
            minute=minute,
            author=stranger.key if stranger else fields["Author"],
            to=fields.get("To", LIST),
            subject=fields.get("Subject", ""),
            answers=fields.get("Answers", ""),
            language=fields["Language"],
            text=body.strip("\n"),
            fate=Fate(fields.get("Fate", "publish")),
            decision=fields.get("Decision", ""),
            effect=fields.get("Effect", ""),
            proven=fields.get("Proof") != "none",
            automatic=fields.get("Automatic", ""),
            repeats=fields.get("Repeats", ""),
            attachment=int(fields.get("Attachment", 0)),
        )
    except (KeyError, ValueError) as fault:
        raise FormatError(f"{place}: {key}: {fault!r}") from fault
    return message, stranger


def _stranger(value: str) -> Writer:
    name, _, address = value.rstrip(">").partition(" <")
    return Writer(key=address.partition("@")[0], address=address, name=name)


def _repeated(messages: list[Message]) -> list[Message]:
    """Repeats filled with what they repeat: subject, text, parent."""
    by_key = {m.key: m for m in messages}
    return [
        replace(
            m,
            subject=by_key[m.repeats].subject,
            text=by_key[m.repeats].text,
            answers=by_key[m.repeats].answers,
        )
        if m.repeats
        else m
        for m in messages
    ]


def _writers(text: str, programs: dict[str, str]) -> tuple[Writer, ...]:
    found = []
    for row in _rows(text):
        key = row["address"].partition("@")[0]
        found.append(
            Writer(
                key=key,
                address=row["address"],
                name=row["name"],
                languages=tuple(row["language"].split()),
                country=row["country"],
                organisation=row["organisation"],
                delivery=DeliveryMode(row["delivery"]),
                timezone=row["timezone"],
                program=programs[key],
            )
        )
    return tuple(found)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _file(name: str) -> str:
    return (resources.files("listserv.demo") / "forum" / name).read_text("utf-8")
