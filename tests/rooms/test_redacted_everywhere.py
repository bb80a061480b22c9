"""A name that stands in every place where words of a post are kept, and is taken out of all.

It is looked for in every column of every table, so that a failure names the place, and in the
octets of the database file, once its log is emptied.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from listserv.errand import Brief
from listserv.model import (
    Action,
    Attachment,
    Copy,
    Destination,
    Envelope,
    Errand,
    Letter,
    Note,
    Origin,
    Person,
    Policy,
    Post,
    Proof,
    Publication,
    Purpose,
    Reading,
    Rendition,
    State,
    Token,
    Verdict,
)
from listserv.model.translations import Manner, Translation
from listserv.moderation.letters import Who
from listserv.moderation.redacting import Redacting
from listserv.store import (
    confirmations,
    decisions,
    laying,
    ledger,
    lists,
    mailings,
    members,
    passing,
    recalls,
    rulings,
    shelf,
    spool,
    summaries,
    tasks,
    translations,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.store.rulings import Ruling
from listserv.text import rewriting
from listserv.text.rewriting import Rewritten
from tests.flow.test_redacting import spellings
from tests.support.clock import StillClock
from tests.support.site import until

NOW = 1_767_600_000.0  # Monday 5 January 2026, 08:00 UTC
DAY = 86_400.0
MARK = "[… 2026-01-05]"
NAME = "Wanjiru Kamande"
AMINA, PAUL, GRACE = "amina@rsr.example.org", "paul@post.example", "grace@team.example.org"


class Redactor:
    """Looks through a mail as a child does, and tells what happens meanwhile."""

    def __init__(self) -> None:
        self.meanwhile: list[Callable[[], object]] = []

    async def redact(self, raw: bytes, words: Sequence[str], mark: str) -> Rewritten:
        while self.meanwhile:
            self.meanwhile.pop()()
        return rewriting.in_message(raw, words, mark)


class House:
    """A store with two lists, whose posts go their way by the verbs of the store alone."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.hifa = store.write_now(lists.create, "hifa", Policy(), NOW).id
        self.french = store.write_now(lists.create, "chifa", Policy(), NOW).id
        for address, name in ((AMINA, "Amina Kamau"), (PAUL, "Paul Ngassa"), (GRACE, "Grace")):
            store.write_now(members.ensure_person, NewMember(address, name), NOW)
        self.redactor = Redactor()
        self.redacting = Redacting(store, self.redactor, StillClock(NOW + DAY / 4))

    # --- posts ---

    def held(
        self, said: str, raw: bytes = b"", *, sender: str = AMINA, under: int = 0, **read: object
    ) -> int:
        """A post that waits; without `raw` its mail says nothing but its text."""
        token = Token(Purpose.REPLY, under, 0) if under else None
        purpose = Purpose.REPLY if under else Purpose.POST
        to = Destination("hifa@x", purpose, self.hifa, token)
        accepted = self.store.write_now(spool.accept, self._envelope(to), raw or mail(said))
        (arrival,) = self.store.read_now(spool.arrivals, NOW, 9)
        known = {
            "from_address": sender,
            "message_id": f"post{arrival.number}@post.example",
            "digest": f"d{arrival.number}",
            "text_digest": f"t{arrival.number}",
            "text": said,
            "clean": said,
        }
        reading = Reading(**(known | read))  # type: ignore[arg-type]
        verdict = Verdict(Action.HOLD, ("moderated",))
        author = self.person(sender)
        topic = reading.subject
        self.store.write_now(
            spool.settle, arrival, verdict, reading, Proof("dkim", "x"), author, topic, NOW, NOW
        )
        return accepted.numbers[0]

    def rule(
        self, number: int, what: str, said: str = "", *, by: str = GRACE, **more: object
    ) -> None:
        ruling = Ruling(number, 0, self.person(by).id, what, said, **more)  # type: ignore[arg-type]
        assert self.store.write_now(rulings.rule, ruling, NOW)

    def publish(self, number: int, thread: int = 0, body: bytes = b"Hello.\r\n") -> None:
        """It goes out, with one copy."""
        post = self.post(number)
        if post.state is State.HELD:
            self.rule(number, "approve", state=State.APPROVED)
        mailing = self.store.write_now(
            laying.lay, "post", post.list_id, NOW, number, self.post(number).version
        )
        self._lay(mailing, body)
        place = Publication(thread or number, thread, 1, post.topic, post.topic, f"p{number}")
        assert self.store.write_now(ledger.fan_out, number, place, mailing, NOW)

    def post(self, number: int) -> Post:
        found = self.store.read_now(spool.post, number)
        assert found is not None
        return found

    def person(self, address: str) -> Person:
        found = self.store.read_now(members.person_by_address, address)
        assert found is not None
        return found

    def set(self, number: int, **columns: object) -> None:
        def write(db: Db) -> None:
            for name, value in columns.items():
                db.execute(f"UPDATE post SET {name} = ? WHERE number = ?", (value, number))

        self.store.write_now(write)

    # --- all else ---

    def kept(self, said: str, raw: bytes = b"") -> int:
        """A mail that nothing but its row tells of."""
        return self.store.write_now(spool.keep, self._envelope(), raw or mail(said))

    def errand(self, purpose: Purpose, said: str, first: int = -1, second: int = 0) -> int:
        token = Token(purpose, first, second) if first >= 0 else None
        to = Destination("x@x", purpose, self.hifa, token)
        return self.store.write_now(spool.accept, self._envelope(to), mail(said)).mail_id

    def letter(self, said: str, shown: tuple[tuple[int, int], ...] = ()) -> int:
        number = self.store.write_now(mailings.reserve)
        head, body = rewriting.divided(mail(said))
        letter = Letter(number, "notice", self.hifa, 3, GRACE, "en", head, body, shown)
        self.store.write_now(ledger.spool_letters, [letter], NOW)
        return number

    def broadcast(self, kind: str, said: str) -> None:
        mailing = self.store.write_now(laying.lay, kind, self.hifa, NOW)
        self._lay(mailing, f"{said}\r\n".encode())
        self.store.write_now(laying.open_mailing, mailing, NOW)

    def _lay(self, mailing: int, body: bytes) -> None:
        head = b"Subject: Hello\r\nContent-Type: text/plain; charset=utf-8\r\n"
        rendition = [Rendition("en", head, body)]
        copies = [Copy(self.person(PAUL).id, 0)]
        self.store.write_now(laying.lay_page, mailing, rendition, 0, copies, NOW)

    def _envelope(self, *to: Destination) -> Envelope:
        return Envelope(AMINA, to, "192.0.2.1", True, NOW)

    async def redact(self, number: int, words: str = NAME) -> tuple[tuple[str, str], ...]:
        """Grace has words taken out of a post; what she is told."""
        return await self.redacting.redact(self.post(number), words, self.who(), 0)

    def who(self) -> Who:
        """Grace, with a mail of hers."""
        by_mail = self.kept("redact, please")
        errand = Errand(
            1, by_mail, self.hifa, Purpose.MODERATE, "x@x", None, "", Origin(GRACE, "", True, NOW)
        )
        brief = Brief(errand, Reading(from_address=GRACE), Proof(), b"")
        mailing_list = self.store.read_now(lists.by_id, self.hifa)
        assert mailing_list is not None
        return Who(self.person(GRACE), mailing_list, brief, 0)

    # --- what is left ---

    def places(self) -> list[str]:
        """Where the name stands, and with which words around it."""
        return self.store.read_now(_places)

    async def on_disk(self) -> bool:
        """Whether the file or its log hold a trace of it, once the log is emptied."""
        path = self.store.path
        log = path.with_name(path.name + "-wal")

        async def empty() -> bool:
            return not log.stat().st_size

        await until(empty, 5.0, "the log is not emptied")
        octets = path.read_bytes()
        return any(one in octets for one in spellings(NAME) if len(one) > 3)


def _places(db: Db) -> list[str]:
    found = []
    for table in db.table_names():
        for row in db.rows(f"SELECT * FROM {table}"):
            for column, value in row.items():
                octets = value if isinstance(value, bytes) else str(value).encode()
                if any(one in octets for one in spellings(NAME) if len(one) > 3):
                    found.append(f"{table}.{column}: {octets[-120:]!r}")
    return found


def mail(said: str) -> bytes:
    return f"From: {PAUL}\r\nSubject: x\r\n\r\n{said}\r\n".encode()


def first_mail() -> bytes:
    """A mail with a file, and words around its parts."""
    made = EmailMessage()
    made["From"], made["Subject"] = AMINA, f"Help {NAME}"
    made.set_content(f"My patient {NAME} has malaria.\n", cte="base64")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"{NAME}.pdf")
    made.preamble = f"This is about {NAME}, in parts."
    made.epilogue = f"That was about {NAME}.\n"
    return made.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


def first_post(house: House) -> int:
    """A post that names a patient, and waits."""
    return house.held(
        f"My patient {NAME} has malaria.",
        first_mail(),
        subject=f"Help {NAME}",
        patient=(f"{NAME}, 34 yrs",),
        attachments=(Attachment(f"{NAME}.pdf", "application/pdf", 4),),
    )


def decided(house: House, number: int) -> None:
    """What moderators say of it, and its author in answer."""
    hers = house.kept(f"It is {NAME}, as I wrote: her next version.")
    house.rule(number, "author", by=AMINA, text=f"It is {NAME}.", mail=hers)
    house.rule(number, "tell", f"please leave {NAME} out")
    note = (Note("Grace", f"about {NAME}"),)
    house.rule(number, "note", changes={"notes": note})
    house.rule(number, "note", changes={"notes": (*note, Note("Grace", f"{NAME} is well"))})
    house.rule(number, "approve", changes={"topic": f"For {NAME}"}, state=State.APPROVED)


def around(house: House, number: int) -> None:
    """What people and the robot write about it."""
    for kind in ("ask", "private"):
        asked = house.store.write_now(
            confirmations.ask, kind, house.hifa, AMINA, "", "en", f"{number}", NOW
        )
        house.errand(Purpose.CONFIRM, f"No version came of it: {NAME} ({kind})", asked)
    house.errand(Purpose.AUTHOR, f"To her alias: {NAME}", number)
    house.errand(Purpose.AUTHOR, f"From her alias: {NAME}", number, 1)
    house.errand(Purpose.OWNER, f"Who is {NAME}?")
    house.errand(Purpose.TEAM, f"Among ourselves: {NAME}")
    notice = house.letter(f"To read: {NAME}", ((number, 2),))
    house.errand(Purpose.MODERATE, f"ok\r\n> To read: {NAME}", 3, notice)
    ended = house.letter("A notice that has ended its fortnight", ((number, 2),))
    house.store.write_now(lambda db: db.execute("DELETE FROM rendition WHERE mailing=?", (ended,)))
    house.store.write_now(
        lambda db: db.execute("UPDATE mailing SET collapsed = 1 WHERE id = ?", (ended,))
    )
    house.errand(Purpose.MODERATE, f"To a notice that has ended: {NAME}", 3, ended)
    house.broadcast("digest", f"A digest with {NAME}")
    house.broadcast("summary", f"A summary with {NAME}")
    house.store.write_now(
        summaries.draft, house.hifa, number, "en", f"On {NAME}", f"She is {NAME}.", NOW
    )


def translated(house: House, number: int) -> None:
    """What people and programs made of it, one of them taken back, and of whom it was asked."""
    version = house.post(number).version
    asked = house.letter(f"To translate: {NAME}", ((number, version),))
    house.store.write_now(tasks.ask, number, version, "en", ("fr",), NOW + DAY, NOW)
    house.store.write_now(tasks.give, [1], 2, asked, NOW + DAY, NOW)
    house.errand(Purpose.TRANSLATE, f"Not now. {NAME} is a hard one.", 2, asked)
    came = house.kept(f"811: La patiente {NAME}, in a mail that nothing but its text tells of.")
    known = (
        Translation(number, 1, "fr", Manner.HUMAN, f"Voici {NAME}.", f"Aider {NAME}", 2),
        Translation(number, version, "fr", Manner.HUMAN, f"La patiente {NAME}.", mail_id=came),
        Translation(number, version, "es", Manner.ABSTRACT, f"Trata de {NAME}."),
        Translation(number, version, "pt", Manner.MACHINE, f"{NAME}", refused="number"),
        Translation(number, version, "ar", Manner.HUMAN, "المريضة وانجيرو كماندي", person_id=2),
    )
    for one in known:
        house.store.write_now(translations.keep, one, NOW)
    house.store.write_now(translations.take_back, 1, 2, NOW)


def answers(house: House, number: int) -> list[int]:
    """Those that are out, and those that wait still."""
    refs = (house.post(number).message_id,)
    said = partial("Quoted: {0} {1}".format, NAME)
    out = house.held(said("in an answer"), subject=f"Re: Help {NAME}", references=refs)
    house.publish(out, number, said("in a copy of it\r\n").encode())
    above = (house.post(out).message_id,)
    waits = [
        house.held(said("in an answer that waits"), references=refs),
        house.held(said("in an answer to a digest"), under=number),
        house.held(said("in an answer to the answer"), references=above),
        house.held(said("under the answer in a digest"), under=out),
    ]
    for join in (number, out):
        waits.append(house.held(said(f"in one that joins {join}")))
        house.rule(waits[-1], "join", changes={"join_to": join})
    asked = house.store.write_now(
        confirmations.ask, "ask", house.hifa, PAUL, "", "en", f"{out}", NOW
    )
    house.errand(Purpose.CONFIRM, said("by who answered, when he was asked"), asked)
    return [out, *waits]


def passed(house: House, number: int) -> tuple[int, int]:
    """A copy on the other list, in words of its own, and what was said there."""
    house.store.write_now(passing.pass_on, number, house.french, house.person(GRACE).id, NOW)
    (copy,) = house.store.read_now(
        lambda db: [row[0] for row in db.execute("SELECT max(number) FROM post")]
    )
    house.rule(copy, "edit", text=f"La patiente {NAME} a le paludisme.")
    house.rule(copy, "approve", changes={"topic": f"Aider {NAME}"}, state=State.APPROVED)
    house.publish(copy, 0, f"La patiente {NAME}\r\n".encode())
    said = house.held(f"Je connais {NAME}.", sender=PAUL)
    house.set(said, list=house.french)
    house.publish(said, copy, f"Je connais {NAME}.\r\n".encode())
    return copy, said


async def test_a_name_is_taken_out_of_every_place(house: House) -> None:
    number = first_post(house)
    decided(house, number)
    house.publish(number, 0, f"A copy with {NAME}\r\n".encode())
    around(house, number)
    translated(house, number)
    others = answers(house, number)
    for one in (others[0], others[1]):  # in the thread, out or not
        said = Translation(one, 1, "fr", Manner.HUMAN, f"Je connais {NAME}.")
        house.store.write_now(translations.keep, said, NOW)
    there = passed(house, number)
    house.set(number, detail=f"Traceback\nValueError: {NAME}")
    house.store.write_now(lambda db: db.execute("DELETE FROM archive_mark"))
    planted = {one.partition(":")[0] for one in house.places()}
    assert planted == {
        *("mail.raw", "rendition.body", "version.text", "summary.title", "summary.text"),
        *("post.subject", "post.topic", "post.detail", "post.attachments", "post.notes"),
        *("post.patient", "decision.said", "decision.before", "journal.reason"),
        *("translation.text", "translation.topic"),
    }
    told = await house.redact(number)
    assert [code for code, _ in told] == ["redacted", "says-the-same", "not-looked-into"]
    assert told[1] == ("says-the-same", "ar")
    assert house.places() == []
    assert MARK in house.post(number).text
    assert MARK in house.post(there[0]).text
    assert MARK in house.post(there[1]).text
    known = house.store.read_now(translations.of_post, number)
    assert [one.text for one in known if one.language == "fr"] == [f"La patiente {MARK}."]
    assert all(MARK in house.post(one).text for one in others)
    assert {mark.thread for mark in house.store.read_now(shelf.marks)} == {number, there[0]}
    assert not await house.on_disk()


async def test_files_of_her_next_version_are_named_too(house: House) -> None:
    """They came with words of hers about the post; nobody looked into them."""
    number = house.held(f"About {NAME}.")
    made = EmailMessage()
    made.set_content("Here it is.")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="next.pdf")
    hers = house.kept("", made.as_bytes())
    house.rule(number, "author", by=AMINA, text=f"It is {NAME}.", mail=hers)
    assert ("not-looked-into", "next.pdf") in await house.redact(number)


async def test_an_undo_brings_the_mark_back_and_no_name(house: House) -> None:
    number = house.held("Hello.", subject=f"Help {NAME}")
    house.rule(number, "approve", changes={"topic": "Stock cards"}, state=State.APPROVED)
    await house.redact(number)
    (_, entry) = house.store.read_now(decisions.of_post, number)
    assert entry.before["topic"] == f"Help {MARK}"


async def test_a_note_that_is_written_meanwhile_stays(house: House) -> None:
    """It was overwritten by what had been read before it."""
    number = house.held(f"About {NAME}.")
    note = Note("Grace", f"{NAME} is well now, says Amina.")
    house.rule(number, "note", changes={"notes": (Note("Grace", f"This is {NAME}."),)})
    house.publish(number)
    house.redactor.meanwhile.append(
        lambda: house.store.write_now(recalls.annotate, number, note, 3, NOW)
    )
    await house.redact(number)
    notes = [one.text for one in house.post(number).notes]
    assert notes == [f"This is {MARK}.", f"{MARK} is well now, says Amina."]
    assert house.places() == []


# What makes rows of a table move: they grow and shrink, or others come between them.
_SUBJECT = f"Re: Help {NAME}"
COPY = f"INSERT INTO post (number, mail, list, state, subject) VALUES (?1, 1, 1, '', '{_SUBJECT}')"
MOVING = {
    "post": (
        COPY,
        "UPDATE post SET notes = json_array(?2) WHERE number = ?1",
    ),
    "version": (
        f"INSERT INTO version (post, n, text, made) SELECT ?1, 1, '{NAME}', 0",
        "INSERT INTO version (post, n, text, made) SELECT ?1, max(n) + 1, ?2, 0 FROM version"
        " WHERE post = ?1",
    ),
    "decision": (
        "INSERT INTO decision (id, at, list, post, by, what, said)"
        f" SELECT ?1, 0, 1, 101, 1, 'tell', '{NAME}'",
        "UPDATE decision SET before = json_object('notes', ?2) WHERE id = ?1",
    ),
    "translation": (
        "INSERT INTO translation (id, post, version, language, manner, text, made)"
        f" SELECT ?1, 101, 1, 'fr', 'human', '{NAME}', 0",
        "UPDATE translation SET topic = ?2 WHERE id = ?1",
    ),
    "summary": (
        "INSERT INTO summary (id, list, thread, language, title, text, made)"
        f" SELECT ?1, 1, 101, 'en', '{NAME}', '', 0",
        "UPDATE summary SET text = ?2 WHERE id = ?1",
    ),
}


@pytest.mark.parametrize("table", MOVING)
async def test_rows_that_moved_leave_nothing_on_their_old_pages(house: House, table: str) -> None:
    """Rows grow and shrink as posts go their way, and SQLite moves them between neighbouring pages:
    of some hundred rows a few stood on a page that they had left."""
    first = house.held("Post", subject=f"Help {NAME}")
    house.publish(first)
    copies = range(first + 1, first + 400)
    chance = random.Random(1)

    def go_their_way(db: Db) -> None:
        made, moved = MOVING[table]
        db.many(COPY, ((number,) for number in copies))
        if table != "post":
            db.many(made, ((number,) for number in copies))
        for _ in range((8 if table == "version" else 30) * len(copies)):
            size = chance.choice([0, 50, 300, 700, 1500])
            db.execute(moved, (chance.choice(copies), "x" * size))

    house.store.write_now(go_their_way)
    await house.redact(first)
    assert house.places() == []
    assert not await house.on_disk()
