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

from listserv.fanout.cook import (
    HEAD_OCTETS,
    Footer,
    Order,
    cook,
    references,
    subject,
    text,
)
from listserv.fanout.original import cook_original
from listserv.model import (
    MARK_LEAVE,
    Attachment,
    MailingList,
    Policy,
    Post,
    Publication,
    Rendition,
    Site,
    Sort,
    State,
)
from listserv.press import cargo
from listserv.press.speech import words
from listserv.reading import read
from listserv.text.carried import Carried
from tests.support.heads import ALLOWED

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
    ),
    "fr": Footer(
        (
            "Les réponses vont à tous ; l'adresse De mène à l'auteur.",
            "Moins de messages : hifa-request@lists.example.org",
            "Reçu d'un collègue ? hifa-join@lists.example.org",
        ),
    ),
    "es": Footer(
        (
            "Las respuestas van a todos; la dirección De, al autor.",
            "Menos mensajes: hifa-request@lists.example.org",
            "¿Se lo envió un colega? hifa-join@lists.example.org",
        ),
    ),
    "pt": Footer(
        (
            "As respostas vão a todos; o endereço De chega ao autor.",
            "Menos mensagens: hifa-request@lists.example.org",
            "Recebeu de um colega? hifa-join@lists.example.org",
        ),
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
        811, 811, 2, post.topic, subject(post.topic, 2, policy), "k3jq7m2x5abc", shown=2
    )
    made = Order(post, publication, MailingList(1, "hifa", policy), SITE, ALIAS)
    return replace(made, **known)  # type: ignore[arg-type]


def cooked(
    made: Order, language: str = "en", files: tuple[str, ...] = ()
) -> tuple[Rendition, EmailMessage]:
    """The rendition, and what a mail program reads in a copy of it."""
    rendition = cook(made, language, replace(FOOTERS[language], files=files))
    return rendition, read_copy(rendition)


def read_copy(rendition: Rendition) -> EmailMessage:
    """What a mail program reads in a copy of it."""
    raw = rendition.head.replace(MARK_LEAVE, TOKEN.encode()) + b"\r\n" + rendition.body
    parsed = email.message_from_bytes(raw, policy=parsing.SMTP)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


@pytest.mark.parametrize("language", POSTS)
def test_golden_copies(language: str) -> None:
    files = (Attachment("fiche de stock.pdf", "application/pdf", 240_300),)
    say = words(language)
    named = cargo.named(812, files, say.translations, say.size)
    how = cargo.how(812, files, say.translations, "hifa-request@lists.example.org")
    rendition, _ = cooked(order(language), language, (*named, how))
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


LONG_NAMES = {
    "en": (
        "Dr Wilhelmina Theodora Featherstonehaugh-Cholmondeley, MPH",
        "Supervision of stock " * 9,
    ),
    "fr": (
        "Pr Anne-Élisabeth Conceição Lefrançois-Bâ épouse Ouédraogo",
        "Réponse à la question " * 9,
    ),
    "ar": (
        "د. عبد الرحمن بن محمد الأنصاري المستشار في وزارة الصحة",
        "بطاقات المخزون في المراكز " * 9,
    ),
    "hi": ("डॉ. विजयलक्ष्मी अनंतपद्मनाभन सुब्रमण्यम स्वामी", "स्वास्थ्य कार्यकर्ताओं का प्रशिक्षण " * 9),
    "marks": ("e" + "\u0301" * 5000, "z" + "\u0334" * 5000),
}


@pytest.mark.parametrize("thread", [0, 1, 2, 40])
@pytest.mark.parametrize("language", LONG_NAMES)
@pytest.mark.parametrize("body", ["clean", "original"])
def test_the_longest_head_has_1800_octets(body: str, language: str, thread: int) -> None:
    """A list's name of 24 letters, a long domain, name, prefix and subject, all at once: then the
    references go, the parent last of them, and In-Reply-To stays."""
    domain, name = "lists.healthworkers.example.org", "community-health-workers"
    author, topic = LONG_NAMES[language]
    ids = tuple(f"CAJvXa9-kR{n:030d}@mail.gmail.example.com" for n in range(thread))
    own = f"CAJvXa9-kR{'m' * 30}@mail.gmail.example.com"
    prefix = "[health-workers]"
    made = order(author=author, topic=topic, references=ids, message_id=own, subject_prefix=prefix)
    base = f"https://{domain}"
    made = replace(
        made,
        list=replace(made.list, name=name),
        site=Site(domain, "Lists", archive_url=f"{base}/archive", web_url=base),
        alias=f"{name}-author+{TOKEN}@{domain}",
        publication=replace(
            made.publication,
            subject=subject(topic, 123, made.list.policy),
            permalink="k3jq7m2x5abc",
        ),
    )
    footer = FOOTERS["en"]
    carried = Carried(entity=b"Content-Type: text/html\r\n\r\n<p>x</p>\r\n")
    rendition = (
        cook(made, "en", footer) if body == "clean" else cook_original(made, "en", footer, carried)
    )
    head = rendition.head.replace(MARK_LEAVE, TOKEN.encode())
    assert len(head) <= HEAD_OCTETS
    assert (b"\r\nIn-Reply-To:" in head) == (thread > 0)
    assert b"=?" not in head.partition(b"List-Id")[2]
    read = email.message_from_bytes(head + b"\r\n", policy=parsing.SMTP)
    assert read["Subject"].endswith(" (123)")
    assert read["From"].addresses[0].display_name.endswith(" via community-health-workers")
    assert read["From"].addresses[0].addr_spec == made.alias


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


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Amina Kamau", "Amina Kamau via hifa"),
        ("amina@clinic.example", "a*** AT clinic.example via hifa"),
        ("Amina (amina@clinic.example)", "Amina (a*** AT clinic.example) via hifa"),
        ("", "hifa"),
    ],
)
def test_an_address_that_is_hidden_stands_nowhere(author: str, shown: str) -> None:
    """Some mail programs write the address for a name."""
    rendition, parsed = cooked(order(author=author, profile=""))
    assert b"amina@" not in rendition.head + rendition.body
    assert parsed["From"].addresses[0].display_name == shown


@pytest.mark.parametrize("dmarc", ["always", "policy", "never"])
def test_an_author_whose_address_needs_smtputf8_is_reached_through_people(dmarc: str) -> None:
    """`élise@clinic.example` is no address that a 7-bit mail can have: no alias leads there."""
    reading = read("From: Élise <élise@clinic.example>\r\nSubject: Été\r\n\r\nBonjour".encode())
    made = order(author=reading.from_name, address=reading.from_address, dmarc=dmarc)
    rendition, parsed = cooked(replace(made, has_policy=False))
    assert parsed["From"].addresses[0].addr_spec == "hifa-owner@lists.example.org"
    assert parsed["From"].addresses[0].display_name == "Élise via hifa"
    assert rendition.head.isascii()


def test_an_international_domain_is_written_in_ascii() -> None:
    reading = read("From: Élise <elise@santé.example>\r\n\r\nBonjour".encode())
    made = order(author="Élise", address=reading.from_address, dmarc="never")
    assert cooked(made)[1]["From"].addresses[0].addr_spec == "elise@xn--sant-epa.example"


@pytest.mark.parametrize(
    ("known", "profile", "slogan"),
    [
        ({}, True, True),
        ({"profiles": False}, False, True),
        ({"kind": Sort.OBITUARY}, False, False),
        ({"kind": Sort.JOB}, True, True),
    ],
)
def test_profile_and_slogan(known: dict[str, object], profile: bool, slogan: bool) -> None:
    text = cooked(order(**known))[1].get_content()
    assert ("is a nurse in Busia" in text) is profile
    assert ("Health information for all" in text) is slogan


def test_shared_copies_are_the_same_for_all() -> None:
    """Then they may go to many recipients at once; there is no token, and so no one-click."""
    rendition, parsed = cooked(order(copies="shared"))
    assert MARK_LEAVE not in rendition.head
    assert parsed["List-Unsubscribe"] == "<mailto:hifa-leave@lists.example.org>"
    assert "List-Unsubscribe-Post" not in parsed


@pytest.mark.parametrize(
    ("topic", "position", "known", "sent"),
    [
        ("Cards", 1, {}, "Cards"),
        ("Cards", 2, {}, "Cards (2)"),
        ("Cards", 2, {"moderation": "new"}, "Cards"),
        ("Cards", 12, {"subject_prefix": "[hifa]"}, "[hifa] Cards (12)"),
        ("", 1, {"subject_prefix": "[hifa]"}, "[hifa]"),
        (f"hifa-leave+{TOKEN}@x.org", 1, {}, "hifa-leave+***@x.org"),
        ("word " * 40, 2, {}, f"{'word ' * 23}word… (2)"),
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
        (["r" * 500, "a", "p" * 700], ["p" * 700]),
        (["r", "a" * 999], []),
    ],
)
def test_references_keep_the_root_and_the_last_ten(ids: list[str], kept: list[str]) -> None:
    """In 900 octets, each id with the fold before it."""
    assert references(ids, 900) == kept


def test_ids_that_no_header_can_carry_are_left_out() -> None:
    made = order(message_id="a b\r\nBcc: x@example.org", references=("ü@x", "ok@x", "a>b@x"))
    _, parsed = cooked(made)
    assert parsed["Message-ID"] == "<post-812@lists.example.org>"
    assert parsed["References"] == "<ok@x>"
    assert "Bcc" not in parsed


def test_the_text_in_order() -> None:
    footer = replace(FOOTERS["en"], files=("[812.1 card.pdf, 241 KB]", "To get a file, write."))
    lines = text(order(), footer).split("\n")
    assert (
        lines[-13:]
        == [
            "Amina",
            "",
            "Amina Kamau is a nurse in Busia, Kenya.",
            "",
            "Health information for all",
            "",
            "[812.1 card.pdf, 241 KB]",
            "To get a file, write.",
            "https://lists.example.org/archive/hifa/m/k3jq7m2x5abc.html",
            "",
            "-- ",
            *FOOTERS["en"].lines,
        ][-13:]
    )


@pytest.mark.parametrize(
    ("known", "absent"),
    [
        ({"archive": "members"}, "https://lists.example.org/archive/hifa/m/"),
        ({"profile": ""}, "is a nurse"),
        ({"footer": ""}, "Health information"),
    ],
)
def test_what_is_not_there_takes_no_line(known: dict[str, object], absent: str) -> None:
    said = text(order(**known), FOOTERS["en"])
    assert absent not in said
    assert "\n\n\n" not in said


@pytest.mark.parametrize(
    "line", ["Amina Kamau is a nurse in Busia, Kenya.", "Health information for all"]
)
def test_a_line_the_author_wrote_herself_stands_once(line: str) -> None:
    said = text(order(text=f"Hello.\n\n{line}"), FOOTERS["en"])
    assert said.count(line) == 1


def test_live_tokens_are_masked() -> None:
    """A member who quotes her whole copy gives nobody the means to end her membership."""
    rendition, _ = cooked(order(text=f"See https://lists.example.org/leave/{TOKEN}"))
    assert TOKEN.encode() not in rendition.body
    assert b"/leave/***" in rendition.body
