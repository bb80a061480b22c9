"""A signed mail's way through the whole server, on a list that sends mail as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.support import signing
from tests.support.signing import AMINA, crlf, entity, first_part
from tests.support.site import DOMAIN, FRONT, serving

pytestmark = [pytest.mark.slow, pytest.mark.gnupg]

READER = "reader@example.org"
TEXT = entity(b"Dear all,\r\n\r\n.\r\nDose:  5 mg \r\n" + b"The dose depends on the weight. " * 20)


async def test_both_signatures_are_good_in_the_readers_mailbox(tmp_path: Path) -> None:
    people = [NewMember(AMINA, "Amina"), NewMember(READER)]
    policy = Policy(body="original", moderation="none")
    another = TEXT.replace(b"5 mg", b"6 mg")
    async with serving(tmp_path, policy, people) as running:
        with signing.keys() as keys:
            for signed in (keys.pgp_mime(TEXT), keys.s_mime(another)):
                said = f"From: Amina <{AMINA}>\r\nSubject: Dose\r\n"
                said += f"Authentication-Results: {FRONT}; dkim=pass header.d=clinic.example\r\n"
                await running.send_raw(AMINA, [f"hifa@{DOMAIN}"], said.encode() + signed)
                await running.quiet()
            first, second = (crlf(raw) for raw in running.octets(READER))
            keys.verify_pgp(first_part(first))
            assert keys.verify_s_mime(first_part(second)) == another
