"""A letter that asks a translator for two texts, and her answers to it, as values of tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from listserv import reading
from listserv.model import MailingList, Policy, Site
from listserv.press.brought import ToTranslate
from listserv.press.letter import Press
from listserv.text import mime
from listserv.translators import returned
from listserv.translators.pieces import Piece
from listserv.translators.returned import Returned

SITE = Site("lists.example.org", "Health lists", admin="root@example.org")
HIFA = MailingList(7, "hifa", Policy(title="HIFA", timezone="Africa/Nairobi"))
NOW = 1_767_600_000.0
SEALED = "hifa-translate+abcdefghijklmnopqrstuvwxyz23@lists.example.org"
MARIE = ("Marie Ndiaye", "marie@example.org")

ZINC = "Dear all,\n\nWe give 5 mg of zinc for ten days.\n\nWho does it better?\n\nAmina"
DRAFT = "Chers tous,\n\nNous donnons 50 mg de zinc pendant dix jours.\n\nQui fait mieux ?\n\nAmina"
NETS = (
    "Dear all,\n\nThe nets that we got last year have holes already, see"
    " https://example.org/nets?y=1\n\nWhat do others do about it?\n\nPeter Okello\nKisumu"
)
PIECES = (
    Piece(811, 1, "en", "fr"),
    Piece(812, 1, "en", "fr"),
    Piece(814, 1, "en", "fr", whole=False),
)
TEXTS = (
    ToTranslate(
        *(811, "en", "fr", "Zinc for children", "Amina Kamau", "KE", ZINC, NOW + 86400.0),
        *("machine", "", "Du zinc pour enfants", DRAFT, ("5 mg",)),
    ),
    ToTranslate(812, "en", "fr", "Bed nets", "Peter Okello", "", NETS, NOW + 86400.0),
)


def letter(language: str = "fr", kind: str = "translate", **values: Any) -> str:
    """The text of a letter; by default the one that asks for both texts."""
    if kind == "translate":
        other = SimpleNamespace(number=814, topic="Rapid tests", author="John Doe")
        asks = {"texts": TEXTS, "others": (other,), "until": NOW + 86400.0}
        values = {**asks, "waits": 0.0, "zone": "Africa/Dakar", "credited": True, **values}
    made = Press(SITE).letter(
        kind,
        id=1,
        list=HIFA,
        person_id=2,
        address=MARIE[1],
        name=MARIE[0],
        language=language,
        now=NOW,
        reply_to=SEALED,
        **values,
    )
    root = mime.parse(made.head + b"\r\n" + made.body).root
    return next(part.text() for part in root.walk() if part.type == "text/plain")


def read(raw: bytes, known: str, pieces: tuple[Piece, ...] = PIECES, **more: Any) -> Returned:
    """What an answer holds."""
    return returned.read(reading.read(raw), known, pieces, (MARIE[0],), **more)
