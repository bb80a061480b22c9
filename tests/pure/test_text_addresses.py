"""Address headers, as they are and as they are broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.addresses import mask, mask_text, normalise, parse, spelled

LISTS = [
    ("amina@example.org", [("", "amina@example.org")]),
    ("Amina Kamau <Amina@Example.ORG>", [("Amina Kamau", "amina@example.org")]),
    ('"Kamau, Amina" <a@example.org>', [("Kamau, Amina", "a@example.org")]),
    (r'"A \"B\" C" <a@example.org>', [('A "B" C', "a@example.org")]),
    ("a@example.org (Amina (Dr) K)", [("Amina (Dr) K", "a@example.org")]),
    ("=?utf-8?q?=C3=89lise=2C_B=C3=A2?= <e@example.org>", [("Élise, Bâ", "e@example.org")]),
    ('"=?utf-8?b?w4lsaXNl?=" <e@example.org>', [("Élise", "e@example.org")]),
    ("a@example.org, B <b@example.org>", [("", "a@example.org"), ("B", "b@example.org")]),
    ("friends: a@example.org, b@example.org;", [("", "a@example.org"), ("", "b@example.org")]),
    ("<@relay.example,@b.example:c@example.org>", [("", "c@example.org")]),
    ('"a@example.org" <real@example.org>', [("a@example.org", "real@example.org")]),
    ("foo <, bar@example.org", [("", "bar@example.org")]),
    ("Amina <a@example.org", [("Amina", "a@example.org")]),
    ("<<a@example.org>>", [("", "a@example.org")]),
    ("", []),
    ("undisclosed-recipients:;", []),
    ('"', []),
    ("(c)", []),
    ("(x): a;", []),
    ("foo <", []),
    ("no address here", []),
]


@pytest.mark.parametrize(("value", "expected"), LISTS)
def test_parse(value: str, expected: list[tuple[str, str]]) -> None:
    assert list(parse(value)) == expected


@pytest.mark.parametrize(
    "value", ["alice@x.example)bob@evil.example", "a@b@evil.example", "a b@c.d"]
)
def test_what_two_programs_read_differently_is_no_address(value: str) -> None:
    """getaddresses once read `bob@evil` here, another program `alice` (CVE-2023-27043)."""
    assert parse(value) == ()


@given(st.text())
def test_parse_never_raises(value: str) -> None:
    for _, address in parse(value):
        assert address == normalise(address)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (" <Amina@Example.org> ", "amina@example.org"),
        ("mailto:a@example.org", "a@example.org"),
        ("a+tag@example.org.", "a+tag@example.org"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("josé@example.org", ""),
        ("a@[127.0.0.1]", ""),
        ("a..b@example.org", ""),
        ("a@example..org", ""),
        ("@example.org", ""),
        ("a@", ""),
        ("x" * 65 + "@example.org", ""),
        ("a@" + "x" * 64 + ".org", ""),
        ("a\r\nBcc: b@example.org", ""),
    ],
)
def test_normalise(given_: str, expected: str) -> None:
    assert normalise(given_) == expected


def test_masks() -> None:
    assert mask("amina@example.org") == "a***@example.org"
    assert mask("nonsense") == "***"
    assert mask_text("550 <amina.k@example.org> unknown") == "550 <a***@example.org> unknown"
    assert spelled("amina@example.org") == "amina AT example.org"
