"""The robot's letters from the command line: for the verbs whose work somebody must be told of."""

from __future__ import annotations

from listserv.cli.common import Opened
from listserv.clock import SystemClock
from listserv.mailroom import Mailroom
from listserv.press.letter import Press


def mailroom(at: Opened) -> Mailroom:
    """The site's mailroom; the server sends what is written here."""
    return Mailroom(at.store, Press(at.site), at.site, at.sealer(), SystemClock())
