"""What is gathered by its kind, as text: the week's notices, the condolences of a day.

Pure but for the reading of templates. Owns what a notice is told beside its item, and the order:
jobs, events, calls. What they look like stands in templates/mail/notices.txt and condolences.txt.
Like a digest, nothing personal stands in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from listserv.digests.collect import AnswerAddress, Item, strands
from listserv.digests.said import Shown, in_full, topic_in
from listserv.model import NOTICES, MailingList, Post, Site, Sort
from listserv.press import footers, links
from listserv.press.days import local_day
from listserv.press.letter import split
from listserv.press.speech import Words
from listserv.text.layout import clip
from listserv.text.masks import mask_tokens

_TOPIC = 120  # columns of an obituary's subject


@dataclass(frozen=True, slots=True)
class Notice:
    item: Item
    topic: str
    kind: Sort
    until: date | None  # the day that its words name for its end


def notices(
    posts: Sequence[Post],
    answer: AnswerAddress,
    mailing_list: MailingList,
    shown: Shown | None = None,
) -> tuple[Notice, ...]:
    """Jobs, then events, then calls, in the order of the posts within each."""
    policy = mailing_list.policy
    gathered = strands(posts, answer, profiles=policy.profiles, shown=shown)
    items = {item.number: item for strand in gathered for item in strand.items}
    made = [_notice(post, items[post.number], policy.timezone, shown or {}) for post in posts]
    return tuple(sorted(made, key=lambda one: NOTICES.index(one.kind)))


def _notice(post: Post, item: Item, zone: str, shown: Shown) -> Notice:
    until = local_day(post.until, zone) if post.until is not None else None
    topic = topic_in([post], shown) or mask_tokens(post.topic or post.subject)
    return Notice(item, topic, post.kind, until)


def compose_notices(
    fresh: Sequence[Notice],
    standing: Sequence[Notice],
    mailing_list: MailingList,
    site: Site,
    day: date,
    words: Words,
) -> tuple[str, str]:
    """(subject, text) of a week's notices: the `fresh` ones whole, a line for each that stands
    since earlier weeks; `day` is the Monday that names it."""
    at = links.Addresses(site, mailing_list)
    return split(
        words.render(
            "notices.txt",
            list=mailing_list,
            title=mailing_list.title,
            week=words.plain_day(day),
            fresh=fresh,
            standing=standing,
            archive=links.open_archive(site, mailing_list),
            slogan=mailing_list.policy.footer,
            said=partial(in_full, request=at.request, say=words),
            at=at,
            colleague=footers.for_colleagues(site, mailing_list, words),
        )
    )


def compose_condolences(
    topic: str, items: Sequence[Item], mailing_list: MailingList, site: Site, words: Words
) -> tuple[str, str]:
    """(subject, text) of a day's answers to the obituary with that topic."""
    at = links.Addresses(site, mailing_list)
    return split(
        words.render(
            "condolences.txt",
            list=mailing_list,
            topic=clip(mask_tokens(topic), _TOPIC),
            items=items,
            said=partial(in_full, request=at.request, say=words),
            at=at,
            colleague=footers.for_colleagues(site, mailing_list, words),
        )
    )
