"""How the clerk spells commands in its letters, so that its own words are always understood.

Tables, and what a mistyped line may have meant. The English forms are the codes that work in every
language; the letters translate them (press/phrases.COMMAND).
"""

from __future__ import annotations

from listserv.languages import facilitator, grammar
from listserv.languages.command import Command, Doubt, Parsed, Verb
from listserv.model import DeliveryMode, Reading
from listserv.press import lines, steered
from listserv.press.lines import Line
from listserv.press.speech import words

# What to offer when a form lacks its value.
EXAMPLES: dict[str, str | Line] = {
    Verb.PAUSE: "pause 3 weeks",
    Doubt.DELIVERY: "one a day",
    Doubt.DIGEST: "one a day",
    Doubt.SUMMARY: "one a day",
    Doubt.CANCEL: "leave",
    Verb.I_READ: "I read fr en",
    Verb.ATTACHMENT: "attachment 811.1",
    Verb.MUTE: ("mute", "811"),
    Verb.ONLY: ("only", "CHW"),
    Verb.TIMEZONE: ("timezone", "Africa/Nairobi"),
    Verb.LIMIT: ("limit", "50"),
    Verb.ADDRESS: ("address_move", "amina@example.org"),
    "address_add": ("address_add", "amina@example.org"),
    "address_remove": ("address_remove", "amina@example.org"),
    Verb.GET: ("get", "811"),
    Verb.THREAD: ("thread", "811"),
    Verb.SEARCH: ("search", "cholera"),
    Verb.COUNTRY: ("country", "Kenya"),
    Verb.ORGANISATION: ("organisation", "Red Cross"),
    Verb.NAME: ("name", "Amina Kamau"),
    Verb.TRANSLATION: ("translation_human", ""),
    Verb.OWN: ("own_off", ""),
    Verb.OFFER: ("offer", "en fr"),
    Verb.MOST: ("most", "5"),
    Verb.AWAY: "away until 3 May",
    Verb.UNMUTE: ("unmute", "811"),
    Verb.PROFILE: ("profile", "midwife in Kisumu"),
}

TWO_MEANINGS = frozenset({Doubt.SUMMARY, Doubt.CANCEL})  # the others lack a value
# What a "yes" to the example says; the values of the others are anybody's.
AGREEABLE = frozenset({Verb.PAUSE, Doubt.DELIVERY, Doubt.DIGEST, Doubt.SUMMARY, Doubt.CANCEL})

_OF_STRANGERS = frozenset({Verb.HELP, Verb.LISTS, Verb.INFO, Verb.JOIN, Verb.LEAVE, Verb.STATUS})

GUESS = "guess"  # the kind of question that asks whether a line was meant

OUR_IDS = ("letter.", "digest.", "summary.")  # how the Message-ID of a mail of the server begins

NO_LISTS = frozenset(mode.value for mode in DeliveryMode)  # arguments that name no list


def meant(line: str, *, is_known: bool = True) -> Command | None:
    """The one command that a line is, if a bare "yes" may do it: erasing is asked in words of its
    own. Who is not `is_known` reads nothing of what her mail said, so a value is left out."""
    found = grammar.parse("", line).commands
    if len(found) != 1 or found[0].verb is Verb.ERASE:
        return None
    if is_known:
        return found[0]
    return Command(found[0].verb) if found[0].verb in _OF_STRANGERS else None


def example(command: Command) -> str | Line:
    """How a command that cannot be used may look."""
    by_how = f"{command.verb}_{command.args[0]}" if command.args else ""
    return EXAMPLES.get(by_how, EXAMPLES[command.verb])


def offered(wish: Command) -> str | Line:
    """A command as the letter `did-you-mean` shows it."""
    key, value = lines.line(wish)
    return (key, value) if key in lines.LINES or key in NO_LISTS else wish.verb.value


def kept(wish: Command) -> str:
    """The line that a question keeps of a command."""
    known = isinstance(offered(wish), tuple)
    return lines.spelled(wish) if known else " ".join((wish.verb, *wish.args))


def doubt(parsed: Parsed) -> str:
    """Why a mail that lacks something is asked back: a case of the letter `did-you-mean`."""
    if Doubt.CONFLICT in parsed.asks:
        return "conflict"
    return "two meanings" if parsed.asks[0] in TWO_MEANINGS else "lacking"


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
