"""The rules of the desk, each alone: what it says yes and no to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from listserv.model import Attachment, Facts, Person, Policy, Proof, Reading, Standing, ThreadRule
from listserv.moderation import rules

READING = Reading(
    subject="Stock cards",
    from_name="Amina Kamau",
    from_address="amina@example.org",
    text="How do you keep stock cards where the power fails?\n\nAmina",
    clean="How do you keep stock cards where the power fails?\n\nAmina",
)
FACTS = Facts(
    reading=READING,
    policy=Policy(),
    size=2_000,
    proof=Proof("dkim", "example.org"),
    author=Person(1, "amina@example.org", "Amina Kamau"),
    is_member=True,
    posts=3,
)
CALL = "Dear Amina, please call me about the vaccine order, I am at the store until four today."
CV = Attachment("CV Paul Ngassa.doc", "application/msword", 80_000)
PDF = Attachment("guide.pdf", "application/pdf", 80_000)


def facts(reading: dict[str, Any] | None = None, /, **changes: Any) -> Facts:
    """An ordinary member's fourth post, with changes."""
    return replace(FACTS, reading=replace(READING, **(reading or {})), **changes)


def body(text: str, **more: Any) -> Facts:
    return facts({"text": text, "clean": text, **more})


CASES: list[tuple[Callable[[Facts], bool], Facts, bool]] = [
    (rules.loop, facts(), False),
    (rules.loop, facts(own_trace=True), True),
    (rules.loop, facts({"list_ids": ("other.example.org",)}), False),
    (rules.hops, facts({"hops": 50}), False),
    (rules.hops, facts({"hops": 51}), True),
    (rules.automatic, facts(), False),
    (rules.automatic, facts({"automatic": "auto-submitted"}), True),
    (rules.automatic, facts(null_sender=True), True),
    (rules.repeat, facts(), False),
    (rules.repeat, facts(repeat_of=4), True),
    (rules.same_id, facts(), False),
    (rules.same_id, facts(same_id=4), True),
    (rules.same_text, facts(), False),
    (rules.same_text, facts(same_text=4), True),
    (rules.no_author, facts(), False),
    (rules.no_author, facts({"from_address": ""}), True),
    (rules.too_large, facts(size=9_000_000), False),
    (rules.too_large, facts(size=1_000_000, policy=Policy(attachments="keep")), False),
    (rules.too_large, facts(size=1_000_001, policy=Policy(attachments="keep")), True),
    (rules.too_large, facts(size=5_001, policy=Policy(max_size=5_000, body="original")), True),
    (rules.patient, facts(), False),
    (rules.patient, facts({"patient": ("name and age: A. Banda, 34",)}), True),
    (rules.files, facts({"attachments": (PDF,)}), False),
    (rules.files, facts(policy=Policy(attachments="hold")), False),
    (rules.files, facts({"attachments": (PDF,)}, policy=Policy(attachments="hold")), True),
    (rules.banned, facts(), False),
    (rules.banned, facts(standing=Standing.BANNED), True),
    (rules.banned, facts(standing=Standing.BANNED, proof=Proof()), True),
    (rules.banned, facts(standing=Standing.BANNED, is_moderator=True), False),
    (rules.watched, facts(standing=Standing.WATCHED), True),
    (rules.watched, facts(standing=Standing.TRUSTED), False),
    (rules.trusted, facts(standing=Standing.TRUSTED), True),
    (rules.trusted, facts(standing=Standing.TRUSTED, proof=Proof()), False),
    (rules.moderated, facts(standing=Standing.TRUSTED), False),
    (rules.moderated, facts(standing=Standing.TRUSTED, proof=Proof()), True),
    (rules.emergency, facts(), False),
    (rules.emergency, facts(policy=Policy(emergency=True), is_moderator=True), True),
    (rules.closed, facts(rule=ThreadRule(closed_until=50.0), now=49.0), True),
    (rules.closed, facts(rule=ThreadRule(closed_until=50.0), now=50.0), False),
    (rules.slow, facts(rule=ThreadRule(each=2), thread_today=1), False),
    (rules.slow, facts(rule=ThreadRule(each=2), thread_today=2), True),
    (rules.slow, facts(thread_today=9), False),
    (rules.flood, facts(lately=9), False),
    (rules.flood, facts(lately=10), True),
    (rules.flood, facts(lately=900, policy=Policy(flood=0)), False),
    (rules.first_post, facts(posts=2, policy=Policy(moderation="new", new_posts=3)), True),
    (rules.first_post, facts(posts=3, policy=Policy(moderation="new", new_posts=3)), False),
    (rules.first_post, facts(posts=2), False),
    (rules.empty, facts(), False),
    (rules.empty, body(" \n", subject=""), True),
    (rules.empty, body("", subject="search cholera"), False),
    (rules.empty, body("", attachments=(PDF,)), False),
    (rules.empty, facts({"clean": ""}), False),
    (rules.empty, body("", defects=("broken base64",)), False),
    (rules.empty, body("", from_address=""), False),
    (rules.nothing_left, facts(), False),
    (rules.nothing_left, facts({"clean": ""}), True),
    (rules.nothing_left, facts({"clean": "", "attachments": (PDF,)}), False),
    (rules.nothing_left, body("", subject=""), False),
    (rules.nothing_left, body("", subject="search cholera"), True),
    (rules.nothing_left, body("", defects=("broken base64",)), True),
    (rules.encrypted, facts(), False),
    (rules.encrypted, facts({"encrypted": True}), True),
    (rules.encrypted, facts({"encrypted": True}, policy=Policy(body="original")), False),
    (rules.unproven, facts(), False),
    (rules.unproven, facts(proof=Proof()), True),
    (rules.unproven, facts(proof=Proof(), policy=Policy(unproven="accept")), False),
    (rules.nonmember, facts(), False),
    (rules.nonmember, facts(is_member=False), True),
    (rules.nonmember, facts(is_member=False, policy=Policy(moderation="none")), False),
    (rules.nonmember, facts(is_member=False, policy=Policy(moderation="nonmembers")), True),
    (rules.nonmember, facts(is_member=False, is_moderator=True), False),
    (rules.nonmember, facts(is_member=False, is_moderator=True, proof=Proof()), True),
    (rules.first_post, facts(), False),
    (rules.first_post, facts(posts=0), True),
    (rules.first_post, facts(posts=0, is_member=False), False),
    (rules.first_post, facts(posts=0, policy=Policy(moderation="new")), True),
    (rules.first_post, facts(posts=0, policy=Policy(moderation="nonmembers")), False),
    (rules.first_post, facts(posts=0, policy=Policy(moderation="none")), False),
    (rules.first_post, facts(posts=0, is_moderator=True), False),
    (rules.moderated, facts(), True),
    (rules.moderated, facts(policy=Policy(moderation="new")), False),
    (rules.moderated, facts(policy=Policy(moderation="none")), False),
    (rules.moderated, facts(is_moderator=True), False),
    (rules.moderated, facts(is_moderator=True, proof=Proof()), True),
    (
        rules.moderated,
        facts(is_moderator=True, proof=Proof(), policy=Policy(unproven="accept")),
        True,
    ),
    (rules.by_moderator, facts(), False),
    (rules.by_moderator, facts(is_moderator=True), True),
    (rules.by_moderator, facts(is_moderator=True, proof=Proof()), False),
    (rules.private, facts(), False),
    (rules.private, body("Thanks dear"), True),
    (rules.private, body("Thanks dear, I will call you tonight.\n\nAmina"), True),
    (rules.private, body("Merci beaucoup Désiré !"), True),
    (rules.private, body("Muchas gracias, Lucía"), True),
    (rules.private, body("Muito obrigada, Neil"), True),
    (rules.private, body("شكرا جزيلا يا أمينة"), True),
    (rules.private, body("Congratulations!"), True),
    (rules.private, body("Thanks. Where is the guideline?"), False),
    (rules.private, body("Thanks, it is at https://who.example/guide"), False),
    (rules.private, body("Agree. We use distance mentoring here too."), False),
    (rules.private, body("D'accord. Ici aussi.\n\nAvec mes remerciements,\nIbrahima"), False),
    (rules.private, body("Hi Amina, many thanks"), True),
    (rules.private, body("Merci chère Amina, et comment va la famille ? Paul"), True),
    (rules.private, body("Gracias, Lucía. ¿Cómo está tu familia?"), True),
    (rules.private, body("Obrigada, querida. Como vai a família?"), True),
    (rules.private, body("Obrigada, falta o guarda que sabe ler."), False),
    (rules.private, body("Thanks", attachments=(PDF,)), False),
    (rules.private, body("Please pay to my bank account number 0123 4567 8901."), True),
    (rules.private, body("Mon IBAN est FR76 3000 6000 0112 3456 7890 189"), True),
    (rules.private, body(f"My bank account is 0123 4567 8901. {'We count. ' * 400}"), False),
    (rules.private, body(f"My bank account is 0123 4567 8901. {'We count. ' * 390}"), True),
    (rules.private, body("Estimada Rosa: mi cuenta del banco es 0049 1500 05 1234567892"), True),
    (rules.private, body("A minha conta do banco é 0035 0651 00012345678 93. Abraço, João"), True),
    (rules.private, body("Faites le virement sur mon compte : 01234 56789 012. Paul"), True),
    (rules.private, body("Bonjour, voici mon CV pour le poste, ci-joint.\n\nFatou"), True),
    (rules.private, body("Adjunto mi hoja de vida para el puesto.\n\nInés"), True),
    (rules.private, body(f"Mon CV dit peu de moi. {'Nous comptons. ' * 40}"), False),
    (rules.private, body("Envoyez CV et lettre avant le 15 décembre à rh@ong.example."), False),
    (
        rules.private,
        body("Merci beaucoup chère Amina, c'est très gentil de ta part. Bises, Paul"),
        True,
    ),
    (rules.private, body("Amina, peux-tu m'appeler au 699 11 22 33 ce soir ? Paul"), True),
    (rules.private, body("Gracias Rosa, un abrazo grande. Inés"), True),
    (rules.private, body("Nous voulons appeler les familles ; qui l'a fait chez vous ?"), False),
    (rules.private, body("La cuenta del banco de la clínica tuvo 1200 movimientos."), False),
    (rules.private, body("Each clinic opened a bank account; 1,250 of them by 2019-2020."), False),
    (rules.private, body("Find attached my CV for the post.", attachments=(CV,)), True),
    (rules.private, body("Here is our report.", attachments=(PDF,)), False),
    (rules.private, body("How do you write a CV for a nurse? My CV is old."), False),
    (rules.private, facts({"clean": CALL}, answers="Amina Kamau"), True),
    (rules.private, facts({"clean": f"{CALL} {'We have more. ' * 20}"}, answers="Amina"), False),
    (rules.private, body("Hi Ruth, Friday suits me, the old place. Don't tell the team."), True),
    (rules.private, body("Dear all, our district has no stock. Please don't tell me why."), False),
    (rules.private, body("Ceci reste entre nous, s'il vous plaît."), True),
    (rules.private, body("Thanks to all who wrote. " * 4), False),
    (rules.command, facts(), False),
    (rules.command, body("unsubscribe"), True),
    (rules.command, body("Please remove me from this list. Thanks"), True),
    (rules.command, body("no mail"), True),
    (rules.command, body("pause"), True),
    (rules.command, body("", subject="help"), True),
    (rules.command, body("unsubscribe", from_address=""), False),
    (rules.command, body("status"), False),
    (rules.command, body("Patients leave the hospital too early."), False),
    (rules.other_command, body("status"), True),
    (rules.other_command, body("where 811"), True),
    (rules.other_command, body("unsubscribe"), False),
    (rules.other_command, facts(), False),
]


@pytest.mark.parametrize(("rule", "given", "expected"), CASES)
def test_rule(rule: Callable[[Facts], bool], given: Facts, expected: bool) -> None:
    assert rule(given) is expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("unsubscribe", "leave"),
        ("Merci de me désinscrire, je pars à la retraite.", "leave"),
        ("Hello,\n\nno mail\n\nThanks", "no mail"),
        ("status", ""),
        ("How do you keep stock cards?", ""),
    ],
)
def test_the_line_of_a_command(text: str, line: str) -> None:
    assert rules.command_line(body(text)) == line
