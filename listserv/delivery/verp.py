"""Return paths that name the recipient and the mailing (VERP); pure.

Every copy leaves under `LIST-bounces+TOKEN@DOMAIN`, so that a bounce says by its address alone
whom it is about: person (0 for a stranger, or for a copy that several share) and mailing. Letters
of the site itself leave under `listserv-bounces+TOKEN@`.

A robot's answer leaves under the null return path, so that no robot answers it (RFC 5321 §4.5.5,
RFC 3834 §3.3). The letters below are none: they go out unasked, and somebody waits for what they
are to bring about, so it must be known that they did not arrive.
"""

from __future__ import annotations

from listserv.model import BROADCASTS, Purpose, Site, Token
from listserv.press.links import sealed
from listserv.text.tokens import Seal

AWAITED = frozenset(
    {
        "notice",
        "queue",
        "reminder",
        "escalated",
        "gathered",
        "bouncing",
        "confirm",
        "confirm-join",
        "confirm-leave",
        "confirm-private",
        "welcome",
        "probe",
    }
)


def return_path(
    site: Site, list_name: str, seal: Seal, kind: str, person: int, mailing: int
) -> str:
    """The envelope sender of one copy of a mailing of this `kind`; `list_name` "" is the site."""
    if kind not in BROADCASTS and kind not in AWAITED:
        return ""
    return sealed(site, list_name, Purpose.BOUNCES, seal(Token(Purpose.BOUNCES, person, mailing)))
