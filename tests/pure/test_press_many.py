"""The same letter to many is, for each of them, the letter that she would get alone."""

from __future__ import annotations

import pytest

from listserv.model import DeliveryMode, MailingList, Policy, Site
from listserv.press.catalogue import COMPLETE
from listserv.press.letter import Addressed, Press

NOW = 1799488800.0
PRESS = Press(Site("lists.example.org", "Health lists", admin="root@example.org"))
HIFA = MailingList(
    1, "hifa", Policy(title="HIFA, santé", description="For {{ name }}.", rules="Be kind.\n" * 9)
)
NAMES = ["Amina Kamau", "", "Kamau, Amélie", "أمينة", "x" * 200, "A\r\nBcc: all@example.org"]


@pytest.mark.parametrize("language", [*COMPLETE, "xx"])
@pytest.mark.parametrize("noted", ["", "sign-up sheet of 5 March"])
@pytest.mark.parametrize("mode", [DeliveryMode.EACH, DeliveryMode.NONE])
def test_each_gets_her_own(language: str, noted: str, mode: DeliveryMode) -> None:
    values = {"delivery": mode, "added": True, "noted": noted, "sisters": ()}
    each = [
        Addressed(100 + n, n, f"m{n}@example.org", name, language, values)
        for n, name in enumerate(NAMES)
    ]
    alone = [
        PRESS.letter(
            "welcome",
            id=one.id,
            list=HIFA,
            person_id=one.person_id,
            address=one.address,
            name=one.name,
            language=one.language,
            now=NOW,
            **values,
        )
        for one in each
    ]
    assert list(PRESS.letters("welcome", list=HIFA, now=NOW, each=each)) == alone
    assert b" <m3@example.org>\r\n" in alone[3].head


def test_values_and_languages_tell_letters_apart() -> None:
    each = [
        Addressed(
            1,
            1,
            "a@example.org",
            "A",
            "en",
            {"delivery": "each", "added": True, "noted": "", "sisters": ()},
        ),
        Addressed(
            2,
            2,
            "b@example.org",
            "B",
            "en",
            {"delivery": "none", "added": True, "noted": "", "sisters": ()},
        ),
        Addressed(
            3,
            3,
            "c@example.org",
            "C",
            "fr",
            {"delivery": "each", "added": True, "noted": "", "sisters": ()},
        ),
    ]
    bodies = {one.body for one in PRESS.letters("welcome", list=HIFA, now=NOW, each=each)}
    assert len(bodies) == 3


def test_a_callers_mistake_is_told() -> None:
    one = Addressed(1, 1, "a@example.org", "A", "en", {"delivery": "each"})
    with pytest.raises(TypeError, match="lacks or does not know: added, noted"):
        list(PRESS.letters("welcome", list=HIFA, now=NOW, each=[one]))
    asked = Addressed(1, 1, "a@example.org", "A", "en", {"titles": ("HIFA",), "translated": ()})
    with pytest.raises(ValueError, match="needs an address for its answer"):
        list(PRESS.letters("left", list=HIFA, now=NOW, each=[asked]))
