"""The countdown that a page goes on with by itself."""

from datetime import UTC, datetime, timedelta

from sla.deadlines import countdown
from sla.worktime import WorkCalendar

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def test_round_the_clock_it_never_stands_still():
    always = WorkCalendar(tz="UTC", week={day: [("00:00", "24:00")] for day in DAYS})
    count = countdown(always, NOON + timedelta(minutes=5), NOON)
    assert (count.seconds, count.is_ticking) == (300, True)
    assert (count.closes_at, count.opens_at) == (None, None)


def test_it_names_the_next_closing_and_the_opening_after_it():
    days = WorkCalendar(tz="UTC", week={day: [("09:00", "17:00")] for day in DAYS[:5]})
    count = countdown(days, NOON + timedelta(minutes=5), NOON)
    assert count.closes_at == NOON.replace(hour=17)
    assert count.opens_at == NOON.replace(day=17, hour=9)


def test_a_calendar_that_never_opens_again_stands_still():
    once = WorkCalendar(tz="UTC", week={}, overrides={NOON.date(): [("09:00", "10:00")]})
    count = countdown(once, NOON - timedelta(hours=2, minutes=30), NOON)
    assert (count.seconds, count.is_ticking, count.opens_at) == (-1800, False, None)
