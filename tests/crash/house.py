"""A house whose server may die at any moment: starts it again, and keeps the peers' side.

Owns the server's process, the relay behind it (a real SMTP server that counts), and the manners
of real peers: a mail that got no 250 is sent again, byte for byte. What it knows of a death is what
the database says after it: the rows marked `trying` are those that may leave twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import random
import re
import signal
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from listserv.home import Home
from listserv.model import MailingList, Policy
from listserv.store.base import Db, connect
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.crash import nursery
from tests.support.sink import Script, Sink
from tests.support.site import busy, fill, make_site, subject_of, until

START_SECONDS = 20.0  # a generous bound on a loaded machine
Pair = tuple[int, str]  # mailing and recipient: one copy
# The ledger's rows, a broadcast's with the address that its person has.
ROWS = """
SELECT mailing, state, coalesce(nullif(delivery.address, ''), address.address) AS address
FROM delivery LEFT JOIN address ON address.person = delivery.person AND main = 1
"""


class House:
    """`async with House(folder) as house:`, then `start`; whatever dies by SIGKILL comes back."""

    def __init__(self, folder: Path, relay: Script | None = None) -> None:
        self.folder = folder
        self.sink = Sink(relay)
        self.deaths = 0
        self.tried = 0  # rows being tried at the last death
        self.doubtful: Counter[Pair] = Counter()  # being tried at a death, how often
        self.clock = next_morning()
        self._home = Home(folder / "var")
        self._ports: dict[str, int] = {}
        self._process: nursery.Program | None = None
        self._guard: asyncio.Task[None] | None = None
        self._up = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.sink.__aenter__()
        make_site(self.folder)
        path = self.folder / "listserv.toml"
        text = path.read_text(encoding="utf-8")
        relay = f"smtp://127.0.0.1:{self.sink.port}"
        path.write_text(text.replace("maildir:outbox", relay), encoding="utf-8")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._guard:
            self._guard.cancel()
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        await self.sink.__aexit__()

    def fill(self, policy: Policy, people: list[NewMember], mods: list[NewMember]) -> MailingList:
        return fill(self.folder, "hifa", policy, people, mods)

    # --- life and death ---

    async def start(self, doom: str = "never") -> None:
        """Start the server; when it dies by SIGKILL, start it again without a doom."""
        self._up.clear()
        self._guard = asyncio.create_task(self._live(doom))
        await asyncio.wait_for(self._up.wait(), START_SECONDS)

    async def _live(self, doom: str) -> None:
        while True:
            process = self._process = await self.program(doom, "serve")
            words = (await process.stdout.readline()).decode().split()
            if words[:1] == ["ready"]:
                said = dict(word.split("=") for word in words[1:])
                self._ports = {key: int(value.rpartition(":")[2]) for key, value in said.items()}
                self._up.set()
            status = await process.wait()
            self._up.clear()
            if status != -signal.SIGKILL:
                assert status == 0, f"the server ended with status {status}"
                return
            self._mourn()
            doom = "never"

    def _mourn(self) -> None:
        self.deaths += 1
        tried = self.rows(f"{ROWS} WHERE state = 'trying'")
        self.tried = len(tried)
        for row in tried:
            self.doubtful[row["mailing"], row["address"]] += 1

    async def program(self, doom: str, *words: str) -> nursery.Program:
        """Start tests.crash.mortal on this house."""
        return await nursery.start(self.folder, self.clock, doom, *words)

    async def kill(self) -> None:
        """SIGKILL now; the server comes back by itself."""
        await asyncio.wait_for(self._up.wait(), START_SECONDS)
        assert self._process
        self._up.clear()
        self._process.kill()

    async def has_died(self) -> None:
        """A death right after a commit is seen a moment later than what it committed."""

        async def dead() -> bool:
            return self.deaths > 0

        await until(dead, START_SECONDS, "the verb was never met")
        await self.quiet()

    async def stop(self) -> None:
        """SIGTERM, and the status must be 0."""
        if self._process and self._guard and not self._guard.done():
            await asyncio.wait_for(self._up.wait(), START_SECONDS)
            self._process.terminate()
        if self._guard:
            await self._guard

    def relay(self, line: str) -> None:
        """Add a line to the relay's settings, before the start."""
        path = self.folder / "listserv.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("[relay]\n", f"[relay]\n{line}\n", 1), encoding="utf-8")

    # --- the peers ---

    async def send(self, sender: str, to: str, raw: bytes) -> None:
        """Send until it gets its 250, as a mail server does."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return await asyncio.to_thread(self._try, sender, to, raw)
            except (OSError, smtplib.SMTPException, KeyError) as error:
                if time.monotonic() > deadline:
                    raise AssertionError(f"no 250 for a mail to {to}") from error
                await asyncio.sleep(0.05 + random.random() / 20)

    def _try(self, sender: str, to: str, raw: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self._ports["smtp"], timeout=10) as client:
            refused = client.sendmail(sender, [to], raw)
        assert not refused

    async def letter(self, to: str, subject: str) -> Message:
        """The newest mail that the relay took for an address, about something; waits for it."""
        found: list[Message] = []

        async def there() -> bool:
            found[:] = [mail for mail in self.mails(to) if subject in subject_of(mail)]
            return bool(found)

        await until(there, START_SECONDS, f"no mail to {to} about {subject!r}")
        return found[-1]

    def web(self, path: str) -> str:
        """The address of a page of the web side."""
        return f"http://127.0.0.1:{self._ports['web']}{path}"

    # --- what is so ---

    def mails(self, to: str) -> list[Message]:
        """What the relay took for an address."""
        return [email.message_from_bytes(raw) for _, at, raw in self.sink.messages if at == to]

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Ask the database beside the server."""
        with self._database() as db:
            return db.rows(sql, *values)

    @contextlib.contextmanager
    def _database(self) -> Iterator[Db]:
        db = connect(self._home.database, read_only=True)
        try:
            yield db
        finally:
            db.close()

    async def quiet(self, seconds: float = START_SECONDS) -> None:
        """Wait until nothing is on its way in or out."""

        async def idle() -> bool:
            with self._database() as db:
                return self._up.is_set() and not busy(db)

        await until(idle, seconds, "the server does not come to rest")

    def copies(self) -> Counter[Pair]:
        """What the relay took, by mailing and recipient."""
        keys = self._home.keys()
        return Counter(
            (_mailing(keys, sender, raw), recipient)
            for sender, recipient, raw in self.sink.messages
        )

    def check_copies(self) -> None:
        """Every row of the ledger left once; who was being tried at a death, once more a death."""
        taken = self.copies()
        sent = self.rows(ROWS)
        assert {row["state"] for row in sent} <= {"sent", "withdrawn"}
        rows = {(row["mailing"], row["address"]) for row in sent if row["state"] == "sent"}
        assert set(taken) == rows, "a copy was lost, or left without a row"
        often = {pair: n for pair, n in taken.items() if n > 1 + self.doubtful[pair]}
        assert not often, f"sent too often: {often}"

    def letters(self) -> Counter[tuple[str, str]]:
        """The ledger's rows by kind and recipient."""
        return Counter(
            (row["kind"], row["address"])
            for row in self.rows(
                f"SELECT kind, copy.address FROM ({ROWS}) AS copy"
                " JOIN mailing ON mailing.id = copy.mailing"
            )
        )


def _mailing(keys: tokens.Keys, sender: str, raw: bytes) -> int:
    """The mailing of a copy: its return path names it, or a letter's own Message-ID."""
    if not sender:
        found = re.match(r"<letter\.(\d+)\.", email.message_from_bytes(raw)["Message-ID"])
        assert found
        return int(found[1])
    token = tokens.open_(keys, sender.partition("@")[0].rpartition("+")[2])
    assert token is not None
    return token.second


def next_morning() -> float:
    """08:00 UTC, today or tomorrow, but not past: no digest hour falls into a test's minute."""
    day = 86_400.0
    return (time.time() // day + 1) * day + 8 * 3600
