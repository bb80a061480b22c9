"""Every letter of the robot in every complete language, as golden files and by its promises.

The golden files are for reading aloud. `GOLDEN=write pytest tests/pure/test_press_letters.py`
writes them anew; whoever does so reads them.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta

from listserv.model import (
    FORMER,
    Attachment,
    MachineDraft,
    MailingList,
    Note,
    Person,
    Policy,
    Post,
    Removed,
    Site,
    Sort,
    Standing,
    State,
)
from listserv.model.family import Also
from listserv.model.translations import Manner, Translation
from listserv.press.brought import Brought, Doubt, ToTranslate
from listserv.press.catalogue import COMPLETE
from listserv.press.contributed import Contributed, Published
from listserv.press.fetched import Fetched, NotIn, Unsent
from listserv.press.kinds import (
    KINDS,
    Admission,
    Answers,
    Applicant,
    BadLine,
    Changed,
    Decided,
    Enrolled,
    Headline,
    Known,
    LeftOut,
    Membership,
    Missed,
    Outcome,
    Sent,
    Someone,
    Steered,
    Unreached,
    Waiting,
    Withheld,
    Writer,
    Written,
)
from listserv.press.letter import Press, split
from listserv.press.phrases import DELIVERY
from listserv.press.speech import words
from listserv.press.translates import Translates
from listserv.text.attached import File
from listserv.text.layout import NARROW, columns

GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
SITE = Site("lists.example.org", "Health lists", admin="root@example.org")
NOW = 1799488800.0  # Saturday 9 January 2027, 10:00 UTC
HIFA = MailingList(
    7,
    "hifa",
    Policy(
        title="Health forum",
        description="Health workers who ask and answer, by mail, from everywhere.",
        rules="One topic a message. No patient's name.",
        timezone="Africa/Nairobi",
    ),
)
AMINA = Post(
    number=4711,
    list_id=7,
    state=State.HELD,
    received=NOW - 3600,
    sent=NOW - 3700,
    person_id=3,
    author="Amina Kamau",
    address="amina.kamau@example.org",
    country="KE",
    proof="dkim example.org",
    subject="stock cards",
    topic="Stock cards that nobody reads",
    message_id="1@example.org",
    references=(),
    language="en",
    text="Dear all,\n\nWe count every Monday, but the district never answers. The cards fill a"
    " cupboard.\n\nHow do others close the circle?\n\nAmina",
    version=1,
    reasons=("moderated", "same-text"),
    attachments=(Attachment("stock-card.pdf", "application/pdf", 118_432),),
    removed=Removed(quoted_lines=41, signature=True, html=True),
    size=165_000,
)
PETER = Post(
    number=4712,
    list_id=7,
    state=State.HELD,
    received=NOW - 1800,
    sent=NOW - 1900,
    person_id=0,
    author="Peter Okello",
    address="peter@example.org",
    country="",
    proof="",
    subject="Re: Supervision",
    topic="Supervision by telephone: what works when the road is closed?",
    message_id="2@example.org",
    references=("0@example.org",),
    language="fr",
    text="Chers collègues,\n\nNous appelons chaque jeudi.",
    version=1,
    reasons=("moderated", "nonmember", "denied-by-domain"),
    size=2_100,
)
EMPTY = replace(PETER, text="", reasons=("nothing-left",))
IN_TWO = replace(AMINA, languages=("en", "fr"))
IN_NONE = replace(AMINA, language="")
WRITER = Writer(is_member=True, since=NOW - 300 * 86400, posts=3)
CHANGED = replace(
    AMINA,
    version=2,
    kind=Sort.EVENT,
    notes=(Note("Grace Otieno", "The form is in the archive."),),
    patient=("Mrs Atieno, 34 years, admitted to ward 3", "image: ward.jpg"),
)


def waiting(post: Post, writer: Writer, **more: Any) -> Waiting:
    """A post as a moderator is shown it, with its whole text."""
    return Waiting(post, writer, post.text, **more)


WAITS = waiting(AMINA, WRITER)
NAMELESS = replace(PETER, author="", address="loans@cheap.example", size=342)
SPAM = waiting(
    replace(
        PETER, number=4713, topic="CONGRATULATION your loan is approve", author="Wealth Partner"
    ),
    Writer(False),
)
NEW = "maria@ministry.example"
SEALED = "hifa-moderate+abcdefghijklmnopqrstuvwxyz23@lists.example.org"

DAYS_AGO = NOW - 40 * 86400
MISSED = Missed(
    "Health forum",
    (Headline(4711, AMINA.topic, "Amina Kamau"), Headline(4712, PETER.topic, "Peter Okello")),
    3,
    "https://lists.example.org/archive/hifa/",
)

PATIENCE = Applicant(
    "Patience Auma",
    "patience@clinic.example",
    "UG",
    ("en", "fr"),
    "Patience Auma, Uganda. I am a nurse in Gulu, and want to hear how others keep their records.",
)
ROSA = replace(
    PATIENCE,
    who="rosa@clinic.example",
    address="rosa@clinic.example",
    country="",
    namesake="r.diaz@example.org",
    refused=NOW - 90 * 86400,
    since=NOW - 900 * 86400,
    left=NOW - 200 * 86400,
    left_herself=True,
    banned=True,
    question="Which hospital do you work for?",
    asked_by="Grace Otieno",
    answer="The regional hospital of Ayacucho.",
)

NO_NEWS: dict[str, Any] = {"decided": (), "more": 0}
TO_TRANSLATE = ToTranslate(
    4711,
    "en",
    "fr",
    AMINA.topic,
    AMINA.author,
    "KE",
    AMINA.text,
    NOW + 2 * 86400,
    "machine",
    "",
    "Des fiches de stock que personne ne lit",
    "Chers tous,\n\nNous comptons chaque lundi, mais le district ne répond jamais.",
    ("every Monday",),
)
SENT_BACK = ToTranslate(4711, "en", "fr", sort="hers", topic="Fiches", draft="Chers tous,")
VALUES: dict[str, dict[str, Any]] = {
    "translate": {
        "texts": (
            TO_TRANSLATE,
            replace(
                TO_TRANSLATE,
                number=4712,
                original_topic=PETER.topic,
                author=PETER.author,
                country="",
                text=PETER.text,
                until=NOW + 3 * 86400,
                draft="",
                doubts=(),
            ),
        ),
        "others": (replace(PETER, number=4713, topic="Bed nets with holes"),),
        "until": NOW + 2 * 86400,
        "waits": 0.0,
        "zone": "Africa/Dakar",
        "credited": True,
    },
    "correct": {
        "one": replace(TO_TRANSLATE, sort="stands", by="Marie Ndiaye", doubts=(), until=None)
    },
    "translated": {
        "brought": (
            Brought(
                "kept",
                4711,
                AMINA.topic,
                "fr",
                doubts=(Doubt("5 mg", "50 mg", True, "50 mg", "5 mg"), Doubt("not", "")),
            ),
        )
    },
    "translation-asked": {
        "question": "short",
        "one": SENT_BACK,
        "text": "",
        "other": "",
        "numbers": (),
        "doubts": (),
        "last_of": 0,
    },
    "translation-corrected": {
        "number": 4711,
        "target": "fr",
        "topic": "Des fiches de stock",
        "by": "Joan Mwangi",
        "text": "- Nous comptons chaque lundi.\n+ Nous comptons tous les lundis.",
    },
    "held": {"number": 4711, "topic": AMINA.topic},
    "given-back": {"number": 4711, "topic": AMINA.topic, "text": AMINA.text},
    "refused": {"topic": AMINA.topic, "reason": "off-purpose", "text": AMINA.text, "left": 0},
    "author-forward": {
        "is_author": True,
        "is_member": True,
        "number": 4711,
        "topic": AMINA.topic,
        "writer_name": "Peter Okello",
        "text": "Dear Amina, I have a form for this and can send it to you.",
        "files": (Attachment("form.pdf", "application/pdf", 240_300),),
    },
    "confirm-private": {"topic": AMINA.topic},
    "notice": {"item": WAITS, **NO_NEWS},
    "queue": {
        "waiting": (
            WAITS,
            waiting(PETER, Writer(False), thread="Supervision by telephone", place=12),
            waiting(AMINA, Writer(True, NOW, 1)),
        ),
        "spam": (),
        "decided": (),
        "more": 0,
    },
    "reminder": {
        "waiting": (WAITS, waiting(PETER, Writer(False))),
        "spam": (),
        "decided": (),
        "more": 0,
    },
    "escalated": {"waiting": (WAITS,), "spam": (), "decided": (), "more": 0},
    "raw": {"topic": AMINA.topic, "author": AMINA.author, "number": 4711},
    "second": {
        "topic": AMINA.topic,
        "author": AMINA.author,
        "number": 4711,
        "waits": True,
        "draft": MachineDraft("Estimados todos:\n\nDamos 500 mg.", "Apertium", "en", "es", 5, 2),
        "doubts": ("5 mg", "not more"),
    },
    "done": {
        "outcomes": (
            Outcome(AMINA.topic, AMINA.author, (("edited", ""), ("approved", "")), 4711),
            Outcome(PETER.topic, PETER.author, (("refused", ""),), 4712, reason="private"),
            Outcome(AMINA.topic, AMINA.author, (("approved-before", ""),), 4711),
            Outcome(AMINA.topic, AMINA.author, (("no-such-paragraph", "9"),), 4711, waits=True),
        )
    },
    "team": {
        "by": "Grace Otieno",
        "topic": AMINA.topic,
        "author": AMINA.author,
        "number": 4711,
        "text": "Is this the same as last week?",
    },
    "failed": {"topic": AMINA.topic, "author": AMINA.author, "number": 4711},
    "among": {
        "by": "Grace Otieno",
        "subject": "Next week",
        "text": "I am away on Monday. Who reads?",
    },
    "takes-back": {
        "topic": AMINA.topic,
        "author": AMINA.author,
        "number": 4711,
        "left": 120,
        "stopped": 4,
        "said": "",
    },
    "pass-refused": {
        "topic": AMINA.topic,
        "author": AMINA.author,
        "number": 4711,
        "reason": "We spoke of it in May.",
    },
    "recalled-there": {
        "by": "Helen Otieno",
        "home": "HIFA",
        "topic": AMINA.topic,
        "author": AMINA.author,
        "number": 4711,
    },
    "ask": {
        "topic": AMINA.topic,
        "said": "Which district is it, and since when?",
        "by": "Grace Otieno",
        "text": AMINA.text,
    },
    "word": {
        "topic": AMINA.topic,
        "said": "Thank you for this; could you bring it to the meeting too?",
        "by": "Grace Otieno",
        "text": AMINA.text,
    },
    "moved": {"topic": AMINA.topic, "before": "Child health forum"},
    "edited": {
        "topic": AMINA.topic,
        "by": "Grace Otieno",
        "text": "- We count every Monday, […]\n+ We count each Monday, […]",
    },
    "for-whom": {"topic": AMINA.topic, "other": "Peter Okello", "text": AMINA.text, "again": False},
    "where": {"post": AMINA, "copies": 0, "link": "", "hers": False, "forums": ()},
    "withdrawn": {"topic": AMINA.topic, "left": 0, "text": AMINA.text, "forums": ()},
    "withdraw-which": {"posts": (AMINA, replace(AMINA, number=4712, topic="Bed nets"))},
    "asked-back": {
        "question": "unclear",
        "is_claim": False,
        "said": "but take out the phone number",
        "unread": True,
        "understood": ("ok",),
        "sender": "",
        "posts": (AMINA,),
        "example": "ok\nno: too long\nlater",
        "last_of": 0,
    },
    "steered": {
        "changes": (
            Steered("emergency-on", end=("emergency", "")),
            Steered("pace", 8, end=("pace", "")),
            Steered("slow", 2, topic="Stock cards", end=("slow", "811")),
            Steered("close", topic="Calls", until=NOW, end=("close", "812")),
        ),
        "undo": True,
    },
    "not-steered": {
        "problem": "unclear",
        "detail": "but only today",
        "people": (),
        "understood": ("emergency on", "pace 8 a day"),
        "guess": ("", ""),
        "last_of": 0,
    },
    "moderator": {},
    "already-decided": {
        "topic": AMINA.topic,
        "author": AMINA.author,
        "outcome": "approved",
        "by": "Neil",
        "when": NOW,
    },
    "owner-forward": {
        "number": 4711,
        "topic": AMINA.topic,
        "told": (),
        "detail": "",
        "writer_name": "Peter Okello",
        "writer_address": "peter@example.org",
        "known": None,
        "subject": "a question about the rules",
        "text": "May I post a vacancy?",
        "files": (),
    },
    "confirm-leave": {"sender": "p***@other.example"},
    "confirm-join": {
        "titles": ("Health forum",),
        "decide": False,
        "asks_how": True,
        "again": "",
    },
    "invitation": {"by": "Grace Otieno"},
    "applied": {},
    "applicant": {"people": (PATIENCE,), "again": False},
    "admitted": {
        "outcomes": (
            Admission("Patience Auma", "UG", "joined"),
            Admission("Rosa Díaz", "PE", "refused"),
            Admission("Zoe Zulu", "", "asked"),
            Admission("spam@cheap.example", "", "spam"),
            Admission("Ana de Souza", "MZ", "later"),
        ),
        "acted": True,
        "undo": True,
    },
    "ask-applicant": {"said": "Which hospital do you work for?", "by": "Grace Otieno"},
    "not-admitted": {"reason": "This list is for members of the project."},
    "not-decided": {"asked": False},
    "reconsidered": {},
    "passed-on": {},
    "reads": {},
    "profile": {},
    "confirm": {"wishes": (("none", ""), ("pause", "21"))},
    "other-address": {"sender": "maria@gmail.example"},
    "not-yet": {"wish": ("get", "811")},
    "welcome": {"delivery": "each", "added": False, "noted": "", "sisters": ()},
    "back": {"delivery": "daily", "paused_until": NOW + 9 * 86400, "own_copies": False},
    "stands": {"is_member": True},
    "left": {"titles": ("Health forum",), "translated": True},
    "which-list": {"lists": (HIFA, replace(HIFA, name="chw"))},
    "my-data-today": {},
    "unreachable": {"topic": AMINA.topic},
    "removed": {"by": "Grace Otieno"},
    "put-back": {},
    "changed-for-you": {"by": "Grace Otieno"},
    "propose": {
        "by": "Grace Otieno",
        "subject": "Stock cards",
        "text": "We count every Monday, and the district answers.",
        "again": False,
    },
    "proposed-out": {"topic": "Stock cards", "number": 4711},
    "proposed-answer": {
        "who": "Amina Kamau",
        "topic": "Stock cards",
        "number": 4711,
        "outcome": "yes",
        "said": "",
    },
    "not-member-leave": {"applied": False, "known": False},
    "declined": {},
    "help": {"is_member": True, "moderates": (), "every": ""},
    "lists": {"lists": (HIFA, replace(HIFA, name="old", retired=NOW)), "sisters": ()},
    "offered": {
        "who": "Amina Kamau",
        "whose": "amina@example.org",
        "pairs": ("en fr es", "pt <-> en"),
        "translated": True,
    },
    "get": {
        "posts": (
            Fetched(
                4711,
                AMINA.topic,
                "Amina Kamau",
                "KE",
                date(2027, 1, 9),
                (("", AMINA.text),),
                notes=(Note("Grace Otieno", "The form is in the archive."),),
            ),
        ),
        "lacking": (),
        "left": (),
        "limit": 2_000_000,
    },
    "status": {
        "memberships": (
            Membership(("Health forum",), "each"),
            Membership(
                ("Foro de salud",),
                "daily",
                NOW + 86400 * 20,
                own_copies=False,
                filters=(("mute", "811"), ("only", "chw")),
            ),
        ),
        "person": replace(
            Person(5, "maria@example.org", "María Ñuñez"),
            languages=("pt", "en"),
            country="MZ",
        ),
        "addresses": ("maria@example.org", "maria@gmail.example"),
        "chosen": (("i-read", "pt en"), ("timezone", "Africa/Maputo")),
        "away": NOW + 86400 * 20,
        "later": (("limit", "50"), ("digest_mime", "")),
    },
    "changed": {
        "changes": (Changed("delivery", "daily", ("Health forum",), undo=(("each", ""),)),)
    },
    "confirm-address": {
        "who": "Amina Kamau",
        "sender": "a***@example.org",
        "moves": True,
        "known": False,
        "by": "",
    },
    "confirm-merge": {"other": "amina@ministry.example"},
    "confirm-also": {"other": "amina@ministry.example"},
    "say-yes": {"other": "a***@example.org"},
    "address-asked": {"new": "amina@ministry.example", "state": "asked", "mine": ""},
    "address-how": {},
    "address-told": {
        "word": "address-moved",
        "changed": "amina@ministry.example",
        "undo": ("address_remove", "amina@ministry.example"),
        "drops": "",
    },
    "my-data": {
        "person": Person(
            *(5, "maria@example.org", "María Ñuñez", ("pt", "en"), "MZ"),
            profile="Midwife in Beira",
        ),
        "addresses": ("maria@example.org", "maria@ministry.example"),
        "memberships": (
            Enrolled("Health forum", "daily", NOW - 86400 * 400, "sign-up sheet of 5 March"),
            Enrolled(
                *("Foro de salud", "each", NOW - 86400 * 4),
                "by answer, mail 12; let in by Grace Otieno, mail 13; there since 2011-03-09",
            ),
        ),
        "offers": (("Health forum", "en", "pt"),),
        "standings": (("Health forum", Standing.WATCHED), ("Foro de salud", Standing.BANNED)),
        "posts": (Written(4711, NOW - 86400, "Stock cards that nobody reads"),),
        "all_posts": 12,
        "translated": 7,
        "letters": 31,
        "failures": 2,
        "mails": 14,
        "left": 3,
    },
    "confirm-erase": {
        "stay": (),
        "go": (),
        "choice": ("Health forum",),
        "translated": True,
        "again": False,
    },
    "cannot-erase": {"why": "moderator", "lists": ("Health forum",)},
    "erased": {
        "lists": 2,
        "kept": 11,
        "removed": 1,
        "translated": 3,
        "places": 40,
        "banned": False,
        "until": NOW + 30 * 86400,
    },
    "contributions": {
        "person": Person(5, "maria@example.org", "María Ñuñez", country="MZ"),
        "lists": (
            Contributed(
                "Health forum",
                NOW - 86400 * 400,
                ((2025, 1), (2026, 11)),
                3,
                (
                    Published(
                        date(2026, 12, 30),
                        "Stock cards that nobody reads",
                        "https://lists.example.org/archive/hifa/m/oqaxgubxdrxs.html",
                    ),
                    Published(date(2026, 3, 3), "Bed nets"),
                ),
                10,
            ),
            Contributed("Foro de salud", NOW - 86400 * 4, (), 0, (), 0),
        ),
    },
    "did-you-mean": {
        "said": "statsu",
        "odd": (),
        "unread": (),
        "guess": "status",
        "doubt": "unknown",
        "asks": False,
        "moderates": (),
        "last_of": 0,
    },
    "expired": {"is_member": True, "answered": False, "taken_back": False},
    "attachment": {
        "number": 4711,
        "post": AMINA,
        "sent": [File("stock-card.pdf", "application/pdf", b"x" * 118_432, 1)],
        "left": [
            Withheld("4711.2", "ward.gif", 2_400_000, "unread"),
            Withheld("4711.3", "minutes.docx", 9_900_000, "spent"),
            Withheld("4711.9", "", 0, "missing"),
        ],
        "limit": 10_000_000,
    },
    "bouncing": {
        "who": "Neil Patel",
        "where": "neil@example.org",
        "cause": "full",
        "said": "full: 5.2.2 mailbox full",
        "alone": False,
    },
    "unreached": {
        "countries": (
            ("KE", (Unreached("Amina Kamau", "amina@example.org", DAYS_AGO, "full", NOW),)),
            ("", (Unreached("peter", "peter@example.org", DAYS_AGO, "dead"),)),
        ),
        "more": 0,
        "complained": (),
    },
    "probe": {"stopped": None, "cause": "dead"},
    "reached": {"stopped": DAYS_AGO, "cause": "full", "missed": (MISSED,)},
    "gathered": {
        "mails": (
            Sent("Amina Kamau <amina@example.org>", "How do I join?"),
            Sent("robot@shop.example", "Your order"),
        ),
        "count": 37,
        "more": 35,
        "spam": 12,
    },
    "admin": {"event": "a message nobody could read", "detail": "Number 4711 was put aside."},
}
EVE = "Eve Achieng (eve@x.org)"
KAMAU = (
    Someone("Amina Kamau", "amina@example.org", "KE", "each", NOW - 86400 * 400, 12),
    Someone(
        "Bo Kamau",
        "bo.kamau@clinic.example",
        "ZM",
        "daily",
        NOW - 86400 * 40,
        1,
        NOW + 86400 * 20,
        "bounces",
        "watched",
    ),
    Someone("Ruth Kamau", "ruth@example.org", "", "", NOW - 86400 * 90, left=True),
    Someone("", "kamau@spam.example", standing="banned"),
)
LEFT_OUT = tuple(
    LeftOut(f"{name} ({name.lower()}@example.org)", why)
    for name, why in (
        ("Eve", "known"),
        ("Ines", "known"),
        ("Bo", "banned"),
        ("Ruth", "deceased"),
        ("Ada", "left"),
        ("Tomás", "declined"),
    )
)
BAD = (BadLine(4, "Eve Adams,eve_at_clinic.example,Malawi"), BadLine(9, "see above"))
PEOPLE: dict[str, dict[str, Any]] = {
    "found": {"changes": (Steered("found", who="kamau", people=KAMAU),), "undo": False},
    "found-many": {
        "changes": (Steered("found", who="kamau", people=(KAMAU[0],) * 10, more=232),),
        "undo": False,
    },
    "found-none": {"changes": (Steered("not-found", who="nadia"),), "undo": False},
    "added": {
        "changes": (
            Steered(
                "added",
                names=("Nadia Souza (nadia@example.org)", "ines@example.org"),
                more=12,
                value="Grace Otieno: sign-up sheet of 5 March",
                left_out=LEFT_OUT,
                bad=BAD,
                unread=3,
            ),
        ),
        "undo": True,
    },
    "added-none": {"changes": (Steered("added", left_out=LEFT_OUT[:1]),), "undo": False},
    "invited": {
        "changes": (
            Steered(
                "invited",
                names=("Nadia Souza (nadia@example.org)",),
                left_out=(
                    LeftOut("eve@example.org", "lately"),
                    LeftOut("no-reply@clinic.example", "nobodys"),
                ),
            ),
        ),
        "undo": True,
    },
    "removed": {
        "changes": (
            Steered(
                "removed",
                names=("Nadia Souza (nadia@example.org)",),
                left_out=(
                    LeftOut("Grace Otieno (grace@example.org)", "moderator"),
                    LeftOut("eve@example.org", "no-member"),
                ),
            ),
        ),
        "undo": True,
    },
    "members": {
        "changes": (
            Steered("paused-for", who=EVE, until=NOW + 86400 * 20),
            Steered("resumed-for", who=EVE),
            Steered("delivery-for", who=EVE, value="daily"),
            Steered("address-asked", who=EVE, value="eve@clinic.example"),
            Steered("name-for", who=EVE, value="Eve Adams"),
            Steered("country-for", who=EVE, value="MW"),
        ),
        "undo": True,
    },
    "words": {
        "changes": (
            Steered("organisation-for", who=EVE, value="Ministry of Health"),
            Steered("profile-for", who=EVE, value="Midwife in Lilongwe"),
            Steered("retried", who=EVE),
            Steered("announced", topic="New opening hours", count=20112, value="4711"),
            Steered("announced-held", topic="New opening hours", value="4712"),
            Steered(
                "proposed",
                who=EVE,
                topic="Stock cards",
                text="We count every Monday.",
                signature="Grace Otieno / +254 722 123456",
            ),
        ),
        "undo": True,
    },
    "none-bouncing": {
        "changes": (Steered("none-bouncing"), Steered("invited"), Steered("removed")),
        "undo": False,
    },
}
STEERED: dict[str, dict[str, Any]] = {
    **PEOPLE,
    "translators": {
        "changes": (
            Steered(
                "translators",
                translators=(
                    Translates(EVE, ("en fr es",), 5, 3, 1),
                    Translates("zoe@example.org", ("fr <-> en",), away_until=NOW + 9 * 86400),
                ),
            ),
        ),
        "undo": False,
    },
    "no-translators": {"changes": (Steered("translators"),), "undo": False},
    "dismissed": {
        "changes": (Steered("dismissed", who=EVE, names=("en fr es",)),),
        "undo": True,
    },
    "ended": {
        "changes": (
            Steered("emergency-off"),
            Steered("pace-off"),
            Steered("slow-off", topic="Stock cards"),
            Steered("close", topic="Calls", end=("close", "812")),
            Steered("open", topic="Calls"),
        ),
        "undo": True,
    },
    "people": {
        "changes": (
            *(Steered(word, who=EVE, end=(word, EVE[13:-1])) for word in ("watch", "ban", "trust")),
            *(Steered(word, who=EVE) for word in ("unwatch", "unban", "untrust")),
            Steered("deceased", who="Eve Achieng", names=("HIFA", "CHW"), more=1),
            Steered("emergency-none"),
        ),
        "undo": True,
    },
    "own": {
        "changes": (
            Steered("away", until=NOW, end=("away", "")),
            Steered("back"),
            Steered("letters"),
            Steered("letters", times=("07:00", "13:00")),
            Steered("most", 3000),
            Steered("whole"),
        ),
        "undo": True,
    },
    "texts": {
        "changes": (
            Steered("welcome", text="Say who you are."),
            Steered(
                "rules",
                text="Be kind.\n\nSay where it happened.",
                signature="Grace Otieno / Nurse, Kenyatta Hospital",
            ),
            Steered("footer", text="Together for health"),
            Steered("hours", times=("07:00", "13:00")),
            Steered(
                "rota",
                text="Mon grace@example.org",
                duty=((date(2027, 1, 11), ("Grace Otieno", "Peter Okello")),),
                strangers=("lost@example.org",),
            ),
        ),
        "undo": True,
    },
    "shown": {
        "changes": (
            *(Steered(word) for word in ("welcome", "rules", "footer", "hours", "rota")),
            Steered(
                "policy",
                settings=(
                    ("title", "Health forum"),
                    ("rules", "Be brief and name nobody. One topic a message, please, so t…"),
                    ("subject_prefix", "-"),
                    ("pace", "8"),
                    ("join", "confirm"),
                    ("give_back", "2w"),
                ),
            ),
            Steered("nothing-waits"),
        ),
        "undo": False,
    },
}
NOT_STEERED: dict[str, dict[str, Any]] = {
    problem: {
        "problem": problem,
        "detail": detail,
        "people": (),
        "understood": (),
        "guess": guess,
        "last_of": 200 if problem == "nobody" else 0,
    }
    for problem, detail, guess in (
        ("question", "emergency on?", ("", "")),
        ("lacking", "close", ("close", "")),
        ("no-text", "set rules", ("", "")),
        ("too-many-letters", "72", ("", "")),
        ("signature", "Grace Otieno / Moderator", ("", "")),
        ("unclear", "leave eve@example.org", ("remove", "eve@example.org")),
        ("bad-value", "pace = 5000 is out of bounds, 0 to 1000", ("", "")),
        ("bad-rota", "sometimes Peter\nGrace", ("", "")),
        ("no-thread", "900", ("", "")),
        ("too-many", "5000", ("", "")),
        ("past-day", "away until today", ("", "")),
        ("nobody", "Zoe Zulu", ("", "")),
        ("no-moderator", "", ("", "")),
        ("is-moderator", EVE, ("", "")),
        ("not-watched", EVE, ("", "")),
        ("not-banned", EVE, ("", "")),
        ("not-trusted", EVE, ("", "")),
    )
}
for problem, detail, guess in (
    ("no-member", "Eve", ("", "")),
    ("no-consent", "add eve@example.org", ("", "")),
    ("decision", "ok", ("", "")),
    ("no-people", "Eve Achieng\neve_at_example.org", ("invite", "")),
    ("too-many-people", "214", ("", "")),
    ("no-subject", "announce", ("announce", "")),
    ("too-long", "Dear all, …", ("", "")),
    ("not-paused", "Eve (eve@example.org)", ("", "")),
    ("no-translator", "Eve (eve@example.org)", ("", "")),
    ("asked-today", "eve@example.org", ("", "")),
    ("no-trouble", "Eve (eve@example.org)", ("", "")),
):
    NOT_STEERED[problem] = {
        "problem": problem,
        "detail": detail,
        "people": (),
        "understood": (),
        "guess": guess,
        "last_of": 0,
    }
NOT_STEERED["which-person"] = {
    "problem": "which-person",
    "detail": "Eve",
    "people": (("Eve Achieng", "eve@example.org"), ("Achieng, Eve", "eve2@example.org")),
    "understood": (),
    "guess": ("deceased", "eve@example.org"),
    "last_of": 0,
}
UNTOLD = Outcome("x", "Eve", (("refused", ""),), 4711, reason="private", told=False)
LOST = Outcome(
    AMINA.topic,
    AMINA.author,
    (("too-much-lost", "- We keep stock cards on the wall.\n- Nobody reads them.\n+ Dear all,"),),
    4711,
    waits=True,
)
CHANGED_OUTCOME = Outcome(
    AMINA.topic,
    AMINA.author,
    (("edited", ""), ("noted", "")),
    4711,
    notes=(Note("Grace Otieno", "A template is in the archive."),),
    text=AMINA.text,
    waits=True,
)
IN_FRENCH = Fetched(
    4711,
    "Fiches de stock que personne ne lit",
    "Amina Kamau",
    "KE",
    date(2027, 1, 9),
    (("Translated by Marie Ndiaye.", "Chers tous,\n\nNous comptons chaque lundi.\n\nAmina"),),
    attachments=(Attachment("stock-card.pdf", "application/pdf", 118_432),),
    original="en",
)
FETCHED: dict[str, dict[str, Any]] = {
    "translated": {"posts": (IN_FRENCH,)},
    "several": {
        "posts": (
            IN_FRENCH,
            Fetched(4712, "Calls", FORMER, "", date(2027, 1, 8), (("", "We call."),), "CHW forum"),
        ),
        "lacking": (NotIn(4713, ("es", "pt"), ("en",), ("fr",), ("sw",)),),
        "left": (
            Unsent("missing", ("4714", "99999")),
            Unsent("gone", ("4715",)),
            Unsent("large", ("4716 fr",)),
            Unsent("more", ("4720-4731", "fr")),
            Unsent("spent", ("4717", "4718")),
        ),
    },
    "stranger": {"posts": (), "left": (Unsent("stranger", ()),)},
}
HEALTH = ("Health forum",)
TRANSLATING: dict[str, tuple[Changed, ...]] = {
    "offer": (
        Changed("offer", "named", HEALTH, values=("en fr es",), undo=(("no-offer", "en fr es"),)),
    ),
    "named-translator": (
        Changed(
            "named-translator",
            "post@example.org",
            HEALTH,
            values=("en fr",),
            undo=(("no-offer", "en fr"),),
        ),
    ),
    "named-translator-later": (
        Changed(
            "named-translator-later",
            "post@example.org",
            HEALTH,
            values=("en fr es",),
            undo=(("no-offer", "en fr es"),),
        ),
    ),
    "offer-unnamed": (Changed("offer", "", HEALTH, values=("fr <-> en",), same=True),),
    "offer-later": (
        Changed("offer-later", "named", HEALTH, values=("en fr",), undo=(("no-offer", "en fr"),)),
    ),
    "offer-refused": (
        Changed("offer-not-member", same=True),
        Changed("offer-which", values=("hifa-request@lists.example.org",), same=True),
        Changed("offers-full", "40", same=True),
        Changed("no-offer-none", same=True),
        Changed("no-translator", same=True),
        Changed("correct-no-translator", values=("en pt",), same=True),
    ),
    "no-offer": (
        Changed("no-offer", titles=HEALTH, values=("en fr",), undo=(("offer", "en fr"),)),
        Changed("translator-ended", titles=HEALTH),
    ),
    "translator": (
        Changed("most", "5", undo=(("most_0", ""),)),
        Changed("most", "1"),
        Changed("most-0"),
        Changed("credit-on"),
        Changed("credit-off", undo=(("credit_on", ""),)),
        Changed("translator-away", until=NOW + 9 * 86400),
        Changed("translator-back"),
    ),
    "translation": (
        Changed("translation-machine", "fr", undo=(("translation_human", ""),)),
        Changed("not-translated", values=("Health forum", "CHW forum")),
        Changed("people-translate", values=("Midwives",)),
        Changed("translation-human"),
        Changed("translation-off"),
        Changed("machine-on"),
        Changed("machine-off"),
    ),
    "languages": (
        Changed("languages", "human", values=("fr", "en"), undo=(("i-read", "en"),)),
        Changed("languages", "machine", values=("fr",)),
        Changed("languages", "off", values=("en",)),
    ),
}
OUT = replace(AMINA, state=State.OUT, published=NOW, permalink="abc")
SISTER = MailingList(
    8, "hifa-fr", Policy(title="HIFA français", language="fr", family="hifa", archive="public")
)
LUSOPHONE = MailingList(9, "hifa-pt", Policy(title="HIFA português", language="pt", family="hifa"))
ALSO = (Also(SISTER, 4802, "gauges"), Also(LUSOPHONE, 4815, "gauges"))
ALONG = (
    Translation(4711, 1, "fr", Manner.HUMAN, "Chers tous", translator="Marie Ndiaye"),
    Translation(4711, 1, "pt", Manner.HUMAN, "Caros colegas"),
    Translation(4711, 1, "es", Manner.ABSTRACT, "Los manómetros se equivocan con el calor."),
)
TRANSLATED = {
    "again": (
        Brought("corrected", 4711, AMINA.topic, "fr", out=True),
        Brought("abstract", 4712, PETER.topic, "fr", out=True),
    ),
    "out": (Brought("kept", 4711, AMINA.topic, "fr", out=True),),
    "not": (
        Brought("same", 4711, AMINA.topic, "fr"),
        Brought("gone", 4712),
        Brought("changed", 4713, "Bed nets", "fr"),
        Brought("taken-back", 4714, language="fr"),
        Brought("no-translation", 4715),
        Brought("left", 4716, language="fr"),
        Brought("left"),
    ),
    "untitled": (Brought("kept", 4711, AMINA.topic, "fr", out=True, untitled=True, value="en"),),
    "titled": (Brought("titled", 4711, AMINA.topic, "fr", title="Des fiches de stock"),),
    "orders": (
        Brought("put-off", 4711, language="fr"),
        Brought("away", day=date(2027, 5, 3)),
        Brought("most", count=5),
        Brought("unnamed"),
    ),
    "orders-back": (
        Brought("not-hers"),
        Brought("no-day", value="the third of never"),
        Brought("most"),
        Brought("named"),
        Brought("nothing"),
    ),
}
ASKED_OF_TRANSLATORS: dict[str, dict[str, Any]] = {
    "language": {"other": "es"},
    "draft": {},
    "figures": {"doubts": (Doubt("14", "19", True, "19", "14"), Doubt("", "2 h", True))},
    "not-found": {"other": "50 mg"},
    "not-found-again": {"question": "not-found", "one": None, "other": "50 mg"},
    "taken": {"other": "Marie Ndiaye"},
    "taken-by": {"question": "taken"},
    "not-yours": {},
    "which": {"one": None, "text": "Chers tous,\n\nNous comptons.", "numbers": (4711, 4712)},
    "whose": {"one": None, "text": "not now"},
    "other-address": {"one": None, "text": "not now", "other": "m.nunez@example.net"},
    "no-words": {"one": None, "numbers": (4711, 4712), "last_of": 200},
    "too-long": {"one": None, "numbers": (4711, 4712)},
}
VARIANTS: list[tuple[str, str, dict[str, Any]]] = [
    *(
        (f"translated-{name}", "translated", {"brought": brought})
        for name, brought in TRANSLATED.items()
    ),
    *(
        (
            f"translation-asked-{name}",
            "translation-asked",
            VALUES["translation-asked"] | {"question": name} | values,
        )
        for name, values in ASKED_OF_TRANSLATORS.items()
    ),
    (
        "translate-one",
        "translate",
        VALUES["translate"]
        | {
            "texts": (replace(TO_TRANSLATE, draft="", doubts=()),),
            "others": (),
            "credited": False,
            "waits": NOW + 7200,
            "zone": "UTC",
        },
    ),
    (
        "correct-nameless",
        "correct",
        {"one": replace(TO_TRANSLATE, sort="stands", doubts=(), until=None, topic="")},
    ),
    (
        "translation-corrected-by",
        "translation-corrected",
        VALUES["translation-corrected"] | {"by": ""},
    ),
    *((kind, kind, values) for kind, values in VALUES.items()),
    *((f"steered-{name}", "steered", values) for name, values in STEERED.items()),
    *((f"not-steered-{name}", "not-steered", values) for name, values in NOT_STEERED.items()),
    ("propose-again", "propose", VALUES["propose"] | {"again": True}),
    *(
        (
            f"proposed-answer-{outcome}",
            "proposed-answer",
            VALUES["proposed-answer"] | {"outcome": outcome},
        )
        for outcome in ("waits", "words", "no")
    ),
    (
        "proposed-answer-no-said",
        "proposed-answer",
        VALUES["proposed-answer"] | {"outcome": "no", "said": "No, we count on Friday."},
    ),
    (
        "attachment-none",
        "attachment",
        {"number": 9, "post": None, "sent": [], "left": [], "limit": 10_000_000},
    ),
    (
        "notice-stranger",
        "notice",
        {"item": waiting(PETER, Writer(False), thread="Calls"), **NO_NEWS},
    ),
    (
        "notice-family",
        "notice",
        {"item": replace(WAITS, forums=ALSO, along=ALONG), **NO_NEWS},
    ),
    (
        "where-family",
        "where",
        {"post": OUT, "copies": 12, "link": "", "hers": False, "forums": ALSO},
    ),
    ("notice-two-languages", "notice", {"item": waiting(IN_TWO, WRITER), **NO_NEWS}),
    ("notice-no-language", "notice", {"item": waiting(IN_NONE, WRITER), **NO_NEWS}),
    ("notice-empty", "notice", {"item": waiting(EMPTY, WRITER), **NO_NEWS}),
    ("notice-nameless", "notice", {"item": waiting(NAMELESS, Writer(False)), **NO_NEWS}),
    (
        "queue-nameless",
        "queue",
        {
            "waiting": (WAITS, waiting(NAMELESS, Writer(False))),
            "spam": (),
            "decided": (),
            "more": 0,
        },
    ),
    (
        "notice-changed",
        "notice",
        {
            **NO_NEWS,
            "item": waiting(
                CHANGED,
                replace(WRITER, standing=Standing.WATCHED),
                thread="Stock cards",
                place=12,
                by="Grace Otieno",
            ),
        },
    ),
    (
        "notice-cut",
        "notice",
        {
            **NO_NEWS,
            "item": replace(
                waiting(AMINA, WRITER, by="Amina Kamau", by_author=True),
                post=replace(AMINA, version=2),
                text="Dear all, […]",
                whole=12_300,
            ),
        },
    ),
    (
        "notice-answer",
        "notice",
        {
            **NO_NEWS,
            "item": replace(
                waiting(AMINA, WRITER, by="Amina Kamau", by_author=True),
                post=replace(AMINA, version=2),
                text="Dear all, which cards?\n\nIn Kisumu, since March.\n\nThe old ones.",
                asked_by="Grace Otieno",
                question="Which district is it, and since when?",
                answer=(2, 3),
            ),
        },
    ),
    (
        "queue-report",
        "queue",
        {
            "waiting": (replace(WAITS, text="Dear all, […]", whole=12_300),),
            "spam": (SPAM, SPAM),
            "decided": (
                Decided("approve", "Grace Otieno", "Stock cards"),
                Decided("refuse", "", "Cheap pills"),
                Decided("gave-back", "", "Who repairs concentrators?"),
            ),
            "more": 3,
        },
    ),
    ("queue-spam", "queue", {"waiting": (), "spam": (SPAM,), "decided": (), "more": 0}),
    (
        "escalated-several",
        "escalated",
        {
            "waiting": (WAITS, waiting(PETER, Writer(False))),
            "spam": (),
            "decided": (),
            "more": 0,
        },
    ),
    ("given-back-stranger", "given-back", {"number": 4712, "topic": "x", "text": ""}),
    (
        "author-forward-back",
        "author-forward",
        {**VALUES["author-forward"], "is_author": False, "files": ()},
    ),
    (
        "author-forward-stranger",
        "author-forward",
        {**VALUES["author-forward"], "is_member": False, "files": ()},
    ),
    (
        "asked-back-reason",
        "asked-back",
        {
            "question": "which-reason",
            "is_claim": False,
            "said": "1 ok, 2 no",
            "unread": False,
            "understood": ("1 ok",),
            "sender": "",
            "posts": (AMINA, PETER),
            "example": "1 ok\n2 no: too long",
            "last_of": 0,
        },
    ),
    (
        "asked-back-whose",
        "asked-back",
        {
            "question": "whose",
            "is_claim": True,
            "said": "pace 8 a day / close 811",
            "unread": False,
            "understood": (),
            "sender": "",
            "posts": (),
            "example": "1 ok",
            "last_of": 0,
        },
    ),
    (
        "asked-back-stranger",
        "asked-back",
        {
            "question": "other-address",
            "is_claim": True,
            "said": "ok",
            "unread": False,
            "understood": (),
            "sender": "m.nunez@example.net",
            "posts": (AMINA,),
            "example": "ok",
            "last_of": 200,
        },
    ),
    ("bouncing-alone", "bouncing", VALUES["bouncing"] | {"alone": True, "cause": "policy"}),
    (
        "unreached-complained",
        "unreached",
        {
            "countries": (),
            "more": 12,
            "complained": (Unreached("Eve", "eve@example.org", NOW, ""),),
        },
    ),
    ("probe-stopped", "probe", {"stopped": DAYS_AGO, "cause": "unknown"}),
    ("reached-nothing", "reached", {"stopped": DAYS_AGO, "cause": "dead", "missed": ()}),
    ("done-untold", "done", {"outcomes": (UNTOLD,)}),
    ("done-changed", "done", {"outcomes": (CHANGED_OUTCOME,)}),
    (
        "done-later",
        "done",
        {"outcomes": (Outcome("x", "Eve", (("approved-later", "2027-01-11"),), 4711),)},
    ),
    (
        "done-wanted",
        "done",
        {"outcomes": (Outcome("x", "Eve", (("approved", ""), ("wanted", "fr es")), 4711),)},
    ),
    (
        "translated-undone",
        "translated",
        {
            "brought": (
                Brought(
                    "taken-back",
                    4711,
                    language="fr",
                    stands="other",
                    value="Grace Otieno",
                    mine=ToTranslate(
                        4711, "en", "fr", sort="hers", topic="Du zinc", draft="Donnez 5 mg."
                    ),
                ),
                Brought("taken-back", 4712, language="fr", stands="hers"),
                Brought("taken-back", 4713, language="fr", stands="other"),
                Brought("nothing", 4714),
                Brought("taken-up", 4715, language="fr"),
                Brought("day-over", 4716, language="fr"),
                Brought("others", 4717, language="fr"),
                Brought("not-wanted", 4718, language="fr"),
                Brought("back"),
            )
        },
    ),
    (
        "translated-put-off",
        "translated",
        {
            "brought": (
                Brought("put-off", 4711, language="fr", free=True),
                Brought("put-off", 4712, language="fr"),
                Brought("given-back", 4713, language="fr"),
                Brought("away", day=date(2027, 1, 30)),
            )
        },
    ),
    (
        "translated-waits",
        "translated",
        {"brought": (Brought("waits", 4711, AMINA.topic, "fr"),)},
    ),
    (
        "done-waits",
        "done",
        {
            "outcomes": (
                Outcome(
                    "x",
                    "Eve",
                    (
                        ("approved-waits", f"{NOW + 7200} Africa/Nairobi"),
                        ("at-once", ""),
                        ("wanted", "fr"),
                        ("requested-nobody", "es"),
                        ("in-that-language", "en"),
                    ),
                    4711,
                ),
            )
        },
    ),
    (
        "done-language",
        "done",
        {"outcomes": (Outcome("x", "Eve", (("language", "fr sw"),), 4711, waits=True),)},
    ),
    (
        "done-redacted",
        "done",
        {"outcomes": (Outcome("x", "Eve", (("redacted", "7"), ("says-the-same", "fr ar")), 4711),)},
    ),
    (
        "done-sorted",
        "done",
        {
            "outcomes": (
                Outcome("x", "Eve", (("approved", ""), ("sorted", "job")), 4711),
                Outcome("y", "Eve", (("approved", ""), ("sorted", "obituary")), 4712),
                Outcome("z", "Eve", (("approved", ""), ("answers", "2")), 4713),
            )
        },
    ),
    ("done-lost", "done", {"outcomes": (LOST,)}),
    ("done-nothing", "done", {"outcomes": (Outcome("", "", (("no-such-post", "900"),), 900),)}),
    ("ask-stranger", "ask", {"topic": "x", "said": "Who are you?", "by": "", "text": ""}),
    ("word-stranger", "word", {"topic": "x", "said": "Thank you.", "by": "", "text": ""}),
    ("edited-nobody", "edited", {"topic": "x", "by": "", "text": "- one\n+ two"}),
    ("for-whom-all", "for-whom", {"topic": "x", "other": "", "text": "", "again": False}),
    (
        "owner-forward-refused",
        "owner-forward",
        VALUES["owner-forward"]
        | {
            "writer_name": "Paula León",
            "writer_address": "paula@example.org",
            "known": Known(
                "Paula León",
                refused=NOW,
                refused_by="João Machava",
                question="Where do you work?",
                asked_by="Grace Otieno",
                add=True,
            ),
            "number": 0,
        },
    ),
    (
        "owner-forward-removed",
        "owner-forward",
        VALUES["owner-forward"]
        | {
            "writer_name": "",
            "writer_address": "rosa@example.org",
            "known": Known(
                "Rosa Díaz", since=NOW - 900 * 86400, left=NOW, ended_by="João Machava", add=True
            ),
            "number": 0,
        },
    ),
    (
        "admitted-asked",
        "admitted",
        VALUES["admitted"]
        | {
            "outcomes": (
                Admission("Paula León", "PE", "refused", asked_by="Grace Otieno"),
                Admission("Zoe Zulu", "", "joined", asked_by="Grace Otieno", asked=NOW),
                Admission("spam@cheap.example", "", "undone-quietly"),
            ),
        },
    ),
    (
        "owner-forward-private",
        "owner-forward",
        {
            "writer_name": "Eve",
            "writer_address": "eve@example.org",
            "known": Known("Eve Banda", member=NOW - 900 * 86400),
            "subject": "Re: For everyone?",
            "text": "Only for those who come.",
            "files": (),
            "number": 4711,
            "topic": "x",
            "told": (),
            "detail": "Thanks dear Amina,\n\nhow is the family?",
        },
    ),
    ("for-whom-again", "for-whom", {"topic": "x", "other": "Eve", "text": "", "again": True}),
    (
        "takes-back-asked",
        "takes-back",
        {
            "topic": "x",
            "author": "Eve",
            "number": 4711,
            "left": 0,
            "stopped": 0,
            "said": "Which district is it?",
        },
    ),
    ("withdrawn-late", "withdrawn", {"topic": "x", "left": 12, "text": "", "forums": ()}),
    ("withdrawn-family", "withdrawn", {"topic": "x", "left": 12, "text": "", "forums": ALSO}),
    ("where-none", "where", {"post": None, "copies": 0, "link": "", "hers": False, "forums": ()}),
    (
        "where-out",
        "where",
        {
            "post": OUT,
            "copies": 120,
            "link": "https://lists.example.org/m/1",
            "hers": False,
            "forums": (),
        },
    ),
    *(
        (
            f"where-{state}",
            "where",
            {
                "post": replace(AMINA, state=state),
                "copies": 0,
                "link": "",
                "hers": False,
                "forums": (),
            },
        )
        for state in (State.APPROVED, State.REFUSED, State.RECALLED, State.SHUNTED)
    ),
    (
        "where-withdrawn",
        "where",
        {
            "post": replace(OUT, withdrawn=NOW),
            "copies": 12,
            "link": "",
            "hers": False,
            "forums": (),
        },
    ),
    (
        "where-withdrawn-hidden",
        "where",
        {
            "post": replace(OUT, state=State.RECALLED, published=None, withdrawn=NOW),
            "copies": 1,
            "link": "",
            "hers": False,
            "forums": (),
        },
    ),
    (
        "where-withdrawn-before",
        "where",
        {
            "post": replace(AMINA, state=State.REFUSED),
            "copies": 0,
            "link": "",
            "hers": True,
            "forums": (),
        },
    ),
    (
        "where-asked",
        "where",
        {
            "post": replace(AMINA, awaits="author"),
            "copies": 0,
            "link": "",
            "hers": False,
            "forums": (),
        },
    ),
    (
        "already-decided-refused",
        "already-decided",
        {"topic": "x", "author": "Eve", "outcome": "refused", "by": "Neil", "when": NOW},
    ),
    (
        "already-decided-taken-back",
        "already-decided",
        {"topic": "x", "author": "Eve", "outcome": "taken-back", "by": "Neil", "when": NOW},
    ),
    ("held-no-subject", "held", {"number": 4711, "topic": " "}),
    (
        "refused-typed",
        "refused",
        {"topic": "x", "reason": "Please add the year.", "text": "", "left": 0},
    ),
    ("refused-back", "refused", {"topic": "x", "reason": "", "text": "", "left": 27}),
    (
        "welcome-added",
        "welcome",
        {
            "delivery": "daily",
            "added": True,
            "noted": "sign-up sheet of 5 March",
            "sisters": (),
        },
    ),
    ("lists-none", "lists", {"lists": (), "sisters": ()}),
    ("lists-family", "lists", {"lists": (SISTER,), "sisters": ()}),
    ("info-family", "lists", {"lists": (HIFA,), "sisters": (SISTER,)}),
    (
        "welcome-family",
        "welcome",
        {"delivery": "each", "added": False, "noted": "", "sisters": (SISTER, LUSOPHONE)},
    ),
    ("help-stranger", "help", {"is_member": False, "moderates": (), "every": ""}),
    (
        "help-moderator",
        "help",
        {
            "is_member": True,
            "moderates": ("hifa-request@lists.example.org",),
            "every": "",
        },
    ),
    (
        "help-moderators",
        "help",
        {
            "is_member": True,
            "moderates": ("hifa-request@lists.example.org",),
            "every": "moderators",
        },
    ),
    (
        "help-all-moderator",
        "help",
        {"is_member": True, "moderates": ("hifa-request@lists.example.org",), "every": "all"},
    ),
    (
        "status-none",
        "status",
        {
            "memberships": (),
            "person": None,
            "addresses": (),
            "chosen": (),
            "away": None,
            "later": (),
        },
    ),
    (
        "status-many",
        "status",
        {
            "memberships": (
                Membership(("hifa", "hifa-fr", "chifa"), "each"),
                Membership(("hifa-es", "hifa-pt"), "daily", filters=(("mute", "811"),), more=7),
            ),
            "person": Person(5, "maria@example.org", stopped=NOW - 86400 * 9),
            "addresses": ("maria@example.org",),
            "chosen": (("i-read", "es"), ("conceal_on", "")),
            "away": None,
            "later": (),
        },
    ),
    (
        "my-data-stranger",
        "my-data",
        {
            **dict.fromkeys(("addresses", "memberships", "offers", "standings", "posts"), ()),
            **dict.fromkeys(("all_posts", "translated", "letters", "failures"), 0),
            **dict.fromkeys(("mails", "left"), 0),
            "person": None,
        },
    ),
    (
        "confirm-erase-again",
        "confirm-erase",
        {
            "stay": ("Health forum",),
            "go": ("Foro de salud",),
            "choice": (),
            "translated": False,
            "again": True,
        },
    ),
    ("cannot-erase-admin", "cannot-erase", {"why": "admin", "lists": ()}),
    ("cannot-erase-nothing", "cannot-erase", {"why": "nothing", "lists": ()}),
    (
        "erased-banned",
        "erased",
        {
            **dict.fromkeys(("lists", "kept", "removed", "translated", "places"), 0),
            "banned": True,
            "until": NOW,
        },
    ),
    (
        "confirm-address-known",
        "confirm-address",
        {"who": "", "sender": "a***@example.org", "moves": False, "known": True, "by": ""},
    ),
    (
        "confirm-address-for-her",
        "confirm-address",
        VALUES["confirm-address"] | {"by": "Grace Otieno"},
    ),
    ("not-member-leave-applied", "not-member-leave", {"applied": True, "known": False}),
    (
        "owner-forward-address",
        "owner-forward",
        VALUES["owner-forward"]
        | {"told": ("amina@old.example", "address-removed", "amina@old.example"), "number": 0},
    ),
    ("not-member-leave-known", "not-member-leave", {"applied": False, "known": True}),
    (
        "notice-news",
        "notice",
        {
            "item": WAITS,
            "decided": (Decided("said", "Grace Otieno", "emergency on"),),
            "more": 0,
        },
    ),
    (
        "applicant-impostor",
        "applicant",
        {
            "people": (replace(ROSA, namesake="grace@example.org", moderates=True),),
            "again": False,
        },
    ),
    *(
        (
            f"address-asked-{state}",
            "address-asked",
            {"new": "a***@example.org", "state": state, "mine": ""},
        )
        for state in ("later", "merge")
    ),
    *(
        (
            word.replace("address", "address-told"),
            "address-told",
            {
                "word": word,
                "changed": "amina@ministry.example",
                "undo": undo,
                "drops": "eve@attack.example" if undo[0] == "address_add" else "",
            },
        )
        for word, undo in (
            ("address-added", ("address_remove", "amina@ministry.example")),
            ("address-removed", ("address_add", "amina@ministry.example")),
            ("address-merged", ("", "")),
        )
    ),
    (
        "did-you-mean-none",
        "did-you-mean",
        {
            "said": "blah",
            "odd": (),
            "unread": ("status", "pause 3 weeks"),
            "guess": "",
            "doubt": "unknown",
            "asks": False,
            "moderates": (),
            "last_of": 40,
        },
    ),
    (
        "did-you-mean-numbered",
        "did-you-mean",
        {
            "said": "102: La clinique ouvre lundi.",
            "odd": ("102",),
            "unread": (),
            "guess": "",
            "doubt": "numbered",
            "asks": False,
            "moderates": (),
            "last_of": 0,
        },
    ),
    (
        "did-you-mean-language",
        "did-you-mean",
        {
            "said": "get 106 klingon",
            "odd": ("klingon", "en", "fr", "es", "pt"),
            "unread": (),
            "guess": "",
            "doubt": "language",
            "asks": False,
            "moderates": (),
            "last_of": 0,
        },
    ),
    (
        "did-you-mean-lacking",
        "did-you-mean",
        {
            "said": "Pause",
            "odd": (),
            "unread": (),
            "guess": "pause 3 weeks",
            "doubt": "lacking",
            "asks": True,
            "moderates": (),
            "last_of": 0,
        },
    ),
    (
        "did-you-mean-text-below",
        "did-you-mean",
        {
            "said": "set footer Health for all",
            "odd": (),
            "unread": (),
            "guess": "set footer",
            "doubt": "text-below",
            "asks": False,
            "moderates": ("hifa-request@lists.example.org", "chw-request@lists.example.org"),
            "last_of": 0,
        },
    ),
    (
        "did-you-mean-yes",
        "did-you-mean",
        {
            "said": "unsuscribe",
            "odd": (),
            "unread": (),
            "guess": ("leave", ""),
            "doubt": "unknown",
            "asks": True,
            "moderates": (),
            "last_of": 0,
        },
    ),
    (
        "did-you-mean-stranger",
        "did-you-mean",
        {
            "said": "",
            "odd": (),
            "unread": (),
            "guess": ("join", ""),
            "doubt": "unknown",
            "asks": True,
            "moderates": (),
            "last_of": 0,
        },
    ),
    (
        "did-you-mean-conflict",
        "did-you-mean",
        {
            "said": "leave / one a day",
            "odd": (),
            "unread": (),
            "guess": "",
            "doubt": "conflict",
            "asks": False,
            "moderates": (),
            "last_of": 0,
        },
    ),
    (
        "did-you-mean-two",
        "did-you-mean",
        {
            "said": "résumé",
            "odd": (),
            "unread": (),
            "guess": "one a day",
            "doubt": "two meanings",
            "asks": True,
            "moderates": (),
            "last_of": 0,
        },
    ),
    (
        "changed-person",
        "changed",
        {
            "changes": (
                Changed("languages", values=("pt", "sw", "en"), undo=(("i-read", "en"),)),
                Changed("letters-in", "pt", values=("sw",)),
                Changed("timezone", "Africa/Maputo"),
                Changed("country", "MZ", undo=(("country", "Kenya"),)),
                Changed("profile", "Midwife in Beira", undo=(("profile_", ""),)),
                Changed("limit", "50", undo=(("limit_0", ""),)),
            )
        },
    ),
    (
        "changed-list",
        "changed",
        {
            "changes": (
                Changed("paused", titles=("Health forum",), until=NOW, undo=(("resume", ""),)),
                Changed("mute-thread", "Stock cards", undo=(("unmute", "811"),)),
                Changed("only", values=("chw",), undo=(("only_", ""),)),
                Changed("own-off", titles=("Health forum",), undo=(("own_on", ""),)),
            )
        },
    ),
    (
        "changed-lists",
        "changed",
        {
            "changes": (
                Changed(
                    "delivery",
                    "none",
                    ("Health forum", "Foro de salud"),
                    undo=(("each", "hifa"), ("daily", "salud")),
                ),
                Changed("only", values=("chw",), undo=(("only_", ""),)),
                Changed("only", values=("chw", "malaria"), undo=(("only_", ""),)),
                Changed("unmute", "chw"),
                Changed("only-all", undo=(("only", "chw"), ("only", "malaria"))),
            )
        },
    ),
    (
        "changed-addresses",
        "changed",
        {
            "changes": (
                Changed("address-added", NEW, undo=(("address_remove", NEW),)),
                Changed("address-moved", NEW, undo=(("address_move", "maria@example.org"),)),
                Changed("address-removed", NEW, undo=(("address_add", NEW),)),
                Changed("address-yours", NEW),
            )
        },
    ),
    (
        "changed-not",
        "changed",
        {
            "changes": (
                Changed("address-last", NEW),
                Changed("address-full", "5"),
                Changed("filters-full", "50"),
            )
        },
    ),
    ("changed-yours", "changed", {"changes": (Changed("address-yours", NEW),)}),
    (
        "changed-merged",
        "changed",
        {"changes": (Changed("address-merged", NEW, values=("maria@example.org", NEW)),)},
    ),
    (
        "confirm-join-approve",
        "confirm-join",
        {
            "titles": ("Health forum", "Foro de salud"),
            "decide": True,
            "asks_how": False,
            "again": "",
        },
    ),
    *(
        (
            f"confirm-join-{again}",
            "confirm-join",
            {
                "titles": ("Health forum",),
                "decide": again == "who",
                "asks_how": False,
                "again": again,
            },
        )
        for again in ("unclear", "who")
    ),
    ("stands-no", "stands", {"is_member": False}),
    ("back-each", "back", {"delivery": "each", "paused_until": None, "own_copies": True}),
    (
        "expired-answered",
        "expired",
        {"is_member": False, "answered": True, "taken_back": False},
    ),
    (
        "expired-taken-back",
        "expired",
        {"is_member": False, "answered": False, "taken_back": True},
    ),
    ("address-asked-no", "address-asked", {"new": "nadia@new.example", "state": "no", "mine": ""}),
    (
        "address-asked-there",
        "address-asked",
        {"new": "mod@rsr.example", "state": "there", "mine": "paul@post.example"},
    ),
    (
        "applicant-removed",
        "applicant",
        {
            "people": (replace(PATIENCE, since=NOW - 900 * 86400, left=NOW - 3 * 86400),),
            "again": False,
        },
    ),
    ("applicant-several", "applicant", {"people": (PATIENCE, ROSA, PATIENCE), "again": False}),
    ("applicant-again", "applicant", {"people": (ROSA,), "again": True}),
    ("applicant-again-two", "applicant", {"people": (PATIENCE, ROSA), "again": True}),
    (
        "admitted-before",
        "admitted",
        {
            "outcomes": (
                Admission("Patience Auma", "UG", "joined-before", "Grace Otieno", NOW),
                Admission("Patience Auma", "UG", "joined-before"),
                Admission("Rosa Díaz", "PE", "refused-before", "Grace Otieno", NOW),
                Admission("Rosa Díaz", "PE", "refused-before", "", NOW),
                Admission("Rosa Díaz", "PE", "left-before", "", NOW),
                Admission("Zoe Zulu", "", "expired-before", "", NOW),
                Admission("Ana de Souza", "MZ", "withdrawn-before", "", NOW),
                Admission("", "", "not-undone"),
            ),
            "acted": False,
            "undo": False,
        },
    ),
    (
        "admitted-undone",
        "admitted",
        {
            "outcomes": (Admission("Rosa Díaz", "PE", "undone"),),
            "acted": True,
            "undo": False,
        },
    ),
    ("not-admitted-named", "not-admitted", {"reason": "off purpose"}),
    ("not-decided-asked", "not-decided", {"asked": True}),
    ("changed-organisation", "changed", {"changes": (Changed("organisation-none"),)}),
    (
        "changed-none",
        "changed",
        {
            "changes": (
                Changed("country-none", undo=(("country", "KE"),)),
                Changed("timezone-none", undo=(("timezone", "Africa/Maputo"),)),
                Changed("resumed-none", "none", ("Health forum",)),
            )
        },
    ),
    (
        "changed-later",
        "changed",
        {"changes": (Changed("digest-mime", undo=(("digest_text", ""),)),)},
    ),
    *((f"changed-{name}", "changed", {"changes": made}) for name, made in TRANSLATING.items()),
    *((f"get-{name}", "get", VALUES["get"] | made) for name, made in FETCHED.items()),
    ("offered-kept", "offered", VALUES["offered"] | {"translated": False, "who": ""}),
    (
        "changed-same",
        "changed",
        {"changes": (Changed("delivery", "daily", ("Health forum",), same=True),)},
    ),
    ("help-all", "help", {"is_member": True, "moderates": (), "every": "all"}),
]


COMPOSED: dict[tuple[str, str, int], str] = {}  # the letters of EVERY, which several tests read


def composed(kind: str, language: str, values: dict[str, Any]) -> str:
    """The same as `compose`, composed once for values that live as long as this module."""
    key = (kind, language, id(values))
    if key not in COMPOSED:
        COMPOSED[key] = compose(kind, language, values)
    return COMPOSED[key]


def compose(kind: str, language: str, values: dict[str, Any], **more: Any) -> str:
    """The letter as a reader sees it: some of its head, then its text."""
    given: dict[str, Any] = {"list": HIFA}
    if KINDS[kind].answers is Answers.GIVEN:
        given["reply_to"] = SEALED
    letter = Press(SITE).letter(
        kind,
        id=12,
        person_id=5,
        address="maria@example.org",
        name="María Ñuñez",
        language=language,
        now=NOW,
        **(given | more),
        **values,
    )
    assert max(map(len, (letter.head + letter.body).split(b"\r\n"))) <= 120
    parsed = message_from_bytes(letter.head + b"\r\n" + letter.body, policy=policy.default)
    shown = [
        f"{name}: {parsed[name]}" for name in ("From", "To", "Reply-To", "Subject") if parsed[name]
    ]
    return "\n".join(shown) + "\n\n" + parsed.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize(("name", "kind", "values"), VARIANTS, ids=[v[0] for v in VARIANTS])
def test_letter_reads_as_its_golden_file(
    name: str, kind: str, values: dict[str, Any], language: str
) -> None:
    made = composed(kind, language, values)
    path = GOLDEN / language / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


# --- the table of kinds ---------------------------------------------------------------------------


def test_every_letter_has_a_sample_and_a_template() -> None:
    assert set(VALUES) == set(KINDS)


# What Press.letter and the environment give every template.
GIVEN_TO_ALL = frozenset(
    {
        "site",
        "domain",
        "list",
        "title",
        "at",
        "name",
        "address",
        "reply_to",
        "now",
        "named_reasons",
        "reasons_given_often",
        "page_of",
        "spoken",
    }
    | {"rule", "comma", "gettext", "ngettext", "pgettext", "npgettext"}
)


@pytest.mark.parametrize("kind", KINDS)
def test_table_of_kinds_names_what_the_template_uses(kind: str) -> None:
    read = words("en").mail
    used: set[str] = set()
    waiting = [f"{kind}.txt"]
    while waiting:
        source, _, _ = read.loader.get_source(read, waiting.pop())  # type: ignore[union-attr]
        tree = read.parse(source)
        used |= meta.find_undeclared_variables(tree)
        waiting += [
            name for name in meta.find_referenced_templates(tree) if name and name != "parts.txt"
        ]
    assert used - GIVEN_TO_ALL == KINDS[kind].values


@pytest.mark.parametrize(
    ("kind", "values", "reply_to", "error"),
    [
        ("held", {"topic": "x"}, "", TypeError),
        ("held", {"topic": "x", "number": 1, "colour": "red"}, "", TypeError),
        ("no-such-letter", {}, "", KeyError),
        ("left", {"titles": ("x",), "translated": False}, "", ValueError),
    ],
)
def test_a_callers_mistake_is_told_before_anything_is_sent(
    kind: str, values: dict[str, Any], reply_to: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Press(SITE).letter(
            kind,
            id=1,
            list=HIFA,
            person_id=1,
            address="maria@example.org",
            name="",
            language="en",
            now=NOW,
            reply_to=reply_to,
            **values,
        )


# --- what every letter promises -------------------------------------------------------------------

EVERY = [
    pytest.param(kind, language, values, id=f"{name}-{language}")
    for name, kind, values in VARIANTS
    for language in COMPLETE
]


@pytest.mark.parametrize(("kind", "language", "values"), EVERY)
def test_indexes_and_commands_fit_a_phone(kind: str, language: str, values: dict[str, Any]) -> None:
    """Rows of an index, rules and the lines to write back are never broken at 40 columns.

    Prose is a logical line each: a phone breaks it where it likes. A row begins with a number, a
    dash or blanks; what it holds of a person's own text (`said`) is hers. An address and a link are
    as long as they are.
    """
    own = {str(values.get("said")), str(values.get("text"))}
    for line in composed(kind, language, values).split("\n\n", 1)[1].split("\n"):
        is_row = re.match(r"  +\S|- |-{5,}|\d+\. ", line) and "Reason" not in line
        is_row = is_row and not re.search(r"\S@\S|://", line)
        if is_row and line.strip() not in own and not _is_sentence(line):
            assert columns(line) <= NARROW, line


def _is_sentence(line: str) -> bool:
    """The reason under an outcome is prose, though it is indented."""
    return line.startswith("  ") and ": " in line and line.endswith(".")


@pytest.mark.parametrize(("kind", "language", "values"), EVERY)
def test_no_letter_holds_a_code_or_an_untranslated_word(
    kind: str, language: str, values: dict[str, Any]
) -> None:
    made = composed(kind, language, values)
    assert not re.search(r"%\(|\{\{|\{%|\bNone\b|Undefined", made)
    assert "\n\n\n" not in made
    assert not re.search(r"[ \t]\n", made)


@pytest.mark.parametrize("language", COMPLETE)
def test_status_is_under_a_kilobyte_also_on_six_lists(language: str) -> None:
    """As it travels: Arabic needs two octets a letter, and base64 makes eleven of eight."""
    named = ("hifa", "hifa-fr", "hifa-ar", "hifa-es", "hifa-pt", "chifa")
    lists = zip(named, DELIVERY, strict=False)
    letter = Press(SITE).letter(
        "status",
        id=1,
        list=None,
        person_id=5,
        address="nour.aldeen@health.example",
        name="نور الدين الحسن",
        language=language,
        now=NOW,
        memberships=tuple(Membership((name,), mode) for name, mode in lists),
        person=Person(
            5,
            "nour.aldeen@health.example",
            "نور الدين الحسن",
            organisation="وزارة الصحة",
            country="SD",
        ),
        addresses=("nour.aldeen@health.example", "nour@gmail.example"),
        chosen=(("i-read", "ar fr en"), ("timezone", "Africa/Khartoum")),
        away=None,
        later=(("limit", "50"),),
    )
    assert len(letter.body) < 1024


# What people wrote, and who.
CARRIES = {"notice", "queue", "reminder", "escalated", "applicant", "translate", "correct"}


@pytest.mark.parametrize("language", COMPLETE)
def test_a_letter_weighs_at_most_a_kilobyte_and_a_half(language: str) -> None:
    for _, kind, values in VARIANTS:
        _, _, body = compose(kind, language, values).partition("\n\n")
        if kind not in CARRIES:
            assert len(body.encode()) <= 1536, kind


@pytest.mark.parametrize("language", COMPLETE)
def test_subjects_are_human(language: str) -> None:
    """Never a tag in brackets, never a bare number."""
    for _, kind, values in VARIANTS:
        subject = re.search(r"^Subject: (.*)$", compose(kind, language, values), re.MULTILINE)
        assert subject
        assert "[" not in subject[1]
        assert not any(unicodedata.category(letter) == "Cf" for letter in subject[1])
        assert re.search(r"[^\W\d]{2}", subject[1])


# --- heads ----------------------------------------------------------------------------------------


def head(kind: str = "held", **more: Any) -> dict[str, str]:
    given: dict[str, Any] = {
        "id": 12,
        "list": HIFA,
        "person_id": 5,
        "address": "maria@example.org",
        "name": "María Ñuñez",
        "language": "es",
        "now": NOW,
    }
    letter = Press(SITE).letter(kind, **(given | more), **VALUES[kind])
    parsed = message_from_bytes(letter.head + b"\r\n" + letter.body, policy=policy.default)
    return {name: str(value) for name, value in parsed.items()}


def test_head_of_a_letter_about_a_list() -> None:
    made = head(in_reply_to="abc@example.org", automatic="auto-replied")
    assert {name: made[name] for name in made if not name.startswith(("MIME", "Content-T"))} == {
        "From": "Health forum <hifa-owner@lists.example.org>",
        "To": "María Ñuñez <maria@example.org>",
        "Reply-To": "hifa-request@lists.example.org",
        "Subject": "Su mensaje ha llegado: Stock cards that nobody reads",
        "Date": "Sat, 09 Jan 2027 10:00:00 +0000",
        "Message-ID": "<letter.12.1799488800@lists.example.org>",
        "Auto-Submitted": "auto-replied",
        "Content-Language": "es",
        "List-Id": "<hifa.lists.example.org>",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
        "X-Listserv-Trace": "lists.example.org",
        "In-Reply-To": "<abc@example.org>",
        "References": "<abc@example.org>",
    }


@pytest.mark.parametrize("moderation", ["new", "nonmembers", "none"])
def test_not_each_message_is_read_before_where_few_are(moderation: str) -> None:
    """The letter once said so on every list."""
    lists = replace(HIFA, policy=replace(HIFA.policy, moderation=moderation))
    made = compose("held", "en", VALUES["held"], list=lists)
    assert "A facilitator looks at it first" in made
    assert "reads each one" not in made


def test_head_of_a_letter_of_the_site() -> None:
    made = head("help", list=None)
    assert made["From"] == "Health lists <listserv@lists.example.org>"
    assert made["Reply-To"] == "listserv@lists.example.org"
    assert "List-Id" not in made


@pytest.mark.parametrize(("asked", "said"), [("pt_BR", "pt"), ("sw", "en"), ("", "en")])
def test_a_letter_says_the_language_it_is_really_in(asked: str, said: str) -> None:
    assert head(language=asked)["Content-Language"] == said


def test_a_topic_cannot_forge_a_header() -> None:
    """A subject with a line end once made the rest of it the first line of the body."""
    letter = Press(SITE).letter(
        "held",
        id=1,
        list=HIFA,
        person_id=0,
        address="maria@example.org",
        name="x\r\nBcc: a@example.org",
        language="en",
        now=NOW,
        number=1,
        topic="cards\r\nBcc: b@example.org\n\nbody",
    )
    assert b"\nBcc:" not in letter.head
    assert b"cards Bcc: b@example.org body" in letter.head.replace(b"\r\n", b"")


@pytest.mark.parametrize("message_id", ["a b@example.org", "x" * 2000, "a\r\nBcc: b@c", ""])
def test_an_odd_message_id_is_not_answered(message_id: str) -> None:
    assert "In-Reply-To" not in head(in_reply_to=message_id)


def test_endless_names_and_subjects_are_clipped() -> None:
    values = {"number": 1, "topic": "stock " * 500}
    made = compose("held", "en", values)
    assert max(map(len, made.split("\n\n")[0].split("\n"))) < 200
    assert len(head(name="N" * 3000)["To"]) < 100


def test_split_needs_a_subject() -> None:
    assert split("\nSubject:  A  b\n\n\ntext\n\n\n\nmore\n") == ("A b", "text\n\nmore\n")
    with pytest.raises(ValueError, match="subject"):
        split("Dear all,\n")


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("name", ["notice-nameless", "queue-nameless"])
def test_who_gave_no_name_is_shown_by_her_address(name: str, language: str) -> None:
    """A stranger's advert was from ", not a member of this list.", and of ", 342 bytes"."""
    ((kind, values),) = [(kind, values) for one, kind, values in VARIANTS if one == name]
    lines = compose(kind, language, values).splitlines()
    assert not [line for line in lines if line.strip().startswith((",", "،"))]
    assert "loans@cheap.example" in "".join(lines[5:])


@pytest.mark.parametrize("language", COMPLETE)
def test_what_stands_in_every_notice_is_short(language: str) -> None:
    """It was longer than most messages, and named no form that one would have to look up."""
    notice = compose("notice", language, VALUES["notice"])
    end = notice.rpartition("-" * NARROW)[2]
    assert len(end) <= 690
    assert end.count("mailto:") == 3
    say = words(language).pgettext
    for form in ("ok job", "join to 790", "raw", "cut 4", "ask: your question", "help"):
        assert say("command", form) in end
    assert "hifa-request@lists.example.org" in end
