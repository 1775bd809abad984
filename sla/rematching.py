"""Puts open clocks under a version of the agreement that is for open hand-offs too.

In the background, chunk by chunk, as a calendar's change does it (``sla.recalculating``): a clock
is matched anew against the version's targets by its hand-off's snapshot, and every instant is
folded forward from its own start. A clock keeps the promise it had where the version has none for
it, where its calendar cannot serve, where its pauses would no longer count, and where it would be
due before the version took effect: nobody breaks a promise by signing another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from kit.refusals import NotAllowed
from leads.models import RunStatus
from sla.agreed import calendar_of, text_at
from sla.calendar_errors import CalendarError
from sla.climbing import offset_seconds, step_instants
from sla.deadlines import Schedule, schedule
from sla.ladder import ladder_of
from sla.matching import first_match
from sla.models import AgreementVersion, CalendarVersion, Clock, Metric, Pause, Rematching, Target
from sla.pauses import as_of, used
from sla.pausing import spans
from sla.recalculating import NothingFailed
from teams.models import User

CHUNK = 500
UNFINISHED = (RunStatus.QUEUED, RunStatus.RUNNING)
LOST_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Rematched:
    """A clock with what it becomes under another target."""

    clock: Clock
    target: Target
    text: CalendarVersion | None
    seconds: int
    plan: Schedule
    step_ats: list[datetime]
    steps_passed: int


def start(*, version: AgreementVersion, at: datetime) -> Rematching:
    """Return the run that puts the clocks open at ``at`` under ``version``; it waits for a worker.

    Asked twice it is one run. A run for a former version ends: this one takes its clocks along.
    """
    with transaction.atomic():
        former = Rematching.objects.filter(
            version__number__lt=version.number, status__in=UNFINISHED
        )
        former.update(status=RunStatus.CANCELLED, finished_at=at)
        run, made = Rematching.objects.get_or_create(version=version, defaults={"created_at": at})
        if made:
            run.total = waiting(run).count()
            run.save(update_fields=["total"])
    return run


def waiting(run: Rematching) -> QuerySet[Clock, Clock]:
    """Return the clocks that are still to be looked at, those due soonest first.

    What was overdue when the version took effect is broken, and stays so.
    """
    rows = Clock.objects.filter(
        version__number__lt=run.version.number,
        started_at__lte=run.created_at,
        stopped_at__isnull=True,
        voided_at__isnull=True,
        breached_at__isnull=True,
    ).filter(Q(due_at__isnull=True) | Q(due_at__gte=run.created_at))
    return rows.exclude(pk__in=run.kept_ids).order_by(F("due_at").asc(nulls_last=True), "pk")


class Worker:
    """Carries one run on, a chunk at a time; what is to be done is read once."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._ids: list[int] | None = None
        self._targets: list[Target] = []
        self._texts: dict[int, CalendarVersion | None] = {}

    def step(self, *, at: datetime) -> bool:
        """Do the next chunk; return whether to go on at once.

        Does nothing for a run that is over, or that another worker holds at this moment. Clocks
        that somebody was busy with are left for whoever takes the run up again.
        """
        with transaction.atomic():
            rows = Rematching.objects.filter(pk=self._run_id, status__in=UNFINISHED)
            run = rows.select_for_update(skip_locked=True, of=("self",)).first()
            if run is None:
                return False
            if self._ids is None:
                self._read(run)
            chunk, self._ids = (self._ids or [])[:CHUNK], (self._ids or [])[CHUNK:]
            if chunk:
                self._carry_out(run, chunk, at)
            run.status, run.heartbeat_at = RunStatus.RUNNING, at
            if not self._ids and not waiting(run).exists():
                run.status, run.finished_at = RunStatus.DONE, at
            run.save()
            return bool(self._ids)

    def _read(self, run: Rematching) -> None:
        self._ids = list(waiting(run).values_list("pk", flat=True))
        self._targets = list(run.version.targets.order_by("position", "id"))
        self._texts = {target.pk: text_at(target, run.created_at) for target in self._targets}

    def _carry_out(self, run: Rematching, chunk: Sequence[int], at: datetime) -> None:
        rows = waiting(run).filter(pk__in=chunk).select_related("handoff", "target")
        clocks = list(rows)
        pauses = _pauses(clocks)
        found = {
            clock.pk: rematched(
                clock, self._targets, self._texts, pauses.get(clock.handoff_id, []), run.created_at
            )
            for clock in clocks
        }
        run.kept_ids += [pk for pk, each in found.items() if each is None]
        done, moved = _move(run, [each for each in found.values() if each is not None], at)
        run.done_count += done
        run.moved_count += moved


def rematched(
    clock: Clock,
    targets: Iterable[Target],
    texts: Mapping[int, CalendarVersion | None],
    pauses: Sequence[Pause],
    at: datetime,
) -> Rematched | None:
    """Return what ``clock`` becomes under the first of ``targets`` that matches, None: it stays.

    ``texts`` are the calendars' by target; ``pauses`` those of its hand-off; ``at`` is when the
    targets took effect.
    """
    target = first_match(targets, clock.metric, clock.handoff)
    if target is None or (clock.metric == Metric.ATTEMPT and clock.seq > (target.attempts or 0)):
        return None
    text = texts.get(target.pk) if target.is_business_time else None
    counted = [each for each in pauses if each.reason in target.pause_reasons]
    if (target.is_business_time and text is None) or counted != [
        each for each in pauses if each.reason in clock.target.pause_reasons
    ]:
        return None
    seconds, stood = seconds_of(target, clock), as_of(spans(counted), at)
    calendar = calendar_of(text)
    try:
        plan = schedule(calendar, clock.started_at, seconds, target.warn_percents, stood)
        spent = used(calendar, clock.started_at, at, stood)
    except CalendarError:
        return None
    if (plan.due_at is not None and plan.due_at < at) or (plan.due_at is None and spent >= seconds):
        return None
    steps = ladder_of(target.version_id)
    instants = step_instants(
        steps,
        calendar=calendar,
        started_at=clock.started_at,
        target_seconds=seconds,
        spans=stood,
    )
    passed = sum(offset_seconds(step, seconds) <= spent for step in steps)
    return Rematched(clock, target, text, seconds, plan, instants, passed)


def seconds_of(target: Target, clock: Clock) -> int:
    """Return how long ``target`` promises for ``clock``, in seconds: an attempt has its part."""
    if clock.metric != Metric.ATTEMPT:
        return target.seconds
    return -(-target.seconds * clock.seq // (target.attempts or 1))


def _pauses(clocks: Sequence[Clock]) -> dict[int, list[Pause]]:
    """Return the pauses of the hand-offs of ``clocks`` that ever stood; one query or none."""
    found: dict[int, list[Pause]] = {}
    ids = {clock.handoff_id for clock in clocks if clock.pause_count}
    for row in Pause.objects.filter(handoff__in=ids).order_by("started_at") if ids else ():
        found.setdefault(row.handoff_id, []).append(row)
    return found


def _move(run: Rematching, found: Sequence[Rematched], at: datetime) -> tuple[int, int]:
    """Write what clocks become; return how many were put under the version, how many moved."""
    clocks = [each.clock for each in found]
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "ids": [clock.pk for clock in clocks],
                "pauses": [clock.pause_count for clock in clocks],
                "revisions": [clock.revision for clock in clocks],
                "was": [clock.due_at for clock in clocks],
                "targets": [each.target.pk for each in found],
                "texts": [each.text.pk if each.text else None for each in found],
                "seconds": [each.seconds for each in found],
                "due": [each.plan.due_at for each in found],
                "warn": [each.plan.warn_at for each in found],
                "again": [_array(each.plan.rewarn_ats) for each in found],
                "steps": [_array(each.step_ats) for each in found],
                "passed": [each.steps_passed for each in found],
                "version": run.version_id,
                "number": run.version.number,
                "changed_at": run.created_at,
                "at": at,
            },
        )
        done, moved = cursor.fetchone()
    return done, moved


def _array(instants: Iterable[datetime]) -> str:
    """Return instants as the text of an array: arrays of unequal length make no array."""
    return "{" + ",".join(each.isoformat() for each in instants) + "}"


def fail(*, run_id: int, at: datetime) -> None:
    """End a run that met an error nobody foresaw; what its former chunks did stands."""
    rows = Rematching.objects.filter(pk=run_id, status__in=UNFINISHED)
    rows.update(status=RunStatus.FAILED, heartbeat_at=at, finished_at=at)


def try_again(*, version: AgreementVersion | None, at: datetime, by: User) -> Rematching:
    """Let the version's failed run wait for a worker again, from ``at`` on.

    Raises ``NotAllowed``, and ``NothingFailed`` when there is none that failed.
    """
    if not by.is_manager:
        raise NotAllowed
    with transaction.atomic():
        rows = Rematching.objects.filter(version=version, status=RunStatus.FAILED)
        run = rows.select_for_update(of=("self",)).first()
        if run is None:
            raise NothingFailed
        run.status, run.heartbeat_at, run.finished_at = RunStatus.QUEUED, at, None
        run.save(update_fields=["status", "heartbeat_at", "finished_at"])
    return run


def to_take_up(*, at: datetime) -> list[int]:
    """Return the ids of runs that nobody has begun, or whose worker was lost."""
    idle = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=at - LOST_AFTER)
    rows = Rematching.objects.filter(idle, status__in=UNFINISHED)
    return list(rows.order_by("pk").values_list("pk", flat=True))


# ``held`` takes the clocks that are as they were read. Each begins a new revision: a warning or a
# step that comes later under the new target is a new event, and is told again; what had come by
# either is not. Steps that have come by the new target alone are told by the next sweep.
_MOVE = """
WITH news AS (
    SELECT *, n.again::timestamptz[] AS rewarn_ats, n.steps::timestamptz[] AS step_ats
      FROM unnest(
        %(ids)s::bigint[], %(pauses)s::int[], %(revisions)s::int[], %(was)s::timestamptz[],
        %(targets)s::bigint[], %(texts)s::bigint[], %(seconds)s::int[], %(due)s::timestamptz[],
        %(warn)s::timestamptz[], %(again)s::text[], %(steps)s::text[], %(passed)s::int[]
    ) AS n (id, pause_count, revision, was_due_at, target_id, text_id, seconds, due_at, warn_at,
            again, steps, passed)
), held AS (
    SELECT n.*, c.target_id AS old_target_id, c.calendar_version_id AS old_text_id,
           CASE WHEN n.due_at IS NULL OR n.warn_at <= %(at)s THEN c.warned_at END AS warned_at,
           CASE WHEN n.due_at IS NULL THEN c.rewarns_done
                ELSE LEAST(c.rewarns_done, width_bucket(%(at)s, n.rewarn_ats)) END AS rewarns_done,
           LEAST(c.steps_done, n.passed) AS steps_done
      FROM sla_clock c JOIN news n ON n.id = c.id
     WHERE c.stopped_at IS NULL AND c.voided_at IS NULL AND c.breached_at IS NULL
       AND c.version_id <> %(version)s AND c.pause_count = n.pause_count
       AND c.revision = n.revision AND c.due_at IS NOT DISTINCT FROM n.was_due_at
       FOR NO KEY UPDATE OF c SKIP LOCKED
), moved AS (
    UPDATE sla_clock c
       SET version_id = %(version)s,
           target_id = h.target_id,
           calendar_version_id = h.text_id,
           target_seconds = h.seconds,
           due_at = h.due_at,
           warn_at = h.warn_at,
           rewarn_ats = h.rewarn_ats,
           step_ats = h.step_ats,
           warned_at = h.warned_at,
           rewarns_done = h.rewarns_done,
           steps_done = h.steps_done,
           revision = c.revision + 1,
           state = CASE WHEN h.due_at IS NULL THEN c.state
                        WHEN h.warned_at IS NULL THEN 'on_track' ELSE 'at_risk' END,
           next_check_at = CASE WHEN h.due_at IS NOT NULL THEN LEAST(
               h.due_at,
               CASE WHEN h.warned_at IS NULL THEN h.warn_at END,
               h.rewarn_ats[h.rewarns_done + 1],
               CASE WHEN c.acknowledged_at IS NULL THEN h.step_ats[h.steps_done + 1] END) END
      FROM held h
     WHERE c.id = h.id
    RETURNING c.id, c.revision, h.was_due_at, h.due_at, h.old_target_id, h.old_text_id
), events AS (
    INSERT INTO sla_clockevent (clock_id, kind, step, revision, at, recorded_at, cause,
                                old_due_at, new_due_at, old_calendar_version_id, old_target_id)
    SELECT id, 'rematched', %(number)s, revision, %(changed_at)s, %(at)s, 'agreement',
           was_due_at, due_at, old_text_id, old_target_id
      FROM moved
    ON CONFLICT DO NOTHING
)
SELECT count(*), count(*) FILTER (WHERE due_at <> was_due_at) FROM moved
"""
