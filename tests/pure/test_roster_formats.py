"""Files of members as other servers give them: recognised, read, and reported where they must be.

The dump has the octets of Sympa 6.2 (`dump_users`). The table of Groups.io is put together from
what its help and its API name. Mailman's are in test_roster_mailman.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv import roster
from listserv.roster import Entry, RosterError
from listserv.store.members import NewMember
from tests.support.rosters import AMINA, DAILY, EVE, NONE, PAUL, TITLES, one, read

# --- Sympa ----------------------------------------------------------------------------------------

SYMPA = """\
bounce 1767600000 1767700000 3 5.1.1
bounce_score 80
date 1299628800
email Eve@Example.org
gecos Ève Mutombo
number_messages 12
reception digest
subscribed 1
update_date 1767600000
visibility noconceal

date 1299628800
email amina@example.org
inclusion 1767600000
number_messages 0
reception mail
subscribed 1
visibility conceal
included 1

"""


def test_a_dump_of_sympa() -> None:
    found = roster.read(SYMPA.encode())
    assert found.form == "sympa"
    assert list(found.entries) == [
        Entry(
            1,
            NewMember(
                EVE,
                "Ève Mutombo",
                delivery=DAILY,
                digest_form="mime",
                stopped=True,
                since="2011-03-09",
            ),
            "her mail comes back there (score 80): imported as stopped",
        ),
        Entry(12, NewMember(AMINA, conceal=True, since="2011-03-09")),
    ]


def test_a_dump_of_an_older_sympa() -> None:
    text = f"date 1299628800\nupdate_date 1299628800\nemail {AMINA}\nreception summary\n\n"
    assert one(text) == Entry(1, NewMember(AMINA, delivery=TITLES, since="2011-03-09"))


@pytest.mark.parametrize(
    ("lines", "expected", "said"),
    [
        ("reception mail", {}, ""),
        ("reception txt", {}, ""),
        ("reception html", {}, ""),
        ("reception urlize", {}, ""),
        ("reception not_me", {"own_copies": False}, ""),
        ("reception digest", {"delivery": DAILY, "digest_form": "mime"}, ""),
        ("reception digestplain", {"delivery": DAILY}, ""),
        ("reception summary", {"delivery": TITLES}, ""),
        ("reception notice", {"delivery": TITLES}, ""),
        ("reception nomail", {"delivery": NONE}, ""),
        (
            "suspend 1\nstartdate 1767600000\nenddate 1769000000",
            {"paused_until": 1769000000.0},
            "is suspended there: paused until 2026-01-21",
        ),
        (
            "suspend 1",
            {"delivery": NONE},
            "is suspended there without an end: imported without mail",
        ),
        ("suspend 0\nenddate 1769000000", {}, ""),
        ("bounce_score 44", {}, ""),
        (
            "bounce_score 45",
            {"stopped": True},
            "her mail comes back there (score 45): imported as stopped",
        ),
        ("lang pt", {"languages": ("pt",)}, ""),
        ("attrib <x/>\nphone 123", {}, ""),
        ("date 99999999999999", {}, ""),
        ("not a line of a dump!", {}, ""),
    ],
)
def test_what_a_subscriber_has_there(lines: str, expected: dict[str, Any], said: str) -> None:
    (entry,) = read(f"email {AMINA}\n{lines}\n", "sympa")
    assert entry == Entry(1, NewMember(AMINA, **expected), said)


def test_paragraphs_that_cannot_be_read_are_named_by_their_line() -> None:
    text = (
        f"email {AMINA}\nreception hourly\n\n\ngecos Paul\n\nemail nobody\n\nemail {PAUL}\r\n\r\n"
    )
    entries = read(text, "sympa")
    assert [(entry.place, entry.said.partition(";")[0][:30]) for entry in entries] == [
        (1, 'unknown reception "hourly"'),
        (5, "has no line email"),
        (7, '"nobody" is no mail address: A'),
        (9, ""),
    ]


# --- Groups.io ------------------------------------------------------------------------------------

HEAD = "Email,User ID,Member ID,Display Name,Username,Joined,Status,User Status,Email Delivery"


@pytest.mark.parametrize(
    ("status", "user", "delivery", "expected", "said"),
    [
        ("", "", "Individual Messages", {}, ""),
        ("Normal", "Confirmed", "", {}, ""),
        ("sub_status_normal", "user_status_confirmed", "email_delivery_single", {}, ""),
        ("", "", "Full Featured Digest", {"delivery": DAILY}, ""),
        ("", "", "email_delivery_html_digest", {"delivery": DAILY}, ""),
        ("", "", "Plain Digest", {"delivery": DAILY}, ""),
        ("", "", "email_delivery_digest", {"delivery": DAILY}, ""),
        ("", "", "Daily Summary", {"delivery": TITLES}, ""),
        ("", "", "email_delivery_summary", {"delivery": TITLES}, ""),
        ("", "", "No Email", {"delivery": NONE}, ""),
        ("", "", "email_delivery_none", {"delivery": NONE}, ""),
        (
            *("", "", "Special Notices Only", {"delivery": NONE}),
            "has special notices only there: imported without mail",
        ),
        (
            *("", "Bouncing", "Plain Digest", {"delivery": DAILY, "stopped": True}),
            "her mail comes back there: imported as stopped",
        ),
        (
            *("", "user_status_bounced", "", {"stopped": True}),
            "her mail comes back there: imported as stopped",
        ),
        ("Pending", "", "", None, "waits for approval there: not imported"),
        ("sub_status_pending", "", "", None, "waits for approval there: not imported"),
        ("Banned", "", "", None, "is banned there: not imported"),
        ("", "Not Confirmed", "", None, "has not confirmed there: not imported"),
        ("", "user_status_notconfirmed", "", None, "has not confirmed there: not imported"),
        ("", "user_status_inactive", "", None, "is not active there: not imported"),
        ("Sleeping", "", "", None, 'unknown status "sleeping"'),
        ("", "", "Hourly", None, 'unknown delivery "hourly"; known: individual messages, '),
    ],
)
def test_a_row_of_groups_io(
    status: str, user: str, delivery: str, expected: dict[str, Any] | None, said: str
) -> None:
    row = f'{AMINA},1234567,7654321,"Kamau, Amina",amina,05/21/2019,{status},{user},{delivery}'
    found = roster.read(f"{HEAD}\n{row}\n".encode())
    assert found.form == "groupsio"
    (entry,) = found.entries
    member = expected and NewMember(AMINA, "Kamau, Amina", since="05/21/2019", **expected)
    if expected == {}:
        member = NewMember(AMINA, "Kamau, Amina", since="05/21/2019")
    assert (entry.place, entry.member) == (2, member)
    assert entry.said == said if expected is not None else entry.said.startswith(said)


def test_a_state_may_be_a_column_of_its_own() -> None:
    head = "Email,Display Name,Username,Moderation Status,Bouncing,Confirmed,Timezone"
    rows = [
        f"{AMINA},Amina,a,Moderated,,yes,Africa/Nairobi",
        f"{PAUL},Paul,p,,true,,Middle Earth",
        f"{EVE},Eve,e,,no,no,",
        "nobody,Nobody,n,,,,",
    ]
    entries = read("\n".join([head, *rows]))
    assert [entry.said[:21] for entry in entries] == [
        "",
        "her mail comes back t",
        "has not confirmed the",
        '"nobody" is no mail a',
    ]
    assert entries[0].member == NewMember(AMINA, "Amina", timezone="Africa/Nairobi")
    assert entries[1].member == NewMember(PAUL, "Paul", stopped=True)


def test_rows_of_groups_io_are_read_as_any_table() -> None:
    text = f'{HEAD}\n{AMINA},1\n"broken,2\n{PAUL},3,4,5,6,7,8,9,10,11\n\n{EVE},4\n'
    entries = read(text)
    assert [(entry.place, bool(entry.member)) for entry in entries] == [
        (2, True),
        (3, False),
        (4, False),
        (6, True),
    ]
    with pytest.raises(RosterError, match="must name a column Email"):
        read("Mail,Display Name\n", "groupsio")


# --- which is which -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("address,name\namina@example.org,Amina\n", "csv"),
        ("\ufeffaddress;name\n", "csv"),
        ("address\n", "csv"),
        ("Email,Name\n", "csv"),  # nobody's: an error that says what the columns are
        (f"{AMINA},Amina\n", "csv"),
        ("", "csv"),
        ("\n\nAmina <amina@example.org>\n", "addresses"),
        ('"Kamau, Amina" <amina@example.org>\n', "addresses"),
        (f"\ufeff{AMINA}\r\n{PAUL}\r\n", "addresses"),
        ("\n{}", "mailman3"),
        ("[]", "mailman3"),
        (SYMPA, "sympa"),
        (SYMPA.replace("\n", "\r\n"), "sympa"),
        (HEAD, "groupsio"),
        ("Username\tEmail\n", "groupsio"),
    ],
)
def test_a_file_says_what_it_is(text: str, form: str) -> None:
    try:
        found = roster.read(text.encode()).form
    except RosterError as error:
        assert form == "mailman3"
        assert "no answer about members" in str(error)
    else:
        assert found == form
        assert form in roster.FORMATS


def test_a_text_that_is_not_utf_8_names_the_line() -> None:
    with pytest.raises(RosterError) as error:
        roster.read(b"address,name\na@example.org,Andr\xe9\n")
    assert (str(error.value), error.value.line) == ("is not UTF-8; save it as UTF-8", 2)


@pytest.mark.parametrize("form", ["", *roster.FORMATS])
@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)))
def test_any_octets_are_entries_or_a_complaint(form: str, data: bytes) -> None:
    try:
        for entry in roster.read(data, form).entries:
            assert entry.member or entry.said
    except RosterError as error:
        assert str(error)
