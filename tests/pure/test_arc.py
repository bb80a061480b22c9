"""ARC sets: ours verify with an independent program, and earlier ones go on unharmed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

import dkim
import pytest

from listserv.child import arc_holds
from listserv.delivery.signer import Signer
from listserv.identity import keys
from listserv.identity.arc import Arc, Sealer
from listserv.model import MARK_LEAVE, Reading, Rendition
from listserv.text import arcsets
from tests.support import dkimpy
from tests.support.copies import signed_copy
from tests.support.zone import Zone

DOMAIN = "lists.example.org"
KEY = keys.new("listserv")
ED25519 = keys.new("second", "ed25519")
OTHER = keys.new("gate")
RECORDS = {
    f"listserv._domainkey.{DOMAIN}": KEY.record(),
    f"second._domainkey.{DOMAIN}": ED25519.record(),
    "gate._domainkey.forward.example": OTHER.record(),
}
HEAD = (
    b"From: Amina Kamau <amina@clinic.example>\r\n"
    b"To: hifa@lists.example.org\r\n"
    b"Subject: Stock\r\n  cards\r\n"
    b"List-Unsubscribe: <https://lists.example.org/leave/" + MARK_LEAVE + b">\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Message-ID: <1@clinic.example>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
)
BODY = b"Who counts  the stock? \r\n.\r\n\r\n"
SAID = "dkim=pass header.d=clinic.example"
SEALER = Sealer(KEY, DOMAIN, SAID)
LEAVE = "abcdefghijklmnopqrstuvwxyz23"
NOW = 1_763_000_000.5


def copy(sealer: Sealer, head: bytes = HEAD, body: bytes = BODY, leave: str = LEAVE) -> bytes:
    """A copy as it leaves: the set above the head, a signature of its own above both."""
    rendition = Rendition("en", sealer.seal(head, body, NOW) + head, body)
    return signed_copy(Signer(DOMAIN, KEY, ED25519), rendition, leave, NOW)


def status(raw: bytes) -> object:
    return dkimpy.chain(raw, RECORDS)


# What a forwarder before us made of Amina's mail.
FORWARDED = copy(Sealer(OTHER, "forward.example", SAID))


def test_the_set_of_every_copy_holds() -> None:
    assert status(copy(SEALER)) == status(copy(SEALER, leave="x" * 28)) == dkim.CV_Pass
    assert dkimpy.signatures(copy(SEALER), RECORDS) == [True, True]


def test_the_same_rendition_gets_the_same_set() -> None:
    made = SEALER.seal(HEAD, BODY, NOW)
    assert made == SEALER.seal(HEAD, BODY, NOW)
    assert b"\x00" not in made
    names = re.findall(rb"^([A-Z][A-Za-z-]+):", made, re.M)
    assert names == [b"ARC-Seal", b"ARC-Message-Signature", b"ARC-Authentication-Results"]
    assert max(map(len, made.split(b"\r\n"))) <= 80


def test_what_is_the_readers_own_is_not_covered_and_the_rest_is() -> None:
    made = SEALER.seal(HEAD, BODY, NOW)
    (tag,) = re.findall(rb";h=([^;]*);", re.sub(rb"\s", b"", made))
    names = tag.split(b":")
    assert b"list-unsubscribe" not in names
    assert names.count(b"from") == 2
    assert {b"to", b"subject", b"message-id", b"list-unsubscribe-post"} < set(names)


def test_a_rendition_without_marks_is_covered_whole() -> None:
    made = SEALER.seal(HEAD.replace(MARK_LEAVE, b"x"), BODY, NOW)
    assert b":list-unsubscribe:" in re.sub(rb"\s", b"", made)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"counts", b"steals"),
        (b"From: Amina", b"From: Anina"),
        (b"dkim=pass", b"dkim=fail"),
        (b"cv=none", b"cv=pass"),
        (b"\r\nTo:", b"\r\nFrom: b@example.org\r\nTo:"),
    ],
)
def test_a_changed_copy_does_not_hold(old: bytes, new: bytes) -> None:
    whole = copy(SEALER)
    assert old in whole
    assert status(whole.replace(old, new)) == dkim.CV_Fail


def test_a_set_of_another_goes_on_below_ours() -> None:
    chain = arcsets.sets(FORWARDED)
    assert chain
    whole = copy(replace(SEALER, chain=chain), body=b"Cleaned.\r\n")
    assert status(whole) == dkim.CV_Pass
    assert b"cv=pass" in whole
    assert re.findall(rb"ARC-Seal: i=(\d)", whole) == [b"2", b"1"]
    third = arcsets.sets(whole)
    assert third
    assert status(copy(Sealer(OTHER, "forward.example", SAID, third))) == dkim.CV_Pass


# --- telling sets apart ---------------------------------------------------------------------------


def cut(raw: bytes, name: bytes) -> bytes:
    """Without the headers of that name."""
    return re.sub(rb"(?m)^" + name + rb":.*\r\n([ \t].*\r\n)*", b"", raw)


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (HEAD + b"\r\n" + BODY, 0),
        (b"", 0),
        (FORWARDED, 1),
        (FORWARDED.replace(b"i=1;", b"i = 1 ;"), 1),
        (FORWARDED.replace(b"i=1;", b"i=2;"), None),
        (FORWARDED.replace(b"i=1;", b"i=0;"), None),
        (FORWARDED.replace(b"ARC-Seal: i=1;", b"ARC-Seal: j=1;"), None),
        (cut(FORWARDED, b"ARC-Seal"), None),
        (cut(FORWARDED, b"ARC-Message-Signature"), None),
        (b"ARC-Seal: i=1; b=x\r\n" + FORWARDED, None),
        (FORWARDED.replace(b"cv=none;", b"cv=none; x=\xc3\xa9;"), None),
        (FORWARDED.replace(b"cv=none;", b"cv=none; x=" + b"y" * 999), None),
        (FORWARDED.replace(b"cv=none;", b"cv=none; x=" + b"y\r\n " * 5000), None),
        (FORWARDED.replace(b"\r\n\r\n", b"\r\nno header\r\n\r\n", 1), None),
    ],
)
def test_what_is_a_chain(raw: bytes, count: int | None) -> None:
    chain = arcsets.sets(raw)
    assert (chain if chain is None else len(chain)) == count


def test_line_ends_do_not_matter_to_a_chain() -> None:
    assert arcsets.sets(FORWARDED.replace(b"\r\n", b"\n")) == arcsets.sets(FORWARDED)


def test_the_keys_of_a_chain() -> None:
    assert arcsets.key_names(arcsets.sets(FORWARDED) or ()) == ["gate._domainkey.forward.example"]


# --- when a set is made ---------------------------------------------------------------------------


def zone(silent: bool = False) -> Zone:
    """The records above, or name servers that do not answer."""
    return Zone(
        {f"{name} TXT": None if silent else (text.encode(),) for name, text in RECORDS.items()}
    )


async def holds(raw: bytes, records: Mapping[str, bytes]) -> bool:
    return arc_holds(raw, records)


async def died(raw: bytes, records: Mapping[str, bytes]) -> bool:
    raise RuntimeError("the child died")


FRONT = (
    "mail.example.org; dkim=pass header.d=clinic.example; spf=fail smtp.mailfrom=x.example;"
    " dmarc=pass header.from=clinic.example"
)


async def read(raw: bytes) -> Reading:
    return Reading(results=(FRONT,), results_above=1)


def sealer_of(raw: bytes, proof: str, *, silent: bool = False, dies: bool = False) -> Sealer | None:
    arc = Arc(
        lambda: KEY, DOMAIN, zone(silent), ["mail.example.org"], died if dies else holds, read
    )
    return asyncio.run(arc.sealer(raw, proof))


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        ("dkim clinic.example", "dkim=pass header.d=clinic.example"),
        ("spf clinic.example", "spf=pass smtp.mailfrom=clinic.example"),
        (
            "results clinic.example",
            "dkim=pass header.d=clinic.example;\r\n dmarc=pass header.from=clinic.example",
        ),
    ],
)
def test_the_set_says_how_the_post_was_proven(proof: str, said: str) -> None:
    made = sealer_of(HEAD + b"\r\n" + BODY, proof)
    assert made == Sealer(KEY, DOMAIN, said)
    assert status(copy(made)) == dkim.CV_Pass


@pytest.mark.parametrize("proof", ["", "dkim", "dkim a;b", "dkim a\r\nb"])
def test_without_a_proof_that_can_be_said_there_is_no_set(proof: str) -> None:
    assert sealer_of(HEAD + b"\r\n" + BODY, proof) is None


def test_a_chain_that_holds_is_built_upon() -> None:
    made = sealer_of(FORWARDED, "dkim clinic.example")
    assert made and len(made.chain) == 1
    assert made.results == SAID + ";\r\n arc=pass"
    assert status(copy(made)) == dkim.CV_Pass


@pytest.mark.parametrize(
    ("raw", "silent", "dies"),
    [
        (FORWARDED.replace(b"counts", b"steals"), False, False),
        (FORWARDED.replace(b"forward.example", b"unknown.example"), False, False),
        (cut(FORWARDED, b"ARC-Seal"), False, False),
        (FORWARDED, True, False),
        (FORWARDED, False, True),
    ],
)
def test_a_chain_that_does_not_hold_gets_no_set(raw: bytes, silent: bool, dies: bool) -> None:
    assert sealer_of(raw, "dkim clinic.example", silent=silent, dies=dies) is None


def test_a_site_that_signs_nothing_makes_no_set() -> None:
    arc = Arc(lambda: None, DOMAIN, zone(), [], holds, read)
    assert asyncio.run(arc.sealer(HEAD + b"\r\n" + BODY, "dkim clinic.example")) is None


def test_a_post_without_a_chain_asks_nobody() -> None:
    assert sealer_of(HEAD + b"\r\n" + BODY, "dkim clinic.example", silent=True, dies=True)
