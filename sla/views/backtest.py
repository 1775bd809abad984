"""The pages on which a version is tried on the last weeks before it is signed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.background import ask_after_commit
from sla import backtest_words as words
from sla import backtesting
from sla.backtest_result import found
from sla.forms.backtest import BacktestForm
from sla.models import AgreementVersion, Backtest
from sla.tasks import run_backtest
from teams.access import manager_required, person


@manager_required
@require_http_methods(["GET", "POST"])
def backtest(request: HttpRequest) -> HttpResponse:
    """Show what the last weeks would have come to under the draft; sent, replay them."""
    version = backtesting.tried()
    run = backtesting.latest(version) if version else None
    if request.method == "GET":
        form = BacktestForm(initial=_first_values(run))
        template = "backtest_run" if request.htmx else "backtest"  # type: ignore[attr-defined]
        return _page(request, version, run, form, template=template)
    if version is None:
        raise backtesting.NothingToTry
    form = BacktestForm(request.POST)
    if not form.is_valid():
        return _page(request, version, run, form, status=422)
    made = backtesting.start(
        version=version, options=form.options(), at=timezone.now(), by=person(request)
    )
    ask_after_commit(run_backtest, run_id=made.pk)
    return redirect("sla:backtest")


@manager_required
@require_POST
def cancel_backtest(request: HttpRequest) -> HttpResponse:
    """Stop the run that is not over."""
    version = backtesting.tried()
    run = backtesting.latest(version) if version else None
    if run is not None:
        backtesting.cancel(run=run, at=timezone.now(), by=person(request))
    return redirect("sla:backtest")


def _first_values(run: Backtest | None) -> dict[str, Any]:
    return run.options if run else {"reps": backtesting.reps()}


def _page(
    request: HttpRequest,
    version: AgreementVersion | None,
    run: Backtest | None,
    form: BacktestForm,
    *,
    template: str = "backtest",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"version": version, "form": form, "run": run}
    if run is not None:
        context["is_running"] = run.status in backtesting.UNFINISHED
        context["is_stale"] = backtesting.is_stale(run, at=timezone.now())
        context |= _result(run) if run.status == "done" else {}
    name = "sla/backtest.html" if template == "backtest" else "sla/parts/backtest_run.html"
    return render(request, name, context, status=status)


def _result(run: Backtest) -> dict[str, Any]:
    tried, *others = found(run)
    former = others[0] if others else None
    return {
        "tried": tried,
        "former": former,
        "verdict": words.verdict(tried),
        "replayed": words.handoffs_say(tried, timezone.localdate(run.from_at)),
        "work": words.work_says(tried),
        "bar": str(min(100, tried.load_percent)),
        "metrics": words.metric_rows(tried, former),
        "targets": words.target_rows(tried, former),
        "tables": [
            (words.STEPS, _("Step"), words.step_rows(tried, former)),
            (words.SOURCES, _("Source"), words.source_rows(tried, former)),
            (words.REPS, _("Rep"), words.rep_rows(tried, former)),
        ],
    }
