"""A copy for who does not read the language of a post: golden copies, and the rules one by one.

GOLDEN=write writes tests/golden/copies anew; look at the difference before it is kept.
"""

import os
from dataclasses import replace
from email.message import EmailMessage

import pytest

from listserv.fanout.cook import Translated, cook
from listserv.model import MARK_LEAVE, Rendition
from listserv.model.translations import Manner, Translation
from listserv.press import translated
from listserv.press.footers import footer
from listserv.press.speech import words
from tests.pure.test_cook import FOOTERS, GOLDEN, POSTS, SITE, order, read_copy

AT = "hifa-request@lists.example.org"
ARABIC = (
    "أمينة كاماو",
    "بطاقات المخزون في المستوصف",
    "الزملاء الأعزاء،\n\nنفدت أملاح الإماهة الفموية من مستوصفنا في Busia ثلاثة أسابيع في مايو، "
    "مع أن مخزن المقاطعة كان فيه 400 كيس. كيف تحدثون بطاقاتكم؟\n\nأمينة",
)


def of(language: str, manner: Manner = Manner.HUMAN, name: str = "Marie Ndiaye") -> Translation:
    _, topic, text = ARABIC if language == "ar" else POSTS[language]
    if manner is Manner.ABSTRACT:
        text = text.split("\n\n")[1][:90]
    return Translation(812, 1, language, manner, text, topic=topic, translator=name, id=1)


def copied(
    one: Translation, *, whole: bool = True, **known: object
) -> tuple[Rendition, EmailMessage]:
    say = words(one.language)
    original = translated.original("en", say)
    if not whole:
        original = translated.fetching(812, "en", AT, say)
    made = order("en", **known)
    below = replace(
        FOOTERS["en"],
        lines=footer(SITE, made.list, say),
        translated=Translated(one, translated.label(one, say), original, whole),
    )
    rendition = cook(made, one.language, below)
    return rendition, read_copy(rendition)


def shown(copy: EmailMessage) -> str:
    return str(copy.get_content()).replace("\r\n", "\n")


CASES = {
    "in-french": (of("fr"), True),
    "in-french-alone": (of("fr"), False),
    "in-spanish-by-machine": (of("es", Manner.MACHINE, ""), True),
    "in-portuguese-in-short": (of("pt", Manner.ABSTRACT, ""), True),
    "in-arabic": (of("ar"), True),
}


@pytest.mark.parametrize("name", CASES)
def test_golden_copies(name: str) -> None:
    one, whole = CASES[name]
    rendition, _ = copied(one, whole=whole)
    raw = (rendition.head + b"\r\n" + rendition.body).replace(MARK_LEAVE, b"LEAVETOKEN")
    path = GOLDEN / f"{name}.eml"
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(raw)
    assert raw == path.read_bytes()


def test_it_is_the_same_post() -> None:
    """One thread, one number, one permanent link across languages."""
    _, plain = copied(replace(of("fr"), topic=""))
    _, french = copied(of("fr"))
    for name in ("Message-ID", "References", "In-Reply-To", "Archived-At", "From", "Reply-To"):
        assert french[name] == plain[name]
    assert french["Subject"] == "[hifa] Fiches de stock au centre de santé (2)"
    assert plain["Subject"] == "[hifa] Stock cards at the dispensary (2)"


def test_a_planned_discussion_keeps_its_prefix_and_count() -> None:
    topic = "QUALITY (138) Q2: Stock cards"
    made = order("en", topic=topic)
    publication = replace(made.publication, topic=topic, shown=2)
    _, french = copied(replace(of("fr"), topic="Fiches de stock"), publication=publication)
    assert french["Subject"] == "[hifa] QUALITY (138) Q2: Fiches de stock (2)"


@pytest.mark.parametrize(
    ("one", "whole", "languages"),
    [
        (of("fr"), True, "fr, en"),
        (of("fr"), False, "fr"),
        (of("es", Manner.MACHINE), True, "en, es"),
        (of("pt", Manner.ABSTRACT), True, "pt, en"),
    ],
)
def test_it_says_in_which_languages_it_is(one: Translation, whole: bool, languages: str) -> None:
    assert copied(one, whole=whole)[1]["Content-Language"] == languages


def test_a_machines_words_never_stand_for_the_authors() -> None:
    """The original comes first, the label between, whatever the draft says."""
    _, spanish = copied(of("es", Manner.MACHINE, ""))
    assert spanish["Subject"] == "[hifa] Stock cards at the dispensary (2)"
    body = shown(spanish)
    original, label = POSTS["en"][2], "Traducción automática sin revisar."
    assert body.startswith(original)
    assert body.index(original) < body.index(label) < body.index("Estimados colegas")


def test_a_persons_words_say_whose_they_are_and_the_original_follows() -> None:
    _, french = copied(of("fr"))
    body = shown(french)
    assert body.startswith("Traduit par Marie Ndiaye.\n\nChers collègues,")
    assert "L'original (anglais)\u00a0:\n\nDear all," in body


def test_who_pays_for_bytes_reads_how_to_get_the_original() -> None:
    _, french = copied(of("fr"), whole=False)
    body = shown(french)
    assert "Dear all" not in body
    assert f"L'original (anglais)\u00a0: écrivez «\u00a0recevoir 812 en\u00a0» à {AT}" in body
    assert len(french.as_bytes()) < len(copied(of("fr"))[1].as_bytes())


def test_a_translators_address_is_no_name() -> None:
    _, french = copied(of("fr", name="marie@example.org"))
    assert "marie@example.org" not in shown(french)


def test_live_tokens_in_a_translation_are_masked() -> None:
    leave = "hifa-leave+abcdefghijklmnopqrstuvwxyz23@lists.example.org"
    _, french = copied(replace(of("fr"), text=f"Chers, {leave}"))
    assert "abcdefghijklmnopqrstuvwxyz23" not in shown(french)
