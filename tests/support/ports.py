"""Ports for programs that must be told one before they start."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def free_port() -> int:
    """One of 127.0.0.1 that nobody listens on, at this instant."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, alive: Callable[[], bool]) -> None:
    """Wait until a program that was just started listens on a port of 127.0.0.1."""
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert alive(), "the program has ended"
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on port {port}")
