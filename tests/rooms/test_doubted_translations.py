"""What the safety gate saw in a translation that is kept all the same is marked at the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.model.translations import Manner, Translation
from listserv.store import translations
from listserv.store.base import Store
from tests.rooms.test_translators import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("Donnez 5 mg de zinc.", False),
        ("Ne donnez pas 5 mg de zinc.", True),
    ],
)
async def test_a_denial_that_the_original_has_not_is_marked(
    house: House, text: str, doubted: bool
) -> None:
    number = house.wanted()
    await house.look()
    ((letter, _),) = house.letters()
    await house.answers(letter, text)
    (one,) = house.shown(number)
    assert (one.text, one.doubted) == (text, doubted)


def test_a_copy_of_a_post_has_the_mark_too(house: House) -> None:
    number, other = house.wanted(), house.wanted()
    one = Translation(number, 1, "fr", Manner.HUMAN, "Donnez 50 mg.", doubted=True)
    house.write(translations.keep, one, house.clock.now())
    house.write(translations.take_along, number, other)
    assert [made.doubted for made in house.read(translations.of_post, other)] == [True]
