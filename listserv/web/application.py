"""What the web side answers, as one ASGI application.

Owns the pages of one-click leave (GET shows a button and changes nothing, rule 4; POST leaves, RFC
8058), the public tree of the archive as files, the health report, and the headers that keep a page
what it is: no script, no frame, no cookie, no referrer, since the address of a page may be a token.
Whatever is asked for else is a small 404. A failure of a callable is a small 500 without detail;
its cause goes to the log by type and place.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from listserv.model import LinkHolder, Site
from listserv.web.words import choose, from_the_right, sentences

log = logging.getLogger(__name__)

BODY_LIMIT = 4096  # octets of a POST; "List-Unsubscribe=One-Click" in either encoding is far less
STYLE = (
    "body{max-width:32rem;margin:0 auto;padding:1rem;color:#20262a;background:#fdfcf9;"
    "font:1.0625rem/1.6 system-ui,sans-serif}h1{font-size:1.5rem;line-height:1.25}"
    "button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;color:#fff;"
    "background:#0a5a66}footer{margin-top:3rem;color:#5a656b;font-size:.875rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'self' 'sha256-{_STYLE_HASH}';"
    " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Callables:
    """What the rest of the server does for the web side; a token is passed in lower case.

    `describe` changes nothing and `unsubscribe` leaves the list, again and again with the same
    answer; for a token that is not ours they give None and False. `health` is a JSON object;
    `"ok": false` in it makes the status 503.
    """

    describe: Callable[[str], Awaitable[LinkHolder | None]]
    unsubscribe: Callable[[str], Awaitable[bool]]
    health: Callable[[], Awaitable[dict[str, Any]]]


def build(public: Path, site: Site, calls: Callables) -> ASGIApp:
    """Make the application; `public` is the only folder it reads."""
    pages = Pages(site, calls)
    archive = urlsplit(site.archive_url).path.rstrip("/") if site.archive_url else "/archive"
    routes: list[BaseRoute] = [
        Route("/leave/{token}", pages.leave, methods=["GET", "POST"]),
        Route("/health", pages.health),
    ]
    if archive:
        routes.append(Route("/", lambda request: RedirectResponse(archive + "/", 302)))
    routes.append(Mount(archive, GZipMiddleware(Tree(public), compresslevel=6)))
    application = Starlette(
        routes=routes,
        exception_handlers={HTTPException: pages.missing, Exception: pages.fault},
    )
    application.router.redirect_slashes = False
    return Guard(application)


class Guard:
    """Puts the headers above on every answer; only what the archive says may be cached."""

    def __init__(self, application: ASGIApp) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            await self.application(scope, receive, guarded)
        except Exception as error:
            # Starlette raises again what `fault` has already answered.
            log.error("a page failed: %s", type(error).__name__)
            log.debug("the error in full", exc_info=error)


class Tree(StaticFiles):
    """The public archive: files as they are, folders by their index.html, nothing hidden."""

    def __init__(self, public: Path) -> None:
        super().__init__(directory=public, html=True, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        hidden = any(part.startswith(".") and part != "." for part in path.split("/"))
        if hidden or "\0" in path:  # no file's name holds a NUL, and asking for one raises
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if isinstance(response, RedirectResponse):
            # The library names the host that the request names, and http; a folder needs neither.
            response.headers["location"] = path.rsplit("/", 1)[-1] + "/"
        response.headers["cache-control"] = "public, max-age=300"
        return response


class Pages:
    """The pages made here, each from one template and its sentences."""

    def __init__(self, site: Site, calls: Callables) -> None:
        self._site = site
        self._calls = calls
        text = (files("listserv.templates") / "web" / "unsubscribe.html").read_text("utf-8")
        self._template = Environment(autoescape=True, trim_blocks=True).from_string(text)

    async def leave(self, request: Request) -> Response:
        """GET and HEAD show, POST acts; any number of times."""
        token = request.path_params["token"].lower()
        found = await self._calls.describe(token)
        if found is None:
            return self._page(request, "unknown", 404)
        if not found.is_member:
            return self._page(request, "gone", 200, found)
        if request.method != "POST":
            return self._page(request, "ask", 200, found, button=True)
        if not await _asks_to_leave(request):
            return self._page(request, "ask", 400, found, button=True)
        if not await self._calls.unsubscribe(token):
            return self._page(request, "unknown", 404)
        return self._page(request, "left", 200, found)

    async def health(self, request: Request) -> Response:
        report = await self._calls.health()
        return JSONResponse(report, 503 if report.get("ok") is False else 200)

    async def missing(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        headers = error.headers if isinstance(error, HTTPException) else None
        if status == 401:
            status = 404  # a file that may not be read is no question of a password
        page = self._page(request, "missing", status)
        page.headers.update(headers or {})
        return page

    async def fault(self, request: Request, error: Exception) -> Response:
        return self._page(request, "fault", 500)

    def _page(
        self,
        request: Request,
        which: str,
        status: int,
        holder: LinkHolder | None = None,
        *,
        button: bool = False,
    ) -> HTMLResponse:
        language = choose(
            request.headers.get("accept-language", ""), holder.language if holder else ""
        )
        heading, said, press = sentences(
            which,
            language,
            title=holder.title if holder else "",
            who=holder.who if holder else "",
            address=self._site.address("listserv"),
        )
        text = self._template.render(
            language=language,
            rtl=from_the_right(language),
            heading=heading,
            text=said,
            button=press if button else "",
            style=STYLE,
            site=self._site.name,
        )
        return HTMLResponse(text, status, {"vary": "accept-language"})


async def _asks_to_leave(request: Request) -> bool:
    """Whether the body of a POST says so (RFC 8058 §3.1), url-encoded or multipart."""
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_LIMIT:
                return False
    except ClientDisconnect:
        return False  # half a wish is none
    return b"List-Unsubscribe" in body and b"One-Click" in body
