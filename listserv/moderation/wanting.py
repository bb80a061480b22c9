"""What a moderator reads of translations that she asks for once a post has its decision; pure."""

from __future__ import annotations

from listserv.model.translations import Requested


def said(found: Requested) -> list[tuple[str, str]]:
    """Codes of phrases.OUTCOME and HINDRANCE, each with its languages."""
    if not found.translates:
        return [("translate-off", "")]
    if not found.known:
        return [("in-which-language", "")]
    each = {
        "requested": [one for one in found.asked if one not in found.nobody],
        "requested-nobody": found.nobody,
        "requested-before": found.open,
        "in-that-language": found.done,
    }
    return [(code, " ".join(codes)) for code, codes in each.items() if codes]
