"""Spreads of durations: percentiles within a hundredth, added up in any order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.spreads import Spread, bucket_of, packed
from tests.dashboards import plain

SECONDS = st.lists(st.integers(0, 40_000_000), min_size=1, max_size=60)
SHARES = st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])


@given(SECONDS, SHARES)
def test_a_percentile_is_less_than_a_hundredth_off(seconds, share):
    right = plain.percentile(seconds, share)
    assert abs(Spread(packed(seconds)).percentile(share) - right) <= 0.01 * right + 0.5


@given(SECONDS, SECONDS, SHARES)
def test_spreads_may_be_added_in_parts_or_put_one_behind_the_other(some, more, share):
    whole = Spread(packed(some + more)).percentile(share)
    assert Spread(packed(some), packed(more)).percentile(share) == whole
    assert Spread(packed(more) + packed(some)).percentile(share) == whole


@pytest.mark.parametrize("seconds", [0, 1, 59, 3600, 86_400])
def test_one_answer_is_shown_exactly(seconds):
    assert Spread(packed([seconds])).percentile(0.5) == seconds


def test_of_nothing_there_is_no_percentile():
    assert Spread().percentile(0.5) is None


@given(st.integers(1, 2**31))
def test_the_largest_of_a_bucket_is_within_a_hundredth_of_its_smallest(seconds):
    assert bucket_of(int(seconds * 1.01) + 1) > bucket_of(seconds)
