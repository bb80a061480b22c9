"""`listserv serve` and `listserv demo`: the server, and a forum's days on it."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path

import click

from listserv.cli.common import config_option, home_of, settings_of
from listserv.cli.program import Failure, Verb
from listserv.home import SiteError


@click.command(cls=Verb)
@config_option
def serve(config: str | None) -> None:
    """Run everything, until SIGTERM or Ctrl-C.

    Prints one line when it is up: ready smtp=HOST:PORT lmtp=HOST:PORT web=HOST:PORT.
    """
    from listserv.app import App, serve_until_stopped

    settings = settings_of(config)
    home_of(settings)
    try:
        asyncio.run(serve_until_stopped(App(settings), click.echo))
    except SiteError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
            raise
        raise Failure(f"{error.strerror}; change listen in {settings.path}") from None


@click.command(cls=Verb)
@click.option("--dir", "directory", default="", help="Keep everything in this new or empty folder.")
@click.option("--keep", is_flag=True, help="Keep the temporary folder to look at.")
def demo(directory: str, keep: bool) -> None:
    """A forum's days in a minute: real mail in, moderated, sent, digested, archived."""
    from listserv.demo.run import run

    status = asyncio.run(run(Path(directory) if directory else None, keep, click.echo))
    raise click.exceptions.Exit(status)
