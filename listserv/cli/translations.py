"""`listserv translation`: which posts wait for translations or have them, and how these read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import click

from listserv.cli.common import Opened, ahead, day, moment, number, on_site
from listserv.cli.program import Failure, Noun
from listserv.model import Post
from listserv.model.translations import Task, Translation
from listserv.store import members, summaries, tasks, translations
from listserv.store.base import Db

MOST = 200  # posts of a list, the newest, that are shown


@click.group("translation", cls=Noun)
def group() -> None:
    """Posts in other languages."""


@group.command("list")
@click.argument("name")
@on_site
def list_translations(at: Opened, name: str) -> None:
    """Show the posts of the list NAME that wait for translations or have them, the newest first."""
    found = at.list(name)
    facts = at.store.read_now(_all, found.id)
    at.show(facts, _lines(facts) if facts else ["none"])


def _all(db: Db, list_id: int) -> list[dict[str, Any]]:
    posts = (summaries.text(db, number_) for number_ in translations.sought(db, list_id, MOST))
    return [_facts(db, post) for post in posts if post]


def _facts(db: Db, post: Post) -> dict[str, Any]:
    return {
        "number": post.number,
        "version": post.version,
        "state": post.state.value,
        "language": " ".join(post.spoken),
        "topic": post.topic,
        "waits_until": ahead(post.translating),
        "asked": [_asked(db, one) for one in tasks.of_post(db, post.number)],
        "translations": [
            _of(one, _standing(db, post.number)) for one in translations.ever(db, post.number)
        ],
    }


def _asked(db: Db, task: Task) -> dict[str, Any]:
    person = members.person(db, task.person_id) if task.person_id else None
    return {
        "language": task.language,
        "who": person.address if person else "",
        "until": moment(task.until),
    }


def _standing(db: Db, post_number: int) -> frozenset[int]:
    """The ids of the texts that members are shown."""
    return frozenset(one.id for one in translations.of_post(db, post_number))


def _of(one: Translation, standing: Collection[int]) -> dict[str, Any]:
    return {
        "language": one.language,
        "manner": one.manner.value,
        "version": one.version,
        "shown": one.id in standing and not one.refused,
        "person": one.person_id,
        "by": one.translator or one.engine,
        "refused": one.refused,
        "made": moment(one.made),
    }


def _lines(facts: Sequence[dict[str, Any]]) -> Iterator[str]:
    for one in facts:
        waits = f", waits until {one['waits_until']}" if one["waits_until"] else ""
        head = f"{one['number']:6} {one['language'] or '?'} version {one['version']}"
        yield f"{head} {one['state']}{waits}: {one['topic']}"
        for task in one["asked"]:
            yield f"       {task['language']} asked of {task['who'] or 'nobody'}"
        for each in one["translations"]:
            yield f"       {_line(each)}"


def _line(one: dict[str, Any]) -> str:
    who = f"person {one['person']}" if one["person"] else one["by"] or "nobody"
    state = "stands" if one["shown"] else f"of version {one['version']}, not shown"
    old = "" if one["refused"] else f", {state}"
    refused = f", refused: {one['refused']}" if one["refused"] else ""
    return f"{one['language']} {one['manner']} by {who}{old}{refused}"


@group.command()
@click.argument("post_number", metavar="NUMBER", type=number)
@click.argument("language", default="")
@on_site
def show(at: Opened, post_number: int, language: str) -> None:
    """Show the translations of the post NUMBER, or that into LANGUAGE, whole."""
    post = at.store.read_now(summaries.text, post_number)
    if post is None:
        raise Failure(f"there is no post {post_number}")
    found = [
        one
        for one in at.store.read_now(translations.ever, post_number)
        if language in ("", one.language)
    ]
    if not found:
        into = f" into {language}" if language else ""
        raise Failure(f"post {post_number} has no translation{into}")
    standing = at.store.read_now(_standing, post_number)
    facts = [{**_of(one, standing), "topic": one.topic, "text": one.text} for one in found]
    at.show(facts, _whole(facts, found))


def _whole(facts: Sequence[dict[str, Any]], found: Sequence[Translation]) -> Iterator[str]:
    for each, one in zip(facts, found, strict=True):
        yield f"--- {_line(each)}, {day(one.made)}"
        yield from filter(None, (one.topic,))
        yield one.text
