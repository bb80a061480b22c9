"""How the clerk spells commands in its letters, so that its own words are always understood.

Tables, and what a mistyped line may have meant. The English forms are the codes that work in every
language; the letters translate them (press/phrases.COMMAND).
"""

from __future__ import annotations

from listserv.languages import facilitator, grammar
from listserv.languages.grammar import Command
from listserv.model import DeliveryMode, Reading
from listserv.press import steered
from listserv.press.phrases import COMMAND
from listserv.press.speech import words

DELIVERY = {mode: COMMAND[mode] for mode in DeliveryMode}

# What to offer when a form lacks its value.
EXAMPLES = {
    grammar.ASK_PAUSE: "pause 3 weeks",
    grammar.ASK_DELIVERY: "one a day",
    grammar.ASK_DIGEST: "one a day",
    grammar.ASK_SUMMARY: "one a day",
    grammar.ASK_CANCEL: "leave",
    grammar.ASK_LANGUAGES: "I read fr en",
    grammar.ASK_FILE: "attachment 811.1",
}

TWO_MEANINGS = frozenset({grammar.ASK_SUMMARY, grammar.ASK_CANCEL})  # the others lack a value

OUR_IDS = ("letter.", "digest.", "summary.")  # how the Message-ID of a mail of the server begins
LONGEST_COMMAND = 4  # words of a line that may be a mistyped command; more of them are prose

NO_LISTS = frozenset(mode.value for mode in DeliveryMode)  # arguments that name no list


def spelled(command: Command) -> str:
    """The line that says a command again."""
    match command.verb:
        case grammar.DELIVERY:
            mode, *rest = command.args
            return " ".join((DELIVERY[DeliveryMode(mode)], *rest))
        case grammar.PAUSE:
            days, *rest = command.args
            return " ".join(("pause", days, "days", *rest))
        case grammar.I_READ:
            return " ".join(("I read", *command.args))
    return " ".join((command.verb, *command.args))


def guess(typed: str, language: str) -> tuple[str, str]:
    """What a moderator's line may have meant, and a doubt of the letter `did-you-mean`."""
    line, lacks = facilitator.nearest(typed)
    if line:
        return line, "text-below" if lacks else "unknown"
    if lacks in steered.EXAMPLE:
        return steered.example((lacks, ""), words(language).translations), "lacking"
    return "", "unknown"


def answers_ours(reading: Reading, domain: str) -> bool:
    """Whether a mail answers one of the server's own."""
    return any(
        one.startswith(OUR_IDS) and one.endswith(f"@{domain}")
        for one in (*reading.in_reply_to, *reading.references)
    )
