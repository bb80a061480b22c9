"""Sites for the tests of the command line, and a forum for those of the road."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from listserv.store.base import Store
from tests.support import troubled as troubles
from tests.support.forum import Forum
from tests.support.shell import Shell
from tests.support.site import make_site


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A site without lists."""
    make_site(tmp_path)
    return Shell(tmp_path)


@pytest.fixture
def hifa(shell: Shell) -> Shell:
    """A site with the list hifa and its one member, Amina."""
    shell.says("list", "create", "hifa", "--title", "HIFA", "--timezone", "Africa/Nairobi")
    shell.says("member", "add", "hifa", "amina@example.org", "--name", "Amina Kamau", "--quiet")
    return shell


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Forum]:
    store = Store.open(tmp_path / "t.db")
    forum = Forum(store)
    yield forum
    await forum.close()
    store.close()


@pytest.fixture
def troubled(tmp_path: Path) -> Iterator[troubles.Forum]:
    forum = troubles.Forum.open(tmp_path)
    yield forum
    forum.store.close()


@pytest.fixture
def no_long_rests(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A relay's rests in hundredths of their length."""
    real = "listserv.delivery.peers.backoff.rest"
    monkeypatch.setattr(real, lambda failures, jitter: 0.01 * 2.0 ** (failures - 1))
    yield
