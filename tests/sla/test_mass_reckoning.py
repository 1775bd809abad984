"""Any number of clocks reckoned in SQL: the same, to the second, as each clock by itself."""

from datetime import UTC, date, datetime, timedelta
from statistics import median_low
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla import open_clocks
from sla.calendar_effect import effect_of
from sla.models import Calendar, Clock, Pause, Target
from sla.worktime import WorkCalendar
from tests.cast import NOON, a_handoff

pytestmark = pytest.mark.django_db
WEEK = {day: [("09:00", "12:30"), ("13:30", "17:00")] for day in ("mon", "tue", "wed", "fri")}
CALENDARS = st.sampled_from(
    [
        WorkCalendar("UTC", WEEK),
        WorkCalendar("Europe/Paris", WEEK, {date(2026, 11, 17): "Feast"}),
        # Its clocks go back on 1 November, in a window; nights that touch are one window.
        WorkCalendar("America/New_York", {day: [("00:00", "24:00")] for day in ("sun", "mon")}),
        # Open for a while only: later clocks find no open time.
        WorkCalendar("Asia/Riyadh", {}, {}, {date(2026, 11, 18): [("09:00", "15:00")]}),
        # Open again long after the horizon of some clocks, and just within that of others.
        WorkCalendar("UTC", {}, {}, {date(2031, 11, 10): [("00:00", "24:00")]}),
    ]
)
SECONDS = st.integers(-20 * 86_400, 6 * 86_400)
LIVES = st.lists(
    st.tuples(
        SECONDS,  # start
        st.integers(1, 30 * 3600),  # target
        st.integers(0, 8 * 86_400),  # the former due instant, so long after the start
        st.lists(st.tuples(SECONDS, SECONDS), max_size=3),  # pauses
        st.booleans(),  # whether one lasts
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture
def handoffs(agreement, marketer):
    Target.objects.update(pause_reasons=["lead_away"])
    made = [a_handoff(by=marketer) for _ in range(4)]
    Clock.objects.filter(metric="first_touch").update(stopped_at=NOON, next_check_at=None)
    return made


def live(handoff, start, seconds, late, pauses, is_paused):
    """Give a hand-off's one clock a life of its own."""
    begun = NOON + timedelta(seconds=start)
    rows = [
        Pause(handoff=handoff, reason=reason, started_at=since, ended_at=until, until_at=until)
        for reason, (since, until) in zip(
            ("lead_away", "other", "lead_away"), map(_instants, pauses), strict=False
        )
        if since < until
    ]
    Pause.objects.bulk_create(rows)
    Clock.objects.filter(handoff=handoff, metric="claim").update(
        started_at=begun,
        target_seconds=seconds,
        due_at=None if is_paused else begun + timedelta(seconds=late),
        warn_at=None,
        next_check_at=None,
        state="paused" if is_paused else "on_track",
        pause_count=len(rows) + is_paused,
        stopped_at=None,
        voided_at=None,
    )


def _instants(pause):
    return (NOON + timedelta(seconds=seconds) for seconds in sorted(pause))


def one_by_one(calendar, worked, at):
    """Reckon the same clock by clock, with what moves them when a change is carried out."""
    zone = ZoneInfo(worked.tz)
    today = at.astimezone(zone).date()
    told = {"paused": 0, "kept": 0, "breached": 0, "not_today": 0}
    shifts = []
    for each in open_clocks.reckon(open_clocks.read(open_clocks.open_clocks(calendar, at)), worked):
        was, plan = each.clock.due_at, each.plan
        if plan is None or was is None:
            told["kept" if plan is None else "paused"] += 1
        elif plan.due_at != was:
            shifts.append((plan.due_at - was).total_seconds())
            told["breached"] += plan.due_at < at
            days = was.astimezone(zone).date(), plan.due_at.astimezone(zone).date()
            told["not_today"] += days[0] == today < days[1]
    told |= {"later": sum(one > 0 for one in shifts), "earlier": sum(one < 0 for one in shifts)}
    return told | {
        "earliest": min(shifts, default=0),
        "middle": median_low(shifts) if shifts else 0,
        "latest": max(shifts, default=0),
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(worked=CALENDARS, lives=LIVES)
def test_it_says_what_each_clock_by_itself_says(handoffs, worked, lives):
    Pause.objects.all().delete()
    Clock.objects.filter(metric="claim").update(
        due_at=None, next_check_at=None, state="paused", pause_count=1
    )
    for handoff, life in zip(handoffs, lives, strict=False):
        live(handoff, *life)
    calendar = Calendar.objects.get()
    told = effect_of(calendar=calendar, worked=worked, at=NOON)
    expected = one_by_one(calendar, worked, NOON)
    assert {name: getattr(told, name) for name in expected} == expected


def test_a_window_that_ends_with_the_last_second_of_a_promise_is_its_end(handoffs):
    # Due at noon sharp, not at the next opening.
    live(handoffs[0], -3600, 3600, 7200, [], False)
    worked = WorkCalendar("UTC", {"mon": [("11:00", "12:00")], "tue": [("09:00", "10:00")]})
    told = effect_of(calendar=Calendar.objects.get(), worked=worked, at=NOON - timedelta(minutes=5))
    assert (told.earlier, told.earliest) == (1, -3600)


@pytest.mark.parametrize("number", [1, 4])
def test_any_number_of_clocks_takes_the_same_queries(handoffs, number, django_assert_num_queries):
    others = Clock.objects.exclude(handoff__in=handoffs[:number])
    others.update(stopped_at=NOON, next_check_at=None)
    worked = WorkCalendar("UTC", WEEK)
    calendar = Calendar.objects.get()
    # The former versions; from when to when clocks began; the statement; the newest version.
    with django_assert_num_queries(4):
        told = effect_of(calendar=calendar, worked=worked, at=NOON.astimezone(UTC))
    assert told.open == number


def test_no_open_clock_is_no_effect(agreement):
    told = effect_of(
        calendar=Calendar.objects.get(),
        worked=WorkCalendar("UTC", WEEK),
        at=datetime(2026, 11, 16, tzinfo=UTC),
    )
    assert (told.open, told.moved, told.matters) == (0, 0, False)
