"""What a hostile world sends, on real sockets: every promise holds, and the server serves on."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from email.message import Message
from pathlib import Path

import pytest

from listserv.mailroom import MEMBER_LETTERS, MODERATOR_LETTERS
from listserv.model import DeliveryMode, Policy, Purpose, Token
from listserv.store import confirmations, held, members, spool
from listserv.store.members import NewMember
from listserv.text import tokens
from listserv.web import server
from tests.support.site import (
    DOMAIN,
    FRONT,
    START,
    Running,
    fill,
    mail,
    serving,
    subject_of,
    text_of,
    until,
)

pytestmark = pytest.mark.slow

AMINA = "amina@rsr.example.org"
DORA = "daily@example.org"
MOD = "mod@team.example.org"
EVE = "eve@elsewhere.example"
HIFA = f"hifa@{DOMAIN}"
PEOPLE = [
    NewMember(AMINA, "", ("en",)),
    NewMember(DORA, "Dora", ("en",), delivery=DeliveryMode.DAILY),
]


@asynccontextmanager
async def two_lists(folder: Path, **policy: str) -> AsyncIterator[Running]:
    """A server with two lists, hifa and chifa, that have one moderator each."""
    named = Policy(title="HIFA", archive="public", **policy)  # type: ignore[arg-type]
    async with serving(folder, named, PEOPLE, [NewMember(MOD, "Helen", ("en",))]) as running:
        fill(folder, "chifa", Policy(title="CHIFA"), [], [NewMember(EVE, "Eve", ("en",))])
        yield running


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    async with two_lists(tmp_path) as running:
        yield running


def head(**headers: str) -> bytes:
    """A mail's headers as an attacker writes them, proven to be Amina's; `_` for `-`."""
    named = {
        "Authentication-Results": f"{FRONT}; dkim=pass header.d=rsr.example.org",
        "From": AMINA,
        "Message-ID": f"<{abs(hash(str(headers)))}@rsr.example.org>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return lines.encode("utf-8") + b"\r\n"


# --- any bytes -------------------------------------------------------------------------------

INJECTION = "=?utf-8?q?Hi=0D=0AX-Injected:_yes=0D=0A=0D=0ABody?="
HALF = "=?utf-7?q?a+2AA-b+AA0ACg-X-Injected:_1?="
HOSTILE = {
    "line ends in encoded words": head(Subject=INJECTION, From=f"{INJECTION} <{AMINA}>") + b"One",
    "bare CR in headers": head(Subject="Hi\rX-Injected: 1", From=f"A\rB: c <{AMINA}>") + b"Two",
    "half characters of UTF-7": head(
        Subject=HALF, From=f"{HALF} <{AMINA}>", Content_Type="text/plain; charset=utf-7"
    )
    + b"Three +2AA-",
    "a name longer than a line": head(Subject="Name", From=f"{'n' * 5000} <{AMINA}>") + b"Four",
    "ids longer than a line": head(
        Subject="Ids", Message_ID=f"<{'a' * 3000}@x>", References=f"<{'b' * 890}@x> " * 9
    )
    + b"Five",
    "controls": head(Subject="\x01\x1b[31m\u202e\u2028x", From=f'"\x02\x7f" <{AMINA}>')
    + b"Six\0\r!",
    "tags that never end": head(Subject="Tags", Content_Type="text/html") + b"<a " * 60_000,
    "3,000 nested parts": head(Subject="Deep", Content_Type='multipart/mixed; boundary="0"')
    + b"".join(
        b'--%d\r\nContent-Type: multipart/mixed; boundary="%d"\r\n\r\n' % (n, n + 1)
        for n in range(3000)
    ),
    "no mail at all": bytes(range(1, 256)) * 40,
}


def flaws(one: Message) -> list[str]:
    """What is wrong with an outgoing mail."""
    raw = one.as_bytes()
    top = raw.partition(b"\n\n")[0]
    found = ["8 bit"] if not raw.isascii() else []
    found += ["a line over 998"] if max(map(len, raw.split(b"\n"))) > 998 else []
    found += ["a control"] if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", top) else []
    found += ["an injected header"] if one["X-Injected"] or one["B"] else []
    return found


async def test_whatever_comes_in_what_goes_out_is_mail(forum: Running) -> None:
    """A long name failed every copy; half a character of UTF-7 killed the child that read it; a few
    thousand open tags kept it busy for minutes."""
    for raw in HOSTILE.values():
        await forum.send_raw(AMINA, [HIFA], raw + b"\r\n")

    async def judged() -> bool:
        return not (await forum.store.read(spool.counts)).get("received")

    await until(judged, 10, "some mail has no verdict")
    waiting = len(await forum.store.read(held.queue))
    assert waiting >= len(HOSTILE) - 1  # one says nothing at all
    forum.clock.advance(61)
    await forum.publish()
    forum.clock.advance(86_400)
    forum.app.wake()
    await forum.mail_to(DORA)
    await forum.quiet()
    assert len([one for one in forum.mails(AMINA) if one["Archived-At"]]) == waiting
    assert {tuple(flaws(one)) for one in forum.mails()} == {()}


async def test_a_large_original_stops_nobody(tmp_path: Path) -> None:
    """Lines just short of the limit: a pattern tried each octet anew, and for seconds the event
    loop served nobody."""
    part = "--b\r\nContent-Type: text/{}\r\n\r\n{}\r\n"
    body = part.format("plain", "Hello") + part.format("html", ("x" * 990 + "\r\n") * 900)
    raw = head(Subject="Large", Content_Type="multipart/mixed; boundary=b") + body.encode()
    async with two_lists(tmp_path, body="original") as forum:
        await forum.send_raw(AMINA, [HIFA], raw + b"--b--\r\n")
        await forum.until_held(1)
        with heartbeat() as gaps:
            await forum.publish()
        assert await forum.mail_to(AMINA, "Large")
    assert max(gaps) < 0.5


@contextmanager
def heartbeat() -> Iterator[list[float]]:
    """Seconds of this process's CPU for which the event loop did not come round, while this lasts;
    by the wall a busy machine would have gaps of its own."""
    gaps: list[float] = []

    async def beat() -> None:
        while True:
            before = time.process_time()
            await asyncio.sleep(0.01)
            gaps.append(time.process_time() - before)

    task = asyncio.create_task(beat())
    try:
        yield gaps
    finally:
        task.cancel()


# --- letters ---------------------------------------------------------------------------------


async def test_a_robot_that_does_not_say_so_is_not_asked_back_for_ever(forum: Running) -> None:
    """A moderator's note of absence without any mark: each question brought it, and it brought the
    next question."""
    for n in range(MODERATOR_LETTERS - MEMBER_LETTERS):
        spent = (MOD, f"letter {n}", MODERATOR_LETTERS, forum.clock.now())
        await forum.store.write(confirmations.spend, *spent)
    await forum.send(EVE, HIFA, "Read me.", Subject="Read me")
    letter = await forum.mail_to(MOD, "Read me")
    for _ in range(60):
        answered = len(forum.mails(MOD))
        await forum.answer(letter, MOD, "I read my mail again next week.")
        await forum.quiet()
        if len(forum.mails(MOD)) == answered:
            break
        letter = forum.mails(MOD)[-1]
    assert len(forum.mails(MOD)) <= 41
    assert len(await forum.store.read(held.queue)) == 1


async def test_tags_behind_a_plus_make_no_new_strangers(forum: Running) -> None:
    """Join bombing: `victim+1@`, `victim+2@` … brought one letter each to one mailbox."""
    for n in range(10):
        for to in ("hifa-join", "chifa-join", "hifa-leave", "listserv"):
            raw = mail(f"victim+{n}@post.example", f"{to}@{DOMAIN}", f"join {n}", proven=False)
            await forum.send_raw(EVE, [f"{to}@{DOMAIN}"], raw)
    await forum.quiet()
    assert len([one for one in forum.mails() if "victim" in one["Delivered-To"]]) == 1


async def test_a_flood_to_an_author_costs_her_no_answer(forum: Running) -> None:
    """Her alias stands in every copy. Forty mails there took all the letters of her day."""
    await forum.send(AMINA, HIFA, "Who repairs concentrators?", Subject="Oxygen")
    await forum.until_held(1)
    await forum.publish()
    copy = next(one for one in forum.mails(AMINA) if one["Archived-At"])
    alias = email.utils.parseaddr(copy["From"])[1]
    for n in range(45):
        await forum.send_raw(EVE, [alias], mail(f"s{n}@x.example", alias, f"Buy {n}", proven=False))
        await forum.send(f"t{n}@x.example", alias, f"Buy {n}, says our own server")
    await forum.quiet()
    assert len([one for one in forum.mails(AMINA) if "To you alone" in subject_of(one)]) == 5
    await forum.send(AMINA, f"hifa-request@{DOMAIN}", "help", Subject="help")
    assert await forum.mail_to(AMINA, "How to use")


async def test_a_writer_floods_the_moderators_within_bounds(forum: Running) -> None:
    """The rest is in one letter, see test_mail_to_people.py."""
    to = f"hifa-owner@{DOMAIN}"
    for n in range(50):
        await forum.send_raw(EVE, [to], mail(EVE, to, f"Buy {n}", proven=False))
        await forum.send(AMINA, to, f"A question, number {n}")
    await forum.quiet()
    handed = [one["Reply-To"] for one in forum.mails(MOD)]
    assert {one: handed.count(one) for one in handed} == {EVE: 10, AMINA: 40}


async def test_a_stranger_gets_no_text_back(forum: Running) -> None:
    """Rule 3: never with a message's text, also when the stranger is proven."""
    await forum.send(EVE.replace("eve", "ida"), HIFA, "Buy my pills.", Subject="Pills")
    notice = await forum.mail_to(MOD, "Pills")
    await forum.answer(notice, MOD, "no: no trade names")
    letter = await forum.mail_to(EVE.replace("eve", "ida"), "About your message")
    assert "no trade names" in text_of(letter)
    assert "Buy my pills" not in text_of(letter)


# --- tokens ----------------------------------------------------------------------------------


async def test_a_letter_of_one_list_decides_nothing_on_another(forum: Running) -> None:
    """Who moderates a list no more, but another one, answered an old notice at that other list's
    address: she was let in there, and the old list's post went out."""
    await forum.store.write(members.add_moderator, 1, NewMember(EVE, "Eve", ("en",)), START)
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    notice = await forum.mail_to(EVE, "Read me")
    person = await forum.store.read(members.person_by_address, EVE)
    assert person
    await forum.store.write(members.remove_moderator, 1, person.id, START)
    address = email.utils.parseaddr(notice["Reply-To"])[1].replace("hifa-", "chifa-", 1)
    await forum.send(EVE, address, "ok", Subject="Re: Read me")
    await forum.quiet()
    assert len(await forum.store.read(held.queue)) == 1


async def test_who_moderates_no_more_decides_nothing(forum: Running) -> None:
    """Nor by an answer to a letter that she got when she did."""
    await forum.store.write(members.add_moderator, 1, NewMember(EVE, "Eve", ("en",)), START)
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    notice = await forum.mail_to(EVE, "Read me")
    person = await forum.store.read(members.person_by_address, EVE)
    assert person
    await forum.store.write(members.remove_moderator, 1, person.id, START)
    await forum.answer(notice, EVE, "ok")
    await forum.quiet()
    assert len(await forum.store.read(held.queue)) == 1
    outcome = await forum.store.read(lambda db: db.value("SELECT outcome FROM errand"))
    assert outcome == f"person {person.id} moderates this list no more"


async def test_a_leave_token_leaves_its_own_list_alone(forum: Running) -> None:
    """A token of chifa's copy, at hifa's address, ended the membership of hifa."""
    person = await forum.store.read(members.person_by_address, AMINA)
    assert person
    token = tokens.seal(forum.app.keys, Token(Purpose.LEAVE, person.id, 2))
    to = f"hifa-leave+{token}@{DOMAIN}"
    await forum.send_raw(EVE, [to], mail(EVE, to, "", proven=False))
    await forum.quiet()
    assert await forum.store.read(members.member, 1, person.id)


async def test_live_tokens_are_nowhere(forum: Running) -> None:
    """The pages of the archive showed them all: in texts, subjects, names, and names of files."""
    made = [
        tokens.seal(forum.app.keys, Token(purpose, 1, 1))
        for purpose in (Purpose.LEAVE, Purpose.MODERATE)
    ]
    quoted = f"mailto:hifa-leave%2B{made[0]}@{DOMAIN} and hifa-moderate+{made[1]}@{DOMAIN}"
    link = f"https://{DOMAIN}/leave/{made[0]}"
    html = f'<p>Dear all</p><a href="{link}">out</a> hifa-moderate&#43;{made[1].upper()}@{DOMAIN}'
    file = f"Content-Type: application/pdf; name=hifa-leave+{made[0]}.pdf\r\n\r\nx\r\n--b--"
    for raw in (
        head(Subject=f"See {link}", From=f'"hifa-leave+{made[0]}" <{AMINA}>') + quoted.encode(),
        head(Subject="HTML", Content_Type="text/html") + html.encode(),
        head(Subject="File", Content_Type="multipart/mixed; boundary=b")
        + f"--b\r\n\r\nHello\r\n--b\r\n{file}".encode(),
    ):
        await forum.send_raw(AMINA, [HIFA], raw + b"\r\n")
    await forum.until_held(3)
    await forum.publish()
    forum.clock.advance(86_400)
    forum.app.wake()
    digest = await forum.mail_to(DORA)
    await forum.quiet()
    pages = "".join(
        page.read_text("utf-8") for page in (forum.folder / "var" / "archive").rglob("*.html")
    )
    copies = [one for one in forum.mails(AMINA) if one["Archived-At"]]
    shown = [subject_of(one) + str(one["From"]) + text_of(one) for one in (*copies, digest)]
    assert len(copies) == 3 and "Dear all" in pages
    assert not [token for token in made if token in "".join([pages, *shown]).lower()]


# --- the web side, the log -------------------------------------------------------------------


async def test_silent_peers_do_not_keep_the_web_side(
    forum: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred connections without a request were all the places there are, for ever."""
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.7)  # a busy machine opens them in less
    host, _, port = forum.app.ready.web.rpartition(":")
    lines = [await asyncio.open_connection(host, int(port)) for _ in range(server.CONNECTIONS)]
    for _, writer in lines[::2]:
        writer.write(b"POST /leave/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"[:-2])

    async def answered() -> bool:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        status = (await reader.read())[9:12]
        writer.close()
        return status == b"200"

    assert not await answered()
    await until(answered, 10, "silent peers keep all the places")
    for _, writer in lines:
        writer.close()


async def test_no_address_is_in_the_log(forum: Running, caplog: pytest.LogCaptureFixture) -> None:
    """Rule 9: a forum's day at the level of information names nobody."""
    caplog.set_level(logging.INFO)
    await forum.send(AMINA, HIFA, f"Write to {AMINA}", Subject=f"From {AMINA}")
    notice = await forum.mail_to(MOD, "To read")
    await forum.answer(notice, EVE, "ok")
    await forum.answer(notice, MOD, "ok")
    for to in ("hifa-leave", "hifa-join", "hifa-owner", "postmaster", "hifa-request"):
        await forum.send(DORA, f"{to}@{DOMAIN}", "nonsense", Subject=f"About {AMINA}")
    for raw in HOSTILE.values():
        await forum.send_raw(AMINA, [HIFA, f"hifa-request@{DOMAIN}"], raw + b"\r\n")
    forum.clock.advance(61)
    forum.app.wake()
    await forum.quiet()
    said = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "post 101 held" in said
    assert not [who for who in (AMINA, MOD, DORA, EVE) if who in said]
