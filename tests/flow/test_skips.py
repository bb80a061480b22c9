"""The rule about skips (tests/conftest.py): an absent program may fail a run, absent mail never."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CONFTEST = Path(__file__).parents[1] / "conftest.py"
TESTS = """
import pytest

@pytest.mark.chromium
def test_browser(): pass

@pytest.mark.postfix
@pytest.mark.skipif(True, reason="this test looked for itself")
def test_postfix(): pass

@pytest.mark.skipif(True, reason="no corpora")
def test_corpora(): pass

def test_plain(): pass
"""


@pytest.mark.parametrize(
    ("no_skips", "line"), [("", "1 passed, 3 skipped"), ("1", "1 passed, 1 skipped, 2 errors")]
)
def test_a_skip_for_a_program_counts_where_it_was_installed(
    tmp_path: Path, no_skips: str, line: str
) -> None:
    shutil.copy(CONFTEST, tmp_path)
    (tmp_path / "test_some.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  chromium\n  postfix\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PATH": str(tmp_path), "LISTSERV_NO_SKIPS": no_skips},
        capture_output=True,
        text=True,
        check=False,
    )
    assert line in done.stdout
    assert "the program chromium is not installed" in done.stdout
    assert "no corpora" in done.stdout
