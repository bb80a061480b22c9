"""A moderator asks a translation service for a draft; real sockets, and every kind of failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import members, persons
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, text_of
from tests.support.translation import FakeService, http, translation_service

pytestmark = pytest.mark.slow

AMINA, AWA = "amina@clinic.example.org", "awa@team.example.org"
LIST = f"hifa@{DOMAIN}"
POST = "Dear all,\n\nThe nurse gave 500 mg for acute bronchitis, writes Rosa Flores.\n\nAmina"


@pytest.fixture
async def service() -> AsyncIterator[FakeService]:
    async with translation_service() as fake:
        yield fake


@pytest.fixture
async def forum(tmp_path: Path, service: FakeService) -> AsyncIterator[Running]:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "en-fr.csv").write_text("en,fr\nacute bronchitis,bronchite aiguë\n")
    extra = (
        '[translate]\nengines = ["service"]\nseconds = 1\nglossaries = "terms"\n'
        f'service = "{service.url}"\n'
    )
    people = [NewMember(AMINA, "Amina Kamau", ("en",), "Kenya")]
    moderators = [NewMember(AWA, "Awa Diop", ("fr",))]
    async with serving(tmp_path, Policy(title="HIFA"), people, moderators, extra=extra) as running:
        await running.send(AMINA, LIST, POST, Subject="Bronchitis")
        await running.quiet()
        yield running


async def asked(forum: Running) -> str:
    """What her next letters say, after she asked for a draft."""
    notice = await forum.mail_to(AWA, "Bronchitis")
    seen = len(forum.mails(AWA))
    await forum.answer(notice, AWA, "second opinion fr")
    await forum.quiet()
    return " ".join(" ".join(text_of(one) for one in forum.mails(AWA)[seen:]).split())


async def test_a_draft_of_the_service_has_the_sites_terms(
    forum: Running, service: FakeService
) -> None:
    text = await asked(forum)
    assert "THE NURSE GAVE 500 mg FOR bronchite aiguë, WRITES Rosa Flores." in text
    shown = str([question for _, question in service.asked if question])
    assert "500" not in shown
    assert "Flores" not in shown
    assert "Amina" not in shown


async def for_ever(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    "fault",
    [for_ever, b"", http("200 OK", b"<html>", "text/html"), http("500 Oops", b"{}")],
)
async def test_a_service_that_fails_is_told_and_the_post_goes_out(
    forum: Running, service: FakeService, fault: object
) -> None:
    service.faults["/translate"] = fault  # type: ignore[assignment]
    assert "anglais → français" in await asked(forum)
    notice = await forum.mail_to(AWA, "Bronchitis")
    await forum.answer(notice, AWA, "ok")
    assert "500 mg for acute bronchitis" in text_of(await forum.mail_to(AMINA, "Bronchitis"))


async def test_of_an_author_who_wants_no_machine_there_is_no_second_opinion(
    forum: Running, service: FakeService
) -> None:
    await forum.store.write(_forbids)
    assert "ne veut pas de traduction automatique" in await asked(forum)
    assert [question for _, question in service.asked if question] == []


def _forbids(db: Db) -> None:
    person = members.person_by_address(db, AMINA)
    assert person is not None
    persons.set_own(db, person.id, "machine", 0, 0.0)


async def test_a_pair_that_no_program_knows_is_no_failure_of_this_time(forum: Running) -> None:
    notice = await forum.mail_to(AWA, "Bronchitis")
    seen = len(forum.mails(AWA))
    await forum.answer(notice, AWA, "second opinion ar")
    await forum.quiet()
    (echo,) = forum.mails(AWA)[seen:]
    said = " ".join(text_of(echo).split())
    assert "aucun programme ici ne traduit cela : anglais → arabe" in said
    assert "langues connues :" in said
    assert "français" in said
