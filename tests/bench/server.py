"""The server as the benchmarks see it: a site's folder, the real program on it, what it takes.

Owns how a site for a benchmark is made (`make`, `crowd`, `hold`), how `listserv serve` is run on it
(`serving`), and how its memory and processor time are read from outside, over all its processes. A
server that does not get where it should within a bounded time is a RuntimeError, and the run is
worth nothing.
"""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from listserv.control import ask
from listserv.home import Home
from listserv.identity.keyring import Keyring
from listserv.model import MailingList, Policy, State
from listserv.store import held, lists
from listserv.store.base import Db, Store
from tests.bench.sink import ROOT
from tests.support.memory import tree, tree_pss
from tests.support.site import DOMAIN, SETTINGS, mail, make_site

LANGUAGES = ("en", "en", "en", "fr", "es", "pt")  # of the members, in turn
AUTHOR = "amina@rsr.example.org"
SENTENCE = "How do you count the stock in your clinic, and who does it on a busy Monday? "
OCTETS = 4000  # of a post's text
SAMPLE_SECONDS = 0.05
CONNECTIONS = 20  # to the relay: the default
PATIENCE = 600.0  # seconds until a run is given up
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
TICK = 1 / os.sysconf("SC_CLK_TCK")


def home(folder: Path) -> Home:
    return Home(folder / "var")


# --- a site ---------------------------------------------------------------------------------------


def make(folder: Path) -> None:
    """A site's folder, with a key that signs; its relay is named by `serving`."""
    folder.mkdir(exist_ok=True)
    make_site(folder)
    Keyring(home(folder).dkim).begin()


def sign_nothing(folder: Path) -> None:
    """Take the site's keys away."""
    keyring = Keyring(home(folder).dkim)
    for kept in keyring.kept():
        keyring.remove(kept)


def crowd(folder: Path, sizes: Sequence[tuple[str, Policy, int]]) -> None:
    """Lists by name, policy and number of members; all are different people.

    Rows are written in bulk, without journal and welcome.
    """
    store = Store.open(home(folder).database)
    try:
        for name, policy, count in sizes:
            made = store.write_now(lists.create, name, policy, 0.0)
            store.write_now(_settle, made, count)
    finally:
        store.close()


def _settle(db: Db, made: MailingList, count: int) -> None:
    first = 1 + int(db.value("SELECT coalesce(max(id), 0) FROM person"))
    people = range(first, first + count)
    db.many(
        "INSERT INTO person (id, name, languages, created) VALUES (?,?,?,0)",
        ((n, f"Member {n}", f'["{LANGUAGES[n % len(LANGUAGES)]}"]') for n in people),
    )
    db.many("INSERT INTO address (address, person) VALUES (?,?)", ((member(n), n) for n in people))
    db.many(
        "INSERT INTO member (list, person, joined, consent) VALUES (?,?,0,'bench')",
        ((made.id, n) for n in people),
    )


def member(n: int) -> str:
    """The address of the person with this id."""
    return f"member{n}@d{n % 50}.example.org"


def post(n: int, name: str, sender: str = AUTHOR) -> bytes:
    """The mail of a post to a list, unlike any other."""
    text = f"Question {n} to {name}. " + SENTENCE * (OCTETS // len(SENTENCE))
    return mail(sender, f"{name}@{DOMAIN}", text, Subject=f"Question {n} about stock cards")


def send_all(port: int, mails: Iterable[tuple[str, str, bytes]]) -> None:
    """Hand posts to the door, as list, sender and mail; returns after the last 250."""
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        for name, sender, raw in mails:
            client.sendmail(sender, [f"{name}@{DOMAIN}"], raw)


def hold(folder: Path, names: Sequence[str]) -> None:
    """Have a post to each of these moderated lists held; letters about them go to a folder."""
    with serving(folder, "maildir:outbox") as server:
        send_all(server.port, ((name, AUTHOR, post(n, name)) for n, name in enumerate(names)))
        server.wait(lambda db: not waiting(db))


def waiting(db: Db) -> bool:
    """Is something on its way within the server that has not to wait for its hour?"""
    return bool(
        db.value("SELECT 1 FROM post WHERE state IN ('received', 'approved') LIMIT 1")
        or held.untold(db)
        or db.value("SELECT 1 FROM delivery WHERE state = 'trying' LIMIT 1")
        or db.value("SELECT 1 FROM delivery WHERE state = 'due' AND due <= ? LIMIT 1", time.time())
    )


# --- the program ----------------------------------------------------------------------------------


class Server:
    """`listserv serve` on a folder, in a process of its own."""

    def __init__(self, folder: Path, relay: str, connections: int) -> None:
        named = f'url = "{relay}"\nconnections = {connections}\n'
        settings = SETTINGS.replace('url = "maildir:outbox"\n', named)
        (folder / "listserv.toml").write_text(settings)
        self.folder = folder
        self.store = Store.open(home(folder).database)
        self._log = (folder / "log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "listserv.cli", "serve"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=ENVIRONMENT,
        )
        assert self.process.stdout
        ready = self.process.stdout.readline()
        if "smtp=" not in ready:
            raise RuntimeError(f"the server does not start:\n{self._told()}")
        self.port = int(ready.split("smtp=")[1].split()[0].rpartition(":")[2])

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.store.close()
            self._log.close()

    def approve(self, name: str) -> int:
        """Approve a list's oldest held post as the command line does; returns its number."""
        number = self.value(
            "SELECT min(number) FROM post JOIN list ON list.id = post.list"
            " WHERE state = 'held' AND name = ?",
            name,
        )
        self.store.write_now(held.decide, number, State.APPROVED, 0, "bench", time.time())
        ask(home(self.folder).control, "wake")
        return number

    def fan_out(self, name: str, pause: float = 0.005) -> float:
        """Seconds from the approval of a list's post to the last answer written down.

        `pause` is how often the database is asked whether it is over.
        """
        begun = time.perf_counter()
        number = self.approve(name)
        finished = "SELECT 1 FROM mailing WHERE post = ? AND finished IS NOT NULL"
        self.wait(lambda db: db.value(finished, number) is not None, pause)
        return time.perf_counter() - begun

    def value(self, sql: str, *values: object) -> int:
        """One number from the database, as others may read it."""
        return int(self.store.read_now(lambda db: db.value(sql, *values)) or 0)

    def wait(self, done: Callable[[Db], bool], pause: float = 0.005) -> None:
        """Until something is true in the database. Raises RuntimeError when it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not self.store.read_now(done):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server does not get there:\n{self._told()}")
            time.sleep(pause)

    def sent(self) -> int:
        return self.value("SELECT count(*) FROM delivery WHERE state = 'sent'")

    def _told(self) -> str:
        """The end of its log."""
        return (self.folder / "log").read_text()[-2000:]

    def cpu(self) -> float:
        """Seconds of processor time of all its processes so far, those that ended included."""
        return sum(_cpu(pid) for pid in tree(self.process.pid))


@contextmanager
def serving(folder: Path, relay: str, connections: int = CONNECTIONS) -> Iterator[Server]:
    """Run the server with this relay; stopped when the block is left."""
    server = Server(folder, relay, connections)
    try:
        yield server
    finally:
        server.stop()


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) * TICK


# --- memory ---------------------------------------------------------------------------------------


class Peak:
    """The most memory that a process and all below it had at once, looked at every 50 ms."""

    def __init__(self, pid: int) -> None:
        self.octets = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def megabytes(self) -> float:
        return self.octets / 1e6

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.octets = max(self.octets, tree_pss(self._pid))
