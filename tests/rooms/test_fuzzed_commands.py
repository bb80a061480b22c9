"""Random and mutated mail at the robot's addresses: an answer or a silence, and nothing else.

Never an exception, never two letters to whoever wrote, never a change of another person's rows, and
no word of a mail to an address that is not registered. The letter that undoes a leave and the files
that were asked for stand apart.

CI tries a few hundred mails. LISTSERV_FUZZ_SECONDS tries as long as that, from the seed
LISTSERV_FUZZ_SEED; what fails is told by its seed and place, and is made again by them.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter as Tally
from pathlib import Path

import pytest

from listserv.model import Purpose
from listserv.reading import read
from listserv.store.members import NewMember
from tests.support.counter import MODERATOR, Came, Counter, Letter, proven
from tests.support.mutants import Mutants

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("LISTSERV_FUZZ_SEED", "6"))
SECONDS = float(os.environ.get("LISTSERV_FUZZ_SECONDS", "0"))
MAILS = 150  # of one site; where it runs longer, a new site follows
GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
MARK = "zorblaxian"  # in no text of ours
# Letters beside the answer: the undo of a leave, files that were asked for, and the question before
# what nothing brings back.
APART = frozenset({"left", "attachment", "my-data", "confirm-erase"})
SLOWEST = 5.0  # seconds for one mail

PEOPLE = [
    NewMember("amina@example.org", "Amina Kamau", ("en",), country="Kenya"),
    NewMember("fatou@clinic.example", "Fatou Diop", ("fr",)),
    NewMember("rosa@example.org", "Rosa Quispe", ("es", "en")),
    NewMember("celeste@saude.example", "Celeste Macuácua", ("pt",)),
    NewMember("huda@example.net", "هدى سليم", ("ar",)),
    NewMember("p@example.org", "", ("en",)),
]
LETTERS = [
    (GOLDEN / language / f"{kind}.txt").read_text("utf-8").split("\n\n", 1)[1]
    for language in ("en", "fr", "es", "pt", "ar")
    for kind in ("welcome", "help", "left", "confirm", "did-you-mean-yes", "status")
]
ADDRESSES = ["hifa-request"] * 8 + ["chw-request", "listserv", "listserv", "info", "nomail.hifa"]
ADDRESSES += ["hifa-join", "chw-subscribe", "hifa-leave", "chw-unsubscribe", "dailydigest.hifa"]
ADDRESSES += ["mail.hifa", "leave.hifa"]


class Fuzz:
    """One site, and what came of the mails so far."""

    def __init__(self, counter: Counter, seed: int) -> None:
        self.counter = counter
        self.hand = random.Random(seed)
        self.mutants = Mutants(self.hand, LETTERS, MARK)
        self.seen: list[Letter] = []  # letters that somebody may answer
        self.kinds: Tally[str] = Tally()
        self.strangers = 0

    async def step(self) -> None:
        name, address = self._sender()
        to = self._address(address)
        raw = self._mail(name, address)
        writer = read(raw).from_address
        own = {self.counter.person(writer)}
        before = time.perf_counter()
        came = await self.counter.hand_in(raw, to, address)
        took = time.perf_counter() - before
        self.counter.clock.advance(self.hand.choice((1, 60, 3600, 20_000)))
        self.judge(writer, own, to, came, took)
        self.kinds.update(one.kind for one in came.letters)
        self.kinds.update(["silence"] if not came.letters else [])
        self.seen = [*self.seen, *came.letters][-40:]

    def _sender(self) -> tuple[str, str]:
        if self.hand.random() < 0.2:
            self.strangers += 1
            return "Nadia New", f"nadia{self.strangers}@elsewhere{self.strangers % 7}.example"
        one = self.hand.choice([*PEOPLE, *PEOPLE, *PEOPLE, MODERATOR])
        return one.name, one.address

    def _address(self, sender: str) -> str:
        answerable = [one for one in self.seen if one.reply_to]
        own = [one for one in answerable if one.to == sender]
        if answerable and self.hand.random() < 0.35:
            return self.hand.choice(own or answerable).reply_to
        return f"{self.hand.choice(ADDRESSES)}@lists.example.org"

    def _mail(self, name: str, address: str) -> bytes:
        extra = proven(address.rpartition("@")[2]) if self.hand.random() < 0.5 else ""
        answers = self.hand.choice([*(one.message_id for one in self.seen[-3:]), ""])
        return self.mutants.mail((name, address), extra, answers if len(answers) < 200 else "")

    # --- what may come of a mail ----------------------------------------------------------------

    def judge(self, writer: str, own: set[int], to: str, came: Came, took: float) -> None:
        told = (to, came.states, came.outcomes, came.details, [one.kind for one in came.letters])
        assert set(came.states) <= {"done"}, told
        assert took < SLOWEST, told
        answers = [one for one in came.to(writer) if one.kind not in APART]
        assert len(answers) <= 1, told
        if own == {0}:  # her name may be forged
            assert not any(MARK in one.text.lower() for one in came.to(writer)), told
        self._judge_changes(own | {self.counter.person(writer)}, to, came)

    def _judge_changes(self, own: set[int], to: str, came: Came) -> None:
        if any("moderator" in one or "answers" in one for one in came.outcomes):
            return  # she runs her list
        token = self.counter.token(to)
        if token is not None and token.purpose is Purpose.LEAVE:
            own.add(token.first)
        others = came.changed - own
        assert not others, (to, came.outcomes, others)


@pytest.mark.parametrize("join", ["confirm", "open", "approve"])
async def test_fuzzed_mail_is_answered_or_not(tmp_path: Path, join: str) -> None:
    end, seed = time.monotonic() + SECONDS / 3, SEED
    while True:
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        async with Counter(folder, PEOPLE, join=join) as counter:
            fuzz = Fuzz(counter, seed)
            for n in range(MAILS if not SECONDS else 4 * MAILS):
                await run(fuzz, seed, n)
        assert fuzz.kinds["silence"] < MAILS * (2.8 if SECONDS else 0.7), fuzz.kinds
        assert len(fuzz.kinds) >= 8, fuzz.kinds
        if time.monotonic() > end:
            break
        seed += 1


async def run(fuzz: Fuzz, seed: int, n: int) -> None:
    try:
        await fuzz.step()
    except Exception as error:
        error.add_note(f"seed {seed}, mail {n}")
        raise
