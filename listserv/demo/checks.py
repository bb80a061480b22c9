"""The demo's own judge: did everybody get every post meant for her, exactly once?

It computes from the forum alone who must get what, without asking the server, and compares that
with what the ledger and the mailboxes say. Each difference is one sentence; no sentence, no fault.

Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listserv.demo.forum import LIST, PASSED, SECOND, Fate, Forum
from listserv.demo.people import on_one_line, words
from listserv.model import DeliveryMode
from listserv.text.subject import FORWARD

Pair = tuple[str, str]  # (address, message-id)


@dataclass(frozen=True, slots=True)
class Meant:
    """Who must get what: as a copy of its own, or in one digest."""

    copies: frozenset[Pair]
    digests: frozenset[Pair]
    names: dict[str, str]  # how to speak of a message-id


@dataclass(frozen=True, slots=True)
class Arrived:
    """One copy or digest that reached an address, with the posts it carries."""

    address: str
    digest: bool
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a published post stands: the Message-ID of its thread's first post, its topic."""

    root: str
    topic: str


def meant(forum: Forum) -> Meant:
    """What the forum's days mean for every address.

    A round's commands act before its posts are published; a day's digest leaves after its last
    round, to who reads by digest then. What is passed on to the second forum is for those in it who
    have not had it in the first.
    """
    modes = {writer.address: writer.delivery for writer in forum.members}
    copies: set[Pair] = set()
    digests: set[Pair] = set()
    for day in sorted({message.day for message in forum.messages}):
        today: list[str] = []
        for one in (r for r in forum.rounds() if r.day == day):
            for message in one.messages:
                _act(modes, forum, message.author, message.effect)
            fresh = [m.message_id for m in one.messages if m.fate is Fate.PUBLISH]
            copies |= {(a, i) for a in _with(modes, DeliveryMode.EACH) for i in fresh}
            today += fresh
        digests |= {(a, i) for a in _with(modes, DeliveryMode.DAILY) for i in today}
    passed = forum.message(PASSED).message_id
    had = {address for address, message_id in copies | digests if message_id == passed}
    copies |= {(one.address, passed) for one in forum.second if one.address not in had}
    names = {message.message_id: message.key for message in forum.messages if not message.repeats}
    return Meant(frozenset(copies), frozenset(digests), names)


def _act(modes: dict[str, DeliveryMode], forum: Forum, author: str, effect: str) -> None:
    writer = forum.writer(author)
    if effect == "join":
        modes[writer.address] = writer.delivery
    elif effect == "leave":
        del modes[writer.address]
    elif effect:
        modes[writer.address] = DeliveryMode(effect)


def _with(modes: dict[str, DeliveryMode], wanted: DeliveryMode) -> list[str]:
    return [address for address, mode in modes.items() if mode is wanted]


def missing(expected: Meant, ledger: Iterable[Arrived], maildirs: Iterable[Arrived]) -> list[str]:
    """Every difference between what was meant and what the two books say, in sentences."""
    faults = []
    for book, arrived in (("the ledger", list(ledger)), ("the mailboxes", list(maildirs))):
        for digest, wanted in ((False, expected.copies), (True, expected.digests)):
            seen = Counter(
                (one.address, message_id)
                for one in arrived
                if one.digest is digest
                for message_id in one.message_ids
            )
            what = "a digest with" if digest else "a copy of"
            for address, message_id in sorted(wanted | seen.keys()):
                count = seen[address, message_id]
                if count == int((address, message_id) in wanted):
                    continue
                name = expected.names.get(message_id, message_id)
                fault = _fault(count, (address, message_id) in wanted)
                faults.append(f"{book}: {address}: {what} {name} {fault}")
    return faults


def _fault(count: int, wanted: bool) -> str:
    if not wanted:
        return "that was not meant for this address"
    return "is missing" if count == 0 else f"came {count} times"


def leaks(forum: Forum, readers: Iterable[tuple[str, str]], allowed: frozenset[str]) -> list[str]:
    """Words of mail that must not be seen, in what others can read.

    `readers` are (where, text) pairs: letters by address, pages of the archive by name; `allowed`
    are the addresses that may see everything: the moderators'.
    """
    hidden = [
        (message.key, forum.writer(message.author).address, words(message.text))
        for message in forum.messages
        if message.fate in (Fate.REFUSE, Fate.COMMAND)
        or (message.fate is Fate.DROP and not message.repeats)
    ]
    found = []
    for where, text in readers:
        if where in allowed:
            continue
        plain = on_one_line(text)
        found += [
            f"{where} shows words of {key}, which was not published"
            for key, author, hint in hidden
            if hint and where != author and hint in plain
        ]
    return found


def answers(forum: Forum, codes: Mapping[str, int]) -> list[str]:
    """The door's answers that were not meant: 550 at RCPT for an unknown list, else 250."""
    found = []
    for message in forum.messages:
        wanted = 550 if message.fate is Fate.DOOR else 250
        code = codes.get(message.key, 0)
        if code != wanted:
            found.append(
                f"the door: {message.key} was answered {code or 'not at all'}, not {wanted}"
            )
    return found


def altered(forum: Forum, copies: Iterable[tuple[str, str]]) -> list[str]:
    """Published texts that did not go out whole; `copies` are (message-id, text of the copy)."""
    whole = {message.message_id: on_one_line(message.text) for message in forum.published}
    names = {message.message_id: message.key for message in forum.published}
    count = Counter(i for i, text in copies if i in whole and whole[i] not in on_one_line(text))
    return [f"{count[i]} copies of {names[i]} lack words of its author" for i in sorted(count)]


def misplaced(forum: Forum, places: Mapping[str, Place]) -> list[str]:
    """Published posts that stand under another thread or subject than their author answered."""
    found = []
    for message in forum.published:
        root, place = forum.root(message), places.get(message.message_id)
        topic = root.subject.replace("TR: ", FORWARD)
        if place and place != Place(root.message_id, topic):
            found.append(f"{message.key} stands in {place.root} as {place.topic!r}, not {topic!r}")
    return found


def unlinked(
    forum: Forum, pages: Iterable[tuple[str, str]], titles: Mapping[str, str]
) -> list[str]:
    """Pages of the message that was passed on that do not name the other forum. `pages` are (name,
    text without markup), `titles` those of the two forums, by their names."""
    hint = words(forum.message(PASSED).text)
    shown = [(name, on_one_line(text)) for name, text in pages]
    found = []
    for here, other in ((LIST, SECOND), (SECOND, LIST)):
        said = [text for name, text in shown if f"/{here}/m/" in name and hint in text]
        wanted = ("Also in" if here == LIST else "Aussi dans") + f" {titles[other]}"
        if not said or any(wanted not in text for text in said):
            found.append(f"the archive of {here} does not name {other} beside {PASSED}")
    return found


def unshelved(forum: Forum, pages: Iterable[str]) -> list[str]:
    """Published posts that no page of the archive shows; `pages` are texts without markup."""
    shelf = "\n".join(on_one_line(page) for page in pages)
    return [
        f"the archive lacks {message.key}"
        for message in forum.published
        if words(message.text) not in shelf
    ]
