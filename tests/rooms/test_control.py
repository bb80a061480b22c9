"""The control socket: one line asks, one answers, and nothing a peer says stops the server."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from listserv import control
from listserv.control import Control


class Server:
    """A control socket that counts how often it was woken."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.woken = 0
        self.control = Control(path, {"wake": self.wake, "fail": self.fail})

    async def wake(self) -> dict[str, Any]:
        self.woken += 1
        return {"ok": True}

    async def fail(self) -> dict[str, Any]:
        raise OSError("the disk is gone")

    async def ask(self, verb: str) -> dict[str, Any] | None:
        return await asyncio.to_thread(control.ask, self.path, verb)

    async def say(self, data: bytes) -> bytes:
        """What a peer hears that says these bytes and no more."""
        reader, writer = await asyncio.open_unix_connection(str(self.path))
        writer.write(data)
        writer.write_eof()
        heard = await reader.read()
        writer.close()
        return heard


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    made = Server(tmp_path / "control.sock")
    await made.control.start()
    yield made
    await made.control.stop()


async def test_a_verb_is_answered(server: Server) -> None:
    assert await server.ask("wake") == {"ok": True}
    assert server.woken == 1


async def test_an_unknown_verb_is_told_which_there_are(server: Server) -> None:
    assert await server.ask("sleep") == {"error": "unknown verb; there are fail, wake"}


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"wake\n", b"\xff\xfe\n", b"[]\n", b"null\n", b'{"do": []}\n', b"x" * 9000],
    ids=["nothing", "empty", "no JSON", "no text", "list", "null", "no word", "too long"],
)
async def test_nonsense_stops_nobody(server: Server, data: bytes) -> None:
    heard = await server.say(data)
    assert heard == b"" or "error" in json.loads(heard)
    assert await server.ask("wake") == {"ok": True}


async def test_a_verb_that_fails_ends_its_own_talk_alone(server: Server) -> None:
    assert await server.ask("fail") == {"error": "fail failed, see the server's log"}
    assert await server.ask("wake") == {"ok": True}


async def test_only_the_owner_may_talk(server: Server) -> None:
    assert server.path.stat().st_mode & 0o777 == 0o600


async def test_the_socket_of_a_killed_server_is_taken_over(server: Server) -> None:
    again = Control(server.path, {"wake": server.wake})
    await again.start()
    assert await server.ask("wake") == {"ok": True}
    await again.stop()
    assert not server.path.exists()


async def test_a_long_folder_is_no_hindrance(tmp_path: Path) -> None:
    """A unix address has 107 bytes; a site's folder may have more."""
    folder = tmp_path / ("long " * 20) / ("folder " * 20)
    folder.mkdir(parents=True)
    server = Server(folder / "control.sock")
    await server.control.start()
    assert await server.ask("wake") == {"ok": True}
    await server.control.stop()


def test_without_a_server_there_is_nobody_to_tell(tmp_path: Path) -> None:
    assert control.ask(tmp_path / "control.sock", "wake") is None
    assert control.ask(tmp_path / "no" / "folder" / "control.sock", "wake") is None
    with socket.socket(socket.AF_UNIX) as left:  # a killed server leaves its socket behind
        left.bind(str(tmp_path / "control.sock"))
    assert control.ask(tmp_path / "control.sock", "wake") is None


def test_a_server_that_hangs_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "SECONDS", 0.1)
    begun = time.monotonic()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "control.sock"))
        deaf.listen()
        assert control.ask(tmp_path / "control.sock", "wake") is None
    assert time.monotonic() - begun < 2
