"""My contributions: a letter that somebody may show to her employer.

Owns what it says: facts that are kept anyway, and nothing that it cannot prove. It goes to an
address of hers; in another language where she asks for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from listserv.commands.handled import Handled, Handler, Part, Service
from listserv.commands.informing import Informing
from listserv.commands.visit import Visit
from listserv.languages.command import Command, Verb
from listserv.model import MailingList, Site
from listserv.press import links
from listserv.press.contributed import Contributed, Published
from listserv.press.days import local_day
from listserv.store import contributions, lists
from listserv.store.base import Db, Store
from listserv.store.contributions import Given

MOST = 200  # posts that are named, the newest; the others are counted


class Contributions(Service):
    def __init__(self, store: Store, informing: Informing, site: Site) -> None:
        self._store = store
        self._informing = informing
        self._site = site

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.CONTRIBUTIONS: self._letter}

    async def _letter(self, visit: Visit, command: Command) -> Handled:
        person = visit.person
        if person is None:
            return await self._informing.status(visit)
        given, known = await self._store.read(_gather, person.id)
        since = {one.list_id: one.joined for one in visit.memberships}
        about = dict.fromkeys((*since, *(one.list_id for one in given)))
        shown = given[:MOST]
        values = {
            "person": person,
            "lists": tuple(
                self._of_list(
                    known[list_id],
                    since.get(list_id),
                    [one for one in given if one.list_id == list_id],
                    [one for one in shown if one.list_id == list_id],
                )
                for list_id in about
            ),
        }
        part = Part("contributions", values, visit.list)
        return Handled("contributions", (part,), language="".join(command.args))

    def _of_list(
        self,
        about: MailingList,
        since: float | None,
        given: Sequence[Given],
        shown: Sequence[Given],
    ) -> Contributed:
        zone = about.policy.timezone
        years = Counter(local_day(one.published, zone).year for one in given)
        is_open = about.policy.archive == "public"
        return Contributed(
            title=about.title,
            since=since,
            years=tuple(sorted(years.items())),
            begun=sum(one.begins for one in given),
            posts=tuple(
                Published(
                    local_day(one.published, zone),
                    one.topic,
                    links.page(self._site, about, one.permalink) if is_open else "",
                )
                for one in shown
            ),
            earlier=len(given) - len(shown),
        )


def _gather(db: Db, person_id: int) -> tuple[list[Given], dict[int, MailingList]]:
    return contributions.of(db, person_id), {one.id: one for one in lists.ever(db)}
