"""A store alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.store.base import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "t.db")
    yield store
    store.close()
