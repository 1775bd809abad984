"""What a change of a calendar costs that is for open clocks too, and what claims beside it feel."""

import io
import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import Count

from bench import company
from leads import lifecycle
from leads.models import Handoff
from sla import open_clocks, recalculating
from sla.agreed import calendar_of
from sla.calendar_effect import Effect, effect_of
from sla.models import Calendar, CalendarVersion, Clock, ClockEvent, EventKind
from sla.worktime import WorkCalendar
from teams.models import User

_NOW = company.NOW
_WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
_PAUSE = 0.005  # seconds between two claims of one client
_CLIENTS = 2
_ALONE = 5.0  # seconds of claims with nothing beside them


def run(*, rows: int) -> list[dict[str, Any]]:
    """Measure a holiday added under 2 x ``rows`` open clocks, all of which move.

    The floor is the same reckoning with one COPY and one UPDATE in one transaction: no events, and
    every claim waits for its end. Claims are measured before and beside it: one worker, in a
    process of its own, and two clients that claim all the time. What the change would do is shown
    first; the floor of that is to count the same clocks.
    """
    _company(rows)
    floor = _timed(_by_hand)
    reps = _company(rows)
    shown, counted = _shown()
    version = _changed()
    alone = _claims(reps, until=lambda: sleep(_ALONE))
    clocks = Clock.objects.filter(calendar_version__number=1, stopped_at__isnull=True).count()
    worker = multiprocessing.get_context("fork").Process(target=_work, args=(version.pk,))
    connections.close_all()
    began = perf_counter()
    worker.start()
    beside = _claims(reps, until=worker.join)
    took = perf_counter() - began
    _check(version)
    return [
        _row(f"the effect of it shown, {clocks:,} open clocks", shown, "s", counted, digits=2),
        _row(f"recompute, {clocks:,} open clocks", took, "s", floor),
        _row(
            f"a claim beside it, p99 of {len(beside):,}",
            _p99(beside) * 1000,
            "ms",
            _p99(alone) * 1000,
        ),
    ]


def _row(name: str, value: float, unit: str, floor: float, digits: int = 1) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, digits),
        "unit": unit,
        "floor": round(floor, digits),
        "ratio": round(value / floor, 2),
    }


def _company(rows: int) -> list[User]:
    """Make a company of office hours with two open clocks for each of ``rows`` leads."""
    company.empty()
    reps = company.people()
    company.agreement()
    CalendarVersion.objects.update(week=_WEEK)
    first = _NOW + timedelta(hours=2)
    company.unclaimed(rows, due_from=first, due_to=first + timedelta(days=7))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sla_clock SET started_at = due_at - interval '1 hour'")
        cursor.execute(_FIRST_TOUCHES)
        cursor.execute("VACUUM ANALYZE sla_clock")
    return reps


def _closed() -> dict[str, str]:
    """Return the holidays that are added: the whole of the next two weeks."""
    days = [(_NOW + timedelta(days=ahead)).date().isoformat() for ahead in range(1, 15)]
    return dict.fromkeys(days, "Closed")


def _shown() -> tuple[float, float]:
    """Return how long it takes to say what the change would do, and to count the open clocks."""
    calendar = Calendar.objects.get()
    text = {"tz": "UTC", "week": _WEEK, "holidays": _closed(), "overrides": {}}
    worked = WorkCalendar.from_json(text)
    told: list[Effect] = []
    shown = _timed(lambda: told.append(effect_of(calendar=calendar, worked=worked, at=_NOW)))
    counted = _timed(lambda: open_clocks.open_clocks(calendar, _NOW).count())
    if told[0].moved == 0:
        raise AssertionError("the change moves clocks")
    return shown, counted


def _changed() -> CalendarVersion:
    """Add the version that is for open clocks too: two weeks closed."""
    version = CalendarVersion.objects.create(
        calendar=Calendar.objects.get(),
        number=2,
        time_zone="UTC",
        week=_WEEK,
        holidays=_closed(),
        created_at=_NOW,
    )
    recalculating.start(version=version, at=_NOW, by=None)
    return version


def _work(version_id: int) -> None:
    """Carry the run on to its end, as a worker does, in a process of its own."""
    run = CalendarVersion.objects.get(pk=version_id).recalculation
    while run.status in recalculating.UNFINISHED:
        worker = recalculating.Worker(run.pk)
        while worker.step(at=_NOW):
            pass
        run.refresh_from_db()
    connections.close_all()


def _claims(reps: list[User], *, until: Callable[[], object]) -> list[float]:
    """Return how long each claim took, in seconds, that was made before ``until`` returned."""
    waiting = list(
        Handoff.objects.filter(claimed_at__isnull=True)
        .select_related("lead")
        .order_by("?")[:20_000]
    )
    over, places, took = Event(), count(), list[float]()

    def client(rep: User) -> None:
        try:
            _ = rep.roles
            while not over.is_set():
                handoff = waiting[next(places)]
                took.append(_timed(lambda: lifecycle.claim(handoff=handoff, at=_NOW, by=rep)))  # noqa: B023
                sleep(_PAUSE)
        finally:
            connection.close()

    threads = [Thread(target=client, args=(rep,)) for rep in reps[:_CLIENTS]]
    for thread in threads:
        thread.start()
    until()
    over.set()
    for thread in threads:
        thread.join()
    return took


def _by_hand() -> None:
    """Reckon the same, then COPY and UPDATE all at once."""
    version = _changed()
    calendar = calendar_of(version)
    rows = open_clocks.read(open_clocks.open_clocks(version.calendar, _NOW))
    text = io.StringIO()
    for each in open_clocks.reckon(rows, calendar) if calendar else ():
        if each.plan and each.plan.due_at and each.plan.warn_at:
            text.write(f"{each.clock.pk}\t{each.plan.due_at}\t{each.plan.warn_at}\n")
    text.seek(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE news (id bigint, due_at timestamptz, warn_at timestamptz)"
            " ON COMMIT DROP"
        )
        cursor.copy_expert("COPY news FROM STDIN", text)
        cursor.execute(
            "UPDATE sla_clock c SET due_at = n.due_at, warn_at = n.warn_at,"
            " next_check_at = n.warn_at, calendar_version_id = %s FROM news n WHERE n.id = c.id",
            [version.pk],
        )


def _check(version: CalendarVersion) -> None:
    """Raise unless every open clock is on ``version``, moved exactly once and recorded so."""
    left = Clock.objects.filter(stopped_at__isnull=True).exclude(calendar_version=version).count()
    events = ClockEvent.objects.filter(kind=EventKind.MOVED)
    twice = events.values("clock").annotate(n=Count("pk")).filter(n__gt=1).count()
    run = version.recalculation
    run.refresh_from_db()
    if left or twice or events.count() != run.done_count:
        raise AssertionError(f"{left} left, {twice} twice, {events.count()} of {run.done_count}")


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


_FIRST_TOUCHES = """
    INSERT INTO sla_clock (handoff_id, metric, seq, version_id, target_id, calendar_version_id,
        target_seconds, started_at, warn_at, due_at, next_check_at, state, revision)
    SELECT c.handoff_id, 'first_touch', 1, c.version_id, t.id, c.calendar_version_id, t.seconds,
        c.started_at, c.warn_at + interval '1 hour', c.due_at + interval '1 hour',
        c.warn_at + interval '1 hour', 'on_track', 0
      FROM sla_clock c, sla_target t
     WHERE t.metric = 'first_touch'"""
