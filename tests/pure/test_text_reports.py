"""Which mail no person wrote."""

import pytest

from listserv.reading import read
from tests.support.mails import mail, report

AUTOMATIC = [
    ({"Auto-Submitted": "auto-replied"}, "auto-replied"),
    ({"Auto-Submitted": "auto-generated; type=x"}, "auto-generated"),
    ({"Auto-Submitted": "auto-replied", "List-Id": "<x.example.org>"}, "auto-replied"),
    ({"X-Autoreply": "yes"}, "autoreply"),
    ({"X-Autorespond": "vacation"}, "autoreply"),
    ({"Precedence": "bulk"}, "precedence"),
    ({"Precedence": "auto_reply"}, "precedence"),
    ({"From": "MAILER-DAEMON@example.org"}, "delivery report"),
    ({"From": "postmaster@example.org", "Subject": "Undeliverable: x"}, "delivery report"),
    ({"Subject": "Automatic reply: Stock cards", "Return-Path": "<>"}, "vacation"),
    ({"Subject": "Réponse automatique : x", "X-Auto-Response-Suppress": "All"}, "vacation"),
    ({"Subject": "Respuesta automática: x", "Return-Path": "<>"}, "vacation"),
    ({"Subject": "Resposta automática: x", "Return-Path": "<>"}, "vacation"),
    ({"Subject": "رد تلقائي: x", "Return-Path": "<>"}, "vacation"),
]
PERSONAL = [
    {},
    {"Auto-Submitted": "no"},
    {"Precedence": "list"},
    {"Precedence": "bulk", "List-Id": "<other.example.org>"},  # came through another list
    {"Auto-Submitted": "auto-generated", "List-Id": "<other.example.org>"},
    {"X-Auto-Response-Suppress": "All"},  # Exchange puts it on people's mail
    {"Subject": "Automatic reply: how do you write one?"},
    {"Subject": "Out of office hours, who answers?", "Return-Path": "<>"},
    {"From": "postmaster@example.org"},
    {"Return-Path": "<>"},
]


@pytest.mark.parametrize(("headers", "why"), AUTOMATIC)
def test_automatic(headers: dict[str, str], why: str) -> None:
    assert read(mail(headers=headers)).automatic == why


@pytest.mark.parametrize("headers", PERSONAL)
def test_a_person_may_have_written_it(headers: dict[str, str]) -> None:
    assert read(mail(headers=headers)).automatic == ""


def test_a_vacation_text_confirms_its_subject() -> None:
    text = "I am out of the office until 7 February.\n"
    assert read(mail(text, Subject="Out of Office: Stock cards")).automatic == "vacation"
    assert read(mail(text, Subject="Re: Stock cards")).automatic == ""


def test_a_delivery_report_is_automatic() -> None:
    assert read(report("amina@example.org")).automatic == "delivery report"
