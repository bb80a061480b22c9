"""A relay: where copies go; pure.

Settings read and check what the postmaster wrote (`smtp://host:port`, `lmtp://host:port`,
`maildir:folder`); this is what the road needs to know of it. The password stays in its file and is
read at each login, so that a new one needs no restart. A failure here cannot happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Relay:
    """One relay. `tls`: where offered (any certificate), always (a valid one), or never.

    Rates are in copies a second, 0 for no bound; `domain_rates` are of recipient domains, "*" of
    each that is not named.
    """

    scheme: str  # smtp | lmtp | maildir
    host: str = ""
    port: int = 0
    folder: Path | None = None
    username: str = ""
    password_file: Path | None = None
    tls: str = "offered"
    connections: int = 20  # at the same time, at most
    rate: float = 0.0
    domain_rates: tuple[tuple[str, float], ...] = ()
    weight: int = 1  # its share beside others; 0: only when the others are out of reach
    warmup: date | None = None  # the day its host began to send; None: it is known to the world

    @property
    def must_encrypt(self) -> bool:
        """A password never travels in clear, nor to somebody who cannot prove his name."""
        return self.tls == "always" or bool(self.username)

    def __str__(self) -> str:
        if self.folder:
            return f"maildir:{self.folder}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"
