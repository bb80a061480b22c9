"""Addresses, the bytes that DATA refuses, and the reading of SMTP's wire: all without a socket."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.intake import screen
from listserv.intake.gate import NO_RELAYING, UNKNOWN, Gate, name_problem
from listserv.intake.wire import Data, Refusal, read_path
from listserv.model import Destination, Purpose, Site, Token
from listserv.text.tokens import SEALED, Keys, open_, seal

DOMAIN = "lists.example.org"
SITE = Site(DOMAIN, "Forum")
LISTS = {"hifa": 1, "hifa-fr": 2, "a" * 24: 3}
LETTERS = {purpose: f"{number:028d}" for number, purpose in enumerate(Purpose, 200)}
TOKENS = {text: Token(purpose, 811, 9) for purpose, text in LETTERS.items()}


def gate(separator: str = "+") -> Gate:
    return Gate(LISTS, Site(DOMAIN, "Forum", separator=separator), TOKENS.get)


def admit(local: str, separator: str = "+") -> Destination | Refusal:
    return gate(separator).admit(f"{local}@{DOMAIN}")


@pytest.mark.parametrize(
    ("local", "purpose", "list_id", "command"),
    [
        ("hifa", Purpose.POST, 1, ""),
        ("hifa-fr", Purpose.POST, 2, ""),
        ("HIFA", Purpose.POST, 1, ""),
        ("a" * 24, Purpose.POST, 3, ""),
        ("hifa-request", Purpose.REQUEST, 1, ""),
        ("hifa-fr-request", Purpose.REQUEST, 2, ""),
        ("hifa-join", Purpose.JOIN, 1, ""),
        ("hifa-subscribe", Purpose.JOIN, 1, ""),
        ("hifa-leave", Purpose.LEAVE, 1, ""),
        ("hifa-unsubscribe", Purpose.LEAVE, 1, ""),
        ("hifa-owner", Purpose.OWNER, 1, ""),
        ("hifa-moderators", Purpose.TEAM, 1, ""),
        ("nomail.hifa", Purpose.REQUEST, 1, "no mail"),
        ("mail.hifa", Purpose.REQUEST, 1, "every message"),
        ("dailydigest.hifa-fr", Purpose.REQUEST, 2, "one a day"),
        ("weeklydigest.hifa", Purpose.REQUEST, 1, "one a week"),
        ("monthlydigest.hifa", Purpose.REQUEST, 1, "one a month"),
        ("leave.hifa", Purpose.LEAVE, 1, ""),
        ("Admin.Hifa", Purpose.OWNER, 1, ""),
        ("listserv", Purpose.SITE, 0, ""),
        ("info", Purpose.SITE, 0, "status"),
        ("postmaster", Purpose.ADMIN, 0, ""),
        ("Abuse", Purpose.ADMIN, 0, ""),
    ],
)
def test_addresses_without_token(local: str, purpose: Purpose, list_id: int, command: str) -> None:
    expected = Destination(f"{local.lower()}@{DOMAIN}", purpose, list_id, command=command)
    assert admit(local) == expected


@pytest.mark.parametrize("separator", ["+", "-"])
@pytest.mark.parametrize(
    ("word", "purpose"),
    [
        ("leave", Purpose.LEAVE),
        ("unsubscribe", Purpose.LEAVE),
        ("confirm", Purpose.CONFIRM),
        ("moderate", Purpose.MODERATE),
        ("reply", Purpose.REPLY),
        ("author", Purpose.AUTHOR),
        ("bounces", Purpose.BOUNCES),
        ("translate", Purpose.TRANSLATE),
        ("summary", Purpose.SUMMARY),
    ],
)
def test_addresses_with_token(word: str, purpose: Purpose, separator: str) -> None:
    text = LETTERS[purpose]
    for name, list_id in LISTS.items():
        if len(f"{name}-{word}{separator}{text}") > 64:
            continue
        found = admit(f"{name}-{word}{separator}{text.upper()}", separator)
        assert isinstance(found, Destination)
        assert (found.purpose, found.list_id, found.token) == (purpose, list_id, TOKENS[text])


@pytest.mark.parametrize("separator", ["+", "-"])
def test_sealed_addresses_come_home(separator: str) -> None:
    """With the real tokens: our own open, in capitals too; one of other keys is unknown."""
    keys, others = (Keys(((0, bytes([number]) * 32),)) for number in (1, 2))
    here = Gate(LISTS, Site(DOMAIN, "Forum", separator=separator), lambda text: open_(keys, text))
    for purpose in SEALED:
        token = Token(purpose, 811, 2**32 - 1)
        for sealer, ours in ((keys, True), (others, False)):
            local = f"{'a' * 24}-{purpose}{separator}{seal(sealer, token)}".upper()
            found = here.admit(f"{local}@{DOMAIN}")
            assert (found == UNKNOWN) is not ours
            assert not ours or (isinstance(found, Destination) and found.token == token)


def test_letters_of_the_site_come_back_to_the_site() -> None:
    found = admit("listserv-confirm+" + LETTERS[Purpose.CONFIRM])
    assert isinstance(found, Destination)
    assert (found.purpose, found.list_id) == (Purpose.CONFIRM, 0)


def test_the_longest_name_and_token_fit() -> None:
    assert len("a" * 24 + "-translate+" + LETTERS[Purpose.TRANSLATE]) <= 64


@pytest.mark.parametrize(
    "local",
    [
        "nobody",
        "hifa-confirm",  # needs a token
        "hifa-bounces",
        "hifa-",
        "-request",
        "hifa-nonsense",
        "hifa.request",
        "nomail.nobody",
        "nomail.",
        ".hifa",
        "hifa-leave+" + "z" * 28,  # the MAC is not ours
        "hifa-leave+",
        "hifa-leave+" + LETTERS[Purpose.BOUNCES],  # of another purpose
        "hifa-author+" + LETTERS[Purpose.REPLY],  # a private and a public answer never mix
        "hifa-reply+" + LETTERS[Purpose.AUTHOR],
        "hifa-join+" + LETTERS[Purpose.LEAVE],
        "nobody-leave+" + LETTERS[Purpose.LEAVE],
        "hifa-leave-" + LETTERS[Purpose.LEAVE],  # the other separator
        "hifa+tag",
        "hifa%evil.example",
        "evil.example!hifa",
        '"hifa@evil.example"',
        "",
        "a" * 65,
        "é" * 33,  # 66 octets
        "hifa\udcff",
    ],
)
def test_unknown_local_parts(local: str) -> None:
    assert admit(local) == UNKNOWN
    assert str(UNKNOWN).startswith("550 5.1.1 ")


@pytest.mark.parametrize(
    "address",
    [
        "hifa@example.org",
        "hifa@lists.example.org.evil.example",
        "hifa@sub.lists.example.org",
        "postmaster@[127.0.0.1]",
        "hifa@",
        f"hifa%{DOMAIN}@evil.example",
    ],
)
def test_other_domains_are_not_relayed(address: str) -> None:
    assert gate().admit(address) == NO_RELAYING
    assert str(NO_RELAYING).startswith("550 5.7.1 ")


@pytest.mark.parametrize("bare", ["postmaster", "Postmaster", "POSTMASTER"])
def test_bare_postmaster(bare: str) -> None:
    found = gate().admit(bare)
    assert found == Destination(f"postmaster@{DOMAIN}", Purpose.ADMIN)


@pytest.mark.parametrize("bare", ["", "abuse", "hifa", "listserv"])
def test_only_postmaster_may_be_bare(bare: str) -> None:
    assert gate().admit(bare) == UNKNOWN


@given(st.text(max_size=80))
def test_any_address_is_answered(address: str) -> None:
    assert isinstance(gate().admit(address), Destination | Refusal)


@pytest.mark.parametrize("name", ["hifa", "hifa-fr", "chw2", "a" * 24, "coauthor", "healthinfo"])
def test_good_names(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        *("", "a" * 25, "Hifa", "hi fa", "hifa_fr", "hifa.fr", "santé", "-hifa", "hifa-"),
        *("listserv", "postmaster", "abuse", "info", "admin", "request", "owner", "bounces"),
        *("hifa-request", "x-leave", "my-owner", "chw-summary", "a-b-reply", "no-reply"),
    ],
)
def test_bad_names(name: str) -> None:
    problem = name_problem(name)
    assert problem.endswith(".")
    assert "\n" not in problem


# --- what DATA refuses -----------------------------------------------------------------------


def judge(head: str, body: str = "text\r\n", *, size: int = 10_000, line: int = 1_000) -> str:
    raw = f"{head}\r\n{body}".encode()
    found = screen.refusal(raw, DOMAIN, size=size, line=line)
    return found.status if found else ""


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Subject: hello\r\n", ""),
        ("", ""),
        ("Received: a\r\n" * 50, ""),
        ("Received: a\r\n" * 51, "5.4.6"),
        ("received : a\r\n\tb\r\n" * 51, "5.4.6"),
        (f"X-Listserv-Trace: {DOMAIN}\r\n", "5.4.6"),
        (f"x-listserv-trace:\r\n {DOMAIN.upper()} 811\r\n", "5.4.6"),
        ("X-Listserv-Trace: other.example\r\n", ""),
        (f"X-Listserv-Trace: not.{DOMAIN}\r\n", ""),
        (f"Subject: X-Listserv-Trace: {DOMAIN}\r\n", ""),
        (f"List-Id: HIFA <hifa.{DOMAIN}>\r\n", "5.4.6"),
        (f"List-ID: Health information for all,\r\n a forum <HIFA.{DOMAIN}>\r\n", "5.4.6"),
        # Rule 12: nothing else is a loop. Mail of other lists is mail.
        ("List-Id: <announce.other.example>\r\nPrecedence: list\r\n", ""),
        (f"List-Id: <hifa.not{DOMAIN}>\r\n", ""),
        (f"List-Id: <hifa.{DOMAIN}.evil.example>\r\n", ""),
        (f"Received: from {DOMAIN} by {DOMAIN}\r\n", ""),
        (f"List-Post: <mailto:hifa@{DOMAIN}>\r\nX-BeenThere: hifa@{DOMAIN}\r\n", ""),
    ],
)
def test_loops(head: str, status: str) -> None:
    assert judge(head) == status


def test_headers_of_a_quoted_mail_are_no_headers() -> None:
    """A bounce shows our own mail in its body; it must come in."""
    shown = "Received: a\r\n" * 60 + f"X-Listserv-Trace: {DOMAIN}\r\nList-Id: <hifa.{DOMAIN}>\r\n"
    assert judge("Subject: undelivered\r\n", shown) == ""
    assert screen.refusal(b"a: b\n\n" + shown.encode(), DOMAIN, size=9999, line=999) is None


def test_size_and_lines() -> None:
    assert judge("", "x" * 97 + "\r\n", size=101) == ""
    assert judge("", "x" * 98 + "\r\n", size=101) == "5.3.4"
    assert judge("", "x" * 1000 + "\r\n") == ""
    assert judge("", "x" * 1001 + "\r\n") == "5.6.0"
    assert judge("", ("x" * 70 + "\r\n") * 20 + "y" * 1500 + "\r\n" + "z\r\n" * 9) == "5.6.0"


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(1, 20))
def test_a_long_line_is_found_wherever_it_stands(lengths: list[int], limit: int) -> None:
    raw = b"".join(b"x" * length + b"\r\n" for length in lengths)
    found = screen.refusal(raw, DOMAIN, size=10_000, line=limit)
    assert (found is screen.LONG_LINE) == any(length > limit for length in lengths)


@given(st.binary(max_size=300))
def test_any_bytes_are_judged(raw: bytes) -> None:
    assert screen.refusal(raw, DOMAIN, size=1000, line=100) in (None, screen.LONG_LINE)


# --- the wire --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "path"),
    [
        ("<hifa@lists.example.org>", ("hifa@lists.example.org", "")),
        (
            "<amina@example.org> SIZE=300 BODY=8BITMIME",
            ("amina@example.org", "SIZE=300 BODY=8BITMIME"),
        ),
        ("<>", ("", "")),
        ("<> SIZE=1", ("", "SIZE=1")),
        ("<Postmaster>", ("Postmaster", "")),
        ("amina@example.org", ("amina@example.org", "")),
        ("<@a.example,@b.example:amina@example.org>", ("amina@example.org", "")),
        ('<"amina"@example.org>', ("amina@example.org", "")),
        ('<"a\\mina"@example.org>', ("amina@example.org", "")),
        ('<"amina diallo"@example.org>', ('"amina diallo"@example.org', "")),
        ('<"a@b"@example.org>', ('"a@b"@example.org', "")),
        ("<a..b.@docomo.example>", ("a..b.@docomo.example", "")),
        ("<amina@[192.0.2.1]>", ("amina@[192.0.2.1]", "")),
        ("<josé@exämple.org>", ("josé@exämple.org", "")),
    ],
)
def test_paths(argument: str, path: tuple[str, str]) -> None:
    assert read_path(argument) == path


@pytest.mark.parametrize(
    "argument",
    [
        *("", "<", ">", "<a@b", "a@b>", "<a@b@c>", "<a b@c>", "<a@b>X=1", "<a@b><c@d>", "<a@>"),
        *("<a@b c>", "<a\tb@c>", "(x)a@b", "<a,b@c>", '<"a@b>', "<@a@b>"),
    ],
)
def test_no_paths(argument: str) -> None:
    assert read_path(argument) is None


@given(st.text(max_size=60))
def test_any_text_is_a_path_or_none(argument: str) -> None:
    found = read_path(argument)
    assert found is None or not set("\r\n\0") & set(str(found))


def feed(octets: bytes, cuts: list[int], limit: int = 10_000) -> tuple[bytes | None, bytes | None]:
    """Feed in pieces cut at `cuts`; gives the content and what stood behind the end."""
    data = Data(limit)
    edges = [0, *sorted(cut % (len(octets) + 1) for cut in cuts), len(octets)]
    for begin, end in pairwise(edges):
        rest = data.feed(octets[begin:end])
        if rest is not None:
            return data.content(), rest + octets[end:]
    return None, None


CUTS = st.lists(st.integers(0, 500), max_size=8)
LINES = st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x", b"x.", b"\r", b"\n.\n", b"\r."]))


@given(LINES, CUTS)
def test_data_comes_back_as_it_was_sent(lines: list[bytes], cuts: list[int]) -> None:
    raw = b"".join(line + b"\r\n" for line in lines)
    stuffed = b"\r\n".join(b"." + x if x.startswith(b".") else x for x in raw.split(b"\r\n"))
    assert feed(stuffed + b".\r\nQUIT\r\n", cuts) == (raw, b"QUIT\r\n")


@given(st.binary(max_size=60), CUTS)
def test_pieces_make_no_difference(octets: bytes, cuts: list[int]) -> None:
    assert feed(octets, cuts) == feed(octets, [])


SMUGGLING = [
    *(b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\r\n.\r\r\n"),
    *(b"\r\n\x00.\r\n", b"\r\n.\x00\r\n", b"\n\n.\r\n", b"\r\r\n.\n", b"\r\n. \r\n", b"\n.\r\r\n"),
]


@pytest.mark.parametrize("end", SMUGGLING)
def test_only_one_thing_ends_data(end: bytes) -> None:
    octets = b"a" + end + b"MAIL FROM:<x@y>\r\n"
    assert feed(octets, []) == (None, None)
    content, rest = feed(octets + b".\r\n", [])
    assert content is not None
    assert content.count(b"MAIL FROM") == 1
    assert rest == b""


@given(st.integers(0, 40), CUTS)
def test_too_large_is_none_and_reads_on(size: int, cuts: list[int]) -> None:
    content, rest = feed(b"x" * size + b"\r\n.\r\nNOOP\r\n", cuts, limit=20)
    assert (content is None) == (size + 2 > 20)
    assert rest == b"NOOP\r\n"
