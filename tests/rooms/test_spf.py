"""check_host() of SPF over a DNS that says what it is told; and beside pyspf, over random zones."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
import spf as pyspf
from hypothesis import given, settings
from hypothesis import strategies as st

from listserv.identity.resolver import Records
from listserv.identity.spf import check
from tests.support.zone import Zone

# The zone of RFC 7208 appendix A, with what the examples of its §A.1-A.4 need.
EXAMPLE: dict[str, Records | None] = {
    "example.com A": (b"192.0.2.10", b"192.0.2.11"),
    "example.com MX": (b"mail-a.example.com", b"mail-b.example.com"),
    "mail-a.example.com A": (b"192.0.2.129",),
    "mail-b.example.com A": (b"192.0.2.130",),
    "example.org MX": (b"mail-c.example.org",),
    "mail-c.example.org A": (b"192.0.2.140",),
    "example.net TXT": (b"v=spf1 ip4:192.0.2.128/28 -all",),
    "mary.mobile-users._spf.example.com A": (b"127.0.0.2",),
}


async def result(
    record: str, client: str, sender: str = "amina@example.com", **more: Records | None
) -> str:
    """What SPF says with this record at example.com; `more` by `name__KIND`, `_` for a dot."""
    known = EXAMPLE | {"example.com TXT": (b"v=spf1 " + record.encode(),)}
    known |= {name.replace("__", " ").replace("_", "."): got for name, got in more.items()}
    return await check(Zone(known), client, sender, "mx.example.com")


@pytest.mark.parametrize(
    ("record", "client", "said"),
    [
        ("+all", "198.51.100.1", "pass"),
        ("a -all", "192.0.2.10", "pass"),
        ("a -all", "192.0.2.12", "fail"),
        ("a/24 -all", "192.0.2.12", "pass"),
        ("a:example.org -all", "192.0.2.10", "fail"),
        ("mx -all", "192.0.2.129", "pass"),
        ("mx:example.org -all", "192.0.2.140", "pass"),
        ("mx/30 mx:example.org/30 -all", "192.0.2.131", "pass"),
        ("mx/30 mx:example.org/30 -all", "192.0.2.143", "pass"),
        ("mx/30 mx:example.org/30 -all", "192.0.2.144", "fail"),
        ("ip4:192.0.2.128/28 -all", "192.0.2.65", "fail"),
        ("ip4:192.0.2.128/28 ~all", "192.0.2.65", "softfail"),
        ("ip4:192.0.2.128/28 -all", "::ffff:192.0.2.129", "pass"),
        ("ip6:2001:db8::/32 -all", "2001:db8::7", "pass"),
        ("ip6:2001:db8::/32 -all", "192.0.2.10", "fail"),
        ("ip4:192.0.2.10", "192.0.2.11", "neutral"),
        ("?ip4:192.0.2.10 -all", "192.0.2.10", "neutral"),
        ("include:example.net -all", "192.0.2.129", "pass"),
        ("include:example.net -all", "192.0.2.10", "fail"),
        ("include:example.org -all", "192.0.2.10", "permerror"),
        ("redirect=example.net", "192.0.2.129", "pass"),
        ("redirect=example.net", "192.0.2.10", "fail"),
        ("redirect=example.org", "192.0.2.10", "permerror"),
        ("?all redirect=example.net", "192.0.2.129", "neutral"),
        ("exists:%{l1r+}.mobile-users._spf.%{d} -all", "198.51.100.1", "fail"),
        ("ptr -all", "192.0.2.10", "fail"),
        ("include:example.com -all", "192.0.2.10", "permerror"),
        ("redirect=example.com", "192.0.2.10", "permerror"),
        ("a moo -all", "192.0.2.10", "permerror"),
        ("exp=nothing.%{d} -all", "192.0.2.10", "fail"),
    ],
)
async def test_results(record: str, client: str, said: str) -> None:
    assert await result(record, client) == said


async def test_a_record_for_each_user() -> None:
    """RFC 7208 §A.4: mobile users are named in the DNS, with the local part turned round."""
    record = "exists:%{l1r+}.mobile-users._spf.%{d} -all"
    assert await result(record, "198.51.100.1", "mary+tag@example.com") == "pass"


@pytest.mark.parametrize(
    ("client", "sender", "helo", "said"),
    [
        ("nonsense", "amina@example.net", "mx.example.net", "none"),
        ("", "amina@example.net", "mx.example.net", "none"),
        ("192.0.2.129", "amina@nothing.example", "mx.example.net", "none"),
        ("192.0.2.129", "amina@example", "mx.example.net", "none"),
        ("192.0.2.129", f"amina@{'x' * 64}.example", "mx.example.net", "none"),
        ("192.0.2.129", "@example.net", "mx.example.net", "pass"),
        ("192.0.2.129", "", "example.net", "pass"),
        ("192.0.2.129", "", "[192.0.2.129]", "none"),
        ("192.0.2.129", "", "", "none"),
        ("192.0.2.129", "Amina@EXAMPLE.net", "mx.example.net", "pass"),
    ],
)
async def test_senders(client: str, sender: str, helo: str, said: str) -> None:
    assert await check(Zone(EXAMPLE), client, sender, helo) == said


@pytest.mark.parametrize(
    ("record", "silent"),
    [
        ("a -all", "example_com__A"),
        ("mx -all", "example_com__MX"),
        ("mx -all", "mail-a_example_com__A"),
        ("include:example.net -all", "example_net__TXT"),
        ("redirect=example.net", "example_net__TXT"),
        ("all", "example_com__TXT"),
    ],
)
async def test_a_silent_name_server(record: str, silent: str) -> None:
    assert await result(record, "198.51.100.1", **{silent: None}) == "temperror"


async def test_two_records_are_none() -> None:
    zone = Zone({"example.com TXT": (b"v=spf1 +all", b"v=spf1 -all")})
    assert await check(zone, "192.0.2.1", "a@example.com", "h.example.com") == "permerror"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (" ".join(f"a:a{n}.example.com" for n in range(2)) + " +all", "pass"),
        (" ".join(f"a:a{n}.example.com" for n in range(3)) + " +all", "permerror"),
        (" ".join(["a"] * 10) + " +all", "pass"),
        (" ".join(["a"] * 11) + " +all", "permerror"),
        (" ".join(["a"] * 9) + " mx:ten.example.com +all", "pass"),
        ("mx:eleven.example.com +all", "permerror"),
    ],
)
async def test_bounds(record: str, said: str) -> None:
    """RFC 7208 §4.6.4: ten terms that ask, two questions in vain, ten hosts of an MX."""
    hosts = tuple(f"h{n}.example.com".encode() for n in range(11))
    zone = Zone(
        {
            "example.com TXT": (b"v=spf1 " + record.encode(),),
            "example.com A": (b"192.0.2.10",),
            "ten.example.com MX": hosts[:10],
            "eleven.example.com MX": hosts,
            **{f"{host.decode()} A": (b"192.0.2.20",) for host in hosts},
        }
    )
    assert await check(zone, "198.51.100.1", "a@example.com", "h.example.com") == said
    assert len(zone.asked) < 25


async def test_a_chain_that_never_ends() -> None:
    class Endless:
        async def txt(self, name: str) -> Records | None:
            return await self.ask(name, "TXT")

        async def ask(self, name: str, kind: str) -> Records | None:
            return (f"v=spf1 include:x.{name} include:y.{name} -all".encode(),)

    assert await check(Endless(), "192.0.2.1", "a@example.com", "h.example.com") == "permerror"


# --- beside another program ----------------------------------------------------------------------

NAMES = ("one.example", "two.example", "three.example", "none.example")
CLIENTS = ("192.0.2.1", "192.0.2.2", "192.0.2.77", "2001:db8::1", "2001:db8::77")
WORDS = (
    *("all", "a", "mx", "a/24", "mx//64", "ip4:192.0.2.1", "ip4:192.0.2.64/26", "moo"),
    *("ip6:2001:db8::1", "ip6:2001:db8::/120", "exists:%{d2}", "exists:%{l}.%{o}"),
    *(f"{word}:{name}" for word in ("a", "mx", "include", "exists") for name in NAMES),
)


def records(name: str) -> st.SearchStrategy[bytes]:
    """Records of a name, but for one that includes itself: pyspf sees that even behind `all`."""
    words = [word for word in WORDS if word != f"include:{name}"]
    signed = st.tuples(st.sampled_from(("", "+", "-", "~", "?")), st.sampled_from(words))
    terms = signed.map("".join) | st.sampled_from([f"redirect={other}" for other in NAMES])
    return st.lists(terms, max_size=5).map(lambda some: " ".join(("v=spf1", *some)).encode())


def zones() -> st.SearchStrategy[dict[str, tuple[bytes, ...]]]:
    known: dict[str, Any] = {}
    for name in NAMES[:3]:
        known |= {
            f"{name} TXT": st.lists(records(name), max_size=1) | st.just([b"v=DMARC1; p=none"]),
            f"{name} A": st.lists(st.sampled_from([b"192.0.2.1", b"192.0.2.77"]), max_size=2),
            f"{name} AAAA": st.lists(st.just(b"2001:db8::1"), max_size=1),
            f"{name} MX": st.lists(st.sampled_from([one.encode() for one in NAMES]), max_size=2),
        }
    return st.fixed_dictionaries({question: some.map(tuple) for question, some in known.items()})


def by_pyspf(known: Mapping[str, tuple[bytes, ...]], client: str, sender: str) -> str:
    def lookup(name: str, kind: str, *_: object) -> list[tuple[tuple[str, str], Any]]:
        found = known.get(f"{name} {kind}", ())
        said: list[Any] = [one.decode() for one in found]
        if kind == "MX":
            said = list(enumerate(said))
        elif kind == "TXT":
            said = [(one,) for one in found]
        return [((name, kind), one) for one in said]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyspf, "DNSLookup", lookup)
        patch.setattr(pyspf, "MAX_VOID_LOOKUPS", 1000)
        return str(pyspf.check2(i=client, s=sender, h="mx.example.org")[0])


@given(zones(), st.sampled_from(CLIENTS), st.sampled_from(("one", "two")))
@settings(max_examples=300)
def test_the_same_as_pyspf(known: dict[str, tuple[bytes, ...]], client: str, local: str) -> None:
    """Without the bound on questions in vain: of the hosts of an MX pyspf asks for all before it
    compares the first."""
    sender = f"{local}@one.example"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("listserv.identity.spf.MOST_VOID", 1000)
        said = asyncio.run(check(Zone(known), client, sender, "mx.example.org"))
    assert said == by_pyspf(known, client, sender)
