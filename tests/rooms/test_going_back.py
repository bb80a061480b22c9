"""What a letter told is undone by one word that answers it; `status` tells what is by then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.languages import grammar
from listserv.store.members import NewMember
from tests.support.counter import Came, Counter, Letter, proven
from tests.support.typed import packed

REQUEST = "hifa-request@lists.example.org"
AMINA, ROSA, FATOU = "amina@example.org", "rosa@example.org", "fatou@example.org"
NAMES = {AMINA: "Amina Kamau", ROSA: "Rosa Quispe", FATOU: "Fatou Diop"}


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    tongues = {AMINA: ("en",), ROSA: ("es",), FATOU: ("fr",)}
    people = [NewMember(one, NAMES[one], tongue) for one, tongue in tongues.items()]
    async with Counter(tmp_path, people) as made:
        yield made


async def writes(
    counter: Counter,
    text: str,
    who: str = AMINA,
    *,
    to: str = REQUEST,
    answers: Letter | None = None,
    proof: bool = True,
) -> Came:
    extra = proven(who.partition("@")[2]) if proof else ""
    if answers is not None:
        extra += f"In-Reply-To: <{answers.message_id}>\r\n"
        to = answers.reply_to or to
    subject = "Re: Changed" if answers is not None else ""
    raw = packed("gmail-web", subject, text, sender=(NAMES[who], who), extra=extra)
    return await counter.hand_in(raw, to, who)


async def letter(counter: Counter, text: str, who: str = AMINA, **how: Letter) -> Letter:
    came = await writes(counter, text, who, **how)
    assert came.details == ("",), came.details
    (one,) = came.to(who)
    return one


def delivery(counter: Counter, who: str = AMINA) -> str:
    """How she reads hifa; "None" where she is no member."""
    sql = "SELECT delivery FROM member WHERE list = 1 AND person = ?"
    return read(counter, sql, who)


def own(counter: Counter, column: str, who: str = AMINA) -> str:
    return read(counter, f"SELECT {column} FROM person WHERE id = ?", who)


def read(counter: Counter, sql: str, who: str) -> str:
    person = counter.person(who)
    return str(counter.store.read_now(lambda db: db.value(sql, person)))


@pytest.mark.parametrize(
    ("who", "line", "word"),
    [
        (AMINA, "one a day", "undo"),
        (AMINA, "no mail", "Undo, please.\n\nThanks\nAmina"),
        (AMINA, "one a week", "cancel"),
        (ROSA, "uno al día", "deshacer"),
        (ROSA, "sin correo", "Anular"),
        (FATOU, "un par jour", "annuler"),
        (FATOU, "titres seulement", "Annulez svp"),
    ],
)
async def test_one_word_goes_back(counter: Counter, who: str, line: str, word: str) -> None:
    told = await letter(counter, line, who)
    assert delivery(counter, who) != "each"
    back = await letter(counter, word, who, answers=told)
    assert (back.kind, delivery(counter, who)) == ("changed", "each")


async def test_an_older_letter_is_undone_when_it_is_the_one_that_is_answered(
    counter: Counter,
) -> None:
    first = await letter(counter, "my name is Amina W. Kamau")
    await letter(counter, "one a day")
    await letter(counter, "undo", answers=first)
    assert (own(counter, "name"), delivery(counter)) == ("Amina Kamau", "daily")


async def test_without_a_letter_it_is_the_last_change(counter: Counter) -> None:
    await letter(counter, "one a day")
    await letter(counter, "profile: Midwife in Kisumu\nNewborn care\n\nno mail")
    await letter(counter, "undo")
    assert (own(counter, "profile"), delivery(counter)) == ("", "daily")


async def test_what_was_undone_comes_again(counter: Counter) -> None:
    told = await letter(counter, "one a day")
    back = await letter(counter, "undo", answers=told)
    await letter(counter, "undo", answers=back)
    assert delivery(counter) == "daily"


async def test_cancel_that_answers_nothing_is_asked_back(counter: Counter) -> None:
    """It mostly ends a membership."""
    await letter(counter, "one a day")
    asked = await letter(counter, "cancel")
    assert (asked.kind, delivery(counter)) == ("did-you-mean", "daily")


async def test_a_forged_undo_is_asked_first(counter: Counter) -> None:
    told = await letter(counter, "one a day")
    came = await writes(counter, "undo", answers=told, proof=False)
    (asked,) = came.letters
    assert (asked.kind, delivery(counter)) == ("confirm", "daily")
    assert "every message" in asked.text


async def test_another_members_undo_does_not_reach_it(counter: Counter) -> None:
    told = await letter(counter, "one a day")
    await writes(counter, "deshacer", ROSA, answers=told)
    assert delivery(counter) == "daily"


@pytest.mark.parametrize(("who", "word"), [(AMINA, "undo"), (FATOU, "annuler"), (ROSA, "anular")])
async def test_who_has_left_is_back_by_the_same_word(counter: Counter, who: str, word: str) -> None:
    left = await letter(counter, "leave", who)
    assert left.kind == "left"
    await writes(counter, word, who, answers=left)
    assert delivery(counter, who) == "each"


@pytest.mark.parametrize("text", ["status\none a day", "one a day\nstatus"])
async def test_status_beside_other_lines_tells_what_is_then(counter: Counter, text: str) -> None:
    told = await letter(counter, f"{text}\nmy name is Amina W. Kamau\nmute CHW")
    assert "Amina W. Kamau" in told.text.partition("is a member of")[2]
    assert "Health forum\n  one mail a day\n" in told.text
    assert "mute chw" in told.text
    assert delivery(counter) == "daily"


async def test_status_where_she_leaves_names_no_list(counter: Counter) -> None:
    await writes(counter, "leave hifa\nleave chw\nstatus")
    assert delivery(counter) == "None"


async def test_what_cannot_be_kept_yet_is_said(counter: Counter) -> None:
    told = await letter(counter, "at most 20 KB a day")
    assert "cannot keep to it yet" in told.text
    listed = await letter(counter, "help all")
    assert "KB" not in listed.text
    assert "Noted for later: at most 20 KB a day" in (await letter(counter, "status")).text


async def test_resume_without_a_pause_says_what_brings_mail(counter: Counter) -> None:
    await letter(counter, "no mail")
    told = await letter(counter, "resume")
    assert "comes again" not in told.text
    assert "  one a day\n" in told.text
    await letter(counter, "one a day", answers=told)
    assert delivery(counter) == "daily"


async def test_a_first_country_and_zone_go_away_again(counter: Counter) -> None:
    told = await letter(counter, "country Kenya\n\ntimezone Africa/Nairobi")
    assert "  no country\n" in told.text
    assert "  no timezone\n" in told.text
    await letter(counter, "undo", answers=told)
    assert (own(counter, "country"), own(counter, "timezone")) == ("", "")


async def test_a_line_that_cannot_be_used_is_shown_as_she_wrote_it(counter: Counter) -> None:
    told = await letter(counter, "absente jusqu'au 31/02/2027", FATOU)
    assert "  absente jusqu'au 31/02/2027\n" in told.text
    assert "3 mai" in told.text
    told = await letter(counter, "address remove someone@example.com")
    assert "  address remove amina@example.org\n" in told.text


async def test_a_day_with_figures_is_a_day(counter: Counter) -> None:
    told = await letter(counter, "pause jusqu'au 25/01/2026", FATOU)
    assert "25 janvier" in told.text
    told = await letter(counter, "pause jusqu'au 12/01/2026", FATOU)
    assert "12 janvier" in told.text
    told = await letter(counter, "pause until 12/01/2026")  # English is written both ways round
    assert told.kind == "did-you-mean"


async def test_a_word_to_mute_comes_back_as_typed(counter: Counter) -> None:
    told = await letter(counter, "mute CHW")
    assert "“CHW”" in told.text
    assert "unmute CHW" in told.text


async def test_nothing_changed_is_what_the_subject_says(counter: Counter) -> None:
    raw = packed(
        "gmail-web", "", "every message", sender=(NAMES[AMINA], AMINA), extra=proven("example.org")
    )
    came = await counter.hand_in(raw, REQUEST, AMINA)
    assert [one.kind for one in came.letters] == ["changed"]
    subjects = counter.store.read_now(
        lambda db: [bytes(one["head"]) for one in db.rows("SELECT head FROM rendition")]
    )
    assert b"Nothing has changed" in subjects[-1]


async def test_what_stands_below_a_mistyped_line_is_named(counter: Counter) -> None:
    told = await letter(counter, "one a day\nevery mesage\nstatus")
    assert "is not done either:\n\n  status\n" in told.text


async def test_both_of_two_lines_that_exclude_each_other_are_shown(counter: Counter) -> None:
    told = await letter(counter, "status\none a day\nevery message")
    assert "one a day / every message" in told.text


async def test_a_country_alone_answers_our_letter(counter: Counter) -> None:
    asked = await letter(counter, "country")
    await letter(counter, "Kenya", answers=asked)
    assert own(counter, "country") == "KE"


def test_every_way_back_is_read_again() -> None:
    """Lines are kept with empty ones between: a profile ends there."""
    parsed = grammar.parse("", "profile: Midwife, newborn care\n\nevery message hifa\n\nno country")
    assert [one.verb for one in parsed.commands] == ["profile", "delivery", "country"]
