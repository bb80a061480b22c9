"""Linked forums, with the real table and the real digests: twins, and who gets which of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from listserv.digests.worker import Digests
from listserv.fanout.table import Table
from listserv.model import (
    DeliveryMode,
    Destination,
    Envelope,
    MailingList,
    Policy,
    Purpose,
    Site,
    Sort,
)
from listserv.model.translations import Manner, Translation
from listserv.store import (
    filters,
    imports,
    lists,
    members,
    queue,
    recalls,
    spool,
    tasks,
    translations,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text import mime, tokens
from listserv.text.dates import DAY
from tests.rooms.test_digest_worker import seal
from tests.rooms.test_table import KEYS, never, no_files, no_set, nothing
from tests.support.clock import StillClock

NOW = 1_800_000_000.0  # Friday 15 January 2027, 08:00 UTC
SITE = Site("lists.example.org", "Health lists")
TEXT = "Gauges on the cylinders read too high in the heat."


class House:
    """Two forums of one family, or of none; who lives there, and what each of them gets."""

    def __init__(self, store: Store, family: str = "hifa") -> None:
        self.store = store
        self.clock = StillClock(NOW)
        self.digests = Digests(store, SITE, seal, self.clock)
        self.table = Table(
            *(store, SITE, lambda token: tokens.seal(KEYS, token)),
            *(never, nothing, no_files, no_set, self.clock),
        )
        self.forums = [
            self.new_list("hifa", "en", family),
            self.new_list("hifa-fr", "fr", family),
        ]

    def new_list(self, name: str, language: str, family: str) -> MailingList:
        policy = Policy(title=name.upper(), language=language, family=family, languages=(language,))
        return self.store.write_now(lists.create, name, policy, NOW - 40 * DAY)

    def join(
        self,
        name: str,
        forum: int,
        mode: DeliveryMode,
        language: str = "en",
        joined: float = NOW - 9 * DAY,
    ) -> int:
        new = NewMember(f"{name}@example.org", name, (language,), delivery=mode)
        list_id = self.forums[forum].id
        self.store.write_now(imports.bring, list_id, [new], "test", joined)
        found = self.store.read_now(members.person_by_address, new.address)
        assert found
        return found.id

    def arrive(self, *forums: int, kind: Sort = Sort.ORDINARY) -> list[int]:
        """A mail to these forums waits for their moderators."""
        to = tuple(
            Destination(f"{self.forums[n].name}@x", Purpose.POST, self.forums[n].id) for n in forums
        )
        envelope = Envelope("", to, "127.0.0.1", True, self.clock.now())
        numbers = self.store.write_now(spool.accept, envelope, b"x").numbers

        def held(db: Db) -> None:
            for number in numbers:
                db.execute(
                    "UPDATE post SET state='held', topic='Oxygen', subject='Oxygen', kind=?,"
                    " message_id='m@x', refs='[]', sent=?, version=1, language='en' WHERE number=?",
                    (kind.value, self.clock.now(), number),
                )
                spool.new_version(db, number, 1, TEXT, 0, "read", self.clock.now())

        self.store.write_now(held)
        return list(numbers)

    async def publish(self, number: int) -> None:
        def approve(db: Db) -> None:
            db.execute("UPDATE post SET state='approved', decided=1 WHERE number=?", (number,))

        self.store.write_now(approve)
        while await self.table.step():
            pass

    async def wait(self, days: float) -> None:
        """Time goes by, and what is due is closed."""
        self.clock.advance(days * DAY)
        while await self.digests.step():
            pass

    def got(self) -> Counter[tuple[int, str]]:
        """How often each person was sent the post, by the name of the list."""
        found: Counter[tuple[int, str]] = Counter()
        for row in self.store.read_now(_copies):
            mail = mime.parse(row["head"] + b"\r\n" + row["body"]).root
            text = "\n".join(part.text() for part in mail.walk() if part.type == "text/plain")
            if "Oxygen" in text or TEXT[:20] in text:
                found[row["person"], row["name"]] += 1
        return found


def _copies(db: Db) -> list[dict[str, object]]:
    return db.rows(
        "SELECT delivery.person, list.name, head, body FROM delivery"
        " JOIN mailing ON mailing.id = delivery.mailing AND laid = 0 AND kind IN ('post', 'digest')"
        " JOIN rendition ON rendition.mailing = mailing.id AND rendition.n = delivery.rendition"
        " JOIN list ON list.id = mailing.list WHERE state IN ('due', 'trying', 'sent')"
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


EACH, DAILY, WEEKLY = DeliveryMode.EACH, DeliveryMode.DAILY, DeliveryMode.WEEKLY
MODES = st.sampled_from(DeliveryMode)


async def test_one_copy_of_two_that_went_out_as_copies(house: House) -> None:
    """The first that is out is hers: the other one waited for its moderators, for all we knew."""
    both = house.join("amina", 0, EACH, "fr")
    house.join("amina", 1, EACH, "fr")
    only = house.join("marie", 1, EACH, "fr")
    english, french = house.arrive(0, 1)
    await house.publish(english)
    await house.publish(french)
    assert house.got() == {(both, "hifa"): 1, (only, "hifa-fr"): 1}


async def test_a_digest_in_her_language_is_better_than_a_copy_that_is_not(house: House) -> None:
    dakar = house.join("awa", 0, EACH, "fr")
    house.join("awa", 1, DAILY, "fr")
    english, french = house.arrive(0, 1)
    await house.publish(french)
    await house.publish(english)
    assert house.got() == {}
    await house.wait(1)
    assert house.got() == {(dakar, "hifa-fr"): 1}


async def test_what_waits_for_its_moderators_takes_nothing_from_anybody(house: House) -> None:
    dakar = house.join("awa", 0, EACH, "fr")
    house.join("awa", 1, EACH, "fr")
    english, _ = house.arrive(0, 1)
    await house.publish(english)
    await house.wait(3)
    assert house.got() == {(dakar, "hifa"): 1}


async def test_a_twin_that_was_taken_back_serves_nobody(house: House) -> None:
    amina = house.join("amina", 0, DAILY, "en")
    house.join("amina", 1, EACH, "en")
    english, french = house.arrive(0, 1)
    await house.publish(french)
    house.store.write_now(recalls.recall, french, 0, house.clock.now())
    await house.publish(english)
    await house.wait(1)
    assert house.got()[amina, "hifa"] == 1


async def test_announcements_notices_and_condolences_come_once(house: House) -> None:
    for kind in (Sort.ANNOUNCEMENT, Sort.JOB, Sort.OBITUARY):
        name = kind.value
        her = house.join(name, 0, DAILY, "fr")
        house.join(name, 1, WEEKLY, "fr")
        english, french = house.arrive(0, 1, kind=kind)
        await house.publish(english)
        await house.publish(french)
        await house.wait(40)
        assert sum(n for (person, _), n in house.got().items() if person == her) == 1, kind
        for number in (english, french):
            house.store.write_now(recalls.recall, number, 0, house.clock.now())
        house.store.write_now(members.remove, 1, her, "test", NOW)
        house.store.write_now(members.remove, 2, her, "test", NOW)


async def test_a_post_passed_on_a_month_later_comes_to_who_was_not_there_then(
    house: House,
) -> None:
    """Of copies that left long ago only counts are kept."""
    her = house.join("amina", 0, EACH)
    house.join("amina", 1, EACH)
    english, french = house.arrive(0, 1)
    await house.publish(english)
    house.clock.advance(30 * DAY)
    new = house.join("fatou", 0, EACH, joined=house.clock.now())
    house.join("fatou", 1, EACH, joined=house.clock.now())

    def age(db: Db) -> None:
        db.execute("UPDATE mailing SET finished = ?", (NOW,))
        while queue.is_old(db, house.clock.now()):
            queue.collapse(db, house.clock.now())

    house.store.write_now(age)
    assert house.got() == {}
    await house.publish(french)
    assert house.got() == {(new, "hifa-fr"): 1}
    assert her != new


async def test_a_recall_is_told_to_who_had_it_here(house: House) -> None:
    """Not to who had the same digest without it, for she read it in the other forum."""
    here = house.join("neil", 0, DAILY)
    house.join("amina", 0, DAILY)
    house.join("amina", 1, EACH)
    english, french = house.arrive(0, 1)
    other = house.arrive(0)[0]
    await house.publish(french)
    await house.publish(english)
    await house.publish(other)
    await house.wait(1)

    def sent(db: Db) -> None:
        db.execute("UPDATE delivery SET state = 'sent'")

    house.store.write_now(sent)
    assert house.store.read_now(recalls.reached, english) == {here}
    assert len(house.store.read_now(recalls.reached, other)) == 2


async def test_volunteers_are_asked_for_what_did_not_come_with_it(house: House) -> None:
    english, french = house.arrive(0, 1)
    await house.publish(english)
    done = Translation(english, 1, "fr", Manner.HUMAN, "Les manomètres se trompent.")
    house.store.write_now(translations.keep, done, NOW)

    def mark(db: Db) -> None:
        policy = replace(house.forums[1].policy, translate="volunteers")
        lists.set_policy(db, house.forums[1].id, policy, NOW)
        db.execute("UPDATE post SET wanted = 'fr pt' WHERE number = ?", (french,))

    house.store.write_now(mark)
    await house.publish(french)
    asked = house.store.read_now(tasks.of_post, french)
    assert [one.language for one in asked] == ["pt"]


async def test_lists_of_no_family_are_two_lists(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "u.db")
    house = House(store, family="")
    her = house.join("amina", 0, EACH)
    house.join("amina", 1, EACH)
    for number in house.arrive(0, 1):
        await house.publish(number)
    assert house.got() == {(her, "hifa"): 1, (her, "hifa-fr"): 1}
    store.close()


async def test_a_copy_of_the_twin_that_left_meanwhile_is_seen_before_ours_leave(
    house: House,
) -> None:
    """A digest was being made while the copies of the other list were opened."""
    her = house.join("amina", 0, DAILY, "fr")
    house.join("amina", 1, EACH, "fr")
    english, french = house.arrive(0, 1)
    await house.publish(english)
    plain_write, opened = house.store.write, []

    async def write(verb: object, *args: object) -> object:
        if not opened and args and getattr(args[1], "__name__", "") == "close" and args[7]:
            opened.append(1)
            await house.publish(french)
        return await plain_write(verb, *args)  # type: ignore[arg-type]

    house.store.write = write  # type: ignore[assignment,method-assign]
    await house.wait(1)
    assert opened
    assert house.got() == {(her, "hifa-fr"): 1}


# --- everybody who should get it gets it once -----------------------------------------------------


@dataclass(frozen=True)
class Who:
    language: str
    modes: tuple[DeliveryMode | None, DeliveryMode | None]


@dataclass(frozen=True)
class Does:
    """A member changes something on one list."""

    who: int
    forum: int
    what: str
    value: float | DeliveryMode = 0.0


PEOPLE = st.lists(
    st.builds(
        Who,
        st.sampled_from(["en", "fr", "sw"]),
        st.tuples(st.none() | MODES, st.none() | MODES),
    ),
    min_size=1,
    max_size=5,
)
CHANGES = (
    st.builds(Does, st.integers(0, 4), st.integers(0, 1), st.just("mute"))
    | st.builds(
        Does,
        st.integers(0, 4),
        st.integers(0, 1),
        st.just("pause"),
        st.sampled_from([0.2, 1.5, 9.0]),
    )
    | st.builds(Does, st.integers(0, 4), st.integers(0, 1), st.just("mode"), MODES)
)
EVENTS = st.lists(CHANGES | st.sampled_from([0.1, 0.4, 1.0, 3.0]), max_size=8)
KINDS = st.sampled_from([Sort.ORDINARY, Sort.ORDINARY, Sort.ANNOUNCEMENT, Sort.JOB])


async def story(
    house: House, people: Sequence[Who], events: Sequence[object], kind: Sort
) -> tuple[Counter[int], set[int]]:
    """How often each person gets it; and who changed something where it was out already."""
    ids = [
        max(
            house.join(f"p{n}", forum, mode, who.language) if mode else 0
            for forum, mode in enumerate(who.modes)
        )
        for n, who in enumerate(people)
    ]
    numbers = house.arrive(0, 1, kind=kind)
    late: set[int] = set()
    out: set[int] = set()
    for one in events:
        house.clock.advance(
            1
        )  # no two of them are of one instant: which came first, it alone tells
        if isinstance(one, Does):
            if one.who < len(ids) and ids[one.who]:
                _do(house, one, ids[one.who])
                late |= {ids[one.who]} if out else set()
        elif isinstance(one, float):
            await house.wait(one)
        elif isinstance(one, int):
            out.add(one)
            house.clock.advance(60)
            await house.publish(numbers[one])
    await house.wait(40)
    found: Counter[int] = Counter()
    for (person, _), n in house.got().items():
        found[person] += n
    return found, late


def _do(house: House, one: Does, person: int) -> None:
    list_id, now = house.forums[one.forum].id, house.clock.now()
    write = house.store.write_now
    if one.what == "mute":
        write(filters.add, list_id, person, ("mute", "oxygen"), now)
    elif isinstance(one.value, DeliveryMode):
        write(members.set_delivery, list_id, person, one.value, now)
    else:
        write(members.pause, list_id, person, now + one.value * DAY, now)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(PEOPLE, EVENTS, EVENTS, EVENTS, st.permutations([0, 1]), KINDS)
@example(
    [Who("en", (DeliveryMode.EACH, None))],
    *([], [Does(0, 0, "mode", DeliveryMode.DAILY)], [], [0, 1], Sort.ORDINARY),
).via("her day's digest once brought again what she had had as a message")
def test_everybody_who_should_get_it_gets_it_once(
    people: list[Who],
    before: list[object],
    between: list[object],
    after: list[object],
    order: list[int],
    kind: Sort,
) -> None:
    """What would happen in two lists that are not linked says who should get it at all."""
    events = [*before, order[0], *between, order[1], *after]
    got = []
    for family in ("", "hifa"):
        with TemporaryDirectory() as folder:
            store = Store.open(Path(folder) / "t.db")
            got.append(asyncio.run(story(House(store, family), people, events, kind)))
            store.close()
    (apart, late), (linked, _) = got
    assert all(n == 1 for n in linked.values())
    assert set(linked) <= set(apart)
    event(f"{sum(n > 1 for n in apart.values())} would get it twice")
    assert set(apart) - late <= set(linked)
