"""A server, or one command, that is killed at a named instant: right before or after a commit.

Started by tests.crash.nursery, with the words `serve`, or `cli summary publish 1`. A doom is
`never`, or `before:spool.accept:2`: the process ends itself with SIGKILL, which nothing can catch,
when the second transaction that holds this verb is about to be committed; with `after`, when it has
just been, and nobody knows of it yet. The product has no hooks for this: the verb is wrapped here,
and so is the statement that commits.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
from pathlib import Path
from typing import Any

from listserv.app import App, serve_until_stopped
from listserv.cli import main as cli
from listserv.clock import OffsetClock
from listserv.settings import load
from listserv.store import base


def condemn(when: str, verb: str, nth: int) -> None:
    """Let this process die at the nth transaction in which the verb had an effect."""
    room, name = verb.split(".")
    module = importlib.import_module(f"listserv.store.{room}")
    original = getattr(module, name)
    met = 0

    def marked(*args: Any, **kwargs: Any) -> Any:
        nonlocal met
        result = original(*args, **kwargs)
        met += result is None or bool(result)
        return result

    def fate(now: str) -> None:
        if now == when and met >= nth:
            os.kill(os.getpid(), signal.SIGKILL)

    class MortalDb(base.Db):
        def execute(self, sql: str, *args: Any) -> Any:
            if sql != "COMMIT":
                return super().execute(sql, *args)
            fate("before")
            cursor = super().execute(sql, *args)
            fate("after")
            return cursor

    setattr(module, name, marked)
    base.Db = MortalDb  # type: ignore[misc]


def main(folder: Path, start: float, doom: str, what: str, *words: str) -> None:
    """Run until it ends or dies; `start` is what its clock says at first, in POSIX seconds."""
    if doom != "never":
        when, verb, nth = doom.split(":")
        condemn(when, verb, int(nth))
    path = folder / "listserv.toml"
    if what == "cli":
        cli(["--config", str(path), *words])
    app = App(load(path), OffsetClock(start))
    asyncio.run(serve_until_stopped(app, lambda line: print(line, flush=True)))
