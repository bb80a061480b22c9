"""A translation service over HTTP: what it is asked, what of its answers counts, every fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from listserv.translate.engines import Engines
from listserv.translate.glossaries import Glossaries
from listserv.translate.service import LibreTranslate
from tests.support.ports import free_port
from tests.support.translation import FakeService, http, told, translation_service

TEXT = "Dear all,\n\nWe gave 500 mg to twelve children, see https://example.org/x.\n\nAmina Kamau"


@pytest.fixture
async def server() -> AsyncIterator[FakeService]:
    async with translation_service() as fake:
        yield fake


def engines(server: FakeService, seconds: float = 5.0, key: Path | None = None) -> Engines:
    return Engines([LibreTranslate(server.url, key)], seconds=seconds)


async def test_a_text_goes_in_lines_with_tags_and_comes_back_whole(server: FakeService) -> None:
    made = await engines(server).draft(TEXT, "en", "fr", ["Amina Kamau"])
    assert made.draft
    assert made.draft.text == (
        "DEAR ALL,\n\nWE GAVE 500 mg TO TWELVE CHILDREN, SEE https://example.org/x.\n\nAmina Kamau"
    )
    assert made.draft.engine == "LibreTranslate"
    assert server.asked[1:] == [
        (
            "POST /translate HTTP/1.0",
            {
                "q": ["Dear all,", "We gave [0] to twelve children, see [1]."],
                "source": "en",
                "target": "fr",
                "format": "text",
            },
        )
    ]


async def test_nothing_that_names_a_person_or_a_place_of_hers_is_sent(server: FakeService) -> None:
    text = "I am Amina, write to amina@clinic.example or call 0722-123-456, or see Dr Rosa Flores."
    await engines(server).draft(text, "en", "fr", ["Amina"])
    sent = str(server.asked)
    assert not any(word in sent for word in ("Amina", "clinic", "0722", "Rosa", "Flores"))


async def test_its_pairs_are_read_as_it_lists_them(server: FakeService) -> None:
    listed = await LibreTranslate(server.url).pairs()
    assert {("en", "es"), ("en", "sw"), ("fr", "en")} <= set(listed)
    unknown = [("en", "en"), ("es", "en"), ("fr", "pt"), ("zh", "en"), ("fr", "es")]
    assert set(unknown).isdisjoint(listed)
    there, before = engines(server), len(server.asked)
    for pair in unknown:
        assert (await there.draft(TEXT, *pair)).reason == "no-engine"
    assert len(server.asked) == before + 1, "the list is asked for once"


async def test_a_long_text_goes_in_several_questions(server: FakeService) -> None:
    text = "\n\n".join(f"{'word ' * 60}of paragraph {n}" for n in range(60))
    made = await engines(server).draft(text, "en", "fr")
    assert made.draft
    assert made.draft.text.split() == text.upper().split()
    questions = [question["q"] for _, question in server.asked if question]
    assert len(questions) > 5
    assert all(sum(map(len, lines)) <= 2000 for lines in questions)


async def test_a_key_is_the_first_line_of_its_file(server: FakeService, tmp_path: Path) -> None:
    server.key = "s3cret"
    key = tmp_path / "key"
    key.write_text("s3cret \nmore\n")
    assert (await engines(server, key=key).draft(TEXT, "en", "fr")).draft
    assert server.asked[-1][1]["api_key"] == "s3cret"


async def test_a_wrong_key_is_a_line_in_the_log_without_the_key(
    server: FakeService, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.key = "s3cret"
    key = tmp_path / "key"
    key.write_text("other-key\n")
    assert (await engines(server, key=key).draft(TEXT, "en", "fr")).reason == "failed"
    assert "it answers 403: Invalid API key [2J" in caplog.text
    assert "other-key" not in caplog.text
    missing = engines(server, key=tmp_path / "none")
    assert (await missing.draft(TEXT, "en", "fr")).reason == "failed"


async def for_ever(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def drips(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drips_its_head(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X")
        await writer.drain()
        await asyncio.sleep(0.02)


async def pours(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


async def breaks_off(writer: asyncio.StreamWriter) -> None:
    writer.write(http("200 OK", b'{"translatedText": ["a", "b"]}')[:-5])


async def stays(writer: asyncio.StreamWriter) -> None:
    """Says all and keeps the connection: a server that heard no `Connection: close`."""
    writer.write(told({"translatedText": ["CHERS TOUS,", "NOUS [0] ICI [1]."]}))
    await writer.drain()
    await asyncio.sleep(60)


LINES = ["CHERS TOUS,", "NOUS [0] ICI [1]."]
JSON = "application/json"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (for_ever, "slow"),
        (drips, "slow"),
        (drips_its_head, "slow"),
        (pours, "nonsense"),
        (breaks_off, "nonsense"),
        (b"", "nonsense"),
        (b"220 mail.example ESMTP\r\n\r\n", "nonsense"),
        (b"\xff\xfe\x00" * 100, "nonsense"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 9000 + b"\r\n", "nonsense"),
        (http("200 OK", b"<html>Welcome</html>", "text/html"), "nonsense"),
        (http("200 OK", b'{"translatedText": ["a", "b"]}', "text/plain"), "nonsense"),
        (http("200 OK", b"<html>Welcome</html>", JSON), "nonsense"),
        (http("200 OK", b"[" * 900_000, JSON), "nonsense"),
        (http("200 OK", b'{"x":' * 150_000, JSON), "nonsense"),
        (http("200 OK", b'{"translatedText": ["\xff"]}', JSON), "nonsense"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "nonsense"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "nonsense"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            b"\r\n0\r\n\r\n",
            "nonsense",
        ),
        (told({}), "nonsense"),
        (told({"translatedText": "one text"}), "nonsense"),
        (told({"translatedText": ["only one"]}), "nonsense"),
        (told({"translatedText": ["one", 2]}), "nonsense"),
        (told({"translatedText": [*LINES, "more"]}), "nonsense"),
        (told({"translatedText": ["", ""]}), "nonsense"),
        (told({"error": "bad"}, "400 BAD REQUEST"), "failed"),
        (told({"error": "Slowdown"}, "429 TOO MANY REQUESTS"), "busy"),
        (told({"error": ["x"]}, "500 INTERNAL SERVER ERROR"), "failed"),
        (http("502 Bad Gateway", b"<html>nginx</html>", "text/html"), "failed"),
        (http("503 Service Unavailable", b"", "text/html"), "busy"),
        (told({"translatedText": LINES}, "204 No Content"), "failed"),
    ],
)
async def test_a_fault_gives_no_draft_and_a_reason(
    server: FakeService, fault: Any, reason: str
) -> None:
    server.faults["/translate"] = fault
    there = engines(server, seconds=0.4 if reason == "slow" else 5.0)
    assert (await there.draft(TEXT, "en", "fr", ["Amina Kamau"])).reason == reason
    del server.faults["/translate"]
    assert (await there.draft(TEXT, "en", "fr")).draft, "it is asked again"


@pytest.mark.parametrize(
    "fault",
    [
        for_ever,
        b"",
        http("200 OK", b"<html></html>", "text/html"),
        told({"languages": []}),
        told([{"code": "en"}]),
        told([{"code": "en", "targets": "fr"}]),
        told({"error": "no"}, "500 X"),
    ],
)
async def test_without_a_list_of_languages_nothing_is_sent(server: FakeService, fault: Any) -> None:
    server.faults["/languages"] = fault
    there = engines(server, seconds=0.3)
    assert (await there.draft(TEXT, "en", "fr")).reason in ("slow", "nonsense", "failed")
    assert all(question is None for _, question in server.asked)


async def test_a_server_that_keeps_the_connection_is_no_slow_one(server: FakeService) -> None:
    server.faults["/translate"] = stays
    made = await engines(server, seconds=2.0).draft(TEXT, "en", "fr", ["Amina Kamau"])
    assert made.draft
    assert made.draft.text.startswith("CHERS TOUS,\n\nNOUS 500 mg ICI https://example.org/x.")


async def test_it_leads_nobody_elsewhere(server: FakeService) -> None:
    async with translation_service() as other:
        moved = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {other.url}/translate\r\n\r\n"
        server.faults["/translate"] = moved.encode()
        assert (await engines(server).draft(TEXT, "en", "fr")).reason == "failed"
        assert other.asked == []


async def test_nobody_listens() -> None:
    there = Engines([LibreTranslate(f"http://127.0.0.1:{free_port()}")])
    assert (await there.draft(TEXT, "en", "fr")).reason == "failed"


async def test_a_path_before_its_verbs(server: FakeService) -> None:
    there = Engines([LibreTranslate(f"{server.url}/lt/")])
    await there.draft(TEXT, "en", "es")
    assert server.asked[0][0] == "GET /lt/languages HTTP/1.0"


async def test_tls_is_verified() -> None:
    """A server of https that speaks no TLS, or has no certificate for its name, gets no word."""
    async with translation_service() as fake:
        there = Engines([LibreTranslate(fake.url.replace("http:", "https:"))], seconds=2.0)
        assert (await there.draft(TEXT, "en", "fr")).reason in ("failed", "slow")
        assert fake.asked == []


def lost(line: str) -> str:
    return line.replace("[0]", "")


@pytest.mark.parametrize(
    "says",
    [
        lost,
        lambda line: line.replace("[0]", "[0] [0]"),
        lambda line: line.replace("[0]", "[1]"),
        lambda line: line.replace("Dear", "Dear [0]").replace("gave [0]", "gave"),
        lambda line: line.replace("[0]", "[7]"),
        lambda line: line.replace("[0]", "[0"),
        lambda line: line.replace("gave", "gave [500 mg]"),
        lambda line: line.replace("gave", "gave at https://evil.example"),
        lambda line: line.replace("gave", "gave at evil.example"),
        lambda line: line.replace("gave", "gave <b>"),
        lambda line: line.replace("gave", "gave \u202e"),
        lambda line: line.replace("gave", "gave \x1b[2J"),
        lambda line: line.replace("gave", "gave " * 200),
        lambda line: line.replace("We", "x@y"),
        lambda line: "" if "[0]" in line else line,
    ],
)
async def test_a_paragraph_that_comes_back_unsound_stays_as_it_was(
    server: FakeService, says: Callable[[str], str]
) -> None:
    server.says = says
    text = f"{TEXT}\n\nThank you."
    made = await engines(server).draft(text, "en", "fr", ["Amina Kamau"])
    assert made.draft
    assert made.draft.untouched >= 1
    assert made.draft.text.split("\n\n")[1] == text.split("\n\n")[1]


async def test_tags_may_have_blanks_and_other_digits(server: FakeService) -> None:
    server.says = lambda line: line.replace("[0]", "[ ٠ ]").replace("[1]", "[\u00a01 ]")
    made = await engines(server).draft(TEXT, "en", "fr")
    assert made.draft
    assert "gave 500 mg to" in made.draft.text


async def test_nothing_sound_is_nonsense_and_no_failure(server: FakeService) -> None:
    """Else three strange posts, which anybody can write, would end drafts for everybody."""
    server.says = lambda line: "[99]"
    there = engines(server)
    for _ in range(5):
        assert (await there.draft(TEXT, "en", "fr")).reason == "nonsense"
    assert there.states()["LibreTranslate"].failures == 0


async def test_terms_are_those_of_the_glossary(server: FakeService, tmp_path: Path) -> None:
    (tmp_path / "en-fr.csv").write_text("en,fr\nacute bronchitis,bronchite aiguë\nflu,grippe\n")
    there = Engines([LibreTranslate(server.url)], Glossaries(tmp_path))
    made = await there.draft("Acute bronchitis is no flu.", "en", "fr")
    assert made.draft
    assert made.draft.text == "Bronchite aiguë IS NO grippe."
    assert made.draft.glossary == ()
    server.says = lambda line: line.replace("[", "(")
    made = await there.draft("It is\n\nno flu.", "en", "fr")
    assert made.draft
    assert (made.draft.text, made.draft.glossary) == ("It is\n\nno flu.", ("flu",))
