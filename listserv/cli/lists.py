"""`listserv list`: make lists, show and change their policy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import click

from listserv import policy as policies
from listserv.cli.common import Opened, day, json_option, on_site, show
from listserv.intake.gate import name_problem
from listserv.model import MailingList, Policy
from listserv.store import lists, members

KEYS = [field.name for field in fields(Policy)]


@click.group("list")
def group() -> None:
    """Lists and their policy."""


def policy_options(command: Any) -> Any:
    """One `--KEY VALUE` for each key of a list's policy."""
    for key in reversed(KEYS):
        entry = policies.defaults()[key]
        command = click.option(
            f"--{key.replace('_', '-')}", key, metavar="VALUE", help=entry.comment
        )(command)
    return command


def changed(base: Policy, options: dict[str, str | None]) -> Policy:
    """A policy with the given options; a bad value is wrong usage."""
    try:
        values = {
            key: policies.parse_option(key, text)
            for key, text in options.items()
            if text is not None
        }
        return policies.policy_from(values, base)
    except (policies.PolicyError, ValueError) as error:
        raise click.UsageError(str(error)) from None


@group.command()
@click.argument("name")
@policy_options
@on_site
def create(at: Opened, name: str, **options: str | None) -> None:
    """Make the list NAME."""
    name = name.lower()
    if problem := name_problem(name):
        raise click.UsageError(problem)
    base = replace(policies.default_policy(), language=at.site.language)
    policy = changed(base, options)
    if policy.language not in policy.languages:
        policy = replace(policy, languages=(policy.language, *policy.languages))
    try:
        at.store.write_now(lists.create, name, policy, at.now)
    except lists.ListExistsError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{at.site.address(name)} is there; next: listserv moderator add {name} ADDRESS")


@group.command("show")
@click.argument("name", required=False)
@click.option("--toml", is_flag=True, help="The policy as a file for 'list set --from'.")
@json_option
@on_site
def show_list(at: Opened, name: str | None, toml: bool, as_json: bool) -> None:
    """Show the list NAME, or all lists."""
    if name is None:
        show([_facts(at, one) for one in at.store.read_now(lists.every)], as_json, _index)
        return
    found = at.list(name)
    if toml:
        click.echo(policies.policy_to_toml(found.policy), nl=False)
        return
    show(_facts(at, found), as_json, _lines)


def _facts(at: Opened, found: MailingList) -> dict[str, Any]:
    return {
        "name": found.name,
        "address": at.site.address(found.name),
        "created": day(found.created),
        "members": len(at.store.read_now(members.members, found.id)),
        "moderators": len(at.store.read_now(members.moderators, found.id)),
        "policy": asdict(found.policy),
    }


def _index(found: list[dict[str, Any]]) -> Iterator[str]:
    for one in found:
        yield f"{one['name']:24} {one['members']:6} members  {one['policy']['title']}"


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    for key in ("address", "created", "members", "moderators"):
        yield f"{key:16} {facts[key]}"
    for key, value in facts["policy"].items():
        said = ", ".join(value) if isinstance(value, list | tuple) else value
        yield f"{key:16} {said}"


@group.command("set")
@click.argument("name")
@click.option("--from", "source", metavar="FILE", help="A policy file, - for standard input.")
@policy_options
@on_site
def set_list(at: Opened, name: str, source: str | None, **options: str | None) -> None:
    """Change the policy of the list NAME."""
    found = at.list(name)
    policy = found.policy
    if source is not None:
        try:
            text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
            policy = policies.policy_of_toml(text, policy, source)
        except OSError as error:
            raise click.ClickException(f"{source} cannot be read: {error.strerror}") from None
        except policies.PolicyError as error:
            raise click.ClickException(str(error)) from None
    policy = changed(policy, options)
    if policy == found.policy:
        click.echo("nothing to change")
        return
    at.store.write_now(lists.set_policy, found.id, policy, at.now)
    for key in KEYS:
        before, after = getattr(found.policy, key), getattr(policy, key)
        if before != after:
            click.echo(f"{key}: {_short(before)} -> {_short(after)}")


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


@group.command()
@click.argument("name")
@on_site
def retire(at: Opened, name: str) -> None:
    """Take no more mail for the list NAME; its posts and archive stay."""
    at.store.write_now(lists.retire, at.list(name).id, at.now)
    click.echo(f"{name} takes no more mail")
