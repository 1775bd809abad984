"""What holds for every pause, and every few of them: of pure time, and of a clock read anywhere."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sla.deadlines import State, read
from sla.pauses import Span, used, used_up
from sla.worktime import WorkCalendar

START = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
WEEK = {day: [("09:00", "12:30"), ("13:30", "17:00")] for day in ("mon", "tue", "wed", "fri")}
CALENDARS = st.sampled_from([None, WorkCalendar(tz="Europe/Paris", week=WEEK, holidays=[])])
INSTANTS = st.integers(0, 8 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))
SECONDS = st.integers(0, 40 * 3600)


@st.composite
def a_span(draw):
    """A pause that is over."""
    return Span(*sorted((draw(INSTANTS), draw(INSTANTS))))


SPANS = st.lists(a_span(), max_size=5)


@dataclass
class Promise:
    """A clock as its reading needs it."""

    started_at: datetime
    target_seconds: int
    stopped_at: datetime | None = None
    voided_at: datetime | None = None
    breached_at: datetime | None = None
    warn_at: datetime | None = None
    due_at: datetime | None = None


@given(CALENDARS, SECONDS, SPANS, a_span())
def test_a_pause_never_shortens(calendar, seconds, spans, more):
    assert used_up(calendar, START, seconds, [*spans, more]) >= used_up(
        calendar, START, seconds, spans
    )


@given(CALENDARS, SECONDS, SPANS, INSTANTS)
def test_resuming_at_once_moves_nothing(calendar, seconds, spans, at):
    due = used_up(calendar, START, seconds, spans)
    assert used_up(calendar, START, seconds, [*spans, Span(at, at)]) == due


@given(CALENDARS, SECONDS, SPANS, st.randoms(use_true_random=False))
def test_the_order_of_pauses_does_not_matter(calendar, seconds, spans, rng):
    mixed = rng.sample(spans, len(spans))
    due = used_up(calendar, START, seconds, spans)
    assert used_up(calendar, START, seconds, mixed) == due
    assert used(calendar, START, due, mixed) == used(calendar, START, due, spans)


@given(CALENDARS, SECONDS, SPANS)
def test_a_promise_is_due_when_its_seconds_are_used_and_no_earlier(calendar, seconds, spans):
    due = used_up(calendar, START, seconds, spans)
    assert due >= START + timedelta(seconds=seconds)
    assert used(calendar, START, due, spans) == seconds
    if due > START and seconds:
        assert used(calendar, START, due - timedelta(seconds=1), spans) == seconds - 1


@given(CALENDARS, SECONDS, SPANS, INSTANTS)
def test_what_is_used_is_never_more_than_what_passed(calendar, seconds, spans, at):
    assert 0 <= used(calendar, START, at, spans) <= (at - START).total_seconds()


@given(CALENDARS, st.integers(1, 40 * 3600), SPANS, INSTANTS, INSTANTS)
def test_a_clock_that_runs_on_has_never_less_behind_it(calendar, seconds, spans, one, other):
    earlier, later = sorted((one, other))
    clock = Promise(START, seconds)
    before, after = (
        read(clock, at, calendar=calendar, warn_percents=[75], spans=spans)
        for at in (earlier, later)
    )
    assert after.elapsed_seconds >= before.elapsed_seconds
    assert before.state != State.BREACHED or after.state == State.BREACHED
    for reading in (before, after):
        left, over = reading.remaining_seconds, reading.overdue_seconds
        assert reading.elapsed_seconds + left - over == seconds
        assert not (left and over)


@given(CALENDARS, st.integers(1, 40 * 3600), SPANS, INSTANTS, INSTANTS)
def test_a_clock_that_has_ended_reads_the_same_for_ever(calendar, seconds, spans, end, at):
    clock = Promise(START, seconds, stopped_at=end)
    shown = [read(clock, each, calendar=calendar, spans=spans) for each in (end, max(end, at))]
    assert shown[0] == shown[1]
    assert shown[0].state in {State.MET, State.BREACHED}
    assert (shown[0].state == State.BREACHED) == (shown[0].overdue_seconds > 0)
