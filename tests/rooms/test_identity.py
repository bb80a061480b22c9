"""Who wrote it: real signatures, and a resolver that is told what to say."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from listserv import child
from listserv.identity.evaluate import Identity
from listserv.identity.policy import has_policy
from listserv.identity.resolver import Records, Resolver
from listserv.model import Origin, Proof, Reading
from listserv.reading import read
from listserv.text.covered import MOST_SIGNATURES
from tests.support.zone import Zone

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


STRANGER = Origin("amina@clinic.example", "192.0.2.7", False, 0.0)
FRONT = replace(STRANGER, peer="127.0.0.1", trusted=True)


async def verify(raw: bytes, keys: Mapping[str, bytes]) -> tuple[str, ...]:
    """Every signature that holds, whatever it covers."""

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
    return {f"sel._domainkey.{domain} TXT": (RECORD,)}


@pytest.mark.parametrize(
    ("domain", "proof"),
    [
        ("clinic.example", Proof("dkim", "clinic.example", signed=True)),
        ("mail.clinic.example", Proof("dkim", "mail.clinic.example", signed=True)),
        ("esp.example", Proof()),
    ],
)
async def test_a_signature_proves_its_own_organisation(domain: str, proof: Proof) -> None:
    raw, reading = signed(domain)
    identity = Identity(Zone(key_at(domain)), (), verify)
    assert await identity.proof(raw, reading, FRONT) == proof


async def test_a_changed_mail_proves_nothing() -> None:
    raw, reading = signed("clinic.example")
    identity = Identity(Zone(key_at("clinic.example")), (), verify)
    assert not await identity.proof(raw.replace(b"Hello", b"Buy it"), reading, FRONT)


@pytest.mark.parametrize("answer", [None, (), (b"v=DKIM1; p=",), (b"nonsense",)])
async def test_a_key_that_cannot_be_had_proves_nothing(answer: Records | None) -> None:
    raw, reading = signed("clinic.example")
    identity = Identity(Zone({"sel._domainkey.clinic.example TXT": answer}), (), verify)
    assert not await identity.proof(raw, reading, FRONT)


async def test_strangers_signatures_cost_no_question() -> None:
    """A mail with a thousand signatures asks the DNS four times at most."""
    told = Zone({})
    identity = Identity(told, (), verify)
    many = tuple((f"d{n}.clinic.example", "s") for n in range(1000))
    reading = replace(READING, signatures=(("esp.example", "s"), *many))
    assert not await identity.proof(MAIL, reading, FRONT)
    assert told.asked == [
        "_dmarc.clinic.example txt",
        *(f"s._domainkey.d{n}.clinic.example txt" for n in range(4)),
    ]


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
    identity = Identity(Zone({}), ["mx.example.org"], verify)
    mail = replace(FRONT, trusted=trusted_peer)
    proof = await identity.proof(MAIL, replace(READING, results=(value,)), mail)
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
    identity = Identity(Zone(key_at("clinic.example")), ["mx.example.org"], verify)
    reading = replace(reading, results=(said,))
    assert not await identity.proof(line + raw, reading, replace(FRONT, trusted=trusted_peer))


@pytest.mark.parametrize("hiding", [b"From nowhere\r\n", b"X-Filler: " + b"a " * 40_000 + b"\r\n"])
async def test_a_hidden_from_header_proves_nothing(hiding: bytes) -> None:
    """The same, with the signed From where we do not look, below a line that ends the headers for
    us or beyond the 64 KB that we read: we saw one From alone, the false one, and believed a front
    that had seen the signature hold."""
    raw, reading = signed("clinic.example")
    said = "mx.example.org; dkim=pass header.d=clinic.example"
    identity = Identity(Zone(key_at("clinic.example")), ["mx.example.org"], verify)
    reading = replace(reading, from_address="juma@clinic.example", results=(said,))
    forged = b"From: juma@clinic.example\r\n" + hiding + raw
    assert not await identity.proof(forged, reading, FRONT)


@pytest.mark.parametrize("blank", [b" ", b"\t"])
async def test_a_blank_before_the_colon_proves_nothing(blank: bytes) -> None:
    """We read `Authentication-Results : …` as every other; a front that takes out lines beginning
    with `Authentication-Results:` had left it in."""
    said = (
        b"Authentication-Results" + blank + b": mx.example.org; dkim=pass header.d=clinic.example"
    )
    identity = Identity(Zone({}), ["mx.example.org"], verify)
    raw = said + b"\r\n" + MAIL
    assert not await identity.proof(raw, read(raw), FRONT)
    raw = raw.replace(blank + b":", b":")
    assert await identity.proof(raw, read(raw), FRONT)


WORDS = b"Subject: Monday\r\nContent-Type: text/plain\r\n"
LETTER = MAIL.replace(b"\r\n\r\n", b"\r\n" + WORDS + b"\r\n")
REPLAYED: dict[str, Callable[[bytes], bytes]] = {
    "as it was": lambda raw: raw,
    "a subject above hers": lambda raw: b"Subject: set mail none\r\n" + raw,
    "a type above hers": lambda raw: b"Content-Type: multipart/mixed; boundary=A\r\n" + raw,
    "a receiver above hers": lambda raw: b"To: hifa-request@lists.example.org\r\n" + raw,
    "an answer": lambda raw: b"In-Reply-To: <1@x>\r\nIn-Reply-To: <2@x>\r\n" + raw,
    "another subject": lambda raw: raw.replace(b"Monday", b"set mail none"),
    "another type": lambda raw: raw.replace(b"text/plain", b"text/html"),
}


ABOVE = [name for name in REPLAYED if not name.startswith("another")][1:]


def once_signed(covers: str, forgery: str, length: bool = False) -> bytes:
    names = covers.encode().split()
    made = dkim.sign(
        *(LETTER, b"sel", b"clinic.example", PEM), include_headers=names, length=length
    )
    return REPLAYED[forgery](made + LETTER)


@pytest.mark.parametrize(
    ("covers", "length", "forgery", "proven"),
    [
        ("from subject content-type", False, "as it was", True),
        ("from subject", False, "as it was", True),  # as Gmail signs
        ("from", False, "as it was", False),
        ("from subject", True, "as it was", False),
        *(("from subject content-type", False, name, False) for name in list(REPLAYED)[1:]),
        ("from", False, "another subject", False),
        ("from subject", False, "another type", False),
    ],
)
async def test_a_mail_that_she_once_signed(
    covers: str, length: bool, forgery: str, proven: bool
) -> None:
    """Any mail of hers with "set mail none" for a second Subject above the signed one was a proven
    command: its signature held, and we read the upper. So was one whose signature left the Subject
    out, with another in its place."""

    async def by_child(raw: bytes, keys: Mapping[str, bytes]) -> tuple[str, ...]:
        return child.verified(raw, keys)

    raw = once_signed(covers, forgery, length)
    identity = Identity(Zone(key_at("clinic.example")), (), by_child)
    proof = await identity.proof(raw, read(raw), FRONT)
    assert proof == (Proof("dkim", "clinic.example", signed=True) if proven else Proof())


@pytest.mark.parametrize(
    ("covers", "forgery", "proven"),
    [
        ("from subject", "as it was", True),
        *(("from subject content-type", name, False) for name in ABOVE),
        ("from", "another subject", False),
        ("from subject", "another type", False),
    ],
)
async def test_a_front_that_found_such_a_signature_good(
    covers: str, forgery: str, proven: bool
) -> None:
    """And so it is; but fronts do not say what it covers."""
    said = b"Authentication-Results: mx.example.org; dkim=pass header.d=clinic.example\r\n"
    raw = said + once_signed(covers, forgery)
    identity = Identity(Zone({}), ["mx.example.org"], verify)
    assert bool(await identity.proof(raw, read(raw), FRONT)) is proven


async def test_a_signature_behind_many_others_that_a_front_found_good() -> None:
    """We verify few signatures ourselves; of those a front may have verified, none is left out."""
    said = b"Authentication-Results: mx.example.org; dkim=pass header.d=clinic.example\r\n"
    others = b"DKIM-Signature: v=1; d=esp.example; s=x; h=from; b=x\r\n" * 30
    raw = said + others + once_signed("from", "another subject")
    reading = read(raw)
    identity = Identity(Zone({}), ["mx.example.org"], verify)
    assert not await identity.proof(raw, reading, FRONT)
    assert len(reading.signatures) == MOST_SIGNATURES


@pytest.mark.parametrize(("others", "held"), [(0, True), (9, True), (10, False)])
def test_as_many_signatures_are_verified_as_are_read(others: int, held: bool) -> None:
    """The child counted to ten where the reading counted to twenty."""
    above = b"DKIM-Signature: v=1; d=esp.example; s=x; h=from; b=x\r\n" * others
    raw = above + once_signed("from subject", "as it was")
    keys = {"sel._domainkey.clinic.example": RECORD}
    assert bool(child.verified(raw, keys)) is held
    assert (("clinic.example", "sel") in read(raw).signatures) is held


async def test_spf_says_nothing_of_signatures() -> None:
    """Where the front says that her server sent it, it does not matter what a signature covers."""
    said = (
        "mx.example.org; spf=pass smtp.mailfrom=clinic.example; dkim=pass header.d=clinic.example"
    )
    identity = Identity(Zone({}), ["mx.example.org"], verify)
    known = replace(READING, results=(said,), partial=("clinic.example",))
    assert (await identity.proof(MAIL, known, FRONT)).how == "results"
    known = replace(known, results=("mx.example.org; dkim=pass header.d=clinic.example",))
    assert not await identity.proof(MAIL, known, FRONT)
    assert await identity.proof(MAIL, replace(known, partial=("esp.example",)), FRONT)


@pytest.mark.parametrize(
    "value", [b"", b"amina@clinic.example, juma@clinic.example", b"undisclosed:;"]
)
async def test_not_one_author_no_proof(value: bytes) -> None:
    raw, reading = signed("clinic.example", b"From: " + value + b"\r\n\r\nHello.\r\n")
    identity = Identity(Zone(key_at("clinic.example")), (), verify)
    address = "amina@clinic.example" if b"amina" in value else ""
    assert not await identity.proof(raw, replace(reading, from_address=address), FRONT)


# --- SPF and DMARC of incoming mail --------------------------------------------------------------

SENDS = {"clinic.example TXT": (b"v=spf1 ip4:192.0.2.7 -all",)}
DENIES = {"_dmarc.clinic.example TXT": (b"v=DMARC1; p=reject",)}
BEHIND_FRONT = replace(FRONT, client="192.0.2.7", helo="mail.clinic.example")


@pytest.mark.parametrize(
    ("mail", "how"),
    [
        (STRANGER, "spf"),
        (BEHIND_FRONT, "spf"),
        (replace(STRANGER, peer="192.0.2.8"), ""),
        (replace(BEHIND_FRONT, client="192.0.2.8"), ""),
        # A front that does not say whose mail it is: its own address says nothing of the sender.
        (replace(FRONT, peer="192.0.2.7"), ""),
        (replace(STRANGER, peer="127.0.0.1"), ""),
        (replace(BEHIND_FRONT, client="::1"), ""),
        (replace(STRANGER, peer=""), ""),
        # What a stranger claims of others is not looked at.
        (replace(STRANGER, peer="192.0.2.8", client="192.0.2.7"), ""),
        (replace(STRANGER, mail_from="bounce@mail.clinic.example"), "spf"),
        (replace(STRANGER, mail_from="amina@esp.example"), ""),
        (replace(STRANGER, mail_from="", helo="mail.clinic.example"), "spf"),
        (replace(STRANGER, mail_from="", helo="mail.esp.example"), ""),
    ],
)
async def test_the_client_that_a_domain_sends_by(mail: Origin, how: str) -> None:
    everywhere = {
        f"{name}clinic.example TXT": SENDS["clinic.example TXT"] for name in ("", "mail.")
    } | {f"{name}esp.example TXT": (b"v=spf1 +all",) for name in ("", "mail.")}
    proof = await Identity(Zone(everywhere), (), verify).proof(MAIL, READING, mail)
    assert proof.how == how


async def test_a_signature_is_named_before_the_client() -> None:
    raw, reading = signed("clinic.example")
    identity = Identity(Zone(SENDS | key_at("clinic.example")), (), verify)
    assert await identity.proof(raw, reading, STRANGER) == Proof(
        "dkim", "clinic.example", signed=True
    )


@pytest.mark.parametrize(
    ("known", "mail", "denied"),
    [
        (DENIES, STRANGER, True),
        (DENIES, BEHIND_FRONT, True),
        (DENIES | SENDS, STRANGER, False),
        ({"_dmarc.clinic.example TXT": (b"v=DMARC1; p=quarantine",)}, STRANGER, True),
        ({"_dmarc.clinic.example TXT": (b"v=DMARC1; p=none",)}, STRANGER, False),
        ({}, STRANGER, False),
        ({"_dmarc.clinic.example TXT": None}, STRANGER, False),
        # Nobody can say now by whom it sends, or by whom this came: it may be honest.
        (DENIES | {"clinic.example TXT": None}, STRANGER, False),
        (DENIES, FRONT, False),
        (DENIES, replace(BEHIND_FRONT, client="127.0.0.1"), False),
    ],
)
async def test_a_domain_that_denies(
    known: dict[str, Records | None], mail: Origin, denied: bool
) -> None:
    proof = await Identity(Zone(known), (), verify).proof(MAIL, READING, mail)
    assert proof.denied is denied
    assert bool(proof) is (known == DENIES | SENDS)


async def test_a_key_that_nobody_can_ask_for_denies_nothing() -> None:
    raw, reading = signed("clinic.example")
    known = DENIES | {"sel._domainkey.clinic.example TXT": None}
    assert await Identity(Zone(known), (), verify).proof(raw, reading, STRANGER) == Proof()


class HalfReal(Zone):
    """Keys are asked for through a real resolver."""

    async def ask(self, name: str, kind: str) -> Records | None:
        if "._domainkey." in name:
            return await Resolver(seconds=0.5).ask(name, kind)
        return await super().ask(name, kind)


@pytest.mark.parametrize("selector", ["a..b", "x" * 64, "a\\999"])
async def test_a_key_that_has_no_possible_name_hides_no_forgery(selector: str) -> None:
    """A forger's `s=a..b` counted as a question that nobody answered, and silence denies nothing:
    one line made a mail that clinic.example disowns one of which it says nothing."""
    reading = replace(READING, signatures=(("clinic.example", selector),))
    proof = await Identity(HalfReal(DENIES), (), verify).proof(MAIL, reading, STRANGER)
    assert proof == Proof(denied=True)


@pytest.mark.parametrize(
    ("tags", "signer", "proven"),
    [
        (b"", "mail.clinic.example", True),
        (b"; adkim=s", "mail.clinic.example", False),
        (b"; adkim=s", "clinic.example", True),
    ],
)
async def test_a_domain_that_speaks_for_itself_alone(
    tags: bytes, signer: str, proven: bool
) -> None:
    """Some organisations let customers sign below their name; adkim=s keeps those apart."""
    raw, reading = signed(signer)
    known = key_at(signer) | {"_dmarc.clinic.example TXT": (b"v=DMARC1; p=reject" + tags,)}
    proof = await Identity(Zone(known), (), verify).proof(raw, reading, STRANGER)
    assert bool(proof) is proven
    assert proof.denied is not proven


@pytest.mark.parametrize("strict", [True, False])
async def test_a_return_path_below_the_domain(strict: bool) -> None:
    mail = replace(STRANGER, mail_from="bounce@mail.clinic.example")
    known: dict[str, Records | None] = {
        "mail.clinic.example TXT": (b"v=spf1 +all",),
        "_dmarc.clinic.example TXT": (b"v=DMARC1; p=none" + b"; aspf=s" * strict,),
    }
    proof = await Identity(Zone(known), (), verify).proof(MAIL, READING, mail)
    assert bool(proof) is not strict


@pytest.mark.parametrize(
    ("value", "denied"),
    [
        ("dmarc=fail header.from=clinic.example", True),
        ("dmarc=fail header.from=clinic.example; dkim=pass header.d=clinic.example", True),
        ("spf=fail smtp.mailfrom=clinic.example", False),
    ],
)
async def test_a_front_that_found_a_forgery(value: str, denied: bool) -> None:
    """The front knows the client's address, we do not; its word that DMARC failed is enough, also
    beside a signature that it says is good (of a domain that asks for strict alignment)."""
    identity = Identity(Zone(DENIES), ["mx.example.org"], verify)
    reading = replace(READING, results=(f"mx.example.org; {value}",))
    assert await identity.proof(MAIL, reading, FRONT) == Proof(denied=denied)


async def test_a_forged_finding_below_our_fronts_own() -> None:
    values = ("mx.example.org; spf=none", "mx.example.org; dmarc=pass header.from=clinic.example")
    identity = Identity(Zone({}), ["mx.example.org"], verify)
    reading = replace(READING, results=values, results_above=1)
    assert not await identity.proof(MAIL, reading, FRONT)


async def test_a_mail_without_anything_to_go_by_asks_nothing() -> None:
    zone = Zone(DENIES)
    assert await Identity(zone, (), verify).proof(MAIL, READING, FRONT) == Proof()
    assert zone.asked == []


# --- DMARC policies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "domain", "strict"),
    [
        ({"_dmarc.clinic.example TXT": (b"v=DMARC1; p=reject",)}, "clinic.example", True),
        ({"_dmarc.clinic.example TXT": (b"v=DMARC1; p=none",)}, "clinic.example", False),
        ({"_dmarc.clinic.example TXT": (b"v=DMARC1; p=reject",)}, "mail.clinic.example", True),
        (
            {"_dmarc.clinic.example TXT": (b"v=DMARC1; p=reject; sp=none",)},
            "a.clinic.example",
            False,
        ),
        ({"_dmarc.clinic.example TXT": None}, "clinic.example", True),
        ({}, "clinic.example", False),
        ({}, "gmail.com", True),
        ({}, "", True),
    ],
)
async def test_policies(known: dict[str, Records | None], domain: str, strict: bool) -> None:
    assert await has_policy(Zone(known), domain) is strict
