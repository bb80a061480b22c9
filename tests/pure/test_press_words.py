"""Footers, headers, links, layout; and that what a letter advertises is really understood."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.commands import consent
from listserv.commands.consent import Consent
from listserv.languages import grammar
from listserv.languages.plain import split
from listserv.languages.words import phrases_in
from listserv.model import MARK_LEAVE, MailingList, Policy, Purpose, Removed, Site
from listserv.moderation import answers, chain
from listserv.moderation.answers import Answer, Shown
from listserv.moderation.forms import Form, Kind, Problem
from listserv.press import footers, layout, links, phrases, reasons
from listserv.press.catalogue import COMPLETE
from listserv.press.days import local_day, zone
from listserv.press.listheaders import list_headers
from listserv.press.speech import words
from listserv.text.encode import header
from listserv.text.layout import NARROW, columns
from listserv.text.numbered import numbered

SITE = Site(
    "lists.example.org",
    "Health lists",
    archive_url="https://lists.example.org/archive",
    web_url="https://lists.example.org",
)
HIFA = MailingList(7, "hifa", Policy(title="Health forum", archive="public"))
LONG = MailingList(8, "community-health-workers", Policy(archive="public"))


# --- what is advertised is understood -------------------------------------------------------------


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("code", phrases.COMMAND)
def test_advertised_commands_are_understood(code: str, language: str) -> None:
    """The clerk reads what the letters say, in every language, bare, as a subject or a line."""
    line = phrases.command(code, words(language).translations)
    for parsed in (grammar.parse(line, ""), grammar.parse("Re: Welcome", line)):
        (found,) = parsed.commands
        assert parsed.unknown == ""
        assert code in (found.verb, *found.args)


def forms(answer: Answer) -> list[Form]:
    """All that acts, of each post in order."""
    return [form for order in answer.orders for form in order.forms]


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 12])
def test_examples_for_moderators_are_understood(count: int, language: str) -> None:
    say = words(language).translations
    shown = [Shown(place, 4700 + place) for place in range(1, count + 1)]
    example = answers.read(phrases.answer_example(count, say), shown)
    everything = answers.read(phrases.answer_all(1, count, "ok", say), shown)
    assert not example.asked_back
    assert not everything.asked_back
    assert len(example.orders) == len(everything.orders) == count
    refused = [one for one in forms(example) if one.kind is Kind.REFUSE]
    assert [one.code for one in refused] == ["off-purpose"] * (count > 1)
    assert {one.kind for one in forms(everything)} == {Kind.APPROVE}


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("code", phrases.QUESTION)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_no_example_undoes_what_was_said(count: int, code: str, language: str) -> None:
    """After a bare `no` the only example was once `ok`."""
    shown = [Shown(place, 4700 + place) for place in range(1, count + 1)]
    example = phrases.answer_to(code, count, words(language).translations)
    for said in example.splitlines() if count == 1 else [example]:
        answer = answers.read(said, shown, anywhere=code == "which-number")
        if code == "which-subject":  # the new one is hers to fill in
            assert answer.asked_back is Problem.WHICH_SUBJECT
            continue
        assert forms(answer)
        assert not answer.asked_back
        if code == "which-reason":
            assert forms(answer)[-1].code == "off-purpose"


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("code", reasons.NAMED)
def test_named_reasons_are_understood(code: str, language: str) -> None:
    say = words(language).translations
    short, _ = reasons.NAMED[code]
    line = f"{say.pgettext('command', 'no:')} {say.pgettext('reason', short)}"
    (form,) = forms(answers.read(line, [Shown(1, 4711)]))
    assert (form.kind, form.code) == (Kind.REFUSE, code)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize(
    ("sentence", "meanings"),
    [
        ("Write leave or one a day to %(address)s", {"leave", "daily"}),
        ("Write leave or every message to %(address)s", {"leave", "each"}),
        ("Write leave or no mail to %(address)s", {"leave", "none"}),
        ("To change something, answer with the word “help”.", {"help"}),
        (
            "Welcome. The facilitators of %(title)s have added %(address)s. If you do not want"
            " this, answer with the word “leave” and it is undone.",
            {"leave"},
        ),
    ],
)
def test_a_sentence_names_words_that_are_understood(
    sentence: str, meanings: set[str], language: str
) -> None:
    """A footer that tells people to write what nobody understands costs a facilitator a letter."""
    pieces = split(words(language).gettext(sentence))
    found = {
        hit[0]
        for section in ("commands", "delivery")
        for place in range(len(pieces))
        if (hit := phrases_in(language, section).at(pieces, place))
    }
    assert found >= meanings


@pytest.mark.parametrize("language", COMPLETE)
def test_a_new_moderator_is_told_how_the_subjects_begin(language: str) -> None:
    say = words(language)
    told = say.gettext(
        "Thank you for helping %(title)s. When a message waits for you, you get a mail that begins"
        " with “To read:”. Answer it with one line:"
    )
    quoted = re.search(r"[“«]\s?(.+?)\s?[”»]", told)
    assert quoted, told
    assert say.gettext("To read: %(topic)s, from %(author)s").startswith(quoted[1])
    for count in (1, 2, 3, 11, 100):
        queue = say.ngettext(
            "To read: %(count)s message for %(title)s",
            "To read: %(count)s messages for %(title)s",
            count,
        )
        assert queue.startswith(quoted[1])


def test_every_code_of_the_desk_has_its_sentence() -> None:
    assert {rule.code for rule in chain.CHAIN} <= set(reasons.HELD)
    assert {str(problem) for problem in Problem} <= set(phrases.QUESTION)


# --- small words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "language", "said"),
    [
        ("off-purpose", "en", "It lies outside the purpose of this forum."),
        ("off-purpose", "pt", "fica fora do propósito deste fórum."),
        ("empty", "en", "It has neither text nor attachment."),
        ("Please add the year.", "fr", "Please add the year."),
        ("", "fr", ""),
    ],
)
def test_a_reason_as_its_author_reads_it(reason: str, language: str, said: str) -> None:
    assert reasons.why(reason, words(language).translations) == said


@pytest.mark.parametrize(
    ("code", "said"), [("unproven", "nothing proves who sent it"), ("new-rule", "new rule")]
)
def test_a_reason_as_a_moderator_reads_it(code: str, said: str) -> None:
    assert reasons.held(code, words("en").translations) == said


@pytest.mark.parametrize(
    ("removed", "language", "said"),
    [
        (Removed(), "en", ""),
        (Removed(quoted_lines=1), "en", "1 quoted line"),
        (Removed(quoted_lines=41, signature=True), "fr", "41 lignes citées, signature"),
        (Removed(quoted_lines=2, signature=True), "ar", "سطران مقتبسان، توقيع"),
        (
            Removed(phone_line=True, disclaimer=True, footer=True, html=True),
            "en",
            "line of a phone, disclaimer, footer of a list, formatting",
        ),
    ],
)
def test_what_was_left_out(removed: Removed, language: str, said: str) -> None:
    assert phrases.removed(removed, words(language).translations) == said


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "Saturday 9 January", "January 2027"),
        ("fr", "samedi 9 janvier", "janvier 2027"),
        ("es", "sábado 9 de enero", "enero de 2027"),
        ("pt", "sábado, 9 de janeiro", "janeiro de 2027"),
        ("pt_BR", "sábado, 9 de janeiro", "janeiro de 2027"),
        ("ar", "السبت 9 يناير", "يناير 2027"),
        ("sw", "Saturday 9 January", "January 2027"),
    ],
)
def test_days_are_said_as_people_say_them(language: str, day: str, month: str) -> None:
    when = date(2027, 1, 9)
    assert (words(language).day(when), words(language).month(when)) == (day, month)


@pytest.mark.parametrize(
    ("language", "country", "said"),
    [
        ("fr", "KE", "Kenya"),
        ("es", "ke", "Kenia"),
        ("ar", "KE", "كينيا"),
        ("en", "Kenya", "Kenya"),
        ("en", "ZZZ", "ZZZ"),
    ],
)
def test_countries(language: str, country: str, said: str) -> None:
    assert words(language).country(country) == said


@pytest.mark.parametrize("name", ["Africa/Nowhere", "", "../../etc/passwd", "Africa", "\x00"])
def test_an_unknown_time_zone_is_utc(name: str) -> None:
    assert local_day(0.0, name) == date(1970, 1, 1)
    assert zone(name) is not None


def test_a_day_begins_where_the_list_is() -> None:
    assert local_day(1799532000.0, "Africa/Nairobi") == date(2027, 1, 10)


# --- footers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("reply_to", ["list", "author"])
@pytest.mark.parametrize("mailing_list", [HIFA, LONG], ids=["hifa", "long"])
def test_a_footer_is_three_lines_that_say_what_to_write(
    mailing_list: MailingList, reply_to: str, language: str
) -> None:
    """On a list with a long name the second line was a bare address."""
    mailing_list = replace(mailing_list, policy=replace(mailing_list.policy, reply_to=reply_to))
    lines = footers.footer(SITE, mailing_list, words(language))
    said = words(language).gettext
    assert len(lines) == 3
    assert all(len(line.replace(mailing_list.name, "hifa")) <= 70 for line in lines), lines
    assert not any(line[0].islower() or line[0].isspace() for line in lines), lines
    at = f"{mailing_list.name}-request@lists.example.org"
    assert lines[1] == said("Write leave or one a day to %(address)s").replace("%(address)s", at)
    asked = re.split("[?؟]", said("Got this from a colleague? %(address)s"))[0]
    assert lines[2].startswith(asked)
    assert lines[2].endswith(f"{mailing_list.name}-join@lists.example.org")


@pytest.mark.parametrize(
    ("reply_to", "permalink", "line"),
    [
        ("list", "abc", "Answers go to all; the From address reaches the author."),
        ("author", "", "Answers go to the author. To all: hifa@lists.example.org"),
        ("author", "abc", "https://lists.example.org/archive/hifa/m/abc.html"),
    ],
)
def test_first_line_of_a_footer(reply_to: str, permalink: str, line: str) -> None:
    made = replace(HIFA, policy=replace(HIFA.policy, reply_to=reply_to))
    assert footers.footer(SITE, made, words("en"), permalink)[0] == line


# --- headers and links ----------------------------------------------------------------------------


def test_headers_of_a_copy() -> None:
    assert list_headers(SITE, HIFA, "abc") == [
        ("List-Id", "<hifa.lists.example.org>"),
        ("List-Post", "<mailto:hifa@lists.example.org>"),
        ("List-Help", "<mailto:hifa-request@lists.example.org?subject=help>"),
        ("List-Archive", "<https://lists.example.org/archive/hifa/>"),
        ("Archived-At", "<https://lists.example.org/archive/hifa/m/abc.html>"),
        (
            "List-Unsubscribe",
            b"<mailto:hifa-leave+\x00leave\x00@lists.example.org>,"
            b" <https://lists.example.org/leave/\x00leave\x00>",
        ),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "list"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Listserv-Trace", "lists.example.org"),
    ]


@pytest.mark.parametrize("web_url", ["", "http://127.0.0.1:8080"])
def test_one_click_only_over_https(web_url: str) -> None:
    """RFC 8058 §3.1: the URI must be https."""
    made = dict(list_headers(replace(SITE, web_url=web_url), HIFA))
    assert "List-Unsubscribe-Post" not in made
    assert made["List-Unsubscribe"] == b"<mailto:hifa-leave+\x00leave\x00@lists.example.org>"


@pytest.mark.parametrize("web_url", ["", "https://lists.example.org"])
def test_shared_copies_have_nothing_personal(web_url: str) -> None:
    shared = replace(HIFA, policy=replace(HIFA.policy, copies="shared"))
    made = dict(list_headers(replace(SITE, web_url=web_url), shared))
    assert made["List-Unsubscribe"] == "<mailto:hifa-leave@lists.example.org>"
    assert "List-Unsubscribe-Post" not in made


UNDO = {"left": consent.REJOIN, "confirm-join": "join", "confirm": "command"}


@pytest.mark.parametrize("kind", UNDO)
@pytest.mark.parametrize("language", COMPLETE)
def test_the_word_that_a_letter_asks_for_is_understood(language: str, kind: str) -> None:
    """The undo of a leave is one word of the reader's language, and so is a no."""
    said = words(language).render(
        f"{kind}.txt",
        title="HIFA",
        address="a@b.example",
        rule="",
        wishes=(("none", ""),),
        asks_how=False,
        titles=("HIFA",),
        translated=(),
        decide=False,
        again="",
        list=HIFA,
    )
    quoted = re.findall(r"[“«]\s?(\w+)\s?[”»]", said)
    assert quoted, said
    for word in quoted:
        wanted = Consent.NO if word.lower() in ("no", "non", "não", "لا") else Consent.YES
        assert consent.read(word, UNDO[kind]) is wanted, word
        assert consent.read(word.capitalize() + ".", UNDO[kind]) is wanted, word


def test_the_mark_survives_encoding() -> None:
    for name, value in list_headers(SITE, HIFA):
        if name == "List-Unsubscribe":
            assert header(name, value).count(MARK_LEAVE) == 2


@pytest.mark.parametrize("archive", ["members", "off"])
def test_a_closed_archive_is_not_pointed_to(archive: str) -> None:
    closed = replace(HIFA, policy=replace(HIFA.policy, archive=archive))
    assert "List-Archive" not in dict(list_headers(SITE, closed))
    assert links.summary(SITE, closed, 3) == ""


def test_separator_of_the_site() -> None:
    at = links.Addresses(replace(SITE, separator="-"), HIFA)
    assert at.sealed(Purpose.REPLY, "abc") == "hifa-reply-abc@lists.example.org"


# --- layout ---------------------------------------------------------------------------------------


@given(st.text(), st.sampled_from(["", "  ", "   "]), st.sampled_from(["", "- ", "12. ", " 811 "]))
def test_rows_are_narrow_and_lose_no_word(text: str, later: str, first: str) -> None:
    made = layout.row(text, later, first)
    assert "".join(made.split()).replace("\ue000", "") == "".join((first + text).split()).replace(
        "\ue000", ""
    )
    for line in made.split("\n"):
        assert columns(line) <= NARROW or len(line.split()) <= 3


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Paludisme : que disent les familles ?", "Paludisme : que disent les\n  familles ?"),
        ("801 Ibrahima Lefrançois-Bâ, Mali, 12 Ko", "801 Ibrahima Lefrançois-Bâ, Mali,\n  12 Ko"),
        ("801 Ibrahima Lefrançois-Bâ، مالي، 12 ك.ب", "801 Ibrahima Lefrançois-Bâ، مالي،\n  12 ك.ب"),
    ],
)
def test_a_row_does_not_break_before_a_mark_or_a_unit(text: str, made: str) -> None:
    assert layout.row(text, "  ") == made


def test_paragraphs_are_numbered() -> None:
    assert numbered("Dear all,\n\n\nWe count.\n \nAmina\n") == (
        "[1] Dear all,\n\n[2] We count.\n\n[3] Amina"
    )


def test_a_link_to_tap() -> None:
    made = layout.mailto("hifa-moderate+abc@lists.example.org", 4711, "ne pas publier : ")
    assert made == (
        "mailto:hifa-moderate+abc@lists.example.org?subject=4711&body=ne%20pas%20publier%20%3A%20"
    )
