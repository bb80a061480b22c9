"""How due rows are shared among connections; pure.

A connection gets at most `most` rows at a time, so that a crash repeats few and a letter waits for
nobody long. A short queue is spread over several connections, but not so thin that greeting the
relay costs more than the copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from listserv.model import Delivery

FEWEST = 10  # rows that are worth a connection of their own


def share(rows: Sequence[Delivery], connections: int, most: int) -> list[Sequence[Delivery]]:
    """Batches of even size, one a connection, in the order given; none is left out.

    The caller gathers `connections * most` rows or fewer; then no batch is longer than `most`.
    """
    lanes = min(connections, -(-len(rows) // min(FEWEST, most)))
    if not lanes:
        return []
    size, longer = divmod(len(rows), lanes)
    ends = [size * lane + min(lane, longer) for lane in range(lanes + 1)]
    return [rows[start:end] for start, end in pairwise(ends)]
