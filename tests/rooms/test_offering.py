"""Offers to translate by mail: what counts at once, who reads of it, and what goes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from listserv.store import lists, members, volunteers
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.counter import Came, Counter, Letter, proven
from tests.support.typed import packed

REQUEST, SITE = "hifa-request@lists.example.org", "listserv@lists.example.org"
AMINA, FATOU = "amina@example.org", "fatou@example.org"  # she is on hifa and chw; on hifa alone
MOD = "mod@example.org"
NAMES = {AMINA: "Amina Kamau", FATOU: "Fatou Diop", MOD: "Grace Otieno"}
DAY = 86_400.0


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    people = [NewMember(AMINA, NAMES[AMINA], ("en",)), NewMember(FATOU, NAMES[FATOU], ("fr",))]
    async with Counter(tmp_path, people) as made:
        yield made


def translates(counter: Counter, *names: str, how: str = "volunteers") -> None:
    """These lists are translated from now on."""

    def change(db: Db) -> None:
        for name in names:
            found = lists.get(db, name)
            assert found
            policy = replace(found.policy, translate=how)
            lists.set_policy(db, found.id, policy, counter.clock.now())

    counter.store.write_now(change)


async def hands_in(
    counter: Counter, text: str, who: str = AMINA, to: str = REQUEST, answers: Letter | None = None
) -> Came:
    extra = proven("example.org")
    subject = ""
    if answers is not None:
        extra += f"In-Reply-To: <{answers.message_id}>\r\n"
        to, subject = answers.reply_to or to, "Re: Changed"
    raw = packed("gmail-web", subject, text, sender=(NAMES.get(who, ""), who), extra=extra)
    came = await counter.hand_in(raw, to, who)
    assert set(came.details) <= {""}, came.details
    return came


async def letter(
    counter: Counter, text: str, who: str = AMINA, to: str = REQUEST, answers: Letter | None = None
) -> Letter:
    (one,) = (await hands_in(counter, text, who, to, answers)).to(who)
    return one


def offers(counter: Counter, who: str = AMINA) -> dict[int, list[tuple[str, str]]]:
    found = counter.store.read_now(volunteers.of_person, counter.person(who))
    return {
        list_id: [(one.source, one.language) for one in all_] for list_id, all_ in found.items()
    }


# --- an offer -------------------------------------------------------------------------------------


async def test_an_offer_counts_at_once_and_the_moderators_read_of_it(counter: Counter) -> None:
    translates(counter, "hifa")
    came = await hands_in(counter, "I offer to translate en fr")
    assert offers(counter) == {1: [("en", "fr")]}
    (told,) = came.to(AMINA)
    assert "Thank you. You translate for Health forum: English → French." in told.text
    assert "  I no longer translate en fr\n" in told.text
    (to_mod,) = came.to(MOD)
    assert "Amina Kamau (amina@example.org)\nEnglish → French\n" in to_mod.text
    assert "  remove translator amina@example.org\n" in to_mod.text


async def test_an_offer_said_again_changes_nothing_and_tells_nobody(counter: Counter) -> None:
    translates(counter, "hifa")
    await hands_in(counter, "I offer to translate en fr")
    came = await hands_in(counter, "I offer to translate en fr.")
    assert [one.to for one in came.letters] == [AMINA]
    assert offers(counter) == {1: [("en", "fr")]}


async def test_both_ways_and_several_languages(counter: Counter) -> None:
    translates(counter, "hifa")
    await hands_in(counter, "I offer to translate fr <-> en\nI offer to translate en es pt")
    assert offers(counter)[1] == [("en", "es"), ("en", "fr"), ("en", "pt"), ("fr", "en")]


async def test_undo_takes_the_offer_back(counter: Counter) -> None:
    translates(counter, "hifa")
    told = await letter(counter, "I offer to translate en fr es")
    assert offers(counter)
    back = await letter(counter, "undo", answers=told)
    assert offers(counter) == {}
    assert "You no longer translate for Health forum" in back.text


async def test_where_nothing_is_translated_the_offer_is_kept(counter: Counter) -> None:
    came = await hands_in(counter, "I offer to translate en fr")
    (told,) = came.to(AMINA)
    assert "Nothing is translated there yet" in told.text
    assert offers(counter) == {1: [("en", "fr")]}
    (to_mod,) = came.to(MOD)
    assert "The offer is kept until something is." in to_mod.text


async def test_at_the_site_all_lists_that_are_translated(counter: Counter) -> None:
    translates(counter, "hifa", "chw", how="machine")
    await hands_in(counter, "I offer to translate en fr", to=SITE)
    assert offers(counter) == {1: [("en", "fr")], 2: [("en", "fr")]}


async def test_at_the_site_only_those_that_are(counter: Counter) -> None:
    translates(counter, "chw")
    came = await hands_in(counter, "I offer to translate en fr", to=SITE)
    assert offers(counter) == {2: [("en", "fr")]}
    assert "CHW forum" in came.to(AMINA)[0].text


async def test_at_the_site_with_several_lists_and_none_translated_she_is_asked(
    counter: Counter,
) -> None:
    came = await hands_in(counter, "I offer to translate en fr", to=SITE)
    (told,) = came.letters
    assert "Nothing has changed" in told.text
    assert "  hifa-request@lists.example.org\n" in told.text
    assert offers(counter) == {}


async def test_who_is_on_no_list_is_told_to_join(counter: Counter) -> None:
    came = await hands_in(counter, "I offer to translate en fr", "zoe@example.org")
    (told,) = came.to("zoe@example.org")
    assert "join" in told.text
    assert came.to(MOD) == []


async def test_without_proof_she_is_asked_first(counter: Counter) -> None:
    translates(counter, "hifa")
    raw = packed("gmail-web", "", "I offer to translate en fr", sender=(NAMES[AMINA], AMINA))
    came = await counter.hand_in(raw, REQUEST, AMINA)
    (asked,) = came.to(AMINA)
    assert offers(counter) == {}
    raw = packed("gmail-web", "Re: x", "yes", sender=(NAMES[AMINA], AMINA))
    came = await counter.hand_in(raw, asked.reply_to, AMINA)
    assert offers(counter) == {1: [("en", "fr")]}
    assert came.to(MOD)


async def test_moderators_read_of_three_offers_of_one_person_in_a_day(counter: Counter) -> None:
    translates(counter, "hifa")
    told = [
        len((await hands_in(counter, f"I offer to translate en {into}")).to(MOD))
        for into in ("fr", "es", "pt", "ar", "sw")
    ]
    assert told == [1, 1, 1, 0, 0]
    assert len(offers(counter)[1]) == 5


# --- the end of it --------------------------------------------------------------------------------


async def test_one_pair_ends_and_the_other_stays(counter: Counter) -> None:
    translates(counter, "hifa")
    await hands_in(counter, "I offer to translate en fr es")
    told = await letter(counter, "I no longer translate en fr")
    assert offers(counter) == {1: [("en", "es")]}
    await hands_in(counter, "undo", answers=told)
    assert offers(counter) == {1: [("en", "es"), ("en", "fr")]}


async def test_stop_translating_ends_all(counter: Counter) -> None:
    translates(counter, "hifa", "chw")
    await hands_in(counter, "I offer to translate en <-> fr", to=SITE)
    told = await letter(counter, "stop translating", to=SITE)
    assert offers(counter) == {}
    assert "English ↔ French" in told.text
    assert counter.store.read_now(members.member, 1, counter.person(AMINA))  # she is a member still


async def test_what_was_not_offered_does_not_end(counter: Counter) -> None:
    told = await letter(counter, "stop translating")
    assert "there is no such offer of yours" in told.text


# --- how ------------------------------------------------------------------------------------------


async def test_how_she_translates_is_set_shown_and_undone(counter: Counter) -> None:
    translates(counter, "hifa")
    await hands_in(counter, "I offer to translate en fr")
    told = await letter(counter, "at most 5 translations a week\ntranslate without my name")
    assert "at most 5 texts a week" in told.text
    (own,) = counter.store.read_now(volunteers.of_person, counter.person(AMINA))[1]
    assert (own.most, own.credited) == (5, False)
    status = (await letter(counter, "status")).text
    for line in ("I offer to translate en fr", "translations a week: 5", "translate without my n"):
        assert line in status
    await hands_in(counter, "undo", answers=told)
    (own,) = counter.store.read_now(volunteers.of_person, counter.person(AMINA))[1]
    assert (own.most, own.credited) == (0, True)


async def test_who_offered_nothing_has_nothing_to_set(counter: Counter) -> None:
    told = await letter(counter, "at most 5 translations a week")
    assert "you have not offered to translate yet" in told.text


@pytest.mark.parametrize("line", ["away until 2 February", "pause 4 weeks"])
async def test_a_pause_is_one_from_translating_too(counter: Counter, line: str) -> None:
    translates(counter, "hifa")
    await hands_in(counter, "I offer to translate en fr", FATOU)
    told = await letter(counter, line, FATOU)
    (own,) = counter.store.read_now(volunteers.of_person, counter.person(FATOU))[1]
    assert own.away_until == pytest.approx(counter.clock.now() + 28 * DAY, abs=2 * DAY)
    assert "Aucune traduction ne vous est demandée" in told.text
    back = await letter(counter, "resume", FATOU)
    (own,) = counter.store.read_now(volunteers.of_person, counter.person(FATOU))[1]
    assert own.away_until is None
    assert "de nouveau" in back.text


async def test_a_pause_of_one_list_is_none_of_another(counter: Counter) -> None:
    translates(counter, "hifa", "chw")
    await hands_in(counter, "I offer to translate en fr", to=SITE)
    await hands_in(counter, "pause 3 weeks")
    (own,) = counter.store.read_now(volunteers.of_person, counter.person(AMINA))[1]
    assert own.away_until is None


async def test_a_translator_who_is_no_member_may_be_away(counter: Counter) -> None:
    """The postmaster may name one."""
    now = counter.clock.now()

    def named(db: Db) -> None:
        person, _ = members.ensure_person(db, NewMember("zoe@example.org", "Zoe", ("en",)), now)
        volunteers.add(db, 1, person, "en", "fr", now)

    counter.store.write_now(named)
    told = await letter(counter, "away until 2 February", "zoe@example.org", SITE)
    assert "you are asked for no translations" in told.text
    (own,) = counter.store.read_now(volunteers.of_person, counter.person("zoe@example.org"))[1]
    assert own.away_until


async def test_who_is_no_member_ends_it_and_offers_again_by_the_line_shown(
    counter: Counter,
) -> None:
    translates(counter, "hifa")
    zoe = "zoe@example.org"

    def named(db: Db) -> None:
        person, _ = members.ensure_person(db, NewMember(zoe, "Zoe", ("en",)), 1.0)
        volunteers.add(db, 1, person, "en", "fr", 1.0)

    counter.store.write_now(named)
    told = await letter(counter, "stop translating", zoe)
    assert "  I offer to translate en fr\n" in told.text
    again = await letter(counter, "I offer to translate en fr", zoe, answers=told)
    assert "You translate for Health forum" in again.text
    assert offers(counter, zoe) == {1: [("en", "fr")]}
    await hands_in(counter, f"remove translator {zoe}", MOD)
    refused = await letter(counter, "I offer to translate en fr", zoe)
    assert "You are not one yet" in refused.text, "whoever was dismissed is not back by herself"
    assert offers(counter, zoe) == {}


# --- moderators -----------------------------------------------------------------------------------


async def test_moderators_see_who_translates_and_end_it(counter: Counter) -> None:
    translates(counter, "hifa")
    assert "Nobody translates for this list yet" in (await letter(counter, "translators", MOD)).text
    await hands_in(counter, "I offer to translate en fr")
    shown = await letter(counter, "translators", MOD)
    assert "- Amina Kamau (amina@example.org)\n  English → French\n" in shown.text
    came = await hands_in(counter, f"remove translator {AMINA}", MOD)
    assert offers(counter) == {}
    (to_her,) = came.to(AMINA)
    assert "You are no longer asked for translations for Health forum" in to_her.text
    (echo,) = came.to(MOD)
    undone = await hands_in(counter, "undo", MOD, answers=echo)
    assert offers(counter) == {1: [("en", "fr")]}
    assert "You translate for Health forum" in undone.to(AMINA)[0].text


async def test_who_is_no_member_is_dismissed_by_the_name_that_the_list_shows(
    counter: Counter,
) -> None:
    translates(counter, "hifa")

    def add(db: Db) -> None:
        zoe = members.ensure_person(db, NewMember("zoe@t.example", "Zoé Zulu", ("fr",)), 1.0)
        volunteers.add(db, 1, zoe[0], "en", "fr", 1.0)

    counter.store.write_now(add)
    assert "Zoé Zulu (zoe@t.example)" in (await letter(counter, "translators", MOD)).text
    told = await letter(counter, "remove translator Zoe Yankee", MOD)
    assert "no member" in told.text.lower() or "nobody" in told.text.lower()
    came = await hands_in(counter, "remove translator Zoé Zulu", MOD)
    assert counter.store.read_now(volunteers.of_list, 1) == []
    assert "zoe@t.example" in {one.to for one in came.letters}


async def test_who_does_not_translate_cannot_be_dismissed(counter: Counter) -> None:
    told = await letter(counter, f"remove translator {AMINA}", MOD)
    assert "Nobody with this name or address translates for this list" in told.text
    assert counter.store.read_now(members.member, 1, counter.person(AMINA))


# --- wishes ---------------------------------------------------------------------------------------


async def test_what_a_wish_for_drafts_brings_is_said(counter: Counter) -> None:
    translates(counter, "chw", how="machine")
    told = await letter(counter, "set translation machine", to=SITE)
    assert "nobody has translated a message into English, you get a program's draft" in told.text
    assert "In Health forum nothing is translated yet." in told.text
    assert "set translation machine" in (await letter(counter, "status")).text


async def test_where_only_people_translate_that_is_said(counter: Counter) -> None:
    translates(counter, "hifa", "chw")
    told = await letter(counter, "set translation machine", to=SITE)
    assert "only people translate" in told.text
    assert "nothing is translated yet" not in told.text


async def test_what_languages_mean_for_messages(counter: Counter) -> None:
    told = await letter(counter, "I read fr en")
    assert "Les messages arrivent tels qu'ils ont été écrits." in told.text
    translates(counter, "hifa")
    told = await letter(counter, "I read en fr")
    assert "comes with a translation into one of them" in told.text


async def test_no_program_translates_her_messages(counter: Counter) -> None:
    told = await letter(counter, "do not translate my posts by machine")
    assert "No program translates your messages for members." in told.text
