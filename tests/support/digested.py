"""What people and a program made of the posts of tests/pure/test_digest_compose.py."""

from __future__ import annotations

from listserv.model.translations import Manner, Translation

TOPICS = {
    "fr": "Des fiches de stock que personne ne lit",
    "es": "Fichas de existencias que nadie lee",
    "pt": "Fichas de stock que ninguém lê",
    "ar": "بطاقات مخزون لا يقرؤها أحد",
}
LETTERS = {
    "fr": "Chères et chers collègues,\n\nNous comptons chaque lundi, mais le district ne répond"
    " jamais. Les fiches remplissent une armoire.\n\nComment faites-vous ?\n\nAmina",
    "es": "Estimados colegas:\n\nContamos cada lunes, pero el distrito nunca responde. Las fichas"
    " llenan un armario.\n\n¿Cómo cierran ustedes el círculo?\n\nAmina",
    "pt": "Caros colegas,\n\nContamos todas as segundas-feiras, mas o distrito nunca responde. As"
    " fichas enchem um armário.\n\nComo é que os outros fecham o círculo?\n\nAmina",
    "ar": "الزملاء الأعزاء،\n\nنحصي كل يوم اثنين، لكن المقاطعة لا تجيب أبدا. البطاقات تملأ"
    " خزانة.\n\nكيف تغلقون الحلقة؟\n\nAmina",
}
SHORT = {
    "fr": "Lire les chiffres tout haut chaque lundi. Au bout de trois mois, le district appelle.",
    "es": "Leen las cifras en voz alta cada lunes; a los tres meses, el distrito empezó a llamar.",
    "pt": "Leem os números em voz alta às segundas; ao fim de três meses, o distrito telefonou.",
    "ar": "يقرؤون الأرقام بصوت عال كل يوم اثنين، وبعد ثلاثة أشهر بدأت المقاطعة تتصل.",
}
DRAFTS = {
    "fr": "Merci, Peter. Nous l'essaierons de la semaine prochaine.",
    "es": "Gracias, Peter. Lo intentaremos de la próxima semana.",
    "pt": "Obrigado, Peter. Vamos tentar da próxima semana.",
    "ar": "شكرا بيتر. سنجربه من الأسبوع المقبل.",
}


def human(number: int, language: str, text: str, topic: str = "", **known: object) -> Translation:
    values: dict[str, object] = {"translator": "Marie Ndiaye", "id": number * 10, "made": 1.0}
    return Translation(number, 1, language, Manner.HUMAN, text, topic, **{**values, **known})  # type: ignore[arg-type]


def short(number: int, language: str, text: str) -> Translation:
    return Translation(number, 1, language, Manner.ABSTRACT, text, id=number * 10 + 1)


def draft(number: int, language: str, text: str, refused: str = "") -> Translation:
    return Translation(
        *(number, 1, language, Manner.MACHINE, text),
        engine="apertium",
        refused=refused,
        id=number * 10 + 2,
    )


def of_day(language: str) -> dict[int, Translation]:
    """What a reader of one language is shown of the day: a letter, two lines, and a draft."""
    if language == "en":
        return {
            812: human(
                812,
                "en",
                "Dear colleagues,\n\nIn our district, 42 families out of 60 buy at the market"
                " first.\n\nJean-Baptiste",
                "Malaria: what do families say?",
            ),
            814: short(814, "en", "They call each post on Thursdays, by radio. By telephone?"),
        }
    return {
        811: human(811, language, LETTERS[language], TOPICS[language]),
        813: short(813, language, SHORT[language]),
        815: draft(815, language, DRAFTS[language]),
    }
