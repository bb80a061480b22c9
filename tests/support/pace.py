"""How long work takes, in the time of this machine in this minute.

What must not take long on hostile text is held to seconds of a quiet machine. On one that is slow,
or whose other programs take its caches and half its core, a plain loop behind the work tells how
much slower it is, and the seconds are fewer by that.
"""

from __future__ import annotations

import re
import time

QUIET = 0.05  # seconds of the loop where nobody else is at work
MOST = 4.0  # times slower that a machine may be
_WORDS = re.compile(r"[a-z]+|[0-9]+|\S")


class Pace:
    """`with Pace() as taken: …` measures the work inside."""

    seconds: float  # of the processor of a quiet machine

    def __enter__(self) -> Pace:
        self._begun = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        used = time.process_time() - self._begun
        self.seconds = used / min(max(1.0, _loop() / QUIET), MOST)


def _loop() -> float:
    begun = time.process_time()
    found: dict[str, int] = {}
    for _ in range(240):
        for word in _WORDS.findall("give 5 mg of it, and weigh the cylinder 2 times a day. " * 40):
            found[word] = found.get(word, 0) + len(word.casefold().split("e"))
    return time.process_time() - begun
