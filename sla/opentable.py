"""Open time as one sorted table of integers, searched by bisection.

Every instant here is a whole number of microseconds since 1970 in UTC, so no search touches a time
zone. Touching and overlapping windows are joined. A table is exact from `lo` to `hi`, both
included; an answer outside them means "not in this table", and the caller builds a longer one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from itertools import accumulate
from threading import Lock

from sla.calendar_errors import OutOfRange, PastHorizon
from sla.windows import Spans

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000  # microseconds
DAY = 86_400 * SECOND
YEAR = 365 * DAY  # the shortest
HORIZON_YEARS = 5

# Farther than any datetime (15,000 years), and still small enough for fast integers. One such
# window before all others and one behind spare every search its bounds check.
_FAR = 5 * 10**17
# Local dates that may reach into a stretch of UTC: 15 hours of offset, and a day that a zone skips.
MARGIN_DAYS = 3


def micros_of(at: datetime) -> int:
    """Return an aware datetime as microseconds since 1970. Raises TypeError for a naive one."""
    return (at - EPOCH) // MICROSECOND


def instant_of(micros: int) -> datetime:
    """Return microseconds since 1970 as an aware datetime in UTC."""
    return EPOCH + MICROSECOND * micros


def day_windows(on: date, spans: Spans, zone: tzinfo) -> list[tuple[int, int]]:
    """Return a local date's windows as instants, without those a clock change turned inside out.

    An edge that the clocks skip moves forward by the skipped length; one that they show twice is
    the first. Both are what fold=0 means. A date that a zone skipped whole is a gap like another.
    """
    midnight = datetime(on.year, on.month, on.day, tzinfo=zone)
    edges = [
        (micros_of(midnight + _wall(opens)), micros_of(midnight + _wall(closes)))
        for opens, closes in spans
    ]
    return [(opens, closes) for opens, closes in edges if opens < closes]


def midnight_micros(on: date, zone: tzinfo) -> int:
    """Return the first instant of a local date."""
    return micros_of(datetime(on.year, on.month, on.day, tzinfo=zone))


@cache
def _wall(seconds: int) -> timedelta:
    """Return a length on the wall clock: a calendar has few, and asks for them every day."""
    return timedelta(seconds=seconds)


class OpenTable:
    """The open windows of a stretch of time. `starts`, `ends` and `before` run in parallel.

    `before[i]` is the open time before window i, in microseconds.
    """

    __slots__ = ("before", "ends", "hi", "lo", "starts")

    def __init__(self, lo: int, hi: int, windows: Iterable[tuple[int, int]]) -> None:
        joined = [(-2 * _FAR, -_FAR)]
        for opens, closes in sorted(windows):
            if opens <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
            else:
                joined.append((opens, closes))
        joined.append((_FAR, 2 * _FAR))
        self.lo, self.hi = lo, hi
        self.starts = [opens for opens, _ in joined]
        self.ends = [closes for _, closes in joined]
        self.before = [0, *accumulate(closes - opens for opens, closes in joined)]

    def later(self, at: int, span: int) -> int:
        """Return the earliest instant by which `span` of open time has passed since `at`.

        For a span of zero: `at` where it is open, else the next opening.
        """
        i = bisect_right(self.starts, at) - 1
        left = self.ends[i] - at
        if left > 0:
            if span <= left:
                return at + span
            target = self.before[i + 1] - left + span
        elif span:
            target = self.before[i + 1] + span
        else:
            return self.starts[i + 1]
        k = bisect_left(self.before, target, i + 2)
        return self.ends[k - 1] - self.before[k] + target

    def earlier(self, at: int, span: int) -> int:
        """Return the latest instant from which `span` of open time passes until `at`.

        For a span of zero: `at` where it lies in or at the end of a window, else the last closing.
        """
        i = bisect_right(self.starts, at) - 1
        used = at - self.starts[i]
        if at <= self.ends[i]:
            if span <= used:
                return at - span
            target = self.before[i] + used - span
        elif span:
            target = self.before[i + 1] - span
        else:
            return self.ends[i]
        k = bisect_right(self.before, target, 0, i + 2) - 1
        return self.starts[k] - self.before[k] + target

    def between(self, start: int, end: int) -> int:
        """Return the open microseconds in `[start, end)`, for an end not before the start."""
        starts, ends, before = self.starts, self.ends, self.before
        i = bisect_right(starts, start) - 1
        j = bisect_right(starts, end, i) - 1
        open_until_end = before[j + 1] if end >= ends[j] else before[j] + end - starts[j]
        open_until_start = before[i + 1] if start >= ends[i] else before[i] + start - starts[i]
        return open_until_end - open_until_start

    def next_close(self, at: int) -> int:
        """Return the first closing after `at`."""
        return self.ends[bisect_right(self.ends, at)]

    def previous_close(self, at: int) -> int:
        """Return the last closing at or before `at`."""
        return self.ends[bisect_right(self.ends, at) - 1]

    def is_open(self, at: int) -> bool:
        """Return whether `at` lies in a window."""
        return at < self.ends[bisect_right(self.starts, at) - 1]


NO_TABLE = OpenTable(_FAR, -_FAR, ())
FIRST, LAST = (micros_of(datetime(year, 1, 1, tzinfo=UTC)) for year in (1900, 2200))


class OpenTime:
    """The open time of a calendar: a table that grows to what it is asked.

    `table` is replaced whole, so that readers need no lock.
    """

    __slots__ = ("_lock", "_spans_on", "_zone", "table")

    def __init__(self, spans_on: Callable[[date], Spans], zone: tzinfo) -> None:
        self._spans_on = spans_on  # a local date's windows
        self._zone = zone
        self._lock = Lock()
        self.table = NO_TABLE

    def covering(self, lo: int, hi: int) -> OpenTable:
        """Return a table exact from `lo` to `hi`.

        Each side that grows at least doubles the table, so that many small steps cost no more than
        a large one. Raises OutOfRange.
        """
        if self.table.lo <= lo and hi <= self.table.hi:
            return self.table
        check_range(lo, hi)
        with self._lock:
            old = self.table
            if old is NO_TABLE:
                low, high = lo - YEAR, hi + YEAR
            else:
                step = old.hi - old.lo
                low = old.lo if old.lo <= lo else min(lo, old.lo - step)
                high = old.hi if hi <= old.hi else max(hi, old.hi + step)
            low, high = max(low, FIRST), min(high, LAST)
            if (low, high) != (old.lo, old.hi):  # else another thread has just built it
                self.table = self._build(low, high)
            return self.table

    def ahead(self, at: int, find: Callable[[OpenTable], int]) -> int:
        """Return the instant from `at` on that `find` finds. Raises PastHorizon and OutOfRange."""
        found = find(table := self.covering(at, at))
        if found > table.hi or found - at > HORIZON_YEARS * YEAR:
            horizon = horizon_of(at)
            found = find(self.covering(at, horizon))
            if found > horizon:
                raise PastHorizon(at=instant_of(at))
        return found

    def behind(self, at: int, find: Callable[[OpenTable], int]) -> int:
        """Return the instant up to `at` that `find` finds. Raises PastHorizon and OutOfRange."""
        found = find(table := self.covering(at, at))
        if found < table.lo or at - found > HORIZON_YEARS * YEAR:
            horizon = max(_years_from(at, -HORIZON_YEARS), FIRST)
            found = find(self.covering(horizon, at))
            if found < horizon:
                raise PastHorizon(at=instant_of(at))
        return found

    def _build(self, lo: int, hi: int) -> OpenTable:
        """Return the table that is exact from `lo` to `hi`."""
        first = instant_of(lo).toordinal() - MARGIN_DAYS
        last = instant_of(hi).toordinal() + MARGIN_DAYS
        windows: list[tuple[int, int]] = []
        for on in map(date.fromordinal, range(first, last + 1)):
            if spans := self._spans_on(on):
                windows += day_windows(on, spans, self._zone)
        return OpenTable(lo, hi, windows)


def check_range(lo: int, hi: int) -> None:
    """Raise OutOfRange unless `[lo, hi]` lies in the years 1900 to 2199.

    Far dates come from slips of typing, and a table that long would take seconds to build.
    """
    for micros in (lo, hi):
        if not FIRST <= micros <= LAST:
            raise OutOfRange(value=instant_of(micros))


def horizon_of(at: int) -> int:
    """Return how far a search from `at` looks ahead."""
    return min(_years_from(at, HORIZON_YEARS), LAST)


def _years_from(at: int, years: int) -> int:
    """Return the same moment some calendar years on; 29 February becomes 1 March."""
    then = instant_of(at)
    try:
        return micros_of(then.replace(year=then.year + years))
    except ValueError:
        return micros_of(then.replace(year=then.year + years, month=3, day=1))
