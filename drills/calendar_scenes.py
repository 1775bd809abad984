"""A calendar's change for open clocks too, and workers, brokers and beats that die meanwhile.

Some clocks were warned by the former hours, some are paused. Each ends on the new hours, with its
old and its new due instant recorded once.
"""

from datetime import datetime, timedelta

import redis
from django.db import connection

from bench import company as bench
from drills import company, gate
from drills.measure import come_to_rest, difference, let_runs_be_lost, wanted_rows
from drills.stage import Stage
from leads.models import Handoff
from sla import calendars, pausing, recalculating
from sla.models import Calendar, ClockEvent, EventKind, Recalculation
from sla.sweep import sweep
from sla.tasks import resume_recalculations, run_recalculation

CLOCKS = 1_300
PAUSED = 30
_MOVED = "kind = 'moved'"
FIRST = gate.Point(
    "before its first chunk is kept", "BEFORE UPDATE OF done_count ON sla_recalculation"
)
SECOND = gate.Point(
    "in its second chunk",
    "BEFORE UPDATE OF done_count ON sla_recalculation",
    gate.kept(1000, "sla_clockevent", _MOVED),
)


def change(now: datetime) -> Recalculation:
    """Begin anew with clocks that are due in some hours, and change their calendar at ``now``.

    They have a day, round the clock; from now on nobody works from two to four at night, where it
    is about noon at this moment. So all move by two hours or more, and no warning comes meanwhile.
    """
    company.begin(now)
    bench.unclaimed(CLOCKS, due_from=now - timedelta(minutes=1050), due_to=now - timedelta(hours=2))
    manager = company.a_manager("Manager")
    with connection.cursor() as cursor:
        cursor.execute(_A_DAY, [now + timedelta(minutes=330)])
    for number, handoff in enumerate(Handoff.objects.order_by("pk")[500 : 500 + PAUSED]):
        begun = now - timedelta(hours=2)
        until = now + timedelta(hours=20)
        pausing.pause(handoff=handoff, reason="lead_away", at=begun, until_at=until, by=manager)
        if number % 2:
            pausing.resume(handoff=handoff, at=now - timedelta(hours=1), by=manager)
    sweep(at=now)  # warns those that are due soonest
    calendar = Calendar.objects.get()
    hours = [["00:00", "02:00"], ["04:00", "24:00"]]
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), hours)
    text = calendars.CalendarText(time_zone=company.zone_where_it_is(12, now), week=week)
    version = calendars.add_version(
        calendar=calendar, name="Nights", text=text, after=1, at=now, by=manager, open_too=True
    )
    return version.recalculation


def undisturbed(now: datetime) -> company.Rows:
    """Return the rows that follow when one worker carries the change out, left in peace."""
    worker = recalculating.Worker(Recalculation.objects.get().pk)
    while worker.step(at=now):
        pass
    company.tell(now)
    return company.rows()


def worker_killed(stage: Stage, now: datetime) -> list[str]:
    """Kill the worker of a change twice, at different points; the third brings it to its end."""
    wanted = wanted_rows(now, change, undisturbed)
    for point, task in ((FIRST, run_recalculation), (SECOND, resume_recalculations)):
        with gate.shut(point):
            let_runs_be_lost()
            ids = {"run_id": Recalculation.objects.get().pk} if task is run_recalculation else {}
            (worker,) = stage.hire("worker")
            task.delay(**ids)
            gate.wait_for_somebody()
            worker.kill()
        stage.say(f"worker killed {point.name}: {_so_far()}")
    let_runs_be_lost()
    stage.hire("worker", "beat")
    resume_recalculations.delay()
    return difference(stage, now, wanted) + _said(stage, wanted)


def crowd(stage: Stage, now: datetime) -> list[str]:
    """Let two workers and two beats carry the same change out, asked four times."""
    wanted = wanted_rows(now, change, undisturbed)
    for _time in range(4):
        run_recalculation.delay(run_id=Recalculation.objects.get().pk)
    stage.hire("worker", "worker", "beat", "beat")
    return difference(stage, now, wanted) + _said(stage, wanted)


def broker_flushed(stage: Stage, now: datetime) -> list[str]:
    """Empty the broker before a worker hears of the change, and again in its second chunk.

    The worker dies with it; what is left is beat's to find, on its own timetable.
    """
    wanted = wanted_rows(now, change, undisturbed)
    run_id = Recalculation.objects.get().pk
    broker = redis.Redis.from_url(stage.valkey.url)
    run_recalculation.delay(run_id=run_id)
    broker.flushall()
    stage.say(f"broker flushed with the task in it: {_so_far()}")
    with gate.shut(SECOND):
        run_recalculation.delay(run_id=run_id)
        worker, _beat = stage.hire("worker", "beat")
        gate.wait_for_somebody()
        broker.flushall()
        worker.kill()
    stage.say(f"broker flushed and worker killed {SECOND.name}: {_so_far()}")
    let_runs_be_lost()
    stage.hire("worker")
    come_to_rest(stage, now)
    return difference(stage, now, wanted) + _said(stage, wanted)


def _so_far() -> str:
    run = Recalculation.objects.get()
    return f"{run.done_count} of {run.total} clocks done, {run.status}"


def _said(stage: Stage, wanted: company.Rows) -> list[str]:
    """Say what came of it; return what is wrong whatever the undisturbed run did."""
    moved = ClockEvent.objects.filter(kind=EventKind.MOVED)
    clocks = moved.values("clock").distinct().count()
    undone = sum(1 for row in wanted["clocks"] if row[2])
    stage.say(
        f"{moved.count()} old and new due instants of {clocks} clocks, {undone} warnings undone,"
        f" {PAUSED // 2} paused"
    )
    if moved.count() == clocks == CLOCKS and undone:
        return []
    return [f"{moved.count()} moves of {clocks} clocks were recorded, {CLOCKS} expected"]


DRILLS = {
    "calendar changed: worker killed twice": worker_killed,
    "calendar changed: two workers, two beats": crowd,
    "calendar changed: broker flushed, worker killed": broker_flushed,
}

# Some are due so soon that their warning has come.
_A_DAY = """
UPDATE sla_clock SET
    started_at = later - interval '24 hours', target_seconds = 86400, due_at = later,
    warn_at = later - interval '6 hours', next_check_at = later - interval '6 hours'
  FROM (SELECT id AS by_id,
               due_at + CASE WHEN due_at + interval '22 hours' > %s
                             THEN interval '25 hours' ELSE interval '22 hours' END AS later
          FROM sla_clock) AS moved
 WHERE by_id = id"""
