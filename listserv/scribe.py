"""The scribe: writes the journal's new lines into the server's log (rule 10).

Owns nothing but its place in the journal. It reads what is committed, so the log tells of nothing
that did not happen, and of everything, also of what the command line did beside the server. A line
that is not yet logged when the server stops stands in the journal all the same.
"""

from __future__ import annotations

import logging

from listserv.store import journal
from listserv.store.base import Store

log = logging.getLogger("listserv.journal")

BATCH = 500


class Scribe:
    """Follows the journal from the line it has reached when the scribe is made."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._line = store.read_now(journal.last)

    async def step(self) -> bool:
        """Log what is new."""
        lines = await self._store.read(journal.after, self._line, BATCH)
        for line in lines:
            reason = f": {line['reason']}" if line["reason"] else ""
            log.info("%s %d %s%s", line["kind"], line["ref"], line["event"], reason)
            self._line = line["id"]
        return bool(lines)
