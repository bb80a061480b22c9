"""The site's signing keys in their folder: which there are, and which of them sign.

    keys/dkim/signing/SELECTOR.pem   signs every copy
    keys/dkim/next/SELECTOR.pem      will sign; its record is being published
    keys/dkim/former/SELECTOR.pem    signed; mails on their way still need its record
    keys/dkim.pem                    signs: a site's first key, with the selector `listserv`

A state is a folder and a change of it one rename, so nothing is lost by a crash: at worst a key and
the one that follows it sign for a while, each with its own selector. A key of ours that cannot be
read raises ValueError with its file's name.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from listserv.home import write_secret
from listserv.identity import keys
from listserv.identity.keys import Key

FIRST = "listserv"


class State(StrEnum):
    SIGNING = "signing"
    NEXT = "next"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class Kept:
    """A key in its file."""

    selector: str
    state: State
    path: Path

    def load(self) -> Key:
        return keys.load(self.path, self.selector)


class Keyring:
    """`folder` is the site's `keys/dkim`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self) -> list[Kept]:
        """Every key, those that sign first; of each state in the order of their selectors."""
        found = [
            Kept(path.stem, state, path)
            for state in State
            for path in sorted((self._folder / state).glob("*.pem"))
        ]
        first = Kept(FIRST, State.SIGNING, self._folder.with_suffix(".pem"))
        return [first, *found] if first.path.exists() else found

    def signing(self) -> tuple[Key, ...]:
        """The keys that sign, RSA before Ed25519; () where the site signs nothing."""
        found = [kept.load() for kept in self.kept() if kept.state is State.SIGNING]
        return tuple(sorted(found, key=lambda key: key.kind, reverse=True))

    @property
    def has_begun(self) -> bool:
        """Is there a key that signs?"""
        return any(kept.state is State.SIGNING for kept in self.kept())

    def begin(self) -> None:
        """Make a site's first key, where no key signs."""
        if self.has_begun:
            return
        first, selector = self._folder.with_suffix(".pem"), self._free(FIRST)
        path = first if selector == FIRST else self._path(selector, State.SIGNING)
        write_secret(path, keys.new(selector).pem())

    def follow(self, kind: str, now: float) -> Kept:
        """A new key that will sign: its selector says its kind and its day."""
        stem = f"{kind}-{time.strftime('%Y%m%d', time.gmtime(now))}"
        key = keys.new(self._free(stem), kind)
        path = self._path(key.selector, State.NEXT)
        write_secret(path, key.pem())
        return Kept(key.selector, State.NEXT, path)

    def rotate(self) -> tuple[list[Kept], list[Kept]]:
        """Those that were to follow sign from now on: (they, those of their kinds before them)."""
        kept = [(one, one.load().kind) for one in self.kept()]
        begun = [one for one, _ in kept if one.state is State.NEXT]
        kinds = {kind for one, kind in kept if one.state is State.NEXT}
        ended = [one for one, kind in kept if one.state is State.SIGNING and kind in kinds]
        return (
            [self._moved(one, State.SIGNING) for one in begun],
            [self._moved(one, State.FORMER) for one in ended],
        )

    def remove(self, kept: Kept) -> None:
        """Forget a key for good."""
        kept.path.unlink()

    def _moved(self, kept: Kept, state: State) -> Kept:
        path = self._path(kept.selector, state)
        kept.path.rename(path)
        return Kept(kept.selector, state, path)

    def _free(self, stem: str) -> str:
        """A selector that no key has: mails on their way need the record of a former one."""
        taken = {kept.selector for kept in self.kept()}
        names = itertools.chain([stem], (f"{stem}-{n}" for n in itertools.count(2)))
        return next(name for name in names if name not in taken)

    def _path(self, selector: str, state: State) -> Path:
        for folder in (self._folder, self._folder / state):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder / state / f"{selector}.pem"
