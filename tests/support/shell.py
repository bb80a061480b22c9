"""A site's folder and the program in it, as somebody at a terminal uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from listserv.cli import main
from listserv.store.base import Store


class Shell:
    """A folder with a site, and the program in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "listserv.toml"

    def __call__(self, *words: str, given: str | bytes | None = None) -> Result:
        env = {"LISTSERV_CONFIG": str(self.config)}
        result = CliRunner(env=env).invoke(main, words, input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    def says(self, *words: str, given: str | bytes | None = None) -> str:
        """What a verb prints that succeeds."""
        result = self(*words, given=given)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.says(*words, "--json"))

    def fails(self, status: int, *words: str, given: str | bytes | None = None) -> str:
        """The one line that a verb says which fails."""
        result = self(*words, given=given)
        assert (result.exit_code, result.stdout) == (status, ""), result.output
        assert result.stderr.count("\n") == 1, result.stderr
        return result.stderr.rstrip("\n")

    def store(self, work: Callable[[Store], Any]) -> Any:
        """Work on the database, as the server beside us would."""
        store = Store.open(self.folder / "var" / "listserv.db")
        try:
            return work(store)
        finally:
            store.close()
