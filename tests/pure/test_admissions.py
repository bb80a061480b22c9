"""When facilitators are told of who wants to join."""

from __future__ import annotations

from dataclasses import replace

from listserv.model import Applicant, Application, DeliveryMode, Policy
from listserv.moderation import admissions
from listserv.moderation.admissions import Due, Lately

HOUR, DAY = 3_600.0, 86_400.0
NOW = 1_799_488_800.0  # Saturday 9 January 2027, 10:00 UTC
AMINA = Applicant(
    id=3,
    list_id=1,
    address="amina@example.org",
    name="Amina Kamau",
    languages=("en",),
    country="KE",
    delivery=DeliveryMode.DAILY,
    said="",
    made=NOW,
    state=Application.WAITING,
    told=None,
    decided=None,
    decided_by=0,
    consent="confirmed by answer, mail 2",
    question="",
    asked_by=0,
    answer="",
    stirred=NOW,
    reminded=None,
)
QUIET, BUSY = Lately(), Lately(minute=3, pause=3, hour=3)
TOLD = replace(AMINA, told=NOW)
AT_HOURS = Policy(hours=("07:00", "16:00"))


def test_one_is_told_of_at_once() -> None:
    assert admissions.due([AMINA], Policy(), NOW, QUIET) == Due(tell=(AMINA,))
    assert admissions.due([TOLD], Policy(), NOW, QUIET) == Due()


def test_many_in_a_minute_wait_for_one_letter() -> None:
    assert admissions.due([AMINA], Policy(), NOW + 30, BUSY) == Due()
    fresh = replace(AMINA, id=4, stirred=NOW + 59)
    assert admissions.due([AMINA, fresh], Policy(), NOW + 60, BUSY).tell == (AMINA, fresh)


def test_a_flood_of_them_is_six_letters_an_hour() -> None:
    flood = Lately(minute=0, pause=1, hour=10)
    assert admissions.due([AMINA], Policy(), NOW + 300, flood) == Due()
    assert admissions.due([AMINA], Policy(), NOW + 120, Lately(hour=10)).tell == (AMINA,)


def test_a_list_with_hours_is_told_at_its_hours() -> None:
    assert admissions.due([AMINA], AT_HOURS, NOW + 5 * HOUR, QUIET) == Due()
    assert admissions.due([AMINA], AT_HOURS, NOW + 6 * HOUR + 60, QUIET).tell == (AMINA,)


def test_they_are_reminded_once() -> None:
    assert admissions.due([TOLD], Policy(), NOW + 11 * HOUR, QUIET) == Due()
    assert admissions.due([TOLD], Policy(), NOW + 12 * HOUR, QUIET).remind == (TOLD,)
    again = replace(TOLD, reminded=NOW + 12 * HOUR)
    assert admissions.due([again], Policy(), NOW + 5 * DAY, QUIET) == Due()


def test_a_reminder_keeps_to_the_hours() -> None:
    """Told at 16:00, it comes twelve hours later, at 07:00."""
    told = replace(AMINA, told=NOW + 6 * HOUR)
    assert admissions.due([told], AT_HOURS, NOW + 19 * HOUR, QUIET) == Due()
    assert admissions.due([told], AT_HOURS, NOW + 22 * HOUR, QUIET).remind == (told,)


def test_in_the_end_it_is_closed() -> None:
    told = replace(TOLD, reminded=NOW)
    assert admissions.due([told], Policy(), NOW + 13 * DAY, QUIET) == Due()
    assert admissions.due([told], Policy(), NOW + 14 * DAY, QUIET).give_up == (told,)


def test_whom_they_asked_nobody_is_reminded_of() -> None:
    asked = replace(TOLD, state=Application.ASKED, stirred=NOW + DAY)
    assert admissions.due([asked], Policy(), NOW + 14 * DAY, QUIET) == Due()
    assert admissions.due([asked], Policy(), NOW + 15 * DAY, QUIET).give_up == (asked,)


def test_a_letter_keeps_whom_it_showed() -> None:
    assert admissions.read(admissions.asked_of([3, 5])) == ((3, 5), "")
    assert admissions.read(admissions.asked_of([3], "which-reason")) == ((3,), "which-reason")
    assert admissions.read("which-reason") == ((), "which-reason")
    assert admissions.read("") == ((), "")
