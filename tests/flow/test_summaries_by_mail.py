"""A summary is published, a volunteer puts it into French, a reader finds it; real sockets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.store import members, volunteers
from listserv.store.members import NewMember
from tests.flow.test_translators_by_mail import HOUR, MINUTE, later, reply
from tests.support.shell import Shell
from tests.support.site import DOMAIN, Running, serving, text_of

pytestmark = pytest.mark.slow

AMINA, FATOU = "amina@rsr.example.org", "fatou@post.example"
MARIE = "marie@post.example"
LIST, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
FRENCH = "\n\n".join(
    [
        "Résumé de la discussion, HIFA",
        "Amina Kamau donne 5 mg de zinc pendant dix jours, et demande qui fait mieux.",
        "Personne n'a encore répondu. Les phrases ci-dessus sont les siennes, choisies parmi ses"
        " messages ; elles ne remplacent pas l'avis d'un soignant. Pour ajouter quelque chose,"
        " écrivez à la liste sous le même objet, ou répondez simplement à ce message-ci.",
    ]
)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    """Number 101 is out; by the clock of the command line."""
    people = [
        NewMember(AMINA, "Amina Kamau", ("en",)),
        NewMember(MARIE, "Marie Ndiaye", ("fr",)),
        NewMember(FATOU, "Fatou Diop", ("fr",), delivery=DeliveryMode.DAILY),
    ]
    policy = Policy(title="HIFA", languages=("en", "fr"), translate="volunteers")
    async with serving(tmp_path, policy, people, start=None) as running:
        marie = await running.store.read(members.person_by_address, MARIE)
        assert marie
        await running.store.write(volunteers.add, 1, marie.id, "en", "fr", 1.0)
        text = "Dear all,\n\nWe give 5 mg of zinc for ten days.\n\nWho does it better?"
        await running.send(AMINA, LIST, text, Subject="Zinc for children")
        await running.until_held(1)
        await running.publish()
        yield running


async def test_a_summary_comes_to_who_reads_french(forum: Running) -> None:
    shell = Shell(forum.folder)
    draft = await asyncio.to_thread(shell.json, "summary", "draft", "101")
    await asyncio.to_thread(shell.says, "summary", "publish", f"{draft['draft']}")
    await later(forum, 6 * MINUTE)
    assert "We give 5 mg of zinc" in text_of(await forum.mail_to(FATOU, "Zinc for children"))
    letter = await forum.mail_to(MARIE, "À traduire")
    found = re.search(r"=== (\d+) · français ===", text_of(letter))
    assert found
    number = found[1]
    assert "We give 5 mg of zinc" in text_of(letter)
    # She has left out the numbers of messages and people: a figure that is missing is asked about.
    asked = await reply(forum, letter, MARIE, f"Titre : Le zinc en bref\n\n{FRENCH}")
    assert "certains chiffres" in text_of(asked)
    thanks = await reply(forum, asked, MARIE, "oui")
    assert number in text_of(thanks)
    await later(forum, 25 * HOUR)
    issue = text_of(await forum.mail_to(FATOU, "HIFA"))
    assert f"Désormais en français\xa0:\n {number} Le zinc en bref\n  HIFA\n" in issue
    (copy,) = await forum.told_for(FATOU, REQUEST, f"recevoir {number} fr")
    assert "Traduit par Marie Ndiaye." in text_of(copy)
    assert "Amina Kamau donne 5 mg de zinc pendant dix jours" in text_of(copy)
    assert "We give 5 mg" in text_of(copy)  # below: its figures are not those of the original
    (copy,) = await forum.told_for(FATOU, REQUEST, f"recevoir {number}")
    assert "Amina Kamau donne 5 mg" in text_of(copy)
    (copy,) = await forum.told_for(AMINA, REQUEST, f"get {number}")
    assert "We give 5 mg of zinc for ten days." in text_of(copy)
    listed = await asyncio.to_thread(shell.says, "translation", "list", "hifa")
    assert f"{number}" in listed and "fr human by person" in listed
