"""Why mails did not arrive: statuses, the words of servers, and whole reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.bounces.classify import LONGEST, Kind, classify
from listserv.bounces.judge import decide, is_final, refused
from listserv.model import Bounced, Complaint, Purpose, Reading, Token
from tests.support.pace import Pace

TOKEN = Token(Purpose.BOUNCES, 7, 812)
DEAD = Bounced("another@example.org", "failed", "5.1.1", "550 no\nsuch user")
FULL = Bounced("amina@example.org", "failed", "5.2.2", "")
POLICY = Bounced("amina@example.org", "failed", "5.7.1", "")
WARNING = Bounced("amina@example.org", "delayed", "4.4.1", "will try again")
MUTE = Bounced("amina@example.org", "failed", "", "Delivery failed.")

STATUSES = [
    ("5.1.1", "", Kind.DEAD),
    ("5.1.2", "", Kind.DEAD),
    ("5.1.10", "smtp; 550 5.1.10 null MX", Kind.DEAD),
    ("5.2.1", "mailbox disabled", Kind.DEAD),
    ("5.2.1", "she receives mail at a rate that we do not allow", Kind.POLICY),
    ("5.4.1", "Recipient address rejected: Access denied. AS(201806281)", Kind.DEAD),
    ("5.4.4", "Host or domain name not found: Host not found", Kind.DEAD),
    ("5.7.17", "the mailbox has another owner", Kind.DEAD),
    ("5.1.1", "552 5.1.1 Boite du destinataire pleine", Kind.FULL),
    ("4.2.2", "Action said failed", Kind.FULL),
    ("5.2.2", "", Kind.FULL),
    ("5.4.4", "unable to route", Kind.UNKNOWN),
    ("4.4.7", "delivery time expired", Kind.UNKNOWN),
    ("4.4.1", "connection timed out", Kind.UNKNOWN),
    ("4.1.1", "", Kind.UNKNOWN),
    ("5.4.6", "hop count exceeded", Kind.UNKNOWN),
    ("5.7.1", "550 5.7.1 user unknown or blocked", Kind.POLICY),
    ("5.7.26", "", Kind.POLICY),
    ("4.7.0", "greylisted", Kind.POLICY),
    ("5.1.8", "Sender address rejected: Domain not found", Kind.POLICY),
    ("5.3.4", "", Kind.CONTENT),
    ("5.6.0", "", Kind.CONTENT),
    ("5.0.0", "smtp; 550 5.1.1 <a@b.example> user unknown", Kind.DEAD),
    ("5.0.0", "550 Requested action not taken: mailbox unavailable", Kind.DEAD),
    ("5.5.0", "554 The user is over quota", Kind.FULL),
    ("4.3.0", "Quota exceeded, delivery failed to INBOX", Kind.FULL),
    ("4.3.0", "", Kind.UNKNOWN),
    ("4.0.0", "unable to connect to the daemon", Kind.UNKNOWN),
    ("5.0.0", "554 whatever", Kind.UNKNOWN),
    ("", "", Kind.UNKNOWN),
    ("nonsense", "10.5.1.1 is where we are", Kind.UNKNOWN),
]
# Answers of SMTP and words of reports, as servers of many kinds and languages give them.
WORDS = {
    Kind.DEAD: [
        "550 <amina@example.org>: Recipient address rejected: User unknown in local table",
        "550 No such user here",
        "550 Unrouteable address",
        "511 sorry, no mailbox here by that name",
        "554 delivery error: this user doesn't have an example.org account",
        "550 #5.1.0 Address rejected.",
        "550 The account has been disabled",
        "550 No such user. Please check the address and try again.",
        "550 5.5.0 Boite du destinataire archivee",
        "550 mailbox amina is closed",
        "550 her account has expired",
        "amina@example.org... unknown host",
        "User amina (amina@example.org) not listed in the directory",
        "Domain example.org does not exist",
        "L'adresse n'existe pas",
        "utilisateur inconnu",
        "La cuenta de correo no existe",
        "El buzón fue desactivado",
        "Usuário desconhecido",
        "A conta foi encerrada",
        "Empfänger unbekannt",
        "Utente sconosciuto",
        "Такого ящика нет: ящик не существует",
        "用户不存在",
        "المستخدم غير موجود",
    ],
    Kind.FULL: [
        "552 Mailbox full",
        "452 4.2.2 mailbox full",
        "550 amina has exceeded her disk quota",
        "552 The recipient is over quota",
        "554 mailbox for amina is full",
        "Insufficient system storage",
        "La boîte aux lettres est pleine",
        "El buzón del destinatario está lleno",
        "A caixa de correio está cheia",
        "Das Postfach ist voll",
        "Почтовый ящик переполнен",
        "邮箱已满",
        "صندوق البريد ممتلئ",
    ],
    Kind.POLICY: [
        "550 Message rejected as spam: no such user",
        "554 Service unavailable; Client host [192.0.2.1] blocked using a list",
        "550 Sender verify failed",
        "550 SPF check failed",
        "554 Relay access denied",
        "she is not accepting mail from you",
        "451 greylisted",
        "421 too many connections from your host",
        "Refusé: expéditeur sur liste noire",
    ],
    Kind.CONTENT: [
        "552 message size exceeds fixed limit",
        "552 Message too large",
        "554 the message contains a virus",
        "554 No Resent-From field given",
        "550 attachment type not allowed",
    ],
    Kind.UNKNOWN: [
        "450 user unknown",
        "450 whatever",
        "554 transaction failed",
        "Name service error for example.org: Host not found, try again",
        "I have given up. This message has been in the queue too long.",
        "Delivery to the following recipients failed because the connection was closed",
        "554 5.0.0 recipient: Connection closed unexpectedly",
        "554 Transaction failed, the recipient server closed the connection",
        "Lost connection while sending RCPT TO; the account server closed it",
        "Delivery to these recipients was aborted after 2 day(s): message expired in queue",
        "Your message wasn't delivered because the recipient's email provider rejected it",
        "The recipient's server is unavailable",
        "Message to recipient expired after 120 hours",
    ],
}


@pytest.mark.parametrize(("status", "said", "kind"), STATUSES)
def test_statuses(status: str, said: str, kind: Kind) -> None:
    assert classify(status, said) is kind


@pytest.mark.parametrize(
    ("said", "kind"), [(said, kind) for kind, several in WORDS.items() for said in several]
)
def test_words(said: str, kind: Kind) -> None:
    assert classify("", said) is kind


@pytest.mark.parametrize("status", ["5.1.1", "4.2.2", "", "4.4.1"])
def test_what_is_still_tried_is_no_failure(status: str) -> None:
    assert classify(status, "user unknown", delayed=True) is Kind.DELAYED


KNOWN = [said for several in WORDS.values() for said in several]


@given(st.text(max_size=8), st.text(max_size=200), st.sampled_from(KNOWN))
def test_what_stands_beyond_what_is_read_changes_nothing(status: str, said: str, more: str) -> None:
    said = said.ljust(LONGEST)
    assert classify(status, said + more) is classify(status, said)


HOSTILE = (
    *(
        "user ",
        "name serve ",
        "user connectio ",
        "konto ",
        "adresse ",
        "exceed",
        "refus",
        "quota over a b ",
        "host domain ",
    ),
    *("no mailbox ", "does not have an ", "x.", "5.", "-", "=", "\t", "copy of ", "- original\n"),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_words_cost_more_than_their_length(piece: str) -> None:
    """`exceed` 834 times took eight seconds of the event loop: a word's end and the gap behind it
    could divide the same letters in every way, from every place."""
    with Pace() as taken:
        classify("", piece * (20_000 // len(piece)))
    assert taken.seconds < 0.25


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_report_is_quick_to_judge(piece: str) -> None:
    """Its words were read once more for each of 200 recipients, two seconds for honest ones. Now it
    takes 11 ms at most."""
    said = (piece * 500)[:490]
    named = [Bounced(f"a{n}@example.org", "failed", "", f"{said} {n}") for n in range(200)]
    report = Reading(text=(piece * 5000)[:5000], bounced=tuple(named))
    with Pace() as taken:
        assert decide(TOKEN, report)
    assert taken.seconds < 0.25


def test_a_long_report_counts_by_its_statuses() -> None:
    words = [Bounced(f"a{n}@example.org", "failed", "", f"what {n} " * 60) for n in range(50)]
    said = [Bounced("b@example.org", "failed", "", "550 user unknown")]
    late = [Bounced("c@example.org", "failed", "5.2.2", "")]
    decision = decide(TOKEN, Reading(bounced=(*words, *said)))
    assert decision is not None and decision.kind is Kind.UNKNOWN
    decision = decide(TOKEN, Reading(bounced=(*words, *late)))
    assert decision is not None and decision.named == ("c@example.org",)
    decision = decide(TOKEN, Reading(bounced=(*said, *words)))
    assert decision is not None and decision.named == ("b@example.org",)


def test_only_the_members_own_mailbox_is_grave() -> None:
    assert list(Kind)[:3] == [Kind.DEAD, Kind.FULL, Kind.UNKNOWN]


# --- whole reports --------------------------------------------------------------------------------


def test_the_token_says_who_the_report_says_why() -> None:
    decision = decide(TOKEN, Reading(bounced=(DEAD,)))
    assert decision is not None
    assert (decision.person, decision.mailing, decision.failed) == (7, 812, True)
    assert (decision.kind, decision.reason) == (Kind.DEAD, "dead: 5.1.1 550 no such user")


@pytest.mark.parametrize("token", [None, Token(Purpose.LEAVE, 7, 812)])
def test_without_a_token_of_ours_nothing_is_said_of_anybody(token: Token | None) -> None:
    assert decide(token, Reading(bounced=(DEAD,))) is None


@pytest.mark.parametrize(
    ("bounced", "kind", "failed"),
    [
        ((), Kind.AUTOMATIC, False),  # a note of absence at the return path
        ((WARNING,), Kind.DELAYED, False),
        ((WARNING, FULL), Kind.FULL, True),
        ((POLICY, DEAD), Kind.DEAD, True),
        ((POLICY,), Kind.POLICY, True),
    ],
)
def test_of_several_recipients_the_gravest_kind_counts(
    bounced: tuple[Bounced, ...], kind: Kind, failed: bool
) -> None:
    decision = decide(TOKEN, Reading(bounced=bounced))
    assert decision is not None
    assert (decision.kind, decision.failed) == (kind, failed)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The mailbox is full.\n\nDelivery failed.", Kind.FULL),
        ("Delivery failed.\n\n--- Original message follows.\n\nUser unknown", Kind.UNKNOWN),
        ("Subject: user unknown\n\nDelivery failed.", Kind.UNKNOWN),
    ],
)
def test_where_nothing_is_said_beside_the_address_the_report_is_read(text: str, kind: Kind) -> None:
    """But never the mail that it gives back: our members write of full hospitals."""
    decision = decide(TOKEN, Reading(bounced=(MUTE,), text=text))
    assert decision is not None
    assert decision.kind is kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 no such user", Kind.DEAD),
        ("452-4.2.2 mailbox full", Kind.FULL),
        ("451 4.3.0 try again", Kind.UNKNOWN),
        ("connection refused", Kind.DELAYED),
        ("cannot be sent: the body does not end with CRLF", Kind.DELAYED),
        ("our own fault, see the log", Kind.DELAYED),
        ("", Kind.DELAYED),
    ],
)
def test_a_refusal_counts_where_a_server_gave_it(said: str, kind: Kind) -> None:
    """A relay of ours that is out of reach for five days must not make every member unknown, nor
    must a copy that we could not make, or did not know how to send."""
    assert refused(said) is kind


@pytest.mark.parametrize(
    ("kind", "final"),
    [("abuse", True), ("fraud", True), ("opt-out", True)]
    + [(kind, False) for kind in ("not-spam", "auth-failure", "virus", "other", "nonsense")],
)
def test_complaints_that_end_a_membership(kind: str, final: bool) -> None:
    assert is_final(Complaint(kind, ())) is final
