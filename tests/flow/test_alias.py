"""Private mail through the alias of a post's author: who gets through, and what nobody sees."""

from __future__ import annotations

import email.utils
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.identity.evaluate import Identity
from listserv.model import Policy, Proof
from listserv.store import deceased, held, members, spool
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, FRONT, Running, mail, serving, text_of

pytestmark = pytest.mark.slow

AMINA = "amina@rsr.example.org"
PAUL = "paul@post.example"
GUEST = "guest@clinic.example"
IDA = "ida@institute.example"  # nobody we know
MOD = "mod@team.example.org"
HIFA = f"hifa@{DOMAIN}"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    """A list on which Amina's post is out."""
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(PAUL, "Paul Ouedraogo", ("fr",))]
    policy = Policy(title="HIFA", archive="public")
    async with serving(tmp_path, policy, people, [NewMember(MOD, "Helen", ("en",))]) as running:
        await posted(running, AMINA)
        yield running


async def posted(forum: Running, sender: str, **headers: str) -> str:
    """A published post; gives the alias of its author."""
    await forum.send(sender, HIFA, "We post them on the wall.", Subject="Stock cards", **headers)
    await forum.until_held(1)
    await forum.publish()
    return alias_of(copies(forum, PAUL)[-1])


def copies(forum: Running, to: str) -> list[Message]:
    return [one for one in forum.mails(to) if one["Archived-At"]]


def private(forum: Running, to: str) -> list[Message]:
    return [one for one in forum.mails(to) if "-author+" in (one["Reply-To"] or "")]


def alias_of(copy: Message) -> str:
    return email.utils.parseaddr(copy["Reply-To"] if not copy["Archived-At"] else copy["From"])[1]


async def outcomes(forum: Running) -> list[str]:
    """What became of each mail at an alias."""
    rows = await forum.store.read(
        lambda db: db.rows("SELECT outcome FROM errand WHERE purpose = 'author' ORDER BY id")
    )
    return [str(row["outcome"]) for row in rows]


async def test_two_people_talk_and_neither_sees_the_others_address(forum: Running) -> None:
    """The writer's address once stood in the letter to the author, and in its Reply-To."""
    await forum.send(PAUL, alias_of(copies(forum, PAUL)[0]), "Can I call you?", Subject="Re: Cards")
    await forum.quiet()
    (first,) = private(forum, AMINA)
    assert "Can I call you?" in text_of(first)
    assert "Paul Ouedraogo answers your message 101" in text_of(first)
    await forum.answer(first, AMINA, "Yes, tomorrow.")
    await forum.quiet()
    (second,) = private(forum, PAUL)
    assert "Yes, tomorrow." in text_of(second)
    assert "Amina Kamau vous écrit en privé" in text_of(second)
    await forum.answer(second, PAUL, "At nine?")
    await forum.quiet()
    third = private(forum, AMINA)[-1]
    assert "At nine?" in text_of(third)
    assert len(private(forum, AMINA)) == 2
    for letter, hidden in ((first, PAUL), (second, AMINA), (third, PAUL)):
        assert hidden not in letter.as_string() + text_of(letter)
        assert "hifa-author+" in letter["Reply-To"]
        assert letter["In-Reply-To"] == copies(forum, PAUL)[0]["Message-ID"]


async def test_an_address_written_for_a_name_is_hidden_too(forum: Running) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    await forum.send(IDA, alias, "A question.", From=f'"{IDA}" <{IDA}>')
    await forum.quiet()
    (letter,) = private(forum, AMINA)
    assert IDA not in letter.as_string() + text_of(letter)
    assert text_of(letter).startswith("i*** AT institute.example answers")


async def test_nothing_is_handed_on_to_who_has_died(forum: Running) -> None:
    """Her alias stands in every copy of her posts, and brought mail to her address for years."""
    amina = await forum.store.read(members.person_by_address, AMINA)
    assert amina is not None
    await forum.store.write(deceased.end, amina.id, 0, forum.clock.now())
    await forum.send(PAUL, alias_of(copies(forum, PAUL)[0]), "Can I call you?")
    await forum.quiet()
    assert private(forum, AMINA) == []
    assert await outcomes(forum) == ["nobody to reach there, its writer is told"]


async def test_what_the_writer_chooses_to_say_is_said(forum: Running) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    await forum.send(PAUL, alias, f"Write to me at {PAUL}, please.\n\nOr ring me.")
    await forum.quiet()
    assert PAUL in text_of(private(forum, AMINA)[0])


# --- who gets through -------------------------------------------------------------------------


async def test_a_member_whose_mail_nothing_proves_is_asked(forum: Running) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    await forum.send_raw(PAUL, [alias], mail(PAUL, alias, "Can I call you?", proven=False))
    await forum.quiet()
    assert private(forum, AMINA) == []
    (question,) = private(forum, PAUL)
    assert "Stock cards" in text_of(question)
    assert "Can I call you?" not in text_of(question)
    to = alias_of(question)
    await forum.send_raw(PAUL, [to], mail(PAUL, to, "oui", proven=False, Subject="Re: vous ?"))
    await forum.quiet()
    (letter,) = private(forum, AMINA)
    assert "Can I call you?" in text_of(letter)
    await forum.answer(letter, AMINA, "Yes.")
    await forum.quiet()
    assert "Yes." in text_of(private(forum, PAUL)[-1])


async def asked(forum: Running) -> str:
    """Paul's mail waits for his yes; gives the address that his answer goes to."""
    alias = alias_of(copies(forum, PAUL)[0])
    await forum.send_raw(PAUL, [alias], mail(PAUL, alias, "Can I call you?", proven=False))
    await forum.quiet()
    return alias_of(private(forum, PAUL)[-1])


async def test_a_yes_counts_from_whatever_address_it_comes(forum: Running) -> None:
    """Paul answered from his address at work: he got his own "oui" back, and Amina nothing."""
    to, work = await asked(forum), "paul@work.example"
    await forum.send_raw(work, [to], mail(work, to, "oui", Subject="Re: vous ?"))
    await forum.quiet()
    (letter,) = private(forum, AMINA)
    assert "Can I call you?" in text_of(letter)
    assert "Paul Ouedraogo" in text_of(letter)
    assert len(private(forum, PAUL)) == 1
    await forum.send_raw(AMINA, [alias_of(letter)], mail(AMINA, to, "Tomorrow.", proven=False))
    await forum.quiet()
    assert "Tomorrow." in text_of(private(forum, PAUL)[-1])


async def test_a_yes_said_again_hands_nothing_on_again(forum: Running) -> None:
    """Thanks alone are a yes too: a polite writer's mail came three times."""
    to = await asked(forum)
    for said in ("oui", "Merci !", "oui"):
        await forum.send_raw(PAUL, [to], mail(PAUL, to, said, proven=False, Subject="Re: vous ?"))
        await forum.quiet()
    assert len(private(forum, AMINA)) == 1
    assert (await outcomes(forum))[2:] == ["handed on already"] * 2


async def test_what_is_written_after_the_yes_is_private_too(forum: Running) -> None:
    """It went to the facilitators, who were not meant to read it."""
    to, before = await asked(forum), len(forum.mails(MOD))
    await forum.send_raw(PAUL, [to], mail(PAUL, to, "oui", proven=False))
    await forum.quiet()
    await forum.send(PAUL, to, "One more thing, please keep it between us.")
    await forum.quiet()
    letter = private(forum, AMINA)[-1]
    assert "between us" in text_of(letter)
    assert len(forum.mails(MOD)) == before
    tomorrow = mail(AMINA, alias_of(letter), "I will.", proven=False)
    await forum.send_raw(AMINA, [alias_of(letter)], tomorrow)
    await forum.quiet()
    assert "I will." in text_of(private(forum, PAUL)[-1])


async def test_who_is_asked_in_spite_of_a_proof_is_heard(
    forum: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network's proof lets in members only. The yes of another went to the author, alone."""
    alias = alias_of(copies(forum, PAUL)[0])

    async def by_network(*_: object) -> Proof:
        return Proof("spf", "team.example.org")

    with monkeypatch.context() as patch:
        patch.setattr(Identity, "proof", by_network)
        await forum.send(MOD, alias, "May I quote you?")
        await forum.quiet()
    to = alias_of(private(forum, MOD)[-1])
    await forum.send_raw(MOD, [to], mail(MOD, to, "yes", proven=False))
    await forum.quiet()
    (letter,) = private(forum, AMINA)
    assert "May I quote you?" in text_of(letter)


@pytest.mark.parametrize(
    ("said", "told"), [("non", 0), ("Qui êtes-vous ? À quoi sert cette lettre ?", 1)]
)
async def test_a_forged_private_mail_is_declined(forum: Running, said: str, told: int) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    await forum.send_raw(IDA, [alias], mail(PAUL, alias, "Send me money.", proven=False))
    await forum.quiet()
    to, before = alias_of(private(forum, PAUL)[0]), len(forum.mails(MOD))
    await forum.send_raw(PAUL, [to], mail(PAUL, to, said, proven=False))
    await forum.quiet()
    assert private(forum, AMINA) == []
    assert len(forum.mails(MOD)) == before + told


async def test_a_stranger_gets_through_by_a_signature_alone(forum: Running) -> None:
    """A network's SPF opened the way when our front had found it: all who use it are one to us."""
    alias = alias_of(copies(forum, PAUL)[0])
    network = f"{FRONT}; spf=pass smtp.mailfrom=institute.example"
    for how in ("", network):
        raw = mail(IDA, alias, "Buy this.", proven=False)
        if how:
            raw = f"Authentication-Results: {how}\r\n".encode() + raw
        await forum.send_raw(IDA, [alias], raw)
    await forum.quiet()
    assert forum.mails(IDA) == []
    await forum.send(IDA, alias, "We print such cards.")
    await forum.quiet()
    (letter,) = map(text_of, private(forum, AMINA))
    assert "We print such cards." in letter
    assert "is not a member of the list" in letter


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        (PAUL, {"Auto_Submitted": "auto-replied", "Subject": "Out of office"}),
        (PAUL, {"Subject": "Automatic reply: Stock cards", "X_Autoreply": "yes"}),
        ("", {"From": "MAILER-DAEMON@post.example", "Subject": "Undelivered"}),
    ],
)
async def test_what_no_person_wrote_ends_there(
    forum: Running, sender: str, headers: dict[str, str]
) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    before = len(forum.mails())
    raw = mail(sender or PAUL, alias, "I am away until Monday.", **headers)
    await forum.send_raw(sender, [alias], raw)
    await forum.quiet()
    assert len(forum.mails()) == before
    assert (await outcomes(forum))[0].startswith("automatic")


async def test_an_alias_found_by_others_brings_them_nothing(forum: Running) -> None:
    """The alias of a talk was shown to one person; it lets others in as any alias does."""
    await forum.send(PAUL, alias_of(copies(forum, PAUL)[0]), "Can I call you?")
    await forum.quiet()
    alias = alias_of(private(forum, AMINA)[0])
    await forum.send_raw(IDA, [alias], mail(IDA, alias, "Buy this.", proven=False))
    await forum.send_raw(AMINA, [alias], mail(AMINA, alias, "Tomorrow.", proven=False))
    await forum.quiet()
    assert [text_of(one).split("\n\n")[1] for one in private(forum, PAUL)] == ["Tomorrow.\n"]


# --- bounds -----------------------------------------------------------------------------------


async def test_a_writer_reaches_authors_within_bounds(forum: Running) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    for n in range(25):
        await forum.send(PAUL, alias, f"Question {n}")
    await forum.quiet()
    assert len(private(forum, AMINA)) == 20


async def test_strangers_together_reach_an_author_within_bounds(forum: Running) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    for n in range(10):
        await forum.send(f"s{n}@institute.example", alias, f"Buy {n}")
    await forum.send(PAUL, alias, "A member's question.")
    await forum.quiet()
    assert len(private(forum, AMINA)) == 6
    assert any("A member's question." in text_of(one) for one in private(forum, AMINA))


# --- a reply to all -----------------------------------------------------------------------------


async def test_a_reply_to_all_is_one_post_for_the_author_too(forum: Running) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    raw = mail(PAUL, HIFA, "So do we, with tape.", Subject="Re: Stock cards", Cc=alias)
    await forum.send_raw(PAUL, [HIFA, alias], raw)
    await forum.quiet()
    assert await outcomes(forum) == ["goes to the list too, as a post"]
    assert private(forum, AMINA) == []
    await forum.publish()
    assert len([one for one in forum.mails(AMINA) if "with tape" in text_of(one)]) == 1


@pytest.mark.parametrize("order", [(HIFA, ""), ("", HIFA)])
async def test_in_two_mails_it_is_one_post_too(forum: Running, order: tuple[str, str]) -> None:
    """A mail server may send each recipient a mail of his own, in any order, minutes apart."""
    alias = alias_of(copies(forum, PAUL)[0])
    raw = mail(PAUL, HIFA, "So do we.", Subject="Re: Stock cards", Cc=alias)
    for to in order:
        await forum.send_raw(PAUL, [to or alias], raw)
        await forum.quiet()
        forum.clock.advance(300)
    assert await outcomes(forum) == ["goes to the list too, as a post"]
    assert len(await forum.store.read(held.queue)) == 1
    assert private(forum, AMINA) == []


async def test_a_blind_copy_to_the_list_is_known_by_its_id(forum: Running) -> None:
    alias = alias_of(copies(forum, PAUL)[0])
    raw = mail(PAUL, alias, "So do we.", Message_ID="<both@post.example>")
    await forum.send_raw(PAUL, [HIFA], raw)
    await forum.quiet()
    await forum.send_raw(PAUL, [alias], raw)
    await forum.quiet()
    assert await outcomes(forum) == ["goes to the list too, as a post"]


async def test_an_author_who_is_no_member_gets_her_reply_to_all(forum: Running) -> None:
    """She has no copy from the list, so the alias is her only one."""
    alias = await posted(forum, GUEST, From=f"Ines Guest <{GUEST}>")
    raw = mail(PAUL, HIFA, "Here is how.", Subject="Re: Stock cards", Cc=alias)
    await forum.send_raw(PAUL, [HIFA, alias], raw)
    await forum.quiet()
    assert "Here is how." in text_of(private(forum, GUEST)[-1])
    assert await forum.store.read(members.person_by_address, GUEST) is None
    assert (await forum.store.read(spool.counts))["held"] == 1
