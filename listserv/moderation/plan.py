"""A plan: what the forms of one answer make of one held post.

Pure. Owns how forms go together: edits first, each on the text as it was shown; then what stands
beside a decision; then the decision, of which there is at most one. All of it or nothing: a form
that cannot be carried out gives a problem and no plan. Who gets which letter is told by acting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from listserv.model import NOTICES, PASSED_ON, MailingList, Note, Person, Post, Sort, State
from listserv.model.translations import Requested
from listserv.moderation import edits
from listserv.moderation.forms import DECIDING, EDITING, WHENS, Form, Kind
from listserv.press.days import clock, local_day
from listserv.press.days import zone as zone_of

WEEKDAYS = WHENS[3:]


class Did(StrEnum):
    """What came of a form, for the echo; press/phrases.OUTCOME has its words."""

    APPROVED = "approved"
    APPROVED_LATER = "approved-later"  # with the day, as ISO 8601 has it
    APPROVED_PACED = "approved-paced"  # with how many posts go out in a day
    APPROVED_WAITS = "approved-waits"  # for translations; with an instant and a time zone
    AT_ONCE = "at-once"  # what sends it before that
    SORTED = "sorted"  # with the kind of post that it goes out as
    ANSWERS = "answers"  # with the number of the question
    WANTED = "wanted"  # with the languages
    REFUSED = "refused"
    STAYS_BACK = "stays-back"  # refused, and it had been out
    PASSER_TOLD = "passer-told"  # with her name
    SPAM = "spam"
    LATER = "later"
    ASKED = "asked"
    NOT_ASKED = "not-asked"  # nothing proves the author's address
    NOT_TODAY = "not-today"  # the letters of the day to her are spent
    MOVED = "moved"  # with the list
    TOLD = "told"
    NOTED = "noted"
    TEAM = "team"
    TAKEN = "taken"
    EDITED = "edited"
    JOINED = "joined"  # with the topic of the thread
    SPLIT = "split"
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    RAW = "raw"
    ALSO = "also"  # out in another forum of the family; with the list
    COPIED = "copied"  # with the list
    COPIED_SHORT = "copied-in-short"  # the same, and a few words about it
    COPIED_ALONE = "copied-alone"  # without such words: it is in the list's language
    THERE_SHORT = "there-in-short"  # such words for a copy that is there already; with the list
    LANGUAGE = "language"  # with the languages
    NO_LANGUAGE = "no-language"  # nobody knows in which it is


class Hindrance(StrEnum):
    """Why nothing was done to a post; press/phrases.HINDRANCE has its words."""

    NO_THREAD = "no-thread"  # with the number
    NO_LIST = "no-list"  # with the name
    SAME_LIST = "same-list"
    NOT_IN_SHORT = "not-in-short"  # it is there already, in the list's language; with the list
    NOT_OUT = "not-out"  # `pass` of a post that has not been published
    NOBODY = "nobody"  # the author is no person we know


@dataclass(frozen=True, slots=True)
class Scene:
    """What a plan must know besides the post."""

    moderator: Person
    list: MailingList
    lists: Mapping[str, MailingList]  # of the site, by name
    threads: Mapping[int, str]  # number of a published post -> topic of its thread
    now: float
    next_version: int  # that an edit makes
    author_reads: frozenset[Kind]  # the forms whose letter her day has room for
    sent_back: str = ""  # the post as it stands below `edit`, typed or in the quotation
    # What came of asking for a machine's draft, by language: a code with its value, for the echo.
    seconds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    waits_its_turn: bool = False  # the list's pace holds a post that goes out now
    # The post's number in each list, by name, that has its mail already.
    copies: Mapping[str, int] = field(default_factory=dict)
    # Where its twins are out: the lists' titles with its numbers there.
    also: Sequence[str] = ()
    passed_by: str = ""  # who passed it on from another forum, where somebody else did
    # What comes of the languages that `ok` names.
    requested: Requested = field(default_factory=Requested)
    in_time: frozenset[str] = frozenset()  # into which it can be put before the list's hold is over


@dataclass(frozen=True, slots=True)
class Plan:
    """`did` and `hindrance` hold codes with a value of theirs or ""."""

    state: State | None = None  # None: it stays what it is
    text: str | None = None  # of the next version; where too much is lost, of what it would be
    changes: Mapping[str, Any] = field(default_factory=dict)  # as of store/rulings.Ruling
    decision: Form | None = None
    did: tuple[tuple[str, str], ...] = ()
    hindrance: tuple[str, str] = ("", "")

    @property
    def stands(self) -> bool:
        return not self.hindrance[0]

    @property
    def what(self) -> str:
        """The word of the book of decisions: the decision, else who takes care, else what came
        first."""
        if self.decision is not None:
            return self.decision.kind
        return Did.TAKEN if "taken_by" in self.changes else self.did[0][0]


@dataclass(slots=True)
class _Draft:
    text: str | None = None
    state: State | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    did: list[tuple[str, str]] = field(default_factory=list)
    hindrance: tuple[str, str] = ("", "")


def is_open(post: Post, now: float) -> bool:
    """Whether a decision still counts: the post is held, or is to go out on another day, or in its
    turn."""
    return post.state is State.HELD or (post.state is State.APPROVED and post.leaves > now)


def plan(post: Post, forms: Sequence[Form], scene: Scene) -> Plan:
    """What these forms make of a held post."""
    draft = _Draft()
    post = as_said(post, forms)
    _edit(draft, post, [form for form in forms if form.kind in EDITING], scene)
    for form in forms:
        if form.kind not in EDITING and form.kind not in DECIDING:
            _beside(draft, post, form, scene)
    decision = next((form for form in forms if form.kind in DECIDING), None)
    if decision is not None:
        _decide(draft, post, decision, scene)
    if any(form.kind is Kind.COPY_TO for form in forms) and draft.state is not State.APPROVED:
        draft.hindrance = (Hindrance.NOT_OUT, "")
    if draft.hindrance[0] == edits.Problem.TOO_MUCH_LOST:
        return Plan(text=draft.text, hindrance=draft.hindrance)
    if draft.hindrance[0]:
        return Plan(hindrance=draft.hindrance)
    return Plan(draft.state, draft.text, draft.changes, decision, tuple(draft.did))


# --- the words ------------------------------------------------------------------------------------


def _edit(draft: _Draft, post: Post, forms: Sequence[Form], scene: Scene) -> None:
    if not forms:
        return
    edited = edits.apply(post.text, [as_edit(form, scene.sent_back) for form in forms])
    if edited.problem:
        draft.hindrance = (edited.problem, edited.about)
    draft.text = edited.text
    if edited.problem:
        return
    draft.did.append((Did.EDITED, ""))


def as_edit(form: Form, sent_back: str) -> edits.Edit:
    """A form of EDITING as an edit; `sent_back` is the whole text below `edit`, where it is known
    better than from the form."""
    match form.kind:
        case Kind.CUT:
            return edits.Cut(form.first, form.last)
        case Kind.CHANGE:
            return edits.Change(form.text, form.other, form.first)
        case Kind.ADD:
            return edits.Add(form.other, form.text, form.first)
    return edits.Whole(sent_back or form.text)


# --- beside a decision ----------------------------------------------------------------------------


def _beside(draft: _Draft, post: Post, form: Form, scene: Scene) -> None:
    match form.kind:
        case Kind.NOTE:
            note = Note(scene.moderator.name, form.text)
            draft.changes["notes"] = (*draft.changes.get("notes", post.notes), note)
            draft.did.append((Did.NOTED, ""))
        case Kind.TAKE:
            draft.changes["taken_by"] = scene.moderator.id
            draft.did.append((Did.TAKEN, ""))
        case Kind.JOIN if form.number not in scene.threads or form.number == post.number:
            draft.hindrance = (Hindrance.NO_THREAD, f"{form.number}")
        case Kind.JOIN:
            draft.changes["join_to"] = form.number
            draft.did.append((Did.JOINED, scene.threads[form.number]))
        case Kind.SPLIT:
            draft.changes["join_to"] = 0
            draft.did.append((Did.SPLIT, ""))
        case Kind.TRUST | Kind.UNTRUST if not post.person_id:
            draft.hindrance = (Hindrance.NOBODY, "")
        case Kind.TRUST:
            draft.did.append((Did.TRUSTED, ""))
        case Kind.UNTRUST:
            draft.did.append((Did.UNTRUSTED, ""))
        case Kind.TELL if Kind.TELL not in scene.author_reads:
            draft.did.append((_unread(post), ""))
        case Kind.TELL:
            draft.did.append((Did.TOLD, ""))
        case Kind.TEAM:
            draft.did.append((Did.TEAM, ""))
        case Kind.RAW:
            draft.did.append((Did.RAW, ""))
        case Kind.SECOND:
            draft.did.append(scene.seconds[form.code])
        case Kind.LANGUAGE:
            draft.changes |= spoken(form.languages)
            draft.did.append(tongue_said(form))
        case Kind.TRANSLATE:
            draft.changes["wanted"] = form.languages
            draft.did.append((Did.WANTED, " ".join(form.languages)))
        case Kind.COPY_TO:
            if target := _other_list(draft, form, scene):
                there = scene.copies.get(form.code, 0)
                draft.did.append(copied(post, form, target, there))


def in_list(target: MailingList, number: int) -> str:
    """Where a post is too, for the echo."""
    return f"{target.title} ({number})"


def spoken(languages: Sequence[str]) -> dict[str, Any]:
    """The columns of a post that is in these languages, the first counts where one must; of one
    whose language is not known, where there are none."""
    several = languages if len(languages) > 1 else ()
    return {"language": next(iter(languages), ""), "languages": several}


def as_said(post: Post, forms: Sequence[Form]) -> Post:
    """The post in the languages that the same answer tells, wherever in it they stand."""
    told = [form.languages for form in forms if form.kind is Kind.LANGUAGE]
    return replace(post, **spoken(told[-1])) if told else post


def tongue_said(form: Form) -> tuple[str, str]:
    """What is said of a post whose language was corrected."""
    return (Did.LANGUAGE, " ".join(form.languages)) if form.languages else (Did.NO_LANGUAGE, "")


def _other_list(draft: _Draft, form: Form, scene: Scene) -> MailingList | None:
    target = scene.lists.get(form.code)
    if target is None:
        draft.hindrance = (Hindrance.NO_LIST, form.code)
    elif target.id == scene.list.id:
        draft.hindrance = (Hindrance.SAME_LIST, form.code)
    else:
        return target
    return None


def in_short(post: Post, form: Form, target: MailingList) -> str:
    """The few words that go with a post: none into its own language, for they stand only above what
    somebody cannot read."""
    return "" if target.policy.language in post.spoken else form.text


def copied(post: Post, form: Form, target: MailingList, there: int) -> tuple[str, str]:
    """What is said of passing a post on; `there` is the number that it has in that list, or 0."""
    where = in_list(target, there) if there else target.title
    if form.text and not in_short(post, form, target):
        return (Hindrance.NOT_IN_SHORT if there else Did.COPIED_ALONE), where
    if form.text:
        return (Did.THERE_SHORT if there else Did.COPIED_SHORT), where
    return (Hindrance.SAME_LIST if there else Did.COPIED), where


# --- the decision ---------------------------------------------------------------------------------


def _decide(draft: _Draft, post: Post, form: Form, scene: Scene) -> None:
    match form.kind:
        case Kind.APPROVE:
            _approve(draft, post, form, scene)
        case Kind.REFUSE:
            draft.state = State.REFUSED
            draft.did.append((Did.STAYS_BACK if post.was_out else Did.REFUSED, ""))
            if PASSED_ON in post.reasons:
                draft.did += [(Did.PASSER_TOLD, scene.passed_by)] if scene.passed_by else []
            elif post.proof and Kind.REFUSE not in scene.author_reads:
                draft.did.append((Did.NOT_TODAY, ""))
        case Kind.SPAM:
            draft.state = State.REFUSED
            draft.did.append((Did.SPAM, ""))
        case Kind.LATER:
            draft.state = _back(post)
            draft.changes["put_off"] = scene.now
            draft.did.append((Did.LATER, ""))
        case Kind.ASK if Kind.ASK not in scene.author_reads:
            draft.did.append((_unread(post), ""))
        case Kind.ASK:
            draft.state = _back(post)
            draft.changes |= {"awaits": "author", "awaits_since": scene.now}
            draft.did.append((Did.ASKED, ""))
        case Kind.MOVE:
            draft.state = _back(post)
            if target := _other_list(draft, form, scene):
                _move(draft, post, target)


def _back(post: Post) -> State | None:
    """One that was to go out on another day waits for a decision again."""
    return State.HELD if post.state is State.APPROVED else None


def _unread(post: Post) -> Did:
    """Why the author is not written to."""
    return Did.NOT_TODAY if post.proof else Did.NOT_ASKED


def _approve(draft: _Draft, post: Post, form: Form, scene: Scene) -> None:
    draft.state = State.APPROVED
    if post.awaits:
        draft.changes |= {"awaits": "", "awaits_since": None}
    if form.text:
        draft.changes["topic"] = form.text
    if form.number:
        draft.changes["question"] = form.number
    if form.code:
        draft.changes["kind"] = Sort(form.code).value
    if form.when == "now" or form.code == Sort.OBITUARY:
        draft.changes["urgent"] = 1
    release = release_at(form.when, scene.list, scene.now)
    if form.when != "now" and scene.list.policy.grace:
        release = max(release or 0.0, scene.now + scene.list.policy.grace)
    if post.state is State.APPROVED and not form.when:
        release = post.release  # "ok, thank you" below "it goes out on Friday" changes no day
    draft.changes["release"] = release
    day = local_day(release or scene.now, scene.list.policy.timezone)
    if day > local_day(scene.now, scene.list.policy.timezone):
        draft.did.append((Did.APPROVED_LATER, day.isoformat()))
    elif scene.waits_its_turn and _in_turn(draft, post):
        draft.did.append((Did.APPROVED_PACED, f"{scene.list.policy.pace}"))
    else:
        draft.did += _out(draft, post, form, scene)
    draft.did += [(Did.ALSO, one) for one in scene.also]
    if form.code:
        draft.did.append((Did.SORTED, form.code))
    if form.number:
        draft.did.append((Did.ANSWERS, f"{form.number}"))
    if form.languages:
        draft.changes["wanted"] = form.languages
        draft.did += _marked(form.languages, scene.requested)


def _out(draft: _Draft, post: Post, form: Form, scene: Scene) -> list[tuple[str, str]]:
    """It goes out now, or once it is translated, on a list that holds it for that."""
    policy, now = scene.list.policy, scene.now
    wanted = form.languages or post.wanted
    if not wanted and (form.number or post.question):
        wanted = policy.languages
    hopes = scene.in_time.intersection(wanted).difference(scene.requested.done)
    at_once = post.urgent or "urgent" in draft.changes
    if not hopes or at_once or policy.translate == "off" or not policy.translate_hold:
        return [(Did.APPROVED, "")]
    until = max(now + policy.translate_hold, draft.changes["release"] or 0.0)
    zone = scene.moderator.timezone or policy.timezone
    return [(Did.APPROVED_WAITS, f"{until} {zone}"), (Did.AT_ONCE, "")]


def _marked(languages: Sequence[str], found: Requested) -> list[tuple[str, str]]:
    """Which of the languages people are asked for, and why they are not for the others."""
    each = {
        Did.WANTED: [one for one in languages if one not in (*found.done, *found.nobody)],
        "requested-nobody": found.nobody,
        "in-that-language": found.done,
    }
    return [(code, " ".join(codes)) for code, codes in each.items() if codes]


def _in_turn(draft: _Draft, post: Post) -> bool:
    """Whether a pace holds it: not what goes out at once, nor what a weekly mail carries."""
    gathered = draft.changes.get("kind", post.kind) in NOTICES
    return "urgent" not in draft.changes and not gathered


def _move(draft: _Draft, post: Post, target: MailingList) -> None:
    """To the other list's queue: its own moderators are told, its own threads apply."""
    draft.did.append((Did.MOVED, target.title))
    reasons = tuple(dict.fromkeys((*post.reasons, "moved")))
    draft.changes |= {"list": target.id, "reasons": reasons, "under": 0, "join_to": None}
    draft.changes |= {"noticed": None, "reminded": 0, "taken_by": 0}


def release_at(when: str, mailing_list: MailingList, now: float) -> float | None:
    """When a post leaves that is to go out on a day of WHENS: at the list's digest hour; None for
    at once."""
    if when in ("", "now", "today"):
        return None
    zone = zone_of(mailing_list.policy.timezone)
    here = datetime.fromtimestamp(now, zone)
    days = 1
    if when in WEEKDAYS:
        days = (WEEKDAYS.index(when) - here.weekday() - 1) % 7 + 1
    day = here.date() + timedelta(days=days)
    return datetime.combine(day, clock(mailing_list.policy.digest_hour), zone).timestamp()
