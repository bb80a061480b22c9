"""The wire, with a transport that counts what is written."""

from __future__ import annotations

import asyncio

from listserv.delivery.line import Line
from listserv.delivery.replies import Answer


class Wire(asyncio.Transport):
    """What a socket would get, a segment each."""

    def __init__(self) -> None:
        super().__init__()
        self.segments: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.segments.append(bytes(data))


async def test_what_is_sent_together_is_one_segment() -> None:
    line, wire = Line(60.0), Wire()
    line.connection_made(wire)
    for piece in (b"MAIL FROM:<>\r\n", b"RCPT TO:<a@example.org>\r\n", b"DATA\r\n"):
        line.send(piece)
    assert not wire.segments
    line.flush()
    line.flush()
    assert wire.segments == [b"MAIL FROM:<>\r\nRCPT TO:<a@example.org>\r\nDATA\r\n"]


async def test_what_answers_bring_about_is_one_segment() -> None:
    """Several answers come in one segment, and each may be followed by a command."""
    line, wire = Line(60.0), Wire()
    line.connection_made(wire)

    def go_on(answer: Answer) -> None:
        line.send(b"%d\r\n" % answer.code)

    for _ in range(3):
        line.expect(go_on, 60.0)
    line.data_received(b"250 Ok\r\n251 Ok\r\n354 Go ahead\r\n")
    assert wire.segments == [b"250\r\n251\r\n354\r\n"]
    assert not line.waiting
