"""clamd over a socket: what it is shown, what of its answers counts; nothing it does hurts us."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from listserv.identity.clamd import Clamd
from listserv.model import UNSEEN, VIRUS, Policy
from listserv.reading import read
from listserv.store import held
from listserv.store.members import NewMember
from listserv.text.files import parts
from tests.support.files import PDF, mail
from tests.support.ports import free_port
from tests.support.site import DOMAIN, serving, text_of

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
BAD = ("bad.pdf", "application/pdf", PDF + EICAR)
GOOD = ("good.pdf", "application/pdf", PDF)
AMINA, PAUL, JEAN = "amina@rsr.example.org", "paul@post.example", "jean@team.example.org"
HIFA = f"hifa@{DOMAIN}"


def sound(shown: bytes) -> bytes:
    """As clamd answers; in a whole mail it looks into the parts."""
    inside = [shown, *parts(shown)] if shown.startswith(b"Authentication") else [shown]
    bad = any(EICAR in one for one in inside)
    return b"stream: Eicar-Test-Signature FOUND\0" if bad else b"stream: OK\0"


class Daemon:
    """Reads what it is shown and answers by `says`; None never answers."""

    def __init__(self) -> None:
        self.says: Callable[[bytes], bytes] | None = sound
        self.shown: list[bytes] = []
        self.url = ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        shown = b""
        while size := struct.unpack(">I", await reader.readexactly(4))[0]:
            shown += await reader.readexactly(size)
        self.shown.append(shown)
        if self.says is None:
            await reader.read()
        else:
            writer.write(self.says(shown))
        writer.close()


@pytest.fixture
async def daemon() -> AsyncIterator[Daemon]:
    here = Daemon()
    listening = await asyncio.start_server(here.talk, "127.0.0.1", 0)
    here.url = f"tcp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield here
    listening.close()


async def taken_apart(raw: bytes) -> tuple[bytes, ...]:
    return parts(raw)


async def marks(url: str, *files: tuple[str, str, bytes], seconds: float = 5.0) -> list[str]:
    raw = mail(AMINA, HIFA, "See the file.", list(files))
    reading = await Clamd(url, taken_apart, seconds).look(raw, read(raw))
    return [one.barred for one in reading.attachments]


async def test_the_file_with_the_virus_is_named(daemon: Daemon) -> None:
    assert await marks(daemon.url, GOOD, BAD) == ["", VIRUS]
    assert len(daemon.shown) == 3  # the mail, then each file


async def test_what_is_clean_is_shown_once(daemon: Daemon) -> None:
    assert await marks(daemon.url, GOOD, GOOD) == ["", ""]
    assert len(daemon.shown) == 1


async def test_a_mail_without_files_is_not_shown(daemon: Daemon) -> None:
    assert await marks(daemon.url) == []
    assert daemon.shown == []


async def test_what_hides_between_the_parts_bars_them_all(daemon: Daemon) -> None:
    whole = b"stream: Found.Between FOUND\0"
    daemon.says = lambda shown: whole if shown.startswith(b"Auth") else b"stream: OK\0"
    assert await marks(daemon.url, GOOD, GOOD) == [VIRUS, VIRUS]


@pytest.mark.parametrize(
    "says",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"",
        b"stream: OK",
        b"stream: OK" * 100_000,
        b"\xff\xfe\0",
        b"UNKNOWN COMMAND\0",
    ],
)
async def test_an_odd_answer_is_none(daemon: Daemon, says: bytes) -> None:
    daemon.says = lambda shown: says
    assert await marks(daemon.url, GOOD) == [UNSEEN]


async def test_silence_is_no_answer(daemon: Daemon) -> None:
    daemon.says = None
    assert await marks(daemon.url, GOOD, seconds=0.1) == [UNSEEN]


async def test_nobody_listens(tmp_path: Path) -> None:
    assert await marks(f"tcp://127.0.0.1:{free_port()}", GOOD) == [UNSEEN]
    assert await marks(f"unix:{tmp_path}/clamd.ctl", GOOD) == [UNSEEN]


async def test_a_unix_socket(tmp_path: Path) -> None:
    here = Daemon()
    listening = await asyncio.start_unix_server(here.talk, str(tmp_path / "c"))
    assert await marks(f"unix:{tmp_path}/c", BAD) == [VIRUS]
    listening.close()


# --- a site that asks it --------------------------------------------------------------------------

PEOPLE = [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa")]
OPEN = Policy(title="HIFA", moderation="none", attachments="keep")


async def test_an_infected_post_waits_and_its_file_stays_here(
    tmp_path: Path, daemon: Daemon
) -> None:
    """The moderators see which file it is; a yes sends the words, and never the file."""
    extra = f'[clamd]\nurl = "{daemon.url}"\n'
    moderators = [NewMember(JEAN, "Jean Traore")]
    async with serving(tmp_path, OPEN, PEOPLE, moderators, extra=extra) as forum:
        await forum.send_raw(AMINA, [HIFA], mail(AMINA, HIFA, "See the file.", [GOOD, BAD]))
        await forum.quiet()
        (post,) = await forum.store.read(held.queue)
        assert "infected" in post.reasons
        notice = " ".join(text_of(await forum.mail_to(JEAN, "Cards")).split())
        assert "bad.pdf, 103 bytes (a virus was found in it)" in notice
        await forum.publish()
        copy = await forum.mail_to(PAUL, "Cards")
        assert [part.get_filename() for part in copy.walk() if part.get_filename()] == ["good.pdf"]
        assert "[bad.pdf, 103 bytes, not sent]" in str(copy)
        await forum.send(PAUL, f"hifa-request@{DOMAIN}", f"attachment {post.number}.2", Subject="")
        letter = " ".join(text_of(await forum.mail_to(PAUL, "Attachment")).split())
        assert "(a virus was found in it)" in letter


async def test_without_an_answer_the_words_go_and_the_files_stay(tmp_path: Path) -> None:
    extra = f'[clamd]\nurl = "tcp://127.0.0.1:{free_port()}"\n'
    async with serving(tmp_path, OPEN, PEOPLE, extra=extra) as forum:
        await forum.send_raw(AMINA, [HIFA], mail(AMINA, HIFA, "See the file.", [GOOD]))
        copy = await forum.mail_to(PAUL, "Cards")
        assert not copy.is_multipart()
        assert "[good.pdf, 35 bytes, not sent]" in text_of(copy)
