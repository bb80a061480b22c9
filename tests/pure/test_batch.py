"""A round's rows on the connections that are free."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery.batch import share
from listserv.model import Delivery


@given(st.integers(0, 1200), st.integers(1, 20), st.integers(1, 50))
def test_rows_are_shared_evenly_and_in_order(count: int, connections: int, most: int) -> None:
    count = min(count, connections * most)
    rows = [Delivery(n, 1, "post", 0, n, "", 1, 0, 0.0) for n in range(count)]
    batches = share(rows, connections, most)
    assert [row for batch in batches for row in batch] == rows
    assert len(batches) <= connections
    sizes = {len(batch) for batch in batches}
    assert not sizes or (max(sizes) <= most and max(sizes) - min(sizes) <= 1)
