"""Words taken out of every form in which they are kept, by answering mail; real sockets.

What was taken out is looked for in the whole database file and its log, octet by octet, in every
way in which a mail can spell it.
"""

from __future__ import annotations

import base64
import email
import mailbox
import quopri
import re
import zlib
from collections.abc import AsyncIterator
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import pytest

from listserv import errand
from listserv.home import Home
from listserv.model import DeliveryMode, Policy, Post
from listserv.store import decisions, held, journal, posts, spool, summaries
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.store.redactions import LookAgainError
from tests.support.site import DOMAIN, FRONT, Running, mail, serving, subject_of, text_of, until

pytestmark = pytest.mark.slow

AMINA, PAUL, DORA = "amina@rsr.example.org", "paul@post.example", "dora@post.example"
HELEN, JEAN = "helen@team.example.org", "jean@team.example.org"
HIFA = f"hifa@{DOMAIN}"
# Its second word is longer than any clock, count or key that the database holds by chance.
NAME, NUMBER = "Wanjiru Kamande", "0700 11122233"
MARK = "[… 2026-01-0"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AMINA, "Amina Kamau"),
        NewMember(PAUL, "Paul Ngassa"),
        NewMember(DORA, "Dora", delivery=DeliveryMode.DAILY),
    ]
    policy = Policy(title="HIFA", archive="public")
    moderators = [NewMember(HELEN, "Helen"), NewMember(JEAN, "Jean", ("fr",))]
    async with serving(tmp_path, policy, people, moderators) as running:
        yield running


def letter(sender: str, subject: str, text: str, html: str = "", **headers: str) -> bytes:
    """A mail with an HTML twin, its text in base64."""
    made = EmailMessage()
    made["Authentication-Results"] = f"{FRONT}; dkim=pass header.d={sender.partition('@')[2]}"
    made["From"], made["To"], made["Subject"] = sender, HIFA, subject
    made["Date"] = "Mon, 05 Jan 2026 10:00:00 +0000"
    made["Message-ID"] = f"<{zlib.crc32(text.encode())}@post.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, cte="base64")
    if html:
        made.add_alternative(html, subtype="html", cte="quoted-printable")
    return made.as_bytes().replace(b"\n", b"\r\n")


def _latest(db: Db) -> Post:
    return posts.where(db, "1 ORDER BY number DESC LIMIT 1")[0]


async def publish(forum: Running, raw: bytes, sender: str, answer: str = "ok") -> Post:
    await forum.send_raw(sender, [HIFA], raw)
    await forum.quiet()
    post = await forum.store.read(_latest)
    notice = [m for m in forum.mails(HELEN) if f"Number {post.number}." in text_of(m)][-1]
    await forum.answer(notice, HELEN, answer)
    await forum.quiet()
    found = await forum.store.read(spool.post, post.number)
    assert found is not None
    assert found.published
    return found


async def discuss(forum: Running) -> tuple[Post, Post]:
    """A post that names a patient, and an answer that quotes it."""
    text = f"Dear all,\n\nMy patient {NAME} has malaria, call\n{NUMBER} please.\n\nAmina"
    html = (
        "<p>Dear all,</p><p>My patient <b>Wanj</b>iru&nbsp;Kamande has malaria, call "
        '<a href="tel:070011122233">0700&#32;11122233</a> please.</p><p>Amina</p>'
    )
    first = await publish(forum, letter(AMINA, f"Help {NAME}", text, html), AMINA)
    answer = (
        "I would call again tomorrow.\n\nOn Mon, Amina Kamau wrote:\n"
        "> My patient Wanjiru\n> Kamande has malaria, call 0700\n> 11122233 please.\n"
    )
    raw = letter(PAUL, f"Re: Help {NAME}", answer, In_Reply_To=f"<{first.message_id}>")
    return first, await publish(forum, raw, PAUL)


def kept(forum: Running) -> bytes:
    """The database as it lies on the disk, with its log."""
    path = Home(forum.folder / "var").database
    return b"".join(
        one.read_bytes() for one in sorted(path.parent.glob(path.name + "*")) if one.is_file()
    )


def spellings(words: str) -> list[bytes]:
    """Enough of some words to know them in text, in quoted-printable, in base64."""
    one = max(words.split(), key=len)
    octets = one.encode()
    coded = []
    for shift in range(3):
        in_64 = base64.b64encode(b"x" * shift + octets)
        coded.append(in_64[4 if shift else 0 : -4])
    return [octets, octets.lower(), octets.upper(), quopri.encodestring(octets), *coded]


def traces(forum: Running, words: str) -> list[bytes]:
    found = kept(forum)
    return [one for one in spellings(words) if len(one) > 5 and one in found]


def pages(forum: Running) -> str:
    folder = forum.app.settings.archive.dir
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*.html")))


async def answered(forum: Running, letter: Message, words: str) -> Message:
    """Helen answers a letter; the one that answers her."""
    before = {one["Message-ID"] for one in forum.mails(HELEN)}
    await forum.answer(letter, HELEN, words)
    await forum.quiet()
    after = [one for one in forum.mails(HELEN) if one["Message-ID"] not in before]
    return next(one for one in after if one["Auto-Submitted"] == "auto-replied")


async def redacted(forum: Running, number: int, *words: str) -> str:
    """Helen asks for it; what she is told."""
    notice = next(m for m in forum.mails(HELEN) if f"Number {number}." in text_of(m))
    typed = " ".join(f'"{one}"' for one in words)
    return plain(await answered(forum, notice, f"redact {number} {typed}"))


def plain(letter: Message) -> str:
    return " ".join(text_of(letter).split())


async def test_redacted_words_are_nowhere_any_more(forum: Running) -> None:
    first, second = await discuss(forum)
    await forum.send_raw(
        JEAN, [f"hifa-owner@{DOMAIN}"], mail(JEAN, f"hifa-owner@{DOMAIN}", f"Who is {NAME}?")
    )
    await forum.quiet()
    assert traces(forum, NAME)
    assert traces(forum, NUMBER)
    assert "Kamande" in pages(forum)
    told = await redacted(forum, first.number, NAME, NUMBER)
    assert told.count("taken out") == 2
    assert "Kamande" not in told
    assert traces(forum, NAME) == []
    assert traces(forum, NUMBER) == []
    assert b"11122233" not in kept(forum)
    assert "Kamande" not in pages(forum)
    assert MARK in pages(forum)
    post = await forum.store.read(spool.post, first.number)
    assert post is not None
    assert MARK in post.text
    assert MARK in post.topic
    assert "has malaria" in post.text
    raw = await forum.store.read(spool.raw, first.mail_id)
    assert b"From: amina@rsr.example.org\r\n" in raw
    read = await forum.app.store.read(spool.raw, second.mail_id)
    quoted = base64.b64decode(read.partition(b"\r\n\r\n")[2]).decode()
    assert quoted.startswith("I would call again tomorrow.")
    assert quoted.count("[… 2026-01-") == 2


async def test_a_second_run_finds_nothing_and_says_so_kindly(forum: Running) -> None:
    first, _ = await discuss(forum)
    await redacted(forum, first.number, NAME)
    told = await redacted(forum, first.number, NAME)
    assert "not any more" in told
    assert "Kamande" not in told
    assert traces(forum, NAME) == []


async def test_words_that_are_too_short_are_refused(forum: Running) -> None:
    first, _ = await discuss(forum)
    assert "too short" in await redacted(forum, first.number, "me")
    assert traces(forum, NAME)


async def test_no_undo_brings_words_back(forum: Running) -> None:
    """`undo` after it is told kindly, and an earlier decision is undone with the mark in it."""
    first, _ = await discuss(forum)
    notice = next(m for m in forum.mails(HELEN) if f"Number {first.number}." in text_of(m))
    echo = await answered(forum, notice, f'redact {first.number} "{NAME}"')
    assert "do not come back" in plain(await answered(forum, echo, "undo"))
    assert "waits again" in plain(await answered(forum, echo, f"undo {first.number}"))
    waiting = await forum.store.read(held.queue)
    assert [post.number for post in waiting] == [first.number]
    assert MARK in waiting[0].text
    assert traces(forum, NAME) == []


async def test_the_book_and_the_journal_say_how_often_and_never_what(forum: Running) -> None:
    first, _ = await discuss(forum)
    await redacted(forum, first.number, NAME)
    entry = (await forum.store.read(decisions.of_post, first.number))[0]
    assert (entry.what, entry.said) == ("redact", "")
    lines = await forum.store.read(journal.of, "post", first.number)
    said = [line["reason"] for line in lines if line["event"] == "redacted"]
    assert [reason.split(": ")[1] for reason in said] == [f"{entry.before['places']} places"]
    assert entry.before["places"] > 10


async def test_a_digest_that_waits_goes_out_without_the_words(forum: Running) -> None:
    """The relay is away while the digest waits; a member reads the mark, not the words."""
    first, _ = await discuss(forum)
    outbox = forum.folder / "outbox"
    aside = forum.folder / "aside"
    outbox.rename(aside)
    outbox.write_text("no folder")  # what is delivered now has to wait
    forum.clock.advance(86_400)
    forum.app.wake()

    def digests(db: Db) -> int:
        return int(db.value("SELECT count(*) FROM mailing WHERE kind = 'digest' AND laid = 0"))

    async def closed() -> bool:
        return bool(await forum.store.read(digests))

    await until(closed, 10.0, "no digest was closed")
    (notice,) = [m for m in _aside(aside, HELEN) if f"Help {NAME}" in subject_of(m)][:1]
    await forum.answer(notice, HELEN, f'redact {first.number} "{NAME}"')

    async def done() -> bool:
        entries = await forum.store.read(decisions.of_post, first.number)
        return entries[0].what == "redact"

    await until(done, 10.0, "nothing was taken out")
    outbox.unlink()
    aside.rename(outbox)
    forum.clock.advance(7_200)
    forum.app.wake()
    digest = await forum.mail_to(DORA, seconds=20.0)
    assert MARK in text_of(digest)
    assert "Kamande" not in text_of(digest)
    assert all(len(line) <= 76 for line in digest.as_bytes().splitlines())


def _aside(folder: Path, to: str) -> list[Message]:
    box = mailbox.Maildir(folder)
    found = [email.message_from_bytes(box.get_bytes(key)) for key in sorted(box.iterkeys())]
    return [one for one in found if one["Delivered-To"] == to]


async def test_files_that_nobody_looked_into_are_named(forum: Running) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = AMINA, HIFA, "Report"
    made["Authentication-Results"] = f"{FRONT}; dkim=pass header.d=rsr.example.org"
    made["Message-ID"] = "<report@rsr.example.org>"
    made.set_content(f"This is the report about {NAME}, attached.")
    made.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="report.pdf")
    post = await publish(forum, made.as_bytes().replace(b"\n", b"\r\n"), AMINA)
    told = await redacted(forum, post.number, NAME)
    assert "taken out" in told
    assert "report.pdf" in told


async def test_a_summary_loses_the_words(forum: Running) -> None:
    first, _ = await discuss(forum)
    text = f"Amina asked about {NAME} ({first.number})."
    summary = await forum.store.write(
        summaries.draft, 1, first.thread, "en", f"On {NAME}", text, forum.clock.now()
    )
    await redacted(forum, first.number, NAME)
    found = await forum.store.read(summaries.get, summary)
    assert found is not None
    assert MARK in found.text
    assert MARK in found.title


@pytest.mark.parametrize("said", ["{n}: raw\n{redact}", "{redact}\n{n}: raw", "{m}: raw\n{redact}"])
async def test_what_is_sent_by_the_same_answer_is_without_the_words(
    forum: Running, said: str
) -> None:
    """What stood before the command in an answer was written before it, with the words in it."""
    first, second = await discuss(forum)
    notice = next(m for m in forum.mails(HELEN) if f"Number {first.number}." in text_of(m))
    before = {one["Message-ID"] for one in forum.mails(HELEN)}
    redact = f'redact {first.number} "{NAME}"'
    await forum.answer(notice, HELEN, said.format(n=first.number, m=second.number, redact=redact))
    await forum.quiet()
    fresh = [one for one in forum.mails(HELEN) if one["Message-ID"] not in before]
    assert len(fresh) == 2
    assert any("taken out" in plain(one) for one in fresh if not one.is_multipart())
    parts = [part.get_payload(decode=True) for one in fresh for part in one.walk()]
    octets = b"".join(part for part in parts if isinstance(part, bytes))
    assert [one for one in spellings(NAME) if len(one) > 5 and one in octets] == []
    assert traces(forum, NAME) == []
    assert len(await forum.store.read(_redactions)) == 1


def _redactions(db: Db) -> list[int]:
    return [row["id"] for row in db.rows("SELECT id FROM decision WHERE what = 'redact'")]


async def test_an_answer_that_is_run_again_says_what_each_line_of_it_did(
    forum: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each said the sum of both, and an undo of what told of them found nothing to undo."""
    first, _ = await discuss(forum)
    notice = next(m for m in forum.mails(HELEN) if f"Number {first.number}." in text_of(m))
    finish, runs = errand._finish, 0

    def busy(*args: Any) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:  # another moderator's words, in the moment before
            raise LookAgainError
        finish(*args)

    monkeypatch.setattr(errand, "_finish", busy)
    typed = "\n".join(f'redact {first.number} "{one}"' for one in (NAME, NUMBER))
    echo = await answered(forum, notice, typed)
    assert runs == 2
    entries = await forum.store.read(decisions.of_post, first.number)
    counts = [one.before["places"] for one in entries if one.what == "redact"]
    assert len(counts) == 2
    said = [int(one) for one in re.findall(r"places: (\d+)", plain(echo))]
    assert sorted(said) == sorted(counts)
    assert "do not come back" in plain(await answered(forum, echo, "undo"))
