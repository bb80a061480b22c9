"""Posts that somebody asked for, as the letter `get` shows them, and what it says of the others.

Pure data: the values of templates/mail/get.txt. Nothing here fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from listserv.model import Attachment, Note


@dataclass(frozen=True, slots=True)
class Fetched:
    """A post that somebody asked for, as she gets it: texts, each below its label or ""."""

    number: int
    topic: str
    author: str
    country: str
    day: date  # on which it was written, by her clock
    texts: tuple[tuple[str, str], ...]
    title: str = ""  # of its list, where the letter is about none
    notes: tuple[Note, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    original: str = ""  # its language, where that is not among the texts

    @property
    def size(self) -> int:
        """Octets of what it says."""
        return sum(len(text.encode()) for _, text in self.texts)


@dataclass(frozen=True, slots=True)
class NotIn:
    """A post that is not there in a language that somebody asked for, and those it is there in."""

    number: int
    wanted: tuple[str, ...]
    spoken: tuple[str, ...]  # as it was written
    known: tuple[str, ...]  # translated by people
    drafts: tuple[str, ...] = ()  # by programs, of those that she reads


@dataclass(frozen=True, slots=True)
class Unsent:
    """Posts that somebody asked for and does not get; `why` is a case of get.txt."""

    why: str
    numbers: tuple[str, ...]
