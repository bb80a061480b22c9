"""What the site's filters say of a mail before people read it: one place for posts and other mail.

Owns the order of asking: the header of a trusted front, then rspamd for spam; clamd for viruses.
Where nobody is asked, or nobody answers, there is no opinion. Nothing is raised.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from listserv.model import VIRUS, Origin, Reading

Look = Callable[[bytes, Reading], Awaitable[Reading]]


class SpamFilter(Protocol):
    async def spam(self, raw: bytes, origin: Origin) -> bool: ...


class Filters:
    def __init__(self, spam_filter: SpamFilter | None = None, look: Look | None = None) -> None:
        self._filter = spam_filter
        self._look = look

    async def spam(self, raw: bytes, reading: Reading, origin: Origin) -> bool:
        """What a filter in front wrote, where the front is trusted; else what ours says."""
        if origin.trusted and reading.spam:
            return True
        return self._filter is not None and await self._filter.spam(raw, origin)

    async def look(self, raw: bytes, reading: Reading) -> Reading:
        """The reading, with what was found in its files marked on them."""
        return await self._look(raw, reading) if self._look is not None else reading


def is_infected(reading: Reading) -> bool:
    """Whether a scanner found something in a mail, by its reading after `look`."""
    return any(one.barred == VIRUS for one in reading.attachments)
