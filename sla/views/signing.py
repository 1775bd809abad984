"""The pages on which a draft is proposed, signed, declined and withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.fingerprints import StalePage
from kit.refusals import BadInput, Refusal
from sla import agreements, signing
from sla.clauses import contract, placed
from sla.forms.signing import PlanForm, WhyForm
from sla.heads import own_side
from sla.models import AgreementVersion, VersionStatus
from sla.parts import fingerprint_of_all
from sla.plans import Plan
from sla.signing_words import signing_state
from sla.targets import NotADraft
from sla.views.agreement import said_of
from teams.access import manager_required, person
from teams.models import Company


@manager_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Say what the draft changes and what it still misses, then lay it before both heads."""
    draft, zone = agreements.drafted(), Company.get().time_zone
    if draft is None:
        raise NotADraft
    if request.method == "GET":
        form = PlanForm(initial=PlanForm.first_values(Plan.of(draft), zone), zone=zone)
        return _proposal(request, draft, form)
    form = PlanForm(request.POST, zone=zone)
    if not form.is_valid():
        return _proposal(request, draft, form, status=422)
    try:
        signing.propose(
            version=draft,
            plan=form.plan(),
            at=timezone.now(),
            by=person(request),
            seen=request.POST.get("seen", ""),
        )
    except BadInput as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _proposal(request, draft, form, status=refusal.status)
    except (signing.NotReady, StalePage) as refusal:
        return _proposal(request, draft, form, refusal=str(refusal), status=refusal.status)
    messages.success(request, _("It was proposed. Both heads have been told."))
    return redirect("sla:agreement")


@manager_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """Show the whole text that waits, then put a head's signature under it."""
    version = _waiting(VersionStatus.PROPOSED)
    own_side(Company.get(), person(request))
    if request.method == "GET":
        return _to_be_signed(request, version)
    try:
        signing.sign(
            version=version,
            at=timezone.now(),
            by=person(request),
            seen=request.POST.get("seen") or "nothing",
        )
    except Refusal as refusal:
        return _to_be_signed(request, version, refusal=str(refusal), status=refusal.status)
    version.refresh_from_db()
    messages.success(request, _signed(version))
    return redirect("sla:agreement")


@manager_required
@require_http_methods(["GET", "POST"])
def decline_agreement(request: HttpRequest) -> HttpResponse:
    """Refuse to sign, in words: the proposal is a draft again."""
    version = _waiting(VersionStatus.PROPOSED)
    own_side(Company.get(), person(request))
    return _taken_back(request, version, signing.decline, "sla/decline_agreement.html")


@manager_required
@require_http_methods(["GET", "POST"])
def withdraw_agreement(request: HttpRequest) -> HttpResponse:
    """Take a proposal back to a draft, in words."""
    version = _waiting(VersionStatus.PROPOSED, VersionStatus.SIGNED)
    if version.status == VersionStatus.SIGNED:
        own_side(Company.get(), person(request))
    return _taken_back(request, version, signing.withdraw, "sla/withdraw_agreement.html")


def _waiting(*states: VersionStatus) -> AgreementVersion:
    version = agreements.pending()
    if version is None or version.status not in states:
        raise signing.NotProposed
    return version


def _signed(version: AgreementVersion) -> str:
    if version.status == VersionStatus.IN_FORCE:
        return _("%(version)s is in force.") % {"version": version}
    if version.status == VersionStatus.SIGNED:
        return _("Both heads have signed. It takes effect at its time.")
    return _("Signed. The other head has been told.")


def _taken_back(
    request: HttpRequest,
    version: AgreementVersion,
    verb: Any,  # noqa: ANN401 - decline or withdraw
    template: str,
) -> HttpResponse:
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        verb(version=version, at=timezone.now(), by=person(request), text=text)
        messages.success(request, _("It is a draft again. Both sides have been told why."))
        return redirect("sla:agreement")
    context = {"version": version, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


def _proposal(
    request: HttpRequest,
    draft: AgreementVersion,
    form: PlanForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    said = contract(draft)
    problems = signing.readiness(draft, timezone.now(), Company.get())
    context = {
        "draft": draft,
        "former": said.former,
        "changes": said.changes,
        "problems": placed(problems, said.speeds),
        "is_ready": not any(problem.is_fatal for problem in problems),
        "seen": fingerprint_of_all(draft),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "sla/propose.html", context, status=status)


def _to_be_signed(
    request: HttpRequest, version: AgreementVersion, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    now, company = timezone.now(), Company.get()
    context = {
        "version": version,
        "state": signing_state(version, company, person(request)),
        "seen": fingerprint_of_all(version),
        "refusal": refusal,
        **said_of(
            contract(version, reader=person(request)), company, version.takes_effect_at or now
        ),
    }
    return render(request, "sla/sign.html", context, status=status)
