"""A digest as text: its subject, its contents, its items, in the reader's language.

Pure but for the reading of templates. Owns which words a digest is told; what they look like
stands in templates/mail/digest.txt and titles.txt. Nothing personal stands in the text: it is
composed once for all who read the same form in the same language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from listserv.digests.collect import Strand
from listserv.model import MailingList, Site
from listserv.press import footers, links
from listserv.press.letter import split
from listserv.press.speech import Words


class Form(StrEnum):
    """How much of each post a reader asked for."""

    FULL = "digest"
    TITLES = "titles"


def compose_digest(
    form: Form,
    strands: Sequence[Strand],
    mailing_list: MailingList,
    site: Site,
    day: date,
    words: Words,
) -> tuple[str, str]:
    """(subject, text) of one issue; `day` is its name, the date in the list's time zone."""
    return split(
        words.render(
            f"{form}.txt",
            list=mailing_list,
            title=mailing_list.title,
            day=words.day(day),
            count=sum(len(strand.items) for strand in strands),
            strands=strands,
            archive=links.open_archive(site, mailing_list),
            slogan=mailing_list.policy.footer,
            at=links.Addresses(site, mailing_list),
            colleague=footers.for_colleagues(site, mailing_list, words),
        )
    )
