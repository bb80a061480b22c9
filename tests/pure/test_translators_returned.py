"""A translator's answer, as mail programs send it: which text is hers, and of which post.

She writes above the letter, below a text, in its place, or into the draft; the program breaks her
lines, marks what it quotes or does not, and adds its own.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages.command import Verb
from listserv.languages.translating import NOT_NOW, UNDO, Order
from listserv.model import Reading
from listserv.text import overlap
from listserv.translators import returned
from listserv.translators.pieces import Code, Part, Pending, Piece, code, layout, shielded
from listserv.translators.returned import Returned
from tests.support.asked import DRAFT, MARIE, NETS, PIECES, SEALED, TEXTS, ZINC, letter, read
from tests.support.clients import CLIENTS, compose

LETTER = letter()
ONE = letter(texts=TEXTS[1:], others=())
NET = PIECES[1:2]
QUOTES = [name for name, one in CLIENTS.items() if one.frame != "nothing" or one.width]

ZINC_TOPIC, NETS_TOPIC = "Du zinc pour nos enfants", "Moustiquaires"
ZINC_FR = (
    "Chers tous,\n\nNous donnons 5 mg de zinc pendant dix jours.\n\nQui fait mieux que nous ?\n\n"
    "Amina"
)
NETS_FR = (
    "Chers tous,\n\nLes moustiquaires reçues l'année dernière ont déjà des trous, voir"
    " https://example.org/nets?y=1\n\nQue font les autres ?\n\nPeter Okello\nKisumu"
)
TITLED = f"Titre : {ZINC_TOPIC}\n\n{ZINC_FR}"
TITLED_NETS = f"Titre : {NETS_TOPIC}\n\n{NETS_FR}"


def answer(client: str, typed: str, known: str = LETTER, **more: object) -> bytes:
    more = {"language": "fr", **more}
    return compose(client, typed, known, to=SEALED, sender=MARIE, **more)  # type: ignore[arg-type]


def found(said: Returned) -> dict[int, tuple[str, list[str]]]:
    """Topic and words by number: where a program broke a line for good tells nothing."""
    return {one.piece.number: (one.topic, one.text.split()) for one in said.texts}


def wanted(**texts: tuple[str, str]) -> dict[int, tuple[str, list[str]]]:
    return {int(number[1:]): (topic, text.split()) for number, (topic, text) in texts.items()}


BOTH = wanted(n811=(ZINC_TOPIC, ZINC_FR), n812=(NETS_TOPIC, NETS_FR))


def changed(*pairs: tuple[str, str], known: str = LETTER) -> str:
    """The letter as she changed it where it stands; her keyboard has no hard blank."""
    known = known.replace("\xa0", " ")
    for before, after in pairs:
        assert before in known
        known = known.replace(before, after, 1)
    return known


# --- above the letter -----------------------------------------------------------------------------

ABOVE = {
    "numbers": f"811:\n{TITLED}\n\n812:\n{TITLED_NETS}",
    "numbers and languages": f"811 fr :\n\n{TITLED}\n\n812 (français)\n\n{TITLED_NETS}",
    "signs": f"N° 811\n{TITLED}\n\n#812\n{TITLED_NETS}",
    "frames kept": f"=== 811 · français ===\n{TITLED}\n\n=== 812 · français ===\n{TITLED_NETS}",
    "the other first": f"812:\n{TITLED_NETS}\n\n811:\n{TITLED}",
    "a note": f"Bonjour, voici mes traductions :\n\n811:\n{TITLED}\n\n812:\n{TITLED_NETS}",
    "thanks": f"811:\n{TITLED}\n\n812:\n{TITLED_NETS}\n\nMerci,\nMarie",
    "titles alone": f"{TITLED}\n\n{TITLED_NETS}",
}


@pytest.mark.parametrize("way", ABOVE)
@pytest.mark.parametrize("client", CLIENTS)
def test_two_texts_above_the_letter(client: str, way: str) -> None:
    assert found(read(answer(client, ABOVE[way]), LETTER)) == BOTH


@pytest.mark.parametrize("client", CLIENTS)
def test_what_programs_and_offices_add_is_no_text(client: str) -> None:
    raw = answer(
        client,
        ABOVE["numbers"],
        phone=True,
        signature="Marie Ndiaye\nMinistère de la Santé\nTél. +221 33 555 0165",
        disclaimer=True,
    )
    assert found(read(raw, LETTER)) == BOTH


@pytest.mark.parametrize("style", ["above", "below", "between", "inside"])
@pytest.mark.parametrize("client", QUOTES)
def test_the_only_text_needs_no_number(client: str, style: str) -> None:
    raw = answer(client, TITLED_NETS, ONE, style=style, after="Kisumu")
    assert found(read(raw, ONE, NET)) == wanted(n812=(NETS_TOPIC, NETS_FR))


@pytest.mark.parametrize("client", CLIENTS)
def test_only_html(client: str) -> None:
    raw = answer(client, ABOVE["numbers"], html_only=True)
    assert found(read(raw, LETTER)) == BOTH


# --- below, in its place, in the draft ------------------------------------------------------------

PLACES = {
    "below the original": (
        changed((NETS, f"{NETS}\n\n{TITLED_NETS}")),
        wanted(n812=(NETS_TOPIC, NETS_FR)),
    ),
    "below each paragraph": (
        changed(
            ("Dear all,\n\nThe nets", "Dear all,\n\nChers tous,\n\nThe nets"),
            (
                "What do others do about it?",
                "Les moustiquaires ont déjà des trous.\n\nWhat do others do about it?\n\n"
                "Que font les autres ?",
            ),
        ),
        wanted(
            n812=(
                "",
                "Chers tous,\n\nLes moustiquaires ont déjà des trous.\n\nQue font les autres ?",
            )
        ),
    ),
    "in the place of the original": (
        changed((NETS, NETS_FR), ("Titre : Bed nets", f"Titre : {NETS_TOPIC}")),
        wanted(n812=(NETS_TOPIC, NETS_FR)),
    ),
    "the bare topic in the place of the title": (
        changed((NETS, NETS_FR), ("Titre : Bed nets", NETS_TOPIC)),
        wanted(n812=(NETS_TOPIC, NETS_FR)),
    ),
    "in the draft": (
        changed(("50 mg", "5 mg"), ("Qui fait mieux ?", "Qui fait mieux que nous ?")),
        wanted(n811=("Du zinc pour enfants", ZINC_FR)),
    ),
    "in the draft and its topic": (
        changed(("50 mg", "5 mg"), ("Du zinc pour enfants", ZINC_TOPIC)),
        wanted(n811=(ZINC_TOPIC, DRAFT.replace("50", "5"))),
    ),
    "words of the draft taken out": (
        changed((" pendant dix jours", "")),
        wanted(n811=("Du zinc pour enfants", DRAFT.replace(" pendant dix jours", ""))),
    ),
    "in the place of the draft": (
        changed((DRAFT, ZINC_FR), ("Du zinc pour enfants", ZINC_TOPIC)),
        wanted(n811=(ZINC_TOPIC, ZINC_FR)),
    ),
    "below the draft, which stands": (
        changed((DRAFT, f"{DRAFT}\n\n{ZINC_FR}")),
        wanted(n811=("", ZINC_FR)),
    ),
    "one in the draft, one in its place": (
        changed(("50 mg", "5 mg"), (NETS, NETS_FR)),
        wanted(n811=("Du zinc pour enfants", DRAFT.replace("50", "5")), n812=("", NETS_FR)),
    ),
    "nothing": (LETTER, {}),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("client", QUOTES)
def test_in_the_letter(client: str, place: str) -> None:
    sent_back, texts = PLACES[place]
    assert found(read(answer(client, "", sent_back), LETTER)) == texts


def test_the_letter_in_each_language_is_known_again() -> None:
    for language in ("en", "fr", "es", "pt", "ar"):
        known = letter(language)
        said = read(answer("mutt", ABOVE["numbers"], known), known)
        assert found(said) == BOTH, language
        sent_back = known.replace("\xa0", " ").replace("50 mg", "5 mg").replace(NETS, NETS_FR)
        said = read(answer("iphone", "", sent_back), known)
        assert [one.piece.number for one in said.texts] == [811, 812], language


# --- what is no text ------------------------------------------------------------------------------


@pytest.mark.parametrize("client", QUOTES)
def test_the_original_sent_back_is_no_text(client: str) -> None:
    assert read(answer(client, f"812:\n{NETS}"), LETTER).texts == ()


@pytest.mark.parametrize("client", QUOTES)
def test_a_draft_that_she_copied_is_hers_to_confirm(client: str) -> None:
    (one,) = read(answer(client, f"811:\n{DRAFT}"), LETTER).texts
    assert (one.untouched, one.topic) == (True, "Du zinc pour enfants")


@pytest.mark.parametrize(
    ("typed", "orders"),
    [
        ("not now", (Order(NOT_NOW),)),
        ("pas maintenant, merci", (Order(NOT_NOW),)),
        ("not now 811", (Order(NOT_NOW, (811,)),)),
        ("ahora no 811 y 812", (Order(NOT_NOW, (811, 812)),)),
        ("agora não", (Order(NOT_NOW),)),
        ("ليس الآن 812", (Order(NOT_NOW, (812,)),)),
        ("annuler", (Order(UNDO),)),
        ("away until 3 May", (Order(Verb.AWAY, value="3 May"),)),
        ("au plus 5 par semaine", (Order(Verb.MOST, value="5"),)),
        ("sin mi nombre", (Order(Verb.CREDIT, value="off"),)),
        ("corriger 811", (Order(Verb.CORRECT, (811,)),)),
        ("not now 811\nwithout my name", (Order(NOT_NOW, (811,)), Order(Verb.CREDIT, value="off"))),
    ],
)
@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "iphone", "mutt", "bare-phone"])
def test_orders(client: str, typed: str, orders: tuple[Order, ...]) -> None:
    said = read(answer(client, typed), LETTER)
    assert (said.orders, said.texts, said.loose) == (orders, (), "")


@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "k9", "mutt"])
def test_not_now_below_a_text_means_that_one(client: str) -> None:
    raw = answer(client, "not now", style="between", after="Kisumu")
    assert read(raw, LETTER).orders == (Order(NOT_NOW, (812,)),)


@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "iphone", "mutt", "bare-phone"])
def test_orders_beside_a_text(client: str) -> None:
    raw = answer(client, f"811:\n{TITLED}\n\nnot now 812\n\nwithout my name")
    said = read(raw, LETTER)
    assert found(said) == wanted(n811=(ZINC_TOPIC, ZINC_FR))
    assert set(said.orders) >= {Order(Verb.CREDIT, value="off")}


@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "mutt"])
def test_a_line_of_her_text_is_no_order(client: str) -> None:
    """A post that tells how to write to a list."""
    text = (
        "Chers tous,\n\nPour répondre à une lettre, écrivez l'une de ces lignes :\n\nnot now 811\n"
        "undo\nat most 5 a week\n\nElle est comprise dans toutes les langues.\n\nUne autre vous"
        " est proposée chaque semaine.\n\nCorrection : le nombre est de 5.\n\nPeter Okello\nKisumu"
    )
    said = read(answer(client, text, ONE), ONE, NET)
    assert (said.orders, found(said)) == ((), wanted(n812=("", text)))


def test_who_translates_herself_keeps_the_name_below_her_text() -> None:
    mine = letter(
        texts=(replace(TEXTS[1], text=NETS.replace("Peter Okello", MARIE[0])),), others=()
    )
    text = NETS_FR.replace("Peter Okello", MARIE[0])
    said = read(answer("mutt", f"812:\n{text}", mine), mine, NET)
    assert found(said) == wanted(n812=("", text))


def test_two_lines_about_another_post() -> None:
    raw = answer("k9", "814: Les tests rapides manquent depuis mars.\nQui en a ?")
    (one,) = read(raw, LETTER).texts
    assert (one.piece.number, one.piece.whole) == (814, False)
    assert one.text == "Les tests rapides manquent depuis mars.\nQui en a ?"
    (one,) = read(answer("k9", "résumé 811 : Du zinc contre la diarrhée."), LETTER).texts
    assert (one.piece.number, one.short, one.text) == (811, True, "Du zinc contre la diarrhée.")


TONGUES = (Piece(811, 1, "en", "fr"), Piece(811, 1, "en", "es"))
BOTH_TONGUES = letter(texts=(TEXTS[0], replace(TEXTS[0], language="es", draft="")), others=())
ZINC_ES = (
    "Estimados colegas:\n\nDamos 5 mg de zinc durante diez días.\n\n¿Quién lo hace mejor que"
    " nosotros?\n\nAmina"
)


@pytest.mark.parametrize(
    ("typed", "french", "spanish"),
    [
        (f"811:\n{ZINC_FR}\n\n811:\n{ZINC_ES}", ZINC_FR, ZINC_ES),
        (f"811:\n{ZINC_ES}\n\n811:\n{ZINC_FR}", ZINC_FR, ZINC_ES),
        (f"811:\n{ZINC_ES}\n\n811 fr:\n{ZINC_FR}", ZINC_FR, ZINC_ES),
        (f"811:\n{ZINC_ES}", "", ZINC_ES),
        ("811:\nDu zinc.\n\n811:\nZinc.", "Du zinc.", "Zinc."),  # nobody can tell: in order
        ("811 es:\nZinc.\n\n811:\nDu zinc.", "Du zinc.", "Zinc."),
        (f"811:\n\n811:\n{ZINC_FR}", ZINC_FR, ""),
    ],
)
@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "k9", "mutt", "bare-phone"])
def test_a_number_asked_for_in_two_languages(
    client: str, typed: str, french: str, spanish: str
) -> None:
    """Below the number alone: both texts were taken for the first language."""
    said = read(answer(client, typed, BOTH_TONGUES), BOTH_TONGUES, TONGUES)
    texts = {one.piece.language: one.text.split() for one in said.texts}
    wanted = {"fr": french.split(), "es": spanish.split()}
    assert texts == {language: words for language, words in wanted.items() if words}


@pytest.mark.parametrize(
    ("typed", "french", "spanish"),
    [
        (f"811:\nTitre : Du zinc\n\n811:\n{ZINC_FR}", ("Du zinc", ZINC_FR), ()),
        (f"811: Título: Zinc\n\n811:\n{ZINC_ES}", (), ("Zinc", ZINC_ES)),
        (
            f"811:\nTítulo: Zinc\n\n811:\n{ZINC_ES}\n\n811:\nTitre : Du zinc\n\n811:\n{ZINC_FR}",
            ("Du zinc", ZINC_FR),
            ("Zinc", ZINC_ES),
        ),
        (
            f"811:\nTitre : Le zinc\n\n811:\nTitre : Du zinc\n\n{ZINC_FR}",
            ("Du zinc", ZINC_FR),
            (),
        ),
    ],
)
@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "bare-phone"])
def test_a_title_alone_goes_with_the_text_below_it(
    client: str, typed: str, french: tuple[str, ...], spanish: tuple[str, ...]
) -> None:
    """The French title was that of the Spanish text: one line does not say which it is in."""
    said = read(answer(client, typed, BOTH_TONGUES), BOTH_TONGUES, TONGUES)
    texts = {one.piece.language: (one.topic, one.text.split()) for one in said.texts}
    wanted = {"fr": french, "es": spanish}
    assert texts == {tongue: (one[0], one[1].split()) for tongue, one in wanted.items() if one}


CANNOT = "Sorry, I cannot do this message because it has too many words that I do not know."


@pytest.mark.parametrize(
    ("typed", "texts", "talk", "loose"),
    [
        (f"811:\n{CANNOT}\n\n811:\n{ZINC_ES}", [("es", ZINC_ES)], True, ""),
        (f"811:\n{ZINC_FR}\n\n811:\n{CANNOT}", [("fr", ZINC_FR)], True, ""),
        (f"811:\n{CANNOT}", [], False, CANNOT),
    ],
)
@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "bare-phone"])
def test_words_in_the_language_of_the_original_are_no_text(
    client: str, typed: str, texts: list[tuple[str, str]], talk: bool, loose: str
) -> None:
    """They were taken for the text that was missing; now people read them, or she is asked."""
    raw = answer(client, typed, BOTH_TONGUES)
    said = read(raw, BOTH_TONGUES, TONGUES, originals={811: ZINC})
    found = [(one.piece.language, one.text.split()) for one in said.texts]
    assert found == [(language, text.split()) for language, text in texts]
    assert (said.talk, said.loose.split()) == (talk, loose.split())


@pytest.mark.parametrize("words", ["Not now, thank you very much.", "not now"])
def test_not_now_below_a_number_asked_for_in_two_languages_means_that_one(words: str) -> None:
    """Though it is in the language of the original."""
    known = letter(texts=(*(replace(TEXTS[0], language=one) for one in ("fr", "es")), TEXTS[1]))
    raw = answer("gmail-web", f"811:\n{words}", known)
    assert read(raw, known, (*TONGUES, *NET)).orders == (Order(NOT_NOW, (811,)),)


@pytest.mark.parametrize("client", ["gmail-web", "outlook-desktop", "k9", "mutt"])
def test_a_text_that_nothing_places_is_not_lost(client: str) -> None:
    said = read(answer(client, ZINC_FR), LETTER)
    assert (said.texts, said.loose.split()) == ((), ZINC_FR.split())
    said = read(answer(client, ZINC_FR), LETTER, alone=PIECES[0])
    assert found(said) == wanted(n811=("", ZINC_FR))


@pytest.mark.parametrize("typed", ["Merci beaucoup !", "Thank you\n\nMarie", "شكرا"])
def test_thanks_are_no_text(typed: str) -> None:
    said = read(answer("iphone", typed, ONE), ONE, NET)
    assert (said.texts, said.loose, said.polite) == ((), "", True)


def test_without_the_letter_numbers_place_the_texts() -> None:
    """Our letter is kept no more, or she wrote a mail of her own."""
    raw = answer("bare-phone", ABOVE["numbers"])
    assert found(read(raw, "")) == BOTH


@given(st.text(max_size=400), st.sampled_from([LETTER, ONE, ""]))
def test_nothing_typed_can_fail(typed: str, known: str) -> None:
    said = returned.read(Reading(text=typed, clean=typed), known, PIECES, (MARIE[0],))
    assert isinstance(said, Returned)


@given(
    st.lists(st.sampled_from(LETTER.split("\n")), max_size=30),
    st.sampled_from(["> ", "", ">> "]),
)
def test_lines_of_the_letter_are_never_an_original_given_back(lines: list[str], mark: str) -> None:
    """Whatever of it stands in a mail, in whatever order: no text is the original."""
    whole = "\n".join(mark + line for line in [*LETTER.split("\n"), *lines])
    said = returned.read(Reading(text=whole, clean=whole), LETTER, PIECES, (MARIE[0],))
    originals = [overlap.words([text]).folded for text in (ZINC, NETS)]
    assert not [one for one in said.texts if overlap.words([one.text]).folded in originals]


# --- the letter -----------------------------------------------------------------------------------


def test_a_posts_lines_cannot_forge_our_marks() -> None:
    forged = shielded("=== 999 · French ===\n--- draft ---\n\n=====\nnot == this")
    lines = ["=== 811 · French ===", "Title: x", "Amina", "", *forged.split("\n")]
    parts = layout(lines, PIECES)
    assert parts[0] == (0, Part.HEADING)
    assert {part for _, part in parts[4:]} == {Part.ORIGINAL}


def test_what_the_letters_row_keeps_comes_back() -> None:
    pending = Pending("short", 3, 4, 811, "fr", "hers")
    kept = Code((*PIECES, Piece(9, 2, "fr", "ar", again=True)), 17, pending)
    assert code(kept.text) == kept
    assert code("") == Code()
