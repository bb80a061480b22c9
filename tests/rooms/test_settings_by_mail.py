"""Settings by mail: what a letter tells is what is then, and no line is lost without a word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.store import filters
from listserv.store.members import NewMember
from tests.support.counter import Counter, Letter, proven
from tests.support.typed import packed

REQUEST = "hifa-request@lists.example.org"
AMINA, FATOU = "amina@example.org", "fatou@example.org"
NAMES = {AMINA: "Amina Kamau", FATOU: "Fatou Diop"}
SIGNATURE = "\n\n--\nAmina Kamau\nCommunity nurse, Kibera"


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    people = [NewMember(AMINA, NAMES[AMINA], ("en",)), NewMember(FATOU, NAMES[FATOU], ("fr",))]
    async with Counter(tmp_path, people) as made:
        yield made


async def says(
    counter: Counter,
    text: str,
    subject: str = "",
    who: str = AMINA,
    answers: Letter | None = None,
    to: str = REQUEST,
) -> str:
    """The text of the one letter that answers a mail."""
    return (await letter(counter, text, subject, who, answers, to)).text


async def letter(
    counter: Counter,
    text: str,
    subject: str = "",
    who: str = AMINA,
    answers: Letter | None = None,
    to: str = REQUEST,
) -> Letter:
    extra = proven("example.org")
    if answers is not None:
        extra += f"In-Reply-To: <{answers.message_id}>\r\n"
        to, subject = answers.reply_to or to, "Re: Changed"
    raw = packed("gmail-web", subject, text, sender=(NAMES[who], who), extra=extra)
    came = await counter.hand_in(raw, to, who)
    assert came.details == ("",), came.details
    (one,) = came.to(who)
    return one


def own(counter: Counter, column: str, who: str = AMINA) -> str:
    person = counter.person(who)
    sql = f"SELECT {column} FROM person WHERE id = ?"
    return str(counter.store.read_now(lambda db: db.value(sql, person)))


def wants_not(counter: Counter) -> tuple[tuple[str, str], ...]:
    return counter.store.read_now(filters.of, 1, counter.person(AMINA))


# --- all topics -----------------------------------------------------------------------------------


async def test_all_topics_ends_what_she_muted_too(counter: Counter) -> None:
    await says(counter, "mute CHW")
    await says(counter, "only malaria")
    told = await letter(counter, "all topics")
    assert wants_not(counter) == ()
    assert "mute chw" not in await says(counter, "status")
    await says(counter, "undo", answers=told)
    assert wants_not(counter) == (("mute", "chw"), ("only", "malaria"))


async def test_only_is_undone_without_a_loss(counter: Counter) -> None:
    await says(counter, "mute CHW")
    told = await letter(counter, "only malaria")
    await says(counter, "undo", answers=told)
    assert wants_not(counter) == (("mute", "chw"),)


# --- several lines --------------------------------------------------------------------------------


async def test_what_several_lines_undo_is_told_as_it_is_then(counter: Counter) -> None:
    await says(counter, "no mail")
    told = await letter(counter, "every message\npause 3 weeks")
    back = await says(counter, "undo", answers=told)
    assert "no mail from Health forum any more" in back
    assert "comes again: every message" not in back


async def test_two_lines_about_one_thing_go_back_to_the_first(counter: Counter) -> None:
    told = await letter(counter, "my name is Amina K.\nmy name is Amina Wanjiru")
    assert own(counter, "name") == "Amina Wanjiru"
    await says(counter, "undo", answers=told)
    assert own(counter, "name") == "Amina Kamau"


@pytest.mark.parametrize("subject", ["settings", "my settings", ""])
async def test_a_mistyped_line_below_a_heading_loses_nothing(
    counter: Counter, subject: str
) -> None:
    text = "every mesage\npauze 3 weeks\nmy name is Amina W. Kamau\ncountry Kenya"
    told = await says(counter, text + SIGNATURE, subject)
    assert "Did you mean this?\n\n  every message\n" in told
    for line in text.splitlines():
        assert f"  {line}\n" in told, line


async def test_a_mistyped_line_below_one_that_is_done_is_guessed_too(counter: Counter) -> None:
    told = await says(counter, "country Kenya\nevry message\nmy name is Amina W. Kamau", "")
    assert "Your country: Kenya" in told
    assert "every message" in told
    assert "  my name is Amina W. Kamau" in told


# --- languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("I read en sw", '["en", "sw"]'),
        ("I read English and Swahili", '["en", "sw"]'),
        ("I read sw", '["en", "sw"]'),
        ("I read fr", '["fr"]'),
    ],
)
async def test_every_language_is_kept_in_order(counter: Counter, line: str, codes: str) -> None:
    told = await says(counter, f"{line}\nprofile: nurse")
    assert own(counter, "languages") == codes
    assert own(counter, "profile") == "nurse"
    assert ("Swahili" in told) == ("sw" in codes)


async def test_who_reads_none_of_ours_is_told_which_she_gets(counter: Counter) -> None:
    told = await says(counter, "I read sw")
    assert "We cannot write Swahili yet, so our letters to you are in: English." in told


@pytest.mark.parametrize("line", ["I read it", "I read so", "I read to"])
async def test_a_small_word_is_no_language(counter: Counter, line: str) -> None:
    await says(counter, line)
    assert own(counter, "languages") == '["en"]'


async def test_she_is_written_to_in_the_first_that_we_have(counter: Counter) -> None:
    assert "Vous lisez" in await says(counter, "I read sw fr en")
    assert own(counter, "languages") == '["fr", "sw", "en"]'


# --- profile --------------------------------------------------------------------------------------


async def test_a_profile_ends_above_a_command(counter: Counter) -> None:
    text = "profile: nurse\nI read en fr\norganisation: KHC\ntimezone Africa/Nairobi"
    await says(counter, text + SIGNATURE)
    assert own(counter, "profile") == "nurse"
    assert own(counter, "organisation") == "KHC"
    assert own(counter, "languages") == '["en", "fr"]'


async def test_other_lines_belong_to_a_profile(counter: Counter) -> None:
    await says(counter, "profile: nurse in Kibera\nI work in Puno\nMother of two" + SIGNATURE)
    assert own(counter, "profile") == "nurse in Kibera I work in Puno Mother of two"


# --- pause ----------------------------------------------------------------------------------------


async def test_the_same_pause_again_offers_to_end_it(counter: Counter) -> None:
    await says(counter, "pause 3 weeks")
    assert "  resume\n" in await says(counter, "pause 3 weeks")


async def test_another_pause_offers_the_one_before(counter: Counter) -> None:
    await says(counter, "pause 3 weeks")
    assert "  pause 21 days\n" in await says(counter, "pause 2 weeks")


# --- at the address for joining -------------------------------------------------------------------


async def test_a_member_says_how_she_reads_where_one_joins(counter: Counter) -> None:
    await says(counter, "no mail")
    told = await says(counter, "every message", to="hifa-join@lists.example.org")
    assert "You now receive from Health forum: every message" in told


async def test_a_line_of_a_signature_is_no_country(counter: Counter) -> None:
    assert "country nurse" not in await says(counter, "Community nurse in Kibera")
