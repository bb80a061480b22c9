"""Whose errand is next: machines take turns, so that a flood from some does not hold up the others.

Owns `errand.known`, `errand.network` and `errand.turn`, which are given at birth and never change.
First comes mail whose return path is a person's whom we know. Then each network has one errand in
each turn: a new one begins in the turn that is being served, a busy one in the turn behind its last
(start-time fair queueing). All that is asked is found by an index of what waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from listserv.model import Origin, Purpose
from listserv.store.base import Db

_V4, _V6 = 24, 64  # bits that who has one address often has many of


@dataclass(frozen=True, slots=True)
class Place:
    known: bool
    network: str
    turn: int


def place(db: Db, purpose: Purpose, origin: Origin) -> Place:
    """Where a new errand stands among those that wait for the same purpose."""
    found = network(origin.sender)
    waiting = "FROM errand WHERE state = 'received' AND purpose = ?"
    known = db.value("SELECT 1 FROM address WHERE address = ?", origin.mail_from.lower())
    served = db.value(f"SELECT min(turn) {waiting} AND known = 0", purpose.value)
    last = db.value(f"SELECT max(turn) {waiting} AND network = ?", purpose.value, found)
    behind = 0 if last is None else last + 1
    return Place(bool(known), found, max(served or 0, behind))


def network(address: str) -> str:
    """The network of a client's address: `192.0.2.0/24`; "" of an unknown one."""
    try:
        bits = _V4 if ip_address(address).version == 4 else _V6
    except ValueError:
        return ""
    return str(ip_network(f"{address.partition('%')[0]}/{bits}", strict=False))
