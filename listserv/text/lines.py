"""Lines of a mail as it goes over the wire: how long the longest is; pure.

Owns one question, asked of whole mails in the event loop: it jumps from line end to line end, so
that 25 MB cost milliseconds. A pattern for "999 octets without a line end" starts anew at each
octet, and needs seconds for one megabyte of lines just short of that.
"""

from __future__ import annotations

LONGEST = 998  # octets without CRLF, RFC 5322 §2.1.1


def has_long(octets: bytes, limit: int = LONGEST) -> bool:
    """Whether a line, without its LF or CRLF, is longer than `limit` octets."""
    start, end = 0, len(octets)
    while end - start > limit:
        # The last line end that a line beginning at `start` may have; all before it are nearer.
        found = octets.rfind(b"\n", start, start + limit + 2)
        if found < 0:
            return True
        start = found + 1
    return False
