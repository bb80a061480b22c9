"""What contradicts itself among the commands of one mail: `leave` beside `one a day`.

Pure. Owns which commands exclude each other, which of the typed lines are shown then, and which say
nothing beside others. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from listserv.languages import words
from listserv.languages.command import Command, Verb
from listserv.languages.line import read
from listserv.model import DeliveryMode

_MODES = frozenset(mode.value for mode in DeliveryMode)
_NO_MAIL = DeliveryMode.NONE.value


def contradict(commands: Collection[Command]) -> bool:
    """Whether two commands exclude each other, as the lines of our menus do."""
    ways: dict[str, set[str]] = {}
    for command in commands:
        if command.verb is Verb.DELIVERY:
            ways.setdefault(" ".join(command.args[1:]), set()).add(command.args[0])
        elif command.verb in (Verb.LEAVE, Verb.JOIN):
            modes = _MODES.intersection(command.args)
            lists = (arg for arg in command.args if not (arg in words.tables() or arg in modes))
            ways.setdefault(" ".join(lists), set()).update({command.verb.value}, modes)
    return any(_exclude(one) for one in ways.values())


def exclusive(typed: Sequence[str]) -> str:
    """The first two of some lines that may exclude each other."""
    verbs = (Verb.DELIVERY, Verb.LEAVE, Verb.JOIN)
    found = [one for one in dict.fromkeys(typed) if _asks_for(one, verbs)]
    return " / ".join(found[:2] or typed[:2])


def _asks_for(line: str, verbs: Collection[Verb]) -> bool:
    one = read(line)
    return one is not None and any(command.verb in verbs for command in one.commands)


def without_idle(commands: Sequence[Command]) -> list[Command]:
    """Without `no mail` for a list that she leaves."""
    left = [command.args for command in commands if command.verb is Verb.LEAVE]
    return [
        command
        for command in commands
        if command.verb is not Verb.DELIVERY
        or command.args[0] != _NO_MAIL
        or command.args[1:] not in left
    ]


def _exclude(ways: set[str]) -> bool:
    modes = ways & _MODES
    return len(modes) > 1 or (Verb.LEAVE in ways and len(ways - {Verb.LEAVE, _NO_MAIL}) > 0)
