"""Business time against a slow walk minute by minute, and against its own algebra."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.worktime import WorkCalendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)

# A zone and a date beside which something odd happens to its clocks.
CHANGES = [
    ("Europe/Paris", date(2026, 3, 29)),
    ("Europe/Paris", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("Africa/Cairo", date(2023, 4, 28)),
    ("Africa/Cairo", date(2023, 10, 27)),
    ("Asia/Beirut", date(2022, 3, 27)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Kiritimati", date(1994, 12, 31)),
    ("Asia/Kathmandu", date(2026, 1, 1)),
    ("Asia/Riyadh", date(2070, 2, 28)),
    ("Europe/London", date(2099, 10, 25)),
    ("UTC", date(1970, 1, 1)),
]


def instant_on_the_clock(zone, local):
    """Find the instant by looking: which instants show this local time? (No fold, no rule.)"""
    offsets = sorted(
        {
            (local.replace(tzinfo=UTC) + timedelta(days=d)).astimezone(zone).utcoffset()
            for d in (-2, 2)
        }
    )
    shown = [(local - offset).replace(tzinfo=UTC) for offset in reversed(offsets)]
    for instant in shown:
        if instant.astimezone(zone).replace(tzinfo=None) == local:
            return instant
    gap = offsets[-1] - offsets[0]
    return (local + gap - offsets[-1]).replace(tzinfo=UTC)


class Walk:
    """The same calendar as a set of open minutes, for the days round one date."""

    def __init__(self, calendar, middle, reach=9):
        zone, self.minutes = ZoneInfo(calendar.tz), set()
        for n in range(-reach - 2, reach + 3):
            midnight = datetime.combine(middle, datetime.min.time()) + timedelta(days=n)
            for written in calendar.windows_on(midnight.date()):
                opens, closes = (
                    instant_on_the_clock(zone, midnight + timedelta(hours=int(h), minutes=int(m)))
                    for h, m in (edge.split(":") for edge in written)
                )
                self.minutes.update(range(number(opens), number(closes)))
        noon = number(datetime(middle.year, middle.month, middle.day, 12, tzinfo=UTC))
        self.last, self.first = noon + reach * 1440, noon - reach * 1440

    def between(self, start, end):
        return 60 * sum(m in self.minutes for m in range(number(start), number(end)))

    def add(self, start, seconds):
        at, left = number(start), seconds // 60
        while (left or at not in self.minutes) if seconds == 0 else left:
            left -= at in self.minutes
            at += 1
            if at > self.last:
                return None
        return datetime.fromtimestamp(at * 60, UTC)

    def subtract(self, end, seconds):
        at, left = number(end), seconds // 60
        if seconds == 0 and at in self.minutes:
            return end
        while left if seconds else at - 1 not in self.minutes:
            at -= 1
            left -= at in self.minutes
            if at < self.first:
                return None
        return datetime.fromtimestamp(at * 60, UTC)


def number(at):
    return int(at.timestamp()) // 60


def clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@st.composite
def windows(draw, least=0):
    edges = st.sampled_from([*range(0, 1441, 15), *range(0, 241, 10), 1439])
    count = draw(st.integers(least, 3))
    drawn = sorted(draw(st.lists(edges, min_size=2 * count, max_size=2 * count, unique=True)))
    pairs = [(clock(a), clock(b)) for a, b in zip(drawn[::2], drawn[1::2], strict=True)]
    return draw(st.sampled_from([pairs, [("00:00", "24:00")]])) if pairs else pairs


@st.composite
def cases(draw):
    """A calendar, a date near a change of its clocks, and three instants round it in order."""
    tz, middle = draw(st.sampled_from(CHANGES))
    near = st.integers(-5, 5).map(lambda n: middle + timedelta(days=n))
    week = {day: draw(windows()) for day in DAYS}
    week[draw(st.sampled_from(DAYS))] = draw(windows(least=1))
    calendar = WorkCalendar(
        tz=tz,
        week=week,
        holidays=draw(st.lists(near, max_size=2)),
        overrides=draw(st.dictionaries(near, windows(), max_size=2)),
    )
    noon = datetime(middle.year, middle.month, middle.day, 12, tzinfo=UTC)
    drawn = draw(st.lists(st.integers(-4 * 1440, 4 * 1440), min_size=3, max_size=3))
    return calendar, middle, [noon + n * MINUTE for n in sorted(drawn)]


SOME = settings(max_examples=100, deadline=None, derandomize=True)


@SOME
@given(cases(), st.integers(0, 4000).map(lambda n: n * 60))
def test_it_agrees_with_a_walk_minute_by_minute(case, seconds):
    calendar, middle, (start, _, end) = case
    walk = Walk(calendar, middle)
    assert calendar.between(start, end) == walk.between(start, end)
    assert calendar.is_open(start) is (number(start) in walk.minutes)
    for span in (0, seconds):
        if (due := walk.add(start, span)) is not None:
            assert calendar.add(start, span) == due
        if (since := walk.subtract(end, span)) is not None:
            assert calendar.subtract(end, span) == since


@SOME
@given(cases(), st.integers(0, 400_000), st.integers(1, 400_000))
def test_adding_and_measuring_undo_each_other(case, seconds, more):
    calendar, _, (start, _, end) = case
    due = calendar.add(start, seconds)
    assert calendar.between(start, due) == seconds
    assert calendar.add(start, seconds + more) > due or seconds == 0
    assert calendar.add(start, seconds + more) >= due
    assert calendar.add(start + MINUTE, seconds) >= due
    assert calendar.subtract(due, seconds) >= start
    assert calendar.between(calendar.subtract(end, seconds), end) == seconds
    assert calendar.add(calendar.subtract(end, seconds), seconds) <= max(
        end, calendar.next_open(end)
    )
    if seconds and calendar.is_open(start):
        assert calendar.subtract(due, seconds) == start
    elapsed = calendar.between(start, end)
    assert elapsed == 0 or calendar.add(start, elapsed) <= end


@SOME
@given(cases(), st.integers(1, 400_000), st.integers(1, 400_000))
def test_parts_add_up_to_the_whole(case, first, second):
    calendar, _, (start, middle, end) = case
    parts = calendar.between(start, middle) + calendar.between(middle, end)
    assert parts == calendar.between(start, end)
    assert 0 <= parts <= (end - start).total_seconds()
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)
    back = calendar.subtract(calendar.subtract(end, first), second)
    assert back == calendar.subtract(end, first + second)


@SOME
@given(cases(), st.integers(0, 999_999), st.integers(0, 999_999))
def test_the_ledger_covers_everything_once(case, some, other):
    calendar, _, (start, _, end) = case
    start, end = start + timedelta(microseconds=some), end + timedelta(microseconds=other)
    intervals = calendar.ledger(start, end)
    edges = [interval.start for interval in intervals] + [interval.end for interval in intervals]
    if start < end:
        assert (min(edges), max(edges)) == (start, end)
    for left, right in pairwise(intervals):
        assert left.start < left.end == right.start
    assert sum(i.seconds for i in intervals if i.is_counted) == calendar.between(start, end)
    assert all(calendar.is_open(interval.start) is interval.is_counted for interval in intervals)


@settings(SOME, max_examples=15)
@given(cases(), st.sampled_from([1975, 2026, 2095]), st.integers(0, 400_000))
def test_answers_do_not_depend_on_what_was_asked_before(case, year, seconds):
    used, _, (start, _, end) = case
    used.is_open(datetime(year, 7, 1, tzinfo=UTC))
    fresh = WorkCalendar.from_json(used.to_json())
    assert used.add(start, seconds) == fresh.add(start, seconds)
    fresh = WorkCalendar.from_json(used.to_json())
    assert used.subtract(end, seconds) == fresh.subtract(end, seconds)
    assert used.between(start, end) == fresh.between(start, end)
    assert used == fresh


@SOME
@given(cases())
def test_openings_and_closings_take_turns(case):
    calendar, _, (start, _, _) = case
    opens = calendar.next_open(start)
    closes = None
    if calendar.between(start, start + timedelta(days=30)) < 30 * 86_400:
        closes = calendar.next_close(opens)
        assert opens < closes
        assert not calendar.is_open(closes)
        assert calendar.previous_close(closes) == closes
        assert calendar.between(opens, closes) == (closes - opens).total_seconds()
        assert calendar.next_close(start) == closes
    assert calendar.between(start, opens) == 0
