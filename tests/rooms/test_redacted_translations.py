"""Words that are taken out of a post, and what it says in other languages: what is told of it, and
what comes meanwhile."""

from __future__ import annotations

from listserv.model.translations import Manner, Translation
from listserv.store import translations
from tests.rooms.test_redacted_everywhere import MARK, NAME, NOW, House, house

__all__ = ["house"]


async def test_a_second_run_says_again_what_to_look_at(house: House) -> None:
    """The server died with the first one's letter."""
    number = house.held(f"About {NAME}.")
    said = Translation(number, 1, "ar", Manner.HUMAN, "عن وانجيرو")
    house.store.write_now(translations.keep, said, NOW)
    redactor = house.redacting
    who = house.who()
    first = await redactor.redact(house.post(number), NAME, who, 0)
    again = await redactor.redact(house.post(number), NAME, who, 0)
    assert first == again
    assert first[1] == ("says-the-same", "ar")


async def test_a_translation_that_comes_meanwhile_is_looked_through_too(house: House) -> None:
    """One of a person, and one of a program, which had asked for it before."""
    number = house.held(f"About {NAME}.")
    write = house.store.write_now
    write(translations.want_drafts, number, 1, ("es",), NOW)
    said = Translation(number, 1, "fr", Manner.HUMAN, f"Sur {NAME}.")
    draft = Translation(number, 1, "es", Manner.MACHINE, f"De {NAME}.", id=1)
    house.redactor.meanwhile = [
        lambda: write(translations.keep, said, NOW),
        lambda: write(translations.drafted, draft, NOW),
    ]
    await house.redact(number)
    assert [one.text for one in house.store.read_now(translations.ever, number)] == [
        f"De {MARK}.",
        f"Sur {MARK}.",
    ]
    assert house.places() == []


async def test_nothing_is_told_where_nobody_can_look(house: House) -> None:
    """The words stood in the one translation that is shown; a refused draft is shown to nobody."""
    number = house.held(f"About {NAME}.")
    for one in (
        Translation(number, 1, "fr", Manner.HUMAN, f"Sur {NAME}."),
        Translation(number, 1, "ar", Manner.MACHINE, "عن وانجيرو", refused="unknown"),
    ):
        house.store.write_now(translations.keep, one, NOW)
    assert [code for code, _ in await house.redact(number)] == ["redacted"]


async def test_words_that_stand_in_a_translation_alone_are_taken_out_of_it(house: House) -> None:
    number = house.held("About a patient.")
    said = Translation(number, 1, "fr", Manner.HUMAN, f"Sur {NAME}.", f"{NAME}")
    house.store.write_now(translations.keep, said, NOW)
    assert await house.redact(number) == (("redacted", "2"),)
    assert house.places() == []
