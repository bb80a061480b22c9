"""Small builders of raw test mail: exact bytes, no mail library in between."""

from __future__ import annotations

import base64
from pathlib import Path

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"


def mail(
    text: str = "Dear all,\n\nStock cards help.\n\nBest,\nAmina\n",
    *,
    charset: str = "utf-8",
    headers: dict[str, str] | None = None,
    **named: str,
) -> bytes:
    """A plain mail with sensible headers; `named` ones use `_` for `-`, "" leaves one out."""
    given = {
        "From": "Amina Kamau <amina@example.org>",
        "To": "hifa@lists.example.org",
        "Date": "Mon, 05 Jan 2026 10:06:00 +0300",
        "Subject": "Stock cards",
        "Message-ID": "<one@example.org>",
        "MIME-Version": "1.0",
        "Content-Type": f"text/plain; charset={charset}",
        "Content-Transfer-Encoding": "8bit",
    }
    extra = {name.replace("_", "-"): value for name, value in named.items()} | (headers or {})
    by_case = {name.lower(): name for name in given}
    for name, value in extra.items():
        given[by_case.get(name.lower(), name)] = value
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    body = text.replace("\n", "\r\n").encode(charset)
    return head.encode() + b"\r\n" + body


def part(content_type: str, content: str | bytes, *, coded: bool = False, **named: str) -> bytes:
    """One MIME part; `coded` puts it in base64."""
    octets = content.encode() if isinstance(content, str) else content
    lines = [f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    if coded:
        lines.append("Content-Transfer-Encoding: base64")
        octets = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return "\r\n".join([*lines, "", ""]).encode() + octets


def multipart(kind: str, *parts: bytes, boundary: str = "=_b", **named: str) -> bytes:
    """A whole message of several parts: `multipart("mixed", part(…), part(…))`."""
    whole = mail("", Content_Type=f'multipart/{kind}; boundary="{boundary}"', **named)
    return whole + nested_body(boundary, *parts)


def nested(kind: str, *parts: bytes, boundary: str = "=_inner") -> bytes:
    """A multipart that is itself a part."""
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + nested_body(boundary, *parts)


def nested_body(boundary: str, *parts: bytes) -> bytes:
    """Parts between their boundary lines."""
    mark = b"--" + boundary.encode()
    return b"".join(mark + b"\r\n" + each + b"\r\n" for each in parts) + mark + b"--\r\n"


def report(recipient: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report (RFC 3464) for one recipient."""
    fields = (
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
    )
    return multipart(
        'report; report-type="delivery-status"',
        part("text/plain", "Sorry."),
        part("message/delivery-status", fields),
        From="MAILER-DAEMON@mx.example.org",
        Return_Path="<>",
    )


def complaint(heads: str, kind: str = "abuse", fields: str = "") -> bytes:
    """A feedback report (RFC 5965) about a mail with these headers."""
    fields = f"Feedback-Type: {kind}\r\nUser-Agent: Loop/1\r\nVersion: 1\r\n{fields}"
    heads = f"{heads}\r\n" if heads else ""
    return multipart(
        'report; report-type="feedback-report"',
        part("text/plain", "This is a report of abuse."),
        part("message/feedback-report", fields),
        part("message/rfc822", f"{heads}Subject: Stock cards\r\n\r\nDear all\r\n"),
        From="fbl@provider.example",
        Subject="FW: Stock cards",
    )
