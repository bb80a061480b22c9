"""The mail server in front of the demo's server, and what a real one adds on the way in.

It stamps each mail with a Received line and, where the sender signed, an Authentication-Results
line under the name the site trusts; then it speaks SMTP to the door. A refusal at RCPT or after
DATA is an answer like any other and is handed back.

`stamp` is pure; `deliver` blocks on the socket and runs in a thread.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

NAME = "mx.example.org"  # the site's trusted_authserv_ids names it
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail on its way to the server, with its envelope."""

    mail_from: str
    recipient: str
    raw: bytes


def stamp(raw: bytes, sender: str, recipient: str, proven: bool, when: datetime) -> Outgoing:
    """A mail as the front hands it on; `sender` is the address it claims."""
    domain = sender.partition("@")[2]
    verdict = f"dkim=pass header.d={domain} header.s=mail" if proven else "dkim=none"
    head = (
        f"Authentication-Results: {NAME};\r\n {verdict}\r\n"
        f"Received: from out.{domain} by {NAME} with ESMTPS;\r\n {format_datetime(when)}\r\n"
    )
    return Outgoing(sender, recipient, head.encode("ascii") + raw)


def deliver(host: str, port: int, mails: Sequence[Outgoing]) -> list[int]:
    """The server's answer to each mail, as an SMTP code."""
    codes = []
    with smtplib.SMTP(host, port, local_hostname=NAME, timeout=SECONDS) as smtp:
        for mail in mails:
            try:
                smtp.sendmail(mail.mail_from, [mail.recipient], mail.raw)
                codes.append(250)
            except smtplib.SMTPRecipientsRefused as refusal:
                codes.append(next(iter(refusal.recipients.values()))[0])
            except smtplib.SMTPResponseException as refusal:
                codes.append(refusal.smtp_code)
    return codes
