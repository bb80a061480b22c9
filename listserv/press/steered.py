"""Lines that a facilitator may write: what ends something she began, what a command looks like; and
what a letter about one of them is about.

Pure tables and the functions that say them in a language. Each line is understood by the reader of
commands in every language it is translated into; the tests read them all.
"""

from __future__ import annotations

from gettext import NullTranslations

from listserv.press.catalogue import msg_in

# What ends it, by the word of the command; some with a number or an address (`%(value)s`).
ENDING: dict[str, str] = {
    "emergency": msg_in("command", "emergency off"),
    "pace": msg_in("command", "pace off"),
    "slow": msg_in("command", "slow %(value)s off"),
    "close": msg_in("command", "open %(value)s"),
    "watch": msg_in("command", "unwatch %(value)s"),
    "ban": msg_in("command", "unban %(value)s"),
    "trust": msg_in("command", "no longer trust %(value)s"),
    "away": msg_in("command", "I am back"),
}

# A whole command, by its word; an address or a name stands for its value.
EXAMPLE: dict[str, str] = {
    "emergency": msg_in("command", "emergency on"),
    "pace": msg_in("command", "pace 8 a day"),
    "slow": msg_in("command", "slow 811 2 a day each"),
    "close": msg_in("command", "close 811 until Monday"),
    "open": msg_in("command", "open 811"),
    "watch": msg_in("command", "watch %(value)s"),
    "ban": msg_in("command", "ban %(value)s"),
    "trust": msg_in("command", "trust %(value)s"),
    "set": msg_in("command", "set rules"),
    "away": msg_in("command", "away until 3 May"),
    "deceased": msg_in("command", "deceased %(value)s"),
    "most": msg_in("command", "show at most 3000 letters"),
    "add": msg_in("command", "add %(value)s (sign-up sheet of 5 March)"),
    "invite": msg_in("command", "invite %(value)s"),
    "remove": msg_in("command", "unsubscribe %(value)s"),
    "pause": msg_in("command", "no mail to %(value)s for 3 weeks"),
    "retry": msg_in("command", "retry %(value)s"),
    "translators": msg_in("command", "translators"),
    "dismiss": msg_in("command", "remove translator %(value)s"),
    "propose": msg_in("command", "post for %(value)s"),
    "announce": msg_in("command", "announce: New opening hours"),
}

_SOMEBODY = "amina@example.org"

# What a letter about one command is about, for its subject; any other sets how the list is run.
_SETTINGS, _MEMBERS = msg_in("subject", "settings"), msg_in("subject", "members")
_OWN = msg_in("subject", "your own mails")
_ABOUT = dict.fromkeys(("away", "back", "letters", "most", "whole", "nothing-waits"), _OWN) | {
    **dict.fromkeys(("added", "invited", "removed", "address-asked", "retried"), _MEMBERS),
    **dict.fromkeys(("none-bouncing", "deceased"), _MEMBERS),
    **dict.fromkeys(("translators", "dismissed"), _MEMBERS),
}


def ending(end: tuple[str, str], say: NullTranslations) -> str:
    """The line that ends something: (word of ENDING, its value or "")."""
    word, value = end
    return say.pgettext("command", ENDING[word]) % {"value": value}


def about(word: str, who: str, topic: str, say: NullTranslations) -> str:
    """What one command of this word was about, in a few words: a person, a discussion, or a matter
    of the list."""
    return who or topic or say.pgettext("subject", _ABOUT.get(word, _SETTINGS))


def example(guess: tuple[str, str], say: NullTranslations) -> str:
    """A command as it may be written: (word of EXAMPLE, its address or "" for any), ("", line)."""
    word, value = guess
    if not word:
        return value
    return say.pgettext("command", EXAMPLE[word]) % {"value": value or _SOMEBODY}
