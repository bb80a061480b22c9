"""Who wrote it: real signatures, a resolver that is told what to say, and one that asks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import dkim
import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from listserv.identity.evaluate import Identity
from listserv.identity.policy import has_policy
from listserv.identity.resolver import Records, Resolver
from listserv.model import Proof, Reading

KEY = rsa.generate_private_key(65537, 1024)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
RECORD = b"v=DKIM1; k=rsa; p=" + b"".join(PUBLIC.split(b"\n")[1:-2])
MAIL = b"From: Amina <amina@clinic.example>\r\nTo: hifa@lists.example.org\r\n\r\nHello.\r\n"
READING = Reading(from_address="amina@clinic.example")


class Told:
    """A resolver that says what it was told; None is a name server that does not answer."""

    def __init__(self, known: Mapping[str, Records | None]) -> None:
        self.known = known
        self.asked: list[str] = []

    async def txt(self, name: str) -> Records | None:
        self.asked.append(name)
        return self.known.get(name, ())


async def verify(raw: bytes, keys: Mapping[str, bytes]) -> tuple[str, ...]:
    """Every signature of a mail in turn, as the child process does it."""

    def record(name: bytes, timeout: float = 5) -> bytes:
        return keys.get(name.decode().rstrip("."), b"")

    message = dkim.DKIM(raw)
    held = []
    for number, (name, _) in enumerate(
        [one for one in message.headers if one[0].lower() == b"dkim-signature"]
    ):
        with contextlib.suppress(dkim.DKIMException):
            if name and message.verify(number, dnsfunc=record):
                held.append(message.domain.decode())
    return tuple(held)


def signed(domain: str, raw: bytes = MAIL) -> tuple[bytes, Reading]:
    made = dkim.sign(raw, b"sel", domain.encode(), PEM, include_headers=[b"from", b"to"])
    return made + raw, replace(READING, signatures=((domain, "sel"),))


def key_at(domain: str) -> dict[str, Records | None]:
    return {f"sel._domainkey.{domain}": (RECORD,)}


@pytest.mark.parametrize(
    ("domain", "proof"),
    [
        ("clinic.example", Proof("dkim", "clinic.example")),
        ("mail.clinic.example", Proof("dkim", "mail.clinic.example")),
        ("esp.example", Proof()),
    ],
)
async def test_a_signature_proves_its_own_organisation(domain: str, proof: Proof) -> None:
    raw, reading = signed(domain)
    identity = Identity(Told(key_at(domain)), (), verify)
    assert await identity.proof(raw, reading, trusted_peer=False) == proof


async def test_a_changed_mail_proves_nothing() -> None:
    raw, reading = signed("clinic.example")
    identity = Identity(Told(key_at("clinic.example")), (), verify)
    assert not await identity.proof(raw.replace(b"Hello", b"Buy it"), reading, False)


@pytest.mark.parametrize("answer", [None, (), (b"v=DKIM1; p=",), (b"nonsense",)])
async def test_a_key_that_cannot_be_had_proves_nothing(answer: Records | None) -> None:
    raw, reading = signed("clinic.example")
    identity = Identity(Told({"sel._domainkey.clinic.example": answer}), (), verify)
    assert not await identity.proof(raw, reading, False)


async def test_strangers_signatures_cost_no_question() -> None:
    """A mail with a thousand signatures asks the DNS four times at most."""
    told = Told({})
    identity = Identity(told, (), verify)
    many = tuple((f"d{n}.clinic.example", "s") for n in range(1000))
    reading = replace(READING, signatures=(("esp.example", "s"), *many))
    assert not await identity.proof(MAIL, reading, False)
    assert told.asked == [f"s._domainkey.d{n}.clinic.example" for n in range(4)]


@pytest.mark.parametrize(
    ("trusted_peer", "authserv_id", "how"),
    [
        (True, "mx.example.org", "results"),
        (False, "mx.example.org", ""),
        (True, "mx.evil.example", ""),
    ],
)
async def test_results_count_from_a_trusted_peer_alone(
    trusted_peer: bool, authserv_id: str, how: str
) -> None:
    """Anybody can write the header; who hands the mail over decides whether it is believed."""
    value = f"{authserv_id}; dmarc=pass header.from=clinic.example"
    identity = Identity(Told({}), ["mx.example.org"], verify)
    proof = await identity.proof(MAIL, replace(READING, results=(value,)), trusted_peer)
    assert proof.how == how


@pytest.mark.parametrize(
    "line",
    [
        b"From: Juma <juma@clinic.example>\r\n",
        b"from:amina@clinic.example\r\n",
        b"From:\r\n",
    ],
)
@pytest.mark.parametrize("trusted_peer", [True, False])
async def test_two_from_headers_prove_nothing(line: bytes, trusted_peer: bool) -> None:
    """A signature covers the lowest From. The owner of juma@gmail.com signs her own mail there and
    adds a second From above it, with the address of another customer of the same domain; many
    a front calls that mail's signature good, and so it is."""
    raw, reading = signed("clinic.example")
    said = "mx.example.org; dkim=pass header.d=clinic.example"
    identity = Identity(Told(key_at("clinic.example")), ["mx.example.org"], verify)
    reading = replace(reading, results=(said,))
    assert not await identity.proof(line + raw, reading, trusted_peer)


@pytest.mark.parametrize("hiding", [b"From nowhere\r\n", b"X-Filler: " + b"a " * 40_000 + b"\r\n"])
async def test_a_hidden_from_header_proves_nothing(hiding: bytes) -> None:
    """The same, with the signed From where we do not look, below a line that ends the headers for
    us or beyond the 64 KB that we read: we saw one From alone, the false one, and believed a front
    that had seen the signature hold."""
    raw, reading = signed("clinic.example")
    said = "mx.example.org; dkim=pass header.d=clinic.example"
    identity = Identity(Told(key_at("clinic.example")), ["mx.example.org"], verify)
    reading = replace(reading, from_address="juma@clinic.example", results=(said,))
    forged = b"From: juma@clinic.example\r\n" + hiding + raw
    assert not await identity.proof(forged, reading, True)


@pytest.mark.parametrize(
    "value", [b"", b"amina@clinic.example, juma@clinic.example", b"undisclosed:;"]
)
async def test_not_one_author_no_proof(value: bytes) -> None:
    raw, reading = signed("clinic.example", b"From: " + value + b"\r\n\r\nHello.\r\n")
    identity = Identity(Told(key_at("clinic.example")), (), verify)
    address = "amina@clinic.example" if b"amina" in value else ""
    assert not await identity.proof(raw, replace(reading, from_address=address), False)


# --- DMARC policies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "domain", "strict"),
    [
        ({"_dmarc.clinic.example": (b"v=DMARC1; p=reject",)}, "clinic.example", True),
        ({"_dmarc.clinic.example": (b"v=DMARC1; p=none",)}, "clinic.example", False),
        ({"_dmarc.clinic.example": (b"v=DMARC1; p=reject",)}, "mail.clinic.example", True),
        ({"_dmarc.clinic.example": (b"v=DMARC1; p=reject; sp=none",)}, "a.clinic.example", False),
        ({"_dmarc.clinic.example": None}, "clinic.example", True),
        ({}, "clinic.example", False),
        ({}, "gmail.com", True),
        ({}, "", True),
    ],
)
async def test_policies(known: dict[str, Records | None], domain: str, strict: bool) -> None:
    assert await has_policy(Told(known), domain) is strict


# --- the resolver -------------------------------------------------------------------------------


class Counted:
    """A lookup that counts; an exception is raised, records are given with their seconds."""

    def __init__(self, answer: Records | Exception, lives: float = 300.0) -> None:
        self.answer = answer
        self.lives = lives
        self.calls = 0

    async def __call__(self, name: str) -> tuple[Records, float]:
        self.calls += 1
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, self.lives


@pytest.mark.parametrize(
    ("answer", "said"),
    [((b"x",), (b"x",)), ((), ()), (OSError("no network"), None), (ValueError("odd"), None)],
)
async def test_one_question_for_many_who_ask(answer: Records | Exception, said: object) -> None:
    lookup = Counted(answer)
    resolver = Resolver(lookup)
    names = ["a.example", "A.example.", "a.example"]
    assert await asyncio.gather(*(resolver.txt(name) for name in names)) == [said] * 3
    assert await resolver.txt("a.example") == said
    assert lookup.calls == 1


async def test_a_slow_name_server_is_no_answer() -> None:
    async def never(name: str) -> tuple[Records, float]:
        await asyncio.sleep(60)
        return (), 0.0

    assert await Resolver(never, seconds=0.01).txt("a.example") is None


async def test_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    gate = asyncio.Event()

    async def slow(name: str) -> tuple[Records, float]:
        await gate.wait()
        return (b"x",), 60.0

    resolver = Resolver(slow)
    first = asyncio.create_task(resolver.txt("a.example"))
    second = asyncio.create_task(resolver.txt("a.example"))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await second == (b"x",)
    assert first.cancelled()


class NameServer(asyncio.DatagramProtocol):
    """A name server that knows one name, lacks another's TXT, and fails for the rest."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        name = query.question[0].name.to_text()
        if name == "known.example.":
            answer.answer.append(
                dns.rrset.from_text(name, 60, "IN", "TXT", '"v=DMARC1;" " p=none"')
            )
        elif name == "none.example.":
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif name != "bare.example.":
            answer.set_rcode(dns.rcode.SERVFAIL)
        self.transport.sendto(answer.to_wire(), addr)


@pytest.fixture
async def name_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(NameServer, ("127.0.0.1", 0))
    system = dns.asyncresolver.Resolver(configure=False)
    system.nameservers = ["127.0.0.1"]
    system.port = transport.get_extra_info("sockname")[1]
    monkeypatch.setattr(dns.asyncresolver, "default_resolver", system)
    yield
    transport.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("known.example", (b"v=DMARC1; p=none",)),
        ("none.example", ()),
        ("bare.example", ()),
        ("broken.example", None),
        ("a..example", None),
        ("x" * 64 + ".example", None),
    ],
)
async def test_a_real_question(name_server: None, name: str, said: Records | None) -> None:
    assert await Resolver(seconds=0.5).txt(name) == said
