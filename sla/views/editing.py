"""The guided editor: the draft of the agreement as steps, a page for each part."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from sla import agreements, part_drafting
from sla.checking import problems_of
from sla.clauses import contract, placed
from sla.draft_steps import steps_of
from sla.forms.part import PartForm
from sla.models import AgreementVersion
from sla.numbering import number_of, section_named
from sla.suggestions import SPEEDS, SUGGESTIONS
from teams.access import manager_required, person


@manager_required
@require_GET
def edit_agreement(request: HttpRequest) -> HttpResponse:
    """Show the parts of the draft, and what each still misses before it can be proposed."""
    draft = agreements.drafted()
    if draft is None:
        return redirect("sla:agreement")
    problems = placed(problems_of(draft, timezone.now()), contract(draft).speeds)
    steps = steps_of(draft, problems)
    context = {
        "draft": draft,
        "steps": steps,
        "problems": problems,
        "done": sum(step.is_done for step in steps),
        "all": len(steps),
    }
    return render(request, "sla/edit_agreement.html", context)


@manager_required
@require_http_methods(["GET", "POST"])
def edit_part(request: HttpRequest, part: str) -> HttpResponse:
    """Edit one part of the draft; its targets and its ladder are listed below."""
    if section_named(part) is None:
        raise Http404
    draft = agreements.drafted()
    if draft is None:
        return redirect("sla:agreement")
    if request.method == "GET":
        return _step_page(request, draft, PartForm(section=part, draft=draft), part)
    if wanted := request.POST.get("suggest"):
        return _step_page(request, draft, _suggested(request, draft, part, wanted), part)
    form = PartForm(request.POST, section=part, draft=draft)
    if not form.is_valid():
        return _step_page(request, draft, form, part, status=422)
    try:
        part_drafting.edit_part(
            version=draft,
            changes=form.changes(),
            by=person(request),
            seen=request.POST.get("seen", ""),
        )
    except (BadInput, StalePage) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _step_page(request, draft, form, part, status=refusal.status)
    messages.success(request, _("The draft was saved."))
    following = part_drafting.following(part)
    goes_on = request.POST.get("then") == "on" and following
    return redirect("sla:edit_part", following.key if goes_on and following else part)


def _suggested(request: HttpRequest, draft: AgreementVersion, part: str, name: str) -> PartForm:
    """Return the form as it was typed, with the suggested wording of one clause in its place."""
    typed = request.POST.copy()
    one = SUGGESTIONS.get(name)
    if one and one.text:
        typed[name] = str(one.text)
    return PartForm(typed, section=part, draft=draft)


def _step_page(
    request: HttpRequest, draft: AgreementVersion, form: PartForm, part: str, status: int = 200
) -> HttpResponse:
    said = contract(draft)
    problems = placed(problems_of(draft, timezone.now()), said.speeds)
    steps = steps_of(draft, problems, current=part)
    section = section_named(part)
    clauses = section.clauses if section else {}
    names = part_drafting.names_of(part)
    context = {
        "draft": draft,
        "contract": said,
        "form": form,
        "seen": request.POST.get("seen") or part_drafting.fingerprint_of_part(draft, names),
        "steps": steps,
        "step": next(step for step in steps if step.is_current),
        "following": part_drafting.following(part),
        "speeds": [(one, SPEEDS.get(one.metric)) for one in said.speeds if one.metric in clauses],
        "ladder_number": number_of("ladder"),
    }
    return render(request, "sla/edit_part.html", context, status=status)
