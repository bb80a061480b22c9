"""Mails as an mbox has them (RFC 4155, `>From ` as in mboxrd).

Owns the separator of a mail and what may stand behind it. Nothing fails.
"""

from __future__ import annotations

import re
import time

_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


def separator(sender: str, instant: float) -> bytes:
    """The line before a mail; "" is nobody that mail can be sent to."""
    when = time.asctime(time.gmtime(instant))
    return f"From {sender or 'MAILER-DAEMON'} {when}\n".encode("ascii", "replace")


def in_mbox(mail: bytes) -> bytes:
    """A mail behind its separator: LF line ends, its own `From ` lines quoted, an empty line."""
    mail = mail.replace(b"\r\n", b"\n")
    if mail.startswith(b"From "):
        mail = mail.partition(b"\n")[2]  # of the mbox that it came from
    end = b"\n" if mail.endswith(b"\n") else b"\n\n"
    return _FROM.sub(rb">\1", mail) + end
