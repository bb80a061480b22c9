"""Log lines: one event is one line, for people and for programs."""

from __future__ import annotations

import json
import logging

from listserv.logs import JsonFormatter, TextFormatter, set_up


def record(message: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("listserv.road", logging.INFO, "", 1, message, values, None)


def test_a_peers_words_cannot_begin_a_line_of_their_own() -> None:
    line = TextFormatter().format(record("%s", "451 later\r\n2026 I forged\x1b[2J\u2028"))
    assert line.endswith(" I listserv.road: 451 later\\x0d\\x0a2026 I forged\\x1b[2J\\u2028")
    assert len(line.splitlines()) == 1


def test_a_line_for_programs() -> None:
    read = json.loads(JsonFormatter().format(record("post %s held: %s", 12, "première\n")))
    assert (read["level"], read["logger"]) == ("info", "listserv.road")
    assert read["message"] == "post 12 held: première\n"
    assert read["time"][10] == "T"


def test_a_traceback_is_kept_whole() -> None:
    try:
        raise ValueError("no such charset")
    except ValueError as error:
        failed = record("shunted")
        failed.exc_info = (type(error), error, error.__traceback__)
    assert "ValueError: no such charset" in json.loads(JsonFormatter().format(failed))["traceback"]
    assert TextFormatter().format(failed).endswith("\nValueError: no such charset")


def test_a_second_set_up_changes_the_level_alone() -> None:
    ours = logging.getLogger("listserv")
    before = list(ours.handlers), ours.level
    try:
        set_up("info", "text")
        set_up("debug", "json")
        assert len([one for one in ours.handlers if getattr(one, "ours", False)]) == 1
        assert ours.level == logging.DEBUG
    finally:
        ours.handlers[:], ours.level = before
