"""Somebody who stands in every place where anything is kept, and is taken out of all.

She is looked for in every column of every table, so that a failure names the place, and in the
octets of the database file: rows that grow and shrink between those of others leave copies behind.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from listserv import child
from listserv.commands.eraser import Eraser
from listserv.commands.roll import Roll, new_mark
from listserv.mailroom import Mailroom
from listserv.model import (
    Copy,
    Destination,
    Envelope,
    Letter,
    Policy,
    Purpose,
    Rendition,
    Site,
    Standing,
    Token,
)
from listserv.model.translations import Manner, Translation
from listserv.moderation.digested import retell
from listserv.press.letter import Press
from listserv.store import (
    applicants,
    confirmations,
    decisions,
    erasures,
    filters,
    invitations,
    journal,
    laying,
    ledger,
    lists,
    mailings,
    members,
    persons,
    spool,
    standings,
    summaries,
    tasks,
    translations,
    volunteers,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text.rewriting import Rewritten
from tests.flow.test_redacting import spellings
from tests.support.clock import StillClock
from tests.support.site import until

NOW = 1_767_600_000.0  # Monday 5 January 2026, 08:00 UTC
DAY = 86_400.0
NAME, AMINA, SECOND = "Wanjiru Kamande", "wanjiru@rsr.example.org", "kamande@home.example.net"
PAUL, GRACE = "paul@post.example", "grace@team.example.org"
HERS = "Our clinic in Kisumu boils every filter twice before the rains begin in March"
FRENCH = "Notre clinique de Kisumu fait bouillir chaque filtre deux fois avant les pluies de mars"
SITE = Site("lists.example.org", "Lists")
WORDS = ("Kamande", AMINA, SECOND)


class InProcess:
    """Looks through a mail as a child does."""

    async def forget(
        self, raw: bytes, words: Sequence[str], hers: Sequence[str], mark: str, *, whole: bool
    ) -> Rewritten:
        return child.forgotten(raw, words, hers, mark, whole)


class House:
    """A store in which everything names her, and the worker that takes her out."""

    def __init__(self, store: Store, folder: Path, seed: int) -> None:
        self.store = store
        self.any = random.Random(seed)
        self.numbers: list[int] = []
        self.own: list[int] = []  # posts of hers
        self.hifa = store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW).id
        people = [(AMINA, NAME), (PAUL, "Paul Ngassa"), (GRACE, "Grace Otieno")]
        for address, name in people:
            store.write_now(members.add, self.hifa, NewMember(address, name), "test", NOW)
        store.write_now(persons.add_address, 1, SECOND, NOW)
        store.write_now(members.add_moderator, self.hifa, NewMember(GRACE), NOW)
        self.clock = StillClock(NOW + DAY)
        self.roll = Roll(folder / "erasures", b"s" * 32)
        room = Mailroom(store, Press(SITE), SITE, lambda token: "x" * 28, self.clock)
        self.eraser = Eraser(
            store, InProcess(), room, self.roll, retell, SITE, 30 * DAY, self.clock
        )

    def write(self, sql: str, *values: object) -> int:
        return self.store.write_now(lambda db: db.execute(sql, values).lastrowid or 0)

    def padding(self) -> str:
        return "x " * self.any.randrange(600)

    def post(self, sender: str, name: str, text: str, raw: str) -> int:
        to = (Destination("hifa@x", Purpose.POST, self.hifa),)
        octets = f"From: {name} <{sender}>\r\n{raw}\r\n".encode()
        envelope = Envelope(sender, to, "192.0.2.1", True, NOW + len(self.numbers))
        made = self.store.write_now(spool.accept, envelope, octets)
        (number,) = made.numbers
        person = self.store.read_now(members.person_by_address, sender)
        thread = self.numbers[0] if self.numbers else number
        self.write(
            "UPDATE post SET state='done', person=?, author=?, address=?, proof='dkim x',"
            " subject=?, topic=?, message_id=?, version=1, noticed=1, decided=1, published=?,"
            " thread=?, permalink=? WHERE number=?",
            *(person.id if person else 0, name, sender, f"About {name}", f"About {name}"),
            *(
                f"{number}.{sender.partition('@')[2]}@mailer.example",
                NOW,
                thread,
                f"p{number}",
                number,
            ),
        )
        self.store.write_now(spool.new_version, number, 1, text, 0, "as read", NOW)
        self.numbers.append(number)
        return number

    def hers(self) -> None:
        sender = self.any.choice((AMINA, SECOND))
        text = f"{HERS}. {self.padding()}\n\n{NAME}"
        number = self.post(sender, NAME, text, f"Subject: x\r\n\r\n{text}")
        self.own.append(number)
        self.store.write_now(
            decisions.remember, self.hifa, number, 3, "team", NOW, f"{NAME} is right"
        )

    def others(self) -> None:
        quoted = f"> {HERS}. {self.padding()}"
        text = f"I agree with {NAME}. {self.padding()}\n\n{quoted}"
        head = f"To: {NAME} <{AMINA}>, hifa@x\r\nSubject: To {NAME}\r\n\r\n"
        number = self.post(PAUL, "Paul Ngassa", text, f"{head}{text}")
        notes = f'[["Grace", "see {NAME} {self.padding()}"]]'
        self.write("UPDATE post SET notes=?, detail=? WHERE number=?", notes, NAME, number)

    def mail(self) -> None:
        purpose = self.any.choice((Purpose.OWNER, Purpose.REQUEST))
        sender = self.any.choice((AMINA, PAUL, SECOND))
        to = (Destination("hifa-owner@x", purpose, self.hifa),)
        raw = f"From: <{sender}>\r\n\r\n{self.padding()} {NAME} <{AMINA}>\r\n".encode()
        envelope = Envelope(sender, to, "192.0.2.1", True, NOW)
        made = self.store.write_now(spool.accept, envelope, raw)
        self.write(
            "UPDATE errand SET state='done', sender=?, outcome=?, detail=? WHERE id=?",
            *(sender, f"handed {AMINA}", f"Traceback {NAME} {self.padding()}", made.errands[0]),
        )

    def letter(self) -> None:
        id_ = self.store.write_now(mailings.reserve)
        to = self.any.choice((AMINA, GRACE, SECOND))
        person = self.store.read_now(members.person_by_address, to)
        head = f"To: {NAME} <{to}>\r\nSubject: About {NAME}\r\n".encode()
        body = f"{self.padding()} {NAME} wrote: {HERS}.\r\n".encode()
        asked = f"Who is {NAME}?"
        letter = Letter(
            id_, "notice", self.hifa, person.id if person else 0, to, "en", head, body, (), asked
        )
        self.store.write_now(ledger.spool_letters, [letter], NOW)
        state = self.any.choice(("sent", "due", "failed"))
        self.write(
            "UPDATE delivery SET state=?, reply=? WHERE mailing=?", state, f"550 <{to}>?", id_
        )
        self.write("UPDATE mailing SET finished=?, due=NULL WHERE id=?", NOW, id_)

    def broadcast(self) -> None:
        kind = self.any.choice(("digest", "summary", "post"))
        post = self.any.choice(self.numbers) if kind == "post" and self.numbers else 0
        mailing = self.store.write_now(laying.lay, kind, self.hifa, NOW, post, 1)
        head = f"From: {NAME} via HIFA <a@x>\r\nSubject: {NAME}\r\n".encode()
        made = [Rendition("en", head, f"{NAME}: {HERS}. {self.padding()}\r\n".encode())]
        self.store.write_now(laying.lay_page, mailing, made, 0, [Copy(1, 0), Copy(2, 0)], NOW)
        self.write("UPDATE delivery SET state='sent' WHERE mailing=?", mailing)
        self.write("UPDATE mailing SET laid=0, finished=? WHERE id=?", NOW, mailing)

    def translated(self) -> None:
        """A post of hers, by Paul, with his mail; one of Paul's, by her, who signs it."""
        write, said = self.store.write_now, self.padding()
        asked = write(mailings.reserve)
        token = Token(Purpose.TRANSLATE, 2, asked)
        to = (Destination("hifa-translate+x@x", Purpose.TRANSLATE, self.hifa, token),)
        text = f"{FRENCH}. {said}\n\n{NAME}"
        raw = f"From: <{PAUL}>\r\n\r\n811:\r\n{text}\r\n".encode()
        mail = write(spool.accept, Envelope(PAUL, to, "192.0.2.1", True, NOW), raw)
        self.write("UPDATE errand SET state='done', sender=? WHERE mail=?", PAUL, mail.mail_id)
        of_hers, others = self.own[-1], self.numbers[-1]
        about, signed = f"De {NAME}", f"Sim. {said}\n{NAME}"
        for one in (
            Translation(of_hers, 1, "fr", Manner.HUMAN, text, about, 2, mail_id=mail.mail_id),
            Translation(of_hers, 1, "es", Manner.MACHINE, f"{NAME} {said}", refused="number"),
            Translation(others, 1, "fr", Manner.HUMAN, f"Selon {NAME}\n> {FRENCH}.", about, 2),
            Translation(others, 1, "pt", Manner.HUMAN, signed, person_id=1),
            Translation(others, 1, "sw", Manner.ABSTRACT, "Ndiyo. Kamande", person_id=1),
        ):
            write(translations.keep, one, NOW, credited=True)
        for number in (of_hers, others):
            write(tasks.ask, number, 1, "en", ("ar", "fr"), NOW + DAY, NOW)
        for person in (1, 2):
            write(volunteers.add, self.hifa, person, "en", "fr", NOW)
            write(volunteers.set_own, person, "most", 5, NOW)
        ids = [one.id for one in self.store.read_now(tasks.open_on, self.hifa)]
        write(tasks.give, ids[::2], 1, asked, NOW + DAY, NOW)

    def said(self) -> None:
        write = self.store.write_now
        text = f"{NAME} <{AMINA}> says: {HERS}. {self.padding()}"
        thread = self.numbers[0] if self.numbers else 1
        write(summaries.draft, self.hifa, thread, "en", f"On {NAME}", text, NOW)
        word = f"pause {self.any.random()} {SECOND}"
        write(confirmations.ask, "command", 1, AMINA, NAME, "en", word, NOW)
        write(confirmations.ask, "command", 1, PAUL, "Paul", "en", word, NOW)
        write(confirmations.spend, f"leave 1 {AMINA}", word, 99, NOW)
        write(confirmations.spend, f"other {self.any.random()}", word, 99, NOW)
        write(decisions.remember, 1, 0, 3, "ban", NOW, f"ban {AMINA}", {"person": 1, "was": NAME})
        write(journal.note, "list", 1, "invited", f"by {NAME} {AMINA}", NOW)
        write(filters.add, 1, 1, ("mute", f"{self.any.random()}"), NOW)
        write(members.add, 1, NewMember(f"w{self.any.random()}@rsr.example.org", "W"), "x", NOW)

    def once(self) -> None:
        write = self.store.write_now
        write(applicants.apply, 1, NewMember(SECOND, NAME), f"I am {NAME}", "dkim", NOW)
        write(applicants.apply, 1, NewMember("q@x.org", "Q"), f"Ask {NAME}", "dkim", NOW)
        write(invitations.made, 1, SECOND, 3, NOW)
        write(invitations.decline, AMINA, NOW)
        write(standings.set_standing, 1, 1, Standing.BANNED, 3, NOW)
        self.write("INSERT INTO namesake (list, address, name) VALUES (1, ?, ?)", AMINA, NAME)
        self.write("INSERT INTO likeness (person, address) VALUES (2, ?)", AMINA)
        self.write("INSERT INTO relay (name, reason) VALUES ('r', ?)", f"no <{AMINA}>")
        self.write("INSERT INTO spelling (person, text) VALUES (1, ?)", f"{NAME} {AMINA}")
        self.write(
            "INSERT INTO failure (at, person, domain, list, mailing, about, said)"
            " VALUES (1, 1, 'rsr.example.org', 1, 7, 'post', ?)",
            f"550 <{AMINA}> unknown",
        )
        self.write("UPDATE person SET profile=? WHERE id=2", f"Works with {NAME} every day")
        self.write("UPDATE person SET profile=? WHERE id=1", f"{NAME} is a nurse")

    # --- what is left ---

    async def erase(self, posts: str, mark: str = "") -> None:
        whom = self.store.read_now(erasures.whom, 1)
        assert whom is not None
        begun = self.store.write_now(
            erasures.begin, whom, posts, mark or new_mark(), NOW, tell=False
        )
        assert begun
        while await self.eraser.step():
            pass
        assert self.store.read_now(erasures.open_ones) == []

    def places(self, words: tuple[str, ...]) -> list[str]:
        return self.store.read_now(_places, words)

    async def on_disk(self, words: tuple[str, ...]) -> list[bytes]:
        path = self.store.path
        log = path.with_name(path.name + "-wal")

        async def empty() -> bool:
            return not log.stat().st_size

        await until(empty, 5.0, "the log is not emptied")
        octets = path.read_bytes()
        return [one for word in words for one in coded(word) if one in octets]


def coded(word: str) -> list[bytes]:
    return [one for one in spellings(word) if len(one) > 5]


def _places(db: Db, words: tuple[str, ...]) -> list[str]:
    found = []
    for table in db.table_names():
        for row in db.rows(f"SELECT * FROM {table}"):
            for column, value in row.items():
                octets = value if isinstance(value, bytes) else str(value).encode()
                if any(one in octets for word in words for one in coded(word)):
                    found.append(f"{table}.{column}: {octets[:300]!r}")
    return found


def filled(store: Store, folder: Path, seed: int, rounds: int) -> House:
    house = House(store, folder, seed)
    house.hers()
    house.once()
    does = [house.hers, house.others, house.mail, house.letter, house.broadcast, house.said]
    does.append(house.translated)
    house.others()
    house.translated()
    for _ in range(rounds):
        house.any.choice(does)()
    return house


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "t.db", b"s" * 32)
    yield made
    made.close()


@pytest.mark.parametrize("posts", [erasures.KEEP, erasures.REMOVE])
async def test_she_is_taken_out_of_every_place(store: Store, tmp_path: Path, posts: str) -> None:
    house = filled(store, tmp_path, 1, 40)
    planted = {one.partition(":")[0] for one in house.places(WORDS)}
    assert len(planted) > 35
    words = (*WORDS, HERS, FRENCH) if posts == erasures.REMOVE else WORDS
    await house.erase(posts)
    assert house.places(words) == []
    assert await house.on_disk(words) == []
    assert not any(word.lower() in (tmp_path / "erasures").read_text() for word in WORDS)


@pytest.mark.parametrize("posts", [erasures.KEEP, erasures.REMOVE])
async def test_what_she_translated_stays_and_is_nobodys(
    store: Store, tmp_path: Path, posts: str
) -> None:
    """It says what others wrote. Nothing ties one of them to another, or to a mail of hers."""
    house = filled(store, tmp_path, 2, 0)
    await house.erase(posts)
    rows = store.read_now(
        lambda db: db.rows(
            "SELECT language, person, credited, mail, text FROM translation"
            " WHERE language IN ('pt', 'sw')"
        )
    )
    assert [(row["person"], row["credited"], row["mail"]) for row in rows] == [(0, 0, 0)] * 2
    assert "Sim. " in rows[0]["text"]
    assert rows[1]["text"].startswith("Ndiyo. […")
    for table in ("volunteer", "translator", "assignment"):
        found = store.read_now(Db.rows, f"SELECT person FROM {table}")
        assert {row["person"] for row in found} <= {2}
    assert {one.person_id for one in store.read_now(tasks.open_on, house.hifa)} == {0}
    counts = store.read_now(lambda db: db.value("SELECT counts FROM erasure"))
    assert json.loads(counts)["translated"] == 2


@pytest.mark.parametrize(("posts", "left"), [(erasures.KEEP, ["es", "fr"]), (erasures.REMOVE, [])])
async def test_what_hers_said_in_other_languages_stays_or_goes_with_it(
    store: Store, tmp_path: Path, posts: str, left: list[str]
) -> None:
    house = filled(store, tmp_path, 3, 0)
    await house.erase(posts)
    number = house.own[0]
    known = store.read_now(translations.ever, number)
    assert sorted(one.language for one in known) == left
    assert all(NAME not in one.text and "Wanjiru" not in one.text for one in known)
    assert bool(store.read_now(tasks.of_post, number)) == (posts == erasures.KEEP)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
async def test_rows_that_moved_leave_nothing_of_her(
    store: Store, tmp_path: Path, seed: int
) -> None:
    house = filled(store, tmp_path, seed, 250)
    await house.erase((erasures.KEEP, erasures.REMOVE)[seed % 2])
    assert house.places(WORDS) == []
    assert await house.on_disk(WORDS) == []
