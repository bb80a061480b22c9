"""The pages for people who translate: every example does what stands beside it, in four languages.

The four pages have the same tables with the same rows. What the mail that asks looks like is made
of the words of that mail.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import pytest

from listserv.languages import translating
from listserv.languages.command import Command, Verb
from listserv.languages.grammar import parse
from listserv.languages.translating import NOT_NOW, UNDO, Heading, Order
from listserv.press.speech import words
from tests.support.markdown import block, read, spans, tables

LANGUAGES = ("en", "fr", "es", "pt")
SHOWN = (811, 814)

# By table: what each row asks for. The words of `away` are free; a cell may end for one pair.
COMMANDS: dict[int, tuple[Command, ...]] = {
    0: (
        Command(Verb.OFFER, ("en", "fr")),
        Command(Verb.OFFER, ("en", "fr", "es")),
        Command(Verb.OFFER, ("fr", "<->", "en")),
        Command(Verb.NO_OFFER),
        Command(Verb.STATUS),
    ),
    1: (
        Command(Verb.MOST, ("5",)),
        Command(Verb.MOST, ("0",)),
        Command(Verb.AWAY),
        Command(Verb.RESUME),
        Command(Verb.CREDIT, ("off",)),
        Command(Verb.CREDIT, ("on",)),
    ),
    3: (Command(Verb.CORRECT, ("811",)),),
}
ANSWERS: tuple[Heading | Order, ...] = (
    Heading(811),
    Heading(814, abstract=True),
    Order(NOT_NOW),
    Order(NOT_NOW, (811,)),
    Order(UNDO),
    Order(UNDO, (811,)),
)


@functools.cache
def rows(language: str) -> list[list[list[str]]]:
    """By table, by row: its cells."""
    return [table[2:] for table in tables(read(f"docs/translators.{language}.md"))]


def commands() -> Iterator[tuple[str, Command]]:
    for language in LANGUAGES:
        found = rows(language)
        assert len(found) == len(COMMANDS) + 1
        for place, meanings in COMMANDS.items():
            for (said, _), meaning in zip(found[place], meanings, strict=True):
                yield from ((line, meaning) for line in spans(said))


def answers() -> Iterator[tuple[str, Heading | Order]]:
    for language in LANGUAGES:
        for (said, _), meaning in zip(rows(language)[2], ANSWERS, strict=True):
            yield from ((line, meaning) for line in spans(said))


@pytest.mark.parametrize(("line", "meaning"), list(commands()))
def test_a_line_does_what_stands_beside_it(line: str, meaning: Command) -> None:
    for parsed in (parse("", line), parse(line, ""), parse(f"Re: {line}", "")):
        assert (parsed.unknown, parsed.asks) == ("", ())
        (found,) = parsed.commands
        assert found.verb is meaning.verb
        ends_a_pair = found.verb is Verb.NO_OFFER and found.args == ("en", "fr")
        assert meaning.verb is Verb.AWAY or ends_a_pair or found.args == meaning.args


@pytest.mark.parametrize(("line", "meaning"), list(answers()))
def test_a_line_of_an_answer_says_what_stands_beside_it(
    line: str, meaning: Heading | Order
) -> None:
    if isinstance(meaning, Order):
        assert translating.order(line) == meaning
        return
    found = translating.heading(line, SHOWN)
    assert found
    assert (found.number, found.abstract) == (meaning.number, meaning.abstract)
    assert found.language in ("", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_that_asks_looks_like_that(language: str) -> None:
    say = words(language)
    shown = block(read(f"docs/translators.{language}.md"), "===").replace("\xa0", " ")

    def line(message: str, **values: str) -> str:
        return (say.gettext(message) % values).replace("\xa0", " ")

    for one in (
        line("=== %(number)s · %(tongue)s ===", number="811", tongue=say.tongue("fr")),
        line("Title: %(topic)s", topic="Stock cards"),
        f"Amina Kamau, {say.country('KE')}",
        line("--- draft by machine, not checked ---"),
        line("--- check: %(doubts)s ---", doubts="5 mg"),
        line("Title: %(topic)s", topic="Fiches de stock"),
    ):
        assert one in shown.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_label_of_a_draft_is_told(language: str) -> None:
    label = words(language).gettext(
        "Machine translation, not checked. For doses and figures read the original."
    )
    text = " ".join(read(f"docs/translators.{language}.md").split())
    assert label.split(".")[0] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_the_others_and_members_find_it(language: str) -> None:
    text = read(f"docs/translators.{language}.md")
    assert [one for one in LANGUAGES if f"(translators.{one}.md)" not in text] == [language]
    assert f"(translators.{language}.md)" in read(f"docs/members.{language}.md")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_fits_a_page(language: str) -> None:
    text = re.sub(r"[|`]", "", read(f"docs/translators.{language}.md"))
    assert len(text.split()) < 800
