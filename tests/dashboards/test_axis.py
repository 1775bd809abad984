"""The unit of the response chart's axis: what the promise itself is told in."""

import pytest

from dashboards.panels.answers import _range, _unit
from dashboards.response import Bar, edges

HOUR = 3600


@pytest.mark.parametrize(
    ("promise_hours", "unit", "names"),
    [
        (1, "Minutes of working time", ["0–10", "10–20", "20–30", "30–60"]),
        (4, "Hours of working time", ["0–0.7", "0.7–1.3", "1.3–2", "2–4"]),
        (40, "Hours of working time", ["0–6.7", "6.7–13.3", "13.3–20", "20–40"]),
    ],
)
def test_the_axis_is_in_the_unit_that_the_promise_is_told_in(promise_hours, unit, names):
    seconds, words = _unit(promise_hours * HOUR)
    bars = [Bar(low, high, 0, 0) for low, high in edges(promise_hours * HOUR)]
    assert str(words) == unit
    assert [_range(bar, seconds) for bar in bars[:4]] == names
