"""The headers that every copy and every digest of a list carries.

Pure. One place for what mail programs and other servers read about a list: RFC 2919 (List-Id),
RFC 2369 (List-Post, -Help, -Archive, -Unsubscribe), RFC 5064 (Archived-At), RFC 8058 (one-click
unsubscribe, only over https), and the marks that keep robots quiet and loops closed. The
recipient's leave token is not known yet: its place is held by MARK_LEAVE and filled when the
copy leaves. Where the list's copies are all the same (`copies = shared`) nothing stands for one
reader alone. None of these values is ever an encoded word.

A failure here cannot happen: a header without a value is left out.
"""

from __future__ import annotations

from listserv.model import MARK_LEAVE, MailingList, Purpose, Site
from listserv.press import links
from listserv.text.loops import TRACE


def list_id(site: Site, mailing_list: MailingList) -> str:
    """`<hifa.lists.example.org>` (RFC 2919); no phrase, it would be paid for in every copy."""
    return f"<{mailing_list.name}.{site.domain}>"


def quiet_headers(site: Site, precedence: str) -> list[tuple[str, bytes | str]]:
    """What every mail of ours says to robots: do not answer, and here is our mark."""
    return [
        ("Precedence", precedence),
        ("X-Auto-Response-Suppress", "All"),
        (TRACE, site.domain),
    ]


def list_headers(
    site: Site, mailing_list: MailingList, permalink: str = ""
) -> list[tuple[str, bytes | str]]:
    """All shared headers of one copy, in order, not yet folded (text.encode does that).

    `permalink` is the post's own hash, as in Post.permalink. Includes Precedence: list,
    X-Auto-Response-Suppress and the trace header.
    """
    at = links.Addresses(site, mailing_list)
    headers: list[tuple[str, bytes | str]] = [
        ("List-Id", list_id(site, mailing_list)),
        ("List-Post", f"<mailto:{at.post}>"),
        ("List-Help", f"<mailto:{at.request}?subject=help>"),
        ("List-Archive", _angled(links.open_archive(site, mailing_list))),
        ("Archived-At", _angled(links.page(site, mailing_list, permalink))),
        *leave_headers(site, mailing_list),
        *quiet_headers(site, "list"),
    ]
    return [(name, value) for name, value in headers if value]


def leave_headers(site: Site, mailing_list: MailingList) -> list[tuple[str, bytes | str]]:
    """List-Unsubscribe by mail, and in one click where the site has an https side.

    One click needs a token of the reader's own (RFC 8058 §3.1), so shared copies offer mail alone.
    """
    at = links.Addresses(site, mailing_list)
    if mailing_list.policy.copies == "shared":
        return [("List-Unsubscribe", f"<mailto:{at.leave}>")]
    mark = MARK_LEAVE.decode("ascii")
    by_mail = f"<mailto:{at.sealed(Purpose.LEAVE, mark)}>"
    if not site.web_url.startswith("https://"):
        return [("List-Unsubscribe", by_mail.encode("ascii"))]
    by_click = f"<{site.web_url.rstrip('/')}/leave/{mark}>"
    return [
        ("List-Unsubscribe", f"{by_mail}, {by_click}".encode("ascii")),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _angled(link: str) -> str:
    return f"<{link}>" if link else ""
