"""Working hours in words."""

import pytest
from django.utils import translation

from sla.calendar_words import OpenDays, open_days

NINE_TO_FIVE = (("09:00", "17:00"),)
MORNING = (("09:00", "12:00"),)


def test_days_beside_each_other_with_equal_hours_stand_together():
    week = dict.fromkeys(("sun", "mon", "tue", "wed"), NINE_TO_FIVE) | {"thu": MORNING}
    assert open_days(week) == [
        OpenDays("Sunday to Wednesday", NINE_TO_FIVE),
        OpenDays("Thursday", MORNING),
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_range_is_not_torn_apart_where_the_week_begins(language):
    week = dict.fromkeys(("sat", "sun", "mon"), NINE_TO_FIVE)
    with translation.override(language):
        assert len(open_days(week)) == 1


def test_two_days_are_named_both():
    week = dict.fromkeys(("mon", "tue"), NINE_TO_FIVE)
    assert open_days(week) == [OpenDays("Monday, Tuesday", NINE_TO_FIVE)]


def test_every_day_alike_is_one_range():
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), NINE_TO_FIVE)
    assert [run.windows for run in open_days(week)] == [NINE_TO_FIVE]


def test_no_open_day_says_nothing():
    assert open_days({}) == []
