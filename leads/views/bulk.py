"""Acts on many leads at once."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kit.background import ask_after_commit
from kit.refusals import BadInput
from leads import bulk as verbs
from leads import terms
from leads.brief import fill
from leads.bulk_report import failure_of, refused_groups
from leads.forms.bulk import HandOffManyForm, QualifyManyForm
from leads.forms.listing import LeadFilterForm
from leads.lifecycle.handing import merge_facts
from leads.models import BulkRun, DefinitionKind
from leads.selecting import Selection
from leads.tasks import run_bulk
from leads.views.leads import asked
from teams.access import marketer_required, person


@marketer_required
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask how the chosen leads are qualified or handed over, then start the run."""
    asked_for = request.POST if request.method == "POST" else request.GET
    chosen = _selection(asked_for)
    if request.method == "GET":
        return _page(request, _form(asked_for), chosen)
    form = _form(asked_for, bound=True)
    if "preview" in request.POST or not form.is_valid():
        return _page(request, form, chosen, status=200 if form.is_valid() else 422)
    try:
        run = verbs.start(
            act=_act(asked_for),
            lead_ids=chosen.ids(),
            options=form.options(),
            code=form.cleaned_data["code"],
            at=timezone.now(),
            by=person(request),
        )
    except BadInput as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, form, chosen, status=refusal.status)
    ask_after_commit(run_bulk, run_id=run.pk)
    return redirect("leads:bulk_run", run.code)


@marketer_required
@require_GET
def bulk_run(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show how far a run is, and at its end what was left out and why."""
    run = get_object_or_404(BulkRun.objects.select_related("created_by"), code=code)
    is_over = run.status not in verbs.UNFINISHED
    context = {
        "run": run,
        "is_over": is_over,
        "groups": refused_groups(run) if is_over else [],
        "failure": failure_of(run),
        "is_hand_off": run.act == BulkRun.Act.HAND_OFF,
    }
    part = "leads/parts/bulk_progress.html"
    return render(request, part if request.htmx else "leads/bulk_run.html", context)  # type: ignore[attr-defined]


def _act(asked_for: QueryDict) -> str:
    act = asked_for.get("act", "")
    if act not in BulkRun.Act.values:
        raise BadInput
    return act


def _selection(asked_for: QueryDict) -> Selection:
    if "all" in asked_for:
        return Selection(filters=asked(LeadFilterForm(QueryDict(asked_for.get("filters", "")))))
    try:
        return Selection(codes=tuple(str(UUID(code)) for code in asked_for.getlist("lead")))
    except ValueError as error:
        raise BadInput from error


def _form(asked_for: QueryDict, *, bound: bool = False) -> HandOffManyForm | QualifyManyForm:
    data = asked_for if bound else None
    if _act(asked_for) == BulkRun.Act.QUALIFY:
        return QualifyManyForm(data)
    required = terms.in_force(timezone.now()).required_brief_fields
    return HandOffManyForm(data, required_parts=required)


def _page(
    request: HttpRequest,
    form: HandOffManyForm | QualifyManyForm,
    chosen: Selection,
    status: int = 200,
) -> HttpResponse:
    asked_for = request.POST if request.method == "POST" else request.GET
    preview = _preview(form, chosen) if isinstance(form, HandOffManyForm) else {}
    context = {
        "form": form,
        "is_hand_off": isinstance(form, HandOffManyForm),
        "count": chosen.count(),
        "kept": {name: asked_for.getlist(name) for name in ("act", "filters", "all", "lead")},
        "merge_fields": verbs.MERGE_FIELDS,
        "definition": terms.in_force(timezone.now()).definition(DefinitionKind.MQL),
    } | preview
    if "preview" in request.POST and request.htmx:  # type: ignore[attr-defined]
        return render(request, "leads/parts/brief_preview.html", context)
    return render(request, "leads/bulk.html", context, status=status)


def _preview(form: HandOffManyForm, chosen: Selection) -> dict[str, object]:
    """Return the first lead with the brief as it would read for it."""
    lead = chosen.first()
    if lead is None:
        return {}
    form.is_valid()
    filled = asdict(fill(form.brief(), merge_facts(lead)))
    return {
        "preview_lead": lead,
        "preview": [(form[part].label, text) for part, text in filled.items() if text],
    }
