"""Real mail, as it came, makes copies that a relay takes."""

from pathlib import Path

import pytest

from listserv.delivery.copy import mould
from listserv.fanout.cook import Footer, Order
from listserv.fanout.original import cook_original
from listserv.model import MailingList, Policy, Post, Publication, Site, State
from listserv.text.carried import carry

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"
MAILS = [path for path in sorted(CORPORA.rglob("*.eml")) if path.stat().st_size < 200_000][:100]

POST = Post(
    number=1, list_id=1, state=State.APPROVED, received=0.0, sent=0.0, person_id=7,
    author="Amina", address="amina@clinic.example", country="", proof="dkim", subject="Cards",
    topic="Cards", message_id="a@clinic.example", references=(), language="en", text="",
    version=1,
)  # fmt: skip
ORDER = Order(
    POST,
    Publication(1, 0, 1, "Cards", "Cards", "k3jq7m2x5abc"),
    MailingList(1, "hifa", Policy(body="original")),
    Site("lists.example.org", "Example lists"),
    "hifa-author@lists.example.org",
)


@pytest.mark.skipif(not MAILS, reason="the corpora are not here")
def test_real_mail() -> None:
    footer = Footer(("Write leave to hifa-request@lists.example.org",))
    for path in MAILS:
        assert mould(cook_original(ORDER, "en", footer, carry(path.read_bytes()))), path.name
