"""What a subject says once the marks of mail programs are off; pure, linear.

Owns the marks of answers and forwards in the languages of our members and of common programs,
list tags (`[hw-en]`), and thread numbers (`Topic (12)`, `Topic (12) Sub`). What is no known
mark stays: `Re` without a colon is a word, `(2025)` is a year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from listserv.model import MailingList

LONGEST = 1000  # characters of a subject that are looked at

_ANSWER = "re|rép|rep|res|resp|aw|antw|antwort|sv|vs|odp|ynt|vá|rif|رد|الرد|回复|回覆|答复|返信"
_FORWARD = "fwd|fw|tr|rv|renv|reenv|enc|wg|doorst|vl|vb|إعادة توجيه|تحويل|转发|轉寄"
_MARK = re.compile(
    rf"\s*(?:(?P<answer>{_ANSWER})|(?P<forward>{_FORWARD}))"
    r"(?:\s?[\[(^*]?\s?\d{1,4}\s?[\])]?)?\s{0,2}[:：]\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*\[\s*([A-Za-z0-9][A-Za-z0-9._-]{0,39})\s*\]\s*")
_NUMBER = re.compile(r"\s*[(（]\s*(\d{1,5})\s*[)）]\s*")
_WAS = re.compile(r"\s?[(\[]\s?(?:was|était|etait|antes|era|كان)\s?:.*", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject in its parts: `Re: [hw-en] QUALITY (3) Q1: Costs` is answer, QUALITY, 3, Q1…"""

    topic: str
    number: int = 0  # 0: none
    aspect: str = ""  # what follows a number in the middle
    answer: bool = False
    forward: bool = False

    @property
    def title(self) -> str:
        """Topic and aspect without the number."""
        if not self.aspect:
            return self.topic
        joint = " " if self.topic[-1:] in "?!.:…؟" else ": "
        return f"{self.topic}{joint}{self.aspect}"


def read(subject: str, prefixes: Iterable[str] = ()) -> Subject:
    """The parts of a subject. `prefixes` are list tags to take off (`hw-en` or `[hw-en]`);
    without any, every tag in the form of a list name is taken off."""
    tags = {prefix.strip(" []").casefold() for prefix in prefixes if prefix.strip(" []")}
    rest = _BLANKS.sub(" ", subject[:LONGEST]).strip()
    answer = forward = False
    at = 0
    while True:
        if mark := _MARK.match(rest, at):
            answer |= bool(mark["answer"])
            forward |= bool(mark["forward"])
            at = mark.end()
        elif (tag := _TAG.match(rest, at)) and (not tags or tag[1].casefold() in tags):
            at = tag.end()
        else:
            break
    rest = _WAS.sub("", rest[at:]).strip()
    topic, number, aspect = _numbered(rest)
    return Subject(topic, number, aspect, answer, forward)


def _numbered(text: str) -> tuple[str, int, str]:
    """Topic, number, aspect. The first number counts; a year stands for itself."""
    for match in _NUMBER.finditer(text):
        number = int(match[1])
        if match.start() == 0 or 1900 <= number <= 2099:
            continue
        aspect = text[match.end() :]
        last = _NUMBER.search(aspect)
        if last and last.end() == len(aspect) and not 1900 <= int(last[1]) <= 2099:
            aspect = aspect[: last.start()]  # LEARN (96) Communities (8): the aspect's own count
        return text[: match.start()].strip(), number, aspect.strip()
    return text.strip(), 0, ""


def strip(subject: str, prefixes: Iterable[str] = ()) -> str:
    """The subject without answer and forward marks, list tags and thread number."""
    return read(subject, prefixes).title


def published(subject: str, mailing_list: MailingList) -> str:
    """The subject as a list publishes it: of all tags only its own come off, `[URGENT]` stays."""
    return strip(subject, (mailing_list.name, mailing_list.policy.subject_prefix))


def topic_key(subject: str) -> str:
    """What two subjects of one thread have in common; "" when nothing is left.

    Case, accents, punctuation and the aspect after a thread number do not matter.
    """
    parts = read(subject)
    plain = unicodedata.normalize("NFKD", parts.topic.casefold())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def is_forward(subject: str) -> bool:
    """Whether the first mark is that of a forward: in `Fwd: Re: x`, not in `Re: Fwd: x`."""
    rest = _BLANKS.sub(" ", subject[:LONGEST]).strip()
    at = 0
    while tag := _TAG.match(rest, at):
        at = tag.end()
    mark = _MARK.match(rest, at)
    return mark is not None and bool(mark["forward"])


def is_reply(subject: str) -> bool:
    """Whether a mail program marked it as an answer or a forward."""
    parts = read(subject)
    return parts.answer or parts.forward
