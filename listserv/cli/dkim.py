"""`listserv dkim`: the keys that sign what goes out, and how one follows another.

A new key signs nothing until its record can be found by everybody: `new`, publish, `rotate`. The
key before it keeps its record for a week, for mails on their way; then `retire`. A running server
takes the keys up at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from listserv import control
from listserv.cli import records
from listserv.cli.common import Opened, on_site
from listserv.cli.program import Failure, Noun
from listserv.cli.records import Record
from listserv.identity.keyring import Kept, Keyring, State
from listserv.identity.keys import Key
from listserv.identity.resolver import Resolver

STATES = {
    State.SIGNING: "signs",
    State.NEXT: "will sign after 'listserv dkim rotate'; publish its record first",
    State.FORMER: "signed; keep its record for a week after that, then 'listserv dkim retire'",
}


@click.group("dkim", cls=Noun)
def group() -> None:
    """Keys that sign outgoing mail."""


@group.command("show")
@on_site
def show_keys(at: Opened) -> None:
    """Show the keys and their DNS records."""
    kept = Keyring(at.home.dkim).kept()
    keys = [_loaded(one) for one in kept]
    facts = [_facts(at, one, key) for one, key in zip(kept, keys, strict=True)]
    at.show(facts, _lines(at, kept, keys))


@group.command("new")
@click.option(
    "--kind", type=click.Choice(["rsa", "ed25519"]), default="rsa", help="Of key; rsa if not said."
)
@on_site
def new_key(at: Opened, kind: str) -> None:
    """Make a key that signs after `rotate`; an Ed25519 key signs beside the RSA key."""
    keyring = Keyring(at.home.dkim)
    waiting = [one for one in keyring.kept() if one.state is State.NEXT]
    twins = [one.selector for one in waiting if _loaded(one).kind == kind]
    if twins:
        raise Failure(f"{twins[0]} waits to sign already: run 'listserv dkim rotate', or retire it")
    made = keyring.follow(kind, at.now)
    key = _loaded(made)
    at.show(_facts(at, made, key), _lines(at, [made], [key]))


@group.command()
@click.option("--unchecked", is_flag=True, help="Do not look whether the records are published.")
@on_site
def rotate(at: Opened, unchecked: bool) -> None:
    """Let the new keys sign, once their records are found in the DNS."""
    keyring = Keyring(at.home.dkim)
    following = [_loaded(one) for one in keyring.kept() if one.state is State.NEXT]
    if not following:
        raise Failure("no key is there to follow: run 'listserv dkim new'")
    if not unchecked:
        at.run(_published(at, following))
    begun, ended = keyring.rotate()
    _tell(at)
    facts = {"signing": [one.selector for one in begun], "former": [one.selector for one in ended]}
    at.show(facts, (f"{one.selector} {STATES[one.state]}" for one in (*begun, *ended)))


@group.command()
@click.argument("selector")
@on_site
def retire(at: Opened, selector: str) -> None:
    """Remove the key SELECTOR; then its DNS record can go.

    It signs no more, or is an Ed25519 key beside an RSA key.
    """
    keyring = Keyring(at.home.dkim)
    kept = keyring.kept()
    found = next((one for one in kept if one.selector == selector), None)
    if not found:
        known = ", ".join(one.selector for one in kept) or "none"
        raise Failure(f"there is no key {selector}; known: {known}")
    signs = found.state is State.SIGNING
    if signs:
        _check_others_sign(found, kept)
    keyring.remove(found)
    if signs:
        _tell(at)
    name = f"{selector}._domainkey.{at.site.domain}"
    lately = f"keep the record {name} in the DNS for a week, then remove it"
    line = lately if signs else f"remove the record {name} from the DNS"
    at.show({"retired": selector, "record": name}, [line])


def _check_others_sign(found: Kept, kept: list[Kept]) -> None:
    """A Failure where copies would lack a signature that everybody can check."""
    kind = _loaded(found).kind
    signing = {_loaded(one).kind for one in kept if one.state is State.SIGNING}
    if kind == "rsa" or "rsa" not in signing:
        new = f"'listserv dkim new --kind {kind}'"
        raise Failure(f"{found.selector} signs; let another follow it first: {new}")


def _loaded(kept: Kept) -> Key:
    try:
        return kept.load()
    except ValueError as error:
        raise Failure(str(error)) from None


async def _published(at: Opened, keys: list[Key]) -> None:
    """A Failure unless the record of each key is in the DNS."""
    resolver = Resolver()
    for record, key in ((records.of_key(at.site.domain, key), key) for key in keys):
        texts = await resolver.txt(record.name)
        problem = "nobody answers" if texts is None else records.key_problem(key, texts)
        if problem:
            raise Failure(
                f"{record.name}: {problem}; publish it and wait until it is seen, or --unchecked"
            )


def _tell(at: Opened) -> None:
    """A running server signs with the new keys from now on."""
    answer = control.ask(at.home.control, "keys")
    if answer and "error" in answer:
        raise Failure("the keys are changed; restart the server so that it takes them up")


def _facts(at: Opened, kept: Kept, key: Key) -> dict[str, Any]:
    record = records.of_key(at.site.domain, key)
    return {
        "selector": kept.selector,
        "state": str(kept.state),
        "kind": key.kind,
        "name": record.name,
        "record": record.value,
    }


def _lines(at: Opened, kept: list[Kept], keys: list[Key]) -> Iterator[str]:
    if not kept:
        yield f"no key signs; 'listserv init {at.settings.path.parent}' makes one"
    for one, key in zip(kept, keys, strict=True):
        record: Record = records.of_key(at.site.domain, key)
        yield f"{one.selector}  {key.kind}  {STATES[one.state]}"
        yield from (f"  {line}" for line in record.lines())
