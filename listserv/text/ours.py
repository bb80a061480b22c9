"""The Message-IDs of letters of ours, as an answer names them; pure.

Owns how they are spelled. Whoever answers a letter need not be who got it: what an id names is a
hint, never a proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 10  # ids that are looked at
_LETTER = re.compile(r"letter\.(\d{1,12})\.\d{1,12}\Z")


def letter_id(id_: int, now: float, domain: str) -> str:
    """The Message-ID of a letter, without brackets."""
    return f"letter.{id_}.{int(now)}@{domain}"


def letters_named(message_ids: Iterable[str], domain: str) -> tuple[int, ...]:
    """The ids of the letters that these Message-IDs are of, in their order."""
    found = (one.lower().rpartition("@") for one in list(message_ids)[:MOST])
    return tuple(
        int(name[1]) for local, _, host in found if host == domain if (name := _LETTER.match(local))
    )
