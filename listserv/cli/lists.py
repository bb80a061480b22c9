"""`listserv list`: make lists, show and change their policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

import click

from listserv import policy as policies
from listserv.cli.common import Opened, day, on_site, pairs, read_text
from listserv.cli.program import Failure, Noun, WrongUsage
from listserv.intake.gate import name_problem
from listserv.model import MailingList, Policy
from listserv.store import applicants, held, lists, members

F = TypeVar("F", bound=Callable[..., Any])

KEYS = [field.name for field in fields(Policy)]


@click.group("list", cls=Noun)
def group() -> None:
    """Lists and their policy."""


def policy_options(function: F) -> F:
    """One `--KEY VALUE` for each key of a list's policy."""
    for key in reversed(KEYS):
        option = f"--{key.replace('_', '-')}"
        sentence = policies.defaults()[key].comment
        function = click.option(option, key, metavar="VALUE", help=sentence)(function)
    return function


def changed(base: Policy, options: dict[str, str | None]) -> Policy:
    """A policy with the given options; a bad value is wrong usage."""
    try:
        values = {
            key: policies.parse_option(key, text)
            for key, text in options.items()
            if text is not None
        }
        return policies.policy_from(values, base)
    except policies.PolicyError as error:
        raise WrongUsage(str(error)) from None


@group.command()
@click.argument("name")
@policy_options
@on_site
def create(at: Opened, name: str, **options: str | None) -> None:
    """Make the list NAME."""
    name = name.lower()
    if problem := name_problem(name):
        raise WrongUsage(f"{name}: {problem}")
    usual = policies.default_policy()
    language = at.site.language
    policy = changed(replace(usual, language=language, languages=(language,)), options)
    try:
        at.store.write_now(lists.create, name, policy, at.now)
    except lists.ListExistsError as error:
        raise Failure(f"{error}; choose another name") from None
    address = at.site.address(name)
    at.show(
        {"name": name, "address": address},
        [f"{address} is there; next: listserv moderator add {name} ADDRESS"],
    )


@group.command("show")
@click.argument("name", required=False)
@click.option("--toml", is_flag=True, help="The policy as a file for 'list set --from'.")
@on_site
def show_list(at: Opened, name: str | None, toml: bool) -> None:
    """Show the list NAME, or all lists."""
    if name is None:
        if toml:
            raise WrongUsage("--toml shows one list: say its NAME")
        facts = [_facts(at, one) for one in at.store.read_now(lists.every)]
        at.show(facts, _index(facts))
        return
    found = at.list(name)
    if toml:
        click.echo(policies.policy_to_toml(found.policy), nl=False)
        return
    one = _facts(at, found)
    head = {key: one[key] for key in one if key != "policy"}
    at.show(one, pairs({**head, **policies.written(found.policy)}))


def _facts(at: Opened, found: MailingList) -> dict[str, Any]:
    return {
        "name": found.name,
        "address": at.site.address(found.name),
        "created": day(found.created),
        "retired": day(found.retired),
        "members": at.store.read_now(members.count, found.id),
        "moderators": len(at.store.read_now(members.moderators, found.id)),
        "policy": asdict(found.policy),
    }


def _index(found: list[dict[str, Any]]) -> Iterator[str]:
    for one in found:
        yield f"{one['name']:24} {one['members']:6} members  {one['policy']['title']}".rstrip()


@group.command("set")
@click.argument("name")
@click.option("--from", "source", metavar="FILE", help="A policy file, - for standard input.")
@policy_options
@on_site
def set_list(at: Opened, name: str, source: str | None, **options: str | None) -> None:
    """Change the policy of the list NAME."""
    if source is None and all(text is None for text in options.values()):
        raise WrongUsage("say what to change: --KEY VALUE, or --from FILE")
    found = at.list(name)
    policy = found.policy
    if source is not None:
        try:
            policy = policies.policy_of_toml(read_text(source), policy, source)
        except policies.PolicyError as error:
            raise Failure(str(error)) from None
    policy = changed(policy, options)
    before, after = asdict(found.policy), asdict(policy)
    changes = {key: [before[key], after[key]] for key in KEYS if before[key] != after[key]}
    if changes:
        at.store.write_now(lists.set_policy, found.id, policy, at.now)
    was, now = policies.written(found.policy), policies.written(policy)
    lines = _changes({key: [was[key], now[key]] for key in changes})
    at.show({"name": found.name, "changed": changes}, lines)


def _changes(changes: dict[str, list[Any]]) -> Iterator[str]:
    for key, (before, after) in changes.items():
        yield f"{key}: {_short(before)} -> {_short(after)}"
    if not changes:
        yield "nothing to change"


def _short(value: Any) -> str:
    said = ", ".join(value) if isinstance(value, tuple | list) else str(value)
    line = " ".join(said.split()) or '""'
    return line if len(line) <= 60 else line[:57] + "..."


@group.command()
@click.argument("name")
@on_site
def retire(at: Opened, name: str) -> None:
    """Take no more mail for the list NAME; its posts and archive stay. What waits goes back."""
    found = at.list(name)
    if found.retired is not None:
        raise Failure(f"{found.name} was retired on {day(found.retired)}")
    at.store.write_now(lists.retire, found.id, at.now)
    waiting = len(at.store.read_now(held.queue, found.id))
    asking = len(at.store.read_now(applicants.of_list, found.id))
    lines = [f"{found.name} takes no more mail"]
    if waiting:
        lines.append(f"posts that wait and go back to their authors now: {waiting}")
    if asking:
        lines.append(f"requests to join that are closed now, and told so: {asking}")
    facts = {"name": found.name, "retired": day(at.now), "given_back": waiting, "closed": asking}
    at.show(facts, lines)
