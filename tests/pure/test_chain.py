"""The chain: the worst action wins, and every reason is told in the order of the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import (
    UNSEEN,
    VIRUS,
    Action,
    Attachment,
    Facts,
    Policy,
    Proof,
    Reading,
    Standing,
    ThreadRule,
)
from listserv.moderation.chain import CHAIN, decide
from listserv.press.reasons import HELD

READING = Reading(
    subject="Stock cards",
    from_address="amina@example.org",
    text="How do you keep stock cards where the power fails?",
    clean="How do you keep stock cards where the power fails?",
)
FACTS = Facts(READING, Policy(moderation="new"), 2_000, Proof("dkim"), is_member=True, posts=3)


def told(reading: dict[str, Any] | None = None, /, **changes: Any) -> str:
    """The verdict on a trusted member's post with changes, on one line."""
    verdict = decide(replace(FACTS, reading=replace(READING, **(reading or {})), **changes))
    line = f" [{verdict.command}]" if verdict.command else ""
    return f"{verdict.action}: {' '.join(verdict.reasons)}{line}"


def text(words: str) -> dict[str, str]:
    return {"text": words, "clean": words}


def infected(how: str) -> dict[str, Any]:
    """A post with two files, the second of which is barred."""
    card = Attachment("card.pdf", "application/pdf", 500)
    return {"attachments": (card, replace(card, barred=how))}


ALL = Policy()
NONE = Policy(moderation="none")
NONMEMBERS = Policy(moderation="nonmembers")
KEEP = Policy(moderation="new", attachments="keep")
EMERGENCY = Policy(moderation="none", emergency=True)
ACCEPT = Policy(moderation="new", unproven="accept")
FORGED = Proof(denied=True)

# Reasons that no rule of the desk gives: moderators and clocks do.
ELSEWHERE = {"moved", "passed-on", "unanswered", "announced", "proposed", "reworded", "put-back"}

CASES = [
    (told(), "approve: "),
    (told(policy=ALL), "hold: moderated"),
    (told(policy=NONE), "approve: "),
    (told(policy=NONE, is_member=False), "approve: "),
    (told(policy=NONMEMBERS, is_member=False), "hold: nonmember"),
    (told(policy=NONMEMBERS, posts=0), "approve: "),
    (told(is_member=False), "hold: nonmember"),
    (told(is_member=False, policy=ALL), "hold: nonmember moderated"),
    (told(posts=0), "hold: first-post"),
    (told(posts=0, policy=ALL), "hold: first-post moderated"),
    (told(proof=Proof()), "hold: unproven"),
    (told(proof=Proof(), policy=NONE), "hold: unproven"),
    (told(proof=Proof(), policy=ACCEPT), "approve: "),
    (told(proof=Proof(), is_member=False, policy=ALL), "hold: unproven nonmember moderated"),
    (told(proof=FORGED), "hold: denied-by-domain"),
    (told(proof=FORGED, policy=NONE), "hold: denied-by-domain"),
    (told(proof=FORGED, policy=ACCEPT), "hold: denied-by-domain"),
    (told(proof=FORGED, is_moderator=True, policy=ALL), "hold: denied-by-domain moderated"),
    (told(infected(VIRUS)), "hold: infected"),
    (told(infected(VIRUS), is_moderator=True), "hold: infected moderator"),
    (told(infected(UNSEEN), policy=NONE), "approve: "),
    (told(spam=True), "hold: marked-spam"),
    (told(spam=True, policy=NONE), "hold: marked-spam"),
    (told(spam=True, is_moderator=True), "hold: marked-spam moderator"),
    (told(is_moderator=True, policy=ALL), "approve: moderator"),
    (told(is_moderator=True, is_member=False, posts=0), "approve: moderator"),
    (told(is_moderator=True, policy=ALL, proof=Proof()), "hold: unproven moderated"),
    (told(is_moderator=True, same_text=5), "hold: same-text moderator"),
    (told(same_id=5), "hold: same-id"),
    (told(same_text=5, posts=0), "hold: first-post same-text"),
    (told(text("Thanks dear")), "hold: private"),
    (told(text("Thanks dear"), policy=NONE), "hold: private"),
    (told(text("Thanks dear"), is_moderator=True), "hold: private moderator"),
    (told({"from_address": ""}), "hold: no-author"),
    (
        told({"from_address": ""}, proof=Proof(), is_member=False),
        "hold: no-author unproven nonmember",
    ),
    (told({"encrypted": True}, policy=NONE), "hold: encrypted"),
    (told(size=2_000_000), "approve: "),
    (told(size=2_000_000, policy=KEEP), "hold: too-large"),
    (told(size=2_000_000, policy=KEEP, posts=0), "hold: too-large first-post"),
    (told(standing=Standing.TRUSTED), "approve: trusted"),
    (told(standing=Standing.TRUSTED, policy=ALL, is_member=False), "approve: trusted"),
    (told(standing=Standing.TRUSTED, policy=ALL, proof=Proof()), "hold: unproven moderated"),
    (told(standing=Standing.WATCHED, policy=NONE), "hold: watched"),
    (told(standing=Standing.BANNED, policy=NONE), "drop: banned"),
    (told(policy=EMERGENCY, is_moderator=True), "hold: emergency moderator"),
    (told(policy=NONE, lately=10), "hold: flood"),
    (told(policy=NONE, rule=ThreadRule(each=1), thread_today=1), "hold: slow"),
    (told(policy=NONE, rule=ThreadRule(closed_until=9.0), now=8.0), "hold: closed"),
    (told({"patient": ("image: ward.jpg",)}, policy=NONE), "hold: patient"),
    (told(text("") | {"subject": ""}), "refuse: empty"),
    (told(text("") | {"subject": " "}, policy=NONE), "refuse: empty"),
    (told(text("") | {"subject": "search cholera"}, policy=NONE), "hold: nothing-left"),
    (told(text("") | {"subject": "status"}, policy=NONE), "hold: command nothing-left"),
    (told(text("") | {"subject": "unsubscribe"}), "command: command-only nothing-left [leave]"),
    (told({"clean": ""}), "hold: nothing-left"),
    (told({"clean": ""}, policy=NONE), "hold: nothing-left"),
    (told(text("unsubscribe")), "command: command-only [leave]"),
    (
        told(text("Please remove me from this list"), policy=ALL),
        "command: command-only moderated [leave]",
    ),
    (told(text("unsubscribe"), size=2_000_000), "command: command-only [leave]"),
    (told(text("unsubscribe"), proof=Proof()), "command: command-only unproven [leave]"),
    (told(text("status")), "hold: command"),
    (told(text("emergency on"), is_moderator=True), "command: facilitation moderator"),
    (told(text("retry a@example.org"), is_moderator=True), "command: facilitation moderator"),
    # What she announces to all she may mean as a post; what she finds attached is none of a member.
    (told(text("announce: Cards\nWe meet."), is_moderator=True), "hold: to-robot moderator"),
    (
        told(text("Find Amina below.\nShe wrote it."), is_moderator=True),
        "approve: moderator",
    ),
    (told(text("812 ok"), is_moderator=True), "command: facilitation to-robot moderator"),
    (told(text("emergency on")), "approve: "),
    (told(own_trace=True), "drop: loop"),
    (told({"hops": 51}), "drop: hops"),
    (told({"automatic": "auto-submitted"}), "drop: automatic"),
    (told(null_sender=True), "drop: automatic"),
    (told(repeat_of=5), "drop: repeat"),
    (told(repeat_of=5, posts=0), "drop: repeat first-post"),
    (told(text("unsubscribe"), null_sender=True), "drop: automatic command-only"),
    (told({"automatic": "vacation", "hops": 60}, own_trace=True), "drop: loop hops automatic"),
    (told(own_trace=True, policy=ALL), "drop: loop moderated"),
]


@pytest.mark.parametrize(("verdict", "expected"), CASES)
def test_verdict(verdict: str, expected: str) -> None:
    assert verdict == expected


def test_every_rule_has_its_own_code_and_sentence() -> None:
    assert len({rule.code for rule in CHAIN}) == len(CHAIN)
    assert {rule.code for rule in CHAIN} | ELSEWHERE == set(HELD)


@given(st.text(), st.text(), st.booleans(), st.integers(0, 2))
def test_any_post_gets_a_verdict(subject: str, words: str, member: bool, posts: int) -> None:
    reading = Reading(subject=subject, from_address="a@example.org", text=words, clean=words)
    facts = Facts(reading, Policy(), 100, Proof("dkim"), is_member=member, posts=posts)
    verdict = decide(facts)
    assert verdict.action is not Action.APPROVE  # the list moderates all
    assert bool(verdict.command) == (verdict.action is Action.COMMAND)


def test_nothing_readable_is_held() -> None:
    """What the reader could make nothing of has no sender and no text; no exception, no loss."""
    verdict = decide(Facts(Reading(defects=("no header",)), Policy(), 10))
    assert verdict.action is Action.HOLD
    assert verdict.reasons == ("no-author", "nothing-left", "unproven", "nonmember", "moderated")
