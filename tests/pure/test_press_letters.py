"""Every letter of the robot in every complete language, as golden files and by its promises.

The golden files are for reading aloud. `GOLDEN=write pytest tests/pure/test_press_letters.py`
writes them anew; whoever does so reads them.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta

from listserv.model import Attachment, MailingList, Policy, Post, Removed, Site, State
from listserv.press.catalogue import COMPLETE
from listserv.press.kinds import (
    KINDS,
    Answers,
    Headline,
    Membership,
    Missed,
    Outcome,
    Unreached,
    Waiting,
    Writer,
)
from listserv.press.letter import Press, split
from listserv.press.speech import words
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
WRITER = Writer(is_member=True, since=NOW - 300 * 86400, posts=3)
SEALED = "hifa-moderate+abcdefghijklmnopqrstuvwxyz23@lists.example.org"

DAYS_AGO = NOW - 40 * 86400
MISSED = Missed(
    "Health forum",
    (Headline(4711, AMINA.topic, "Amina Kamau"), Headline(4712, PETER.topic, "Peter Okello")),
    3,
    "https://lists.example.org/archive/hifa/",
)

VALUES: dict[str, dict[str, Any]] = {
    "held": {"number": 4711, "topic": AMINA.topic},
    "refused": {"topic": AMINA.topic, "reason": "off-purpose", "text": AMINA.text},
    "too-large": {"topic": AMINA.topic, "size": 4_200_000, "limit": 1_000_000},
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
    "notice": {"post": AMINA, "writer": WRITER, "thread": ""},
    "queue": {
        "waiting": (
            Waiting(AMINA, WRITER),
            Waiting(PETER, Writer(False), "Supervision by telephone"),
            Waiting(AMINA, Writer(True, NOW, 1)),
        ),
    },
    "done": {
        "outcomes": (
            Outcome("approved", AMINA.topic, AMINA.author),
            Outcome("refused", PETER.topic, PETER.author, "private"),
            Outcome("approved-before", AMINA.topic, AMINA.author),
            Outcome("refused-before", AMINA.topic, AMINA.author),
        )
    },
    "asked-back": {
        "question": "unclear",
        "said": "ok but take out the phone number",
        "unread": True,
        "sender": "",
        "posts": (AMINA,),
        "example": "ok\nno: too long\nlater",
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
        "writer_name": "Peter Okello",
        "writer_address": "peter@example.org",
        "subject": "a question about the rules",
        "text": "May I post a vacancy?",
    },
    "confirm-join": {},
    "confirm": {"wish": "none"},
    "welcome": {"delivery": "each", "added": False, "noted": ""},
    "left": {},
    "not-member-leave": {},
    "help": {"is_member": True},
    "lists": {"lists": (HIFA, replace(HIFA, name="old", retired=NOW))},
    "status": {
        "memberships": (
            Membership("Health forum", "each", NOW - 86400 * 40),
            Membership("Foro de salud", "daily", NOW - 86400 * 4, NOW + 86400 * 20),
        ),
        "languages": ("pt", "en"),
    },
    "settings-changed": {
        "delivery": "daily",
        "paused_until": None,
        "languages": (),
        "undo": "each",
    },
    "did-you-mean": {"said": "statsu", "guess": "status", "doubt": "unknown", "is_member": False},
    "expired": {"is_member": True},
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
    "admin": {"event": "a message nobody could read", "detail": "Number 4711 was put aside."},
}
VARIANTS: list[tuple[str, str, dict[str, Any]]] = [
    *((kind, kind, values) for kind, values in VALUES.items()),
    ("notice-stranger", "notice", {"post": PETER, "writer": Writer(False), "thread": "Calls"}),
    ("notice-empty", "notice", {"post": EMPTY, "writer": WRITER, "thread": ""}),
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
            "said": "1 ok, 2 no",
            "unread": False,
            "sender": "",
            "posts": (AMINA, PETER),
            "example": "1 ok\n2 no: too long",
        },
    ),
    (
        "asked-back-stranger",
        "asked-back",
        {
            "question": "other-address",
            "said": "ok",
            "unread": False,
            "sender": "m.nunez@example.net",
            "posts": (AMINA,),
            "example": "ok",
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
    ("done-untold", "done", {"outcomes": (Outcome("refused", "x", "Eve", "private", False),)}),
    (
        "already-decided-refused",
        "already-decided",
        {"topic": "x", "author": "Eve", "outcome": "refused", "by": "Neil", "when": NOW},
    ),
    ("held-no-subject", "held", {"number": 4711, "topic": " "}),
    ("refused-typed", "refused", {"topic": "x", "reason": "Please add the year.", "text": ""}),
    (
        "welcome-added",
        "welcome",
        {"delivery": "daily", "added": True, "noted": "sign-up sheet of 5 March"},
    ),
    ("lists-none", "lists", {"lists": ()}),
    ("help-stranger", "help", {"is_member": False}),
    ("status-none", "status", {"memberships": (), "languages": ()}),
    (
        "did-you-mean-none",
        "did-you-mean",
        {"said": "blah", "guess": "", "doubt": "unknown", "is_member": True},
    ),
    (
        "did-you-mean-lacking",
        "did-you-mean",
        {"said": "Pause", "guess": "pause 3 weeks", "doubt": "lacking", "is_member": True},
    ),
    (
        "did-you-mean-two",
        "did-you-mean",
        {"said": "résumé", "guess": "one a day", "doubt": "two meanings", "is_member": True},
    ),
    (
        "settings-changed-languages",
        "settings-changed",
        {
            "delivery": "",
            "paused_until": None,
            "languages": ("pt", "en"),
            "undo": "I read en",
        },
    ),
    (
        "settings-changed-paused",
        "settings-changed",
        {"delivery": "each", "paused_until": NOW, "languages": (), "undo": ""},
    ),
]


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
    made = compose(kind, language, values)
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
    {"site", "domain", "list", "title", "at", "name", "address", "reply_to", "named_reasons"}
    | {"rule", "gettext", "ngettext", "pgettext", "npgettext"}
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
        ("left", {}, "", ValueError),
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
    dash or blanks; what it holds of a person's own text (`said`) is hers.
    """
    own = {str(values.get("said")), str(values.get("text"))}
    for line in compose(kind, language, values).split("\n\n", 1)[1].split("\n"):
        is_row = re.match(r"  +\S|- |-{5,}|\d+\. ", line) and "Reason" not in line
        if is_row and line.strip() not in own and not _is_sentence(line):
            assert columns(line) <= NARROW, line


def _is_sentence(line: str) -> bool:
    """The reason under an outcome is prose, though it is indented."""
    return line.startswith("  ") and ": " in line and line.endswith(".")


@pytest.mark.parametrize(("kind", "language", "values"), EVERY)
def test_no_letter_holds_a_code_or_an_untranslated_word(
    kind: str, language: str, values: dict[str, Any]
) -> None:
    made = compose(kind, language, values)
    assert not re.search(r"%\(|\{\{|\{%|\bNone\b|Undefined", made)
    assert "\n\n\n" not in made
    assert not re.search(r"[ \t]\n", made)


@pytest.mark.parametrize("language", COMPLETE)
def test_subjects_are_human(language: str) -> None:
    """Never a tag in brackets, never a bare number."""
    for _, kind, values in VARIANTS:
        subject = re.search(r"^Subject: (.*)$", compose(kind, language, values), re.MULTILINE)
        assert subject
        assert "[" not in subject[1]
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
