"""What comes of a command: parts of the one letter that answers a mail, other letters, changes.

A mail gets one answer however many commands it holds: each adds its part, and the clerk makes one
letter of them. Letters to somebody else, files, and the letter that undoes a leave stand apart.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from listserv.commands.consent import Consent
from listserv.commands.visit import Visit
from listserv.errand import Outcome
from listserv.languages.command import Command, Verb
from listserv.model import Letter, MailingList, Purpose
from listserv.store.confirmations import Confirmation
from listserv.store.errands import Change


@dataclass(frozen=True, slots=True)
class Part:
    """A template of mail/ with its values, to be said to who is asking."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    list: MailingList | None = None
    answer: Purpose | None = None  # what its answers are for, if they go to an address of their own
    about: int = 0  # the question that they answer


@dataclass(frozen=True, slots=True)
class Handled:
    """`text` is for the journal; in `language` she is answered from now on, "" as before."""

    text: str
    parts: Sequence[Part] = ()
    letters: Sequence[Letter] = ()
    changes: Sequence[Change] = ()
    language: str = ""

    @classmethod
    def of(cls, outcome: Outcome) -> Handled:
        """What writes its own letters."""
        return cls(outcome.text, (), outcome.letters, outcome.changes)


Handler = Callable[[Visit, Command], Awaitable[Handled]]
Answerer = Callable[[Visit, Confirmation], Awaitable[Handled]]
Hearer = Callable[[Visit, Confirmation, Consent], Consent]


class Service:
    """A subject: what it does for a verb, and with the answer to a question of a kind."""

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        """By the verb that it carries out."""
        return {}

    @property
    def agreed(self) -> Mapping[str, Answerer]:
        """By the kind of question that was answered with a yes; the question is closed by then."""
        return {}

    @property
    def declined(self) -> Mapping[str, Answerer]:
        """By the kind of question that was answered with a no; the question is closed by then."""
        return {}

    @property
    def hears(self) -> Mapping[str, Hearer]:
        """By the kind of question whose answer says more than a yes or a no: what it says, where
        its words alone say the last argument."""
        return {}

    @property
    def unclear(self) -> Mapping[str, Answerer]:
        """By the kind of question that is asked once more, where the answer says neither yes nor
        no, nor a command; of other kinds people read it."""
        return {}

    @property
    def lasting(self) -> frozenset[str]:
        """The kinds of question to which a yes counts as long as it is not too old, also after
        another answer."""
        return frozenset()

    @property
    def late(self) -> Mapping[str, Answerer]:
        """By the kind of question: what is told of how things stand, where an answer changes
        nothing: it comes too late, or takes back a yes."""
        return {}

    @property
    def listens(self) -> Mapping[str, Answerer]:
        """By the kind of question whose answer is read here, whatever it says."""
        return {}


def together(done: Iterable[Handled]) -> Handled:
    """All that one mail brought, in its order; parts that change settings are one part."""
    done = tuple(done)
    return Handled(
        "; ".join(one.text for one in done),
        _merged([part for one in done for part in one.parts]),
        [letter for one in done for letter in one.letters],
        [change for one in done for change in one.changes],
        next((one.language for one in done if one.language), ""),
    )


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Each thing said once, what wants an answer of its own first; changes of settings together."""
    changed = [one for one in parts if one.kind == "changed"]
    if len(changed) > 1:
        told = tuple(told for one in changed for told in one.values["changes"])
        whole = replace(changed[0], values={"changes": told})
        parts = [whole if one is changed[0] else one for one in parts if one not in changed[1:]]
    return sorted(parts, key=lambda one: one.answer is None)
