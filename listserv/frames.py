"""Frames: how a value goes through the pipe between us and a process of ours.

Four octets say how long what follows is, then comes the value in msgpack. What type it must have is
said by whoever reads it. A process of ours trusts what we ask (`payload`): a question that is cut
short is no value, and ends it. We trust no answer (`awaited`): one that is cut short, or is longer
than MOST, raises EOFError.
"""

from __future__ import annotations

import asyncio
import struct
from typing import BinaryIO

import msgspec

LENGTH = struct.Struct(">I")  # octets of the payload that follows
MOST = 64 * 1024 * 1024  # octets of an answer; more is none of ours


def frame(value: object) -> bytes:
    """A value as it goes through a pipe."""
    payload = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(payload)) + payload


def payload(pipe: BinaryIO) -> bytes:
    """The next question, for the process that waits for it; b"" where the pipe has ended."""
    head = pipe.read(LENGTH.size)
    return pipe.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


async def awaited(pipe: asyncio.StreamReader) -> bytes:
    """The next answer, beside the event loop. Raises EOFError."""
    size = LENGTH.unpack(await pipe.readexactly(LENGTH.size))[0]
    if size > MOST:
        raise EOFError("answer too large")
    return await pipe.readexactly(size)
