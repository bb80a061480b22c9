"""The real nginx with TLS in front of the web side, with exactly config/nginx/listserv.conf.

curl does what mail programs do with the List-Unsubscribe of a copy (RFC 8058): one POST, no cookie,
no redirection. Only ports and files are other than in the example.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.conftest import PATH
from tests.support.ports import await_port, free_port
from tests.support.site import DOMAIN, Running, serving, text_of

pytestmark = [pytest.mark.slow, pytest.mark.nginx]

LINES = Path(__file__).parents[2] / "config" / "nginx" / "listserv.conf"
AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
ONE_CLICK = "List-Unsubscribe=One-Click"
AROUND = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {lines}
}}
"""


@dataclass
class Front:
    """nginx with a certificate of its own, and curl that trusts it."""

    folder: Path
    http: int
    https: int

    def curl(self, url: str, *words: str) -> tuple[int, str]:
        """(status, page); the domain is found at our ports."""
        ports = {"80": self.http, "443": self.https}
        near = [f"{DOMAIN}:{port}:127.0.0.1:{ours}" for port, ours in ports.items()]
        where = [word for one in near for word in ("--connect-to", one)]
        trusted = ("--cacert", str(self.folder / "certificate.pem"))
        done = subprocess.run(
            ["curl", "-sS", "-w", "\n%{http_code}", *trusted, *where, *words, url],
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        assert done.returncode == 0, done.stderr
        page, _, status = done.stdout.rpartition("\n")
        return int(status), page

    def logged(self) -> str:
        return "".join((self.folder / f"{name}.log").read_text() for name in ("access", "error"))


@contextmanager
def nginx(folder: Path, web: str) -> Iterator[Front]:
    """Run nginx before the web side at `web` (host:port)."""
    front = Front(folder, free_port(), free_port())
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", f"/CN={DOMAIN}", "-addext", f"subjectAltName=DNS:{DOMAIN}"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *files], capture_output=True, check=True)
    lines = LINES.read_text()
    for ours, here in {
        "listen [::]:80;": "",
        "listen [::]:443 ssl;": "",
        "listen 80;": f"listen 127.0.0.1:{front.http};",
        "listen 443 ssl;": f"listen 127.0.0.1:{front.https} ssl;",
        f"/etc/letsencrypt/live/{DOMAIN}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{DOMAIN}/privkey.pem": str(key),
        "127.0.0.1:8080": web,
    }.items():
        assert ours in lines, ours
        lines = lines.replace(ours, here)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, lines=lines))
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", "nginx.conf"]
    running = subprocess.Popen(command, env={"PATH": PATH}, cwd=folder)
    try:
        await_port(front.https, lambda: running.poll() is None)
        yield front
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul", ("fr",))]
    async with serving(tmp_path, Policy(title="HIFA", archive="public"), people) as running:
        yield running


@pytest.fixture
def front(forum: Running, tmp_path: Path) -> Iterator[Front]:
    folder = tmp_path / "nginx"
    folder.mkdir()
    with nginx(folder, forum.app.ready.web) as made:
        yield made


async def click_of(forum: Running) -> str:
    """The https address in the List-Unsubscribe of Paul's copy."""
    await forum.send(AMINA, f"hifa@{DOMAIN}", "We post them on the wall.", Subject="Stock cards")
    await forum.until_held(1)
    await forum.publish()
    copy = await forum.mail_to(PAUL, "Stock cards")
    assert copy["List-Unsubscribe-Post"] == ONE_CLICK
    return "https:" + str(copy["List-Unsubscribe"]).partition("<https:")[2].partition(">")[0]


@pytest.mark.parametrize(
    "body", [("--data", ONE_CLICK), ("--form-string", ONE_CLICK)], ids=["urlencoded", "multipart"]
)
async def test_one_click_through_nginx(forum: Running, front: Front, body: tuple[str, str]) -> None:
    click = await click_of(forum)
    for words in ((), ("--head",), ("--request", "PUT")):
        status, page = await asyncio.to_thread(front.curl, click, *words)
        assert status == (405 if "PUT" in words else 200)
    _, page = await asyncio.to_thread(front.curl, click)
    assert "Quitter HIFA" in page
    assert "p***@post.example" in page
    assert await forum.is_member(PAUL)

    status, page = await asyncio.to_thread(front.curl, click, *body)
    assert (status, "Vous avez quitté HIFA" in page) == (200, True)
    assert not await forum.is_member(PAUL)
    letter = await forum.mail_to(PAUL, "HIFA")
    await forum.quiet()
    assert "« oui »" in text_of(letter).replace("\xa0", " ")

    status, page = await asyncio.to_thread(front.curl, click, *body)
    assert (status, "Vous n&#39;êtes plus sur HIFA" in page) == (200, True)
    await forum.quiet()
    assert len(forum.mails(PAUL)) == 2

    await forum.answer(letter, PAUL, "oui")
    await forum.quiet()
    assert await forum.is_member(PAUL)
    status, _ = await asyncio.to_thread(front.curl, click, *body)
    assert (status, await forum.is_member(PAUL)) == (200, False)
    status, _ = await asyncio.to_thread(front.curl, click.replace("https:", "http:"))
    assert status == 301
    assert click.rpartition("/")[2] not in front.logged()


async def test_what_nginx_hands_on_and_what_it_keeps(forum: Running, front: Front) -> None:
    site = f"https://{DOMAIN}"
    for url, words, status in (
        (f"{site}/leave/{'a' * 28}", ("--data", ONE_CLICK), 404),
        (f"{site}/leave/{'a' * 28}", ("--data", "x" * 9000), 413),
        (f"{site}/archive/", (), 200),
        (f"{site}/archive/nothing.html", (), 404),
        (f"{site}/health", (), 200),
        (f"http://{DOMAIN}/archive/", (), 301),
    ):
        assert (await asyncio.to_thread(front.curl, url, *words))[0] == status, url
    assert await forum.is_member(PAUL)
