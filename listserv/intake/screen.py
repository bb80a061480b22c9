"""What the door refuses from the bytes of a mail alone (pure).

Owns four judgements: too large, a line too long, too many hops, our own mail come back (a loop,
rule 12: our List-Id, our trace header or more than 50 hops, and nothing else). A stranger hears
the refusal after DATA; from a trusted peer, who already said 250, the mail is taken and the desk
makes the same finding a state. A failure here cannot happen: bytes that are no mail pass.
"""

from __future__ import annotations

import re

from listserv.intake.wire import Refusal
from listserv.text import lines
from listserv.text.loops import MOST_HOPS, TRACE

TOO_LARGE = Refusal(552, "5.3.4", "Message is too large")
LONG_LINE = Refusal(554, "5.6.0", "A line of the message is too long")
TOO_MANY_HOPS = Refusal(554, "5.4.6", "Mail loop: too many hops")
OWN_MAIL = Refusal(554, "5.4.6", "Mail loop: this mail has come from this site")

# What of the headers is looked at: no honest mail has more, and the event loop waits for us.
HEAD_LIMIT = 131_072  # octets

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_RECEIVED = re.compile(rb"(?im)^received[ \t]*:")
_LIST_ID = re.compile(rb"(?im)^list-id[ \t]*:([^\r\n]*)")
_TRACE = re.compile(rb"(?im)^%b[ \t]*:([^\r\n]*)" % TRACE.lower().encode())


def refusal(raw: bytes, domain: str, *, size: int, line: int) -> Refusal | None:
    """Judge a mail as it came; `size` and `line` are the limits in octets, None is no objection."""
    if len(raw) > size:
        return TOO_LARGE
    if lines.has_long(raw, line):
        return LONG_LINE
    head = _head(raw)
    if len(_RECEIVED.findall(head)) > MOST_HOPS:
        return TOO_MANY_HOPS
    if _is_own(head, domain.lower().encode()):
        return OWN_MAIL
    return None


def _head(raw: bytes) -> bytes:
    """The headers, each on one line (RFC 5322 §2.2.3)."""
    end = _HEAD_END.search(raw, 0, HEAD_LIMIT)
    return _FOLD.sub(b"", raw[: end.start() if end else HEAD_LIMIT])


def _is_own(head: bytes, domain: bytes) -> bool:
    """Tell our own mail: `X-Listserv-Trace: DOMAIN`, or `List-Id: … <name.DOMAIN>` (RFC 2919)."""
    if any(value.lower().split()[:1] == [domain] for value in _TRACE.findall(head)):
        return True
    identifiers = (value.lower().rstrip().rpartition(b"<")[2] for value in _LIST_ID.findall(head))
    return any(found.partition(b".")[2] == domain + b">" for found in identifiers)
