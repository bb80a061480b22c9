"""Fetching: posts asked for by their numbers, `get 811 812-815`, in a language or as they are best
read.

Owns who gets what: a member reads the published posts of her lists, anybody we know those of a
public archive, there with addresses masked. In a language that is named she gets what people have
put into it, else an abstract or a program's draft, with its label; where there is none she is told
which there are, and nobody is asked for one. What is more than one mail, or than her day, is named
with the line that brings it. A crash before the errand's end runs it again: posts already counted
are not counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from listserv.clock import Clock
from listserv.commands.handled import Handled, Handler, Part, Service
from listserv.commands.visit import Visit
from listserv.languages.command import Command, Verb
from listserv.model import MailingList, Person, Post
from listserv.model.translations import Manner, Translation, best
from listserv.press import translated
from listserv.press.days import local_day
from listserv.press.fetched import Fetched, NotIn, Unsent
from listserv.press.speech import Words, words
from listserv.store import confirmations, lists, posts, summaries, translations
from listserv.store.base import Db, Store
from listserv.text.addresses import hidden_name, mask_text
from listserv.text.masks import mask_tokens

MOST_POSTS = 20  # in one mail
LARGEST = 200_000  # octets of texts in one mail, where she has set no limit of her own
DAY_OCTETS = 2_000_000  # of texts that one person gets
LONGEST_RANGE = 200  # numbers of one line that are looked at

MISSING = "missing"  # a case of get.txt
_MANNERS = (Manner.HUMAN, Manner.ABSTRACT, Manner.MACHINE)  # as one is chosen


@dataclass(frozen=True, slots=True)
class Readable:
    """A post that somebody may read, and what is known of it in other languages."""

    post: Post
    list: MailingList
    known: tuple[Translation, ...]
    is_member: bool  # of its list


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line asks for; of numbers amid a range, that are other lists', nothing is told."""

    numbers: tuple[int, ...]
    named: frozenset[int]
    languages: tuple[str, ...]  # in order; () for what is read best
    beyond: tuple[tuple[int, int], ...] = ()  # ranges that are not looked at, first and last


class Fetching(Service):
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.GET: self._get}

    async def _get(self, visit: Visit, command: Command) -> Handled:
        wish, text = asked(command.args), f"get {' '.join(command.args)}"
        if visit.person is None:
            return Handled(f"{text}: a stranger", (none_sent(visit, "stranger"),))
        found: list[Fetched] = []
        lacking: list[NotIn] = []
        unsent: dict[str, list[str]] = {}
        say, rest = words(visit.to.language), list(wish.numbers)
        while rest and len(found) + len(lacking) < MOST_POSTS:
            number = rest.pop(0)
            one = await self._store.read(readable, visit, number)
            if isinstance(one, str):
                if number in wish.named or one != MISSING:
                    unsent.setdefault(one, []).append(f"{number}")
                continue
            made = fetched(one, visit, visit.person, wish.languages, say)
            if isinstance(made, NotIn):
                lacking.append(made)
            else:
                found.append(made)
        beyond, never = there_yet(wish.beyond, await self._store.read(posts.newest))
        if never:
            unsent.setdefault(MISSING, []).extend(map(str, never))
        if rest or beyond:
            unsent["more"] = [*spans(rest, beyond), *wish.languages]
        elif not (found or lacking or unsent):
            unsent[MISSING] = spans(wish.numbers)
        found, large = within(found, visit.person.daily_bytes or LARGEST)
        found, spent = await self._within_day(visit, visit.person, found)
        if large:
            unsent["large"] = [" ".join((f"{one.number}", *wish.languages)) for one in large]
        if spent:
            unsent["spent"] = [f"{one.number}" for one in spent]
        left = tuple(Unsent(why, tuple(those)) for why, those in unsent.items())
        return Handled(text, (_part(visit, found, lacking, left),))

    async def _within_day(
        self, visit: Visit, person: Person, found: Sequence[Fetched]
    ) -> tuple[list[Fetched], list[Fetched]]:
        """(those that her day has room for, the others)."""
        key, now = f"posts to {person.id}", self._clock.now()
        sent: list[Fetched] = []
        spent: list[Fetched] = []
        for one in found:
            cause = f"{visit.cause}, {one.number} {one.size}"
            fits = await self._store.write(
                confirmations.spend_octets, key, cause, one.size, DAY_OCTETS, now
            )
            (sent if fits else spent).append(one)
        return sent, spent


def asked(args: Sequence[str]) -> Wanted:
    """What a line names: `811 812-815 fr en`."""
    numbers: dict[int, None] = {}
    named: set[int] = set()
    beyond: list[tuple[int, int]] = []
    for arg in args:
        first, _, last = arg.partition("-")
        if first.isdigit():
            start, end = sorted((int(first), int(last or first)))
            behind = min(end + 1, start + LONGEST_RANGE - len(numbers))
            numbers |= dict.fromkeys(range(start, behind))
            while behind in numbers:  # `100-200 1-500`: no line brings a number again and again
                behind += 1
            beyond = _with(beyond, behind, end)
            named |= {start, end}
    languages = tuple(arg for arg in args if not arg[:1].isdigit())
    return Wanted(tuple(numbers), frozenset(named), languages, tuple(beyond))


def _with(ranges: list[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """One range more; none stands within another."""
    if first > last or any(start <= first and last <= end for start, end in ranges):
        return ranges
    wider = [(start, end) for start, end in ranges if start < first or last < end]
    return [*wider, (first, last)]


def there_yet(
    beyond: Sequence[tuple[int, int]], newest: int
) -> tuple[list[tuple[int, int]], list[int]]:
    """(ranges up to the newest post, the ends that nothing has reached yet)."""
    reached = [(first, min(last, newest)) for first, last in beyond if first <= newest]
    return reached, [last for _, last in beyond if last > newest]


def spans(numbers: Sequence[int], beyond: Sequence[tuple[int, int]] = ()) -> list[str]:
    """Numbers, and ranges behind them, as a line names them, no more of them than it may: `812-815
    831`."""
    found: list[tuple[int, int]] = []
    for first, last in (*((number, number) for number in numbers), *beyond):
        if found and first == found[-1][1] + 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return [f"{first}-{last}" if last > first else f"{first}" for first, last in found][:MOST_POSTS]


def within(found: Sequence[Fetched], room: int) -> tuple[list[Fetched], list[Fetched]]:
    """(those that find room in one mail, those left out): the longest go first, but one stays."""
    kept, left = list(found), []
    while len(kept) > 1 and sum(one.size for one in kept) > room:
        longest = max(kept, key=lambda one: one.size)
        kept.remove(longest)
        left.append(longest)
    return kept, sorted(left, key=lambda one: one.number)


def readable(db: Db, visit: Visit, number: int) -> Readable | str:
    """A post that the visitor may read; else the case of get.txt that says why not. Of a post that
    she may not read, nobody learns that it is there."""
    post = summaries.text(db, number)
    about = lists.by_id(db, post.list_id) if post else None
    if post is None or about is None:
        return MISSING
    is_member = any(one.list_id == about.id for one in visit.memberships)
    if not (is_member or about.policy.archive == "public"):
        return MISSING
    if post.was_out or (post.published is not None and post.author_took_it_back):
        return "gone"
    if post.published is None:
        return MISSING
    return Readable(post, about, translations.of_post(db, number), is_member)


def chosen(one: Readable, person: Person, languages: Sequence[str]) -> Translation | NotIn | None:
    """What she gets of a post: a translation, or None for the original; NotIn where it is in none
    of the languages that she names."""
    spoken = one.post.spoken
    if not languages:
        return best(person.languages, person.translation, spoken, one.known)
    for language in languages:
        if language in spoken:
            return None
        for manner in _MANNERS:
            for each in one.known:
                if (each.manner, each.language) == (manner, language) and not each.refused:
                    return each
    return _not_in(one, person, languages) if spoken else None


def fetched(
    one: Readable, visit: Visit, person: Person, languages: Sequence[str], say: Words
) -> Fetched | NotIn:
    """A post as she gets it."""
    made = chosen(one, person, languages)
    if isinstance(made, NotIn):
        return made
    post, zone = one.post, person.timezone or one.list.policy.timezone
    return Fetched(
        post.number,
        _own(_topic(post, made), one),
        hidden_name(mask_tokens(post.author), post.address),
        post.country,
        local_day(post.sent, zone),
        tuple((label, _own(text, one)) for label, text in _texts(post, made, say)),
        one.list.title if visit.list is None or visit.list.id != one.list.id else "",
        tuple(replace(note, text=_own(note.text, one)) for note in post.notes),
        post.attachments if one.list.policy.attachments != "drop" else (),
        _written_in(post) if made and _stands_alone(made) else "",
    )


def _texts(post: Post, made: Translation | None, say: Words) -> list[tuple[str, str]]:
    """Each below its label: what somebody translated stands alone, but for what the safety gate saw
    something in; that and two lines by somebody above the original, a program's draft below it."""
    if made is None:
        return [("", post.text)]
    said = (translated.label(made, say), made.text)
    if _stands_alone(made):
        return [said]
    if made.manner is Manner.MACHINE:
        return [("", post.text), said]
    source = _written_in(post)
    return [said, (translated.original(source, say) if source else "", post.text)]


def _stands_alone(made: Translation) -> bool:
    return made.manner is Manner.HUMAN and not made.doubted


def _topic(post: Post, made: Translation | None) -> str:
    """No program gives a message its subject."""
    by_person = made is not None and made.manner is not Manner.MACHINE
    return (made.topic if made and by_person else "") or post.topic


def _written_in(post: Post) -> str:
    return next(iter(post.spoken), "")


def _own(text: str, one: Readable) -> str:
    """Without live tokens of ours; for who is no member, with addresses masked."""
    text = mask_tokens(text)
    return text if one.is_member else mask_text(text)


def _not_in(one: Readable, person: Person, languages: Sequence[str]) -> NotIn:
    """With what there is instead; a program's draft is offered to who reads its language."""
    spoken = one.post.spoken
    there = [each for each in one.known if not each.refused and each.language not in spoken]
    known = dict.fromkeys(one.language for one in there if one.manner is not Manner.MACHINE)
    drafts = dict.fromkeys(one.language for one in there if one.language not in known)
    hers = tuple(language for language in drafts if language in person.languages)
    return NotIn(one.post.number, tuple(languages), spoken, tuple(known), hers)


def none_sent(visit: Visit, why: str, *numbers: str) -> Part:
    """What is told where somebody gets none of these at all; `why` is a case of get.txt."""
    return _part(visit, (), (), (Unsent(why, numbers),))


def _part(
    visit: Visit, posts: Sequence[Fetched], lacking: Sequence[NotIn], left: Sequence[Unsent]
) -> Part:
    values = {"posts": tuple(posts), "lacking": tuple(lacking), "left": tuple(left)}
    return Part("get", {**values, "limit": DAY_OCTETS}, visit.list)
