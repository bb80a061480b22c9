"""What a wish to join says, and what an answer to "do you want to join?" means."""

from __future__ import annotations

import pytest

from listserv.commands import entry
from listserv.commands.consent import Consent
from listserv.commands.entry import Wish
from listserv.languages import grammar
from listserv.languages.command import Command, Verb
from listserv.model import DeliveryMode, Reading


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("every message", ("each",)),
        ("Yes please, every message", ("each",)),
        ("yes every message", ("each",)),
        ("Amina Kamau, Kenya\nnurse\n\nune par jour", ()),
        ("Amina Kamau, Kenya\nnurse\n\nun par jour\nje lis fr en", ("daily", "fr", "en")),
        ("join fr", ("fr",)),
        ("I think that every message is too much", ()),
        ("", ()),
    ],
)
def test_how_she_wants_to_read_stands_anywhere(text: str, words: tuple[str, ...]) -> None:
    assert entry.scattered(text) == words


@pytest.mark.parametrize(
    ("body", "is_member", "commands"),
    [
        ("join", False, ("join",)),
        ("join hifa\njoin chw fr\nevery message", False, ("join hifa chw fr each",)),
        ("join chw\none a day", True, ("join chw", "delivery daily")),
        ("one a day", False, ("delivery daily",)),
        ("status\njoin chw", False, ("status", "join chw")),
    ],
)
def test_the_wishes_of_one_mail_are_one(
    body: str, is_member: bool, commands: tuple[str, ...]
) -> None:
    folded = entry.folded(grammar.parse("", body).commands, is_member=is_member)
    assert tuple(" ".join((one.verb, *one.args)) for one in folded) == commands


def test_a_question_keeps_a_wish() -> None:
    wish = Wish(("fr", "en"), DeliveryMode.EACH, (8, 9))
    assert entry.wish(wish.spelled.split()) == wish
    assert entry.wish(Command(Verb.JOIN, ("hifa", "each", "none", "fr")).args) == Wish(
        ("fr",), DeliveryMode.EACH
    )


@pytest.mark.parametrize(
    ("text", "own", "decide", "said"),
    [
        ("yes", Consent.YES, False, Consent.YES),
        ("no", Consent.NO, True, Consent.NO),
        ("every message", Consent.OTHER, False, Consent.YES),
        ("My name is Maria Silva, from Brazil", Consent.OTHER, False, Consent.YES),
        ("Amina Kamau, Kenya", Consent.OTHER, True, Consent.YES),
        ("Amina Kamau, Kenya", Consent.OTHER, False, Consent.YES),
        ("Paula León, Perú", Consent.OTHER, True, Consent.YES),  # near to `pausa`
        ("Paula León", Consent.OTHER, False, Consent.YES),  # a word of her address
        ("paula león, perú", Consent.OTHER, False, Consent.YES),
        ("Ticket Received", Consent.OTHER, False, Consent.OTHER),
        ("I am a nurse in Kisumu, Kenya", Consent.OTHER, True, Consent.YES),
        ("I run a clinic of six nurses.\none a day", Consent.OTHER, True, Consent.YES),
        # Programs that do not say that they are some.
        ("Your ticket #4711 was created. We answer soon.", Consent.OTHER, True, Consent.OTHER),
        ("This mailbox is not monitored.", Consent.OTHER, True, Consent.OTHER),
        ("What is this?", Consent.OTHER, True, Consent.OTHER),
        ("leave", Consent.OTHER, True, Consent.OTHER),
        ("yes, no mail", Consent.OTHER, False, Consent.YES),
        ("yes\nno mail", Consent.OTHER, False, Consent.YES),
        ("yes, no idea", Consent.OTHER, False, Consent.OTHER),
        ("yes, leave", Consent.OTHER, False, Consent.OTHER),
        ("status", Consent.OTHER, True, Consent.OTHER),
    ],
)
def test_what_an_answer_means(text: str, own: Consent, decide: bool, said: Consent) -> None:
    reading = Reading(text=text, clean=text, from_address="paula@w.example")
    assert entry.consents(reading, own, decide=decide) is said


@pytest.mark.parametrize(
    ("text", "from_name", "name", "country"),
    [
        ("My name is Maria Silva, from Brazil", "", "Maria Silva", "BR"),
        ("country Kenia", "Amina", "Amina", "KE"),
        ("yes", "http://spam.example", "", ""),  # what others would read
    ],
)
def test_who_she_is(text: str, from_name: str, name: str, country: str) -> None:
    found = entry.who(Reading(clean=text, from_name=from_name))
    assert (found.name, found.country) == (name, country)


def test_her_own_words_carry_no_live_address() -> None:
    token = "a" * 28
    said = entry.own_words(Reading(clean=f"Yes.\nhifa-confirm+{token}@lists.example.org"))
    assert token not in said
    assert said.startswith("Yes.")


@pytest.mark.parametrize(
    "said", ["Amina Kamau, Kenya. What is this?", "I am from Kenya, who are you?", "من أنت؟ كينيا"]
)
def test_who_asks_something_has_not_said_yes(said: str) -> None:
    """A human looks at it, or she is asked again; nobody joins by asking what it is."""
    reading = Reading(text=said, clean=said)
    assert entry.consents(reading, Consent.OTHER, decide=True) is Consent.OTHER


def test_a_question_keeps_so_much_of_her_words() -> None:
    """Nobody has answered it: whoever writes it may be anybody."""
    wish = Wish(("fr",))
    said = "x" * 50_000
    assert len(entry.kept(wish, said)) <= entry.LONGEST_KEPT + len(wish.spelled) + 1
    assert entry.asked(entry.kept(wish, "I am a nurse.")) == (wish, "I am a nurse.")


@pytest.mark.parametrize(
    "said",
    [
        "yes, Nova Diallo, Kenya\n\nI am a midwife",
        "Yes\nNova Diallo, Kenya",
        "yes Nova Diallo Kenya",
        "sí: Nova Diallo, Kenia",
        "Oui, Nova Diallo, Kenya",
    ],
)
def test_a_yes_before_her_name_is_no_part_of_it(said: str) -> None:
    found = entry.who(Reading(from_address="nova@clinic.example", clean=said, text=said))
    assert (found.name, found.country) == ("Nova Diallo", "KE")
