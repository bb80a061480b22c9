"""What every verb needs: which site, how to print, how to fail."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from listserv import control
from listserv.home import Home, SiteError
from listserv.model import MailingList, Site
from listserv.settings import Settings, SettingsError, load
from listserv.site import site_of
from listserv.store import lists
from listserv.store.base import Store

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

config_option = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The site's listserv.toml (or LISTSERV_CONFIG, or ./listserv.toml).",
)


@dataclass(slots=True)
class Asked:
    """What stands before the verbs."""

    config: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A site that a verb works on."""

    settings: Settings
    site: Site
    home: Home
    store: Store
    now: float

    def list(self, name: str) -> MailingList:
        """A list by its name, or a clear error."""
        found = self.store.read_now(lists.get, name)
        if found is None:
            names = ", ".join(one.name for one in self.store.read_now(lists.every)) or "none yet"
            raise click.ClickException(f"there is no list {name} (there is: {names})")
        return found

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)


def config_path(asked: Asked, given: str | None) -> Path:
    """The site's file: the option, before or after the verbs, the environment, or here."""
    return Path(given or asked.config or os.environ.get("LISTSERV_CONFIG") or "listserv.toml")


def settings_of(asked: Asked, given: str | None) -> Settings:
    try:
        return load(config_path(asked, given))
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Opened]:
    """Open a site; a running server is told afterwards that something may have changed."""
    home = Home(settings.site.data_dir)
    if not home.database.exists():
        raise click.ClickException(
            f"there is no site in {home.data_dir}: run 'listserv init {settings.path.parent}'"
        )
    store = Store.open(home.database)
    try:
        yield Opened(settings, site_of(settings), home, store, time.time())
    except SiteError as error:
        raise click.ClickException(str(error)) from None
    finally:
        store.close()
    control.ask(home.control, "wake")


def on_site(function: F) -> F:
    """A verb that works on a site: it gets `at`, an Opened, as its first argument."""

    @functools.wraps(function)
    def wrapper(*args: Any, config: str | None, **kwargs: Any) -> Any:
        asked: Asked = click.get_current_context().obj
        with opened(settings_of(asked, config)) as at:
            return function(at, *args, **kwargs)

    return cast(F, config_option(wrapper))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def show(value: Any, as_json: bool, lines: Callable[[Any], Iterator[str]]) -> None:
    """Print a value, as JSON or as the lines made of it."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
        return
    for line in lines(value):
        click.echo(line)


def day(instant: float | None) -> str:
    """`2026-01-05 14:53` in UTC; "" for never."""
    if instant is None:
        return ""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(instant))
