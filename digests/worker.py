"""The worker of digests: gathers a list's new posts, composes an issue, lays its copies, closes it.

Owns the closing of issues. The copies are laid page by page, and nobody takes them; one transaction
closes the issue and opens them, or neither. A crash before it sends nothing and the issue is
composed again; a crash after it changes nothing. An empty day only moves the mark. Whoever leaves
before her copy is sent gets none: the road asks the ledger.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import date

from listserv.clock import Clock
from listserv.digests import kinds
from listserv.digests.calendar import PERIODS
from listserv.digests.collect import AnswerAddress, strands
from listserv.digests.compose import Form, compose_digest
from listserv.digests.due import Due, gather
from listserv.digests.mail import rendition
from listserv.digests.readers import Edition, choose
from listserv.digests.said import came_later, topic_in
from listserv.model import MailingList, Post, Purpose, Rendition, Site, Token
from listserv.press.links import Addresses
from listserv.press.speech import Words, words
from listserv.store import issues, laying, lists, redactions
from listserv.store.base import Store
from listserv.store.issues import Share
from listserv.store.redactions import LookAgainError
from listserv.text.tokens import Seal

log = logging.getLogger("listserv.digests")

Saying = Callable[[Form, Words], tuple[str, str]]  # (subject, text)


class Digests:
    """Gather: `due.gather`, what is due and its readers. Decide: `choose`, and how it is said.
    Apply: `issues.close`."""

    def __init__(self, store: Store, site: Site, seal: Seal, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._seal = seal
        self._clock = clock
        self._book = 0  # the last line of the book of decisions before we looked

    async def step(self) -> bool:
        """Close what is due, one issue a step. True: there may be more.

        An issue that cannot be made holds up no other; raises its error when all others are closed.
        """
        now = self._clock.now()
        self._book = await self._store.read(redactions.last)
        failed: Exception | None = None
        for mailing_list in await self._store.read(lists.every):
            for period in PERIODS:
                try:
                    due = await self._store.read(gather, mailing_list, period, now)
                    if due is not None and await self._close(due, now):
                        return True
                except LookAgainError:
                    return True
                except Exception as error:
                    log.exception("the %s issue of list %d failed", period, mailing_list.id)
                    failed = error
        if failed is not None:
            raise failed
        return False

    async def _close(self, due: Due, now: float) -> bool:
        """Compose and close one issue; without posts only its mark moves on."""
        laid: list[Share] = []
        closed = False
        try:
            for posts in due.parts():
                share = await self._lay(due, posts, now)
                laid += [share] if share.mailing else []
            closed = await self._store.write(
                redactions.unless_since,
                self._book,
                issues.close,
                due.list.id,
                due.period,
                due.day.isoformat(),
                due.since,
                due.until,
                laid,
                now,
            )
        finally:
            if not closed:
                for share in laid:
                    await asyncio.to_thread(laying.forget_all, self._store, share.mailing, now)
        return closed

    async def _lay(self, due: Due, posts: Sequence[Post], now: float) -> Share:
        """The mailing of some posts of an issue, to be opened when it is closed."""
        wanted, copies = choose(
            *(due.members, due.changes, posts, due.period, now),
            *(due.filters, due.standing, due.elsewhere, due.known, due.later),
        )
        if not posts and not copies:  # nobody reads what came later
            return Share(0, ())

        def make() -> int:
            renditions = self._renditions(due, posts, wanted, now)
            return laying.lay_all(self._store, "digest", due.list.id, renditions, copies, now)

        mailing = await asyncio.to_thread(make)
        shown = tuple((*edition.numbers, *edition.again) for edition in wanted)
        texts = due.texts({id_ for edition in wanted for id_ in edition.texts})
        return Share(mailing, _numbers(posts), _numbers(due.standing), shown, texts)

    def _renditions(
        self, due: Due, posts: Sequence[Post], wanted: Sequence[Edition], now: float
    ) -> list[Rendition]:
        """These posts in every form, language and choice of them that is wanted."""
        period = due.period
        name, reply_to = period, ""
        if period == "condolences":
            thread = posts[0].thread
            name, reply_to = f"{period}.{thread}", self._address(due)(thread)
        saying: dict[object, Saying] = {}
        made = []
        for edition in wanted:
            whole = (edition.numbers, edition.again) == (_numbers(posts), _numbers(due.standing))
            if edition.content not in saying:
                saying[edition.content] = self._saying(due, posts, edition)
            say = saying[edition.content]
            subject, text = say(edition.form, words(edition.language))
            made.append(
                rendition(
                    self._site,
                    due.list,
                    language=edition.language,
                    name=message_name(edition, name, due.day, whole=whole, turn=due.turn),
                    subject=subject,
                    text=text,
                    now=now,
                    reply_to=reply_to,
                )
            )
        return made

    def _saying(self, due: Due, posts: Sequence[Post], edition: Edition) -> Saying:
        """What says these posts in a form and a language; what is said of them is gathered once."""
        about, site, day = due.list, self._site, due.day
        posts, again = _among(posts, edition.numbers), _among(due.standing, edition.again)
        shown, news = due.translated(edition.shown), due.translated(edition.later)
        match due.period:
            case "notices":
                address = self._address(due, Purpose.AUTHOR)
                fresh = kinds.notices(posts, address, about, shown)
                standing = kinds.notices(again, address, about, shown)
                return lambda _, speech: kinds.compose_notices(
                    fresh, standing, about, site, day, speech
                )
            case "condolences":
                (strand,) = strands(posts, self._address(due), profiles=False, shown=shown)
                topic = topic_in(posts, shown) or due.topics[posts[0].thread]
                return lambda _, speech: kinds.compose_condolences(
                    topic, strand.items, about, site, speech
                )
        gathered = strands(posts, self._address(due), profiles=about.policy.profiles, shown=shown)
        fixed = due.translated(edition.corrected)
        came = [one.post for one in due.later if not one.corrected]
        changed = [one.post for one in due.later if one.corrected]
        later = (*came_later(came, news), *came_later(changed, fixed, corrected=True))
        return lambda form, speech: compose_digest(form, gathered, about, site, day, speech, later)

    def _address(self, due: Due, purpose: Purpose = Purpose.REPLY) -> AnswerAddress:
        return answer_address(due.list, self._site, self._seal, purpose)


def _among(posts: Sequence[Post], numbers: Sequence[int]) -> list[Post]:
    """Those of these posts that are named."""
    named = frozenset(numbers)
    return [post for post in posts if post.number in named]


def _numbers(posts: Sequence[Post]) -> tuple[int, ...]:
    return tuple(post.number for post in posts)


def message_name(edition: Edition, period: str, day: date, *, whole: bool, turn: int = 1) -> str:
    """`digest.daily.2027-01-09`: the same for an issue however often it is composed.

    An edition that lacks some of the posts (not `whole`) is another message, named by those it has;
    so is a later issue of one day, named by its `turn`.
    """
    parts = ["digest", period, day.isoformat()]
    if turn > 1:
        parts.append(str(turn))
    if edition.form is not Form.FULL:
        parts.append(edition.form)
    if not whole:
        chosen = repr((edition.numbers, edition.again) if edition.again else edition.numbers)
        parts.append(hashlib.sha256(chosen.encode()).hexdigest()[:8])
    return ".".join(parts)


def answer_address(
    mailing_list: MailingList, site: Site, seal: Seal, purpose: Purpose = Purpose.REPLY
) -> AnswerAddress:
    """Where a mail goes under post N, whoever sends it.

    With Purpose.AUTHOR to its author alone: whoever applies for a job means nobody else.
    """
    at = Addresses(site, mailing_list)
    return lambda number: at.sealed(purpose, seal(Token(purpose, number, 0)))
