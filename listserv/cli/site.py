"""`listserv init`, `serve`, `demo`: a site and its server."""

from __future__ import annotations

import asyncio
import sys
from importlib import resources
from pathlib import Path

import click

from listserv import roster
from listserv.cli.common import Asked, config_option, settings_of
from listserv.home import Home, SiteError
from listserv.settings import SettingsError, load
from listserv.store import members
from listserv.store.base import Store
from listserv.store.members import NewMember


@click.command()
@click.argument("directory", default=".", metavar="[DIR]")
@click.option("--domain", default="", help="The domain of the lists' addresses.")
@click.option("--admin", default="", help="Who reads postmaster@ and abuse@.")
@click.option("--name", default="", help="What the site calls itself in its letters.")
@click.option("--language", default="en", help="Of letters to people whose own is not known.")
def init(directory: str, domain: str, admin: str, name: str, language: str) -> None:
    """Make a site in DIR: listserv.toml, keys, database."""
    folder = Path(directory)
    path = folder / "listserv.toml"
    if path.exists():
        raise click.ClickException(f"{path} is there already; change it, or choose another folder")
    domain = domain or _asked("the domain of the lists' addresses", "--domain")
    admin = admin or _asked("the address that reads postmaster@", "--admin")
    try:
        roster.good_address(admin)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(_site_file(domain, admin, name, language), encoding="utf-8")
    try:
        settings = load(path)
    except SettingsError as error:
        path.unlink()
        raise click.UsageError(str(error)) from None
    home = Home(settings.site.data_dir)
    home.make()
    store = Store.open(home.database)
    store.close()
    record = _dkim(home)
    click.echo(f"made {path}")
    click.echo("\nput this TXT record into the DNS, so that mail is taken as yours:")
    click.echo(f"  listserv._domainkey.{domain}\n  {record}")
    click.echo("\nnext:")
    click.echo(
        f"  cd {folder}" if str(folder) != "." else "  listserv list create NAME --title ..."
    )
    if str(folder) != ".":
        click.echo("  listserv list create NAME --title ...")
    click.echo("  listserv moderator add NAME ADDRESS")
    click.echo("  listserv member import NAME members.csv")
    click.echo("  listserv serve")


def _asked(what: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise click.UsageError(f"say {option}: {what}")
    return str(click.prompt(what[0].upper() + what[1:]))


def _site_file(domain: str, admin: str, name: str, language: str) -> str:
    template = resources.files("listserv.config") / "site.toml"
    text = template.read_text(encoding="utf-8")
    values = {"domain": domain, "admin": admin, "name": name or domain, "language": language}
    for key, value in values.items():
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        text = text.replace(f'{key} = ""', f'{key} = "{quoted}"', 1)
    return text


def _dkim(home: Home) -> str:
    """Make the signing key when there is none; returns the DNS record's text."""
    from listserv.delivery import signer

    if not home.dkim_key.exists():
        signer.generate_key(home.dkim_key)
    return signer.public_record(home.dkim_key)


@click.command()
@config_option
@click.pass_obj
def serve(asked: Asked, config: str | None) -> None:
    """Run everything, until SIGTERM or Ctrl-C."""
    from listserv.app import App, serve_until_stopped

    settings = settings_of(asked, config)
    home = Home(settings.site.data_dir)
    if not home.database.exists():
        raise click.ClickException(
            f"there is no site in {home.data_dir}: run 'listserv init {settings.path.parent}'"
        )
    _know_admin(home, settings.site.admin, settings.site.language)
    try:
        asyncio.run(serve_until_stopped(App(settings), lambda ready: click.echo(ready)))
    except (SiteError, OSError) as error:
        raise click.ClickException(str(error)) from None


def _know_admin(home: Home, address: str, language: str) -> None:
    """The admin reads the posts of lists without moderators, so she is somebody we know."""
    store = Store.open(home.database)
    try:
        admin = NewMember(address.lower(), "", (language,))
        store.write_now(members.ensure_person, admin, 0.0)
    finally:
        store.close()


@click.command()
@click.option("--dir", "directory", default="", help="Keep everything in this new or empty folder.")
@click.option("--keep", is_flag=True, help="Keep the temporary folder to look at.")
def demo(directory: str, keep: bool) -> None:
    """A forum's days in a minute: real mail in, moderated, sent, digested, archived."""
    from listserv.demo.run import run

    status = asyncio.run(run(Path(directory) if directory else None, keep, click.echo))
    raise click.exceptions.Exit(status)
