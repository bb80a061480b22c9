"""Bounds on work, in the time of this machine in this minute.

What must not take long on hostile text is held to seconds of a quiet machine. On one that is slow,
or whose other programs take its caches and half its core, a plain loop beside the work tells how
much slower it is, and the bound grows with it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

QUIET = 0.05  # seconds of the loop where nobody else is at work
MOST = 4.0  # times slower that a machine may be
_WORDS = re.compile(r"[a-z]+|[0-9]+|\S")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where the work takes more processor time than these seconds of a quiet machine."""
    begun = time.process_time()
    yield
    used = time.process_time() - begun
    if used >= seconds:
        slower = min(max(1.0, _loop() / QUIET), MOST)
        assert used < seconds * slower, f"{used:.2f} s, on a machine {slower:.1f} times slower"


def _loop() -> float:
    begun = time.process_time()
    found: dict[str, int] = {}
    for _ in range(240):
        for word in _WORDS.findall("give 5 mg of it, and weigh the cylinder 2 times a day. " * 40):
            found[word] = found.get(word, 0) + len(word.casefold().split("e"))
    return time.process_time() - begun
