"""Posts held with their notices: 500 posts over 10 connections to a real server.

Three moments of one run are told apart: the last 250, the last post held, the last full queue mail
written. The ratio is of the second to the first, under the same load: it is no separate baseline.
"Told" leaves out the last posts, fewer than a page, which by design wait up to a minute for the
next queue mail; the letters are signed and delivered to a sink meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.support.memory import tree_pss
from tests.support.site import DOMAIN, fill, mail, make_site

CONNECTIONS = 10


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=500)
    arguments.add_argument("--floor", type=float, default=0.0, help="fail under so many a second")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="listserv-bench-") as name:
        rate = run(Path(name), asked.posts)
    return 1 if rate < asked.floor else 0


def run(folder: Path, posts: int) -> float:
    """Measure once and print; returns posts held and told per second."""
    sink = subprocess.Popen(
        [sys.executable, "-m", "tests.support.sink"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert sink.stdin and sink.stdout
    path = make_site(folder)
    relay = f"smtp://127.0.0.1:{int(sink.stdout.readline())}"
    path.write_text(path.read_text().replace("maildir:outbox", relay))
    people = [NewMember(f"m{n}@rsr.example.org", f"Member {n}") for n in range(200)]
    moderators = [NewMember("mod@team.example.org", "Helen")]
    fill(folder, "hifa", Policy(title="HIFA"), people, moderators)
    server = subprocess.Popen(
        [sys.executable, "-m", "listserv.cli", "serve"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline().split("smtp=")[1].split()[0].rpartition(":")[2])
        send_all(port, 20, "warm")
        wait(folder, lambda count: count("state = 'held'") == 20)
        began = time.perf_counter()
        send_all(port, posts, "post")
        accepted = time.perf_counter() - began
        wait(folder, lambda count: count("state = 'held'") == posts + 20)
        held = time.perf_counter() - began
        wait(folder, lambda count: count("noticed IS NULL") < 40)
        told = time.perf_counter() - began
        letters = count_in(folder, "SELECT count(*) FROM mailing WHERE kind IN ('notice','queue')")
        print(f"held: {posts} posts over {CONNECTIONS} connections")
        print(f"  accepted        {posts / accepted:8.0f} posts/s")
        print(f"  held            {posts / held:8.0f} posts/s")
        left = count_in(folder, "SELECT count(*) FROM post WHERE noticed IS NULL")
        print(f"  held and told   {posts / told:8.0f} posts/s, {letters} letters to the moderator;")
        print(f"                  {left} posts wait for the next queue mail")
        print(f"  held : accepted {accepted / held:8.2f}")
        print(f"  memory          {tree_pss(server.pid) / 1e6:8.0f} MB (PSS of all processes)")
        return posts / told
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)
        sink.stdin.close()
        sink.wait(10)


def send_all(port: int, posts: int, word: str) -> None:
    """Send posts from so many connections at once, each from its own member."""

    async def one(numbers: range) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def say(line: bytes) -> None:
            writer.write(line)
            answer = await reader.readline()
            while answer[3:4] == b"-":
                answer = await reader.readline()
            if answer[:1] not in b"23":
                raise RuntimeError(answer.decode())

        await say(b"")
        await say(b"EHLO bench\r\n")
        for n in numbers:
            sender = f"m{n % 200}@rsr.example.org"
            raw = mail(sender, f"hifa@{DOMAIN}", text(word, n), Subject=f"{word} {n}")
            await say(f"MAIL FROM:<{sender}>\r\n".encode())
            await say(f"RCPT TO:<hifa@{DOMAIN}>\r\n".encode())
            await say(b"DATA\r\n")
            await say(raw + b".\r\n")
        writer.close()

    async def all_() -> None:
        await asyncio.gather(*(one(range(c, posts, CONNECTIONS)) for c in range(CONNECTIONS)))

    asyncio.run(all_())


def text(word: str, n: int) -> str:
    line = f"{word} {n}: the stock cards stand on the wall and everybody reads them. "
    return f"Dear all,\n\n{line * 40}\n\nBest wishes"


def wait(folder: Path, done: Callable[[Callable[[str], int]], bool]) -> None:
    deadline = time.monotonic() + 120
    while not done(lambda where: count_in(folder, f"SELECT count(*) FROM post WHERE {where}")):
        if time.monotonic() > deadline:
            raise SystemExit("held: the server does not get there")
        time.sleep(0.02)


def count_in(folder: Path, sql: str) -> int:
    database = sqlite3.connect(folder / "var" / "listserv.db")
    try:
        return int(database.execute(sql).fetchone()[0])
    finally:
        database.close()


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[2])
    raise SystemExit(main())
