"""A translation service for tests: speaks as LibreTranslate does, and misbehaves on command.

It listens on a real socket of 127.0.0.1. What it says of a line is `says`, at first the line in
capital letters with its tags untouched; `fault` answers instead, for a path.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

LANGUAGES: Any = [
    {"code": "en", "name": "English", "targets": ["en", "es", "fr", "sw"]},
    {"code": "fr", "name": "French", "targets": ["en", "pt-BR"]},
    {"code": "zh-Hans", "name": "Chinese", "targets": ["en"]},
]

Fault = bytes | Callable[[asyncio.StreamWriter], Any]


def http(status: str, body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def told(value: object, status: str = "200 OK") -> bytes:
    return http(status, json.dumps(value).encode())


class FakeService:
    def __init__(self) -> None:
        self.url = ""
        self.languages = LANGUAGES
        self.says: Callable[[str], str] = str.upper
        self.key = ""
        self.faults: dict[str, Fault] = {}
        self.asked: list[tuple[str, Any]] = []  # the request line, and the JSON below
        self.open = 0
        self.most_open = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = head.lower().partition("content-length: ")[2].split("\r\n")[0]
        body = await reader.readexactly(int(length or 0))
        first = head.split("\r\n")[0]
        question = json.loads(body) if body else None
        self.asked.append((first, question))
        fault = self.faults.get(first.split(" ")[1])
        if callable(fault):
            await fault(writer)
        else:
            writer.write(fault if fault is not None else self._answer(question))
            await writer.drain()

    def _answer(self, question: Any) -> bytes:
        if question is None:
            return told(self.languages)
        if self.key and question.get("api_key") != self.key:
            return told({"error": "Invalid API key\x1b[2J"}, "403 FORBIDDEN")
        return told({"translatedText": [self.says(line) for line in question["q"]]})


@asynccontextmanager
async def translation_service() -> AsyncIterator[FakeService]:
    fake = FakeService()
    listening = await asyncio.start_server(fake.talk, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield fake
    finally:
        listening.close()
