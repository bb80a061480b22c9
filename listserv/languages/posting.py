"""Commands that were sent to the posting address by mistake, and posts that only look so.

Pure. Owns which mail to a list is for its robot. A post may begin like a command, so the whole
text must be commands and courtesies; what people say to one another in such words is a post.
Nothing here fails; in doubt it is a post.
"""

from __future__ import annotations

from listserv.languages import words
from listserv.languages.command import Command, Doubt, Verb
from listserv.languages.courtesies import past_courtesies, said
from listserv.languages.grammar import LONGEST, contradict, is_last
from listserv.languages.leave import leave_phrase
from listserv.languages.line import COURTESY, MOST, Said, read
from listserv.text import subject as subjects

# What acts at the posting address (DESIGN: commands by mail); other commands are held there.
AT_POSTING = frozenset({Verb.LEAVE, Verb.JOIN, Verb.DELIVERY, Verb.PAUSE, Verb.HELP})

# What many a post says, too: these words are for the robot only with a number behind them.
_OF_POSTS = frozenset(
    {Verb.SEARCH, Verb.ONLY, Verb.MORE, Verb.LATEST, Verb.INDEX, Verb.SUMMARY, Verb.PROFILE}
    | {Verb.NAME, Verb.COUNTRY, Verb.ORGANISATION, Verb.OFFER, Verb.CONTRIBUTIONS, Verb.MUTE}
    | {Verb.UNMUTE, Verb.TIMEZONE}
)
# What posts may be asked back for: `Attachment` alone says what comes with it, `Search` is a title.
_ASKED_AT_POSTING = frozenset({*AT_POSTING, Verb.I_READ, *Doubt})


def posting_command(subject: str, body: str) -> tuple[str, bool]:
    """What a mail to the posting address commands: (its lines, whether they act there).

    ("", False) is a post. A post may begin like a command, so here the whole text must be
    commands and courtesies; a subject counts alone, or beside a body that is a command too.
    """
    title = subjects.unmarked(subject)
    if leave_phrase(body) or (not body.strip() and leave_phrase(title)):
        return Verb.LEAVE, True
    lines = [line.strip() for line in body[:LONGEST].splitlines() if line.strip()]
    if lines and is_last(lines[-1]):
        lines.pop()
    if len(lines) > MOST:
        return "", False
    found: list[tuple[str, Said]] = []
    for line in lines:
        one = read(line)
        if one is None or not _is_for_robot(line, one):
            return "", False
        if one is not COURTESY:
            found.append((line, one))
    if not found and (one := read(title)) and one is not COURTESY and _is_for_robot(title, one):
        found = [(title, one)]
    if not found:
        return "", False
    commands = [command for _, one in found for command in one.commands]
    acts = not contradict(commands) and all(_acts_at_posting(one) for _, one in found)
    return "\n".join(line for line, _ in found), acts


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


def _acts_at_posting(one: Said) -> bool:
    if one.ask:
        return one.ask in (Verb.PAUSE, Doubt.DELIVERY, Doubt.DIGEST, Doubt.CANCEL)
    return all(command.verb in AT_POSTING for command in one.commands)
