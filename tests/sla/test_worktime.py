"""The nine rules of business time, case by case."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.worktime import NoOpenTime, PastHorizon, WorkCalendar

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = [("09:00", "12:30"), ("13:30", "18:00")]
ALL_DAY = [("00:00", "24:00")]
HOUR = 3600


def paris(*parts):
    return datetime(*parts, tzinfo=PARIS)


def weekly(hours=OFFICE, days=WEEKDAYS, tz="Europe/Paris", **more):
    return WorkCalendar(tz=tz, week=dict.fromkeys(days, hours), **more)


@pytest.fixture
def office():
    return weekly(
        holidays=[date(2026, 12, 25)], overrides={date(2026, 12, 24): [("09:00", "12:00")]}
    )


# 2026-03-02 is a Monday.
class TestRule1TheEarliestInstant:
    def test_two_hours_from_ten_are_used_up_at_noon(self, office):
        assert office.add(paris(2026, 3, 2, 10), 2 * HOUR) == paris(2026, 3, 2, 12)

    def test_seconds_that_end_at_closing_time_are_due_at_closing_time(self, office):
        assert office.add(paris(2026, 3, 2, 17), HOUR) == paris(2026, 3, 2, 18)

    def test_one_second_more_is_due_in_the_next_window(self, office):
        assert office.add(paris(2026, 3, 2, 17), HOUR + 1) == paris(2026, 3, 3, 9, 0, 1)

    def test_seconds_that_end_at_the_lunch_break_are_due_before_it(self, office):
        assert office.add(paris(2026, 3, 2, 9), 3 * HOUR + 1800) == paris(2026, 3, 2, 12, 30)

    def test_a_whole_week_ends_at_its_last_closing(self, office):
        assert office.add(paris(2026, 3, 2, 9), 40 * HOUR) == paris(2026, 3, 6, 18)

    def test_a_start_at_closing_time_counts_from_the_next_opening(self, office):
        assert office.add(paris(2026, 3, 6, 18), 60) == paris(2026, 3, 9, 9, 1)

    def test_a_weekend_start_does_not_keep_its_time_of_day(self, office):
        assert office.add(paris(2026, 3, 7, 15, 47), HOUR) == paris(2026, 3, 9, 10)

    def test_backwards_seconds_that_reach_the_opening_stay_there(self, office):
        assert office.subtract(paris(2026, 3, 3, 10), HOUR) == paris(2026, 3, 3, 9)

    def test_backwards_one_second_more_is_in_the_window_before(self, office):
        assert office.subtract(paris(2026, 3, 3, 10), HOUR + 1) == paris(2026, 3, 2, 17, 59, 59)

    def test_backwards_from_an_opening_starts_at_the_closing_before(self, office):
        assert office.subtract(paris(2026, 3, 9, 9), HOUR) == paris(2026, 3, 6, 17)

    def test_backwards_from_a_closed_instant_starts_at_the_closing_before(self, office):
        assert office.subtract(paris(2026, 3, 8, 11), 5 * HOUR) == paris(2026, 3, 6, 12)

    def test_backwards_over_a_week(self, office):
        assert office.subtract(paris(2026, 3, 6, 18), 40 * HOUR) == paris(2026, 3, 2, 9)


class TestRule2ZeroSecondsAndHalfOpenWindows:
    @pytest.mark.parametrize("hour", [9, 11, 14])
    def test_adding_nothing_while_open_is_the_start(self, office, hour):
        assert office.add(paris(2026, 3, 2, hour), 0) == paris(2026, 3, 2, hour)

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ((2026, 3, 2, 8, 59, 59), (2026, 3, 2, 9)),
            ((2026, 3, 2, 12, 30), (2026, 3, 2, 13, 30)),
            ((2026, 3, 2, 18), (2026, 3, 3, 9)),
            ((2026, 3, 6, 18), (2026, 3, 9, 9)),
        ],
    )
    def test_adding_nothing_while_closed_is_the_next_opening(self, office, start, due):
        assert office.add(paris(*start), 0) == paris(*due)
        assert office.next_open(paris(*start)) == paris(*due)

    @pytest.mark.parametrize("hour", [9, 11, 18])
    def test_subtracting_nothing_in_or_at_the_end_of_a_window_is_the_end(self, office, hour):
        assert office.subtract(paris(2026, 3, 2, hour), 0) == paris(2026, 3, 2, hour)

    @pytest.mark.parametrize(
        ("end", "last"),
        [
            ((2026, 3, 2, 18, 0, 1), (2026, 3, 2, 18)),
            ((2026, 3, 2, 13), (2026, 3, 2, 12, 30)),
            ((2026, 3, 9, 8, 59, 59), (2026, 3, 6, 18)),
        ],
    )
    def test_subtracting_nothing_while_closed_is_the_closing_before(self, office, end, last):
        assert office.subtract(paris(*end), 0) == paris(*last)

    @pytest.mark.parametrize(
        ("at", "is_open"),
        [
            ((9,), True),
            ((8, 59, 59), False),
            ((12, 29, 59), True),
            ((12, 30), False),
            ((18,), False),
        ],
    )
    def test_a_window_holds_its_opening_but_not_its_closing(self, office, at, is_open):
        assert office.is_open(paris(2026, 3, 2, *at)) is is_open

    def test_the_next_closing_is_of_this_window_or_of_the_next_one(self, office):
        assert office.next_close(paris(2026, 3, 2, 9)) == paris(2026, 3, 2, 12, 30)
        assert office.next_close(paris(2026, 3, 2, 12, 30)) == paris(2026, 3, 2, 18)
        assert office.next_close(paris(2026, 3, 7)) == paris(2026, 3, 9, 12, 30)

    def test_the_previous_closing_lies_at_or_before_the_instant(self, office):
        assert office.previous_close(paris(2026, 3, 2, 18)) == paris(2026, 3, 2, 18)
        assert office.previous_close(paris(2026, 3, 2, 17)) == paris(2026, 3, 2, 12, 30)
        assert office.previous_close(paris(2026, 3, 9, 10)) == paris(2026, 3, 6, 18)


class TestRule5NightShiftsAndMidnight:
    NIGHT = WorkCalendar(
        tz="Europe/Paris",
        week={"mon": [("22:00", "24:00")], "tue": [("00:00", "06:00")]},
    )

    def test_a_shift_split_at_midnight_is_one_stretch(self):
        assert self.NIGHT.between(paris(2026, 3, 2, 22), paris(2026, 3, 3, 6)) == 8 * HOUR
        assert self.NIGHT.add(paris(2026, 3, 2, 23), 3 * HOUR) == paris(2026, 3, 3, 2)

    def test_midnight_inside_the_shift_is_open_and_no_closing(self):
        assert self.NIGHT.is_open(paris(2026, 3, 3))
        assert self.NIGHT.next_close(paris(2026, 3, 2, 23)) == paris(2026, 3, 3, 6)

    def test_all_day_windows_leave_no_hole(self):
        always = weekly(ALL_DAY, (*WEEKDAYS, "sat", "sun"))
        assert always.between(paris(2026, 1, 5), paris(2026, 1, 12)) == 7 * 24 * HOUR

    def test_windows_that_touch_are_one(self):
        touching = weekly([("12:00", "17:00"), ("09:00", "12:00")])
        assert touching.between(paris(2026, 3, 2, 11), paris(2026, 3, 2, 13)) == 2 * HOUR
        assert touching.next_close(paris(2026, 3, 2, 11)) == paris(2026, 3, 2, 17)

    def test_the_constructor_takes_an_end_of_23_59_as_it_is_given(self):
        assert weekly([("22:00", "23:59")]).next_close(paris(2026, 3, 2)) == paris(
            2026, 3, 2, 23, 59
        )


class TestRule6WholeSeconds:
    def test_nothing_is_rounded_to_minutes(self, office):
        assert office.add(paris(2026, 3, 2, 9, 0, 7), 13) == paris(2026, 3, 2, 9, 0, 20)
        assert office.between(paris(2026, 3, 2, 9, 0, 7), paris(2026, 3, 2, 9, 0, 8)) == 1

    def test_no_time_elapsed_is_zero_and_not_one(self, office):
        assert office.between(paris(2026, 3, 2, 9), paris(2026, 3, 2, 9)) == 0
        assert office.between(paris(2026, 3, 2, 19), paris(2026, 3, 2, 20)) == 0

    def test_an_end_before_the_start_is_zero(self, office):
        assert office.between(paris(2026, 3, 3, 9), paris(2026, 3, 2, 9)) == 0

    def test_a_due_instant_keeps_the_fraction_of_its_start(self, office):
        start = paris(2026, 3, 2, 17, 59, 50, 250_000)
        assert office.add(start, 0) == start
        assert office.add(start, 20) == paris(2026, 3, 3, 9, 0, 10, 250_000)
        assert office.subtract(office.add(start, 20), 20) == start

    def test_a_second_counts_when_it_has_passed(self, office):
        start = paris(2026, 3, 2, 10, 0, 0, 900_000)
        assert office.between(start, paris(2026, 3, 2, 10, 0, 1, 899_999)) == 0
        assert office.between(start, paris(2026, 3, 2, 10, 0, 1, 900_000)) == 1

    def test_a_window_may_have_seconds(self):
        precise = weekly([("09:00:30", "09:01:15")])
        assert precise.between(paris(2026, 3, 2), paris(2026, 3, 3)) == 45


class TestRule7ClosedDaysAndTheHorizon:
    def test_a_holiday_is_closed_and_an_override_replaces_its_day(self, office):
        assert office.between(paris(2026, 12, 24), paris(2026, 12, 26)) == 3 * HOUR
        assert office.add(paris(2026, 12, 24, 11), 2 * HOUR) == paris(2026, 12, 28, 10)

    def test_an_override_of_a_date_wins_over_a_holiday_on_it(self):
        day = date(2026, 12, 25)
        calendar = weekly(holidays={day: "Christmas"}, overrides={day: [("10:00", "11:00")]})
        assert calendar.between(paris(2026, 12, 25), paris(2026, 12, 26)) == HOUR

    def test_an_empty_override_closes_its_day(self):
        calendar = weekly(overrides={date(2026, 3, 2): []})
        assert calendar.next_open(paris(2026, 3, 2, 10)) == paris(2026, 3, 3, 9)

    def test_an_override_opens_a_closed_day(self):
        calendar = weekly(overrides={date(2026, 3, 7): [("10:00", "14:00")]})
        assert calendar.add(paris(2026, 3, 6, 18), HOUR) == paris(2026, 3, 7, 11)

    def test_a_holiday_is_the_local_date(self):
        auckland = weekly(ALL_DAY, tz="Pacific/Auckland", holidays=[date(2026, 3, 4)])
        closed = datetime(2026, 3, 3, 11, tzinfo=UTC)
        assert not auckland.is_open(closed)
        assert auckland.is_open(closed - timedelta(seconds=1))
        assert auckland.next_open(closed) == closed + timedelta(days=1)

    @pytest.mark.parametrize("week", [{}, {"mon": []}, {"mon": [], "sun": None}])
    def test_a_calendar_that_never_opens_is_refused(self, week):
        with pytest.raises(NoOpenTime):
            WorkCalendar(tz="UTC", week=week, overrides={date(2026, 3, 2): []})

    def test_one_open_override_is_open_time_enough(self):
        calendar = WorkCalendar(
            tz="Europe/Paris", week={}, overrides={date(2026, 3, 2): [("09:00", "10:00")]}
        )
        assert calendar.add(paris(2026, 1, 1), HOUR) == paris(2026, 3, 2, 10)
        assert calendar.between(paris(2000, 1, 1), paris(2050, 1, 1)) == HOUR
        with pytest.raises(PastHorizon):
            calendar.add(paris(2026, 3, 2, 9), HOUR + 1)
        with pytest.raises(PastHorizon):
            calendar.next_open(paris(2026, 3, 2, 10))
        with pytest.raises(PastHorizon):
            calendar.subtract(paris(2026, 3, 2, 9, 30), 1801)

    def test_five_years_ahead_are_found_and_a_second_more_is_an_error(self):
        always = weekly(ALL_DAY, (*WEEKDAYS, "sat", "sun"), tz="UTC")
        start, due = datetime(2024, 2, 29, 5, tzinfo=UTC), datetime(2029, 3, 1, 5, tzinfo=UTC)
        span = int((due - start).total_seconds())
        assert always.add(start, span) == due
        assert always.subtract(due, span - 86_400) == start + timedelta(days=1)
        for seconds in (span + 1, 10**9, 10**30):
            with pytest.raises(PastHorizon):
                always.add(start, seconds)
            with pytest.raises(PastHorizon):
                always.subtract(due, seconds)

    def test_what_is_found_does_not_depend_on_what_was_asked_before(self):
        always = weekly(ALL_DAY, (*WEEKDAYS, "sat", "sun"), tz="UTC")
        always.between(datetime(1990, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))
        start = datetime(2026, 1, 1, tzinfo=UTC)
        assert always.add(start, 1826 * 86_400) == datetime(2031, 1, 1, tzinfo=UTC)
        with pytest.raises(PastHorizon):
            always.add(start, 1826 * 86_400 + 1)
        with pytest.raises(PastHorizon):
            always.next_close(start)
        with pytest.raises(PastHorizon):
            always.previous_close(start)

    def test_elapsed_time_over_decades(self):
        calendar = weekly([("09:00", "17:00")], tz="UTC")
        start, end = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
        days = (start + timedelta(days=n) for n in range((end - start).days))
        assert calendar.between(start, end) == 8 * HOUR * sum(day.weekday() < 5 for day in days)


def test_answers_are_aware_and_in_utc_whatever_zone_the_question_was_in(office):
    due = office.add(datetime(2026, 3, 2, 18, tzinfo=ZoneInfo("Asia/Tokyo")), HOUR)
    assert due.tzinfo is UTC
    assert due == paris(2026, 3, 2, 11)
    assert office.subtract(due, 60).tzinfo is UTC
