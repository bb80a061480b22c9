"""`listserv held`: the moderation queue from a terminal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import click

from listserv.cli.common import Opened, day, json_option, on_site, show
from listserv.clock import SystemClock
from listserv.mailroom import Mailroom
from listserv.model import Post, State
from listserv.moderation.decisions import Decisions
from listserv.press.letter import Press
from listserv.store import held, lists, spool
from listserv.text import tokens


@click.group("held")
def group() -> None:
    """Posts that wait for a moderator."""


@group.command("list")
@click.argument("name", required=False)
@json_option
@on_site
def list_held(at: Opened, name: str | None, as_json: bool) -> None:
    """Show what waits, for the list NAME or for all."""
    posts = at.store.read_now(held.queue, at.list(name).id if name else None)
    names = {one.id: one.name for one in at.store.read_now(lists.every)}
    show([_facts(post, names) for post in posts], as_json, _index)


def _facts(post: Post, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": post.number,
        "list": names.get(post.list_id, ""),
        "received": day(post.received),
        "author": post.author,
        "address": post.address,
        "proof": post.proof,
        "subject": post.topic,
        "reasons": list(post.reasons),
        "size": post.size,
        "text": post.text,
    }


def _index(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"{row['number']:6} {row['list']:12} {row['author'][:20]:20} {row['subject'][:40]}"


@group.command("show")
@click.argument("number", type=int)
@json_option
@on_site
def show_held(at: Opened, number: int, as_json: bool) -> None:
    """Show one post whole."""
    names = {one.id: one.name for one in at.store.read_now(lists.every)}
    show(_facts(_post(at, number), names), as_json, _lines)


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    for key, value in facts.items():
        if key != "text":
            yield f"{key:10} {', '.join(value) if isinstance(value, list) else value}"
    yield ""
    yield facts["text"]


def _post(at: Opened, number: int) -> Post:
    post = at.store.read_now(spool.post, number)
    if post is None:
        raise click.ClickException(f"there is no post {number}")
    return post


def _chosen(at: Opened, numbers: tuple[int, ...], everything: bool) -> list[Post]:
    if everything == bool(numbers):
        raise click.UsageError("name the posts by number, or say --all")
    posts = at.store.read_now(held.queue) if everything else [_post(at, n) for n in numbers]
    for post in posts:
        if post.state is not State.HELD:
            raise click.ClickException(f"post {post.number} is not held, it is {post.state}")
    return posts


def _decisions(at: Opened) -> Decisions:
    keys = at.home.keys()
    clock = SystemClock()
    press = Press(at.site)
    mailroom = Mailroom(at.store, press, at.site, lambda token: tokens.seal(keys, token), clock)
    return Decisions(at.store, mailroom, clock)


def _decide(
    at: Opened, posts: list[Post], decide: Callable[[Post], Awaitable[bool]], word: str
) -> None:
    async def work() -> list[int]:
        return [post.number for post in posts if await decide(post)]

    done = at.run(work())
    for post in posts:
        said = word if post.number in done else "was decided meanwhile"
        click.echo(f"{post.number} {said}")


@group.command()
@click.argument("numbers", type=int, nargs=-1, metavar="[NUMBER …]")
@click.option("--all", "everything", is_flag=True, help="Everything that waits.")
@on_site
def approve(at: Opened, numbers: tuple[int, ...], everything: bool) -> None:
    """Publish held posts."""
    decisions = _decisions(at)
    _decide(
        at,
        _chosen(at, numbers, everything),
        lambda post: decisions.approve(post, by=0),
        "approved",
    )


@group.command()
@click.argument("numbers", type=int, nargs=-1, metavar="[NUMBER …]")
@click.option("--all", "everything", is_flag=True, help="Everything that waits.")
@click.option("--reason", default="", help="What the author reads.")
@click.option("--spam", is_flag=True, help="Tell the author nothing.")
@on_site
def reject(at: Opened, numbers: tuple[int, ...], everything: bool, reason: str, spam: bool) -> None:
    """Do not publish held posts; their authors get the reason and their text."""
    if not spam and not reason:
        raise click.UsageError("give a --reason for the author, or say --spam")
    decisions = _decisions(at)

    def decide(post: Post) -> Awaitable[bool]:
        return decisions.spam(post, by=0) if spam else decisions.refuse(post, 0, reason)

    _decide(at, _chosen(at, numbers, everything), decide, "not published")
