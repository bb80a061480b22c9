"""Posts asked for by their numbers: who gets what, in which language, and how much of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from listserv.commands.fetching import DAY_OCTETS, MOST_POSTS, Fetched, asked, spans, within
from listserv.model import MailingList
from listserv.model.translations import Manner, Translation
from listserv.press.days import local_day
from listserv.store import lists, persons, recalls, translations
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.counter import Came, Counter, proven
from tests.support.markdown import read
from tests.support.placed import Placed
from tests.support.typed import packed

REQUEST = "hifa-request@lists.example.org"
AMINA, FATOU = "amina@example.org", "fatou@example.org"  # she is on hifa and chw; on hifa alone
NAMES = {AMINA: "Amina Kamau", FATOU: "Fatou Diop"}
TEXT = "Dear all,\n\nWe count every Monday. Write to nurse@clinic.example."


@dataclass
class Desk:
    counter: Counter
    placed: Placed

    def list(self, name: str, **policy: str) -> MailingList:
        """The list, set so from now on."""

        def change(db: Db) -> MailingList:
            found = lists.get(db, name)
            assert found
            made = replace(found, policy=replace(found.policy, **policy))
            lists.set_policy(db, made.id, made.policy, self.counter.clock.now())
            return made

        return self.counter.store.write_now(change)

    async def post(
        self, name: str = "hifa", text: str = TEXT, topic: str = "Stock cards", out: bool = True
    ) -> int:
        """A published post by Amina, in English."""
        where = self.list(name)
        head = (
            f"From: Amina Kamau <{AMINA}>\r\nSubject: {topic}\r\n"
            f"Message-ID: <{topic.replace(' ', '-')}-{name}@example.org>\r\n"
            "Date: Mon, 05 Jan 2026 22:30:00 +0000\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        )
        raw = (head + text.replace("\n", "\r\n") + "\r\n").encode()
        (number,) = await self.placed.arrive(raw, [where])
        self.placed.change(number, language="en")
        if out:
            self.placed.let_pass(number, where)
        return number

    def says(self, number: int, language: str, manner: Manner, text: str, **more: Any) -> int:
        """A post in another language."""
        post = self.placed.post(number)
        one = Translation(number, post.version, language, manner, text, **more)
        by_person = manner is not Manner.MACHINE
        one = replace(one, person_id=self.counter.person(FATOU) if by_person else 0)
        now = self.counter.clock.now()
        return self.counter.store.write_now(translations.keep, one, now, credited=by_person)

    async def asks(self, text: str, who: str = FATOU, to: str = REQUEST) -> Came:
        extra = proven("example.org")
        raw = packed("gmail-web", "", text, sender=(NAMES.get(who, ""), who), extra=extra)
        came = await self.counter.hand_in(raw, to, who)
        assert set(came.details) <= {""}, came.details
        return came

    async def gets(self, text: str, who: str = FATOU, to: str = REQUEST) -> str:
        (one,) = (await self.asks(text, who, to)).to(who)
        return one.text

    def set_own(self, column: str, value: str | int, who: str = FATOU) -> None:
        person, now = self.counter.person(who), self.counter.clock.now()
        self.counter.store.write_now(persons.set_own, person, column, value, now)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    people = [
        NewMember(AMINA, NAMES[AMINA], ("en",), country="KE"),
        NewMember(FATOU, NAMES[FATOU], ("en",)),
    ]
    async with Counter(tmp_path, people) as counter:
        yield Desk(counter, Placed(counter.store, counter.clock.now()))


# --- as it was written ----------------------------------------------------------------------------


async def test_a_post_comes_as_it_was_written(desk: Desk) -> None:
    number = await desk.post()
    text = await desk.gets(f"get {number}")
    assert text.startswith(f"{number} Stock cards\nAmina Kamau, Kenya, 5 January 2026\n\n")
    assert "We count every Monday. Write to nurse@clinic.example." in text


async def test_the_day_is_that_of_her_clock(desk: Desk) -> None:
    number = await desk.post()
    desk.set_own("timezone", "Africa/Nairobi")
    assert "6 January 2026" in await desk.gets(f"get {number}")


async def test_several_come_in_one_mail(desk: Desk) -> None:
    numbers = [await desk.post(topic=f"Cards {n}") for n in range(3)]
    text = await desk.gets(f"get {numbers[0]}-{numbers[2]}")
    assert [f"{number} Cards" in text for number in numbers] == [True] * 3


async def test_what_a_moderator_may_not_show_is_not_there(desk: Desk) -> None:
    """Neither what waits, nor that it is there; what is not on the site reads alike."""
    waits = await desk.post(out=False)
    text = await desk.gets(f"get {waits} 99999")
    assert f"We have no such message to send you: {waits} 99999." in text
    assert "Stock" not in text


async def test_what_was_taken_back_is_said(desk: Desk) -> None:
    number = await desk.post()
    now = desk.counter.clock.now()
    desk.counter.store.write_now(recalls.recall, number, 0, now)
    assert f"Taken back, so that nobody gets it any more: {number}." in await desk.gets(
        f"get {number}"
    )


async def test_a_line_of_a_digest_that_is_sent_as_its_answer_brings_the_post(desk: Desk) -> None:
    """A digest comes from the facilitators' address, so that its answers go there; nothing but the
    line, of somebody we know, is for no person."""
    number, owner = await desk.post(), "hifa-owner@lists.example.org"
    came = await desk.asks(f"Get {number}\n\nThank you\nFatou", to=owner)
    (letter,) = came.to(FATOU)
    assert "We count every Monday." in letter.text
    assert {one.to for one in came.letters} == {FATOU}
    asks = f"get {number} was what I wrote, and it did not come."
    assert not (await desk.asks(asks, to=owner)).to(FATOU)


# --- who reads it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("archive", "reads"), [("public", True), ("members", False)])
async def test_who_is_not_on_the_list_reads_a_public_archive(
    desk: Desk, archive: str, reads: bool
) -> None:
    desk.list("chw", archive=archive)
    number = await desk.post("chw")
    text = await desk.gets(f"get {number}")
    assert ("We count every Monday." in text) is reads
    assert "nurse@clinic.example" not in text


async def test_a_list_without_an_archive_is_read_by_its_members(desk: Desk) -> None:
    desk.list("hifa", archive="off")
    number = await desk.post()
    assert "We count every Monday." in await desk.gets(f"get {number}")


async def test_a_stranger_reads_nothing(desk: Desk) -> None:
    desk.list("hifa", archive="public")
    number = await desk.post()
    text = await desk.gets(f"get {number}", "zoe@example.org")
    assert "Messages are for members of the list." in text
    assert "Monday" not in text


async def test_without_proof_it_is_asked_first(desk: Desk) -> None:
    number = await desk.post()
    raw = packed("gmail-web", "", f"get {number}", sender=(NAMES[FATOU], FATOU))
    (asked_first,) = (await desk.counter.hand_in(raw, REQUEST, FATOU)).to(FATOU)
    assert f"get {number}" in asked_first.text
    assert "Monday" not in asked_first.text


# --- in another language --------------------------------------------------------------------------


async def test_what_somebody_translated_comes_to_who_reads_it(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.HUMAN, "Nous comptons chaque lundi.", topic="Fiches de stock")
    desk.counter.store.write_now(
        lambda db: db.execute("UPDATE person SET languages='[\"fr\"]' WHERE name='Fatou Diop'")
    )
    text = await desk.gets(f"get {number}")
    assert f"{number} Fiches de stock\n" in text
    assert "Traduit par Fatou Diop.\n\nNous comptons chaque lundi.\n" in text
    assert "Monday" not in text
    assert f"recevoir {number} en" in text


async def test_the_language_that_is_asked_for(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.HUMAN, "Nous comptons chaque lundi.")
    assert "Nous comptons" in await desk.gets(f"get {number} fr")
    original = await desk.gets(f"get {number} en")
    assert "We count every Monday." in original
    assert "Translated" not in original


async def test_the_first_of_several_that_there_is(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "es", Manner.HUMAN, "Contamos cada lunes.")
    assert "Contamos cada lunes." in await desk.gets(f"get {number} pt es en")


async def test_an_abstract_stands_above_the_original(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.ABSTRACT, "Ils comptent le lundi.")
    text = await desk.gets(f"get {number} fr")
    assert text.index("In short, by Fatou Diop:") < text.index("Ils comptent")
    assert text.index("Ils comptent") < text.index("The original (English):")
    assert text.index("The original (English):") < text.index("We count every Monday.")


async def test_a_programs_draft_has_its_label(desk: Desk) -> None:
    desk.list("hifa", translate="machine")
    number = await desk.post()
    desk.says(
        number, "fr", Manner.MACHINE, "Nous compter le lundi.", topic="Cartes", engine="apertium"
    )
    text = await desk.gets(f"get {number} fr")
    assert "Machine translation, not checked. For doses and figures read the original." in text
    assert text.index("not checked") < text.index("Nous compter le lundi.")
    assert text.index("We count every Monday.") < text.index("not checked")
    assert f"{number} Stock cards\n" in text
    assert "Nous" not in await desk.gets(f"get {number}")  # she did not ask for drafts


async def test_a_refused_draft_goes_to_nobody(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.MACHINE, "Nous 50 mg.", engine="apertium", refused="figures")
    text = await desk.gets(f"get {number} fr")
    assert "50 mg" not in text
    assert f"Message {number} is not there in French. It can be read in: English." in text


async def test_an_author_who_wants_no_drafts_has_none(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.MACHINE, "Nous compter le lundi.", engine="apertium")
    desk.set_own("machine", 0, AMINA)
    assert "Nous compter" not in await desk.gets(f"get {number} fr")


async def test_a_language_that_is_not_there_is_said_with_those_that_are(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.HUMAN, "Nous comptons chaque lundi.")
    text = await desk.gets(f"get {number} es")
    assert f"Message {number} is not there in Spanish. It can be read in: English, French." in text
    assert f"\n  get {number} en\n  get {number} fr\n" in text
    assert "hifa-owner@lists.example.org" in text
    assert "Monday" not in text


async def test_of_several_those_come_that_are_in_it(desk: Desk) -> None:
    """As the page for members says; of the others she reads in which languages they are."""
    first, second = await desk.post(topic="Cards"), await desk.post(topic="Gloves")
    desk.says(first, "fr", Manner.HUMAN, "Nous comptons chaque lundi.")
    text = await desk.gets(f"get {first}-{second} fr")
    assert "Nous comptons chaque lundi." in text
    assert "Gloves" not in text
    assert f"Message {second} is not there in French. It can be read in: English." in text
    promise = "Those of these messages that there are in French come in one mail; of the others"
    assert promise in read("docs/members.en.md")


async def test_a_draft_is_named_as_one_and_only_to_who_can_read_it(desk: Desk) -> None:
    desk.list("hifa", translate="machine")
    number = await desk.post()
    for language in ("es", "pt"):
        desk.says(number, language, Manner.MACHINE, "Una clínica.", engine="apertium")
    text = await desk.gets(f"get {number} fr")
    assert "It can be read in: English. If you need" in text
    assert f"get {number} es" not in text
    desk.counter.store.write_now(
        lambda db: db.execute("UPDATE person SET languages = ?", ('["en", "es"]',))
    )
    text = await desk.gets(f"get {number} fr")
    assert "It can be read in: English. By machine, not checked: Spanish. If you" in text
    assert f"\n  get {number} en\n  get {number} es\n" in text


async def test_what_the_gate_saw_something_in_comes_above_the_original(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.HUMAN, "Ils ne comptent pas.", doubted=True)
    text = await desk.gets(f"get {number} fr")
    assert text.index("Ils ne comptent pas.") < text.index("The original (English):\n")
    assert "We count every Monday." in text
    assert f"get {number} en" not in text


async def test_a_word_that_is_no_language_is_named(desk: Desk) -> None:
    number = await desk.post()
    text = await desk.gets(f"get {number} klingon")
    assert "We know no language of this name, so this line has changed nothing: klingon" in text
    assert f"\n  get {number} klingon\n" in text
    assert "These languages are used here: English" in text


async def test_a_translation_of_earlier_words_is_not_shown(desk: Desk) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.HUMAN, "Nous comptons chaque lundi.")
    desk.counter.store.write_now(
        lambda db: db.execute("UPDATE translation SET version = version + 1")
    )
    assert "is not there in French" in await desk.gets(f"get {number} fr")


# --- how much -------------------------------------------------------------------------------------


async def test_twenty_in_one_mail_and_the_line_for_the_others(desk: Desk) -> None:
    numbers = [await desk.post(topic=f"Cards {n}") for n in range(23)]
    text = await desk.gets(f"get {numbers[0]}-{numbers[-1]}")
    assert f"{numbers[19]} Cards" in text
    assert f"{numbers[20]} Cards" not in text
    assert f"\n  get {numbers[20]}-{numbers[22]}\n" in text


async def test_what_is_too_far_to_be_looked_at_is_in_the_line_for_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else of `get 1-500` all behind the first two hundred would be nowhere, 500 too."""
    monkeypatch.setattr("listserv.commands.fetching.LONGEST_RANGE", 10)
    numbers = [await desk.post(topic=f"Cards {n}") for n in range(23)]
    first, newest = numbers[0], numbers[-1]
    assert f"\n  get {first + 10}-{newest}\n" in await desk.gets(f"get {first}-{newest}")
    text = await desk.gets(f"get {first}-{newest + 500} en")
    assert f"\n  get {first + 10}-{newest} en\n" in text  # behind the newest there is nothing
    assert f"no such message to send you: {newest + 500}." in text
    text = await desk.gets(f"get {newest}-{newest + 500}")
    assert "find no room" not in text


async def test_her_own_limit_leaves_the_longest_out(desk: Desk) -> None:
    short, long, other = [
        await desk.post(topic=f"Cards {n}", text=text)
        for n, text in enumerate(("One.", "We count. " * 300, "Three."))
    ]
    desk.set_own("daily_bytes", 1000)
    text = await desk.gets(f"get {short}-{other}")
    assert f"{short} Cards" in text
    assert f"{other} Cards" in text
    assert f"{long} Cards" not in text
    assert f"\n  get {long}\n" in text
    assert "We count. We count." in await desk.gets(f"get {long}")  # alone it comes


async def test_a_day_has_its_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listserv.commands.fetching.DAY_OCTETS", 100)
    number = await desk.post()
    assert "Monday" in await desk.gets(f"get {number}")
    text = await desk.gets(f"get  {number}.")
    assert f"Ask again tomorrow for: {number}." in text
    assert "Monday" not in text


def a_post(number: int, octets: int) -> Fetched:
    return Fetched(number, "", "", "", local_day(0.0, "UTC"), (("", "x" * octets),))


def test_one_stays_however_long() -> None:
    kept, left = within([a_post(1, 500)], 100)
    assert ([one.number for one in kept], left) == ([1], [])


def test_the_longest_go_first() -> None:
    posts = [a_post(n, octets) for n, octets in ((1, 50), (2, 400), (3, 20), (4, 300))]
    kept, left = within(posts, 100)
    assert [one.number for one in kept] == [1, 3]
    assert [one.number for one in left] == [2, 4]


@pytest.mark.parametrize(
    ("args", "numbers", "languages"),
    [
        (("811",), (811,), ()),
        (("812-815", "811", "fr", "en"), (812, 813, 814, 815, 811), ("fr", "en")),
        (("815-812", "813"), (812, 813, 814, 815), ()),
    ],
)
def test_what_a_line_names(
    args: tuple[str, ...], numbers: tuple[int, ...], languages: tuple[str, ...]
) -> None:
    wish = asked(args)
    assert (wish.numbers, wish.languages) == (numbers, languages)


def test_a_long_range_is_bounded() -> None:
    wish = asked(("1-500", "811-999999999"))
    assert wish.numbers == tuple(range(1, 201))
    assert spans((199, 200), wish.beyond) == ["199-500", "811-999999999"]
    assert DAY_OCTETS > 0


@pytest.mark.parametrize(
    "args",
    [
        ("1-200", "1-200"),
        ("100-200", "1-500"),
        ("1-300", "250-400"),
        ("1-500", "300", "250-600"),
        ("1-300", "400-500", "1-600"),
    ],
)
def test_ranges_that_overlap_bring_each_number_once(args: tuple[str, ...]) -> None:
    """Of `get 1-200 1-200` the line for the others named a range whole, and who sent it, and the
    line of its answer, got the same numbers anew, without an end."""
    came: list[int] = []
    wish = asked(args)
    whole = {one for first, last in map(_ends, args) for one in range(first, last + 1)}
    while wish.numbers:
        came += wish.numbers[:MOST_POSTS]
        wish = asked(spans(wish.numbers[MOST_POSTS:], wish.beyond))
        assert len(came) <= len(whole)
    assert sorted(came) == sorted(whole)


def _ends(said: str) -> tuple[int, int]:
    first, _, last = said.partition("-")
    return int(first), int(last or first)


@pytest.mark.parametrize(
    ("numbers", "said"), [([1, 2, 3, 7], ["1-3", "7"]), ([], []), ([5, 4], ["5", "4"])]
)
def test_numbers_said_again(numbers: list[int], said: list[str]) -> None:
    assert spans(numbers) == said


@pytest.mark.parametrize("subject", ["", "summary", "Re: HIFA"])
async def test_a_text_under_the_number_of_a_post_is_answered(desk: Desk, subject: str) -> None:
    """Sent to -request by mistake; what its subject may mean besides is not what is asked back."""
    number = await desk.post()
    typed = f"{number} : La clinique ouvre lundi. Deux comprimés chaque matin pendant trois jours."
    raw = packed(
        "gmail-web", subject, typed, sender=(NAMES[FATOU], FATOU), extra=proven("example.org")
    )
    (letter,) = (await desk.counter.hand_in(raw, REQUEST, FATOU)).to(FATOU)
    assert "This begins with the number of a message" in letter.text
    assert "La clinique ouvre lundi." in letter.text
    assert f"\n  get {number}\n" in letter.text
    assert "\n  I offer to translate en fr\n" in letter.text


async def test_a_number_of_a_post_that_is_nothing_to_her_is_a_line_as_any(desk: Desk) -> None:
    number = await desk.post("chw")
    text = await desk.gets(f"{number} : La clinique ouvre lundi.")
    assert "We do not know this line" in text


# --- `correct 811`, of what is none of hers -------------------------------------------------------


async def test_who_would_correct_what_is_not_there_is_told(desk: Desk) -> None:
    text = await desk.gets("correct 99999 fr", to="listserv@lists.example.org")
    assert "We have no such message to send you: 99999." in text


async def test_who_would_correct_and_does_not_translate_is_told_how_she_can_help(
    desk: Desk,
) -> None:
    number = await desk.post()
    desk.says(number, "fr", Manner.HUMAN, "Nous comptons.")
    text = await desk.gets(f"correct {number}", AMINA)
    assert "those who translate for the list correct its translations" in text
    assert "tell the moderators, hifa-owner@lists.example.org" in text
    assert "\n  I offer to translate en fr\n" in text
    offered = await desk.gets("I offer to translate en fr", AMINA)
    assert "en → fr" in offered or "English" in offered
    came = await desk.asks(f"correct {number}", AMINA)
    assert came.outcomes[0] == f"correct {number}"


async def test_who_would_correct_a_post_of_a_list_that_she_is_not_on_learns_nothing(
    desk: Desk,
) -> None:
    number = await desk.post("chw")
    came = await desk.asks(f"correct {number}", to="listserv@lists.example.org")
    assert "We have no such message" in came.to(FATOU)[0].text
    assert came.outcomes == ("correct: no such post",)
    hers = await desk.asks(f"correct {number}", who=AMINA, to="listserv@lists.example.org")
    assert hers.outcomes == ("correct: no translator",)
