"""rspamd over HTTP: what it is asked, what of its answers counts; nothing it does hurts us."""

from __future__ import annotations

import asyncio
import getpass
import grp
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from listserv.identity.rspamd import Rspamd
from listserv.model import Origin
from tests.support.ports import await_port, free_port

RAW = b"From: Amina <amina@clinic.example>\r\nSubject: Measles\r\n\r\nEleven cases.\r\n"
MAIL = Origin("amina@clinic.example", "192.0.2.7", False, 0.0, helo="mx.example")


def answer(action: str) -> bytes:
    body = b'{"is_skipped":false,"score":7.1,"symbols":{"X":{"score":7.1}},"action":"%b"}'
    return b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + body % action.encode()


class Server:
    """Answers every request with the same octets; None never answers."""

    def __init__(self) -> None:
        self.says: bytes | None = answer("no action")
        self.asked: list[bytes] = []
        self.url = ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        self.asked.append(head + await reader.readexactly(size))
        if self.says is None:
            await reader.read()
        else:
            writer.write(self.says)
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    here = Server()
    listening = await asyncio.start_server(here.talk, "127.0.0.1", 0)
    here.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield here
    listening.close()


@pytest.mark.parametrize(
    ("action", "spam"),
    [
        ("no action", False),
        ("greylist", False),
        ("soft reject", False),
        ("add header", True),
        ("rewrite subject", True),
        ("quarantine", True),
        ("reject", True),
        ("dance", False),
    ],
)
async def test_actions(server: Server, action: str, spam: bool) -> None:
    server.says = answer(action)
    assert await Rspamd(server.url).spam(RAW, MAIL) is spam


@pytest.mark.parametrize(
    ("mail", "ip"),
    [
        (MAIL, b"Ip: 192.0.2.7\r\n"),
        (replace(MAIL, trusted=True, client="192.0.2.9"), b"Ip: 192.0.2.9\r\n"),
        (replace(MAIL, trusted=True), b""),
    ],
)
async def test_what_it_is_told(server: Server, mail: Origin, ip: bytes) -> None:
    await Rspamd(server.url + "/filter").spam(RAW, mail)
    assert server.asked == [
        b"POST /filter/checkv2 HTTP/1.0\r\nHost: 127.0.0.1\r\n"
        b"Content-Length: %d\r\n%bHelo: mx.example\r\nFrom: amina@clinic.example\r\n\r\n%b"
        % (len(RAW), ip, RAW)
    ]


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"HTTP/1.0 403 Forbidden\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n",
        b'HTTP/1.0 200 OK\r\n\r\n{"action":7}',
        b'HTTP/1.0 200 OK\r\n\r\n{"error":"no"}',
        b"HTTP/1.0 200 OK\r\n\r\n" + b"[" * 900_000,
        b'HTTP/1.0 200 OK\r\n\r\n{"action":"reject","x":"' + b"x" * 1_100_000 + b'"}',
        b"\xff\xfe",
        None,
    ],
)
async def test_a_failure_is_no_opinion(server: Server, says: bytes | None) -> None:
    """And after two it rests for a while, so that a queue of posts does not wait for each in turn.

    It used to rest after one: a mail that was slow to judge, which anybody can write, let all
    posts of half a minute by unseen.
    """
    server.says = says
    rspamd = Rspamd(server.url, seconds=0.25 if says is None else 5.0)
    assert not await rspamd.spam(RAW, MAIL)
    server.says = answer("reject")
    assert await rspamd.spam(RAW, MAIL)
    server.says = says
    assert not await rspamd.spam(RAW, MAIL)
    assert not await rspamd.spam(RAW, MAIL)
    server.says = answer("reject")
    assert not await rspamd.spam(RAW, MAIL)
    assert len(server.asked) == 4


async def test_it_is_asked_again_after_its_rest(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("listserv.identity.rspamd.REST", 0.0)
    rspamd = Rspamd(server.url)
    server.says = b""
    assert not await rspamd.spam(RAW, MAIL)
    assert not await rspamd.spam(RAW, MAIL)
    server.says = answer("reject")
    assert await rspamd.spam(RAW, MAIL)


async def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it rests at once, and tries no connection meanwhile."""
    tried = []

    async def refused(*where: object, **how: object) -> None:
        tried.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr("listserv.identity.rspamd.asyncio.open_connection", refused)
    rspamd = Rspamd("http://127.0.0.1:1")
    assert not any([await rspamd.spam(RAW, MAIL) for _ in range(100)])
    assert tried == [("127.0.0.1", 1)]


async def test_a_mail_too_large_is_not_shown(server: Server) -> None:
    assert not await Rspamd(server.url).spam(b"x" * 10_000_001, MAIL)
    assert server.asked == []


# --- the real one ---------------------------------------------------------------------------------

GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
CONFIG = """
options {{
    pidfile = "{0}/pid"; tempdir = "{0}"; url_tld = "{0}/tld"; disable_hyperscan = true;
    filters = ""; dns {{ nameserver = ["127.0.0.1:1"]; }}
}}
logging {{ type = "console"; level = "error"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{1}"; count = 1; }}
actions {{ reject = 15; add_header = 6; }}
"""


@pytest.mark.slow
@pytest.mark.rspamd
async def test_with_rspamd_itself(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "tld").write_text("org\nexample\n")
    (tmp_path / "conf").write_text(CONFIG.format(tmp_path, port))
    me = ("-u", getpass.getuser(), "-g", grp.getgrgid(os.getgid()).gr_name)
    program = await asyncio.create_subprocess_exec(
        *("rspamd", "-f", "-i", *me, "-c", str(tmp_path / "conf")),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.to_thread(await_port, port, lambda: program.returncode is None)
        rspamd = Rspamd(f"http://127.0.0.1:{port}")
        assert not await rspamd.spam(RAW, MAIL)
        assert await rspamd.spam(RAW + GTUBE + b"\r\n", MAIL)
        assert rspamd._rests_until == 0.0  # the first answer was one
    finally:
        program.terminate()
        await program.wait()
