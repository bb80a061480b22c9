"""Erase me: the question that comes first, and the answer that begins it.

Owns who may be erased, and by which words. Whatever proves the mail, the address is asked, for it
cannot be undone; only a yes in words counts, and what her lists allow is hers to choose. The site's
admin, and who alone moderates a list, are told what comes first. The yes makes her nobody at once;
the eraser does the rest, and writes her last letter. An answer that nobody can read changes nothing
and is asked again; prose goes to people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.commands import choices, roll
from listserv.commands.choices import Choice
from listserv.commands.handing import Handing
from listserv.commands.handled import Answerer, Handled, Handler, Part, Service
from listserv.commands.visit import Visit
from listserv.languages.command import Command, Verb
from listserv.mailroom import Mailroom
from listserv.model import Letter, Purpose, Site
from listserv.store import confirmations, erasing, erasures, translations
from listserv.store.base import Store
from listserv.store.confirmations import Confirmation
from listserv.store.erasures import Whom

ERASE = "erase"  # kind of the question
MOST_ASKED = 3  # a day: somebody else may write in her name


class Erasing(Service):
    def __init__(
        self, store: Store, mailroom: Mailroom, handing: Handing, site: Site, clock: Clock
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._site = site
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.ERASE: self._ask}

    @property
    def listens(self) -> Mapping[str, Answerer]:
        return {ERASE: self._answered}

    async def _ask(self, visit: Visit, command: Command) -> Handled:
        """A letter of its own: its answer must mean nothing else."""
        address = visit.brief.reading.from_address
        whom = await self._store.read(erasures.of_address, address)
        if whom is None or hindrance(whom, self._site):
            return _not_yet(whom, self._site)
        now, key = self._clock.now(), f"erase asked {address}"
        may = await self._store.write(confirmations.spend, key, visit.cause, MOST_ASKED, now)
        if not may or not await self._mailroom.may_write(visit.to, f"{visit.cause}, erase"):
            return Handled("erase: the letters of the day are spent")
        to = visit.to
        question = await self._store.write(
            confirmations.ask, ERASE, 0, address, to.name, to.language, "", now
        )
        letter = await self._letter(visit, whom, question, again=False)
        return Handled("erase: asked", (), (letter,))

    async def _letter(
        self, visit: Visit, whom: Whom | None, question: int, *, again: bool
    ) -> Letter:
        titles: Mapping[str, tuple[str, ...]] = {}
        translated = 0
        if whom is not None:  # else somebody was quicker
            titles = await self._store.read(erasing.by_policy, whom.person, whom.named.addresses)
            translated = await self._store.read(translations.count_by, whom.person)
        return await self._mailroom.letter(
            "confirm-erase",
            visit.to,
            None,
            answer=Purpose.CONFIRM,
            about=question,
            in_reply_to=visit.brief.reading.message_id,
            automatic="auto-replied",
            stay=titles.get("anonymous", ()),
            go=titles.get("posts", ()),
            choice=titles.get("choice", ()),
            translated=bool(translated),
            again=again,
        )

    # --- the answer -----------------------------------------------------------------------------

    async def _answered(self, visit: Visit, question: Confirmation) -> Handled:
        now, reading = self._clock.now(), visit.brief.reading
        if question.used is not None or question.expires < now:
            is_member, answered = bool(visit.memberships), question.used is not None
            values = {"is_member": is_member, "answered": answered, "taken_back": False}
            return Handled("erase: too old", (Part("expired", values),))
        said = choices.read(reading.clean, f"{reading.from_name} {question.name}")
        match said:
            case Choice.NO:
                close = partial(confirmations.decline, confirmation_id=question.id, now=now)
                return Handled("erase: no", (Part("declined"),), (), (close,))
            case Choice.UNKNOWN:
                return await self._not_read(visit, question)
        whom = await self._store.read(erasures.of_address, question.address)
        if whom is None or hindrance(whom, self._site):
            return _not_yet(whom, self._site)
        whom = replace(whom, language=whom.language or question.language)
        use = partial(confirmations.use, confirmation_id=question.id, now=now)
        begin = partial(erasures.begin, one=whom, posts=said.value, mark=roll.new_mark(), now=now)
        return Handled(f"erase: {said}", (), (), (use, begin))

    async def _not_read(self, visit: Visit, question: Confirmation) -> Handled:
        """An answer of which not all is known: it may want something else."""
        reading = visit.brief.reading
        if len(reading.clean.split()) > choices.LONGEST or reading.attachments:
            return Handled.of(await self._handing.to_moderators(visit.list, visit.brief))
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Handled("erase: not understood, and the letters of the day are spent")
        whom = await self._store.read(erasures.of_address, question.address)
        letter = await self._letter(visit, whom, question.id, again=True)
        return Handled("erase: not understood, asked again", (), (letter,))


def _not_yet(whom: Whom | None, site: Site) -> Handled:
    """What comes before an erasure, or why there is none."""
    why = hindrance(whom, site)
    titles = whom.moderates if whom and why == "moderator" else ()
    part = Part("cannot-erase", {"why": why, "lists": titles})
    return Handled(f"erase: not yet, {why}", (part,))


def hindrance(whom: Whom | None, site: Site) -> str:
    """What keeps somebody from being erased: a case of cannot-erase.txt, "" for nothing."""
    if whom is None:
        return "nothing"
    if site.admin.lower() in whom.named.addresses:
        return "admin"
    return "moderator" if whom.moderates else ""
