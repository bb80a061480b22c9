"""Which domains are one organisation, and what a DMARC record asks for."""

import pytest

from listserv.identity.alignment import aligned, domain_of, organisation
from listserv.identity.policy import Published, read, speaks


@pytest.mark.parametrize(
    ("domain", "above"),
    [
        ("example.org", "example.org"),
        ("mail.EXAMPLE.org.", "example.org"),
        ("a.b.moh.go.ke", "moh.go.ke"),
        ("saude.gov.br", "saude.gov.br"),
        ("www.nhs.uk", "www.nhs.uk"),  # nhs.uk is a public suffix
        ("co.uk", "co.uk"),
        ("amina.github.io", "amina.github.io"),
        ("localhost", "localhost"),
        ("mail.clinic.example", "clinic.example"),
        ("", ""),
    ],
)
def test_organisations(domain: str, above: str) -> None:
    assert organisation(domain) == above


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("example.org", "mail.example.org", True),
        ("a.example.org", "b.example.org", True),
        ("example.org", "example.com", False),
        ("one.co.uk", "two.co.uk", False),
        ("co.uk", "two.co.uk", False),
        ("amina.github.io", "juma.github.io", False),
        ("evilexample.org", "example.org", False),
        ("", "", False),
        ("example.org", "", False),
    ],
)
def test_alignment(one: str, other: str, same: bool) -> None:
    assert aligned(one, other) is same
    assert aligned(other, one) is same


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("amina@Clinic.example", "clinic.example"),
        ("@clinic.example", "clinic.example"),
        ("clinic.example.", "clinic.example"),
        ("<a@b.example>", "b.example"),
        ("", ""),
    ],
)
def test_domains(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("records", "below", "asked"),
    [
        ([b"v=DMARC1; p=reject"], False, "reject"),
        ([b"v=DMARC1;p=QUARANTINE;rua=mailto:x@y.org"], False, "quarantine"),
        ([b"v=DMARC1; p=none"], False, "none"),
        ([b"v=DMARC1"], False, "none"),
        ([b"v=DMARC1; p=reject; sp=none"], True, "none"),
        ([b"v=DMARC1; p=none; sp=reject"], True, "reject"),
        ([b"v=DMARC1; p=reject"], True, "reject"),
        ([b"v=DMARC1; p=reject", b"v=DMARC1; p=none"], False, ""),
        ([b"v=spf1 -all", b"v=DMARC1; p=reject"], False, "reject"),
        ([b"v=spf1 -all", b"\xff\xfe", b""], False, ""),
        ([], False, ""),
    ],
)
def test_dispositions(records: list[bytes], below: bool, asked: str) -> None:
    assert read(records, below).policy == asked


@pytest.mark.parametrize(
    ("record", "published"),
    [
        (b"v=DMARC1; p=reject; adkim=s; aspf=s", Published("reject", True, True)),
        (b"v=DMARC1; p=quarantine; adkim=S; aspf=r", Published("quarantine", True, False)),
        (b"v=DMARC1; p=none; adkim=relaxed", Published("none", False, False)),
    ],
)
def test_alignment_that_a_domain_asks_for(record: bytes, published: Published) -> None:
    assert read([record]) == published


@pytest.mark.parametrize(
    ("domain", "strict", "speaking"),
    [
        ("clinic.example", True, True),
        ("mail.clinic.example", True, False),
        ("mail.clinic.example", False, True),
        ("esp.example", False, False),
        ("", False, False),
    ],
)
def test_who_speaks_for_an_author(domain: str, strict: bool, speaking: bool) -> None:
    assert speaks(domain, "clinic.example", strict) is speaking
