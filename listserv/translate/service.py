"""A translation service over HTTP that speaks as LibreTranslate does.

Its API: `GET /languages` lists codes, each with its `targets`; `POST /translate` takes `q` (a list
of texts), `source`, `target`, `format` and `api_key`, and gives `translatedText`, or `error` with a
status of 4xx or 5xx (docs.libretranslate.com, API).

Owns its connections and what an answer may be: one JSON document of a bounded size, from the server
that the settings name; nobody is followed elsewhere. Posts are shown to it line by line, without
what must not change, and without who wrote them. Texts are sent as plain text, not as HTML: the
HTML reader of LibreTranslate translates what stands between two tags as a sentence of its own, so
an empty tag breaks the sentence (argostranslate/tags.py). A tag is a number in square brackets,
which programs that learned from the web carry along; the text has no bracket or digit of its own by
then, so nothing else can look like one.

A service that is away raises OSError, one that talks nonsense ValueError, one that says no
EngineError; what it says about it is for the log alone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from listserv.model import MachineDraft
from listserv.translate.engines import EngineError, Reason
from listserv.translate.pairs import Pair, short
from listserv.translate.shield import Form, draft_of, shield
from listserv.translate.spans import NOTHING, Care

LARGEST_ANSWER = 1_000_000  # octets
LARGEST_HEAD = 16_384
MOST_LINES = 25  # of one question
MOST_LETTERS = 2_000  # of one question; a longer line goes alone
MOST_ERROR = 200  # characters of what it says is wrong

FORM = Form("[%d]", re.compile(r"\[[ \u00a0]?(\d{1,9})[ \u00a0]?\]"))
_CODE = re.compile(r"[a-z]{2,3}\Z")


class _Language(msgspec.Struct):
    code: str
    targets: list[str]


class _Answer(msgspec.Struct):
    translatedText: list[str]  # noqa: N815 (the name in its API)


class _Refusal(msgspec.Struct):
    error: str = ""


class LibreTranslate:
    """The service at `url`; the first line of `key_file` is its key."""

    name = "LibreTranslate"

    def __init__(self, url: str, key_file: Path | None = None) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._at = parts.netloc.rpartition("@")[2]
        self._path = parts.path.rstrip("/")
        self._key_file = key_file
        self._codes: Mapping[Pair, tuple[str, str]] | None = None

    async def pairs(self) -> Collection[Pair]:
        """What it lists, in the codes of the house. Raises OSError, ValueError or EngineError."""
        answer = await self._ask("GET", "/languages", b"")
        try:
            languages = msgspec.json.decode(answer, type=list[_Language])
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ValueError(f"no list of languages: {error}") from None
        self._codes = {
            (short(one.code), short(target)): (one.code, target)
            for one in languages
            for target in one.targets
            if _CODE.match(one.code) and _CODE.match(target) and one.code != target
        }
        return self._codes.keys()

    async def draft(
        self, text: str, source: str, target: str, care: Care = NOTHING
    ) -> MachineDraft | None:
        """A draft of a text; None where it lists no such pair, or no paragraph came back sound.

        It says of no word that it did not know it. Raises as `pairs`.
        """
        if self._codes is None:
            await self.pairs()
        codes = (self._codes or {}).get((source, target))
        if codes is None:
            return None
        key = await asyncio.to_thread(self._key)
        shielded = await asyncio.to_thread(shield, text, FORM, care)
        said: list[str] = []
        for lines in _batches(shielded.lines):
            said += await self._translate(lines, codes, key)
        return await asyncio.to_thread(draft_of, said, shielded, self.name, source, target)

    async def _translate(
        self, lines: Sequence[str], codes: tuple[str, str], key: str
    ) -> Sequence[str]:
        asked = {"q": lines, "source": codes[0], "target": codes[1], "format": "text"}
        question = msgspec.json.encode({**asked, "api_key": key} if key else asked)
        answer = await self._ask("POST", "/translate", question)
        try:
            said = msgspec.json.decode(answer, type=_Answer).translatedText
        except (msgspec.MsgspecError, RecursionError) as error:
            raise ValueError(f"no translation: {error}") from None
        if len(said) != len(lines):
            raise ValueError(f"{len(said)} translations of {len(lines)} lines")
        return said

    def _key(self) -> str:
        if self._key_file is None:
            return ""
        return self._key_file.read_text(encoding="utf-8").partition("\n")[0].strip()

    async def _ask(self, method: str, path: str, body: bytes) -> bytes:
        """The JSON that it answers with 200."""
        # A connection that cannot be had in time ends with the time of the whole text.
        reader, writer = await asyncio.open_connection(
            self._host, self._port, ssl=True if self._tls else None, limit=LARGEST_HEAD
        )
        try:
            head = [
                f"{method} {self._path}{path} HTTP/1.0",
                f"Host: {self._at}",
                "Accept: application/json",
                "Connection: close",
            ]
            if body:
                head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
            writer.write("\r\n".join((*head, "", "")).encode("ascii", "replace") + body)
            await writer.drain()
            return await _answer(reader)
        finally:
            writer.transport.abort()  # no goodbye of TLS to wait for


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """The body of an answer (RFC 9112, to a question of HTTP/1.0: never in chunks)."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise ValueError("its head is too long") from None
    except asyncio.IncompleteReadError:
        raise ValueError("it broke off") from None
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/1.") or not re.match(r"[1-5]\d\d\b", rest):
        raise ValueError("it does not speak HTTP")
    fields = dict(_field(line) for line in reversed(lines) if line)  # the first of a name counts
    body = await _body(reader, fields.get("content-length", ""))
    if rest[:3] != "200":
        raise EngineError(
            Reason.BUSY if rest[:3] in ("429", "503") else Reason.FAILED,
            f"it answers {rest[:3]}{_complaint(body)}",
        )
    if fields.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ValueError("its answer is no JSON")
    if "transfer-encoding" in fields:
        raise ValueError("it answers in chunks")
    return body


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


async def _body(reader: asyncio.StreamReader, length: str) -> bytes:
    """As many octets as it says, or up to its end."""
    if length and not re.match(r"\d{1,9}\Z", length):
        raise ValueError("its length is no number")
    wanted = int(length) if length else LARGEST_ANSWER + 1
    if length and wanted > LARGEST_ANSWER:
        raise ValueError(f"its answer is larger than {LARGEST_ANSWER:,} octets")
    body = bytearray()
    while len(body) < wanted and (piece := await reader.read(min(65536, wanted - len(body)))):
        body += piece
    if length and len(body) < wanted:
        raise ValueError("it broke off")
    if len(body) > LARGEST_ANSWER:
        raise ValueError(f"its answer is larger than {LARGEST_ANSWER:,} octets")
    return bytes(body)


def _complaint(body: bytes) -> str:
    """What it says is wrong, harmless for a log."""
    try:
        said = msgspec.json.decode(body, type=_Refusal).error
    except (msgspec.MsgspecError, RecursionError):
        return ""
    plain = "".join(one if one.isprintable() else " " for one in said[:MOST_ERROR])
    return f": {plain}" if plain else ""


def _batches(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Lines in their order, as many as one question may have."""
    batch: list[str] = []
    letters = 0
    for line in lines:
        if batch and (len(batch) == MOST_LINES or letters + len(line) > MOST_LETTERS):
            yield batch
            batch, letters = [], 0
        batch.append(line)
        letters += len(line)
    if batch:
        yield batch
