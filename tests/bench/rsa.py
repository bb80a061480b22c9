"""The bare rate of signatures: RSA-2048 over a kilobyte and a half, in a process per core.

What `openssl speed` would say of `cryptography`: no mail, no ledger, nothing else. It is what a
signed fan-out is measured against.

    python -m tests.bench.rsa [SECONDS]

prints signatures a second of all cores together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.bench.sink import ROOT

SIGNED = bytes(1500)  # as much as the headers of a copy


def sign_for(seconds: float) -> float:
    """Signatures a second of this process."""
    key = rsa.generate_private_key(65537, 2048)
    scheme, digest = padding.PKCS1v15(), hashes.SHA256()
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        key.sign(SIGNED, scheme, digest)
        done += 1
    return done / (time.perf_counter() - begun)


def run(seconds: float) -> float:
    """Signatures a second of all cores at once."""
    command = [sys.executable, "-m", "tests.bench.rsa", "--one", str(seconds)]
    cores = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(os.cpu_count() or 1)
    ]
    return sum(float(core.communicate()[0]) for core in cores)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(sign_for(float(sys.argv[2])))
    else:
        print(f"{run(float((*sys.argv[1:], '3')[0])):.0f} signatures/s")
