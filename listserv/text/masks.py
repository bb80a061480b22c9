"""Live tokens and leave links of ours, made harmless in text that others will read.

Pure. People quote their own copies, headers and all, and forward their notices: what stands there
would let any reader act for them. Owns that one mask; people's addresses are masked in
`addresses.py`. What is shaped like one of our tokens is masked whether or not its seal is right.

A failure here cannot happen: text without tokens comes back as it is.
"""

from __future__ import annotations

import re

from listserv.text import tokens

MASK = "***"

_PURPOSES = "|".join(sorted(purpose.value for purpose in tokens.SEALED))
_OURS = re.compile(
    rf"(-(?:{_PURPOSES})(?:\+|-|%2b)|/leave/)[a-z2-7]{{{tokens.LENGTH}}}(?![a-z0-9])",
    re.IGNORECASE,
)


def mask_tokens(text: str) -> str:
    """`text` with `***` in the place of every token: `hifa-leave+***@lists.example.org`."""
    return _OURS.sub(rf"\g<1>{MASK}", text)
