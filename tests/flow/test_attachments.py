"""Files of posts over real sockets: named in a line, fetched by mail, or carried by the copies."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest
from PIL import Image

from listserv.commands import files as fetching
from listserv.model import DeliveryMode, Policy
from listserv.store import held
from listserv.store.members import NewMember
from tests.support.files import PDF, jpeg, mail, noise
from tests.support.site import DOMAIN, Running, serving, text_of

pytestmark = pytest.mark.slow

AMINA, PAUL, JEAN = "amina@rsr.example.org", "paul@post.example", "jean@team.example.org"
STRANGER = "eve@elsewhere.example"
PEOPLE = [
    NewMember(AMINA, "Amina Kamau"),
    NewMember(PAUL, "Paul Ngassa"),
    NewMember(JEAN, "Jean Traore", ("fr",)),
]
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
TEXT = "Dear all,\n\nHere is our stock card, and the ward.\n\nAmina"
FILES = [
    ("card.pdf", "application/pdf", PDF),
    ("ward.jpg", "image/jpeg", jpeg(1600, 1200)),
    ("setup.exe", "application/octet-stream", b"MZ\x90\x00"),
]


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(tmp_path, Policy(title="HIFA", moderation="none"), PEOPLE) as running:
        yield running


async def sent(forum: Running, files: list[tuple[str, str, bytes]] = FILES) -> int:
    """Amina's post with files has come; its number. Its photograph holds it."""
    await forum.send_raw(AMINA, [HIFA], mail(AMINA, HIFA, TEXT, files))
    await forum.quiet(30.0)
    return int(await forum.store.read(lambda db: db.value("SELECT max(number) FROM post")))


async def published(forum: Running, files: list[tuple[str, str, bytes]] = FILES) -> int:
    number = await sent(forum, files)
    await forum.publish()
    return number


def files_of(message: Message) -> dict[str, bytes]:
    """The files that a mail carries, by name."""
    parts = [part for part in message.walk() if part.get_filename()]
    return {str(part.get_filename()): part.get_payload(decode=True) for part in parts}  # type: ignore[misc]


def words_of(message: Message) -> str:
    """The text beside the files."""
    return text_of(next(p for p in message.walk() if p.get_content_type() == "text/plain"))


async def ask(forum: Running, who: str, line: str) -> Message:
    before = len(forum.mails(who))
    await forum.send(who, REQUEST, line, Subject="")
    await forum.quiet()
    assert len(forum.mails(who)) > before
    return forum.mails(who)[-1]


async def test_a_copy_says_what_came_and_how_to_get_it(forum: Running) -> None:
    number = await published(forum)
    copy = words_of(await forum.mail_to(PAUL, "Cards"))
    assert f"[{number}.1 card.pdf, 35 bytes]" in copy
    assert "[setup.exe, 4 bytes, not sent]" in copy
    assert f"write attachment {number}.1 to {REQUEST}" in copy
    assert not files_of(await forum.mail_to(PAUL, "Cards"))


async def test_a_member_fetches_one_file_and_then_all(forum: Running) -> None:
    number = await published(forum)
    assert files_of(await ask(forum, PAUL, f"attachment {number}.1")) == {"card.pdf": PDF}
    letter = await ask(forum, JEAN, f"pièce jointe {number}")
    got = files_of(letter)
    assert list(got) == ["card.pdf", "ward.jpg"]
    with Image.open(io.BytesIO(got["ward.jpg"])) as picture:
        assert picture.size == (1280, 960)
        assert not picture.getexif()
    assert f"{number}.3 setup.exe" in words_of(letter)


async def test_nobody_else_gets_them(forum: Running) -> None:
    """A stranger is told that files are for members, once a day, and never what there is."""
    number = await published(forum)
    letter = await ask(forum, STRANGER, f"attachment {number}.1")
    assert not files_of(letter)
    assert "card.pdf" not in letter.as_string()
    await forum.send(STRANGER, REQUEST, f"attachment {number}.2", Subject="")
    await forum.quiet()
    assert len(forum.mails(STRANGER)) == 1


async def test_what_waits_is_nobodys_yet(tmp_path: Path) -> None:
    async with serving(tmp_path, Policy(title="HIFA", attachments="hold"), PEOPLE) as forum:
        number = await sent(forum)
        (post,) = await forum.store.read(held.queue)
        assert "attachments" in post.reasons
        assert not files_of(await ask(forum, PAUL, f"attachment {number}.1"))
        await forum.publish()
        assert f"[{number}.1 card.pdf" in words_of(await forum.mail_to(PAUL, "Cards"))
        assert files_of(await ask(forum, PAUL, f"attachment {number}.1")) == {"card.pdf": PDF}


async def test_an_unproven_wish_is_asked_about_first(forum: Running) -> None:
    """Somebody who writes in her name cannot spend the money of her phone."""
    number = await published(forum)
    raw = f"From: {PAUL}\r\nTo: {REQUEST}\r\nMessage-ID: <u@x>\r\n\r\nattachment {number}.1\r\n"
    await forum.send_raw(PAUL, [REQUEST], raw.encode())
    await forum.quiet()
    question = forum.mails(PAUL)[-1]
    assert not files_of(question)
    assert f"attachment {number}.1" in words_of(question)
    await forum.answer(question, PAUL, "yes")
    await forum.quiet()
    assert files_of(forum.mails(PAUL)[-1]) == {"card.pdf": PDF}


async def test_a_day_has_an_end(forum: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "DAY_OCTETS", 50)
    number = await published(forum)
    assert files_of(await ask(forum, PAUL, f"attachment {number}.1"))
    letter = await ask(forum, PAUL, f"attachment {number}")
    assert not files_of(letter)
    said = " ".join(words_of(letter).split())
    assert "please ask again tomorrow" in said  # the card
    assert "too large for a mail" in said  # the photograph alone is over the day's
    assert files_of(await ask(forum, JEAN, f"attachment {number}.1"))  # her day is her own


async def test_copies_carry_the_files_where_the_list_keeps_them(tmp_path: Path) -> None:
    policy = Policy(title="HIFA", moderation="none", attachments="keep")
    async with serving(tmp_path, policy, PEOPLE) as forum:
        daily = "UPDATE member SET delivery = ? WHERE person = (SELECT person FROM address WHERE"
        await forum.store.write(
            lambda db: db.execute(f"{daily} address = ?)", (DeliveryMode.DAILY.value, AMINA))
        )
        number = await published(forum)
        copy = await forum.mail_to(PAUL, "Cards")
        got = files_of(copy)
        assert list(got) == ["card.pdf", "ward.jpg"]
        assert got["card.pdf"] == PDF
        assert b"Exif" not in got["ward.jpg"]
        text = words_of(copy)
        assert text.startswith("Dear all,")
        assert "[setup.exe, 4 bytes, not sent]" in text
        assert "To get a file" not in text
        forum.clock.advance(30 * 3600)
        forum.app.wake()
        digest = words_of(await forum.mail_to(AMINA, "HIFA"))
        assert f"[{number}.1 card.pdf, 35 bytes]" in digest
        assert f"write attachment {number}.1 to" in digest


async def test_what_is_too_large_for_a_copy_is_named_in_it(tmp_path: Path) -> None:
    policy = Policy(title="HIFA", moderation="none", attachments="keep", max_size=60_000)
    async with serving(tmp_path, policy, PEOPLE) as forum:
        big = ("all.pdf", "application/pdf", PDF + bytes(80_000))
        number = await sent(forum, [big, *FILES[:1]])
        (post,) = await forum.store.read(held.queue)
        assert post.reasons == ("too-large",)
        await forum.publish()
        copy = await forum.mail_to(PAUL, "Cards")
        assert list(files_of(copy)) == ["card.pdf"]
        assert f"[{number}.1 all.pdf, 81 KB]" in words_of(copy)
        assert len(copy.as_bytes()) < 60_000


async def test_nothing_is_said_where_the_list_drops_them(tmp_path: Path) -> None:
    policy = Policy(title="HIFA", moderation="none", attachments="drop")
    async with serving(tmp_path, policy, PEOPLE) as forum:
        number = await published(forum)
        copy = await forum.mail_to(PAUL, "Cards")
        assert "card.pdf" not in copy.as_string()
        assert not files_of(await ask(forum, PAUL, f"attachment {number}.1"))


async def test_twenty_megabytes_become_a_post(forum: Running) -> None:
    """Who uploads for an hour over a poor line is not refused at its end."""
    out = io.BytesIO()
    noise(2400, 2000).save(out, "PNG")
    photo = ("ward.png", "image/png", out.getvalue())
    rest = 14_600_000 - len(photo[2])
    number = await published(forum, [photo, ("all.pdf", "application/pdf", PDF + bytes(rest))])
    size = await forum.store.read(lambda db: db.value("SELECT size FROM mail"))
    assert 19_500_000 < size < 25_000_000
    copy = words_of(await forum.mail_to(PAUL, "Cards", seconds=30.0))
    assert f"[{number}.1 ward.png, " in copy
    letter = await ask(forum, PAUL, f"attachment {number}.1")
    with Image.open(io.BytesIO(files_of(letter)["ward.jpg"])) as picture:
        assert picture.size == (1280, 1067)
