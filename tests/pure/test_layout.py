"""The shape of the house: what every file looks like, and what setup.cfg says of packages."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LEFT_OVER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
TEXTS = {".py", ".txt", ".html", ".css", ".toml", ".cfg", ".md", ".po", ".cf", ".service"}

PRODUCT = sorted(path for root in ("listserv", "digests") for path in (HERE / root).rglob("*.py"))
FILLED = [path for path in PRODUCT if path.stat().st_size]  # many packages need no word


def name(path: Path) -> str:
    return str(path.relative_to(HERE))


@pytest.mark.parametrize("path", FILLED, ids=name)
def test_a_file_says_what_it_is_and_fits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "it has no header that says what it is"
    assert text.count("\n") <= LONGEST_FILE
    assert [f"{what} has {n} lines" for what, n in functions(tree) if n > LONGEST_FUNCTION] == []


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every function with its lines, decorators left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def test_nothing_is_marked_as_unfinished() -> None:
    roots = ("listserv", "digests", "templates", "config", "docs", "tests")
    found = [
        f"{name(path)}: {hit[0]}"
        for root in roots
        for path in sorted((HERE / root).rglob("*"))
        if path.suffix in TEXTS and path.parts[-2] != "golden"
        for hit in LEFT_OVER.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


# --- setup.cfg ------------------------------------------------------------------------------------


def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(HERE / "setup.cfg", encoding="utf-8")
    return parser


def folder_of(package: str) -> Path:
    """Where a package lies: the owner's rooms at the top of the tree, the others in listserv/."""
    moved = dict(
        line.split(" = ") for line in setup()["options"]["package_dir"].strip().splitlines()
    )
    return HERE / moved.get(package, package.replace(".", "/"))


def test_setup_names_every_package_and_no_other() -> None:
    named = setup()["options"]["packages"].split()
    assert sorted(set(named)) == named
    assert [one for one in named if not (folder_of(one) / "__init__.py").exists()] == []
    inside = {
        ".".join(path.parent.relative_to(HERE).parts)
        for path in (HERE / "listserv").rglob("__init__.py")
    }
    tops = {"listserv.config", "listserv.digests", "listserv.templates"}
    assert inside | tops == set(named)


@pytest.mark.parametrize("room", ["config", "digests", "templates"])
def test_the_rooms_at_the_top_are_seen_inside_the_package(room: str) -> None:
    link = HERE / "listserv" / room
    assert link.is_symlink()
    assert link.readlink() == Path("..") / room


def test_every_package_with_data_says_so() -> None:
    """A file that is no Python and not under package_data would be missing after an install."""
    parser = setup()
    carrying = set(parser["options.package_data"])
    lacking = {
        one
        for one in parser["options"]["packages"].split()
        if one != "listserv"
        for path in folder_of(one).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert lacking <= carrying


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (HERE / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)


SQL = re.compile(
    r"\b(?:SELECT\s[^'\"]*?\sFROM|INSERT (?:OR \w+ )?INTO|DELETE FROM|UPDATE \w+ SET)\s"
)


def test_the_store_has_the_only_sql() -> None:
    """The roll of who was erased read the tables itself; the demo's book-keeper may, to find a
    store that counts wrongly."""
    elsewhere = [
        name(path)
        for path in PRODUCT
        if "store" not in path.parts and SQL.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == ["listserv/demo/books.py"]
