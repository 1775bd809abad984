"""The ladder of the draft: its steps are added, changed and taken out by managers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from sla import agreements, ladder_drafting
from sla.forms.ladder import StepForm, first_values
from sla.ladder_drafting import StepText
from sla.models import AgreementVersion, LadderStep
from sla.targets import NotADraft
from teams.access import manager_required, person


@manager_required
@require_http_methods(["GET", "POST"])
def new_step(request: HttpRequest) -> HttpResponse:
    """Add a step to the draft's ladder."""
    draft = _draft()
    if request.method == "GET":
        return _page(request, StepForm(initial=first_values(StepText(percent=100))))
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        ladder_drafting.add_step(version=draft, text=form.text(), by=person(request))
    except BadInput as refusal:
        return _refused(request, form, refusal)
    return _beside()


@manager_required
@require_http_methods(["GET", "POST"])
def edit_step(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a step of the draft's ladder."""
    step = _step(code)
    if request.method == "GET":
        return _page(request, StepForm(initial=first_values(StepText.of(step))), step)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, form, step, status=422)
    try:
        seen = request.POST.get("seen", "")
        ladder_drafting.edit_step(step=step, text=form.text(), by=person(request), seen=seen)
    except (BadInput, StalePage) as refusal:
        return _refused(request, form, refusal, step)
    return _beside()


@manager_required
@require_POST
def remove_step(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a step out of the draft's ladder."""
    ladder_drafting.remove_step(step=_step(code), by=person(request))
    messages.success(request, _("The step was removed."))
    return _beside()


def _draft() -> AgreementVersion:
    draft = agreements.drafted()
    if draft is None:
        raise NotADraft
    return draft


def _step(code: UUID) -> LadderStep:
    step = ladder_drafting.find_step(_draft(), code)
    if step is None:
        raise Http404
    return step


def _beside() -> HttpResponse:
    """Go back to the draft, to its ladder."""
    return redirect(f"{reverse('sla:edit_part', args=['protocol'])}#clause-ladder")


def _refused(
    request: HttpRequest,
    form: StepForm,
    refusal: BadInput | StalePage,
    step: LadderStep | None = None,
) -> HttpResponse:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, form, step, status=refusal.status)


def _page(
    request: HttpRequest, form: StepForm, step: LadderStep | None = None, status: int = 200
) -> HttpResponse:
    seen = request.POST.get("seen") or (ladder_drafting.fingerprint_of(step) if step else "")
    context = {"form": form, "step": step, "seen": seen}
    template = "sla/edit_step.html" if step else "sla/new_step.html"
    return render(request, template, context, status=status)
