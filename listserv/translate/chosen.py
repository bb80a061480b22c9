"""Which engines a site has, in which order: the only file that knows all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from listserv.translate.apertium import Apertium
from listserv.translate.engines import Engine
from listserv.translate.service import LibreTranslate


def chosen(
    order: Sequence[str], apertium: str, service: str, key_file: Path | None
) -> list[Engine]:
    """The engines by the names in `order`; what has no program or no URL is left out."""
    made: dict[str, Engine] = {}
    if apertium:
        made["apertium"] = Apertium(apertium)
    if service:
        made["service"] = LibreTranslate(service, key_file)
    return [made[name] for name in order if name in made]
