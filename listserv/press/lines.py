"""Lines of command that a member may write, said in her language.

Pure tables and the function that says them. A line is known by its key: a verb, or a verb and its
first argument, `own_off`; most have a value (`%(value)s`). The English ones are what is kept of a
command that waits for its proof. Each is understood by the reader of commands in every language it
is translated into; the tests read them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from gettext import NullTranslations

from listserv.languages.command import Command, Verb
from listserv.model import DeliveryMode
from listserv.press.catalogue import msg_in
from listserv.press.phrases import COMMAND

Line = tuple[str, str]  # a key of LINES or of phrases.COMMAND, and its value or ""

LINES: dict[str, str] = {
    "help_all": msg_in("command", "help all"),
    "join": msg_in("command", "join"),
    "leave": msg_in("command", "leave"),
    "pause": msg_in("command", "pause %(value)s days"),
    "pause_1": msg_in("command", "pause %(value)s day"),
    "resume": msg_in("command", "resume"),
    "i-read": msg_in("command", "I read %(value)s"),
    "digest_text": msg_in("command", "set digest text"),
    "digest_mime": msg_in("command", "set digest mime"),
    "translation_human": msg_in("command", "set translation human"),
    "translation_machine": msg_in("command", "set translation machine"),
    "translation_off": msg_in("command", "set translation off"),
    "machine_on": msg_in("command", "you may translate my posts by machine"),
    "machine_off": msg_in("command", "do not translate my posts by machine"),
    "timezone": msg_in("command", "timezone %(value)s"),
    "timezone_": msg_in("command", "no timezone"),
    "limit": msg_in("command", "at most %(value)s KB a day"),
    "limit_0": msg_in("command", "no limit"),
    "own_on": msg_in("command", "copies of my own posts"),
    "own_off": msg_in("command", "no copies of my own posts"),
    "conceal_on": msg_in("command", "hide my name"),
    "conceal_off": msg_in("command", "show my name"),
    "mute": msg_in("command", "mute %(value)s"),
    "unmute": msg_in("command", "unmute %(value)s"),
    "only": msg_in("command", "only %(value)s"),
    "only_": msg_in("command", "all topics"),
    "address_add": msg_in("command", "address add %(value)s"),
    "address_move": msg_in("command", "address move %(value)s"),
    "address_remove": msg_in("command", "address remove %(value)s"),
    "name": msg_in("command", "my name is %(value)s"),
    "country": msg_in("command", "country %(value)s"),
    "country_": msg_in("command", "no country"),
    "organisation": msg_in("command", "organisation %(value)s"),
    "organisation_": msg_in("command", "no organisation"),
    "profile": msg_in("command", "profile: %(value)s"),
    "profile_": msg_in("command", "no profile"),
    "where": msg_in("command", "where %(value)s"),
    "withdraw": msg_in("command", "withdraw %(value)s"),
    "attachment": msg_in("command", "attachment %(value)s"),
    "get": msg_in("command", "get %(value)s"),
    "thread": msg_in("command", "thread %(value)s"),
    "index": msg_in("command", "index %(value)s"),
    "latest": msg_in("command", "latest"),
    "more": msg_in("command", "more"),
    "search": msg_in("command", "search %(value)s"),
    "summary": msg_in("command", "summary %(value)s"),
    "my-data": msg_in("command", "my data"),
    "contributions": msg_in("command", "my contributions"),
    "erase": msg_in("command", "erase me"),
    "offer": msg_in("command", "I offer to translate %(value)s"),
    "no-offer": msg_in("command", "I no longer translate %(value)s"),
    "most": msg_in("command", "translations a week: %(value)s"),
    "most_0": msg_in("command", "no limit for translations"),
    "correct": msg_in("command", "correct %(value)s"),
    "retract": msg_in("command", "undo the translation %(value)s"),
    "credit_on": msg_in("command", "translate with my name"),
    "credit_off": msg_in("command", "translate without my name"),
    "away": msg_in("command", "away until %(value)s"),
}


def line(command: Command) -> Line:
    """The key and value of the line that says a command again."""
    verb, args = command.verb, command.args
    if verb is Verb.DELIVERY:
        return args[0], " ".join(args[1:])
    if verb is Verb.PAUSE:
        return verb, " ".join(reversed(args))
    how = f"{verb}_{args[0]}" if args else ""
    if how in LINES:
        return how, " ".join(args[1:])
    return verb, " ".join(args)


def said(of: Line, say: NullTranslations) -> str:
    """The line in a language. A value that its words have no place for names a list."""
    key, value = of
    if key == Verb.PAUSE and value.split()[-1:] == ["1"]:
        key = "pause_1"
    text = say.pgettext("command", COMMAND[key] if key in tuple(DeliveryMode) else LINES[key])
    if key == "pause" and value.isdecimal():
        text = say.npgettext("command", "pause %(value)s day", "pause %(value)s days", int(value))
    return (text % {"value": value} if "%(value)s" in text else f"{text} {value}").strip()


def in_english(of: Line) -> str:
    """The line as it is kept."""
    return said(of, NullTranslations())


def kept(spelled: Iterable[str]) -> str:
    """Lines as one text that the reader of commands takes apart again: a profile ends at an empty
    line."""
    return "\n\n".join(spelled)


def spelled(command: Command) -> str:
    """The line of a command as it is kept."""
    return in_english(line(command))
