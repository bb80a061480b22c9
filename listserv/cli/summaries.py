"""`listserv summary`: draft and publish the discussion summary of a thread."""

from __future__ import annotations

import click

from listserv.cli.common import Opened, number, on_site, read_text
from listserv.cli.program import Failure, Noun, WrongUsage
from listserv.digests import publish as publishing
from listserv.model import Summary
from listserv.store import spool, summaries


@click.group("summary", cls=Noun)
def group() -> None:
    """Discussion summaries."""


@group.command()
@click.argument("number", type=number)
@on_site
def draft(at: Opened, number: int) -> None:
    """Draft the summary of the thread of post NUMBER, and print it."""
    post = at.store.read_now(spool.post, number)
    if post is None or not post.thread:
        raise Failure(f"there is no published post {number}")
    made_id = publishing.draft_summary(at.store, at.site, post.list_id, post.thread, at.now)
    made = _summary(at, made_id)
    at.show(
        {"draft": made.id, "title": made.title, "text": made.text},
        [f"Draft {made.id}: {made.title}", "", made.text],
    )
    click.echo(
        f"to change it: listserv summary edit {made.id} FILE\n"
        f"to publish it: listserv summary publish {made.id}",
        err=True,
    )


def _summary(at: Opened, draft_id: int) -> Summary:
    found = at.store.read_now(summaries.get, draft_id)
    if found is None:
        raise Failure(f"there is no draft {draft_id}; 'listserv summary draft NUMBER' makes one")
    return found


@group.command()
@click.argument("draft_id", type=number, metavar="DRAFT")
@click.argument("file")
@on_site
def edit(at: Opened, draft_id: int, file: str) -> None:
    """Replace a draft's text by FILE (- for standard input)."""
    found = _summary(at, draft_id)
    text = read_text(file)
    if not text.strip():
        raise WrongUsage(f"{file} is empty; the draft stays as it was")
    if not at.store.write_now(summaries.revise, draft_id, found.title, text, at.now):
        raise Failure(f"summary {draft_id} is published already")
    at.show({"draft": draft_id}, [f"draft {draft_id} has the new text"])


@group.command()
@click.argument("draft_id", type=number, metavar="DRAFT")
@on_site
def publish(at: Opened, draft_id: int) -> None:
    """Send a draft to the members and put it into the archive."""
    _summary(at, draft_id)
    if not publishing.publish_summary(at.store, at.site, at.sealer(), draft_id, at.now):
        raise Failure(f"summary {draft_id} is published already")
    at.show({"summary": draft_id}, [f"summary {draft_id} is on its way and in the archive"])
