"""Every line of the state table of docs/ARCHITECTURE.md, with a real SIGKILL on either side of it.
The keeper's lines are in test_keeper_deaths.py.

One forum's day and the morning after are lived through once for each doom: the server dies right
before, or right after, the commit of one verb and is started again, while the peers behave as mail
servers do. Whatever the instant, the story must end the same: nothing that got its 250 is missing,
nobody gets a letter twice, and only rows that were being tried may leave a second time.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail, text_of, until

pytestmark = pytest.mark.slow

AMINA = "amina@rsr.example.org"
PAUL = "paul@post.example"
DORA = "dora@post.example"
NEWCOMER = "noor@new.example"
MOD = "mod@team.example.org"
HIFA = f"hifa@{DOMAIN}"
DAY = 86_400.0

LETTERS_OF_THE_DAY = {
    ("notice", MOD): 2,
    ("held", AMINA): 2,
    ("done", MOD): 2,
    ("refused", AMINA): 1,
    ("post", AMINA): 1,
    ("post", PAUL): 1,
    ("confirm-join", NEWCOMER): 1,
    ("welcome", NEWCOMER): 1,
    ("left", PAUL): 1,
}
LETTERS_OF_THE_MORNING = {
    ("digest", DORA): 1,
    ("summary", AMINA): 1,
    ("summary", DORA): 1,
    ("summary", NEWCOMER): 1,
}

DAYTIME = [
    # verb, which time, and what it is that time; an answer's decisions and its end are one
    # transaction, so that errands.finish stands for the errands that decide nothing
    ("spool.accept", 1, "the first post"),
    ("spool.settle", 1, "its verdict"),
    ("held.author_told", 1, "the letter to its author"),
    ("held.noticed", 1, "its notice"),
    ("rulings.rule", 1, "the moderator's ok"),
    ("rulings.rule", 2, "the moderator's no"),
    ("errands.finish", 3, "a stranger's wish to join, with the one letter of her day"),
    ("errands.finish", 4, "her proof"),
    ("errands.finish", 5, "a leave, with the one letter of its day"),
    ("laying.lay", 1, "the mailing of the first post"),
    ("laying.lay_copies", 1, "its copies, laid"),
    ("ledger.fan_out", 1, "its copies, opened"),
    ("ledger.take", 1, "the first attempt"),
    ("ledger.take", 3, "a later attempt"),
    ("ledger.record", 1, "the first answer of the relay"),
    ("ledger.record", 3, "a later answer"),
    ("spool.retire", 1, "the end of the first post"),
    ("shelf.clear", 1, "the archive is in step"),
]
MORNING = [
    ("laying.lay_copies", 1, "the copies of the daily digest"),
    ("issues.close", 1, "the daily digest"),
    ("ledger.take", 1, "its copies, tried"),
    ("ledger.record", 1, "the relay's answers"),
]

CLOCKWORK = [
    # hours later, verb, what it did, the letters with it
    (12, "held.stepped", "SELECT 1 FROM post WHERE reminded = 1", {"reminder": 1}),
    (36, "held.stepped", "SELECT 1 FROM post WHERE reminded = 2", {"escalated": 2}),
    (12 * 24, "held.give_back", "SELECT 1 FROM post WHERE state = 'refused'", {"given-back": 1}),
]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as made:
        made.fill(
            Policy(title="HIFA", archive="public", tell_author=0.0),
            [
                NewMember(AMINA, "Amina Kamau", ("en",), "Kenya"),
                NewMember(PAUL, "Paul Ouedraogo", ("en",)),
                NewMember(DORA, "Dora", ("en",), delivery=DeliveryMode.DAILY),
            ],
            [NewMember(MOD, "Helen Moderator", ("en",))],
        )
        yield made


async def live_a_day(house: House, doom: str) -> None:
    """Two posts, one published and one refused; somebody joins, somebody leaves."""
    await house.start(doom)
    await decided(house, "Stock cards", "We post the stock cards on the wall.", "ok")
    await decided(house, "Pills", "Buy my pills, dear colleagues.", "no: no trade names please")
    join = f"hifa-join@{DOMAIN}"
    await house.send(NEWCOMER, join, mail(NEWCOMER, join, "every message", Subject="join"))
    await confirm(house, NEWCOMER)
    leave = f"hifa-leave@{DOMAIN}"
    await house.send(PAUL, leave, mail(PAUL, leave, "", Subject="leave"))
    await house.quiet()
    await house.stop()


async def decided(house: House, subject: str, text: str, answer: str) -> None:
    await house.send(AMINA, HIFA, mail(AMINA, HIFA, text, Subject=subject))
    notice = await house.letter(MOD, subject)
    to = str(notice["Reply-To"]).strip("<>")
    await house.send(MOD, to, mail(MOD, to, answer, Subject=f"Re: {subject}"))
    await house.quiet()


async def confirm(house: House, address: str) -> None:
    letter = await house.letter(address, "")
    to = str(letter["Reply-To"]).strip("<>")
    await house.send(address, to, mail(address, to, "yes", Subject="Re: join"))
    await house.quiet()


async def live_the_morning(house: House, doom: str = "never") -> None:
    """The next day: the digest goes out, and a summary of the thread."""
    house.clock += DAY
    await house.start(doom)
    await house.quiet()
    await digest_is_out(house)
    await house.quiet()


async def digest_is_out(house: House) -> None:
    async def closed() -> bool:
        return bool(house.rows("SELECT 1 FROM issue WHERE posts != '[]'"))

    await until(closed, 15.0, "no digest was closed")


async def summarise(house: House, doom: str = "never") -> int:
    """Draft and publish from the command line, which may die in the middle; its status."""
    number = house.rows("SELECT number FROM post WHERE state = 'done'")[0]["number"]
    if not house.rows("SELECT 1 FROM summary"):
        draft = await house.program("never", "cli", "summary", "draft", str(number))
        assert await draft.wait() == 0
    publish = await house.program(doom, "cli", "summary", "publish", "1")
    return await publish.wait()


def check_the_day(house: House) -> None:
    house.check_copies()
    states = Counter(row["state"] for row in house.rows("SELECT state FROM post"))
    assert states.pop("dropped", 0) <= house.deaths, "only a post that came twice is dropped"
    assert states == {"done": 1, "refused": 1}
    errands = Counter(row["state"] for row in house.rows("SELECT state FROM errand"))
    assert errands == {"done": 5}
    on_list = house.rows("SELECT address FROM member JOIN address USING (person) ORDER BY address")
    assert [row["address"] for row in on_list] == [AMINA, DORA, NEWCOMER]
    pages = house.folder / "var" / "archive" / "public" / "hifa"
    assert any("stock cards" in page.read_text("utf-8") for page in pages.rglob("*.html"))
    # The moderator is told what she did, also when her answer was read a second time.
    echoes = [text_of(one) for one in house.mails(MOD) if one["Auto-Submitted"] == "auto-replied"]
    assert {" ".join(echo.split()[:6]) for echo in echoes} == {
        "- Stock cards, Amina Kamau published",
        "- Pills, Amina Kamau not published",
    }


def check_the_morning(house: House) -> None:
    check_the_day(house)
    assert house.letters() == Counter(LETTERS_OF_THE_DAY | LETTERS_OF_THE_MORNING)
    assert len(house.rows("SELECT 1 FROM issue WHERE period = 'daily' AND posts != '[]'")) == 1
    assert (house.folder / "var" / "archive" / "public" / "hifa" / "s" / "1.html").exists()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("verb", "nth", "_what"), DAYTIME)
async def test_a_death_by_day(house: House, when: str, verb: str, nth: int, _what: str) -> None:
    await live_a_day(house, f"{when}:{verb}:{nth}")
    assert house.deaths == 1, "the verb was never met"
    assert house.letters() == Counter(LETTERS_OF_THE_DAY)
    check_the_day(house)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("verb", "nth", "_what"), MORNING)
async def test_a_death_in_the_morning(
    house: House, when: str, verb: str, nth: int, _what: str
) -> None:
    await live_a_day(house, "never")
    await live_the_morning(house, f"{when}:{verb}:{nth}")
    await house.has_died()
    assert await summarise(house) == 0
    await house.quiet()
    await house.stop()
    check_the_morning(house)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("stage", range(len(CLOCKWORK)))
async def test_a_death_of_the_clock(house: House, when: str, stage: int) -> None:
    """Nobody decides: the moderator is reminded, everybody is asked, the author has it back."""
    await house.start()
    await house.send(AMINA, HIFA, mail(AMINA, HIFA, "We post the cards.", Subject="Cards"))
    await house.letter(MOD, "Cards")
    await house.quiet()
    await house.stop()
    expected = Counter({"notice": 1, "held": 1})
    for n, (hours, verb, done, letters) in enumerate(CLOCKWORK[: stage + 1]):
        house.clock += hours * 3600.0 + 60.0
        await house.start(f"{when}:{verb}:1" if n == stage else "never")

        async def there(sql: str = done) -> bool:
            return bool(house.rows(sql))

        await until(there, 15.0, f"{verb} was never written")
        if n == stage:
            await house.has_died()
        await house.quiet()
        await house.stop()
        expected.update(letters)
    assert house.deaths == 1
    written = house.rows("SELECT kind, count(*) AS n FROM mailing GROUP BY kind")
    assert {row["kind"]: row["n"] for row in written} == expected
    if stage < 2:  # after twelve days the attic has folded up the rows of the first letters
        house.check_copies()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_death_of_the_command_that_decides(house: House, when: str) -> None:
    """`held reject` writes beside the server: the post and its author's letter change together."""
    await house.start()
    await house.send(AMINA, HIFA, mail(AMINA, HIFA, "Buy my pills.", Subject="Pills"))
    await house.quiet()
    (post,) = house.rows("SELECT number FROM post WHERE state = 'held'")
    words = ("cli", "held", "reject", str(post["number"]), "--reason", "no trade names")
    first = await house.program(f"{when}:rulings.rule:1", *words)
    assert await first.wait() == -signal.SIGKILL
    again = await house.program("never", *words)
    assert await again.wait() == (0 if when == "before" else 1)
    await house.quiet()
    await house.stop()
    assert house.letters() == Counter(
        {("notice", MOD): 1, ("held", AMINA): 1, ("refused", AMINA): 1}
    )
    house.check_copies()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_death_of_the_command_that_publishes(house: House, when: str) -> None:
    """`summary publish` writes beside the server: killed, it did all or nothing."""
    await live_a_day(house, "never")
    await live_the_morning(house)
    assert await summarise(house, f"{when}:summaries.publish:1") == -signal.SIGKILL
    assert await summarise(house) == (0 if when == "before" else 1)
    await house.quiet()
    await house.stop()
    check_the_morning(house)


# What a moderator does with a post that is out: verb, her answer, and what is so afterwards.
TAKING_BACK = [
    ("recalls.recall", "recall {n}: Sorry, it named a patient.", "recalled"),
    ("undoing.undo", "undo {n}", "held"),
    ("redactions.redact", 'redact {n} "stock cards"', "done"),
    ("redactions.forget", 'redact {n} "stock cards"', "done"),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("verb", "answer", "state"), TAKING_BACK)
async def test_a_death_while_a_post_is_taken_back(
    house: House, when: str, verb: str, answer: str, state: str
) -> None:
    """Each acts once: it is told to the moderator, and those who have it get one letter."""
    await house.start(f"{when}:{verb}:1")
    await decided(house, "On the wall", "We post the stock cards on the wall.", "ok")
    (post,) = house.rows("SELECT number FROM post")
    notice = await house.letter(MOD, "On the wall")
    to = str(notice["Reply-To"]).strip("<>")
    said = answer.format(n=post["number"])
    await house.send(MOD, to, mail(MOD, to, said, Subject="Re: On the wall"))
    await house.has_died()
    await house.quiet()
    await house.stop()
    house.check_copies()
    (post,) = house.rows("SELECT state, topic FROM post")
    assert post["state"] == state
    letters = house.letters()
    assert letters["done", MOD] == 2
    told = [text_of(one) for one in house.mails(MOD) if one["Auto-Submitted"] == "auto-replied"]
    assert not any("nothing" in one for one in told)
    recalled = verb == "recalls.recall"
    assert (letters["recalled", AMINA], letters["recalled", PAUL]) == (recalled, recalled)
    pages = house.folder / "var" / "archive" / "public" / "hifa"
    shown = any("stock cards" in page.read_text("utf-8") for page in pages.rglob("*.html"))
    assert not shown
    words = house.rows("SELECT 1 FROM mail WHERE instr(raw, CAST('stock cards' AS BLOB)) > 0")
    assert bool(words) is not verb.startswith("redactions")


# What happens to posts beside their moderators' decisions: verb, and the letters that come of it.
ASIDE = [
    ("held.asked", {("for-whom", PAUL): 1}),
    ("held.come_back", {("for-whom", PAUL): 1, ("notice", MOD): 1, ("digest", DORA): 1}),
    ("held.queue_sent", {("held", AMINA): 1, ("notice", MOD): 1, ("queue", MOD): 1}),
    ("recalls.stop", {("withdrawn", AMINA): 1, ("takes-back", MOD): 1}),
]
ONE_POST = {
    ("held", AMINA): 1,
    ("notice", MOD): 1,
    ("done", MOD): 1,
    ("post", AMINA): 1,
    ("post", PAUL): 1,
}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("verb", "letters"), ASIDE, ids=[verb for verb, _ in ASIDE])
async def test_a_death_beside_a_decision(
    house: House, when: str, verb: str, letters: dict[tuple[str, str], int]
) -> None:
    """A private word is asked about and comes back; she asks what waits; an author has second
    thoughts."""
    doom = f"{when}:{verb}:1"
    await house.start("never" if verb == "held.come_back" else doom)
    await decided(house, "Filters", "Where do you buy the filters for the pump?", "ok")
    request = f"hifa-request@{DOMAIN}"
    match verb:
        case "held.asked" | "held.come_back":
            (post,) = house.rows("SELECT message_id FROM post")
            above = f"<{post['message_id'].strip('<>')}>"
            text = "Thanks dear Amina, how is the family?"
            answer = mail(PAUL, HIFA, text, Subject="Re: Filters", In_Reply_To=above)
            await house.send(PAUL, HIFA, answer)
            await house.letter(PAUL, "Filters")
            await house.quiet()
        case "held.queue_sent":
            text = "We post the stock cards on the wall."
            await house.send(AMINA, HIFA, mail(AMINA, HIFA, text, Subject="Cards"))
            await house.letter(MOD, "Cards")
            await house.send(MOD, request, mail(MOD, request, "", Subject="held"))
        case "recalls.stop":
            (post,) = house.rows("SELECT number FROM post")
            said = f"withdraw {post['number']}"
            await house.send(AMINA, request, mail(AMINA, request, "", Subject=said))
    if verb == "held.come_back":
        await house.stop()
        house.clock += 3 * DAY + 60.0
        await house.start(doom)
        await digest_is_out(house)
    await house.has_died()
    await house.quiet()
    await house.stop()
    assert house.letters() == Counter(ONE_POST) + Counter(letters)
    house.check_copies()
