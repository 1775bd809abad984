"""The pages on which managers write the next version of the agreement."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.fingerprints import StalePage
from kit.refusals import BadInput
from sla import agreements, drafting, targets
from sla.forms.agreement import TargetForm, first_values
from sla.models import AgreementVersion, Metric, Target
from sla.numbering import section_of
from teams.access import manager_required, person

# What a new target is begun with: working days of eight hours.
_HOUR = 3600
_USUAL_SECONDS: dict[str, int] = {
    Metric.ATTEMPT: 80 * _HOUR,
    Metric.DECISION: 40 * _HOUR,
    Metric.OWNER_TOUCH: 2 * _HOUR,
    Metric.ANSWER: 16 * _HOUR,
}


@manager_required
@require_POST
def draft_agreement(request: HttpRequest) -> HttpResponse:
    """Begin a draft, or go on with the one there is."""
    drafting.draft(at=timezone.now(), by=person(request))
    return redirect("sla:edit_agreement")


@manager_required
@require_POST
def discard_agreement(request: HttpRequest) -> HttpResponse:
    """Discard the draft; what is in force stays."""
    drafting.discard(version=_draft(), by=person(request))
    messages.success(request, _("The draft was discarded."))
    return redirect("sla:agreement")


@manager_required
@require_http_methods(["GET", "POST"])
def new_target(request: HttpRequest) -> HttpResponse:
    """Add a target to the draft."""
    draft = _draft()
    if request.method == "GET":
        asked = request.GET.get("metric", "")
        metric = asked if asked in Metric.values else Metric.CLAIM.value
        blank = targets.TargetText(
            name="",
            metric=metric,
            seconds=_USUAL_SECONDS.get(metric, 1800),
            calendar_id=_usual_calendar(draft),
            attempts=draft.attempts_promised if metric == Metric.ATTEMPT else None,
        )
        return _target_page(request, TargetForm(initial=first_values(blank)))
    form = TargetForm(request.POST)
    if not form.is_valid():
        return _target_page(request, form, status=422)
    try:
        target = targets.add_target(version=draft, text=form.text(), by=person(request))
    except BadInput as refusal:
        _beside(form, refusal)
        return _target_page(request, form, status=refusal.status)
    return _beside_target(target)


@manager_required
@require_http_methods(["GET", "POST"])
def edit_target(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a target of the draft."""
    target = _target(code)
    text = targets.text_of(target)
    if request.method == "GET":
        form = TargetForm(initial=first_values(text), standing=text)
        return _target_page(request, form, target)
    form = TargetForm(request.POST, standing=text)
    if not form.is_valid():
        return _target_page(request, form, target, status=422)
    try:
        seen = request.POST.get("seen", "")
        targets.edit_target(target=target, text=form.text(), by=person(request), seen=seen)
    except (BadInput, StalePage) as refusal:
        _beside(form, refusal)
        return _target_page(request, form, target, status=refusal.status)
    return _beside_target(target)


@manager_required
@require_POST
def move_target(request: HttpRequest, code: UUID) -> HttpResponse:
    """Move a target of the draft one place up or down."""
    steps = -1 if request.POST.get("to") == "up" else 1
    target = _target(code)
    targets.move_target(target=target, steps=steps, by=person(request))
    return _beside_target(target)


@manager_required
@require_POST
def remove_target(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a target out of the draft."""
    target = _target(code)
    targets.remove_target(target=target, by=person(request))
    messages.success(request, _("“%(target)s” was removed.") % {"target": target.name})
    return redirect(_step_of(target))


def _draft() -> AgreementVersion:
    draft = agreements.drafted()
    if draft is None:
        raise targets.NotADraft
    return draft


def _target(code: UUID) -> Target:
    target = targets.find_target(_draft(), code)
    if target is None:
        raise Http404
    return target


def _usual_calendar(draft: AgreementVersion) -> int | None:
    """Return the calendar that the draft's other targets run on, None for none."""
    named = (target.calendar_id for target in targets.in_order(draft) if target.calendar_id)
    return next(named, None)


def _beside(form: Any, refusal: BadInput | StalePage) -> None:  # noqa: ANN401 - any form
    """Put a refusal beside the field that it is about."""
    names = {"seconds": "amount", "pause_limit_seconds": "pause_amount"}
    field = names.get(refusal.field, refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))


def _beside_target(target: Target) -> HttpResponse:
    """Go back to the draft, to the place of ``target`` in it."""
    return redirect(f"{_step_of(target)}#target-{target.code}")


def _step_of(target: Target) -> str:
    """Return the address of the step of the draft in which ``target`` stands."""
    section = section_of(target.metric)
    return reverse("sla:edit_part", args=[section.key if section else "sales"])


def _target_page(
    request: HttpRequest, form: TargetForm, target: Target | None = None, status: int = 200
) -> HttpResponse:
    seen = request.POST.get("seen") or (targets.fingerprint_of(target) if target else "")
    context = {"form": form, "target": target, "seen": seen}
    template = "sla/edit_target.html" if target else "sla/new_target.html"
    return render(request, template, context, status=status)
