"""Commands that were sent to the posting address by mistake, and posts that only look so.

Pure. Owns which mail to a list is for its robot. A post may begin like a command, so the whole
text must be commands and courtesies; what people say to one another in such words is a post. In a
discussion one word is often an answer, `Weekly`, so there only what cannot be one acts, and the
rest is held. Nothing here fails; in doubt it is a post.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from listserv.languages import signatures, words
from listserv.languages.command import Command, Doubt, Verb
from listserv.languages.contradictions import contradict
from listserv.languages.courtesies import past_courtesies, said
from listserv.languages.grammar import LONGEST, is_last
from listserv.languages.leave import leave_phrase
from listserv.languages.line import COURTESY, MOST, Said, joined, read
from listserv.languages.plain import fold
from listserv.text import subject as subjects

_LONGEST_COMMANDS = 5_000  # characters; a longer post is one, whatever it begins with
# What acts at the posting address (DESIGN: commands by mail); other commands are held there.
AT_POSTING = frozenset({Verb.LEAVE, Verb.JOIN, Verb.DELIVERY, Verb.PAUSE, Verb.HELP})
_IN_A_THREAD = frozenset({Verb.LEAVE, Verb.PAUSE})  # of these, in what answers a post

# What many a post says, too: these words are for the robot only with a number behind them.
_OF_POSTS = frozenset(
    {Verb.SEARCH, Verb.ONLY, Verb.MORE, Verb.LATEST, Verb.INDEX, Verb.SUMMARY, Verb.PROFILE}
    | {Verb.NAME, Verb.COUNTRY, Verb.ORGANISATION, Verb.OFFER, Verb.CONTRIBUTIONS, Verb.MUTE}
    | {Verb.UNMUTE, Verb.TIMEZONE}
)
# What posts may be asked back for: `Attachment` alone says what comes with it, `Search` is a title.
_ASKED_AT_POSTING = frozenset({*AT_POSTING, Verb.I_READ, *Doubt})
_LEAVES = (Command(Verb.LEAVE),)
_FEW, _SHORT = 4, 40  # lines, and characters of each, that may be a name and who she is


def posting_command(
    subject: str, body: str, *, names: Sequence[str] = (), in_thread: bool = False
) -> tuple[str, bool]:
    """What a mail to the posting address commands: (its lines, whether they act there).

    ("", False) is a post. A post may begin like a command, so here the whole text must be
    commands and courtesies; a subject counts alone, or beside a body that is a command too. The
    subject of an answer is somebody else's: it counts where the answer is empty, and never acts.
    `body` is the clean text, its lines as they came; `in_thread`: the mail answers another one.
    Below a command may stand one of the writer's `names`, with what else is of a signature; below
    a bare `leave` a few short lines of any kind may be one, so it is no post, and does not act.
    """
    body = joined(body) if len(body) <= _LONGEST_COMMANDS else body
    title, is_reply = subjects.unmarked(subject), subjects.is_reply(subject)
    if leave_phrase(body):
        return Verb.LEAVE, not in_thread or leave_phrase(body, sure=True)
    if not body.strip() and leave_phrase(title):
        return Verb.LEAVE, not is_reply
    lines = [line.strip() for line in body[:LONGEST].splitlines() if line.strip()]
    if lines and is_last(lines[-1]):
        lines.pop()
    if len(lines) > MOST:
        return "", False
    found: list[tuple[str, Said]] = []
    for place, line in enumerate(lines):
        one = read(line)
        if one is None and found and signatures.begins(lines, place, names, _says_something):
            break
        if one is None and [each.commands for _, each in found] == [_LEAVES]:
            is_short = all(len(below) <= _SHORT for below in lines[place:])
            return (found[0][0], False) if is_short and len(lines) - place <= _FEW else ("", False)
        if one is None or not _is_for_robot(line, one):
            return "", False
        if one is not COURTESY:
            found.append((line, one))
    said_below = bool(found)
    if not lines or not is_reply:
        found = found or _of_subject(title)
    if not found:
        return "", False
    commands = [command for _, one in found for command in one.commands]
    acts = not contradict(commands) and all(_acts_at_posting(line, one) for line, one in found)
    if in_thread:
        acts = acts and all(_acts_in_a_thread(line, one) for line, one in found)
    return "\n".join(line for line, _ in found), acts and (said_below or not is_reply)


def _says_something(line: str) -> bool:
    one = read(line)
    return one is not None and one is not COURTESY


def _of_subject(title: str) -> list[tuple[str, Said]]:
    one = read(title)
    return [(title, one)] if one and one is not COURTESY and _is_for_robot(title, one) else []


def _is_for_robot(line: str, one: Said) -> bool:
    """Whether a line of a post is a command, and nothing that people say to one another."""
    if one.ask:
        return one.ask in _ASKED_AT_POSTING
    return not any(
        (command.verb in _OF_POSTS and not _is_numbered(line, command))
        or _leaves_something_else(line, command)
        for command in one.commands
    )


def _is_numbered(line: str, command: Command) -> bool:
    """`mute 811`, `index 2026-03`; not `messages of March`, nor `only 2 left`."""
    typed = any(letter.isdigit() for letter in line)
    return typed and any(arg.replace("-", "").isdigit() for arg in command.args)


def _leaves_something_else(line: str, command: Command) -> bool:
    """`leave the hospital`: a thing is left that need not be the list."""
    if command.verb != Verb.LEAVE or not command.args:
        return False
    pieces = said(line)
    place = past_courtesies(pieces)
    strong = words.phrases("leave", "strong").at(pieces, place)
    known = words.phrases("commands", Verb.LEAVE).at(pieces, place)
    return not strong and known is not None and len(pieces) - known[1] > len(command.args)


def _acts_at_posting(line: str, one: Said) -> bool:
    if one.ask:
        return one.ask in (Verb.PAUSE, Doubt.DELIVERY, Doubt.DIGEST, Doubt.CANCEL)
    if [command.verb for command in one.commands] == [Verb.RESUME]:
        return fold(line.strip(" .!")) in _resumes()
    return all(command.verb in AT_POSTING for command in one.commands)


def _acts_in_a_thread(line: str, one: Said) -> bool:
    """Whether a line that acts at the posting address answers nobody's question: `unsubscribe`,
    `leave hifa`, `pause 3 weeks`."""
    if one.ask:
        return False
    sure = leave_phrase(line, sure=True)
    return all(
        command.verb in _IN_A_THREAD and (bool(command.args) or sure) for command in one.commands
    )


@cache
def _resumes() -> frozenset[str]:
    """The word that ends a pause in each language; others who write `I am back` greet the list."""
    return frozenset(fold(table["commands"][Verb.RESUME][0]) for table in words.tables().values())
