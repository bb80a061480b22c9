"""Measures: what a facilitator's command does to her list: its policy, its threads.

Owns the step from an instruction to its effect: a measure says what the echo tells, and changes the
store once it is applied, in the transaction that ends the mail; what it gives back then are the
values that were there before, for the book of decisions. What cannot be done is refused with a code
of the letter that asks back, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import takewhile
from typing import Any

from listserv.errand import Brief
from listserv.languages import grammar
from listserv.languages.days import Day
from listserv.languages.instruction import Instruction, Verb
from listserv.mailroom import Addressee
from listserv.model import MailingList, Person, Policy, Purpose, Reader
from listserv.moderation import rota
from listserv.policy import LONGEST, PolicyError, policy_from, written
from listserv.press.days import local_day, zone
from listserv.press.kinds import Steered
from listserv.press.letter import Below
from listserv.store import applicants, held, lists, readers, shelf, spool, standings
from listserv.store.base import Db
from listserv.text.layout import clip

Before = dict[str, Any]  # JSON values by name, as the book of decisions keeps them

NO_END = datetime(9999, 1, 1, tzinfo=UTC).timestamp()  # closed until somebody opens it
_WEEK = 7  # days of duty that are shown
_NOTHING = "-"
_MOST_A_DAY = 1000  # posts of one author in a thread
_SHOWN = 60  # columns of a setting's value in `show policy`, and of a signature


@dataclass(frozen=True, slots=True)
class Scene:
    """Who commands what list, and when."""

    list: MailingList
    moderator: Person
    admin: str
    now: float
    brief: Brief | None = None  # the mail that says so
    domain: str = ""  # of the site
    shows_posts: bool = False  # it answers a letter with posts: a name in it may be a word of one

    @property
    def by(self) -> str:
        """How a letter to somebody else names her."""
        return self.moderator.name or self.moderator.address

    @property
    def noted(self) -> str:
        """How a note of consent, which the journal shows, names her: without an address."""
        return self.moderator.name or f"person {self.moderator.id}"

    @property
    def today(self) -> date:
        return local_day(self.now, self.list.policy.timezone)

    def midnight(self, day: date) -> float:
        """When a day begins on the list's clock."""
        return datetime.combine(day, time(), zone(self.list.policy.timezone)).timestamp()

    def later(self, day: Day | None) -> float | None:
        """The beginning of a day that is still to come; None for any other."""
        found = day.on(self.today) if day else None
        return self.midnight(found) if found and found > self.today else None


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that goes with a measure, beside its echo."""

    kind: str
    to: Addressee
    values: Mapping[str, Any]
    answer: Purpose | None = None  # what its answers are for, if they go to an address of their own
    asks: Callable[[Db], int] | None = None  # opens the question that it asks; gives its id
    below: Sequence[Below] = ()
    person: int = 0  # whose new address it asks about: such letters are counted


@dataclass(frozen=True, slots=True)
class Birth:
    """A post that a measure begins: its number is known before the echo is written, and `ends`
    writes what becomes of it into the book of decisions, told of by a letter."""

    begins: Callable[[Db], int]
    ends: Callable[[Db, int, int], None]  # the post's number, the letter's id
    can_undo: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """What is told, and what changes; without `apply` or `birth` it only shows something."""

    told: Steered | None  # None: its letter tells
    apply: Callable[[Db], Before | Sequence[Before]] | None = None
    quiet: Callable[[Db], None] | None = None  # an effect that tells of itself
    letters: Sequence[Written] = ()
    birth: Birth | None = None

    @property
    def can_undo(self) -> bool:
        return self.apply is not None or (self.birth is not None and self.birth.can_undo)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a command cannot be carried out: a code of templates/mail/not-steered.txt."""

    problem: str
    about: str = ""
    people: tuple[tuple[str, str], ...] = ()  # names and addresses to choose from
    line: str = ""  # the line as typed that it is about
    verb: Verb | None = None


# --- the policy -----------------------------------------------------------------------------------


def emergency(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    if not one.on and not scene.list.policy.emergency:
        return Measure(Steered("emergency-none"))
    told = Steered("emergency-on", end=(one.verb, "")) if one.on else Steered("emergency-off")
    return _policy(scene, "emergency", one.on, told)


def pace(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    told = Steered("pace", count=one.number, end=(one.verb, ""))
    return _policy(scene, "pace", one.number, told if one.number else Steered("pace-off"))


def set_text(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    value: object = list(one.times) if one.key == "hours" else one.text
    if one.key == "footer":  # one line, however a phone broke it
        value = " ".join(one.text.split())
    if one.key == "rota" and (unread := rota.read(one.text).unread):
        return Refused("bad-rota", "\n".join(unread))
    made = _policy(scene, one.key, value, Steered(one.key))
    if isinstance(made, Refused):
        return made
    changed = policy_from({one.key: value}, scene.list.policy)
    after = replace(scene, list=replace(scene.list, policy=changed))
    told = shown(db, one.key, after)
    return replace(made, told=replace(told, signature=left_out(one, scene)))


def left_out(one: Instruction, scene: Scene) -> str:
    """What stood below a text in her mail and is no part of it, in one line: what the reading of
    commands cut, or the reading of mail before."""
    reading = scene.brief.reading if scene.brief else None
    last = one.text.rpartition("\n")[2].strip()
    if one.cut or reading is None or not reading.removed.signature or not last:
        return clip(one.cut, _SHOWN)
    lines = [line.strip() for line in reading.text_lines.splitlines()]
    places = [place for place, line in enumerate(lines) if line == last]
    below = takewhile(lambda line: not grammar.ends_here(line, dashed=False), lines)
    found = list(below)[places[-1] + 1 :] if places else []
    return clip(" / ".join(filter(None, found)), _SHOWN)


def _policy(scene: Scene, key: str, value: object, told: Steered) -> Measure | Refused:
    try:
        policy_from({key: value}, scene.list.policy)
    except PolicyError as error:
        if isinstance(value, str) and len(value) > LONGEST.get(key, len(value)):
            return Refused("too-many-letters", f"{LONGEST[key]}")
        if key == "pace":
            return Refused("too-many", f"{value}")
        return Refused("bad-value", f"{error}")
    return Measure(told, partial(_change_policy, scene=scene, values={key: value}))


def _change_policy(db: Db, scene: Scene, values: Mapping[str, object]) -> Before:
    """On the policy as it is now: another command may have changed it since it was read."""
    found = lists.by_id(db, scene.list.id)
    policy = found.policy if found else scene.list.policy
    changed = policy_from(values, policy)
    lists.set_policy(db, scene.list.id, changed, scene.now)
    was, to = ({key: getattr(one, key) for key in values} for one in (policy, changed))
    return {"policy": was, "to": to}


# --- what is shown --------------------------------------------------------------------------------


def show(db: Db, one: Instruction, scene: Scene) -> Measure:
    return Measure(shown(db, one.key, scene))


def shown(db: Db, key: str, scene: Scene) -> Steered:
    """A text of the list as it will be used."""
    policy = scene.list.policy
    match key:
        case "policy":
            return Steered("policy", settings=_settings(policy))
        case "hours":
            return Steered("hours", times=policy.hours)
        case "rota" if policy.rota:
            return _duty(db, scene)
    return Steered(key, text=getattr(policy, key))


def _settings(policy: Policy) -> tuple[tuple[str, str], ...]:
    """A setting a line; a long text only begins."""
    found = ((key, _plain(value)) for key, value in written(policy).items())
    return tuple((key, clip(value, _SHOWN)) for key, value in found)


def _plain(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case list() | tuple():
            return ", ".join(value) or _NOTHING
    return f"{value}" or _NOTHING


def _duty(db: Db, scene: Scene) -> Steered:
    """The rota, who is on duty in the next seven days, and whom it names in vain."""
    said = rota.read(scene.list.policy.rota)
    people = readers.of_list(db, scene.list.id, scene.admin)
    days = [scene.today + timedelta(days=ahead) for ahead in range(_WEEK)]
    known = {address for one in people for address in one.addresses}
    named = (address for shift in said.shifts for address in shift.addresses)
    return Steered(
        "rota",
        text=scene.list.policy.rota,
        duty=tuple(
            (day, tuple(_name(one) for one in rota.on_duty(said, day, people, scene.midnight(day))))
            for day in days
        ),
        strangers=tuple(dict.fromkeys(address for address in named if address not in known)),
    )


def _name(reader: Reader) -> str:
    return reader.person.name or reader.person.address


def waiting(db: Db, one: Instruction, scene: Scene) -> Measure:
    """All that waits comes in a mail of the herald's, and who wants to join in one of the
    registrar's; where nothing does, the echo says so."""
    list_id, person_id = scene.list.id, scene.moderator.id
    shows: list[Callable[[Db], None]] = []
    if held.waits(db, list_id):
        shows.append(partial(held.ask_for_queue, list_id=list_id, person_id=person_id))
    if applicants.of_list(db, list_id):
        shows.append(partial(applicants.ask_for, list_id=list_id, person_id=person_id))
    return Measure(Steered("nothing-waits"), quiet=partial(_all, shows=shows) if shows else None)


def _all(db: Db, shows: Sequence[Callable[[Db], None]]) -> None:
    for show in shows:
        show(db)


# --- threads --------------------------------------------------------------------------------------


def thread(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """Slow, close or open a discussion, named by the number of any of its published posts."""
    topic = shelf.topic_of_thread(db, scene.list.id, one.thread)
    post = spool.post(db, one.thread)
    if topic is None or post is None:
        return Refused("no-thread", f"{one.thread}")
    end = (one.verb, f"{one.thread}")
    values: dict[str, Any] = {"closed_until": None}
    match one.verb:
        case Verb.SLOW if one.number > _MOST_A_DAY:
            return Refused("too-many", f"{one.number}")
        case Verb.SLOW:
            told = Steered("slow", count=one.number, topic=topic, end=end)
            told = told if one.number else Steered("slow-off", topic=topic)
            values = {"each": one.number}
        case Verb.CLOSE:
            until = scene.later(one.until)
            if one.until and until is None:
                return Refused("past-day", one.said)
            told = Steered("close", topic=topic, until=until, end=end)
            values = {"closed_until": until or NO_END}
        case _:
            told = Steered("open", topic=topic)
    return Measure(told, partial(_change_rule, scene=scene, thread=post.thread, values=values))


def _change_rule(db: Db, scene: Scene, thread: int, values: Mapping[str, Any]) -> Before:
    before = standings.thread_rule(db, scene.list.id, thread)
    rule = replace(before, **values)
    standings.set_thread_rule(db, scene.list.id, thread, rule, scene.moderator.id, scene.now)
    was = {key: asdict(before)[key] for key in values}
    return {"thread": thread, "rule": was, "to": dict(values)}
