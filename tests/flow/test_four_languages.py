"""One English post in four languages: two volunteers, a program, a reply in French; one thread.

The mails that members get are kept in tests/golden/languages as a phone shows them; GOLDEN=write
writes them anew. Real sockets, the real Apertium.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy, State
from listserv.store import members, persons, posts, volunteers
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text.layout import wrap
from tests.support.site import DOMAIN, Running, serving, text_of

pytestmark = [pytest.mark.slow, pytest.mark.apertium]

GOLDEN = Path(__file__).parents[1] / "golden" / "languages"
PHONE = 40  # columns
HOUR = 3600.0
LIST = f"hifa@{DOMAIN}"
GRACE = "grace@team.example.org"
AMINA, AWA, PEDRO = "amina@rsr.example.org", "awa@sante.example", "pedro@salud.example"
CONCEICAO, OMAR, BINTA = "conceicao@saude.example", "omar@sihha.example", "binta@sante.example"
MARIE, JOAO = "marie@post.example", "joao@post.example"
PEOPLE = [
    NewMember(AMINA, "Amina Kamau", ("en",), "Kenya"),
    NewMember(AWA, "Awa Diop", ("fr",), "Senegal"),
    NewMember(PEDRO, "Pedro Tzoc", ("es",), "Guatemala"),
    NewMember(CONCEICAO, "Conceição Macamo", ("pt",), "Mozambique"),
    NewMember(OMAR, "عمر حسن", ("ar", "fr"), "Sudan"),
    NewMember(BINTA, "Binta Ba", ("fr",), "Mali"),
    NewMember(MARIE, "Marie Ndiaye", ("fr", "en")),
    NewMember(JOAO, "João Machava", ("pt", "en")),
]
POLICY = Policy(
    title="HIFA",
    languages=("en", "fr", "es", "pt"),
    archive="public",
    translate="machine",
    translate_hold=2 * HOUR,
)
POST = """Dear all,

Our clinic in Busia treats 40 children with diarrhoea each month. We give 20 mg of zinc each day \
for 10 days, and never more. Many mothers stop after three days.

How do you explain it to the mothers in your clinic?

Amina"""
FRENCH = """Titre : Le zinc contre la diarrhée

Chers tous,

Notre centre de Busia soigne 40 enfants atteints de diarrhée chaque mois. Nous donnons 20 mg de \
zinc par jour pendant 10 jours, et jamais plus. Beaucoup de mères arrêtent au bout de trois jours.

Comment l'expliquez-vous aux mères dans votre centre ?

Amina"""
PORTUGUESE = """Título: O zinco contra a diarreia

Caros colegas,

A nossa clínica em Busia trata 40 crianças com diarreia por mês. Damos 20 mg de zinco por dia \
durante 10 dias, e nunca mais. Muitas mães param ao fim de três dias.

Como explicam isto às mães na vossa clínica?

Amina"""
REPLY = """Bonjour,

Dans notre centre, nous donnons aussi 20 mg de zinc pendant 10 jours. Nous montrons les comprimés \
aux mères et nous comptons les jours avec elles.

Awa"""


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(tmp_path, POLICY, PEOPLE, [NewMember(GRACE, "Grace Otieno")]) as running:
        await running.store.write(_wishes)
        yield running


def _wishes(db: Db) -> None:
    """Marie and João translate; Pedro wants drafts, Binta has a limit of bytes."""
    for address, source, language in ((MARIE, "en", "fr"), (JOAO, "en", "pt")):
        volunteers.add(db, 1, _person(db, address), source, language, 1.0)
    persons.set_own(db, _person(db, PEDRO), "translation", "machine", 1.0)
    persons.set_own(db, _person(db, BINTA), "daily_bytes", 50_000, 1.0)


def _person(db: Db, address: str) -> int:
    person = members.person_by_address(db, address)
    assert person is not None
    return person.id


async def translate(forum: Running, who: str, subject: str, text: str) -> None:
    letter = await forum.mail_to(who, subject)
    await forum.answer(letter, who, text)
    await forum.quiet()


def kept(name: str, mail: Message) -> None:
    """Hold a mail against its golden file, as a phone shows it."""
    named = ("From", "Subject", "Content-Language", "In-Reply-To")
    head = [f"{one}: {_unfolded(mail[one])}" for one in named if mail[one]]
    found = "\n".join([*map(_steady, head), "", wrap(_steady(text_of(mail)), PHONE)]) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def _unfolded(value: str) -> str:
    return " ".join(str(make_header(decode_header(value))).split())


def _steady(text: str) -> str:
    """Without what differs from run to run: tokens, ids that are made of the text's hash, pages."""
    text = re.sub(r"\+[a-z2-7]{28}", "+TOKEN", text)
    text = re.sub(r"<\d+@", "<ID@", text)
    return re.sub(r"\bm/[a-z0-9]{12}\.html", "m/PAGE.html", text)


async def test_one_post_in_four_languages(forum: Running) -> None:
    await forum.send(AMINA, LIST, POST, Subject="Zinc for diarrhoea", From=f"Amina Kamau <{AMINA}>")
    notice = await forum.mail_to(GRACE, "Zinc for diarrhoea")
    await forum.answer(notice, GRACE, "ok fr pt")
    await forum.quiet()
    assert not forum.mails(AWA), "it waits for its translations"
    kept("letter-to-marie", await forum.mail_to(MARIE, "À traduire"))
    await translate(forum, MARIE, "À traduire", FRENCH)
    assert not forum.mails(AWA), "it waits for the Portuguese"
    await translate(forum, JOAO, "Para traduzir", PORTUGUESE)
    for name, address in (
        ("english", AMINA),
        ("french", AWA),
        ("spanish", PEDRO),
        ("portuguese", CONCEICAO),
        ("arabic", OMAR),
        ("french-few-bytes", BINTA),
    ):
        copies = [one for one in forum.mails(address) if one["To"] == LIST]
        assert len(copies) == 1
        kept(name, copies[0])

    first = next(one for one in forum.mails(AWA) if one["To"] == LIST)
    await forum.answer(first, AWA, REPLY)
    await forum.quiet()
    await forum.answer(await forum.mail_to(GRACE, "Awa"), GRACE, "ok")
    await forum.quiet()
    for name, address in (("reply-english", AMINA), ("reply-spanish", PEDRO)):
        copy = [one for one in forum.mails(address) if one["To"] == LIST][-1]
        assert copy["In-Reply-To"] == first["Message-ID"]
        kept(name, copy)
    asked, answered = [await forum.store.read(posts.get, number) for number in (101, 102)]
    assert asked is not None
    assert answered is not None
    assert (answered.thread, answered.position, answered.parent) == (101, 2, 101)
    assert answered.state in (State.OUT, State.DONE)
    pages = forum.app.settings.archive.dir / "public" / "hifa" / "m"
    text = (pages / f"{asked.permalink}.html").read_text(encoding="utf-8")
    for language in ("fr", "pt", "es"):
        assert f'lang="{language}"' in text


async def test_a_volunteer_who_is_silent_delays_it_by_what_the_list_says(forum: Running) -> None:
    await forum.send(AMINA, LIST, POST, Subject="Zinc for diarrhoea")
    notice = await forum.mail_to(GRACE, "Zinc for diarrhoea")
    await forum.answer(notice, GRACE, "ok fr pt")
    await forum.quiet()
    await translate(forum, JOAO, "Para traduzir", PORTUGUESE)
    forum.clock.advance(2 * HOUR)
    forum.app.wake()
    await forum.quiet()
    copy = next(one for one in forum.mails(AWA) if one["To"] == LIST)
    assert text_of(copy).startswith("Dear all,")
    theirs = next(one for one in forum.mails(CONCEICAO) if one["To"] == LIST)
    assert text_of(theirs).startswith("Traduzido por João Machava.")
