"""What the web side may ask of the rooms: leave with a token, and how the server is.

Owns nothing but the way from a page to a room. A token that is not ours is no error: it leads to
the page that says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from listserv.commands.leaving import Leaving
from listserv.delivery.peers import Standing
from listserv.model import LinkHolder, Token
from listserv.store import queue
from listserv.store.base import Store
from listserv.translate.engines import State


class WebVerbs:
    """What the web side may do: leave with a token, and say how the server and its helpers are."""

    def __init__(
        self,
        leaving: Leaving,
        open_token: Callable[[str], Token | None],
        store: Store,
        standing: Callable[[], Mapping[str, Standing]],
        engines: Callable[[], Mapping[str, State]],
    ) -> None:
        self._leaving = leaving
        self._open = open_token
        self._store = store
        self._standing = standing
        self._engines = engines

    async def unsubscribe(self, text: str) -> bool:
        token = self._open(text)
        return token is not None and await self._leaving.by_link(token)

    async def describe(self, text: str) -> LinkHolder | None:
        token = self._open(text)
        return await self._leaving.holder(token) if token else None

    async def health(self) -> dict[str, Any]:
        relays = Counter(one.state for one in self._standing().values())
        engines = Counter("resting" if one.rests else "ok" for one in self._engines().values())
        return {
            "ok": set(relays) <= {"ok"},
            "waiting": await self._store.read(queue.waiting),
            "relays": dict(relays),
            "engines": dict(engines),  # posts go out without them
        }
