"""The SMTP and LMTP client against a real peer that misbehaves on command."""

from __future__ import annotations

import asyncio
import random
import socket
from pathlib import Path

import pytest

from listserv.delivery.copy import Parcel, mould
from listserv.delivery.outcomes import Outcome, Trial
from listserv.delivery.relay import Relay
from listserv.delivery.smtp import Patience, Session, UnreachableError
from listserv.model import DeliveryState, Rendition
from tests.support import certificate
from tests.support.sink import Script, Sink

SENT, DUE, FAILED = DeliveryState.SENT, DeliveryState.DUE, DeliveryState.FAILED
ANSWERED, BROKEN, UNTRIED = Trial.ANSWERED, Trial.BROKEN, Trial.UNTRIED
QUICK = Patience(connect=2.0, greeting=0.3, command=0.2, message=0.2)
BODY = b".\r\n..two dots\r\nplain\r\n.\r\n"
MOULD = mould(Rendition("en", b"From: a@example.org\r\nSubject: stock\r\n", BODY))

BOTH_WAYS = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "one by one"])


def parcels(*recipients: str) -> list[Parcel]:
    return [
        Parcel((n,), (f"{local}@example.org",), 0.0, f"b{n}@lists.example.org", *_content(n))
        for n, local in enumerate(recipients, 1)
    ]


def _content(n: int) -> tuple[bytes, object]:
    return MOULD.head[0] + b"X-N: %d\r\n" % n, MOULD


def relay(sink: Sink, **how: object) -> Relay:
    scheme = "lmtp" if sink.script.lmtp else "smtp"
    return Relay(scheme, "127.0.0.1", sink.port, **how)


async def dial(sink: Sink, **how: object) -> Session:
    return await Session.dial(relay(sink, **how), "lists.example.org", QUICK)


async def deliver(sink: Sink, *recipients: str) -> list[Outcome]:
    session = await dial(sink)
    outcomes = await hand_over(session, *recipients)
    session.close()
    return outcomes


async def hand_over(session: Session, *recipients: str) -> list[Outcome]:
    """A copy for each; the outcome of each."""
    return [one for outcomes in await session.deliver(parcels(*recipients)) for one in outcomes]


def states(outcomes: list[Outcome]) -> list[tuple[DeliveryState, Trial]]:
    return [(one.state, one.trial) for one in outcomes]


# --- what arrives ---------------------------------------------------------------------------


@pytest.mark.parametrize("lmtp", [False, True], ids=["smtp", "lmtp"])
@BOTH_WAYS
async def test_every_copy_arrives_once_byte_for_byte(pipelining: bool, lmtp: bool) -> None:
    names = [f"p{n}" for n in range(120)]
    async with Sink(Script(pipelining=pipelining, lmtp=lmtp, size=0)) as sink:
        outcomes = await deliver(sink, *names)
    assert states(outcomes) == [(SENT, ANSWERED)] * 120
    assert outcomes[0].text == "250 2.0.0 Ok, kept"
    assert sink.lines == 1
    assert sink.early == 0
    assert sink.behind == (119 if pipelining else 0)
    for n, (sender, recipient, content) in enumerate(sink.messages, 1):
        assert (sender, recipient) == (f"b{n}@lists.example.org", f"p{n - 1}@example.org")
        assert content == MOULD.head[0] + b"X-N: %d\r\n\r\n" % n + BODY


@pytest.mark.parametrize("size", [None, 0, 5000])
async def test_mail_says_the_size_to_a_peer_that_asks(size: int | None) -> None:
    async with Sink(Script(size=size)) as sink:
        await deliver(sink, "a")
    (parcel,) = parcels("a")
    said = b"" if size is None else b" SIZE=%d" % (len(parcel.content) - len(b".\r\n"))
    assert sink.mail == b"MAIL FROM:<b1@lists.example.org>" + said


async def test_what_is_written_leaves_at_once() -> None:
    async with Sink() as sink:
        session = await dial(sink)
        assert session._line._transport
        wire = session._line._transport.get_extra_info("socket")
        assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        session.close()


async def test_a_peer_that_knows_only_helo() -> None:
    async with Sink(Script(ehlo=False, pipelining=False)) as sink:
        assert states(await deliver(sink, "a", "b")) == [(SENT, ANSWERED)] * 2


async def test_a_kept_session_takes_several_batches() -> None:
    async with Sink() as sink:
        session = await dial(sink)
        for batch in (["a", "permerror"], ["b"], ["wantsdata", "c", "permerror"], ["d"]):
            await session.deliver(parcels(*batch))
        session.close()
    assert sink.recipients == {f"{name}@example.org": 1 for name in "abcd"}
    assert sink.lines == 1


async def test_a_null_return_path_and_a_large_message() -> None:
    big = mould(Rendition("en", b"From: a@example.org\r\n", b"0123456789" * 7 + b"\r\n"))
    big = mould(Rendition("en", b"From: a@example.org\r\n", big.body() * 20_000))
    async with Sink() as sink:
        session = await dial(sink)
        parcel = Parcel((1,), ("a@example.org",), 0.0, "", big.head[0], big)
        assert (
            states([one for (one,) in await session.deliver([parcel, parcel])])
            == [(SENT, ANSWERED)] * 2
        )
    assert sink.pairs == {("", "a@example.org"): 2}
    assert len(sink.messages[0][2]) == parcel.size


# --- what the peer refuses ------------------------------------------------------------------

REFUSALS = {
    "temperror": (DUE, "451 4.3.0 Try again later"),
    "permerror": (FAILED, "550 5.1.1 There is 5.1.1 nobody of that name"),
    "policy": (FAILED, "550 5.7.1 We do not like you"),
    "norelay": (DUE, "554 5.7.1 <norelay@example.org>: Relay access denied"),
    "wantsdata": (FAILED, "550 5.1.1 No, but go on"),
    "tempdot": (DUE, "452 4.3.1 Disk full"),
    "permdot": (FAILED, "554 5.6.0 Not such a message"),
}


@pytest.mark.parametrize("lmtp", [False, True], ids=["smtp", "lmtp"])
@BOTH_WAYS
@pytest.mark.parametrize("word", REFUSALS)
async def test_a_refusal_is_of_its_own_copy_only(word: str, pipelining: bool, lmtp: bool) -> None:
    async with Sink(Script(pipelining=pipelining, lmtp=lmtp)) as sink:
        first, second, third, fourth = await deliver(sink, "a", word, word, "b")
    assert (second.state, second.text, second.trial) == (*REFUSALS[word], ANSWERED)
    assert third == second
    assert first.state is fourth.state is SENT
    assert sink.recipients == {"a@example.org": 1, "b@example.org": 1}
    assert sink.early == 0


@BOTH_WAYS
@pytest.mark.parametrize(
    ("mail", "state"),
    [
        (b"451 4.3.0 Later", DUE),
        (b"530 5.7.0 Authentication required", DUE),  # the relay's fault, not the member's
        (b"552 5.3.4 Too big", FAILED),
        (b"550 5.7.1 Your words are bad", FAILED),
    ],
)
async def test_refused_at_mail(mail: bytes, state: DeliveryState, pipelining: bool) -> None:
    async with Sink(Script(mail=mail, pipelining=pipelining)) as sink:
        assert states(await deliver(sink, "a", "b")) == [(state, ANSWERED)] * 2
    assert not sink.pairs


async def test_a_message_over_the_peers_size_is_not_even_offered() -> None:
    async with Sink(Script(size=60)) as sink:
        (outcome,) = await deliver(sink, "a")
    assert outcome.state is FAILED
    assert outcome.text.startswith("552 5.3.4 the relay takes 60 octets")


@pytest.mark.parametrize("local", ["a b", "a>\r\nDATA", "ä", "<a", ""])
async def test_an_address_cannot_carry_commands(local: str) -> None:
    async with Sink() as sink:
        bad, good = await deliver(sink, local, "b")
    assert (bad.state, good.state) == (FAILED, SENT)
    assert sink.recipients == {"b@example.org": 1}


# --- when the line breaks -------------------------------------------------------------------


@BOTH_WAYS
@pytest.mark.parametrize("word", ["busy", "garbled", "close", "half", "hang"])
async def test_the_copy_in_hand_had_its_try_the_rest_had_none(word: str, pipelining: bool) -> None:
    async with Sink(Script(pipelining=pipelining)) as sink:
        outcomes = await deliver(sink, "a", word, "b", "c")
    assert states(outcomes) == [(SENT, ANSWERED), (DUE, BROKEN), (DUE, UNTRIED), (DUE, UNTRIED)]
    assert sink.recipients == {"a@example.org": 1}


@BOTH_WAYS
@pytest.mark.parametrize("word", ["busydot", "closedot", "hangdot"])
async def test_no_answer_to_the_dot_is_unknown_and_due(word: str, pipelining: bool) -> None:
    async with Sink(Script(pipelining=pipelining)) as sink:
        outcomes = await deliver(sink, "a", word, "b")
    assert states(outcomes) == [(SENT, ANSWERED), (DUE, BROKEN), (DUE, UNTRIED)]
    assert outcomes[1].text.endswith("(after the dot)")


@BOTH_WAYS
async def test_421_in_the_middle_of_a_batch(pipelining: bool) -> None:
    async with Sink(Script(per_line=3, pipelining=pipelining)) as sink:
        outcomes = await deliver(sink, *"abcdef")
    assert [one.state for one in outcomes] == [SENT] * 3 + [DUE] * 3
    assert [one.trial for one in outcomes[3:]] == [BROKEN, UNTRIED, UNTRIED]
    assert outcomes[3].text == "421 4.7.0 Enough for now"


async def test_a_kept_line_that_had_gone_stale_blames_nobody() -> None:
    """A relay closes idle connections; the first copy sent into one must not pay for it."""
    async with Sink() as sink:
        session = await dial(sink)
        await hand_over(session, "a")
        sink.hang_up()
        outcomes = await hand_over(session, "b", "c")
    assert states(outcomes) == [(DUE, UNTRIED)] * 2
    assert not session.alive


async def test_finish_lets_the_transactions_under_way_end() -> None:
    async with Sink() as sink:
        session = await dial(sink)
        batch = asyncio.create_task(hand_over(session, *(f"p{n}" for n in range(2000))))
        while len(sink.messages) < 20:
            await asyncio.sleep(0)
        session.finish()
        outcomes = await batch
    sent = [one for one in outcomes if one.state is SENT]
    assert 20 <= len(sent) == len(sink.messages) < 2000
    assert {one.trial for one in outcomes if one.state is DUE} == {UNTRIED}


async def test_abort_ends_at_once() -> None:
    async with Sink() as sink:
        session = await dial(sink)
        batch = asyncio.create_task(hand_over(session, "a", "hang", "b"))
        while not sink.messages:
            await asyncio.sleep(0.001)
        session.abort()
        assert states(await batch)[1:] == [(DUE, BROKEN), (DUE, UNTRIED)]


@BOTH_WAYS
async def test_random_faults_lose_and_double_nothing(pipelining: bool) -> None:
    """Whatever breaks, SENT means taken by the peer once, and nothing else is taken."""
    script = Script(faults=random.Random(7), pipelining=pipelining)
    async with Sink(script) as sink:
        waiting = {one.recipients[0]: one for one in parcels(*(f"p{n}" for n in range(300)))}
        sent: list[str] = []
        while waiting:
            try:
                session = await dial(sink)
            except UnreachableError:
                continue
            batch = list(waiting.values())[:50]
            outcomes = [one for (one,) in await session.deliver(batch)]
            sent += [
                p.recipients[0] for p, one in zip(batch, outcomes, strict=True) if one.state is SENT
            ]
            for recipient in sent:
                waiting.pop(recipient, None)
            session.close()
    assert sink.recipients == dict.fromkeys(sent, 1)
    assert len(sent) == 300


# --- a relay that cannot be used ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Script(greeting=b"554 5.3.2 No service"), "554 5.3.2 No service"),
        (Script(greeting=b"421 4.7.0 Too many"), "421 4.7.0 Too many"),
        (Script(greeting=b"SSH-2.0-OpenSSH_9.2"), "does not speak SMTP: SSH-2.0"),
        (Script(greeting=b"220-and never"), "did not answer in time"),
        (Script(lmtp=True), "502 5.5.1"),
    ],
)
async def test_unreachable_says_why(script: Script, words: str) -> None:
    async with Sink(script) as sink:
        with pytest.raises(UnreachableError, match=words):
            await Session.dial(Relay("smtp", "127.0.0.1", sink.port), "x.example", QUICK)


async def test_nobody_listens() -> None:
    async with Sink() as sink:
        pass
    with pytest.raises(UnreachableError, match="Connect call failed"):
        await dial(sink)


# --- encryption and logging in ----------------------------------------------------------------


@pytest.fixture
def secret(tmp_path: Path) -> dict[str, object]:
    file = tmp_path / "password"
    file.write_text("p a ss\nsecond line\n")
    return {"username": "amina", "password_file": file}


async def test_starttls_is_used_where_offered(tmp_path: Path) -> None:
    _, context = certificate.make(tmp_path)
    async with Sink(Script(tls=context)) as sink:
        assert states(await deliver(sink, "a", "b")) == [(SENT, ANSWERED)] * 2


async def test_encryption_offered_and_then_refused(tmp_path: Path) -> None:
    _, context = certificate.make(tmp_path)
    script = Script(tls=context, starttls=b"454 4.7.0 Not today")
    async with Sink(script) as sink:
        assert states(await deliver(sink, "a")) == [(SENT, ANSWERED)]
        with pytest.raises(UnreachableError, match="says 454"):
            await dial(sink, tls="always")


async def test_encryption_switched_off(tmp_path: Path) -> None:
    async with Sink(Script(tls=certificate.make(tmp_path)[1], starttls=b"554 No")) as sink:
        session = await dial(sink, tls="never")
        assert states(await hand_over(session, "a")) == [(SENT, ANSWERED)]
        session.close()


async def test_a_password_is_never_sent_in_clear(secret: dict[str, object]) -> None:
    async with Sink(Script(login=("amina", "p a ss"))) as sink:
        with pytest.raises(UnreachableError, match="no encryption"):
            await dial(sink, **secret)


async def test_a_password_is_never_sent_to_a_stranger(
    secret: dict[str, object], tmp_path: Path
) -> None:
    _, context = certificate.make(tmp_path)
    async with Sink(Script(login=("amina", "p a ss"), tls=context)) as sink:
        with pytest.raises(UnreachableError, match="certificate"):
            await dial(sink, **secret)


@pytest.mark.parametrize("mechanisms", [b"PLAIN LOGIN", b"LOGIN"])
async def test_logging_in(
    mechanisms: bytes,
    secret: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown, context = certificate.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    script = Script(login=("amina", "p a ss"), tls=context, mechanisms=mechanisms)
    async with Sink(script) as sink:
        session = await dial(sink, **secret)
        assert states(await hand_over(session, "a")) == [(SENT, ANSWERED)]
        session.close()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ({"login": ("amina", "another")}, "535 5.7.8"),
        ({"login": ("amina", "p a ss"), "mechanisms": b"GSSAPI"}, "no way to log in"),
    ],
)
async def test_not_let_in(
    script: dict[str, object],
    words: str,
    secret: dict[str, object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown, context = certificate.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    async with Sink(Script(tls=context, **script)) as sink:
        with pytest.raises(UnreachableError, match=words):
            await dial(sink, **secret)
