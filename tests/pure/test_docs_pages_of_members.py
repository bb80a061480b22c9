"""The pages for members: every example does what stands beside it, in four languages.

The four pages have the same tables with the same rows, so what a row of the English page means is
what that row means on the others. A cell may hold several ways to say one thing.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from listserv.languages.command import Command, Verb
from listserv.languages.grammar import parse
from listserv.languages.leave import leave_phrase
from tests.support.markdown import read, spans, tables

LANGUAGES = ("en", "fr", "es", "pt")
AMINA = "amina@example.org"

# By table: what each row asks for. The words of `away` are free.
MEANINGS: tuple[tuple[Command, ...], ...] = (
    (
        Command(Verb.JOIN),
        Command(Verb.JOIN, ("health", "fr")),
        Command(Verb.LISTS),
        Command(Verb.INFO),
        Command(Verb.LEAVE),
    ),
    (
        Command(Verb.DELIVERY, ("each",)),
        Command(Verb.DELIVERY, ("daily",)),
        Command(Verb.DELIVERY, ("weekly",)),
        Command(Verb.DELIVERY, ("monthly",)),
        Command(Verb.DELIVERY, ("titles",)),
        Command(Verb.DELIVERY, ("summaries",)),
        Command(Verb.DELIVERY, ("none",)),
        Command(Verb.PAUSE, ("21",)),
        Command(Verb.AWAY),
        Command(Verb.RESUME),
        Command(Verb.MUTE, ("811",)),
        Command(Verb.MUTE, ("CHW",)),
        Command(Verb.ONLY, ("CHW",)),
        Command(Verb.UNMUTE, ("811",)),
        Command(Verb.ONLY, ("",)),
        Command(Verb.OWN, ("off",)),
        Command(Verb.OWN, ("on",)),
    ),
    (
        Command(Verb.STATUS),
        Command(Verb.I_READ, ("fr", "en")),
        Command(Verb.TRANSLATION, ("machine",)),
        Command(Verb.TRANSLATION, ("human",)),
        Command(Verb.TRANSLATION, ("off",)),
        Command(Verb.TIMEZONE, ("Africa/Nairobi",)),
        Command(Verb.NAME, ("Amina Kamau",)),
        Command(Verb.COUNTRY, ("Kenya",)),
        Command(Verb.ORGANISATION, ("Red Cross",)),
        Command(Verb.PROFILE, ("midwife in Kisumu",)),
        Command(Verb.PROFILE, ("",)),
        Command(Verb.CONCEAL, ("on",)),
        Command(Verb.ADDRESS, ("move", AMINA)),
        Command(Verb.ADDRESS, ("add", AMINA)),
        Command(Verb.ADDRESS, ("remove", AMINA)),
    ),
    (
        Command(Verb.WHERE),
        Command(Verb.WHERE, ("811",)),
        Command(Verb.WITHDRAW, ("811",)),
        Command(Verb.ATTACHMENT, ("811.1",)),
        Command(Verb.GET, ("811",)),
        Command(Verb.GET, ("812-815", "fr")),
        Command(Verb.MACHINE, ("off",)),
        Command(Verb.CONTRIBUTIONS),
    ),
    (Command(Verb.MY_DATA), Command(Verb.ERASE)),
    (Command(Verb.HELP), Command(Verb.HELP, ("all",))),
)


@functools.cache
def rows(language: str) -> list[list[list[str]]]:
    """By table, by row: its cells."""
    return [table[2:] for table in tables(read(f"docs/members.{language}.md"))]


def examples() -> Iterator[tuple[str, str, Command]]:
    for language in LANGUAGES:
        for table, meanings in zip(rows(language), MEANINGS, strict=True):
            for (said, _), meaning in zip(table, meanings, strict=True):
                for line in spans(said):
                    yield language, line, meaning


@pytest.mark.parametrize(("language", "line", "meaning"), list(examples()))
def test_an_example_does_what_stands_beside_it(language: str, line: str, meaning: Command) -> None:
    for parsed in (parse("", line), parse(line, ""), parse(f"Re: {line}", "")):
        assert (parsed.unknown, parsed.asks) == ("", ())
        (found,) = parsed.commands
        assert found.verb is meaning.verb
        assert meaning.verb is Verb.AWAY or found.args == meaning.args


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_leaves_too(language: str) -> None:
    text = read(f"docs/members.{language}.md")
    for opening, closing in (("“", "”"), ('"', '"'), ("« ", " »"), ("«", "»")):
        if opening in text:
            sentence = text.split(opening, 1)[1].split(closing)[0]
            break
    assert leave_phrase(sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_the_others(language: str) -> None:
    text = read(f"docs/members.{language}.md")
    assert [one for one in LANGUAGES if f"(members.{one}.md)" not in text] == [language]
