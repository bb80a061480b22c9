"""A forwarded article is the content of its post; an answer's old message is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.reading import read
from listserv.text.forwards import handed_on
from tests.support.mails import mail
from tests.support.pace import Pace

ARTICLE = (
    "Measles in the north\n\nEleven cases were seen in one week, says the ministry.\n\n"
    "> Is it the same strain?\n\nNobody knows.\n\n-- \nThe editors\nnews@example.org"
)
GMAIL = "From: News <news@example.org>\nDate: Mon, Jan 5, 2026\nSubject: Measles\nTo: x@example.org"
OUTLOOK = "From: News <news@example.org>\nSent: Monday, January 5, 2026\nTo: x\nSubject: Measles"
APPLE = "From: News <news@example.org>\nSubject: Measles\nDate: 5 January 2026\nTo: x@example.org"
BEGINS = [
    f"---------- Forwarded message ---------\n{GMAIL}",
    "---------- Message transféré ---------\nDe : News <news@example.org>\nDate: 5 janv. 2026",
    "---------- Mensaje reenviado ---------\nDe: News <news@example.org>\nFecha: 5 ene 2026",
    "---------- Mensagem encaminhada ---------\nDe: News <news@example.org>\nDate: 5 jan 2026",
    f"Begin forwarded message:\n\n{APPLE}",
    "Début du message réexpédié :\n\nDe: News <news@example.org>\nObjet: Rougeole",
    "Inicio del mensaje reenviado:\n\nDe: News <news@example.org>\nAsunto: Sarampión",
    "Início da mensagem encaminhada:\n\nDe: News <news@example.org>\nAssunto: Sarampo",
]
BLOCKS = [
    OUTLOOK,
    f"________________________________\n{OUTLOOK}",
    f"-----Original Message-----\n{OUTLOOK}",
    "De : News <news@example.org>\nEnvoyé : lundi 5 janvier 2026\nÀ : x\nObjet : Rougeole",
    "De: News <news@example.org>\nEnviado el: lunes, 5 de enero\nPara: x\nAsunto: Sarampión",
    "De: News <news@example.org>\nEnviada em: segunda-feira\nPara: x\nAssunto: Sarampo",
]
REMARKS = [
    "",
    "For your information.",
    "Dear all,\n\nThis may be of use to you.\n\nBest wishes,\nAmina",
    "A long line that was broken by a mail program at a column of\nseventy or so.",
]
BEFORE = [*((one, False) for one in BEGINS), *((one, True) for one in BLOCKS)]


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize(("begin", "marked"), BEFORE)
def test_a_forward_stays_whole(begin: str, marked: bool, remark: str) -> None:
    """The whole article was cut away, and an empty post waited for the moderator."""
    forward = f"{begin}\n\n{ARTICLE}".replace("-- \n", "--\n")
    found = handed_on(f"{remark}\n\n{forward}\n", "Amina Kamau", marked=marked)
    assert found is not None
    assert found[0] == f"{remark}\n\n{forward}".strip("\n")


def test_what_a_phone_adds_to_the_remark_goes() -> None:
    text = f"Please read.\n\nSent from my iPhone\n\n{BEGINS[0]}\n\n{ARTICLE}"
    found = handed_on(text, "", marked=True)
    assert found is not None
    assert found[0].startswith("Please read.\n\n---------- Forwarded message")
    assert found[1].phone_line


def test_the_marks_of_apple_come_off() -> None:
    quoted = "\n".join(f"> {line}".rstrip() for line in f"{BEGINS[4]}\n\nText.".split("\n"))
    found = handed_on(f"Look.\n\n{quoted}", "", marked=False)
    assert found is not None
    assert found[0] == f"Look.\n\n{BEGINS[4]}\n\nText."


NONE = [
    # an answer in the layout of Outlook: its subject has no mark of a forward
    f"I agree.\n\n{OUTLOOK}\n\n{ARTICLE}",
    # an answer to somebody who forwarded
    f"I agree.\n\nOn Mon, 5 Jan 2026 at 10:00, R <r@example.org> wrote:\n\n{BEGINS[0]}\n\nText.",
    f"I agree.\n\nOn Mon, 5 Jan 2026 at 10:00, R wrote:\n> {BEGINS[4]}",
    f"I agree.\n\n> Look here\n> Begin forwarded message:\n> {APPLE}",
    f"I agree.\n\n{OUTLOOK}\n\nLook here\n\n{BEGINS[0]}\n\nText.",
    # a letter with something below it
    f"Dear all,\n\nWe count every Monday.\n\nWho else does?\n\n{BEGINS[0]}\n\nText.",
    "A word of mine.",
    "",
]


@pytest.mark.parametrize("text", NONE)
def test_no_forward(text: str) -> None:
    assert handed_on(text, "Amina Kamau", marked=False) is None


def test_an_answer_in_a_thread_that_was_forwarded() -> None:
    """`Re: Fwd:` in Outlook: the mark in the subject is an older one."""
    raw = mail(f"I agree.\n\n{OUTLOOK}\n\n{ARTICLE}", Subject="RE: FW: Measles")
    assert read(raw).clean == "I agree."


@pytest.mark.parametrize("subject", ["Fwd: Measles", "TR: Measles", "RV: Measles", "ENC: Measles"])
def test_outlook_says_it_in_the_subject(subject: str) -> None:
    clean = read(mail(f"Please see.\n\n{OUTLOOK}\n\n{ARTICLE}", Subject=subject)).clean
    assert clean.startswith("Please see.\n\nFrom: News <news@example.org>\nSent: Monday")
    assert "Nobody knows." in clean


def test_a_forward_in_html() -> None:
    markup = (
        '<div dir="ltr">Please see.<br><br><div class="gmail_quote"><div class="gmail_attr">'
        "---------- Forwarded message ---------<br>From: <b>News</b><br>Date: Monday<br>"
        "Subject: Measles</div><br><p>Eleven cases.</p></div></div>"
    )
    raw = mail(markup, Subject="Fwd: Measles", Content_Type="text/html; charset=utf-8")
    clean = read(raw).clean
    assert clean.startswith("Please see.")
    assert "From: News\nDate: Monday\nSubject: Measles" in clean
    assert "Eleven cases." in clean


@given(st.text(alphabet="> \n-:aF@<", max_size=300), st.booleans())
def test_any_text_is_handed_on_with_its_mark_or_is_no_forward(text: str, marked: bool) -> None:
    found = handed_on(f"{text}\nBegin forwarded message:\n{text}", "a b", marked=marked)
    assert found is None or "Begin forwarded message:" in found[0]


def test_time_is_linear() -> None:
    with Pace() as taken:
        handed_on("From: x\n" * 60_000, "Jo", marked=True)
        handed_on("Begin forwarded message:\n" + "> x\n\n" * 60_000, "Jo", marked=True)
    assert taken.seconds < 2.0
