"""A small forum as the archive sees it: published posts, one summary, ready for pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from listserv.archive.views import Line
from listserv.model import Attachment, MailingList, Policy, Post, Site, State, Summary
from listserv.model.translations import Manner, Translation
from listserv.text.permalink import permalink

SITE = Site(
    domain="lists.example.org",
    name="Health Worker Forums",
    archive_url="https://lists.example.org/archive/",
)
LIST = MailingList(
    1,
    "hw-en",
    Policy(
        title="Health workers in English",
        description="Nurses, clinical officers, librarians and managers who ask one another how "
        "care is really given: with few drugs, few staff, and a lot of ingenuity.",
        languages=("en", "fr", "es"),
        timezone="Africa/Nairobi",
        archive="public",
    ),
)


def at(text: str) -> float:
    """POSIX seconds of `2026-11-03 08:12` (UTC)."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def post(
    number: int,
    who: tuple[str, str, str],
    when: str,
    text: str,
    *,
    thread: int = 811,
    parent: int = 0,
    position: int = 1,
    topic: str = "Stock cards that people really fill in",
    language: str = "en",
    attachments: tuple[Attachment, ...] = (),
    references: tuple[str, ...] = (),
) -> Post:
    name, address, country = who
    message_id = f"{number}.post@mail.example.org"
    return Post(
        number=number,
        list_id=1,
        state=State.DONE,
        received=at(when),
        sent=at(when),
        person_id=number if not address else 0,
        author=name,
        address=address,
        country=country,
        proof="",
        subject=topic,
        topic=topic,
        message_id=message_id,
        references=references,
        language=language,
        text=text,
        version=1,
        attachments=attachments,
        published=at(when),
        thread=thread,
        parent=parent,
        position=position,
        permalink=permalink(message_id, lambda name: False),
    )


AMINA = ("Amina Kamau", "amina@example.org", "KE")
PETER = ("Peter Okello", "peter@example.org", "UG")
MARIE = ("Marie-Claire Ndiaye", "marie@example.org", "SN")
LUCIA = ("Lucía Fernández Quispe", "lucia@example.org", "PE")
SAMIRA = ("سميرة الحسن", "samira@example.org", "SD")
JOAO = ("João Baptista Machava", "joao@example.org", "MZ")

THREAD = [
    post(
        811,
        AMINA,
        "2026-11-03 08:12",
        """Dear colleagues,

In our dispensary the stock cards are filled in when the supervisor comes, and at no other \
time. Last month we ran out of amoxicillin syrup for nine days while the card said forty \
bottles.

Who has found a card, or a habit around it, that survives a busy Monday? I do not mean \
software: we have one phone and power three days a week.

Best wishes,
Amina""",
    ),
    post(
        812,
        PETER,
        "2026-11-03 09:40",
        """Dear Amina,

> In our dispensary the stock cards are filled in when the supervisor comes

The same here until 2024. What changed it was moving the cards: they hang on the shelf now, \
with a pencil on a string, and not in the file in the office. Whoever takes the last box of a \
row turns the card round. In the morning we walk past and see the turned cards in one minute.

The study that gave us the idea: https://journal.example/articles/2023-17?lang=en (free to read).

Peter""",
        parent=811,
        position=2,
    ),
    post(
        813,
        MARIE,
        "2026-11-03 15:05",
        """Bonjour à toutes et à tous,

Chez nous, à Tambacounda, c'est l'agent d'entretien qui retourne les fiches, et cela marche \
mieux que tout ce que nous avions essayé. Elle voit chaque étagère tous les jours.

Une question à Peter : que faites-vous des produits qui ne tiennent pas sur une étagère, comme\
 les solutés ?

Bien cordialement,
Marie-Claire""",
        parent=812,
        position=3,
        language="fr",
    ),
    post(
        815,
        PETER,
        "2026-11-04 05:55",
        """Dear Marie-Claire,

> que faites-vous des produits qui ne tiennent pas sur une étagère, comme les solutés ?

They stand on the floor on pallets, so the card hangs from a nail above them. Below is what we\
 count every Friday; I wrote it out as a table because somebody asked me for it.

item              min   max
ORS sachets       200   800
Ringer 500 ml      40   160
zinc 20 mg tabs   500  2000

The form is attached.

Peter""",
        parent=813,
        position=4,
        attachments=(Attachment("friday-count.pdf", "application/pdf", 48_311),),
    ),
    post(
        816,
        LUCIA,
        "2026-11-04 13:20",
        """Estimadas y estimados:

En Puno contamos solo diez productos, los que no pueden faltar, y los contamos todos los días.\
 El resto, una vez al mes. Con diez se puede; con doscientos nadie lo hace.

Saludos cordiales,
Lucía""",
        parent=811,
        position=5,
        language="es",
    ),
    post(
        819,
        AMINA,
        "2026-11-05 06:30",
        """Thank you both. Ten items, every day: that I can ask of the team.

Lucía, could you send the ten? And Peter, who rubs out the pencil marks, and when?

Amina""",
        parent=816,
        position=6,
    ),
    post(
        820,
        LUCIA,
        "2026-11-05 14:02",
        """Con gusto. Son estos:

1. Amoxicilina, suspensión
2. Sales de rehidratación oral
3. Zinc
4. Oxitocina
5. Sulfato de magnesio
6. Gluconato de calcio
7. Artemeter-lumefantrina
8. Guantes
9. Jeringas de 5 ml
10. Pruebas rápidas

Lucía""",
        parent=819,
        position=7,
        language="es",
    ),
    post(
        823,
        SAMIRA,
        "2026-11-06 07:45",
        """الزملاء الأعزاء،

في مركزنا في كسلا نستخدم بطاقة واحدة لكل رف، ونراجعها كل صباح قبل فتح الباب. لا يستغرق ذلك \
أكثر من خمس دقائق، وقد انخفض نفاد الأدوية إلى النصف خلال ثلاثة أشهر.

مع أطيب التحيات،
سميرة""",
        parent=811,
        position=8,
        language="ar",
    ),
    post(
        826,
        JOAO,
        "2026-11-07 10:10",
        """Caros colegas,

Em Chimoio pedimos aos doentes que nos digam o que faltou na farmácia. Três perguntas, à \
saída, a dez pessoas por semana. O cartão mente por vezes; os doentes não.

Podem escrever-me para joao@example.org, que envio o questionário.

Abraços,
João""",
        parent=816,
        position=9,
        language="pt",
    ),
    post(
        830,
        AMINA,
        "2026-11-09 08:00",
        """Dear all,

We began this morning: ten cards, on the shelf, pencils on strings. Three were turned by noon.\
 I will write again in a month with the count of days without syrup.

With thanks from all of us in Kajiado,
Amina""",
        parent=826,
        position=10,
    ),
]

OXYGEN = [
    post(
        828,
        PETER,
        "2026-11-08 09:00",
        "Does anybody repair concentrators locally?\n\nPeter",
        thread=828,
        topic="Oxygen concentrators: who repairs them?",
    ),
    post(
        831,
        MARIE,
        "2026-11-10 16:45",
        "Oui, un électricien de Kaolack. Je lui demande si je peux le nommer.\n\nMarie-Claire",
        thread=828,
        parent=828,
        position=2,
        topic="Oxygen concentrators: who repairs them?",
        language="fr",
    ),
]

SUMMARY = Summary(
    id=4,
    list_id=1,
    thread=811,
    language="en",
    title="Stock cards: experiences from six countries",
    text="""QUERY
Amina Kamau (Kenya) asked which stock card, or which habit around it, survives a busy day.

CONTRIBUTORS
Peter Okello (Uganda), Marie-Claire Ndiaye (Senegal), Lucía Fernández Quispe (Peru), سميرة \
الحسن (Sudan), João Baptista Machava (Mozambique)

WHAT THEY SAID
Cards hang on the shelf, not in the office. Ten items that must not be missing are counted \
every day, the rest once a month. Patients are asked what they did not get.

SOURCES
https://journal.example/articles/2023-17?lang=en""",
    made=at("2026-11-12 09:00"),
    published=at("2026-11-12 12:00"),
    permalink="summaryofcards",
)


def line(posts: list[Post], months: dict[str, int] | None = None) -> Line:
    """The thread of `posts` in a table of contents."""
    first, last = posts[0], posts[-1]
    return Line(
        thread=first.thread,
        topic=first.topic,
        author=first.author,
        country=first.country,
        posts=len(posts),
        first=first.published or 0.0,
        last=last.published or 0.0,
        months=months or {"2026-11": len(posts)},
    )


FICHES = "Des fiches de stock que l'on remplit vraiment"
BITAQAT = "بطاقات مخزون يملؤها الناس حقا"

TRANSLATIONS = {
    811: (
        Translation(
            *(811, 1, "fr", Manner.HUMAN),
            """Chères et chers collègues,

Dans notre dispensaire, les fiches de stock se remplissent quand la superviseure passe, et jamais \
autrement. Le mois dernier, nous avons manqué de sirop d'amoxicilline pendant neuf jours alors que \
la fiche annonçait quarante flacons.

Qui connaît une fiche, ou une habitude, qui survive à un lundi chargé ?

Amina""",
            FICHES,
            translator="Awa Diop",
            made=at("2026-11-03 18:00"),
            id=1,
        ),
        Translation(
            *(811, 1, "ar", Manner.HUMAN),
            """الزملاء الأعزاء،

في مستوصفنا لا تملأ بطاقات المخزون إلا عند زيارة المشرفة. في الشهر الماضي نفد شراب Amoxicillin \
125 mg/5 ml تسعة أيام، وكانت البطاقة تقول إن لدينا 40 زجاجة.

الدراسة هنا: https://journal.example/articles/2023-17?lang=en واكتبوا إلى amina@example.org.

أمينة""",
            BITAQAT,
            translator="Nadia Haddad",
            made=at("2026-11-03 19:00"),
            id=2,
        ),
        Translation(
            *(811, 1, "es", Manner.MACHINE, "Estimados colegas: en nuestro dispensario …"),
            engine="apertium",
            made=at("2026-11-03 08:20"),
            id=3,
        ),
        Translation(*(811, 1, "pt", Manner.MACHINE, "Nunca mostrar isto."), refused="number", id=4),
    ),
    812: (
        Translation(
            *(812, 1, "fr", Manner.ABSTRACT, "Peter suspend les fiches à l'étagère."),
            translator="Awa Diop",
            made=at("2026-11-03 18:30"),
            id=5,
        ),
    ),
    813: (
        Translation(
            *(813, 1, "en", Manner.HUMAN, "Here in Tambacounda the cleaner turns the cards."),
            translator="Joan Mwangi",
            made=at("2026-11-04 05:00"),
            id=6,
        ),
    ),
    815: (
        Translation(
            *(815, 1, "sw", Manner.HUMAN, "Zinasimama sakafuni."), made=at("2026-11-05 05:00"), id=7
        ),
    ),
}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Pages by their paths, as files below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder
