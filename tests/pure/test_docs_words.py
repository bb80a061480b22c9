"""What the documents say that people may write: every example is read by the server's own readers.

A row that is not true fails, and so does a word of the code that no row tells of.
"""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from listserv.commands.wording import EXAMPLES
from listserv.digests.mail import rendition
from listserv.fanout import cook
from listserv.fanout.cook import Footer, Order
from listserv.languages import grammar
from listserv.languages.command import Command, Verb
from listserv.model import DeliveryMode, MailingList, Policy, Post, Publication, Site, State
from listserv.moderation import answers
from listserv.moderation.answers import Answer, Shown
from listserv.moderation.forms import DECIDING, Kind, Problem
from listserv.press.letter import Press
from listserv.press.phrases import QUESTION
from listserv.press.reasons import NAMED
from listserv.store.holdings import TOLD
from listserv.text.headers import split
from tests.support.markdown import read, section, spans, table

MODERATOR = read("docs/MODERATOR.md")
MEMBER = read("docs/MEMBER.md")
LANGUAGES = ["English", "français", "español", "português", "العربية"]
ONE = [Shown(1, 811)]
FIVE = [Shown(place, 810 + place) for place in range(1, 6)]

Row = list[str]


def examples(rows: list[Row]) -> list[tuple[str, str]]:
    """(what the first cell says, an example) for every example of a table with five languages."""
    return [(row[0], said) for row in rows for cell in row[1:] for said in spans(cell)]


# --- moderators -----------------------------------------------------------------------------------

# What a row says: the form, and which of its values an example must give.
DECIDES = {
    "The post goes out.": (Kind.APPROVE, ""),
    "It goes out under a new subject.": (Kind.APPROVE, "text"),
    "It goes out on that day.": (Kind.APPROVE, "when"),
    "It goes out before all others.": (Kind.APPROVE, "when"),
    "It goes out, and you wish for translations.": (Kind.APPROVE, "languages"),
    "It goes out as an answer to question 2.": (Kind.APPROVE, "number"),
    "It goes into the weekly notices, or out at once as an obituary.": (Kind.APPROVE, "code"),
    "It does not go out; the author reads your reason.": (Kind.REFUSE, "text"),
    "It does not go out; the author reads a named reason.": (Kind.REFUSE, "code"),
    "It does not go out; the author is told nothing.": (Kind.SPAM, ""),
    "It keeps waiting.": (Kind.LATER, ""),
    "The author gets your question; her answer comes back to you as a new version.": (
        Kind.ASK,
        "text",
    ),
    "It waits for the moderators of another forum.": (Kind.MOVE, "code"),
}
BESIDE = {
    "Paragraphs are left out.": (Kind.CUT, "first last"),
    "Words become others.": (Kind.CHANGE, "text other"),
    "Words are added.": (Kind.ADD, "text other"),
    "The text below your line takes its place.": (Kind.EDIT, ""),
    "It joins a discussion.": (Kind.JOIN, "number"),
    "It begins a discussion of its own.": (Kind.SPLIT, ""),
    "The author reads a private word.": (Kind.TELL, "text"),
    "Everybody reads a note below it.": (Kind.NOTE, "text"),
    "Only the other moderators read it.": (Kind.TEAM, "text"),
    "You take care of it; until a reminder, the others' queue mails leave it out.": (Kind.TAKE, ""),
    "What the author writes goes out at once from now on.": (Kind.TRUST, ""),
    "It waits for you again.": (Kind.UNTRUST, ""),
    "You get the mail as it came.": (Kind.RAW, ""),
    "You get a machine's translation, for your eyes.": (Kind.SECOND, "code"),
    "The message is in this language, whatever we took it for.": (Kind.LANGUAGE, "languages"),
    "People are asked for a translation; of a published post too.": (Kind.TRANSLATE, "languages"),
    "A copy waits for the moderators of another forum.": (Kind.COPY_TO, "code"),
    "The same, with a few words in that forum's language, for who needs them.": (
        Kind.COPY_TO,
        "code text",
    ),
    "What your last answer did is taken back.": (Kind.UNDO, ""),
    "A published post is taken back; a letter may go with it.": (Kind.RECALL, ""),
    "Words of a published post are taken out everywhere.": (Kind.REDACT, "text"),
}
MAY = {"text": Kind.RECALL, "first": Kind.CHANGE}  # values that an example may give
NOTICE = table(MODERATOR, "what happens", *LANGUAGES)
NOTICE += table(MODERATOR, "what happens too", *LANGUAGES)
REASONS = table(MODERATOR, "the author reads", *LANGUAGES)
QUEUE = table(MODERATOR, "you write", "goes out")
_TO_NOTICE, _TO_QUEUE = section(MODERATOR, "When you are asked back").split(
    "to a queue mail of five"
)
ASKED_ONE = table(_TO_NOTICE, "you write", "the letter says")
ASKED_FIVE = table(_TO_QUEUE, "you write", "the letter says")


@pytest.mark.parametrize(("happens", "said"), examples(NOTICE))
def test_an_answer_to_a_notice(happens: str, said: str) -> None:
    kind, values = (DECIDES | BESIDE)[happens]
    answer = answers.read(said, ONE, lists=["hifa-fr"])
    assert answer.asked_back is None
    (order,) = answer.orders
    about = 812 if kind in (Kind.RECALL, Kind.REDACT) else 0 if kind is Kind.UNDO else 811
    assert order.number == about
    for form in order.forms:
        assert form.kind == kind
        given = {one.name for one in fields(form) if one.name != "kind" and getattr(form, one.name)}
        assert given in (set(values.split()), {*values.split(), *_may(kind)})


def _may(kind: Kind) -> set[str]:
    return {name for name, one in MAY.items() if one is kind}


@pytest.mark.parametrize(("sentence", "said"), examples(REASONS))
def test_a_named_reason(sentence: str, said: str) -> None:
    ((form,),) = [order.forms for order in answers.read(f"no: {said}", ONE).orders]
    assert NAMED[form.code][1] == sentence


@pytest.mark.parametrize(("said", "out", "refused", "waiting"), QUEUE)
def test_an_answer_to_a_queue_mail(said: str, out: str, refused: str, waiting: str) -> None:
    answer = read_lines(said, FIVE)
    assert answer.asked_back is None
    assert [
        " ".join(str(number - 810) for number in sorted(numbers(answer, *kinds)))
        for kinds in ((Kind.APPROVE,), (Kind.REFUSE, Kind.SPAM), (Kind.LATER,))
    ] == [out, refused, waiting]


@pytest.mark.parametrize(
    ("said", "sentence", "shown"),
    [(*row, ONE) for row in ASKED_ONE] + [(*row, FIVE) for row in ASKED_FIVE],
)
def test_an_answer_that_is_asked_back(said: str, sentence: str, shown: list[Shown]) -> None:
    answer = read_lines(said, shown)
    assert answer.orders == ()
    assert answer.asked_back
    assert QUESTION[answer.asked_back] == sentence


def read_lines(cell: str, shown: list[Shown]) -> Answer:
    """An answer as a cell shows it, with ` / ` for a new line."""
    (said,) = spans(cell)
    return answers.read(said.replace(" / ", "\n"), shown, lists=["hifa-fr"])


def numbers(answer: Answer, *kinds: Kind) -> list[int]:
    return [
        order.number for order in answer.orders if any(one.kind in kinds for one in order.forms)
    ]


@pytest.mark.parametrize("said", ["", "Thanks", "Many thanks, dear colleagues"])
def test_what_does_nothing(said: str) -> None:
    assert answers.read(said, ONE) == Answer()


@pytest.mark.parametrize("said", ["okk", "publsh"])
def test_a_typing_mistake_never_decides(said: str) -> None:
    assert f"`{said}`" in section(MODERATOR, "What never happens")
    assert answers.read(said, ONE).orders == ()


def test_moderators_are_told_of_everything() -> None:
    assert {kind for kind, _ in DECIDES.values()} == DECIDING
    assert {kind for kind, _ in BESIDE.values()} == set(Kind) - DECIDING
    assert [row[0] for row in REASONS] == [sentence for _, sentence in NAMED.values()]
    told = {row[1] for row in ASKED_ONE + ASKED_FIVE}
    assert told == {QUESTION[one] for one in set(Problem) - {Problem.POSITION_OR_NUMBER}}
    codes = section(MODERATOR, "From the command line").split("code of a named reason:")[1]
    assert set(spans(codes.split("\n\n")[0])) == set(NAMED)


# --- members --------------------------------------------------------------------------------------

WHAT_YOU_GET = {
    "each message as it comes": Command(Verb.DELIVERY, ("each",)),
    "one mail a day": Command(Verb.DELIVERY, ("daily",)),
    "one mail a week, on Monday": Command(Verb.DELIVERY, ("weekly",)),
    "one mail a month, on the first": Command(Verb.DELIVERY, ("monthly",)),
    "once a day, titles and first words": Command(Verb.DELIVERY, ("titles",)),
    "the summaries of discussions": Command(Verb.DELIVERY, ("summaries",)),
    "no mail; you stay a member": Command(Verb.DELIVERY, ("none",)),
    "no mail for three weeks": Command(Verb.PAUSE, ("21",)),
    "mail again, after a pause": Command(Verb.RESUME),
    "a file that came with message 811": Command(Verb.ATTACHMENT, ("811.2",)),
    "what became of your last message": Command(Verb.WHERE),
    "your message 811 back": Command(Verb.WITHDRAW, ("811",)),
    "digests as one plain text": Command(Verb("digest"), ("text",)),
    "digests in which each message stands apart": Command(Verb("digest"), ("mime",)),
    "translations, if people made them": Command(Verb("translation"), ("human",)),
    "machine translations too": Command(Verb("translation"), ("machine",)),
    "no translations": Command(Verb("translation"), ("off",)),
    "no machine translation of what you write": Command(Verb("machine"), ("off",)),
    "your day by your own clock": Command(Verb("timezone"), ("Africa/Nairobi",)),
    "not more than this in a day": Command(Verb("limit"), ("50",)),
    "none of your own messages": Command(Verb("own"), ("off",)),
    "your name on no list of members": Command(Verb("conceal"), ("on",)),
    "nothing more of the discussion of message 811": Command(Verb("mute"), ("811",)),
    "the discussion again": Command(Verb("unmute"), ("811",)),
    "only what has CHW in its subject": Command(Verb("only"), ("CHW",)),
    "all subjects again": Command(Verb("only"), ("",)),
    "our mail at another address": Command(Verb("address"), ("move", "amina@example.org")),
    "another name": Command(Verb("name"), ("Amina Kamau",)),
    "your country beside your name": Command(Verb("country"), ("Kenya",)),
    "where you work": Command(Verb("organisation"), ("Red Cross",)),
    "a line below your messages": Command(Verb("profile"), ("midwife in Kisumu",)),
    "no mail up to a day": Command(Verb("away"), ("3 May",)),
    "message 811, or several": Command(Verb.GET, ("811",)),
    "message 811 in French": Command(Verb.GET, ("811", "fr")),
    "texts to translate from English into French": Command(Verb.OFFER, ("en", "fr")),
    "no more texts to translate": Command(Verb.NO_OFFER),
    "not more than these to translate in a week": Command(Verb.MOST, ("5",)),
    "no name with what you translate": Command(Verb.CREDIT, ("off",)),
    "the translation of message 811, to correct it": Command(Verb.CORRECT, ("811",)),
    "your own translation of message 811 taken back": Command(Verb.RETRACT, ("811",)),
    "a letter about your messages, for your employer": Command(Verb("contributions")),
    "all that is held about you": Command(Verb("my-data")),
    "all of that erased": Command(Verb("erase")),
    "what you receive now": Command(Verb.STATUS),
    "the lists there are": Command(Verb.LISTS),
    "what this list is for": Command(Verb.INFO),
    "the commands that matter to you now": Command(Verb.HELP),
    "a membership": Command(Verb.JOIN),
    "the end of your membership": Command(Verb.LEAVE),
}
READS = "letters in the first of these languages"
COMMANDS = table(MEMBER, "what you get", *LANGUAGES)
OFFERS = table(MEMBER, "you write", "it offers")


@pytest.mark.parametrize(("get", "said"), examples(COMMANDS))
def test_a_command_of_a_member(get: str, said: str) -> None:
    for parsed in (grammar.parse("", said), grammar.parse(f"Re: {said}", "")):
        assert (parsed.unknown, parsed.asks) == ("", ())
        (command,) = parsed.commands
        if get == READS:
            assert command == Command(Verb.I_READ, tuple(said.split()[-2:]))
        elif command.verb is Verb.AWAY:  # its words are free
            assert WHAT_YOU_GET[get].verb is Verb.AWAY
        else:
            assert command == WHAT_YOU_GET[get]


def test_members_are_told_of_everything() -> None:
    assert [row[0] for row in COMMANDS if row[0] not in (*WHAT_YOU_GET, READS)] == []
    verbs = {command.verb for command in WHAT_YOU_GET.values()} | {Verb.I_READ}
    assert verbs == set(Verb) - NOT_YET
    modes = [one.args[0] for one in WHAT_YOU_GET.values() if one.verb == Verb.DELIVERY]
    assert modes == list(DeliveryMode)


@pytest.mark.parametrize(("said", "offer"), OFFERS)
def test_what_is_asked_back(said: str, offer: str) -> None:
    parsed = grammar.parse("", *spans(said))
    assert parsed.commands == ()
    assert [EXAMPLES[one] for one in parsed.asks] == spans(offer)


@pytest.mark.parametrize("said", ["1 a day", "set delivery one a day"])
def test_other_ways_to_say_it(said: str) -> None:
    assert f"`{said}`" in MEMBER
    assert grammar.parse("", said).commands == (Command(Verb.DELIVERY, ("daily",)),)


# What is understood, and done by nobody yet.
NOT_YET = {
    *(Verb.SEARCH, Verb.THREAD, Verb.INDEX, Verb.LATEST, Verb.MORE, Verb.SUMMARY),
}


def test_what_is_not_there_yet_is_told() -> None:
    said = [one for one in spans(section(MEMBER, "Not yet")) if one != "status"]
    parsed = [grammar.parse("", one) for one in said]
    assert [one.unknown for one in parsed] == [""] * len(said)
    assert {command.verb for one in parsed for command in one.commands} == NOT_YET


# --- where a reply goes ---------------------------------------------------------------------------

SITE = Site("lists.example.org", "Health lists")
ALIAS, AMINA = "health-author+token@lists.example.org", "amina@example.org"
LIST, OWNER = "health@lists.example.org", "health-owner@lists.example.org"
THREAD = "health-reply+token@lists.example.org"
REACHES = {
    frozenset({LIST}): "everyone",
    frozenset({ALIAS}): "the author alone",
    frozenset({AMINA}): "the author alone",
    frozenset({ALIAS, LIST}): "everyone, the author once",  # tests/flow/test_alias.py holds it
    frozenset({AMINA, LIST}): "everyone, and the author again",
    frozenset({OWNER}): "the moderators",
    frozenset({THREAD}): "everyone, under that discussion",
    frozenset({THREAD, OWNER}): "everyone, and the moderators",
}


def replies(head: bytes) -> list[str]:
    """Whom a reply and a reply to all reach, as mail programs do it (RFC 5322 §3.6.3)."""
    headers = split(head)
    named = {name: addresses(headers.all(name)) for name in ("from", "reply-to", "to", "cc")}
    back = named["reply-to"] or named["from"]
    return [REACHES[back], REACHES[back | named["to"] | named["cc"]]]


def addresses(values: tuple[bytes, ...]) -> frozenset[str]:
    return frozenset(re.findall(r"[\w.+-]+@[\w.-]+", b" ".join(values).decode()))


REPLIES = table(MEMBER, "you answer", "on a list with")


@pytest.mark.parametrize("row", [row for row in REPLIES if row[0] == "a message"])
def test_where_a_reply_to_a_message_goes(row: Row) -> None:
    keys = dict(span.split(" = ") for span in spans(row[1]))
    policy = Policy(**keys)
    assert replies(copy_of(policy)) == row[2:]


@pytest.mark.parametrize(("what", "answer"), [("a digest", ""), ("a summary", THREAD)])
def test_where_a_reply_to_what_is_gathered_goes(what: str, answer: str) -> None:
    health = MailingList(1, "health", Policy(title="Health Forum"))
    made = rendition(
        SITE, health, language="en", name="x", subject="x", text="x", now=0.0, reply_to=answer
    )
    (row,) = [row for row in REPLIES if row[0] == what]
    assert replies(made.head) == row[2:]


def test_where_a_reply_to_a_private_mail_goes() -> None:
    """To is the reader herself: no program writes to her own address."""
    health = MailingList(1, "health", Policy(title="Health Forum"))
    letter = Press(SITE).letter(
        "author-forward", id=1, list=health, person_id=7, address=AMINA, name="Amina Kamau",
        language="en", now=0.0, reply_to=ALIAS, is_author=True, is_member=True, number=811,
        topic="Oxygen", writer_name="Paul", text="Can I call you?", files=(),
    )  # fmt: skip
    (row,) = [row for row in REPLIES if row[0].startswith("a private mail")]
    others = letter.head.replace(AMINA.encode(), b"")
    assert [said.replace("the author", "its writer") for said in replies(others)] == row[2:]


def copy_of(policy: Policy) -> bytes:
    """The head of a copy on a list with this policy."""
    post = Post(
        number=811,
        list_id=1,
        state=State.APPROVED,
        received=0.0,
        sent=0.0,
        person_id=7,
        author="Amina Kamau",
        address=AMINA,
        country="Kenya",
        proof="dkim example.org",
        subject="Oxygen",
        topic="Oxygen",
        message_id="one@example.org",
        references=(),
        language="en",
        text="Who cleans the filter?",
        version=1,
    )
    place = Publication(811, 0, 1, "Oxygen", "Oxygen", "")
    order = Order(post, place, MailingList(1, "health", policy), SITE, ALIAS)
    return cook.cook(order, "en", Footer(("Write to all.",))).head


def test_every_part_of_my_data_is_explained() -> None:
    """A part that comes is told to members, too."""
    rows = table(MEMBER, "part", "what it says")
    told = [part for cells in rows for part in spans(cells[0])]
    assert sorted(told) == sorted(TOLD)
