"""Charts: percentages in text, mirrored right to left."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import charts

values = st.floats(min_value=0, max_value=1_000_000, allow_nan=False)
counts = st.lists(st.integers(0, 5_000), min_size=1, max_size=12)


def number(text):
    """Return the number of a percentage."""
    assert re.fullmatch(r"-?\d+(\.\d{1,2})?%?", text), text
    return float(text.rstrip("%"))


def points(path):
    """Return the points of a path."""
    return [tuple(map(float, pair.split())) for pair in re.sub("[MZ]", "", path).split("L")]


@given(values)
def test_a_top_is_round_and_holds_the_value(value):
    assert charts.nice_top(value) >= value * 0.999999
    assert charts.whole_top(value) % charts.TICKS == 0


@given(counts, st.integers(0, 20))
def test_a_burn_up_is_mirrored(numbers, more):
    days = len(numbers) + more
    totals = [sum(numbers[: place + 1]) for place in range(len(numbers))]
    plan = [float(day) for day in range(1, days + 1)]
    drawn = [
        charts.burn_up(totals, plan, days=days, goal=days, projected=totals[-1], is_rtl=is_rtl)
        for is_rtl in (False, True)
    ]
    for name in ("line", "area", "plan", "projection"):
        pairs = zip(*(points(getattr(lines, name)) for lines in drawn), strict=True)
        for (x, y), (mirrored_x, mirrored_y) in pairs:
            assert mirrored_x == pytest.approx(100 - x, abs=0.011)
            assert mirrored_y == y
            assert 0 <= y <= 100
    assert number(drawn[1].now_x) == pytest.approx(100 - number(drawn[0].now_x), abs=0.011)
    for left, right in zip(drawn[0].days, drawn[1].days, strict=True):
        far_edge = number(left.x) + number(left.width)
        assert number(right.x) == pytest.approx(100 - far_edge, abs=0.03)


@given(counts)
def test_bars_are_mirrored_and_stay_in_their_box(numbers):
    pairs = [(value, value // 2) for value in numbers]
    top = charts.whole_top(1.5 * max(numbers))
    left, right = (charts.stacked_bars(pairs, top=top, is_rtl=is_rtl) for is_rtl in (False, True))
    for one, other in zip(left, right, strict=True):
        assert number(one.first.middle) == pytest.approx(100 - number(other.first.middle), abs=0.03)
        assert number(one.first.height) == number(other.first.height)
        assert number(one.top_y) >= 0
        assert number(one.second.y) + number(one.second.height) == pytest.approx(
            number(one.first.y), abs=0.03
        )


@given(st.lists(st.one_of(st.none(), values), max_size=12))
def test_a_spark_is_mirrored_and_leaves_unknown_values_out(numbers):
    left, right = (charts.spark(numbers, is_rtl=is_rtl) for is_rtl in (False, True))
    known = [value for value in numbers if value is not None]
    if len(known) < 2:
        assert left is None
        return
    assert len(points(left.path)) == len(known)
    for (x, y), (mirrored_x, mirrored_y) in zip(points(left.path), points(right.path), strict=True):
        assert (mirrored_x, mirrored_y) == (pytest.approx(100 - x, abs=0.011), y)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_step_of_the_funnel_is_mirrored(share, part):
    left, right = (
        charts.funnel_shape(share, share * part, is_rtl=is_rtl) for is_rtl in (False, True)
    )
    numbers = [list(map(float, re.findall(r"[\d.]+", text))) for text in (left, right)]
    xs = zip(numbers[0][::2], numbers[1][::2], strict=True)
    assert all(one == pytest.approx(100 - other) for one, other in xs)
    assert numbers[0][1::2] == numbers[1][1::2]


def test_no_number_is_written_with_an_exponent():
    assert charts.percent(0.000_001) == "0%"
    assert charts.percent(-0.001) == "0%"
    assert charts.percent(12.5) == "12.5%"


@given(st.floats(0, 60), st.floats(0, 40))
def test_a_lying_bar_is_mirrored(start, length):
    (x, width), (mirrored_x, mirrored_width) = (
        charts.bar_box(start, length, is_rtl=is_rtl) for is_rtl in (False, True)
    )
    assert number(mirrored_x) == pytest.approx(100 - number(x) - number(width), abs=0.03)
    assert mirrored_width == width


@given(st.integers(1, 20), st.data())
def test_the_line_between_two_bars_is_mirrored_and_stays_between_them(count, data):
    place = data.draw(st.integers(0, count))
    left, right = (number(charts.boundary(place, count, is_rtl=is_rtl)) for is_rtl in (False, True))
    assert right == pytest.approx(100 - left, abs=0.011)
    bars = charts.stacked_bars([(1, 1)] * count, top=2, is_rtl=True)
    for nth, bar in enumerate(bars):
        is_before = number(bar.first.middle) > right
        assert is_before == (nth < place)


@given(counts)
def test_columns_under_the_pointer_are_mirrored(numbers):
    pairs = [(value, 0) for value in numbers]
    top = charts.whole_top(max(numbers))
    left, right = (charts.stacked_bars(pairs, top=top, is_rtl=is_rtl) for is_rtl in (False, True))
    for one, other in zip(left, right, strict=True):
        far_edge = number(one.hit.x) + number(one.hit.width)
        assert number(other.hit.x) == pytest.approx(100 - far_edge, abs=0.03)


@given(st.floats(0, 100))
def test_a_mark_on_a_rate_is_mirrored(x):
    assert charts.mirrored(charts.mirrored(x, is_rtl=True), is_rtl=True) == pytest.approx(x)
    assert charts.mirrored(x, is_rtl=False) == x
