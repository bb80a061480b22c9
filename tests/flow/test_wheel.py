"""The wheel, installed somewhere else: everything the program reads is inside it.

The checkout is copied and built as pip builds it, the wheel and what it requires are installed in a
fresh virtual environment, and the program works there from a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[2]
NEEDED = ("listserv", "digests", "templates", "config", "README.md", "LICENSE", "setup.cfg")
NO_REGISTRY = ("No matching distribution", "Could not find a version", "Temporary failure")

LETTER = """
from listserv.model import MailingList, Policy, Site
from listserv.press.letter import Press
hifa = MailingList(1, "hifa", Policy(title="HIFA"))
letter = Press(Site("lists.example.org", "Forums")).letter(
    "refused", id=1, list=hifa, person_id=1, address="a@example.org", name="Amina",
    language="fr", now=0.0, in_reply_to="<1@example.org>", automatic="auto-replied",
    topic="Oxygen", reason="off-purpose", text="Dear all", left=0,
)
print(letter.head.decode("ascii"))
"""
PAGE = """
from listserv.archive.pages import Pages
from listserv.model import MailingList, Policy, Site
from listserv.press.speech import words
hifa = MailingList(1, "hifa", Policy(title="HIFA", language="es", languages=("es",)))
print(Pages(Site("lists.example.org", "Forums"), hifa, words("es")).home([], []))
"""
REST = """
from listserv.demo import forum
from listserv.languages import words
print(bool(forum.load()), sorted(words.tables()))
"""


def run(*words: str | Path, folder: Path, **environment: str) -> str:
    """What a program prints; without our checkout in its way."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if any(line in done.stderr for line in NO_REGISTRY):
        pytest.skip("the package registry cannot be reached")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build leaves things behind, and takes up what was left."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in (*NEEDED, "pyproject.toml"):
        if (HERE / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(HERE / name, source / name, symlinks=True, ignore=ignored)
        elif (HERE / name).exists():
            shutil.copy(HERE / name, source)
    run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source, folder=folder
    )
    (built,) = folder.glob("listserv-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The folder of a fresh virtual environment's programs."""
    run(sys.executable, "-m", "venv", "fresh", folder=wheel.parent)
    programs = wheel.parent / "fresh" / "bin"
    run(programs / "pip", "install", "-q", wheel, folder=wheel.parent)
    return programs


def test_every_file_of_the_product_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        str(Path("listserv") / path.relative_to(HERE / "listserv"))
        for path in (HERE / "listserv").rglob("*")
    } | {
        str(Path("listserv") / path.relative_to(HERE))
        for room in ("config", "digests", "templates")
        for path in (HERE / room).rglob("*")
    }
    files = {name for name in ours if "__pycache__" not in name and (HERE / name).is_file()}
    assert len(files) > 200
    assert sorted(files - inside) == []
    others = {name for name in inside - files if ".dist-info/" not in name}
    assert others == set()


def test_the_installed_program_makes_a_site_and_a_list(installed: Path, tmp_path: Path) -> None:
    program = installed / "listserv"
    assert run(program, "--version", folder=tmp_path).startswith("listserv, version ")
    given = ("--domain", "lists.example.org", "--admin", "admin@example.org")
    assert "v=DKIM1; k=rsa; p=" in run(program, "init", "site", *given, folder=tmp_path)
    config = {"LISTSERV_CONFIG": str(tmp_path / "site" / "listserv.toml")}
    run(program, "list", "create", "hifa", "--title", "HIFA", folder=tmp_path, **config)
    text = run(program, "list", "show", "hifa", "--toml", folder=tmp_path, **config)
    assert 'title = "HIFA"' in text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import listserv; print(listserv.__file__)", "/fresh/lib/"),
        (LETTER, "Content-Language: fr"),
        (PAGE, '<html lang="es"'),
        (REST, "True ['ar', 'en', "),
    ],
    ids=["itself", "a letter", "a page", "the demo's forum and the words"],
)
def test_templates_catalogues_and_data_are_found(
    installed: Path, tmp_path: Path, code: str, said: str
) -> None:
    assert said in run(installed / "python", "-c", code, folder=tmp_path)
