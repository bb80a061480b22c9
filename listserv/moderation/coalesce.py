"""How many letters a moderator gets when many posts are held at once.

Pure. The first few held posts of a minute get a notice each, which is quickest to answer. What
comes beyond that goes into a queue mail, once its oldest post has waited a minute or a page is
full: fifty posts at once are three notices and two letters, not fifty. What a filter takes for spam
gets no notice: it goes along in a queue mail, or in one of its own twice a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WINDOW_SECONDS = 60.0
SINGLES = 3  # notices in a window
PAGE = 40  # posts in one queue mail
SPAM_PAGE = 60  # lines of spam in one queue mail
SPAM_SECONDS = 12 * 3600.0  # how long spam waits for a queue mail to go along with


@dataclass(frozen=True, slots=True)
class Plan:
    """How to tell of the waiting posts now: so many alone, then pages of so many each.

    The last page shows so many lines of spam besides; without a page they are one of their own.
    """

    singles: int
    pages: tuple[int, ...] = ()
    spam: int = 0

    @property
    def told(self) -> int:
        """Posts, without the spam."""
        return self.singles + sum(self.pages)


def plan(
    waited: Sequence[float], notices: int, queues: int, spam: Sequence[float] = (), lately: int = 0
) -> Plan:
    """What to send now.

    `waited` is how long each untold post has waited, oldest first, in seconds, `spam` the same of
    those that a filter takes for it; `notices` and `queues` are the letters of the window that
    ends now, `lately` the queue mails of the SPAM_SECONDS that end now.
    """
    burst = bool(queues) or (len(waited) > 1 and waited[0] >= WINDOW_SECONDS)
    singles = 0 if burst else min(len(waited), max(0, SINGLES - notices))
    full, last = divmod(len(waited) - singles, PAGE)
    newest_page = singles + full * PAGE
    if last and waited[newest_page] < WINDOW_SECONDS:
        last = 0
    pages = (PAGE,) * full + ((last,) if last else ())
    goes_out = bool(pages) or (not lately and bool(spam) and spam[0] >= SPAM_SECONDS)
    return Plan(singles, pages, min(len(spam), SPAM_PAGE) if goes_out else 0)


def in_pages(posts: int, spam: int) -> Plan:
    """All of it in queue mails, for somebody who wants it so, or in a reminder."""
    full, last = divmod(posts, PAGE)
    return Plan(0, (PAGE,) * full + ((last,) if last else ()), min(spam, SPAM_PAGE))
