"""What a copy looks like: golden copies in four languages, and the rules one by one.

GOLDEN=write writes tests/golden/copies anew; look at the difference before it is kept.
"""

import email
import os
from dataclasses import replace
from email import policy as parsing
from email.message import EmailMessage
from pathlib import Path

import pytest

from listserv.fanout.cook import Footer, Order, attachment_lines, cook, references, subject, text
from listserv.model import (
    MARK_LEAVE,
    Attachment,
    MailingList,
    Policy,
    Post,
    Publication,
    Rendition,
    Site,
    State,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "copies"
TOKEN = "abcdefghijklmnopqrstuvwxyz23"
ALIAS = f"hifa-author+{TOKEN}@lists.example.org"
SITE = Site(
    "lists.example.org",
    "Example lists",
    archive_url="https://lists.example.org/archive",
    web_url="https://lists.example.org",
)
FOOTERS = {
    "en": Footer(
        (
            "Answers go to all; the From address reaches the author.",
            "Write leave or one a day to hifa-request@lists.example.org",
            "Got this from a colleague? hifa-join@lists.example.org",
        ),
        "not sent",
    ),
    "fr": Footer(
        (
            "Les réponses vont à tous ; l'adresse De mène à l'auteur.",
            "Moins de messages : hifa-request@lists.example.org",
            "Reçu d'un collègue ? hifa-join@lists.example.org",
        ),
        "non envoyé",
    ),
    "es": Footer(
        (
            "Las respuestas van a todos; la dirección De, al autor.",
            "Menos mensajes: hifa-request@lists.example.org",
            "¿Se lo envió un colega? hifa-join@lists.example.org",
        ),
        "no enviado",
    ),
    "pt": Footer(
        (
            "As respostas vão a todos; o endereço De chega ao autor.",
            "Menos mensagens: hifa-request@lists.example.org",
            "Recebeu de um colega? hifa-join@lists.example.org",
        ),
        "não enviado",
    ),
}
POSTS = {
    "en": (
        "Amina Kamau",
        "Stock cards at the dispensary",
        "Dear all,\n\nOur dispensary in Busia ran out of ORS for three weeks in May, although the "
        "county store had 400 sachets. The stock card was filled in once a month. How do you keep "
        "yours up to date?\n\nAmina",
    ),
    "fr": (
        "Aïssatou Diallo",
        "Fiches de stock au centre de santé",
        "Chers collègues,\n\nNotre centre a manqué de SRO pendant trois semaines, alors que le "
        "dépôt en avait. Comment tenez-vous vos fiches à jour ?\n\nAïssatou",
    ),
    "es": (
        "José Peña",
        "Tarjetas de existencias",
        "Estimados colegas:\n\n¿Cómo mantienen al día las tarjetas de existencias? En nuestro "
        "puesto faltaron sales de rehidratación durante tres semanas.\n\nJosé",
    ),
    "pt": (
        "Conceição Macamo",
        "Fichas de estoque no posto de saúde",
        "Caros colegas,\n\nComo mantêm as fichas em dia? No nosso posto faltaram sais de "
        "reidratação durante três semanas.\n\nConceição",
    ),
}
ALLOWED = {
    *("from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("list-id", "list-post", "list-help", "list-archive", "archived-at"),
    *("list-unsubscribe", "list-unsubscribe-post"),
    *("precedence", "x-auto-response-suppress", "x-listserv-trace", "content-language"),
    *("mime-version", "content-type", "content-transfer-encoding"),
}


def order(language: str = "en", **known: object) -> Order:
    """A second post of a thread on a public, moderated list; fields of Post, Policy, Order."""
    author, topic, said = POSTS[language]
    post = Post(
        number=812, list_id=1, state=State.APPROVED, received=1_763_718_000.0,
        sent=1_763_717_940.0, person_id=7, author=author, address="amina@clinic.example",
        country="KE", proof="dkim", subject=f"Re: {topic}", topic=topic,
        message_id="CAF=x9z@mail.clinic.example", references=("root@store.example",),
        language=language, text=said, version=1, size=4000, published=1_763_718_060.0,
        profile=f"{author} is a nurse in Busia, Kenya.",
    )  # fmt: skip
    policy = Policy(archive="public", subject_prefix="[hifa]", footer="Health information for all")
    for name in list(known):
        if name in Post.__dataclass_fields__:
            post = replace(post, **{name: known.pop(name)})  # type: ignore[arg-type]
        elif name in Policy.__dataclass_fields__:
            policy = replace(policy, **{name: known.pop(name)})  # type: ignore[arg-type]
    publication = Publication(
        811, 811, 2, post.topic, subject(post.topic, 2, policy), "k3jq7m2x5abc"
    )
    made = Order(post, publication, MailingList(1, "hifa", policy), SITE, ALIAS)
    return replace(made, **known)  # type: ignore[arg-type]


def cooked(made: Order, language: str = "en") -> tuple[Rendition, EmailMessage]:
    """The rendition, and what a mail program reads in a copy of it."""
    rendition = cook(made, language, FOOTERS[language])
    raw = rendition.head.replace(MARK_LEAVE, TOKEN.encode()) + b"\r\n" + rendition.body
    parsed = email.message_from_bytes(raw, policy=parsing.SMTP)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return rendition, parsed


@pytest.mark.parametrize("language", POSTS)
def test_golden_copies(language: str) -> None:
    files = (Attachment("fiche de stock.pdf", "application/pdf", 240_300),)
    rendition, _ = cooked(order(language, attachments=files), language)
    raw = (rendition.head + b"\r\n" + rendition.body).replace(MARK_LEAVE, b"LEAVETOKEN")
    path = GOLDEN / f"{language}.eml"
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(raw)
    assert raw == path.read_bytes()


@pytest.mark.parametrize("language", POSTS)
def test_every_line_is_short_and_7_bit(language: str) -> None:
    rendition, _ = cooked(order(language), language)
    lines = (rendition.head + b"\r\n" + rendition.body).split(b"\r\n")
    assert all(len(line) <= 76 and line.isascii() for line in lines)
    assert (
        rendition.body.count(b"\r")
        == rendition.body.count(b"\n")
        == len(lines) - 1 - (rendition.head.count(b"\n") + 1)
    )


@pytest.mark.parametrize("language", POSTS)
@pytest.mark.parametrize(("thread", "most"), [(1, 1300), (10, 1800), (40, 1800)])
def test_a_head_has_at_most_1800_octets(language: str, thread: int, most: int) -> None:
    ids = tuple(f"CAJvXa9-kR{n:030d}@mail.gmail.example" for n in range(thread))
    rendition, _ = cooked(order(language, references=ids), language)
    assert len(rendition.head.replace(MARK_LEAVE, TOKEN.encode())) <= most


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("From", f"Amina Kamau via hifa <{ALIAS}>"),
        ("To", "hifa@lists.example.org"),
        ("Reply-To", "hifa@lists.example.org"),
        ("Subject", "[hifa] Stock cards at the dispensary (2)"),
        ("Date", "Fri, 21 Nov 2025 09:39:00 +0000"),
        ("Message-ID", "<CAF=x9z@mail.clinic.example>"),
        ("In-Reply-To", "<root@store.example>"),
        ("References", "<root@store.example>"),
        ("List-Id", "<hifa.lists.example.org>"),
        ("List-Post", "<mailto:hifa@lists.example.org>"),
        ("List-Help", "<mailto:hifa-request@lists.example.org?subject=help>"),
        ("List-Archive", "<https://lists.example.org/archive/hifa/>"),
        ("Archived-At", "<https://lists.example.org/archive/hifa/m/k3jq7m2x5abc.html>"),
        (
            "List-Unsubscribe",
            f"<mailto:hifa-leave+{TOKEN}@lists.example.org>, "
            f"<https://lists.example.org/leave/{TOKEN}>",
        ),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "list"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Listserv-Trace", "lists.example.org"),
        ("Content-Language", "en"),
        ("MIME-Version", "1.0"),
    ],
)
def test_a_header(name: str, value: str) -> None:
    _, parsed = cooked(order())
    found = parsed.get_all(name)
    assert found is not None
    assert [one.strip() for one in found] == [value]  # a long value may begin on a line of its own


def test_no_header_beside_those_allowed() -> None:
    _, parsed = cooked(order())
    assert {name.lower() for name in parsed} == ALLOWED


@pytest.mark.parametrize(
    ("dmarc", "has_policy", "sender"),
    [
        ("always", False, ALIAS),
        ("policy", True, ALIAS),
        ("policy", False, "amina@clinic.example"),
        ("never", True, "amina@clinic.example"),
    ],
)
@pytest.mark.parametrize(
    ("reply_to", "answer"), [("list", "hifa@lists.example.org"), ("author", None)]
)
def test_whose_address_and_where_answers_go(
    dmarc: str, has_policy: bool, sender: str, reply_to: str, answer: str | None
) -> None:
    _, parsed = cooked(order(dmarc=dmarc, has_policy=has_policy, reply_to=reply_to))
    assert parsed["From"].addresses[0].addr_spec == sender
    assert parsed["Reply-To"] == answer


def test_an_address_that_is_hidden_stands_nowhere() -> None:
    rendition, _ = cooked(order())
    assert b"amina@" not in rendition.head + rendition.body


@pytest.mark.parametrize(
    ("topic", "position", "known", "sent"),
    [
        ("Cards", 1, {}, "Cards"),
        ("Cards", 2, {}, "Cards (2)"),
        ("Cards", 2, {"moderation": "new"}, "Cards"),
        ("Cards", 12, {"subject_prefix": "[hifa]"}, "[hifa] Cards (12)"),
        ("", 1, {"subject_prefix": "[hifa]"}, "[hifa]"),
        (f"hifa-leave+{TOKEN}@x.org", 1, {}, "hifa-leave+***@x.org"),
    ],
)
def test_subjects(topic: str, position: int, known: dict[str, str], sent: str) -> None:
    assert subject(topic, position, replace(Policy(), **known)) == sent  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ids", "kept"),
    [
        ([], []),
        (["root@x"], ["root@x"]),
        ([f"m{n}@x" for n in range(11)], [f"m{n}@x" for n in range(11)]),
        ([f"m{n}@x" for n in range(15)], ["m0@x", *(f"m{n}@x" for n in range(5, 15))]),
        (["r" * 500, "a" * 300, "p" * 300], ["r" * 500, "p" * 300]),
    ],
)
def test_references_keep_the_root_and_the_last_ten(ids: list[str], kept: list[str]) -> None:
    assert references(ids) == kept


def test_ids_that_no_header_can_carry_are_left_out() -> None:
    made = order(message_id="a b\r\nBcc: x@example.org", references=("ü@x", "ok@x", "a>b@x"))
    _, parsed = cooked(made)
    assert parsed["Message-ID"] == "<post-812@lists.example.org>"
    assert parsed["References"] == "<ok@x>"
    assert "Bcc" not in parsed


def test_the_text_in_order() -> None:
    files = (Attachment("card.pdf", "application/pdf", 240_300),)
    lines = text(order(attachments=files), "en", FOOTERS["en"]).split("\n")
    assert (
        lines[-12:]
        == [
            "Amina",
            "",
            "Amina Kamau is a nurse in Busia, Kenya.",
            "",
            "Health information for all",
            "",
            "[card.pdf, 241 KB, not sent]",
            "https://lists.example.org/archive/hifa/m/k3jq7m2x5abc.html",
            "",
            "-- ",
            *FOOTERS["en"].lines,
        ][-12:]
    )


@pytest.mark.parametrize(
    ("known", "absent"),
    [
        ({"archive": "members"}, "https://lists.example.org/archive/hifa/m/"),
        ({"attachments": ()}, "not sent"),
        ({"profile": ""}, "is a nurse"),
        ({"footer": ""}, "Health information"),
    ],
)
def test_what_is_not_there_takes_no_line(known: dict[str, object], absent: str) -> None:
    said = text(order(**known), "en", FOOTERS["en"])
    assert absent not in said
    assert "\n\n\n" not in said


@pytest.mark.parametrize(
    "line", ["Amina Kamau is a nurse in Busia, Kenya.", "Health information for all"]
)
def test_a_line_the_author_wrote_herself_stands_once(line: str) -> None:
    said = text(order(text=f"Hello.\n\n{line}"), "en", FOOTERS["en"])
    assert said.count(line) == 1


def test_live_tokens_are_masked() -> None:
    """A member who quotes her whole copy gives nobody the means to end her membership."""
    rendition, _ = cooked(order(text=f"See https://lists.example.org/leave/{TOKEN}"))
    assert TOKEN.encode() not in rendition.body
    assert b"/leave/***" in rendition.body


@pytest.mark.parametrize("way", ["list", "drop"])
def test_attachments_by_policy(way: str) -> None:
    """`Post.attachments` are the files, `Policy.attachments` what becomes of them."""
    made = order(text="See the file.")
    made = replace(
        made,
        post=replace(made.post, attachments=(Attachment("a.pdf", "application/pdf", 500),)),
        list=replace(made.list, policy=replace(made.list.policy, attachments=way)),
    )
    assert ("a.pdf" in text(made, "en", FOOTERS["en"])) == (way == "list")


def test_many_attachments_take_few_lines() -> None:
    files = [Attachment(f"photo{n}.jpg", "image/jpeg", 1_000_000) for n in range(9)]
    lines = attachment_lines([*files, Attachment("", "image/png", 10)], "fr", "non envoyé")
    assert lines[0] == "[photo0.jpg, 1 Mo, non envoyé]"
    assert lines[-1] == "[+ 4]"
    assert attachment_lines([Attachment("", "image/png", 10)], "en", "not sent") == [
        "[image/png, 10 bytes, not sent]"
    ]
