"""Sites for the tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

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
