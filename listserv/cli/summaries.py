"""`listserv summary`: draft and publish the discussion summary of a thread."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from listserv.cli.common import Opened, on_site
from listserv.digests import publish as publishing
from listserv.store import lists, spool, summaries
from listserv.text import tokens


@click.group("summary")
def group() -> None:
    """Discussion summaries."""


@group.command()
@click.argument("number", type=int)
@on_site
def draft(at: Opened, number: int) -> None:
    """Draft the summary of the thread of post NUMBER, and print it."""
    post = at.store.read_now(spool.post, number)
    if post is None or not post.thread:
        raise click.ClickException(f"there is no published post {number}")
    found = at.store.read_now(lists.by_id, post.list_id)
    if found is None:
        raise click.ClickException(f"the list of post {number} is gone")
    made_id = publishing.draft_summary(at.store, at.site, found.id, post.thread, at.now)
    made = at.store.read_now(summaries.get, made_id)
    if made is None:
        raise click.ClickException("the draft was lost")
    click.echo(f"Draft {made.id}: {made.title}\n\n{made.text}")
    click.echo(
        f"to change it: listserv summary edit {made.id} FILE\n"
        f"to publish it: listserv summary publish {made.id}",
        err=True,
    )


@group.command()
@click.argument("draft_id", type=int, metavar="DRAFT")
@click.argument("file")
@on_site
def edit(at: Opened, draft_id: int, file: str) -> None:
    """Replace a draft's text by FILE (- for standard input)."""
    found = at.store.read_now(summaries.get, draft_id)
    if found is None:
        raise click.ClickException(f"there is no draft {draft_id}")
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from None
    if not at.store.write_now(summaries.revise, draft_id, found.title, text, at.now):
        raise click.ClickException(f"summary {draft_id} is published already")
    click.echo(f"draft {draft_id} has the new text")


@group.command()
@click.argument("draft_id", type=int, metavar="DRAFT")
@on_site
def publish(at: Opened, draft_id: int) -> None:
    """Send a draft to the members and put it into the archive."""
    keys = at.home.keys()
    try:
        done = publishing.publish_summary(
            at.store, at.site, lambda token: tokens.seal(keys, token), draft_id, at.now
        )
    except LookupError:
        raise click.ClickException(f"there is no draft {draft_id}") from None
    if not done:
        raise click.ClickException(f"summary {draft_id} is published already")
    click.echo(f"summary {draft_id} is on its way and in the archive")
