"""A list's policy: options, files, and the way there and back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv import policy
from listserv.model import Policy
from listserv.policy import PolicyError, parse_option, policy_from, policy_of_toml, policy_to_toml

BASE = policy.default_policy()


def test_the_defaults_are_those_of_the_model() -> None:
    assert Policy() == BASE
    assert list(policy.defaults()) == list(policy.KINDS)
    assert all(entry.comment.endswith(".") for entry in policy.defaults().values())


def test_a_policy_goes_to_toml_and_back() -> None:
    changed = replace(
        BASE,
        title='Santé "pour" tous',
        rules='Be kind.\n\nCite \\ "sources".\n',
        language="fr",
        languages=("fr", "en", "ar"),
        max_size=1_234_567,
        footer="Une ligne à nous",
    )
    assert policy_of_toml(policy_to_toml(changed), Policy()) == changed


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60)


@given(WORDS, st.lists(WORDS, max_size=4), st.integers(10_000, 10**9))
def test_any_policy_goes_to_toml_and_back(title: str, rules: list[str], size: int) -> None:
    changed = replace(BASE, title=title, rules="\n".join(rules), max_size=size)
    assert policy_of_toml(policy_to_toml(changed), BASE) == changed


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("languages", "en, fr es", ("en", "fr", "es")),
        ("max-size", "2M", 2_000_000),
        ("max_size", "500000", 500_000),
        ("pace", "8", 8),
        ("moderation", "new", "new"),
        ("timezone", "Africa/Kampala", "Africa/Kampala"),
        ("subject_prefix", "[hifa]", "[hifa]"),
        ("remind", "1m", 60.0),
        ("remind", "12h", 43_200.0),
        ("grace", "10m", 600.0),
        ("grace", "0s", 0.0),
        ("hours", "07:00, 16:00", ("07:00", "16:00")),
    ],
)
def test_options(key: str, text: str, value: object) -> None:
    """`list set --remind 1m` was refused: what had been read was read once more."""
    key = key.replace("-", "_")
    assert getattr(policy_from({key: parse_option(key, text)}, BASE), key) == value


@pytest.mark.parametrize(
    ("key", "text", "complaint"),
    [
        ("titel", "x", 'unknown key "titel"; did you mean "title"?'),
        ("moderation", "al", 'moderation = "al" is none of all, new, nonmembers, none; did you'),
        ("pace", "many", 'pace = "many" must be a whole number'),
        ("pace", "1001", "pace = 1001 is out of bounds, 0 to 1000"),
        ("timezone", "Africa/Kampla", 'timezone = "Africa/Kampla" is no time zone; write one'),
        ("timezone", "../etc/passwd", 'timezone = "../etc/passwd" is no time zone'),
        ("digest_hour", "6:00", 'digest_hour = "6:00" is no time of day'),
        ("languages", "en,qq", 'languages = ["en", "qq"] holds "qq", which is no language'),
        ("footer", "x" * 73, "has 73 characters; at most 72 fit"),
        ("title", "a\nb", "must stand on one line"),
        ("subject_prefix", "[h]\x00", "holds a control character"),
    ],
)
def test_bad_options(key: str, text: str, complaint: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_option(key, text)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_says_all_that_is_wrong_with_lines() -> None:
    with pytest.raises(PolicyError) as caught:
        policy_of_toml('title = "x"\njoin = "no"\npase = 1\n[more]\n', BASE, "hifa.toml")
    assert str(caught.value).splitlines() == [
        'hifa.toml:2: join = "no" is none of open, confirm, approve',
        'hifa.toml:3: unknown key "pase"; did you mean "pace"?',
        "hifa.toml:4: [more]: a list's policy has no sections",
    ]


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        (("en", ("en",)), {"language": "fr"}, ("fr", ("fr",))),
        (("en", ("en", "fr")), {"language": "fr"}, ("fr", ("en", "fr"))),
        (("en", ("en", "fr")), {"language": "pt"}, ("pt", ("pt", "en", "fr"))),
        (("en", ("en",)), {"languages": ["en", "sw"]}, ("en", ("en", "sw"))),
    ],
)
def test_a_lists_own_language_is_one_of_its_languages(
    before: tuple[str, tuple[str, ...]],
    values: dict[str, object],
    after: tuple[str, tuple[str, ...]],
) -> None:
    base = replace(BASE, language=before[0], languages=before[1])
    changed = policy_from(values, base)
    assert (changed.language, changed.languages) == after


def test_languages_without_the_lists_own() -> None:
    with pytest.raises(PolicyError, match='must hold the list\'s own language, "en"'):
        policy_from({"languages": ["fr"]}, BASE)
