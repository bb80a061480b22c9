"""On whose word somebody is on a list, said to her in her language; pure.

Owns which of the kept notes are the program's own: how she joined (commands/joining.py), who let
her in (moderation/admitting.py), who added her without a word (cli/), and since when she was on the
server that she was brought from (store/imports.py). All others somebody wrote, and they are shown
as they were written. Nothing fails.
"""

from __future__ import annotations

import re
from datetime import date
from gettext import NullTranslations

_ASKED = re.compile(r"(?:by mail, signed by \S{1,255}|by answer), mail \d+")
_CAME_BACK = re.compile(r"undid leaving, mail \d+")
_LET_IN = re.compile(r"(?P<before>.*); let in by (?P<by>.+), mail \d+", re.DOTALL)
_SINCE = re.compile(r"(?P<before>.*); there since (?P<day>\d{4}-\d\d-\d\d)", re.DOTALL)


def since(noted: str) -> tuple[str, date | None]:
    """(a note without its last part, the day in it): since when she was on a former server."""
    found = _SINCE.fullmatch(noted)
    if found is None:
        return noted, None
    try:
        return found["before"], date.fromisoformat(found["day"])
    except ValueError:
        return noted, None


def said(noted: str, say: NullTranslations) -> list[str]:
    """A note without such a day, as sentences."""
    if let_in := _LET_IN.fullmatch(noted):
        by = say.gettext("%(by)s let you in.") % {"by": let_in["by"]}
        return [*said(let_in["before"], say), by]
    if _ASKED.fullmatch(noted):
        return [say.gettext("You asked by mail to join.")]
    if _CAME_BACK.fullmatch(noted):
        return [say.gettext("You had left, and came back.")]
    if noted == "command line":
        return [say.gettext("Whoever runs this server put you on it.")]
    return [say.gettext("Noted: %(noted)s") % {"noted": noted}] if noted else []
