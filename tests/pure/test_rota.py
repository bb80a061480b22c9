"""Who is on duty when, as facilitators write it down in their languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import Person, Reader
from listserv.moderation.rota import Rota, on_duty, read
from tests.support.pace import Pace

NOW = 1_767_600_000.0  # Monday 5 January 2026
MONDAY, FRIDAY, SATURDAY = date(2026, 1, 5), date(2026, 1, 9), date(2026, 1, 10)

WORKING_DAYS = """Mon-Fri g@x.org
Monday to Friday: g@x.org
Mon – Fri g@x.org
Mon,Tue,Wed,Thu,Fri g@x.org
from Monday to Friday g@x.org
lundi à vendredi g@x.org
du lundi au vendredi : g@x.org
lunes a viernes g@x.org
de lunes a viernes: <g@x.org>
segunda a sexta-feira g@x.org
segunda-feira – sexta-feira g@x.org
de segunda até sexta g@x.org
الاثنين إلى الجمعة g@x.org
من الإثنين إلى الجمعة: g@x.org
MON-FRI G@X.ORG
Mon-Wed, Thu and Fri g@x.org""".splitlines()


def days_of(text: str) -> set[int]:
    """The weekdays (0 is Monday) that a rota names somebody for."""
    found = read(text)
    assert not found.unread
    return {day for day in range(7) if found.named(date(2026, 1, 5 + day))}


@pytest.mark.parametrize("line", WORKING_DAYS)
def test_weekdays_in_every_language(line: str) -> None:
    assert days_of(line) == {0, 1, 2, 3, 4}
    assert read(line).named(MONDAY) == ("g@x.org",)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Sat,Sun p@x.org", {5, 6}),
        ("samedi et dimanche p@x.org", {5, 6}),
        ("sábado y domingo p@x.org", {5, 6}),
        ("Fri-Mon p@x.org", {4, 5, 6, 0}),
        ("Wed-Wed p@x.org", {2}),
        ("every day p@x.org", set(range(7))),
        ("tous les jours p@x.org", set(range(7))),
        ("todos los días p@x.org", set(range(7))),
        ("todos os dias p@x.org", set(range(7))),
        ("كل يوم p@x.org", set(range(7))),
    ],
)
def test_spans_and_every_day(line: str, days: set[int]) -> None:
    assert days_of(line) == days


@pytest.mark.parametrize(
    "line",
    [
        "1 May - 14 May p@x.org",
        "1-14 May p@x.org",
        "May 1-14 p@x.org",
        "1st to 14th of May p@x.org",
        "1er mai au 14 mai p@x.org",
        "du 1 au 14 mai p@x.org",
        "1 de mayo a 14 de mayo p@x.org",
        "1 de maio até 14 de maio p@x.org",
        "1 مايو - 14 مايو p@x.org",
        "٢٠٢٦-٠٥-٠١ - ٢٠٢٦-٠٥-١٤ p@x.org",
        "2026-05-01 - 2026-05-14 p@x.org",
        "1 May - 14 May 2026 p@x.org",
        "1 May, 2-14 May p@x.org",
    ],
)
def test_dates_in_every_language(line: str) -> None:
    found = read(line)
    assert not found.unread
    named = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 15)]
    assert [bool(found.named(day)) for day in named] == [False, True, True, False]


def test_a_year_is_that_year_alone() -> None:
    every, once = read("1-14 May p@x.org"), read("1 May 2026 - 14 May 2026 p@x.org")
    later = date(2027, 5, 3)
    assert (bool(every.named(later)), bool(once.named(later))) == (True, False)


def test_a_span_over_new_year() -> None:
    found = read("28 Dec - 3 Jan p@x.org")
    named = [date(2026, 12, 27), date(2026, 12, 28), date(2027, 1, 3), date(2027, 1, 4)]
    assert [bool(found.named(day)) for day in named] == [False, True, True, False]


@pytest.mark.parametrize("line", ["20 Dec - 5 Jan 2027", "20 Dec 2026 - 5 Jan"])
def test_a_span_over_new_year_may_name_one_year(line: str) -> None:
    found = read(f"{line} p@x.org")
    assert not found.unread
    named = [date(2026, 12, 19), date(2026, 12, 20), date(2027, 1, 5), date(2027, 1, 6)]
    assert [bool(found.named(day)) for day in named] == [False, True, True, False]
    assert not found.named(date(2027, 12, 24))


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("g@x.org<mailto:g@x.org>", "g@x.org"),
        ("<mailto:G@X.org>", "g@x.org"),
        ("g@bücher.example", "g@xn--bcher-kva.example"),
        ("g@x.org.", "g@x.org"),
        ("Grace Otieno <g@x.org>", "g@x.org"),
        ('"Maria da Silva" <g@x.org>', "g@x.org"),
        ("Grace <g@x.org>", "g@x.org"),
    ],
)
def test_an_address_as_it_is_copied_from_a_mail(said: str, address: str) -> None:
    """Outlook adds a link to it, address books its name."""
    found = read(f"Mon {said}\nالاثنين: {said}\nMon {said}, p@x.org")
    assert not found.unread
    assert found.named(MONDAY) == (address, "p@x.org")


def test_a_rota_is_read_once() -> None:
    """It was read anew every five seconds for every list."""
    assert read("Mon-Fri g@x.org") is read("Mon-Fri g@x.org")


def test_dates_go_before_weekdays() -> None:
    """Whoever stands in writes one more line, and need not touch the others."""
    found = read("Mon-Fri grace@x.org\n1-14 May paul@x.org\n\n# holidays above\n")
    assert found.named(date(2026, 5, 4)) == ("paul@x.org",)
    assert found.named(date(2026, 5, 18)) == ("grace@x.org",)


def test_several_lines_of_a_day_add_up() -> None:
    found = read("Mon-Fri grace@x.org, maria@x.org\nMon peter@x.org; grace@x.org")
    assert found.named(MONDAY) == ("grace@x.org", "maria@x.org", "peter@x.org")


@pytest.mark.parametrize(
    "line",
    [
        "grace@x.org",
        "Mon-Fri",
        "Mon-Fri Grace",
        "Mon Grace g@x.org",
        "Mon evening <g@x.org>",
        "Mon not Grace Otieno <g@x.org>",
        "Grace Otieno <g@x.org>",
        "Mon to Grace <g@x.org>",
        "Mon One Two Three Four Five Six <g@x.org>",
        "Mon g@x.org (from eight)",
        "Mon g@x.org Tue p@x.org",
        "tomorrow g@x.org",
        "1-14 g@x.org",
        "5 g@x.org",
        "31 April g@x.org",
        "32 May g@x.org",
        "0-3 May g@x.org",
        "Mon to g@x.org",
        "Mon-14 May g@x.org",
        "14 May 2026 - 1 May 2026 g@x.org",
        "Mon 1 May g@x.org",
        "weekdays g@x.org",
        "Mon g@x",
        "Mon ü@x.org",
        "14-1 May 2026 g@x.org",
    ],
)
def test_what_is_not_known_is_given_back_as_typed(line: str) -> None:
    assert read(f"  {line} \nTue t@x.org") == Rota(read("Tue t@x.org").shifts, (line,))


# --- who is there ---------------------------------------------------------------------------------


def reader(n: int, *addresses: str, away_until: float | None = None) -> Reader:
    person = Person(n, addresses[0])
    return Reader(person, frozenset(addresses), away_until=away_until)


GRACE, PETER = reader(1, "grace@x.org", "g@home.example"), reader(2, "peter@x.org")
AWAY = reader(1, "grace@x.org", away_until=NOW + 1)


@pytest.mark.parametrize(
    ("rota", "day", "readers", "ids"),
    [
        ("", MONDAY, [GRACE, PETER], [1, 2]),
        ("Mon-Fri grace@x.org", MONDAY, [GRACE, PETER], [1]),
        ("Mon-Fri g@home.example", MONDAY, [GRACE, PETER], [1]),  # another address of hers
        ("Mon-Fri grace@x.org", SATURDAY, [GRACE, PETER], [1, 2]),
        ("Mon-Fri grace@x.org", MONDAY, [AWAY, PETER], [2]),
        ("Mon-Fri gone@x.org", MONDAY, [GRACE, PETER], [1, 2]),
        ("Mon-Fri grace@x.org", MONDAY, [AWAY], [1]),  # all are away: all are asked
        ("", MONDAY, [AWAY, PETER], [2]),
        ("every day grace@x.org", MONDAY, [], []),
    ],
)
def test_who_is_on_duty(rota: str, day: date, readers: list[Reader], ids: list[int]) -> None:
    assert [one.person.id for one in on_duty(read(rota), day, readers, NOW)] == ids


def test_who_is_back_is_on_duty() -> None:
    assert on_duty(read("Mon-Fri grace@x.org"), FRIDAY, [AWAY, PETER], NOW + 1) == [AWAY]


# --- hostile text ---------------------------------------------------------------------------------

WORDS = ["Mon", "-", "14", "May", "g@x.org", ",", "every day", "to", "1", "2026", "\n", "@", "<"]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join) | st.text())
def test_any_text_gives_a_rota(text: str) -> None:
    found = read(text)
    found.named(MONDAY)
    assert all(shift.addresses and (shift.weekdays or shift.spans) for shift in found.shifts)


@pytest.mark.parametrize("piece", ["Mon-", "a@", "@", "1 May - ", "g@x.org ", "Mon g@x.org\n", "<"])
def test_endless_text_takes_no_time(piece: str) -> None:
    with Pace() as taken:
        read(piece * (200_000 // len(piece)))
    assert taken.seconds < 1.0
