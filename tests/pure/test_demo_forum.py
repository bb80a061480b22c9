"""The demo's forum, its mail programs, its people's reading of letters, and its judge."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from listserv.demo import checks, clients, drafts, front, people
from listserv.demo.checks import Arrived
from listserv.demo.forum import (
    LIST,
    PASSED,
    SECOND,
    Fate,
    FormatError,
    Forum,
    Message,
    Writer,
    load,
    parse_day,
)
from listserv.demo.wording import ATTRIBUTIONS, BLOCKS, PHONE_LINES
from listserv.model import DeliveryMode
from listserv.roster import table

FORUM = load()
WHEN = datetime(2026, 3, 3, 7, 5, tzinfo=UTC)
LANGUAGES = ("en", "fr", "es", "pt")
LETTER = drafts.Quoted(
    name="Amina Kamau via health-forum",
    address="health-forum-author+abc@lists.example.org",
    to="health-forum@lists.example.org",
    when=WHEN,
    subject="Query: stock cards (1)",
    text="Dear all,\n\nWho counts? Où ? ¿Quién? — à l'œil.\n\nAmina",
    message_id="stock-1.en@mail.example.org",
    references=("root@mail.example.org",),
)


# --- the forum ----------------------------------------------------------------------------------


def test_the_forum_is_as_large_and_as_mixed_as_promised() -> None:
    posts = FORUM.published
    assert len(posts) >= 64
    threads = Counter(message.thread for message in posts)
    assert len(threads) >= 14
    assert max(threads.values()) >= 12, "one thread is long enough to be summed up"
    share = {language: n / len(posts) for language, n in language_counts().items()}
    assert 0.40 < share["en"] < 0.50
    assert 0.20 < share["fr"] < 0.30
    assert 0.10 < share["es"] < 0.20
    assert 0.10 < share["pt"] < 0.20


def language_counts() -> Counter[str]:
    return Counter(message.language for message in FORUM.published)


def test_everybody_can_be_imported_and_has_a_mail_program() -> None:
    rows = list(table.read(FORUM.members_csv))
    assert all(row.member for row in rows), rows
    assert len(rows) == len(FORUM.members) >= 30
    assert {writer.program for writer in FORUM.members} == set(clients.PROGRAMS)
    digests = sum(writer.delivery is DeliveryMode.DAILY for writer in FORUM.members)
    assert 0.25 < digests / len(FORUM.members) < 0.40


def test_all_people_live_under_example_domains() -> None:
    for writer in (*FORUM.members, *FORUM.others):
        assert writer.address.endswith((".example.org", ".example")), writer.address


@pytest.mark.parametrize("reply", [m for m in FORUM.messages if m.answers], ids=lambda m: m.key)
def test_nobody_answers_what_she_has_not_received(reply: Message) -> None:
    parent = FORUM.message(reply.answers)
    assert parent.fate is Fate.PUBLISH
    if FORUM.writer(reply.author).delivery is DeliveryMode.DAILY:
        assert reply.day > parent.day, "a digest reader has it the next morning"
    else:
        assert (reply.day, reply.hour) > (parent.day, parent.hour)


@pytest.mark.parametrize(
    "wanted",
    [
        lambda m: m.automatic == "vacation" and m.fate is Fate.DROP,
        lambda m: m.repeats and m.fate is Fate.DROP,
        lambda m: not m.proven and m.decision == "spam",
        lambda m: not m.proven and m.fate is Fate.PUBLISH,
        lambda m: m.effect == "leave" and m.to == "health-forum",
        lambda m: m.effect == "leave" and m.to == "health-forum-leave",
        lambda m: m.effect == "join",
        lambda m: m.attachment > 1_000_000 and m.fate is Fate.REFUSE,
        lambda m: m.fate is Fate.DOOR,
        lambda m: not m.text and m.fate is Fate.REFUSE,
        lambda m: "CITATION" in m.text and "10.5555/" in m.text,
        lambda m: "https://" in m.text,
        lambda m: "\n1. " in m.text,
        lambda m: m.text.startswith("> "),
        lambda m: m.subject.startswith("TR: "),
        lambda m: m.decision.startswith("ne pas publier"),
    ],
)
def test_the_awkward_and_the_special_ones_are_there(wanted: object) -> None:
    assert any(wanted(message) for message in FORUM.messages)  # type: ignore[operator]


def test_every_published_text_has_a_paragraph_of_its_own() -> None:
    """The judge knows a post in a digest by it."""
    known_by = [people.words(message.text) for message in FORUM.published]
    everything = people.on_one_line(" ".join(message.text for message in FORUM.published))
    assert [paragraph for paragraph in known_by if everything.count(paragraph) != 1] == []


RECORD = (
    "== a-1\nAuthor: amina\nTime: 07:00\nLanguage: en\nSubject: Hello\n\nDear all,\n\nA text.\n"
)


def test_a_record_is_read() -> None:
    ((message, stranger),) = parse_day(2, "day2.txt", "# a comment\n\n" + RECORD)
    assert stranger is None
    assert (message.key, message.thread, message.day, message.hour) == ("a-1", "a", 2, 7)
    assert message.text == "Dear all,\n\nA text."
    assert (message.fate, message.proven, message.to) == (Fate.PUBLISH, True, "health-forum")


def test_a_stranger_comes_with_her_record() -> None:
    text = RECORD.replace("Author: amina", "Stranger: Quick Loan <loan@quick.example>")
    ((message, stranger),) = parse_day(1, "day1.txt", text)
    assert stranger == Writer(key="loan", address="loan@quick.example", name="Quick Loan")
    assert message.author == "loan"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (RECORD.replace("Time: 07:00", "Time: seven"), "day1.txt, line 1: a-1"),
        (RECORD.replace("Language: en\n", ""), "Language"),
        (RECORD.replace("Subject", "Betreff"), "not a header: Betreff: Hello"),
        (RECORD.replace("Subject: Hello", "Fate: lost"), "lost"),
        ("\n\n" + RECORD.replace("Author: amina\n", ""), "day1.txt, line 3"),
    ],
)
def test_a_bad_record_names_file_and_line(wrong: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        parse_day(1, "day1.txt", wrong)


# --- mail programs ------------------------------------------------------------------------------


def draft(
    program: str, language: str, text: str = "Bonjour à tous,\n\nUne idée.\n\nInês"
) -> drafts.Draft:
    return drafts.Draft(
        program=program,
        language=language,
        name="Inês Macuácua",
        address="ines@saude.example.org",
        organisation="Saúde",
        timezone="Africa/Maputo",
        to="health-forum@lists.example.org",
        subject="",
        text=text,
        when=WHEN,
        message_id="x-1.pt@mail.example.org",
        answered=LETTER,
    )


PROGRAMS_AND_LANGUAGES = [(p, language) for p in clients.PROGRAMS for language in LANGUAGES]


@pytest.mark.parametrize(("program", "language"), PROGRAMS_AND_LANGUAGES)
def test_an_answer_is_a_whole_mail_as_the_program_writes_it(program: str, language: str) -> None:
    raw = clients.write(draft(program, language))
    lines = raw.replace(b"\r\n", b"")
    assert b"\n" not in lines and b"\r" not in lines, "a bare CR or LF"
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects
    assert message["From"].addresses[0].display_name == "Inês Macuácua"
    assert message["In-Reply-To"] == "<stock-1.en@mail.example.org>"
    assert message["References"].split() == [
        "<root@mail.example.org>",
        "<stock-1.en@mail.example.org>",
    ]
    assert str(message["Subject"]).lower().startswith(("re", "res"))
    body = message.get_body(("plain", "html"))
    assert body is not None
    text = body.get_content()
    assert "Une idée." in text
    if program != "mutt":  # its user chose lines while typing
        assert "Who counts?" in text
    if program in ATTRIBUTIONS:
        assert any(line.rstrip().endswith(":") for line in text.splitlines())
    else:
        line, labels, _ = BLOCKS[program][language]
        assert program == "phone-html" or line in text
        assert labels[0].rstrip(":") in text
    if program in PHONE_LINES:
        assert PHONE_LINES[program][language] in text


def test_a_text_beyond_the_charset_goes_out_in_utf8() -> None:
    raw = clients.write(draft("webmail", "fr", "œuvre — нет"))
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message.get_content_charset() == "utf-8"
    assert "нет" in message.get_content()


def test_a_plain_text_in_latin_1_stays_latin_1() -> None:
    plain = replace(draft("webmail", "fr", "été"), answered=None, subject="Été")
    raw = clients.write(plain)
    assert b"charset=iso-8859-1" in raw
    assert b"=E9t=E9" in raw
    assert b"=?iso-8859-1?q?=C9t=E9?=" in raw


@pytest.mark.parametrize(
    ("program", "language", "subject", "expected"),
    [
        ("gmail", "fr", "Stock", "Re: Stock"),
        ("gmail", "fr", "Re: Stock", "Re: Stock"),
        ("outlook", "fr", "Stock", "RE : Stock"),
        ("outlook", "pt", "Stock", "RES: Stock"),
        ("outlook", "en", "re: Stock", "re: Stock"),
    ],
)
def test_the_prefix_of_an_answer(program: str, language: str, subject: str, expected: str) -> None:
    one = replace(draft(program, language), answered=replace(LETTER, subject=subject))
    message = email.message_from_bytes(clients.write(one), policy=email.policy.default)
    assert str(message["Subject"]) == expected


def test_a_copy_is_read_as_its_readers_program_shows_it() -> None:
    raw = clients.write(draft("thunderbird", "pt"))
    quoted = drafts.received(raw)
    assert quoted.name == "Inês Macuácua"
    assert quoted.when == WHEN
    assert quoted.references[-1] == "stock-1.en@mail.example.org"
    assert "> Who counts?" in quoted.text
    assert "\r" not in quoted.text


def test_a_photograph_is_as_large_as_it_says() -> None:
    raw = clients.write(replace(draft("samsung", "es"), attachment=50_000))
    message = email.message_from_bytes(raw, policy=email.policy.default)
    (photograph,) = message.iter_attachments()
    assert len(photograph.get_content()) == 50_000


def test_lines_quoted_between_answers_are_left_as_they_were() -> None:
    quoted = "> " + "word " * 40 + "end"
    raw = clients.write(draft("mutt", "en", f"{quoted}\n\nYes.\n\nTom"))
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert quoted in message.get_content()


@pytest.mark.parametrize(("proven", "verdict"), [(True, b"dkim=pass"), (False, b"dkim=none")])
def test_the_front_says_who_is_proven(proven: bool, verdict: bytes) -> None:
    mail = front.stamp(b"From: a@b.example\r\n\r\nx", "a@b.example", "l@example.org", proven, WHEN)
    assert mail.raw.startswith(b"Authentication-Results: mx.example.org;\r\n " + verdict)
    assert mail.mail_from == "a@b.example"


# --- people -------------------------------------------------------------------------------------

QUEUE = """\
1. Stock
   Amina Kamau, 1 KB
2. Motorbike
   Tesfaye Bekele, 1 KB

--------------------------------------
1. Stock

Amina Kamau (Kenya), member since March 2026.
amina@uzima.example.org
It waits because: every message is read before it goes out.

Dear all,

1. Who counts the cards at your place?

Amina

--------------------------------------
2. Motorbike

Tesfaye Bekele (Ethiopia)
tesfaye@awash.example.org

For sale.

--------------------------------------
The author reads your reason.
"""
AMINA = Writer("amina", "amina@uzima.example.org", "Amina Kamau")
TESFAYE = Writer("tesfaye", "tesfaye@awash.example.org", "Tesfaye Bekele")


def message(key: str, text: str, **more: object) -> Message:
    values = {
        "day": 1,
        "hour": 7,
        "minute": 0,
        "author": key,
        "to": "health-forum",
        "subject": "",
        "answers": "",
        "language": "en",
    }
    return Message(key=f"{key}-1", text=text, **(values | more))  # type: ignore[arg-type]


STOCK = message("amina", "Dear all,\n\n1. Who counts the cards at your place?\n\nAmina")
BIKE = message("tesfaye", "For sale.", fate=Fate.REFUSE, decision="no: off purpose")
WAITING = [(STOCK, AMINA), (BIKE, TESFAYE)]


def test_a_facilitator_recognises_the_posts_of_a_queue_mail() -> None:
    assert people.recognise(QUEUE, WAITING) == [people.Shown(1, STOCK), people.Shown(2, BIKE)]


def test_a_facilitator_recognises_the_post_of_a_notice() -> None:
    notice = (
        "Amina Kamau\namina@uzima.example.org\n\n[1] Dear all,\n\n"
        "[2] 1. Who counts the cards at your place?\n\n[3] Amina\n"
    )
    assert people.recognise(notice, WAITING) == [people.Shown(0, STOCK)]


def test_a_letter_without_a_known_post_is_left_alone() -> None:
    assert people.recognise("Done, thank you\n\n- Stock, Amina Kamau: published\n", WAITING) == []


@pytest.mark.parametrize(
    ("language", "shown", "typed"),
    [
        ("en", [(0, STOCK)], "ok"),
        ("fr", [(0, STOCK)], "OK, merci\n\nMariama"),
        ("en", [(0, BIKE)], "no: off purpose"),
        ("en", [(1, STOCK)], "1 ok"),
        ("en", [(1, STOCK), (2, STOCK), (3, STOCK)], "1-3 ok"),
        ("fr", [(1, STOCK), (3, STOCK)], "1, 3 ok"),
        ("en", [(1, STOCK), (2, BIKE), (3, STOCK)], "2 no: off purpose, rest ok"),
        ("fr", [(1, STOCK), (2, BIKE)], "2 no: off purpose\nle reste ok"),
        ("en", [(1, BIKE), (2, BIKE)], "1 no: off purpose, 2 no: off purpose"),
    ],
)
def test_what_a_facilitator_types(
    language: str, shown: list[tuple[int, Message]], typed: str
) -> None:
    facilitator = replace(AMINA, languages=(language,))
    assert people.decision(facilitator, [people.Shown(*one) for one in shown]) == typed


def test_a_digest_reader_finds_the_address_of_an_item() -> None:
    digest = (
        "11 Amina\nmailto:health-forum-reply+aaa@lists.example.org\n\n"
        "Dear all,\n\n1. Who counts the cards at your place?\n\nAmina\n\n"
        "12 Tesfaye\nmailto:health-forum-reply+bbb@lists.example.org\n\nFor sale.\n"
    )
    at = "@lists.example.org"
    assert people.item_address(digest, STOCK.text) == f"health-forum-reply+aaa{at}"
    assert people.item_address(digest, BIKE.text) == f"health-forum-reply+bbb{at}"
    assert people.item_address(digest, "Something else.") == ""


# --- the judge ----------------------------------------------------------------------------------

MEANT = checks.meant(FORUM)


def arrivals() -> list[Arrived]:
    """What arrives when everything is right."""
    copies = [Arrived(address, False, (i,)) for address, i in sorted(MEANT.copies)]
    by_day: dict[tuple[str, int], list[str]] = {}
    days = {message.message_id: message.day for message in FORUM.published}
    for address, i in sorted(MEANT.digests):
        by_day.setdefault((address, days[i]), []).append(i)
    return copies + [Arrived(address, True, tuple(i)) for (address, _), i in by_day.items()]


def test_nothing_is_missing_when_all_is_right() -> None:
    assert checks.missing(MEANT, arrivals(), arrivals()) == []


def test_what_is_meant_follows_joins_leaves_and_modes() -> None:
    def copies(key: str) -> set[str]:
        address = FORUM.writer(key).address
        return {MEANT.names[i] for a, i in MEANT.copies if a == address}

    everything = {message.key for message in FORUM.published}
    assert copies("amina.kamau") == everything, "her own posts too"
    assert copies("rajesh.iyer") == set()
    before, after = {"stock-1", "cite-1"}, {"stock-13", "asc-6"}
    assert before <= copies("koffi.adjovi") and not after & copies("koffi.adjovi")
    assert before <= copies("victor.lungu") and not after & copies("victor.lungu")
    assert before <= copies("sylvie.mbarga") and not after & copies("sylvie.mbarga")
    assert after | {"cite-1"} <= copies("diane.uwimana"), "she joins in the hour of cite-1"
    assert not {"stock-1", "asc-2"} & copies("diane.uwimana")
    in_digests = {MEANT.names[i] for a, i in MEANT.digests if a.startswith("rajesh.iyer@")}
    assert in_digests == everything
    assert not {a for a, _ in MEANT.copies | MEANT.digests if a.startswith("manager@")}


COPY = next(one for one in arrivals() if not one.digest)
DIGEST = next(one for one in arrivals() if one.digest)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (lambda all_: [one for one in all_ if one != COPY], "is missing"),
        (lambda all_: [*all_, COPY], "came 2 times"),
        (lambda all_: [one for one in all_ if one != DIGEST], "is missing"),
        (lambda all_: [*all_, DIGEST], "came 2 times"),
        (lambda all_: [*all_, replace(COPY, address="x@example.org")], "was not meant"),
        (
            lambda all_: [*all_, replace(COPY, message_ids=("sale-1.en@mail.example.org",))],
            "sale-1",
        ),
        (lambda all_: [*all_, replace(DIGEST, address=COPY.address)], "was not meant"),
    ],
    ids=["lost", "double", "lost digest", "double digest", "leak", "refused", "digest to each"],
)
@pytest.mark.parametrize("book", ["the ledger", "the mailboxes"])
def test_a_planted_fault_is_found_in_either_book(planted: object, said: str, book: str) -> None:
    wrong = planted(arrivals())  # type: ignore[operator]
    books = (wrong, arrivals()) if book == "the ledger" else (arrivals(), wrong)
    faults = checks.missing(MEANT, *books)
    assert faults
    assert all(fault.startswith(book) for fault in faults)
    assert said in faults[0]


def test_words_of_a_refused_post_are_found_wherever_others_read() -> None:
    forum: Forum = FORUM
    sale = forum.message("sale-1")
    readers = [
        ("rajesh.iyer@rural-care.example.org", f"a digest\n\n{sale.text}"),
        ("grace@forum-team.example.org", sale.text),
        (forum.writer(sale.author).address, sale.text),
        ("public/health-forum/index.html", "nothing"),
    ]
    faults = checks.leaks(forum, readers, frozenset({"grace@forum-team.example.org"}))
    assert faults == [
        "rajesh.iyer@rural-care.example.org shows words of sale-1, which was not published"
    ]


def test_the_doors_answers_are_checked() -> None:
    right = {m.key: 550 if m.fate is Fate.DOOR else 250 for m in FORUM.messages}
    assert checks.answers(FORUM, right) == []
    wrong = right | {"unknown-1": 250, "stock-1": 451}
    assert checks.answers(FORUM, wrong) == [
        "the door: stock-1 was answered 451, not 250",
        "the door: unknown-1 was answered 250, not 550",
    ]


def test_a_text_that_did_not_go_out_whole_is_found() -> None:
    stock = FORUM.message("stock-2")
    folded = stock.text.replace(". ", ".\n")
    copies = [
        (stock.message_id, f"{folded}\n\nPeter Okello is a clinical officer.\n"),
        (stock.message_id, stock.text.removesuffix("Peter")),
        ("letter.1@lists.example.org", "Done, thank you"),
    ]
    assert checks.altered(FORUM, copies) == ["1 copies of stock-2 lack words of its author"]


def test_an_answer_under_a_wrong_thread_or_subject_is_found() -> None:
    right = {
        m.message_id: checks.Place(
            FORUM.root(m).message_id, FORUM.root(m).subject.replace("TR: ", "Fwd: ")
        )
        for m in FORUM.published
    }
    assert checks.misplaced(FORUM, right) == []
    lost, renamed = FORUM.message("asc-2").message_id, FORUM.message("stock-9").message_id
    wrong = right | {
        lost: checks.Place(lost, right[lost].topic),
        renamed: replace(right[renamed], topic="Health Forum: Wednesday 4 March, 40 messages"),
    }
    faults = checks.misplaced(FORUM, wrong)
    assert [fault.split()[0] for fault in faults] == ["asc-2", "stock-9"]


def test_what_is_passed_on_is_for_those_who_have_not_had_it() -> None:
    passed = FORUM.message(PASSED).message_id
    both = {one.address for one in FORUM.second} & {one.address for one in FORUM.members}
    only = {one.address for one in FORUM.second} - both
    assert both
    assert only
    assert {(address, passed) for address in only} <= MEANT.copies
    assert len([pair for pair in MEANT.copies | MEANT.digests if pair[1] == passed]) == len(
        {address for address, i in MEANT.copies | MEANT.digests if i == passed}
    )


def test_pages_that_do_not_name_the_other_forum_are_found() -> None:
    text, titles = FORUM.message(PASSED).text, {LIST: "Health Forum", SECOND: "Forum Santé"}
    here = (f"public/{LIST}/m/a.html", f"{text} Also in Forum Santé as 180")
    there = (f"public/{SECOND}/m/a.html", f"{text} Aussi dans Health Forum sous le numéro 101")
    assert checks.unlinked(FORUM, [here, there], titles) == []
    (fault,) = checks.unlinked(FORUM, [here, (there[0], text)], titles)
    assert fault == f"the archive of {SECOND} does not name {LIST} beside {PASSED}"
    assert len(checks.unlinked(FORUM, [], titles)) == 2


def test_a_post_that_the_archive_lacks_is_found() -> None:
    pages = [message.text for message in FORUM.published if message.key != "luz-2"]
    assert checks.unshelved(FORUM, pages) == ["the archive lacks luz-2"]
