"""The composition root: the only file that knows every room.

Owns the order of things: rooms start from the road backwards to the door, so that nothing is
taken in before there is somebody to work on it, and stop in reverse. One server per data_dir.
A failure to start undoes what was started; a stop leaves everything unfinished in the store,
where the next start finds it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from listserv.archive.worker import Shelf
from listserv.bounces.keeper import Keeper
from listserv.bounces.returns import Returns
from listserv.children import Pool
from listserv.clock import Clock, SystemClock
from listserv.commands.addresses import Addresses as MemberAddresses
from listserv.commands.authors import Authors
from listserv.commands.clerk import Clerk
from listserv.commands.confirming import Confirming
from listserv.commands.contributions import Contributions
from listserv.commands.correcting import Correcting
from listserv.commands.correspondence import Correspondence
from listserv.commands.eraser import Eraser
from listserv.commands.erasing import Erasing
from listserv.commands.fetching import Fetching
from listserv.commands.files import Files
from listserv.commands.gathering import Gathering
from listserv.commands.greeter import Greeter
from listserv.commands.greeting import Greeting
from listserv.commands.handing import Handing
from listserv.commands.handled import Service
from listserv.commands.informing import Informing
from listserv.commands.joining import Joining
from listserv.commands.leaving import Leaving
from listserv.commands.namesakes import Namesakes
from listserv.commands.offering import Offering
from listserv.commands.papers import Papers
from listserv.commands.porter import Porter
from listserv.commands.proposals import Proposals
from listserv.commands.roll import Roll
from listserv.commands.settings import Settings as MemberSettings
from listserv.control import Control
from listserv.delivery.attic import Attic
from listserv.delivery.relay import Relay
from listserv.delivery.road import Road
from listserv.delivery.signer import Signer
from listserv.delivery.signing import SignerPool
from listserv.digests.worker import Digests
from listserv.errand import Errands, Room
from listserv.fanout.table import Table
from listserv.home import Home, SiteError
from listserv.identity.alignment import domain_of
from listserv.identity.arc import Arc
from listserv.identity.clamd import Clamd
from listserv.identity.evaluate import Identity
from listserv.identity.filters import Filters
from listserv.identity.keyring import Keyring
from listserv.identity.keys import Key
from listserv.identity.policy import has_policy
from listserv.identity.resolver import Resolver
from listserv.identity.rspamd import Rspamd
from listserv.intake.gate import Gate
from listserv.intake.server import Door, Limits
from listserv.logs import set_up
from listserv.mailroom import Mailroom
from listserv.model import Envelope, Reading
from listserv.moderation.acting import Acting
from listserv.moderation.admitting import Admitting
from listserv.moderation.afterwards import Afterwards
from listserv.moderation.answering import Answering
from listserv.moderation.asker import Asker
from listserv.moderation.desk import Desk
from listserv.moderation.digested import retell
from listserv.moderation.herald import Herald
from listserv.moderation.letters import Letters
from listserv.moderation.recalling import Recalling
from listserv.moderation.redacting import Redacting
from listserv.moderation.registrar import Registrar
from listserv.moderation.steering import Steering
from listserv.press.letter import Press
from listserv.scribe import Scribe
from listserv.settings import Settings
from listserv.site import site_of
from listserv.store import ledger, lists, members, queue, spool
from listserv.store.base import Store
from listserv.store.members import NewMember
from listserv.text import tokens
from listserv.text.tokens import Seal
from listserv.translate.chosen import chosen
from listserv.translate.engines import Engines
from listserv.translate.glossaries import Glossaries
from listserv.translators.answered import Answers as TranslatorsAnswers
from listserv.translators.asking import Asking
from listserv.translators.drafter import Drafter
from listserv.translators.letters import Texts
from listserv.web.server import Web
from listserv.webverbs import WebVerbs
from listserv.worker import Loop, Worker

log = logging.getLogger("listserv.app")

TICK_SECONDS = 5.0  # how late a lost hint, a retry or a digest hour can be noticed
# How long a stop waits, in turn: for mails in hand, rounds in hand, copies under way. The road has
# the most: a copy broken off may have arrived all the same, and goes out again at the next start.
DOOR_SECONDS = 1.0
ROOM_SECONDS = 0.5
ROAD_SECONDS = 1.5
SWITCH_SECONDS = 0.0005  # how long a thread may keep the others waiting
GARBAGE = (50_000, 20, 10)  # new objects, and younger collections, before one for circles


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the server listens, as `host:port`; "" is off."""

    smtp: str = ""
    lmtp: str = ""
    web: str = ""

    def __str__(self) -> str:
        return f"ready smtp={self.smtp or 'off'} lmtp={self.lmtp or 'off'} web={self.web or 'off'}"


class App:
    """The server. `await start()`, then `ready` says where it listens; `await stop()`."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.site = site_of(settings)
        self.home = Home(settings.site.data_dir)
        self.ready = Ready()
        self.loops: dict[str, Loop] = {}
        self._gate: Gate | None = None
        self._errands: frozenset[str] = frozenset()  # the rooms that run errands
        self._signers: SignerPool | None = None  # where the site has keys
        self._stack = AsyncExitStack()

    # --- the outside ---

    async def start(self) -> Ready:
        """Start every room; returns where the server listens."""
        set_up(self.settings.log.level, self.settings.log.format)
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self.ready

    async def stop(self) -> None:
        """Stop in reverse order; what is unfinished is found again at the next start."""
        await self._stack.aclose()

    def wake(self, rooms: Sequence[str] | frozenset[str] = ()) -> None:
        """These rooms, or all, may have work."""
        if not rooms or "door" in rooms:
            self._gate = None
        for name, loop in self.loops.items():
            if not rooms or name in rooms:
                loop.wake()

    # --- putting it together ---

    async def _start(self) -> None:
        self._stack.enter_context(self.home.locked())
        keys = self.home.keys()
        self.keys = keys
        store = self.store = Store.open(self.home.database, self.home.secret())
        self._stack.callback(store.close)
        await self._know_admin(store)
        if again := await asyncio.to_thread(self._roll.apply_again, store, self.clock.now()):
            log.info("the database is older than %d erasures: they are made again", again)
        if again := await store.write(ledger.recover, self.clock.now()):
            log.info("%d copies were under way when the server stopped; they are due again", again)
        pool = Pool()
        self._stack.push_async_callback(pool.close)
        for name, worker in self._workers(store, pool, keys):
            loop = self.loops[name] = Loop(name, worker)
            loop.start()
        self._stack.push_async_callback(self._stop_rooms)
        self._hint_from(store)
        self._tick()
        await self._open_web(store)
        await self._open_doors(store)
        verbs = {"wake": self._woken, "keys": self._rekeyed, "status": self._status}
        control = Control(self.home.control, verbs)
        await control.start()
        self._stack.push_async_callback(control.stop)
        self.wake()

    def _workers(self, store: Store, pool: Pool, keys: tokens.Keys) -> list[tuple[str, Worker]]:
        """Every worker by the name its hints use, in the order of starting."""
        site, clock, limits = self.site, self.clock, self.settings.limits
        seal = partial(tokens.seal, keys)
        resolver = Resolver()

        async def disowns(address: str) -> bool:
            return await has_policy(resolver, domain_of(address))

        mailroom = Mailroom(store, Press(site), site, seal, clock)
        names = self.settings.smtp.trusted_authserv_ids
        prover = Identity(resolver, names, pool.verify)
        arc = Arc(self._key, site.domain, resolver, names, pool.arc_holds, pool.read)
        filters = Filters(self._filter(), self._look(pool))
        handing = Handing(store, mailroom, filters, site)
        clerk, confirming = self._clerks(store, pool, mailroom, handing)
        road = self._road = self._open_road(store, seal)
        engines = self._engines = self._begin_engines()
        letters = Letters(store, mailroom, site.admin, engines.draft)
        recalling, redacting = Recalling(store, site, clock), Redacting(store, pool, clock)
        afterwards = Afterwards(store, letters, recalling, redacting, clock)
        steering = Steering(store, mailroom, clock, site.admin)
        rooms: dict[str, Room] = {
            "answers": Answering(
                *(store, mailroom, Acting(store, letters, clock), afterwards, steering),
                *(Admitting(store, mailroom, clock), site.admin, clock),
            ),
            "clerk": clerk,
            "confirming": confirming,
            "porter": Porter(store, mailroom, handing, site),
            "correspondence": Correspondence(store, pool, mailroom, handing, site, seal),
            "returns": Returns(lambda text: tokens.open_(keys, text), clock),
            "translations": TranslatorsAnswers(store, mailroom, Texts(store, engines.draft), clock),
        }
        self._errands = frozenset(rooms)
        return [
            ("scribe", Scribe(store)),
            ("road", road),
            ("attic", Attic(store, clock, limits.other_mail)),
            ("shelf", Shelf(store, site, self.settings.archive.dir)),
            ("digests", Digests(store, site, seal, clock)),
            ("drafter", Drafter(store, engines.draft, clock)),
            ("translators", Asking(store, mailroom, Texts(store, engines.draft), clock)),
            ("table", Table(store, site, seal, disowns, pool.carry, pool.files, arc.sealer, clock)),
            ("asker", Asker(store, mailroom, clock)),
            ("namesakes", Namesakes(store, mailroom, clock)),
            ("herald", Herald(store, mailroom, site, clock)),
            ("registrar", Registrar(store, mailroom, site, clock)),
            ("greeter", Greeter(store, mailroom, clock)),
            ("keeper", Keeper(store, mailroom, site, clock)),
            (
                "eraser",
                Eraser(store, pool, mailroom, self._roll, retell, site, limits.backups, clock),
            ),
            *((name, Errands(store, pool, prover, clock, room)) for name, room in rooms.items()),
            ("gathering", Gathering(store, pool, mailroom, handing, clock)),
            ("desk", Desk(store, pool, prover, filters, site, clock)),
        ]

    def _clerks(
        self, store: Store, pool: Pool, mailroom: Mailroom, handing: Handing
    ) -> tuple[Clerk, Confirming]:
        """Who does what members ask for, and who takes their answers: with the same services."""
        site, clock, limits = self.site, self.clock, self.settings.limits
        informing = Informing(store, mailroom, site, clock)
        leaving = self._leaving = Leaving(store, mailroom, informing, clock)
        services: list[Service] = [
            informing,
            leaving,
            Joining(store, mailroom, handing, informing, clock),
            Greeting(clock),
            MemberSettings(store, informing, clock),
            MemberAddresses(store, mailroom, handing, informing, site.admin, clock),
            Contributions(store, informing, site),
            Authors(store, mailroom, handing, retell, clock),
            Proposals(store, mailroom, handing, site, clock),
            Files(store, pool.files, mailroom, limits.message_size, clock),
            Papers(store, mailroom, limits.message_size, clock),
            Offering(store, mailroom, site.admin, clock),
            Correcting(store),
            Fetching(store, clock),
            Erasing(store, mailroom, handing, site, clock),
        ]
        clerk = Clerk(store, mailroom, handing, leaving, informing, services, site, clock)
        confirming = Confirming(store, mailroom, handing, clerk, services, site, clock)
        return clerk, confirming

    @property
    def _roll(self) -> Roll:
        """Who was erased, whatever the database says."""
        return Roll(self.home.erasures, self.home.secret())

    def _begin_engines(self) -> Engines:
        """What makes machine drafts."""
        found = self.settings.translate
        made = chosen(found.engines, found.apertium, found.service, found.service_key_file)
        return Engines(made, Glossaries(found.glossaries), found.seconds)

    def _filter(self) -> Rspamd | None:
        url = self.settings.rspamd.url
        return Rspamd(url) if url else None

    def _look(self, pool: Pool) -> Callable[[bytes, Reading], Awaitable[Reading]] | None:
        """Who looks for viruses."""
        url = self.settings.clamd.url
        return Clamd(url, pool.parts).look if url else None

    def _open_road(self, store: Store, seal: Seal) -> Road:
        signer = self._signer()
        if signer.keys:
            self._signers = SignerPool(signer)
            self._stack.push_async_callback(self._signers.close)
        road = Road(store, self.site, relays_of(self.settings), seal, self._signers, self.clock)
        self._stack.push_async_callback(road.stop, ROAD_SECONDS)
        return road

    def _key(self) -> Key | None:
        """The first key that signs now, for ARC sets."""
        return next(iter(self._signers.signer.keys), None) if self._signers else None

    def _signer(self) -> Signer:
        """Of the keys that sign now; it has none where the site signs nothing. Raises SiteError."""
        try:
            return Signer(self.site.domain, *Keyring(self.home.dkim).signing())
        except ValueError as error:
            raise SiteError(str(error)) from None

    async def _know_admin(self, store: Store) -> None:
        """The admin reads the posts of lists without moderators, so she is somebody we know."""
        admin = NewMember(self.site.admin.lower(), "", (self.site.language,))
        await store.write(members.ensure_person, admin, self.clock.now())

    async def _stop_rooms(self) -> None:
        """All at once: nothing comes in any more, and what one leaves the next start finds."""
        await asyncio.gather(*(loop.stop(ROOM_SECONDS) for loop in self.loops.values()))

    def _hint_from(self, store: Store) -> None:
        """Wake rooms after a commit. The hint comes from the writer's thread."""
        running = asyncio.get_running_loop()

        def hint(rooms: frozenset[str]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closing: nobody left to wake
                # An errand is hinted to the clerk; each room of errands looks for its own.
                more = self._errands if "clerk" in rooms else frozenset()
                running.call_soon_threadsafe(self.wake, rooms | more)

        store.on_commit = hint

    def _tick(self) -> None:
        """Let every room look for what is due: dueness lives in the database, not in jobs."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self.wake, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1
        )
        scheduler.start()
        self._stack.callback(scheduler.shutdown, wait=False)

    async def _open_doors(self, store: Store) -> None:
        async def accept(envelope: Envelope, raw: bytes) -> object:
            return await store.write(spool.accept, envelope, raw)

        limits = self.settings.limits
        door = Door(
            self._addresses,
            accept,
            Limits(
                message_size=limits.message_size,
                recipients=limits.recipients,
                connections=limits.connections,
                connections_per_peer=limits.connections_per_peer,
                commands=limits.commands,
                errors=limits.errors,
                session=limits.session,
                command_timeout=limits.command_timeout,
                data_timeout=limits.data_timeout,
            ),
            frozenset(self.settings.smtp.trusted),
            self.site.domain,
            self.clock,
            frozenset(self.settings.smtp.proxies),
        )
        self._stack.push_async_callback(door.stop, DOOR_SECONDS)
        smtp = lmtp = ""
        if listen := self.settings.smtp.listen:
            smtp = _spelled(await door.start_smtp(listen.host, listen.port))
        if listen := self.settings.lmtp.listen:
            lmtp = _spelled(await door.start_lmtp(listen.host, listen.port))
        self.ready = Ready(smtp, lmtp, self.ready.web)

    async def _addresses(self) -> Gate:
        """The addresses of this instant; made anew after a list changed."""
        if self._gate is None:
            found = await self.store.read(lists.every)
            self._gate = Gate(
                {one.name: one.id for one in found},
                self.site,
                lambda text: tokens.open_(self.keys, text),
            )
        return self._gate

    async def _open_web(self, store: Store) -> None:
        listen = self.settings.web.listen
        if listen is None:
            return
        pages = WebVerbs(
            self._leaving,
            lambda text: tokens.open_(self.keys, text),
            store,
            self._road.standing,
            self._engines.states,
        )
        web = Web(
            self.settings.archive.dir, self.site, pages.unsubscribe, pages.describe, pages.health
        )
        self._stack.push_async_callback(web.stop)
        self.ready = Ready(web=_spelled(await web.start(listen.host, listen.port)))

    # --- the control socket's verbs ---

    async def _woken(self) -> dict[str, Any]:
        self.wake()
        return {"ok": True}

    async def _rekeyed(self) -> dict[str, Any]:
        """The command line changed the keys that sign."""
        if self._signers is None:
            return {"error": "this server began without keys"}
        await self._signers.renew(self._signer())
        return {"ok": True}

    async def _status(self) -> dict[str, Any]:
        return {
            "ready": str(self.ready),
            "posts": await self.store.read(spool.counts),
            "deliveries": await self.store.read(queue.counts),
            "relays": self._road.standing(),
            "engines": {name: str(one) for name, one in self._engines.states().items()},
        }


def relays_of(settings: Settings) -> list[Relay]:
    """The relays that the settings name, in their order."""
    return [
        Relay(
            scheme=url.scheme,
            host=url.host,
            port=url.port,
            folder=url.folder,
            username=section.username,
            password_file=section.password_file,
            tls=section.tls,
            connections=section.connections,
            rate=section.rate,
            domain_rates=section.domain_rates,
            weight=section.weight,
            warmup=section.warmup,
        )
        for section in settings.relay
        for url in section.url
    ]


def _spelled(bound: tuple[str, int]) -> str:
    host, port = bound
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _tune() -> None:
    """Set the interpreter up for a busy event loop beside a busy writer."""
    # The writer's many short statements each wait for the interpreter; at the usual 5 ms a busy
    # event loop holds up every commit, and with it every 250.
    sys.setswitchinterval(SWITCH_SECONDS)
    # Hardly anything here ends in a circle, and what is loaded by now stays: to look at all of it
    # after every 700 new objects costs a tenth of the copies.
    gc.freeze()
    gc.set_threshold(*GARBAGE)


async def serve_until_stopped(app: App, say: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; `say` gets the line `ready …` once."""
    _tune()
    stopped = asyncio.Event()
    running = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        running.add_signal_handler(number, stopped.set)
    say(str(await app.start()))
    await stopped.wait()
    await app.stop()
