"""A signed mail's way through the whole server, on a list that sends mail as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.support import signing
from tests.support.signing import AMINA, crlf, entity, first_part
from tests.support.site import DOMAIN, FRONT, fill, make_site, started

pytestmark = [pytest.mark.slow, pytest.mark.gnupg]

READER = "reader@example.org"
TEXT = entity(b"Dear all,\r\n\r\n.\r\nDose:  5 mg \r\n" + b"The dose depends on the weight. " * 20)


async def test_both_signatures_are_good_in_the_readers_mailbox(tmp_path: Path) -> None:
    make_site(tmp_path)
    people = [NewMember(AMINA, "Amina"), NewMember(READER)]
    fill(tmp_path, "hifa", Policy(body="original", moderation="none"), people, [])
    running = await started(tmp_path)
    try:
        with signing.keys() as keys:
            another = TEXT.replace(b"5 mg", b"6 mg")
            for signed in (keys.pgp_mime(TEXT), keys.s_mime(another)):
                said = f"From: Amina <{AMINA}>\r\nSubject: Dose\r\n"
                said += f"Authentication-Results: {FRONT}; dkim=pass header.d=clinic.example\r\n"
                hifa = f"hifa@{DOMAIN}"
                await running.send_raw(AMINA, [hifa], said.encode() + signed)
                await running.quiet()
            files = sorted((tmp_path / "outbox" / "new").iterdir())
            mails = (crlf(file.read_bytes()) for file in files)
            first, second = (raw for raw in mails if f"Delivered-To: {READER}".encode() in raw)
            keys.verify_pgp(first_part(first))
            assert keys.verify_s_mime(first_part(second)) == another
    finally:
        await running.app.stop()
