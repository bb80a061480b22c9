"""What every verb needs: which site, how to print, how to show progress.

Owns the options that all verbs share, `--config` and `--json`, and the opening and closing of the
site they work on. A running server is told afterwards if there may be work for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from listserv import control
from listserv.cli.program import Failure
from listserv.home import Home, SiteError
from listserv.model import MailingList, Person, Site
from listserv.settings import Settings, SettingsError, load
from listserv.site import site_of
from listserv.store import lists, members
from listserv.store.base import Store
from listserv.text import tokens

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

config_option = click.option("--config", metavar="FILE", help="The site's listserv.toml.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")

DIGITS = 18  # of a row's number at most, so that it fits SQLite's 64 bits


def number(text: str) -> int:
    """The type of arguments that are the number of a row: a post's, a draft's."""
    if text.isdecimal() and len(text) <= DIGITS and int(text):
        return int(text)
    raise click.BadParameter(f'"{text}" is no number')


@dataclass(frozen=True, slots=True)
class Opened:
    """A site that a verb works on."""

    settings: Settings
    site: Site
    home: Home
    store: Store
    now: float
    as_json: bool = False

    def list(self, name: str) -> MailingList:
        """A list by its name, or a clear failure."""
        found = self.store.read_now(lists.get, name)
        if found is None:
            names = ", ".join(one.name for one in self.store.read_now(lists.every)) or "none yet"
            raise Failure(f"there is no list {name}; known: {names}")
        return found

    def person(self, who: str) -> Person:
        """A person by address or id, or a clear failure."""
        found = (
            self.store.read_now(members.person, int(who))
            if who.isdecimal() and len(who) <= DIGITS
            else self.store.read_now(members.person_by_address, who)
        )
        if found is None:
            raise Failure(f"nobody here has the address or id {who}")
        return found

    def sealer(self) -> tokens.Seal:
        """What writes the tokens of this site."""
        keys = self.home.keys()
        return lambda token: tokens.seal(keys, token)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)

    def show(self, value: Any, lines: Iterable[str]) -> None:
        show(value, lines, self.as_json)


def show(value: Any, lines: Iterable[str], as_json: bool) -> None:
    """Print a value as JSON, or as the lines that say it."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)


def settings_of(given: str | None) -> Settings:
    """The site's settings: the option after or before the verbs, the environment, or here."""
    before = click.get_current_context().obj
    path = Path(given or before or os.environ.get("LISTSERV_CONFIG") or "listserv.toml")
    try:
        return load(path)
    except SettingsError as error:
        raise Failure(str(error)) from None


def home_of(settings: Settings) -> Home:
    """The site's folder; a Failure where no site was made yet."""
    home = Home(settings.site.data_dir)
    if not home.database.exists():
        raise Failure(
            f"there is no site in {home.data_dir}: run 'listserv init {settings.path.parent}'"
        )
    return home


@contextlib.contextmanager
def opened(settings: Settings, as_json: bool) -> Iterator[Opened]:
    home = home_of(settings)
    try:
        store = Store.open(home.database, home.secret())
    except SiteError as error:
        raise Failure(str(error)) from None
    hints: set[str] = set()
    store.on_commit = hints.update
    try:
        yield Opened(settings, site_of(settings), home, store, time.time(), as_json)
    except SiteError as error:
        raise Failure(str(error)) from None
    finally:
        store.close()
        if hints:
            control.ask(home.control, "wake")


def on_site(function: F) -> F:
    """A verb that works on a site: it gets `at`, an Opened, as its first argument."""

    @functools.wraps(function)
    def wrapper(*args: Any, config: str | None, as_json: bool, **kwargs: Any) -> None:
        with opened(settings_of(config), as_json) as at:
            function(at, *args, **kwargs)

    return cast(F, config_option(json_option(wrapper)))


def read_text(file: str) -> str:
    """The text of a file, `-` for standard input, in UTF-8 with or without its mark."""
    name = named(file)
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise Failure(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Failure(f"{name}:{line}: is not UTF-8; save it as UTF-8") from None


def named(file: str) -> str:
    return "standard input" if file == "-" else file


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """Count on a terminal; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    yield lambda done: click.echo(f"\r{done} {what}", nl=False, err=True)
    click.echo(err=True)


def day(instant: float | None) -> str:
    """`2026-01-05 14:53Z`, in UTC; "" for never."""
    if instant is None:
        return ""
    return time.strftime("%Y-%m-%d %H:%MZ", time.gmtime(instant))


def ahead(instant: float | None) -> str:
    """The same of what is still to come; "" for what is over."""
    return day(instant) if instant and instant > time.time() else ""


def moment(instant: float | None) -> str | None:
    """`2026-01-05T14:53:09Z`, for programs; None for never."""
    if instant is None:
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(instant))


def pairs(facts: dict[str, Any]) -> Iterator[str]:
    """A line for each fact."""
    width = max(map(len, facts), default=0)
    for key, value in facts.items():
        said = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        yield f"{key:{width}}  {said}".rstrip()
