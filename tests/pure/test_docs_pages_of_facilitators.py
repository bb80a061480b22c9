"""The pages for facilitators: every example does what stands beside it, in four languages.

The four pages have the same tables with the same rows, so what a row of the English page means is
what that row means on the others. A cell may hold several ways to say one thing; `<br>` between two
lines makes them one answer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from listserv.languages import facilitator
from listserv.languages.days import Day
from listserv.languages.facilitator import TEXTS, Instruction, Verb
from listserv.languages.plain import words as folded
from listserv.languages.words import tables as tables_of_words
from listserv.model import Sort
from listserv.moderation import answers, rota
from listserv.moderation.answers import Answer, Shown
from listserv.moderation.forms import Form, Kind, Problem
from listserv.press.phrases import QUESTION
from listserv.press.reasons import NAMED
from listserv.press.speech import words
from tests.pure import test_advertised as advertised
from tests.support.markdown import read, spans, tables

LANGUAGES = ("en", "fr", "es", "pt")
ONE = (Shown(1, 811),)
FIVE = tuple(Shown(place, 810 + place) for place in range(1, 6))
LISTS = ("health", "midwives", "sages-femmes", "parteras", "parteiras")
AMINA, RUTH = "amina@example.org", "Ruth Mwale"
ANY = "…"  # words that are the writer's own, or the name of another forum

OK, NO = Form(Kind.APPROVE), functools.partial(Form, Kind.REFUSE)
Forms = tuple[Form, ...]
Queue = Mapping[int, Forms]  # what becomes of each place
Meaning = Forms | Queue | Instruction | Problem
Table = tuple[tuple[str, Meaning], ...]

COMES: Table = (
    (
        "From now on all facilitators get a queue mail at these hours, when something new waits.",
        Instruction(Verb.SET, key="hours", times=("07:00", "13:00")),
    ),
    (
        "All of them get a notice for each message, at once.",
        Instruction(Verb.SET, key="hours", on=False),
    ),
    ("You alone get a notice for each message.", Instruction(Verb.LETTERS)),
    (
        "You alone get queue mails, at the hours of the forum.",
        Instruction(Verb.LETTERS, on=False),
    ),
    ("You get a mail of all that waits, now.", Instruction(Verb.HELD)),
    (
        "Your mails show only the beginning of a long message.",
        Instruction(Verb.MOST, number=3000),
    ),
    ("They show all of it.", Instruction(Verb.MOST)),
    ("You get the message as it came, with its attachments.", (Form(Kind.RAW),)),
    (
        "A machine translation into French, for your eyes only, where the site can translate.",
        (Form(Kind.SECOND, code="fr"),),
    ),
    (
        "The message is in French, whatever we took it for. You may say so later too.",
        (Form(Kind.LANGUAGE, languages=("fr",)),),
    ),
    (
        "Those who translate into these languages are asked for it, also once it is out.",
        (Form(Kind.TRANSLATE, languages=("fr", "es")),),
    ),
)
MORNING: Table = (
    (
        "1, 4 and 5 go out. 2 does not, and its author reads why. 3 keeps waiting.",
        {1: (OK,), 2: (NO(code="off-purpose"),), 3: (Form(Kind.LATER),), 4: (OK,), 5: (OK,)},
    ),
    (
        "1, 2 and 3 go out. 4 is put away. 5 keeps waiting.",
        {1: (OK,), 2: (OK,), 3: (OK,), 4: (Form(Kind.SPAM),)},
    ),
    (
        "All five go out, 2 without its paragraph 4.",
        {1: (OK,), 2: (Form(Kind.CUT, first=4, last=4), OK), 3: (OK,), 4: (OK,), 5: (OK,)},
    ),
    (
        "The author of 1 is asked. 2 is yours to decide. 3, 4 and 5 go out.",
        {1: (Form(Kind.ASK, text=ANY),), 2: (Form(Kind.TAKE),), 3: (OK,), 4: (OK,), 5: (OK,)},
    ),
    ("All five go out.", dict.fromkeys(range(1, 6), (OK,))),
)
PUBLISH: Table = (
    ("The message goes out.", (OK,)),
    (
        "It goes out tomorrow, when the daily digest leaves.",
        (Form(Kind.APPROVE, when="tomorrow"),),
    ),
    ("It goes out on the next Monday.", (Form(Kind.APPROVE, when="monday"),)),
    (
        "It goes out at once, however many have gone out today.",
        (Form(Kind.APPROVE, when="now"),),
    ),
    ("It keeps waiting; you will be reminded.", (Form(Kind.LATER),)),
    (
        "You will decide. For 12 hours the queue mails of the others leave it out.",
        (Form(Kind.TAKE),),
    ),
)
REFUSE: Table = (
    (
        "The author gets your words as you typed them, and the text back.",
        (NO(text=ANY),),
    ),
    ("The message is put away; nobody is told.", (Form(Kind.SPAM),)),
)
REASONS: Table = tuple((sentence, (NO(code=code),)) for code, (_, sentence) in NAMED.items())
EDITS: Table = (
    (
        "Paragraph 4 is left out. You see the new text; it waits for your ok.",
        (Form(Kind.CUT, first=4, last=4),),
    ),
    ("It goes out without paragraphs 6 to 9.", (Form(Kind.CUT, first=6, last=9), OK)),
    ("These words become the others.", (Form(Kind.CHANGE, text=ANY, other=ANY),)),
    ("The reader sees what ARVs are.", (Form(Kind.ADD, text=ANY, other=ANY),)),
    (
        "Your text takes the place of the old one. When more than a third of the words is gone,"
        " you are asked first.",
        (Form(Kind.EDIT, text=ANY),),
    ),
)
TALK: Table = (
    (
        "The author is asked. The answer comes back to you with the message; until then it waits.",
        (Form(Kind.ASK, text=ANY),),
    ),
    (
        "It goes out, and the author alone reads your word.",
        (OK, Form(Kind.TELL, text=ANY)),
    ),
    (
        "Your note stands below it for everybody. You see it as it will appear.",
        (OK, Form(Kind.NOTE, text=ANY)),
    ),
    ("Only the other facilitators read it.", (Form(Kind.TEAM, text=ANY),)),
)
DISCUSSIONS: Table = (
    ("It goes out in the discussion of message 790.", (Form(Kind.JOIN, number=790), OK)),
    ("It begins a discussion of its own.", (Form(Kind.SPLIT), OK)),
    ("It goes out under this subject.", (Form(Kind.APPROVE, text=ANY),)),
    ("In a planned discussion, it answers question 2.", (Form(Kind.APPROVE, number=2),)),
)
FORUMS: Table = (
    (
        "It waits in the other forum now. Its author is told, in that forum's language.",
        (Form(Kind.MOVE, code=ANY),),
    ),
    (
        "A copy of a published message waits for the facilitators there.",
        (Form(Kind.COPY_TO, code=ANY),),
    ),
    (
        "The same, with two lines of yours in that forum's language, for those who do not read the"
        " message's; they stand above it, with your name.",
        (Form(Kind.COPY_TO, code=ANY, text=ANY),),
    ),
)
SORTS: Table = (
    ("It goes into the notices of the week, on Monday.", (Form(Kind.APPROVE, code=Sort.JOB),)),
    ("The same, under events.", (Form(Kind.APPROVE, code=Sort.EVENT),)),
    ("The same, under calls.", (Form(Kind.APPROVE, code=Sort.CALL),)),
    (
        "It goes out at once, without a number. Condolences are gathered into one mail a day.",
        (Form(Kind.APPROVE, code=Sort.OBITUARY),),
    ),
    (
        "All mail to her ends, and nobody is told. If several have that name, you are asked.",
        Instruction(Verb.DECEASED, who=RUTH),
    ),
)
PEOPLE: Table = (
    (
        "It goes out, and what this author writes from now on needs no ok.",
        (OK, Form(Kind.TRUST)),
    ),
    ("What this author writes waits for you again.", (Form(Kind.UNTRUST),)),
    ("What comes from this address needs no ok.", Instruction(Verb.TRUST, who=AMINA)),
    ("It waits for you again.", Instruction(Verb.UNTRUST, who=AMINA)),
    ("What comes from this address always waits for you.", Instruction(Verb.WATCH, who=AMINA)),
    ("It is treated as before.", Instruction(Verb.UNWATCH, who=AMINA)),
    (
        "What comes from this address is put away; nobody is told.",
        Instruction(Verb.BAN, who=AMINA),
    ),
    ("It is read again like any other.", Instruction(Verb.UNBAN, who=AMINA)),
)
NEW = "amina@kisumu.example"
MEMBERS: Table = (
    (
        "You see who in your forum has this in the name, the address, the organisation or the"
        " country.",
        Instruction(Verb.FIND, who="amina"),
    ),
    (
        "These people join, and each gets a welcome that says so. Behind `add` stands how they"
        " agreed.",
        Instruction(Verb.ADD, text=ANY, other=ANY),
    ),
    ("One person joins.", Instruction(Verb.ADD, text=ANY, other=ANY)),
    ("She is asked, and joins by answering.", Instruction(Verb.INVITE, text=ANY)),
    (
        "Her membership ends. A letter says so, and how to object.",
        Instruction(Verb.REMOVE, who=AMINA),
    ),
    (
        "The same. If several have that name, you are asked.",
        Instruction(Verb.REMOVE, who="Amina Kamau"),
    ),
    ("She gets no mail for 3 weeks.", Instruction(Verb.PAUSE, who=AMINA, number=21)),
    ("She gets mail again.", Instruction(Verb.RESUME, who=AMINA)),
    ("She gets one mail a day.", Instruction(Verb.DELIVERY, who=AMINA, key="daily")),
    (
        "We ask at the new address; an answer from there is enough. The old one is told.",
        Instruction(Verb.ADDRESS, who=AMINA, other=NEW),
    ),
    ("This is her name.", Instruction(Verb.DETAIL, who=AMINA, key="name", other=ANY)),
    ("This is her country.", Instruction(Verb.DETAIL, who=AMINA, key="country", other=ANY)),
    (
        "This is where she works.",
        Instruction(Verb.DETAIL, who=AMINA, key="organisation", other=ANY),
    ),
    (
        "This stands below her messages.",
        Instruction(Verb.DETAIL, who=AMINA, key="profile", other=ANY),
    ),
    (
        "You get a list of the members whose mail comes back.",
        Instruction(Verb.BOUNCING),
    ),
    ("We write to her again.", Instruction(Verb.RETRY, who=AMINA)),
    (
        "You see who translates for your forum, from which language into which, and how much.",
        Instruction(Verb.TRANSLATORS),
    ),
    (
        "She is asked for no more translations, and reads it from us."
        " What she has translated stays.",
        Instruction(Verb.DISMISS, who=AMINA),
    ),
)
TO_ALL: Table = (
    (
        "It goes out at once to everybody who gets any mail, a copy each, however they read. Your"
        " name stays below it, your telephone number does not.",
        Instruction(Verb.ANNOUNCE, text=ANY, other=ANY),
    ),
    (
        "She is asked whether this may go out in her name. Her yes publishes it; words of her own"
        " come to you first.",
        Instruction(Verb.PROPOSE, who=AMINA, text=ANY),
    ),
)
AFTERWARDS: Table = (
    (
        'In answer to our letter "Done": within 10 minutes the message waits again. You read how'
        " many copies had left.",
        (Form(Kind.UNDO),),
    ),
    (
        "Copies that have not left stay here; archive and digests show it no more.",
        (Form(Kind.RECALL),),
    ),
    ("The same, and all who have it get your words.", (Form(Kind.RECALL, text=ANY),)),
    (
        "These words are taken out of all that we keep. Nothing brings them back.",
        (Form(Kind.REDACT, text=ANY),),
    ),
)
AWAY: Table = (
    (
        "Until then what waits goes to the others.",
        Instruction(Verb.AWAY, until=Day(month=5, day=3)),
    ),
    ("It comes to you again.", Instruction(Verb.BACK)),
    (
        "Each day it goes to who is on duty. You see the next 7 days.",
        Instruction(Verb.SET, key="rota", text=ANY),
    ),
    ("You see who is on duty.", Instruction(Verb.SHOW, key="rota")),
)
TOO_MUCH: Table = (
    ("Everything waits for you, whoever writes.", Instruction(Verb.EMERGENCY)),
    ("It is over.", Instruction(Verb.EMERGENCY, on=False)),
    (
        "At most 8 messages go out in a day, spread over its hours.",
        Instruction(Verb.PACE, number=8),
    ),
    ("They go out as soon as you say ok.", Instruction(Verb.PACE)),
    (
        "In this discussion each author has 2 messages a day; the others wait for you.",
        Instruction(Verb.SLOW, number=2, thread=811),
    ),
    ("No limit any more.", Instruction(Verb.SLOW, thread=811)),
    ("What still comes to this discussion waits for you.", Instruction(Verb.CLOSE, thread=811)),
    (
        "The same, until Monday begins.",
        Instruction(Verb.CLOSE, thread=811, until=Day(weekday=0)),
    ),
    ("The discussion is open.", Instruction(Verb.OPEN, thread=811)),
)
OWN_TEXTS: Table = (
    ("New members read this.", Instruction(Verb.SET, key="welcome", text=ANY)),
    ("These are the rules.", Instruction(Verb.SET, key="rules", text=ANY)),
    (
        "This stands at the end of each message.",
        Instruction(Verb.SET, key="footer", text=ANY),
    ),
    ("Nothing stands there.", Instruction(Verb.SET, key="footer", on=False)),
    ("You read the rules as they are.", Instruction(Verb.SHOW, key="rules")),
    ("You read how the forum is set.", Instruction(Verb.SHOW, key="policy")),
)
ASKED: Table = tuple(
    (QUESTION[problem], problem)
    for problem in (
        Problem.WHICH_REASON,
        Problem.CONDITION,
        Problem.CONDITION,
        Problem.QUESTION,
        Problem.CONFLICT,
        Problem.UNCLEAR,
        Problem.WHICH_WORDS,
        Problem.WHICH_SUBJECT,
        Problem.WHICH_LIST,
    )
)
TABLES: tuple[Table, ...] = (
    *(COMES, MORNING, PUBLISH, REFUSE, REASONS, EDITS, TALK, DISCUSSIONS, FORUMS, SORTS),
    *(PEOPLE, MEMBERS, TO_ALL, AFTERWARDS, AWAY, TOO_MUCH, OWN_TEXTS, ASKED),
)
OF_LETTERS = (REASONS, ASKED)  # their second column is what a letter says


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a page: what may be written, each a whole answer, and what is promised."""

    language: str
    examples: tuple[str, ...]
    promise: str


def page(language: str) -> str:
    return read(f"docs/facilitators.{language}.md")


@functools.cache
def rows(language: str) -> tuple[tuple[Row, ...], ...]:
    """All rows of a page, by table."""
    return tuple(
        tuple(Row(language, answers_in(one), plain(promise)) for one, promise in found[2:])
        for found in tables(page(language))
    )


def plain(text: str) -> str:
    """With ordinary blanks and apostrophes: French has its own before `:` and in `l’a`."""
    return " ".join(text.replace("’", "'").split())


def answers_in(cell: str) -> tuple[str, ...]:
    """Spans beside each other are several answers; with <br> between them, lines of one."""
    joined = re.sub(r"`<br>`", "\0", cell)
    assert re.fullmatch(r"`[^`]+`(?: `[^`]+`)*", joined), cell
    return tuple(span.replace("\0", "\n") for span in spans(joined))


def meant() -> Iterator[tuple[Row, str, Meaning]]:
    """Every row of every page with the English promise at its place and what it means."""
    for language in LANGUAGES:
        for found, expected in zip(rows(language), TABLES, strict=False):
            for row, (promise, meaning) in zip(found, expected, strict=False):
                yield row, promise, meaning


EXAMPLES = [
    pytest.param(said, meaning, id=f"{row.language}-{said}")
    for row, _, meaning in meant()
    for said in row.examples
]


# --- what is written is what is meant -------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_of_a_page_has_its_meaning(language: str) -> None:
    """A row that is added to a page, or taken away, is a row of the tables above."""
    assert [len(found) for found in rows(language)] == [len(expected) for expected in TABLES]


def test_the_english_page_promises_what_is_expected() -> None:
    told = [[row.promise for row in found] for found in rows("en")]
    assert told == [[promise for promise, _ in expected] for expected in TABLES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_promise_the_same_numbers(language: str) -> None:
    for row, promise, _ in meant():
        if row.language == language:
            assert re.findall(r"\d+", row.promise) == re.findall(r"\d+", promise)


@pytest.mark.parametrize(("said", "meaning"), EXAMPLES)
def test_an_example(said: str, meaning: Meaning) -> None:
    match meaning:
        case Problem():
            answer = answers.read(said, ONE, lists=LISTS)
            assert (answer.asked_back, answer.orders) == (meaning, ())
        case Instruction():
            found = facilitator.read("", said)
            assert (found.problem, [plainly(one) for one in found.commands]) == (None, [meaning])
        case Mapping():
            assert places(decided(said, FIVE)) == {
                place: set(forms) for place, forms in meaning.items()
            }
        case _:
            (forms,) = places(decided(said, ONE)).values()
            assert forms == set(meaning)


def decided(said: str, shown: tuple[Shown, ...]) -> Answer:
    """An answer that is wholly understood, by the reader of answers alone."""
    found = answers.read(said, shown, lists=LISTS)
    assert (found.asked_back, found.left_over) == (None, ())
    assert not facilitator.read("", said)
    return found


def places(answer: Answer) -> dict[int, set[Form]]:
    return {order.number - 810: set(map(freely, order.forms)) for order in answer.orders}


def freely(form: Form) -> Form:
    """A form without the words that each language has of its own."""
    elsewhere = form.kind in (Kind.MOVE, Kind.COPY_TO)
    return replace(
        form,
        text=ANY if form.text else "",
        other=ANY if form.other else "",
        code=ANY if elsewhere else form.code,
    )


def plainly(one: Instruction) -> Instruction:
    other = ANY if one.other and "@" not in one.other else one.other
    return replace(one, said="", text=ANY if one.text else "", other=other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_letters_say_is_what_they_say(language: str) -> None:
    """The author's reasons, and our questions."""
    say = words(language).gettext
    for row, promise, _ in (found for found in meant() if found[0].language == language):
        if any(promise == sentence for table in OF_LETTERS for sentence, _ in table):
            assert row.promise.split() == say(promise).split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_of_the_rota(language: str) -> None:
    (example,) = rows(language)[TABLES.index(AWAY)][2].examples
    lines = example.splitlines()[1:]
    shifts = [(shift.addresses, shift.weekdays) for shift in rota.read("\n".join(lines)).shifts]
    assert shifts == [
        (("grace@example.org",), frozenset(range(5))),
        (("peter@example.org",), frozenset((5, 6))),
    ]


# --- every form, in the words of each language ----------------------------------------------------


def test_every_form_is_told_of() -> None:
    told = [meaning for expected in TABLES for _, meaning in expected]
    forms = [form for one in told if isinstance(one, tuple) for form in one]
    instructions = [one for one in told if isinstance(one, Instruction)]
    assert {form.kind for form in forms} == set(Kind)
    assert {one.verb for one in instructions} == set(Verb)
    assert {one.key for one in instructions if one.verb is Verb.SET} == set(TEXTS)
    assert {form.code for form in forms if form.kind is Kind.APPROVE} == set(Sort) - {
        Sort.ANNOUNCEMENT
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_the_words_that_letters_show(language: str) -> None:
    """A line that a letter gives as an example begins some line of the page."""
    said = [line for found in rows(language) for row in found for line in lines_of(row)]
    shown = [opening(words(language).pgettext("command", line)) for line in of_moderators()]
    assert [one for one in shown if not any(line.startswith(one) for line in said)] == []


def lines_of(row: Row) -> list[str]:
    return [plain(line) for one in row.examples for line in one.splitlines()]


def of_moderators() -> list[str]:
    """The English of every command in letters that is for moderators alone."""
    return [line for line in advertised.lines() if _is_for_moderators(line)]


def _is_for_moderators(line: str) -> bool:
    if line == "all" or line.startswith("consent:"):  # which list to leave; what `add` lacked
        return False
    known: dict[str, object] = {}
    for meaning in advertised.meanings(line).values():
        known |= meaning
    if "facilitator" in known:
        return True
    return not {"member", "author", "erased", "translator"} & set(known) and not line.startswith(
        "attachment"
    )


def opening(line: str) -> str:
    """A line up to what has to be filled in: to its colon, to `SUBJECT`, to its value."""
    found: list[str] = re.findall(
        r"^(?:[^:]*:|.*?\b[A-Z]{2,}\b|.*)", line.partition("%(")[0].rstrip('«"“ \u00a0')
    )
    return plain(found[0])


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_page_writes_english(language: str) -> None:
    """A word that the English table alone has is on no other page."""
    english = vocabulary("en") - vocabulary(language)
    said = [one for found in rows(language) for row in found for one in row.examples]
    assert [one for one in said if english & set(folded(one))] == []


def vocabulary(language: str) -> set[str]:
    """All words that the table of a language knows."""
    sections = tables_of_words()[language].values()
    phrases = (phrase for section in sections for said in section.values() for phrase in said)
    return {word for phrase in phrases for word in folded(phrase)}
