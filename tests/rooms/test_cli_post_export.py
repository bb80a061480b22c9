"""`listserv post export`: what members could read goes out, and comes in again."""

from __future__ import annotations

import email
import email.policy
import json
import mailbox
import tracemalloc
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest

from listserv.archive import exporter
from listserv.model import (
    Action,
    Destination,
    Envelope,
    Note,
    Proof,
    Purpose,
    State,
    Verdict,
)
from listserv.model.translations import Manner, Translation
from listserv.reading import read
from listserv.store import exports, lists, members, recalls, rulings, spool, translations
from listserv.store.base import Db
from listserv.store.rulings import Ruling
from listserv.text.mbox import in_mbox
from tests.support.shell import Shell

AMINA, TO = "amina@example.org", "hifa@lists.example.org"
DAY = 86_400.0
START = 1_767_600_000.0  # Monday 5 January 2026, 08:00 UTC


def mail(n: int, text: str, **headers: str) -> bytes:
    """A plain mail as a program sends it."""
    named = {
        "Received": "from phone by mx.example.org; Mon, 05 Jan 2026 10:00:00 +0000",
        "From": f"Amina Kamau <{AMINA}>",
        "To": TO,
        "Subject": headers.pop("Subject", f"Stock cards {chr(64 + n)}"),
        "Date": "Mon, 05 Jan 2026 10:00:00 +0000",
        "Message-ID": f"<{n}.post@example.org>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"{head}\r\n{text}".replace("\r\n", "\n").replace("\n", "\r\n").encode()


class House:
    """A site whose posts go out by the verbs of the store."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.days = 0

    def post(self, raw: bytes) -> int:
        """A post that is out as it was read; returns its number."""
        self.days += 1
        return int(self._write(_published, raw, START + self.days * DAY))

    def rule(self, number: int, **what: Any) -> None:
        """What a moderator does to a post before it goes out."""
        ruling = Ruling(number, 0, 1, "edit", since=frozenset(State), **what)
        assert self._write(rulings.rule, ruling, START)

    def _write(self, verb: Any, *args: Any) -> Any:
        return self.shell.store(lambda store: store.write_now(verb, *args))

    def box(self, *words: str) -> list[EmailMessage]:
        """The mails of an export, as Python's mailbox reads them."""
        path = self.shell.folder / "out.mbox"
        path.unlink(missing_ok=True)
        self.shell.says("post", "export", "hifa", str(path), *words)
        made = mailbox.mbox(path, _parsed, create=False)
        return [one for one in made if isinstance(one, EmailMessage)]

    def lines(self, *words: str) -> list[dict[str, Any]]:
        said = self.shell.says("post", "export", "hifa", "--json", *words)
        return [json.loads(line) for line in said.splitlines()]


def _parsed(file: Any) -> EmailMessage:
    found = email.message_from_binary_file(file, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _published(db: Db, raw: bytes, now: float) -> int:
    found = lists.get(db, "hifa")
    assert found
    to = Destination(TO, Purpose.POST, found.id)
    spool.accept(db, Envelope(AMINA, (to,), "192.0.2.1", True, now), raw)
    (arrival,) = spool.arrivals(db, now, 10)
    reading = read(raw)
    author = members.person_by_address(db, reading.from_address)
    verdict, proof = Verdict(Action.HOLD, ("moderated",)), Proof("dkim", "example.org")
    topic = reading.subject.removeprefix("Re: ")
    spool.settle(db, arrival, verdict, reading, proof, author, topic, reading.date or now, now)
    db.execute(
        "UPDATE post SET state='done', published=?1, thread=number, position=1,"
        " permalink='p' || number WHERE number=?2",
        (now, arrival.number),
    )
    return arrival.number


@pytest.fixture
def house(hifa: Shell) -> House:
    return House(hifa)


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part
    return str(part.get_content())


# --- as it came, or as it was published -----------------------------------------------------------


def test_a_mail_that_says_what_was_published_goes_out_as_it_came(house: House) -> None:
    raw = mail(1, "Dear all,\n\nFrom Monday on we count.\n>From here too.\n\nAmina\n")
    house.post(raw)
    path = house.shell.folder / "one.mbox"
    assert house.shell.says("post", "export", "hifa", str(path)) == f"1 posts in {path}\n"
    separator, _, rest = path.read_bytes().partition(b"\n")
    assert separator == b"From amina@example.org Tue Jan  6 08:00:00 2026"
    assert b"\n>From Monday on" in rest
    assert b"\n>>From here too" in rest
    assert rest.replace(b"\n>From", b"\nFrom").replace(b"\n>>From", b"\n>From") == (
        raw.replace(b"\r\n", b"\n") + b"\n"
    )
    assert path.stat().st_mode & 0o777 == 0o600


def removed(text: str) -> bytes:
    return mail(1, f"Dear all, we count on Mondays, and it helps the pharmacy.\n\n{text}")


@pytest.mark.parametrize(
    "raw",
    [
        removed("-- \nAmina Kamau\nTelephone 0722 123456\n"),
        removed("Sent from my iPhone, secret\n"),
        removed("On 5 Jan 2026 Paul wrote:\n> Privately: 0722 123456\n> secret\n"),
    ],
)
def test_what_was_taken_off_a_post_stays_here(house: House, raw: bytes) -> None:
    """Below her answer stood a private mail to her: nobody has published it."""
    house.post(raw)
    (message,) = house.box()
    assert "it helps the pharmacy" in body(message)
    path = house.shell.folder / "out.mbox"
    assert not any(word in path.read_bytes() for word in (b"0722", b"iPhone", b"Received"))
    assert message["From"] == "Amina Kamau <amina@example.org>"
    assert message["To"] == TO
    assert message["Message-ID"] == "<1.post@example.org>"
    assert message["Date"].datetime.timestamp() == START + 2 * 3600
    assert message["List-Id"] == "<hifa.lists.example.org>"


def test_the_words_of_the_moderators_go_out_and_not_the_authors(house: House) -> None:
    edited = house.post(mail(1, "Call me on 0722 123456 about the stock cards, dear friends.\n"))
    house.rule(edited, text="Write to me about the stock cards, dear friends.")
    renamed = house.post(mail(2, "We count on Mondays.\n", Subject="Our patient John Doe"))
    house.rule(renamed, changes={"topic": "A patient"})
    first, second = house.box()
    assert body(first).startswith("Write to me about the stock cards")
    assert second["Subject"] == "A patient"
    path = house.shell.folder / "out.mbox"
    assert not any(word in path.read_bytes() for word in (b"0722", b"John"))
    assert [one["topic"] for one in house.lines()] == ["Stock cards A", "A patient"]


def test_an_answer_says_what_it_answers(house: House) -> None:
    house.post(mail(1, "How do you count?\n"))
    more = {"In_Reply_To": "<1.post@example.org>", "References": "<0@x> <1.post@example.org>"}
    text = "By cards, and that is all that we do.\n\nSent from my phone\n"
    house.post(mail(2, text, Subject="Re: Stock cards A", **more))
    (_, answer) = house.box()
    assert answer["In-Reply-To"] == "<1.post@example.org>"
    assert answer["References"] == "<0@x> <1.post@example.org>"


def multipart(*, kind: str = "text/plain", name: str = "list.txt") -> bytes:
    """A mail with a signature block, and a file."""
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"], made["To"], made["Subject"] = AMINA, TO, "Stock cards"
    made["Message-ID"], made["Date"] = "<f@example.org>", "Mon, 05 Jan 2026 10:00:00 +0000"
    made.set_content("Here is our list of cards, as we use it.\n\n-- \nAmina, 0722 123456\n")
    main, _, sub = kind.partition("/")
    made.add_attachment(b"one\ntwo\n", maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def files_of(message: EmailMessage) -> list[tuple[str | None, Any]]:
    return [(one.get_filename(), one.get_content()) for one in message.iter_attachments()]


def test_files_that_members_can_have_go_out_too(house: House) -> None:
    house.post(multipart())
    (message,) = house.box()
    assert files_of(message) == [("list.txt", "one\ntwo\n")]
    assert "0722" not in body(message)
    assert house.lines()[0]["attachments"] == [
        {"name": "list.txt", "type": "text/plain", "size": 8}
    ]


def test_files_that_members_cannot_have_stay_here(house: House) -> None:
    house.post(multipart(kind="application/x-msdownload", name="x.exe"))
    assert files_of(house.box()[0]) == []
    house.shell.says("list", "set", "hifa", "--attachments", "drop")
    house.post(multipart())
    assert [files_of(one) for one in house.box()] == [[], []]


# --- what must not go out -------------------------------------------------------------------------


def test_nothing_that_was_taken_back_goes_out(house: House) -> None:
    kept, recalled, withdrawn, held = (
        house.post(mail(n, f"Post {n} about stock cards.\n")) for n in (1, 2, 3, 4)
    )
    house._write(recalls.recall, recalled, 1, START)
    house._write(recalls.withdraw, withdrawn, START + 90 * DAY)
    house._write(
        lambda db: db.execute(
            "UPDATE post SET state='held', published=NULL WHERE number=?", (held,)
        )
    )
    assert [one["Message-ID"] for one in house.box()] == ["<1.post@example.org>"]
    assert [one["number"] for one in house.lines()] == [kept]
    path = house.shell.folder / "out.mbox"
    assert not any(b"Post %d" % n in path.read_bytes() for n in (2, 3, 4))


def test_something_taken_out_meanwhile_makes_it_fail(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read already may hold it."""
    monkeypatch.setattr(exporter, "PAGE", 1)
    first = house.post(mail(1, "One about stock cards.\n"))
    house.post(mail(2, "Two about stock cards.\n"))
    one, seen = exports.one, []

    def slow(db: Db, number: int) -> Any:
        seen.append(number)
        if len(seen) == 2:
            house._write(recalls.recall, first, 1, START)
        return one(db, number)

    monkeypatch.setattr(exports, "one", slow)
    path = house.shell.folder / "out.mbox"
    line = house.shell.fails(1, "post", "export", "hifa", str(path))
    assert line.endswith("taken out of posts meanwhile, or is being taken out; export again")
    assert not path.exists()
    assert len(house.box()) == 1


def test_nothing_goes_out_while_somebody_is_being_erased(house: House) -> None:
    """Her posts are found and written anew one after the other: half of them would go out."""
    house.post(mail(1, "One about stock cards.\n"))
    erasure = (
        "INSERT INTO erasure (mark, began, person, who, posts, step) VALUES ('m',1,1,'','keep','x')"
    )
    house._write(lambda db: db.execute(erasure))
    assert house.shell("post", "export", "hifa").exit_code == 1
    house._write(lambda db: db.execute("UPDATE erasure SET ended = 2"))
    assert len(house.box()) == 1


def test_live_tokens_are_no_good_in_an_export(house: House) -> None:
    token = "a" * 28
    house.post(mail(1, f"Write to hifa-leave+{token}@lists.example.org about stock cards.\n"))
    house.box()
    octets = (house.shell.folder / "out.mbox").read_bytes()
    assert token.encode() not in octets
    assert b"hifa-leave+***@lists.example.org" in octets


# --- without addresses ----------------------------------------------------------------------------


def test_masked_shows_nobodys_address(house: House) -> None:
    house.post(mail(1, "Ask paul@example.org or me about stock cards.\n"))
    anonymous = mail(2, "Two.\n").replace(b"Amina Kamau <amina@example.org>", b"eve@example.org")
    house.post(anonymous)
    first, second = house.box("--masked")
    assert first["From"] == "Amina Kamau <a***@example.org>"
    assert "Ask p***@example.org or me" in body(first)
    octets = (house.shell.folder / "out.mbox").read_bytes()
    assert not any(word in octets for word in (b"amina@", b"paul@", b"eve@"))
    lines = house.lines("--masked")
    assert [one["address"] for one in lines] == ["a***@example.org", "e***@example.org"]
    assert [one["author"] for one in lines] == ["Amina Kamau", "e*** AT example.org"]
    assert "p***@example.org" in lines[0]["text"]
    assert second["From"].addresses[0].display_name == "e*** AT example.org"


def test_masked_names_nobody_who_hides_her_name(house: House) -> None:
    house.post(mail(1, "Dear all, we count on Mondays.\n"))
    house._write(lambda db: db.execute("UPDATE person SET conceal = 1"))
    (message,) = house.box("--masked")
    assert message["From"].addresses[0].display_name == "a*** AT example.org"
    assert house.lines("--masked")[0]["author"] == "a*** AT example.org"
    assert house.lines()[0]["author"] == "Amina Kamau"


# --- for programs ---------------------------------------------------------------------------------


def test_a_line_for_each_post(house: House) -> None:
    number = house.post(mail(1, "Dear all, we count on Mondays.\n"))
    house.rule(number, changes={"notes": (Note("Grace", "See also post 12."),)})
    (one,) = house.lines()
    assert one | {"language": "", "country": ""} == {
        "number": number,
        "thread": number,
        "parent": 0,
        "position": 1,
        "published": "2026-01-06T08:00:00Z",
        "sent": "2026-01-05T10:00:00Z",
        "author": "Amina Kamau",
        "address": AMINA,
        "country": "",
        "subject": "Stock cards A",
        "topic": "Stock cards A",
        "message_id": "1.post@example.org",
        "references": [],
        "language": "",
        "kind": "",
        "permalink": f"p{number}",
        "text": "Dear all, we count on Mondays.",
        "notes": ["See also post 12."],
        "translations": [],
        "attachments": [],
    }


def translate(house: House, number: int, **more: Any) -> int:
    text = "Chères amies, écrivez à paul@example.org."
    known: dict[str, Any] = {"text": text, "topic": "Fiches", "person_id": 1} | more
    made = Translation(number, 1, "fr", Manner.HUMAN, **known)
    return int(house._write(partial(translations.keep, one=made, now=START + DAY, credited=True)))


def test_what_it_says_in_other_languages_stands_with_it(house: House) -> None:
    """As far as members may read it; an mbox has what the author wrote."""
    number = house.post(mail(1, "Dear all, we count on Mondays.\n"))
    translate(house, number)
    house._write(translations.take_back, translate(house, number, text="Faux."), 1, START + DAY)
    draft = Translation(number, 1, "pt", Manner.MACHINE, "Queridos", engine="x", refused="number")
    house._write(translations.keep, draft, START + DAY)
    (known,) = house.lines()[0]["translations"]
    assert known == {
        "language": "fr",
        "kind": "human",
        "translator": "Amina Kamau",
        "engine": "",
        "made": "2026-01-06T08:00:00Z",
        "topic": "Fiches",
        "text": "Chères amies, écrivez à paul@example.org.",
    }
    assert "p***@example.org" in house.lines("--masked")[0]["translations"][0]["text"]
    assert not any("Ch" in body(one) for one in house.box())
    house._write(lambda db: db.execute("UPDATE person SET conceal = 1"))
    assert house.lines("--masked")[0]["translations"][0]["translator"] == ""


def test_a_translation_that_is_taken_back_meanwhile_makes_it_fail(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = house.post(mail(1, "Dear all, we count on Mondays.\n"))
    one, real = translate(house, number), exports.one

    def slow(db: Db, number: int) -> Any:
        found = real(db, number)
        house._write(translations.take_back, one, 1, START + DAY)
        return found

    monkeypatch.setattr(exports, "one", slow)
    path = house.shell.folder / "out.mbox"
    assert "export again" in house.shell.fails(1, "post", "export", "hifa", str(path))


def test_to_standard_output_and_never_over_a_file(house: House) -> None:
    house.post(mail(1, "Dear all.\n"))
    said = house.shell.says("post", "export", "hifa")
    assert said.startswith("From amina@example.org Tue Jan  6 08:00:00 2026\n")
    assert said.endswith("Dear all.\n\n")
    path = house.shell.folder / "here"
    path.write_text("mine")
    line = house.shell.fails(2, "post", "export", "hifa", str(path))
    assert line == f"listserv post export: {path} is there already; name another file"
    assert path.read_text() == "mine"
    assert "there is no list nope" in house.shell.fails(1, "post", "export", "nope")
    house.shell.says("list", "create", "empty")
    assert house.shell.says("post", "export", "empty") == ""


# --- and in again ---------------------------------------------------------------------------------

TEXTS = [
    "From the first line on.\n",
    ">From a quotation.\n>>From a deeper one.\n\nFrom: is no separator.\n",
    "No line end at the end",
    "Many empty lines at the end.\n\n\n\n",
    "A separator of its own:\n\nFrom eve@example.org Mon Jan  5 10:00:00 2026\nSubject: x\n\nHa.\n",
    "Octets: " + "é" * 500 + "\n",
]


def test_what_goes_out_comes_in_again(house: House) -> None:
    """History that came in as an mbox has the same octets when it goes out and comes in again."""
    folder = house.shell.folder / "history"
    folder.mkdir()
    for n, text in enumerate(TEXTS, 1):
        more = {"In_Reply_To": f"<{n - 1}.post@example.org>"} if n > 1 else {}
        (folder / f"{n}.eml").write_bytes(mail(n, text, **more))
    house.shell.says("post", "import", "hifa", str(folder))
    house.post(mail(9, "A new one, and not history.\n\nSent from my iPhone\n"))
    out = house.shell.folder / "out.mbox"
    assert len(house.box()) == len(TEXTS) + 1
    house.shell.says("list", "create", "other")
    report = house.shell.json("post", "import", "other", str(out))
    assert report == {"messages": 7, "imported": 7, "reasons": {}, "lacking": {}}
    keys = ("message_id", "references", "author", "address", "subject", "text", "sent", "language")
    there = house.shell.says("post", "export", "other", "--json").splitlines()
    come = [{key: json.loads(line)[key] for key in keys} for line in there]
    gone = [{key: one[key] for key in keys} for one in house.lines()]
    by_id = lambda one: one["message_id"]  # noqa: E731
    assert sorted(come, key=by_id) == sorted(gone, key=by_id)
    again = house.shell.says("post", "export", "other")
    first = house.shell.says("post", "export", "hifa")
    assert again.split("\nFrom ")[:6] == first.split("\nFrom ")[:6]
    twice = house.shell.json("post", "import", "hifa", str(out))
    assert twice["reasons"]["exact repeat"] >= len(TEXTS)


def test_a_mail_that_came_from_an_mbox_loses_its_separator() -> None:
    assert in_mbox(b"From x\r\nSubject: y\r\n\r\nFrom z\r\n") == b"Subject: y\n\n>From z\n\n"


def test_memory_does_not_grow_with_the_history(house: House) -> None:
    """A megabyte each; what was published of the second half is made anew."""
    text = "word " * 200_000
    for n in range(1, 13):
        house.post(mail(n, f"{n} {text}\n" + ("\nSent from my phone\n" if n > 6 else "")))
    path = house.shell.folder / "out.mbox"
    house.shell.says("post", "export", "hifa", str(path), "--masked")  # all is loaded
    path.unlink()
    tracemalloc.start()
    house.shell.says("post", "export", "hifa", str(path))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > 12_000_000
    assert most < 12_000_000
