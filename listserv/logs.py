"""How log lines are written: for people, or as JSON for programs.

Owns our logger's handler and the form of a line. One event is one line, whatever a peer's words in
it hold; only a traceback has more. Lines carry ids, never people's addresses (rule 9).
"""

from __future__ import annotations

import json
import logging
import sys

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    code: f"\\u{code:04x}" for code in (0x2028, 0x2029)
}


class TextFormatter(logging.Formatter):
    """`2026-01-05 10:00:00,123 I listserv.desk: post 12 held`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname).1s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return super().formatMessage(record).translate(_CONTROLS)


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
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    handler.ours = True  # type: ignore[attr-defined]
    ours.addHandler(handler)
