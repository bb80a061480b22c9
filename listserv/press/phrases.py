"""Small words that letters share: deliveries, outcomes, questions, what was left out of a post.

Pure tables and the few functions that say them in a language. An unknown code is shown as it is.
"""

from __future__ import annotations

from gettext import NullTranslations

from listserv.model import DeliveryMode, Removed
from listserv.press.catalogue import msg, msg_in

DELIVERY: dict[str, str] = {
    DeliveryMode.EACH: msg("every message"),
    DeliveryMode.DAILY: msg("one mail a day"),
    DeliveryMode.WEEKLY: msg("one mail a week"),
    DeliveryMode.MONTHLY: msg("one mail a month"),
    DeliveryMode.TITLES: msg("titles only, once a day"),
    DeliveryMode.SUMMARIES: msg("summaries only"),
    DeliveryMode.NONE: msg("no mail"),
}

# What a reader may write: a delivery by its mode, another command by its verb, with an example.
COMMAND: dict[str, str] = {
    DeliveryMode.EACH: msg_in("command", "every message"),
    DeliveryMode.DAILY: msg_in("command", "one a day"),
    DeliveryMode.WEEKLY: msg_in("command", "one a week"),
    DeliveryMode.MONTHLY: msg_in("command", "one a month"),
    DeliveryMode.TITLES: msg_in("command", "titles only"),
    DeliveryMode.SUMMARIES: msg_in("command", "summaries only"),
    DeliveryMode.NONE: msg_in("command", "no mail"),
    "join": msg_in("command", "join"),
    "leave": msg_in("command", "leave"),
    "status": msg_in("command", "status"),
    "help": msg_in("command", "help"),
    "resume": msg_in("command", "resume"),
    "lists": msg_in("command", "lists"),
    "pause": msg_in("command", "pause 3 weeks"),
    "i-read": msg_in("command", "I read fr en"),
}

OUTCOME: dict[str, str] = {
    "approved": msg("published"),
    "refused": msg("not published"),
    "spam": msg("removed as spam"),
    "later": msg("still waiting"),
    "decided": msg("was decided already"),
    "approved-before": msg("published already"),
    "refused-before": msg("decided already: not published"),
    "changed": msg("has changed since you saw it, so nothing was done"),
}

PROVEN: dict[str, str] = {
    "dkim": msg("The sender is proven by a signature of %(domain)s (DKIM)."),
    "spf": msg("The sender is proven by a mail server of %(domain)s (SPF)."),
    "results": msg("The sender is proven for %(domain)s, says our own mail server."),
}

# Why mail comes back, by the kinds of bounces/classify.py.
TROUBLE: dict[str, str] = {
    "dead": msg("there is no such mailbox"),
    "full": msg("the mailbox is full"),
    "policy": msg("the other server refuses our mails"),
    "content": msg("the other server refused these mails for their form or size"),
    "unknown": msg("we do not know why"),
}

QUESTION: dict[str, str] = {
    "unknown-form": msg("Your answer uses a form that this server does not have."),
    "which-subject": msg("You changed the subject, but we cannot see the new one."),
    "position-or-number": msg("One number is the place of one message and the number of another."),
    "unclear": msg(
        "Your answer has words that we do not know, so we did nothing rather than guess."
    ),
    "which-reason": msg("You said no. Which reason may we give to the author?"),
    "which-post": msg("Several messages were shown. Which ones do you mean?"),
    "no-such-post": msg("You named a number that was not among those shown."),
    "conflict": msg("You named one message twice, with two different decisions."),
    "question": msg("Your answer holds a question, so we are not sure that it is a decision."),
    "condition": msg("Your answer sets a condition, and a robot cannot meet it."),
    "other-address": msg("An answer to our letter came from an address that is not one of yours."),
    "unproven": msg(
        "Nothing proves that this answer came from you. If it did not, nothing is needed."
    ),
}


def delivery(mode: str, say: NullTranslations) -> str:
    return say.gettext(DELIVERY[mode]) if mode in DELIVERY else mode


def outcome(code: str, say: NullTranslations) -> str:
    return say.gettext(OUTCOME[code]) if code in OUTCOME else code


def trouble(code: str, say: NullTranslations) -> str:
    """Why mail comes back."""
    return say.gettext(TROUBLE.get(code, TROUBLE["unknown"]))


def question(code: str, say: NullTranslations) -> str:
    return say.gettext(QUESTION.get(code, QUESTION["unclear"]))


def proven(proof: str, say: NullTranslations) -> str:
    """Who vouches for a sender, of `dkim example.org` and the like."""
    how, _, domain = proof.partition(" ")
    if how in PROVEN and domain:
        return say.gettext(PROVEN[how]) % {"domain": domain}
    return say.gettext("The sender is proven.")


def removed(what: Removed, say: NullTranslations) -> str:
    """`41 quoted lines, signature`; "" where nothing was left out."""
    parts: list[str] = []
    if what.quoted_lines:
        lines = say.ngettext("%(n)s quoted line", "%(n)s quoted lines", what.quoted_lines)
        parts.append(lines % {"n": what.quoted_lines})
    if what.signature:
        parts.append(say.gettext("signature"))
    if what.phone_line:
        parts.append(say.gettext("line of a phone"))
    if what.disclaimer:
        parts.append(say.gettext("disclaimer"))
    if what.footer:
        parts.append(say.gettext("footer of a list"))
    if what.html:
        parts.append(say.gettext("HTML dressing"))
    return ", ".join(parts)


def command(line: str, say: NullTranslations) -> str:
    """A command as the reader may write it: of its code or its English words; any other line is
    shown as it is."""
    return say.pgettext("command", COMMAND.get(line, line)) if line else ""


def answer_example(positions: int, say: NullTranslations) -> str:
    """Lines that answer a queue mail of so many positions, in the moderator's language.

    One decision a line, so that no screen breaks one.
    """
    ok = say.pgettext("command", "ok")
    if positions == 1:
        return ok
    no = say.pgettext("command", "no:") + " " + say.pgettext("reason", "off purpose")
    if positions == 2:
        return f"1 {ok}\n2 {no}"
    rest = say.pgettext("command", "rest ok")
    return f"1 {ok}\n2 {no}\n{rest}"


def answer_to(question: str, positions: int, say: NullTranslations) -> str:
    """Lines that answer a question about so many posts: none undoes what was said before it.

    About one post each line is an answer; about several they are one together.
    """
    ok, later = say.pgettext("command", "ok"), say.pgettext("command", "later")
    no = say.pgettext("command", "no:") + " " + say.pgettext("reason", "off purpose")
    subject = say.pgettext("command", "ok SUBJECT new subject")
    single = positions == 1
    match question:
        case "which-reason":
            return no if single else f"1 {ok}\n2 {no}"
        case "which-subject":
            return subject if single else f"1 {subject}"
    return f"{ok}\n{no}\n{later}" if single else answer_example(positions, say)


def answer_all(positions: int, say: NullTranslations) -> str:
    """The line that publishes all of a queue mail."""
    ok = say.pgettext("command", "ok")
    return ok if positions == 1 else f"1-{positions} {ok}"
