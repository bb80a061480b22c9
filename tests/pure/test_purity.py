"""A file that calls itself pure is pure: it imports nothing that acts, waits or looks at a clock.

Pure is whoever says so in the header: a sentence that begins with "Pure", or `; pure` or `(pure)`
at the end of the first line. What a pure file imports of ours must not act either, however deep.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
IMPURE = frozenset(
    {"listserv.store", "socket", "asyncio", "time", "os", "sqlite3", "subprocess", "threading"}
)
SAYS_PURE = re.compile(r"(?:\A|[.:]\s+|\n\n)Pure\b|; pure\b|\(pure\)")


def modules() -> dict[str, Path]:
    """Every module of the product by its name."""
    found: dict[str, Path] = {}
    for path in sorted((HERE / "listserv").rglob("*.py")):
        found[_name(path.relative_to(HERE))] = path
    for path in sorted((HERE / "digests").rglob("*.py")):
        found[_name(Path("listserv") / path.relative_to(HERE))] = path
    return found


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


MODULES = modules()


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def is_pure(name: str) -> bool:
    return bool(SAYS_PURE.search(ast.get_docstring(tree(name)) or ""))


@cache
def imports(name: str) -> frozenset[str]:
    """What a module imports, in functions too."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            of = f"{node.module}"
            names = {f"{of}.{alias.name}" for alias in node.names}
            found |= names & MODULES.keys() or {of}
    return frozenset(found)


def acting(name: str) -> list[str]:
    """The ways from a module to something that acts, as `a -> b -> socket`."""
    ways: list[str] = []
    seen: set[str] = set()
    todo = [(name, name)]
    while todo:
        here, way = todo.pop()
        for one in sorted(imports(here) - seen):
            seen.add(one)
            if any(one == bad or one.startswith(bad + ".") for bad in IMPURE):
                ways.append(f"{way} -> {one}")
            elif one in MODULES:
                todo.append((one, f"{way} -> {one}"))
    return ways


PURE = [name for name in MODULES if is_pure(name)]


def test_there_are_pure_files_and_the_rule_sees_through_functions() -> None:
    assert len(PURE) > 50
    assert "listserv.moderation.rules" in PURE
    assert "listserv.store.base" not in PURE
    assert acting("listserv.children")


@pytest.mark.parametrize("name", PURE)
def test_a_pure_file_imports_nothing_that_acts(name: str) -> None:
    assert acting(name) == []
