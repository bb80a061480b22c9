"""The footer of a copy: three short lines, each of them true.

Pure. One line says whom an answer reaches, one how to get fewer mails or none, one is for whoever
got the mail forwarded. A line longer than 60 columns is said in fewer words where there are fewer,
but never without saying what the address is for: a long name makes a long line, which a phone
breaks. The list's own line (policy.footer) is not among them: it stands once, with the text.
"""

from __future__ import annotations

from listserv.model import MailingList, Site
from listserv.press.links import Addresses, page
from listserv.press.speech import Words

WIDTH = 60


def footer(
    site: Site, mailing_list: MailingList, words: Words, permalink: str = ""
) -> tuple[str, ...]:
    """Three lines in a language, of at most 60 columns where the list's name is short.

    On a list whose answers go to the author the first line may be the post's page instead
    (`permalink`, as in Post): there nobody writes to all by mistake.
    """
    at = Addresses(site, mailing_list)
    if mailing_list.policy.reply_to == "author":
        link = page(site, mailing_list, permalink)
        answers = [
            *([link] if link else []),
            words.gettext("Answers go to the author. To all: %(address)s"),
            words.gettext("To all: %(address)s"),
        ]
    else:
        answers = [words.gettext("Answers go to all; the From address reaches the author.")]
    return (
        _fit(answers, at.post),
        fewer(site, mailing_list, words),
        for_colleagues(site, mailing_list, words),
    )


def fewer(site: Site, mailing_list: MailingList, words: Words) -> str:
    """The line for who gets every message."""
    said = words.gettext("Write leave or one a day to %(address)s")
    return _fit([said], Addresses(site, mailing_list).request)


def for_colleagues(site: Site, mailing_list: MailingList, words: Words) -> str:
    """The line for whoever got the mail from a member."""
    choices = [
        words.gettext("Got this from a colleague? Write to %(address)s"),
        words.gettext("Got this from a colleague? %(address)s"),
    ]
    return _fit(choices, Addresses(site, mailing_list).join)


def _fit(choices: list[str], address: str) -> str:
    """The first wording that fits, else the last and shortest."""
    said = [choice.replace("%(address)s", address) for choice in choices]
    return next((line for line in said if len(line) <= WIDTH), said[-1])
