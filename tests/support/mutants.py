"""Random and mutated mail to a robot: rows of the tables in parts, odd bytes, broken MIME.

`Mutants(hand)` makes one raw mail after the other from a `random.Random`; the same seed makes the
same mails. What they say is taken from the tables of tests/pure/commands, from the words that the
server knows, and from other mail; how they are packed, from tests/support/typed.py.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from listserv.languages import words
from tests.support.clients import CLIENTS, LANGUAGES, PHONES, compose
from tests.support.mails import complaint, mail, multipart, nested, part, report
from tests.support.typed import PACKINGS, packed

FOLDER = Path(__file__).parents[1] / "pure" / "commands"
ODD = "\x00\x07\x1b\u200f\u202e\u2066\ufeff\ufffd\u0301\u0651\xa0\u2028\x85🌹👍🏽𝓁ﬁ١２⅓ß"
BYTES = (b"\x00", b"\xff\xfe", b"\x80\x81", b"=\r\n", b"=3D=", b"\r", b"\n.\n", b"\xc3", b"\x1b$B")
VALUES = ("811", "811.2", "٨١١", "3 weeks", "900000000", "-1", "0", "fr en", "hifa", "chw", "50 KB")
VALUES += ("2026-03", "3 May", "Africa/Kampala", "amina@example.org", "x" * 60, "%s%n", "{{ 7*7 }}")
HEADERS = (
    b"Auto-Submitted: auto-replied\r\n",
    b"Precedence: bulk\r\n",
    b"X-Listserv-Trace: lists.example.org\r\n",
    b"List-Id: <hifa.lists.example.org>\r\n",
    b"From: second@example.org\r\n",
    b"From: \r\n",
    b"Subject: =?utf-8?b?/////?=\r\n",
    b"Subject: leave\r\n",
    b"Content-Type: text/plain; charset=klingon\r\n",
    b"Content-Type: multipart/mixed; boundary=\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Reply-To: hifa-request@lists.example.org\r\n",
    b"Sender: mailer-daemon@example.org\r\n",
    b"Return-Path: <>\r\n",
    b"Message-ID: <>\r\n",
    b"X-" + b"A" * 3000 + b": 1\r\n",
    b"no header at all\r\n",
)

Raw = bytes


def rows() -> list[dict[str, Any]]:
    paths = sorted(FOLDER.glob("*.toml"))
    return [row for path in paths for row in tomllib.loads(path.read_text("utf-8"))["mail"]]


class Mutants:
    def __init__(self, hand: random.Random, letters: Sequence[str], mark: str) -> None:
        """`letters` are texts of ours that people quote; `mark` is a word of many mails."""
        self.hand = hand
        self.letters = letters
        self.mark = mark
        self._rows = rows()
        sections = ("commands", "delivery", "asks", "member", "member_bare", "courtesies", "leave")
        sections += ("consent", "facilitator", "forms")
        self._phrases = [
            re.sub(r"\{\w+\}", lambda _: "{}", phrase)
            for section in sections
            for said in words.section(section).values()
            for phrase in said
        ]

    def mail(self, sender: tuple[str, str], extra: str, answers: str) -> Raw:
        """One mail of somebody; `extra` are header lines above, `answers` a Message-ID or ""."""
        row = self.hand.choice(self._rows)
        subject, text = row["subject"], row["text"]
        for _ in range(self.hand.choice((0, 0, 1, 1, 2, 4))):
            text = self.hand.choice(self._of_text)(text)
        if self.hand.random() < 0.3:
            subject = self.hand.choice(("", self.line(), self.hand.choice(self._rows)["subject"]))
        raw = self._packed(row, subject, text, sender, extra, answers)
        for _ in range(self.hand.choice((0, 0, 0, 0, 1, 1, 2))):
            raw = self.hand.choice(self._of_bytes)(raw)
        return raw

    def line(self) -> str:
        """A line of words that the server knows, perhaps with a value."""
        phrase = self.hand.choice(self._phrases)
        while "{}" in phrase:
            phrase = phrase.replace("{}", self.hand.choice(VALUES), 1)
        phrase = phrase if self.hand.random() < 0.5 else re.sub(r"[()/]", " ", phrase)
        return phrase if self.hand.random() < 0.8 else f"{phrase} {self.hand.choice(VALUES)}"

    def _packed(
        self,
        row: dict[str, Any],
        subject: str,
        text: str,
        sender: tuple[str, str],
        extra: str,
        answers: str,
    ) -> Raw:
        choice = self.hand.random()
        if choice < 0.1:
            language = self.hand.choice(LANGUAGES)
            raw = compose(
                self.hand.choice(list(CLIENTS)),
                text,
                self.hand.choice(self.letters),
                style=self.hand.choice(("above", "below", "between", "inside")),
                language=language,
                phone=self.hand.random() < 0.5,
                subject=subject,
                sender=sender,
            )
            return extra.encode() + raw
        client = row["client"] if choice < 0.6 else self.hand.choice(list(PACKINGS))
        subject = subject.replace("\n", " ").replace("\r", " ")
        return packed(client, subject, text, sender=sender, extra=extra, answers=answers)

    # --- texts ----------------------------------------------------------------------------------

    @property
    def _of_text(self) -> Sequence[Callable[[str], str]]:
        hand = self.hand
        return (
            lambda text: f"{text}\n{hand.choice(self._rows)['text']}",
            lambda text: f"{hand.choice(self._rows)['text']}\n\n{text}",
            lambda text: f"{text}\n{self.line()}",
            lambda text: "\n".join(self.line() for _ in range(hand.randrange(1, 9))),
            lambda text: "\n".join(hand.sample(lines := text.split("\n"), len(lines))),
            lambda text: "\n".join(line for line in text.split("\n") if hand.random() < 0.7),
            lambda text: self._with_odd_letters(text),
            lambda text: self._with_typos(text),
            lambda text: text.upper(),
            lambda text: text.replace("\n", hand.choice((" ", "", "\n\n", "\n> ", ", "))),
            lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
            lambda text: f"{text}\n\n{PHONES['iphone'][hand.choice(LANGUAGES)]}",
            lambda text: f"{text}\n\n{hand.choice(self.letters)}",
            lambda text: text * hand.choice((2, 30)),
            lambda text: re.sub(r"\b\w{4,}", self.mark, text, count=hand.randrange(1, 4)),
            lambda text: f"{self.line()} {self.mark}\n{text}",
            lambda text: "",
        )

    def _with_odd_letters(self, text: str) -> str:
        letters = list(text)
        for _ in range(self.hand.randrange(1, 6)):
            letters.insert(self.hand.randrange(len(letters) + 1), self.hand.choice(ODD))
        return "".join(letters)

    def _with_typos(self, text: str) -> str:
        letters = list(text)
        for _ in range(min(len(letters), self.hand.randrange(1, 4))):
            at = self.hand.randrange(len(letters))
            letters[at] = self.hand.choice(("", letters[at] * 2, "e", " "))
        return "".join(letters)

    # --- bytes ----------------------------------------------------------------------------------

    @property
    def _of_bytes(self) -> Sequence[Callable[[Raw], Raw]]:
        hand = self.hand
        return (
            lambda raw: self._with_header(raw),
            lambda raw: self._with_header(raw),
            lambda raw: self._without_header(raw),
            lambda raw: raw[: hand.randrange(len(raw) + 1)],
            lambda raw: self._with_bytes(raw),
            lambda raw: raw.replace(b"\r\n", b"\n"),
            lambda raw: raw.replace(b"utf-8", hand.choice((b"utf-16", b"koi8-r", b"x", b""))),
            lambda raw: raw.replace(b"quoted-printable", b"base64"),
            lambda raw: raw.replace(b"base64", b"8bit"),
            lambda raw: raw.replace(b"=_b0", b"=_b1", 1),
            lambda raw: raw.replace(b"multipart/alternative", b"multipart/digest"),
            lambda raw: self._wrapped(raw),
            lambda raw: bytes(hand.randrange(256) for _ in range(hand.randrange(300))),
        )

    def _with_header(self, raw: Raw) -> Raw:
        lines = raw.split(b"\r\n\r\n", 1)[0].count(b"\r\n")
        at = self.hand.randrange(lines + 1)
        parts = raw.split(b"\r\n", at)
        return b"\r\n".join([*parts[:-1], self.hand.choice(HEADERS) + parts[-1]])

    def _without_header(self, raw: Raw) -> Raw:
        head, blank, body = raw.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        del lines[self.hand.randrange(len(lines))]
        return b"\r\n".join(lines) + blank + body

    def _with_bytes(self, raw: Raw) -> Raw:
        for _ in range(self.hand.randrange(1, 5)):
            at = self.hand.randrange(len(raw) + 1)
            raw = raw[:at] + self.hand.choice(BYTES) + raw[at:]
        return raw

    def _wrapped(self, raw: Raw) -> Raw:
        """The mail inside another one, or beside parts of other mail."""
        head, _, body = raw.partition(b"\r\n\r\n")
        kept = b"\r\n".join(
            line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-")
        )
        inside = self.hand.choice(
            (
                part("message/rfc822", raw),
                nested("mixed", part("text/plain", body), part("text/html", body)),
                part("text/html; charset=utf-8", b"<p>" + body),
                part("application/octet-stream", body, coded=True),
                part("text/plain", mail("leave")),
            )
        )
        other = self.hand.choice((report("x@example.org"), complaint("From: x"), b"", inside))
        whole = multipart(self.hand.choice(("mixed", "report", "alternative", "x")), inside, other)
        return kept + b"\r\n" + whole[whole.index(b"Content-Type") :]
