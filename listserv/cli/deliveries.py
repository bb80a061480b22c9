"""`listserv queue`: outgoing mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from listserv import control
from listserv.cli.common import Opened, day, number, on_site
from listserv.cli.program import Failure, Noun, WrongUsage
from listserv.delivery import warmup
from listserv.settings import RelaySection
from listserv.store import queue, relays
from listserv.text.dates import utc_day

SHOWN = 20


@click.group("queue", cls=Noun)
def group() -> None:
    """Outgoing mail."""


# --- show ---------------------------------------------------------------------------------------


@group.command("show")
@click.option("--mailing", type=number, help="What became of one mailing, also when it is old.")
@on_site
def show_queue(at: Opened, mailing: int | None) -> None:
    """Show how many copies wait and for what, and the oldest with the relay's last words."""
    if mailing is None:
        _show_all(at)
    else:
        found = _mailing(at, mailing)
        found |= {"created": day(found["created"]), "finished": day(found["finished"])}
        at.show(found, _lines_of_mailing(found))


def _mailing(at: Opened, mailing: int) -> dict[str, Any]:
    found = at.store.read_now(queue.of_mailing, mailing)
    if found is None:
        raise Failure(f"there is no mailing {mailing}; 'listserv queue show --json' names them")
    return found


def _lines_of_mailing(found: dict[str, Any]) -> Iterator[str]:
    ended = f", ended {found['finished']}" if found["finished"] else ""
    yield f"mailing {found['mailing']}: {_what(found)}, of {found['created']}{ended}"
    yield _states(found["counts"]) or "no copies"


def _states(counts: dict[str, int]) -> str:
    """ "1 due, 2 sent"."""
    return ", ".join(f"{n} {state}" for state, n in counts.items())


def _show_all(at: Opened) -> None:
    counts = at.store.read_now(queue.counts)
    kept = at.store.read_now(queue.kept_back)
    status = control.ask(at.home.control, "status")
    now = status.get("relays", {}) if status else {}
    standings = [
        _standing(at, str(url), section, now.get(str(url)))
        for section in at.settings.relay
        for url in section.url
    ]
    oldest = [
        {**row, "due": day(row["due"]), "created": day(row["created"])}
        for row in at.store.read_now(queue.oldest, SHOWN)
    ]
    found = {
        "counts": counts,
        "relays": standings,
        "waiting_for_domains": {"copies": kept["copies"], "last": day(kept["last"])},
        "oldest": oldest,
    }
    at.show(found, _lines(found))


def _standing(
    at: Opened, name: str, section: RelaySection, now: list[str] | None
) -> dict[str, Any]:
    """How a relay stands; what it has no bound for is left out. `now`: what the server says."""
    known = at.store.read_now(relays.load, name)
    standing: dict[str, Any] = {"relay": name, "state": "no server runs"}
    if now:
        standing["state"], standing["now"] = now
    if section.warmup:
        today = warmup.day_number(section.warmup, at.now)
        limit = warmup.limit(today)
        if limit is not None:
            taken = known.taken if known.day == utc_day(at.now) else 0
            standing["warmup"] = {"day": today, "taken": taken, "limit": limit}
            if taken >= limit:
                standing["state"] = "waiting for quota"
                standing["until"] = day(warmup.next_day(at.now))
    if section.rate:
        standing["rate"] = section.rate
    if known.stopped is not None:
        standing |= {"state": "stopped", "since": day(known.stopped), "why": known.reason}
    return standing


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield _states(found["counts"]) or "nothing sent yet"
    for standing in found["relays"]:
        yield f"relay {standing['relay']}: {'; '.join(_words(standing))}"
    kept = found["waiting_for_domains"]
    if kept["copies"]:
        yield f"{kept['copies']} waiting for quota of their domain, the last until {kept['last']}"
    for row in found["oldest"]:
        tried = f"due {row['due']}  tries {row['tries']}"
        which = f"{row['id']:8}  mailing {row['mailing']}"
        yield f"{which}  {tried}  {row['address']}  {row['reply']}".rstrip()


def _words(standing: dict[str, Any]) -> Iterator[str]:
    if standing["state"] == "stopped":
        yield f"stopped since {standing['since']}: {standing['why']}"
    elif "until" in standing:
        yield f"{standing['state']} until {standing['until']}"
    else:
        yield standing["state"]
    if "warmup" in standing:
        yield "day {day} of its warm-up, {taken} of {limit} copies".format(**standing["warmup"])
    if "rate" in standing:
        yield f"at most {standing['rate']:.3g} a second"
    if "now" in standing:
        yield standing["now"]


# --- retry, drop --------------------------------------------------------------------------------


@group.command()
@click.argument("copies", type=number, nargs=-1, metavar="[NUMBER …]")
@on_site
def retry(at: Opened, copies: tuple[int, ...]) -> None:
    """Try what waits now, not at its hour: everything, or these. A stopped relay is asked again."""
    if copies:
        _waiting(at, copies)
    due = at.store.write_now(queue.retry_now, at.now, copies or None)
    asked = at.store.write_now(relays.resume)
    lines = [f"due now: {_copies(due)}"]
    lines += [f"stopped relays asked again: {asked}"] if asked else []
    at.show({"due": due, "relays": asked}, lines)


@group.command()
@click.argument("copies", type=number, nargs=-1, metavar="[NUMBER …]")
@click.option("--mailing", type=number, help="All that waits of one mailing.")
@on_site
def drop(at: Opened, copies: tuple[int, ...], mailing: int | None) -> None:
    """Never send copies that wait. What is being sent at this moment cannot be held up."""
    if bool(copies) == bool(mailing):
        raise WrongUsage("name the copies by number, or one --mailing")
    if mailing:
        _drop_mailing(at, mailing)
        return
    rows = _waiting(at, copies)
    at.store.write_now(queue.drop, [row["id"] for row in rows], at.now)
    late = {row["id"] for row in at.store.read_now(queue.among, copies)}
    dropped = [row for row in rows if row["id"] not in late]
    at.show(
        {"dropped": [row["id"] for row in dropped], "late": sorted(late)},
        [
            *(f"{row['id']} dropped: {_what(row)} to {row['address']}" for row in dropped),
            *(f"{n} is being sent" for n in sorted(late)),
        ],
    )
    if late:
        raise click.exceptions.Exit(Failure.exit_code)


def _drop_mailing(at: Opened, mailing: int) -> None:
    found = _mailing(at, mailing)
    late = found["counts"].get("trying", 0)
    dropped = at.store.write_now(queue.drop_mailing, mailing, at.now)
    lines = [f"dropped: {_copies(dropped)}, {_what(found)}"]
    lines += [f"being sent at this moment: {_copies(late)}"] if late else []
    at.show({"dropped": dropped, "late": late}, lines)


def _waiting(at: Opened, copies: tuple[int, ...]) -> list[dict[str, Any]]:
    """The rows of copies that wait; a Failure that does nothing where one of them does not."""
    rows = at.store.read_now(queue.among, copies)
    missing = set(copies) - {row["id"] for row in rows}
    if missing:
        raise Failure(f"copy {min(missing)} does not wait; 'listserv queue show' lists what does")
    return rows


def _copies(n: int) -> str:
    return "1 copy" if n == 1 else f"{n} copies"


def _what(row: dict[str, Any]) -> str:
    """ "post of hifa", "confirm of the site"."""
    return f"{row['kind']} of {row['list'] or 'the site'}"
