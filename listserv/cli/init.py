"""`listserv init`: a site in a folder.

Owns the making of a site: settings file, keys, database, in an order in which a broken run can be
repeated. It checks everything before it makes anything, and it never replaces what is there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from listserv import roster, settings
from listserv.cli import records
from listserv.cli.common import json_option, show
from listserv.cli.program import Verb, WrongUsage
from listserv.cli.records import Record
from listserv.home import Home
from listserv.identity.keyring import Keyring
from listserv.settings import Settings, SettingsError
from listserv.store.base import Store


@click.command(cls=Verb)
@click.argument("directory", default=".", metavar="[DIR]")
@click.option("--domain", default="", help="The domain of the lists' addresses.")
@click.option("--admin", default="", help="Who reads postmaster@ and abuse@.")
@click.option("--name", default="", help="What the site calls itself in its letters.")
@click.option("--language", default="", help="Of letters to people whose own is not known.")
@json_option
def init(directory: str, as_json: bool, **given: str) -> None:
    """Make a site in DIR: listserv.toml, keys, database.

    What is there already stays as it is; what is missing is made.
    """
    if click.get_current_context().obj:
        raise WrongUsage("init takes a folder, not --config")
    folder = Path(directory)
    path = folder / "listserv.toml"
    text = "" if path.exists() else _written(given)
    made = _checked(path, text, given)
    home = Home(made.site.data_dir)
    keyring = Keyring(home.dkim)
    if not text and home.database.exists() and home.token_keys.exists() and keyring.has_begun:
        raise WrongUsage(f"there is a site in {folder} already; choose another folder")
    home.make()
    Store.open(home.database).close()
    keyring.begin()
    if text:
        path.write_text(text, encoding="utf-8")
    wanted = records.wanted(made.site.domain, keyring.signing())
    facts = {
        "settings": str(path),
        "data": str(home.data_dir),
        "domain": made.site.domain,
        "records": records.as_json(wanted),
    }
    show(facts, _lines(facts, wanted, folder), as_json)


def _written(given: dict[str, str]) -> str:
    """The text of a new settings file, with what was given or is asked for."""
    given["domain"] = given["domain"] or _asked("the domain of the lists' addresses", "--domain")
    given["admin"] = given["admin"] or _asked("the address that reads postmaster@", "--admin")
    try:
        given["admin"] = roster.good_address(given["admin"])
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    return settings.example({("site", key): value for key, value in given.items() if value})


def _asked(what: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise WrongUsage(f"say {option}: {what}")
    return str(click.prompt(what[0].upper() + what[1:], err=True))


def _checked(path: Path, text: str, given: dict[str, str]) -> Settings:
    """The settings as they will be loaded; wrong usage before anything is made."""
    try:
        if text:
            return settings.parse(text, path)
        if any(given.values()):
            raise WrongUsage(f"{path} is there already; change the site there, not by options")
        return settings.load(path)
    except SettingsError as error:
        raise WrongUsage(_without_places(str(error), path) if text else str(error)) from None


def _without_places(said: str, path: Path) -> str:
    """The errors of a file that is not written yet: its name and lines would mislead."""
    place = re.compile(rf"^{re.escape(str(path))}(:\d+)?: ", re.MULTILINE)
    return place.sub("", said)


def _lines(facts: dict[str, Any], wanted: Sequence[Record], folder: Path) -> Iterator[str]:
    yield f"made {facts['settings']}, keys and database in {facts['data']}"
    yield ""
    yield "put these records into the DNS, so that mail finds you and is taken as yours;"
    yield f"{records.HOST} is this machine's name:"
    for record in wanted:
        yield from (f"  {line}" for line in record.lines())
    yield ""
    yield "next:"
    if folder.resolve() != Path.cwd():
        yield f"  cd {folder}"
    yield "  listserv list create NAME --title TITLE"
    yield "  listserv moderator add NAME ADDRESS"
    yield "  listserv member import NAME members.csv"
    yield "  listserv serve"
    yield "  listserv doctor"
