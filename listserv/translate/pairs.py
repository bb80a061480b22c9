"""The pairs of languages that an engine lists, in the codes that the rest of the house uses; pure.

The modes of Apertium mix codes of two and of three letters (`es-pt`, `eng-spa`), name regions
(`es-pt_BR`) and experiments (`eco-es-fr`): they are read as listed, never built from codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel.core import get_global

_MODE = re.compile(r"([a-z]{2,3})-([a-z]{2,3})\Z")

Pair = tuple[str, str]  # from, into: as in ISO 639-1 where it has a code, else ISO 639-3


def pairs(listing: str) -> Mapping[Pair, str]:
    """The mode of each pair, from what `apertium -l` prints; regions and experiments left out."""
    found = (_MODE.match(line.strip()) for line in listing.splitlines())
    return {(short(mode[1]), short(mode[2])): mode[0] for mode in found if mode}


def short(code: str) -> str:
    """The code of ISO 639-1 where a language has one: `eng` is `en`."""
    return str(get_global("language_aliases").get(code, code))
