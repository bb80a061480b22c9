"""The head of what is gathered: a digest or a summary that goes to many.

Pure. Owns where an answer to the whole goes. A digest comes from and is addressed to the
facilitators (LIST-owner@): a reply to the whole, or to all, reaches people and never posts the
pile to the list. A summary's answer goes under its thread.
"""

from __future__ import annotations

from listserv.model import MailingList, Rendition, Site
from listserv.press.links import Addresses
from listserv.press.listheaders import list_headers
from listserv.text.dates import header_date
from listserv.text.encode import mailbox, message


def rendition(
    site: Site,
    mailing_list: MailingList,
    *,
    language: str,
    name: str,
    subject: str,
    text: str,
    now: float,
    reply_to: str = "",
) -> Rendition:
    """One text/plain mail for all who read `language`; `name` makes its Message-ID, which is the
    same however often it is composed."""
    owner = mailbox(mailing_list.title, Addresses(site, mailing_list).owner)
    headers: list[tuple[str, bytes | str]] = [
        ("From", owner),
        ("To", owner),
        ("Subject", subject),
        ("Date", header_date(now)),
        ("Message-ID", f"<{name}.{mailing_list.name}@{site.domain}>"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", language.replace("_", "-")),
        *list_headers(site, mailing_list),
    ]
    if reply_to:
        headers.append(("Reply-To", reply_to))
    return Rendition(language, *message(headers, text))
