"""Return paths that name the recipient and the mailing (VERP); pure.

Every copy leaves under `LIST-bounces+TOKEN@DOMAIN`, so that a bounce says by its address alone
whom it is about: person (0 for a stranger) and mailing. Letters of the site itself leave under
`listserv-bounces+TOKEN@`.
"""

from __future__ import annotations

from collections.abc import Callable

from listserv.model import Purpose, Token

Seal = Callable[[Token], str]

SITE = "listserv"  # stands where a list's name would


def return_path(
    site_domain: str, list_name: str, separator: str, seal: Seal, person: int, mailing: int
) -> str:
    """The envelope sender of one copy; `list_name` "" is the site."""
    token = seal(Token(Purpose.BOUNCES, person, mailing))
    return f"{list_name or SITE}-bounces{separator}{token}@{site_domain}"
