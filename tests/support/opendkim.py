"""OpenDKIM as the second opinion on our signatures (Debian's package opendkim)."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

CONFIGURATION = "Mode v\nTestPublicKeys {keys}\nBackground no\nSyslog no\n"


def verdicts(raw: bytes, records: Mapping[str, str]) -> dict[str, str]:
    """`{"rsa-sha256": "pass", …}`: what it finds out about each signature.

    `records` maps `selector._domainkey.domain` to the TXT record.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mail").write_bytes(raw)
        (folder / "keys").write_text("".join(f"{key} {text}\n" for key, text in records.items()))
        configuration = folder / "opendkim.conf"
        configuration.write_text(CONFIGURATION.format(keys=folder / "keys"))
        command = [
            "/usr/sbin/opendkim",
            "-x",
            str(configuration),
            "-vv",
            "-t",
            str(folder / "mail"),
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {
        algorithm: result
        for result, algorithm in re.findall(r"dkim=(\w+).*?header\.a=([\w-]+)", said)
    }
