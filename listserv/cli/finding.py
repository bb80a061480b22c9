"""`listserv member find`: whom a list, or the whole site, knows by a part of a name or address."""

from __future__ import annotations

from typing import Any

import click

from listserv.cli.common import Opened, ahead, day, on_site
from listserv.cli.program import Failure, Verb
from listserv.languages import spelling
from listserv.store import directory
from listserv.store.directory import Known

SHOWN = 10  # people, unless more are wanted


@click.command(cls=Verb)
@click.argument("name")
@click.argument("words", nargs=-1, required=True)
@click.option("--most", default=SHOWN, type=click.IntRange(1, 10_000), help="How many are shown.")
@on_site
def find(at: Opened, name: str, words: tuple[str, ...], most: int) -> None:
    """Show who has WORDS in her name, address, organisation or country.

    Members of the list NAME come first, then others that it knows: who left it, or wrote to it.
    """
    found = at.list(name)
    last = 0
    while last := at.store.write_now(directory.spell, spelling.spelled, last):
        pass
    hits = at.store.read_now(directory.find, found.id, spelling.query(" ".join(words)), most)
    known = [
        one
        for id_ in (*hits.members, *hits.others)
        if (one := at.store.read_now(directory.known, found.id, id_))
    ]
    if not known:
        raise Failure(f"{found.name} knows nobody with {' '.join(words)!r}")
    more = hits.count - len(hits.members)
    lines = [_line(one) for one in known]
    at.show(
        {"people": [_facts(one) for one in known], "more": more},
        lines + ([f"and {more} more; see --most"] if more else []),
    )


def _facts(one: Known) -> dict[str, Any]:
    member = one.member
    return {
        "id": one.person.id,
        "address": one.person.address,
        "name": one.person.name,
        "country": one.person.country,
        "organisation": one.person.organisation,
        "delivery": member.delivery.value if member else "",
        "joined": day(member.joined) if member else "",
        "left": day(one.left) if one.left else "",
        "posts": member.posts if member else 0,
        "paused_until": ahead(member.paused_until) if member else "",
        "mail_comes_back": one.trouble is not None,
        "standing": one.standing.value,
    }


def _line(one: Known) -> str:
    facts = _facts(one)
    named = ("address", "name", "country", "delivery", "standing")
    return "  ".join(str(facts[key]) for key in named if facts[key])
