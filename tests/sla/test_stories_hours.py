"""Stories about hours: when a promise falls due, wherever in the week it begins.

Each is told through the verbs: a lead is handed over, and its clock is read.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sla.deadlines import State, state_at
from sla.models import Target
from sla.sweep import sweep
from tests.cast import WEEKDAYS, a_handoff, a_touch, clock_of
from tests.sla.stories import (
    ALWAYS,
    CLAIM,
    EVERY_DAY,
    HOUR,
    TOUCH,
    a_desk,
    hours,
    in_seconds,
    on,
    shown,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
NIGHT = {key: [["00:00", "06:00"], ["22:00", "24:00"]] for key in EVERY_DAY}
LUNCH = {key: [["09:00", "12:30"], ["13:30", "17:00"]] for key in WEEKDAYS}


def paris(month, day, hour, minute=0, fold=0):
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS, fold=fold)


@pytest.mark.parametrize(
    ("told", "begins", "minutes", "due"),
    [
        ("in the middle of a day", on(16, 10), 2 * HOUR, on(16, 12)),
        ("before the day opens", on(16, 6, 17), 2 * HOUR, on(16, 11)),
        ("as the day opens", on(16, 9), 2 * HOUR, on(16, 11)),
        ("an hour before closing", on(16, 16), 2 * HOUR, on(17, 10)),
        ("as the day closes", on(16, 17), 2 * HOUR, on(17, 11)),
        ("at night", on(16, 23, 59), 2 * HOUR, on(17, 11)),
        ("on Friday afternoon", on(20, 16), 2 * HOUR, on(23, 10)),
        ("on Friday evening", on(20, 19, 42), 2 * HOUR, on(23, 11)),
        ("on Saturday", on(21, 11, 11), 2 * HOUR, on(23, 11)),
        ("on Sunday at the last second", on(22, 23, 59, 59), 2 * HOUR, on(23, 11)),
        ("with just what the day has left", on(16, 15), 2 * HOUR, on(16, 17)),
        ("with what the week has left", on(20, 15), 2 * HOUR, on(20, 17)),
        ("for one whole day from its opening", on(16, 9), 8 * HOUR, on(16, 17)),
        ("for one whole day from its closing", on(16, 17), 8 * HOUR, on(17, 17)),
        ("over three days", on(16, 16), 10 * HOUR, on(18, 10)),
        ("for a working week", on(18, 13), 40 * HOUR, on(25, 13)),
        ("for a working month", on(2, 9), 160 * HOUR, on(27, 17)),
    ],
)
def test_a_promise_made(db, told, begins, minutes, due):
    a_desk(hours(), first_touch=minutes)
    handoff = a_handoff(at=begins)
    assert shown(handoff, TOUCH, begins) == ("on_track", due, 0, minutes, 0), told
    assert shown(handoff, TOUCH, due) == ("at_risk", due, minutes, 0, 0), told
    late = due + timedelta(seconds=1)
    assert in_seconds(handoff, TOUCH, late)[0] == "breached", told
    sweep(at=due)
    assert clock_of(handoff, TOUCH).breached_at is None
    sweep(at=late)
    assert clock_of(handoff, TOUCH).breached_at == due


@pytest.mark.parametrize(
    ("begins", "answered", "minutes"),
    [
        (on(16, 11), on(16, 12), 60),
        (on(16, 12), on(16, 20), 5 * HOUR),  # in the evening: until closing
        (on(16, 6), on(16, 12), 3 * HOUR),
        (on(16, 19), on(16, 20), 0),  # both after closing
        (on(22, 10), on(22, 11), 0),  # both on a Sunday
        (on(16, 6), on(17, 6), 8 * HOUR),
        (on(16, 20), on(17, 11), 2 * HOUR),
        (on(20, 12), on(21, 11), 5 * HOUR),
        (on(20, 20), on(22, 11), 0),
        (on(16, 6), on(19, 20), 32 * HOUR),
        (on(20, 16), on(23, 10), 2 * HOUR),
    ],
)
def test_an_answer_took_the_working_time_alone(db, rep, begins, answered, minutes):
    a_desk(hours(), first_touch=60 * HOUR)
    handoff = a_handoff(at=begins)
    a_touch(handoff, rep, answered)
    state, _due, elapsed, remaining, overdue = shown(handoff, TOUCH, on(27, 12))
    assert (state, elapsed, remaining, overdue) == ("met", minutes, 60 * HOUR - minutes, 0)
    assert clock_of(handoff, TOUCH).raw_seconds == (answered - begins).total_seconds()


class TestWindows:
    """Lunch, nights, holidays, single dates."""

    def test_lunch_does_not_count(self, db):
        a_desk(hours(LUNCH), first_touch=60)
        handoff = a_handoff(at=on(16, 12))
        assert shown(handoff, TOUCH, on(16, 13)) == ("on_track", on(16, 14), 30, 30, 0)

    def test_what_is_used_up_at_lunch_is_due_at_lunch(self, db):
        a_desk(hours(LUNCH), first_touch=30)
        handoff = a_handoff(at=on(16, 12))
        assert shown(handoff, TOUCH, on(16, 12, 30)) == ("at_risk", on(16, 12, 30), 30, 0, 0)
        # Nothing was worked since, and it is late all the same: the promise named the instant.
        assert shown(handoff, TOUCH, on(16, 13)) == ("breached", on(16, 12, 30), 30, 0, 0)

    def test_a_night_shift_runs_through_midnight(self, db):
        a_desk(hours(NIGHT), first_touch=4 * HOUR)
        handoff = a_handoff(at=on(16, 23))
        assert shown(handoff, TOUCH, on(17, 0, 30)) == ("on_track", on(17, 3), 90, 150, 0)

    def test_a_night_shift_sleeps_by_day(self, db):
        a_desk(hours(NIGHT), first_touch=4 * HOUR)
        handoff = a_handoff(at=on(16, 5))
        assert shown(handoff, TOUCH, on(16, 14)) == ("on_track", on(17, 1), 60, 180, 0)

    def test_windows_that_touch_are_one(self, db):
        a_desk(hours({"mon": [["09:00", "12:00"], ["12:00", "17:00"]]}), first_touch=4 * HOUR)
        assert clock_of(a_handoff(at=on(16, 10)), TOUCH).due_at == on(16, 14)

    def test_one_short_window_a_week_fills_up_slowly(self, db):
        a_desk(hours({"wed": [["10:00", "11:00"]]}), first_touch=150)
        # The 18th, the 25th and half of 2 December.
        due = datetime(2026, 12, 2, 10, 30, tzinfo=UTC)
        assert clock_of(a_handoff(at=on(16, 10)), TOUCH).due_at == due

    def test_a_holiday_is_passed_over(self, db):
        a_desk(hours(holidays=("2026-11-17",)), first_touch=2 * HOUR)
        handoff = a_handoff(at=on(16, 16))
        assert shown(handoff, TOUCH, on(17, 12)) == ("on_track", on(18, 10), 60, 60, 0)

    def test_a_lead_that_comes_on_a_holiday_waits_for_the_next_day(self, db):
        a_desk(hours(holidays=("2026-11-16",)), first_touch=2 * HOUR)
        handoff = a_handoff(at=on(16, 13, 56, 21))
        assert clock_of(handoff, TOUCH).due_at == on(17, 11)

    def test_a_long_weekend_of_holidays(self, db):
        a_desk(hours(holidays=("2026-11-20", "2026-11-23")), first_touch=2 * HOUR)
        assert clock_of(a_handoff(at=on(19, 16)), TOUCH).due_at == on(24, 10)

    def test_hours_of_one_date_win_over_its_holiday_and_its_weekday(self, db):
        week = hours(
            holidays=("2026-11-17",),
            overrides={"2026-11-17": [["10:00", "11:00"]], "2026-11-18": []},
        )
        a_desk(week, first_touch=3 * HOUR)
        # An hour on Monday, one on the holiday, none on Wednesday, one on Thursday.
        assert clock_of(a_handoff(at=on(16, 16)), TOUCH).due_at == on(19, 10)

    def test_a_saturday_that_opens_once(self, db):
        a_desk(hours(overrides={"2026-11-21": [["10:00", "12:00"]]}), first_touch=2 * HOUR)
        assert clock_of(a_handoff(at=on(20, 16)), TOUCH).due_at == on(21, 11)

    def test_around_the_clock_every_second_counts(self, db):
        a_desk(hours(ALWAYS), first_touch=24 * HOUR)
        handoff = a_handoff(at=on(20, 16))
        assert shown(handoff, TOUCH, on(21, 10)) == ("at_risk", on(21, 16), 1080, 360, 0)

    def test_calendar_time_asks_for_no_hours(self, db):
        a_desk(None, first_touch=24 * HOUR)
        handoff = a_handoff(at=on(20, 16))
        assert shown(handoff, TOUCH, on(21, 10)) == ("at_risk", on(21, 16), 1080, 360, 0)


class TestZones:
    """Hours are those of the desk's zone, whatever zone an instant is given in."""

    def test_the_desk_opens_by_its_own_clock(self, db):
        a_desk(hours(tz="America/New_York"), first_touch=2 * HOUR)
        # Friday 16:00 in New York is 21:00 UTC; an hour is left, the other comes on Monday.
        handoff = a_handoff(at=on(20, 21))
        assert shown(handoff, TOUCH, on(21, 3)) == ("on_track", on(23, 15), 60, 60, 0)

    def test_a_week_from_sunday_to_thursday(self, db):
        week = {key: [["08:00", "16:00"]] for key in ("sun", "mon", "tue", "wed", "thu")}
        a_desk(hours(week, tz="Asia/Riyadh"), first_touch=2 * HOUR)
        # Thursday 15:00 in Riyadh; the other hour comes on Sunday from 8, which is 5 UTC.
        assert clock_of(a_handoff(at=on(19, 12)), TOUCH).due_at == on(22, 6)

    def test_the_spring_change_takes_an_hour_from_the_night(self, db):
        a_desk(hours(ALWAYS, tz="Europe/Paris"), first_touch=24 * HOUR)
        handoff = a_handoff(at=paris(3, 28, 12))
        assert clock_of(handoff, TOUCH).due_at == paris(3, 29, 13)

    def test_the_autumn_change_gives_it_back(self, db):
        a_desk(hours(ALWAYS, tz="Europe/Paris"), first_touch=24 * HOUR)
        handoff = a_handoff(at=paris(10, 24, 12))
        assert clock_of(handoff, TOUCH).due_at == paris(10, 25, 11)

    def test_office_hours_do_not_see_either(self, db):
        a_desk(hours(tz="Europe/Paris"), first_touch=2 * HOUR)
        assert clock_of(a_handoff(at=paris(3, 27, 16)), TOUCH).due_at == paris(3, 30, 10)
        assert clock_of(a_handoff(at=paris(10, 23, 16)), TOUCH).due_at == paris(10, 26, 10)

    def test_a_shift_that_opens_in_the_skipped_hour_opens_an_hour_later(self, db):
        a_desk(hours({"sun": [["02:30", "06:00"]]}, tz="Europe/Paris"), first_touch=60)
        assert clock_of(a_handoff(at=paris(3, 29, 1)), TOUCH).due_at == paris(3, 29, 4, 30)

    def test_a_shift_over_the_repeated_hour_is_an_hour_longer(self, db):
        a_desk(hours({"sun": [["01:00", "04:00"]]}, tz="Europe/Paris"), first_touch=4 * HOUR)
        assert clock_of(a_handoff(at=paris(10, 25, 0)), TOUCH).due_at == paris(10, 25, 4)

    def test_a_lead_of_the_second_half_past_two_has_waited_since_then(self, db):
        a_desk(None, first_touch=60)
        handoff = a_handoff(at=paris(10, 25, 2, 30, fold=1))
        assert clock_of(handoff, TOUCH).due_at == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
        at = paris(10, 25, 2, 50, fold=1)
        assert shown(handoff, TOUCH, at)[2:] == (20, 40, 0)

    def test_a_month_in_calendar_time_has_thirty_days_of_seconds(self, db):
        a_desk(None, first_touch=30 * 24 * HOUR)
        handoff = a_handoff(at=paris(10, 1, 12))
        assert clock_of(handoff, TOUCH).due_at == paris(10, 31, 11)


class TestWarnings:
    """The warning comes when its share of the time is used."""

    def test_it_keeps_to_the_hours(self, db):
        a_desk(hours(), first_touch=4 * HOUR)
        handoff = a_handoff(at=on(16, 15))
        # Three of four hours are used on Tuesday at ten.
        assert shown(handoff, TOUCH, on(17, 9, 59))[0] == "on_track"
        assert shown(handoff, TOUCH, on(17, 10)) == ("at_risk", on(17, 11), 180, 60, 0)

    def test_one_that_is_used_up_at_closing_warns_at_closing(self, db):
        a_desk(hours(), first_touch=4 * HOUR)
        handoff = a_handoff(at=on(16, 14))
        assert shown(handoff, TOUCH, on(16, 17)) == ("at_risk", on(17, 10), 180, 60, 0)

    def test_a_tiny_promise_never_warns_before_it_began(self, db):
        a_desk(hours(), claim=1)
        Target.objects.filter(metric=CLAIM).update(seconds=1)
        handoff = a_handoff(at=on(16, 12))
        assert in_seconds(handoff, CLAIM, on(16, 12)) == ("on_track", on(16, 12, 0, 1), 0, 1, 0)
        assert in_seconds(handoff, CLAIM, on(16, 12, 0, 1))[0] == "at_risk"
        assert in_seconds(handoff, CLAIM, on(16, 12, 0, 2))[0] == "breached"

    def test_without_one_it_is_on_track_until_due(self, db):
        a_desk(hours())
        Target.objects.update(warn_percents=[])
        handoff = a_handoff(at=on(16, 12))
        assert shown(handoff, CLAIM, on(16, 12, 30))[0] == "on_track"


class TestInstants:
    """Whole seconds: a fraction is cut off, of what is read as of what is done."""

    def test_the_second_of_the_due_instant_is_in_time_to_its_end(self, db):
        a_desk(hours())
        handoff = a_handoff(at=on(16, 12))
        at = on(16, 12, 30).replace(microsecond=999_999)
        assert shown(handoff, CLAIM, at) == ("at_risk", on(16, 12, 30), 30, 0, 0)
        assert state_at(clock_of(handoff, CLAIM), at) == State.AT_RISK  # as pages and lists ask

    def test_before_its_start_nothing_has_elapsed(self, db):
        a_desk(hours())
        handoff = a_handoff(at=on(16, 12))
        assert shown(handoff, CLAIM, on(13, 12)) == ("on_track", on(16, 12, 30), 0, 30, 0)

    def test_weeks_later_it_is_still_overdue_by_working_time(self, db):
        a_desk(hours())
        handoff = a_handoff(at=on(16, 12))
        # 4.5 hours of Monday, then four whole days; the weekend does not count.
        overdue = 270 + 4 * 8 * HOUR
        assert shown(handoff, CLAIM, on(22, 12)) == (
            "breached",
            on(16, 12, 30),
            30 + overdue,
            0,
            overdue,
        )

    def test_hours_that_never_open_are_an_exception_and_not_an_endless_search(self, db):
        a_desk(hours({}, overrides={"2026-01-05": [["09:00", "17:00"]]}))
        handoff = a_handoff(at=on(16, 12))
        assert not handoff.clocks.exists()
