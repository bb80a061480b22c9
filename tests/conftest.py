"""What every test may need: the programs, and the rule about skips.

A test marked `apertium`, `chromium`, `gnupg`, `mutt`, `nginx`, `opendkim`, `postfix`, `rspamd` or
`swaks` needs a program. Where it is absent the test is skipped and says which program is missing;
with LISTSERV_NO_SKIPS=1, as in CI, that is a failure, because CI has installed the programs. Other
skips stay skips: the corpora of real mail lie beside the project and nobody has to have them.

The suite is kept quick here in two ways that change nothing of what is tested: files lie in memory
where the machine has room, and new databases are copies of one that the schema made.
"""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from listserv.store.base import Store

# `make quick` tries fewer examples of each property; `make test` all of them.
settings.register_profile("quick", max_examples=20)

PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
NO_SKIPS = os.environ.get("LISTSERV_NO_SKIPS") == "1"
MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30  # bytes; a whole run leaves a tenth of it


def pytest_configure() -> None:
    """Put the files of tests into memory where there is room: a third of the time of small tests
    was the disk's, for databases that live a second."""
    if MEMORY.is_dir():
        there = os.statvfs(MEMORY)
        if there.f_bavail * there.f_frsize > ENOUGH and not there.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session", autouse=True)
def new_databases_are_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The steps of the schema take a fifteenth of a second each time. A copy of what they made in
    this run is opened as any database is."""
    made = tmp_path_factory.mktemp("made") / "listserv.db"
    opened = Store.open

    def open_copy(path: Path, secret: bytes = b"") -> Store:
        if not made.exists():
            opened(made).close()
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(made.read_bytes())
        return opened(path, secret)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "open", open_copy)
        yield


def no_apertium() -> str:
    """Why Apertium cannot translate here; "" when it can."""
    return _absent("apertium")


def no_chromium() -> str:
    """Why Chromium cannot run here; "" when it can."""
    return "" if shutil.which("chromium") else "the program chromium is not installed"


def no_postfix() -> str:
    """Why Postfix cannot run here; "" when it can."""
    if not shutil.which("postfix", path=PATH):
        return "the program postfix is not installed"
    if os.geteuid() != 0:
        return "the program postfix needs root"
    users = {user.pw_name for user in pwd.getpwall()}
    return "" if "postfix" in users else "the program postfix needs its user, postfix"


def no_opendkim() -> str:
    """Why OpenDKIM cannot run here; "" when it can."""
    return _absent("opendkim")


def no_gnupg() -> str:
    """Why GnuPG and OpenSSL cannot run here; "" when they can."""
    return _absent("gpg", "openssl")


def no_mutt() -> str:
    """Why mutt cannot run here; "" when it can."""
    return _absent("mutt")


def no_nginx() -> str:
    """Why nginx cannot stand in front of the web side here; "" when it can."""
    return _absent("nginx", "curl", "openssl")


def no_rspamd() -> str:
    """Why rspamd cannot run here; "" when it can."""
    return _absent("rspamd")


def no_swaks() -> str:
    """Why swaks cannot run here; "" when it can."""
    return _absent("swaks")


def _absent(*names: str) -> str:
    lacking = (name for name in names if not shutil.which(name, path=PATH))
    return next((f"the program {name} is not installed" for name in lacking), "")


PROGRAMS = {
    "apertium": no_apertium,
    "chromium": no_chromium,
    "gnupg": no_gnupg,
    "mutt": no_mutt,
    "nginx": no_nginx,
    "opendkim": no_opendkim,
    "postfix": no_postfix,
    "rspamd": no_rspamd,
    "swaks": no_swaks,
}


def missing(item: pytest.Item) -> str:
    """Which program a test lacks; "" when it has all."""
    problems = (why() for mark, why in PROGRAMS.items() if item.get_closest_marker(mark))
    return next((problem for problem in problems if problem), "")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if problem := missing(item):
        pytest.skip(problem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if NO_SKIPS and report.skipped and any(item.get_closest_marker(mark) for mark in PROGRAMS):
        report.outcome = "failed"
        report.longrepr = f"skipped, and LISTSERV_NO_SKIPS=1 forbids it: {report.longrepr}"
    return report
