"""Moderators answer with programs as they are: mutt at a terminal, swaks on the command line.

A server with a list for each language, real posts, the letters that it really wrote. Each row is
one answer, and says what is so afterwards, in the store and in the mailboxes.
"""

from __future__ import annotations

import asyncio
import email.utils
import re
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest

from listserv.model import Policy, Post, State
from listserv.moderation import claims
from listserv.store import held, mailings, posts
from listserv.store.members import NewMember
from tests.support.clients import compose
from tests.support.mutt import Mutt
from tests.support.site import DOMAIN, FRONT, Running, fill, serving, subject_of, text_of

pytestmark = pytest.mark.slow

AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
TEAM = "team.example.org"
MODERATORS = {  # by language: a list, and who moderates it
    "en": ("hifa", NewMember(f"helen@{TEAM}", "Helen Otieno", ("en",))),
    "fr": ("hifa-fr", NewMember(f"jean@{TEAM}", "Jean Traoré", ("fr",))),
    "es": ("hifa-es", NewMember(f"rosa@{TEAM}", "Rosa Núñez", ("es",))),
    "pt": ("hifa-pt", NewMember(f"joana@{TEAM}", "Joana Mabunda", ("pt",))),
    "ar": ("hifa-ar", NewMember(f"huda@{TEAM}", "هدى حسن", ("ar",))),
}
PROOF = f"Authentication-Results: {FRONT}; dkim=pass header.d={TEAM}"
POST = """Dear all,

We keep our stock cards on the wall of store {n}, and the whole team can see at a glance which
medicines will run out before the next delivery.

Our ward has two fridges and one of them is broken.

How do you do it where the roof leaks?

Amina"""
SHORTER = """Dear all,

We keep our stock cards on the wall of the store, and all of us can see at
a glance which medicines will run out before the next delivery.

Our ward has two fridges and one of them is broken now.

How do you do it where the roof leaks?

Amina"""
ENDS = {State.OUT: "out", State.DONE: "out", State.REFUSED: "refused", State.HELD: "held"}


@dataclass(frozen=True, slots=True)
class Row:
    """An answer to a notice; to a queue mail where `becomes` has several words."""

    how: str  # for mutt: where her words stand (support/mutt); for swaks: see `_swaks`
    language: str
    answer: str
    becomes: str  # of each post: out, refused, held
    asked: str = ""  # the question that comes back, a Problem of moderation/forms.py
    post: dict[str, object] = field(default_factory=dict)  # of the first post, as `_seen` has it
    copy: str = ""  # words in the copy that members get
    without: str = ""  # words that are not in it
    author: str = ""  # words in the letter that the author gets
    options: str = ""  # lines of the muttrc; options of swaks


_Answered = tuple[
    str, list[str]
]  # the answer's Message-ID; what of it is not as its program writes
_Program = Callable[[Running, Row, int, Message], Awaitable[_Answered]]


# --- mutt -----------------------------------------------------------------------------------------

_TOP_SIGNATURE = 'set sig_on_top=yes\nset signature="{folder}/signature"'
_SIGNATURE = 'set signature="{folder}/signature"'
MUTT = [
    Row("above", "en", "ok", "out", copy="where the roof leaks?"),
    Row("below", "en", "Dear all,\n\nOK!\n\nBest wishes,\nHelen", "out"),
    Row("after How do you do it", "en", "cut 4\nok", "out", without="where the roof leaks?"),
    Row("inside How do you do it", "en", "ok", "out", copy="where the roof leaks?\n"),
    Row("alone", "en", "no: please say since when", "refused", author="please say since when"),
    Row(
        "above",
        "en",
        "ok SUBJECT Fridges, and who repairs them",
        "out",
        post={"topic": "Fridges, and who repairs them"},
        options=_TOP_SIGNATURE,
    ),
    Row(
        "above",
        "en",
        'change 3 "two fridges" to "three fridges"\nok',
        "out",
        copy="has three fridges",
        post={"version": 2},
        options="set text_flowed=yes",
    ),
    Row(
        "above", "en", f"edit\n{SHORTER}", "held", post={"version": 2, "text": "is broken now.\n\n"}
    ),
    Row(
        "corrected two fridges/four fridges",
        "en",
        "edit",
        "held",
        post={"version": 2, "text": "has four fridges and"},
    ),
    Row(
        "above",
        "en",
        f"edit\n\n{SHORTER}",
        "held",
        post={"version": 2, "text": "is broken now.\n\n"},
        options=_TOP_SIGNATURE,
    ),
    Row(
        "above",
        "en",
        "no: please say \nsince when",
        "refused",
        author="please say since when",
        options="set text_flowed=yes",
    ),
    Row("above", "en", "ok", "out", options='set attribution="* %n <%a> [%d]:"'),
    Row(
        "above",
        "en",
        "ok",
        "held",
        asked="unclear",
        options='set attribution="Begin quotation from %n:"',
    ),
    Row("below", "en", "I take it", "held", post={"taken": True}, options=_SIGNATURE),
    Row("above", "en", "No problem, publish", "held", asked="unclear"),
    Row("below", "en", "ok but take out the name of the ward", "held", asked="condition"),
    Row("inside stock cards", "en", "is this so?", "held", asked="question"),
    Row("above", "fr", "Bonjour,\n\nnon : hors sujet\n\nJean", "refused", author="outside the"),
    Row(
        "above",
        "fr",
        "couper 4\npublier",
        "out",
        without="where the roof leaks?",
        options='set attribution="Le %d, %n a écrit :"',
    ),
    Row(
        "below",
        "fr",
        "note publique : Un modèle est déjà là.\nok",
        "out",
        post={"note": "Un modèle est déjà là."},
        options="set send_charset=iso-8859-1",
    ),
    Row("above", "fr", "Pas de souci", "held", asked="unclear", options=_TOP_SIGNATURE),
    Row("below", "fr", "1 et 3 oui\n2 non : trop long", "out refused out", options=_SIGNATURE),
    Row("below", "es", "Sí, gracias.\n\nRosa Núñez", "out", options=_SIGNATURE),
    Row(
        "above",
        "es",
        "preguntar: ¿En qué distrito es?",
        "held",
        post={"awaits": "author"},
        author="¿En qué distrito es?",
    ),
    Row("above", "es", "sí", "out", options='set indent_string="| "'),
    Row("above", "es", "ok si Marie está de acuerdo", "held", asked="unclear"),
    Row("above", "pt", "mais tarde", "held", post={"later": True}),
    Row(
        "below",
        "pt",
        'acrescentar "[a gás]" depois de "two fridges"\nsim',
        "out",
        copy="two fridges [a gás]",
        options="set text_flowed=yes",
    ),
    Row("above", "pt", "não", "held", asked="which-reason"),
    Row("above", "pt", "ok", "held held", asked="which-post"),
    Row("below", "ar", "نعم، شكرا", "out", options="set send_charset=windows-1256"),
    Row("above", "ar", "لا: طويل جدا", "refused", author="too long", options=_TOP_SIGNATURE),
    Row("below", "ar", "ok إذا وافقت ماري", "held", asked="condition", options="set allow_8bit=no"),
    Row("above", "ar", "١-٢ نعم، ٣ لا: خارج الموضوع", "out out refused", options=_SIGNATURE),
    Row("above", "en", "1 ok, 2 no: too long, rest later", "out refused held"),
]


@pytest.mark.mutt
async def test_answers_with_mutt(tmp_path: Path) -> None:
    """Also that mutt answers as we think: to Reply-To, with the letter's id and quotation."""
    assert await _all_wrong(tmp_path, MUTT, _mutt) == []


async def _mutt(forum: Running, row: Row, n: int, letter: Message) -> _Answered:
    moderator = MODERATORS[row.language][1]
    folder = forum.folder / "mutt"
    folder.mkdir(exist_ok=True)
    (folder / "signature").write_text(f"{moderator.name}\n+254 700 111 222\n", encoding="utf-8")
    mutt = Mutt(folder, forum._port("smtp"), moderator.name, moderator.address, PROOF)
    options = row.options.replace("{folder}", str(folder))
    sent = await asyncio.to_thread(mutt.reply, bytes(letter), row.answer, row.how, options)
    return sent["Message-ID"], [f"{row}: {each}" for each in _unlike_mutt(row, letter, sent)]


def _unlike_mutt(row: Row, letter: Message, sent: Message) -> list[str]:
    """What of an answer is not as mutt is known to write it."""
    raw = sent.get_payload(decode=True)
    assert isinstance(raw, bytes)
    body = raw.decode(sent.get_content_charset("utf-8"))
    said = {
        "To": sent["To"] == email.utils.parseaddr(letter["Reply-To"])[1],
        "In-Reply-To": sent["In-Reply-To"] == letter["Message-ID"],
        "References": sent["References"].split()[-1] == letter["Message-ID"],
        "Subject": subject_of(sent) == f"Re: {subject_of(letter)}",
    }
    if row.how != "alone":
        flowed = "text_flowed" in row.options
        own_mark = re.search(r'indent_string="(.*)"', row.options)
        mark = own_mark[1] if own_mark else ">" if flowed else "> "
        said["quotation"] = f"{mark}{'-' * 38}" in body.split("\n")
        said["flowed"] = (sent.get_param("format") == "flowed") == flowed
        if "attribution" not in row.options:
            said["attribution"] = re.search(r"^On .*, .* wrote:$", body, re.MULTILINE) is not None
        if "signature" in row.options:
            above = body.index("\n-- \n") < body.index(f"\n{mark}")
            said["signature"] = above == ("sig_on_top" in row.options)
    return [f"mutt: {name}" for name, right in said.items() if not right]


# --- swaks ----------------------------------------------------------------------------------------

_PHONE = "--ehlo phone.example --pipeline"
SWAKS = [
    Row("text", "en", "ok", "out"),
    Row("text", "en", "Yes, please publish.\n\nHelen", "out", options=_PHONE),
    Row("tap", "en", "ok", "out"),
    Row("tap", "en", "later", "held", post={"later": True}),
    Row("tap", "en", "no: it names a child", "refused", author="it names a child"),
    Row("alternative", "en", "no, off purpose", "refused", author="outside the purpose"),
    Row("gmail-web", "en", "ok job", "out", post={"kind": "job"}),
    Row("iphone", "en", "cut 3-4 and ok", "out", without="two fridges", copy="at a glance"),
    Row("outlook-desktop", "en", "ask: Which district?", "held", author="Which district?"),
    Row("hotmail-html-only", "en", "spam", "refused"),
    Row("thunderbird", "en", "tell: Lovely work.\nok", "out", author="Lovely work."),
    Row("text", "en", "2 ok", "held", asked="no-such-post"),
    Row("text", "en", "ok\n", "held", options="--header 'Auto-Submitted: auto-replied'"),
    Row("samsung", "en", "ok?", "held", asked="question"),
    Row("unproven", "en", "ok", "held", asked="unproven"),
    Row("elsewhere", "en", "ok", "held", asked="unproven"),
    Row("text", "en", "2 ok SUBJECT Fridges, 1 and 3 later", "held out held"),
    Row("octets", "fr", "Oui, merci à tous", "out"),
    Row("owa", "fr", "changer « two fridges » en « deux frigos »\nok", "out", copy="deux frigos"),
    Row("outlook-mobile", "fr", "non : très bien, mais déjà dit", "refused", author="très bien"),
    Row("text", "fr", "je suis d'accord avec Amina", "held", asked="unclear"),
    Row("gmail-android", "fr", "1 ok, 2 plus tard", "out held"),
    Row("text", "es", "sí, publicar mañana", "approved"),
    Row("lotus", "es", "No: fuera de tema", "refused", author="outside the purpose"),
    Row("alternative", "es", "me encargo", "held", post={"taken": True}),
    Row("yahoo-android", "es", "2 lixo, el resto sí", "out refused out"),
    Row("html-pre", "pt", "sim", "out"),
    Row("bare-phone", "pt", "não: muito longo", "refused", author="too long"),
    Row("qq", "pt", "ok mas tire o telefone", "held", asked="condition"),
    Row("outlook-arabic", "ar", "نعم الموضوع: بطاقات", "out", post={"topic": "بطاقات"}),
    Row("octets", "ar", "احذف ٣\nنعم", "out", without="two fridges"),
    Row("alternative", "ar", "هل هذا صحيح؟", "held", asked="question"),
    Row("iphone", "ar", "١ نعم، الباقي لاحقا", "out held held"),
]


@pytest.mark.swaks
async def test_answers_with_swaks(tmp_path: Path) -> None:
    assert await _all_wrong(tmp_path, SWAKS, _swaks) == []


async def _swaks(forum: Running, row: Row, n: int, letter: Message) -> _Answered:
    """Answer with swaks.

    `text`: without the letter; `octets`: UTF-8 that no header speaks of; `alternative`: with an
    HTML twin; `tap`: a link of the letter, which has another subject and no In-Reply-To;
    `unproven` and `elsewhere`: without proof, from an address that nobody registered; else the
    mail as a program of tests/support/clients.py writes it.
    """
    message_id = f"<answer.{n}@{TEAM}>"
    moderator = MODERATORS[row.language][1]
    to = email.utils.parseaddr(letter["Reply-To"])[1]
    sender = f"helen@{DOMAIN}.example" if row.how == "elsewhere" else moderator.address
    words = ["--server", "127.0.0.1", "--port", str(forum._port("smtp")), "--to", to]
    words += ["--from", sender, "--timeout", "10", *shlex.split(row.options)]
    if row.how != "unproven":
        words += ["--add-header", PROOF]
    parts = {
        "text": ["--add-header", "Content-Type: text/plain; charset=utf-8", "--body", row.answer],
        "octets": ["--body", row.answer],
        "alternative": [
            *("--attach-type", "text/plain; charset=utf-8", "--attach-body", row.answer),
            *("--attach-type", "text/html; charset=utf-8", "--attach-body", _html(row.answer)),
        ],
        "tap": ["--header", f"Subject: {_tapped(letter)}", "--body", row.answer],
        "unproven": ["--body", row.answer],
        "elsewhere": ["--body", row.answer],
    }
    if row.how in parts:
        words += ["--header", f"Message-Id: {message_id}", *parts[row.how]]
        if row.how != "tap":
            words += ["--header", "Subject: Re: To read"]
            words += ["--header", f"In-Reply-To: {letter['Message-ID']}"]
    else:
        raw = compose(
            row.how,
            row.answer,
            text_of(letter),
            language=row.language,
            subject=subject_of(letter),
            to=to,
            sender=(moderator.name, sender),
        )
        mail = forum.folder / "answer.eml"
        mail.write_bytes(raw.replace(b"<answer@example.org>", message_id.encode()))
        words += ["--data", f"@{mail}"]
    program = await asyncio.create_subprocess_exec(
        "swaks", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(program.communicate(), 20)
    assert program.returncode == 0, said.decode()
    return message_id, []


def _html(text: str) -> str:
    return "<html><body><p>" + "</p><p>".join(text.split("\n")) + "</p></body></html>"


def _tapped(letter: Message) -> str:
    """The subject of a letter's first link for one tap."""
    found = re.search(r"^mailto:(\S+)\?subject=([^&\s]+)&body=", text_of(letter), re.M)
    assert found is not None
    assert found[1] == email.utils.parseaddr(letter["Reply-To"])[1]
    return unquote(found[2])


# --- the forum ------------------------------------------------------------------------------------


@asynccontextmanager
async def forum_of(folder: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa")]

    def policy(language: str) -> Policy:
        return Policy(title="Health Forum", language=language, languages=(language,))

    async with serving(folder, policy("en"), people, [MODERATORS["en"][1]]) as forum:
        for language, (name, moderator) in list(MODERATORS.items())[1:]:
            fill(folder, name, policy(language), people, [moderator])
        forum.app.wake(frozenset({"door"}))
        yield forum


async def _all_wrong(folder: Path, rows: Sequence[Row], answer: _Program) -> list[str]:
    async with forum_of(folder) as forum:
        wrong: list[str] = []
        for n, row in enumerate(rows):
            numbers, letter = await _letter(forum, row, n)
            message_id, complaints = await answer(forum, row, n, letter)
            await forum.quiet()
            wrong += [*complaints, *await _wrong(forum, row, numbers, message_id)]
            await forum.publish()
        return wrong


async def _letter(forum: Running, row: Row, n: int) -> tuple[list[int], Message]:
    """Posts come, and the letter of them: a notice, or a queue mail that she asks for."""
    name, moderator = MODERATORS[row.language]
    forum.clock.advance(120)  # three notices a minute
    for place, _ in enumerate(row.becomes.split()):
        text = POST.replace("{n}", f"{n} {place}")
        await forum.send(AMINA, f"{name}@{DOMAIN}", text, Subject=f"Stock cards {n} {place}")
    await forum.quiet()
    if " " in row.becomes:
        await forum.send(moderator.address, f"{name}-request@{DOMAIN}", "held", Message_ID=f"<{n}>")
        await forum.quiet()
    letter = forum.mails(moderator.address)[-1]
    numbers = [post.number for post in await forum.store.read(held.queue)]
    assert len(numbers) == len(row.becomes.split())
    return numbers, letter


async def _wrong(forum: Running, row: Row, numbers: Sequence[int], message_id: str) -> list[str]:
    """Everything that is not as the row says."""
    found = [await forum.store.read(posts.get, number) for number in numbers]
    after = [post for post in found if post is not None]
    seen = _seen(after[0])
    ends = " ".join(ENDS.get(post.state, post.state) for post in after)
    asked = await _asked(forum, MODERATORS[row.language][1].address, message_id)
    topic = after[0].topic
    copy = "".join(text_of(one) for one in forum.mails(PAUL) if topic in subject_of(one))
    letters = [one for one in forum.mails(AMINA) if one["Auto-Submitted"]]
    to_author = text_of(letters[-1]) if letters else ""
    said = [
        (ends == row.becomes, f"the posts are {ends}"),
        (_problem(asked) == row.asked, f"asked back: {asked!r}"),
        (row.copy in copy, f"the copy is {copy!r}"),
        (not row.without or (copy and row.without not in copy), f"the copy is {copy!r}"),
        (row.author in to_author, f"the author reads {to_author!r}"),
    ]
    for name, value in row.post.items():
        is_so = str(value) in str(seen[name]) if name == "text" else seen[name] == value
        said.append((is_so, f"{name} is {seen[name]!r}"))
    return [f"{row}: {complaint}" for right, complaint in said if not right]


def _problem(asked: str) -> str:
    """Without the letter that the question is about."""
    problem, _ = claims.parted(asked)
    return "unproven" if claims.of(problem) else problem


def _seen(post: Post) -> dict[str, object]:
    return {
        "topic": post.topic,
        "text": post.text,
        "version": post.version,
        "kind": post.kind,
        "awaits": post.awaits,
        "note": "".join(note.text for note in post.notes),
        "taken": post.taken_by != 0,
        "later": post.put_off is not None,
    }


async def _asked(forum: Running, moderator: str, message_id: str) -> str:
    """The question of the letter that answers an answer; "" when it is none, or there is none."""
    for letter in forum.mails(moderator):
        found = re.match(r"<letter\.([0-9]+)\.", letter["Message-ID"] or "")
        if found and letter["In-Reply-To"] == message_id:
            return await forum.store.read(mailings.asked, int(found[1]))
    return ""
