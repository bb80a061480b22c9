"""What can be seen of a site without the DNS: folder, disk, keys, relays, engines, web side.

Owns the questions. Each gives findings; what cannot be done, or may not be looked at, is a finding
too. Nothing is raised but by the database.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from listserv import control
from listserv.app import relays_of
from listserv.cli.common import Opened, day
from listserv.cli.findings import Finding, note, ok, wrong
from listserv.delivery.relay import Relay
from listserv.delivery.smtp import Patience, Session, UnreachableError
from listserv.home import SiteError
from listserv.identity.keyring import Kept, Keyring, State
from listserv.identity.keys import Key
from listserv.press.catalogue import COMPLETE, SOURCE
from listserv.press.wanted import missing, stale
from listserv.store import errands, posts
from listserv.store import relays as known_relays
from listserv.translate.chosen import chosen
from listserv.translate.engines import Engine, EngineError
from listserv.translate.glossaries import Glossaries

MEGABYTE = 1024 * 1024
LEAST_FREE = 256  # MB, below which the disk is as good as full
LITTLE_FREE = 2048  # MB, below which somebody should know
LEAST_FILES = 1000  # inodes that are free
PATIENCE = Patience(connect=5.0, greeting=5.0, command=5.0)
RECENT = 100  # posts whose proofs are counted
SHUNTED = 5  # mails held up by an error that are named
BAD_LINES = 5  # of one glossary that are named
ENGINE_SECONDS = 5.0  # for an engine to say which pairs it knows
PAIRS = 12  # of one engine that are named
ENOUGH = 10  # of them proven, before the front's silence means something
AS_SERVER = "run this as the user that the server runs as"


def site(at: Opened) -> Iterator[Finding]:
    """Everything but the keys and the relays."""
    yield ok("settings", str(at.settings.path))
    yield from _looked("folder", _folder(at))
    yield from _looked("disk", _disk(at.home.data_dir))
    yield _server(at)
    yield from _web(at)
    yield from _front(at)
    yield from _shunted(at)
    yield from languages()
    yield from glossaries(at)


def _looked(about: str, question: Iterable[Finding]) -> Iterator[Finding]:
    """What a question found, up to where it was not let in."""
    try:
        yield from question
    except OSError as error:
        yield wrong(about, str(error), AS_SERVER)


def _folder(at: Opened) -> Iterator[Finding]:
    folder = at.home.data_dir
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        said = f"{folder} belongs to user {owner}, and this runs as user {os.geteuid()}"
        yield note("folder", said, AS_SERVER)
    places = [folder, at.settings.archive.dir, *_outboxes(at)]
    closed = [place for place in places if place.exists() and not os.access(place, os.W_OK)]
    for place in closed:
        mend = "give it to the user that the server runs as, and run this as that user"
        yield wrong("folder", f"{place} cannot be written", mend)
    secret = [at.home.database, at.home.token_keys.parent, *at.home.token_keys.parent.rglob("*")]
    secret += [one.password_file for one in at.settings.relay if one.password_file]
    secret += [one for one in (at.settings.translate.service_key_file,) if one]
    open_ = [path for path in secret if path.exists() and path.stat().st_mode & stat.S_IRWXO]
    for path in open_:
        yield wrong("folder", f"{path} is open to everybody on this machine", f"chmod o= {path}")
    if not closed and not open_:
        yield ok("folder", f"{folder} can be written, and nothing secret is open")


def _outboxes(at: Opened) -> list[Path]:
    return [url.folder for section in at.settings.relay for url in section.url if url.folder]


def languages() -> Iterator[Finding]:
    """Whether this installation says everything in each language that is complete."""
    mend = "install the server anew: its files of languages are not those of its program"
    for language in COMPLETE:
        if language == SOURCE:
            continue
        for what, texts in (("lacks", missing(language)), ("has left-over", stale(language))):
            if texts:
                said = f"{language} {what} texts, {len(texts)}: “{texts[0][:60]}”"
                yield wrong("language", said, mend)
                break
        else:
            yield ok("language", f"{language} is complete")


def _disk(folder: Path) -> Iterator[Finding]:
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize // MEGABYTE
    said = f"{free:,} MB free in {folder}"
    if disk.f_files and disk.f_favail < LEAST_FILES:
        yield wrong("disk", f"{folder} has no room for more files", "make room for inodes")
    if free < LEAST_FREE:
        yield wrong("disk", said, "make room: new mail is answered 451 when the disk is full")
    elif free < LITTLE_FREE:
        yield note("disk", said, "every mail that comes in is kept; plan for more")
    else:
        yield ok("disk", said)


def glossaries(at: Opened) -> Iterator[Finding]:
    """Which terms drafts have, and the lines of the files that are none."""
    for looked in Glossaries(at.settings.translate.glossaries).look():
        for problem in looked.problems[:BAD_LINES]:
            where = f"{looked.path}:{problem.line}" if problem.line else f"{looked.path}"
            yield note("glossary", f"{where}: {problem.said}", "mend it; the other lines count")
        more = len(looked.problems) - BAD_LINES
        if more > 0:
            yield note("glossary", f"{looked.path}: {more} more lines are no terms")
        if looked.terms:
            many = "term" if looked.terms == 1 else "terms"
            yield ok("glossary", f"{looked.path} has {looked.terms:,} {many}")


def keys(at: Opened) -> tuple[list[tuple[Kept, Key]], list[Finding]]:
    """The keys that can be read, for whoever asks the DNS about them; and how all of them are."""
    good, found = [], list(_looked("keys", _tokens(at)))
    try:
        ring = Keyring(at.home.dkim).kept()
    except OSError as error:
        return [], [*found, wrong("keys", str(error), AS_SERVER)]
    for kept in ring:
        try:
            good.append((kept, kept.load()))
        except ValueError as error:
            found.append(wrong("keys", str(error), _without(kept, at)))
    signing = [kept.selector for kept, _ in good if kept.state is State.SIGNING]
    if signing:
        found.append(ok("keys", f"tokens; DKIM: {', '.join(signing)}"))
    elif not any(kept.state is State.SIGNING for kept in ring):
        mend = f"{_init(at)}, and publish the record that it prints"
        found.append(wrong("keys", "no key signs outgoing mail", mend))
    return good, found


def _tokens(at: Opened) -> Iterator[Finding]:
    try:
        at.home.keys()
    except SiteError as error:
        yield wrong("keys", str(error), "without it no token in anybody's mailbox opens any more")


def _without(kept: Kept, at: Opened) -> str:
    """How a site goes on without a key that cannot be read."""
    if kept.state is State.SIGNING:
        return f"restore it from a backup, or remove it; where no other signs, {_init(at)}"
    return f"restore it from a backup, or 'listserv dkim retire {kept.selector}'"


def _init(at: Opened) -> str:
    return f"run 'listserv init {at.settings.path.parent}'"


def _server(at: Opened) -> Finding:
    answer = control.ask(at.home.control, "status")
    if answer is None:
        return note("server", "no server runs on this site", "listserv serve")
    return ok("server", str(answer.get("ready", "runs")))


def _web(at: Opened) -> Iterator[Finding]:
    if not at.settings.web.url.startswith("https://"):
        said = "mails offer no one-click leave, which big providers ask of senders of many mails"
        yield note("web", said, "set [web] url to an https address that leads here")


def _front(at: Opened) -> Iterator[Finding]:
    """Rule 11: who may be somebody is found out here, or by a server in front of us."""
    names = ", ".join(at.settings.smtp.trusted_authserv_ids)
    counted = at.store.read_now(posts.proofs, RECENT)
    total, proven = sum(counted.values()), sum(n for how, n in counted.items() if how)
    seen = f"; of the last {total} posts {proven} were proven" if total else ""
    if not names:
        said = f"nothing in front of this site authenticates{seen}"
        yield note(
            "front",
            said,
            "posts that neither DKIM nor SPF proves wait for a moderator; see 'Who is proven' in "
            "docs/POSTMASTER.md",
        )
    elif proven >= ENOUGH and not counted.get("results"):
        said = f"of the last {total} posts none had results of {names}"
        yield wrong("front", said, "[smtp] trusted_authserv_ids must be the name that it writes")
    else:
        yield ok("front", f"results of {names} count{seen}")


def _shunted(at: Opened) -> Iterator[Finding]:
    """Mail that no room could digest: it is kept, and nothing more happens to it."""
    found = at.store.read_now(errands.shunted)
    if found:
        named = ", ".join(f"{kind} {number}" for kind, number in found[:SHUNTED])
        more = f" and {len(found) - SHUNTED} more" if len(found) > SHUNTED else ""
        said = f"errors of this program hold up {named}{more}; the mail is kept"
        yield wrong("mail", said, "look for 'shunted' in the log, and please report it")


async def engines(at: Opened) -> list[Finding]:
    """Every engine says which pairs it knows; and whether a running server leaves it alone."""
    status = await asyncio.to_thread(control.ask, at.home.control, "status")
    states = (status or {}).get("engines", {})
    findings, found = [], at.settings.translate
    for engine in chosen(found.engines, found.apertium, found.service, found.service_key_file):
        findings.append(await _engine(engine))
        state = str(states.get(engine.name, "ok"))
        if state != "ok":
            said = f"{engine.name} {state}; the server leaves it alone for some minutes"
            findings.append(note("engine", said, "look for its name in the log"))
    return findings


async def _engine(engine: Engine) -> Finding:
    try:
        async with asyncio.timeout(ENGINE_SECONDS):
            pairs = sorted("-".join(pair) for pair in await engine.pairs())
    except (EngineError, OSError, ValueError) as error:
        said = f"{engine.name} does not say which pairs it knows: {str(error) or repr(error)}"
        return wrong("engine", said, "start it, or take it out of [translate]")
    if not pairs:
        mend = 'install it with pairs of languages, or set [translate] apertium = ""'
        return note("engine", f"{engine.name} makes no drafts here", mend)
    more = f" and {len(pairs) - PAIRS} more" if len(pairs) > PAIRS else ""
    return ok("engine", f"{engine.name} knows {', '.join(pairs[:PAIRS])}{more}")


async def relays(at: Opened) -> list[Finding]:
    """Every relay greets us, encrypts and lets us in as for real copies."""
    findings = []
    for relay in relays_of(at.settings):
        known = at.store.read_now(known_relays.load, str(relay))
        if known.stopped is not None:
            said = f"{relay} is stopped since {day(known.stopped)}, it refuses us: {known.reason}"
            findings.append(wrong("relay", said, "mend it, then: listserv queue retry"))
        elif relay.host:
            findings.append(await _relay(relay, at.site.domain))
    return findings


async def _relay(relay: Relay, name: str) -> Finding:
    try:
        session = await Session.dial(relay, name, PATIENCE)
    except UnreachableError as error:
        return wrong("relay", f"{relay}: {error}", "start it, or name another in [relay] url")
    session.close()
    return ok("relay", f"{relay} greets us")
