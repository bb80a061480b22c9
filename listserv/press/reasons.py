"""Why a post waits, and why it was not published: codes to sentences.

Pure tables. Owns the words that a moderator may use as a reason (WORDS: named reasons) and the
sentence the author reads for it, and the sentence a moderator reads for each code of the desk's
rules. A code without a sentence is shown as its own words, so that a new rule is never mute.
"""

from __future__ import annotations

from collections.abc import Iterable
from gettext import NullTranslations

from listserv.press.catalogue import comma, msg, msg_in

NAMED: dict[str, tuple[str, str]] = {
    # code: (what a moderator writes, what the author reads)
    "off-purpose": (
        msg_in("reason", "off purpose"),
        msg("It lies outside the purpose of this forum."),
    ),
    "private": (
        msg_in("reason", "private"),
        msg("It reads like a private message, not one for everybody."),
    ),
    "advertisement": (
        msg_in("reason", "advertisement"),
        msg("It advertises a product or a service."),
    ),
    "patient": (
        msg_in("reason", "a patient could be recognised"),
        msg("A patient could be recognised from it."),
    ),
    "already-said": (
        msg_in("reason", "already said"),
        msg("The point was made in this discussion already."),
    ),
    "thanks-only": (
        msg_in("reason", "thanks only"),
        msg("Thanks are best sent to the person alone; each mail costs our members bytes."),
    ),
    "attack": (
        msg_in("reason", "attack on a person"),
        msg("It speaks against a person; please speak about the matter."),
    ),
    "too-long": (
        msg_in("reason", "too long"),
        msg("It is too long to be read on a phone; a shorter version is welcome."),
    ),
    "no-source": (
        msg_in("reason", "no source"),
        msg("It states facts that need a source; please add where they come from."),
    ),
    "wrong-forum": (
        msg_in("reason", "wrong forum"),
        msg("It fits another of our forums better."),
    ),
    "copyright": (
        msg_in("reason", "copyright"),
        msg("It holds a text that we may not copy; a link and some lines of your own are welcome."),
    ),
    "asks-to-leave": (
        msg_in("reason", "asks to leave"),
        msg("It asks to leave; write to the address for leaving, any text will do."),
    ),
}

OFTEN = ("off-purpose", "private", "too-long")  # given most

HELD: dict[str, str] = {
    "moderated": msg("every message is read before it goes out"),
    "first-post": msg("it is the first message of this member"),
    "nonmember": msg("the sender is not a member"),
    "denied-by-domain": msg("it says it is from %(domain)s, but %(domain)s denies it"),
    "unproven": msg("nothing proves who sent it"),
    "marked-spam": msg("a filter takes it for spam"),
    "infected": msg("a virus was found in a file of it"),
    "no-author": msg("it has no sender that can be read"),
    "too-large": msg("it is larger than this list allows"),
    "repeat": msg("this very message has come before"),
    "same-id": msg("another message with the same identifier has come before"),
    "same-text": msg("this member sent the same text less than a week ago"),
    "automatic": msg("it looks like an automatic answer"),
    "empty": msg("it has neither text nor attachment"),
    "nothing-left": msg("it has no text of its own"),
    "encrypted": msg("it is encrypted: nobody here can read its text"),
    "command": msg("it looks like a command for the robot"),
    "command-only": msg("it is a command for the robot"),
    "to-robot": msg("it looks like an answer to a letter of ours"),
    "facilitation": msg("it is a facilitator's command for the robot"),
    "loop": msg("it has been through this list already"),
    "hops": msg("it has been through too many servers"),
    "private": msg("it looks meant for one person"),
    "patient": msg("it may show a patient"),
    "attachments": msg("it has attachments"),
    "emergency": msg("everything is held now"),
    "watched": msg("this member is watched"),
    "banned": msg("this sender is banned"),
    "flood": msg("this member has written very often today"),
    "closed": msg("its discussion is closed"),
    "slow": msg("its author has had her messages of the day in this discussion"),
    "unanswered": msg("its author was asked, and has not answered"),
    "moved": msg("it was moved here from another forum"),
    "passed-on": msg("it was passed on from another forum"),
    "trusted": msg("its author needs no approval"),
    "moderator": msg("a moderator of this list sent it"),
    "put-back": msg("it was let out, and that was taken back"),
    "announced": msg("it is an announcement that was taken back"),
    "proposed": msg("a facilitator wrote it, and its author has said yes"),
    "reworded": msg("its author wrote it anew in answer to a facilitator's words"),
}


def held(code: str, say: NullTranslations, address: str = "") -> str:
    """Why a post waits, as a clause that follows “it waits because”; `address` is its From."""
    if code not in HELD:
        return code.replace("-", " ")
    return say.gettext(HELD[code]) % {"domain": address.rpartition("@")[2]}


def why(reason: str, say: NullTranslations) -> str:
    """What the author reads: a known reason as a sentence, a typed one as it was typed."""
    if reason in NAMED:
        return say.gettext(NAMED[reason][1])
    if reason in HELD:
        clause = held(reason, say)
        return clause[:1].upper() + clause[1:] + "."
    return reason


def named(say: NullTranslations, codes: Iterable[str] = NAMED) -> str:
    """Named reasons on one line, as a moderator may write them."""
    return comma(say).join(say.pgettext("reason", NAMED[code][0]) for code in codes)
