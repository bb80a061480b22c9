"""What delivery reports say of each recipient, in fields and in free text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import Bounced
from listserv.reading import read
from listserv.text.bounced import own_words
from tests.support.mails import mail, multipart, part, report
from tests.support.pace import Pace

DAEMON = {"From": "MAILER-DAEMON@example.org", "Subject": "failure notice"}


def of_fields(fields: str, kind: str = "message/delivery-status") -> tuple[Bounced, ...]:
    status = part(kind, f"Reporting-MTA: dns; mx\r\n\r\n{fields}\r\n")
    raw = multipart("report; report-type=delivery-status", part("text/plain", "Sorry"), status)
    return read(raw).bounced


def test_a_delivery_report() -> None:
    (said,) = read(report("Amina@Example.org")).bounced
    assert said == Bounced("amina@example.org", "failed", "5.1.1", "550 5.1.1 no such user")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "Final-Recipient: rfc822;a@b.org\r\nAction: failed\r\nStatus: 4.2.2",
            Bounced("a@b.org", "failed", "4.2.2", ""),
        ),
        (
            "Final-Recipient: rfc822;a@b.org\r\nAction: delayed",
            Bounced("a@b.org", "delayed", "", ""),
        ),
        (
            "Final-Recipient: a@b.org\r\nAction: failed (no such mailbox)",
            Bounced("a@b.org", "failed", "", ""),
        ),
        (
            "Original-Recipient: rfc822;o@b.org\r\nFinal-Recipient: rfc822;f@b.org"
            "\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 552 5.2.2 full",
            Bounced("o@b.org", "failed", "5.2.2", "552 5.2.2 full"),
        ),
        (
            "Final-Recipient: rfc822;a@b.org\r\nAction: failed\r\nStatus: 5.0.0 (no disk space)",
            Bounced("a@b.org", "failed", "5.0.0", "no disk space"),
        ),
        (
            "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown",
            Bounced("", "failed", "5.1.1", "550 5.1.1 unknown"),
        ),
        ("Final-Recipient: rfc822;a@b.org\r\nAction: delivered\r\nStatus: 2.0.0", None),
        ("Final-Recipient: rfc822;a@b.org\r\nAction: relayed\r\nStatus: 2.0.0", None),
    ],
)
@pytest.mark.parametrize("kind", ["message/delivery-status", "message/global-delivery-status"])
def test_groups_of_a_report(fields: str, expected: Bounced | None, kind: str) -> None:
    """`Action: failed` with 4.2.2 (mailbox full) is no dead mailbox, whatever it says."""
    assert of_fields(fields, kind) == ((expected,) if expected else ())


def test_two_recipients_of_whom_one_arrived() -> None:
    arrived = "Final-Recipient: rfc822;a@b.org\r\nAction: relayed\r\nStatus: 2.0.0"
    failed = "Final-Recipient: rfc822;b@b.org\r\nAction: failed\r\nStatus: 5.1.1"
    assert [one.address for one in of_fields(f"{arrived}\r\n\r\n{failed}")] == ["b@b.org"]


@pytest.mark.parametrize(
    ("spelled", "address"),
    [
        (r"utf-8; a@b\x{FC}cher.example", "a@xn--bcher-kva.example"),
        ("utf-8; a@bücher.example", "a@xn--bcher-kva.example"),
        ("utf-8; Ñandú@example.org", "ñandú@example.org"),
        (r"utf-8; \x{F1}and\x{FA}@example.org", "ñandú@example.org"),
        ("utf-8; دينا@مثال.example", "دينا@مثال.example"),
        ("utf-8; no address at all", ""),
    ],
)
def test_international_addresses(spelled: str, address: str) -> None:
    """RFC 6533: as they are, or spelled in hexadecimal where the report must be ASCII."""
    (said,) = of_fields(f"Final-Recipient: {spelled}\r\nAction: failed\r\nStatus: 5.1.1")
    assert (said.address, said.status) == (address, "5.1.1")


def test_a_report_of_many_groups_is_not_read_to_its_end() -> None:
    """All groups of a report were split and read before the first 200 were kept: 15 seconds of a
    child's time for 25 MB of them. Now these 3 MB take a tenth of a second."""
    group = "Final-Recipient: rfc822;a@b.org\r\nAction: failed\r\n\r\n"
    with Pace() as taken:
        assert len(of_fields(group + "A: b\r\n\r\n" * 400_000)) == 1
    assert taken.seconds < 1.0


def test_a_receipt_is_no_report() -> None:
    fields = "Final-Recipient: rfc822;a@b.org\r\nDisposition: manual-action; displayed\r\n"
    receipt = part("message/disposition-notification", fields)
    kind = "report; report-type=disposition-notification"
    raw = multipart(kind, part("text/plain", "Read."), receipt, Subject="Undelivered? No: read")
    assert read(raw).bounced == ()


QMAIL = """Hi. This is the qmail-send program at example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.

<amina@example.org>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 no such user

<peter@example.org>:
The mailbox is full.

--- Below this line is a copy of the message.

Subject: hello
"""


def test_the_texts_of_old_mailers_with_the_words_beside_each_address() -> None:
    assert read(mail(QMAIL, headers=DAEMON)).bounced == (
        Bounced("amina@example.org", "failed", "5.1.1", "550 5.1.1 no such user <"),
        Bounced("peter@example.org", "failed", "", "The mailbox is full."),
    )


@pytest.mark.parametrize(
    ("subject", "text", "action"),
    [
        ("Mail could not be delivered", "Exceeded the number of tries.", "failed"),
        ("Undeliverable: Stock cards", "", "failed"),
        ("Warning: message not yet delivered", "We will keep trying.", "delayed"),
        ("Non remis : fiches", "La boîte est pleine", "failed"),
        ("No se puede entregar: fichas", "", "failed"),
        ("Não é possível entregar: fichas", "", "failed"),
        ("Не удается доставить: x", "", "failed"),
    ],
)
def test_a_report_that_names_nobody(subject: str, text: str, action: str) -> None:
    """The token of the address it came to says who."""
    (said,) = read(mail(text, Subject=subject)).bounced
    assert (said.address, said.action) == ("", action)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Subject": "Re: Stock cards"},
        {"Subject": "Re: L'échec du traitement"},
        {"Subject": "Automatic reply: Stock cards", "Auto-Submitted": "auto-replied"},
    ],
)
def test_what_is_no_report_says_nothing(headers: dict[str, str]) -> None:
    assert read(mail("My mailbox was full.", headers=headers)).bounced == ()


def test_versions_are_no_statuses() -> None:
    text = "Delivery failed for amina@example.org by Relay 5.2.2, see 5.1.1.\n"
    said = read(mail(text, headers=DAEMON | {"Subject": "Undeliverable"})).bounced
    assert [one.status for one in said] == [""]


@pytest.mark.parametrize(
    "line",
    [
        "--- Original message follows.",
        "------ This is a copy of the message, including all the headers. ------",
        "---- START OF RETURNED MESSAGE ----",
        "Included is a copy of the message header:",
        "The first 50 lines of your original message follow:",
        "----- Message d'origine -----",
        "-----Mensaje original-----",
        "Old message:",
    ],
)
def test_where_the_mail_that_came_back_begins(line: str) -> None:
    assert own_words(f"It failed.\n{line}\nThe ward is full.\n").strip() == "It failed."


@pytest.mark.parametrize(
    "line",
    [
        "The following addresses did NOT receive a copy of your message:",
        "----- Transcript of session follows -----",
        "The MTS-ID of the original message is: c=us",
        "|------- Message log follows: -------|",
    ],
)
def test_where_it_does_not(line: str) -> None:
    assert "full" in own_words(f"It failed.\n{line}\nThe mailbox is full.\n")


@given(st.binary(max_size=400))
def test_no_report_stops_the_reader(noise: bytes) -> None:
    raw = report("amina@example.org").replace(b"Sorry.", noise)
    assert not [one for one in read(raw).defects if one.startswith("bounced")]
