"""`listserv held`: the moderation queue from a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import click

from listserv.cli.common import Opened, day, number, on_site, pairs
from listserv.cli.program import Failure, Noun, WrongUsage
from listserv.cli.writing import mailroom
from listserv.clock import SystemClock
from listserv.model import Post, State
from listserv.model.translations import Translation
from listserv.press.reasons import NAMED
from listserv.store import applicants, held, lists, redactions, spool, translations
from listserv.store.redactions import LookAgainError

COMMAND_LINE = 0  # who decides: no person of ours


@click.group("held", cls=Noun)
def group() -> None:
    """Posts that wait for a moderator."""


@group.command("list")
@click.argument("name", required=False)
@on_site
def list_held(at: Opened, name: str | None) -> None:
    """Show what waits, for the list NAME or for all."""
    posts = at.store.read_now(held.queue, at.list(name).id if name else None)
    facts = [_facts(at, post) for post in posts]
    at.show(facts, [*_index(facts), *_asking(at, name)])


def _asking(at: Opened, name: str | None) -> Iterator[str]:
    """Who waits to join; their facilitators decide by mail, or `member add` does."""
    about = [at.list(name)] if name else at.store.read_now(lists.every)
    for one in about:
        if count := len(at.store.read_now(applicants.of_list, one.id)):
            who = "person asks" if count == 1 else "people ask"
            yield f"{count} {who} to join {one.name}: the facilitators decide, by mail"


def _facts(at: Opened, post: Post) -> dict[str, Any]:
    found = at.store.read_now(lists.by_id, post.list_id)
    known = at.store.read_now(translations.of_post, post.number)
    return {
        "number": post.number,
        "list": found.name if found else "",
        "state": post.state.value,
        "received": day(post.received),
        "author": post.author,
        "address": post.address,
        "proof": post.proof,
        "subject": post.topic,
        "reasons": list(post.reasons),
        "size": post.size,
        "translations": [_translation(one) for one in known],
        "text": post.text,
    }


def _translation(one: Translation) -> str:
    """The language, how it came about, and why it goes to no member: `fr human`."""
    return f"{one.language} {one.manner}{f', refused: {one.refused}' if one.refused else ''}"


def _index(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"{row['number']:6} {row['list']:12} {row['author'][:20]:20} {row['subject'][:40]}"


@group.command("show")
@click.argument("number", type=number)
@on_site
def show_held(at: Opened, number: int) -> None:
    """Show one post whole."""
    facts = _facts(at, _post(at, number))
    at.show(facts, _lines(facts))


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    yield from pairs({key: value for key, value in facts.items() if key != "text" and value != []})
    yield ""
    yield facts["text"]


def _post(at: Opened, number: int) -> Post:
    post = at.store.read_now(spool.post, number)
    if post is None:
        raise Failure(f"there is no post {number}; 'listserv held list' shows what waits")
    return post


def _chosen(at: Opened, numbers: tuple[int, ...], everything: bool) -> list[Post]:
    if everything == bool(numbers):
        raise WrongUsage("name the posts by number, or say --all")
    if everything:
        return at.store.read_now(held.queue)
    posts = [_post(at, number) for number in dict.fromkeys(numbers)]
    for post in posts:
        if post.state is not State.HELD:
            raise Failure(f"post {post.number} is not held, it is {post.state}")
    return posts


def _decide(
    at: Opened, posts: list[Post], state: State, reason: str, *, tells: bool = False
) -> None:
    """Decide one post after the other; one decided meanwhile by somebody else stays as it is.
    `tells`: the author reads the reason, where we may write to her."""
    writing = mailroom(at)

    async def one(number: int) -> bool:
        while True:  # as often as words are taken out while it is decided
            book = await at.store.read(redactions.last)
            post = _post(at, number)
            about = await at.store.read(lists.by_id, post.list_id) if tells else None
            letter = None
            if about:
                letter = await writing.to_author("refused", post, about, reason=reason, left=0)
            with suppress(LookAgainError):
                return await at.store.write(
                    redactions.unless_since,
                    book,
                    held.decide,
                    number=number,
                    state=state,
                    by=COMMAND_LINE,
                    reason=reason,
                    now=SystemClock().now(),
                    letters=[letter] if letter else (),
                )

    async def work() -> list[int]:
        return [post.number for post in posts if await one(post.number)]

    done = at.run(work())
    late = [post.number for post in posts if post.number not in done]
    word = "approved" if state is State.APPROVED else "not published"
    at.show(
        {"decided": done, "late": late},
        [*(f"{n} {word}" for n in done), *(f"{n} was decided meanwhile" for n in late)],
    )
    if late:
        raise click.exceptions.Exit(Failure.exit_code)


@group.command()
@click.argument("numbers", type=number, nargs=-1, metavar="[NUMBER …]")
@click.option("--all", "everything", is_flag=True, help="Everything that waits.")
@on_site
def approve(at: Opened, numbers: tuple[int, ...], everything: bool) -> None:
    """Publish held posts."""
    _decide(at, _chosen(at, numbers, everything), State.APPROVED, "ok")


def _misspelt(reason: str) -> str:
    """The named reason that one word comes close to; "" for any text the author may well read."""
    if reason in NAMED or " " in reason.strip():
        return ""
    return next(iter(difflib.get_close_matches(reason.lower(), NAMED, 1, 0.7)), "")


@group.command()
@click.argument("numbers", type=number, nargs=-1, metavar="[NUMBER …]")
@click.option("--all", "everything", is_flag=True, help="Everything that waits.")
@click.option("--reason", default="", help="What the author reads.")
@click.option("--spam", is_flag=True, help="Tell the author nothing.")
@on_site
def reject(at: Opened, numbers: tuple[int, ...], everything: bool, reason: str, spam: bool) -> None:
    """Do not publish held posts; their authors get the reason and their text."""
    if spam == bool(reason):
        raise WrongUsage("give a --reason for the author, or say --spam")
    if meant := _misspelt(reason):
        raise WrongUsage(f"'{reason}' is no named reason; did you mean '{meant}'?")
    posts = _chosen(at, numbers, everything)
    _decide(at, posts, State.REFUSED, reason or "spam", tells=not spam)
