"""A site's folder: what lies where, the keys, and the lock of the one server.

Owns the layout of `data_dir`: `listserv.db`, `erasures`, `keys/`, `lock`, `control.sock`. Keys are
made once and belong to every backup: without them no token in anybody's mailbox opens any more, and
nobody who was erased or banned is known again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from listserv.text import tokens


class SiteError(Exception):
    """The site's folder is not as it must be; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    data_dir: Path

    @property
    def database(self) -> Path:
        return self.data_dir / "listserv.db"

    @property
    def token_keys(self) -> Path:
        return self.data_dir / "keys" / "tokens"

    @property
    def dkim(self) -> Path:
        """The folder of the keys that sign (identity/keyring.py says what lies there)."""
        return self.data_dir / "keys" / "dkim"

    @property
    def erasures(self) -> Path:
        """The list of who was erased, as fingerprints; no old database takes its place."""
        return self.data_dir / "erasures"

    @property
    def fingerprints(self) -> Path:
        """The secret that they are made with."""
        return self.data_dir / "keys" / "fingerprints"

    @property
    def lock(self) -> Path:
        return self.data_dir / "lock"

    @property
    def control(self) -> Path:
        return self.data_dir / "control.sock"

    def make(self) -> None:
        """Make the folder and its token key; what is there stays as it is."""
        keys = self.token_keys.parent
        keys.mkdir(parents=True, exist_ok=True)
        keys.chmod(0o700)
        if not self.token_keys.exists():
            fresh = tokens.Keys(((0, tokens.new_secret()),))
            write_secret(self.token_keys, fresh.dump().encode())
        self.secret()

    def keys(self) -> tokens.Keys:
        """The secrets that seal tokens. Raises SiteError."""
        try:
            return tokens.Keys.parse(self.token_keys.read_text(encoding="ascii"))
        except FileNotFoundError:
            raise SiteError(
                f"{self.token_keys} is missing: run 'listserv init', or restore it from a backup"
            ) from None
        except ValueError as error:
            raise SiteError(
                f"{self.token_keys} cannot be used ({error}): restore it from a backup"
            ) from None

    def secret(self) -> bytes:
        """The secret of fingerprints; a site that has none yet gets one."""
        with contextlib.suppress(FileExistsError, FileNotFoundError):
            write_secret(self.fingerprints, tokens.new_secret().hex().encode())
        try:
            return bytes.fromhex(self.fingerprints.read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            raise SiteError(
                f"{self.fingerprints} cannot be used ({error}): restore it from a backup"
            ) from None

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only server of this folder. Raises SiteError when there is one already."""
        handle = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
                raise SiteError(
                    f"another server (process {pid}) runs on {self.data_dir}: stop it first"
                ) from None
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
            yield
        finally:
            os.close(handle)


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
