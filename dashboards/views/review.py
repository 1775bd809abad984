"""The managers' page of a period's review, and what is answered to the amendments it suggests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dashboards import amendments as amended
from dashboards import evidence, periods, words
from dashboards.board import Ground
from dashboards.forms import DismissForm
from dashboards.panels.agenda import agenda, standing_out
from dashboards.panels.amended import Shown, shown
from dashboards.panels.parts import Tab
from dashboards.periods import Period
from dashboards.review import Review
from dashboards.review import review as reviewed
from dashboards.views.asking import now
from kit.refusals import BadInput
from sla import agreements
from sla.models import VersionStatus
from teams.access import manager_required, person

MONTHS_BACK, QUARTERS_BACK = 12, 4


@manager_required
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Show the review of the last month that is over."""
    ground = Ground.read(now())
    month = periods.month_of(periods.today(ground.at, ground.zone), ground.zone)
    return _page(request, ground, month.previous())


@manager_required
@require_GET
def review(request: HttpRequest, name: str) -> HttpResponse:
    """Show the figures of a month or quarter, and the amendments that they suggest."""
    return _page(request, *asked_period(name))


@manager_required
@require_GET
def review_evidence(request: HttpRequest, name: str) -> HttpResponse:
    """Show what stands out: counted apart, for it reads every touch of the period."""
    ground, period = asked_period(name)
    table = standing_out(evidence.summed(period, ground.at))
    return render(request, "dashboards/parts/standing_out.html", {"table": table})


@manager_required
@require_POST
def take_amendment(request: HttpRequest, name: str, rule: str, subject: str) -> HttpResponse:
    """Write an amendment into the draft."""
    ground, period = asked_period(name)
    amended.take(period=period, rule=rule, subject=subject, at=ground.at, by=person(request))
    messages.success(request, _("It stands in the draft."))
    return redirect(f"{_url(period)}#amendments")


@manager_required
@require_http_methods(["GET", "POST"])
def dismiss_amendment(request: HttpRequest, name: str, rule: str, subject: str) -> HttpResponse:
    """Ask why an amendment is dismissed, and keep the answer."""
    ground, period = asked_period(name)
    form = DismissForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        found = reviewed(ground, period)
        return render(
            request,
            "dashboards/dismiss_amendment.html",
            {
                "form": form,
                "amendment": _one(found, rule, subject),
                "period": words.period_text(period),
                "back_url": _url(period),
            },
            status=200 if request.method == "GET" else 422,
        )
    amended.dismiss(
        period=period,
        rule=rule,
        subject=subject,
        reason=form.cleaned_data["reason"],
        at=ground.at,
        by=person(request),
    )
    messages.success(request, _("It was dismissed."))
    return redirect(f"{_url(period)}#amendments")


def asked_period(name: str) -> tuple[Ground, Period]:
    """Return the period with this name; raises ``BadInput`` for one that has not begun."""
    ground = Ground.read(now())
    period = periods.named(name, ground.zone)
    if period.start > ground.at:
        raise BadInput(_("This period has not begun yet."))
    return ground, period


def _page(request: HttpRequest, ground: Ground, period: Period) -> HttpResponse:
    found = reviewed(ground, period)
    listed = [shown(found, each, ground.at) for each in amended.amendments(found)]
    pending = agreements.pending()
    following = period.following()
    items = agenda(found)
    context = {
        "name": periods.name_of(period),
        "period": words.period_text(period),
        "is_running": period.is_running(ground.at),
        "version": ground.version,
        "items": items,
        "amendments": [each for each in listed if not each.is_dismissed],
        "dismissed": [each for each in listed if each.is_dismissed],
        "is_waiting": pending is not None and pending.status != VersionStatus.DRAFT,
        "previous_url": _url(period.previous()),
        "next_url": _url(following) if following.start <= ground.at else "",
        "choices": [
            Tab(words.period_text(span), _url(span), span == period) for span in _spans(ground)
        ],
        "last_number": len(items) + 1,
    }
    return render(request, "dashboards/review.html", context)


def _one(found: Review, rule: str, subject: str) -> Shown:
    for each in amended.amendments(found):
        if (each.suggestion.rule, each.suggestion.subject) == (rule, subject):
            return shown(found, each, found.ground.at)
    raise amended.NotSuggested


def _spans(ground: Ground) -> list[Period]:
    """Return the periods that are one click away: a year of months, and of quarters."""
    today = periods.today(ground.at, ground.zone)
    spans = [periods.month_of(today, ground.zone)]
    for _month in range(MONTHS_BACK):
        spans.append(spans[-1].previous())
    quarters = [periods.quarter_of(today, ground.zone)]
    for _quarter in range(QUARTERS_BACK):
        quarters.append(quarters[-1].previous())
    return [*spans, *quarters]


def _url(period: Period) -> str:
    return reverse("dashboards:review", args=[periods.name_of(period)])
