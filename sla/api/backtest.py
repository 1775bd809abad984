"""Trying a version that is not agreed yet on the last weeks."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api_input import NoFields, StrictSerializer, read
from kit.api_schema import Named, named, reads, writes
from kit.background import ask_after_commit
from kit.refusals import NotAllowed
from leads.models import RunStatus, Source
from sla import backtesting, replaying
from sla.backtest_result import Found, Share, found
from sla.backtest_words import verdict
from sla.models import Backtest, Metric
from sla.tasks import run_backtest
from teams.access import person
from teams.models import User

_TAGS = ["Agreement"]


class BacktestInput(StrictSerializer):
    """How many weeks to replay, and what sales' work is reckoned with."""

    weeks = serializers.IntegerField(min_value=1, max_value=52, default=backtesting.USUAL_WEEKS)
    minutes = serializers.IntegerField(
        min_value=1, max_value=480, default=backtesting.USUAL_MINUTES, help_text="Of an attempt."
    )
    reps = serializers.IntegerField(
        min_value=1, max_value=10_000, required=False, help_text="As many as there are."
    )
    hours = serializers.IntegerField(
        min_value=1, max_value=168, default=backtesting.USUAL_HOURS, help_text="A week, of each."
    )
    calendars = serializers.ChoiceField(
        choices=[replaying.NOW, replaying.THEN],
        default=replaying.NOW,
        help_text="Work calendars as they are now, or as they were at the time.",
    )


class PromisesShape(serializers.Serializer[Any]):
    """What promises would have come to; `percent` of those that count, null for none."""

    kept = serializers.IntegerField()
    broken = serializers.IntegerField()
    running = serializers.IntegerField()
    void = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)


class MetricShareShape(PromisesShape):
    """The share of one metric."""

    metric = serializers.ChoiceField(choices=Metric.choices)


class TriedTargetShape(MetricShareShape):
    """The share of one target."""

    name = serializers.CharField()
    seconds = serializers.IntegerField()
    tightest_seconds = serializers.IntegerField(
        allow_null=True,
        help_text="What nine in ten answers would have kept, rounded up; null: too few.",
    )


class TriedStepShape(serializers.Serializer[Any]):
    """How often a step of the ladder would have come."""

    percent = serializers.IntegerField(allow_null=True)
    after_seconds = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()


class TriedRepShape(serializers.Serializer[Any]):
    """Breaches charged to somebody; null: nobody had the lead."""

    person = Named(allow_null=True)
    broken = serializers.IntegerField()


class TriedSourceShape(serializers.Serializer[Any]):
    """Breaches of the leads of a source; null: none is known."""

    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    broken = serializers.IntegerField()
    judged = serializers.IntegerField()


class BacktestFoundShape(serializers.Serializer[Any]):
    """What one version would have made of the hand-offs."""

    number = serializers.IntegerField()
    goal_percent = serializers.IntegerField()
    handoffs = serializers.IntegerField()
    can_be_kept = serializers.BooleanField(allow_null=True)
    verdict = serializers.CharField(help_text="A sentence, in the language of the person.")
    metrics = MetricShareShape(many=True)
    targets = TriedTargetShape(many=True)
    ladder = TriedStepShape(many=True)
    reps = TriedRepShape(many=True)
    sources = TriedSourceShape(many=True)
    without_clock = serializers.DictField(child=serializers.IntegerField(), help_text="By metric.")
    needed_seconds = serializers.IntegerField(help_text="Of work, for every attempt promised.")
    there_seconds = serializers.IntegerField(help_text="Of time, that sales has for it.")


class BacktestShape(serializers.Serializer[Any]):
    """A backtest: how far it is, and once it is `done` what it found."""

    code = serializers.UUIDField()
    status = serializers.ChoiceField(choices=RunStatus.choices)
    version = serializers.IntegerField()
    options = BacktestInput()
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    finished_at = serializers.DateTimeField(allow_null=True)
    is_stale = serializers.BooleanField(help_text="The version has changed since.")
    tried = BacktestFoundShape(allow_null=True)
    in_force = BacktestFoundShape(allow_null=True, help_text="The same by the version in force.")


@extend_schema(
    methods=["GET"],
    operation_id="backtest",
    tags=_TAGS,
    responses=reads(BacktestShape, 403),
    summary="How the draft would have done",
    description="By managers. The newest backtest of the version that is being agreed on; 404 when "
    "there is none.",
)
@extend_schema(
    methods=["POST"],
    operation_id="backtest_start",
    tags=_TAGS,
    request=BacktestInput,
    responses=writes(BacktestShape, 201),
    summary="Try the draft on the last weeks",
    description="By managers. It runs in the background: read on until `status` is `done`. One "
    "that still runs is cancelled. 409 `nothing_to_try` when no version is being agreed on.",
)
@api_view(["GET", "POST"])
def backtest(request: Request) -> Response:
    """Show the newest backtest, or start one."""
    by, now = _manager(request), timezone.now()
    version = backtesting.tried()
    if request.method == "GET":
        run = backtesting.latest(version) if version else None
        if run is None:
            raise NotFound
        return Response(_told(run))
    if version is None:
        raise backtesting.NothingToTry
    given = {"reps": backtesting.reps()} | read(BacktestInput, request)
    made = backtesting.start(version=version, options=backtesting.Options(**given), at=now, by=by)
    ask_after_commit(run_backtest, run_id=made.pk)
    return Response(_told(made), status=201)


@extend_schema(
    operation_id="backtest_cancel",
    tags=_TAGS,
    request=None,
    responses=writes(BacktestShape),
    summary="Cancel the backtest that runs",
    description="By managers. One that is over stays as it is; 404 when there is none.",
)
@api_view(["POST"])
def cancel(request: Request) -> Response:
    """Cancel the newest backtest."""
    by = _manager(request)
    read(NoFields, request)
    version = backtesting.tried()
    run = backtesting.latest(version) if version else None
    if run is None:
        raise NotFound
    backtesting.cancel(run=run, at=timezone.now(), by=by)
    run.refresh_from_db()
    return Response(_told(run))


def _manager(request: Request) -> User:
    by = person(request)
    if not by.is_manager:
        raise NotAllowed
    return by


def _told(run: Backtest) -> dict[str, Any]:
    results = found(run) if run.status == RunStatus.DONE else []
    tried, in_force = [*map(_found, results), None, None][:2]
    return {
        "code": run.code,
        "status": run.status,
        "version": run.version.number,
        "options": run.options,
        "from_at": run.from_at,
        "until_at": run.created_at,
        "total": run.total,
        "done": run.done_count,
        "finished_at": run.finished_at,
        "is_stale": backtesting.is_stale(run, at=timezone.now()),
        "tried": tried,
        "in_force": in_force,
    }


def _found(each: Found) -> dict[str, Any]:
    people = User.objects.in_bulk(list(each.reps))
    sources = dict(Source.objects.filter(pk__in=each.sources).values_list("pk", "name"))
    return {
        "number": each.number,
        "goal_percent": each.goal_percent,
        "handoffs": each.handoffs,
        "can_be_kept": each.can_be_kept,
        "verdict": verdict(each),
        "metrics": [{"metric": name} | _share(share) for name, share in each.metrics.items()],
        "targets": [
            {
                "metric": one.text.metric,
                "name": one.text.name,
                "seconds": one.text.seconds,
                "tightest_seconds": one.tightest_seconds,
            }
            | _share(one.share)
            for one in each.targets
        ],
        "ladder": [
            {"percent": one.percent, "after_seconds": one.after_seconds, "count": one.count}
            for one in each.climbs
        ],
        "reps": [{"person": _person(people.get(pk)), "broken": n} for pk, n in each.reps.items()],
        "sources": [
            {"source": sources.get(pk), "broken": broken, "judged": judged}
            for pk, (broken, judged) in each.sources.items()
        ],
        "without_clock": each.without_clock,
        "needed_seconds": each.needed_seconds,
        "there_seconds": each.there_seconds,
    }


def _person(user: User | None) -> dict[str, object] | None:
    return named(user.code, user.name) if user else None


def _share(share: Share) -> dict[str, int | None]:
    return {
        "kept": share.kept,
        "broken": share.broken,
        "running": share.running,
        "void": share.void,
        "percent": share.percent,
    }
