"""The web side: what is inert, what acts, and what is never shown; at the end over a socket."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from listserv.languages.plain import split
from listserv.languages.words import phrases_in
from listserv.model import LinkHolder, Site
from listserv.press.catalogue import COMPLETE
from listserv.web.application import Callables, build
from listserv.web.server import Web
from listserv.web.words import choose, from_the_right, sentences

SITE = Site("lists.example.org", "Forum <Health>", archive_url="https://lists.example.org/archive")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Members:
    """Who may leave: two tokens, one for a reader of French."""

    def __init__(self) -> None:
        self.left: list[str] = []
        self.known = {
            "abc": LinkHolder("HIFA & <friends>", "", "a***@<b>.example"),
            "def": LinkHolder("CHW", "fr", "f***@clinic.example"),
        }
        self.report: dict[str, Any] = {"ok": True, "due": 3}
        self.broken = False

    async def describe(self, token: str) -> LinkHolder | None:
        if self.broken:
            raise RuntimeError("secret")
        found = self.known.get(token)
        return found and dataclasses.replace(found, is_member=token not in self.left)

    async def unsubscribe(self, token: str) -> bool:
        self.left.append(token)
        return await self.describe(token) is not None

    async def health(self) -> dict[str, Any]:
        return self.report


@pytest.fixture
def members() -> Members:
    return Members()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with a public list, and things that must not be shown."""
    public = tmp_path / "archive" / "public"
    (public / "hifa" / ".aside").mkdir(parents=True)
    (public / "empty").mkdir()
    (public / "index.html").write_text("<p>all lists</p>")
    (public / "hifa" / "index.html").write_text("<p>HIFA</p>" + "x" * 5000)
    (public / "hifa" / ".aside" / "index.html").write_text("unfinished")
    (public / "style.css").write_text("p{}")
    private = tmp_path / "archive" / "members"
    private.mkdir()
    (private / "index.html").write_text("private")
    (public / "way-out").symlink_to(private)
    return tmp_path / "archive"


def without_socket(folder: Path, members: Members, site: Site = SITE) -> httpx.AsyncClient:
    calls = Callables(members.describe, members.unsubscribe, members.health)
    transport = httpx.ASGITransport(build(folder / "public", site, calls))
    return httpx.AsyncClient(transport=transport, base_url="http://web.example")


@asynccontextmanager
async def listening(folder: Path, members: Members) -> AsyncIterator[httpx.AsyncClient]:
    side = Web(folder, SITE, members.unsubscribe, members.describe, members.health)
    host, port = await side.start("127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}") as client:
        yield client
    await side.stop()
    await side.stop()


@pytest.fixture
async def web(folder: Path, members: Members) -> AsyncIterator[httpx.AsyncClient]:
    async with without_socket(folder, members) as client:
        yield client


# --- leaving ---------------------------------------------------------------------------------


async def test_reading_a_link_changes_nothing(web: httpx.AsyncClient, members: Members) -> None:
    for method in ("GET", "HEAD", "GET"):
        page = await web.request(method, "/leave/abc")
        assert page.status_code == 200
    assert members.left == []
    assert page.text.count("<button>") == 1
    assert "HIFA &amp; &lt;friends&gt;" in page.text
    assert "a***@&lt;b&gt;.example will get no more mail" in page.text
    assert "Forum &lt;Health&gt;" in page.text
    assert "<script" not in page.text


async def test_one_click_leaves(web: httpx.AsyncClient, members: Members) -> None:
    """RFC 8058: the mail program posts, follows no redirection and sends no cookie."""
    page = await web.post("/leave/abc", data=ONE_CLICK)
    assert page.status_code == 200
    assert "You have left HIFA" in page.text
    assert "<button>" not in page.text
    assert members.left == ["abc"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_who_has_left_is_told_so(
    web: httpx.AsyncClient, members: Members, method: str
) -> None:
    """A mail program may click twice, and a person reads an old mail: neither is an error."""
    await web.post("/leave/abc", data=ONE_CLICK)
    data = ONE_CLICK if method == "POST" else None
    page = await web.request(method, "/leave/ABC", data=data)
    assert page.status_code == 200
    assert "Not on HIFA &amp; &lt;friends&gt; any more" in page.text
    assert "<button>" not in page.text
    assert members.left == ["abc"]


async def test_one_click_as_form_data(web: httpx.AsyncClient, members: Members) -> None:
    fields = {name: (None, value) for name, value in ONE_CLICK.items()}
    assert (await web.post("/leave/abc", files=fields)).status_code == 200
    assert members.left == ["abc"]


@pytest.mark.parametrize(
    "body", [b"", b"List-Unsubscribe=no", b"x" * 5000 + b"List-Unsubscribe=One-Click"]
)
async def test_another_body_asks_again(
    web: httpx.AsyncClient, members: Members, body: bytes
) -> None:
    page = await web.post("/leave/abc", content=body)
    assert page.status_code == 400
    assert "<button>" in page.text
    assert members.left == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["zzz", "a" * 3000, "%00", "..%2f..", "<b>"])
async def test_a_token_that_is_not_ours(
    web: httpx.AsyncClient, members: Members, method: str, token: str
) -> None:
    data = ONE_CLICK if method == "POST" else None
    page = await web.request(method, f"/leave/{token}", data=data)
    assert page.status_code == 404
    assert members.left == []
    if "/" not in token and "%2f" not in token:
        assert "listserv@lists.example.org" in page.text
        assert "<button>" not in page.text


async def test_other_methods_are_no_way_to_leave(web: httpx.AsyncClient, members: Members) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        assert (await web.request(method, "/leave/abc")).status_code == 405
    assert members.left == []


async def test_the_persons_language_wins_over_the_browsers(web: httpx.AsyncClient) -> None:
    spanish = {"accept-language": "es-PE,es;q=0.9,en;q=0.5"}
    assert 'lang="es"' in (await web.get("/leave/abc", headers=spanish)).text
    page = await web.get("/leave/def", headers=spanish)
    assert 'lang="fr"' in page.text
    assert "Quitter CHW" in page.text


async def test_our_own_fault_tells_nothing(
    web: httpx.AsyncClient, members: Members, caplog: pytest.LogCaptureFixture
) -> None:
    members.broken = True
    page = await web.get("/leave/abc")
    assert page.status_code == 500
    assert "secret" not in page.text + caplog.text
    assert "Nothing has changed" in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


# --- archive ---------------------------------------------------------------------------------


async def test_the_public_tree(web: httpx.AsyncClient) -> None:
    assert (await web.get("/archive/")).text == "<p>all lists</p>"
    assert (await web.get("/archive/hifa/")).text.startswith("<p>HIFA</p>")
    style = await web.get("/archive/style.css")
    assert style.headers["content-type"].startswith("text/css")
    front = await web.get("/")
    assert (front.status_code, front.headers["location"]) == (302, "/archive/")


async def test_pages_travel_small(web: httpx.AsyncClient) -> None:
    page = await web.get("/archive/hifa/")
    assert page.headers["content-encoding"] == "gzip"
    assert page.num_bytes_downloaded < 500
    again = await web.get("/archive/hifa/", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/archive/hifa", "/archive//hifa"])
async def test_a_folder_is_found_without_its_slash(web: httpx.AsyncClient, path: str) -> None:
    """The library answers with the Host of the request, which anybody may write, and http."""
    page = await web.get(path, headers={"host": "evil.example"})
    assert page.headers["location"] == "hifa/"
    assert (await web.get(path, follow_redirects=True)).text.startswith("<p>HIFA</p>")


@pytest.mark.parametrize(
    "path",
    [
        "/archive/nothing.html",
        "/archive/empty/",
        "/archive/../members/index.html",
        "/archive/..%2fmembers/index.html",
        "/archive/%2e%2e/members/index.html",
        "/archive//etc/passwd",
        "/archive/way-out/index.html",
        "/archive/hifa/.aside/index.html",
        "/archive/hifa/%2easide/index.html",
        "/archive/a%00b",
        "/archive/" + "a" * 3000,
        "/members/index.html",
        "/nothing",
        "/leave/",
        "/u",
        "/leave/abc/",
    ],
)
async def test_nothing_else_is_shown(web: httpx.AsyncClient, path: str) -> None:
    page = await web.get(httpx.URL(str(web.base_url).rstrip("/") + path))
    assert page.status_code == 404
    assert "private" not in page.text
    assert len(page.content) < 2000


async def test_an_archive_at_the_root(tmp_path: Path, members: Members) -> None:
    public = tmp_path / "public"
    (public / "health").mkdir(parents=True)
    (public / "index.html").write_text("front")
    (public / "health" / "index.html").write_text("a list named health")
    site = dataclasses.replace(SITE, archive_url="https://archive.example.org/")
    async with without_socket(tmp_path, members, site) as client:
        assert (await client.get("/")).text == "front"
        assert (await client.get("/health/")).text == "a list named health"
        assert (await client.get("/health")).json() == {"ok": True, "due": 3}
        assert (await client.get("/leave/abc")).status_code == 200


# --- health, headers, life ---------------------------------------------------------------------


async def test_health(web: httpx.AsyncClient, members: Members) -> None:
    answer = await web.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "due": 3})
    members.report = {"ok": False}
    assert (await web.get("/health")).status_code == 503


@pytest.mark.parametrize(
    "path", ["/leave/abc", "/leave/zzz", "/health", "/archive/", "/nothing", "/"]
)
async def test_headers_of_every_answer(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    cached = "public" in answer.headers["cache-control"]
    assert cached == (path == "/archive/")


async def test_over_a_real_socket(folder: Path, members: Members) -> None:
    async with listening(folder, members) as web:
        page = await web.post("/leave/abc", data=ONE_CLICK)
        assert page.status_code == 200
        assert members.left == ["abc"]
        assert "server" not in page.headers
        head = await web.head("/archive/hifa/index.html")
        assert (head.status_code, head.content) == (200, b"")
        for path in ("/archive/../members/index.html", "/archive/%2e%2e/members/", "/leave/%00"):
            hidden = await web.get(httpx.URL(str(web.base_url).rstrip("/") + path))
            assert hidden.status_code == 404
            assert "private" not in hidden.text
    async with httpx.AsyncClient() as late:
        with pytest.raises(httpx.ConnectError):
            await late.get(web.base_url)


async def test_a_site_without_pages_yet(tmp_path: Path, members: Members) -> None:
    async with listening(tmp_path / "new", members) as web:
        assert (await web.get("/archive/")).status_code == 404


async def test_the_policy_lets_the_pages_own_style_through(web: httpx.AsyncClient) -> None:
    page = await web.get("/leave/abc")
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["content-security-policy"]


async def test_a_taken_port_is_an_error_of_start(tmp_path: Path, members: Members) -> None:
    side = Web(tmp_path, SITE, members.unsubscribe, members.describe, members.health)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        await side.start("127.0.0.1", taken.getsockname()[1])
    await side.stop()


def test_nothing_heavy_is_loaded_before_the_start() -> None:
    code = (
        "import sys, listserv.web.server as s;"
        "print(sorted({'uvicorn', 'starlette', 'jinja2'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "[]"


# --- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "opening"), [("ar", '<html lang="ar" dir="rtl">'), ("es", '<html lang="es">')]
)
async def test_a_page_runs_as_its_language_does(
    web: httpx.AsyncClient, accepted: str, opening: str
) -> None:
    page = await web.get("/leave/abc", headers={"accept-language": accepted})
    assert opening in page.text


@pytest.mark.parametrize("language", COMPLETE)
def test_the_word_for_leaving_is_understood(language: str) -> None:
    """A link that is too old tells the reader what to write instead."""
    _, said, _ = sentences("unknown", language, title="", who="", address="listserv@example.org")
    pieces = split(said)
    found = [phrases_in(language, "commands").at(pieces, place) for place in range(len(pieces))]
    assert "leave" in {hit[0] for hit in found if hit}


def test_pages_run_as_their_language_does() -> None:
    assert [one for one in COMPLETE if from_the_right(one)] == ["ar"]


@pytest.mark.parametrize(
    ("accepted", "own", "language"),
    [
        ("", "", "en"),
        ("fr", "", "fr"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "", "pt"),
        ("de,fr;q=0.7,es;q=0.8", "", "es"),
        ("fr;q=0,en;q=0.1", "", "en"),
        ("xx;q=nonsense,,;;;,es", "", "es"),
        ("de", "ar", "ar"),
        ("ar-EG,ar;q=0.9,en;q=0.8", "", "ar"),
        ("fr", "sw", "fr"),
        ("fr", "pt_BR", "pt"),
    ],
)
def test_choice_of_language(accepted: str, own: str, language: str) -> None:
    assert choose(accepted, own) == language
