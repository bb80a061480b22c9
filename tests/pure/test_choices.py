"""The answer to "shall we erase all we hold about you?": what begins it, and what never does."""

from __future__ import annotations

import pytest

from listserv.commands.choices import Choice, read
from listserv.languages import words

KEPT = [
    "yes",
    "Yes please.",
    "YES!",
    "ok",
    "erase me",
    "Hello,\n\nyes\n\nBest regards,\nAmina Kamau",
    "yes, keep my posts",
    "oui",
    "Oui, merci\nAmina",
    "sí",
    "sim",
    "نعم",
]
REMOVED = [
    "yes, also my messages",
    "Yes - also my posts!",
    "yes\nalso my messages\n\nAmina",
    "oui, mes messages aussi",
    "sí, también mis mensajes",
    "sim, também as minhas mensagens",
    "نعم، ورسائلي أيضا",
]
SIGNED = [
    "sim\n\nMaria Nhantumbo\nMinistério da Saúde, Beira",
    "Sim\nMaria Nhantumbo, enfermeira\nBeira",
]
REFUSED = ["no", "No, thank you", "non", "no gracias", "não", "لا", "non merci"]
REFUSED += ["no gracias, era una pregunta", "No. I only wanted to know what you hold."]
NOTHING = [
    "keep my posts",
    "Please keep my messages.",
    "gardez mes messages",
    "",
    "   \n",
    "yes?",
    "yes no",
    "yes, but not my post about filters",
    "Yes, once I have a copy of my posts",
    "leave",
    "stop sending me digests",
    "remove me from this list",
    "I did not ask for this, who did?",
    "also",
    "👍",
    "Amina Kamau",
    "no, I changed my mind, yes",
    "no entiendo",
    "yes\n\nAmina Kamau\nand my posts about filters stay",
    "yes\n\nAmina Kamau\nbut not today",
    "yes " * 30,
    "yes, also my messages and those of Paul",
]


@pytest.mark.parametrize("said", SIGNED)
def test_a_typed_signature_below_a_yes_does_not_matter(said: str) -> None:
    assert read(said, "Maria Nhantumbo") is Choice.KEEP


@pytest.mark.parametrize("said", KEPT)
def test_a_yes_keeps_her_posts_without_her_name(said: str) -> None:
    assert read(said, "Amina Kamau") is Choice.KEEP


@pytest.mark.parametrize("said", REMOVED)
def test_a_yes_with_her_posts_takes_them_away(said: str) -> None:
    assert read(said, "Amina Kamau") is Choice.REMOVE


@pytest.mark.parametrize("said", REFUSED)
def test_a_no_is_a_no(said: str) -> None:
    assert read(said) is Choice.NO


@pytest.mark.parametrize("said", NOTHING)
def test_nothing_else_erases_anybody(said: str) -> None:
    assert read(said, "Amina Kamau") is Choice.UNKNOWN


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_every_language_has_every_answer(language: str) -> None:
    section = words.tables()[language]["erasing"]
    assert section.keys() == {"yes", "posts", "keep", "no"}
    for word in section["posts"]:
        assert read(word) is Choice.REMOVE
        assert read(f"{section['yes'][0]}, {word}") is Choice.REMOVE
