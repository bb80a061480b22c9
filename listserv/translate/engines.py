"""The programs and services that make drafts, behind one object that rooms may ask.

Owns the order in which engines are asked, and the bounds on each: a time for a whole text, how many
texts at once, and a rest after failures in a row, so that a dead engine costs nobody a wait. The
first engine that knows the pair makes the draft; where it fails, the next one that knows it does.

Nothing is raised by `Engines`, and nothing waits longer than the bounds: where no draft is made,
there is a reason. An engine that begins to rest, or works again, is a line in the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from listserv.model import MachineDraft
from listserv.translate.glossaries import Glossaries
from listserv.translate.pairs import Pair
from listserv.translate.spans import NOTHING, Care

log = logging.getLogger(__name__)

SECONDS = 30.0  # for one text
LIST_SECONDS = 10.0  # for the list of pairs
MOST_TEXT = 200_000  # characters; a longer one gets no draft
AT_ONCE = 2
FAILURES = 3  # in a row, before it rests
REST = 300.0  # seconds
LISTED = 3600.0  # seconds for which its list of pairs counts


class Reason(StrEnum):
    """Why there is no draft."""

    NO_ENGINE = "no-engine"  # nobody knows the pair
    TOO_LONG = "too-long"
    FAILED = "failed"
    SLOW = "slow"
    NONSENSE = "nonsense"
    BUSY = "busy"


class EngineError(Exception):
    """An engine made no draft; its text is for the log."""

    def __init__(self, reason: Reason, said: str) -> None:
        super().__init__(said)
        self.reason = reason


class Engine(Protocol):
    """A program or a service; whoever asks it bounds its time, and may cancel it."""

    @property
    def name(self) -> str:
        """What people read of it."""

    async def pairs(self) -> Collection[Pair]:
        """What it translates, from its own list. Raises EngineError, OSError or ValueError."""

    async def draft(
        self, text: str, source: str, target: str, care: Care = NOTHING
    ) -> MachineDraft | None:
        """A draft of a text; None where no paragraph of it came back sound. Raises as above."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, or why there is none: the text of a Reason; where no engine knows the pair, into
    which languages they know the same text."""

    draft: MachineDraft | None
    reason: str = ""
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """How an engine is: failures in a row, what the last one was, and the seconds it rests yet."""

    failures: int
    reason: str
    rests: float

    def __str__(self) -> str:
        return f"rests: {self.reason}" if self.rests else "ok"


class Engines:
    """Engines in the order of the site's settings."""

    def __init__(
        self,
        engines: Sequence[Engine],
        glossaries: Glossaries | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._watched = [_Watched(engine, seconds) for engine in engines]
        self._glossaries = glossaries or Glossaries(None)

    async def draft(self, text: str, source: str, target: str, keep: Sequence[str] = ()) -> Drafted:
        """A text in another language; `keep`: names of people, which stay as they are."""
        if source == target:
            return Drafted(None, Reason.NO_ENGINE)
        if len(text) > MOST_TEXT:
            return Drafted(None, Reason.TOO_LONG)
        glossary = await asyncio.to_thread(self._glossaries.of, source, target)
        care = Care(keep, glossary)
        reason = ""
        for one in self._watched:
            known = await one.knows((source, target))
            if known is True:
                drafted = await one.draft(text, source, target, care)
                if drafted.draft:
                    return drafted
                reason = reason or drafted.reason
            elif known is not False:
                reason = reason or known
        if reason:
            return Drafted(None, reason)
        into = {pair[1] for one in self._watched for pair in one.pairs if pair[0] == source}
        return Drafted(None, Reason.NO_ENGINE, tuple(sorted(into)))

    def states(self) -> Mapping[str, State]:
        """Of each engine, by its name."""
        return {one.engine.name: one.state() for one in self._watched}


class _Watched:
    """One engine with its bounds, and how it has done."""

    def __init__(self, engine: Engine, seconds: float) -> None:
        self.engine = engine
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._listing = asyncio.Lock()
        self.pairs: Collection[Pair] = ()
        self._listed_until = 0.0
        self._rests_until = 0.0
        self._resting = False
        self._failures = 0
        self._reason = ""

    def state(self) -> State:
        rests = max(0.0, self._rests_until - _now()) if self._resting else 0.0
        return State(self._failures, self._reason, rests)

    async def knows(self, pair: Pair) -> bool | Reason:
        """Whether it lists the pair; the reason where it does not say."""
        async with self._listing:
            if _now() < self._listed_until:
                return pair in self.pairs
            if _now() < self._rests_until:
                return Reason(self._reason)
            try:
                async with asyncio.timeout(min(self._seconds, LIST_SECONDS)):
                    self.pairs = await self.engine.pairs()
            except Exception as error:
                return self._failed(error)
            self._worked()
            self._listed_until = _now() + LISTED
            return pair in self.pairs

    async def draft(self, text: str, source: str, target: str, care: Care) -> Drafted:
        if _now() < self._rests_until:
            return Drafted(None, self._reason)
        try:
            async with asyncio.timeout(self._seconds):
                await self._places.acquire()
        except TimeoutError:
            return Drafted(None, Reason.BUSY)
        try:
            async with asyncio.timeout(self._seconds):
                draft = await self.engine.draft(text, source, target, care)
        except Exception as error:  # whatever it is: no draft is worth a mail that waits for it
            return Drafted(None, self._failed(error))
        finally:
            self._places.release()
        if draft is None:  # the text's doing as often as the engine's: it is no failure of either
            return Drafted(None, Reason.NONSENSE)
        self._worked()
        return Drafted(draft)

    def _failed(self, error: Exception) -> Reason:
        reason = _reason(error)
        said = str(error) or repr(error)
        ours = not isinstance(error, EngineError | OSError | ValueError)  # an error of this program
        log.warning("%s gave no draft (%s): %s", self.engine.name, reason, said, exc_info=ours)
        self._failures += 1
        self._reason = reason
        if self._failures >= FAILURES:
            if not self._resting:
                log.warning("%s is left alone for %g s, %s", self.engine.name, REST, reason)
            self._resting = True
            self._rests_until = _now() + REST
        return reason

    def _worked(self) -> None:
        if self._resting:
            log.warning("%s works again", self.engine.name)
        self._resting, self._rests_until, self._failures, self._reason = False, 0.0, 0, ""


def _now() -> float:
    return asyncio.get_running_loop().time()


def _reason(error: Exception) -> Reason:
    if isinstance(error, EngineError):
        return error.reason
    if isinstance(error, TimeoutError):
        return Reason.SLOW
    return Reason.NONSENSE if isinstance(error, ValueError) else Reason.FAILED
