"""What a subject says once the marks of mail programs are off; pure, linear.

Owns the marks of answers and forwards in the languages of our members and of common programs, list
tags (`[hw-en]`), the numbers of threads (`Topic (12)`, `Topic (12) Sub`) and of planned discussions
(`QUALITY (138) Costs (12)`), and old subjects behind a new one (`Costs (was: Topic)`). What is no
known mark stays: `Re` without a colon is a word, `(2025)` is a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from listserv.model import MailingList
from listserv.text.accents import unaccented

LONGEST = 1000  # characters of a subject that are looked at
SHORTEST_PREFIX = 4  # letters of a word that opens a planned discussion; `WHO: …` is a source
FORWARD = "Fwd: "  # the one mark that readers see: these are not the sender's own words

_ANSWER = "re|rép|rep|res|resp|aw|antw|antwort|sv|vs|odp|ynt|vá|rif|رد|الرد|回复|回覆|答复|返信"
_FORWARD = "fwd|fw|tr|rv|renv|reenv|enc|wg|doorst|vl|vb|إعادة توجيه|تحويل|转发|轉寄"
_MARK = re.compile(
    rf"\s*(?:(?P<answer>{_ANSWER})|(?P<forward>{_FORWARD}))"
    r"(?:\s?[\[(^*]?\s?\d{1,4}\s?[\])]?)?\s{0,2}[:：]\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*\[\s*([A-Za-z0-9][A-Za-z0-9._-]{0,39})\s*\]\s*")
_NUMBER = re.compile(r"\s*[(（]\s*(\d{1,5})\s*[)）]\s*")
_WAS = re.compile(
    r"\s?[(\[]\s?(?:was|était|etait|antes|era|كان)\s?(?:[:：]|(?=(?:re|fwd?)\s?:))(.*)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"([^\W\d_][^\W_]{0,20}(?:-[^\W_]{1,20})?)\s?(?:[:：]|[(（]\s?(\d{1,5})\s?[)）])\s*"
)
_LABEL = re.compile(r"Q\s?(\d{1,2})\s?[:：.]\s*", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

# Words in capitals before a colon that name no discussion: they only ask to be seen.
_CALLS = re.compile(
    "URGENTE?|EXTERNAL|CAUTION|IMPORTANTE?|REMINDER|RAPPEL|RECORDATORIO|LEMBRETE|INVITATION|INVITACI[OÓ]N|CONVITE"
    "|ANNOUNCEMENT|ANNONCE|AN[UÚ]NCIO|AVISO|WEBINA(?:R|IRE|RIO)|CORRECTION|CORRECCI[OÓ]N|CORREÇÃO"
    "|ERRATUM|UPDATE|NEWS|SURVEY|QUESTIONS?|PREGUNTA|PERGUNTA|REQUEST|CITATION|COMMENT|NOTE|NOTA"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject in its parts.

    `Re: [hifa] QUALITY (138) Q2: Costs (12) Who pays?` is an answer of the prefix QUALITY with the
    count 138, question 2, the topic Costs, number 12, and the aspect Who pays?
    """

    topic: str
    number: int = 0  # in the thread; 0: none
    aspect: str = ""  # what follows that number
    answer: bool = False
    forward: bool = False
    prefix: str = ""  # of a planned discussion
    count: int = 0  # of the posts in it
    question: int = 0
    was: str = ""  # the old subject that a new one names

    @property
    def base(self) -> str:
        """What all posts of a thread share: prefix and topic."""
        return f"{self.prefix}: {self.topic}" if self.prefix else self.topic

    @property
    def title(self) -> str:
        """All that it says, without numbers and marks."""
        if not self.aspect:
            return self.base
        joint = " " if self.topic[-1:] in "?!.:…؟" else ": "
        return f"{self.base}{joint}{self.aspect}"


def read(subject: str, prefixes: Iterable[str] = ()) -> Subject:
    """The parts of a subject. `prefixes` are list tags to take off (`hw-en` or `[hw-en]`), beside
    those before an answer's mark; without any, every tag in the form of a list name is taken off.
    """
    tags = {prefix.strip(" []").casefold() for prefix in prefixes if prefix.strip(" []")}
    rest = _BLANKS.sub(" ", subject[:LONGEST]).strip()
    answer = forward = False
    at = 0
    while True:
        if mark := _MARK.match(rest, at):
            answer |= bool(mark["answer"])
            forward |= bool(mark["forward"])
            at = mark.end()
        elif (tag := _TAG.match(rest, at)) and (
            not tags or tag[1].casefold() in tags or _MARK.match(rest, tag.end())
        ):
            at = tag.end()
        else:
            break
    rest = rest[at:]
    was = ""
    if old := _WAS.search(rest):
        was = old[1].strip()
        was = was[:-1] if was[-1:] in (")", "]") else was
        rest = rest[: old.start()]
    prefix, count, rest = _planned(rest.strip())
    label = _LABEL.match(rest) if prefix else None
    topic, number, aspect = _numbered(rest[label.end() :] if label else rest)
    question = int(label[1]) if label else 0
    return Subject(topic, number, aspect, answer, forward, prefix, count, question, was)


def _planned(text: str) -> tuple[str, int, str]:
    """(prefix, count, rest) of `QUALITY (12) Costs`, or of `QUALITY: Costs` with count 0.

    With a number any word of capitals is a prefix (`CHWs (3) Training`), with a colon alone one
    that reads like a name given on purpose. A subject all in capitals is somebody who shouts.
    """
    found = _OPENING.match(text)
    rest = text[found.end() :] if found else ""
    if found is None or not any(map(str.isalnum, rest)):
        return "", 0, text
    word, number = found[1], int(found[2] or 0)
    if found[2]:
        capitals = sum(map(str.isupper, word))
        named = not _is_year(number) and capitals >= 2 and 2 * capitals > len(word)
    else:
        long = word.isalpha() and len(word) >= SHORTEST_PREFIX
        named = long and word.isupper() and not rest.isupper() and not _CALLS.fullmatch(word)
    return (word, number, rest) if named else ("", 0, text)


def _numbered(text: str) -> tuple[str, int, str]:
    """Topic, number, aspect. The first number counts; a year stands for itself."""
    for match in _NUMBER.finditer(text):
        number = int(match[1])
        if match.start() == 0 or _is_year(number):
            continue
        aspect = text[match.end() :]
        last = _NUMBER.search(aspect)
        if last and last.end() == len(aspect) and not _is_year(int(last[1])):
            aspect = aspect[: last.start()]  # Learning (96) Communities (8): the aspect's own count
        return text[: match.start()].strip(), number, aspect.strip()
    return text.strip(), 0, ""


def _is_year(number: int) -> bool:
    return 1900 <= number <= 2099


def unmarked(subject: str) -> str:
    """The subject without answer and forward marks and tags in brackets; numbers stay."""
    rest = _BLANKS.sub(" ", subject[:LONGEST]).strip()
    at = 0
    while found := _MARK.match(rest, at) or _TAG.match(rest, at):
        at = found.end()
    return rest[at:]


def strip(subject: str, prefixes: Iterable[str] = ()) -> str:
    """The subject without answer and forward marks, list tags and numbers."""
    return read(subject, prefixes).title


def tags(mailing_list: MailingList) -> tuple[str, str]:
    """The tags that are a list's own: of all others none comes off, `[URGENT]` stays."""
    return mailing_list.name, mailing_list.policy.subject_prefix


def published(subject: str, mailing_list: MailingList) -> str:
    """The subject as a list publishes it, without numbers."""
    return strip(subject, tags(mailing_list))


def topic_key(subject: str) -> str:
    """What two subjects of one thread have in common; "" when nothing is left.

    Case, accents, punctuation and the aspect after a thread number do not matter; of a new subject
    that names the old one, the old one counts.
    """
    parts = read(subject)
    return topic_key(parts.was) if parts.was else key(parts.base)


def key(text: str) -> str:
    """Words in small letters without accents, to compare."""
    kept = (c if c.isalnum() else " " for c in unaccented(text.casefold()))
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
    """Whether a mail program, or an old subject in brackets, says that it answers or hands on."""
    parts = read(subject)
    return parts.answer or parts.forward or bool(parts.was)
