"""A list's settings are said in words, all of them, in every language."""

from __future__ import annotations

import pytest

from listserv.policy import KINDS
from listserv.press import policywords
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words


def said(key: str, value: str, language: str = "en") -> str:
    of = words(language)
    return policywords.setting(key, value, of.translations, of.locale)


def test_each_setting_has_a_name_and_each_choice_its_words() -> None:
    assert list(policywords.NAMES) == [key for key in KINDS if key in policywords.NAMES]
    assert set(policywords.NAMES) == set(KINDS)
    for (key, value), _ in policywords.VALUES.items():
        assert value in ("on", "off") or KINDS[key].read(int(value) if value == "0" else value) in (
            value,
            0,
        )


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("title", "off", "name: off"),
        ("archive", "off", "readers of the archive: nobody"),
        ("give_back", "2w", "it goes back to its author after: 14 days"),
        ("languages", "en, fr", "languages of members: English, French"),
        ("pace", "0", "most messages a day: no limit"),
        ("pace", "8", "most messages a day: 8"),
    ],
)
def test_a_setting_in_words(key: str, value: str, words: str) -> None:
    assert said(key, value) == words


@pytest.mark.parametrize("language", [one for one in COMPLETE if one != "en"])
def test_no_word_of_the_machine_is_shown(language: str) -> None:
    assert said("give_back", "2w", language).endswith(
        {"fr": "14 jours", "es": "14 días", "pt": "14 dias", "ar": "14 يوما"}[language]
    )
    for key, value in policywords.VALUES:
        assert said(key, value, language) != said(key, value)
