"""What the forms of an answer make of one held post."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from listserv.model import MailingList, Note, Person, Policy, Post, Sort, State
from listserv.moderation.forms import Form, Kind
from listserv.moderation.plan import Did, Hindrance, Scene, in_short, is_open, plan, release_at
from listserv.press import phrases
from listserv.press.speech import words

NOW = datetime(2026, 1, 7, 10, tzinfo=UTC).timestamp()  # a Wednesday
HIFA = MailingList(1, "hifa", Policy(title="HIFA"))
FRENCH = MailingList(2, "hifa-fr", Policy(title="HIFA français", language="fr"))
GRACE = Person(9, "grace@example.org", "Grace Otieno")
SCENE = Scene(
    GRACE,
    HIFA,
    {"hifa": HIFA, "hifa-fr": FRENCH},
    {811: "Stock cards"},
    NOW,
    next_version=2,
    author_reads=frozenset({Kind.ASK, Kind.TELL, Kind.REFUSE}),
)
MUTE = replace(SCENE, author_reads=frozenset())
TEXT = "Dear all,\n\nWe keep cards.\n\nMy number is 0700 111 222.\n\nAmina"
POST = Post(
    number=820,
    list_id=1,
    state=State.HELD,
    received=NOW,
    sent=NOW,
    person_id=3,
    author="Amina Kamau",
    address="amina@example.org",
    country="KE",
    proof="dkim example.org",
    subject="Cards",
    topic="Cards",
    message_id="1@example.org",
    references=(),
    language="en",
    text=TEXT,
    version=1,
    reasons=("moderated",),
)
OK = Form(Kind.APPROVE)


def test_a_bare_ok_publishes_and_changes_nothing() -> None:
    made = plan(POST, [OK], SCENE)
    assert (made.state, made.text, dict(made.changes)) == (State.APPROVED, None, {"release": None})
    assert made.did == ((Did.APPROVED, ""),)


def test_edits_alone_publish_nothing() -> None:
    made = plan(POST, [Form(Kind.CUT, first=3, last=3)], SCENE)
    assert made.state is None
    assert made.text == "Dear all,\n\nWe keep cards.\n\nAmina"
    assert made.did == ((Did.EDITED, ""),)


def test_edits_come_before_the_ok_wherever_they_stand() -> None:
    made = plan(POST, [OK, Form(Kind.CUT, first=3, last=3)], SCENE)
    assert made.state is State.APPROVED
    assert made.text is not None
    assert "0700" not in made.text


def test_an_edit_that_does_not_fit_stops_the_ok_beside_it() -> None:
    """`cut 9 / ok` must not publish the telephone number that was to go."""
    made = plan(POST, [Form(Kind.CUT, first=9, last=9), OK], SCENE)
    assert not made.stands
    assert made.hindrance == ("no-such-paragraph", "9")
    assert made.state is None


def test_all_that_an_ok_may_say() -> None:
    form = Form(
        Kind.APPROVE, "Cards that last", code="event", number=2, when="now", languages=("fr",)
    )
    made = plan(POST, [form], SCENE)
    assert dict(made.changes) == {
        "topic": "Cards that last",
        "kind": "event",
        "question": 2,
        "wanted": ("fr",),
        "urgent": 1,
        "release": None,
    }
    assert made.did == (
        (Did.APPROVED, ""),
        (Did.SORTED, "event"),
        (Did.ANSWERS, "2"),
        (Did.WANTED, "fr"),
    )


@pytest.mark.parametrize("kind", ["job", "event", "call", "obituary"])
def test_the_echo_says_where_a_post_of_a_kind_goes(kind: str) -> None:
    """`ok job` was echoed as "published", and did not come with the posts of the day."""
    made = plan(POST, [Form(Kind.APPROVE, code=kind)], SCENE)
    said = [words("en").outcome(one) for one in made.did]
    assert said == ["published", phrases.SORT[Sort(kind)]]
    assert "question 2" in words("en").outcome((Did.ANSWERS, "2"))


def test_an_obituary_waits_for_no_pace() -> None:
    made = plan(POST, [Form(Kind.APPROVE, code="obituary")], SCENE)
    assert dict(made.changes) == {"kind": "obituary", "urgent": 1, "release": None}


@pytest.mark.parametrize(
    ("when", "days", "hour"),
    [("tomorrow", 1, 6), ("wednesday", 7, 6), ("thursday", 1, 6), ("tuesday", 6, 6)],
)
def test_days_are_those_of_the_list(when: str, days: int, hour: int) -> None:
    """`ok Wednesday` on a Wednesday is next week's: today would be `ok`."""
    at = release_at(when, HIFA, NOW)
    assert at is not None
    found = datetime.fromtimestamp(at, UTC)
    assert (found.date() - datetime.fromtimestamp(NOW, UTC).date()).days == days
    assert found.hour == hour


def test_a_list_far_east_has_its_own_tomorrow() -> None:
    east = replace(HIFA, policy=Policy(timezone="Pacific/Auckland"))
    at = release_at("tomorrow", east, datetime(2026, 1, 7, 20, tzinfo=UTC).timestamp())
    assert at == datetime(2026, 1, 8, 17, tzinfo=UTC).timestamp()


def test_a_grace_holds_an_ok_but_not_an_ok_now() -> None:
    slow = replace(SCENE, list=replace(HIFA, policy=Policy(grace=600.0)))
    assert plan(POST, [OK], slow).changes["release"] == NOW + 600
    assert plan(POST, [Form(Kind.APPROVE, when="now")], slow).changes["release"] is None


def test_a_grace_holds_an_ok_for_a_day_that_is_about_to_begin() -> None:
    hour = datetime(2026, 1, 8, tzinfo=UTC).timestamp()
    hifa = replace(HIFA, policy=Policy(grace=600.0, digest_hour="00:00"))
    tomorrow = Form(Kind.APPROVE, when="tomorrow")
    for early, release in ((300, hour + 300), (3600, hour)):
        scene = replace(SCENE, list=hifa, now=hour - early)
        assert plan(POST, [tomorrow], scene).changes["release"] == release


def test_a_question_waits_for_its_answer() -> None:
    made = plan(POST, [Form(Kind.ASK, "Which district?")], SCENE)
    assert made.state is None
    assert made.changes["awaits"] == "author"


def test_nobody_is_asked_whom_nothing_proves() -> None:
    """Rule 3: a letter to a forged sender is spam of ours; the post keeps waiting for people."""
    made = plan(replace(POST, proof=""), [Form(Kind.ASK, "Which district?")], MUTE)
    assert made.did == ((Did.NOT_ASKED, ""),)
    assert "awaits" not in made.changes


@pytest.mark.parametrize(
    ("form", "did"),
    [
        (Form(Kind.ASK, "Which district?"), (Did.NOT_TODAY,)),
        (Form(Kind.TELL, "Thank you."), (Did.NOT_TODAY,)),
        (Form(Kind.REFUSE, code="private"), (Did.REFUSED, Did.NOT_TODAY)),
    ],
)
def test_the_echo_says_that_her_letters_of_the_day_are_spent(
    form: Form, did: tuple[Did, ...]
) -> None:
    """The echo said that she was asked, no letter left, and the post waited a week for her."""
    made = plan(POST, [form], MUTE)
    assert tuple(code for code, _ in made.did) == did
    assert "awaits" not in made.changes


def test_a_post_moves_without_its_place() -> None:
    post = replace(POST, join_to=811, taken_by=9)
    made = plan(post, [Form(Kind.MOVE, code="hifa-fr")], SCENE)
    assert made.changes["list"] == 2
    assert made.changes["join_to"] is None
    assert made.changes["noticed"] is None
    assert made.changes["reasons"] == ("moderated", "moved")


def test_notes_are_added_to_those_there() -> None:
    post = replace(POST, notes=(Note("Neil", "First."),))
    made = plan(post, [Form(Kind.NOTE, "Second."), Form(Kind.NOTE, "Third.")], SCENE)
    assert [note.text for note in made.changes["notes"]] == ["First.", "Second.", "Third."]


@pytest.mark.parametrize(
    ("forms", "hindrance"),
    [
        ([Form(Kind.JOIN, number=900), OK], (Hindrance.NO_THREAD, "900")),
        ([Form(Kind.MOVE, code="nowhere")], (Hindrance.NO_LIST, "nowhere")),
        ([Form(Kind.MOVE, code="hifa")], (Hindrance.SAME_LIST, "hifa")),
        ([Form(Kind.COPY_TO, code="hifa-fr")], (Hindrance.NOT_OUT, "")),
        ([Form(Kind.CHANGE, "x y z", "a"), OK], ("words-not-found", "x y z")),
        ([Form(Kind.EDIT, "Dear all")], ("too-much-lost", None)),
    ],
)
def test_what_cannot_be_done_stops_all(
    forms: list[Form], hindrance: tuple[str, str | None]
) -> None:
    made = plan(POST, forms, SCENE)
    assert not made.stands
    assert made.hindrance[0] == hindrance[0]
    assert hindrance[1] in (None, made.hindrance[1])
    assert (made.state, dict(made.changes)) == (None, {})
    # A text that lacks too much comes along, for the letter that asks whether it is meant.
    assert made.text == ("Dear all" if hindrance[0] == "too-much-lost" else None)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (Form(Kind.LATER), State.HELD),
        (Form(Kind.ASK, "Why?"), State.HELD),
        (Form(Kind.MOVE, code="hifa-fr"), State.HELD),
        (Form(Kind.APPROVE, when="now"), State.APPROVED),
        (Form(Kind.REFUSE, code="private"), State.REFUSED),
        (Form(Kind.CUT, first=1, last=1), None),
        (Form(Kind.TELL, "Thank you"), None),
    ],
    ids=str,
)
def test_of_a_post_that_goes_out_on_another_day(said: Form, state: State | None) -> None:
    """It waits for a decision again only where the answer puts it off; else it keeps its day."""
    post = replace(POST, state=State.APPROVED, release=SCENE.now + 3600)
    assert plan(post, [said], SCENE).state is state


@pytest.mark.parametrize(
    ("state", "release", "is_it"),
    [
        (State.HELD, None, True),
        (State.APPROVED, 3600.0, True),
        (State.APPROVED, 0.0, False),
        (State.APPROVED, None, False),
        (State.OUT, 3600.0, False),
        (State.REFUSED, None, False),
    ],
)
def test_a_decision_counts_until_it_goes_out(
    state: State, release: float | None, is_it: bool
) -> None:
    instant = None if release is None else SCENE.now + release
    assert is_open(replace(POST, state=state, release=instant), SCENE.now) is is_it


def test_an_author_without_a_person_cannot_be_trusted() -> None:
    made = plan(replace(POST, person_id=0), [OK, Form(Kind.TRUST)], SCENE)
    assert made.hindrance == (Hindrance.NOBODY, "")


def test_a_copy_goes_to_another_list_with_the_ok() -> None:
    made = plan(POST, [OK, Form(Kind.COPY_TO, code="hifa-fr")], SCENE)
    assert (Did.COPIED, "HIFA français") in made.did
    there = replace(SCENE, copies={"hifa-fr": 815})
    made = plan(POST, [OK, Form(Kind.COPY_TO, code="hifa-fr")], there)
    assert made.state is State.APPROVED
    assert made.did == ((Hindrance.SAME_LIST, "HIFA français (815)"), (Did.APPROVED, ""))


def test_a_few_words_go_with_a_copy_to_a_list_of_another_language_alone() -> None:
    """They stand above what somebody cannot read; in the post's own language nobody would see
    them, and the echo said that they go with it."""
    words_of_hers = Form(Kind.COPY_TO, code="hifa-fr", text="Les cartes aident.")
    there = replace(SCENE, copies={"hifa-fr": 815})
    french, mixed = replace(POST, language="fr"), replace(POST, languages=("en", "fr"))

    def said(post: Post, scene: Scene) -> tuple[str, str]:
        return plan(post, [OK, words_of_hers], scene).did[0]

    assert said(POST, SCENE) == (Did.COPIED_SHORT, "HIFA français")
    assert said(replace(POST, language=""), SCENE) == (Did.COPIED_SHORT, "HIFA français")
    assert said(POST, there) == (Did.THERE_SHORT, "HIFA français (815)")
    for post in (french, mixed):
        assert said(post, SCENE) == (Did.COPIED_ALONE, "HIFA français")
        assert said(post, there) == (Hindrance.NOT_IN_SHORT, "HIFA français (815)")
        assert in_short(post, words_of_hers, FRENCH) == ""


@pytest.mark.parametrize("first", [True, False])
def test_which_words_go_with_a_copy_is_judged_by_the_language_that_the_answer_tells(
    first: bool,
) -> None:
    """A post was taken for French; with `language es` her words in French went nowhere, since "the
    message is in that forum's language"."""
    words_of_hers = Form(Kind.COPY_TO, code="hifa-fr", text="Les cartes aident.")

    def said(post: Post, *languages: str) -> list[str]:
        tongue = Form(Kind.LANGUAGE, languages=languages)
        forms = [tongue, words_of_hers] if first else [words_of_hers, tongue]
        return [code for code, _ in plan(post, [OK, *forms], SCENE).did]

    french = replace(POST, language="fr")
    assert Did.COPIED_SHORT in said(french, "es")
    assert Did.COPIED_SHORT in said(french), "nobody knows in which it is"
    assert Did.COPIED_ALONE in said(POST, "fr")
    assert Did.COPIED_ALONE in said(POST, "en", "fr")


def test_the_whole_text_may_come_from_the_quotation() -> None:
    sent_back = replace(SCENE, sent_back=TEXT.replace("0700 111 222", "[removed]"))
    made = plan(POST, [Form(Kind.EDIT), OK], sent_back)
    assert made.text == TEXT.replace("0700 111 222", "[removed]")


@pytest.mark.parametrize("beside", [Form(Kind.CUT, first=3, last=3), Form(Kind.NOTE, text="Hers.")])
def test_who_takes_care_is_written_down_whatever_she_did_first(beside: Form) -> None:
    """`cut 3` with `I take it` was entered as a change: the report told nobody who takes care."""
    assert plan(POST, [beside, Form(Kind.TAKE)], SCENE).what == Did.TAKEN
    assert plan(POST, [beside], SCENE).what in (Did.EDITED, Did.NOTED)
    assert plan(POST, [beside, OK], SCENE).what == Kind.APPROVE
