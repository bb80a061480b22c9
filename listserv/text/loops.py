"""By what we know our own mail again (rule 12 of DESIGN); pure.

A loop is our own List-Id, our own trace header, or more than MOST_HOPS Received lines: nothing else
is refused for looking like a list. Every mail of ours carries the header, the door and the desk
look for it.
"""

from __future__ import annotations

from listserv.model import Reading

TRACE = "X-Listserv-Trace"  # its value is the site's domain
MOST_HOPS = 50


def is_ours(reading: Reading, domain: str) -> bool:
    """Whether a mail to people of the site `domain` is one of ours, or has gone round too often."""
    own = domain in reading.traces or any(
        one.partition(".")[2] == domain for one in reading.list_ids
    )
    return own or reading.hops > MOST_HOPS
