"""Durations in words: each with its unit."""

import pytest
from django.utils import translation

from kit.durations import exact_words, hours_words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (83 * 60, "1 h 23 min"),
        (3600 + 7, "1 h 7 s"),
        (86 * 3600 + 19 * 60 + 50, "86 h 19 min 50 s"),
    ],
)
def test_to_the_second_each_figure_has_its_unit(seconds, text):
    assert exact_words(seconds) == text


def test_in_arabic_too():
    with translation.override("ar"):
        words = exact_words(83 * 60)
    assert [word in words for word in ("1 س", "23 د")] == [True, True]


def test_working_time_is_never_told_in_days():
    assert hours_words(40 * 3600) == "40 hours"
    assert hours_words(30 * 3600 + 5 * 60 + 59) == "30 hours 5 minutes"
    assert hours_words(59) == "59 seconds"
