"""Lines as she broke them, and lines that her mail program broke: one command a line is read as
such however long the lines are, and what a program broke is whole again."""

from email.message import EmailMessage
from textwrap import fill

import pytest

from listserv import reading
from listserv.languages import facilitator, grammar
from listserv.languages.command import Verb
from listserv.languages.instruction import Verb as Steers
from listserv.model import Reading
from listserv.moderation import answers
from listserv.moderation.answers import Shown
from listserv.text.answered import own_words

THREE = """\
organisation Ministry of Health and Population, Lilongwe District
address add amina.kamau.wanjiru@district-hospital.health.example
search stock cards and supervision by telephone in the districts"""
BANS = """\
ban first.offender.of.the.month@advertisements.example.com
ban second.offender.of.the.month@advertisements.example.com"""
ANNOUNCEMENT = "We meet on Thursday at ten, in the room on the second floor. " * 3
REASON = (
    "This has been said twice in the thread on stock cards, by Peter and by Grace; please"
    " add what is new in your district and send it again, we would like to read that."
)


def plain(text: str, subject: str = "") -> bytes:
    return _headed(subject, "text/plain; charset=utf-8") + text.replace("\n", "\r\n").encode()


def flowed(text: str, subject: str = "") -> bytes:
    """RFC 3676: a line that goes on below ends in a blank."""
    soft = "\r\n".join(fill(line, 72).replace("\n", " \r\n") for line in text.split("\n"))
    return _headed(subject, "text/plain; charset=utf-8; format=flowed") + soft.encode()


def quoted_printable(text: str, subject: str = "") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "Amina Kamau <amina@example.org>", subject
    made.set_content(text, cte="quoted-printable")
    return made.as_bytes()


def markup(text: str, subject: str = "") -> bytes:
    lines = "".join(f"<div>{line or '<br>'}</div>\r\n" for line in text.split("\n"))
    return _headed(subject, "text/html; charset=utf-8") + f"<html><body>{lines}".encode()


def _headed(subject: str, kind: str) -> bytes:
    return (
        f"From: Amina Kamau <amina@example.org>\r\nSubject: {subject}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    ).encode()


WAYS = (plain, flowed, quoted_printable, markup)


@pytest.mark.parametrize("made", WAYS)
def test_three_long_commands_of_a_member(made: object) -> None:
    parsed = grammar.parse("", read(made, THREE).lines)
    assert [one.verb for one in parsed.commands] == [
        *(Verb.ORGANISATION, Verb.ADDRESS, Verb.SEARCH)
    ]
    assert not parsed.unknown


def test_a_long_command_that_is_mistyped_does_nothing() -> None:
    parsed = grammar.parse("", read(plain, THREE.replace("address add", "adresss ad")).lines)
    assert not parsed.commands
    assert parsed.unknown.startswith("organisation Ministry")


@pytest.mark.parametrize("made", WAYS)
def test_two_bans_of_a_facilitator(made: object) -> None:
    said = facilitator.read("", own_words(read(made, BANS)).words)
    assert [(one.verb, one.who.partition(".")[0]) for one in said.commands] == [
        (Steers.BAN, "first"),
        (Steers.BAN, "second"),
    ]
    assert not said.problem


def test_two_bans_below_one_another_are_no_post() -> None:
    said = facilitator.read("", read(plain, BANS).lines)
    assert len(said.commands) == 2


def test_a_long_command_that_a_program_broke_is_whole() -> None:
    line = "add Amina Kamau <amina@example.org>, Kenya, consent: she signed our sheet of 5 March"
    said = facilitator.read("", own_words(read(plain, fill(line, 72))).words)
    assert [one.other for one in said.commands] == ["she signed our sheet of 5 March"]


def test_the_people_below_a_command_stay_a_line_each() -> None:
    people = (
        "Amina Kamau <amina.kamau@clinic.example>, Zambia, Ministry of Health\n"
        "Bo Banda,bo@school.example,Zambia,University Teaching Hospital of Lusaka\n"
        "celine.dupont.de.la.riviere@hopital.example\n"
        "consent: all of them signed the sheet that went round in Lusaka on Monday"
    )
    said = facilitator.read("", own_words(read(plain, f"add\n{people}")).words)
    assert said.commands[0].text == people
    assert not said.problem


@pytest.mark.parametrize("made", WAYS)
def test_an_announcement_is_logical_paragraphs(made: object) -> None:
    typed = f"announce Our meeting\n{fill(ANNOUNCEMENT, 72)}\n\n{fill(ANNOUNCEMENT, 72)}"
    if made in (flowed, markup):
        typed = f"announce Our meeting\n{ANNOUNCEMENT}\n\n{ANNOUNCEMENT}"
    said = facilitator.read("", own_words(read(made, typed)).words)
    assert said.commands[0].text == f"{ANNOUNCEMENT.strip()}\n\n{ANNOUNCEMENT.strip()}"


def test_rules_of_a_list_are_logical_paragraphs() -> None:
    typed = f"set rules\n\n- Be kind.\n- Be short.\n\n{fill(ANNOUNCEMENT, 72)}"
    said = facilitator.read("", own_words(read(plain, typed)).words)
    assert said.commands[0].text == f"- Be kind.\n- Be short.\n\n{ANNOUNCEMENT.strip()}"


@pytest.mark.parametrize("width", [60, 65, 72, 76])
def test_a_reason_that_a_program_broke_stays_one(width: int) -> None:
    said = own_words(read(plain, fill(f"no: {REASON}", width)))
    answer = answers.read(said.words, [Shown(1, 811)])
    assert [form.text for order in answer.orders for form in order.forms] == [REASON]
    assert not answer.asked_back


@pytest.mark.parametrize("made", (flowed, quoted_printable, markup))
def test_a_reason_by_any_program(made: object) -> None:
    said = own_words(read(made, f"no: {REASON}"))
    answer = answers.read(said.words, [Shown(1, 811)])
    assert [form.text for order in answer.orders for form in order.forms] == [REASON]


def test_a_profile_that_a_program_broke_is_one_line() -> None:
    profile = "Midwife in Kisumu, eleven years in the county, stock cards and supervision by phone"
    parsed = grammar.parse("", read(plain, fill(f"profile: {profile}", 60)).lines)
    assert [one.args for one in parsed.commands] == [(profile,)]


def test_prose_that_a_program_broke_says_what_it_says_whole() -> None:
    said = "Could you please send me the digest each week from now on, but not this month since"
    whole = f"{said} I am away, and nobody would read it."
    broken = grammar.parse("", read(plain, fill(whole, 72)).lines)
    assert broken == grammar.parse("", whole)


def test_what_a_post_says_is_in_logical_paragraphs_still() -> None:
    found = read(plain, fill(ANNOUNCEMENT, 72))
    assert found.clean == ANNOUNCEMENT.strip()
    assert found.lines == fill(ANNOUNCEMENT, 72)


def test_a_text_without_a_broken_line_is_kept_once() -> None:
    found = read(plain, "digest weekly\npause 3 weeks")
    assert (found.clean_broken, found.lines) == ("", found.clean)


def read(made: object, text: str) -> Reading:
    assert callable(made)
    return reading.read(made(text))
