"""Proposals: a member answers whether a facilitator's text may go out under her name.

Owns the reading of that answer. Only a yes and nothing besides publishes what she was shown; a no
ends it. Any other words of hers become the text, and wait for the facilitators, as does a yes while
everything is held: the answer closes the question, so no later yes means what she has changed. An
empty answer is asked again, and a question goes to people. The post is hers: born of the mail in
which she said so, whose token proves her.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from listserv.clock import Clock
from listserv.commands import consent
from listserv.commands.consent import Consent
from listserv.commands.handing import Handing
from listserv.commands.handled import Answerer, Handled, Part, Service
from listserv.commands.visit import Visit
from listserv.languages import endings
from listserv.mailroom import Addressee, Mailroom
from listserv.model import (
    Letter,
    MailingList,
    Person,
    Purpose,
    Reading,
    Site,
    Sort,
    Standing,
    State,
)
from listserv.store import announcements, confirmations, lists, members, rulings, standings
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation
from listserv.store.errands import Change
from listserv.store.rulings import Ruling
from listserv.text import spoken

KIND = "post-for"
PROOF = "asked"  # of the post: she answered our question
_NO_WORDS = 20  # a longer answer that begins with a no may be her own text


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What she was asked, and how things stand now."""

    author: Person
    list: MailingList
    by: Person | None  # who asks; None: nobody who looks after the list any more
    topic: str
    text: str
    held: bool  # everything is, or what she writes


class Proposals(Service):
    def __init__(
        self, store: Store, mailroom: Mailroom, handing: Handing, site: Site, clock: Clock
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._site = site
        self._clock = clock

    @property
    def listens(self) -> Mapping[str, Answerer]:
        return {KIND: self._answered}

    async def _answered(self, visit: Visit, question: Confirmation) -> Handled:
        found = await self._store.read(_proposal, question, self._site.admin)
        is_over = question.used is not None or question.expires < self._clock.now()
        if found is None or is_over:
            answered = found is not None and question.used is not None
            undone = await self._store.read(confirmations.was_withdrawn, question.id)
            values = {
                "is_member": bool(visit.memberships),
                "answered": answered and not undone,
                "taken_back": undone,
            }
            expired = Part("expired", values, visit.list)
            return Handled("post for: too old", (expired,))
        reading = visit.brief.reading
        names = [reading.from_name, question.name, found.author.name]
        text = _unsigned(reading.clean, names)
        own, thanked = consent.own_words(text, " ".join(names))
        said = consent.read(text, KIND, " ".join(names))
        if said is Consent.NO and len(own.split()) <= _NO_WORDS:
            return await self._no(found, question, own)
        if not own:
            return await self._again(found, question, is_thanks=thanked)
        if said is Consent.YES and consent.only_yes(own):
            return await self._publish(visit, found, question, found.text)
        if own.rstrip().endswith(("?", "؟")):
            return Handled.of(await self._handing.to_moderators(visit.list, visit.brief))
        return await self._publish(visit, found, question, text, hers=True)

    async def _no(self, found: _Proposal, question: Confirmation, own: str) -> Handled:
        """Nothing goes out; what she says beside her no is read by who had asked."""
        close = partial(confirmations.decline, confirmation_id=question.id, now=self._clock.now())
        said = " ".join(own.split()) if len(own.split()) > 1 else ""
        return Handled("post for: no", (), await self._tell(found, "no", said=said), (close,))

    async def _again(self, found: _Proposal, question: Confirmation, *, is_thanks: bool) -> Handled:
        if is_thanks:
            return Handled("post for: thanks")
        values = {
            "by": found.by.name or found.by.address if found.by else found.list.title,
            "subject": found.topic,
            "text": found.text,
            "again": True,
        }
        part = Part("propose", values, found.list, Purpose.CONFIRM, question.id)
        return Handled("post for: asked again", (part,))

    async def _publish(
        self,
        visit: Visit,
        found: _Proposal,
        question: Confirmation,
        text: str,
        *,
        hers: bool = False,
    ) -> Handled:
        """Her post, in the words that she was shown, or in those that are `hers`."""
        now, errand = self._clock.now(), visit.brief.errand
        said_in = spoken.guess(text, found.list.policy.languages, found.author.languages)
        reading = Reading(
            from_address=found.author.address,
            language=said_in.language,
            languages=said_in.languages,
        )
        number = await self._store.write(
            announcements.born,
            errand.mail_id,
            found.list,
            found.author,
            reading,
            found.topic,
            text,
            PROOF,
            self._site.domain,
            now,
        )
        waits = hers or found.held or found.by is None
        use = partial(confirmations.use, confirmation_id=question.id, now=now)
        ready = partial(
            announcements.ready,
            number=number,
            kind=Sort.ORDINARY,
            reason="reworded" if hers else "emergency" if found.held else "proposed",
        )
        changes: list[Change] = [use, ready]
        if waits:
            part = Part("held", {"number": number, "topic": found.topic}, found.list)
            letters = await self._tell(found, "words" if hers else "waits", number)
            return Handled(f"post for: {number} waits", (part,), letters, changes)
        changes.append(partial(rulings.carry_out, ruling=_yes(found, number, now), now=now))
        part = Part("proposed-out", {"number": number, "topic": found.topic}, found.list)
        letters = await self._tell(found, "yes", number)
        return Handled(f"post for: {number} approved", (part,), letters, changes)

    async def _tell(
        self, found: _Proposal, outcome: str, number: int = 0, *, said: str = ""
    ) -> Sequence[Letter]:
        """What came of it, to who had asked."""
        if found.by is None:
            return ()
        letter = await self._mailroom.letter(
            "proposed-answer",
            Addressee.of(found.by),
            found.list,
            who=found.author.name or found.author.address,
            topic=found.topic,
            number=number,
            outcome=outcome,
            said=said,
        )
        return (letter,)


def _unsigned(text: str, names: Sequence[str]) -> str:
    """Her answer without what may stand below her name."""
    lines = text.strip().splitlines()
    known = endings.names_of([name for name in names if name], (), ())
    end = endings.before_hers(lines, known, _acts, signs=True)
    return "\n".join(lines[:end]).strip()


def _acts(line: str) -> bool:
    """No line of an answer to this question is a command."""
    return False


def _yes(found: _Proposal, number: int, now: float) -> Ruling:
    grace = found.list.policy.grace
    return Ruling(
        number,
        0,
        found.by.id if found.by else 0,
        "approve",
        state=State.APPROVED,
        changes={"release": now + grace} if grace else {},
    )


def _proposal(db: Db, question: Confirmation, admin: str) -> _Proposal | None:
    author = members.person(db, question.person)
    about = lists.by_id(db, question.list)
    if author is None or about is None or about.retired is not None:
        return None
    by, topic, text = json.loads(question.command)
    asked = next((one for one in members.responsible(db, about.id, admin) if one.id == by), None)
    word = standings.standing(db, about.id, author.id)
    held = about.policy.emergency or word in (Standing.BANNED, Standing.WATCHED)
    return _Proposal(author, about, asked, topic, text, held)
