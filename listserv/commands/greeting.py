"""Greeting: what comes of answers to the letters of a newcomer's first days (greeter.py).

Owns the two kinds of questions. A yes to "can you read us?" is a sign of life, and no more;
anything but a yes is read by a person. The answer to "where do you work, and on what?" is taken at
its word, and shown to her with the lines that go back.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from listserv.clock import Clock
from listserv.commands import consent, firstdays
from listserv.commands.consent import Consent
from listserv.commands.handled import Answerer, Handled, Hearer, Part, Service
from listserv.commands.visit import Visit
from listserv.languages import grammar
from listserv.languages.leave import leave_phrase
from listserv.model import Greeting as Letter
from listserv.press.kinds import Changed
from listserv.press.lines import Line
from listserv.store import newcomers, persons
from listserv.store.confirmations import Confirmation

_BARE_NO = 3  # words of an answer that only says no


class Greeting(Service):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    def agreed(self) -> Mapping[str, Answerer]:
        return {Letter.READS: self._reads, Letter.PROFILE: self._profile}

    @property
    def hears(self) -> Mapping[str, Hearer]:
        return {Letter.READS: _hear_yes, Letter.PROFILE: _hear_profile}

    async def _reads(self, visit: Visit, question: Confirmation) -> Handled:
        person = visit.person
        if person is None:
            return Handled("reads us, and has gone")
        change = partial(newcomers.can_read, person_id=person.id, now=self._clock.now())
        return Handled("reads us", (), (), (change,))

    async def _profile(self, visit: Visit, question: Confirmation) -> Handled:
        """What she says becomes her organisation and her profile line."""
        person = visit.person
        if person is None:
            return Handled("profile: she has gone")
        said = {
            column: value
            for column, value in zip(("organisation", "profile"), _said(visit), strict=True)
            if value
        }
        now = self._clock.now()
        changes = [
            partial(persons.set_own, person_id=person.id, column=column, value=value, now=now)
            for column, value in said.items()
        ]
        before = {"organisation": person.organisation, "profile": person.profile}
        told = tuple(
            Changed(column, value, undo=(_back(column, before[column]),))
            for column, value in said.items()
        )
        parts = (Part("changed", {"changes": told}, visit.list),) if told else ()
        return Handled("profile", parts, (), changes)


def _back(column: str, before: str) -> Line:
    return (column, before) if before else (f"{column}_", "")


def _said(visit: Visit) -> tuple[str, str]:
    names = [visit.brief.reading.from_name, visit.person.name if visit.person else ""]
    own, _ = consent.own_words(visit.brief.reading.clean, " ".join(names))
    return firstdays.introduction(own)


def _hear_yes(visit: Visit, question: Confirmation, own: Consent) -> Consent:
    """Who can not read us well is to be heard by people."""
    return own if own is Consent.YES else Consent.OTHER


def _hear_profile(visit: Visit, question: Confirmation, own: Consent) -> Consent:
    """Her words are the answer, unless they are commands, a question, or a no."""
    text = visit.brief.reading.clean
    if own is Consent.NO and len(text.split()) <= _BARE_NO:
        return Consent.NO
    if "?" in text or "؟" in text or leave_phrase(text) or grammar.parse("", text).commands:
        return Consent.OTHER
    return Consent.YES
