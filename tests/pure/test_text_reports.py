"""Which mail no person wrote, and who bounced."""

import pytest

from listserv.reading import read
from tests.support.mails import mail, multipart, part, report

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


def test_a_delivery_report() -> None:
    reading = read(report("Amina@Example.org"))
    assert reading.automatic == "delivery report"
    assert reading.bounced == (("amina@example.org", "5.1.1", "550 5.1.1 no such user"),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "Final-Recipient: rfc822;a@b.org\r\nAction: failed\r\nStatus: 4.2.2",
            ("a@b.org", "4.2.2", ""),
        ),
        ("Final-Recipient: rfc822;a@b.org\r\nAction: delayed", ("a@b.org", "4.0.0", "")),
        ("Final-Recipient: a@b.org\r\nAction: failed", ("a@b.org", "5.0.0", "")),
        (
            "Original-Recipient: rfc822;o@b.org\r\nFinal-Recipient: rfc822;f@b.org"
            "\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 552 5.2.2 full",
            ("o@b.org", "5.2.2", "552 5.2.2 full"),
        ),
        ("Final-Recipient: rfc822;a@b.org\r\nAction: delivered\r\nStatus: 2.0.0", None),
        ("Action: failed\r\nStatus: 5.1.1", None),
    ],
)
@pytest.mark.parametrize("kind", ["message/delivery-status", "message/global-delivery-status"])
def test_groups_of_a_report(fields: str, expected: tuple[str, str, str] | None, kind: str) -> None:
    """`Action: failed` with 4.2.2 (mailbox full) is no permanent failure, whatever it says."""
    status = part(kind, f"Reporting-MTA: dns; mx\r\n\r\n{fields}\r\n")
    raw = multipart("report; report-type=delivery-status", part("text/plain", "Sorry"), status)
    assert read(raw).bounced == ((expected,) if expected else ())


def test_an_international_address() -> None:
    fields = r"Final-Recipient: utf-8; a@b\x{FC}cher.example" + "\r\nAction: failed\r\n"
    raw = multipart("report", part("message/global-delivery-status", fields))
    assert read(raw).bounced[0][0] == "a@xn--bcher-kva.example"


def test_the_texts_of_old_mailers() -> None:
    text = (
        "Hi. This is the qmail-send program at example.org.\nI'm afraid I wasn't able to deliver"
        " your message to the following addresses.\n\n<amina@example.org>:\nno such user\n"
    )
    headers = {"From": "MAILER-DAEMON@example.org", "Subject": "failure notice"}
    assert read(mail(text, headers=headers)).bounced == (("amina@example.org", "5.0.0", ""),)
