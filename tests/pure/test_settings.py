"""The site file: what it may say, and how it says what is wrong."""

from dataclasses import replace
from datetime import date
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv import places, settings
from listserv.app import relays_of
from listserv.delivery.relay import Relay
from listserv.places import Listen, RelayUrl
from listserv.settings import SettingsError, parse
from listserv.tomlfile import TomlError, entries, literal

FILE = Path("/srv/lists/listserv.toml")
SITE = '[site]\ndomain = "lists.example.org"\nadmin = "root@example.org"\n'


def complaints(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        parse(text, Path("listserv.toml"))
    return str(caught.value).splitlines()


def test_two_keys_are_a_site() -> None:
    site = parse(SITE, FILE)
    assert site.site.name == "lists.example.org"
    assert site.site.data_dir == Path("/srv/lists/var")
    assert site.archive.dir == Path("/srv/lists/var/archive")
    assert site.smtp.listen == Listen("127.0.0.1", 8025)
    assert site.lmtp.listen is None
    assert site.relay[0].url == (RelayUrl("smtp", "127.0.0.1", 25),)
    assert site.limits.message_size == 25_000_000
    assert site.limits.command_timeout == 300.0


@pytest.mark.parametrize(
    ("line", "section", "key", "value"),
    [
        ('listen = "[::1]:0"', "smtp", "listen", Listen("::1", 0)),
        ('listen = ""', "smtp", "listen", None),
        ('listen = "mx.example.org:2525"', "smtp", "listen", Listen("mx.example.org", 2525)),
        ('trusted = "10.0.0.0/8"', "smtp", "trusted", (ip_network("10.0.0.0/8"),)),
        ('trusted_authserv_ids = ["MX.a.org"]', "smtp", "trusted_authserv_ids", ("mx.a.org",)),
        ("message_size = 100000", "limits", "message_size", 100_000),
        ('message_size = "800K"', "limits", "message_size", 800_000),
        ('session = "2h"', "limits", "session", 7200.0),
        ('url = "https://lists.example.org/"', "web", "url", "https://lists.example.org"),
        ('dir = "/var/www/archive"', "archive", "dir", Path("/var/www/archive")),
        ('dir = "www"', "archive", "dir", Path("/srv/lists/www")),
    ],
)
def test_values(line: str, section: str, key: str, value: object) -> None:
    site = parse(f"{SITE}[{section}]\n{line}\n", FILE)
    assert getattr(getattr(site, section), key) == value


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("", "rate", 0.0),
        ('rate = "100/s"', "rate", 100.0),
        ('rate = "3000 / M"', "rate", 50.0),
        ('rate = "200000/d"', "rate", 200_000 / 86_400),
        ("", "domain_rates", ()),
        (
            'domain_rates = ["Gmail.com 20/s", "yahoo.com  60/m", "* 50/s"]',
            "domain_rates",
            (("gmail.com", 20.0), ("yahoo.com", 1.0), ("*", 50.0)),
        ),
        ('domain_rates = "gmail.com 20/s"', "domain_rates", (("gmail.com", 20.0),)),
        ("", "weight", 1),
        ("weight = 0", "weight", 0),
        ("", "warmup", None),
        ('warmup = "2026-03-01"', "warmup", date(2026, 3, 1)),
        ("warmup = 2026-03-01", "warmup", date(2026, 3, 1)),
    ],
)
def test_how_fast_a_relay_is_used(line: str, key: str, value: object) -> None:
    (relay,) = parse(f"{SITE}[relay]\n{line}\n", FILE).relay
    assert getattr(relay, key) == value


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ('[relay]\nurl = "lmtp://[::1]"', [[RelayUrl("lmtp", "::1", 24)]]),
        (
            '[relay]\nurl = ["smtp://a.example:2525", "smtp://b.example"]',
            [[RelayUrl("smtp", "a.example", 2525), RelayUrl("smtp", "b.example", 25)]],
        ),
        (
            '[[relay]]\nurl = "maildir:outbox"\n'
            '[[relay]]\nurl = "smtp://b.example"\nconnections = 5',
            [
                [RelayUrl("maildir", folder=Path("/srv/lists/outbox"))],
                [RelayUrl("smtp", "b.example", 25)],
            ],
        ),
    ],
)
def test_several_relays(text: str, urls: list[list[RelayUrl]]) -> None:
    relays = parse(f"{SITE}{text}\n", FILE).relay
    assert [list(relay.url) for relay in relays] == urls
    assert all(places.relay_url().read(str(url)) == url for some in urls for url in some)
    assert relays[-1].connections in (20, 5)


def test_all_that_is_said_of_a_relay_reaches_the_road() -> None:
    """Each word could be left out on its way from the file to the road, and nobody saw it."""
    said = """
[relay]
url = ["smtp://a.example:2525", "lmtp://b.example"]
username = "lists"
password_file = "secret"
tls = "always"
connections = 5
rate = "7/s"
domain_rates = ["gmail.com 2/s", "* 50/s"]
weight = 3
warmup = "2026-03-01"
"""
    first = Relay(
        scheme="smtp",
        host="a.example",
        port=2525,
        username="lists",
        password_file=Path("/srv/lists/secret"),
        tls="always",
        connections=5,
        rate=7.0,
        domain_rates=(("gmail.com", 2.0), ("*", 50.0)),
        weight=3,
        warmup=date(2026, 3, 1),
    )
    second = replace(first, scheme="lmtp", host="b.example", port=24)
    assert relays_of(parse(SITE + said, FILE)) == [first, second]
    kept = relays_of(parse(f'{SITE}[relay]\nurl = "maildir:outbox"\n', FILE))
    assert kept == [Relay("maildir", folder=Path("/srv/lists/outbox"))]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('[smtp]\nlissten = ""', '5: unknown key "lissten" in [smtp]; did you mean "listen"?'),
        ("[smpt]", '4: unknown section [smpt]; did you mean "smtp"?'),
        ('[smtp]\nurl = ""', '5: unknown key "url" in [smtp]; it belongs in [relay] or [web]'),
        ('[lmtp]\nport = ""', '5: unknown key "port" in [lmtp]; known: listen'),
        ("[[smtp]]", "4: [smtp] stands once, in single brackets"),
        ('[smtp]\nlisten = "8025"', '5: [smtp] listen = "8025" is no host:port; write'),
        ('[smtp]\nlisten = "h:70000"', '5: [smtp] listen = "h:70000" is no host:port; write'),
        ('[smtp]\ntrusted = ["x"]', '5: [smtp] trusted = ["x"] holds "x", which is no IP address'),
        ("[limits]\nrecipients = 0", "5: [limits] recipients = 0 is out of bounds, 1 to 10000"),
        ("[limits]\nrecipients = true", "5: [limits] recipients = true must be a whole number"),
        ('[limits]\nmessage_size = "25X"', '5: [limits] message_size = "25X" is no size; write'),
        ('[limits]\nsession = "2s"', '5: [limits] session = "2s" is out of bounds, 1m to 1d'),
        ('[relay]\nurl = "ftp://x"', '5: [relay] url = "ftp://x" is no relay; write'),
        ('[relay]\nusername = "u"', "4: [relay] username and password_file go together"),
        ('[relay]\nrate = "0/s"', '5: [relay] rate = "0/s" is no rate; write "100/s"'),
        ('[relay]\nrate = "100"', '5: [relay] rate = "100" is no rate; write "100/s"'),
        ("[relay]\nrate = 100", "5: [relay] rate = 100 must be text in quotation marks"),
        (
            '[relay]\ndomain_rates = ["gmail.com"]',
            '5: [relay] domain_rates = ["gmail.com"] holds "gmail.com", which is no domain with a',
        ),
        (
            '[relay]\ndomain_rates = ["post.example 2/min"]',
            '5: [relay] domain_rates = ["post.example 2/min"] holds "post.example 2/min", which is '
            'no domain with a rate; write "example.org 20/s" or "* 50/s"; the units are s, m, h '
            "and d",
        ),
        ('[relay]\ndomain_rates = ["* 0/s"]', '5: [relay] domain_rates = ["* 0/s"] holds "* 0/s"'),
        (
            '[relay]\ndomain_rates = ["a.example 1/s", "A.example 2/s"]',
            "4: [relay] domain_rates names a.example twice",
        ),
        ("[relay]\nweight = -1", "5: [relay] weight = -1 is out of bounds, 0 to 1000"),
        ('[relay]\nwarmup = "soon"', '5: [relay] warmup = "soon" is no day; write it like "2026'),
        ("[relay]\nwarmup = 2026-03-01T10:00:00", "5: [relay] warmup = 2026-03-01 10:00:00 must"),
        ('[log]\nlevel = "inf"', '5: [log] level = "inf" is none of debug, info, warning, error'),
        ('[web]\nurl = "lists"', '5: [web] url = "lists" is no web address; write'),
        ('[web]\nurl = "http://[::1"', '5: [web] url = "http://[::1" is no web address; write'),
        ('[web]\nurl = "http://a:b"', '5: [web] url = "http://a:b" is no web address; write'),
        ('[rspamd]\nurl = "http://[::1"', '5: [rspamd] url = "http://[::1" is no web address; '),
        (
            '[rspamd]\nurl = "http://127.0.0.1:99999"',
            '5: [rspamd] url = "http://127.0.0.1:99999" is no web address; write',
        ),
        ("[web]\nurl = 8", "5: [web] url = 8 must be text in quotation marks"),
        (
            '[translate]\nservice = "http://192.0.2.7:5000"',
            '5: [translate] service = "http://192.0.2.7:5000" would send posts in clear; ',
        ),
        (
            '[translate]\nservice = "http://localhost.example"',
            '5: [translate] service = "http://localhost.example" would send posts in clear; ',
        ),
        (
            '[translate]\nengines = ["apertium", "libre"]',
            '5: [translate] engines = ["apertium", "libre"] holds "libre", which is none of ',
        ),
        ("[web]\nurl =", "5: is no TOML here: invalid value"),
        ("[web]\na = 1\na = 2", "6: is no TOML here: cannot overwrite a value"),
    ],
)
def test_complaints_name_the_line_and_the_cure(line: str, complaint: str) -> None:
    (said,) = complaints(f"{SITE}{line}\n")
    assert said.startswith(f"listserv.toml:{complaint}")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:5000", "http://localhost:5000/lt", "http://[::1]:5000", "https://a.example"],
)
def test_a_translation_service_here_or_over_tls(url: str) -> None:
    section = parse(f'{SITE}[translate]\nservice = "{url}/"\nservice_key_file = "key"\n', FILE)
    assert section.translate.service == url
    assert section.translate.service_key_file == Path("/srv/lists/key")


def test_all_complaints_at_once() -> None:
    assert complaints('colour = 1\n[site]\nadmin = "root"\n[web]\nlisten = 8\n') == [
        "listserv.toml: [site] domain is missing: "
        "The domain of the lists' addresses; there is no default for it.",
        'listserv.toml:1: unknown key "colour" outside a section; '
        "the sections: [site], [smtp], [lmtp], [relay], [web], [archive], [rspamd], [clamd], "
        "[translate], [limits], [log]",
        'listserv.toml:3: [site] admin = "root" is no mail address; '
        'write one like "amina@example.org"',
        "listserv.toml:5: [web] listen = 8 must be text in quotation marks",
    ]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r'no such file; "listserv init" makes a site'):
        settings.load(tmp_path / "listserv.toml")


def test_file_in_latin_1(tmp_path: Path) -> None:
    (tmp_path / "listserv.toml").write_bytes(b'[site]\nname = "Sant\xe9"\n')
    with pytest.raises(SettingsError, match="not written in UTF-8"):
        settings.load(tmp_path / "listserv.toml")


def test_every_key_has_a_kind_a_default_and_a_sentence() -> None:
    for section in settings.SECTIONS:
        assert list(settings.defaults()[section]) == list(settings.kinds_of(section))
        for key, entry in settings.defaults()[section].items():
            assert entry.comment.endswith("."), key
            if (section, key) not in settings.REQUIRED:
                settings.kinds_of(section)[key].read(entry.value)


def test_the_example_is_complete_and_says_the_defaults() -> None:
    given = {("site", "domain"): "lists.example.org", ("site", "admin"): "root@example.org"}
    short = parse(SITE, FILE)
    assert parse(settings.example(given), FILE) == short
    uncommented = "\n".join(
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line
        for line in settings.example(given).splitlines()
    )
    assert parse(uncommented, FILE) == short


def test_the_example_at_the_top_of_the_tree_is_the_example() -> None:
    given = {("site", "domain"): "lists.example.org", ("site", "admin"): "postmaster@example.org"}
    top = Path(__file__).parents[2] / "listserv.toml"
    assert top.read_text(encoding="utf-8") == settings.example(given)


def test_entries_know_their_line_across_long_values() -> None:
    text = 'a = """\n[no]\n# no\n"""\n# One.\n# Two.\nb = [\n  1,\n]\n\n# Lost.\n\n[c.d]\ne = 1\n'
    found = entries(text)
    assert [(one.section, one.key, one.line, one.comment) for one in found] == [
        ("", "a", 1, ""),
        ("", "b", 7, "One. Two."),
        ("c.d", "", 13, ""),
        ("c.d", "e", 14, ""),
    ]


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("domain = lists.example.org", 'domain = "lists.example.org"'),
        ("name = Health lists  # ours", 'name = "Health lists"'),
        ("listen = 127.0.0.1:25", 'listen = "127.0.0.1:25"'),
        ("url = https://lists.example.org/", 'url = "https://lists.example.org/"'),
        ("listen = ", ""),
        ("private = True", ""),
        ("hosts = [here]", ""),
    ],
)
def test_a_bare_word_is_told_how_text_is_written(line: str, detail: str) -> None:
    """`invalid value` helped nobody who had forgotten the quotation marks."""
    with pytest.raises(TomlError) as told:
        entries(f"[site]\n{line}\n")
    assert told.value.line == 2
    assert told.value.detail.partition("quotation marks: ")[2] == detail


@given(st.text(max_size=200))
def test_entries_raise_one_error_alone(text: str) -> None:
    try:
        entries(text)
    except TomlError as error:
        assert error.line >= 1


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.integers(0, 99))
def test_literals_are_read_back(text: str, number: int) -> None:
    (one, other) = entries(f"a = {literal(text)}\nb = {literal([number, text])}\n")
    assert (one.value, other.value) == (text, [number, text])
