"""The program as click runs it: nouns loaded when they are named, failures in one line.

Owns what a user sees when something goes wrong: `listserv list create: …` on stderr, one line an
error, and the exit status, 1 for a failure and 2 for wrong usage. A reader that closes the pipe is
no error worth a word. Only a bug shows a traceback.
"""

from __future__ import annotations

import io
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from listserv.tomlfile import nearest

PROGRAM = "listserv"

DATABASE = {  # what to do about a database that SQLite cannot work with, by primary result code
    sqlite3.SQLITE_BUSY: "another program has been writing for long; try again in a moment",
    sqlite3.SQLITE_CANTOPEN: "run this as the user that owns the site's folder",
    sqlite3.SQLITE_CORRUPT: "restore it from a backup",
    sqlite3.SQLITE_FULL: "make room on its disk",
    sqlite3.SQLITE_IOERR: "look at its disk",
    sqlite3.SQLITE_NOTADB: "restore it from a backup",
    sqlite3.SQLITE_READONLY: "run this as the user that owns the site's folder",
}


class Failure(click.ClickException):
    """Something could not be done; the text says what to do, one line for each error."""

    exit_code = 1


class WrongUsage(Failure):
    """What was asked for makes no sense."""

    exit_code = 2


class _Named(click.Command):
    """A command whose usage errors know its name (those of click's parser do not)."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise


class Verb(_Named):
    """A command whose failures are lines that begin with its name."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (Failure, OSError, sqlite3.DatabaseError) as error:
            said = sentence(error)
            if not said:
                raise
            complain(ctx.command_path, said)
            status = error.exit_code if isinstance(error, Failure) else Failure.exit_code
            raise click.exceptions.Exit(status) from None


class Noun(_Named, click.Group):
    """A group of verbs."""

    command_class = Verb

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.no_args_is_help = False  # no verb is an error in one line, as every other

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            ctx.fail(f'there is no "{args[0]}"; {nearest(args[0], self.list_commands(ctx))}')
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class Program(Noun):
    """The nouns by name, each with the place (`module:attribute`) that is imported for it."""

    def __init__(self, *args: Any, places: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.places:
            return None
        module, _, attribute = self.places[name].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **settings: Any
    ) -> None:
        """Run and exit. `prog_name` is what click passes; we have one name."""
        said = list(sys.argv[1:] if args is None else args)
        settings.pop("standalone_mode", None)
        if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that cannot show Arabic
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            if strange := next((word for word in said if not _is_text(word)), ""):
                raise click.UsageError(f"the argument {strange!r} is not UTF-8")
            status = super().main(said, PROGRAM, standalone_mode=False, **settings)
        except click.UsageError as error:
            complain(error.ctx.command_path if error.ctx else PROGRAM, usage(error))
            status = WrongUsage.exit_code
        except click.Abort:
            complain(PROGRAM, "broken off")
            status = Failure.exit_code
        sys.exit(status)


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:  # bytes that the locale could not decode came as surrogates
        return False
    return True


def complain(path: str, said: str) -> None:
    for line in said.splitlines():
        click.echo(f"{path}: {line}", err=True)


def sentence(error: Exception) -> str:
    """What went wrong and what to do; "" for a bug of ours."""
    if isinstance(error, click.ClickException):
        return error.message
    if isinstance(error, OSError):
        what = error.strerror or str(error) or type(error).__name__
        return f"{error.filename}: {what}" if error.filename else what
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return f"the database: {error}: {DATABASE[code]}" if code in DATABASE else ""


def usage(error: click.UsageError) -> str:
    """A usage error of click's as one line that ends with what to do."""
    said = " ".join(error.format_message().split()).rstrip(".")
    said = said[:1].lower() + said[1:]
    if error.ctx is None or "; " in said:
        return said
    command = error.ctx.command
    if isinstance(error, click.NoSuchOption):
        known = [name for one in command.get_params(error.ctx) for name in one.opts]
        return f"there is no option {error.option_name}; {nearest(error.option_name, known)}"
    if isinstance(command, click.Group):
        return f"{said}; known: {', '.join(command.list_commands(error.ctx))}"
    return f"{said}; see '{error.ctx.command_path} --help'"
