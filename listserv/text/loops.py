"""By what we know our own mail again (rule 12 of DESIGN); pure.

A loop is our own List-Id, our own trace header, or more than MOST_HOPS Received lines: nothing else
is refused for looking like a list. Every mail of ours carries the header, the door and the desk
look for it.
"""

from __future__ import annotations

TRACE = "X-Listserv-Trace"  # its value is the site's domain
MOST_HOPS = 50
