"""What the page for moderators says of running a list: every example is read by the reader of
commands, and no command is left untold."""

from __future__ import annotations

import pytest

from listserv.languages import facilitator
from listserv.languages.facilitator import TEXTS, Instruction, Verb
from listserv.moderation import rota
from tests.support.markdown import read, section, spans, table

RUNNING = section(read("docs/MODERATOR.md"), "Running the list by mail")
LANGUAGES = ["English", "français", "español", "português", "العربية"]
A = "amina@example.org"

MEANT: dict[str, Instruction] = {
    "Everything waits for you, whoever writes.": Instruction(Verb.EMERGENCY),
    "It is over.": Instruction(Verb.EMERGENCY, on=False),
    "So many posts go out in a day; the others wait.": Instruction(Verb.PACE, number=8),
    "They go out as they come.": Instruction(Verb.PACE),
    "In one discussion each author has so many posts a day.": Instruction(
        Verb.SLOW, number=2, thread=811
    ),
    "She has as many as she likes.": Instruction(Verb.SLOW, thread=811),
    "A discussion is closed: what still comes waits for you.": Instruction(Verb.CLOSE, thread=811),
    "It is open.": Instruction(Verb.OPEN, thread=811),
    "All that a person writes waits for you.": Instruction(Verb.WATCH, who=A),
    "No more than of anybody.": Instruction(Verb.UNWATCH, who=A),
    "What a person writes is put aside, and nobody is told.": Instruction(Verb.BAN, who=A),
    "She may write again.": Instruction(Verb.UNBAN, who=A),
    "What a person writes goes out at once.": Instruction(Verb.TRUST, who=A),
    "It waits for you again.": Instruction(Verb.UNTRUST, who=A),
    "All letters to somebody who has died end; nobody is told.": Instruction(Verb.DECEASED),
    "You get one mail of all that waits, now.": Instruction(Verb.HELD),
    "You are away; what waits goes to the others.": Instruction(Verb.AWAY),
    "You are back.": Instruction(Verb.BACK),
    "You get a mail for each post.": Instruction(Verb.LETTERS),
    "You get one mail at the list's hours.": Instruction(Verb.LETTERS, on=False),
    "Your mails show so much of a post.": Instruction(Verb.MOST, number=3000),
    "They show all of it.": Instruction(Verb.MOST),
}
OF_PEOPLE: dict[str, Instruction] = {
    "Whom the list knows by this name, address, organisation or country.": Instruction(
        Verb.FIND, who="amina"
    ),
    "Somebody joins, and how she agreed is noted.": Instruction(Verb.ADD),
    "She is invited, and joins by answering.": Instruction(Verb.INVITE),
    "Her membership ends.": Instruction(Verb.REMOVE),
    "She gets no mail for a while.": Instruction(Verb.PAUSE, number=21, who=A),
    "Her pause is over.": Instruction(Verb.RESUME, who=A),
    "She reads in another way.": Instruction(Verb.DELIVERY, who=A),
    "She has another address, and proves it.": Instruction(Verb.ADDRESS, who=A),
    "Her name; the same with `country`, `organisation`, `profile`.": Instruction(
        Verb.DETAIL, who=A
    ),
    "Whose mail comes back.": Instruction(Verb.BOUNCING),
    "She is written to again.": Instruction(Verb.RETRY, who=A),
    "Who translates for your list, and how much.": Instruction(Verb.TRANSLATORS),
    "She is asked for no more translations.": Instruction(Verb.DISMISS, who=A),
    "All who get any mail get this at once; the text below.": Instruction(Verb.ANNOUNCE),
    "She is asked whether this may go out in her name; subject and text below.": Instruction(
        Verb.PROPOSE, who=A
    ),
}
MEANT |= OF_PEOPLE
BELOW = dict.fromkeys((Verb.ANNOUNCE, Verb.PROPOSE), "Cards\n\nWe count every Monday.")
ROWS = (
    table(RUNNING, "what changes", *LANGUAGES)
    + table(RUNNING, "about people", *LANGUAGES)
    + table(RUNNING, "for you", "you write")
)
COMMANDS = [(row[0], said) for row in ROWS for cell in row[1:] for said in spans(cell)]
OF_LIST = table(RUNNING, "what it is", "you write", "and to see it")


def the_one(said: str, below: str = "") -> Instruction:
    found = facilitator.read("", f"{said}\n{below}")
    assert not found.problem, said
    (one,) = found.commands
    return one


@pytest.mark.parametrize(("changes", "said"), COMMANDS)
def test_a_command(changes: str, said: str) -> None:
    meant = MEANT[changes]
    one = the_one(said, BELOW.get(meant.verb, ""))
    assert (one.verb, one.on, one.number, one.thread) == (
        meant.verb,
        meant.on,
        meant.number,
        meant.thread,
    )
    assert one.who == meant.who or one.who in (A, "Amina Kamau")


@pytest.mark.parametrize("said", [said for row in OF_LIST for said in spans(row[1])])
def test_a_text_is_set(said: str) -> None:
    below = "" if "hours" in said else "Be kind."
    one = the_one(said, below)
    assert (one.verb, one.text) == (Verb.SET, below)
    assert one.key == said.split()[1]


@pytest.mark.parametrize("said", [said for row in OF_LIST for said in spans(row[2])])
def test_a_text_is_shown(said: str) -> None:
    one = the_one(said)
    assert (one.verb, one.key) == (Verb.SHOW, said.split()[1])


def test_every_command_and_text_is_told_of() -> None:
    assert {row[0] for row in ROWS} == set(MEANT)
    told = {one.verb for one in MEANT.values()} | {Verb.SET, Verb.SHOW}
    assert told == set(Verb)
    assert [row[2] for row in OF_LIST] == [f"`show {key}`" for key in (*TEXTS, "policy")]


@pytest.mark.parametrize(
    "said", ["définir les règles", "definir las reglas", "definir as regras", "حدد القواعد"]
)
def test_rules_in_other_languages(said: str) -> None:
    assert f"`{said}`" in RUNNING
    assert the_one(said, "Be kind.").key == "rules"


def test_what_else_the_page_says() -> None:
    for said in ("set footer off", "set hours off"):
        assert f"`{said}`" in RUNNING
        assert not the_one(said).on
    for day in ("until 3 May", "until 2026-05-03"):
        assert f"`{day}`" in RUNNING
        assert the_one(f"close 811 {day}").until
    for line in ("Mon-Fri grace@example.org", "1 May - 14 May Peter Okello <peter@example.org>"):
        assert f"`{line}`" in RUNNING
        assert not rota.read(line).unread
