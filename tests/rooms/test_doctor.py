"""`listserv doctor` and `listserv dkim`, with a DNS that is told what to say."""

from __future__ import annotations

import asyncio
import functools
import json
import socketserver
import threading
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from listserv.app import App
from listserv.cli import checkup
from listserv.identity.keyring import Keyring
from listserv.identity.resolver import Records
from listserv.model import Destination, Envelope, Policy, Purpose
from listserv.press import wanted
from listserv.settings import load
from listserv.store import lists, spool
from listserv.store.base import Db, Store
from tests.support.ports import free_port
from tests.support.shell import Shell
from tests.support.zone import Zone

CATALOGUE = functools.cache(wanted.catalogue)
NOW = 1_800_000_000.0
DOMAIN = "lists.example.org"
HOST = "192.0.2.7"
POINTER = "7.2.0.192.in-addr.arpa PTR"
GOOD: dict[str, Records | None] = {
    f"{DOMAIN} MX": (b"mail.example.org",),
    "mail.example.org A": (HOST.encode(),),
    f"{DOMAIN} TXT": (b"v=spf1 mx -all",),
    f"_dmarc.{DOMAIN} TXT": (b"v=DMARC1; p=none",),
    POINTER: (b"mail.example.org",),
}


class Site(Shell):
    """A site whose relay is a folder and whose names are in a small DNS."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.says("init", str(folder), "--domain", DOMAIN, "--admin", "a@example.org")
        self.set(
            '[relay]\nurl = "maildir:outbox"\n[web]\nurl = "https://lists.example.org"\n'
            '[translate]\napertium = ""\n'
        )
        self.zone = Zone({**GOOD, **self.published()})

    def set(self, lines: str) -> None:
        text = f'[site]\ndomain = "{DOMAIN}"\nadmin = "a@example.org"\n{lines}'
        self.config.write_text(text, encoding="utf-8")

    @property
    def keyring(self) -> Keyring:
        return Keyring(self.folder / "var" / "keys" / "dkim")

    def published(self) -> dict[str, Records | None]:
        """The records of all keys that are there."""
        keys = [kept.load() for kept in self.keyring.kept()]
        return {f"{key.selector}._domainkey.{DOMAIN} TXT": (key.record().encode(),) for key in keys}

    def knows(self, more: Mapping[str, Records | None]) -> None:
        self.zone.known |= {question.lower(): records for question, records in more.items()}

    def looks(self, *words: str) -> dict[str, list[tuple[str, str]]]:
        """What the doctor found: {about: [(health, said), …]}."""
        result = self("doctor", *words, "--json")
        found: dict[str, list[tuple[str, str]]] = {}
        for one in json.loads(result.stdout)["findings"]:
            found.setdefault(one["about"], []).append((one["health"], one["said"]))
        assert result.exit_code == any(
            health == "wrong" for some in found.values() for health, _ in some
        )
        return found


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The catalogues are read once for all of these tests: they take half of the doctor's time."""
    monkeypatch.setattr(wanted, "catalogue", CATALOGUE)
    made = Site(tmp_path)
    for place in ("doctor", "dkim"):
        monkeypatch.setattr(f"listserv.cli.{place}.Resolver", lambda seconds=0.0: made.zone)
    return made


# --- the doctor -----------------------------------------------------------------------------------


def test_a_site_that_is_well(site: Site) -> None:
    found = site.looks()
    assert {about for about, some in found.items() if some[0][0] == "ok"} == {
        *("settings", "folder", "disk", "keys", "language"),
        *("MX", "SPF", "DKIM", "DMARC", "PTR"),
    }
    assert found["MX"] == [("ok", f"mail.example.org {HOST}")]
    assert found["PTR"] == [("ok", f"{HOST} mail.example.org")]
    said = site.says("doctor")
    assert said.endswith("\nnothing is wrong\n")
    assert "note     server    no server runs on this site\n" in said
    assert '  _dmarc.lists.example.org. TXT "v=DMARC1; p=none"\n' in said


OTHER = {f"listserv._domainkey.{DOMAIN} TXT": (b"v=DKIM1; k=rsa; p=MIIB",)}


@pytest.mark.parametrize(
    ("known", "about", "health", "words"),
    [
        ({f"{DOMAIN} MX": ()}, "MX", "wrong", "has no MX record"),
        ({f"{DOMAIN} MX": (b".",)}, "MX", "wrong", "has no MX record"),
        ({"mail.example.org A": ()}, "MX", "wrong", "mail.example.org has no address"),
        ({"mail.example.org A": None}, "MX", "unknown", "nobody answers"),
        ({f"{DOMAIN} TXT": ()}, "SPF", "wrong", "no record"),
        ({f"{DOMAIN} TXT": (b"v=spf1 -all",)}, "SPF", "wrong", f"does not let {HOST} send (fail)"),
        ({f"{DOMAIN} TXT": (b"v=spf1 a:x mx -all",)}, "SPF", "wrong", "cannot be evaluated"),
        ({f"{DOMAIN} TXT": (b"v=spf1 a:x.example mx -all",)}, "SPF", "ok", "v=spf1 a:x"),
        # Nobody who receives mail takes this for SPF, and so no copy passed.
        ({f"{DOMAIN} TXT": (b"v=spf1; mx -all",)}, "SPF", "wrong", "no record"),
        # What it names does not answer now: nobody can say whether it is good.
        (
            {f"{DOMAIN} TXT": (b"v=spf1 include:gone.example -all",), "gone.example TXT": None},
            "SPF",
            "unknown",
            "nobody answers",
        ),
        ({f"{DOMAIN} TXT": (b"v=spf1 include:x.example -all",)}, "SPF", "wrong", "cannot be eval"),
        ({f"_dmarc.{DOMAIN} TXT": ()}, "DMARC", "wrong", "no record"),
        ({f"_dmarc.{DOMAIN} TXT": None}, "DMARC", "unknown", "nobody answers"),
        # Whose own record is found needs none of the organisation's.
        ({"_dmarc.example.org TXT": None}, "DMARC", "ok", "v=DMARC1; p=none"),
        (
            {f"_dmarc.{DOMAIN} TXT": (), "_dmarc.example.org TXT": None},
            "DMARC",
            "unknown",
            "nobody answers",
        ),
        (
            {f"_dmarc.{DOMAIN} TXT": (), "_dmarc.example.org TXT": (b"v=DMARC1; p=reject",)},
            "DMARC",
            "ok",
            "v=DMARC1; p=reject",
        ),
        ({f"listserv._domainkey.{DOMAIN} TXT": ()}, "DKIM", "wrong", "there is no record"),
        (OTHER, "DKIM", "wrong", "the record is that of another key"),
        ({POINTER: ()}, "PTR", "wrong", f"{HOST} has no name"),
        ({POINTER: (b"h7.isp.example",)}, "PTR", "wrong", "h7.isp.example, which has not this"),
        ({POINTER: (b"h7.isp.example", b"mail.example.org")}, "PTR", "ok", "mail.example.org"),
        # The name may well have this address: nobody can say now.
        (
            {POINTER: (b"h7.isp.example",), "h7.isp.example A": None},
            "PTR",
            "unknown",
            "nobody answers",
        ),
        (
            {POINTER: (b"h7.isp.example", b"mail.example.org"), "h7.isp.example A": None},
            "PTR",
            "ok",
            "mail.example.org",
        ),
    ],
)
def test_what_the_dns_says(
    site: Site, known: dict[str, Records | None], about: str, health: str, words: str
) -> None:
    site.knows(known)
    ((found, said),) = site.looks()[about]
    assert (found, words in said) == (health, True), said


def test_without_a_dns_nothing_is_wrong_and_it_says_so(site: Site) -> None:
    site.zone.known = dict.fromkeys([*site.zone.known, "_dmarc.example.org txt"])
    found = site.looks()
    assert {about for about, some in found.items() if some[0][0] == "unknown"} == {
        *("MX", "SPF", "DKIM", "DMARC", "PTR")
    }
    assert site.says("doctor").endswith("\nnothing is wrong, as far as could be seen\n")


def test_an_address_that_may_not_send_outweighs_one_nobody_can_say_of(site: Site) -> None:
    site.knows(
        {
            f"{DOMAIN} TXT": (b"v=spf1 exists:%{i}.x.example -all",),
            f"{HOST}.x.example A": None,
        }
    )
    found = site.looks("--address", HOST, "--address", "192.0.2.9")
    ((health, said),) = found["SPF"]
    assert (health, "does not let 192.0.2.9 send (fail)" in said) == ("wrong", True), said


def test_where_mail_leaves_from_can_be_said(site: Site) -> None:
    site.knows({"9.2.0.192.in-addr.arpa PTR": ()})
    found = site.looks("--address", "192.0.2.9")
    assert found["PTR"] == [("wrong", "192.0.2.9 has no name")]
    assert found["SPF"][0][0] == "wrong"
    assert "no IP address" in site.fails(2, "doctor", "--address", "mail.example.org")


def test_every_trouble_says_how_to_mend_it(site: Site) -> None:
    site.zone.known = {}
    result = site("doctor", "--json")
    facts = json.loads(result.stdout)
    bad = [one for one in facts["findings"] if one["health"] == "wrong"]
    assert len(bad) >= 4
    assert all(one["mend"] for one in bad)
    assert {one["name"] for one in facts["records"]} >= {DOMAIN, f"_dmarc.{DOMAIN}"}
    lines = site("doctor").stdout.splitlines()
    assert lines[-1].endswith("things are wrong")
    assert any("→ it signs, and nobody can verify it" in line for line in lines)


def test_secrets_that_are_open_are_named(site: Site) -> None:
    key = site.folder / "var" / "keys" / "dkim.pem"
    key.chmod(0o644)
    ((health, said),) = site.looks()["folder"]
    assert (health, said) == ("wrong", f"{key} is open to everybody on this machine")


def test_a_site_without_a_key_is_told_how_to_get_one(site: Site) -> None:
    (site.folder / "var" / "keys" / "dkim.pem").unlink()
    assert site.looks()["keys"] == [("wrong", "no key signs outgoing mail")]


def test_a_key_that_cannot_be_read_is_named(site: Site) -> None:
    (site.folder / "var" / "keys" / "dkim.pem").write_text("no key")
    assert "dkim.pem: no signing key that can be used" in site.fails(1, "serve")
    ((health, said),) = site.looks()["keys"]
    assert (health, "dkim.pem: no signing key that can be used" in said) == ("wrong", True)
    assert "restore it from a backup" in site("doctor").stdout


def test_a_former_key_that_cannot_be_read_hides_nothing(site: Site) -> None:
    """One bad file among the former keys was all that `doctor` said, and it looked no further."""
    made = site.json("dkim", "new")["selector"]
    site.says("dkim", "rotate", "--unchecked")
    (site.folder / "var" / "keys" / "dkim" / "former" / "listserv.pem").write_text("no key")
    found = site.looks()
    assert [health for health, _ in found["keys"]] == ["wrong", "ok"]
    assert "former/listserv.pem: no signing key that can be used" in found["keys"][0][1]
    assert found["keys"][1][1] == f"tokens; DKIM: {made}"
    assert len(found["DKIM"]) == 1
    assert found["MX"][0][0] == "ok"
    assert "'listserv dkim retire listserv'" in site("doctor").stdout
    site.says("dkim", "retire", "listserv")
    assert [health for health, _ in site.looks()["keys"]] == ["ok"]


@pytest.mark.parametrize(
    ("place", "about"),
    [
        ("listserv.cli.checkup.os.access", "folder"),
        ("listserv.cli.checkup.os.statvfs", "disk"),
        ("listserv.home.Home.keys", "keys"),
        ("listserv.identity.keyring.Keyring.kept", "keys"),
    ],
)
def test_what_may_not_be_looked_at_is_a_finding(
    site: Site, place: str, about: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run as a user who may not look into the folder, it ended with one line."""

    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "var")

    monkeypatch.setattr(place, closed)
    found = site.looks()
    assert found[about][0][0] == "wrong"
    assert "Permission denied" in found[about][0][1]
    assert found["MX"][0][0] == "ok"


def test_init_makes_the_key_that_the_doctor_misses(site: Site) -> None:
    """Where keys waited or had signed, but none signed, `doctor` said "run init" and `init` said
    that there is a site already. The key has a name of its own: mails on their way need the other.
    """
    site.json("dkim", "new")
    site.says("dkim", "rotate", "--unchecked")
    for path in (site.folder / "var" / "keys" / "dkim" / "signing").iterdir():
        path.unlink()
    assert states(site) == {"listserv": "former"}
    assert site.looks()["keys"] == [("wrong", "no key signs outgoing mail")]
    said = site.says("init", str(site.folder))
    assert f"listserv-2._domainkey.{DOMAIN}. TXT (" in said
    assert states(site) == {"listserv-2": "signing", "listserv": "former"}
    assert "there is a site in" in site.fails(2, "init", str(site.folder))


def test_lost_token_keys_are_named(site: Site) -> None:
    (site.folder / "var" / "keys" / "tokens").unlink()
    assert site.looks()["keys"][0][0] == "wrong"


@pytest.mark.parametrize(
    ("free", "files", "health"),
    [
        (100, 10**6, ["wrong"]),
        (1000, 10**6, ["note"]),
        (100_000, 10**6, ["ok"]),
        (100_000, None, ["ok"]),  # a file system that does not count them
        # Little room hid that no file could be made any more.
        (100, 10, ["wrong", "wrong"]),
        (1000, 10, ["wrong", "note"]),
        (100_000, 10, ["wrong", "ok"]),
    ],
)
def test_the_disk(
    site: Site,
    free: int,
    files: int | None,
    health: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = SimpleNamespace(
        f_bavail=free * checkup.MEGABYTE // 4096,
        f_frsize=4096,
        f_files=0 if files is None else 10**7,
        f_favail=files or 0,
    )
    monkeypatch.setattr("listserv.cli.checkup.os.statvfs", lambda folder: disk)
    assert [one for one, _ in site.looks()["disk"]] == health


def test_the_web_side(site: Site) -> None:
    assert "web" not in site.looks()
    site.set('[relay]\nurl = "maildir:outbox"\n')
    assert site.looks()["web"][0][0] == "note"


# --- relays ---------------------------------------------------------------------------------------


class Greeting(socketserver.StreamRequestHandler):
    """A relay that agrees to everything."""

    def handle(self) -> None:
        self.wfile.write(b"220 relay.example\r\n")
        for _ in self.rfile:
            self.wfile.write(b"250 relay.example\r\n")


class Refusing(socketserver.StreamRequestHandler):
    """A relay that wants nothing from us."""

    def handle(self) -> None:
        self.wfile.write(b"554 no mail from you\r\n")


@pytest.mark.parametrize(
    ("handler", "health", "words"),
    [(Greeting, "ok", "greets us"), (Refusing, "wrong", "554 no mail from you")],
)
def test_a_relay_is_greeted_as_for_real_copies(
    site: Site, handler: type[socketserver.BaseRequestHandler], health: str, words: str
) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        port = server.server_address[1]
        site.set(f'[relay]\nurl = "smtp://127.0.0.1:{port}"\n')
        ((found, said),) = site.looks()["relay"]
        server.shutdown()
    assert (found, words in said) == (health, True), said


def test_a_relay_that_is_not_there_is_named(site: Site) -> None:
    port = free_port()
    site.set(f'[relay]\nurl = "smtp://127.0.0.1:{port}"\n')
    ((health, said),) = site.looks()["relay"]
    assert health == "wrong"
    assert said.startswith(f"smtp://127.0.0.1:{port}: ")


# --- engines --------------------------------------------------------------------------------------


class Translating(socketserver.StreamRequestHandler):
    """A translation service that lists its languages."""

    def handle(self) -> None:
        self.rfile.readline()
        body = b'[{"code": "en", "targets": ["en", "fr", "sw"]}]'
        head = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
        self.wfile.write(head + body)


def test_an_engine_says_which_pairs_it_knows(site: Site) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Translating) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        site.set(f'[translate]\napertium = ""\nservice = "{url}"\n')
        assert site.looks()["engine"] == [("ok", "LibreTranslate knows en-fr, en-sw")]
        site.set(f'[translate]\nengines = []\nservice = "{url}"\n')
        assert "engine" not in site.looks()
        server.shutdown()


def test_an_engine_that_does_not_answer_is_named(site: Site) -> None:
    site.set(f'[translate]\napertium = ""\nservice = "http://127.0.0.1:{free_port()}"\n')
    ((health, said),) = site.looks()["engine"]
    assert health == "wrong"
    assert said.startswith("LibreTranslate does not say which pairs it knows: ")
    site.set('[translate]\napertium = "/nonexistent/apertium"\n')
    assert site.looks()["engine"] == [("note", "Apertium makes no drafts here")]


def test_an_engine_that_the_server_leaves_alone_is_named(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = {"ready": "ready", "engines": {"Apertium": "rests: slow"}}
    monkeypatch.setattr("listserv.cli.checkup.control.ask", lambda path, verb: status)
    site.set('[translate]\napertium = "/nonexistent/apertium"\n')
    said = "Apertium rests: slow; the server leaves it alone for some minutes"
    assert ("note", said) in site.looks()["engine"]


def test_lines_of_glossaries_that_are_no_terms_are_named(site: Site) -> None:
    folder = site.folder / "terms"
    folder.mkdir()
    (folder / "en-fr.csv").write_text("en,fr\nflu,grippe\ncough\n" + "x,\n" * 7)
    (folder / "en-es.csv").write_text("en,es\nflu,gripe\n")
    site.set('[translate]\napertium = ""\nglossaries = "terms"\n')
    found = site.looks()["glossary"]
    assert found == [
        ("ok", f"{folder}/en-es.csv has 1 term"),
        ("note", f"{folder}/en-fr.csv:3: has 1 columns, the header has 2"),
        *(("note", f"{folder}/en-fr.csv:{line}: a term stands alone") for line in range(4, 8)),
        ("note", f"{folder}/en-fr.csv: 3 more lines are no terms"),
        ("ok", f"{folder}/en-fr.csv has 1 term"),
    ]


def test_a_key_that_everybody_can_read_is_named(site: Site) -> None:
    key = site.folder / "key"
    key.write_text("s3cret\n")
    key.chmod(0o644)
    site.set('[translate]\napertium = ""\nservice_key_file = "key"\n')
    assert ("wrong", f"{key} is open to everybody on this machine") in site.looks()["folder"]


# --- rule 11 --------------------------------------------------------------------------------------

FRONT = '[relay]\nurl = "maildir:outbox"\n[smtp]\ntrusted_authserv_ids = ["mail.example.org"]\n'


def arrive(store: Store, proofs: list[str]) -> None:
    """Posts that were proven like this."""
    hifa = store.write_now(lists.create, "hifa", Policy(), NOW)
    there = (Destination("hifa@x", Purpose.POST, hifa.id),)

    def proven(db: Db, number: int, proof: str) -> None:
        db.execute("UPDATE post SET proof = ? WHERE number = ?", (proof, number))

    for proof in proofs:
        envelope = Envelope("amina@example.org", there, "127.0.0.1", True, NOW)
        accepted = store.write_now(spool.accept, envelope, b"Subject: x\r\n\r\n")
        store.write_now(proven, accepted.numbers[0], proof)


@pytest.mark.parametrize(
    ("lines", "proofs", "health", "words"),
    [
        ("", [], "note", "nothing in front of this site authenticates"),
        ("", ["dkim a.example", ""], "note", "of the last 2 posts 1 were proven"),
        (FRONT, [], "ok", "results of mail.example.org count"),
        (FRONT, ["dkim a.example"] * 9, "ok", "of the last 9 posts 9 were proven"),
        (FRONT, ["dkim a.example"] * 10, "wrong", "none had results of mail.example.org"),
        (FRONT, ["dkim a.example"] * 10 + ["results b.example"], "ok", "posts 11 were proven"),
    ],
)
def test_who_authenticates(
    site: Site, lines: str, proofs: list[str], health: str, words: str
) -> None:
    if lines:
        site.set(lines)
    site.store(lambda store: arrive(store, proofs))
    ((found, said),) = site.looks()["front"]
    assert (found, words in said) == (health, True), said


# --- dkim -----------------------------------------------------------------------------------------


def states(site: Site) -> dict[str, str]:
    return {one["selector"]: one["state"] for one in site.json("dkim", "show")}


def test_one_key_follows_another(site: Site) -> None:
    (first,) = site.json("dkim", "show")
    assert first["name"] == f"listserv._domainkey.{DOMAIN}"
    made = site.json("dkim", "new")
    assert (made["state"], made["kind"]) == ("next", "rsa")
    assert site.looks()["DKIM"][1][0] == "note", "not published yet, and not signing either"
    assert "there is no record" in site.fails(1, "dkim", "rotate")
    assert states(site) == {"listserv": "signing", made["selector"]: "next"}
    site.knows(site.published())
    assert f"{made['selector']} signs\n" in site.says("dkim", "rotate")
    assert states(site) == {made["selector"]: "signing", "listserv": "former"}
    assert site.looks()["DKIM"][1][0] == "ok", "mails on their way still need it"
    assert "let another follow it first" in site.fails(1, "dkim", "retire", made["selector"])
    said = site.says("dkim", "retire", "listserv")
    assert said == f"remove the record listserv._domainkey.{DOMAIN} from the DNS\n"
    assert states(site) == {made["selector"]: "signing"}


def test_an_ed25519_key_signs_beside_the_first(site: Site) -> None:
    made = site.json("dkim", "new", "--kind", "ed25519")
    site.says("dkim", "rotate", "--unchecked")
    assert states(site) == {"listserv": "signing", made["selector"]: "signing"}
    assert 'TXT "v=DKIM1; k=ed25519; p=' in site.says("dkim", "show")


def test_an_ed25519_key_can_be_switched_off(site: Site) -> None:
    """It never could: another was to follow it first, by a verb that makes an RSA key."""
    made = site.json("dkim", "new", "--kind", "ed25519")["selector"]
    site.says("dkim", "rotate", "--unchecked")
    said = site.says("dkim", "retire", made)
    assert said == (
        f"keep the record {made}._domainkey.{DOMAIN} in the DNS for a week, then remove it\n"
    )
    assert states(site) == {"listserv": "signing"}
    assert "'listserv dkim new --kind rsa'" in site.fails(1, "dkim", "retire", "listserv")


def test_the_only_key_that_signs_stays(site: Site) -> None:
    made = site.json("dkim", "new", "--kind", "ed25519")["selector"]
    site.says("dkim", "rotate", "--unchecked")
    (site.folder / "var" / "keys" / "dkim.pem").unlink()
    said = site.fails(1, "dkim", "retire", made)
    assert "let another follow it first: 'listserv dkim new --kind ed25519'" in said
    assert states(site) == {made: "signing"}


def test_a_silent_dns_lets_no_key_begin(site: Site) -> None:
    made = site.json("dkim", "new")
    site.knows({f"{made['name']} TXT": None})
    assert "nobody answers" in site.fails(1, "dkim", "rotate")


def test_what_cannot_be_rotated_or_retired_is_said(site: Site) -> None:
    assert "no key is there to follow" in site.fails(1, "dkim", "rotate")
    assert "there is no key x; known: listserv" in site.fails(1, "dkim", "retire", "x")
    (site.folder / "var" / "keys" / "dkim.pem").unlink()
    assert "no key signs; 'listserv init" in site.says("dkim", "show")
    assert site.json("dkim", "show") == []


async def test_a_running_server_takes_the_keys_up(site: Site) -> None:
    """Else it would go on with a key whose record is about to go."""
    site.set('[smtp]\nlisten = ""\n[web]\nlisten = ""\n[relay]\nurl = "maildir:outbox"\n')
    app = App(load(site.config))
    await app.start()
    try:
        made = site.json("dkim", "new")
        await asyncio.to_thread(site.says, "dkim", "rotate", "--unchecked")
        signers = app._signers
        assert signers
        assert [key.selector for key in signers.signer.keys] == [made["selector"]]
        beside = site.json("dkim", "new", "--kind", "ed25519")
        await asyncio.to_thread(site.says, "dkim", "rotate", "--unchecked")
        assert len(signers.signer.keys) == 2
        await asyncio.to_thread(site.says, "dkim", "retire", beside["selector"])
        assert [key.selector for key in signers.signer.keys] == [made["selector"]]
    finally:
        await app.stop()


def test_mail_that_an_error_holds_up_is_named(site: Site) -> None:
    """It was in the log alone, and `doctor` said that all is well."""
    assert "mail" not in site.looks()
    store = Store.open(site.folder / "var" / "listserv.db")
    try:
        store.write_now(_hold_up)
    finally:
        store.close()
    ((health, said),) = site.looks()["mail"]
    assert health == "wrong"
    assert "hold up errand 7" in said


def _hold_up(db: Db) -> None:
    db.execute(
        "INSERT INTO mail (id, received, peer, trusted, mail_from, size, raw)"
        " VALUES (5, 0, 'x', 1, '', 0, '')"
    )
    db.execute(
        "INSERT INTO errand (id, mail, list, purpose, address, state)"
        " VALUES (7, 5, 0, 'request', '', 'shunted')"
    )
