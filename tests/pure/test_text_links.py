"""Links as they were before a gateway or an advertiser had them, and other invisible junk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.links import LONGEST, real, tidy, visible

SAFE = "https://eur01.safelinks.protection.outlook.com/?url="

WRAPPED = [
    (SAFE + "https%3A%2F%2Fexample.org%2Fa%3Fx%3D1&data=05%7C01&reserved=0", "example.org/a?x=1"),
    (SAFE + "https%3A%2F%2Fexample.org%2Fa&amp;data=05", "example.org/a"),
    ("https://urldefense.com/v3/__https://example.org/a__;!!abc!def$", "example.org/a"),
    ("https://urldefense.com/v3/__https://example.org/a*b__;Iw!!abc!def$", "example.org/a#b"),
    ("https://urldefense.com/v3/__https://example.org/a**Ab__;Iz8!!abc$", "example.org/a#?b"),
    (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-2Db&d=DwI",
        "example.org/a-b",
    ),
    ("https://urldefense.proofpoint.com/v1/url?u=https://example.org/a&k=x", "example.org/a"),
    ("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fexample.org%2fa&c=E", "example.org/a"),
    ("https://www.google.com/url?q=https://example.org/a&sa=D", "example.org/a"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Ffbclid%3Dx", "example.org/a"),
    (
        SAFE + "https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fexample.org%2Fa",
        "example.org/a",
    ),
]


@pytest.mark.parametrize(("link", "inside"), WRAPPED)
def test_a_wrapped_link_is_the_real_one(link: str, inside: str) -> None:
    assert tidy(f"See {link}, and write.") == f"See https://{inside}, and write."


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://example.org/a?utm_source=x&utm_medium=mail", "https://example.org/a"),
        (
            "https://example.org/a?id=3&fbclid=Iw0&page=2#top",
            "https://example.org/a?id=3&page=2#top",
        ),
        (
            "https://example.org/?gclid=1&mc_eid=2&mc_cid=3&q=cholera",
            "https://example.org/?q=cholera",
        ),
        ("https://example.org/?a=1&amp;utm_campaign=x", "https://example.org/?a=1"),
    ],
)
def test_what_follows_a_reader_goes(link: str, kept: str) -> None:
    assert real(link) == kept


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/a?id=3&page=2#top",
        "https://doi.org/10.1016/S0140-6736(24)00001-0",
        "https://www.google.com/search?q=malaria",
        SAFE + "javascript%3Aalert(1)&data=1",
        SAFE + "https%3A%2F%2Fexample.org%2Fa%0Ab",
        SAFE,
        "https://urldefense.com/v3/__https://example.org/a*b__;!!abc$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__e-FF.org_-FF&d=1",
        "https://example.org/" + "a" * LONGEST,
    ],
)
def test_what_is_no_wrapper_or_cannot_be_read_stays(link: str) -> None:
    assert tidy(link) == link


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("amina@example.org<mailto:amina@example.org>", "amina@example.org"),
        ("www.example.org<http://www.example.org/>.", "www.example.org."),
        ("https://example.org/x <https://example.org/x>", "https://example.org/x"),
        ("Amina <a@b.org><mailto:a@b.org>", "Amina <a@b.org>"),
        ("Web:\n<https://example.org/> example.org", "Web:\nexample.org"),
        ("x.org <https://x.org> is here", "x.org is here"),
        ("the report <https://example.org/r>", "the report <https://example.org/r>"),
        ("Amina <mailto:amina@example.org>", "Amina <mailto:amina@example.org>"),
    ],
)
def test_a_target_is_named_once(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Dear all\n[cid:image001.png@01D6]\nAmina", "Dear all\nAmina"),
        ("> [image: Inline image 1]\n> x", "> x"),
        ("Look: [image: ward plan.png] here", "Look: here"),
        ("[A red bus Description automatically generated]\nx", "x"),
        ("[https://example.org/logo.png]\nx", "x"),
        ("[image: a child with a rash] and [1], [*Note: x]", None),
        ("We saw [antiretrovirals] in [cid", None),
        ("in\u00adfor\u200bma\ufffction \u200c \u200c", "information  "),
        ("می\u200cخواهم 👩\u200d⚕", None),
    ],
)
def test_what_a_text_cannot_show_goes(text: str, seen: str | None) -> None:
    assert visible(text) == (text if seen is None else seen)


@given(st.text(alphabet="htps:/<>[]()?&=_-.*;!@ acidmageu%2F3A\n", max_size=200))
def test_never_raises(text: str) -> None:
    tidy(visible(text))
    real(text)
