"""Due instants of any number of open clocks by another text of their calendar, reckoned in SQL.

The same as ``open_clocks.reckon``, to the microsecond (a property test holds both together), for
what is only shown: a person who looks at a change of hours need not wait while every clock is
fetched. Open time comes from the calendar's own table, so that no rule of it is written twice.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max, Min, QuerySet

from sla.models import Clock
from sla.worktime import WorkCalendar


@dataclass(frozen=True)
class Shifts:
    """How many clocks there are, and how the due instants of those that run would shift.

    ``least``, ``middle`` and ``most`` are seconds of the clocks that move, 0 when none does.
    ``breached`` would be due before ``at``; ``not_today`` are due before ``tomorrow`` and would not
    be any more; ``kept`` find no open time.
    """

    clocks: int
    paused: int
    kept: int
    earlier: int
    later: int
    breached: int
    not_today: int
    least: int
    middle: int
    most: int


def shifts_of(
    clocks: QuerySet[Clock, Clock],
    calendar: WorkCalendar,
    *,
    at: datetime,
    today: tuple[datetime, datetime],
) -> Shifts:
    """Return what ``calendar`` would do to ``clocks`` as seen at ``at``: two queries, no more.

    ``today`` is from when until when the day lasts.
    """
    found = clocks.order_by().aggregate(first=Min("started_at"), last=Max("started_at"))
    if found["first"] is None:
        return Shifts(*[0] * 10)
    table = calendar.open_table(found["first"], max(found["last"], at))
    rows, given = (
        clocks.order_by()
        .values_list(
            "id",
            "handoff_id",
            "started_at",
            "target_seconds",
            "due_at",
            "pause_count",
            "target__pause_reasons",
        )
        .query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _SHIFTS.replace("CLOCKS", rows),
            [table.starts, table.ends, table.before, *given, table.hi, at, *today],
        )
        return Shifts(*(int(number) for number in cursor.fetchone()))


def _open_before(instant: str) -> str:
    """Return in SQL how many open microseconds of the table lie before ``instant``."""
    window = f"width_bucket({instant}, starts)"
    return f"(before[{window}] + LEAST({instant}, ends[{window}]) - starts[{window}])"


def _micros(instant: str) -> str:
    """Return in SQL an instant as microseconds since 1970; a double holds them exactly."""
    return f"(date_part('epoch', {instant}) * 1000000)::bigint"


_FIVE_YEARS_ON = (
    "((timestamp '1970-01-01' + since * interval '1 microsecond' + interval '5 years')"
    " AT TIME ZONE 'UTC')"
)

# Everything from here on is in microseconds; ``OFFSET 0`` keeps the planner from writing one step
# into the next, where it would be reckoned several times for each clock. Searches are bisections.
# ``paused_for`` takes the open time of each pause that began before the promise was used up; what
# was paused later, or before the clock began, takes nothing. A clock's horizon is five years from
# where its last stretch begins, as in ``WorkCalendar.add``; only far instants are asked for it.
_SHIFTS = f"""
WITH hours AS NOT MATERIALIZED (
    SELECT %s::bigint[] AS starts, %s::bigint[] AS ends, %s::bigint[] AS before
), clocks (id, handoff_id, started_at, target_seconds, due_at, pause_count, pause_reasons) AS (
    CLOCKS
), spans AS (
    SELECT c.id, c.target_seconds * 1000000::bigint AS target, {_micros("c.started_at")} AS began,
           {_micros("GREATEST(p.started_at, c.started_at)")} AS paused,
           {_micros("COALESCE(p.ended_at, p.until_at)")} AS resumed
      FROM clocks c
      JOIN sla_pause p ON p.handoff_id = c.handoff_id AND p.reason = ANY (c.pause_reasons)
     WHERE c.pause_count > 0 AND c.due_at IS NOT NULL
       AND COALESCE(p.ended_at, p.until_at) > c.started_at
    OFFSET 0
), apart AS (
    SELECT id, target, began, GREATEST(paused, until) AS paused, GREATEST(resumed, until) AS resumed
      FROM (SELECT *, max(resumed) OVER (
                       PARTITION BY id ORDER BY paused
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
              FROM spans) s
    OFFSET 0
), stood AS (
    SELECT s.*, {_open_before("paused")} - {_open_before("began")} AS until_then,
           {_open_before("resumed")} - {_open_before("paused")} AS span
      FROM apart s, hours
    OFFSET 0
), counted AS (
    SELECT s.*, until_then - COALESCE(sum(span) OVER (
               PARTITION BY id ORDER BY paused
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS used
      FROM stood s
), paused_for AS (
    SELECT id, sum(span)::bigint AS span, max(resumed) AS resumed
      FROM counted
     WHERE used < target
     GROUP BY id
), begun AS (
    SELECT c.id, {_micros("c.due_at")} AS was, {_micros("c.started_at")} AS began,
           c.target_seconds * 1000000::bigint AS target
      FROM clocks c
    OFFSET 0
), goals AS (
    SELECT was, GREATEST(began, p.resumed) AS since,
           {_open_before("began")} + target + COALESCE(p.span, 0) AS goal
      FROM begun CROSS JOIN hours LEFT JOIN paused_for p USING (id)
    OFFSET 0
), placed AS (
    SELECT was, since, goal, width_bucket(goal - 1, before) AS place FROM goals, hours OFFSET 0
), found AS (
    SELECT was, since, ends[place] - before[place + 1] + goal AS due FROM placed, hours OFFSET 0
), judged AS (
    SELECT was, due, was IS NULL AS is_paused, due - was AS shift,
           CASE WHEN was IS NOT NULL AND due - since > 5 * 365 * 86400 * 1000000::bigint
                THEN due > LEAST(%s, {_micros(_FIVE_YEARS_ON)}) ELSE FALSE END AS is_kept
      FROM found
    OFFSET 0
), marks AS (
    SELECT {_micros("%s::timestamptz")} AS now, {_micros("%s::timestamptz")} AS today,
           {_micros("%s::timestamptz")} AS tomorrow
), moved AS (
    SELECT *, NOT is_paused AND NOT is_kept AND shift <> 0 AS is_moved FROM judged, marks OFFSET 0
)
SELECT count(*),
       count(*) FILTER (WHERE is_paused),
       count(*) FILTER (WHERE is_kept),
       count(*) FILTER (WHERE is_moved AND shift < 0),
       count(*) FILTER (WHERE is_moved AND shift > 0),
       count(*) FILTER (WHERE is_moved AND due < now),
       count(*) FILTER (WHERE is_moved AND was >= today AND was < tomorrow AND due >= tomorrow),
       COALESCE(min(shift) FILTER (WHERE is_moved), 0) / 1000000,
       COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY shift) FILTER (WHERE is_moved), 0)
       / 1000000,
       COALESCE(max(shift) FILTER (WHERE is_moved), 0) / 1000000
  FROM moved
"""  # noqa: S608 - nothing that was typed is written into it
