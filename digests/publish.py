"""A summary's way: drafted from a thread, published to the archive and by mail.

Owns the two steps that the command line and a facilitator's command take. A draft is a row that
nobody sees; publishing is one transaction that marks the archive and opens the mail, or neither.
A second publishing of the same draft changes nothing. Both call the store at once and wait: from an
event loop, run them in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from listserv.digests.mail import rendition
from listserv.digests.readers import Filters
from listserv.digests.summarise import compose_summary
from listserv.digests.uncited import without
from listserv.digests.worker import answer_address
from listserv.languages import plain
from listserv.model import (
    Copy,
    DeliveryMode,
    MailingList,
    Member,
    Policy,
    Rendition,
    Site,
    Summary,
)
from listserv.model.wanted import Heading, passed_by
from listserv.press import footers, links
from listserv.press.catalogue import spoken
from listserv.press.letter import split
from listserv.press.phrases import taken_back
from listserv.press.speech import words
from listserv.store import (
    filters,
    laying,
    lists,
    members,
    recalls,
    redactions,
    shelf,
    summaries,
)
from listserv.store.base import Store
from listserv.store.redactions import LookAgainError
from listserv.text.tokens import Seal

R = TypeVar("R")

# Who gets a summary as a mail of its own. Who asked for one mail a week or a month, or none, reads
# it in the archive: a promise about the number of mails is kept.
READERS = frozenset(
    {DeliveryMode.EACH, DeliveryMode.DAILY, DeliveryMode.TITLES, DeliveryMode.SUMMARIES}
)


def draft_summary(store: Store, site: Site, list_id: int, thread: int, now: float) -> int:
    """Draft the summary of a thread (named by its first post) and keep it; returns its id.

    Raises LookupError where there is no such list or no published post in the thread.
    """
    return _made(lambda: _draft(store, site, list_id, thread, now))


def _draft(store: Store, site: Site, list_id: int, thread: int, now: float) -> int:
    book = store.read_now(redactions.last)
    mailing_list = store.read_now(lists.by_id, list_id)
    posts = store.read_now(shelf.thread_posts, list_id, thread)
    if mailing_list is None or not posts:
        raise LookupError(f"no thread {thread} on this list")
    language = spoken(mailing_list.policy.language)
    title, text = compose_summary(posts, mailing_list, site, words(language))
    return store.write_now(
        redactions.unless_since,
        book,
        summaries.draft,
        list_id,
        thread,
        language,
        title,
        text,
        now,
    )


def publish_summary(store: Store, site: Site, seal: Seal, summary_id: int, now: float) -> bool:
    """Publish a draft; False when it was published already, LookupError for an unknown id."""
    return _made(lambda: _publish(store, site, seal, summary_id, now))


def _publish(store: Store, site: Site, seal: Seal, summary_id: int, now: float) -> bool:
    book = store.read_now(redactions.last)
    summary = store.read_now(summaries.get, summary_id)
    mailing_list = store.read_now(lists.by_id, summary.list_id) if summary else None
    if summary is None or mailing_list is None:
        raise LookupError(f"no summary {summary_id}")
    summary = _without_taken_back(store, summary)
    readers = store.read_now(members.members, mailing_list.id)
    said = store.read_now(filters.of_list, mailing_list.id)
    renditions, copies = compose_mail(summary, readers, said, mailing_list, site, seal, now)
    permalink = f"summary-{summary_id}"
    mailing = laying.lay_all(store, "summary", mailing_list.id, renditions, copies, now)
    published = False
    try:
        published = store.write_now(
            redactions.unless_since,
            book,
            summaries.publish,
            summary_id,
            permalink,
            mailing,
            now,
            summary.text,
            wanted(mailing_list.policy, summary.language),
        )
    finally:
        if not published:
            laying.forget_all(store, mailing, now)
    return published


def wanted(policy: Policy, written: str) -> tuple[str, ...]:
    """The languages that people are asked to put a summary into; programs never are."""
    if policy.translate == "off":
        return ()
    return tuple(one for one in dict.fromkeys(policy.languages) if one != written)


def _made(make: Callable[[], R]) -> R:
    """What comes of a step, which is taken again where words are taken out meanwhile."""
    while True:
        with suppress(LookAgainError):
            return make()


def _without_taken_back(store: Store, summary: Summary) -> Summary:
    """What was taken back since the draft was made is not published with it."""
    gone = store.read_now(recalls.taken_back, summary.thread)
    said = taken_back(words(summary.language).translations)
    return replace(summary, text=without(summary.text, gone, said))


def compose_mail(
    summary: Summary,
    readers: Sequence[Member],
    said: Filters,
    mailing_list: MailingList,
    site: Site,
    seal: Seal,
    now: float,
) -> tuple[list[Rendition], list[Copy]]:
    """The summary's mail, one rendition a language; an answer goes under its thread. It passes by
    whom the thread passes by, of what its readers `said`."""
    without = passed_by(said, Heading(summary.thread, plain.words(summary.title)))
    renditions: list[Rendition] = []
    copies: list[Copy] = []
    places: dict[str, int] = {}
    for reader in readers:
        if reader.delivery not in READERS or not reader.reads(now):
            continue
        if reader.person.id in without:
            continue
        language = spoken(reader.person.language)
        if language not in places:
            places[language] = len(renditions)
            renditions.append(_in_language(language, summary, mailing_list, site, seal, now))
        copies.append(Copy(reader.person.id, places[language]))
    return renditions, copies


def _in_language(
    language: str,
    summary: Summary,
    mailing_list: MailingList,
    site: Site,
    seal: Seal,
    now: float,
) -> Rendition:
    speech = words(language)
    subject, text = split(
        speech.render(
            "summary-mail.txt",
            list=mailing_list,
            topic=summary.title,
            text=summary.text.rstrip("\n"),
            page=links.summary(site, mailing_list, summary.id),
            at=links.Addresses(site, mailing_list),
            colleague=footers.for_colleagues(site, mailing_list, speech),
        )
    )
    return rendition(
        site,
        mailing_list,
        language=language,
        name=f"summary.{summary.id}",
        subject=subject,
        text=text,
        now=now,
        reply_to=answer_address(mailing_list, site, seal)(summary.thread),
    )
