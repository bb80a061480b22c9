"""Into which languages a post is asked for, and how long it waits for them."""

from dataclasses import replace

import pytest

from listserv.fanout.asking import PATIENCE, drafted, waits_until, wanted
from listserv.model import Policy, Post, Sort, State

NOW = 1_700_000_000.0
HOUR = 3600.0
POST = Post(
    number=1, list_id=1, state=State.APPROVED, received=NOW, sent=NOW, person_id=7, author="Amina",
    address="amina@example.org", country="", proof="dkim", subject="Cards", topic="Cards",
    message_id="a@example.org", references=(), language="en", text="Hello.", version=1,
)  # fmt: skip
POLICY = Policy(languages=("en", "fr", "es"), translate="volunteers")


@pytest.mark.parametrize(
    ("post", "policy", "languages"),
    [
        ({}, {}, ()),  # nobody has marked it
        ({"wanted": ("fr", "ar")}, {}, ("fr", "ar")),
        ({"wanted": ("fr", "en")}, {}, ("fr",)),  # it is in that language
        ({"wanted": ("fr",)}, {"translate": "off"}, ()),
        ({"wanted": ("fr",)}, {"translate": "machine"}, ("fr",)),
        ({"wanted": ("fr",), "language": ""}, {}, ()),
        ({"wanted": ("fr", "es"), "languages": ("en", "fr")}, {}, ("es",)),
        ({"question": 2}, {}, ("fr", "es")),
        ({"question": 2, "wanted": ("es",)}, {}, ("es",)),  # what a moderator says counts
        ({"topic": "QUALITY: Costs"}, {}, ("fr", "es")),
        ({"topic": "QUALITY: Costs", "references": ("b@x",)}, {}, ()),  # an answer opens nothing
        ({"topic": "QUALITY: Costs", "join_to": 5}, {}, ()),
        ({"kind": Sort.ANNOUNCEMENT}, {}, ("fr", "es")),
        ({"kind": Sort.JOB}, {}, ()),
    ],
)
def test_who_is_asked(
    post: dict[str, object], policy: dict[str, object], languages: tuple[str, ...]
) -> None:
    asked = wanted(replace(POST, **post), replace(POLICY, **policy))  # type: ignore[arg-type]
    assert asked == languages


def test_programs_are_asked_for_those_who_cannot_read_it() -> None:
    readers = [("fr", "en"), ("es", "pt"), ("ar",)]
    machine = replace(POLICY, translate="machine")
    assert drafted(POST, machine, readers) == ("es", "pt", "ar")
    assert drafted(POST, POLICY, readers) == ()
    assert drafted(replace(POST, language=""), machine, readers) == ()


@pytest.mark.parametrize(
    ("hold", "hoped", "programs", "seconds"),
    [
        (0.0, ("fr",), (), 0.0),
        (2 * HOUR, ("fr",), (), 2 * HOUR),
        (2 * HOUR, (), (), 0.0),  # nobody can be asked
        (0.0, (), ("es",), PATIENCE),
        (2 * HOUR, ("fr",), ("es",), 2 * HOUR),
    ],
)
def test_how_long_it_waits(
    hold: float, hoped: tuple[str, ...], programs: tuple[str, ...], seconds: float
) -> None:
    policy = replace(POLICY, translate_hold=hold)
    until = waits_until(hoped, programs, POST, policy, NOW)
    assert until == (NOW + seconds if seconds else 0.0)


def test_what_goes_out_at_once_does_not_wait() -> None:
    policy = replace(POLICY, translate_hold=HOUR)
    urgent = replace(POST, urgent=True)
    assert waits_until(("fr",), ("es",), urgent, policy, NOW) == 0.0
