"""`my data`: what is held about somebody, by mail, on real sockets."""

from __future__ import annotations

import json
import mailbox
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, mail, serving

pytestmark = pytest.mark.slow

AMINA, PAUL, HELEN = "amina@rsr.example.org", "paul@post.example", "helen@team.example.org"
HIFA, OWNER, REQUEST = (f"hifa{word}@{DOMAIN}" for word in ("", "-owner", "-request"))


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau", country="KE"), NewMember(PAUL, "Paul Ngassa")]
    policy = Policy(title="HIFA")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as running:
        yield running


async def her_data(forum: Running) -> tuple[str, dict[str, bytes]]:
    """(the text of the letter, its files by name)."""
    letter = await forum.mail_to(AMINA, "What we hold about you")
    parts = [part for part in letter.walk() if not part.is_multipart()]
    files = {part.get_filename(): octets(part) for part in parts if part.get_filename()}
    return octets(parts[0]).decode(), {f"{name}": data for name, data in files.items()}


def octets(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


async def test_she_gets_all_of_it_as_text_and_as_files(forum: Running, tmp_path: Path) -> None:
    await forum.send(AMINA, HIFA, "We boil the filters every Monday.", Subject="Filters")
    await forum.until_held(1)
    await forum.publish()
    await forum.send(AMINA, OWNER, "May I write about filters?")
    await forum.send(PAUL, OWNER, "I am Paul and this is mine.")
    await forum.quiet()
    await forum.send(AMINA, REQUEST, "my data")
    text, files = await her_data(forum)
    assert "- Amina Kamau, Kenya" in text
    assert AMINA in text
    assert "every message" in text
    assert "Filters" in text
    assert "Messages you have written to the lists: 1." in text
    told = json.loads(files["my-data.json"])
    assert told["person"][0]["name"] == "Amina Kamau"
    assert told["post"][0]["subject"] == "Filters"
    assert told["version"][0]["text"].startswith("We boil the filters")
    assert told["member"][0]["joined"] == "2023-11-14T22:13:20+00:00"
    assert {row["purpose"] for row in told["errand"]} >= {"owner"}
    assert b"Paul" not in files["my-data.json"]
    box = tmp_path / "hers.mbox"
    box.write_bytes(files["my-mails.mbox"])
    mails = list(mailbox.mbox(box))
    assert {one["From"] for one in mails} == {AMINA}
    assert [one["Subject"] for one in mails][-1] == "Filters"
    assert b"this is mine" not in files["my-mails.mbox"]


async def test_somebody_else_gets_nothing_in_her_name(forum: Running) -> None:
    """It goes to her own address, whoever asked, and once a day."""
    raw = mail(AMINA, REQUEST, "my data", proven=False)
    await forum.send_raw("mallory@evil.example", [REQUEST], raw)
    await forum.quiet()
    await forum.send_raw("mallory@evil.example", [REQUEST], raw + b"\r\nAgain.\r\n")
    await forum.quiet()
    assert forum.mails("mallory@evil.example") == []
    assert len([one for one in forum.mails(AMINA) if one.is_multipart()]) == 1


async def test_a_stranger_is_told_that_we_do_not_know_her(forum: Running) -> None:
    await forum.send("eve@far.example", REQUEST, "my data", Subject="my data")
    letter = await forum.mail_to("eve@far.example", "What we hold about you")
    assert not letter.is_multipart()
    text = " ".join(octets(letter).decode().split())
    assert "Nobody has signed up here with the address eve@far.example." in text
    assert "To have it erased, write “erase me”." in text


async def test_in_french_and_with_another_command(forum: Running) -> None:
    await forum.send(AMINA, REQUEST, "mes données\nje lis fr en")
    await forum.quiet()
    letters = forum.mails(AMINA)
    assert len(letters) == 2
