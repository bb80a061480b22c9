"""How log lines are written: for people, or as JSON for programs.

Owns the root logger's handler. Lines carry ids, never people's addresses (rule 9).
"""

from __future__ import annotations

import json
import logging
import sys


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str, form: str) -> None:
    """Send our log to stderr, once."""
    ours = logging.getLogger("listserv")
    ours.setLevel(level.upper())
    if any(getattr(handler, "ours", False) for handler in ours.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter()
        if form == "json"
        else logging.Formatter("%(asctime)s %(levelname).1s %(name)s: %(message)s")
    )
    handler.ours = True  # type: ignore[attr-defined]
    ours.addHandler(handler)
