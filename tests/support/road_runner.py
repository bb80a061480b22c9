"""A road in a process of its own, to be killed: STORE PORT CONNECTIONS BATCH."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from listserv.clock import SystemClock
from listserv.delivery.relay import Relay
from listserv.delivery.road import Road
from listserv.model import Site
from listserv.store.base import Store
from listserv.text.tokens import Keys, seal

KEYS = Keys(((0, b"k" * 32),))


async def run(path: Path, port: int, connections: int, batch: int) -> None:
    road = Road(
        Store.open(path),
        Site("lists.example.org", "Health lists"),
        [Relay("smtp", "127.0.0.1", port, connections=connections)],
        lambda token: seal(KEYS, token),
        None,
        SystemClock(),
        batch=batch,
    )
    while await road.step():
        pass


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), *map(int, sys.argv[2:])))
