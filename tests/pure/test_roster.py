"""A file of members: what spreadsheets write, what people get wrong, and back again."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv import roster
from listserv.model import DeliveryMode, Member, Person
from listserv.roster import Entry, RosterError, table
from listserv.store.members import NewMember

AMINA = NewMember("amina@example.org", "Amina Kamau", ("sw", "en"), "Kenya", "RSR")


def good(text: str) -> list[NewMember]:
    return [entry.member for entry in table.read(text) if entry.member]


def bad(text: str) -> list[tuple[int | str, str]]:
    return [(entry.place, entry.said) for entry in table.read(text) if not entry.member]


@pytest.mark.parametrize(
    "text",
    [
        "address,name,language,country,organisation\n"
        "amina@example.org,Amina Kamau,sw en,Kenya,RSR\n",
        "\ufeffaddress;name;language;country;organisation\r\n"
        "amina@example.org;Amina Kamau;sw,en;Kenya;RSR\r\n",
        "address\tname\tlanguage\tcountry\torganisation\n"
        "amina@example.org\tAmina Kamau\tsw en\tKenya\tRSR",
        "Name, Address ,LANGUAGE,Country,Organisation,\n"
        '"Amina\nKamau",AMINA@Example.ORG,"SW, en",Kenya,RSR,\n\n  ,,\n',
        "address,name,language,country,organisation\r"
        " amina@example.org , Amina  Kamau ,sw en sw,Kenya,RSR\r",
    ],
    ids=["plain", "spreadsheet", "tabs", "other order, newline in a name", "old Mac"],
)
def test_what_spreadsheets_write(text: str) -> None:
    assert good(text) == [AMINA]
    assert bad(text) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Amina", "has no address"),
        ("amina,Amina", '"amina" is no mail address: '),
        ("a b@example.org,x", '"a b@example.org" is no mail address: '),
        ("amína@example.org,x", '"amína@example.org" is no mail address: '),
        ("a@example.org,x,english", '"english" is no language; write a code like "en"'),
        ("a@example.org,x,en,,hourly", 'unknown delivery "hourly"; known: each, daily'),
        ("a@example.org,x,en,,,Afrika/Nairobi", '"Afrika/Nairobi" is no time zone'),
        ("a@example.org,x,en,,,Africa", '"Africa" is no time zone'),
        ("a@example.org,x,en,,,,y,z", "has more fields than the header"),
        (f"a@example.org,{'x' * 1001}", "name is longer than 1000 characters"),
        ("a@example.org,Am\x1bina", "name holds a control character"),
        ('a@example.org,"Amina" Kamau', "',' expected after '\"'"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(row: str, problem: str) -> None:
    head = "address,name,language,country,delivery,timezone,profile"
    text = f"{head}\nfirst@example.org,First\n{row}\nlast@example.org,Last\n"
    ((number, said),) = bad(text)
    assert number == 3
    assert said.startswith(problem)
    assert [one.name for one in good(text)] == ["First", "Last"]


def test_an_open_quotation_mark_takes_one_line_away() -> None:
    """Of a file of 20,000 members one stray mark would have swallowed all that follow."""
    rows = "".join(f"m{n}@example.org,M {n}\n" for n in range(50))
    text = f'address,name\nfirst@example.org,"First\n{rows}'
    assert bad(text) == [(2, "unexpected end of data")]
    assert len(good(text)) == 50


def test_lines_are_counted_as_an_editor_counts() -> None:
    text = 'address,name\n\na@example.org,"two\nlines"\nbad\n'
    assert [number for number, _ in bad(text)] == [5]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the first line must name the columns: address,name"),
        ("amina@example.org,Amina\n", 'unknown column "amina@example.org"; known: address'),
        ("adress,name\n", 'unknown column "adress"; did you mean "address"?'),
        ("name,country\n", "the first line must name the columns"),
        ("address,name,name\n", 'the column "name" stands twice'),
    ],
)
def test_a_header_that_cannot_be_right(text: str, problem: str) -> None:
    with pytest.raises(RosterError) as error:
        list(table.read(text))
    assert str(error.value).startswith(problem)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Amina.K+hifa@Example.ORG", "amina.k+hifa@example.org"),
        ("amina@bücher.example", "amina@xn--bcher-kva.example"),
    ],
)
def test_addresses_are_spelled_as_mail_spells_them(text: str, address: str) -> None:
    assert roster.good_address(text) == address


@given(st.text(max_size=200))
def test_any_text_is_rows_complaints_or_a_bad_header(text: str) -> None:
    for entry in table.read("address,name,language,timezone\n" + text):
        assert isinstance(entry, Entry)
        assert entry.member or entry.said


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20).map(str.strip)


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS, st.sampled_from(DeliveryMode)), max_size=5),
)
def test_what_is_written_is_read_back(people: list[tuple[str, str, str, DeliveryMode]]) -> None:
    members = [
        Member(
            Person(
                n, f"m{n}@example.org", name, ("fr", "en"), country, "", profile, "Africa/Lagos"
            ),
            1,
            mode,
        )
        for n, (name, country, profile, mode) in enumerate(people, 1)
    ]
    lines = list(roster.write(members))
    assert lines[0] == ",".join(table.COLUMNS)
    back = good("\n".join(lines))
    assert back == [
        NewMember(
            one.person.address,
            one.person.name,
            one.person.languages,
            one.person.country,
            "",
            one.delivery,
            "Africa/Lagos",
            one.person.profile,
        )
        for one in members
    ]


@pytest.mark.parametrize("address", ["a@", "@example.org", "a@b@example.org", f"{'x' * 65}@a.org"])
def test_a_known_domain_excuses_no_other_half(address: str) -> None:
    assert roster.good_address("amina@example.org") == "amina@example.org"
    with pytest.raises(ValueError, match="is no mail address"):
        roster.good_address(address)


def test_a_large_file_is_read_quickly() -> None:
    """Time zones were once looked up in the file system for every row: minutes for a large list."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["address", "timezone"])
    rows.writerows([f"m{n}@example.org", "EAT"] for n in range(2_000))
    found = bad(out.getvalue())
    assert len(found) == 2_000
    assert found[0] == (2, found[-1][1])


def test_a_name_that_a_spreadsheet_would_run_is_quoted_and_comes_back() -> None:
    """`=HYPERLINK(…)` as a name would run in the spreadsheet of who opens an export."""
    person = Person(1, "eve@example.org", '=HYPERLINK("http://evil.example")')
    (_, line) = roster.write([Member(person, 1)])
    assert ",=HYPER" not in line and "'=HYPERLINK" in line
    (member,) = good(f"{','.join(table.COLUMNS)}\n{line}\n")
    assert member.name == person.name
