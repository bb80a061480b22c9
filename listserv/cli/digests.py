"""`listserv digest`: look at the day's digest before it goes out."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from listserv import kinds
from listserv.cli.common import Opened, on_site
from listserv.cli.program import Noun, WrongUsage
from listserv.digests.collect import strands
from listserv.digests.compose import Form, compose_digest
from listserv.digests.translations import chooser
from listserv.digests.worker import answer_address
from listserv.kinds import BadValueError
from listserv.model.translations import Wish
from listserv.press.speech import words
from listserv.store import issues, translations

LANGUAGE = kinds.language()


@click.group("digest", cls=Noun)
def group() -> None:
    """Digests."""


@group.command("preview")
@click.argument("name")
@click.option("--language", default="", help="The reader's language; the list's own by default.")
@click.option("--titles", is_flag=True, help="As readers of titles only get it.")
@on_site
def preview_digest(at: Opened, name: str, language: str, titles: bool) -> None:
    """Print the daily digest of the list NAME as it would go out now."""
    found = at.list(name)
    try:
        spoken = LANGUAGE.read(language or found.policy.language)
    except BadValueError as error:
        raise WrongUsage(f'"{language}" {error}') from None
    since = at.store.read_now(issues.last_until, found.id, "daily") or found.created
    posts = at.store.read_now(issues.published, found.id, "daily", since, at.now)
    if not posts:
        at.show(None, ())
        click.echo("nothing new since the last digest", err=True)
        return
    known = at.store.read_now(translations.of_posts, [post.number for post in posts])
    form = Form.TITLES if titles else Form.FULL
    gathered = strands(
        posts,
        answer_address(found, at.site, at.sealer()),
        profiles=found.policy.profiles,
        shown=chooser(posts, known)((str(spoken),), Wish.HUMAN, form),
    )
    speech = words(str(spoken))
    day = datetime.fromtimestamp(at.now, UTC).date()
    subject, text = compose_digest(form, gathered, found, at.site, day, speech)
    at.show({"subject": subject, "text": text}, [f"Subject: {subject}", "", text])
