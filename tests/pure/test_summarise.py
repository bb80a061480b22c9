"""Discussion summaries: sentences, sources, what is chosen, and that nothing is made up.

Golden files in tests/golden/digests are for reading aloud; `GOLDEN=write` writes them anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.digests.sentences import first_sentence, is_courtesy, paragraphs, sentences
from listserv.digests.sources import links, sources
from listserv.digests.summarise import OMITTED, compose_summary, digest, query
from listserv.digests.weigh import weigh
from listserv.model import MailingList, Policy, Post, Site, State
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words
from listserv.text.layout import NARROW, columns

GOLDEN = Path(__file__).parents[1] / "golden" / "digests"
SITE = Site("lists.example.org", "Health lists")
HIFA = MailingList(7, "hifa", Policy(title="Health forum", timezone="Africa/Nairobi"))
NOW = 1799488800.0


def post(number: int, author: str, country: str, text: str) -> Post:
    return Post(
        number=number,
        list_id=7,
        state=State.OUT,
        received=NOW,
        sent=NOW,
        person_id=0,
        author=author,
        address=f"{author.split()[0].lower()}@example.org",
        country=country,
        proof="",
        subject="stock cards",
        topic="Stock cards that nobody reads",
        message_id=f"{number}@example.org",
        references=(),
        language="en",
        text=text,
        version=1,
        published=NOW + (number - 811) * 40_000,
        thread=811,
    )


THREAD = (
    post(
        811,
        "Amina Kamau",
        "KE",
        "Dear all,\n\nWe count our stock every Monday, but the district never answers. The cards"
        " fill a cupboard. How do others close the circle? Who reads the figures where you work?"
        "\n\nBest wishes,\nAmina",
    ),
    post(
        813,
        "Peter Okello",
        "UG",
        "Dear Amina,\n\nThank you for this important question. We read the figures aloud every"
        " Monday at eight. After three months the district began to telephone us, and stock-outs"
        " fell from 9 to 2 a quarter. The form is at https://forms.example/stock(1).\n\nRegards,\n"
        "Peter Okello\nGulu",
    ),
    post(
        814,
        "Lucía Fernández Quispe",
        "PE",
        "Estimados colegas:\n\nMuchas gracias por la pregunta. En Puno llamamos por radio a cada"
        " puesto los jueves y anotamos las tarjetas de existencias en una sola hoja. ¿Alguien lo"
        " hace por teléfono?\n\nSaludos cordiales,\nLucía",
    ),
    post(
        815,
        "Amina Kamau",
        "KE",
        "Thanks, Peter! We shall read our figures aloud from next week.\n\n> We read the figures"
        " aloud every Monday at eight.\n\nAmina",
    ),
    post(
        818,
        "Grace Banda",
        "MW",
        "Colleagues,\n\nThe district will only answer when the figures arrive on one page. See the"
        " study below.\n\nCITATION: Banda G, Phiri T. One page a month: stock figures in 40"
        " clinics. Test J Health 2026;4:12-19. doi:10.5555/tj.2026.12\n\nGrace",
    ),
    post(
        819,
        "Peter Okello",
        "UG",
        "Grace's paper is open: http://dx.doi.org/10.5555/tj.2026.12 - I agree: one page works.",
    ),
)


@pytest.mark.parametrize("language", COMPLETE)
def test_summary_reads_as_its_golden_file(language: str) -> None:
    title, text = compose_summary(THREAD, HIFA, SITE, words(language))
    whole = f"{title}\n\n{text}"
    path = GOLDEN / f"summary.{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(whole, encoding="utf-8")
    assert whole == path.read_text(encoding="utf-8")


# --- nothing is made up ---------------------------------------------------------------------------

TEXTS = st.lists(
    st.sampled_from(
        [
            "Dear all,",
            "We count our stock every Monday and the district never answers.",
            "How do others do it?",
            "> quoted words of somebody else in this discussion",
            "See https://example.org/a_(b)?c=d&e=f for the whole report of 2024.",
            "- In Puno we call every clinic by radio on Thursdays",
            "In Kisumu Dr. Otieno, e.g., saw 42 cases in 3 weeks. It fell to 7 later on.",
            "Muchas gracias a todos por sus respuestas tan útiles.",
            "Best wishes,\nAmina",
            "",
        ]
    ),
    max_size=8,
).map("\n\n".join)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_every_point_stands_in_its_post_word_for_word(texts: list[str]) -> None:
    thread = [
        post(811 + n, ["A B", "C D", "E F"][n % 3], "KE", text) for n, text in enumerate(texts)
    ]
    by_number = {one.number: " ".join(one.text.split()) for one in thread}
    taken = digest(thread)
    for one in taken.contributors:
        for text, number in one.points:
            assert text in by_number[number]
            assert number in one.numbers
    for part in re.split(re.escape(OMITTED) + r"|\n", taken.query):
        assert all(line in by_number[811] for line in sentences(part.strip()))


@given(st.text(), st.text())
def test_any_text_can_be_summed_up(first: str, second: str) -> None:
    thread = [post(811, "A B", "KE", first), post(812, "C D", "", second)]
    title, text = compose_summary(thread, HIFA, SITE, words("en"))
    assert title
    assert "812 C D" in text


def test_points_are_no_courtesies_questions_or_quotations() -> None:
    said = [text for one in digest(THREAD).contributors for text, _ in one.points]
    assert said == [
        "We shall read our figures aloud from next week.",
        "We read the figures aloud every Monday at eight.",
        "After three months the district began to telephone us, and stock-outs fell from 9 to 2 a"
        " quarter.",
        "En Puno llamamos por radio a cada puesto los jueves y anotamos las tarjetas de existencias"
        " en una sola hoja.",
        "The district will only answer when the figures arrive on one page.",
    ]


def test_contributors_are_people_not_addresses() -> None:
    other = replace(THREAD[1], number=830, address="p.okello@example.net")
    found = digest([*THREAD, other]).contributors
    assert [(one.name, one.country, one.numbers) for one in found] == [
        ("Amina Kamau", "KE", (811, 815)),
        ("Peter Okello", "UG", (813, 819, 830)),
        ("Lucía Fernández Quispe", "PE", (814,)),
        ("Grace Banda", "MW", (818,)),
    ]


@pytest.mark.parametrize("name", ["", "amina.kamau@example.org"])
def test_an_address_is_never_a_name(name: str) -> None:
    one = replace(THREAD[0], author=name, address="amina.kamau@example.org")
    _, text = compose_summary([one], HIFA, SITE, words("en"))
    assert "amina" not in text.replace("Amina", "")
    assert "a***@example.org" in text


def test_what_was_said_twice_is_reported_once() -> None:
    again = replace(THREAD[1], number=830, author="Somebody Else", address="s@example.org")
    said = [text for one in digest([*THREAD, again]).contributors for text, _ in one.points]
    assert len(said) == len(set(said))


def test_an_unanswered_question_says_so() -> None:
    assert "Nobody has answered yet." in compose_summary(THREAD[:1], HIFA, SITE, words("en"))[1]


@pytest.mark.parametrize("language", COMPLETE)
def test_indexes_fit_a_phone(language: str) -> None:
    _, text = compose_summary(THREAD, HIFA, SITE, words(language))
    rows = [line for line in text.split("\n") if re.match(r"\d+\.? \S|-{5}", line)]
    assert len(rows) >= len(THREAD) + 4
    assert all(columns(line) <= NARROW for line in rows)


def test_figures_and_first_words_weigh_more() -> None:
    weights = {one.text: one.weight for one in weigh(THREAD) if one.post.number == 813}
    best = max(weights, key=lambda text: weights[text])
    assert "from 9 to 2" in best


# --- the query ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Dear all,\n\nHow do you do it?\n\nRegards,\nA", "How do you do it?"),
        ("", ""),
        (
            "We count. "
            + "It is a long story of many words. " * 30
            + "How do others do it? "
            + "More words follow here. Who pays?",
            f"We count. {OMITTED} How do others do it? {OMITTED} Who pays?",
        ),
        (
            "We count. " + "It is a long story of many words. " * 30,
            "We count. " + "It is a long story of many words. " * 2 + OMITTED,
        ),
    ],
)
def test_query(text: str, asked: str) -> None:
    assert query(text) == asked


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We count. They do not.", ["We count.", "They do not."]),
        ("Dr. Otieno of St. Mary saw 3. It was No. 7 on p. 12.", None),
        ("In 40 clinics, e.g. in Gulu, it works. Good.", None),
        ("Banda et al. say so. I doubt it!", ["Banda et al. say so.", "I doubt it!"]),
        ("Is it so? “Yes.” No.", ["Is it so?", "“Yes.”", "No."]),
        ("هل هذا صحيح؟ نعم.", ["هل هذا صحيح؟", "نعم."]),
        ("See www.example.org. Then call.", ["See www.example.org.", "Then call."]),
        ("", []),
    ],
)
def test_sentences(text: str, found: list[str] | None) -> None:
    made = sentences(text)
    assert " ".join(made) == text
    if found is not None:
        assert made == found
    assert not any(one.endswith((" Dr.", " St.", " No.", " p.", "e.g.")) for one in made[:-1])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear all,\n\nWe count.\n\nBest wishes,\nAmina\nKisumu", ["We count."]),
        ("Hello everyone, we count every day.", ["we count every day."]),
        ("Hi,\nWe count every day\nand every night.", ["We count every day and every night."]),
        ("We count:\n- stock\n- people", ["We count:", "stock", "people"]),
        ("> You said so.\nI did not.", ["I did not."]),
        ("Estimada Lucía:\n\nContamos.\n\nUn abrazo,\nAna", ["Contamos."]),
        ("Chers collègues,\n\nNous comptons.\n\nBien à vous,\nAwa", ["Nous comptons."]),
        ("Caros colegas,\n\nContamos.\n\nAtenciosamente,\nRui", ["Contamos."]),
        ("Best practice is to count first and then to write it down.", None),
        ("CITATION: Banda G.\nTest J 2026;4:1.\nhttps://e.example/1", None),
        ("", []),
    ],
)
def test_paragraphs(text: str, found: list[str] | None) -> None:
    assert paragraphs(text) == ([" ".join(text.split())] if found is None else found)


@pytest.mark.parametrize(
    ("sentence", "courtesy"),
    [
        ("Thank you for this important question.", True),
        ("Merci à Noëlle pour ce message.", True),
        ("Muchas gracias por la pregunta.", True),
        ("Obrigada pela resposta.", True),
        ("Thankless work is still work.", False),
        ("Best practice is to count first and then to write it down.", False),
        ("Carolina counts every day.", False),
        ("Hola, buenos días a todas.", True),
    ],
)
def test_courtesies(sentence: str, courtesy: bool) -> None:
    assert is_courtesy(sentence) is courtesy


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        (THREAD[0].text, "We count our stock every Monday, but the district never answers."),
        (THREAD[1].text, "We read the figures aloud every Monday at eight."),
        ("Thanks!\n\nAmina", "Thanks!"),
        ("", ""),
    ],
)
def test_first_sentence(text: str, opening: str) -> None:
    assert first_sentence(text) == opening


@given(st.text())
def test_sentences_lose_no_letter(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


# --- sources --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://e.example/a.", ["https://e.example/a"]),
        ("(https://e.example/a_(b))", ["https://e.example/a_(b)"]),
        (
            "<https://e.example/?id=4785&lang=en&fmt=txt>",
            ["https://e.example/?id=4785&lang=en&fmt=txt"],
        ),
        ("doi:10.5555/tj.2026.12, p. 3", ["https://doi.org/10.5555/tj.2026.12"]),
        ("DOI 10.5555/(ISSN)1234-4978.", ["https://doi.org/10.5555/(ISSN)1234-4978"]),
        (
            "http://dx.doi.org/10.5555/x twice 10.5555/y",
            ["http://dx.doi.org/10.5555/x", "https://doi.org/10.5555/y"],
        ),
        ("www.example.org/x and a@www.example.org", ["www.example.org/x"]),
        ("« https://e.example/é »", ["https://e.example/é"]),
        ("no link, 10.5 mg/kg", []),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert links(text) == found


def test_a_source_stands_once_with_all_who_gave_it() -> None:
    """A CITATION block, its DOI and a bare link to it are one source."""
    found = [(source.text, source.givers) for source in sources(THREAD)]
    assert found == [
        ("https://forms.example/stock(1)", (("Peter Okello", (813,)),)),
        (
            "Banda G, Phiri T. One page a month: stock figures in 40 clinics. Test J Health"
            " 2026;4:12-19. doi:10.5555/tj.2026.12",
            (("Grace Banda", (818,)), ("Peter Okello", (819,))),
        ),
    ]


@given(st.text())
def test_links_never_fail(text: str) -> None:
    assert all(links(text))
