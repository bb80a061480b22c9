"""The reader over gathered real mail; skips where the corpora are not there."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.reading import read
from tests.support.mails import CORPORA

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora beside the project")

_FROM_LINE = re.compile(rb"(?m)^From .*\n")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")


def of_mbox(path: Path) -> list[bytes]:
    """The messages of an mboxrd file."""
    return [_QUOTED_FROM.sub(rb"\1", each) for each in _FROM_LINE.split(path.read_bytes())[1:]]


def messages() -> Iterator[bytes]:
    for path in sorted(CORPORA.glob("*/*")):
        if path.suffix == ".mbox":
            yield from of_mbox(path)
        elif path.is_file():
            yield path.read_bytes()


@pytest.mark.slow
def test_no_message_stops_the_reader() -> None:
    for raw in messages():
        reading = read(raw)
        assert not [defect for defect in reading.defects if "Error" in defect]
        (reading.text + reading.clean).encode()


@pytest.mark.slow
def test_nor_does_a_damaged_one() -> None:
    chance = random.Random(2026)
    small = [raw for raw in messages() if len(raw) < 20_000]
    for _ in range(1500):
        raw, other = bytearray(chance.choice(small)), chance.choice(small)
        way = chance.randrange(3)
        if way == 0:
            raw = raw[: chance.randrange(len(raw) + 1)]
        elif way == 1 and raw:
            for _ in range(20):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
        else:
            raw = raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]
        assert not [defect for defect in read(bytes(raw)).defects if "Error" in defect]


def words(text: str) -> str:
    return " ".join(text.split())


def unmarked(text: str) -> str:
    """Without the quoted lines that interleaved answers keep: the truth has none."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(">"))


@pytest.mark.slow
def test_forum_mail_against_its_truth() -> None:
    folder = CORPORA / "forum_mail"
    truths = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
    right: Counter[str] = Counter()
    for truth, raw in zip(truths, of_mbox(folder / "posts.mbox"), strict=True):
        reading = read(raw)
        right["text"] += words(unmarked(reading.clean)) == words(truth["new_text"])
        right["subject"] += reading.subject == truth["subject"]
        right["from"] += reading.from_address == truth["from_addr"]
        right["id"] += reading.message_id == truth["message_id"].strip("<>")
        right["attachments"] += sorted(each.name for each in reading.attachments) == sorted(
            name for name in truth["attachments"] if name != "winmail.dat"
        )
        right["language"] += reading.language in ("", *truth["languages"])
        if truth["group"] == "genuine":
            right["personal"] += not reading.automatic
        if truth["is_auto_reply"]:
            right["automatic"] += bool(reading.automatic)
    total = len(truths)
    assert right["text"] >= total * 0.99
    assert right["subject"] == right["from"] == right["id"] == right["attachments"] == total
    assert right["language"] == total
    assert right["personal"] == sum(truth["group"] == "genuine" for truth in truths)
    assert right["automatic"] >= sum(truth["is_auto_reply"] for truth in truths) - 1
