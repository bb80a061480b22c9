"""The DNS records of a site: how they are spelled, and what is wrong with those that are there."""

from __future__ import annotations

import pytest

from listserv.cli import records
from listserv.cli.findings import note, ok, unknown, verdict, wrong
from listserv.cli.records import Record
from listserv.identity import keys

DOMAIN = "lists.example.org"
RSA, ED25519 = keys.new("listserv"), keys.new("second", "ed25519")


def test_the_records_of_a_site() -> None:
    assert [(one.name, one.kind) for one in records.wanted(DOMAIN, [RSA, ED25519])] == [
        ("lists.example.org", "MX"),
        ("lists.example.org", "TXT"),
        ("_dmarc.lists.example.org", "TXT"),
        ("listserv._domainkey.lists.example.org", "TXT"),
        ("second._domainkey.lists.example.org", "TXT"),
    ]


def test_what_we_ask_for_has_no_problem() -> None:
    _, sender, policy, *_ = records.wanted(DOMAIN, [])
    assert records.spf_problem([sender.value.encode()]) == ""
    assert records.dmarc_problem([policy.value.encode()]) == ""
    for key in (RSA, ED25519):
        assert records.key_problem(key, [records.of_key(DOMAIN, key).value.encode()]) == ""


def test_a_long_record_is_cut_as_a_zone_file_takes_it() -> None:
    first, *pieces, last = records.of_key(DOMAIN, RSA).lines()
    assert (first, last) == ("listserv._domainkey.lists.example.org. TXT (", ")")
    assert max(map(len, pieces)) <= 255
    assert "".join(piece.strip().strip('"') for piece in pieces) == RSA.record()
    assert list(Record("a.example", "TXT", "v=spf1 -all").lines()) == [
        'a.example. TXT "v=spf1 -all"'
    ]
    assert list(Record("a.example", "MX", "10 HOST.").lines()) == ["a.example. MX 10 HOST."]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([], "there is no record"),
        ([b"a", b"b"], "there are 2 records, and there must be one"),
        ([b"hello"], "the record is none of a key"),
        ([b"v=DKIM2; p=x"], "the record is none of a key"),
        ([b"v=DKIM1; p="], "the record says that the key was withdrawn"),
        ([b"v=DKIM1; k=rsa; p=MIIB"], "the record is that of another key"),
        ([RSA.record().replace("k=rsa", "k=x").encode()], "the record is that of another key"),
        ([ED25519.record().encode()], "the record is that of another key"),
        ([RSA.record().replace("k=rsa; ", "").encode()], ""),
        ([RSA.record().replace("p=MII", " p = MI I").encode() + b" ; t=s;"], ""),
    ],
)
def test_the_record_of_a_key(texts: list[bytes], problem: str) -> None:
    assert records.key_problem(RSA, texts) == problem


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([], "no record that begins with v=spf1"),
        ([b"v=spf10 -all", b"spf1 -all"], "no record that begins with v=spf1"),
        ([b"v=spf1; mx -all"], "no record that begins with v=spf1 and a blank"),
        ([b" v=spf1 mx -all", b"v=spf1\tmx -all"], "no record that begins with v=spf1"),
        ([b"v=spf1; mx -all", b"v=spf1 mx -all"], ""),
        ([b"v=spf1 mx -all", b"V=SPF1 ~all"], "there are 2 records"),
        ([b"v=spf1 mx all"], "lets everybody send"),
        ([b"v=spf1 +ALL"], "lets everybody send"),
        ([b"v=spf1 mx"], "does not say what to do with others"),
        ([b"v=spf1"], "does not say what to do with others"),
        ([b"some-verification=1", b"v=spf1 ip4:192.0.2.1 ~all"], ""),
        ([b"v=spf1 redirect=_spf.example.org"], ""),
    ],
)
def test_the_record_of_spf(texts: list[bytes], problem: str) -> None:
    said = records.spf_problem(texts)
    assert problem in said and bool(problem) == bool(said)


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([], "no record that begins with v=DMARC1"),
        ([b"v=DMARC12; p=none"], "no record that begins with v=DMARC1"),
        ([b"v=DMARC1; p=none", b"v=DMARC1; p=reject"], "there are 2 records"),
        ([b"v=DMARC1"], "has no policy"),
        ([b"v=DMARC1; p=strict"], "has no policy"),
        ([b"v=DMARC1;p=none"], ""),
        ([b"v=dmarc1 ; p = Quarantine ; rua=mailto:a@example.org"], ""),
        ([b"v=DMARC1; P=none"], "has no policy"),
    ],
)
def test_the_record_of_dmarc(texts: list[bytes], problem: str) -> None:
    said = records.dmarc_problem(texts)
    assert problem in said and bool(problem) == bool(said)


def test_a_record_cannot_write_on_the_terminal() -> None:
    assert records.printable(b"v=spf1 \x1b[2J\xff -all\r\n") == "v=spf1 ?[2J\ufffd -all"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([ok("a", ""), note("b", "")], "nothing is wrong"),
        ([ok("a", ""), unknown("b", "")], "nothing is wrong, as far as could be seen"),
        ([wrong("a", "", ""), unknown("b", "")], "1 thing is wrong"),
        ([wrong("a", "", "")] * 3, "3 things are wrong"),
    ],
)
def test_the_verdict(found: list[object], said: str) -> None:
    assert verdict(found) == said  # type: ignore[arg-type]
