"""A post's text as sentences, and which of them say nothing of the matter.

Pure. Owns the rules for greetings, thanks, closings and sentence ends in the languages of the
forums. A rule too few lets a greeting into a title; a rule too many leaves out one sentence: both
are read by a human, neither loses a post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"(?<=[.!?؟。])[\"”»’)\]]*\s+")
_BLOCK = re.compile(r"\n\s*\n")
_MARK = r"(?:[-*•–]|\d{1,2}[.)]|Q\d{1,2}[.:)])"
_LINE = re.compile(rf"(?<=[.!?:;؟…])\s*\n|\n(?=\s*{_MARK}\s)")  # a line that was ended on purpose
_BULLET = re.compile(r"[-*•–]\s+")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[“\"])(?:[A-Z]|Dr|Dra|Mr|Mrs|Ms|Prof|Sr|Sra|St|Mme|No|Nr|n\.º|vol|pp?|fig|ed|eds|al"
    r"|etc|e\.g|i\.e|cf|vs|approx|ca|c\.-à-d|p\.\s?ex|ex|art|tel|tél|min|max|\d+)\.$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:dear|hello|hi|hallo|greetings|good (?:morning|afternoon|evening|day)"
    r"|chers?|chères?|bonjour|bonsoir|salut|mesdames|messieurs"
    r"|estimad[oa]s?|querid[oa]s?|apreciad[oa]s?|hola|buen[oa]s|muy buen[oa]s"
    r"|prezad[oa]s?|car[oa]s?|olá|ola|bom dia|boa (?:tarde|noite)"
    r"|السلام عليكم|مرحبا|أعزائي|تحية)(?!\w)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:and )?(?:many |with )?thanks?(?: you)?|i (?:would like to |wish to )?thank"
    r"|merci|mille mercis|je vous remercie|avec mes remerciements"
    r"|(?:muchas |mil )?gracias|(?:le|les|os) agradezco|agradezco"
    r"|(?:muito )?obrigad[oa]s?|agradeço|agradecemos|gratos?"
    r"|شكرا|شكراً)(?!\w)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:(?:with |my )?(?:best|kind|kindest|warm|warmest) )?(?:regards|wishes)|best|sincerely"
    r"|yours|cheers|bien cordialement|cordialement|bien à vous|amicalement|salutations"
    r"|(?:un )?(?:cordial(?:es)? |atentos )?saludos?|atentamente|cordialmente|un abrazo|abrazos"
    r"|atenciosamente|(?:os )?(?:melhores |meus )?cumprimentos|(?:um )?abraços?|saudações"
    r"|مع تحياتي|مع خالص)(?!\w)",
    re.IGNORECASE,
)
_CITATION = re.compile(r"(?:citation|citación|citação|référence|reference)s?\s*:", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")

_GREETING_WORDS = 8  # a longer opening says something
_CLOSING_WORDS = 7


def paragraphs(text: str) -> list[str]:
    """The author's own paragraphs, one line each: without quoted lines, greeting and closing."""
    kept: list[str] = []
    for part in _parts(text):
        if kept and _CLOSING.match(part) and len(part.split()) <= _CLOSING_WORDS:
            break  # what follows is a name and an address
        if part := _without_greeting(part):
            kept.append(part)
    return kept


def _parts(text: str) -> Iterator[str]:
    """Blocks, and the lines in them that were ended on purpose; a citation stays in one piece."""
    for block in _BLOCK.split(text):
        own = "\n".join(line for line in block.split("\n") if not line.lstrip().startswith(">"))
        for part in [own] if is_citation(own.strip()) else _LINE.split(own):
            if line := " ".join(part.split()):
                yield _BULLET.sub("", line, count=1) if _BULLET.match(line) else line


def _without_greeting(part: str) -> str:
    """`Dear all, we count …` is `we count …`; `Dear all,` is nothing."""
    if not _GREETING.match(part):
        return part
    opening = re.match(r"[^,.!:;?\n]{2,60}[,.!:]\s*", part)
    if opening and len(opening.group().split()) <= _GREETING_WORDS:
        return part[opening.end() :]
    return "" if len(part.split()) <= _GREETING_WORDS else part


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, as they stand there."""
    made: list[str] = []
    start = 0
    for end in _END.finditer(paragraph):
        piece = paragraph[start : end.end()].strip()
        following = paragraph[end.end() : end.end() + 1]
        if _ABBREVIATED.search(piece.rstrip('"”»’)]')) or following.islower():
            continue
        made.append(piece)
        start = end.end()
    rest = paragraph[start:].strip()
    return [*made, rest] if rest else made


def is_question(sentence: str) -> bool:
    return sentence.rstrip('"”»’) ').endswith(("?", "؟"))


def is_courtesy(sentence: str) -> bool:
    """A greeting, thanks or closing: it says nothing of the matter."""
    return any(rule.match(sentence) for rule in (_GREETING, _THANKS)) or bool(
        _CLOSING.match(sentence) and len(sentence.split()) <= _CLOSING_WORDS
    )


def is_citation(paragraph: str) -> bool:
    """A CITATION block, as the forums write them: a source, not the author's words."""
    return bool(_CITATION.match(paragraph))


def word_count(sentence: str) -> int:
    return len(_WORD.findall(sentence))


def first_sentence(text: str) -> str:
    """The first sentence that says something; "" where there is none."""
    fallback = ""
    for paragraph in paragraphs(text):
        for sentence in sentences(paragraph):
            if not is_courtesy(sentence) and word_count(sentence) >= 3:
                return sentence
            fallback = fallback or sentence
    return fallback
