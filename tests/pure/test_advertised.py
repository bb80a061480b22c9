"""A line that a letter shows as a command means in every language what it means in English."""

from __future__ import annotations

import functools

import pytest

from listserv.commands import audience, choices
from listserv.commands.leaving import chosen_of
from listserv.languages import facilitator, grammar, pasted, translating
from listserv.languages.command import Verb
from listserv.moderation import answers
from listserv.moderation.answers import Shown
from listserv.moderation.forms import Problem
from listserv.press.catalogue import COMPLETE, SOURCE
from listserv.press.lines import said
from listserv.press.speech import words
from listserv.press.wanted import wanted

# A number, somebody, a file, languages, a month.
VALUES = ("811", "amina@example.org", "811.2", "fr en", "03")
FREE = ("i-read", "away")  # verbs whose words are free


@functools.cache
def lines() -> list[str]:
    """The English of every command that stands in a letter, in a table or in a template."""
    texts = {message.id for message in wanted()["mail"] if message.context == "command"}
    return sorted(text for text in texts if isinstance(text, str))


@functools.cache
def meaning(line: str) -> dict[str, object]:
    """What each reader makes of a line, but for words that are free and languages that are named.

    Readers that know nothing of it are left out; what all of them ask back has the question.
    """
    member = grammar.parse(line, "")
    steering = facilitator.read("", line)
    answer = answers.read(line, [Shown(1, 4711)], anywhere=True)
    asked = translating.order(line)
    whom, choice = audience.read(line, ""), choices.read(line)
    found = {
        "member": [
            (one.verb, one.args if one.verb not in FREE else ())
            for one in member.commands
            if not member.unknown
        ],
        "facilitator": [
            (one.verb, one.on, one.number, one.thread, one.who, one.key, one.until)
            for one in steering.commands
        ],
        "moderator": [
            (form.kind, form.code, form.number, form.first, form.last, form.when, bool(form.text))
            for order in answer.orders
            for form in order.forms
        ],
        "author": whom if whom != audience.Audience.UNKNOWN else "",
        "erased": choice if choice != choices.Choice.UNKNOWN else "",
        "translator": (asked.what, asked.numbers, asked.language) if asked else "",
        "leaving": chosen_of(line, ("hifa",)),
        "consent": bool(pasted.consent_of(line)),
    }
    return {reader: read for reader, read in found.items() if read} or {"": answer.asked_back}


def meanings(line: str) -> dict[str, dict[str, object]]:
    """The same with a number and with an address in it, where it has a value; what none knows is
    left out, unless that is all."""
    made = {value: meaning(line.replace("%(value)s", value)) for value in VALUES}
    return {value: one for value, one in made.items() if "" not in one} or made


@pytest.mark.parametrize("language", [language for language in COMPLETE if language != SOURCE])
@pytest.mark.parametrize("line", lines())
def test_a_command_means_what_it_means_in_english(line: str, language: str) -> None:
    said = words(language).pgettext("command", line)
    for value, known in meanings(line).items():
        other = meaning(said.replace("%(value)s", value))
        assert {reader: other.get(reader) for reader in known} == known


@pytest.mark.parametrize("line", lines())
def test_a_command_is_known_to_somebody(line: str) -> None:
    """A reason, a question or a subject that has to be filled in is asked for, by its name."""
    asked = (Problem.WHICH_WORDS, Problem.WHICH_REASON, Problem.WHICH_SUBJECT)
    assert all(one.get("", asked[0]) in asked for one in meanings(line).values())


@pytest.mark.parametrize("days", [1, 2, 3, 10, 11, 21, 30, 100, 101])
@pytest.mark.parametrize("language", COMPLETE)
def test_a_pause_is_counted_as_people_count(language: str, days: int) -> None:
    """It said "pause 1 jours"."""
    line = said(("pause", f"{days}"), words(language).translations)
    assert meaning(line)["member"] == [(Verb.PAUSE, (f"{days}",))]
    assert line != "pause 1 jours"
