"""Announcing: what a facilitator publishes by a command: to all, or for a member who says yes.

Owns the step from `announce` and `post for` to their effects. An announcement is a post like any
other once it is born: undo, recall, archive and answers are those of posts; while everything is
held, or its author is watched or banned, it waits too. What she writes for a member is nobody's
post until that member has answered (commands/proposals).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial

from listserv.languages import words
from listserv.languages.instruction import Instruction
from listserv.languages.plain import split
from listserv.mailroom import Addressee
from listserv.model import Purpose, Reading, Sort, Standing, State
from listserv.moderation import whom
from listserv.moderation.measures import Birth, Measure, Refused, Scene, Written, left_out
from listserv.press.kinds import Steered
from listserv.store import announcements, confirmations, rulings, standings
from listserv.store.base import Db
from listserv.store.rulings import Ruling
from listserv.text import spoken
from listserv.text.layout import clip

PROPOSED = "post-for"  # the kind of the question to a member
PROOF = "announced"  # of a post that its author's own command began
LONGEST_TOPIC = 200  # characters
_FRAME = 8_000  # octets of a copy beside the words
_LABEL = re.compile(r"\s*([^:：]{2,20})\s*[:：]\s*(\S.*)")


def announce(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    topic = _topic(one.other)
    if not topic:
        return Refused("no-subject", one.said)
    if why := _too_long(one.text, scene):
        return why
    assert scene.brief is not None  # noqa: S101 - every command comes in a mail
    errand, reading = scene.brief.errand, scene.brief.reading
    begins = partial(
        announcements.born,
        mail_id=errand.mail_id,
        mailing_list=scene.list,
        author=scene.moderator,
        reading=_as_post(reading, one.text, scene),
        topic=topic,
        text=one.text,
        proof=f"{scene.brief.proof.how} {scene.brief.proof.domain}".strip() or PROOF,
        domain=scene.domain,
        now=scene.now,
    )
    word = standings.standing(db, scene.list.id, scene.moderator.id)
    held = scene.list.policy.emergency or word in (Standing.BANNED, Standing.WATCHED)
    count = announcements.will_get(db, scene.list.id, scene.now)
    if held:
        told = Steered("announced-held", topic=topic, text=one.text, signature=left_out(one, scene))
        return Measure(told, birth=Birth(begins, partial(_waits, scene=scene), can_undo=False))
    told = Steered(
        "announced", topic=topic, count=count, text=one.text, signature=left_out(one, scene)
    )
    return Measure(told, birth=Birth(begins, partial(_goes_out, scene=scene)))


def _goes_out(db: Db, number: int, letter: int, scene: Scene) -> None:
    announcements.ready(db, number, Sort.ANNOUNCEMENT, "announced")
    ruling = Ruling(
        number,
        0,
        scene.moderator.id,
        "approve",
        state=State.APPROVED,
        changes={"urgent": 1},
        letter=letter,
    )
    rulings.carry_out(db, ruling, scene.now)


def _waits(db: Db, number: int, letter: int, scene: Scene) -> None:
    announcements.ready(db, number, Sort.ANNOUNCEMENT, "emergency")


def _as_post(reading: Reading, text: str, scene: Scene) -> Reading:
    said_in = spoken.guess(text, scene.list.policy.languages, scene.moderator.languages)
    return Reading(
        from_address=reading.from_address,
        language=said_in.language,
        languages=said_in.languages,
        attachments=reading.attachments,
    )


# --- in a member's name ---------------------------------------------------------------------------


def propose(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`post for amina@example.org`, the subject on the first line below, the text behind it."""
    found = whom.member(db, one.who, scene)
    if isinstance(found, Refused):
        return found
    first, _, rest = one.text.strip().partition("\n")
    topic, text = _topic(_unlabelled(first)), rest.strip("\n")
    if not topic or not text.strip():
        return Refused("no-subject", one.said)
    if why := _too_long(text, scene):
        return why
    person = found.person
    question = partial(
        confirmations.ask,
        kind=PROPOSED,
        list_id=scene.list.id,
        address=person.address,
        name=person.name,
        language=person.language,
        command=json.dumps([scene.moderator.id, topic, text], ensure_ascii=False),
        now=scene.now,
        person=person.id,
    )
    values = {"by": scene.by, "subject": topic, "text": text, "again": False}
    letter = Written("propose", Addressee.of(person), values, Purpose.CONFIRM, question)
    who = whom.shown(person)
    told = Steered("proposed", who=who, topic=topic, text=text, signature=left_out(one, scene))
    change = partial(_asked, person=person.id, question=question)
    return Measure(told, change, letters=(letter,))


def _asked(db: Db, person: int, question: Callable[[Db], int]) -> dict[str, object]:
    """The question is open by now, and opened again it is the same one."""
    return {"person": person, "question": question(db)}


def _topic(typed: str) -> str:
    return clip(" ".join(typed.split()), LONGEST_TOPIC)


def _unlabelled(line: str) -> str:
    """`Subject: Stock cards`, in any language, is `Stock cards`."""
    found = _LABEL.fullmatch(line)
    if not found:
        return line
    said = split(found[1])
    known = words.phrases("answers", "subject").at(said, 0)
    return found[2] if known and known[1] == len(said) else line


def _too_long(text: str, scene: Scene) -> Refused | None:
    room = scene.list.policy.max_size - _FRAME
    return Refused("too-long", clip(text, 60)) if len(text.encode()) > room else None
