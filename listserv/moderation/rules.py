"""The rules of the desk: small questions about one post, each with its code and what it leads to.

Pure. Owns what each reason means; the order stands in chain.py. A rule reads Facts and says yes or
no. A From that nothing authenticates is nobody (rule 11 of DESIGN): it is a member's or a
moderator's only where the list says `unproven = accept`, and never a moderator's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from listserv.languages import words
from listserv.languages.grammar import posting_command
from listserv.languages.plain import Piece, PieceKind, split
from listserv.model import Action, Facts
from listserv.text.loops import MOST_HOPS

PRIVATE_WORDS = 12  # a text of thanks up to this long reads like a word to one person
PRIVATE_BARE = 4  # with so few words it is a word to one person whatever they are
PRIVATE_START = 4  # the thanks stand among its first words: "Hi Amina, many thanks"


@dataclass(frozen=True, slots=True)
class Rule:
    code: str  # in a verdict and in the journal; press/reasons.HELD has its sentence
    action: Action
    hits: Callable[[Facts], bool]


# --- no person's mail, or no new one ----------------------------------------------------------


def loop(facts: Facts) -> bool:
    return facts.own_trace


def hops(facts: Facts) -> bool:
    return facts.reading.hops > MOST_HOPS


def automatic(facts: Facts) -> bool:
    return bool(facts.reading.automatic) or facts.null_sender


def repeat(facts: Facts) -> bool:
    return facts.repeat_of > 0


# --- commands sent to the posting address -----------------------------------------------------


@lru_cache(maxsize=4)
def _said(subject: str, clean: str) -> tuple[str, bool]:
    """What a post commands; two rules and the verdict ask it, one after another."""
    return posting_command(subject, clean)


def command_line(facts: Facts) -> str:
    """The lines to carry out when the whole post is a command that acts here, else ""."""
    line, acts = _said(facts.reading.subject, facts.reading.clean)
    return line if acts and facts.reading.from_address else ""


def command(facts: Facts) -> bool:
    return bool(command_line(facts))


def other_command(facts: Facts) -> bool:
    line, acts = _said(facts.reading.subject, facts.reading.clean)
    return bool(line) and not acts


# --- what the post is -------------------------------------------------------------------------


def too_large(facts: Facts) -> bool:
    return facts.size > facts.policy.max_size


def _blank(facts: Facts) -> bool:
    return not (facts.reading.clean.strip() or facts.reading.attachments)


def nothing_left(facts: Facts) -> bool:
    """Reading or cleaning left nothing of what there was, or there is a subject alone.

    They may be wrong, and the subject may be a wish: a human looks.
    """
    reading = facts.reading
    said = reading.text.strip() or reading.subject.strip() or reading.defects
    return _blank(facts) and bool(said)


def empty(facts: Facts) -> bool:
    """There was nothing, from somebody who can be told so."""
    return _blank(facts) and not nothing_left(facts) and not no_author(facts)


def encrypted(facts: Facts) -> bool:
    """Nobody can clean what nobody can read; a list that sends mail as it came can send this."""
    return facts.reading.encrypted and facts.policy.body == "clean"


def same_id(facts: Facts) -> bool:
    return facts.same_id > 0


def same_text(facts: Facts) -> bool:
    return facts.same_text > 0


def spam(facts: Facts) -> bool:
    return facts.spam


def private(facts: Facts) -> bool:
    """A few words of thanks to somebody, that point nowhere and ask after the family at most."""
    reading = facts.reading
    if reading.attachments or len(reading.clean) > PRIVATE_WORDS * 20:
        return False
    pieces = split(reading.clean)
    said = [piece for piece in pieces if piece.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    marks = {piece.plain for piece in pieces}
    thanks, family = words.phrases("thanks", "words"), words.phrases("thanks", "family")
    thanked = next((place for place in range(PRIVATE_START) if thanks.at(said, place)), None)
    if thanked is None or len(said) > PRIVATE_WORDS or marks & {"/", "@"}:
        return False
    if "?" in marks and not any(family.at(said, place) for place in range(len(said))):
        return False
    return len(said) <= PRIVATE_BARE or _addressed(reading.clean, said, thanked)


def _addressed(text: str, said: Sequence[Piece], thanked: int) -> bool:
    """Whether a name or a greeting stands near the thanks, not only matter in small letters."""
    greeting = words.phrases("courtesies", "greetings")
    near = range(1, min(len(said), thanked + 1 + PRIVATE_START))
    return any(
        not text[said[place].start].islower() or greeting.at(said, place)
        for place in near
        if place != thanked
    )


# --- who wrote it -----------------------------------------------------------------------------


def no_author(facts: Facts) -> bool:
    return not facts.reading.from_address


def denied(facts: Facts) -> bool:
    """A forgery by the word of the domain it names; that no list accepts."""
    return facts.proof.denied


def unproven(facts: Facts) -> bool:
    return not facts.proof and not denied(facts) and facts.policy.unproven != "accept"


def by_moderator(facts: Facts) -> bool:
    return facts.is_moderator and bool(facts.proof)


def nonmember(facts: Facts) -> bool:
    if by_moderator(facts) or facts.policy.moderation == "none":
        return False
    return not facts.is_member


def first_post(facts: Facts) -> bool:
    if by_moderator(facts) or facts.policy.moderation not in ("all", "new"):
        return False
    return facts.is_member and facts.posts == 0


def moderated(facts: Facts) -> bool:
    return facts.policy.moderation == "all" and not by_moderator(facts)
