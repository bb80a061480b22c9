"""Return paths that name the recipient and the mailing (VERP); pure.

Every copy leaves under `LIST-bounces+TOKEN@DOMAIN`, so that a bounce says by its address alone
whom it is about: person (0 for a stranger) and mailing. Letters of the site itself leave under
`listserv-bounces+TOKEN@`.
"""

from __future__ import annotations

from listserv.model import Purpose, Site, Token
from listserv.press.links import sealed
from listserv.text.tokens import Seal


def return_path(site: Site, list_name: str, seal: Seal, person: int, mailing: int) -> str:
    """The envelope sender of one copy; `list_name` "" is the site."""
    return sealed(site, list_name, Purpose.BOUNCES, seal(Token(Purpose.BOUNCES, person, mailing)))
