"""How far apart posts go out where a list has a pace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.fanout.pacing import next_slot
from listserv.text.dates import DAY

NOW = 1_767_600_000.0
HOUR = 3600.0


@pytest.mark.parametrize(
    ("recent", "pace", "hours"),
    [
        ([], 8, 0),
        ([-1], 0, 0),
        ([-1], 8, 2),
        ([-3], 8, 0),
        ([-0.5, -0.4], 24, 0.6),
        ([-20, -1], 2, 11),
        ([-20, -13], 2, 4),
    ],
)
def test_slots(recent: list[float], pace: int, hours: float) -> None:
    found = next_slot([NOW + each * HOUR for each in recent], pace, NOW)
    assert found == pytest.approx(NOW + hours * HOUR)


@given(st.integers(1, 50), st.lists(st.floats(0, 2 * DAY), max_size=80))
def test_no_day_has_more_posts_than_its_pace(pace: int, wishes: list[float]) -> None:
    """Facilitators approve forty posts on a Monday morning; members get eight a day."""
    out: list[float] = []
    for wish in sorted(wishes):
        at = max(wish, out[-1] if out else 0.0)
        while (slot := next_slot([one for one in out if one > at - DAY], pace, at)) > at:
            at = slot
        out.append(at)
    for first, over in zip(out, out[pace:], strict=False):
        assert over - first >= DAY - 1e-3
