"""What becomes of a text that a translator sent: kept, or asked about first; pure.

A doubt costs a question and no text: she says yes, and it is kept as it is. What nobody asks about
is whose text it replaces where she was shown that one, and a denial that the safety gate misses:
she reads that beside the thanks. A figure or a unit that is another is asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from listserv.model import Post, State
from listserv.model.translations import Translation
from listserv.text import language, spoken
from listserv.translators import prose
from listserv.translators.pieces import Piece
from listserv.translators.returned import Text

MOST_ABSTRACT = 600  # characters of what says a post in two lines

# One that is held again was approved before: what was asked for it is kept until it goes out.
_WANTED = frozenset({State.HELD, State.APPROVED, State.OUT, State.DONE})


class Word(StrEnum):
    """What comes of a text; the first ones are kept, the others answered, as cases of
    templates/mail/translated.txt."""

    KEPT = "kept"
    CORRECTED = "corrected"
    ABSTRACT = "abstract"
    CHANGED = "changed"  # its post has other words by now
    WAITS = "waits"  # its post is held again
    SAME = "same"
    GONE = "gone"
    TOO_LITTLE = "too-little"  # words that can be no translation
    # What is asked, cases of templates/mail/translation-asked.txt.
    LANGUAGE = "language"
    SHORT = "short"
    DRAFT = "draft"
    TAKEN = "taken"
    FIGURES = "figures"
    NOT_YOURS = "not-yours"


KEEPS = frozenset({Word.KEPT, Word.CORRECTED, Word.ABSTRACT, Word.CHANGED, Word.WAITS})
ASKS = frozenset({Word.LANGUAGE, Word.SHORT, Word.DRAFT, Word.TAKEN, Word.FIGURES, Word.NOT_YOURS})


@dataclass(frozen=True, slots=True)
class Around:
    """What the store says of a text's post."""

    post: Post | None
    original: str  # the words that it had in the version that she was asked for
    standing: Translation | None  # of people, in that language
    lines: Translation | None  # the two lines of people
    hers: bool  # she translates between these languages, or moderates the list


def is_abstract(text: Text) -> bool:
    """Whether a text is two lines about its post, and not all of it."""
    return text.short or (not text.piece.whole and len(text.text) <= MOST_ABSTRACT)


def judge(
    text: Text, around: Around, person_id: int, *, sure: bool = False, figures: bool = False
) -> Word:
    """What comes of a text of this person; `sure`: she has answered our question with a yes;
    `figures`: the gate found one that is not the original's."""
    post, standing = around.post, around.standing
    if post is None or post.state not in _WANTED or post.author_took_it_back:
        return Word.GONE
    if not around.hers:
        return Word.NOT_YOURS
    abstract = is_abstract(text)
    before = around.lines if abstract else standing
    if before and before.text == text.text and text.topic in ("", before.topic):
        return Word.SAME
    if not abstract and prose.is_too_little(text.text, around.original):
        return Word.TOO_LITTLE
    if not sure and (doubt := _doubt(text, around, person_id)):
        return doubt
    if figures and not (sure or abstract):
        return Word.FIGURES
    if post.version != text.piece.version:
        return Word.CHANGED
    if post.state is State.HELD:
        return Word.WAITS
    if abstract:
        return Word.ABSTRACT
    return Word.CORRECTED if standing else Word.KEPT


def _doubt(text: Text, around: Around, person_id: int) -> Word | None:
    if text.untouched and not text.piece.again:
        return Word.DRAFT
    if seems(text):
        return Word.LANGUAGE
    if is_abstract(text):
        return None
    if prose.is_short(text.text, around.original):
        return Word.SHORT
    standing = around.standing
    if standing and not may_replace(text.piece, standing, person_id):
        return Word.TAKEN
    return None


def may_replace(piece: Piece, standing: Translation, person_id: int) -> bool:
    """Whether what she sends takes the place of what stands, and nobody asks: it is hers, or the
    very text that she was shown."""
    return standing.person_id == person_id or standing.id == piece.stands


def seems(text: Text) -> str:
    """The language that a text is in, if it is surely another than the one wanted; else ""."""
    pair = (text.piece.language, text.piece.source)
    found = spoken.decide(language.passages(text.text), pair).language
    return found if found and found != text.piece.language else ""
