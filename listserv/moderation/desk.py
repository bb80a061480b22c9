"""The desk: a received post is read, its facts gathered, and a verdict written.

Owns the step from `received` to approved, held, refused or dropped. The rules are pure, so a
crash before the verdict's commit only means that the same verdict is found again. A post that
cannot be read is tried three times, then shunted with its traceback; the desk goes on.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from dataclasses import replace

from listserv.clock import Clock
from listserv.errand import Prover, Reader, at_once
from listserv.identity.filters import Filters
from listserv.languages.namesakes import is_full_name
from listserv.model import Action, Arrival, Facts, MailingList, Proof, Reading, Site, Verdict
from listserv.moderation.chain import decide
from listserv.store import (
    lately,
    lists,
    mailings,
    members,
    namesakes,
    places,
    redactions,
    spool,
    standings,
)
from listserv.store.base import Db, Store
from listserv.store.redactions import LookAgainError
from listserv.text import ours, spoken, subject, threads
from listserv.text.dates import believable
from listserv.text.layout import clip

log = logging.getLogger("listserv.desk")

BATCH = 40  # posts read at the same moment
BATCH_BYTES = 50_000_000  # of raw mail in memory for them
TOPIC_COLUMNS = 50  # of a topic made from the text


class Desk:
    """Gather: a child's reading, its proof, a filter's word, a look for viruses, and `gather`.
    Decide: `chain.decide`. Apply: `spool.settle`."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        prover: Prover,
        filters: Filters | None,
        site: Site,
        clock: Clock,
    ) -> None:
        self._store = store
        self._reader = reader
        self._prover = prover
        self._filters = filters or Filters()
        self._site = site
        self._clock = clock

    async def step(self) -> bool:
        arrivals = await self._store.read(spool.arrivals, self._clock.now(), BATCH)
        async with asyncio.TaskGroup() as group:  # none of them goes on beside the next round
            for arrival in at_once(arrivals, BATCH_BYTES):
                group.create_task(self._one(arrival))
        return bool(arrivals)

    async def _one(self, arrival: Arrival) -> None:
        try:
            book = await self._store.read(redactions.last)
            raw = await self._store.read(spool.raw, arrival.mail_id)
            reading = await self._reader.read(raw)
            reading = await self._filters.look(raw, reading)
            if not arrival.under:
                now = self._clock.now()
                quoted = await self._store.read(places.answered, arrival.list_id, reading, now)
                arrival = replace(arrival, under=quoted)
            proof = await self._prover.proof(raw, reading, arrival.origin)
            spam = await self._filters.spam(raw, reading, arrival.origin)
            now = self._clock.now()
            await self._store.write(
                redactions.unless_since, book, self._judge, arrival, reading, proof, spam, now
            )
        except LookAgainError:
            return  # it may be the same mail as a post that lost words: it is read again
        except Exception:
            log.exception("post %d could not be read", arrival.number)
            await self._store.write(
                spool.shunt, arrival.number, traceback.format_exc(), self._clock.now()
            )

    def _judge(
        self, db: Db, arrival: Arrival, reading: Reading, proof: Proof, spam: bool, now: float
    ) -> Verdict:
        """Gather, decide and apply in the writer's own transaction.

        Two copies of one mail may be read at the same moment; only here, one after the other,
        does the second see the first.
        """
        mailing_list = lists.by_id(db, arrival.list_id)
        if mailing_list is None:
            raise LookupError(f"post {arrival.number} is for list {arrival.list_id}, which is gone")
        facts = gather(db, self._site, mailing_list, arrival, reading, proof, spam, now)
        speaks = facts.author.languages if facts.author else ()
        reading = spoken.settled(reading, mailing_list.policy.languages, speaks)
        verdict, received = decide(facts), arrival.origin.received
        spool.settle(
            db,
            arrival,
            verdict,
            reading,
            proof,
            facts.author,
            topic_of(db, arrival, reading, mailing_list),
            believable(reading.date, (received,), received, received),
            now,
        )
        if is_nobodys(facts, verdict):
            namesakes.note(db, mailing_list.id, reading.from_address, reading.from_name)
        return verdict


def is_nobodys(facts: Facts, verdict: Verdict) -> bool:
    """Whether somebody unknown wrote a post, who may be a member by her name."""
    goes_on = verdict.action in (Action.APPROVE, Action.HOLD)
    proven = facts.author is None and bool(facts.proof)
    return goes_on and proven and is_full_name(facts.reading.from_name)


def gather(
    db: Db,
    site: Site,
    mailing_list: MailingList,
    arrival: Arrival,
    reading: Reading,
    proof: Proof,
    spam: bool,
    now: float,
) -> Facts:
    """All that the rules may read about a post."""
    author = members.person_by_address(db, reading.from_address)
    member = members.member(db, mailing_list.id, author.id) if author else None
    twins = spool.twins(db, arrival, reading)
    topic = topic_of(db, arrival, reading, mailing_list)
    where = lately.of(db, mailing_list, arrival, reading, topic, now)
    named = ours.letters_named((*reading.in_reply_to, *reversed(reading.references)), site.domain)
    own_ids = {f"{mailing_list.name}.{site.domain}".lower()}
    return Facts(
        reading=reading,
        policy=mailing_list.policy,
        size=arrival.size,
        proof=proof,
        author=author,
        is_member=member is not None,
        is_moderator=bool(author and members.is_moderator(db, mailing_list.id, author.id)),
        posts=member.posts if member else 0,
        standing=standings.standing(db, mailing_list.id, author.id)
        if author
        else standings.of_stranger(db, mailing_list.id, reading.from_address),
        rule=where.rule,
        thread_today=where.thread_today,
        lately=where.lately,
        answers=where.answers,
        answers_notice=bool(author and mailings.showed_her(db, named, mailing_list.id, author.id)),
        repeat_of=twins.repeat_of,
        same_id=twins.same_id,
        same_text=twins.same_text,
        own_trace=site.domain in reading.traces or bool(own_ids & set(reading.list_ids)),
        null_sender=not arrival.origin.mail_from,
        spam=spam,
        now=now,
    )


def topic_of(db: Db, arrival: Arrival, reading: Reading, mailing_list: MailingList) -> str:
    """The subject as it would be published, without numbers; a post that has none is called as the
    post that it answers, or by its first words.

    Who answers an item of a digest sends back the digest's subject: such a post is called as the
    post that its address names, or its quotation.
    """
    found = subject.published(reading.subject, mailing_list)
    answers = subject.is_reply(reading.subject)
    if not found or (arrival.under and answers):
        cited = threads.ancestry(reading.references, reading.in_reply_to)
        above = places.topic_answered(db, arrival.list_id, arrival.under, cited)
        if above and subject.topic_key(above) != subject.topic_key(reading.subject):
            return subject.published(above, mailing_list)
    if found:
        return subject.FORWARD + found if subject.is_forward(reading.subject) else found
    if answers:
        return ""
    return clip(" ".join(reading.clean.split()), TOPIC_COLUMNS)
