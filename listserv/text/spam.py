"""What a spam filter before ours wrote into a mail's headers (pure).

SpamAssassin and rspamd write a verdict (`X-Spam-Flag: YES`, `X-Spam: Yes`, `X-Spam-Status: Yes,
score=…`, `X-Spamd-Result: default: True [16.1 / 15.00]`), a score, or a bar of one sign for each
point. Any verdict of yes counts; points count where no verdict stands beside them. The `False` of
X-Spamd-Result is no verdict, and its points are a score. Whether the writer is to be believed is
not known here.

A failure here cannot happen: what cannot be read says nothing.
"""

from __future__ import annotations

import re

from listserv.text.headers import Headers

SUSPECT = 6.0  # points: where rspamd begins to mark; SpamAssassin does at 5
MOST = 20  # headers of one name that are read

_YES = re.compile(r"yes\b", re.IGNORECASE)
_NO = re.compile(r"no\b", re.IGNORECASE)
_POINTS = re.compile(r"-?\d{1,4}(?:\.\d{1,6})?")
_RSPAMD = re.compile(rf"[^:]{{1,60}}: (true|false) \[({_POINTS.pattern})", re.IGNORECASE)
_BAR = re.compile(r"[*+]*")


def marked(heads: Headers) -> bool:
    """Whether a filter's headers call the mail spam."""
    verdicts = _values(heads, "x-spam-flag", "x-spam", "x-spam-status")
    rspamd = _found(_RSPAMD, _values(heads, "x-spamd-result"))
    # rspamd's own true means that it would refuse; what it would only mark is told by the points.
    if any(map(_YES.match, verdicts)) or any(one[1].lower() == "true" for one in rspamd):
        return True
    if any(map(_NO.match, verdicts)):
        return False
    points = [float(one[2]) for one in rspamd]
    points += [float(one[0]) for one in _found(_POINTS, _values(heads, "x-spam-score"))]
    bars = _found(_BAR, _values(heads, "x-spam-level", "x-spamd-bar"))
    points += [float(len(one[0])) for one in bars]
    return max(points, default=0.0) >= SUSPECT


def _values(heads: Headers, *names: str) -> list[str]:
    return [value for name in names for value in heads.texts(name)[:MOST]]


def _found(pattern: re.Pattern[str], values: list[str]) -> list[re.Match[str]]:
    return [found for value in values if (found := pattern.match(value))]
