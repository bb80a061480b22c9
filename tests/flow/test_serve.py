"""`listserv serve` as a postmaster meets it: a program, its one line, its signals, its weight."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.memory import tree, tree_pss
from tests.support.site import DOMAIN, SETTINGS, mail

pytestmark = pytest.mark.slow

LISTSERV = Path(sys.executable).with_name("listserv")
HIFA = f"hifa@{DOMAIN}"
AMINA = "amina@rsr.example.org"
MEGABYTE = 1024 * 1024


class Site:
    """A site made by `listserv init`, its command line and its server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.toml = folder / "listserv.toml"
        self.ready: dict[str, str] = {}

    def run(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(LISTSERV), "--config", str(self.toml), *words]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=60, check=False
        )

    def done(self, *words: str, text: str = "") -> str:
        """Run a verb that must work; its output."""
        ended = self.run(*words, text=text)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def configure(self, before: str, after: str) -> None:
        """Change the first place of something in listserv.toml."""
        text = self.toml.read_text(encoding="utf-8")
        assert before in text
        self.toml.write_text(text.replace(before, after, 1), encoding="utf-8")

    @contextlib.contextmanager
    def serving(self) -> Iterator[subprocess.Popen[str]]:
        with (self.folder / "log").open("ab") as log:
            server = subprocess.Popen(
                [str(LISTSERV), "--config", str(self.toml), "serve"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            assert server.stdout
            self.said = server.stdout.readline()
            self.ready = dict(word.split("=") for word in self.said.split()[1:])
            yield server
        finally:
            if server.poll() is None:
                server.terminate()
                server.wait(10)

    def client(self) -> smtplib.SMTP:
        host, port = self.ready["smtp"].rsplit(":", 1)
        return smtplib.SMTP(host, int(port), timeout=30)

    def post(self, n: int, size: int = 100) -> bytes:
        words = f"Thought {n}. " + "word " * (size // 5)
        return mail(AMINA, HIFA, words, Subject=f"Thought {n}", Message_ID=f"<{n}@rsr.example.org>")

    def kept(self) -> list[bytes]:
        """The raw mails of the store."""
        with contextlib.closing(sqlite3.connect(self.folder / "var" / "listserv.db")) as db:
            return [row[0] for row in db.execute("SELECT raw FROM mail ORDER BY id")]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    init = [str(LISTSERV), "init", str(tmp_path), "--domain", DOMAIN]
    subprocess.run([*init, "--admin", "admin@example.org"], check=True, capture_output=True)
    made.toml.write_text(SETTINGS, encoding="utf-8")  # free ports, a Maildir as the relay
    made.done("list", "create", "hifa", "--title", "HIFA")
    made.done("member", "add", "hifa", AMINA, "--name", "Amina Kamau", "--quiet")
    made.done("moderator", "add", "hifa", "mod@team.example.org")
    return made


def test_it_says_one_line_when_it_is_up(site: Site) -> None:
    began = time.monotonic()
    with site.serving() as server:
        took = time.monotonic() - began
        print(f"\nserve is ready after {took:.2f} s")
        assert site.said.startswith("ready smtp=127.0.0.1:")
        assert set(site.ready) == {"smtp", "lmtp", "web"}
        assert all(not where.endswith(":0") for where in site.ready.values())
        assert took < 20
        server.terminate()
        assert server.stdout
        assert server.stdout.read() == "", "one line, no more"
        assert server.wait(10) == 0


def test_it_is_light(site: Site) -> None:
    with site.serving() as server:
        with site.client() as client:
            for n in range(5):
                client.sendmail(AMINA, [HIFA], site.post(n))
        time.sleep(3)
        busy, n = tree_pss(server.pid), len(tree(server.pid))
        print(f"\nafter five mails: {busy / MEGABYTE:.0f} MB in {n} processes")
        assert busy < 250 * MEGABYTE
        deadline = time.monotonic() + 45
        while len(tree(server.pid)) > 1 and time.monotonic() < deadline:
            time.sleep(0.5)
        idle = tree_pss(server.pid)
        print(f"idle: {idle / MEGABYTE:.0f} MB in {len(tree(server.pid))} process")
        assert len(tree(server.pid)) == 1, "children end when idle"
        assert idle < 120 * MEGABYTE


def test_it_is_light_from_the_start(site: Site) -> None:
    with site.serving() as server:
        time.sleep(5)
        fresh = tree_pss(server.pid)
        print(f"\nfive seconds after the start: {fresh / MEGABYTE:.0f} MB")
        assert fresh < 120 * MEGABYTE


def test_a_stop_loses_nothing_that_got_its_250(site: Site) -> None:
    """SIGTERM while four peers send and one web client holds its connection open."""
    with site.serving() as server, web_client(site.ready["web"]):
        acknowledged: list[bytes] = []
        peers = [
            threading.Thread(target=send_until_gone, args=(site, 1000 * n, acknowledged))
            for n in range(4)
        ]
        for peer in peers:
            peer.start()
        time.sleep(1.5)
        began = time.monotonic()
        server.terminate()
        status = server.wait(15)
        took = time.monotonic() - began
        for peer in peers:
            peer.join()
        print(f"\nstopped in {took:.2f} s with {len(acknowledged)} mails acknowledged")
        assert status == 0
        assert took < 5
    kept = site.kept()
    assert len(acknowledged) > 20
    assert set(acknowledged) <= set(kept)
    assert "Traceback" not in (site.folder / "log").read_text()


def test_a_slow_peer_does_not_hold_up_a_stop(site: Site) -> None:
    """It is in the middle of DATA and says nothing more."""
    with site.serving() as server, site.client() as client:
        client.ehlo()
        client.mail(AMINA)
        client.rcpt(HIFA)
        client.putcmd("data")
        client.getreply()
        client.send(b"Subject: half\r\n")
        began = time.monotonic()
        server.terminate()
        assert server.wait(15) == 0
        assert time.monotonic() - began < 5
        client.close()
    assert site.kept() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_starts_ends_it(site: Site, number: signal.Signals) -> None:
    """At any instant of its start; before it could answer a signal it ends by it."""
    for after in (0.1, 0.3, 0.5, 0.7):
        server = subprocess.Popen(
            [str(LISTSERV), "--config", str(site.toml), "serve"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(after)
        server.send_signal(number)
        assert server.wait(10) in (0, 1, -number)
    with site.serving():
        assert site.said.startswith("ready ")


def test_a_second_server_is_refused(site: Site) -> None:
    with site.serving() as first:
        second = site.run("serve")
        assert second.returncode == 1
        assert second.stdout == ""
        assert second.stderr.count("\n") == 1
        assert f"another server (process {first.pid})" in second.stderr
        with site.client() as client:
            client.sendmail(AMINA, [HIFA], site.post(1))
        assert json.loads(site.done("held", "list", "--json")) is not None
        assert first.poll() is None


def test_the_command_line_beside_the_server(site: Site) -> None:
    with site.serving():
        with site.client() as client:
            for n in range(3):
                client.sendmail(AMINA, [HIFA], site.post(n))
        numbers = until_held(site, 3)
        site.done("held", "approve", str(numbers[0]))
        site.done("held", "reject", str(numbers[1]), "--reason", "off purpose")
        assert [row["number"] for row in held(site)] == numbers[2:]
        policy = site.done("list", "show", "hifa", "--toml").replace('"HIFA"', '"Health for all"')
        site.done("list", "set", "hifa", "--from", "-", text=policy)
        assert 'title = "Health for all"' in site.done("list", "show", "hifa", "--toml")
        site.done("list", "create", "chw", "--title", "CHW")
        with site.client() as client:
            assert client.sendmail(AMINA, [f"chw@{DOMAIN}"], site.post(9)) == {}, "known at once"


def test_five_thousand_members_come_in_while_posts_do(site: Site) -> None:
    """A command that writes for long must not hold up the door."""
    rows = "".join(f"member{n}@post.example,Member {n}\n" for n in range(5000))
    (site.folder / "members.csv").write_text("address,name\n" + rows, encoding="utf-8")
    with site.serving():
        ended = threading.Event()
        slowest = [0.0]
        count = [0]

        def post() -> None:
            with site.client() as client:
                while not ended.is_set():
                    count[0] += 1
                    began = time.monotonic()
                    client.sendmail(AMINA, [HIFA], site.post(count[0]))
                    slowest[0] = max(slowest[0], time.monotonic() - began)
                    time.sleep(0.01)

        poster = threading.Thread(target=post)
        poster.start()
        time.sleep(0.5)
        began = time.monotonic()
        said = site.done("member", "import", "hifa", str(site.folder / "members.csv"))
        took = time.monotonic() - began
        ended.set()
        poster.join()
        print(f"\n{said.strip()} in {took:.1f} s; of {count[0]} posts meanwhile the slowest took")
        print(f"{slowest[0] * 1000:.0f} ms to its 250")
        assert len(site.kept()) == count[0]
        assert count[0] > 10
        assert slowest[0] < 10


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[smtp]", "[smtp]\nlissen = 3", "lissen"),
        ('"127.0.0.1:0"', '"127.0.0.1:99999"', "listen"),
        ("[relay]", "[relays]", "relays"),
    ],
)
def test_a_mistake_in_the_settings_is_one_line(
    site: Site, before: str, after: str, said: str
) -> None:
    site.configure(before, after)
    ended = site.run("serve")
    assert ended.returncode == 1
    assert said in ended.stderr
    assert all("listserv.toml:" in line for line in ended.stderr.splitlines())


def test_a_port_that_is_taken_is_one_line(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        site.configure('listen = "127.0.0.1:0"', f'listen = "127.0.0.1:{port}"')
        ended = site.run("serve")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "in use" in ended.stderr


def test_no_site_is_one_line(tmp_path: Path) -> None:
    ended = Site(tmp_path).run("serve")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "listserv.toml" in ended.stderr


def test_garbage_on_the_control_socket_harms_nobody(site: Site) -> None:
    """A nesting of a thousand brackets ended in a traceback; a failing verb in no answer, which the
    command line took for "there is no server"."""
    garbage = [
        b"\n",
        b"\xff\xfe\n",
        b"[" * 3000 + b"\n",
        b"{}" * 9000,
        b'{"do": []}\n',
        b"3\n",
        b"",
    ]
    with site.serving():
        for one in garbage:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(site.folder / "var" / "control.sock"))
                line.sendall(one)
                line.shutdown(socket.SHUT_WR)
                answer = line.makefile("rb").readline()
                assert "error" in json.loads(answer)
        assert site.run("queue", "show").returncode == 0
    assert "Traceback" not in (site.folder / "log").read_text()


def test_a_full_disk_says_451_and_is_got_over(site: Site) -> None:
    """The kernel lets the server write no file beyond a bound, as a full disk would, and then
    again: what got a 250 is there, the others come again, and every room takes up its work."""
    with site.serving() as server:
        with site.client() as client:
            client.sendmail(AMINA, [HIFA], site.post(0))
            until_held(site, 1)
            hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (4096, hard))
            codes = set()
            for n in range(1, 6):
                with pytest.raises(smtplib.SMTPDataError) as refused:
                    client.sendmail(AMINA, [HIFA], site.post(n, 20_000))
                codes.add(refused.value.smtp_code)
            assert codes == {451}
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))
            for n in range(1, 6):
                client.sendmail(AMINA, [HIFA], site.post(n, 20_000))
        until_held(site, 6)
        assert len(site.kept()) == 6


# --- what the tests look at -----------------------------------------------------------------------


def held(site: Site) -> list[dict[str, int]]:
    found: list[dict[str, int]] = json.loads(site.done("held", "list", "--json"))
    return found


def until_held(site: Site, n: int) -> list[int]:
    """The numbers of the posts that wait, as soon as they are so many."""
    deadline = time.monotonic() + 30
    while len(found := held(site)) < n:
        assert time.monotonic() < deadline, f"{len(found)} of {n} posts are held"
        time.sleep(0.2)
    return [row["number"] for row in found]


def send_until_gone(site: Site, first: int, acknowledged: list[bytes]) -> None:
    """Send posts, one after the other, until the server is gone."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        client = site.client()
        for n in range(first, first + 1000):
            raw = site.post(n)
            client.sendmail(AMINA, [HIFA], raw)
            acknowledged.append(raw)


@contextlib.contextmanager
def web_client(where: str) -> Iterator[None]:
    """Somebody who reads the archive and keeps the connection."""
    host, port = where.rsplit(":", 1)
    with socket.create_connection((host, int(port))) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(100)
        yield
