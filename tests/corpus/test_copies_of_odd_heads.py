"""Heads of real and broken mail: whatever they say, a copy's head is ours, short and 7-bit."""

from __future__ import annotations

import email
from email import policy as parsing

import pytest

from listserv.delivery.copy import mould
from listserv.fanout.cook import HEAD_OCTETS, Footer, Order, cook, subject
from listserv.fanout.original import cook_original
from listserv.model import MARK_LEAVE, MailingList, Policy, Post, Publication, Reading, Site, State
from listserv.reading import read
from listserv.text.carried import carry
from tests.support.heads import ALLOWED
from tests.support.mails import CORPORA

MAILS = [
    path
    for path in sorted(CORPORA.rglob("*"))
    if path.is_file() and path.suffix not in (".md", ".json", ".csv", ".py", ".mbox", ".yml")
    and 0 < path.stat().st_size < 200_000
]  # fmt: skip
SITE = Site(
    "lists.example.org",
    "Lists",
    archive_url="https://lists.example.org/archive",
    web_url="https://lists.example.org",
)
FOOTER = Footer(("Write leave to hifa-request@lists.example.org",))


def order(reading: Reading, dmarc: str) -> Order:
    post = Post(
        number=1, list_id=1, state=State.APPROVED, received=0.0, sent=reading.date or 0.0,
        person_id=0, author=reading.from_name, address=reading.from_address, country="", proof="",
        subject=reading.subject, topic=reading.subject, message_id=reading.message_id,
        references=reading.references, language=reading.language, text=reading.clean, version=1,
        attachments=reading.attachments,
    )  # fmt: skip
    policy = Policy(dmarc=dmarc, archive="public", subject_prefix="[hifa]")
    said = subject(post.topic, 2, policy)
    return Order(
        post,
        Publication(1, 0, 2, post.topic, said, "k3jq7m2x5abc"),
        MailingList(1, "hifa", policy),
        SITE,
        "hifa-author+abcdefghijklmnopqrstuvwxyz23@lists.example.org",
        has_policy=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(not MAILS, reason="the corpora are not here")
@pytest.mark.parametrize("dmarc", ["always", "never"])
def test_a_copys_head_is_ours(dmarc: str) -> None:
    assert len(MAILS) > 300
    for path in MAILS:
        raw = path.read_bytes()
        reading = read(raw)
        made = order(reading, dmarc)
        for rendition in (
            cook(made, "en", FOOTER),
            cook_original(made, "en", FOOTER, carry(raw)),
        ):
            head = mould(rendition).fill("t" * 28)
            long_ids = max(0, len(reading.message_id) + 80 - 250)
            assert len(head) <= HEAD_OCTETS + long_ids, path.name
            assert head.count(b"t" * 28) >= 2, path.name
            named = email.message_from_bytes(head + b"\r\n", policy=parsing.compat32)
            assert {name.lower() for name in named} <= ALLOWED, path.name
            assert len(set(named.keys())) == len(named.keys()), path.name
            words = [
                line for line in head.split(b"\r\n") if b"<" not in line and b"://" not in line
            ]
            assert all(len(line) <= 76 for line in words), path.name
            assert b"=?" not in b"".join(named["List-Unsubscribe"].encode().split()), path.name
            assert MARK_LEAVE not in rendition.body, path.name
