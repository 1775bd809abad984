"""Backtests: the last weeks replayed under a version before it is signed, in the background.

A chunk of hand-offs is replayed and its counts are saved with the place it ends at, in one
transaction. Nothing else is written, so a run may be cancelled, lost or begun again at any time.
"""

from collections import Counter
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kit.fingerprints import fingerprint
from kit.instants import whole_second
from kit.refusals import BadInput, NotAllowed, Refusal
from leads.models import Handoff, RunStatus
from sla import replaying
from sla.backtest import Replay
from sla.models import AgreementVersion, Backtest, VersionStatus
from teams.models import Role, Side, User

CHUNK = 1000
UNFINISHED = (RunStatus.QUEUED, RunStatus.RUNNING)
# A run whose last chunk is older has lost its worker.
LOST_AFTER = timedelta(seconds=60)
TRIABLE = (VersionStatus.DRAFT, VersionStatus.PROPOSED, VersionStatus.SIGNED)
# What to begin with until a team knows better; as in the calculator, an attempt takes ten minutes
# and a good third of a rep's week is for new leads.
USUAL_WEEKS, USUAL_MINUTES, USUAL_HOURS = 4, 10, 14
_MOST = {"weeks": 52, "minutes": 480, "reps": 10_000, "hours": 168}


class NothingToTry(Refusal):
    """Only what is not in force yet is tried."""

    code = "nothing_to_try"
    default_message = _("There is no draft to try. Make one first.")


@dataclass(frozen=True)
class Options:
    """What a backtest is asked: how many weeks, and what work is reckoned with.

    ``minutes`` of an attempt; ``hours`` a week that each of ``reps`` has for leads; ``calendars``:
    see ``replaying``.
    """

    weeks: int = USUAL_WEEKS
    minutes: int = USUAL_MINUTES
    reps: int = 1
    hours: int = USUAL_HOURS
    calendars: str = replaying.NOW


def tried() -> AgreementVersion | None:
    """Return the version that is not in force yet, None while there is none."""
    return AgreementVersion.objects.filter(status__in=TRIABLE).order_by("-number").first()


def latest(version: AgreementVersion) -> Backtest | None:
    """Return the newest backtest of ``version``."""
    rows = Backtest.objects.filter(version=version).select_related("compared_with", "created_by")
    return rows.order_by("-pk").first()


def reps() -> int:
    """Return how many active people of sales work leads as reps, one at least."""
    rows = User.objects.filter(
        is_active=True, memberships__role=Role.REP, memberships__team__side=Side.SALES
    )
    return max(1, rows.distinct().count())


def start(*, version: AgreementVersion, options: Options, at: datetime, by: User) -> Backtest:
    """Return the run that replays the weeks before ``at`` under ``version``; it waits for a worker.

    A run that is not over ends: this one takes its place. Raises ``NotAllowed`` for all but
    managers, and ``BadInput`` for numbers out of range.
    """
    if not by.is_manager:
        raise NotAllowed
    _check(options)
    moment = whole_second(at)
    in_force = AgreementVersion.objects.filter(status=VersionStatus.IN_FORCE).first()
    versions = [each for each in (version, in_force) if each is not None]
    from_at = moment - timedelta(weeks=options.weeks)
    with transaction.atomic():
        AgreementVersion.objects.select_for_update().get(pk=version.pk)
        former = Backtest.objects.filter(version=version, status__in=UNFINISHED)
        former.update(status=RunStatus.CANCELLED, finished_at=moment)
        return Backtest.objects.create(
            version=version,
            compared_with=in_force,
            created_at=moment,
            created_by=by,
            options=asdict(options),
            plans=[_plan(each, options.calendars, moment) for each in versions],
            counts=[{} for _each in versions],
            fingerprint=fingerprint_of(version, calendars=options.calendars, at=moment),
            from_at=from_at,
            reached_at=from_at,
            total=Handoff.objects.filter(handed_at__gte=from_at, handed_at__lte=moment).count(),
        )


def cancel(*, run: Backtest, at: datetime, by: User) -> None:
    """End a run that is not over; one that is stays as it is. Raises ``NotAllowed``."""
    if not by.is_manager:
        raise NotAllowed
    rows = Backtest.objects.filter(pk=run.pk, status__in=UNFINISHED)
    rows.update(status=RunStatus.CANCELLED, finished_at=at)


def fail(*, run_id: int, at: datetime) -> None:
    """End a run that met an error nobody foresaw."""
    rows = Backtest.objects.filter(pk=run_id, status__in=UNFINISHED)
    rows.update(status=RunStatus.FAILED, heartbeat_at=at, finished_at=at)


def to_take_up(*, at: datetime) -> list[int]:
    """Return the ids of runs that no worker has been at for a while."""
    before = at - LOST_AFTER
    idle = Backtest.objects.filter(status__in=UNFINISHED)
    lost = idle.filter(heartbeat_at__lt=before) | idle.filter(
        heartbeat_at__isnull=True, created_at__lt=before
    )
    return list(lost.order_by("pk").values_list("pk", flat=True))


def is_stale(run: Backtest, *, at: datetime) -> bool:
    """Return whether the targets, the ladder or the calendars of its version have changed since."""
    calendars = run.options["calendars"]
    return run.fingerprint != fingerprint_of(run.version, calendars=calendars, at=at)


def fingerprint_of(version: AgreementVersion, *, calendars: str, at: datetime) -> str:
    """Return what differs as soon as a replay of ``version`` would be another."""
    return fingerprint(_plan(version, calendars, at))


def options_of(run: Backtest) -> Options:
    """Return what was asked for."""
    return Options(**{each.name: run.options[each.name] for each in fields(Options)})


class Worker:
    """Carries one run on, a chunk at a time; its versions are read once."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._replays: list[Replay] = []

    def step(self, *, at: datetime) -> bool:
        """Replay the next chunk; return whether to go on.

        Does nothing for a run that is over, or that another worker holds at this moment.
        """
        with transaction.atomic():
            rows = Backtest.objects.filter(pk=self._run_id, status__in=UNFINISHED)
            run = rows.select_for_update(skip_locked=True, of=("self",)).first()
            if run is None:
                return False
            if not self._replays:
                versions = map(replaying.version_of, run.plans)
                self._replays = [Replay(each, run.created_at) for each in versions]
            more = self._carry_on(run)
            run.status, run.heartbeat_at = RunStatus.RUNNING, at
            if not more:
                run.status, run.finished_at = RunStatus.DONE, at
            run.save(update_fields=_PROGRESS)
        return more

    def _carry_on(self, run: Backtest) -> bool:
        """Count the next chunk; the counts of ``run`` are what a former worker left."""
        found = replaying.offered(
            from_at=run.reached_at or run.from_at,
            until_at=run.created_at,
            after=run.reached_id,
            most=CHUNK,
        )
        lives = replaying.histories(found, run.created_at)
        for replay, counted in zip(self._replays, run.counts, strict=True):
            replay.counts = Counter(counted)
            for each in found:
                replay.count(lives[each.pk], each)
        run.counts = [dict(replay.counts) for replay in self._replays]
        run.done_count += len(found)
        if found:
            run.reached_at, run.reached_id = found[-1].handed_at, found[-1].pk
        return len(found) == CHUNK


_PROGRESS = [
    "status",
    "done_count",
    "counts",
    "reached_at",
    "reached_id",
    "heartbeat_at",
    "finished_at",
]


def _plan(version: AgreementVersion, calendars: str, at: datetime) -> dict[str, Any]:
    return replaying.plan_of(version, calendars=calendars, at=at)


def _check(options: Options) -> None:
    for name, most in _MOST.items():
        if not 1 <= getattr(options, name) <= most:
            message = _("Give a number from %(least)s to %(most)s.") % {"least": 1, "most": most}
            raise BadInput(message, field=name)
    if options.calendars not in {replaying.NOW, replaying.THEN}:
        raise BadInput(_("Choose one of the two."), field="calendars")
