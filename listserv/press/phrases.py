"""Small words that letters share: deliveries, outcomes, questions, what was left out of a post.

Pure tables and the few functions that say them in a language. An unknown code is shown as it is.
"""

from __future__ import annotations

from gettext import NullTranslations

from listserv.model import FORMER, DeliveryMode, Note, Removed, Sort, Standing
from listserv.press.catalogue import comma, msg, msg_in

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
    "attachment": msg_in("command", "attachment 811.1"),
}

NOW = msg_in("command", "ok now")  # the value of "at-once"

# What came of what a moderator wrote about one post; some with a value (`%(value)s`).
OUTCOME: dict[str, str] = {
    "approved": msg("published"),
    "approved-later": msg("goes out on %(value)s"),
    "approved-paced": msg("goes out in its turn, at most %(value)s a day"),
    "approved-waits": msg("goes out when it is translated; at the latest: %(value)s"),
    "at-once": msg("to send it at once, answer: %(value)s"),
    "answers": msg("it answers question %(value)s"),
    "wanted": msg("marked for translation: %(value)s"),
    "language": msg("its language from now on: %(value)s"),
    "requested": msg("asked for: %(value)s"),
    "requested-nobody": msg("asked for, but nobody here translates into it: %(value)s"),
    "still-translated": msg("somebody is translating it already: %(value)s"),
    "no-language": msg("from now on its language counts as not known"),
    "refused": msg("not published"),
    "stays-back": msg("it stays taken back"),
    "spam": msg("removed as spam"),
    "later": msg("still waiting"),
    "asked": msg("the author is asked; her answer comes to you"),
    "not-asked": msg("the author was not written to: nothing proves the address"),
    "not-today": msg("the author was not written to: the letters of the day to her are spent"),
    "moved": msg("moved to %(value)s"),
    "told": msg("the author reads your word"),
    "noted": msg("your note stands below it"),
    "noted-archive": msg("your note stands below it in the archive"),
    "team": msg("the other moderators read your word"),
    "taken": msg("you take care of it"),
    "edited": msg("changed"),
    "joined": msg("goes under “%(value)s”"),
    "split": msg("begins a thread of its own"),
    "trusted": msg("from now on the author needs no approval"),
    "untrusted": msg("from now on the author needs approval again"),
    "raw": msg("the original is on its way to you"),
    "second": msg("a machine translation is on its way to you"),
    "also": msg("also in %(value)s"),
    "copied": msg("a copy waits for the moderators of %(value)s"),
    "copied-in-short": msg("a copy waits for the moderators of %(value)s, with your short version"),
    "copied-alone": msg(
        "a copy waits for the moderators of %(value)s, without your short version: "
        "the message is in that forum's language"
    ),
    "there-in-short": msg("it is in %(value)s already; your short version stands with it now"),
    "passer-told": msg("%(value)s, who passed it on, is told"),
    "pass-undone": msg("the copy in %(value)s is taken back"),
    "short-undone": msg("your short version is taken back in %(value)s"),
    "told-there": msg("it is also in %(value)s; its facilitators are told"),
    "recalled": msg("taken back; copies that had left before: %(value)s"),
    "recall-told": msg("those who have it get your words"),
    "recall-untold": msg("nobody has it, so nobody gets your words"),
    "cited": msg("published summaries that have sentences of it still: %(value)s"),
    "redacted": msg("the words were taken out; places: %(value)s"),
    "says-the-same": msg("it has translations, look whether they say the same: %(value)s"),
    "not-looked-into": msg("nobody looked into these files: %(value)s"),
    "stopped": msg("it does not go out, it waits for a decision again"),
    "undone": msg("undone"),
    "undone-line": msg("undone: %(value)s"),
    "undone-words": msg("your changes of its words are undone too"),
    "undone-left": msg("undone, it waits again; copies that had left before: %(value)s"),
}

# No undo brings these back.
FOR_GOOD = frozenset(
    {
        *("redacted", "says-the-same", "not-looked-into", "raw", "second"),
        *("undone", "undone-line", "undone-words", "undone-left"),
        *("recall-told", "recall-untold", "told-there", "pass-undone", "short-undone"),
        "at-once",
    }
)
# Their values are codes of languages.
OF_TONGUES = frozenset(
    {"wanted", "language", "says-the-same", "same-language", "no-translator", "no-draft"}
    | {"requested", "requested-nobody", "requested-before", "in-that-language", "still-translated"}
)
PAIRS = frozenset({"same-language", "no-translator", "no-draft"})  # from one into the other

# Why nothing was done to a post.
HINDRANCE: dict[str, str] = {
    "changed": msg("it has changed since you saw it, so nothing was done"),
    "not-confirmed": msg("you sent another text and have not confirmed it; this is the older one"),
    "approved-before": msg("it was published already"),
    "refused-before": msg("it was decided already: not published"),
    "recalled-before": msg("it was taken back already"),
    "moved-before": msg("message %(value)s was moved to another forum already"),
    "no-such-post": msg("this forum has no message %(value)s"),
    "no-thread": msg("this forum has published no message %(value)s"),
    "no-list": msg("there is no forum %(value)s here"),
    "same-list": msg("it is in %(value)s already"),
    "not-in-short": msg(
        "it is in %(value)s already; your short version is not kept: "
        "the message is in that forum's language"
    ),
    "not-out": msg("it has not been published"),
    "nobody": msg("the author is not a member"),
    "same-language": msg("it is written in that language: %(value)s"),
    "no-translator": msg("no program here translates it: %(value)s"),
    # `%(value)s`: from one into the other; `%(known)s`: into which languages instead
    "no-translator-known": msg(
        "no program here translates it: %(value)s; the languages they know: %(known)s"
    ),
    "no-draft": msg("the program made no translation this time: %(value)s"),
    "requested-before": msg("asked for already: %(value)s"),
    "in-that-language": msg("it can be read in that language already: %(value)s"),
    "translate-off": msg("nothing is translated in this forum"),
    "in-which-language": msg("its language is not known; please say it first"),
    "no-machine": msg("its author wants no machine translation"),
    "not-found": msg("these words do not stand in it, or not any more"),
    "too-short": msg("these words are too short, they would be found everywhere"),
    "stays-redacted": msg("words that were taken out do not come back"),
    "nothing-to-undo": msg("there is nothing to undo"),
    "undone-before": msg("it was undone already"),
    "stays-herself": msg("%(value)s stays a member, by their own choice since then"),
    "gone-since": msg("%(value)s is no longer a member anyway"),
    "too-late-to-undo": msg("it went out more than ten minutes ago; recall takes it back"),
    "pass-out": msg(
        "it is out in %(value)s already; its facilitators take it back there: recall %(number)s"
    ),
    "pass-decided": msg("its facilitators have decided about it in %(value)s already"),
    "not-undone": msg("something was decided since, undo that first"),
    "overtaken": msg("this stands, for it was said since: %(value)s"),
    "changed-since": msg("it was changed since, and stays as it is now"),
    "address-confirmed": msg("%(value)s was confirmed from there, and stays the address"),
    "invitation-taken": msg("the invitation was answered already"),
    "too-late": msg("it is too late for that, it waits no more"),
    "no-such-paragraph": msg("it has no paragraph %(value)s"),
    "words-not-found": msg("these words do not stand in it: %(value)s"),
    "words-found-twice": msg("these words stand in several places: %(value)s"),
    "edits-collide": msg("two of your changes concern the same words: %(value)s"),
    "nothing-left": msg("nothing would be left of it"),
    "too-much-lost": msg("the text you sent lacks more than a third of the words"),
    "nothing-changed": msg("the text you sent is the same"),
}

# What a moderator, or the clock, did to a post, as the others read it.
DECIDED: dict[str, str] = {
    "approve": msg("%(who)s published “%(topic)s”."),
    "refuse": msg("%(who)s did not publish “%(topic)s”."),
    "spam": msg("%(who)s removed “%(topic)s” as spam."),
    "ask": msg("%(who)s asked the author of “%(topic)s” a question."),
    "move": msg("%(who)s moved “%(topic)s” to another forum."),
    "taken": msg("%(who)s takes care of “%(topic)s”."),
    "recall": msg("%(who)s took “%(topic)s” back."),
    "pass-undone": msg("%(who)s took “%(topic)s” back."),
    "redact": msg("%(who)s took words out of “%(topic)s”."),
    # Who asks to join: her name in the place of a subject.
    "admit": msg("%(who)s let in %(topic)s, who asked to join."),
    "turn-away": msg("%(who)s said no to %(topic)s, who asked to join."),
    "said": msg("%(who)s wrote: %(topic)s"),  # how to run the list, as she typed it
    "said-undone": msg("What %(who)s wrote is undone: %(topic)s"),
    "gave-back": msg("Nobody decided about “%(topic)s”: it went back to its author."),
    "expired": msg("Nobody decided about “%(topic)s”: it was put aside."),
}

STANDING: dict[str, str] = {
    Standing.TRUSTED: msg("Needs no approval, a moderator said."),
    Standing.WATCHED: msg("A moderator wants to read all that comes from this person."),
}

# The same, said to that person.
OWN_STANDING: dict[str, str] = {
    Standing.TRUSTED: msg("Your messages go out without being read first."),
    Standing.WATCHED: msg("The facilitators read all your messages before they go out."),
    Standing.BANNED: msg("Your messages are put aside, and do not go out."),
}

SORT: dict[str, str] = {
    Sort.JOB: msg("It goes into the weekly notices, under jobs."),
    Sort.EVENT: msg("It goes into the weekly notices, under events."),
    Sort.CALL: msg("It goes into the weekly notices, under calls."),
    Sort.OBITUARY: msg("It goes out as an obituary; condolences are gathered into one mail a day."),
    Sort.ANNOUNCEMENT: msg(
        "It goes out as an announcement, to all members but those without mail."
    ),
}

PROVEN: dict[str, str] = {
    "dkim": msg("The sender's address is genuine: %(domain)s vouches for it."),
    "spf": msg("The sender's address is genuine: a server of %(domain)s sent the message."),
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
    "which-words": msg("The words that belong to it are missing."),
    "which-language": msg("Which language do you mean?"),
    "which-list": msg("We do not know the forum that you name."),
    "position-or-number": msg("One number is the place of one message and the number of another."),
    "unclear": msg(
        "Your answer has words that we do not know, so we did nothing rather than guess."
    ),
    "which-reason": msg("You said no. Which reason may we give to the author?"),
    "reason-for-her": msg("You said no. Which reason may we give to the person who asks to join?"),
    "which-person": msg("Several people were shown. Whom do you mean?"),
    "two-decisions": msg("You named one person twice, with two different decisions."),
    "which-post": msg("Several messages were shown. Which ones do you mean?"),
    "no-such-post": msg("You named a number that was not among those shown."),
    "conflict": msg("You named one message twice, with two different decisions."),
    "question": msg("Your answer holds a question, so we are not sure that it is a decision."),
    "condition": msg("Your answer sets a condition, and a robot cannot meet it."),
    "other-address": msg("An answer to our letter came from an address that is not one of yours."),
    "which-number": msg(
        "Which message do you mean? Answer the mail that shows it, or write its number first."
    ),
    "no-words": msg("We found no words of yours above the quotation. Please write them above it."),
    "whose": msg(
        "Nothing proves that this answer came from you. If it did not, nothing is needed."
    ),
    "unproven": msg(
        "Nothing proves that this mail is yours. If it is, answer with all that is to be done."
    ),
}


# Why a file that somebody asked for is not sent; `%(limit)s` is the size that one gets in a day.
WITHHELD: dict[str, str] = {
    "kind": msg("files of this kind are not sent on"),
    "unread": msg("it cannot be read"),
    "room": msg("it is too large for a mail"),
    "spent": msg("we send at most %(limit)s a day; please ask again tomorrow"),
    "missing": msg("there is no such file"),
    "virus": msg("a virus was found in it"),
    "unseen": msg("nobody could look for viruses in it"),
}


def delivery(mode: str, say: NullTranslations) -> str:
    return say.gettext(DELIVERY[mode]) if mode in DELIVERY else mode


def outcome(did: tuple[str, str], say: NullTranslations) -> str:
    """What came of a form, or why nothing came of it: a code with its value."""
    code, value = did
    if code == "sorted":
        return sort(value, say)
    text = OUTCOME.get(code) or HINDRANCE.get(code)
    number, _, rest = value.partition(" ") if code == "pass-out" else ("", "", value)
    return say.gettext(text) % {"value": rest, "number": number} if text else code


def decided(what: str, who: str, topic: str, say: NullTranslations) -> str:
    """A sentence about what somebody did to a post; `who` "" is the command line."""
    who = who or say.gettext("The site's admin")
    return say.gettext(DECIDED.get(what, "%(topic)s")) % {"who": who, "topic": topic}


def standing(word: str, say: NullTranslations) -> str:
    """What moderators said of a person; "" for an ordinary one."""
    return say.gettext(STANDING[word]) if word in STANDING else ""


def own_standing(word: str, say: NullTranslations) -> str:
    """What moderators said of the reader herself."""
    return say.gettext(OWN_STANDING[word])


def sort(word: str, say: NullTranslations) -> str:
    """How a post of a kind goes out; "" for an ordinary one."""
    return say.gettext(SORT[word]) if word in SORT else ""


def note(one: Note, say: NullTranslations) -> str:
    """A moderator's public note, as it stands under a post."""
    if not one.by:
        return say.gettext("[Note from a moderator: %(text)s]") % {"text": one.text}
    return say.gettext("[Note from a moderator (%(by)s): %(text)s]") % {
        "by": one.by,
        "text": one.text,
    }


def taken_back(say: NullTranslations) -> str:
    """What stands in the place of a post that was taken back."""
    return say.gettext("[taken back]")


def author(name: str, say: NullTranslations) -> str:
    """Who wrote a post, as readers are told."""
    return say.gettext("a former member") if name == FORMER else name


def withheld(why: str, limit: str, say: NullTranslations) -> str:
    """Why a file is not sent."""
    return say.gettext(WITHHELD[why]) % {"limit": limit} if why in WITHHELD else why


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
        parts.append(say.gettext("formatting"))
    return comma(say).join(parts)


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

    About one post each line is an answer; about several they are one together. Below a letter that
    showed none, only what it told can be taken back.
    """
    ok, later = say.pgettext("command", "ok"), say.pgettext("command", "later")
    no = say.pgettext("command", "no:") + " " + say.pgettext("reason", "off purpose")
    subject = say.pgettext("command", "ok SUBJECT new subject")
    tongue = say.pgettext("command", "language fr")
    second = say.pgettext("command", "second opinion fr")
    single = positions == 1
    first = "" if single else "1 "
    match question:
        case "which-number":
            return f"811 {ok}\n812 {no}"
        case "which-reason":
            return no if single else f"1 {ok}\n2 {no}"
        case "which-language":
            return f"{first}{tongue}\n{first}{second}"
        case "which-subject":
            return subject if single else f"1 {subject}"
    if not positions:
        return say.pgettext("command", "undo")
    return f"{ok}\n{no}\n{later}" if single else answer_example(positions, say)


def answer_about(people: int, say: NullTranslations) -> str:
    """Lines that answer a question about so many people who want to join."""
    ok, no = say.pgettext("command", "ok"), say.pgettext("command", "no: your reason")
    return f"1 {ok}\n2 {no}" if people > 1 else f"{ok}\n{no}"


def answer_all(first: int, last: int, word: str, say: NullTranslations) -> str:
    """The line that says one thing of all these positions of a queue mail."""
    command = say.pgettext("command", word)
    return f"{first} {command}" if first == last else f"{first}-{last} {command}"
