"""Where the web side listens, in the server's own event loop.

Owns one listening socket and one uvicorn server without its signal handlers. Nothing of uvicorn or
starlette is loaded before `start`, so a site without a web side does not pay for it. A failure of
a request is that request's; a port that is taken is an OSError of `start`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from listserv.model import LinkHolder, Site

if TYPE_CHECKING:
    import uvicorn

CONNECTIONS = 100  # at the same time; more are answered 503
LOOK_SECONDS = 10.0  # a request that is not whole after two looks at its connection is given up
STOP_SECONDS = 1  # for answers under way


class Web:
    """The web side; see `application.Callables` for what the three callables promise."""

    def __init__(
        self,
        archive_dir: Path,
        site: Site,
        unsubscribe: Callable[[str], Awaitable[bool]],
        describe: Callable[[str], Awaitable[LinkHolder | None]],
        health: Callable[[], Awaitable[dict[str, Any]]],
    ) -> None:
        self._public = archive_dir / "public"
        self._site = site
        self._unsubscribe = unsubscribe
        self._describe = describe
        self._health = health
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen; port 0 picks a free one. Gives the address bound."""
        from listserv.web.application import Callables, build

        calls = Callables(self._describe, self._unsubscribe, self._health)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._public.mkdir(parents=True, exist_ok=True)
        self._server = _quiet_server(build(self._public, self._site, calls))
        listener = socket.create_server((host, port), family=family, backlog=CONNECTIONS)
        listener.setblocking(False)
        # Who connects before the task runs waits in the backlog.
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        bound = listener.getsockname()
        return str(bound[0]), int(bound[1])

    async def stop(self) -> None:
        """Finish the answers under way, then close. Safe to call twice."""
        if self._server and self._task:
            self._server.should_exit = True
            await self._task
            self._server = self._task = None


def _hurried() -> type[asyncio.Protocol]:
    """uvicorn's own connection, but it ends when a peer does not come to the end of a request.

    Else a hundred peers that say nothing, or half a header, would have all the places for ever.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

    class Hurried(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._look_later(None)

        def _look_later(self, seen: RequestResponseCycle | None) -> None:
            self.loop.call_later(LOOK_SECONDS, self._look, seen)

        def _look(self, seen: RequestResponseCycle | None) -> None:
            now = self.cycle
            waiting = now is None or now.more_body or now.response_complete
            if waiting and now is seen:
                self.transport.abort()
            elif not self.transport.is_closing():
                self._look_later(now)

    return Hurried


def _quiet_server(application: Any) -> uvicorn.Server:
    """A uvicorn server that leaves signals and logging to the program it is a part of."""
    import uvicorn

    class Quiet(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    config = uvicorn.Config(
        application,
        http=_hurried(),
        ws="none",
        lifespan="off",
        loop="none",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    config.load()  # now, so that what cannot be loaded fails the start
    return Quiet(config)
