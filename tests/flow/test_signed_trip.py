"""Signed copies under the eyes of two independent programs, at home and after a trip.

dkimpy and OpenDKIM verify the RSA and the Ed25519 signature of a copy in many scripts; then the
same copy goes through a real Postfix to a peer that offers no 8BITMIME, and both verify what came.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial

import dkim
import pytest
from aiosmtpd.smtp import SMTP

from listserv.delivery.signer import Signer
from listserv.identity import keys
from listserv.identity.arc import Sealer
from listserv.model import MARK_LEAVE, Rendition
from listserv.text import encode
from tests.flow.test_postfix import postfix, settled, told
from tests.support import dkimpy
from tests.support.copies import signed_copy
from tests.support.opendkim import verdicts
from tests.support.peer import Peer

pytestmark = [pytest.mark.slow, pytest.mark.opendkim]

DOMAIN = "lists.example.org"
SIGNER = Signer(DOMAIN, keys.new("listserv"), keys.new("ed25519-20261122", "ed25519"))
RECORDS = {f"{key.selector}._domainkey.{DOMAIN}": key.record() for key in SIGNER.keys}
BOTH = {"rsa-sha256": "pass", "ed25519-sha256": "pass"}
LEAVE = "abcdefghijklmnopqrstuvwxyz23"
TEXT = (
    """Chères et chers collègues,

.a line that begins with a dot, and one that is only a dot:
.
From here on it gets long. """
    + "Qui compte les médicaments dans votre clinique ? " * 40
    + """
من يعد الأدوية في عيادتكم؟ 谁来清点药品？ 😀  \t
-- \nAmina


"""
)
HEADERS: list[tuple[str, str | bytes]] = [
    ("From", '"Amina Kamau via hifa" <hifa-author+abcdefghijklmnopqrstuvwxyz23@lists.example.org>'),
    ("To", "hifa@lists.example.org"),
    ("Subject", "Médicaments : من يعد الأدوية؟ " * 4),
    ("Date", "Sun, 22 Nov 2026 08:00:00 +0000"),
    ("Message-ID", "<20261122080000.1@clinic.example>"),
    ("References", " ".join(f"<2026112{n}@clinic.example>" for n in range(8))),
    ("List-Id", "Health <hifa.lists.example.org>"),
]
UNSUBSCRIBE = (
    b"List-Unsubscribe: <https://lists.example.org/leave/" + MARK_LEAVE + b">,\r\n"
    b" <mailto:hifa-leave+" + MARK_LEAVE + b"@lists.example.org>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
)


def copy() -> bytes:
    """A copy with an ARC set and both signatures."""
    head, body = encode.message(HEADERS, TEXT)
    head = UNSUBSCRIBE + head
    sealer = Sealer(SIGNER.keys[0], DOMAIN, "dkim=pass header.d=clinic.example")
    rendition = Rendition("fr", sealer.seal(head, body, time.time()) + head, body)
    return signed_copy(SIGNER, rendition, LEAVE, time.time())


def test_both_programs_verify_both_signatures() -> None:
    raw = copy()
    assert dkimpy.signatures(raw, RECORDS) == [True, True]
    assert verdicts(raw, RECORDS) == BOTH
    assert dkimpy.chain(raw, RECORDS) == dkim.CV_Pass


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LEAVE.encode(), b"z" * 28),
        (b"=One-Click", b"=Two-Clicks"),
        (b"\r\nTo: ", b"\r\nFrom: b@example.org\r\nTo: "),
        (b"\r\n\r\n", b"\r\n\r\nHello. "),
    ],
)
def test_both_programs_see_a_change(old: bytes, new: bytes) -> None:
    raw = copy()
    assert old in raw
    changed = raw.replace(old, new, 1)
    assert dkimpy.signatures(changed, RECORDS) == [False, False]
    assert verdicts(changed, RECORDS) == dict.fromkeys(BOTH, "fail")


# --- through Postfix ------------------------------------------------------------------------------


class Arrived:
    """A peer of the old kind: it offers no 8BITMIME."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append(envelope.original_content)
        return "250 OK"


async def travelled(raw: bytes) -> bytes:
    """What arrives of a mail that goes through Postfix to such a peer."""
    arrived = Arrived()
    loop = asyncio.get_running_loop()
    outside = await loop.create_server(partial(SMTP, arrived, decode_data=True), "127.0.0.1", 0)
    sink = outside.sockets[0].getsockname()[1]
    with postfix("", sink=sink, hostname=DOMAIN) as (port, root):
        peer = Peer(*await asyncio.open_connection("127.0.0.1", port))
        assert "8BITMIME" in await peer.greet()
        await peer.say("MAIL FROM:<b@lists.example.org> BODY=8BITMIME")
        await peer.say("RCPT TO:<amina@example.net>")
        await peer.say("DATA")
        peer.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert (await peer.reply()).startswith("250 ")
        await settled(root)
        assert len(arrived.mails) == 1, told(root)
    outside.close()
    return arrived.mails[0]


@pytest.mark.postfix
async def test_signatures_survive_postfix_and_a_peer_without_8bitmime() -> None:
    raw = await travelled(copy())
    assert b"\r\nReceived: " in b"\r\n" + raw
    assert dkimpy.signatures(raw, RECORDS) == [True, True]
    assert verdicts(raw, RECORDS) == BOTH
    assert dkimpy.chain(raw, RECORDS) == dkim.CV_Pass


@pytest.mark.postfix
async def test_an_8_bit_copy_would_not_survive() -> None:
    """The counter-proof: this is why every copy is 7-bit before it is signed."""
    plain = "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n"
    plain += "Content-Type: text/plain; charset=utf-8\r\n\r\nMédicaments\r\n"
    rsa = SIGNER.keys[0]
    head = [b"from", b"content-type"]
    made = dkim.sign(
        plain.encode(), rsa.selector.encode(), DOMAIN.encode(), rsa.pem(), include_headers=head
    )
    raw = made + plain.encode()
    assert dkimpy.signatures(raw, RECORDS) == [True]
    changed = await travelled(raw)
    assert changed.isascii()
    assert dkimpy.signatures(changed, RECORDS) == [False]
