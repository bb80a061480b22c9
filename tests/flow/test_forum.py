"""A forum's day on real sockets: post, notice, answer, copies, digest, archive, leave, join."""

from __future__ import annotations

import asyncio
import email.utils
import re
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.store import held, lists, members, shelf, spool
from listserv.store.members import NewMember
from tests.support.site import (
    DOMAIN,
    Running,
    fill,
    mail,
    make_site,
    started,
    subject_of,
    text_of,
)

pytestmark = pytest.mark.slow

AMINA = "amina@rsr.example.org"
PAUL = "paul@post.example"
MOD = "mod@team.example.org"
HIFA = f"hifa@{DOMAIN}"
START = 1_767_600_000.0  # Monday 5 January 2026, 08:00 UTC


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    make_site(tmp_path)
    fill(
        tmp_path,
        "hifa",
        Policy(title="HIFA", language="en", languages=("en", "fr"), archive="public"),
        [
            NewMember(AMINA, "Amina Kamau", ("en",), "Kenya"),
            NewMember(PAUL, "Paul Ouedraogo", ("fr",), "Burkina Faso"),
            NewMember("daily@example.org", "Dora", ("en",), delivery=DeliveryMode.DAILY),
            NewMember("none@example.org", "Nina", ("en",), delivery=DeliveryMode.NONE),
        ],
        [NewMember(MOD, "Helen Moderator", ("en",))],
    )
    running = await started(tmp_path, START)
    yield running
    await running.app.stop()


async def post_and_approve(forum: Running, sender: str, subject: str, body: str) -> None:
    await forum.send(sender, HIFA, body, Subject=subject)
    notice = await forum.mail_to(MOD, subject)
    await forum.answer(notice, MOD, "ok")
    await forum.quiet()


async def test_a_post_reaches_each_member_in_her_language(forum: Running) -> None:
    text = "Dear all,\n\nWe post the stock cards on the wall.\n\nAmina"
    await post_and_approve(forum, AMINA, "Stock cards", text)
    english = await forum.mail_to(AMINA, "Stock cards")
    french = await forum.mail_to(PAUL, "Stock cards")
    assert "We post the stock cards on the wall." in text_of(english)
    assert "Got this from a colleague?" in text_of(english)
    assert "hifa-join@" in text_of(french)
    assert "Got this" not in text_of(french)
    assert english["List-Id"].endswith(f"<hifa.{DOMAIN}>")
    assert "Amina Kamau via" in english["From"]
    assert "hifa-author+" in english["From"]
    assert forum.mails("none@example.org") == []
    returns = {email.utils.parseaddr(m["Return-Path"])[1] for m in (english, french)}
    assert len(returns) == 2
    assert all(path.startswith("hifa-bounces+") for path in returns)
    assert english["List-Unsubscribe"] != french["List-Unsubscribe"]


async def test_the_author_learns_that_her_post_has_arrived(forum: Running) -> None:
    await forum.send(AMINA, HIFA, "A question about oxygen.", Subject="Oxygen")
    await forum.mail_to(MOD, "Oxygen")
    assert forum.mails(AMINA) == [], "not before it takes longer"
    forum.clock.advance(3 * 3600)
    forum.app.wake()
    told = await forum.mail_to(AMINA, "Oxygen")
    assert "Your message has arrived, thank you." in text_of(told)
    assert told["Auto-Submitted"] == "auto-replied"


async def test_an_unproven_author_is_told_nothing(forum: Running) -> None:
    """Rule 3: a letter to a forged sender is spam of ours."""
    raw = mail(AMINA, HIFA, "Who am I?", proven=False, Subject="Forged")
    await forum.send_raw(AMINA, [HIFA], raw)
    notice = await forum.mail_to(MOD, "Forged")
    await forum.quiet()
    assert "not proven" in text_of(notice)
    assert forum.mails(AMINA) == []


async def test_a_refusal_carries_the_reason_and_the_text(forum: Running) -> None:
    await forum.send(AMINA, HIFA, "Buy my pills, dear colleagues.", Subject="Pills")
    notice = await forum.mail_to(MOD, "Pills")
    await forum.answer(notice, MOD, "no: please leave out the trade name\n\nHelen")
    await forum.quiet()
    letter = (await forum.mail_to(AMINA, "Pills")), forum.mails(AMINA)[-1]
    text = text_of(letter[1])
    assert "please leave out the trade name" in text
    assert "Buy my pills" in text
    assert "quoted" not in text
    assert all("Pills" not in subject_of(m) for m in forum.mails(PAUL))


@pytest.mark.parametrize("words", ["", "hmm, I am not sure about this one", "no problem, publish"])
async def test_no_answer_destroys(forum: Running, words: str) -> None:
    """In another list server an answer in plain words deletes the post."""
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    notice = await forum.mail_to(MOD, "Read me")
    await forum.answer(notice, MOD, words)
    await forum.quiet()
    assert len(await forum.store.read(held.queue)) == 1
    if words:
        asked = forum.mails(MOD)[-1]
        assert "Nothing has changed" in text_of(asked)


async def test_an_answer_from_a_stranger_does_nothing(forum: Running) -> None:
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    notice = await forum.mail_to(MOD, "Read me")
    await forum.answer(notice, "eve@elsewhere.example", "ok")
    await forum.quiet()
    assert len(await forum.store.read(held.queue)) == 1


async def test_a_bare_no_takes_a_bare_reason(forum: Running) -> None:
    """The question's only example was `ok`, and its natural answer was not understood."""
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    await forum.answer(await forum.mail_to(MOD, "To read: Read me"), MOD, "no")
    asked = await forum.mail_to(MOD, "One question before we act: Read me, from Amina")
    assert "no: off purpose" in text_of(asked)
    assert "\n  ok\n" not in text_of(asked).replace("\r", "")
    assert "This is what we got:" in text_of(asked)
    await forum.answer(asked, MOD, "too long please, it has four pages")
    await forum.quiet()
    assert len(await forum.store.read(held.queue)) == 1
    asked = forum.mails(MOD)[-1]
    assert "Which reason" in text_of(asked)
    await forum.answer(asked, MOD, "off purpose\n\nHelen")
    refused = await forum.mail_to(AMINA, "About your message")
    assert "outside the purpose" in text_of(refused)


async def test_there_is_no_question_about_what_is_decided(forum: Running) -> None:
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    notice = await forum.mail_to(MOD, "To read: Read me")
    await forum.answer(notice, MOD, "ok")
    await forum.quiet()
    await forum.answer(notice, MOD, "hmm, I am not sure")
    await forum.quiet()
    assert "published already" in " ".join(text_of(forum.mails(MOD)[-1]).split())
    assert all("One question" not in subject_of(one) for one in forum.mails(MOD))


async def test_an_answer_from_another_address_says_which(forum: Running) -> None:
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    notice = await forum.mail_to(MOD, "To read: Read me")
    await forum.answer(notice, "helen@elsewhere.example", "ok")
    asked = await forum.mail_to(MOD, "One question before we act: Read me")
    assert "came from helen@elsewhere.example" in text_of(asked)
    assert "nothing is needed" in text_of(asked)


async def test_a_notice_names_the_thread_that_a_subject_leads_to(forum: Running) -> None:
    """It said "a new thread", and the post went under an old one."""
    await post_and_approve(forum, AMINA, "Oxygen", "Who repairs concentrators?")
    await forum.send(PAUL, HIFA, "Nous avons un technicien.", Subject="RE : Oxygen")
    notice = await forum.mail_to(MOD, "Oxygen, from Paul")
    assert "It will be message 2 in \u201cOxygen\u201d." in text_of(notice)
    await forum.answer(notice, MOD, "ok")
    await forum.mail_to(AMINA, "Oxygen (2)")
    await forum.quiet()
    first, second = await forum.store.read(shelf.published, 1)
    assert (second.thread, second.parent) == (first.number, 0)


async def test_an_unproven_authors_refusal_says_that_nobody_is_told(forum: Running) -> None:
    raw = mail(AMINA, HIFA, "Who am I?", proven=False, Subject="Forged")
    await forum.send_raw(AMINA, [HIFA], raw)
    notice = await forum.mail_to(MOD, "Forged")
    assert "the author is not told" in text_of(notice)
    assert "The author reads" not in text_of(notice)
    await forum.answer(notice, MOD, "no: off purpose")
    done = await forum.mail_to(MOD, "Done")
    assert "The author was not told" in text_of(done)


async def test_a_moderator_without_a_name_signs_like_her_address(forum: Running) -> None:
    grace = "grace.wanjiru2@team.example.org"
    await forum.store.write(members.add_moderator, 1, NewMember(grace, "", ("en",)), START)
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    notice = await forum.mail_to(grace, "Read me")
    await forum.answer(notice, grace, "ok\n\nGrace Wanjiru")
    assert await forum.mail_to(PAUL, "Read me")


async def test_a_subject_alone_waits_for_a_moderator(forum: Running) -> None:
    """`search cholera` without a text was once refused as empty."""
    await forum.send(AMINA, HIFA, "", Subject="search cholera")
    notice = await forum.mail_to(MOD, "search cholera")
    assert "it has no text of its own" in text_of(notice)


async def test_a_tag_of_the_authors_own_stays(forum: Running) -> None:
    """Only the tag of the list is ours to take off; `[URGENT]` once went too."""
    await post_and_approve(forum, AMINA, "[URGENT] Oxygen needed", "For ten patients.")
    assert subject_of(await forum.mail_to(PAUL, "Oxygen")) == "[URGENT] Oxygen needed"


async def test_who_comes_too_late_reads_whose_decision_stands(forum: Running) -> None:
    """Of two moderators one decision counts and both learn it (DESIGN §4)."""
    second = "second@team.example.org"
    await forum.store.write(
        members.add_moderator, 1, NewMember(second, "Sam Second", ("en",)), START
    )
    await forum.send(AMINA, HIFA, "Something to read.", Subject="Read me")
    first_notice = await forum.mail_to(MOD, "Read me")
    second_notice = await forum.mail_to(second, "Read me")
    await forum.answer(first_notice, MOD, "ok")
    await forum.quiet()
    await forum.answer(second_notice, second, "no: off purpose")
    late = await forum.mail_to(second, "Already decided: Read me")
    assert "Helen Moderator was quicker" in text_of(late)
    assert await forum.mail_to(PAUL, "Read me")
    assert all("About your message" not in subject_of(one) for one in forum.mails(AMINA))


async def test_a_thread_is_numbered_and_hangs_together(forum: Running) -> None:
    await post_and_approve(forum, AMINA, "Oxygen", "Who repairs concentrators?")
    copy = await forum.mail_to(PAUL, "Oxygen")
    await forum.send(
        PAUL,
        HIFA,
        "Nous avons un technicien.",
        Subject="RE : Oxygen",
        In_Reply_To=copy["Message-ID"],
    )
    notice = await forum.mail_to(MOD, "Oxygen, from Paul")
    await forum.answer(notice, MOD, "OK, merci")
    await forum.quiet()
    second = await forum.mail_to(AMINA, "Oxygen (2)")
    assert copy["Message-ID"] in second["References"]


async def test_answers_to_a_missing_post_meet_in_one_thread(forum: Running) -> None:
    """Two members answer a mail that went to them privately: the list never saw it."""
    missing = "<private-1@rsr.example.org>"
    for n, sender in enumerate((AMINA, PAUL)):
        await forum.send(
            sender, HIFA, f"My answer, number {n}.", Subject=f"Re: Seen {n}", In_Reply_To=missing
        )
        notice = await forum.mail_to(MOD, f"Seen {n}")
        await forum.answer(notice, MOD, "ok")
        await forum.quiet()
    threads = await forum.store.read(shelf.threads, 1)
    assert [thread.posts for thread in threads] == [2]


async def test_the_day_comes_as_one_digest(forum: Running) -> None:
    await post_and_approve(forum, AMINA, "Stock cards", "We post them on the wall.")
    await post_and_approve(forum, PAUL, "Oxygène", "Qui répare les concentrateurs ?")
    forum.clock.advance(24 * 3600)
    forum.app.wake()
    digest = await forum.mail_to("daily@example.org", "")
    await forum.quiet()
    text = text_of(digest)
    assert "We post them on the wall." in text
    assert "Qui répare les concentrateurs ?" in text
    assert len(forum.mails("daily@example.org")) == 1


async def test_the_archive_has_the_post_and_no_address(forum: Running) -> None:
    await post_and_approve(forum, AMINA, "Stock cards", f"Write to me: {AMINA}")
    await forum.quiet()
    pages = list((forum.folder / "var" / "archive" / "public" / "hifa").rglob("*.html"))
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert "Stock cards" in text
    assert AMINA not in text
    assert b"Stock cards" in await fetch(f"http://{forum.app.ready.web}/archive/hifa/")


async def test_leaving_by_one_click_and_back_by_an_answer(forum: Running) -> None:
    await post_and_approve(forum, AMINA, "Stock cards", "We post them on the wall.")
    copy = await forum.mail_to(PAUL, "Stock cards")
    link = re.search(r"<https://[^/]+(/[^>]+)>", copy["List-Unsubscribe"])
    assert link is not None
    url = f"http://{forum.app.ready.web}{link[1]}"
    assert b"HIFA" in await fetch(url)
    assert await _is_member(forum, PAUL), "reading a link changes nothing"
    await fetch(url, b"List-Unsubscribe=One-Click")
    assert not await _is_member(forum, PAUL)
    left = await forum.mail_to(PAUL, "HIFA")
    assert left["Message-ID"] != copy["Message-ID"]
    left = forum.mails(PAUL)[-1]
    await forum.answer(left, PAUL, "c'était une erreur")
    await forum.quiet()
    assert await _is_member(forum, PAUL)


async def test_joining_takes_one_answer(forum: Running) -> None:
    await forum.send(
        "new@clinic.example", f"hifa-join@{DOMAIN}", "please", From="Nadia New <new@clinic.example>"
    )
    question = await forum.mail_to("new@clinic.example", "")
    assert not await _is_member(forum, "new@clinic.example")
    await forum.answer(question, "new@clinic.example", "yes")
    welcome = await forum.mail_to("new@clinic.example", "Welcome")
    assert "is now a member" in text_of(welcome)
    assert await _is_member(forum, "new@clinic.example")


@pytest.mark.parametrize(
    "said", ["No, I did not ask for this. Please stop.", "non merci", "What is this?"]
)
async def test_only_a_yes_makes_a_member(forum: Running, said: str) -> None:
    """Any answer once counted as a yes; now a no is silent, and what is unclear is asked again."""
    await forum.send("new@clinic.example", f"hifa-join@{DOMAIN}", "please")
    question = await forum.mail_to("new@clinic.example", "")
    await forum.answer(question, "new@clinic.example", said)
    await forum.quiet()
    assert not await _is_member(forum, "new@clinic.example")
    assert len(forum.mails("new@clinic.example")) == 1 + (said == "What is this?")
    assert forum.mails(MOD) == []


async def test_a_goodbye_does_not_bring_her_back(forum: Running) -> None:
    """Her "Gracias, adiós" once re-joined her who had just left."""
    await forum.send(PAUL, f"hifa-leave@{DOMAIN}", "")
    left = await forum.mail_to(PAUL, "HIFA")
    await forum.answer(left, PAUL, "Gracias, adiós")
    await forum.quiet()
    assert not await _is_member(forum, PAUL)
    assert len(forum.mails(PAUL)) == 1


async def test_a_forged_setting_is_declined(forum: Running) -> None:
    request = f"hifa-request@{DOMAIN}"
    await forum.send_raw(PAUL, [request], mail(PAUL, request, "un par jour", proven=False))
    question = await forum.mail_to(PAUL, "")
    await forum.answer(question, PAUL, "No! It was not me")
    await forum.quiet()
    assert await _delivery(forum, PAUL) == DeliveryMode.EACH
    assert forum.mails(MOD) == []


@pytest.mark.parametrize(
    ("address", "said", "yes", "language", "greeting"),
    [
        ("hifa-join", "quero participar", "sim, obrigada", "pt", "Boas-vindas"),
        ("hifa-request", "quero participar", "sim, obrigada", "pt", "Boas-vindas"),
        ("hifa-join", "join pt", "sim, obrigada", "pt", "Boas-vindas"),
        ("hifa-join", "أريد الاشتراك", "نعم، شكرا", "ar", "مرحبا بكم"),
        ("hifa-join", "join ar", "نعم، شكرا", "ar", "مرحبا بكم"),
    ],
)
async def test_a_stranger_is_answered_in_her_language(
    forum: Running, address: str, said: str, yes: str, language: str, greeting: str
) -> None:
    new = "nova@clinic.example"
    await forum.send(new, f"{address}@{DOMAIN}", said, Subject="")
    question = await forum.mail_to(new, "")
    assert question["Content-Language"] == language
    await forum.answer(question, new, yes)
    welcome = await forum.mail_to(new, greeting)
    assert welcome["Content-Language"] == language
    person = await forum.store.read(members.person_by_address, new)
    assert person is not None
    assert person.languages == (language,)


async def test_prose_that_answers_a_letter_reaches_people(forum: Running) -> None:
    """A robot that answers "did you mean" to a person's question is a nag (DESIGN §3)."""
    request = f"hifa-request@{DOMAIN}"
    await forum.send(PAUL, request, "statut", Subject="")
    status = await forum.mail_to(PAUL, "")
    await forum.answer(status, PAUL, "Je ne comprends pas pourquoi je suis en pause.")
    handed = await forum.mail_to(MOD, "")
    assert "pourquoi je suis en pause" in text_of(handed)
    await forum.answer(status, PAUL, "Merci beaucoup !")
    await forum.quiet()
    assert len(forum.mails(PAUL)) == 1
    assert len(forum.mails(MOD)) == 1


async def test_lists_names_all_and_info_one(forum: Running) -> None:
    await forum.store.write(lists.create, "other", Policy(title="Other forum"), START)
    request = f"hifa-request@{DOMAIN}"
    await forum.send(AMINA, request, "lists", Subject="")
    every = await forum.mail_to(AMINA, "The lists of")
    await forum.send(AMINA, request, "info", Subject="")
    one = await forum.mail_to(AMINA, "About HIFA")
    assert "Other forum" in text_of(every)
    assert "Other forum" not in text_of(one)


async def test_new_languages_are_told(forum: Running) -> None:
    await forum.send(AMINA, f"hifa-request@{DOMAIN}", "I read pt en", Subject="")
    changed = await forum.mail_to(AMINA, "Alterado")
    assert "português, inglês" in text_of(changed)
    assert "leio en" in text_of(changed)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("cancelar", "may mean two things"), ("Pause", "lacks something"), ("blah", "do not know")],
)
async def test_what_is_asked_back_is_shown(forum: Running, said: str, sentence: str) -> None:
    await forum.send(AMINA, f"hifa-request@{DOMAIN}", said, Subject="")
    asked = text_of(await forum.mail_to(AMINA, ""))
    assert sentence in asked
    assert f"\n  {said}\n" in asked
    assert f"hifa-owner@{DOMAIN}" in asked


async def test_an_automatic_answer_proves_nothing(forum: Running) -> None:
    await forum.send("victim@clinic.example", f"hifa-join@{DOMAIN}", "please")
    question = await forum.mail_to("victim@clinic.example", "")
    to = email.utils.parseaddr(question["Reply-To"])[1]
    await forum.send(
        "victim@clinic.example",
        to,
        "I am away.",
        Subject="Out of office",
        Auto_Submitted="auto-replied",
    )
    await forum.quiet()
    assert not await _is_member(forum, "victim@clinic.example")
    assert len(forum.mails("victim@clinic.example")) == 1


async def test_unsubscribe_me_at_the_posting_address_is_never_shown(forum: Running) -> None:
    await forum.send(PAUL, HIFA, "Please remove me from this list", Subject="unsubscribe")
    await forum.quiet()
    assert not await _is_member(forum, PAUL)
    assert forum.mails(MOD) == []
    assert len(forum.mails(PAUL)) == 1


async def test_a_private_answer_reaches_the_author_alone(forum: Running) -> None:
    await post_and_approve(forum, AMINA, "Stock cards", "We post them on the wall.")
    copy = await forum.mail_to(PAUL, "Stock cards")
    alias = email.utils.parseaddr(copy["From"])[1]
    before = len(forum.mails(PAUL))
    await forum.send(PAUL, alias, "Can I call you?", Subject="Re: Stock cards")
    await forum.quiet()
    private = forum.mails(AMINA)[-1]
    assert "Can I call you?" in text_of(private)
    assert "hifa-author+" in private["Reply-To"]
    assert PAUL not in private.as_string()
    assert len(forum.mails(PAUL)) == before


async def test_the_same_mail_twice_is_one_post(forum: Running) -> None:
    raw = mail(AMINA, HIFA, "Once only.", Subject="Once")
    await forum.send_raw(AMINA, [HIFA], raw)
    await forum.send_raw(AMINA, [HIFA], raw)
    await forum.quiet()
    assert await forum.store.read(spool.counts) == {"dropped": 1, "held": 1}


async def test_a_setting_needs_proof_or_an_answer(forum: Running) -> None:
    request = f"hifa-request@{DOMAIN}"
    raw = mail(PAUL, request, "un par jour", proven=False, Subject="")
    await forum.send_raw(PAUL, [request], raw)
    question = await forum.mail_to(PAUL, "")
    assert (await _delivery(forum, PAUL)) == DeliveryMode.EACH
    await forum.answer(question, PAUL, "oui")
    await forum.quiet()
    assert (await _delivery(forum, PAUL)) == DeliveryMode.DAILY


async def test_a_letter_of_the_site_can_be_answered(forum: Running) -> None:
    """A setting without a list: its question once came from an address that we refuse."""
    site = f"listserv@{DOMAIN}"
    await forum.send_raw(PAUL, [site], mail(PAUL, site, "un par jour", proven=False, Subject=""))
    question = await forum.mail_to(PAUL, "")
    assert question["Reply-To"].startswith("listserv-confirm+")
    await forum.answer(question, PAUL, "oui")
    await forum.quiet()
    assert (await _delivery(forum, PAUL)) == DeliveryMode.DAILY


async def test_a_list_without_moderators_asks_the_admin_who_may_join(forum: Running) -> None:
    """The wish was once written to nobody, and lost."""
    made = await forum.store.write(lists.create, "quiet", Policy(join="approve"), START)
    await forum.quiet()
    await forum.send("new@clinic.example", f"{made.name}-join@{DOMAIN}", "please")
    question = await forum.mail_to("new@clinic.example", "")
    await forum.answer(question, "new@clinic.example", "yes, Nova Diallo, Kenya\n\nI am a midwife")
    wish = await forum.mail_to("admin@example.org", "asks to join quiet")
    assert "I am a midwife" in text_of(wish)


async def test_ten_posts_take_one_answer(forum: Running) -> None:
    for n in range(8):
        await forum.send(AMINA, HIFA, f"Thought number {n}, long enough.", Subject=f"Thought {n}")
    await forum.until_held(8)
    forum.clock.advance(61)
    forum.app.wake()
    queue = await forum.mail_to(MOD, "messages for HIFA")
    held_now = len(await forum.store.read(held.queue))
    await forum.answer(queue, MOD, "1-2 ok, rest no: off purpose")
    await forum.quiet()
    assert held_now - len(await forum.store.read(held.queue)) >= 3


async def fetch(url: str, data: bytes | None = None) -> bytes:
    """GET, or POST with data."""

    def talk() -> bytes:
        with urllib.request.urlopen(url, data=data, timeout=10) as page:
            return bytes(page.read())

    return await asyncio.to_thread(talk)


async def _is_member(forum: Running, address: str) -> bool:
    return await _delivery(forum, address) is not None


async def _delivery(forum: Running, address: str) -> DeliveryMode | None:
    person = await forum.store.read(members.person_by_address, address)
    found = await forum.store.read(members.member, 1, person.id) if person else None
    return found.delivery if found else None
