"""The rules of the desk: small questions about one post, each with its code and what it leads to.

Pure. Owns what each reason means; the order stands in chain.py. A rule reads Facts and says yes or
no. A From that nothing authenticates is nobody (rule 11 of DESIGN): it is a member's or a
moderator's only where the list says `unproven = accept`, and never a moderator's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from listserv.languages import facilitator
from listserv.languages.instruction import Verb
from listserv.languages.posting import posting_command
from listserv.model import VIRUS, Action, Facts, Standing
from listserv.moderation import privacy
from listserv.moderation.reader import read_items
from listserv.press import subjects
from listserv.text.loops import MOST_HOPS
from listserv.text.subject import is_reply

_SHORT = 300  # characters of an answer to a notice; a longer one that begins so is a post
_ANSWER_ADDRESS = re.compile(r"-moderate[+-][A-Za-z2-7]{20,40}@")  # quoted from a notice


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
def _said(subject: str, lines: str, names: tuple[str, ...], in_thread: bool) -> tuple[str, bool]:
    """What a post commands; two rules and the verdict ask it, one after another."""
    return posting_command(subject, lines, names=names, in_thread=in_thread)


def _commands(facts: Facts) -> tuple[str, bool]:
    reading, known = facts.reading, (facts.author.name,) if facts.author else ()
    in_thread = bool(reading.in_reply_to or reading.references) or is_reply(reading.subject)
    return _said(reading.subject, reading.lines, (reading.from_name, *known), in_thread)


def command_line(facts: Facts) -> str:
    """The lines to carry out when the whole post is a command that acts here, else ""."""
    line, acts = _commands(facts)
    return line if acts and facts.reading.from_address else ""


def command(facts: Facts) -> bool:
    return bool(command_line(facts))


def other_command(facts: Facts) -> bool:
    line, acts = _commands(facts)
    return bool(line) and not acts


def facilitation(facts: Facts) -> bool:
    """A moderator's word to the robot, which hers would go out at once: `emergency on`, `1 ok`, or
    whatever she answers to a notice."""
    reading = facts.reading
    if not facts.is_moderator:
        return False
    said = facilitator.read(reading.subject, reading.lines)
    # What she says to all is a post, be it called an announcement; and a search is no prose.
    verbs = {one.verb for one in said.commands} - {Verb.ANNOUNCE}
    if said.problem:
        verbs.discard(Verb.FIND)
    numbered = facilitator.decides_by_number(reading.lines)
    return bool(verbs) or numbered or facts.answers_notice or _decides(facts)


def _decides(facts: Facts) -> bool:
    """Whether the whole text is decisions and courtesies: no post says only `ok` or `cut 4`.

    One that answers a member may begin with "No:" and go on in free words.
    """
    reading = facts.reading
    names = (reading.from_name, facts.author.name if facts.author else "")
    said = read_items(reading.lines, names, several=True)
    free = any(item.form.text for item in said.items)
    return bool(said.kinds) and not said.left_over and not (free and facts.answers)


def to_robot(facts: Facts) -> bool:
    """What a moderator seems to answer to a letter of ours, and not only in words that we know.

    Hers would go out at once; held, it costs her an ok where it was meant for all.
    """
    reading = facts.reading
    if not facts.is_moderator:
        return False
    first = reading.clean.lstrip().partition("\n")[0]  # a post to all begins with a greeting
    verbs = {one.verb for one in facilitator.read("", reading.lines).commands}
    short = len(reading.clean) <= _SHORT and facilitator.begins_with_decision(first)
    of_ours = subjects.is_of_a_letter(reading.subject) or _ANSWER_ADDRESS.search(reading.text)
    return short or bool(of_ours) or verbs == {Verb.ANNOUNCE}


# --- what the post is -------------------------------------------------------------------------


def too_large(facts: Facts) -> bool:
    """More than the list sends to each member; copies of words alone are never too large."""
    sends_all = facts.policy.body == "original" or facts.policy.attachments == "keep"
    return sends_all and facts.size > facts.policy.max_size


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
    return bool(privacy.reads_private(facts.reading, facts.answers))


def patient(facts: Facts) -> bool:
    return bool(facts.reading.patient)


def infected(facts: Facts) -> bool:
    return any(one.barred == VIRUS for one in facts.reading.attachments)


def files(facts: Facts) -> bool:
    """Attachments that the list wants to have looked at."""
    return facts.policy.attachments == "hold" and bool(facts.reading.attachments)


# --- what moderators said before --------------------------------------------------------------


def banned(facts: Facts) -> bool:
    return facts.standing is Standing.BANNED and not by_moderator(facts)


def watched(facts: Facts) -> bool:
    return facts.standing is Standing.WATCHED


def trusted(facts: Facts) -> bool:
    """`no approval needed`, said of somebody who is proven to be her."""
    return facts.standing is Standing.TRUSTED and bool(facts.proof)


def emergency(facts: Facts) -> bool:
    return facts.policy.emergency


def closed(facts: Facts) -> bool:
    return (facts.rule.closed_until or 0.0) > facts.now


def slow(facts: Facts) -> bool:
    """She has had her posts of the day in a thread that was slowed."""
    return 0 < facts.rule.each <= facts.thread_today


def flood(facts: Facts) -> bool:
    """So many posts of one author in a day: a loop, a stolen account, or an eager heart."""
    return 0 < facts.policy.flood <= facts.lately


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
    if by_moderator(facts) or trusted(facts) or facts.policy.moderation == "none":
        return False
    return not facts.is_member


def first_post(facts: Facts) -> bool:
    """A member whom nobody has read yet; where moderation is `new`, not often enough yet."""
    if by_moderator(facts) or trusted(facts) or not facts.is_member:
        return False
    match facts.policy.moderation:
        case "all":
            return facts.posts == 0
        case "new":
            return facts.posts < facts.policy.new_posts
    return False


def moderated(facts: Facts) -> bool:
    return facts.policy.moderation == "all" and not by_moderator(facts) and not trusted(facts)
