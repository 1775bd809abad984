"""Adds up the rows of days, in one statement each: for the rollups to keep, or for a page at once.

The conditions are those of the lists behind the figures; only the adding up is written here.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When

from dashboards import funnel
from dashboards.breakdown import divided
from dashboards.models import Dimension, HandedBy
from dashboards.periods import Period
from dashboards.response import BARS, edges, in_bar
from dashboards.spreads import PER_OCTAVE, ZERO
from dashboards.sums import DueSum, HandedPartSum, HandedSum, PartSum, ShareSum, TargetSum
from dashboards.verdicts import (
    HAS_ANSWER,
    is_broken,
    is_excused,
    is_kept,
    is_running,
    is_void,
    local_date,
    within,
)
from dashboards.waits import wait_of
from sla.models import AT_HAND_OFF, BreachShare, Clock, Metric

# Where each way to divide the hand-offs is read from.
_DIVIDED = {
    HandedBy.SOURCE.value: "source_id",
    HandedBy.PERSONA.value: "persona_id",
    HandedBy.CAMPAIGN.value: "campaign_id",
    HandedBy.WAIT.value: "wait",
    HandedBy.CRITERION.value: "failed_criterion_id",
    HandedBy.REASON.value: "reason_id",
}
Statement = tuple[str, tuple[Any, ...]]
_VERDICTS = ("kept", "broken", "running", "void")
_WAITING = "count(*) FILTER (WHERE verdict = 'broken' AND stopped_at IS NULL) AS waiting"


def due_days(spans: list[Period], at: datetime, promise_seconds: int) -> Statement:
    """Return the statement whose rows are metric, day and the fields of ``DueSum``.

    ``spans`` are of one zone, one at least; days without a clock have no row.
    """
    answered = HAS_ANSWER & Q(metric=Metric.FIRST_TOUCH)
    rows, values = _compiled(
        _clocks(spans, at, AT_HAND_OFF).annotate(
            bar=Case(
                *(
                    When(HAS_ANSWER & in_bar(bound), then=Value(place))
                    for place, bound in enumerate(edges(promise_seconds))
                ),
                default=None,
                output_field=IntegerField(),
            ),
            business=_where(answered, "business_seconds"),
            raw=_where(answered, "raw_seconds"),
        ),
        ["metric", "day", "verdict", "is_excused", "stopped_at", "bar", "business", "raw"],
    )
    text = f"""
        WITH clock (metric, day, verdict, is_excused, stopped_at, bar, business, raw) AS ({rows}),
        counted AS (
            SELECT metric, day, {_counts()},
                   {_WAITING},
                   {_bars("kept")} AS kept_bars, {_bars("broken")} AS late_bars
              FROM clock GROUP BY metric, day),
        businesses AS ({_spread("clock", "business", "metric, day")}),
        raws AS ({_spread("clock", "raw", "metric, day")})
        SELECT metric, day, kept, broken, running, void, excused, waiting, kept_bars, late_bars,
               coalesce(businesses.packed, ''), coalesce(raws.packed, '')
          FROM counted LEFT JOIN businesses USING (metric, day) LEFT JOIN raws USING (metric, day)
    """  # noqa: S608 - made of names that stand here, values apart
    return text, values


def due_parts(spans: list[Period], at: datetime, by: Dimension) -> Statement:
    """Return the statement whose rows are day and the fields of ``PartSum``."""
    clocks = divided(_clocks(spans, at, [Metric.FIRST_TOUCH]), at, by)
    rows, values = _compiled(
        clocks.annotate(business=_where(HAS_ANSWER, "business_seconds")),
        ["day", "part", "verdict", "is_excused", "business"],
    )
    text = f"""
        WITH found (day, part, verdict, is_excused, business) AS ({rows}),
        clock AS (
            SELECT day, coalesce(part, 0) AS key, verdict, is_excused, business FROM found),
        counted AS (SELECT day, key, {_counts()} FROM clock GROUP BY day, key),
        businesses AS ({_spread("clock", "business", "day, key")})
        SELECT day, key, kept, broken, running, void, excused, coalesce(businesses.packed, '')
          FROM counted LEFT JOIN businesses USING (day, key)
    """  # noqa: S608 - made of names that stand here, values apart
    return text, values


def due_targets(spans: list[Period], at: datetime) -> Statement:
    """Return the statement whose rows are day and the fields of ``TargetSum``, of every metric."""
    rows, values = _compiled(
        _clocks(spans, at, Metric.values).annotate(
            business=_where(HAS_ANSWER, "business_seconds"),
        ),
        ["day", "target_id", "verdict", "is_excused", "stopped_at", "business"],
    )
    text = f"""
        WITH clock (day, target, verdict, is_excused, stopped_at, business) AS ({rows}),
        counted AS (
            SELECT day, target, {_counts()}, {_WAITING} FROM clock GROUP BY day, target),
        businesses AS ({_spread("clock", "business", "day, target")})
        SELECT day, target, kept, broken, running, void, excused, waiting,
               coalesce(businesses.packed, '')
          FROM counted LEFT JOIN businesses USING (day, target)
    """  # noqa: S608 - made of names that stand here, values apart
    return text, values


def share_days(spans: list[Period]) -> Statement:
    """Return the statement whose rows are day, metric, part, key, breaches and seconds."""
    shares = BreachShare.objects.filter(_in_any("due_at", spans))
    rows, values = _compiled(
        shares.annotate(day=local_date("due_at", spans[0])),
        ["day", "metric", "part", "person_id", "seconds"],
    )
    text = f"""
        WITH share (day, metric, part, person, seconds) AS ({rows})
        SELECT day, metric, part, coalesce(person, 0) AS key, count(*), sum(seconds)::bigint
          FROM share GROUP BY day, metric, part, key
    """  # noqa: S608 - made of names that stand here, values apart
    return text, values


def handed_days(spans: list[Period]) -> Statement:
    """Return the statement whose rows are day and the fields of ``HandedSum``."""
    rows, values = _compiled(
        funnel.steps_of(_in_any("handed_at", spans)).annotate(
            day=local_date("handed_at", spans[0])
        ),
        ["day", "expected_value", *funnel.REACHED, *funnel.LASTED],
    )
    steps, lasted = list(funnel.REACHED), list(funnel.LASTED)
    names = ", ".join(["day", "value", *steps, *lasted])
    counts = ", ".join(f"count(*) FILTER (WHERE {step}) AS {step}" for step in steps)
    seconds = ", ".join(f"round(extract(epoch FROM {name}))::bigint AS {name}" for name in lasted)
    spreads = "".join(f", of_{name} AS ({_spread('timed', name, 'day')})" for name in lasted)
    joins = " ".join(f"LEFT JOIN of_{name} USING (day)" for name in lasted)
    packed = ", ".join(f"coalesce(of_{name}.packed, '')" for name in lasted)
    text = f"""
        WITH handoff ({names}) AS ({rows}),
        timed AS (SELECT day, {seconds} FROM handoff),
        counted AS (
            SELECT day, {counts}, coalesce(sum(value), 0) AS total FROM handoff GROUP BY day
        ){spreads}
        SELECT day, {", ".join(steps)}, total, {packed} FROM counted {joins}
    """  # noqa: S608 - made of names that stand here, values apart
    return text, values


def handed_parts(spans: list[Period]) -> Statement:
    """Return the statement whose rows are day and the fields of ``HandedPartSum``."""
    rows, values = _compiled(
        funnel.fates_of(_in_any("handed_at", spans)).annotate(
            day=local_date("handed_at", spans[0]),
            wait=wait_of("first_touch_at", "handed_at"),
            lasted=F("first_touch_at") - F("handed_at"),
        ),
        ["day", *_DIVIDED.values(), *funnel.FATES, "won_value", "lasted"],
    )
    fates = ", ".join(funnel.FATES)
    parts = ", ".join(f"('{by}', {by})" for by in _DIVIDED)
    counts = ", ".join(f"count(*) FILTER (WHERE {fate}) AS {fate}" for fate in funnel.FATES)
    text = f"""
        WITH handoff (day, {", ".join(_DIVIDED)}, {fates}, value, lasted) AS ({rows}),
        part AS (
            SELECT day, part.by, coalesce(part.key, 0) AS key, {fates}, value,
                   round(extract(epoch FROM lasted))::bigint AS seconds
              FROM handoff, LATERAL (VALUES {parts}) AS part (by, key)
             WHERE rejected OR part.by NOT IN ('{HandedBy.CRITERION}', '{HandedBy.REASON}')),
        counted AS (
            SELECT day, by, key, {counts}, coalesce(sum(value), 0) AS earned
              FROM part GROUP BY day, by, key),
        touched AS ({_spread("part", "seconds", "day, by, key")})
        SELECT day, by, key, {fates}, earned, coalesce(touched.packed, '')
          FROM counted LEFT JOIN touched USING (day, by, key)
    """  # noqa: S608 - made of names that stand here, values apart
    return text, values


def read_due_days(statement: Statement) -> dict[tuple[str, date], DueSum]:
    """Return what ``due_days`` finds."""
    return {(row[0], row[1]): due_sum(row[2:]) for row in _fetched(statement)}


def read_due_parts(statement: Statement) -> list[PartSum]:
    """Return what ``due_parts`` finds, day for day."""
    return [PartSum(*row[1:]) for row in _fetched(statement)]


def read_due_targets(statement: Statement) -> list[TargetSum]:
    """Return what ``due_targets`` finds, day for day."""
    return [TargetSum(*row[1:]) for row in _fetched(statement)]


def read_handed_parts(statement: Statement) -> list[HandedPartSum]:
    """Return what ``handed_parts`` finds, day for day."""
    return [HandedPartSum(*row[1:]) for row in _fetched(statement)]


def read_share_days(statement: Statement) -> list[ShareSum]:
    """Return what ``share_days`` finds, day for day."""
    return [ShareSum(*row[1:]) for row in _fetched(statement)]


def read_handed_days(statement: Statement) -> dict[date, HandedSum]:
    """Return what ``handed_days`` finds."""
    return {row[0]: HandedSum(*row[1:]) for row in _fetched(statement)}


def due_sum(row: tuple[Any, ...]) -> DueSum:
    """Return the sum of a row with the fields of ``DueSum`` in their order."""
    kept, broken, running, void, excused, waiting, kept_bars, late_bars, business, raw = row
    bars = tuple(kept_bars), tuple(late_bars)
    return DueSum(kept, broken, running, void, excused, waiting, *bars, business, raw)


def _clocks(spans: list[Period], at: datetime, metrics: Iterable[str]) -> QuerySet[Clock, Any]:
    whens = (
        When(condition, then=Value(name))
        for name, condition in zip(
            _VERDICTS, (is_kept(), is_broken(at), is_running(at), is_void()), strict=True
        )
    )
    return Clock.objects.filter(_in_any("due_at", spans, metric__in=list(metrics))).annotate(
        day=local_date("due_at", spans[0]),
        verdict=Case(*whens, default=None, output_field=CharField()),
        is_excused=is_excused(),
    )


def _in_any(field: str, spans: list[Period], **also: Any) -> Q:
    """Return the condition that ``field`` lies in one of ``spans``; ``also`` holds in each.

    Written into each of them: so that an index that begins with it serves.
    """
    return reduce(or_, (within(field, span) & Q(**also) for span in spans))


def _where(condition: Q, field: str) -> Case:
    return Case(When(condition, then=F(field)), default=None, output_field=IntegerField())


def _compiled(rows: QuerySet[Any, Any], names: list[str]) -> Statement:
    text, values = rows.order_by().values_list(*names).query.sql_with_params()
    return text, values


def _fetched(statement: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return list(cursor.fetchall())


def _counts() -> str:
    counts = [f"count(*) FILTER (WHERE verdict = '{name}') AS {name}" for name in _VERDICTS]
    excused = "count(*) FILTER (WHERE verdict = 'broken' AND is_excused) AS excused"
    return ", ".join([*counts, excused])


def _bars(verdict: str) -> str:
    counts = (
        f"count(*) FILTER (WHERE verdict = '{verdict}' AND bar = {place})" for place in range(BARS)
    )
    return f"ARRAY[{', '.join(counts)}]::int[]"


def _spread(table: str, seconds: str, keys: str) -> str:
    """Return the query of ``packed`` spreads of a column: what ``spreads.packed`` does."""
    bucket = (
        f"CASE WHEN {seconds} < 1 THEN {ZERO}"
        f" ELSE floor(ln({seconds}::float8) * {PER_OCTAVE} / ln(2::float8)) END"
    )
    return f"""
        SELECT {keys}, string_agg(int2send(bucket) || int4send(number) || int8send(total), ''
               ORDER BY bucket) AS packed
          FROM (SELECT {keys}, ({bucket})::int2 AS bucket, count(*)::int4 AS number,
                       sum({seconds})::int8 AS total
                  FROM {table} WHERE {seconds} IS NOT NULL GROUP BY {keys}, bucket) AS bucketed
         GROUP BY {keys}
    """  # noqa: S608 - made of names that stand here
