"""The lines of the state table that ask people to translate, with a real SIGKILL on either side."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.model import Policy
from listserv.store import volunteers
from listserv.store.base import Store
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail

pytestmark = pytest.mark.slow

AMINA, MARIE = "amina@rsr.example.org", "marie@post.example"
MOD = "mod@team.example.org"
HIFA = f"hifa@{DOMAIN}"
POST = "Dear all,\n\nWe give 5 mg of zinc to each child for ten days, and they are well again."
FRENCH = (
    "Chers tous,\n\nNous donnons 5 mg de zinc à chaque enfant pendant dix jours, et ils vont bien."
)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", ["tasks.hand_out", "errands.finish"])
async def test_a_death_while_a_post_is_translated(tmp_path: Path, when: str, verb: str) -> None:
    """The post waits for its translation: she is asked once and thanked once, it is kept once, and
    its copies have it. Of the errands the second is her answer."""
    async with House(tmp_path) as house:
        policy = Policy(
            title="HIFA",
            languages=("en", "fr"),
            translate="volunteers",
            translate_hold=6 * 3600.0,
        )
        people = [NewMember(AMINA, "Amina Kamau"), NewMember(MARIE, "Marie Ndiaye", ("fr",))]
        house.fill(policy, people, [NewMember(MOD, "Helen Moderator")])
        store = Store.open(Home(tmp_path / "var").database)
        (marie,) = store.read_now(
            lambda db: db.rows("SELECT id FROM person WHERE name = 'Marie Ndiaye'")
        )
        store.write_now(volunteers.add, 1, marie["id"], "en", "fr", 1.0)
        store.close()

        await house.start(f"{when}:{verb}:{1 if verb == 'tasks.hand_out' else 2}")
        await house.send(AMINA, HIFA, mail(AMINA, HIFA, POST, Subject="Zinc"))
        notice = await house.letter(MOD, "Zinc")
        to = str(notice["Reply-To"]).strip("<>")
        await house.send(MOD, to, mail(MOD, to, "ok fr", Subject="Re: Zinc"))
        asked = await house.letter(MARIE, "À traduire")
        to = str(asked["Reply-To"]).strip("<>")
        await house.send(MARIE, to, mail(MARIE, to, FRENCH, Subject="Re: À traduire"))
        await house.has_died()
        await house.letter(MARIE, "Zinc")
        await house.quiet()
        await house.stop()
        house.check_copies()
        letters = house.letters()
        told = Counter({one: n for one, n in letters.items() if one[1] == MARIE})
        assert told == {("translate", MARIE): 1, ("translated", MARIE): 1, ("post", MARIE): 1}
        (kept,) = house.rows("SELECT text FROM translation")
        assert kept["text"] == FRENCH


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", ["translations.wait", "translations.drafted"])
async def test_a_death_while_a_program_is_asked(tmp_path: Path, when: str, verb: str) -> None:
    """No program is there: who wants drafts has the original, once, and the reason is kept once."""
    async with House(tmp_path) as house:
        policy = Policy(title="HIFA", translate="machine")
        people = [NewMember(AMINA, "Amina Kamau"), NewMember(MARIE, "Marie Ndiaye", ("sw",))]
        house.fill(policy, people, [NewMember(MOD, "Helen Moderator")])
        store = Store.open(Home(tmp_path / "var").database)
        store.write_now(
            lambda db: db.execute("UPDATE person SET translation = 'machine' WHERE name LIKE 'M%'")
        )
        store.close()

        await house.start(f"{when}:{verb}:1")
        await house.send(AMINA, HIFA, mail(AMINA, HIFA, POST, Subject="Zinc"))
        notice = await house.letter(MOD, "Zinc")
        to = str(notice["Reply-To"]).strip("<>")
        await house.send(MOD, to, mail(MOD, to, "ok", Subject="Re: Zinc"))
        await house.has_died()
        await house.letter(MARIE, "Zinc")
        await house.quiet()
        await house.stop()
        house.check_copies()
        assert house.letters()["post", MARIE] == 1
        (kept,) = house.rows("SELECT manner, language, text, refused FROM translation")
        assert kept == {"manner": "machine", "language": "sw", "text": "", "refused": "no-engine"}
