"""The leads behind a figure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dashboards import response, words
from dashboards.board import Ground
from dashboards.breakdown import name_of
from dashboards.drill import Asked, Figure
from dashboards.fate import By, names_of
from dashboards.forms import FATE, DrillForm
from dashboards.links import board_url, fate_url
from dashboards.rows import handoffs_behind, listed
from dashboards.views.asking import checked, now
from kit.durations import short_words_inside
from leads.models import DefinitionCriterion, ReturnReason
from sla.exporting import handoff_sheet
from sla.models import Metric, Target
from teams.access import member_required
from teams.taking import as_file, wants_file, zone_of_files

Named = type[Target | DefinitionCriterion | ReturnReason]


@member_required
@require_GET
def drill(request: HttpRequest) -> HttpResponse:
    """Show the leads that a figure counts; the list is as long as the figure says."""
    form = checked(DrillForm(request.GET))
    ground = Ground.read(now())
    asked = form.asked(ground.at, ground.zone, ground.first_weekday)
    if wants_file(request):
        rows = handoffs_behind(asked, ground.at)
        sheet = handoff_sheet(
            rows,
            what="behind-a-figure",
            at=ground.at,
            zone=zone_of_files(),
            about=[(str(asked.figure.label), text) for text in _narrowed(asked)],
        )
        return as_file(request, sheet, ground.at)
    page = listed(asked, ground.at, request.GET.get("cursor", ""))
    kept = request.GET.copy()
    kept.pop("cursor", None)
    first_url = f"{request.path}?{kept.urlencode()}"
    kept["cursor"] = page.next_cursor
    context = {
        "title": asked.figure.label,
        "narrowed": _narrowed(asked),
        **_back(asked, form.cleaned_data["back"]),
        "page": page,
        "asked": asked,
        "first_url": "" if page.is_first else first_url,
        "older_url": f"{request.path}?{kept.urlencode()}" if page.next_cursor else "",
    }
    return render(request, "dashboards/drill.html", context)


def _back(asked: Asked, page: str) -> dict[str, str]:
    """Return where the list leads back to: the dashboard, unless another page asked for it."""
    if page != FATE:
        return {"back": _("Dashboard"), "back_url": board_url(asked.period, asked.by)}
    by = By.CAMPAIGN.value if asked.campaign is not None else asked.by.value
    by = by if asked.is_divided or asked.campaign is not None else ""
    return {"back": _("Fate of leads"), "back_url": fate_url(asked.period, by)}


def _narrowed(asked: Asked) -> list[str]:
    """Return in words what the list is narrowed to; raises ``Http404`` for a part there is not."""
    texts = [] if asked.is_live else [words.period_text(asked.period)]
    if asked.lists_clocks and not asked.is_live:
        texts.append(str(Metric(asked.metric).label))
    if asked.is_divided:
        name = name_of(asked.by, asked.part)
        if not name:
            raise Http404
        texts.append(name)
    if asked.campaign is not None:
        named = names_of(By.CAMPAIGN, {asked.campaign})
        if asked.campaign not in named:
            raise Http404
        texts.append(named[asked.campaign][0])
    if asked.figure == Figure.BAR:
        texts.append(_bounds(asked))
    others: list[tuple[Named, int]] = [
        (Target, asked.target),
        (DefinitionCriterion, asked.criterion),
        (ReturnReason, asked.reason),
    ]
    return [*texts, *(str(get_object_or_404(model, pk=key)) for model, key in others if key)]


def _bounds(asked: Asked) -> str:
    low, high = response.edges(asked.promise_seconds)[asked.bar]
    if high is None:
        return _("more than %(time)s") % {"time": short_words_inside(low)}
    return _("%(low)s to %(high)s") % {
        "low": short_words_inside(low),
        "high": short_words_inside(high),
    }
