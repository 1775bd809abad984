"""The managers' page of pauses."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import pauses as found
from dashboards import periods, words
from dashboards.board import Ground
from dashboards.forms import PausesForm
from dashboards.periods import Kind, Period
from dashboards.views.asking import checked, now
from teams.access import manager_required
from teams.taking import as_file, wants_file, zone_of_files


@manager_required
@require_GET
def pauses(request: HttpRequest) -> HttpResponse:
    """Show what is paused now, and the pauses that began in a period with whose they are."""
    form = checked(PausesForm(request.GET))
    ground = Ground.read(now())
    period = form.chosen(ground.at, ground.zone, ground.first_weekday)
    person = form.cleaned_data["person"]
    if wants_file(request):
        zone = zone_of_files()
        sheet = found.pause_sheet(period=period, at=ground.at, zone=zone, person=person)
        return as_file(request, sheet, ground.at)
    shown = found.pauses(
        period=period, at=ground.at, person=person, cursor=request.GET.get("cursor", "")
    )
    narrowed = {} if person is None else {"person": str(person)}
    following = period.following()
    context = {
        "page": shown,
        "period": words.period_text(period),
        "previous_url": _url(request, period.previous(), narrowed),
        "next_url": _url(request, following, narrowed) if following.start <= ground.at else "",
        "choices": [
            {
                "label": words.period_text(span),
                "url": _url(request, span, narrowed),
                "is_current": span == period,
            }
            for span in _choices(ground)
        ],
        "people": [(one, _of(request, period, one)) for one in shown.people],
        "form": PausesForm(
            initial={"since": period.from_date, "until": period.last_date, "period": Kind.CUSTOM}
        ),
        "is_narrowed": person is not None,
        "everybody_url": _url(request, period, {}),
        "first_url": "" if shown.is_first else _url(request, period, narrowed),
        "older_url": _url(request, period, narrowed | {"cursor": shown.next_cursor})
        if shown.next_cursor
        else "",
    }
    return render(request, "dashboards/pauses.html", context)


def _choices(ground: Ground) -> list[Period]:
    today = periods.today(ground.at, ground.zone)
    month = periods.month_of(today, ground.zone)
    week = periods.week_of(today, ground.zone, ground.first_weekday)
    spans = [month, month.previous(), week, week.previous()]
    return [*spans, periods.last_days(today, ground.zone)]


def _of(request: HttpRequest, period: Period, one: found.Person) -> str:
    return "" if one.code is None else _url(request, period, {"person": str(one.code)})


def _url(request: HttpRequest, period: Period, more: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(period.query() | more)}"
