"""The grammar of SPF records and their macros: RFC 7208's own examples, and what breaks them."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.identity.spfrecord import (
    BadRecordError,
    Directive,
    Record,
    Sender,
    expand,
    is_record,
    parse,
)
from tests.support.pace import Pace

SENDER = Sender(ip_address("192.0.2.3"), "strong-bad@email.example.com", "mx.example.com")
SIX = Sender(ip_address("2001:db8::cb01"), "strong-bad@email.example.com", "mx.example.com")


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        (b"v=spf1", True),
        (b"v=spf1 -all", True),
        (b"V=SPF1 -all", True),
        (b"v=spf10 -all", False),
        (b"v=spf1-all", False),
        (b" v=spf1 -all", False),
        (b"v=spf2.0/pra -all", False),
        (b"", False),
    ],
)
def test_what_is_a_record(text: bytes, ours: bool) -> None:
    assert is_record(text) is ours


@pytest.mark.parametrize(
    ("terms", "record"),
    [
        ("", Record()),
        ("+all", Record((Directive("pass", "all"),))),
        ("a -ALL", Record((Directive("pass", "a"), Directive("fail", "all")))),
        ("a:example.org/28", Record((Directive("pass", "a", "example.org", None, 28),))),
        ("mx/24//64", Record((Directive("pass", "mx", "", None, 24, 64),))),
        (
            "~mx:example.org//64",
            Record((Directive("softfail", "mx", "example.org", None, 32, 64),)),
        ),
        (
            "ip4:192.0.2.128/28",
            Record((Directive("pass", "ip4", network=ip_network("192.0.2.128/28")),)),
        ),
        (
            "?ip6:2001:db8::/32",
            Record((Directive("neutral", "ip6", network=ip_network("2001:db8::/32")),)),
        ),
        ("include:%{d}.example.net", Record((Directive("pass", "include", "%{d}.example.net"),))),
        (
            "exists:%{ir}.%{l1r+-}._spf.%{d}",
            Record((Directive("pass", "exists", "%{ir}.%{l1r+-}._spf.%{d}"),)),
        ),
        (
            "ptr ptr:example.org",
            Record((Directive("pass", "ptr"), Directive("pass", "ptr", "example.org"))),
        ),
        ("redirect=_spf.example.com", Record(redirect="_spf.example.com")),
        ("exp=explain._spf.%{d} moo=%{c}%%", Record()),
    ],
)
def test_terms(terms: str, record: Record) -> None:
    assert parse(b"v=spf1 " + terms.encode()) == record
    assert parse(b"v=spf1  " + terms.encode() + b" ") == record


@pytest.mark.parametrize(
    "terms",
    [
        "moo",
        "all:example.org",
        "all/8",
        "a:",
        "a/",
        "a/33",
        "a/08",
        "a//129",
        "a:example",
        "a:example.1",
        "a:example.-x",
        "a:ex ample.org b",
        "include",
        "include:",
        "include:example.org/24",
        "exists",
        "ip4",
        "ip4:192.0.2",
        "ip4:192.0.2.1/33",
        "ip4:192.0.2.1/24//64",
        "ip4:2001:db8::1",
        "ip4:192.0.2.1/255.255.255.0",
        "ip6:192.0.2.1",
        "ip6:2001:db8::1/129",
        "ip6:fe80::1%eth0",
        "-redirect=example.org",
        "redirect=",
        "redirect=example.org redirect=example.org",
        "exp=example.org exp=example.org",
        "a:%{x}.example.org",
        "a:%{d0}.example.org",
        "a:%{c}.example.org",
        "a:%{d",
        "a:%d.example.org",
        "moo=%",
        "=moo",
        "a=b:%{z}%{",
        "\x7f",
        "a:exämple.org",
    ],
)
def test_one_wrong_term_spoils_the_record(terms: str) -> None:
    with pytest.raises(BadRecordError):
        parse(b"v=spf1 ip4:192.0.2.3 " + terms.encode())


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        # RFC 7208 §7.4
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("%{h}.%{p}", "mx.example.com.unknown"),
        ("%{S}", "strong-bad%40email.example.com"),
        ("a%%b%_c%-d.example.org.", "a%b c%20d.example.org"),
        ("%{d99999999999999999999}", "email.example.com"),
    ],
)
def test_macros(spec: str, name: str) -> None:
    assert expand(spec, SENDER, "email.example.com") == name


def test_macros_of_an_ipv6_client() -> None:
    assert expand("%{ir}.%{v}._spf.%{d2}", SIX, "email.example.com") == (
        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"
    )


def test_a_name_too_long_loses_its_left_labels() -> None:
    """RFC 7208 §7.3: what is left is the longest end of it that a name can be."""
    name = expand("%{l}.%{d}", Sender(SENDER.client, "x." * 130 + "y@a.b", ""), "example.com")
    assert name.endswith(".y.example.com")
    assert 250 <= len(name) <= 253


def test_macros_are_counted() -> None:
    """A record of 4 KB named a return path of 400 labels a thousand times: each of ten terms held
    the event loop for seconds, most of them spent on cutting the name label by label."""
    assert parse(b"v=spf1 exists:" + b"%{s}" * 30 + b".evil.example").directives
    with pytest.raises(BadRecordError):
        parse(b"v=spf1 exists:" + b"%{s}" * 31 + b".evil.example")


def test_names_are_quick_to_cut() -> None:
    """The same with the macros that are allowed, and a sender as long as any."""
    sender = Sender(SIX.client, "a." * 1000 + "@evil.example", "h." * 1000)
    spec = "%{S.-+,/_=}%{HR}" * 15
    with Pace() as taken:
        for _ in range(10):
            assert len(expand(spec, sender, "b." * 120)) <= 253
    assert taken.seconds < 0.25


@given(
    st.lists(
        st.sampled_from(
            ["%{d}", "%{l1r-}", "%%", "%", "{", "a", ".", "-", "/24", "9", "x.org", ":"]
        ),
        max_size=12,
    )
)
def test_any_domain_is_read_or_refused(pieces: list[str]) -> None:
    try:
        record = parse(b"v=spf1 a:" + "".join(pieces).encode())
    except BadRecordError:
        return
    assert len(expand(record.directives[0].domain, SENDER, "example.org")) <= 253
