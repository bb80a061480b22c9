"""Every benchmark runs, in its smallest form, and finds no copy lost and none sent twice.

What they measure is no test's matter: a rate says nothing on a machine that does something else.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys

import pytest

from tests.bench.__main__ import BENCHES, machine
from tests.support.markdown import ROOT

pytestmark = pytest.mark.slow

SECONDS = 120

RUNS = [
    pytest.param(name, marks=[pytest.mark.postfix] if name == "postfix" else []) for name in BENCHES
]


def run(*words: str) -> str:
    """What it prints; the servers that it started end with it, also when it takes too long."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words, "--quick"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, problems = process.communicate(timeout=SECONDS)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, problems
    return out


@pytest.mark.parametrize("name", RUNS)
def test_it_runs_and_counts(name: str) -> None:
    out = run(f"tests.bench.{name}")
    found = re.findall(r"^### (.+)\n\n(\|.+)$", out, re.M)
    assert len(found) == 1, out
    assert f"`python -m tests.bench.{name}`" in found[0][0]


def test_they_are_called_by_name() -> None:
    out = run("tests.bench", "accept")
    assert out.startswith(f"Machine: {machine()}.\n\n### Posts over ten connections")
