"""The real Postfix in front of the door, with exactly the lines of config/postfix/main.cf.

A private instance (own configuration, queue and port) takes mail from a stranger and hands it to
the door; whatever it sends anywhere else, a bounce to a forged sender above all, ends in a sink.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from listserv.model import Purpose
from tests.support.peer import House, Peer, house
from tests.support.ports import free_port

LINES = Path(__file__).parents[2] / "config" / "postfix" / "main.cf"
VICTIM = "victim@forged.example"
STRANGER = "127.0.0.2"  # outside of mynetworks
HIFA = "hifa@lists.example.org"
RAW = b"From: Amina <amina@example.org>\r\nSubject: Measles\r\n\r\nEleven cases.\r\n"


pytestmark = [pytest.mark.slow, pytest.mark.postfix]

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
error     unix  - - n - - error
discard   unix  - - n - - discard
retry     unix  - - n - - error
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

# What stands in any main.cf, made private to this instance.
BASE = """
compatibility_level = 3.6
myhostname = {hostname}
mydestination =
mynetworks = 127.0.0.1/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/log
maillog_file_prefixes = {root}
default_transport = smtp:[127.0.0.1]:{sink}
"""


@contextmanager
def postfix(lines: str, *, sink: int, hostname: str) -> Iterator[tuple[int, Path]]:
    """Run a private Postfix; gives its port and its folder."""
    # Not tmp_path: Postfix's own user must be able to walk down to the folder.
    root = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
    root.chmod(0o755)
    port = free_port()
    try:
        for name in ("etc", "queue", "data"):
            (root / name).mkdir()
        shutil.chown(root / "data", "postfix")
        base = BASE.format(root=root, sink=sink, hostname=hostname)
        (root / "etc" / "main.cf").write_text(base + lines)
        (root / "etc" / "master.cf").write_text(MASTER.format(port=port))
        command = ["/usr/sbin/postfix", "-c", str(root / "etc")]
        # Its output goes to a file: the daemon inherits it and would keep a pipe open.
        with (root / "start").open("wb") as output:
            done = subprocess.run([*command, "start"], stdout=output, stderr=output, check=False)
        assert done.returncode == 0, (root / "start").read_text() + told(root)
        try:
            yield port, root
        finally:
            subprocess.run([*command, "stop"], capture_output=True, check=False, timeout=20)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def told(root: Path) -> str:
    return (root / "log").read_text() if (root / "log").exists() else "(no log)"


async def settled(root: Path) -> None:
    """Wait until Postfix has nothing more to do."""
    quiet = 0
    for _ in range(200):
        queued = [
            path
            for name in ("incoming", "active", "deferred", "maildrop")
            for path in (root / "queue" / name).rglob("*")
            if path.is_file()
        ]
        quiet = 0 if queued else quiet + 1
        if quiet == 6:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"Postfix still has {queued}:\n{told(root)}")


class Sink:
    """Takes every mail for anywhere else; remembers sender, recipients, and who was asked for."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str]]] = []
        self.asked: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.asked.append(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.mails.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK"

    @property
    def for_victim(self) -> list[str]:
        return [sender for sender, recipients in self.mails if VICTIM in recipients]


class Scene:
    """A door, the Postfix before it, the sink behind it."""

    def __init__(self, here: House, sink: Sink, port: int, root: Path) -> None:
        self.here, self.sink, self.port, self.root = here, sink, port, root

    async def peer(self, address: str = STRANGER) -> Peer:
        opened = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        peer = Peer(*opened)
        assert (await peer.greet()).startswith("250")
        return peer

    async def forge(self, recipient: str, raw: bytes = RAW, options: str = "") -> str:
        """Send as the victim; gives the reply that ended the attempt."""
        peer = await self.peer()
        assert (await peer.say(f"MAIL FROM:<{VICTIM}>")).startswith("250")
        reply = await peer.say(f"RCPT TO:<{recipient}>{options}")
        if not reply.startswith("250"):
            return reply
        assert (await peer.say("DATA")).startswith("354")
        peer.send(raw + b".\r\n")
        return await peer.reply()


@asynccontextmanager
async def scene(lines: str, *, size: int = 1_000_000) -> AsyncIterator[Scene]:
    """`lines` are the postmaster's, as they stand in the file."""
    sink = Sink()
    loop = asyncio.get_running_loop()
    outside = await loop.create_server(lambda: SMTP(sink, hostname="sink.example"), "127.0.0.1", 0)
    async with house(trusted=True, message_size=size) as here:
        lines = lines.replace(":8025", f":{here.port}").replace("25000000", str(size))
        port = outside.sockets[0].getsockname()[1]
        # The same name as the door's: a postmaster with one machine has one name for it.
        with postfix(lines, sink=port, hostname="lists.example.org") as (front, root):
            try:
                yield Scene(here, sink, front, root)
            except BaseException:
                print(told(root))
                raise
    outside.close()


async def test_no_bounce_ever_goes_to_a_forged_sender() -> None:
    """Rule 3, through the Postfix in front: refused while the peer is there, or kept as a state."""
    async with scene(LINES.read_text()) as front:
        begun = time.monotonic()
        assert (await front.forge("nobody@lists.example.org")).startswith("550 5.1.1 ")
        assert time.monotonic() - begun < 5
        assert (await front.forge("hifa-leave+zzzz@lists.example.org")).startswith("550 5.1.1 ")
        assert (await front.forge("someone@example.net")).startswith(("454", "554"))
        # Known address, content that the door refuses to strangers: taken, a matter for the desk.
        own = b"List-Id: HIFA <hifa.lists.example.org>\r\nX-Listserv-Trace: lists.example.org\r\n"
        assert (await front.forge(HIFA, own + RAW)).startswith("250 ")
        assert (await front.forge(HIFA, RAW + b"x" * 30_000 + b"\r\n")).startswith("250 ")
        # Too large, said at MAIL or after DATA; too many hops; a report asked for.
        assert (await front.forge(HIFA, RAW + b"y\r\n" * 400_000)).startswith("552 5.3.4 ")
        assert (await front.forge(HIFA, b"Received: x\r\n" * 60 + RAW)).startswith("554 5.4.0 ")
        assert (await front.forge(HIFA, RAW, " NOTIFY=SUCCESS")).startswith(("501", "555"))
        assert (await front.forge(HIFA)).startswith("250 ")
        await settled(front.root)
        assert len(front.here.kept.mails) == 3
        assert front.sink.mails == []


async def test_a_good_mail_arrives_and_ours_go_out() -> None:
    async with scene(LINES.read_text()) as front:
        assert (await front.forge(HIFA)).startswith("250 ")
        ours = await front.peer("127.0.0.1")
        sender = "hifa-bounces+bq2w3e4r5t6y7@lists.example.org"
        assert (await ours.begin("amina@example.net", sender=sender))[0].startswith("250 ")
        assert front.sink.asked == []  # subscribers' addresses are not probed
        await ours.say("DATA")
        ours.send(RAW + b".\r\n")
        assert (await ours.reply()).startswith("250 ")
        bounce = await front.peer()
        assert (await bounce.mail(sender, raw=RAW)).startswith("250 ")
        await settled(front.root)
        (envelope, raw), (returned, _) = front.here.kept.mails
        assert returned.destinations[0].purpose is Purpose.BOUNCES
        assert envelope.trusted
        assert (envelope.client, envelope.helo) == (STRANGER, "peer.example.org")
        assert envelope.mail_from == VICTIM
        assert raw.endswith(RAW)
        assert front.sink.mails == [(sender, ["amina@example.net"])]


async def test_while_the_list_server_is_down_senders_wait() -> None:
    async with scene(LINES.read_text()) as front:
        await front.here.door.stop(0.1)
        assert (await front.forge(HIFA)).startswith("450 4.1.1 ")
        await settled(front.root)
        assert front.sink.mails == []


async def test_without_our_lines_the_sink_sees_the_bounce() -> None:
    """The counter-proof: this is what the lines are for, and the sink would have seen it."""
    kept, dropped = LINES.read_text().split("# Unknown addresses")
    assert "reject_unverified_recipient" in dropped
    async with scene(kept) as front:
        assert (await front.forge("nobody@lists.example.org")).startswith("250 ")
        await settled(front.root)
        assert front.sink.for_victim == ["<>"]
