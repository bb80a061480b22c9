"""People pasted into a mail: each layout that a table or another mail has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages.pasted import Bad, Given, consent_of, read
from listserv.text.addresses import normalise
from tests.support.pace import Pace

A, B = "amina@example.org", "bo@clinic.example"
AMINA = Given(A, "Amina Kamau")
FULL = Given(A, "Amina Kamau", "Kenya", "Ministry of Health")


@pytest.mark.parametrize(
    ("line", "given"),
    [
        (A, Given(A)),
        (f"<{A}>", Given(A)),
        (f"mailto:{A}", Given(A)),
        (f"{A}<mailto:{A}>", Given(A)),
        (f"- {A}", Given(A)),
        (f"3. {A}", Given(A)),
        ("Amina.Kamau@Example.ORG", Given("amina.kamau@example.org")),
        (f"Amina Kamau <{A}>", AMINA),
        (f'"Amina Kamau" <{A}>', AMINA),
        (f"Amina Kamau {A}", AMINA),
        (f"{A} Amina Kamau", AMINA),
        (f"Amina Kamau: {A}", AMINA),
        (f"Amina Kamau - {A}", AMINA),
        (f"• Amina Kamau ({A})", AMINA),
        (f"Amina Kamau, {A}", AMINA),
        (f"{A}, Amina Kamau", AMINA),
        (f"Kamau, Amina <{A}>", AMINA),
        (f"Amina Kamau, {A}, Kenya, Ministry of Health", FULL),
        (f"Amina Kamau;{A};Kenya;Ministry of Health", FULL),
        (f"Amina Kamau\t{A}\tKenya\tMinistry of Health", FULL),
        (f"Amina Kamau | {A} | Kenya | Ministry of Health", FULL),
        (f"Amina Kamau   {A}    Kenya  Ministry of Health", FULL),
        (f"{A},Amina Kamau,Kenya,Ministry of Health", FULL),
        (f"Amina Kamau <{A}>, Kenya, Ministry of Health", FULL),
        (f'"Amina Kamau",{A},Kenya,"Ministry of Health"', FULL),
        (f"أمينة كاماو <{A}>", Given(A, "أمينة كاماو")),
        (f"=HYPERLINK, {A}", Given(A, "HYPERLINK")),
        (f"Amina Kamau, {A}, +254 722 123456", AMINA),
        (f"7, Amina Kamau, {A}, +254 722 123456, Kenya, Ministry of Health", FULL),
        (f"{A} (Amina Kamau)", AMINA),
        (f"{A} (Amina Kamau, Kenya)", Given(A, "Amina Kamau", "Kenya")),
        (f"Amina Kamau <{A}> (Kenya)", Given(A, "Amina Kamau", "Kenya")),
        (f"Amina Kamau (Kenya) <{A}>", Given(A, "Amina Kamau", "Kenya")),
        (f"Amina Kamau (Kenya, Ministry of Health) {A}", FULL),
        (f"Amina Kamau, Kenya, {A}", Given(A, "Amina Kamau", "Kenya")),
        (f"Amina Kamau, Kenya <{A}>", Given(A, "Amina Kamau", "Kenya")),
        (f"{A} - Amina Kamau - Kenya", Given(A, "Amina Kamau", "Kenya")),
        (f"Amina Kamau / Kenya / {A}", Given(A, "Amina Kamau", "Kenya")),
        (f"1) Amina Kamau {A} Kenya", Given(A, "Amina Kamau", "Kenya")),
        (f'"Ana Souza" ‹{A}›; pt', Given(A, "Ana Souza", language="pt")),
        (f"Ana Souza <{A}>; PT", Given(A, "Ana Souza", "PT")),
        (f"{A}; pt", Given(A, language="pt")),
        (f"{A}, Ana Souza, Moçambique, fr", Given(A, "Ana Souza", "Moçambique", "", "fr")),
        (f"Ana Souza <{A}> (português)", Given(A, "Ana Souza", language="pt")),
        (f"Ana Souza\t{A}\tpt\tMoçambique", Given(A, "Ana Souza", "Moçambique", "", "pt")),
        (f"Amina Kamau <{A}> (Red Cross)", Given(A, "Amina Kamau", "", "")),
        (f"Amina Kamau,{A},,Ministry of Health", Given(A, "Amina Kamau", "", "Ministry of Health")),
    ],
)
def test_a_line(line: str, given: Given) -> None:
    found = read(line)
    assert (found.people, found.bad) == ([given], [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Bo Banda", "no-address"),
        ("bo_at_clinic.example", "no-address"),
        ("Bo <bo@clinic,example>", "unclear"),
        ("bo@", "bad-address"),
        ("@clinic.example", "bad-address"),
        ("bo@@clinic.example", "bad-address"),
        ("see bo@clinic.example", "unclear"),
        ("we should ask the people of bo@clinic.example whether they want this", "unclear"),
        (f"{A} or rather {B}", "unclear"),
        ("x" * 501 + f" {A}", "long"),
    ],
)
def test_a_line_that_cannot_be_used_comes_back_with_its_number(line: str, why: str) -> None:
    found = read(f"{A}\n\n{line}")
    assert found.people == [Given(A)]
    if why != "unclear" or "," not in line:
        assert found.bad == [Bad(2, line, why)]
    else:
        assert [one.line for one in found.bad] == [2]


@pytest.mark.parametrize(
    "header",
    [
        "Name,Email,Country",
        "name;e-mail;country",
        "Nom complet\tAdresse e-mail\tPays",
        "Nombre,Correo electrónico,País",
        "Nome | Endereço | País",
        "الاسم,البريد الإلكتروني,البلد",
    ],
)
def test_a_first_line_names_the_columns(header: str) -> None:
    between = next(one for one in ("\t", "|", ";", ",") if one in header)
    row = between.join(("Amina Kamau", A, "Kenya"))
    assert read(f"{header}\n{row}").people == [Given(A, "Amina Kamau", "Kenya")]


def test_columns_of_a_spreadsheet_in_any_order() -> None:
    found = read(f"No,Last name,First name,Organisation,Email,Phone\n1,Kamau,Amina,WHO,{A},+254 20")
    assert found.people == [Given(A, "Amina Kamau", "", "WHO")]


def test_addressees_of_another_mail() -> None:
    found = read(f'"Kamau, Amina" <{A}>, {B}; Céline <celine@hopital.example>')
    assert found.people == [
        Given(A, "Kamau, Amina"),
        Given(B),
        Given("celine@hopital.example", "Céline"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        f"{A} (Amina Kamau); {B} (Bo Li, China)",
        f"{A} (Amina Kamau)\n{B} (Bo Li, China)",
        f"Amina Kamau <{A}>; Bo Li, China <{B}>",
        f"1. Amina Kamau - {A}\n2. Bo Li - China - {B}",
    ],
)
def test_what_stands_in_brackets_is_nobody_elses_consent(line: str) -> None:
    """`(Amina Kamau, Kenya)` was noted for fourteen people as how they agreed."""
    found = read(line)
    assert [(one.name, one.country) for one in found.people] in (
        [("Amina Kamau", ""), ("Bo Li", "China")],
    )
    assert not found.consent


def test_addresses_alone_on_one_line() -> None:
    assert read(f"{A} {B}, c@d.example").people == [Given(A), Given(B), Given("c@d.example")]


def test_who_agreed_alone_says_so_in_brackets() -> None:
    found = read(f"{A} (she asked me on Monday)")
    assert (found.people, found.consent) == ([Given(A)], "she asked me on Monday")


def test_an_address_counts_once() -> None:
    assert read(f"{A}\nAmina <{A.upper()}>").people == [Given(A)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("consent: sign-up sheet of 5 March", "sign-up sheet of 5 March"),
        ("Consentement : feuille du 5 mars", "feuille du 5 mars"),
        ("con su permiso: hoja", "hoja"),
        ("autorização: folha", "folha"),
        ("الموافقة: قائمة ٥ مارس", "قائمة ٥ مارس"),
        ("they agreed: at the workshop", "at the workshop"),
        ("note: this", ""),
        (f"consent {A}", ""),
    ],
)
def test_how_they_agreed(line: str, said: str) -> None:
    assert consent_of(line) == said
    assert read(f"{A}\n{line}").consent == said


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    for one in read(text).people:
        assert normalise(one.address) == one.address


def test_the_worst_text_is_read_in_a_moment() -> None:
    worst = ["@" * 500, "a@b," * 120, "<" * 500, '"' * 499 + ",", "a:" * 250, "( " * 250 + ")"]
    with Pace() as taken:
        for line in worst:
            read("\n".join([line] * 300))
    assert taken.seconds < 3.0
