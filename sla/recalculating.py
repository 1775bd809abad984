"""Puts open clocks on a new version of their calendar, in the background, chunk by chunk.

Every due instant is folded forward anew from the clock's start, its pauses kept. What falls due
soonest comes first. A chunk is reckoned before anything is locked; then one short statement moves
the clocks that still are as they were read, and passes over those somebody is busy with: a claim
never waits for more than that statement, and nothing here ever waits for a claim.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kit.instants import whole_second
from kit.refusals import NotAllowed, Refusal
from leads.models import RunStatus
from sla import open_clocks, pausing
from sla.agreed import calendar_of
from sla.models import Calendar, CalendarVersion, Clock, ClockEvent, EventKind, Recalculation
from sla.open_clocks import Reckoned
from teams.models import User

CHUNK = 500
UNFINISHED = (RunStatus.QUEUED, RunStatus.RUNNING)
# A run whose last chunk is older has lost its worker, or waits for clocks somebody was busy with.
LOST_AFTER = timedelta(seconds=30)
# So long after its end a run is looked at once more: a hand-off that was being written when the
# calendar changed has begun its clock by the former hours.
GLEAN_FOR = timedelta(minutes=15)


class NothingFailed(Refusal):
    """Only a run that an error stopped is tried again."""

    code = "nothing_failed"
    default_message = _("Nothing has failed here.")


def start(*, version: CalendarVersion, at: datetime, by: User | None) -> Recalculation:
    """Return the run that puts open clocks on ``version``; it waits for a worker.

    Asked twice it is one run. A run for a former version ends: this one takes its clocks along.
    It holds from ``at`` on, which may be long after the version was added: what was overdue by then
    is broken already.
    """
    with transaction.atomic():
        former = Recalculation.objects.filter(
            version__calendar=version.calendar_id,
            version__number__lt=version.number,
            status__in=UNFINISHED,
        )
        former.update(status=RunStatus.CANCELLED, finished_at=at)
        run, made = Recalculation.objects.get_or_create(
            version=version, defaults={"created_at": at, "created_by": by}
        )
        if made:
            run.total = _waiting(run).count()
            run.save(update_fields=["total"])
    return run


class Worker:
    """Carries one run on, a chunk at a time; what is to be done is read once."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._ids: list[int] | None = None

    def step(self, *, at: datetime) -> bool:
        """Do the next chunk; return whether to go on at once.

        Does nothing for a run that is over, or that another worker holds at this moment. Clocks
        that somebody was busy with are left for whoever takes the run up again.
        """
        with transaction.atomic():
            rows = Recalculation.objects.filter(pk=self._run_id, status__in=UNFINISHED)
            run = rows.select_for_update(skip_locked=True, of=("self",)).first()
            if run is None:
                return False
            if self._ids is None:
                self._ids = list(_waiting(run).values_list("pk", flat=True))
                if not self._ids:
                    return _end(run, at)
            chunk, self._ids = self._ids[:CHUNK], self._ids[CHUNK:]
            _carry_out(run, chunk, at)
            run.status, run.heartbeat_at = RunStatus.RUNNING, at
            run.save(update_fields=[*_PROGRESS])
            if not self._ids:
                return False if _waiting(run).exists() else _end(run, at)
        return True


def fail(*, run_id: int, at: datetime) -> None:
    """End a run that met an error nobody foresaw; what its former chunks did stands."""
    rows = Recalculation.objects.filter(pk=run_id, status__in=UNFINISHED)
    rows.update(status=RunStatus.FAILED, heartbeat_at=at, finished_at=at)


def try_again(*, calendar: Calendar, at: datetime, by: User) -> Recalculation:
    """Let the calendar's failed run wait for a worker again, from ``at`` on.

    Beat takes it for lost only if no worker has come ``LOST_AFTER`` that. Raises ``NotAllowed``,
    and ``NothingFailed`` when its latest run has not failed.
    """
    if not by.is_manager:
        raise NotAllowed
    with transaction.atomic():
        runs = Recalculation.objects.filter(version__calendar=calendar).order_by("-version__number")
        run = runs.select_for_update(of=("self",)).first()
        if run is None or run.status != RunStatus.FAILED:
            raise NothingFailed
        run.status, run.heartbeat_at, run.finished_at = RunStatus.QUEUED, at, None
        run.save(update_fields=["status", "heartbeat_at", "finished_at"])
    return run


def to_take_up(*, at: datetime) -> list[int]:
    """Return the ids of runs to take up: lost ones, and ended ones that clocks came to since."""
    ended = Recalculation.objects.filter(
        status=RunStatus.DONE, finished_at__gte=at - GLEAN_FOR
    ).select_related("version__calendar")
    again = [run.pk for run in ended if _waiting(run).exists()]
    before = at - LOST_AFTER
    Recalculation.objects.filter(pk__in=again).update(
        status=RunStatus.RUNNING, heartbeat_at=before - LOST_AFTER, finished_at=None
    )
    idle = Recalculation.objects.filter(status__in=UNFINISHED)
    lost = idle.filter(heartbeat_at__lt=before) | idle.filter(
        heartbeat_at__isnull=True, created_at__lt=before
    )
    return list(lost.order_by("pk").values_list("pk", flat=True))


def text_of(clock: Clock) -> CalendarVersion | None:
    """Return the text that ``clock`` would be on if it had stayed open: one query.

    That is its own, or the latest one since that was put in place for open clocks too.
    """
    version = clock.calendar_version
    if version is None:
        return None
    since = CalendarVersion.objects.filter(
        calendar=version.calendar_id, number__gt=version.number, recalculation__isnull=False
    )
    return since.select_related("recalculation").order_by("-number").first() or version


def renew(*, clock: Clock, at: datetime) -> None:
    """Put a clock that runs again on the text that open ones run on by now; not saved here."""
    text, was = text_of(clock), clock.due_at
    if text is None or text.pk == clock.calendar_version_id:
        return
    old_id, clock.calendar_version = clock.calendar_version_id, text
    pausing.run_on(clock)
    ClockEvent.objects.create(
        clock=clock,
        kind=EventKind.MOVED,
        step=text.number,
        revision=clock.revision,
        at=text.recalculation.created_at,
        recorded_at=at,
        cause="calendar",
        old_due_at=was,
        new_due_at=clock.due_at,
        old_calendar_version_id=old_id,
    )


def on_former(version: CalendarVersion, at: datetime) -> QuerySet[Clock, Clock]:
    """Return the clocks open at ``at`` that run on versions before ``version``."""
    former = CalendarVersion.objects.filter(
        calendar=version.calendar_id, number__lt=version.number
    ).values_list("pk", flat=True)
    rows = open_clocks.open_clocks(version.calendar, whole_second(at))
    return rows.filter(calendar_version__in=list(former))


def _waiting(run: Recalculation) -> QuerySet[Clock, Clock]:
    """Return the open clocks on former versions, those due soonest first."""
    return on_former(run.version, run.created_at).exclude(pk__in=run.kept_ids)


def _carry_out(run: Recalculation, chunk: Sequence[int], at: datetime) -> None:
    calendar = calendar_of(run.version)
    if calendar is None:
        raise ValueError("a run has a version")
    clocks = open_clocks.read(_waiting(run).filter(pk__in=chunk))
    reckoned = list(open_clocks.reckon(clocks, calendar))
    run.kept_ids += [each.clock.pk for each in reckoned if each.plan is None]
    done, moved = _move(run, [each for each in reckoned if each.plan is not None], at)
    run.done_count += done
    run.moved_count += moved


def _move(run: Recalculation, reckoned: Sequence[Reckoned], at: datetime) -> tuple[int, int]:
    """Write new instants; return how many clocks were put on the version, how many were moved."""
    clocks = [each.clock for each in reckoned]
    plans = [each.plan for each in reckoned]
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "ids": [clock.pk for clock in clocks],
                "versions": [clock.calendar_version_id for clock in clocks],
                "pauses": [clock.pause_count for clock in clocks],
                "revisions": [clock.revision for clock in clocks],
                "was": [clock.due_at for clock in clocks],
                "due": [plan and plan.due_at for plan in plans],
                "warn": [plan and plan.warn_at for plan in plans],
                "again": [_array(plan.rewarn_ats if plan else ()) for plan in plans],
                "steps": [_array(each.step_ats) for each in reckoned],
                "version": run.version_id,
                "number": run.version.number,
                "changed_at": run.created_at,
                "by": run.created_by_id,
                "at": at,
            },
        )
        done, moved = cursor.fetchone()
    return done, moved


def _array(instants: Iterable[datetime]) -> str:
    """Return instants as the text of an array: arrays of unequal length make no array."""
    return "{" + ",".join(each.isoformat() for each in instants) + "}"


def _end(run: Recalculation, at: datetime) -> bool:
    run.status, run.heartbeat_at, run.finished_at = RunStatus.DONE, at, at
    run.save(update_fields=[*_PROGRESS, "finished_at"])
    return False


_PROGRESS = ("done_count", "moved_count", "kept_ids", "status", "heartbeat_at")

# ``held`` takes the clocks that are as they were read; one that was answered, paused or resumed
# meanwhile differs in one of these columns. A warning that comes later by the new hours is undone:
# the next one is a new revision, so that it is told again.
_MOVE = """
WITH news AS (
    SELECT * FROM unnest(
        %(ids)s::bigint[], %(versions)s::bigint[], %(pauses)s::int[], %(revisions)s::int[],
        %(was)s::timestamptz[], %(due)s::timestamptz[], %(warn)s::timestamptz[], %(again)s::text[],
        %(steps)s::text[]
    ) AS n (id, version_id, pause_count, revision, was_due_at, due_at, warn_at, again, steps)
), held AS (
    SELECT n.*, c.warned_at IS NOT NULL AND COALESCE(n.warn_at > %(at)s, FALSE) AS is_unwarned,
           COALESCE((n.again::timestamptz[])[c.rewarns_done] > %(at)s, FALSE) AS is_told_again,
           LEAST(c.rewarns_done, width_bucket(%(at)s, n.again::timestamptz[])) AS rewarns_done,
           n.steps::timestamptz[] AS step_ats, n.again::timestamptz[] AS rewarn_ats
      FROM sla_clock c JOIN news n ON n.id = c.id
     WHERE c.stopped_at IS NULL AND c.voided_at IS NULL AND c.breached_at IS NULL
       AND c.calendar_version_id = n.version_id AND c.pause_count = n.pause_count
       AND c.revision = n.revision AND c.due_at IS NOT DISTINCT FROM n.was_due_at
       FOR NO KEY UPDATE OF c SKIP LOCKED
), moved AS (
    UPDATE sla_clock c
       SET calendar_version_id = %(version)s,
           due_at = h.due_at,
           warn_at = h.warn_at,
           warned_at = CASE WHEN h.is_unwarned THEN NULL ELSE c.warned_at END,
           state = CASE WHEN h.is_unwarned THEN 'on_track' ELSE c.state END,
           revision = c.revision + (h.is_unwarned OR h.is_told_again)::int,
           rewarn_ats = h.rewarn_ats,
           rewarns_done = CASE WHEN h.due_at IS NULL THEN c.rewarns_done ELSE h.rewarns_done END,
           step_ats = CASE WHEN h.due_at IS NULL THEN c.step_ats ELSE h.step_ats END,
           next_check_at = CASE WHEN h.due_at IS NOT NULL THEN LEAST(
               h.due_at,
               CASE WHEN c.warned_at IS NULL OR h.is_unwarned THEN h.warn_at END,
               h.rewarn_ats[h.rewarns_done + 1],
               CASE WHEN c.acknowledged_at IS NULL THEN h.step_ats[c.steps_done + 1] END) END
      FROM held h
     WHERE c.id = h.id
    RETURNING c.id, c.revision, h.version_id, h.was_due_at, h.due_at
), events AS (
    INSERT INTO sla_clockevent (clock_id, kind, step, revision, at, recorded_at, by_id, cause,
                                old_due_at, new_due_at, old_calendar_version_id)
    SELECT id, 'moved', %(number)s, revision, %(changed_at)s, %(at)s, %(by)s, 'calendar',
           was_due_at, due_at, version_id
      FROM moved
    ON CONFLICT DO NOTHING
)
SELECT count(*), count(*) FILTER (WHERE due_at <> was_due_at) FROM moved
"""
