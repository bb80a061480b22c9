"""A digest as text: its subject, its contents, its items, in the reader's language.

Pure but for the reading of templates. Owns which words a digest is told; what they look like
stands in templates/mail/digest.txt and titles.txt. Nothing personal stands in the text: it is
composed once for all who read the same form in the same language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import partial

from listserv.digests.collect import Strand
from listserv.digests.said import Now, in_full, to_fetch
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
    later: Sequence[Now] = (),
) -> tuple[str, str]:
    """(subject, text) of one issue; `day` is its name, the date in the list's time zone. `later`:
    what readers had before and can have in other languages now; without `strands` it is all."""
    at = links.Addresses(site, mailing_list)
    items = [item for strand in strands for item in strand.items]
    return split(
        words.render(
            f"{form}.txt",
            list=mailing_list,
            title=mailing_list.title,
            day=words.day(day),
            count=len(items) or sum(len(now.lines) for now in later),
            strands=strands,
            later=later,
            fetch=partial(to_fetch, say=words),
            said=partial(in_full, request=at.request, say=words),
            translated=[item.number for item in items if item.text.by_people],
            archive=links.open_archive(site, mailing_list),
            slogan=mailing_list.policy.footer,
            at=at,
            colleague=footers.for_colleagues(site, mailing_list, words),
        )
    )
