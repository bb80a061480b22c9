"""Authentication-Results as servers write them, and as forgers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.identity.evaluate import by_results, dmarc_failed
from listserv.identity.results import read, trusted
from listserv.model import Proof
from listserv.reading import read as read_mail
from tests.support.mails import mail

OURS = ["mx.example.org"]
GMAIL = (
    'mx.example.org;\t dkim=pass header.i=@clinic.example header.s=sel1 header.b="aB3/=";\t '
    "spf=pass (mx.example.org: domain of amina@clinic.example designates 192.0.2.1 as permitted "
    "sender) smtp.mailfrom=amina@clinic.example;\t dmarc=pass (p=NONE sp=NONE dis=NONE) "
    "header.from=clinic.example"
)


@pytest.mark.parametrize(
    ("value", "authserv_id", "results"),
    [
        ("mx.example.org; none", "mx.example.org", []),
        ("MX.Example.org 1; SPF=Pass smtp.mailfrom=a@x.org", "mx.example.org", [("spf", "pass")]),
        ('"mx.example.org"; dkim=fail', "mx.example.org", [("dkim", "fail")]),
        ('"mx.exam\\ple.org"; dkim=pass', "mx.exam\\ple.org", [("dkim", "pass")]),
        ("mx.ban\u212a.example; dkim=pass", "", [("dkim", "pass")]),
        ("mx.example.org (see (this)) ; dkim (x) = (y) pass", "mx.example.org", [("dkim", "pass")]),
        ("mx.example.org; dkim= pass header.d =x.org", "mx.example.org", [("dkim", "pass")]),
        ("mx.example.org; dkim/1=pass", "mx.example.org", [("dkim", "pass")]),
        ("mx.example.org;; dkim=pass;", "mx.example.org", [("dkim", "pass")]),
        ("spf=pass smtp.mailfrom=x.org; dkim=none", "", [("spf", "pass"), ("dkim", "none")]),
        ("spf = pass; dkim=none", "", [("spf", "pass"), ("dkim", "none")]),
        ("mx.example.org; dkim=pass (never closed; spf=pass", "mx.example.org", [("dkim", "pass")]),
        ('mx.example.org; dkim=pass reason="a; spf=pass"', "mx.example.org", [("dkim", "pass")]),
        ('mx.example.org; dkim="pa', "mx.example.org", [("dkim", "pa")]),
        ("mx.example.org; =pass; dkim=; 9=pass", "mx.example.org", []),
        ("", "", []),
        (";", "", []),
        ("(", "", []),
    ],
)
def test_values(value: str, authserv_id: str, results: list[tuple[str, str]]) -> None:
    found = read(value)
    assert found.authserv_id == authserv_id
    assert [(one.method, one.result) for one in found.results] == results


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        ("x; dkim=pass header.d=a.org header.b=Zm9v= header.s=s", "header.s", "s"),
        ("x; dkim=pass header.d=a.org header.b=Zm9v= header.s=s", "header.b", "zm9v="),
        (
            "x; spf=pass smtp.mailfrom=SRS0=h=tt=a.org=u@b.org",
            "smtp.mailfrom",
            "srs0=h=tt=a.org=u@b.org",
        ),
        ('x; spf=pass smtp.mailfrom="o\\"k@b.org"', "smtp.mailfrom", 'o"k@b.org'),
        ("x; dkim=pass header.d=first.org header.d=second.org", "header.d", "first.org"),
        ("x; dkim=pass reason=ok d=a.org", "d", ""),
    ],
)
def test_properties(value: str, name: str, text: str) -> None:
    assert read(value).results[0].get(name) == text


@given(st.text(alphabet='ab.;="() \\\t@/', max_size=80) | st.text(max_size=80))
def test_nothing_is_raised(value: str) -> None:
    for one in read(value).results:
        assert one.method


def test_a_long_value_is_quick() -> None:
    assert read("x; " + '"' * 200_000).authserv_id == "x"
    assert read("(" * 200_000).results == ()
    assert read("a=" * 200_000).authserv_id == ""


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        (["mx.example.org; dkim=pass header.d=a.org"], [("dkim", "pass")]),
        (["MX.EXAMPLE.ORG; dkim=pass"], [("dkim", "pass")]),
        (["mx.evil.example; dkim=pass"], []),
        (["dkim=pass header.d=a.org"], []),
        (["mx.example.org.evil.example; dkim=pass"], []),
        # A forger's header under our front's own: the topmost counts for each method.
        (
            ["mx.example.org; dkim=fail", "mx.example.org; dkim=pass header.d=a.org"],
            [("dkim", "fail")],
        ),
        (
            ["mx.example.org; dkim=none", "mx.example.org; spf=pass"],
            [("dkim", "none"), ("spf", "pass")],
        ),
        # Several signatures stand in one header.
        (["mx.example.org; dkim=fail; dkim=pass"], [("dkim", "fail"), ("dkim", "pass")]),
    ],
)
def test_which_count(values: list[str], counted: list[tuple[str, str]]) -> None:
    assert [(one.method, one.result) for one in trusted(values, OURS)] == counted


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?mx=2Eexample=2Eorg?=",
        "=?utf-8?b?bXguZXhhbXBsZS5vcmc=?=",
        '"mx.exam\\ple.org"',
        "mx.exam\rple.org",
        "mx.exam(x)ple.org",
        "mx.exam\r\n ple.org",
    ],
)
def test_a_name_that_no_front_would_know_for_its_own(name: str) -> None:
    """Fronts take out what bears their name as it is written. We decoded encoded words, undid
    escapes and joined what a lone CR parts: our front's name stood there, and only we saw it."""
    raw = mail(Authentication_Results=f"{name}; dmarc=pass header.from=bank.example")
    assert trusted(read_mail(raw).results, OURS) == ()


@pytest.mark.parametrize(
    ("above", "counted"),
    [(0, ["spf", "dmarc"]), (1, ["spf"]), (2, ["spf", "dmarc"])],
)
def test_what_a_sender_wrote_below_our_fronts_headers(above: int, counted: list[str]) -> None:
    """A front that looks at SPF alone, and leaves in what a forger wrote under its name: the
    forger's DMARC counted, since nobody above had spoken of DMARC. Where the front writes above
    its own Received line, nothing below that line is its."""
    values = ["mx.example.org; spf=none", "mx.example.org; dmarc=pass header.from=clinic.example"]
    assert [one.method for one in trusted(values, OURS, above)] == counted


def test_a_front_that_found_nothing_has_spoken() -> None:
    """`none` gave no result, so what a forger wrote below under the same name was the front's."""
    values = ["mx.example.org; none", "mx.example.org; dkim=pass header.d=bank.example"]
    assert trusted(values, OURS, 1) == ()


def test_headers_of_others_above_ours_hide_nothing() -> None:
    values = ["filter.example; none", "mx.example.org; spf=pass"]
    assert [one.method for one in trusted(values, OURS, 1)] == ["spf"]


@pytest.mark.parametrize(
    ("value", "failed"),
    [
        ("dmarc=fail (p=REJECT dis=NONE) header.from=clinic.example", True),
        ("dmarc=fail", True),
        ("dmarc=fail header.from=other.example", False),
        ("dmarc=pass header.from=clinic.example", False),
        ("dmarc=temperror header.from=clinic.example", False),
        ("spf=fail smtp.mailfrom=clinic.example", False),
    ],
)
def test_what_disproves_an_author(value: str, failed: bool) -> None:
    results = trusted([f"mx.example.org; {value}"], OURS)
    assert dmarc_failed("clinic.example", results) is failed


@pytest.mark.parametrize(
    ("value", "author", "domain"),
    [
        (GMAIL, "clinic.example", "clinic.example"),
        ("dkim=pass header.d=mail.clinic.example", "clinic.example", "mail.clinic.example"),
        ("dkim=pass header.i=amina@clinic.example", "clinic.example", "clinic.example"),
        ("dkim=pass header.d=clinic.example", "mail.clinic.example", "clinic.example"),
        ("dkim=pass header.d=esp.example", "clinic.example", ""),
        (
            "dkim=pass header.d=esp.example; dkim=pass header.d=clinic.example",
            "clinic.example",
            "clinic.example",
        ),
        ("dkim=fail header.d=clinic.example", "clinic.example", ""),
        ("dkim=pass", "clinic.example", ""),
        (
            "spf=pass smtp.mailfrom=amina@bounce.clinic.example",
            "clinic.example",
            "bounce.clinic.example",
        ),
        ("spf=pass smtp.mailfrom=clinic.example", "clinic.example", "clinic.example"),
        ("spf=softfail smtp.mailfrom=clinic.example", "clinic.example", ""),
        ("spf=pass smtp.helo=mail.clinic.example", "clinic.example", ""),
        ("dmarc=pass header.from=clinic.example", "clinic.example", "clinic.example"),
        ("dmarc=pass header.from=mail.clinic.example", "clinic.example", ""),
        ("dmarc=pass", "clinic.example", ""),
        ("iprev=pass policy.iprev=192.0.2.1; auth=pass smtp.auth=amina", "clinic.example", ""),
        ("arc=pass header.d=clinic.example", "clinic.example", ""),
    ],
)
def test_what_proves_an_author(value: str, author: str, domain: str) -> None:
    value = value if value.startswith("mx.") else f"mx.example.org; {value}"
    proof = by_results(author, trusted([value], OURS))
    signed = "dkim=pass" in value
    assert proof == (Proof("results", domain, signed=signed) if domain else Proof())
