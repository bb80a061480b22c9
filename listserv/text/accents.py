"""A text without its accents, to compare; pure.

Owns that one step. What else makes two words the same (case, marks, white space) differs from
reader to reader, and stays with each. Nothing fails.
"""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """`text` decomposed (NFKD), without what combines with a letter: `été ﬁn` is `ete fin`."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
