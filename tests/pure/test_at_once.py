"""How many mails are read at the same moment."""

import pytest

from listserv.errand import at_once
from listserv.model import Arrival, Origin
from listserv.moderation.desk import BATCH_BYTES


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], 0),
        ([1000] * 40, 40),
        ([BATCH_BYTES * 2, 10], 1),  # the largest mail is read too, alone
        ([BATCH_BYTES // 2, BATCH_BYTES // 2, 10], 2),
        ([10, BATCH_BYTES, 10], 1),
    ],
)
def test_memory_is_bounded(sizes: list[int], expected: int) -> None:
    arrivals = [
        Arrival(n, n, 1, Origin("a@example.org", "127.0.0.1", True, 0.0), size)
        for n, size in enumerate(sizes)
    ]
    assert len(at_once(arrivals, BATCH_BYTES)) == expected
