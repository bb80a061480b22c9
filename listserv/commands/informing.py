"""Informing: what who writes to us may read: help, the lists, her settings; and what we ask back.

Owns the answers that change nothing. What is about a person goes to her registered address only
(the clerk answers there); a stranger reads what everybody may know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.commands import consent, fetching, offering, wording, young
from listserv.commands import visit as visits
from listserv.commands.consent import Consent
from listserv.commands.handled import Handled, Handler, Hearer, Part, Service
from listserv.commands.visit import Visit
from listserv.languages import facilitator, grammar, translating, zones
from listserv.languages.command import Command, Parsed, Verb
from listserv.languages.odd import strange_language
from listserv.mailroom import Mailroom
from listserv.model import Member, Person, Purpose, Site
from listserv.press import kinds, lines
from listserv.press.catalogue import COMPLETE
from listserv.press.lines import Line
from listserv.press.speech import words
from listserv.store import confirmations, errands, filters, lists, persons, twins, volunteers
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation
from listserv.text.addresses import mask
from listserv.text.layout import clip

MOST_ADDRESSES = 3  # addresses for what a moderator writes, that help shows
MODERATORS = "moderators"  # of `help`: all that they may write
QUOTED = 200  # characters of her words that are shown
# Of `status`, which is to stay under a kilobyte for whoever is on many lists.
TITLED = 2  # lists that are named by their titles; of more, by the names that commands take
MOST_FILTERS = 4  # of a list, that are shown; where there are more lists, one
LONGEST_TITLE = 40  # columns
_HEAD = 80  # characters of a line in which the number of a message may stand
_FIGURES = re.compile(r"[0-9]{1,9}")


class Informing(Service):
    def __init__(self, store: Store, mailroom: Mailroom, site: Site, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {
            Verb.HELP: self._help,
            Verb.LISTS: self._lists,
            Verb.INFO: self._lists,
            Verb.STATUS: self._status,
        }

    @property
    def hears(self) -> Mapping[str, Hearer]:
        return {wording.GUESS: _in_words}

    async def _help(self, visit: Visit, command: Command) -> Handled:
        which = command.args[0] if command.args else ""
        is_theirs = which != MODERATORS or visit.moderates
        return self.help(visit, every=which if is_theirs else "")

    def help(self, visit: Visit, *, every: str = "") -> Handled:
        values = {
            "is_member": bool(visit.memberships),
            "moderates": self._addresses(visit),
            "every": every,
        }
        return Handled("help", (Part("help", values, visit.list),))

    def _addresses(self, visit: Visit) -> tuple[str, ...]:
        """Where she writes about the lists that she moderates."""
        named = visit.moderates[:MOST_ADDRESSES]
        return tuple(self._site.address(f"{name}-request") for name in named)

    async def _lists(self, visit: Visit, command: Command) -> Handled:
        found = tuple(await self._store.read(lists.every))
        about = visit.list if command.verb is Verb.INFO else None
        chosen = (about,) if about else found
        sisters = await self._store.read(twins.beside, about.id, visit.to.language) if about else ()
        values = {"lists": chosen, "sisters": sisters}
        return Handled("lists", (Part("lists", values, about),))

    async def _status(self, visit: Visit, command: Command) -> Handled:
        return await self.status(visit)

    async def status(self, visit: Visit) -> Handled:
        """What she receives, and as whom we know her, once her mail is carried out."""
        state = partial(_state, visit=visit, site=self._site, now=self._clock.now())
        if visit.ahead:
            values = await self._store.write(errands.foreseen, visit.ahead, state)
        else:
            values = await self._store.read(state)
        return Handled("status", (Part("status", values, visit.list),))

    # --- what is asked back ---------------------------------------------------------------------

    async def ask(self, visit: Visit, command: Command, doubt: str) -> Handled:
        """A command whose value cannot be used, for the reason `doubt`: nothing has changed."""
        example = wording.example(command)
        return await self._unknown(visit, _typed(visit, command), example, doubt)

    async def no_list(self, visit: Visit, command: Command, *, may_ask: bool) -> Handled:
        """A command about a list that is not there; perhaps it is about this one."""
        modes = wording.NO_LISTS.intersection(command.args)
        spans = (arg for arg in command.args if arg in modes or arg.isdigit())
        wish = Command(command.verb, tuple(spans))
        guess = wording.offered(wish)
        return await self._unknown(
            visit, _typed(visit, command), guess, "no-list", wish if may_ask else None
        )

    def not_yet(self, visit: Visit, command: Command) -> Handled:
        """What is understood, and cannot be done; a stranger reads no word of her own mail."""
        wish = command if visit.person else Command(command.verb)
        values = {"wish": lines.line(wish)}
        return Handled(f"{command.verb}: not yet", (Part("not-yet", values, visit.list),))

    async def doubt(self, visit: Visit, parsed: Parsed, *, may_ask: bool = True) -> Handled | None:
        """What of a mail was not understood, or lacks something; None where all was clear.

        Where one line may have been meant, "yes" does it: unless the letter asks something else
        already (not `may_ask`).
        """
        guess: str | Line = ""
        wish: Command | None = None
        if strange := strange_language(parsed.unknown):
            named = (strange, *_used(visit))
            return await self._unknown(visit, parsed.unknown, "", "language", odd=named)
        if found := await self._store.read(_numbered, visit, begins=bool(parsed.commands)):
            line, number = found
            return await self._unknown(visit, line, "", "numbered", odd=(f"{number}",))
        if parsed.asks:
            ask, said, why = parsed.asks[0], parsed.asked, wording.doubt(parsed)
            guess = wording.EXAMPLES.get(ask, "")
            if ask in wording.AGREEABLE and isinstance(guess, str):
                wish = wording.meant(guess, is_known=visit.person is not None)
        elif parsed.unknown:
            guess, said, why = visit.to.own(parsed.suggestion), parsed.unknown, "unknown"
            if wish := wording.meant(parsed.suggestion, is_known=visit.person is not None):
                guess = wording.offered(wish)
            elif visit.moderates and visit.list is None and facilitator.read("", said):
                guess, why = "", "which-list"
            elif visit.moderates and not guess:
                guess, why = wording.guess(said, visit.to.language)
        else:
            return None
        unread = parsed.unread if said == parsed.unknown else ()
        return await self._unknown(
            visit, said, guess, why, wish if may_ask else None, unread=unread
        )

    async def _unknown(
        self,
        visit: Visit,
        said: str,
        guess: str | Line,
        doubt: str,
        wish: Command | None = None,
        *,
        unread: tuple[str, ...] = (),
        odd: tuple[str, ...] = (),
    ) -> Handled:
        may_write = await self._mailroom.may_write(visit.to, visit.cause)
        question = await self._ask_whether(visit, wish) if wish and may_write else 0
        values = {
            "said": visit.to.own(said[:QUOTED]),
            "unread": tuple(filter(None, (visit.to.own(line[:QUOTED]) for line in unread))),
            "odd": odd,
            "guess": guess,
            "doubt": doubt,
            "asks": question > 0,
            "moderates": self._addresses(visit),
            "last_of": await self._mailroom.last_of(visit.to) if may_write else 0,
        }
        answer = Purpose.CONFIRM if question else None
        part = Part("did-you-mean", values, visit.list, answer, question)
        return Handled("not understood", (part,))

    async def _ask_whether(self, visit: Visit, wish: Command) -> int:
        """The question whether she meant this; there is a letter of the day for it."""
        return await self._store.write(
            confirmations.ask,
            wording.GUESS,
            visit.list.id if visit.list else 0,
            visit.brief.reading.from_address,
            visit.to.name,
            visit.to.language,
            wording.kept(wish),
            self._clock.now(),
        )


def _numbered(db: Db, visit: Visit, *, begins: bool) -> tuple[str, int] | None:
    """The first line of a mail, where it names a message that she may read and says no more, or
    begins a text under its number, and only so where the mail holds commands (`begins`):
    `811 fr: Dear colleagues`."""
    line = next(filter(str.strip, visit.brief.reading.clean.splitlines()), "").strip()
    figures = _FIGURES.search(line[:_HEAD])
    if figures is None or visit.person is None:
        return None
    number = int(figures[0])
    is_hers = isinstance(fetching.readable(db, visit, number), fetching.Readable)
    head = translating.heading(line, (number,)) if is_hers else None
    return (line, number) if head and (head.rest or not begins) else None


def _used(visit: Visit) -> tuple[str, ...]:
    """The languages of the list that she writes about, else of ours."""
    return tuple(visit.list.policy.languages) if visit.list else COMPLETE


def _typed(visit: Visit, command: Command) -> str:
    """The line of a command as she wrote it; as her letters say it, where her mail has none."""
    reading = visit.brief.reading
    if typed := grammar.typed(reading.subject, reading.lines, command):
        return typed
    shown = wording.offered(command)
    if isinstance(shown, str):
        return wording.kept(command)
    return lines.said(shown, words(visit.to.language).translations)


def _in_words(visit: Visit, question: Confirmation, own: Consent) -> Consent:
    """Whether a line was meant is said in words: an empty answer, or thanks alone, do nothing, and
    another line is none: `no mail` is no `no`."""
    reading = visit.brief.reading
    parsed = grammar.parse("", reading.lines, visit.names)
    wish = grammar.parse("", question.command)
    if parsed.commands and not parsed.unknown and parsed.commands != wish.commands:
        return Consent.OTHER
    said, _ = consent.own_words(reading.clean, f"{reading.from_name} {question.name}")
    return own if said or own is not Consent.YES else Consent.NO


def _state(db: Db, visit: Visit, site: Site, now: float) -> dict[str, object]:
    """The values of the letter `status`."""
    found = visits.read(db, visit.brief, site, visit.list)
    person = found.person
    offers = volunteers.of_person(db, person.id) if person else {}
    away = offering.away_until(offers)
    return {
        "memberships": _shown(db, found.memberships, offers, now),
        "person": person,
        "addresses": _addresses(db, person, visit.brief.reading.from_address, now),
        "chosen": (*_chosen(person), *offering.chosen(offers)) if person else (),
        "away": away if away > now else None,
        "later": _later(person) if person else (),
    }


def _addresses(db: Db, person: Person | None, sender: str, now: float) -> tuple[str, ...]:
    """Hers; to a young one the others are not shown in full."""
    own = persons.own(db, person.id) if person else ()
    is_young = bool(young.elder(own, sender, now))
    hides = {one.address for one in own if one.address != sender} if is_young else set()
    return tuple(mask(one.address) if one.address in hides else one.address for one in own)


def _shown(
    db: Db, memberships: tuple[Member, ...], offers: offering.Offers, now: float
) -> tuple[kinds.Membership, ...]:
    """Lists that have the same settings stand together."""
    known = {one.id: one for one in lists.every(db)}
    groups: dict[kinds.Membership, list[str]] = {}
    memberships = tuple(one for one in memberships if one.list_id in known)
    titled = len(memberships) <= TITLED
    shown = MOST_FILTERS if titled else 1
    for one in memberships:
        about = known[one.list_id]
        offered = offering.shown(offers.get(one.list_id, ()))
        said = (*offered, *filters.of(db, one.list_id, one.person.id))
        group = kinds.Membership(
            (),
            one.delivery,
            one.paused_until if (one.paused_until or 0.0) > now else None,
            one.own_copies,
            said[:shown],
            len(said[shown:]),
        )
        name = clip(about.title, LONGEST_TITLE) if titled else about.name
        groups.setdefault(group, []).append(name)
    return tuple(replace(group, names=tuple(names)) for group, names in groups.items())


def _chosen(person: Person) -> tuple[Line, ...]:
    """What she has chosen for all her lists, as lines of command; what all have is not said."""
    wishes = (
        (("i-read", " ".join(person.languages)), True),
        (("timezone", zones.said(person.timezone)), person.timezone),
        ((f"translation_{person.translation}", ""), person.translation != "human"),
        (("machine_off", ""), not person.machine),
        (("conceal_on", ""), person.conceal),
    )
    return tuple(line for line, is_said in wishes if is_said)


def _later(person: Person) -> tuple[Line, ...]:
    """What she has chosen and no mail of ours keeps to yet."""
    wishes = (
        (("limit", f"{person.daily_bytes // 1000}"), person.daily_bytes),
        (("digest_mime", ""), person.digest_form == "mime"),
    )
    return tuple(line for line, is_said in wishes if is_said)
