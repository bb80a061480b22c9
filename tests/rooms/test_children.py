"""The pool of child processes: throughput apart, what it promises when a child fails."""

import asyncio
import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from listserv.children import ChildFailed, Pool
from listserv.identity import keys
from listserv.identity.arc import Sealer
from listserv.text.attached import File
from listserv.text.files import Taken
from tests.support.files import PDF
from tests.support.files import mail as with_files
from tests.support.mails import mail

# A child that misbehaves at a word in the message: nothing a real child knows of.
HOSTILE = """
import os, sys, time
from listserv import reading
from listserv.child import main
real = reading.read
def read(raw):
    if b"HANG" in raw:
        time.sleep(60)
    if b"SPIN" in raw:
        while True: pass
    if b"DIE" in raw:
        os._exit(3)
    if b"RAISE" in raw:
        raise ValueError("x")
    if b"NOISE" in raw:
        os.write(1, b"\\xff\\xff\\xff\\xff")
    if b"GREEDY" in raw:
        bytearray(4 << 30)
    if b"ONCE" in raw:
        flag = raw.split(b"ONCE:")[1].split()[0].decode()
        if os.path.exists(flag):
            os.unlink(flag)
            os._exit(3)
    return real(raw)
reading.read = read
main()
"""
COMMAND = (sys.executable, "-P", "-c", HOSTILE)


async def test_readings_come_back_to_those_who_asked() -> None:
    pool = Pool()
    try:
        mails = [mail(f"text {n}", Subject=f"Mail {n}") for n in range(50)]
        readings = await asyncio.gather(*(pool.read(raw) for raw in mails))
        assert [reading.subject for reading in readings] == [f"Mail {n}" for n in range(50)]
        assert readings[7].clean == "text 7" and readings[7].removed.quoted_lines == 0
    finally:
        await pool.close()


@pytest.mark.slow
@pytest.mark.parametrize("word", ["HANG", "DIE", "RAISE", "NOISE", "GREEDY"])
async def test_a_message_no_child_can_digest_fails_alone(word: str) -> None:
    pool = Pool(size=1, seconds=5, command=COMMAND)
    try:
        with pytest.raises(ChildFailed):
            await pool.read(mail(word))
        assert (await pool.read(mail("good"))).clean == "good"
    finally:
        await pool.close()


async def test_a_child_that_dies_costs_one_retry(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    flag.touch()
    pool = Pool(size=1, command=COMMAND)
    try:
        assert "ONCE" in (await pool.read(mail(f"ONCE:{flag} x"))).clean
        assert not flag.exists()
    finally:
        await pool.close()


async def test_a_cancelled_question_does_not_shift_the_answers() -> None:
    pool = Pool(size=1, command=COMMAND)
    try:
        await pool.read(mail("warm"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await pool.read(mail("HANG"))
        assert (await pool.read(mail("next"))).clean == "next"
    finally:
        await pool.close()


@pytest.mark.slow
async def test_idle_children_end_and_come_back() -> None:
    pool = Pool(size=1, idle=0.05)
    try:
        await pool.read(mail())
        process = pool._all[0]._process
        assert process is not None
        await asyncio.wait_for(process.wait(), 5)
        assert (await pool.read(mail("again"))).clean == "again"
    finally:
        await pool.close()
    assert pool._all[0]._process is None


async def test_an_arc_chain_is_verified_by_a_child() -> None:
    key = keys.new("gate")
    known = {"gate._domainkey.forward.example": key.record().encode()}
    head, body = b"From: a@example.org\r\nSubject: x\r\n", b"Hello.\r\n"
    sealer = Sealer(key, "forward.example", "dkim=pass header.d=example.org")
    raw = sealer.seal(head, body, 1_763_000_000.0) + head + b"\r\n" + body
    pool = Pool(size=1)
    try:
        assert await pool.arc_holds(raw, known)
        assert not await pool.arc_holds(raw, {})
        assert not await pool.arc_holds(raw.replace(b"Hello", b"Bye"), known)
        assert not await pool.arc_holds(head + b"\r\n" + body, known)
    finally:
        await pool.close()


def test_a_child_ends_with_its_parent() -> None:
    """The end of its input is the end of a child: none is left behind when a server is killed."""
    command = (sys.executable, "-m", "listserv.child")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        child.stdin.close()
        assert child.wait(timeout=10) == 0


@pytest.mark.slow
async def test_the_kernel_ends_a_child_that_spins() -> None:
    """Without a parent to kill it, the CPU limit does."""
    from listserv.child import Task
    from listserv.frames import frame

    child = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdin
    child.stdin.write(frame(Task(mail("SPIN"), cpu_seconds=0)))
    assert await asyncio.wait_for(child.wait(), 10) < 0


# --- DKIM ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key() -> tuple[bytes, bytes]:
    """(private key in PEM, TXT record) of example.org."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def signed(raw: bytes, pem: bytes, domain: bytes = b"example.org", **more: object) -> bytes:
    import dkim

    return (
        bytes(dkim.sign(raw, b"sel", domain, pem, include_headers=[b"from", b"subject"], **more))
        + raw
    )


async def test_verify(key: tuple[bytes, bytes]) -> None:
    pem, record = key
    keys = {"sel._domainkey.example.org": record}
    good = signed(mail(), pem)
    pool = Pool(size=1)
    try:
        assert await pool.verify(good, keys) == ("example.org",)
        assert await pool.verify(good, {}) == ()
        assert await pool.verify(good.replace(b"help", b"hurt"), keys) == ()
        assert await pool.verify(signed(good, pem, b"example.net"), keys) == ("example.org",)
        assert await pool.verify(b"From: second@example.net\r\n" + good, keys) == ()
        assert await pool.verify(signed(mail(), pem, length=True) + b"added\r\n", keys) == ()
        assert await pool.verify(b"DKIM-Signature: junk\r\n" + mail(), keys) == ()
        assert await pool.verify(os.urandom(500), keys) == ()
    finally:
        await pool.close()


async def test_files_are_taken_out_by_a_child() -> None:
    raw = with_files("a@example.org", "hifa@x", "See.", [("card.pdf", "application/pdf", PDF)])
    pool = Pool(size=1)
    try:
        assert (await pool.files(raw, (1,), 10_000)).files == (
            File("card.pdf", "application/pdf", PDF, 1),
        )
        assert await pool.parts(raw) == (PDF,)
    finally:
        await pool.close()


async def test_a_mail_whose_files_kill_the_child_has_none() -> None:
    """Its words go out all the same."""
    pool = Pool(size=1, command=(sys.executable, "-c", "import os; os._exit(3)"))
    try:
        assert await pool.files(mail(), (), 10_000) == Taken()
    finally:
        await pool.close()


async def test_words_are_taken_out_by_a_child() -> None:
    pool = Pool()
    try:
        raw = mail("My patient Mary Wanjiru.", Subject="Mary Wanjiru")
        made = await pool.redact(raw, ["Mary Wanjiru"], "[…]")
        again = await pool.redact(made.raw, ["Mary Wanjiru"], "[…]")
    finally:
        await pool.close()
    assert made.places == 2
    assert b"Wanjiru" not in made.raw
    assert (again.raw, again.places) == (made.raw, 0)
