"""Translators are asked in one letter, and what they answer is kept once, whatever dies between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from listserv import reading
from listserv.errand import Errands
from listserv.mailroom import Mailroom
from listserv.model import (
    Destination,
    Envelope,
    MachineDraft,
    Origin,
    Policy,
    Proof,
    Purpose,
    Reading,
    Site,
    Token,
)
from listserv.model.translations import Manner, Translation
from listserv.press.letter import Press
from listserv.store import (
    held,
    ledger,
    lists,
    mailings,
    members,
    persons,
    redactions,
    spool,
    tasks,
    translations,
    volunteers,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text import tokens
from listserv.translate.engines import Drafted
from listserv.translators.answered import Answers
from listserv.translators.asking import Asking
from listserv.translators.letters import Texts
from listserv.translators.pieces import code
from tests.support.clock import StillClock
from tests.support.translating import DAY, HOUR, MARIE, NOW, Forum, said

SITE = Site("lists.example.org", "Lists", admin="admin@example.org")
KEYS = tokens.Keys(((0, b"k" * 32),))
MARIE_ID, GRACE_ID = 2, 3
FRENCH = "Donnez 5 mg de zinc."
MINUTE = 60.0


class Child:
    async def read(self, raw: bytes) -> Reading:
        return reading.read(raw)


class Front:
    """Proves every mail but those that say that nothing does."""

    async def proof(self, raw: bytes, found: Reading, origin: Origin) -> Proof:
        return Proof() if b"X-Unproven" in raw else Proof("dkim", "example.org", signed=True)


class House(Forum):
    """The forum with the two rooms, and what happens while a program makes a draft."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.clock = StillClock(NOW)
        self.meanwhile: list[Callable[[], Any]] = []
        self.draft = ""
        for person in (MARIE_ID, GRACE_ID):
            self.write(volunteers.add, 1, person, "en", "fr", NOW)
        mailroom = Mailroom(
            store, Press(SITE), SITE, lambda token: tokens.seal(KEYS, token), self.clock
        )
        texts = Texts(store, self._draft)
        self.asking = Asking(store, mailroom, texts, self.clock)
        room = Answers(store, mailroom, texts, self.clock)
        self.errands = Errands(store, Child(), Front(), self.clock, room)

    async def _draft(self, text: str, source: str, target: str, keep: Sequence[str]) -> Drafted:
        while self.meanwhile:
            self.meanwhile.pop()()
        if not self.draft:
            return Drafted(None, "no-engine")
        return Drafted(MachineDraft(self.draft, "Test", source, target, 4, 0))

    def wanted(self, **columns: Any) -> int:
        """A post that somebody is to put into French."""
        number = self.post("out", **{"topic": "Zinc", "author": "Amina Kamau"} | columns)
        self.write(tasks.ask, number, 1, "en", ["fr"], NOW + 14 * DAY, self.clock.now())
        return number

    async def look(self, seconds: float = 6 * MINUTE) -> None:
        """Time goes on, and the worker does all that is due."""
        self.clock.advance(seconds)
        for _ in range(9):
            if not await self.asking.step():
                return
        raise AssertionError("the worker finds no end")

    def letters(self, kind: str = "translate") -> list[tuple[int, int]]:
        """(letter, to whom) of a kind, oldest first."""
        return [
            (one, to)
            for one, to in self.rows(
                "SELECT id, person FROM mailing WHERE kind = ? ORDER BY id", kind
            )
        ]

    def text(self, letter: int) -> str:
        return str(self.read(mailings.text, letter))

    async def answers(self, letter: int, body: str, who: str = MARIE, head: str = "") -> None:
        """Somebody answers a letter; the room runs until there is nothing to run."""
        to = f"hifa-translate+{'x' * 28}@lists.example.org"
        (person,) = self.rows("SELECT person FROM mailing WHERE id = ?", letter)[0]
        token = Token(Purpose.TRANSLATE, person, letter)
        destination = (Destination(to, Purpose.TRANSLATE, 1, token),)
        envelope = Envelope(who, destination, "192.0.2.1", True, self.clock.now())
        raw = f"From: {who}\r\nTo: {to}\r\n{head}Subject: Re: x\r\n\r\n{body}\r\n"
        self.write(spool.accept, envelope, raw.encode())
        await self.run()

    async def run(self) -> None:
        for _ in range(9):
            if not await self.errands.step():
                return

    def shown(self, number: int) -> list[Translation]:
        found = self.read(translations.of_post, number)
        return [one for one in found if one.manner is not Manner.MACHINE]

    def has(self, number: int) -> list[int]:
        """Who has what is wanted of a post; 0 nobody."""
        return [one.person_id for one in self.read(tasks.of_post, number)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


def dies_once(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """A function of the store does its work and the process dies right behind it."""
    real = getattr(module, name)

    def dying(*given: Any, **more: Any) -> Any:
        real(*given, **more)
        monkeypatch.setattr(module, name, real)
        raise RuntimeError("died")

    monkeypatch.setattr(module, name, dying)


# --- asking ---------------------------------------------------------------------------------------


async def test_one_letter_asks_for_all_and_says_who_has_it(house: House) -> None:
    one, two = house.wanted(), house.wanted(topic="Nets")
    await house.look()
    ((letter, to),) = house.letters()
    assert to == MARIE_ID
    assert [house.has(number) for number in (one, two)] == [[MARIE_ID], [MARIE_ID]]
    assert house.text(letter).count("Give 5 mg.") == 2
    kept = code(house.read(mailings.asked, letter))
    assert [(piece.number, piece.language) for piece in kept.pieces] == [(one, "fr"), (two, "fr")]
    await house.look(HOUR)
    assert len(house.letters()) == 1


async def test_before_some_minutes_nobody_is_asked(house: House) -> None:
    number = house.wanted()
    await house.look(4 * MINUTE)
    assert (house.letters(), house.has(number)) == ([], [0])


async def test_a_crash_between_letter_and_task_does_neither(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = house.wanted()
    dies_once(monkeypatch, ledger, "spool_letters")
    house.clock.advance(6 * MINUTE)
    assert not await house.asking.step()
    assert (house.letters(), house.has(number)) == ([], [0])
    await house.look()
    assert (len(house.letters()), house.has(number)) == (1, [MARIE_ID])


async def test_who_is_late_loses_it_to_the_other(house: House) -> None:
    number = house.wanted()
    await house.look()
    await house.look(49 * HOUR)
    assert [to for _, to in house.letters()] == [MARIE_ID, GRACE_ID]
    assert house.has(number) == [GRACE_ID]
    await house.look(49 * HOUR)
    assert len(house.letters()) == 2  # both were asked
    await house.look(14 * DAY)
    assert house.has(number) == []


@pytest.mark.parametrize(
    "fate", [{"state": "recalled"}, {"state": "refused"}, {"version": 2}], ids=str
)
async def test_nobody_is_asked_for_what_was_taken_back_or_has_other_words(
    house: House, fate: dict[str, Any]
) -> None:
    number = house.wanted()
    assigned = ", ".join(f"{name} = ?" for name in fate)
    house.write(
        lambda db: db.execute(
            f"UPDATE post SET {assigned} WHERE number = ?", (*fate.values(), number)
        )
    )
    await house.look()
    assert house.letters() == []


async def test_a_list_that_does_not_translate_asks_nobody(house: House) -> None:
    house.wanted()
    house.write(lists.set_policy, 1, Policy(title="HIFA"), NOW)
    await house.look()
    assert house.letters() == []


async def test_words_taken_out_meanwhile_are_in_no_letter(house: House) -> None:
    """While a program made its draft a facilitator took words out."""
    number = house.wanted()

    def redacted(db: Db) -> None:
        db.execute("UPDATE version SET text = 'Give [cut].' WHERE post = ?", (number,))
        redactions.erased(db, NOW)

    house.meanwhile.append(lambda: house.write(redacted))
    await house.look()
    ((letter, _),) = house.letters()
    assert "Give [cut]." in house.text(letter)
    assert "5 mg" not in house.text(letter)


async def test_what_somebody_else_was_given_meanwhile_is_not_asked_for(house: House) -> None:
    number = house.wanted()
    (task,) = house.read(tasks.of_post, number)
    give = (tasks.give, [task.id], GRACE_ID, 99, NOW + DAY, NOW)
    house.meanwhile.append(lambda: house.write(*give))
    house.clock.advance(6 * MINUTE)
    await house.asking.step()
    assert (house.letters(), house.has(number)) == ([], [GRACE_ID])


async def test_a_draft_comes_with_what_the_gate_found_and_others_may_be_said_in_two_lines(
    house: House,
) -> None:
    house.draft = "Zinc\n\nDonnez 50 mg."
    house.wanted()
    other = house.post("out", topic="Rapid tests", author="John Doe")
    await house.look()
    ((letter, _),) = house.letters()
    text = house.text(letter)
    assert "Donnez 50 mg." in text
    assert "--- check: Give 5 mg" in text
    assert f"{other}: Rapid tests, John Doe" in text


async def test_of_an_author_who_wants_no_machine_no_program_makes_a_draft(house: House) -> None:
    house.draft = "Zinc\n\nDonnez 5 mg."
    number = house.wanted()
    house.write(lambda db: db.execute("UPDATE post SET person = ?", (GRACE_ID,)))
    house.write(persons.set_own, GRACE_ID, "machine", 0, NOW)
    house.meanwhile.append(lambda: pytest.fail("a program was asked"))
    await house.look()
    (letter, *_) = [one for one, _ in house.letters()]
    assert f"{number}" in house.text(letter)
    assert "Donnez" not in house.text(letter)


async def test_a_draft_of_a_post_without_a_topic_is_whole(house: House) -> None:
    house.draft = "Chers collègues,\n\nDonnez 5 mg."
    house.wanted(topic="")
    await house.look()
    (letter, *_) = [one for one, _ in house.letters()]
    text = house.text(letter)
    assert "Chers collègues,\n\nDonnez 5 mg." in text
    assert "Title: Chers collègues," not in text


# --- answers --------------------------------------------------------------------------------------


async def asked(house: House) -> tuple[int, int]:
    """(the number of a post that Marie was asked for, her letter)."""
    number = house.wanted()
    await house.look()
    ((letter, _),) = house.letters()
    return number, letter


async def test_an_answer_is_kept_with_her_name_and_ends_the_task(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, f"Title: Du zinc\n\n{FRENCH}")
    (one,) = house.shown(number)
    assert (one.text, one.topic, one.translator) == (FRENCH, "Du zinc", "Marie Ndiaye")
    assert house.has(number) == []
    assert [to for _, to in house.letters("translated")] == [MARIE_ID]


@pytest.mark.parametrize(
    ("module", "name"),
    [(translations, "keep"), (tasks, "done"), (ledger, "spool_letters")],
    ids=["keep", "done", "letter"],
)
async def test_a_crash_in_the_middle_of_an_answer_keeps_it_once(
    house: House, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    number, letter = await asked(house)
    dies_once(monkeypatch, module, name)
    await house.answers(letter, FRENCH)
    assert (house.shown(number), house.letters("translated")) == ([], [])
    house.clock.advance(HOUR)
    await house.run()
    assert [one.text for one in house.shown(number)] == [FRENCH]
    assert house.rows("SELECT count(*) FROM translation") == [(1,)]
    assert len(house.letters("translated")) == 1


async def test_a_crash_between_two_tries_of_a_question_asks_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, letter = await asked(house)
    dies_once(monkeypatch, ledger, "spool_letters")
    await house.answers(letter, "Du.")
    house.clock.advance(HOUR)
    await house.run()
    assert house.shown(number) == []
    assert len(house.letters("translation-asked")) == 1


async def test_a_yes_twice_is_one_text(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, "Du.")
    ((question, _),) = house.letters("translation-asked")
    await house.answers(question, "yes")
    await house.answers(question, "yes, please")
    assert house.rows("SELECT count(*) FROM translation") == [(1,)]
    assert [one.text for one in house.shown(number)] == ["Du."]


async def test_a_no_keeps_nothing(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, "Du.")
    ((question, _),) = house.letters("translation-asked")
    await house.answers(question, "no")
    assert house.shown(number) == []


async def test_the_right_text_instead_of_a_yes(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, "Du.")
    ((question, _),) = house.letters("translation-asked")
    await house.answers(question, FRENCH)
    assert [one.text for one in house.shown(number)] == [FRENCH]


async def test_which_of_two_is_asked_and_her_number_places_it(house: House) -> None:
    one, two = house.wanted(), house.wanted(topic="Nets")
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, FRENCH)
    ((question, _),) = house.letters("translation-asked")
    assert FRENCH in house.text(question)
    await house.answers(question, f"{two}")
    assert [[each.text for each in house.shown(number)] for number in (one, two)] == [[], [FRENCH]]


async def test_a_copied_draft_is_kept_after_her_yes(house: House) -> None:
    house.draft = "Du zinc\n\nDonnez 5 mg."
    number, letter = await asked(house)
    await house.answers(letter, f"{number}:\nDonnez 5 mg.\n\n> Donnez 5 mg.")
    assert house.shown(number) == []
    ((question, _),) = house.letters("translation-asked")
    assert "no word of it was changed" in house.text(question)
    await house.answers(question, "yes")
    (one,) = house.shown(number)
    assert (one.text, one.manner, one.engine) == ("Donnez 5 mg.", Manner.HUMAN, "")


async def test_two_lines_of_another_post_leave_the_task_open(house: House) -> None:
    other = house.post("out", topic="Rapid tests", author="John Doe")
    number, letter = await asked(house)
    await house.answers(letter, f"{other}: Les tests manquent.\n\nabstract {number}: Du zinc.")
    found = [(one.manner, one.text) for each in (other, number) for one in house.shown(each)]
    assert found == [(Manner.ABSTRACT, "Les tests manquent."), (Manner.ABSTRACT, "Du zinc.")]
    assert house.has(number) == [MARIE_ID]


async def test_one_post_into_two_languages(house: House) -> None:
    house.write(volunteers.add, 1, MARIE_ID, "en", "es", NOW)
    number = house.post("out", topic="Zinc", author="Amina Kamau")
    house.write(tasks.ask, number, 1, "en", ["fr", "es"], NOW + 14 * DAY, NOW)
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, f"{number} es:\nDen 5 mg.\n\n{number} fr:\nDonnez 5 mg.")
    found = {one.language: one.text for one in house.shown(number)}
    assert found == {"es": "Den 5 mg.", "fr": "Donnez 5 mg."}


@pytest.mark.parametrize("first", ["fr", "es"])
async def test_one_post_into_two_languages_below_its_number_alone(house: House, first: str) -> None:
    """Both texts went into the French one."""
    house.write(volunteers.add, 1, MARIE_ID, "en", "es", NOW)
    number = house.post("out", topic="Zinc", author="Amina Kamau")
    house.write(tasks.ask, number, 1, "en", ["fr", "es"], NOW + 14 * DAY, NOW)
    await house.look()
    ((letter, _),) = house.letters()
    texts = {
        "fr": "Donnez 5 mg de zinc aux enfants malades, avec de l'eau propre.",
        "es": "Den 5 mg de zinc a los niños enfermos, con agua limpia.",
    }
    order = sorted(texts, key=lambda language: language != first)
    await house.answers(letter, "\n\n".join(f"{number}:\n{texts[one]}" for one in order))
    assert {one.language: one.text for one in house.shown(number)} == texts


async def test_settings_in_an_answer(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, f"{FRENCH}\n\nat most 2 a week\n\nwithout my name")
    (one,) = house.shown(number)
    assert (one.text, one.translator) == (FRENCH, "")
    (mine,) = house.read(volunteers.of_person, MARIE_ID)[1]
    assert (mine.most, mine.credited) == (2, False)


async def test_who_wants_no_name_has_none_as_a_moderator_either(house: House) -> None:
    """Her wish outlives what she offered."""
    number, letter = await asked(house)
    house.write(members.add_moderator, 1, NewMember(MARIE), NOW)
    house.write(volunteers.set_own, MARIE_ID, "credited", 0, NOW)
    house.write(volunteers.remove, 1, MARIE_ID, NOW)
    await house.answers(letter, FRENCH)
    (one,) = house.shown(number)
    assert (one.text, one.translator) == (FRENCH, "")


async def test_away_gives_back_what_she_has(house: House) -> None:
    number, letter = await asked(house)
    await house.answers(letter, "away until 20 January")
    (mine,) = house.read(volunteers.of_person, MARIE_ID)[1]
    assert mine.away_until == NOW - 8 * HOUR + 15 * DAY  # midnight of that day
    assert house.has(number) == [0]
    await house.look()
    assert house.has(number) == [GRACE_ID]


async def test_thanks_for_thanks_are_not_answered(house: House) -> None:
    _, letter = await asked(house)
    await house.answers(letter, FRENCH)
    ((thanks, _),) = house.letters("translated")
    await house.answers(thanks, "Merci beaucoup !")
    assert len(house.letters("translated")) == 1
    assert house.letters("translation-asked") == []


async def test_a_machine_that_answers_all_with_the_same_words_is_asked_back_once(
    house: House,
) -> None:
    number, letter = await asked(house)
    long = "Give 5 mg of zinc to each child. " * 80
    house.write(lambda db: db.execute("UPDATE version SET text = ? WHERE post = ?", (long, number)))
    for _ in range(4):
        await house.answers(letter, "Votre message a bien été reçu par notre bureau. " * 8)
    assert len(house.letters("translation-asked")) == 1


async def test_one_who_offers_no_more_is_asked_to_offer_again(house: House) -> None:
    number, letter = await asked(house)
    house.write(volunteers.remove, 1, MARIE_ID, NOW)
    await house.answers(letter, FRENCH)
    assert house.shown(number) == []
    ((question, _),) = house.letters("translation-asked")
    assert "I offer to translate en fr" in house.text(question)


async def test_a_post_taken_back_meanwhile_needs_no_translation(house: House) -> None:
    number, letter = await asked(house)
    house.write(
        lambda db: db.execute("UPDATE post SET state = 'recalled' WHERE number = ?", (number,))
    )
    await house.answers(letter, FRENCH)
    assert house.rows("SELECT count(*) FROM translation") == [(0,)]
    ((told, _),) = house.letters("translated")
    assert "was taken back" in house.text(told)


async def test_another_list_is_not_reached_by_a_token(house: House) -> None:
    """A letter of one list says nothing of a post that was moved to another."""
    number, letter = await asked(house)
    other = house.write(lists.create, "chifa", Policy(title="CHIFA"), NOW).id
    house.write(lambda db: db.execute("UPDATE post SET list = ? WHERE number = ?", (other, number)))
    await house.answers(letter, FRENCH)
    assert house.rows("SELECT count(*) FROM translation") == [(0,)]


async def test_undo_takes_back_what_that_answer_brought(house: House) -> None:
    number, letter = await asked(house)
    house.write(translations.keep, said(number, text="Ancien.", person_id=GRACE_ID), NOW)
    await house.answers(letter, FRENCH)
    ((question, _),) = house.letters("translation-asked")
    await house.answers(question, "yes")
    ((thanks, _),) = house.letters("translated")
    assert [one.text for one in house.shown(number)] == [FRENCH]
    await house.answers(thanks, "undo")
    assert [one.text for one in house.shown(number)] == ["Ancien."]
    await house.answers(thanks, "undo")
    assert [one.text for one in house.shown(number)] == ["Ancien."]
    assert "nothing that could be taken back" in house.text(house.letters("translated")[-1][0])


async def test_unproven_mail_of_one_who_is_always_proven_is_asked_about(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, letter = await asked(house)
    monkeypatch.setattr(held, "always_proven", lambda db, address: True)
    await house.answers(letter, FRENCH, head="X-Unproven: 1\r\n")
    assert house.shown(number) == []
    ((question, _),) = house.letters("translation-asked")
    await house.answers(question, "yes", head="X-Unproven: 1\r\n")
    assert [one.text for one in house.shown(number)] == [FRENCH]


async def test_only_a_translator_or_moderator_may_correct(house: House) -> None:
    number = house.post("out", topic="Zinc")
    house.write(translations.keep, said(number, person_id=GRACE_ID), NOW)
    command = f"correct {number} fr"

    async def correct(person: int) -> None:
        to = (Destination("hifa-request@x", Purpose.REQUEST, 1),)
        envelope = Envelope(MARIE, to, "192.0.2.1", True, NOW)
        raw = f"From: {MARIE}\r\n\r\n{command}\r\n".encode()
        mail = house.write(spool.keep, envelope, raw)
        token = Token(Purpose.TRANSLATE, person, 0)
        house.write(spool.errand, mail, 1, Purpose.TRANSLATE, "", token, command)
        await house.run()

    await correct(1)  # Amina translates nothing
    assert house.letters("correct") == []
    await correct(MARIE_ID)
    ((letter, to),) = house.letters("correct")
    assert to == MARIE_ID
    await house.answers(letter, "Donnez cinq milligrammes.")
    assert [one.text for one in house.shown(number)] == ["Donnez cinq milligrammes."]
    assert [to for _, to in house.letters("translation-corrected")] == [GRACE_ID]
